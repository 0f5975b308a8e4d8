"""What is known about a question of the smell test: facts, events, the last answer, its note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import severity_counts
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.facts_used import used
from labtui.data.assessment.freshness import DATES, is_fresh
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS
from labtui.data.framework.questions import ASKED_ANEW, Answer, Question
from labtui.data.framework.values import show_answer
from labtui.text.wording import ago


@dataclass(frozen=True, slots=True)
class Known:
    """A fact or an event that bears on a question."""

    label: str
    said: str | None
    """What is known, in words; None where it is not answered."""
    origin: str
    """The id of the system that states it; the system asked about where none does."""
    stale: bool = False
    """Whether it is a date that is too old, and so proves nothing."""


_BEARING = {
    "restore": (
        "evidence.restore_tested",
        "backs_up_to",
        "practices.backup_strategy",
        "evidence.exportable",
        "evidence.data_located",
        "evidence.vendor_backup",
        "evidence.wipeable",
        "owners.recovery",
    ),
    "detect": ("evidence.monitored", "evidence.mfa", "owners.monitoring", "owners.incidents"),
    "understand": (
        "exposure",
        "practices.segmentation",
        "practices.access_control",
        "practices.secure_remote_access",
        "evidence.mfa",
        "evidence.config_reviewed",
        "evidence.patched",
        "owners.access",
    ),
    "rebuild": (
        "practices.documentation",
        "practices.failure_scenarios",
        "evidence.wipeable",
        "teardown",
    ),
    "own": (
        "owners.recovery",
        "owners.incidents",
        "evidence.breach_plan",
        "relied_on_for",
        "used_by",
    ),
}
"""The facts that bear on each question."""

_TELLING_EVENT = {"detect": ("incident", "Last incident"), "rebuild": ("rebuilt", "Last rebuilt")}
"""The event that bears on a question, and the label of the last one."""


def known(a: Assessment, question: Question) -> list[Known]:
    """The facts and events that bear on a question.

    A fact that is not answered is listed only where it matters at the system's level.
    """
    matters = relevant(a)
    facts = [
        _known_fact(a, key)
        for key in _BEARING[question]
        if a.fact(key) is not None or key in matters
    ]
    if question in _TELLING_EVENT:
        facts += _last_event(a, *_TELLING_EVENT[question])
    if question == ASKED_ANEW:
        facts += _at_stake(a)
    return facts


def _known_fact(a: Assessment, key: str) -> Known:
    fact = used(a, key)
    label = FACTS[key].label
    if key.startswith("owners."):
        label = f"{label} is with"
    if fact.value is None:
        return Known(label, None, a.id)
    stale = isinstance(fact.value, date) and key in DATES and not is_fresh(a, key)
    said = show_answer(key, fact.value)
    if isinstance(fact.value, date):
        said = _with_age(fact.value, a.context.evaluation.today)
    return Known(label, said, fact.origin or a.id, stale)


def _with_age(day: date, today: date) -> str:
    """A date with its age."""
    return f"{day}, {ago(day, today)}"


def _last_event(a: Assessment, kind: str, label: str) -> Iterator[Known]:
    """The last event of a kind in the system's own history; nothing where there is none."""
    days = [e.date for e in a.system.history if e.event == kind and e.date is not None]
    if days:
        yield Known(label, _with_age(max(days), a.context.evaluation.today), a.id)


def _at_stake(a: Assessment) -> Iterator[Known]:
    """The systems that need it, and its findings."""
    if a.through:
        yield Known("Needed by", ", ".join(a.through), a.id)
    yield Known("Findings", " · ".join(severity_counts(a)) or "none", a.id)


@dataclass(frozen=True, slots=True)
class Previous:
    """How a question was answered before."""

    answer: Answer
    origin: str
    """The id of the system whose test it is."""
    when: str
    """The date and its age, in words."""
    stale: bool


def previous(a: Assessment, question: Question) -> Previous | None:
    """The answer that counts now; None where there is none."""
    answer = a.answer(question)
    if answer is None or a.context.smell is None:
        return None
    test, origin = a.context.smell
    evaluation = a.context.evaluation
    when = "no date" if test.date is None else _with_age(test.date, evaluation.today)
    stale = not evaluation.fresh(test.date, evaluation.settings.review_days)
    return Previous(answer, origin, when, stale)


def evidence(lab: Lab, a: Assessment, question: Question) -> tuple[str, str] | None:
    """The note on a question, its own or that of the test that covers it, and whose it is."""
    origins = [a.id, *([a.context.smell[1]] if a.context.smell else [])]
    for origin in origins:
        note = lab.systems[origin].facts.get(f"smell_test.notes.{question}")
        if note:
            return str(note), origin
    return None
