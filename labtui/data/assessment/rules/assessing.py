"""Whether a system was assessed: ever, lately, since its last change, and in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import open_facts, relied_on_in_short
from labtui.data.assessment.context import Stated
from labtui.data.assessment.coverage import unanswered
from labtui.data.assessment.freshness import is_stale, when_words
from labtui.data.assessment.rules.rule import (
    ANY,
    KNOWN,
    N,
    Queued,
    Reason,
    Row,
    Rule,
    W,
    always,
    keys,
    text,
)
from labtui.data.framework.facts import FACT_RANKS
from labtui.data.framework.levels import LevelId
from labtui.text.wording import ago, plural, sentence


def _never_assessed(a: Assessment) -> bool:
    return a.assessed is None


def _never_assessed_says(a: Assessment) -> str:
    if a.context.smell:
        return "Its answers have no date and do not count."
    return "Its five questions have no answers yet."


def _never_assessed_queued(a: Assessment) -> str:
    never = "answers without a date" if a.context.smell else "never tested"
    return f"{never}, {relied_on_in_short(a)}"


def _tested(a: Assessment) -> str:
    tested = a.day("smell_test.date")
    assert tested is not None  # a test without a date is not stale
    today = a.context.evaluation.today
    return (
        f"tested on {tested}, in the future" if tested > today else f"tested {ago(tested, today)}"
    )


def _changed_since(a: Assessment) -> bool:
    changed, assessed = a.system.day("changed"), a.assessed
    return changed is not None and assessed is not None and changed > assessed[0]


def _changes_since(a: Assessment) -> dict[str, date]:
    """What changed since its smell test, as its history says, and when: `moved to node 2`."""
    tested = a.assessed
    assert tested is not None  # or nothing changed since
    return {
        event.note: event.date
        for event in a.system.history
        if event.event == "changed" and event.note and event.date and event.date > tested[0]
    }


def _changed_says(a: Assessment) -> str:
    changed, noted = a.value("changed"), _changes_since(a)
    last = "; ".join(note for note, day in noted.items() if day == changed)
    before = "; ".join(f"{note} ({day})" for note, day in noted.items() if day != changed)
    return (
        f"It changed on {changed}{': ' * bool(last)}{last}. "
        f"{f'Before that: {before}. ' if before else ''}"
        f"The smell test is from {a.value('smell_test.date')}."
    )


def _changed_queued(a: Assessment) -> str:
    if words := "; ".join(_changes_since(a)):
        return f"{words}, since its test on {a.value('smell_test.date')}"
    return f"changed {a.value('changed')}, tested {a.value('smell_test.date')}"


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


def _last_assessed_fact(a: Assessment) -> Stated | None:
    last = last_assessed(a)
    return (f"assessed at level {last[1]} on {last[0]}", a.id) if last else None


def _outgrown(a: Assessment) -> bool:
    level = assessed_level(a)
    return level is not None and level != a.level


def _incomplete(a: Assessment) -> bool:
    return a.known < a.relevant


def _first_asked(a: Assessment) -> str:
    """In the order facts are asked in everywhere, the smell test comes after all that matter."""
    return min(unanswered(a), key=FACT_RANKS.__getitem__)


def _never_assessed_summary(found: Sequence[Assessment]) -> str:
    have = "has" if len(found) == 1 else "have"
    return f"{plural(len(found), 'system')} {have} no smell test yet."


def _unanswered_summary(found: Sequence[Assessment]) -> str:
    missing = sum(a.relevant - a.known for a in found)
    are = "is" if missing == 1 else "are"
    return f"{plural(missing, 'fact')} {are} not answered on {plural(len(found), 'system')}."


NEVER_ASSESSED = Rule(
    id="never-assessed",
    title="No smell test yet",
    rows=(Row(ANY, _never_assessed, W, N, unproven=always),),
    says=_never_assessed_says,
    remedy=text("Answer the five questions."),
    facts=keys("smell_test.date"),
    # A system nobody relies on may stay untested.
    queued=Queued(
        Reason.NEVER, _never_assessed_queued, resolved_by_test=True, production_only=True
    ),
    summary=_never_assessed_summary,
)

ASSESSMENT_STALE = Rule(
    id="assessment-stale",
    title="Smell test is too old",
    rows=(Row(ANY, lambda a: is_stale(a, "smell_test.date"), W, N),),
    says=lambda a: f"Last smell test: {when_words(a, 'smell_test.date')}.",
    remedy=text("Take the smell test again."),
    facts=keys("smell_test.date"),
    queued=Queued(Reason.STALE, _tested, resolved_by_test=True),
)

CHANGED_SINCE_ASSESSMENT = Rule(
    id="changed-since-assessment",
    title="Changed since the smell test",
    rows=(Row(ANY, _changed_since, W, W),),
    says=_changed_says,
    remedy=text("Take the smell test again and check each answer."),
    facts=keys("smell_test.date", "changed"),
    queued=Queued(
        Reason.CHANGED,
        _changed_queued,
        resolved_by_test=True,
        doubts_answers=True,
    ),
    never_inherited=True,
)

OUTGREW_ASSESSMENT = Rule(
    id="outgrew-assessment",
    title="New level since the smell test",
    rows=(Row(KNOWN, _outgrown, W, W),),
    says=lambda a: (
        f"At the smell test it was level {assessed_level(a)}. Now it is level {a.level}."
    ),
    remedy=text("Take the smell test again."),
    facts=keys("smell_test.date"),
    history=_last_assessed_fact,
    queued=Queued(
        Reason.CHANGED,
        lambda a: f"level {assessed_level(a)} when tested, now {a.level}",
        resolved_by_test=True,
        doubts_answers=True,
    ),
    never_inherited=True,
)

UNANSWERED = Rule(
    id="unanswered",
    title="Facts not answered",
    rows=(Row(ANY, _incomplete, N, N, unproven=always),),
    says=lambda a: sentence(open_facts(a)),
    remedy=text("Answer the facts marked ?."),
    facts=unanswered,
    resolved_by=_first_asked,
    queued=Queued(
        Reason.MISSING,
        lambda a: f"{a.relevant - a.known} of {a.relevant} facts not answered",
        severity=N,
    ),
    summary=_unanswered_summary,
)
