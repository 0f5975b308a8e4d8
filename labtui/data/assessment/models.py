"""What an inventory holds, as immutable records: the view the program works on.

The raw tables stay the truth that is written. A record has only what is valid of its table;
everything else becomes a `Problem` (framework, section 2).
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from labtui.data.framework.events import LEARNING_EVENTS, EventKind
from labtui.data.framework.facts import REFERENCES
from labtui.data.framework.levels import LEVELS, LevelId
from labtui.data.framework.questions import ANSWERS, QUESTIONS, Answer, Question
from labtui.data.framework.shapes import Value
from labtui.data.framework.sightings import NOT_FOUND
from labtui.data.framework.systems import (
    EXPOSURES,
    PURPOSES,
    STATUSES,
    Exposure,
    Purpose,
    Status,
)
from labtui.data.framework.values import as_date, as_text, as_texts, choice_of

Changes = Mapping[str, Value | None]
"""Facts to change, by dotted key; None unsets one."""


class Problem(NamedTuple):
    """A value in the file that counts as absent, or a key that labtui does not know."""

    key: str
    """The dotted key, within the system where `id` is set."""
    message: str
    id: str | None = None
    nearest: str | None = None
    line: int | None = None
    """The line of the file, from 1; None until the document has been asked."""
    unknown_key: bool = False
    """True if it is only a key that labtui does not know, and keeps."""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        whose = f"{self.id}: " if self.id else ""
        near = f". Did you mean {self.nearest}?" if self.nearest else ""
        return f"{where}{whose}{self.message}{near}"


class Settings(NamedTuple):
    """How many days a date stays fresh (framework, section 2)."""

    review_days: int = 180
    patch_days: int = 45
    restore_days: int = 180
    config_days: int = 365
    experiment_days: int = 180


class EvaluationContext(NamedTuple):
    """The day and the day counts that everything is evaluated by."""

    today: date
    settings: Settings = Settings()

    def fresh(self, when: object, days: int) -> bool:
        """Whether `when` is a date at most `days` old and not after today (section 2)."""
        return type(when) is date and timedelta(0) <= self.today - when <= timedelta(days)


class Event(NamedTuple):
    """One entry of a system's history; what was not valid in it is None."""

    date: date | None
    event: EventKind | None
    note: str | None = None
    level: LevelId | None = None
    risk: str | None = None
    verdict: str | None = None


class Acceptance(NamedTuple):
    """A finding that the owner accepts until a day."""

    rule: str
    until: date
    reason: str | None = None


class SmellTest(NamedTuple):
    """The answers of a smell test, with the date they were given."""

    date: date | None
    answers: Mapping[Question, Answer]

    @property
    def complete(self) -> bool:
        """Whether all five questions are answered."""
        return len(self.answers) == len(QUESTIONS)


