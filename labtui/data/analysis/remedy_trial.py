"""Trying a remedy for a lab that has become production, as a what-if.

Nothing is saved until the what-if is kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from labtui.data.analysis.remedies import Detachment, changes, promote
from labtui.data.assessment.models import Changes
from labtui.data.inventory.workspace import Workspace
from labtui.errors import LabtuiError


def try_promotion(workspace: Workspace, id: str) -> None:
    """Try to promote a system to production. Raises as `Workspace.edit`."""
    _try(workspace, {id: promote(workspace.lab, id).changes}, "promote")


def try_detachment(workspace: Workspace, detachment: Detachment) -> None:
    """Try to detach a system from what needs it. Raises as `Workspace.edit`."""
    _try(workspace, changes(workspace.lab, detachment.cuts), "detach")


def _try(workspace: Workspace, wanted: Mapping[str, Changes], done: str) -> None:
    """Make changes within the open what-if, or begin one; it is ended where they fail."""
    begins = workspace.what_if is None
    if begins:
        workspace.begin_what_if()
    try:
        workspace.edit(wanted, done)
    except LabtuiError:
        if begins:
            workspace.end_what_if(keep=False)
        raise
