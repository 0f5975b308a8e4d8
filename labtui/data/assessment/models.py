"""What an inventory holds, as frozen objects: the view the program works on.

The raw tables stay the truth that is written; here only what is valid of them is seen, and
everything that is not becomes a `Problem` (framework, section 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from labtui.data.framework.events import LEARNING_EVENTS, EventKind
from labtui.data.framework.levels import LevelId
from labtui.data.framework.questions import QUESTIONS, Answer, Question
from labtui.data.framework.shapes import Value
from labtui.data.framework.systems import STATUSES, Exposure, Purpose, Status
from labtui.data.framework.values import choice_of


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that counts as absent, or that labtui does not know."""

    key: str
    """The dotted key, within the system where `id` is set."""
    message: str
    id: str | None = None
    nearest: str | None = None
    line: int | None = None
    """Line of the file, from 1; None until the document says where it stands."""
    unknown_key: bool = False
    """Whether it is no more than a key that labtui does not know, and keeps."""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        whose = f"{self.id}: " if self.id else ""
        near = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{where}{whose}{self.message}{near}"


@dataclass(frozen=True, slots=True)
class Settings:
    """How many days a date stays fresh (framework, section 2)."""

    review_days: int = 180
    patch_days: int = 45
    restore_days: int = 180
    config_days: int = 365
    experiment_days: int = 180


@dataclass(frozen=True, slots=True)
class EvaluationContext:
    """The day and the day counts everything is judged by."""

    today: date
    settings: Settings = field(default_factory=Settings)

    def fresh(self, when: object, days: int) -> bool:
        """Whether a date is not after today and at most `days` before (section 2)."""
        return type(when) is date and timedelta(0) <= self.today - when <= timedelta(days)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a system's history; what was wrong in it is None."""

    date: date | None
    event: EventKind | None
    note: str | None = None
    level: LevelId | None = None
    risk: str | None = None
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A risk taken knowingly, for a time."""

    rule: str
    until: date
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SmellTest:
    """The five answers, with the date they were given."""

    date: date | None
    answers: Mapping[Question, Answer]

    @property
    def complete(self) -> bool:
        """Whether all five questions are answered."""
        return len(self.answers) == len(QUESTIONS)


@dataclass(frozen=True, slots=True)
class System:
    """One system or service, as far as its table is valid."""

    id: str
    name: str
    facts: Mapping[str, Value]
    """Every valid stated fact by its dotted key."""
    history: tuple[Event, ...] = ()
    accepted: tuple[Acceptance, ...] = ()
    smell_test: SmellTest | None = None
    """Its own test, dated or not; None where nothing of one is stated."""

    @property
    def status(self) -> Status:
        """`active`, `planned` or `retired`."""
        return choice_of(self.facts.get("status"), STATUSES) or "active"

    @property
    def active(self) -> bool:
        """Whether it is in service."""
        return self.status == "active"

    @property
    def retired(self) -> bool:
        """Whether it was taken out of service; then it is not assessed."""
        return self.status == "retired"

    @property
    def purpose(self) -> Purpose | None:
        """Why it exists."""
        return self.facts.get("purpose")

    @property
    def relied_on_for(self) -> tuple[str, ...]:
        """What people rely on it for."""
        return tuple(self.facts.get("relied_on_for", ()))

    @property
    def production_in_own_right(self) -> bool:
        """Whether people rely on it whatever else needs it (framework, section 3)."""
        return self.purpose == "reliability" or bool(self.relied_on_for)

    @property
    def runs_on(self) -> str | None:
        """The id of the system that hosts it."""
        return self.facts.get("runs_on")

    @property
    def member_of(self) -> str | None:
        """The id of the group it is a member of."""
        return self.facts.get("member_of")

    @property
    def parent(self) -> str | None:
        """Where facts come down from: its host, or else its group (framework, section 3)."""
        return self.runs_on if self.runs_on is not None else self.member_of

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The ids of what it needs to work."""
        return tuple(self.facts.get("depends_on", ()))

    @property
    def intended_level(self) -> LevelId | None:
        """What its owner means it to be."""
        return self.facts.get("intended_level")

    @property
    def exposure(self) -> Exposure | None:
        """From where it can be reached."""
        return self.facts.get("exposure")

    def evidence(self, name: str) -> Value | None:
        """Its own evidence: a date, `never`, a boolean or `n/a`; None where not answered."""
        return self.facts.get(f"evidence.{name}")

    def revised(self, changes: Mapping[str, Value | None]) -> System:
        """This system with facts changed by dotted key; None takes one away."""
        facts = {**self.facts, **changes}
        facts = {key: value for key, value in facts.items() if value is not None}
        name = facts.get("name") or self.id
        return replace(self, name=name, facts=facts, smell_test=smell_test_of(facts))

    def with_event(self, event: Event) -> System:
        """This system with one more event in its history."""
        return replace(self, history=(*self.history, event))

    def references(self) -> Iterator[tuple[str, str]]:
        """The key and id of every reference it states that `dangling-reference` looks at."""
        for key in ("runs_on", "member_of"):
            if key in self.facts:
                yield key, self.facts[key]
        for key in ("depends_on", "backs_up_to"):
            for reference in self.facts.get(key, ()):
                yield key, reference


def learned_on(system: System, today: date) -> date | None:
    """The last day, not after today, that its own history says something was learned."""
    days = [
        event.date
        for event in system.history
        if event.event in LEARNING_EVENTS and event.date is not None and event.date <= today
    ]
    return max(days, default=None)


def smell_test_of(facts: Mapping[str, Value]) -> SmellTest | None:
    answers = {
        question: facts[f"smell_test.{question}"]
        for question in QUESTIONS
        if f"smell_test.{question}" in facts
    }
    when = facts.get("smell_test.date")
    return SmellTest(when, answers) if answers or when else None
