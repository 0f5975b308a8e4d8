"""Noting what was done today with one or several systems."""

from __future__ import annotations

from collections.abc import Collection

from labtui.data.framework.events import EVENTS
from labtui.data.framework.values import choice_of
from labtui.data.inventory.workspace import Workspace


def is_evidence(what: str) -> bool:
    """True where what was done is a fact with a date, such as `patched`; False for an event."""
    return what not in EVENTS


def note_done(workspace: Workspace, ids: Collection[str], what: str, note: str = "") -> None:
    """Note what was done today with systems, as one step.

    `what` is the name of a fact under `evidence`, which is dated, or an event, which goes to
    their histories with the `note`. Raises `FactError` for an unknown id.
    """
    event = choice_of(what, EVENTS)
    if event is None:
        workspace.edit({id: {f"evidence.{what}": workspace.today} for id in ids})
    else:
        workspace.log(ids, event, note or None)