class System(NamedTuple):
    """One system or service, with everything that is valid in its table."""

    id: str
    name: str
    facts: Mapping[str, Value]
    """Every fact it states itself, by dotted key."""
    history: tuple[Event, ...] = ()
    accepted: tuple[Acceptance, ...] = ()
    smell_test: SmellTest | None = None
    """Its own smell test, dated or not; None where it states no answer and no date."""
    seen: Mapping[str, str] = {}
    """By dotted fact key, in which file an import or refresh saw it, and when."""

    @property
    def status(self) -> Status:
        """`active`, `planned` or `retired`."""
        return choice_of(self.facts.get("status"), STATUSES) or "active"

    @property
    def active(self) -> bool:
        """Whether it is in service."""
        return self.facts.get("status", "active") == "active"

    @property
    def retired(self) -> bool:
        """Whether it was taken out of service; it is not assessed then."""
        return self.facts.get("status") == "retired"

    @property
    def vanished(self) -> bool:
        """Whether its source did not show it any more when that was last read."""
        return self.seen.get("source", "").startswith(NOT_FOUND)

    @property
    def purpose(self) -> Purpose | None:
        """Why it exists."""
        return choice_of(self.facts.get("purpose"), PURPOSES)

    @property
    def relied_on_for(self) -> tuple[str, ...]:
        """What people rely on it for."""
        return self.texts("relied_on_for")

    @property
    def production_in_own_right(self) -> bool:
        """Whether people rely on it whatever else needs it (framework, section 3)."""
        return self.purpose == "reliability" or bool(self.relied_on_for)

    @property
    def runs_on(self) -> str | None:
        """The id of the system that hosts it."""
        return self.text("runs_on")

    @property
    def member_of(self) -> str | None:
        """The id of the group it is a member of."""
        return self.text("member_of")

    @property
    def parent(self) -> str | None:
        """The id of what it inherits from: its host, or else its group (framework, section 3)."""
        return self.runs_on if self.runs_on is not None else self.member_of

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The ids of what it needs to work."""
        return self.texts("depends_on")

    @property
    def recovers_with(self) -> tuple[str, ...]:
        """The ids of what has to work before it can be recovered."""
        return self.texts("recovers_with")

    @property
    def access_to(self) -> tuple[str, ...]:
        """The ids of the systems on which it holds administrative access."""
        return self.texts("access_to")

    @property
    def keeps_something(self) -> bool:
        """True unless it holds nothing or only copies, and nobody needs its data (section 3)."""
        return self.facts.get("holds") not in {"nothing", "copies"} or not {
            "data",
            "storage",
        }.isdisjoint(self.relied_on_for)

    @property
    def recovers_offline(self) -> bool:
        """True if what is needed to recover it is also kept where no system is needed."""
        return self.evidence("offline_recovery") is True

    @property
    def intended_level(self) -> LevelId | None:
        """The level its owner means it to have."""
        return choice_of(self.facts.get("intended_level"), LEVELS)

    @property
    def exposure(self) -> Exposure | None:
        """From where it can be reached."""
        return choice_of(self.facts.get("exposure"), EXPOSURES)

    def text(self, key: str) -> str | None:
        """A fact it states whose value is a text or one of a list; None where it does not."""
        value = self.facts.get(key)
        return value if isinstance(value, str) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A fact it states whose value is a list; empty where it does not."""
        value = self.facts.get(key)
        return value if isinstance(value, tuple) else ()

    def day(self, key: str) -> date | None:
        """A fact it states whose value is a date; None where it does not, and for `never`."""
        return as_date(self.facts.get(key))

    def evidence(self, name: str) -> Value | None:
        """Its own evidence: a date, `never`, a boolean or `n/a`; None where not answered."""
        return self.facts.get(f"evidence.{name}")

    def revised(self, changes: Changes) -> "System":
        """This system with facts changed."""
        merged = {**self.facts, **changes}
        facts = {key: value for key, value in merged.items() if value is not None}
        name = as_text(facts.get("name")) or self.id
        return self._replace(name=name, facts=facts, smell_test=smell_test_of(facts))

    def with_event(self, event: Event) -> "System":
        """This system with one more event in its history."""
        return self._replace(history=(*self.history, event))

    def references(self) -> Iterator[tuple[str, str]]:
        """Every reference it states, as the key of the fact and the id it names."""
        for key in REFERENCES:
            value = self.facts.get(key)
            for id in (value,) if isinstance(value, str) else as_texts(value):
                yield key, id


def learned_on(system: System, today: date) -> date | None:
    """The last day up to today on which a system's own history has a learning event."""
    days = [
        event.date
        for event in system.history
        if event.event in LEARNING_EVENTS and event.date is not None and event.date <= today
    ]
    return max(days, default=None)


def smell_test_of(facts: Mapping[str, Value]) -> SmellTest | None:
    """The smell test that some facts state; None where they state no answer and no date."""
    answers = {
        question: answer
        for question, key in _ANSWER_KEYS.items()
        if (answer := choice_of(facts.get(key), ANSWERS)) is not None
    }
    when = as_date(facts.get("smell_test.date"))
    return SmellTest(when, answers) if answers or when else None


_ANSWER_KEYS: dict[Question, str] = {question: f"smell_test.{question}" for question in QUESTIONS}
