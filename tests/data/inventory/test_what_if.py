"""Changes that are only tried, then kept or dropped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from labtui.errors import DocumentError
from tests.data.inventory.workspaces import (
    HOMELAB,
    backup_contents,
    opened,
)


class TestWhatIf:
    def test_what_is_tried_shows_and_is_not_saved(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        assert not workspace.what_if_changed
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        assert workspace.lab.assessments["pve-cluster"].level == "3b"
        assert workspace.what_if is not None
        assert workspace.what_if.assessments["pve-cluster"].level == "3a"
        assert not workspace.unsaved
        workspace.save()
        assert path.read_bytes() == HOMELAB

    def test_kept_it_is_one_step(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        workspace.log(["pbs"], "experiment")
        workspace.end_what_if(keep=True)
        assert workspace.unsaved
        workspace.save()
        assert path.read_bytes() == workspace.document.data != HOMELAB
        assert workspace.undo() == "what-if: edit vaultwarden; log experiment pbs"
        assert workspace.document.data == HOMELAB
        assert workspace.undo() is None

    def test_dropped_nothing_is_left_of_it(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        before, assessments = workspace.document.data, dict(workspace.lab.assessments)
        saved = workspace.lab
        workspace.begin_what_if()
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        assert saved.assessments == assessments
        workspace.end_what_if(keep=False)
        assert workspace.document.data == before
        assert workspace.lab is saved
        assert workspace.lab.assessments == assessments
        assert workspace.redo() is None
        assert workspace.undo() == "log experiment pbs"

    def test_undo_goes_no_further_than_its_beginning(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        workspace.begin_what_if()
        assert workspace.undo() is None
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        assert workspace.undo() == "edit vaultwarden"
        assert workspace.undo() is None
        assert workspace.redo() == "edit vaultwarden"

    def test_what_could_be_done_again_still_can_be(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        workspace.undo()
        workspace.begin_what_if()
        assert workspace.redo() is None
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        workspace.end_what_if(keep=False)
        assert workspace.redo() == "log experiment pbs"

    def test_what_is_dropped_is_never_saved(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        show = workspace._open.show

        def save_meanwhile(document: Any) -> None:
            workspace.save()
            show(document)

        monkeypatch.setattr(workspace._open, "show", save_meanwhile)
        workspace.end_what_if(keep=False)
        assert path.read_bytes() == HOMELAB

    def test_kept_with_nothing_tried_it_leaves_no_step(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.end_what_if(keep=True)
        assert workspace.last_step is None
        workspace.end_what_if(keep=True)
        assert workspace.last_step is None

    def test_it_does_not_begin_where_nothing_can_be_changed(self, path: Path) -> None:
        with pytest.raises(DocumentError, match="read-only"):
            opened(path, read_only=True).begin_what_if()

    def test_another_file_ends_it(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        assert not workspace.reload(workspace.reread(workspace.shown))
        assert workspace.what_if is not None
        path.write_bytes(HOMELAB + b"# meanwhile\n")
        tried = workspace.document.data
        assert workspace.reload(workspace.reread(workspace.shown))
        assert workspace.what_if is None
        assert workspace.lab.assessments["pve-cluster"].level == "3a"
        assert backup_contents(path) == [tried]
