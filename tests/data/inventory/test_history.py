"""Undo, redo, and edits that join a step."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.inventory.workspaces import (
    ALL_YES,
    HOMELAB,
    opened,
)
from tests.data.labs import TODAY


class TestUndo:
    def test_undo_and_redo_go_back_and_forth_byte_for_byte(self, path: Path) -> None:
        workspace = opened(path)
        states = [workspace.document.data]
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        states.append(workspace.document.data)
        workspace.log(["pbs"], "experiment")
        states.append(workspace.document.data)
        assert workspace.last_step is not None
        assert workspace.last_step.done == "log experiment pbs"
        assert workspace.redo() is None
        assert workspace.undo() == "log experiment pbs"
        assert workspace.document.data == states[1]
        assert workspace.undo() == "edit vaultwarden"
        assert workspace.document.data == states[0]
        assert workspace.undo() is None
        assert workspace.redo() == "edit vaultwarden"
        assert workspace.redo() == "log experiment pbs"
        assert workspace.document.data == states[2]
        assert workspace.redo() is None

    def test_a_new_step_ends_what_could_be_done_again(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        workspace.undo()
        workspace.log(["pbs"], "incident")
        assert workspace.redo() is None

    def test_undoing_to_what_is_saved_leaves_nothing_to_save(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        workspace.undo()
        assert not workspace.unsaved


class TestJoining:
    """Several edits that are one step."""

    def test_joined_edits_are_undone_and_redone_at_once(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["mail"], "incident")
        before = workspace.document.data
        joining = None
        for id in ("pbs", "zoltan", "mail"):
            workspace.edit({id: {"evidence.patched": TODAY}}, "assess", joining=joining)
            joining = workspace.last_step
        after = workspace.document.data
        assert workspace.undo() == "assess pbs, zoltan, mail"
        assert workspace.document.data == before
        assert workspace.redo() == "assess pbs, zoltan, mail"
        assert workspace.document.data == after
        assert workspace.undo()
        assert workspace.undo() == "log incident mail"
        assert workspace.document.data == HOMELAB

    def test_a_draft_can_be_kept_so(self, path: Path) -> None:
        workspace = opened(path)
        joining = None
        for id in ("ny-vms", "mail"):
            draft = workspace.draft(id, "assess", joining=joining)
            draft.answer(ALL_YES)
            draft.keep()
            joining = workspace.last_step
        assert workspace.undo() == "assess ny-vms, mail"
        assert workspace.document.data == HOMELAB

    @pytest.mark.parametrize("between", ["undo", "undo and redo", "another step", "reload"])
    def test_a_step_that_is_not_the_last_any_more_is_not_joined(
        self, path: Path, between: str
    ) -> None:
        workspace = opened(path)
        workspace.edit({"pbs": {"evidence.patched": TODAY}}, "assess")
        joining = workspace.last_step
        if between == "another step":
            workspace.log(["pbs"], "incident")
        elif between == "reload":
            path.write_bytes(HOMELAB + b"# written meanwhile\n")
            workspace.reload(workspace.reread(workspace.shown))
        else:
            workspace.undo()
            if between == "undo and redo":
                workspace.redo()
        before = workspace.document.data
        workspace.edit({"mail": {"evidence.patched": TODAY}}, "assess", joining=joining)
        assert workspace.undo() == "assess mail"
        assert workspace.document.data == before

    def test_an_edit_that_changes_nothing_leaves_the_step_as_it_is(self, path: Path) -> None:
        workspace = opened(path)
        assert workspace.last_step is None
        workspace.edit({"pbs": {"evidence.patched": TODAY}}, "assess")
        joining = workspace.last_step
        workspace.edit({"pbs": {"evidence.patched": TODAY}}, "assess", joining=joining)
        assert workspace.last_step is joining
