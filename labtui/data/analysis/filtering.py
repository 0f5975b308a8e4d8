"""What a filter means: words to be found anywhere, fields as `level:3b`, relations as `on:pve1`."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from labtui.data.analysis.falling_due import Due, due_of
from labtui.data.analysis.per_assessment import PerAssessment
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import operated_by
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.assessment.references import closure
from labtui.data.assessment.rules import RULES, assessing
from labtui.data.framework.levels import CONTROLLED_HIGH, LEARNING, LEVELS, MODERATE, RISKS
from labtui.data.framework.roles import ROLES, role_word
from labtui.data.framework.severities import SEVERITIES
from labtui.data.framework.systems import EXPOSURES, PURPOSES, STATUSES, USES

Values = Iterable[str | None]
"""The values a system has in a field; None where it is not answered."""

TERMS: Mapping[str, Callable[[Assessment], str | None]] = {
    "level": lambda a: a.level,
    "role": lambda a: role_word(a.role) if a.role else None,
    "risk": lambda a: a.risk.now if a.risk else None,
    "learning": lambda a: a.learning.now_shown if a.learning else None,
}
"""The fields that are worked out, of which a system has one value each."""

_ASSESSED: Mapping[str, Callable[[Assessment], Values]] = {
    "finding": lambda a: {word for f in a.findings for word in (f.rule, f.severity)} or (None,),
    "intended": lambda a: (_as_intended(a),),
    "due": lambda a: {_when_due(a, due) for due in due_of(a)} or (None,),
    "operated": lambda a: (operated_by(a.verdict, a.level),),
    "site": lambda a: (_text(a.value("site")),),
    "provider": lambda a: (_text(a.value("provider")),),
}

_STATED: Mapping[str, Callable[[System], Values]] = {
    "purpose": lambda system: (system.purpose,),
    "status": lambda system: (system.status,),
    "tag": lambda system: system.texts("tags") or (None,),
    "kind": lambda system: (system.text("kind"),),
    "exposure": lambda system: (system.exposure,),
    "for": lambda system: system.relied_on_for or (None,),
}
"""The fields that retired systems have too."""

FIELDS: Collection[str] = (*TERMS, *_STATED, *_ASSESSED)
"""What stands before the colon of a field."""

CLOSED: Mapping[str, Collection[str]] = {
    "level": LEVELS,
    "role": [*map(role_word, ROLES)],
    "risk": (*RISKS, CONTROLLED_HIGH),
    "learning": LEARNING,
    "purpose": PURPOSES,
    "status": STATUSES,
    "exposure": EXPOSURES,
    "for": USES,
    "finding": (*SEVERITIES, *RULES),
    "intended": ("yes", "no"),
    "due": ("late", "coming"),
}
"""The fields with a fixed set of values."""

RELATIONS: Mapping[str, Callable[[Lab, str], Iterable[str]]] = {
    "on": lambda lab, id: lab.references.by("runs_on", id),
    "needs": lambda lab, id: lab.reliance.needed_by(id),
    "group": lambda lab, id: lab.references.by("member_of", id),
    "backup": lambda lab, id: lab.references.by("backs_up_to", id),
}
"""What stands before the colon of a relation, and who stands in it to a system."""

_THROUGH = frozenset({"on", "needs"})
"""The relations that hold through others too."""

UNPROVEN = "unproven"
"""The word that finds systems with critical findings or warnings that are not proven.

