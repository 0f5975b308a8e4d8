"""The remedies for a lab that has become production: whether there are any, and trying one.

A remedy is tried as a what-if: nothing is saved until the what-if is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from labtui.data.analysis.remedies import (
    Detachment,
    Promotion,
    SearchStopped,
    changes,
    detach,
    promote,
)
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Changes
from labtui.data.assessment.rules.purpose import is_production_lab
from labtui.data.inventory.workspace import Workspace
from labtui.errors import LabtuiError


@dataclass(frozen=True, slots=True)
class Remedies:
    """Both remedies for a lab that has become production."""

    promotion: Promotion
    detachment: Detachment | None
    """None where nobody relies on it any more."""


def needs_remedy(a: Assessment) -> bool:
    """True for an active system that its owner calls a lab and people rely on."""
    return a.system.active and is_production_lab(a)


def find_remedies(
    lab: Lab, id: str, stopped: Callable[[], bool] = lambda: False
) -> Remedies | None:
    """Both remedies for a system of a lab; it may take seconds, so run it in a thread, on a fork.

    None once `stopped` says so. Raises `FactError` for a system that is unknown or retired.
    """
    try:
        return Remedies(promote(lab, id), detach(lab, id, stopped))
    except SearchStopped:
        return None


def try_promotion(workspace: Workspace, id: str) -> None:
    """Try to promote a system to production. Raises as `Workspace.edit`."""
    _try(workspace, {id: promote(workspace.lab, id).changes}, "promote")


def try_detachment(workspace: Workspace, detachment: Detachment) -> None:
    """Try to detach a system from what needs it. Raises as `Workspace.edit`."""
    _try(workspace, changes(workspace.lab, detachment.cuts), "unhook")


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
