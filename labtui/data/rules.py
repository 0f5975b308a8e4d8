"""The findings: what people fool themselves about, rule by rule (framework, section 6).

`RULES` is the framework's table: each rule with the rows under which it holds and how severe
that is, then what is said of it and what to do. Findings themselves carry no text; it is made
when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from labtui.data.assessment import (
    FULL_STACK_LAB,
    FULL_STACK_PRODUCTION,
    PLATFORM,
    RENTED,
    SAAS,
    SELF_HOSTED,
    Assessment,
    Finding,
    learned_lately,
    relevant_facts,
)
from labtui.data.facts import NEVER, show_value
from labtui.data.framework import (
    LAYERS,
    LAYERS_OF_SELF_HOSTING,
    LAYERS_THAT_HURT,
    LEVELS,
    NOT_APPLICABLE,
    PRACTICES,
)

C, W, N = "critical", "warning", "notice"

ANY: frozenset[str | None] = frozenset({None, *LEVELS})
KNOWN = ANY - {None}
CONSUMED: frozenset[str | None] = frozenset({SAAS, PLATFORM})
SELF: frozenset[str | None] = frozenset(SELF_HOSTED)

Holds = Callable[[Assessment], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: at which levels and when it holds, and how severe that is."""

    levels: Collection[str | None]
    holds: Holds
    production: str | None
    other: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One finding that can be made of a system."""

    id: str
    title: str
    rows: tuple[Row, ...]
    """Most severe first; the first that holds and has a severity counts."""
    says: Callable[[Assessment], str]
    """What is the matter, naming the facts behind it."""
    remedy: str
    facts: Callable[[Assessment], Iterable[str]]
    """Keys of the facts it rests on; the first is the one that would settle it."""
    by_reliance: bool = False
    """Whether it rests on what people rely on, too."""

    @property
    def by_level(self) -> bool:
        """Whether it rests on the layers that make the level, too."""
        return any(set(row.levels) != ANY for row in self.rows)


def keys(*names: str) -> Callable[[Assessment], Iterable[str]]:
    """The same facts whatever the system."""
    return lambda _: names


def _owned_by(owner: str, layers: Iterable[str]) -> Callable[[Assessment], list[str]]:
    layers = tuple(layers)
    return lambda a: [f"owners.{layer}" for layer in layers if a.owner(layer) == owner]


def _layer_names(a: Assessment, owner: str, layers: Iterable[str]) -> str:
    return _listed(LAYERS[layer].lower() for layer in layers if a.owner(layer) == owner)


def _listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = [*words] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _last(subject: str, done: str, value: object) -> str:
    """When something was last done to a subject, in words without a full stop."""
    if value is None:
        return f"when {subject} was last {done} is not answered"
    if value == NEVER:
        return f"{subject} was never {done}"
    return f"{subject} was last {done} on {show_value(value)}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _always(_: Assessment) -> bool:
    return True


def _says(question: str, answer: str) -> Holds:
    return lambda a: a.answer(question) == answer


def _smell(rule: str, title: str, question: str, no: str, unsure: str, remedy: str) -> Rule:
    """One of the four rules about an answer of the smell test, which share their rows."""

    def says(a: Assessment) -> str:
        return no if a.answer(question) == "no" else unsure

    return Rule(
        rule,
        title,
        (
            Row(ANY - CONSUMED, _says(question, "no"), C, W),
            Row(CONSUMED, _says(question, "no"), W, N),
            Row(ANY - CONSUMED, _says(question, "unsure"), W, N),
            Row(CONSUMED, _says(question, "unsure"), N, N),
        ),
        says,
        remedy,
        keys(f"smell_test.{question}"),
    )


def _days(a: Assessment, name: str) -> int:
    return int(getattr(a.situation.terms.settings, name))


def _stale(a: Assessment, key: str, days: str) -> bool:
    """Answered, and not fresh."""
    return a.value(key) is not None and not a.fresh(key, _days(a, days))


def _assessment_stale(a: Assessment) -> bool:
    return a.assessed is not None and _stale(a, "smell_test.date", "review_days")


def _changed_since(a: Assessment) -> bool:
    changed, assessed = a.system.facts.get("changed"), a.assessed
    return changed is not None and assessed is not None and changed > assessed[0]


def assessed_level(a: Assessment) -> str | None:
    """The level its latest `assessed` event with a level found; of one day, the last."""
    latest: tuple[date, str] | None = None
    for event in a.system.history:
        if (
            event.event == "assessed"
            and event.level is not None
            and event.date is not None
            and (latest is None or event.date >= latest[0])
        ):
            latest = event.date, event.level
    return latest[1] if latest else None


def _outgrown(a: Assessment) -> bool:
    return assessed_level(a) not in {None, a.level}


def _meant_as_lab(a: Assessment) -> bool:
    return a.system.intended_level == FULL_STACK_LAB


def _in_denial(a: Assessment) -> bool:
    return _meant_as_lab(a) and a.level == FULL_STACK_PRODUCTION


def _not_as_intended(a: Assessment) -> bool:
    return a.system.intended_level not in {None, a.level} and not _in_denial(a)


def _precious_lab(a: Assessment) -> bool:
    return (a.role == "lab" or _meant_as_lab(a)) and a.system.evidence("wipeable") is False


def _denial_says(a: Assessment) -> str:
    if _in_denial(a):
        return (
            f"It is meant as a lab (3a), but people rely on it{_reliance(a)}: this is production."
        )
    return "It is a lab, but it could not be wiped without fear: something in it already matters."


def _reliance(a: Assessment) -> str:
    """What makes a system production, to stand after 'people rely on it'."""
    if a.system.relied_on_for:
        return f" for {_listed(a.system.relied_on_for)}"
    if a.through:
        return f" through {_listed(_first(a.through))}"
    return "; its purpose is reliability"


def _first(ids: Iterable[str], most: int = 3) -> list[str]:
    """The first few ids, and how many more there are."""
    shown = list(ids)
    more = len(shown) - most
    return shown if more <= 0 else [*shown[:most], f"{more} more"]


def _exposed(a: Assessment) -> bool:
    return a.system.exposure == "internet"


def _exposed_with(access: str) -> Holds:
    return lambda a: _exposed(a) and a.practice("access_control") == access


_DATA_FACTS = ("data_located", "exportable", "vendor_backup")


def _not_known(a: Assessment) -> list[str]:
    return [name for name in _DATA_FACTS if a.system.evidence(name) not in {True, NOT_APPLICABLE}]


_DATA_WORDS = {
    "data_located": "where the data is",
    "exportable": "how to get it out",
    "vendor_backup": "how the vendor backs it up",
}


def _mfa_missing(a: Assessment) -> bool:
    return a.system.evidence("mfa") is False and (a.level in CONSUMED or _exposed(a))


def _guards_logins(a: Assessment) -> bool:
    return not {"authentication", "identity"}.isdisjoint(a.system.relied_on_for)


def _unmonitored(a: Assessment) -> bool:
    return a.value("evidence.monitored") is not True


def _untested(a: Assessment) -> bool:
    return not a.fresh("evidence.restore_tested", _days(a, "restore_days"))


def _for_pleasure(a: Assessment) -> bool:
    return a.system.purpose in {"entertainment", "convenience"}


def _unproven(a: Assessment) -> list[str]:
    return [
        key
        for key, failed in (
            ("evidence.restore_tested", _untested(a)),
            ("evidence.monitored", _unmonitored(a)),
        )
        if failed
    ]


def _unproven_says(a: Assessment) -> str:
    parts = []
    if _untested(a):
        parts.append(_last("a restore", "tested", a.value("evidence.restore_tested")))
    if _unmonitored(a):
        answered = a.value("evidence.monitored") is False
        parts.append("nothing monitors it" if answered else "monitoring is not answered")
    return f"Rented, with the risk kept: {_listed(parts)}."


_PRACTICES_THAT_MUST = tuple(
    name for name in PRACTICES if name not in {"access_control", "documentation"}
)


def _missing_practices(a: Assessment) -> list[str]:
    return [name for name in _PRACTICES_THAT_MUST if a.practice(name) == "no"]


def _nothing_learned(a: Assessment) -> bool:
    return a.role == "lab" and not learned_lately(a.situation)


def _patches_stale(a: Assessment) -> bool:
    return _stale(a, "evidence.patched", "patch_days")


def _idle(a: Assessment) -> bool:
    utilization = a.system.facts.get("utilization")
    return "owners.hardware" in a.system.facts and utilization is not None and utilization < 10


RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule(
            "level-undetermined",
            "Level not determined",
            (Row({None}, _always, W, W),),
            lambda a: f"Nobody said who answers for its {LAYERS[a.missing or 'os'].lower()}.",
            "State who answers for that layer, here or on its host.",
            lambda a: [f"owners.{a.missing}"],
        ),
        Rule(
            "never-assessed",
            "Never assessed",
            (Row(ANY, lambda a: a.assessed is None, W, N),),
            lambda _: "The smell test was never answered for it.",
            "Answer the five questions of the smell test.",
            keys("smell_test.date"),
        ),
        Rule(
            "assessment-stale",
            "Assessment stale",
            (Row(ANY, _assessment_stale, W, N),),
            lambda a: (
                f"The smell test was last answered on {a.value('smell_test.date')}; "
                f"it holds for {_days(a, 'review_days')} days."
            ),
            "Answer the smell test again.",
            keys("smell_test.date"),
        ),
        Rule(
            "changed-since-assessment",
            "Changed since its assessment",
            (Row(ANY, _changed_since, W, W),),
            lambda a: (
                f"It changed on {a.value('changed')}, after the smell test "
                f"of {a.value('smell_test.date')}."
            ),
            "Answer the smell test again, with the change in mind.",
            keys("smell_test.date", "changed"),
        ),
        Rule(
            "outgrew-assessment",
            "Outgrew its assessment",
            (Row(KNOWN, _outgrown, W, W),),
            lambda a: (
                f"When it was last assessed it was level {assessed_level(a)}; now it is {a.level}."
            ),
            "Answer the smell test again: at this level it asks more.",
            keys("smell_test.date"),
        ),
        Rule(
            "unanswered",
            "Facts not answered",
            (Row(ANY, lambda a: a.known < a.relevant, N, N),),
            lambda a: f"{a.relevant - a.known} of {a.relevant} facts that matter are not answered.",
            "Answer what is missing; what comes from a host is best answered there.",
            lambda a: [key for key in relevant(a) if a.fact(key) is None],
        ),
        Rule(
            "unowned-layer",
            "Nobody answers for a layer",
            (
                Row(ANY, lambda a: any(a.owner(x) == "nobody" for x in LAYERS_THAT_HURT), C, W),
                Row(ANY, lambda a: any(a.owner(x) == "nobody" for x in LAYERS), W, W),
            ),
            lambda a: f"Nobody answers for {_layer_names(a, 'nobody', LAYERS)}.",
            "Take it on, or find someone who will: unowned, it is still yours.",
            _owned_by(
                "nobody", (*LAYERS_THAT_HURT, *(x for x in LAYERS if x not in LAYERS_THAT_HURT))
            ),
        ),
        Rule(
            "responsibility-gap",
            "Left to the provider",
            (
                Row(
                    SELF,
                    lambda a: any(a.owner(x) == "provider" for x in LAYERS_OF_SELF_HOSTING),
                    W,
                    N,
                ),
            ),
            lambda a: (
                f"You run it, yet {_layer_names(a, 'provider', LAYERS_OF_SELF_HOSTING)} "
                "is left to the provider."
            ),
            "Check what the provider really does; what it does not do is yours.",
            _owned_by("provider", LAYERS_OF_SELF_HOSTING),
        ),
        Rule(
            "not-as-intended",
            "Not what it is meant to be",
            (Row(KNOWN, _not_as_intended, W, W),),
            lambda a: f"It is meant to be level {a.system.intended_level}, but it is {a.level}.",
            "Change what it is, or what you mean it to be.",
            keys("intended_level"),
        ),
        Rule(
            "production-in-denial",
            "Production in denial",
            (
                Row({FULL_STACK_PRODUCTION}, _meant_as_lab, C, None),
                Row({FULL_STACK_LAB}, _precious_lab, None, W),
            ),
            _denial_says,
            "Promote it: give it the care of production. Or unhook what people rely on.",
            lambda a: (
                ["intended_level"]
                if _in_denial(a)
                else ["evidence.wipeable", "intended_level", "purpose"]
            ),
            by_reliance=True,
        ),
        Rule(
            "lab-is-dependency",
            "A lab is depended on",
            (
                Row(
                    ANY,
                    lambda a: (
                        a.system.purpose == "learning" and bool(a.through) and not _in_denial(a)
                    ),
                    C,
                    None,
                ),
            ),
            lambda a: (
                f"It is there to learn on, but production needs it: {_listed(_first(a.through))}."
            ),
            "Move what people rely on elsewhere, or stop calling it a lab.",
            keys("purpose"),
            by_reliance=True,
        ),
        Rule(
            "rests-on-lab",
            "Rests on a lab",
            (Row(ANY, lambda a: a.situation.rests_on_lab, W, None),),
            lambda _: "People rely on it, and it needs a system that is there to learn on.",
            "Move it off the lab, or give the lab the care of production.",
            keys("runs_on", "depends_on", "backs_up_to"),
            by_reliance=True,
        ),
        Rule(
            "exposed-unprotected",
            "Exposed without protection",
            (Row(SELF, _exposed_with("no"), C, C), Row(SELF, _exposed_with("partly"), W, W)),
            lambda a: (
                "It can be reached from the internet, and access control is "
                f"{'missing' if a.practice('access_control') == 'no' else 'only partly there'}."
            ),
            "Put access control in front of it, or take it off the internet.",
            keys("practices.access_control", "exposure"),
        ),
        Rule(
            "exposed-lab",
            "A lab on the internet",
            (
                Row({FULL_STACK_LAB}, _exposed, None, W),
                Row({RENTED}, lambda a: _exposed(a) and a.role == "lab", None, W),
            ),
            lambda _: "It is a lab, and it can be reached from the internet.",
            "Put it behind a VPN, or isolate it.",
            keys("exposure"),
        ),
        Rule(
            "dangling-reference",
            "Names what is not there",
            (Row(ANY, lambda a: bool(a.situation.dangling), W, W),),
            lambda a: (
                "It names what does not exist or is retired: "
                f"{_listed(f'{key} {id}' for key, id in a.situation.dangling)}."
            ),
            "Name what replaced it, or remove the reference.",
            lambda a: dict.fromkeys(key for key, _ in a.situation.dangling),
        ),
        Rule(
            "dependency-cycle",
            "Needs itself",
            (Row(ANY, lambda a: a.situation.in_cycle, W, W),),
            lambda _: "Following what it runs on and depends on leads back to itself.",
            "Break the circle: after a power cut, neither could start first.",
            keys("depends_on", "runs_on"),
        ),
        _smell(
            "cannot-restore",
            "Could not be restored",
            "restore",
            "If it failed tomorrow, it could not be restored.",
            "Whether it could be restored is not known.",
            "Restore it once, somewhere else, and note the date.",
        ),
        _smell(
            "cannot-detect",
            "A compromise would go unseen",
            "detect",
            "If it were compromised, nobody would notice.",
            "Whether a compromise would be noticed is not known.",
            "Watch logins, changes and traffic, and have it tell you.",
        ),
        _smell(
            "not-understood",
            "Its security is not understood",
            "understand",
            "Its security model is not understood.",
            "Whether its security model is understood is not certain.",
            "Write down who can reach it, as whom, and what they could do.",
        ),
        _smell(
            "cannot-rebuild",
            "Could not be rebuilt",
            "rebuild",
            "It could not be rebuilt from its documentation.",
            "Whether it could be rebuilt from its documentation is not known.",
            "Rebuild it once by the book, and mend the book.",
        ),
        Rule(
            "not-owning-outcome",
            "Outcome not owned",
            (Row(SELF, _says("own", "no"), C, W),),
            lambda _: "You run it, but would not want to own the outcome when it goes wrong.",
            "Hand it to someone who will, or do what it takes to sleep well.",
            keys("smell_test.own"),
        ),
        Rule(
            "trusting-marketing",
            "Trusting the brochure",
            (Row({SAAS}, lambda a: bool(_not_known(a)), C, W),),
            lambda a: f"You don't know {_listed(_DATA_WORDS[name] for name in _not_known(a))}.",
            "Find out, and try an export once.",
            lambda a: [f"evidence.{name}" for name in _not_known(a)],
        ),
        Rule(
            "mfa-not-enforced",
            "No second factor",
            (
                Row(KNOWN, lambda a: _mfa_missing(a) and _guards_logins(a), C, C),
                Row(KNOWN, _mfa_missing, W, W),
            ),
            lambda a: (
                "A second factor is not enforced"
                + (", and other logins hang on it." if _guards_logins(a) else ".")
            ),
            "Enforce a second factor for everyone who can log in.",
            keys("evidence.mfa", "relied_on_for", "exposure"),
        ),
        Rule(
            "managed-not-secure",
            "Managed is not secure",
            (
                Row(
                    {PLATFORM},
                    lambda a: not a.fresh("evidence.config_reviewed", _days(a, "config_days")),
                    W,
                    N,
                ),
            ),
            lambda a: _sentence(
                _last("its configuration", "reviewed", a.value("evidence.config_reviewed"))
            ),
            "Review who may do what, what is public and what is logged.",
            keys("evidence.config_reviewed"),
        ),
        Rule(
            "breach-unplanned",
            "No plan for a breach",
            (Row({PLATFORM}, lambda a: a.system.evidence("breach_plan") is not True, W, N),),
            lambda _: "What you would answer for if the provider were breached is not known.",
            "Write down what is there, whose it is and whom you would have to tell.",
            keys("evidence.breach_plan"),
        ),
        Rule(
            "renting-risk",
            "Renting risk",
            (Row({RENTED}, lambda a: bool(_unproven(a)), C, W),),
            _unproven_says,
            "Monitor it, back it up away from the provider, and try a restore.",
            _unproven,
        ),
        Rule(
            "disposable-production",
            "Treated as disposable",
            (Row({RENTED}, _for_pleasure, W, None),),
            lambda a: f"People rely on it{_reliance(a)}, but its purpose is {a.system.purpose}.",
            "Call it what it is, and give it the care of production.",
            keys("purpose"),
            by_reliance=True,
        ),
        Rule(
            "casual-production",
            "Production run casually",
            (Row({FULL_STACK_PRODUCTION}, _for_pleasure, W, None),),
            lambda a: f"People rely on it{_reliance(a)}, but its purpose is {a.system.purpose}.",
            "Call it what it is, and give it the care of production.",
            keys("purpose"),
            by_reliance=True,
        ),
        Rule(
            "untested-backups",
            "Backups not tested",
            (Row({FULL_STACK_PRODUCTION}, _untested, C, None),),
            lambda a: _sentence(
                _last("a restore", "tested", a.value("evidence.restore_tested"))
                + "; for production, a backup nobody restored is a hope"
            ),
            "Restore a backup of it, and note the date.",
            keys("evidence.restore_tested"),
        ),
        Rule(
            "unmonitored",
            "Not monitored",
            (Row({FULL_STACK_PRODUCTION}, _unmonitored, C, None),),
            lambda a: (
                "Nothing would tell you that it is down."
                if a.value("evidence.monitored") is False
                else "Whether anything would tell you that it is down is not answered."
            ),
            "Have something outside of it watch it and tell you.",
            keys("evidence.monitored"),
        ),
        Rule(
            "no-backups",
            "No backups",
            (Row(SELF, lambda a: not a.value("backs_up_to"), C, None),),
            lambda a: (
                "People rely on it, and it is not backed up."
                if a.value("backs_up_to") is not None
                else "People rely on it, and where it is backed up is not answered."
            ),
            "Back it up to a system that does not fail with it.",
            keys("backs_up_to"),
        ),
        Rule(
            "not-rebuildable",
            "A lab without notes",
            (Row({FULL_STACK_LAB}, lambda a: a.practice("documentation") == "no", None, W),),
            lambda _: "It is a lab, and there is no documentation to rebuild it from.",
            "Write down what it takes, or keep it as code.",
            keys("practices.documentation"),
        ),
        Rule(
            "just-infrastructure",
            "Just infrastructure",
            (
                Row(
                    {FULL_STACK_LAB},
                    lambda a: _meant_as_lab(a) and a.system.purpose not in {None, "learning"},
                    None,
                    N,
                ),
            ),
            lambda a: f"It is meant as a lab, but it is there for {a.system.purpose}.",
            "Learn something on it, or stop calling it a lab.",
            keys("purpose", "intended_level"),
        ),
        Rule(
            "nothing-learned",
            "Nothing learned lately",
            (Row(SELF, _nothing_learned, None, N),),
            lambda a: (
                "No experiment, rebuild or incident was noted "
                f"in the last {_days(a, 'experiment_days')} days."
            ),
            "Try something on it, and note what came of it.",
            keys("purpose"),
        ),
        Rule(
            "stale-patches",
            "Not patched",
            (
                Row(SELF, lambda a: _exposed(a) and _patches_stale(a), C, W),
                Row(SELF, _patches_stale, W, N),
                Row(SELF, lambda a: a.value("evidence.patched") is None, W, None),
            ),
            lambda a: _sentence(
                _last("it", "patched", a.value("evidence.patched"))
                + (", and it can be reached from the internet" if _exposed(a) else "")
            ),
            "Patch it, and have it patched from now on.",
            keys("evidence.patched", "exposure"),
        ),
        Rule(
            "backup-on-itself",
            "Backed up onto itself",
            (Row(SELF, lambda a: bool(a.situation.backups_beside), C, W),),
            lambda a: (
                f"Its backups go to {_listed(a.situation.backups_beside)}, "
                "which fails when its own host fails."
            ),
            "Keep a copy on another machine, better in another place.",
            keys("backs_up_to", "runs_on"),
        ),
        Rule(
            "practices-missing",
            "Practices missing",
            (Row(SELF, lambda a: bool(_missing_practices(a)), W, N),),
            lambda a: f"Not done: {_listed(PRACTICES[x].lower() for x in _missing_practices(a))}.",
            "Take them up one at a time, the cheapest first.",
            lambda a: [f"practices.{name}" for name in _missing_practices(a)],
        ),
        Rule(
            "idle-hardware",
            "Idle hardware",
            (Row(SELF, _idle, N, N),),
            lambda a: f"Its hardware is used to {a.system.facts['utilization']} per cent.",
            "Put it to use, or turn it off.",
            keys("utilization", "owners.hardware"),
        ),
    )
}
"""Every rule by its id, in the order of the framework."""

RULE_IDS = frozenset(RULES)


def relevant(a: Assessment) -> tuple[str, ...]:
    """The facts that matter for a system at its level (section 5)."""
    return relevant_facts(a.situation, a.level)


def findings_of(a: Assessment) -> tuple[Finding, ...]:
    """All findings of a system, sorted by rule id (section 6)."""
    today = a.situation.terms.today
    accepted = {entry.rule for entry in a.system.accepted if entry.until >= today}
    found = []
    for rule, rows in _ROWS[a.level, a.production]:
        for holds, severity in rows:
            if holds(a):
                found.append(Finding(rule, severity, rule in accepted))
                break
    return tuple(found)


def _rows(level: str | None, production: bool) -> Iterator[tuple[str, list[tuple[Holds, str]]]]:
    """The part of the table that can hold at a level."""
    for id in sorted(RULES):
        rows = [
            (row.holds, severity)
            for row in RULES[id].rows
            if level in row.levels and (severity := row.production if production else row.other)
        ]
        if rows:
            yield id, rows


_ROWS = {
    (level, production): tuple(_rows(level, production))
    for level in ANY
    for production in (True, False)
}
