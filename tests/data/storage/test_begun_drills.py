"""Drills that were left before their end."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from labtui.data.storage import begun_drills
from labtui.data.storage.begun_drills import BegunDrills


def wait() -> None:
    """Wait until all is written."""
    for thread in threading.enumerate():
        if thread.name == "drills":
            thread.join()


def test_what_is_kept_is_there_in_the_next_session_until_it_is_over(tmp_path: Path) -> None:
    kept, lab = tmp_path / "drills", tmp_path / "lab.toml"
    drills = BegunDrills(kept, lab)
    assert drills.read("owl") == b""
    drills.keep("owl", b"one")
    drills.keep("mail", b"two")
    assert drills.read("owl") == b"one"
    wait()
    (kept / "notes.txt").touch()
    later = BegunDrills(kept, lab)
    later.load_soon()
    wait()
    assert (later.read("owl"), later.read("mail")) == (b"one", b"two")
    assert BegunDrills(kept, tmp_path / "other.toml").read("owl") == b""
    later.keep("owl", b"")
    wait()
    assert later.read("owl") == BegunDrills(kept, lab).read("owl") == b""
    later.load_soon()
    assert len([*kept.iterdir()]) == 2


def test_without_a_directory_it_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for directory in (None, tmp_path / "file"):
        drills = BegunDrills(directory, tmp_path / "lab.toml")
        assert drills.read("owl") == b""
        drills.keep("owl", b"one")
        wait()
        assert drills.read("owl") == b"one"
        drills.keep("owl", b"")
        wait()
        assert drills.read("owl") == b""


def test_what_is_kept_last_is_written_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    may_write, written = threading.Event(), []

    def write(path: Path, data: bytes) -> None:
        may_write.wait(30)
        written.append(data)

    monkeypatch.setattr(begun_drills, "write_state_file", write)
    drills = BegunDrills(tmp_path, tmp_path / "lab.toml")
    for number in range(9):
        drills.keep("owl", b"%d" % number)
    may_write.set()
    wait()
    assert written[-1] == b"8"
    assert len(written) <= 2  # those in between are passed over
