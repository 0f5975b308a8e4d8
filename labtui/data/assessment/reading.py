"""Read raw TOML tables into systems and settings; what is not valid becomes a problem."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from labtui.data.assessment.models import (
    Acceptance,
    Event,
    Problem,
    Settings,
    System,
    smell_test_of,
)
from labtui.data.framework.events import EVENTS
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import ENTRIES, FACTS, SOURCE, TABLES
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.schema import SCHEMA, wrong_schema
from labtui.data.framework.shapes import AS_WRITTEN, ID_PATTERN, LISTS, Value
from labtui.data.framework.values import as_date, as_text, choice_of, read_value, wrong_value
from labtui.text.wording import nearest


class Reading(NamedTuple):
    """The system and the problems of one raw table."""

    system: System | None
    """None where the table has no valid id, so that it cannot be assessed."""
    problems: tuple[Problem, ...]


def read_system(raw: Mapping[str, object], rules: frozenset[str], today: date) -> Reading:
    """Read one `[[systems]]` table.

    An acceptance may name one of `rules`; dates after `today` are reported where they count as
    stale. Raises nothing: what is not valid counts as absent and is among the problems.
    """
    return _Reader(raw, rules, today).read()


class _Problems:
    """Reads facts, and collects what is wrong with them."""

    today: date | None = None
    """The day that tells which dates lie ahead; None where no date has to be fresh."""

    def __init__(self, id: str | None = None) -> None:
        self.id = id
        self.problems: list[Problem] = []

    def problem(self, key: str, message: str, near: str | None = None) -> None:
        self.problems.append(Problem(key, message, self.id, near))

    def unknown(self, key: str, names: Iterable[str]) -> None:
        """Report an unknown key; `names` are the known ones of its table."""
        self.problems.append(_unknown(key, names, self.id))

    def fact(self, key: str, fact: Fact, raw: object, facts: dict[str, Value]) -> None:
        """Read one value into `facts`; `key` says where it stands, for the problems."""
        if type(raw) is str and fact.shape in AS_WRITTEN:  # two of three values
            choices = fact.choices
            if choices is None or raw in choices:
                facts[fact.key] = raw
                return
        value, wrong = read_value(fact, raw)
        if value is not None:
            facts[fact.key] = value
            if fact.asks_freshness and self.today and type(value) is date and value > self.today:
                self.problem(key, f"{key}: {value} is in the future and does not count")
        for element in wrong:
            # A text in place of a list is not a misspelt element.
            misspelt = isinstance(element, str) and not (element is raw and fact.shape in LISTS)
            near = nearest(str(element), fact.choices or ()) if misspelt else None
            expected = fact.expected if element is raw else fact.expected_element
            self.problem(key, wrong_value(key, element, expected), near)

    def entries(
        self, raw: object, name: str, table: str, known: Mapping[str, Fact]
    ) -> Iterator[dict[str, Value]]:
        """The facts of each entry of an array of tables; `table` is its name in the file."""
        if not isinstance(raw, list):
            self.problem(name, f"{name} is not a list of tables, as [[{table}]] would be")
            return
        for number, entry in enumerate(raw):
            where = f"{name}[{number}]"
            if not isinstance(entry, dict):
                self.problem(where, f"{where} is not a table, so it is left out")
                continue
            facts: dict[str, Value] = {}
            for inner, value in entry.items():
                if inner in known:
                    self.fact(f"{where}.{inner}", known[inner], value, facts)
                else:
                    self.unknown(f"{where}.{inner}", known)
            for inner, fact in known.items():
                if fact.needed and inner not in entry:
                    self.problem(where, f"{where} has no {inner}, so it does not count")
            yield facts


class _Reader(_Problems):
    """Collects the facts and the problems of one system's table."""

    def __init__(self, raw: Mapping[str, object], rules: frozenset[str], today: date) -> None:
        raw_id = raw.get("id")
        super().__init__(raw_id if isinstance(raw_id, str) and ID_PATTERN.match(raw_id) else None)
        self.raw = raw
        self.rules = rules
        self.today = today

    def read(self) -> Reading:
        facts: dict[str, Value] = {}
        self.system_table(self.raw, "", facts)
        raw = self.raw
        history = [_event(e) for e in self.own_entries("history")] if "history" in raw else []
        accepted = (
            [self.acceptance(e) for e in self.own_entries("accepted")] if "accepted" in raw else []
        )
        seen = self.seen(raw["seen"]) if "seen" in raw else {}
        if "id" not in raw:
            self.problem("id", "no id, so it is not assessed")
        if not facts.get("name"):
            self.problem("name", "no name, so it goes by its id")
        if self.id is None:
            return Reading(None, tuple(self.problems))
        system = System(
            self.id,
            as_text(facts.get("name")) or self.id,
            facts,
            tuple(history),
            tuple(entry for entry in accepted if entry),
            smell_test_of(facts) if "smell_test" in raw else None,
            seen,
        )
        return Reading(system, tuple(self.problems))

    def system_table(self, raw: Mapping[str, object], prefix: str, facts: dict[str, Value]) -> None:
        """Read the facts of a table, and of the tables in it, into `facts`."""
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
            elif key not in ENTRIES and key != "seen":
                self.unknown(key, _names_in(prefix))

    def own_entries(self, name: str) -> Iterator[dict[str, Value]]:
        """The facts of each entry of an array of tables that the system has."""
        return self.entries(self.raw.get(name, []), name, f"systems.{name}", ENTRIES[name])

    def seen(self, raw: object) -> dict[str, str]:
        """Read in which file a refresh saw each fact: a text for the dotted key of each."""
        seen: dict[str, str] = {}
        if not isinstance(raw, dict):
            self.problem("seen", "seen is not a table, as [systems.seen] would be")
            return seen
        for name, value in raw.items():
            if name not in FACTS:
                near = nearest(name, FACTS)
                message = f"unknown key seen.{name}, kept"
                self.problems.append(
                    Problem(f"seen.{name}", message, self.id, near, unknown_key=True)
                )
            elif isinstance(value, str):
                seen[name] = value
            else:
                self.problem(f"seen.{name}", wrong_value(f"seen.{name}", value, "a text"))
        return seen

    def acceptance(self, entry: dict[str, Value]) -> Acceptance | None:
        rule, until = as_text(entry.get("rule")), as_date(entry.get("until"))
        if rule is not None and rule not in self.rules:
            near = nearest(rule, self.rules)
            self.problem("accepted", f'accepted: "{rule}" is not the id of a finding', near)
            return None
        return Acceptance(rule, until, as_text(entry.get("reason"))) if rule and until else None


