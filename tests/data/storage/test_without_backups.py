"""Where no backup can be kept: nothing is saved, unless that is accepted."""

import os
from pathlib import Path

import pytest

from labtui.data.storage.store import Store
from labtui.errors import NoBackupError, StoreError
from tests.data.storage.files import NEW, OLD, THEIRS, names, unprivileged

__all__ = ["unprivileged"]


@pytest.fixture(autouse=True)
def in_the_way(tmp_path: Path) -> None:
    """A file where the directory of the backups would have to be."""
    (tmp_path / "state").write_text("in the way")


def test_a_save_is_refused_until_it_may_go_without(store: Store, path: Path) -> None:
    with pytest.raises(
        NoBackupError, match="nothing saved, since no copy of the old file could be kept"
    ):
        store.write(NEW)
    assert path.read_bytes() == OLD
    store.without_backups = True
    store.write(NEW)
    assert path.read_bytes() == NEW
    assert store.backup_error.endswith("no copy of the old file could be kept: file exists.")
    assert names(path.parent) == ["inventory.toml"]


def test_once_a_backup_can_be_kept_again_it_is(store: Store, path: Path, tmp_path: Path) -> None:
    store.without_backups = True
    store.back_up_replaced(THEIRS)
    assert store.backup_error
    (tmp_path / "state").unlink()
    store.write(NEW)
    assert store.backup_error == ""
    assert [backup.read() for backup in store.backups()] == [OLD]


def test_what_is_discarded_and_not_saved_is_never_without(store: Store) -> None:
    with pytest.raises(NoBackupError):
        store.back_up_replaced(THEIRS)
    store.without_backups = True
    with pytest.raises(StoreError, match="no copy of the old file"):
        store.back_up(THEIRS)


def test_a_file_that_is_written_over_is_never_without(store: Store, path: Path) -> None:
    os.link(path, path.with_name("other.toml"))
    for store.without_backups in (False, True):
        with pytest.raises(
            StoreError, match=r"It cannot be saved without a copy: it has 2 names"
        ) as told:
            store.write(NEW)
        assert not isinstance(told.value, NoBackupError)
        assert path.read_bytes() == OLD


def test_a_new_file_has_nothing_to_back_up(store: Store, path: Path) -> None:
    store.write_elsewhere(path.with_name("new.toml"), NEW)
    assert path.with_name("new.toml").read_bytes() == NEW


def test_notes_on_a_save_that_cannot_be_read(unprivileged: Path) -> None:
    path, state = unprivileged / "inventory.toml", unprivileged / "state"
    path.write_bytes(OLD)
    state.mkdir(mode=0)
    store = Store(path, state / "backups", create=False)
    store.read()
    with pytest.raises(
        NoBackupError,
        match="nothing saved, since the notes on a save that was cut short cannot be read",
    ):
        store.write(NEW)
    store.without_backups = True
    store.write(NEW)
    assert path.read_bytes() == NEW
    assert "permission denied" in store.backup_error
    store.write_elsewhere(unprivileged / "new.toml", NEW)
    state.chmod(0o700)
