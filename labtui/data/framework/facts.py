"""Every fact of a system, declared once: its key, what values it takes, how it is asked for.

Reading the file, `labtui set`, the editor and the docs all go by `FACTS` (framework, section 2).
Keys are dotted as people type them: `purpose`, `owners.os`, `smell_test.notes.own`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

from labtui.data.framework.events import EVENTS
from labtui.data.framework.groups import (
    ACCEPTED,
    DECISIVE,
    GROUPS,
    HABITS,
    HISTORY,
    IDENTITY,
    OWNERSHIP,
    PROOF,
    RELATIONS,
    RETIREMENT,
    SMELL,
    TEXTS,
)
from labtui.data.framework.layers import ALWAYS_APPLICABLE, LAYERS, OWNERS
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.practices import PRACTICE_ANSWERS, PRACTICES
from labtui.data.framework.questions import ANSWERS, QUESTIONS
from labtui.data.framework.shapes import EXPECTED, NOT_APPLICABLE, Shape
from labtui.data.framework.systems import EXPOSURES, KINDS, PURPOSES, STATUSES, USES
from labtui.errors import FactError
from labtui.text.wording import hint


class Fact(NamedTuple):
    """One fact a system may state."""

    key: str
    label: str
    shape: Shape
    group: str
    """The heading it stands under in the editor and on a system's page."""
    choices: Mapping[str, str] | None = None
    """The values it takes with their meaning; None where it is no choice."""
    help: str = ""
    inherited: bool = False
    """True if a system that does not state it takes it from its nearest ancestor (section 3)."""
    asks_freshness: bool = False
    """True if a date after today counts as stale and is reported (section 2)."""
    needed: bool = False
    """True if an entry of an array of tables does not count without it."""

    @property
    def title(self) -> str:
        """The label to show where its group is not shown."""
        return f"{self.label} owner" if self.group == OWNERSHIP else self.label

    @property
    def expected(self) -> str:
        """What a valid value looks like, in words."""
        if self.shape is Shape.CHOICES:
            return f"a list with any of {', '.join(self.choices or ())}"
        return self.expected_element if self.choices is not None else EXPECTED[self.shape]

    @property
    def expected_element(self) -> str:
        """What a valid element of a list looks like, in words."""
        return f"one of {', '.join(self.choices)}" if self.choices is not None else "a text"


_Value = TypeVar("_Value", bound=str)


def _choices(table: Mapping[_Value, str]) -> dict[str, str]:
    """The values of a table with their meaning, as a fact takes them."""
    return dict(table.items())


_LEVELS: dict[str, str] = {level.id: level.environment for level in LEVELS.values()}


_PLAIN = (
    Fact(
        "purpose",
        "Purpose",
        Shape.CHOICE,
        DECISIVE,
        _choices(PURPOSES),
        "Why it exists",
    ),
    Fact(
        "relied_on_for",
        "Relied on for",
        Shape.CHOICES,
        DECISIVE,
        _choices(USES),
        "What people would miss tomorrow",
    ),
    Fact("runs_on", "Runs on", Shape.REFERENCE, DECISIVE, help="The system that hosts it"),
    Fact(
        "exposure",
        "Exposure",
        Shape.CHOICE,
        DECISIVE,
        _choices(EXPOSURES),
        "From where it can be reached",
    ),
    Fact(
        "backs_up_to",
        "Backs up to",
        Shape.REFERENCES,
        DECISIVE,
        help="Where its backups are kept; the empty list says nowhere",
        inherited=True,
    ),
    Fact(
        "evidence.restore_tested",
        "Restore tested",
        Shape.DATE_OR_NEVER,
        DECISIVE,
        help="When a restore was last tried and worked",
        inherited=True,
        asks_freshness=True,
    ),
    Fact("name", "Name", Shape.TEXT, IDENTITY, help="What people call it"),
    Fact("id", "Id", Shape.ID, IDENTITY, help="What others refer to; it never changes"),
    Fact(
        "kind",
        "Kind",
        Shape.CHOICE,
        IDENTITY,
        _choices(KINDS),
    ),
    Fact(
        "status",
        "Status",
        Shape.CHOICE,
        IDENTITY,
        _choices(STATUSES),
    ),
    Fact(
        "intended_level",
        "Intended level",
        Shape.CHOICE,
        IDENTITY,
        _LEVELS,
        "What you mean it to be",
    ),
    Fact("location", "Location", Shape.TEXT, IDENTITY),
    Fact("url", "URL", Shape.TEXT, IDENTITY),
    Fact("tags", "Tags", Shape.TEXTS, IDENTITY),
    Fact(
        "utilization",
        "Utilization",
        Shape.PERCENT,
        IDENTITY,
        help="How busy its hardware is, in per cent",
    ),
    Fact("depends_on", "Depends on", Shape.REFERENCES, RELATIONS, help="What it needs to work"),
    Fact(
        "member_of",
        "Member of",
        Shape.REFERENCE,
        RELATIONS,
        help="The group it is one of several interchangeable members of",
    ),
    Fact("used_by", "Used by", Shape.TEXTS, RELATIONS, help="The people who use it"),
    Fact("description", "Description", Shape.TEXT, TEXTS),
    Fact("notes", "Notes", Shape.TEXT, TEXTS),
    Fact("teardown", "Teardown", Shape.TEXT, TEXTS, help="How to remove it"),
    Fact("source", "Source", Shape.TEXT, TEXTS, help="Where an import found it"),
    Fact("changed", "Changed", Shape.DATE, TEXTS),
)


