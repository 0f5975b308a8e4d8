"""What an inventory holds, as frozen objects: the view the program works on.

The raw tables stay the truth that is written; here only what is valid of them is seen, and
everything that is not becomes a `Problem` (framework, section 2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any

from labtui.data.facts import (
    ENTRIES,
    FACTS,
    ID_PATTERN,
    LISTS,
    TABLES,
    Fact,
    Value,
    nearest,
    read_value,
    wrong_value,
)
from labtui.data.framework import LEARNING_EVENTS, QUESTIONS


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
class Terms:
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
    event: str | None
    note: str | None = None
    level: str | None = None
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
    answers: Mapping[str, str]

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
    def status(self) -> str:
        """`active`, `planned` or `retired`."""
        return str(self.facts.get("status", "active"))

    @property
    def active(self) -> bool:
        """Whether it is in service."""
        return self.status == "active"

    @property
    def retired(self) -> bool:
        """Whether it was taken out of service; then it is not assessed."""
        return self.status == "retired"

    @property
    def purpose(self) -> str | None:
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
    def intended_level(self) -> str | None:
        """What its owner means it to be."""
        return self.facts.get("intended_level")

    @property
    def exposure(self) -> str | None:
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
        return replace(self, name=name, facts=facts, smell_test=_smell_test(facts))

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


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one raw table."""

    system: System | None
    """None where the table has no valid id, so that it cannot be assessed."""
    problems: tuple[Problem, ...]


def read_system(raw: Mapping[str, Any], rules: frozenset[str], today: date) -> Reading:
    """Read one `[[systems]]` table.

    `rules` are the ids an acceptance may name; `today` tells dates that lie ahead. Nothing is
    raised: what is wrong counts as absent and is among the problems.
    """
    return _Reader(raw, rules, today).read()


class _Reader:
    """Collects the facts and the problems of one table."""

    def __init__(self, raw: Mapping[str, Any], rules: frozenset[str], today: date) -> None:
        self.raw = raw
        self.rules = rules
        self.today = today
        self.problems: list[Problem] = []
        raw_id = raw.get("id")
        self.id = raw_id if isinstance(raw_id, str) and ID_PATTERN.match(raw_id) else None

    def read(self) -> Reading:
        facts: dict[str, Value] = {}
        self.system_table(self.raw, "", facts)
        history = [Event(**entry) for entry in self.entries("history", dict.fromkeys(_EVENT))]
        accepted = [self.acceptance(entry) for entry in self.entries("accepted", {})]
        if "id" not in self.raw:
            self.problem("id", "no id, so it is not assessed")
        if not facts.get("name"):
            self.problem("name", "no name, so it goes by its id")
        if self.id is None:
            return Reading(None, tuple(self.problems))
        system = System(
            self.id,
            facts.get("name") or self.id,
            facts,
            tuple(history),
            tuple(entry for entry in accepted if entry),
            _smell_test(facts),
        )
        return Reading(system, tuple(self.problems))

    def problem(self, key: str, message: str, near: str | None = None) -> None:
        self.problems.append(Problem(key, message, self.id, near))

    def system_table(self, raw: Mapping[str, Any], prefix: str, facts: dict[str, Value]) -> None:
        """Take the facts of a table, and of the tables in it."""
        for name, value in raw.items():
            key = prefix + name
            fact = FACTS.get(key)
            if "." in name:
                self.unknown(key, ())
            elif fact is not None:
                self.fact(key, fact, value, facts)
            elif key in TABLES:
                if isinstance(value, dict):
                    self.system_table(value, f"{key}.", facts)
                else:
                    self.problem(key, f"{key} is not a table, as [systems.{key}] would be")
            elif key not in ENTRIES:
                siblings = (k for k in (*FACTS, *TABLES, *ENTRIES) if k.startswith(prefix))
                self.unknown(key, [k.removeprefix(prefix) for k in siblings])

    def unknown(self, key: str, names: Iterable[str]) -> None:
        """Report a key nobody knows; `names` are the right ones in its table."""
        self.problems.append(_unknown(key, names, self.id))

    def fact(self, key: str, fact: Fact, raw: object, facts: dict[str, Value]) -> None:
        """Take one value under its fact's key; `key` says where it stands."""
        value, wrong = read_value(fact, raw)
        if value is not None:
            facts[fact.key] = value
            if type(value) is date and value > self.today and fact.asks_freshness:
                self.problem(key, f"{key}: {value} lies ahead, so it counts as stale")
        for element in wrong:
            # What should have been a list is not an element that was misspelt.
            misspelt = isinstance(element, str) and not (element is raw and fact.shape in LISTS)
            near = nearest(str(element), fact.choices or ()) if misspelt else None
            expected = fact.expected if element is raw else fact.expected_element
            self.problem(key, wrong_value(key, element, expected), near)

    def entries(self, name: str, absent: dict[str, Value]) -> Iterator[dict[str, Value]]:
        """The facts of each entry of an array of tables, on top of what stands for absent."""
        raw = self.raw.get(name, [])
        if not isinstance(raw, list):
            self.problem(name, f"{name} is not a list of tables, as [[systems.{name}]] would be")
            return
        known = ENTRIES[name]
        for number, entry in enumerate(raw):
            where = f"{name}[{number}]"
            if not isinstance(entry, dict):
                self.problem(where, f"{where} is not a table, so it is left out")
                continue
            facts = dict(absent)
            for inner, value in entry.items():
                if inner in known:
                    self.fact(f"{where}.{inner}", known[inner], value, facts)
                else:
                    self.unknown(f"{where}.{inner}", known)
            for inner in known.keys() - entry.keys():
                if known[inner].needed:
                    self.problem(where, f"{where} has no {inner}, so it does not count")
            yield facts

    def acceptance(self, entry: dict[str, Value]) -> Acceptance | None:
        rule, until = entry.get("rule"), entry.get("until")
        if rule is not None and rule not in self.rules:
            near = nearest(rule, self.rules)
            self.problem("accepted", f'accepted: "{rule}" is not the id of a finding', near)
            return None
        return Acceptance(rule, until, entry.get("reason")) if rule and until else None


