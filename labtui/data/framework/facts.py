"""Every fact of a system, declared once: its key, what values it takes, how it is asked for.

The reader of the file, `labtui set`, the editor and the docs all go by `FACTS` (framework,
section 2). Keys are dotted as people type them: `purpose`, `owners.os`, `smell_test.notes.own`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from labtui.data.framework.events import EVENTS
from labtui.data.framework.layers import ALWAYS_APPLICABLE, LAYERS, NOT_APPLICABLE, OWNERS
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.practices import PRACTICES
from labtui.data.framework.questions import QUESTIONS
from labtui.errors import FactError
from labtui.text.wording import hint

Value = Any
"""A fact's value: str, int, bool, date, or a tuple of str."""


NEVER = "never"


ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")


class Shape(Enum):
    """What a value looks like in the file."""

    TEXT = "text"
    TEXTS = "texts"
    ID = "id"
    REFERENCE = "reference"
    REFERENCES = "references"
    CHOICE = "choice"
    CHOICES = "choices"
    PERCENT = "percent"
    DATE = "date"
    DATE_OR_NEVER = "date or never"
    BOOLEAN = "boolean"
    BOOLEAN_OR_NA = "boolean or n/a"


LISTS = frozenset({Shape.TEXTS, Shape.REFERENCES, Shape.CHOICES})


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact a system may state."""

    key: str
    label: str
    shape: Shape
    group: str
    """The heading it stands under in the editor and on a system's page."""
    choices: dict[str, str] | None = None
    """Value to meaning, for choices."""
    help: str = ""
    inherited: bool = False
    """Answered by the nearest ancestor that states it, where a system does not (section 3)."""
    asks_freshness: bool = False
    """A date that lies ahead is stale for it, and reported (framework, section 2)."""
    needed: bool = False
    """Whether an entry of an array of tables counts for nothing without it."""

    @property
    def title(self) -> str:
        """Its label as it reads where its group is not seen."""
        return f"{self.label} owner" if self.group == OWNERSHIP else self.label

    @property
    def expected(self) -> str:
        """What a right value looks like, in words."""
        if self.shape is Shape.CHOICES:
            return f"a list with any of {', '.join(self.choices or ())}"
        return self.expected_element if self.choices is not None else _EXPECTED[self.shape]

    @property
    def expected_element(self) -> str:
        """What a right element of a list looks like, in words."""
        return f"one of {', '.join(self.choices)}" if self.choices is not None else "a text"


_EXPECTED = {
    Shape.TEXT: "a text",
    Shape.TEXTS: "a list of texts",
    Shape.ID: "an id: a-z, 0-9 and -, not - first, at most 63 characters",
    Shape.REFERENCE: "the id of a system",
    Shape.REFERENCES: "a list of ids",
    Shape.PERCENT: "a whole number from 0 to 100",
    Shape.DATE: "a date like 2026-11-21",
    Shape.DATE_OR_NEVER: 'a date like 2026-11-21, or "never"',
    Shape.BOOLEAN: "true or false",
    Shape.BOOLEAN_OR_NA: 'true, false or "n/a"',
}


_PRACTICE_VALUES = {"yes": "", "partly": "", "no": "", NOT_APPLICABLE: "does not apply here"}


_ANSWERS = {"yes": "", "no": "", "unsure": "you don't know"}


_LEVELS = {level.id: level.environment for level in LEVELS.values()}


IDENTITY = "What it is"


DECISIVE = "What decides most"


OWNERSHIP = "Who answers for each layer"


HABITS = "Practices"


PROOF = "Evidence"


RELATIONS = "Relations"


SMELL = "Smell test"


TEXTS = "Notes"


RETIREMENT = "Retirement"


HISTORY = "History"


ACCEPTED = "Accepted risks"


_PLAIN = (
    Fact(
        "purpose",
        "Purpose",
        Shape.CHOICE,
        DECISIVE,
        {
            "learning": "built to learn from",
            "reliability": "it has to work",
            "entertainment": "for fun",
            "convenience": "nice to have",
        },
        "Why it exists",
    ),
    Fact(
        "relied_on_for",
        "Relied on for",
        Shape.CHOICES,
        DECISIVE,
        {
            "authentication": "logging in to other things",
            "storage": "where files are kept",
            "identity": "who people are",
            "communication": "mail, chat, calls",
            "connectivity": "others' network or DNS",
            "workflow": "daily work",
            "income": "money",
            "reputation": "your good name",
            "safety": "heating, locks, alarms",
            "data": "data that cannot be replaced",
        },
        "What people would miss tomorrow",
    ),
    Fact("runs_on", "Runs on", Shape.REFERENCE, DECISIVE, help="The system that hosts it"),
    Fact(
        "exposure",
        "Exposure",
        Shape.CHOICE,
        DECISIVE,
        {
            "isolated": "reaches nothing, reached by nothing",
            "lan": "from the local network",
            "vpn": "from outside over a VPN",
            "internet": "from anywhere",
        },
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
        {
            "physical": "a machine you can touch",
            "cluster": "several machines as one",
            "vm": "a virtual machine",
            "container": "a container",
            "app": "an application",
            "network": "a router, switch or access point",
            "storage": "a NAS or backup target",
            "vps": "a rented server",
            "platform": "a managed platform",
            "saas": "software as a service",
            "other": "something else",
        },
    ),
    Fact(
        "status",
        "Status",
        Shape.CHOICE,
        IDENTITY,
        {
            "active": "in service",
            "planned": "not there yet",
            "retired": "taken out of service",
        },
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


def _tables() -> Iterable[Fact]:
    for layer, label in LAYERS.items():
        choices = dict(OWNERS)
        if layer not in ALWAYS_APPLICABLE:
            choices[NOT_APPLICABLE] = "there is no such layer here"
        key = f"owners.{layer}"
        yield Fact(key, label, Shape.CHOICE, OWNERSHIP, choices, inherited=True)
    for practice, label in PRACTICES.items():
        key = f"practices.{practice}"
        yield Fact(key, label, Shape.CHOICE, HABITS, _PRACTICE_VALUES, inherited=True)
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
        yield Fact(f"smell_test.{question}", question.title(), Shape.CHOICE, SMELL, _ANSWERS, text)
    for question in QUESTIONS:
        yield Fact(f"smell_test.notes.{question}", f"Note on {question}", Shape.TEXT, SMELL)
    yield Fact("retirement.date", "No way back after", Shape.DATE, RETIREMENT)
    yield Fact("retirement.reason", "Reason", Shape.TEXT, RETIREMENT)
    yield Fact("retirement.replaced_by", "Replaced by", Shape.REFERENCE, RETIREMENT)
    yield Fact("retirement.data_kept_at", "Data kept at", Shape.TEXT, RETIREMENT)
    yield Fact("retirement.keep_until", "Data kept until", Shape.DATE, RETIREMENT)
    yield Fact("retirement.done", "Checklist done", Shape.TEXTS, RETIREMENT)


GROUPS = (DECISIVE, OWNERSHIP, HABITS, PROOF, RELATIONS, IDENTITY, SMELL, TEXTS, RETIREMENT)
"""The headings in the order a person goes through them: what decides most comes first."""


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
        "event": Fact("event", "Event", Shape.CHOICE, HISTORY, EVENTS),
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
