"""The findings: what people fool themselves about, rule by rule (framework, section 6).

`RULES` is the framework's table: each rule with the rows under which it holds and how severe
that is, then what is said of it and what to do. Findings themselves carry no text; it is made
when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.coverage import relevant_facts
from labtui.data.assessment.overlay import learned_lately
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import (
    CRITICAL_LAYERS,
    LAYERS,
    LAYERS_OF_SELF_HOSTING,
    Layer,
    Owner,
)
from labtui.data.framework.levels import (
    FULL_STACK_LAB,
    FULL_STACK_PRODUCTION,
    LEVELS,
    PLATFORM,
    RENTED,
    SAAS,
    SELF_HOSTED,
    LevelId,
)
from labtui.data.framework.practices import PRACTICES, Practice
from labtui.data.framework.questions import Answer, Question
from labtui.data.framework.severities import SEVERITIES, Severity
from labtui.data.framework.shapes import NEVER, NOT_APPLICABLE
from labtui.text.wording import join_words, plural, sentence

C: Severity = "critical"
W: Severity = "warning"
N: Severity = "notice"


ANY: frozenset[str | None] = frozenset({None, *LEVELS})


KNOWN = ANY - {None}


CONSUMED: frozenset[str | None] = frozenset({SAAS, PLATFORM})


SELF: frozenset[str | None] = frozenset(SELF_HOSTED)


Holds = Callable[[Assessment], bool]


Says = Callable[[Assessment], str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: at which levels and when it holds, and how severe that is."""

    levels: Collection[str | None]
    holds: Holds
    production: Severity | None
    other: Severity | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One finding that can be made of a system."""

    id: str
    title: str
    rows: tuple[Row, ...]
    """Most severe first; the first that holds and has a severity counts."""
    says: Says
    """What is the matter, naming the facts behind it."""
    remedy: Says
    """What to do about it."""
    facts: Callable[[Assessment], Iterable[str]]
    """Keys of the facts it rests on; the first is the one that would settle it."""
    by_reliance: bool = False
    """Whether it rests on what people rely on, too."""

    @property
    def by_level(self) -> bool:
        """Whether it rests on the layers that make the level, too."""
        return any(set(row.levels) != ANY for row in self.rows)


def text(words: str) -> Says:
    """The same words whatever the system."""
    return lambda _: words


def _or_above(words: str) -> Says:
    """The same words, and where a system has a host or a group, that it may be done there."""

    def says(a: Assessment) -> str:
        above = "host" if a.system.runs_on else "group"
        return f"{words}, here or on its {above}." if a.system.parent else f"{words}."

    return says


def open_facts(a: Assessment) -> str:
    """How much of what matters is not answered, as a clause."""
    missing = a.relevant - a.known
    are = "is" if missing == 1 else "are"
    return f"{missing} of {a.relevant} facts that matter {are} not answered"


def counted(a: Assessment) -> list[str]:
    """How many findings there are that are not accepted, worst first: `1 critical`, `2 notices`."""
    return [
        plural(count, severity) for severity in reversed(SEVERITIES) if (count := a.count(severity))
    ]


DATES = {
    "smell_test.date": ("review_days", "the smell test was", "answered"),
    "evidence.patched": ("patch_days", "it was", "patched"),
    "evidence.restore_tested": ("restore_days", "a restore was", "tested"),
    "evidence.config_reviewed": ("config_days", "its configuration was", "reviewed"),
}
"""Dates that have to be fresh: the days they hold for, and what they say was done."""


def _undone(a: Assessment, key: str) -> str:
    """Why a date proves nothing, as a clause: not answered, never, still to come, or too old."""
    when = a.value(key)
    days, it_was, done = DATES[key]
    if when is None:
        return f"when {it_was} last {done} is not answered"
    if when == NEVER:
        return "no restore was ever tested" if done == "tested" else f"{it_was} never {done}"
    if when > a.context.evaluation.today:
        return f"the date {it_was} {done}, {when}, lies ahead and proves nothing"
    return f"{it_was} last {done} on {when}, more than {_held(a, days)} ago"


def _held(a: Assessment, name: str) -> str:
    return plural(_days(a, name), "day")


_RELIANCE_WORDS = {
    "authentication": "logins",
    "storage": "their files",
    "identity": "their identity",
    "communication": "communication",
    "connectivity": "their network",
    "workflow": "daily work",
    "income": "income",
    "reputation": "reputation",
    "safety": "safety (heating, locks, alarms)",
    "data": "irreplaceable data",
}
"""What people rely on a system for, to stand after 'people rely on it for'."""


def _relied_on(a: Assessment) -> str:
    """What makes a system production, as a clause."""
    if a.system.relied_on_for:
        words = (_RELIANCE_WORDS[what] for what in dict.fromkeys(a.system.relied_on_for))
        return f"people rely on it for {join_words(words)}"
    if a.through:
        return f"people rely on it through {join_words(a.through, 3)}"
    return "its purpose is reliability"


def _level(level: LevelId | None) -> str:
    """`3a (Full-stack homelab)`."""
    return f"{level} ({LEVELS[level].environment})" if level else "undetermined"


def the_layer(a: Assessment) -> str:
    """The layer that would tell the level, in words."""
    return LAYERS[a.missing or "os"].lower()


def _owned_by(owner: Owner, layers: Iterable[Layer]) -> Callable[[Assessment], list[str]]:
    layers = tuple(layers)
    return lambda a: [f"owners.{layer}" for layer in layers if a.owner(layer) == owner]


def _layer_names(a: Assessment, owner: Owner, layers: Iterable[Layer]) -> list[str]:
    return [LAYERS[layer].lower() for layer in layers if a.owner(layer) == owner]


def keys(*names: str) -> Callable[[Assessment], Iterable[str]]:
    """The same facts whatever the system."""
    return lambda _: names


def _some_stated(table: str, names: Iterable[str], value: str) -> Holds:
    """Whether one of some facts has this value; asked of every system, so it goes straight."""
    keys = tuple(f"{table}.{name}" for name in names)

    def holds(a: Assessment) -> bool:
        stated = a.context.stated
        return value in [stated[key][0] for key in keys if key in stated]

    return holds


def _always(_: Assessment) -> bool:
    return True


def _says(question: Question, answer: Answer) -> Holds:
    return lambda a: a.answer(question) == answer


def _smell(
    rule: str, title: str, question: Question, says: tuple[str, str], remedy: str, consumed: str
) -> Rule:
    """One of the four rules about an answer of the smell test, which share their rows.

    It says one thing of a no and another of an unsure; `consumed` is the remedy at levels 0 and 1.
    """
    no, unsure = says
    return Rule(
        rule,
        title,
        (
            Row(ANY - CONSUMED, _says(question, "no"), C, W),
            Row(CONSUMED, _says(question, "no"), W, N),
            Row(ANY - CONSUMED, _says(question, "unsure"), W, N),
            Row(CONSUMED, _says(question, "unsure"), N, N),
        ),
        lambda a: no if a.answer(question) == "no" else unsure,
        lambda a: consumed if a.level in CONSUMED else remedy,
        keys(f"smell_test.{question}"),
    )


def _days(a: Assessment, name: str) -> int:
    return int(getattr(a.context.evaluation.settings, name))


def not_fresh(a: Assessment, key: str) -> bool:
    """Whether one of `DATES` proves nothing any more, or is not answered."""
    return not a.fresh(key, _days(a, DATES[key][0]))


def _stale(a: Assessment, key: str) -> bool:
    """Answered, and not fresh."""
    return a.value(key) is not None and not_fresh(a, key)


def _changed_since(a: Assessment) -> bool:
    changed, assessed = a.system.facts.get("changed"), a.assessed
    return changed is not None and assessed is not None and changed > assessed[0]


def last_assessed(a: Assessment) -> tuple[date, LevelId] | None:
    """Day and level of its latest `assessed` event with a level; of one day, the last."""
    found = [
        (event.date, event.level)
        for event in reversed(a.system.history)
        if event.event == "assessed" and event.date is not None and event.level is not None
    ]
    return max(found, key=lambda each: each[0], default=None)


def assessed_level(a: Assessment) -> LevelId | None:
    """The level it had when it was last assessed."""
    last = last_assessed(a)
    return last[1] if last else None


def _outgrown(a: Assessment) -> bool:
    level = assessed_level(a)
    return level is not None and level != a.level


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
        return f"You mean it as a lab (3a), but {_relied_on(a)}: this is production."
    lab = "You mean it as a lab (3a)" if _meant_as_lab(a) else "It is a lab"
    return f"{lab}, but it could not be wiped without fear: something in it already matters."


def _denial_remedy(a: Assessment) -> str:
    if _in_denial(a):
        return "Mean it as 3b and give it the care of production, or move away what people rely on."
    return "Move out what you would miss, or back it up; then it can be wiped again."


def _gone(a: Assessment) -> str:
    """What it points at in vain, with the fact that does: `hamster (backs up to)`."""
    gone = dict.fromkeys(a.context.dangling)
    return join_words((f"{id} ({FACTS[key].label.lower()})" for key, id in gone), 3)


def _beside(a: Assessment) -> str:
    return join_words("itself" if id == a.id else id for id in a.context.backups_beside)


def _exposed(a: Assessment) -> bool:
    return a.system.exposure == "internet"


def _exposed_with(access: str) -> Holds:
    return lambda a: _exposed(a) and a.practice("access_control") == access


_DATA_WORDS = {
    "data_located": "where the data is",
    "exportable": "how to get the data out",
    "vendor_backup": "how the vendor backs it up",
}


def _not_known(a: Assessment) -> list[str]:
    return [name for name in _DATA_WORDS if a.system.evidence(name) not in {True, NOT_APPLICABLE}]


def _not_known_says(a: Assessment) -> str:
    unknown = [_DATA_WORDS[name] for name in _not_known(a) if a.system.evidence(name) is False]
    silent = [_DATA_WORDS[name] for name in _not_known(a) if a.system.evidence(name) is None]
    parts = [f"You don't know {join_words(unknown, word='or')}."] if unknown else []
    parts += [f"Not answered: {join_words(silent)}."] if silent else []
    return " ".join(parts)


def _mfa_missing(a: Assessment) -> bool:
    return a.system.evidence("mfa") is False and (a.level in CONSUMED or _exposed(a))


def _guards_logins(a: Assessment) -> bool:
    return not {"authentication", "identity"}.isdisjoint(a.system.relied_on_for)


def _mfa_says(a: Assessment) -> str:
    if _guards_logins(a):
        return "A second factor is not enforced, though other logins hang on this one."
    if a.level in CONSUMED:
        return "A second factor is not enforced."
    return "It can be reached from the internet, and no second factor is enforced."


def _unmonitored(a: Assessment) -> bool:
    return a.value("evidence.monitored") is not True


def _untested_says(a: Assessment) -> str:
    hope = (
        "" if isinstance(a.value("evidence.restore_tested"), date) else "; its backups are a hope"
    )
    return sentence(_undone(a, "evidence.restore_tested") + hope)


def _untested(a: Assessment) -> bool:
    return not_fresh(a, "evidence.restore_tested")


def _casual(rule: str, title: str, level: str) -> Rule:
    """One of the two rules about what people rely on and somebody keeps for pleasure."""
    return Rule(
        rule,
        title,
        (Row({level}, lambda a: a.system.purpose in {"entertainment", "convenience"}, W, None),),
        lambda a: sentence(f"{_relied_on(a)}, but you list its purpose as {a.system.purpose}"),
        text(
            "Set its purpose to reliability and look after it like that, "
            "or free people from needing it."
        ),
        keys("purpose"),
        by_reliance=True,
    )


def _unproven(a: Assessment) -> list[str]:
    failed = {"evidence.restore_tested": _untested(a), "evidence.monitored": _unmonitored(a)}
    return [key for key in failed if failed[key]]


def _unproven_says(a: Assessment) -> str:
    parts = [_undone(a, "evidence.restore_tested")] if _untested(a) else []
    if a.value("evidence.monitored") is False:
        parts.append("nothing monitors it")
    elif _unmonitored(a):
        parts.append("whether anything monitors it is not answered")
    if [a.value(key) for key in _unproven(a)] == [None, None]:
        parts = ["tested restores and monitoring are not answered"]
    return f"You rent the machine and keep the risk: {', and '.join(parts)}."


def _unproven_remedy(a: Assessment) -> str:
    steps = ["try a restore and note the date"] if _untested(a) else []
    steps += ["have something watch it"] if _unmonitored(a) else []
    return sentence(f"{', and '.join(steps)}; keep the backups away from the provider")


_PRACTICES_THAT_MUST = tuple(
    name for name in PRACTICES if name not in {"access_control", "documentation"}
)


def _missing_practices(a: Assessment) -> list[Practice]:
    return [name for name in _PRACTICES_THAT_MUST if a.practice(name) == "no"]


def _nothing_learned(a: Assessment) -> bool:
    return a.role == "lab" and not learned_lately(a.context)


def _patches_stale(a: Assessment) -> bool:
    patched, evaluation = a.system.evidence("patched"), a.context.evaluation
    return patched is not None and not evaluation.fresh(patched, evaluation.settings.patch_days)


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
            lambda a: (
                f"Who answers for its {the_layer(a)} is not answered, so its level can't be told."
            ),
            _or_above("Say who answers for that"),
            lambda a: [f"owners.{a.missing}"],
        ),
        Rule(
            "never-assessed",
            "Never assessed",
            (Row(ANY, lambda a: a.assessed is None, W, N),),
            lambda a: (
                "Its smell test has answers but no date."
                if a.context.smell
                else "The smell test was never answered for it."
            ),
            text("Answer the five questions of the smell test."),
            keys("smell_test.date"),
        ),
        Rule(
            "assessment-stale",
            "Assessment stale",
            (Row(ANY, lambda a: _stale(a, "smell_test.date"), W, N),),
            lambda a: sentence(_undone(a, "smell_test.date")),
            text("Answer the smell test again."),
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
            text("Answer the smell test again, with the change in mind."),
            keys("smell_test.date", "changed"),
        ),
        Rule(
            "outgrew-assessment",
            "Outgrew its assessment",
            (Row(KNOWN, _outgrown, W, W),),
            lambda a: (
                f"When it was last assessed it was {_level(assessed_level(a))}; "
                f"now it is {_level(a.level)}."
            ),
            text("Answer the smell test again; at another level the answers weigh differently."),
            keys("smell_test.date"),
        ),
        Rule(
            "unanswered",
            "Facts not answered",
            (Row(ANY, lambda a: a.known < a.relevant, N, N),),
            lambda a: sentence(open_facts(a)),
            _or_above("Answer what is missing"),
            lambda a: [key for key in relevant(a) if a.fact(key) is None],
        ),
        Rule(
            "unowned-layer",
            "Nobody answers for a layer",
            (
                Row(ANY, _some_stated("owners", CRITICAL_LAYERS, "nobody"), C, W),
                Row(ANY, _some_stated("owners", LAYERS, "nobody"), W, W),
            ),
            lambda a: f"Nobody answers for its {join_words(_layer_names(a, 'nobody', LAYERS))}.",
            text("Take that on, or find someone who will; until then it is yours all the same."),
            _owned_by(
                "nobody", (*CRITICAL_LAYERS, *(x for x in LAYERS if x not in CRITICAL_LAYERS))
            ),
        ),
        Rule(
            "responsibility-gap",
            "Left to the provider",
            (
                Row(
                    SELF,
                    _some_stated("owners", LAYERS_OF_SELF_HOSTING, "provider"),
                    W,
                    N,
                ),
            ),
            lambda a: (
                "You run it, yet you leave its "
                f"{join_words(_layer_names(a, 'provider', LAYERS_OF_SELF_HOSTING))}"
                " to the provider."
            ),
            text("Check what the provider really does; what it does not do is yours."),
            _owned_by("provider", LAYERS_OF_SELF_HOSTING),
        ),
        Rule(
            "not-as-intended",
            "Not what it is meant to be",
            (Row(KNOWN, _not_as_intended, W, W),),
            lambda a: (
                f"You mean it to be {_level(a.system.intended_level)}, but it is {_level(a.level)}."
            ),
            text("Change what it is, or what you mean it to be."),
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
            _denial_remedy,
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
                f"It is there to learn on, but production needs it: {join_words(a.through, 3)}."
            ),
            text("Move what people rely on elsewhere, or stop calling it a lab."),
            keys("purpose"),
            by_reliance=True,
        ),
        Rule(
            "rests-on-lab",
            "Rests on a lab",
            (Row(ANY, lambda a: a.context.rests_on_lab, W, None),),
            text("People rely on it, and it needs a system that is there to learn on."),
            text(
                "Free what people rely on from the lab, "
                "or give every lab on the way the care of production."
            ),
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
            text("Put access control in front of it, or take it off the internet."),
            keys("practices.access_control", "exposure"),
        ),
        Rule(
            "exposed-lab",
            "Homelab on the internet",
            (
                Row({FULL_STACK_LAB}, _exposed, None, W),
                Row({RENTED}, lambda a: _exposed(a) and a.role == "lab", None, W),
            ),
            lambda a: (
                f"It is a {'lab' if a.role == 'lab' else 'homelab system (3a)'}, "
                "and it can be reached from the internet."
            ),
            text("Put it behind a VPN, or isolate it."),
            keys("exposure"),
        ),
        Rule(
            "dangling-reference",
            "Points at something gone",
            (Row(ANY, lambda a: bool(a.context.dangling), W, W),),
            lambda a: f"It points at what does not exist or is retired: {_gone(a)}.",
            text("Name what took its place, or remove the reference."),
            lambda a: dict.fromkeys(key for key, _ in a.context.dangling),
        ),
        Rule(
            "dependency-cycle",
            "Needs itself",
            (Row(ANY, lambda a: a.context.in_cycle, W, W),),
            text("Following what it runs on and depends on leads back to itself."),
            text(
                "Break the circle: after a power cut, nothing in it could start first. "
                "Where several will do, depend on their group."
            ),
            keys("depends_on", "runs_on"),
        ),
        _smell(
            "cannot-restore",
            "Could not be restored",
            "restore",
            ("If it failed, it could not be restored.", "You are not sure it could be restored."),
            "Restore it once, somewhere else, and note the date.",
            "Try an export and read it elsewhere; note what is missing.",
        ),
        _smell(
            "cannot-detect",
            "A break-in would go unseen",
            "detect",
            ("Nobody would notice a break-in.", "You are not sure you would notice a break-in."),
            "Have logins, changes and traffic watched by something that tells you.",
            "Switch on sign-in alerts, and look through the sessions.",
        ),
        _smell(
            "not-understood",
            "Its security is not understood",
            "understand",
            ("You don't understand how it is secured.", "You are not sure how it is secured."),
            "Write down who can reach it, as whom, and what they could do.",
            "Write down who can sign in, how, and what they could do.",
        ),
        _smell(
            "cannot-rebuild",
            "Could not be rebuilt",
            "rebuild",
            ("It could not be rebuilt from your notes.", "You are not sure it could be rebuilt."),
            "Rebuild it once by the book, and mend the book.",
            "Write down settings and accounts, so that you could set it up again or elsewhere.",
        ),
        Rule(
            "not-owning-outcome",
            "Outcome not owned",
            (Row(SELF, _says("own", "no"), C, W),),
            text("You run it, but would not want to own the outcome when it goes wrong."),
            text("Hand it to someone who will, or do what it takes to sleep well."),
            keys("smell_test.own"),
        ),
        Rule(
            "trusting-marketing",
            "Trusting the brochure",
            (Row({SAAS}, lambda a: bool(_not_known(a)), C, W),),
            _not_known_says,
            text("Ask the vendor or read the contract, then try an export once."),
            lambda a: [f"evidence.{name}" for name in _not_known(a)],
        ),
        Rule(
            "mfa-not-enforced",
            "No second factor",
            (
                Row(KNOWN, lambda a: _mfa_missing(a) and _guards_logins(a), C, C),
                Row(KNOWN, _mfa_missing, W, W),
            ),
            _mfa_says,
            text("Enforce a second factor for everyone who can log in."),
            lambda a: ["evidence.mfa", "relied_on_for", *(["exposure"] if a.self_hosted else [])],
        ),
        Rule(
            "managed-not-secure",
            "Managed is not secure",
            (Row({PLATFORM}, lambda a: not_fresh(a, "evidence.config_reviewed"), W, N),),
            lambda a: sentence(_undone(a, "evidence.config_reviewed")),
            text("Review who may do what, what is public and what is logged."),
            keys("evidence.config_reviewed"),
        ),
        Rule(
            "breach-unplanned",
            "No plan for a breach",
            (Row({PLATFORM}, lambda a: a.system.evidence("breach_plan") is not True, W, N),),
            lambda a: (
                "What you would answer for if the provider were breached is not answered."
                if a.system.evidence("breach_plan") is None
                else "You don't know what you would answer for if the provider were breached."
            ),
            text("Write down what is there, whose it is and whom you would have to tell."),
            keys("evidence.breach_plan"),
        ),
        Rule(
            "renting-risk",
            "Renting risk",
            (Row({RENTED}, lambda a: bool(_unproven(a)), C, W),),
            _unproven_says,
            _unproven_remedy,
            _unproven,
        ),
        _casual("disposable-production", "Treated as disposable", RENTED),
        _casual("casual-production", "Production run casually", FULL_STACK_PRODUCTION),
        Rule(
            "untested-backups",
            "Backups not tested",
            (Row({FULL_STACK_PRODUCTION}, _untested, C, None),),
            _untested_says,
            text("Restore a backup of it, and note the date."),
            keys("evidence.restore_tested"),
        ),
        Rule(
            "unmonitored",
            "Not monitored",
            (Row({FULL_STACK_PRODUCTION}, _unmonitored, C, None),),
            lambda a: (
                "Nothing would tell you when it is down."
                if a.value("evidence.monitored") is False
                else "No word on whether anything would tell you when it is down."
            ),
            text("Have something outside of it watch it and tell you."),
            keys("evidence.monitored"),
        ),
        Rule(
            "no-backups",
            "No backups",
            (Row(SELF, lambda a: not a.value("backs_up_to"), C, None),),
            lambda a: (
                "People rely on it, and it is not backed up."
                if a.value("backs_up_to") is not None
                else "People rely on it, and no backup is known."
            ),
            text("Back it up to a system that does not fail with it."),
            keys("backs_up_to"),
        ),
        Rule(
            "not-rebuildable",
            "No notes to rebuild from",
            (Row({FULL_STACK_LAB}, lambda a: a.practice("documentation") == "no", None, W),),
            text("There is no documentation to rebuild it from."),
            text("Write down what it takes, or keep it as code."),
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
            lambda a: f"You mean it as a lab (3a), but its purpose is {a.system.purpose}.",
            text("Make learning its purpose, or stop calling it a lab."),
            keys("purpose", "intended_level"),
        ),
        Rule(
            "nothing-learned",
            "Nothing learned lately",
            (Row(SELF, _nothing_learned, None, N),),
            lambda a: (
                f"No experiment, rebuild or incident in the last {_held(a, 'experiment_days')}."
            ),
            text("Try something on it, and note what came of it."),
            keys("purpose"),
        ),
        Rule(
            "stale-patches",
            "Not patched lately",
            (
                Row(SELF, lambda a: _exposed(a) and _patches_stale(a), C, W),
                Row(SELF, _patches_stale, W, N),
                Row(SELF, lambda a: a.system.evidence("patched") is None, W, None),
            ),
            lambda a: sentence(
                _undone(a, "evidence.patched")
                + (", and it can be reached from the internet" if _exposed(a) else "")
            ),
            text("Patch it, or note when it was patched; best have it patched automatically."),
            keys("evidence.patched", "exposure"),
        ),
        Rule(
            "backup-on-itself",
            "Backed up onto itself",
            (Row(SELF, lambda a: bool(a.context.backups_beside), C, W),),
            lambda a: (
                f"Its backups go to {_beside(a)}, on the same machine: "
                "when that fails, all is gone."
            ),
            text("Keep a copy on another machine, better in another place."),
            keys("backs_up_to", "runs_on"),
        ),
        Rule(
            "practices-missing",
            "Practices missing",
            (Row(SELF, _some_stated("practices", _PRACTICES_THAT_MUST, "no"), W, N),),
            lambda a: (
                f"Missing: {join_words(PRACTICES[x].lower() for x in _missing_practices(a))}."
            ),
            text("Make a start, however small."),
            lambda a: [f"practices.{name}" for name in _missing_practices(a)],
        ),
        Rule(
            "idle-hardware",
            "Idle hardware",
            (Row(SELF, _idle, N, N),),
            lambda a: f"Its hardware is {a.system.facts['utilization']} % busy.",
            text("Put it to use, or turn it off."),
            keys("utilization", "owners.hardware"),
        ),
    )
}
"""Every rule by its id, in the order of the framework."""


RULE_IDS = frozenset(RULES)


def relevant(a: Assessment) -> tuple[str, ...]:
    """The facts that matter for a system at its level (section 5)."""
    return relevant_facts(a.context, a.level)


def findings_of(a: Assessment) -> tuple[Finding, ...]:
    """All findings of a system, sorted by rule id (section 6)."""
    accepted: Collection[str] = ()
    if a.system.accepted:
        today = a.context.evaluation.today
        accepted = {entry.rule for entry in a.system.accepted if entry.until >= today}
    found: list[Finding] = []
    last = None
    for rule, holds, plain, taken in _ROWS[a.level, a.production]:
        if rule != last and holds(a):
            found.append(taken if rule in accepted else plain)
            last = rule
    return tuple(found)


def _rows(level: str | None, production: bool) -> Iterator[tuple[str, Holds, Finding, Finding]]:
    """The rows that can hold at a level, rule by rule, the most severe first.

    With each goes its finding, as it stands and as accepted: there is but one of either.
    """
    for id in sorted(RULES):
        for row in RULES[id].rows:
            severity = row.production if production else row.other
            if level in row.levels and severity is not None:
                plain, taken = (Finding(id, severity, accepted) for accepted in (False, True))
                yield id, row.holds, plain, taken


_ROWS = {
    (level, production): tuple(_rows(level, production))
    for level in ANY
    for production in (True, False)
}