_EVIDENCE = (
    ("patched", "Patched", Shape.DATE_OR_NEVER, "Its own software, image or OS"),
    ("config_reviewed", "Configuration reviewed", Shape.DATE_OR_NEVER, ""),
    ("monitored", "Monitored", Shape.BOOLEAN, "Something would tell you"),
    ("wipeable", "Wipeable", Shape.BOOLEAN, "Could be wiped without fear"),
    ("mfa", "MFA", Shape.BOOLEAN, "A second factor is enforced"),
    ("data_located", "Data located", Shape.BOOLEAN_OR_NA, "You know where the data is"),
    ("exportable", "Exportable", Shape.BOOLEAN_OR_NA, "You know how to get the data out"),
    ("vendor_backup", "Vendor backup", Shape.BOOLEAN_OR_NA, "You know how the vendor backs up"),
    (
        "breach_plan",
        "Breach plan",
        Shape.BOOLEAN,
        "You know what you would answer for if the provider were breached",
    ),
)


def _tables() -> Iterator[Fact]:
    for layer, label in LAYERS.items():
        choices = _choices(OWNERS)
        if layer not in ALWAYS_APPLICABLE:
            choices[NOT_APPLICABLE] = "there is no such layer here"
        key = f"owners.{layer}"
        yield Fact(key, label, Shape.CHOICE, OWNERSHIP, choices, inherited=True)
    for practice, label in PRACTICES.items():
        key = f"practices.{practice}"
        yield Fact(key, label, Shape.CHOICE, HABITS, _choices(PRACTICE_ANSWERS), inherited=True)
    for name, label, shape, meaning in _EVIDENCE:
        yield Fact(
            f"evidence.{name}",
            label,
            shape,
            PROOF,
            help=meaning,
            inherited=name == "monitored",
            asks_freshness=shape is Shape.DATE_OR_NEVER,
        )
    yield Fact("smell_test.date", "Answered on", Shape.DATE, SMELL, asks_freshness=True)
    for question, text in QUESTIONS.items():
        yield Fact(
            f"smell_test.{question}", question.title(), Shape.CHOICE, SMELL, _choices(ANSWERS), text
        )
    for question in QUESTIONS:
        yield Fact(f"smell_test.notes.{question}", f"Note on {question}", Shape.TEXT, SMELL)
    yield Fact("retirement.date", "No way back after", Shape.DATE, RETIREMENT)
    yield Fact("retirement.reason", "Reason", Shape.TEXT, RETIREMENT)
    yield Fact("retirement.replaced_by", "Replaced by", Shape.REFERENCE, RETIREMENT)
    yield Fact("retirement.data_kept_at", "Data kept at", Shape.TEXT, RETIREMENT)
    yield Fact("retirement.keep_until", "Data kept until", Shape.DATE, RETIREMENT)
    yield Fact("retirement.done", "Checklist done", Shape.TEXTS, RETIREMENT)


FACTS: dict[str, Fact] = {
    fact.key: fact
    for fact in sorted((*_PLAIN, *_tables()), key=lambda fact: GROUPS.index(fact.group))
}
"""Every fact by its dotted key, group by group."""


TABLES = frozenset(key.rpartition(".")[0] for key in FACTS if "." in key)
"""Keys that hold tables, not values."""


ENTRIES: dict[str, dict[str, Fact]] = {
    "history": {
        "date": Fact("date", "Date", Shape.DATE, HISTORY, asks_freshness=True),
        "event": Fact("event", "Event", Shape.CHOICE, HISTORY, _choices(EVENTS)),
        "note": Fact("note", "Note", Shape.TEXT, HISTORY),
        "level": Fact("level", "Level", Shape.CHOICE, HISTORY, _LEVELS),
        "risk": Fact("risk", "Risk", Shape.TEXT, HISTORY),
        "verdict": Fact("verdict", "Verdict", Shape.TEXT, HISTORY),
    },
    "accepted": {
        "rule": Fact("rule", "Finding", Shape.TEXT, ACCEPTED, needed=True),
        "reason": Fact("reason", "Reason", Shape.TEXT, ACCEPTED),
        "until": Fact("until", "Until", Shape.DATE, ACCEPTED, needed=True),
    },
}
"""The facts of one entry in each array of tables a system may have."""


REFERENCES = ("runs_on", "member_of", "depends_on", "backs_up_to")
"""Facts that name other systems, as `dangling-reference` reads them (framework, section 6)."""


ANSWERS_DATED_BY_CHANGE = frozenset(
    {"exposure", "purpose", "relied_on_for", *REFERENCES}
    | {key for key in FACTS if key.startswith(("owners.", "practices."))}
)
"""Facts whose replacement or removal dates `changed` (framework, section 2)."""


def find_fact(key: str) -> Fact:
    """The fact a person named. Raises `FactError` with the nearest right key."""
    fact = FACTS.get(key)
    if fact is None:
        raise FactError(f"{key}: no such fact{hint(key, FACTS)}")
    return fact