_EVENT = tuple(field.name for field in fields(Event))


def _smell_test(facts: Mapping[str, Value]) -> SmellTest | None:
    answers = {
        question: facts[f"smell_test.{question}"]
        for question in QUESTIONS
        if f"smell_test.{question}" in facts
    }
    when = facts.get("smell_test.date")
    return SmellTest(when, answers) if answers or when else None


def read_settings(top: Mapping[str, Any]) -> tuple[Settings, tuple[Problem, ...]]:
    """Read what stands outside the systems: `schema` and `[settings]` (framework, section 2)."""
    known = ("schema", "settings", "systems")
    problems = [_unknown(key, known) for key in top if key not in {"schema", "settings"}]
    schema = top.get("schema", 1)
    if type(schema) is not int or schema != 1:
        problems.append(Problem("schema", wrong_value("schema", schema, "1, which labtui knows")))
    raw = top.get("settings", {})
    if not isinstance(raw, dict):
        problems.append(Problem("settings", "settings is not a table, as [settings] would be"))
        raw = {}
    days = {field.name for field in fields(Settings)}
    right: dict[str, int] = {}
    for name, value in raw.items():
        key = f"settings.{name}"
        if name not in days:
            problems.append(_unknown(key, days))
        elif type(value) is int and 0 <= value <= _MOST_DAYS:
            right[name] = value
        else:
            problems.append(Problem(key, wrong_value(key, value, "a number of days")))
    return Settings(**right), tuple(problems)


def _unknown(key: str, names: Iterable[str], id: str | None = None) -> Problem:
    """What is wrong about a key nobody knows; `names` are the right ones in its table."""
    table, dot, name = key.rpartition(".")
    near = nearest(name, names)
    message = f"{key} is not a key labtui knows; it is kept"
    return Problem(key, message, id, near and f"{table}{dot}{near}", unknown_key=True)


_MOST_DAYS = 1_000_000
"""More days than any date has behind it; more would not fit a `timedelta`."""


def learned_on(system: System, today: date) -> date | None:
    """The last day, not after today, that its own history says something was learned."""
    days = [
        event.date
        for event in system.history
        if event.event in LEARNING_EVENTS and event.date is not None and event.date <= today
    ]
    return max(days, default=None)
