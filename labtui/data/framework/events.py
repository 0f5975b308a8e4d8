"""Events in a system's history (framework, section 2)."""

from typing import Literal, NamedTuple

EventKind = Literal["added", "changed", "assessed", "experiment", "rebuilt", "incident", "retired"]


class _Event(NamedTuple):
    meaning: str
    learning: bool = False


_TABLE: dict[EventKind, _Event] = {
    "added": _Event("it joined the inventory"),
    "changed": _Event("something about it changed"),
    "assessed": _Event("smell test"),
    "experiment": _Event("something tried", learning=True),
    "rebuilt": _Event("rebuilt from scratch", learning=True),
    "incident": _Event("something went wrong", learning=True),
    "retired": _Event("it was taken out of service"),
}


EVENTS: dict[EventKind, str] = {kind: event.meaning for kind, event in _TABLE.items()}
"""The kinds of event with their meaning."""


LEARNING_EVENTS = frozenset(kind for kind, event in _TABLE.items() if event.learning)
"""Events from which something was learned (sections 6 and 7)."""
