"""Events in a system's history (framework, section 2)."""

from __future__ import annotations

LEARNING_EVENTS = frozenset({"experiment", "rebuilt", "incident"})
"""What counts as having learned something (framework, sections 6 and 7)."""


EVENTS = {
    "added": "it joined the inventory",
    "changed": "something about it changed",
    "assessed": "the smell test was answered",
    "experiment": "something was tried on it",
    "rebuilt": "it was built anew",
    "incident": "something went wrong",
    "retired": "it was taken out of service",
}
