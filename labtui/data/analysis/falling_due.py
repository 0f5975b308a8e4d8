"""What falls due: dates that stop holding, acceptances that end (framework, sections 2, 6)."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from labtui.data.analysis.acceptance import days_later
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.freshness import DATES
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES

ACCEPTED = "accepted"
"""The kind of an acceptance that ends; the other kinds are keys of `DATES`."""


class Due(NamedTuple):
    """Something of a system that is to be done again, or decided again."""

    day: date | None
    """The first day on which it is late; None where it was never done."""
    id: str
    kind: str
    """`ACCEPTED`, or the key of the date."""
    rule: str = ""
    """The rule that was accepted."""

    def days_late(self, today: date) -> int:
        """For how many days it has been late, the first of them included; 0 where it is not."""
        return max(0, (today - self.day).days + 1) if self.day else 0


def falling_due(lab: Lab) -> list[Due]:
    """What is late or falls due, what was never done first, then by day.

    Of active systems only. A date that guests inherit is due once, at the system that states it.
    What was not answered is not due: it is a question.
    """
    found = {due for a in lab.assessments.values() for due in due_of(a)}
    return sorted(found, key=lambda due: (due.day or date.min, due.id, due.kind, due.rule))


def accepted_title(lab: Lab, due: Due) -> str:
    """What the finding is called that was accepted until then."""
    a = lab.assessments[due.id]
    finding = next(each for each in a.findings if each.rule == due.rule)
    return RULES[due.rule].title_for(a, finding)


def due_of(a: Assessment) -> Iterator[Due]:
    """What is late or falls due of one system."""
    if not a.system.active:
        return
    evaluation = a.context.evaluation
    own = {key: found[0] for key in DATES if (found := a.fact(key)) and found[1] == a.id}
    matters = relevant(a) if own.keys() - {"smell_test.date"} else ()
    for key, when in own.items():
        if key != "smell_test.date" and key not in matters:
            continue
        if type(when) is date and when <= evaluation.today:
            days = int(getattr(evaluation.settings, DATES[key]))
            yield Due(days_later(when, days + 1), a.id, key)
        elif when == "never":
            yield Due(None, a.id, key)
    for accepted in a.system.accepted:
        holds = any(f.rule == accepted.rule and f.accepted for f in a.findings)
        if holds and accepted.rule in RULES and accepted.until >= evaluation.today:
            yield Due(days_later(accepted.until, 1), a.id, ACCEPTED, accepted.rule)
