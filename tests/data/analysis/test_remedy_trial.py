"""Remedies for a lab that has become production: when there are any, and trying one."""

from __future__ import annotations

import pytest

from labtui.data.analysis.remedies import find_remedies
from labtui.data.analysis.remedy_trial import try_detachment, try_promotion
from labtui.data.inventory.workspace import Workspace
from labtui.errors import DocumentError, FactError
from tests.data.analysis.conftest import Opened
from tests.data.labs import Raw, owners

PVE: Raw = {"id": "pve", "name": "Host", "owners": owners(), "purpose": "learning"}
MAIL: Raw = {"id": "mail", "name": "Mail", "runs_on": "pve", "relied_on_for": ["communication"]}


def purposes(workspace: Workspace) -> list[str | None]:
    return [system.purpose for system in workspace.lab.systems.values()]


def test_promoting_is_tried_as_a_what_if(opened: Opened) -> None:
    workspace = opened(PVE, MAIL)
    try_promotion(workspace, "pve")
    assert workspace.what_if is not None
    assert purposes(workspace) == ["reliability", None]
    assert not workspace.unsaved
    workspace.end_what_if(keep=False)
    assert purposes(workspace) == ["learning", None]


def test_detaching_goes_on_with_a_what_if_that_is_open(opened: Opened) -> None:
    workspace = opened(PVE, MAIL)
    lab = workspace.lab
    found = find_remedies(lab, "pve")
    assert found is not None
    assert found.promotion.changes == {"purpose": "reliability"}
    assert found.detachment is not None
    workspace.begin_what_if()
    workspace.edit({"mail": {"location": "attic"}})
    try_detachment(workspace, found.detachment)
    assert workspace.lab.systems["mail"].runs_on is None
    assert not workspace.lab.assessments["pve"].production
    assert workspace.undo() == "detach mail"
    assert workspace.system("mail").facts["location"] == "attic"


DOUBLED = {"id": "twice", "name": "T", "owners": owners(), "purpose": "learning"}


def test_what_fails_leaves_no_what_if_behind(opened: Opened) -> None:
    needing: Raw = {**MAIL, "runs_on": "twice"}
    workspace = opened(DOUBLED, DOUBLED, needing)
    with pytest.raises(FactError, match="is used on lines"):
        try_promotion(workspace, "twice")
    assert workspace.what_if is None
    workspace.begin_what_if()
    with pytest.raises(FactError, match="is used on lines"):
        try_promotion(workspace, "twice")
    assert workspace.what_if is not None


def test_what_is_read_only_is_not_tried(opened: Opened) -> None:
    workspace = opened(PVE, MAIL, read_only=True)
    with pytest.raises(DocumentError, match="read-only"):
        try_promotion(workspace, "pve")
    assert workspace.what_if is None
