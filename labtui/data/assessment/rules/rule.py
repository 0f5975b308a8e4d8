"""What a rule is: its rows in the framework's table, its words, and what else is known of it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from enum import Enum, IntEnum
from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.context import Stated
from labtui.data.framework.layers import Layer
from labtui.data.framework.levels import LEVELS, LevelId
from labtui.data.framework.severities import Severity

C: Severity = "critical"
W: Severity = "warning"
N: Severity = "notice"

ANY: frozenset[LevelId | None] = frozenset({None, *LEVELS})
"""Every level, and none: a row for these holds whatever the level is."""

KNOWN: frozenset[LevelId | None] = ANY - {None}

Condition = Callable[[Assessment], bool]
Says = Callable[[Assessment], str]
Keys = Callable[[Assessment], Iterable[str]]


class Row(NamedTuple):
    """One row of the table: at which levels and when it holds, and how severe that is."""

    levels: Collection[LevelId | None]
    holds: Condition
    production: Severity | None
    """Severity for production systems; None where it is no finding for them."""
    other: Severity | None
    """Severity for the others."""
    unproven: Condition | None = None
    """When it holds only because something is not answered; None for never."""


class Reason(IntEnum):
    """Why the review queue lists a system, most urgent first."""

    CRITICAL = 1
    """It has critical findings."""
    CHANGED = 2
    """It changed, or came to another level, since it was tested."""
    STALE = 3
    """Its smell test is too old, or its date proves nothing."""
    NEVER = 4
    """People rely on it, and its smell test was never answered."""
    MISSING = 5
    """Facts that matter are not answered."""


class Urgency(IntEnum):
    """What comes first among findings of one severity."""

    BACK_UP = 1
    RESTORE = 2
    MONITOR = 3
    REBUILD = 4
    REST = 5


class Queued(NamedTuple):
    """How the review queue lists a system for a finding."""

    reason: Reason
    clause: Says
    """What it is about, in short."""
    severity: Severity = W
    """How severe it is as a reason, whatever the finding's own severity."""
    resolved_by_test: bool = False
    """True if a smell test resolves it."""
    production_only: bool = False
    """True if it is a reason only for systems people rely on."""
    doubts_answers: bool = False
    """True if it calls the answers of the smell test into question, however recent they are."""


class Chain(Enum):
    """What a chain of systems leads to."""

    LAB = "an active system it needs that is for learning"
    ITSELF = "the system itself, over what it runs on and depends on"
    RECOVERY = "the system itself, over what has to work before it can be recovered"


class OpenQuestion(NamedTuple):
    """How an unproven finding is shown: as a question."""

    title: str
    details: str = ""


class Rule(NamedTuple):
    """One finding that can be made of a system, with all that is known of it."""

    id: str
    title: str
    """What it is called in general; `title_of` says what it is called for one system."""
    rows: tuple[Row, ...]
    """Most severe first; the first that holds and has a severity counts."""
    says: Says
    """What is the matter, naming the facts behind it."""
    remedy: Says
    """What to do about it."""
    facts: Keys
    """Keys of the facts it rests on; the first is the one that would resolve it."""
    title_of: Says | None = None
    """Its title for one system, where that differs."""
    asks: Callable[[Assessment], OpenQuestion] | None = None
    """What it asks while it is unproven; None where its title and message say it as well."""
    along: Callable[[Assessment, Sequence[str], str], str] | None = None
    """What is the matter, with the ids of its chain and the chain in words."""
    by_reliance: bool = False
    """True if it rests on what people rely on, too."""
    chain: Chain | None = None
    """The chain of systems it rests on; the fact of the first step would resolve it."""
    history: Callable[[Assessment], Stated | None] | None = None
    """What it rests on of the history, in words or as a day, and whose history that is."""
    resolved_by: Callable[[Assessment], str] | None = None
    """Key of the fact that would resolve it, where that is not the first of `facts`."""
    resolved_by_event: bool = False
    """True if no fact resolves it, only an event in the history."""
    never_inherited: bool = False
    """True if it is the system's own, even where the facts it rests on are inherited."""
    urgency: Urgency = Urgency.REST
    """How soon it is to be resolved, among findings of one severity."""
    not_done: Layer | None = None
    """The layer that is not done where it holds, whoever is responsible for it."""
    queued: Queued | None = None
    """How the review queue lists it, whatever its severity; None where it does not."""
    summary: Callable[[Sequence[Assessment]], str] | None = None
    """What `labtui check` says of all systems it holds for, instead of listing each.

    For what nearly every system has to begin with; None for all others.
    """

    @property
    def by_level(self) -> bool:
        """Whether it rests on the layers that make the level, too."""
        return any(set(row.levels) != ANY for row in self.rows)

    def title_for(self, a: Assessment, finding: Finding) -> str:
        """What a finding of it is called for a system; a question while it is unproven."""
        if finding.unproven and self.asks:
            return self.asks(a).title
        return self.title_of(a) if self.title_of else self.title

    def resolving_fact(self, a: Assessment) -> str:
        """Key of the fact that would resolve it for `a`, a system it holds for."""
        return self.resolved_by(a) if self.resolved_by else next(iter(self.facts(a)))


def text(words: str) -> Says:
    """The same words whatever the system."""
    return lambda _: words


def keys(*names: str) -> Keys:
    """The same facts whatever the system."""
    return lambda _: names


def always(_: Assessment) -> bool:
    """Holds for every system."""
    return True


def absent(key: str) -> Condition:
    """Whether a fact that counts for a system is not answered."""
    return lambda a: a.fact(key) is None
