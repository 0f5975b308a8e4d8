"""A step of a drill, and what it proves."""

from collections.abc import Sequence
from typing import NamedTuple

from labtui.data.analysis.rebuild import Obstacle
from labtui.data.framework.events import EventKind
from labtui.data.framework.questions import Question


class Proof(NamedTuple):
    """What is proven of a system by a step that was done, as facts the framework names."""

    fact: str = ""
    """The key of a fact: a date, or something that is so."""
    event: EventKind | None = None
    """What it is in the history."""
    question: Question | None = None
    """The question of the smell test that it answers."""


ALERTED = Proof("evidence.monitored")
RESTORED = Proof("evidence.restore_tested", question="restore")
REBUILT = Proof(event="rebuilt", question="rebuild")
SET_UP_ELSEWHERE = Proof(question="rebuild")
EXPORTED = Proof("evidence.exportable", question="restore")
NOTICED = Proof(question="detect")
UNDERSTOOD = Proof(question="understand")
PLANNED = Proof("evidence.breach_plan")


class Step(NamedTuple):
    """One thing to do."""

    key: str
    """Tells it from the other steps, in a later session too."""
    says: str
    """What to do, in a sentence."""
    about: str
    """The id of the system it is about."""
    because: tuple[str, ...] = ()
    """Why, and what is known of it: sentences."""
    obstacles: tuple[Obstacle, ...] = ()
    """What stands in the way, as far as is known."""
    proof: Proof | None = None
    """What it proves; None where it proves no fact."""


def agreeing(ids: Sequence[str], one: str, many: str) -> str:
    """The form of a verb that agrees with a number of systems."""
    return one if len(ids) == 1 else many
