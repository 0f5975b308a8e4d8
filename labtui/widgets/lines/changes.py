"""What changes of a system in words, before → after: its values, and the findings new and gone."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from labtui.data.analysis.differences import fact_changes
from labtui.data.analysis.findings import ordered, was_answered
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES
from labtui.data.framework.facts import FACTS
from labtui.data.framework.roles import role_word
from labtui.data.framework.severities import Severity, severity_sign
from labtui.data.framework.shapes import Shape, Value
from labtui.data.framework.values import as_texts, show_answer
from labtui.text.cells import clip
from labtui.text.printable import printable
from labtui.widgets.lines.colours import RISK_TOKENS
from labtui.widgets.lines.layout import MUTED, Lines, finding_title, packed, text
from labtui.widgets.lines.standing import standing_words

LONGEST_VALUE = 40
"""The most cells of a value; of a longer one the start is told."""


def change_words(before: Assessment | None, after: Assessment | None) -> list[Content]:
    """The changes of another system in a few words; empty if nothing visible changes."""
    if before is None or after is None:
        return [Content("is not assessed any more" if after is None else "is assessed now")]
    level, role, risk, *others = _value_changes(before, after)
    critical, rest = _finding_words(before, after)
    parts = [level, *critical, role, risk, *others, *rest]
    return [part for part in parts if part]


def other_words(before: Assessment | None, after: Assessment | None) -> list[Content]:
    """The same but for level and risk, which are shown as pictures."""
    if before is None or after is None:
        return change_words(before, after)
    _, role, _, *others = _value_changes(before, after)
    critical, rest = _finding_words(before, after)
    return [part for part in (*critical, *rest, role, *others) if part]


def _value_changes(before: Assessment, after: Assessment) -> list[Content]:
    """Level, role, risk, learning and operator, each before → after; empty where it is the same."""
    named = zip(
        ("", "", "risk ", "learning ", "operated by "),
        _briefly(before),
        _briefly(after),
        strict=True,
    )
    return [
        Content.assemble((f"{name}{was} → ", MUTED), (now, _style_of(name, now)))
        if was != now
        else Content("")
        for name, was, now in named
    ]


def _style_of(name: str, now: str) -> str:
    """The style of what a value is now: a risk in its colour."""
    return RISK_TOKENS.get(now, "bold") if name == "risk " else "bold"


def _finding_words(before: Assessment, after: Assessment) -> tuple[list[Content], list[Content]]:
    """The critical findings that are new, and all else that is new or gone of findings."""
    rest = [
        *_arisen(before, after, "warning"),
        *_arisen(before, after, "notice"),
        *findings_left(before, after),
    ]
    return _arisen(before, after, "critical"), rest


def fact_words(saved: Lab, lab: Lab, id: str) -> list[Content]:
    """The facts of a system that were changed, old → new, and how many events were noted."""
    was, now = saved.systems.get(id), lab.systems.get(id)
    if was is None or now is None:
        return [text("is new", "bold") if was is None else text("is removed", "bold")]
    found = [
        Content.assemble(
            (f"{FACTS[key].title} {_value_words(saved, key, before)} → ", MUTED),
            (_value_words(lab, key, after), "bold"),
        )
        for key, before, after in fact_changes(was, now)
        if key != "changed"  # it follows from the others
    ]
    noted = [event for event in now.history if event not in was.history]
    if noted:
        found.append(Content.assemble(("History ", MUTED), (f"+ {len(noted)}", "bold")))
    return found


def _value_words(lab: Lab, key: str, value: Value | None) -> str:
    """A value in words: systems by their names, and of a long text its start."""
    if FACTS[key].shape in {Shape.REFERENCE, Shape.REFERENCES} and value:
        ids = (value,) if isinstance(value, str) else as_texts(value)
        value = tuple(lab.systems[id].name if id in lab.systems else id for id in ids)
    said = printable(" ".join(show_answer(key, value).split()))
    return clip(said, LONGEST_VALUE)


def tried_lines(saved: Lab, lab: Lab, id: str, width: int) -> Lines:
    """What a what-if changes of a system: its facts, then what follows; empty if nothing."""
    before, after = saved.assessments.get(id), lab.assessments.get(id)
    if before is None or before is after:
        return []
    if after is None:
        words = [Content("it is retired, and not assessed any more")]
    else:
        words = [*fact_words(saved, lab, id), *change_words(before, after)]
    if not words:
        return []
    return packed([Content.styled("What if:", "bold $text-warning"), *words], width)


def _arisen(before: Assessment, after: Assessment, severity: Severity) -> list[Content]:
    """The findings of a severity that are new, or were of another one, or not as proven."""
    old = {finding.rule: finding for finding in before.findings}
    found = []
    for finding in ordered(after):
        was = old.get(finding.rule)
        same = was and (was.severity, was.unproven) == (severity, finding.unproven)
        if finding.severity == severity and not same:
            title = RULES[finding.rule].title_for(after, finding)
            words = finding_title(severity, title, unproven=finding.unproven)
            sign = severity_sign(was.severity, unproven=was.unproven) if was else ""
            found.append(Content.assemble((f"{sign} → ", MUTED), words) if was else words)
    return found


def _briefly(a: Assessment) -> tuple[str, ...]:
    return (
        a.level or "level not known",
        role_word(a.role, "role not known"),
        *standing_words(a)[2:],
    )


def findings_left(before: Assessment, after: Assessment) -> Iterator[Content]:
    """The findings that are gone, by title; of a question, whether it was answered.

    A question that only does not apply any more has no tick: nothing was done about it.
    """
    now = {finding.rule for finding in after.findings}
    for finding in before.findings:
        if finding.rule not in now:
            title = RULES[finding.rule].title_for(before, finding)
            if finding.unproven and not was_answered(before, after, finding):
                yield Content.styled(f"– {title} no longer asked", MUTED)
            else:
                word = "answered" if finding.unproven else "gone"
                yield Content.styled(f"✓ {title} {word}", "$text-success")
