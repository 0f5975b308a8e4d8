"""Backups: what is backed up, and which backups are kept."""

import errno
import os
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

import labtui.data.storage.backups as module
from labtui.data.storage.store import Store
from labtui.errors import StoreError
from tests.data.storage.files import (
    NEW,
    OLD,
    THEIRS,
    backup_contents,
    failing,
    mode,
    names,
)

NOW = datetime(2026, 11, 29, 1, 30, tzinfo=UTC)


class Clock(datetime):
    """Stands in for `datetime`, and says what the test wants."""

    time = NOW

    @classmethod
    def now(cls, _: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return cls.time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    """The clock by which backups are made."""
    monkeypatch.setattr(module, "datetime", Clock)
    monkeypatch.setattr(Clock, "time", NOW)
    return Clock


class TestBackups:
    @pytest.mark.parametrize("day", ["20309999", "20260101"])
    def test_a_file_that_only_looks_like_a_backup_is_not_listed(
        self, store: Store, backups: Path, day: str
    ) -> None:
        store.write(NEW)
        (copy,) = store.backups()
        odd = copy.path.with_name(copy.path.name.replace(f"{copy.moment:%Y%m%d}", day))
        if day == "20260101":
            odd.mkdir()
        else:
            odd.touch()
        assert store.backups() == [copy]
        store.back_up(THEIRS)
        assert len(store.backups()) == 2

    def test_the_first_write_of_a_session_keeps_the_old_bytes(
        self, store: Store, path: Path, backups: Path
    ) -> None:
        store.write(NEW)
        store.write(THEIRS)
        assert backup_contents(backups) == [OLD]
        (copy,) = backups.iterdir()
        assert (mode(copy), mode(backups), mode(backups.parent)) == (0o600, 0o700, 0o700)
        assert copy.name.startswith("inventory-")
        assert copy.name.endswith("Z.toml")

    def test_what_a_script_writes_does_not_push_out_the_copy_of_yesterday(
        self, path: Path, backups: Path, clock: type[Clock]
    ) -> None:
        for hours in (54, 30, 20):
            clock.time = NOW - timedelta(hours=hours)
            save(path, backups, b"# %d hours ago\n" % hours)
        clock.time = NOW
        texts = [b"# %d\n" % number for number in range(25)]
        for text in texts:
            save(path, backups, text)
        before = [OLD, b"# 54 hours ago\n", b"# 30 hours ago\n"]
        assert backup_contents(backups) == [*before, b"# 20 hours ago\n", *texts[:-1]]
        clock.time = NOW + timedelta(hours=2)
        save(path, backups, NEW)
        assert backup_contents(backups) == [*before, *texts[-2:]]

    def test_they_are_ordered_by_number_and_not_by_the_clock(
        self, store: Store, path: Path, backups: Path, clock: type[Clock]
    ) -> None:
        for number, year in enumerate([2030, 2026, 1970, 2027]):
            clock.time = NOW.replace(year=year)
            save(path, backups, b"# %d\n" % number)
        contents = [copy.read() for copy in store.backups()]
        assert contents == [b"# 2\n", b"# 1\n", b"# 0\n", OLD]
        assert [copy.number for copy in store.backups()] == [4, 3, 2, 1]

    def test_those_of_an_earlier_version_stay_and_are_older(
        self, store: Store, path: Path, backups: Path
    ) -> None:
        store.back_up(b"# prefix\n")
        (copy,) = store.backups()
        prefix = copy.path.name[: len("inventory-12345678-")]
        copy.path.rename(backups / f"{prefix}20261121T234501.123456Z.toml")
        (backups / f"{prefix}20261121T234502.123456Z.unreadable.toml").write_bytes(b"broken")
        store.back_up(b"# prefix\n")
        store.back_up(NEW)
        found = [(copy.number, copy.readable, copy.read()) for copy in store.backups()]
        assert found == [(1, True, NEW), (0, False, b"broken"), (0, True, b"# prefix\n")]

    def test_one_that_is_damaged_is_known_and_made_again(self, store: Store) -> None:
        store.back_up(OLD)
        (copy,) = store.backups()
        copy.path.write_bytes(OLD[:-1] + b"?")
        with pytest.raises(StoreError, match="the copy is damaged"):
            copy.read()
        assert copy.read(even_damaged=True) == OLD[:-1] + b"?"
        store.back_up(OLD)
        assert [copy.number for copy in store.backups()] == [2, 1]
        assert store.backups()[0].read() == OLD

    def test_only_one_that_should_be_the_same_is_read_when_another_is_made(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(5):
            store.back_up(b"# %d\n" % number)
        read: list[Path] = []
        read_bytes = Path.read_bytes
        monkeypatch.setattr(
            Path, "read_bytes", lambda path: (read.append(path), read_bytes(path))[1]
        )
        store.back_up(b"# another\n")
        assert read == []
        store.back_up(b"# another\n")
        assert len(read) == 1

    def test_what_the_newest_backup_has_is_not_added_again(self, path: Path, backups: Path) -> None:
        for text in (NEW, OLD, NEW):
            save(path, backups, text)
        path.write_bytes(OLD)
        save(path, backups, NEW)
        assert backup_contents(backups) == [OLD, NEW, OLD]

    def test_empty_and_unreadable_bytes_displace_no_readable_backup(
        self, path: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(3):
            save(path, backups, b"# %d\n" % number)
        good = backup_contents(backups)
        monkeypatch.setattr(module, "surplus", lambda backups, _: range(2, len(backups)))
        for number in range(5):
            path.write_bytes(b"broken %d" % number)
            save(path, backups, NEW)
            path.write_bytes(b"")
            save(path, backups, NEW)
        broken = [copy for copy in sorted(backups.iterdir()) if ".unreadable." in copy.name]
        assert [copy.read_bytes() for copy in broken] == [b"broken 3", b"broken 4"]
        for copy in broken:
            copy.unlink()
        assert backup_contents(backups) == good

    def test_each_inventory_has_backups_of_its_own(
        self, path: Path, tmp_path: Path, backups: Path
    ) -> None:
        other = tmp_path / "inventory.toml"
        other.write_bytes(OLD)
        link = tmp_path / "link.toml"
        link.symlink_to(path)
        save(path, backups, NEW)
        save(other, backups, NEW)
        save(link, backups, THEIRS)
        prefixes = {copy.name[: len("inventory-12345678-")] for copy in backups.iterdir()}
        assert sorted(backup_contents(backups)) == sorted([OLD, OLD, NEW])
        assert len(prefixes) == 2

    def test_no_backup_no_save(self, store: Store, path: Path, backups: Path) -> None:
        backups.parent.mkdir()
        backups.touch()
        with pytest.raises(
            StoreError, match=r"backups: nothing saved, since no copy .* file exists"
        ):
            store.write(NEW)
        assert path.read_bytes() == OLD
        backups.unlink()
        store.write(NEW)
        assert backup_contents(backups) == [OLD]

    def test_a_failed_save_leaves_its_backup_and_the_next_adds_none(
        self, store: Store, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        replace = os.replace

        def fail_beside_the_backups(source: Path, target: Path) -> None:
            if backups not in target.parents:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            replace(source, target)

        monkeypatch.setattr(os, "replace", fail_beside_the_backups)
        with pytest.raises(StoreError):
            store.write(NEW)
        monkeypatch.undo()
        store.write(NEW)
        assert backup_contents(backups) == [OLD]

    def test_a_backup_that_cannot_be_removed_stops_no_save(
        self, path: Path, backups: Path, clock: type[Clock], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for minutes in (130, 125, 0):
            clock.time = NOW - timedelta(minutes=minutes)
            monkeypatch.setattr(Path, "unlink", failing(errno.EIO))
            save(path, backups, b"# %d\n" % minutes)
        assert path.read_bytes() == b"# 0\n"
        assert len(names(backups)) == 3

    @pytest.mark.parametrize("is_readable", [True, False])
    def test_what_was_parsed_when_it_was_read_is_not_parsed_again(
        self, path: Path, backups: Path, is_readable: bool
    ) -> None:
        asked: list[bytes] = []
        store = Store(path, backups, create=False, is_readable=lambda data: not asked.append(data))
        store.read()
        store.expected_is_readable = is_readable
        store.write(NEW)
        assert asked == []
        assert [backup.readable for backup in store.backups()] == [is_readable]
        # Nobody has parsed what was written last, and what others wrote over it.
        store.back_up_replaced(NEW)
        path.write_bytes(b"other = 1\n")
        store.read()
        store.write(b"newer = 1\n")
        assert asked == [NEW, b"other = 1\n"]


def save(path: Path, backups: Path, data: bytes) -> None:
    """A session of one write, by someone to whom what begins with "broken" is unreadable."""
    store = Store(
        path, backups, create=False, is_readable=lambda data: not data.startswith(b"broken")
    )
    store.read()
    store.write(data)
