"""Extended attributes of a file that is replaced."""

import errno
import os
from pathlib import Path

import pytest

from labtui.data.storage import atomic_write
from labtui.data.storage.store import Store
from labtui.errors import StoreError
from tests.data.storage.files import (
    NEW,
    OLD,
    failing,
    mode,
    set_attribute,
)


class TestAttributes:
    def test_a_list_handed_down_by_the_directory_is_taken_off(
        self, store: Store, path: Path
    ) -> None:
        # Version 2; owner rwx, user 1234 rwx, group ---, mask rwx, others ---.
        entries = [(1, 7, -1), (2, 7, 1234), (4, 0, -1), (16, 7, -1), (32, 0, -1)]
        acl = (2).to_bytes(4, "little") + b"".join(
            tag.to_bytes(2, "little")
            + bits.to_bytes(2, "little")
            + who.to_bytes(4, "little", signed=True)
            for tag, bits, who in entries
        )
        set_attribute(path.parent, "system.posix_acl_default", acl)
        path.chmod(0o664)
        store.write(NEW)
        assert os.listxattr(path) == []
        assert mode(path) == 0o664

    def test_an_attribute_of_people_that_cannot_be_kept_stops_the_save(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        set_attribute(path, "user.origin", b"dotfiles")
        monkeypatch.setattr(os, "setxattr", failing(errno.ENOSPC))
        with pytest.raises(StoreError, match="disk full"):
            store.write(NEW)
        assert path.read_bytes() == OLD

    def test_a_label_of_the_system_that_cannot_be_kept_does_not(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(atomic_write, "_attributes", lambda file: {"security.label": b"x"})
        monkeypatch.setattr(os, "setxattr", failing(errno.EPERM))
        store.write(NEW)
        assert path.read_bytes() == NEW

    def test_a_new_label_of_the_system_stays(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        given = iter([{}, {"security.label": b"x"}])
        monkeypatch.setattr(store, "_backed_up", True)
        monkeypatch.setattr(atomic_write, "_attributes", lambda file: next(given))
        store.write(NEW)
        assert path.read_bytes() == NEW

    def test_systems_without_them(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delattr(os, "listxattr", raising=False)
        store.write(NEW)
        assert path.read_bytes() == NEW

    @pytest.mark.parametrize(("error", "saved"), [(errno.ENOTSUP, True), (errno.EIO, False)])
    def test_file_systems_without_them(
        self,
        store: Store,
        path: Path,
        monkeypatch: pytest.MonkeyPatch,
        error: int,
        saved: bool,
    ) -> None:
        monkeypatch.setattr(os, "listxattr", failing(error), raising=False)
        if saved:
            store.write(NEW)
        else:
            with pytest.raises(StoreError, match="the disk failed"):
                store.write(NEW)
        assert path.read_bytes() == (NEW if saved else OLD)
