"""Whether a system was assessed: ever, lately, since its last change, and in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import level_in_words, open_facts
from labtui.data.assessment.context import Stated
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.freshness import is_stale, why_not_fresh
from labtui.data.assessment.rules.rule import (
    ANY,
    KNOWN,
    N,
    Queued,
    Reason,
    Row,
    Rule,
    W,
    here_or_above,
    keys,
    text,
)
from labtui.data.framework.facts import FACTS
from labtui.data.framework.levels import LevelId
from labtui.text.wording import plural, sentence


def _never_assessed(a: Assessment) -> bool:
    return a.assessed is None


def _never_assessed_says(a: Assessment) -> str:
    if a.context.smell:
        return "Its smell test has answers but no date."
    return "The smell test was never answered for it."


def _never_assessed_queued(a: Assessment) -> str:
    never = "answers without a date" if a.context.smell else "never tested"
    return f"{never}, and people rely on it"


def _tested(a: Assessment) -> str:
    tested = a.day("smell_test.date")
    assert tested is not None  # a test without a date is not stale
    days = (a.context.evaluation.today - tested).days
    if days < 0:
        return f"tested {tested}, a day that lies ahead"
    return f"tested {tested}, {plural(days, 'day')} ago"


def _changed_since(a: Assessment) -> bool:
    changed, assessed = a.system.day("changed"), a.assessed
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


def _last_assessed_fact(a: Assessment) -> Stated | None:
    last = last_assessed(a)
    return (f"assessed at level {last[1]} on {last[0]}", a.id) if last else None


def _outgrown(a: Assessment) -> bool:
    level = assessed_level(a)
    return level is not None and level != a.level


def _incomplete(a: Assessment) -> bool:
    return a.known < a.relevant


def _unanswered(a: Assessment) -> list[str]:
    return [key for key in relevant(a) if a.fact(key) is None]


_ORDER = {key: number for number, key in enumerate(FACTS)}


def _first_asked(a: Assessment) -> str:
    """In the order facts are asked in everywhere, the smell test comes after all that matter."""
    return min(_unanswered(a), key=_ORDER.__getitem__)


def _unanswered_summary(found: Sequence[Assessment]) -> str:
    missing = sum(a.relevant - a.known for a in found)
    return f"{plural(missing, 'fact')} not answered on {plural(len(found), 'system')}"


NEVER_ASSESSED = Rule(
    id="never-assessed",
    title="Never assessed",
    rows=(Row(ANY, _never_assessed, W, N),),
    says=_never_assessed_says,
    remedy=text("Answer the five questions of the smell test."),
    facts=keys("smell_test.date"),
    queued=Queued(Reason.NEVER, _never_assessed_queued),
    summary=lambda found: f"{plural(len(found), 'system')} never assessed",
)

ASSESSMENT_STALE = Rule(
    id="assessment-stale",
    title="Assessment stale",
    rows=(Row(ANY, lambda a: is_stale(a, "smell_test.date"), W, N),),
    says=lambda a: sentence(why_not_fresh(a, "smell_test.date")),
    remedy=text("Answer the smell test again."),
    facts=keys("smell_test.date"),
    queued=Queued(Reason.STALE, _tested),
)

CHANGED_SINCE_ASSESSMENT = Rule(
    id="changed-since-assessment",
    title="Changed since its assessment",
    rows=(Row(ANY, _changed_since, W, W),),
    says=lambda a: (
        f"It changed on {a.value('changed')}, after the smell test of {a.value('smell_test.date')}."
    ),
    remedy=text("Answer the smell test again, with the change in mind."),
    facts=keys("smell_test.date", "changed"),
    queued=Queued(
        Reason.CHANGED,
        lambda a: f"changed {a.value('changed')}, tested {a.value('smell_test.date')}",
    ),
    never_inherited=True,
)

OUTGREW_ASSESSMENT = Rule(
    id="outgrew-assessment",
    title="Outgrew its assessment",
    rows=(Row(KNOWN, _outgrown, W, W),),
    says=lambda a: (
        f"When it was last assessed it was {level_in_words(assessed_level(a))}; "
        f"now it is {level_in_words(a.level)}."
    ),
    remedy=text("Answer the smell test again; at another level the answers weigh differently."),
    facts=keys("smell_test.date"),
    history=_last_assessed_fact,
    queued=Queued(
        Reason.CHANGED, lambda a: f"was {assessed_level(a)} when tested, is {a.level} now"
    ),
    never_inherited=True,
)

UNANSWERED = Rule(
    id="unanswered",
    title="Facts not answered",
    rows=(Row(ANY, _incomplete, N, N),),
    says=lambda a: sentence(open_facts(a)),
    remedy=here_or_above("Answer what is missing"),
    facts=_unanswered,
    resolved_by=_first_asked,
    queued=Queued(
        Reason.MISSING, lambda a: f"{a.relevant - a.known} of {a.relevant} facts missing"
    ),
    summary=_unanswered_summary,
)