Nearly every system has an unproven notice: facts that are not answered.
"""

UNANSWERED = assessing.UNANSWERED.id
"""The word that finds systems with facts that matter and are not answered, of any level or none."""


def slug(value: object) -> str:
    """A value as it is typed in a filter: `controlled-high`; `none` where it is not known."""
    words = "none" if value is None else str(value)
    return words.casefold().replace("–", "-").replace(" ", "-")


def term(key: str, value: object) -> str:
    """A filter for one value of a field: `level:3b`, `risk:controlled-high`."""
    return f"{key}:{slug(value)}"


_AS_READ = {
    **{("role", slug(role)): slug(role_word(role)) for role in ROLES},
    ("learning", slug(MODERATE)): slug(LEARNING[1]),
}
"""The values that files and commands call otherwise than people read them; both are found."""


class Word(NamedTuple):
    """One word of a filter."""

    text: str
    """What has to stand in the text; of a field or a relation, what stands behind the colon."""
    key: str = ""
    """The field or the relation; empty for a word to be found anywhere."""

    @property
    def is_relation(self) -> bool:
        """True for a relation to another system."""
        return self.key in RELATIONS

    @property
    def is_alone(self) -> bool:
        """True if whether a system has it depends on nothing but the system."""
        return not self.key or self.key in CLOSED


_TYPED = re.compile(r'(?P<key>[^\s":]+:)?"(?P<quoted>[^"]*)"?|\S+')
"""A word as it is typed: up to a blank, or in quotes, which need not be closed yet."""


def parsed(words: str) -> list[Word]:
    """The words of a filter; a field whose value is not typed yet finds all."""
    found: list[Word] = []
    for typed in _TYPED.finditer(words.lower()):
        quoted = typed["quoted"]
        word = typed[0] if quoted is None else (typed["key"] or "") + quoted
        key, colon, value = word.partition(":")
        if not (colon and (key in FIELDS or key in RELATIONS)):
            found += [Word(word)] if word.strip() else []
        elif value := slug(value.strip()):
            found.append(Word(_AS_READ.get((key, value), value), key))
    return found


def last_typed(words: str) -> str:
    """The last word of a filter as it is typed, quotes included; empty behind a blank."""
    last = ""
    for typed in _TYPED.finditer(words):
        last = typed[0] if typed.end() == len(words) else ""
    return last


def sought(words: str) -> tuple[str, ...]:
    """What to look for in a text that is shown, to show what matched."""
    return tuple(word.text for word in parsed(words) if not word.is_relation)


# --- texts of systems


def haystack(system: System) -> str:
    """The text a filter searches of any system: name, id, tags, purpose, status; and its fields."""
    words = [system.id, system.name, *system.texts("tags"), system.purpose or "", system.status]
    return "\n".join([*map(str.lower, words), *_lines(_STATED, system), ""])


def assessed_haystack(a: Assessment) -> str:
    """The same of an assessed system, with its level, role, findings and the other fields."""
    words: list[str] = [a.level or "level not known", a.role or "", role_word(a.role, "")]
    for finding in a.findings:
        rule = RULES[finding.rule]
        words += [finding.rule, rule.title, rule.title_for(a, finding), finding.severity]
        words += [UNPROVEN] if finding.unproven and finding.severity != "notice" else []
    words += [UNANSWERED] if a.known < a.relevant else []
    terms = [_line(key, value_of(a)) for key, value_of in TERMS.items()]
    known = [*map(str.lower, words), *terms, *_lines(_ASSESSED, a)]
    return "\n".join([haystack(a.system) + known[0], *known[1:], ""])


def _line(key: str, value: str | None) -> str:
    """A field as a line in capitals, so that the word `one` is not found in `ROLE:NONE`."""
    return term(key, value).upper()


def _lines(fields: Mapping[str, Callable[..., Values]], subject: object) -> list[str]:
    return [_line(key, value) for key, values in fields.items() for value in values(subject)]


def _as_intended(a: Assessment) -> str | None:
    """Whether it has the level it was intended to have; None where none is."""
    if a.system.intended_level is None:
        return None
    return "no" if a.misplaced else "yes"


def _when_due(a: Assessment, due: Due) -> str:
    """Whether something is late or comes."""
    is_late = due.day is None or due.days_late(a.context.evaluation.today)
    return "late" if is_late else "coming"


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


# --- matching


class Texts:
    """The texts of the systems of a lab, made once for each assessment."""

    def __init__(self) -> None:
        self._of_assessed = PerAssessment(assessed_haystack)

    def of(self, id: str, a: Assessment) -> str:
        """The text of one system."""
        return self._of_assessed.of(id, a)

    def of_all(self, lab: Lab) -> Mapping[str, str]:
        """The text of each system that is assessed or retired."""
        texts = self._of_assessed.of_all(lab.assessments.made())
        for id, system in lab.systems.items():
            if id not in texts:
                texts[id] = haystack(system)
        return texts


def found(
    words: Sequence[Word], ids: Iterable[str], lab: Lab, texts: Mapping[str, str]
) -> list[str]:
    """The ids of those systems that have every word, in their order."""
    result = [*ids]
    for word in words:
        if word.is_relation:
            related = related_to(lab, word)
            result = [id for id in result if id in related]
        else:
            line = needle(word, texts)
            result = [id for id in result if line in texts[id]]
    return result


def needle(word: Word, texts: Mapping[str, str]) -> str:
    """What has to stand in a text for a word: of a field, a value, or the start of one.

    The start counts only where no value is just what was typed: `risk:high` is not High or more.
    """
    if not word.key:
        return word.text
    start = f"\n{word.key}:{word.text}".upper()
    values = CLOSED.get(word.key)
    if values is not None:
        is_value = word.text == slug(None) or word.text in map(slug, values)
    else:
        is_value = any(f"{start}\n" in text for text in texts.values())
    return f"{start}\n" if is_value else start


def named(lab: Lab, word: str) -> list[str]:
    """The ids of the systems that a word names: by id, or by the start of id or name."""
    if word in lab.systems:
        return [word]
    return [
        id
        for id, system in lab.systems.items()
        if id.casefold().startswith(word) or slug(system.name).startswith(word)
    ]


def related_to(lab: Lab, word: Word) -> set[str]:
    """The ids of the systems that stand in a relation to those that a word names."""
    relation, targets = RELATIONS[word.key], named(lab, word.text)

    def onward(id: str) -> Iterable[str]:
        return relation(lab, id)

    first = {id for target in targets for id in onward(target)}
    return closure(first, onward) if word.key in _THROUGH else first