@cache
def _names_in(prefix: str) -> tuple[str, ...]:
    """The known names in the table of a prefix, such as `owners.`."""
    known = (key for key in (*FACTS, *TABLES, *ENTRIES, "seen") if key.startswith(prefix))
    return tuple(key.removeprefix(prefix) for key in known)


def _event(entry: dict[str, Value]) -> Event:
    return Event(
        as_date(entry.get("date")),
        choice_of(entry.get("event"), EVENTS),
        as_text(entry.get("note")),
        choice_of(entry.get("level"), LEVELS),
        as_text(entry.get("risk")),
        as_text(entry.get("verdict")),
    )


def read_settings(top: Mapping[str, object]) -> tuple[Settings, tuple[Problem, ...]]:
    """Read what stands outside the systems (framework, section 2).

    That is `schema`, `[settings]` and `[[sources]]`, of which only what is wrong is returned.
    """
    known = ("schema", "settings", "sources", "systems")
    problems = [_unknown(key, known) for key in top if key not in known[:3]]
    if wrong := wrong_schema(top.get("schema", SCHEMA)):
        problems.append(Problem("schema", wrong))
    raw = top.get("settings", {})
    if not isinstance(raw, dict):
        problems.append(Problem("settings", "settings is not a table, as [settings] would be"))
        raw = {}
    right: dict[str, int] = {}
    for name, value in raw.items():
        key = f"settings.{name}"
        if name not in Settings._fields:
            problems.append(_unknown(key, Settings._fields))
        elif type(value) is int and 0 <= value <= _MOST_DAYS:
            right[name] = value
        else:
            problems.append(Problem(key, wrong_value(key, value, "a number of days")))
    sources = _Problems()
    list(sources.entries(top.get("sources", []), "sources", "sources", SOURCE))
    return Settings(**right), (*problems, *sources.problems)


def _unknown(key: str, names: Iterable[str], id: str | None = None) -> Problem:
    """The problem of an unknown key; `names` are the known ones of its table."""
    table, dot, name = key.rpartition(".")
    near = nearest(name, names)
    message = f"unknown key {key}, kept"
    return Problem(key, message, id, near and f"{table}{dot}{near}", unknown_key=True)


_MOST_DAYS = 1_000_000
"""More days than lie behind any date; many more would not fit a `timedelta`."""
