"""Journals of sessions: whole, private, locked while the session lives, and never an error."""

import errno
import fcntl
import os
from pathlib import Path

import pytest

import labtui.data.storage.session_journals as module
from labtui.data.storage.session_journals import SessionJournals
from tests.data.storage.files import failing, mode, names


@pytest.fixture
def journals(path: Path, tmp_path: Path) -> SessionJournals:
    return SessionJournals(tmp_path / "state" / "unfinished", path)


def contents(journals: SessionJournals) -> list[bytes]:
    """What sessions left, newest first; it is left again."""
    left = journals.left()
    found = [journal.read() for journal in left]
    for journal in left:
        journal.release()
    return found


def test_there_is_a_private_file_while_something_is_written(journals: SessionJournals) -> None:
    journal = journals.new()
    journal.remove()
    assert contents(journals) == []
    assert not journals.directory.exists()
    journal.write(b"one\n")
    journal.write(b"two\n")
    assert (mode(journal.path), mode(journals.directory)) == (0o600, 0o700)
    assert (names(journals.directory), journal.read()) == ([journal.path.name], b"two\n")
    journal.remove()
    assert names(journals.directory) == []
    assert journal.read() == b""


def test_it_is_left_when_its_session_ended_and_belongs_to_one_inventory(
    journals: SessionJournals, path: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    first, second = journals.new(), SessionJournals(journals.directory, link).new()
    first.write(b"first")
    second.write(b"second")
    os.utime(first.path, (1, 1))
    SessionJournals(journals.directory, tmp_path / "inventory.toml").new().write(b"other")
    assert contents(journals) == []
    first.release()
    second.release()
    left = journals.left()
    assert [journal.read() for journal in left] == [b"second", b"first"]
    assert contents(journals) == []  # whoever has them keeps others from them
    left[0].write(b"third")
    left[1].remove()
    left[0].release()
    assert contents(journals) == [b"third"]


def test_what_is_torn_is_removed_and_what_is_not_ours_stays(journals: SessionJournals) -> None:
    torn = journals.new()
    torn.write(b"much typed")
    torn.release()
    torn.path.write_bytes(torn.path.read_bytes()[:-1])
    torn.path.with_name(f".{torn.path.name}.labtui-4194305-0123abcd").touch()
    name = torn.path.name.rpartition("-")[0]
    torn.path.with_name(f"{name}-00000000.journal").mkdir()
    torn.path.with_name("note.txt").touch()
    assert contents(journals) == []
    assert names(journals.directory) == [f"{name}-00000000.journal", "note.txt"]


def test_one_that_is_written_anew_while_it_is_looked_at_is_not_left(
    journals: SessionJournals, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = journals.new()
    journal.write(b"old")
    flock = fcntl.flock

    def slow(descriptor: int, operation: int) -> None:
        monkeypatch.undo()
        journal.write(b"new")
        flock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", slow)
    assert contents(journals) == []
    assert journal.read() == b"new"


def test_where_there_are_no_locks_the_process_counts(
    journals: SessionJournals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcntl, "flock", failing(errno.ENOLCK))
    journals.new().write(b"typed")
    assert contents(journals) == []
    monkeypatch.setattr(module, "is_alive", lambda _: False)
    assert contents(journals) == [b"typed"]


def test_a_write_that_fails_leaves_what_was_written_before(
    journals: SessionJournals, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = journals.new()
    journal.write(b"before")
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
    with pytest.raises(OSError, match="No space"):
        journal.write(b"after")
    monkeypatch.undo()
    assert names(journals.directory) == [journal.path.name]
    assert contents(journals) == []  # it is still locked
    journal.release()
    assert contents(journals) == [b"before"]
