"""What a power cut leaves: images of an ext4 disk, copied while a writer writes, and mounted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.torture.conftest import bounded, needs, needs_root, rng
from tests.torture.test_saving import Place, acknowledged
from tests.torture.writer import opened

OPTIONS = "loop,noauto_da_alloc,commit=1"
"""Without ext4's own guard against programs that do not sync; the journal goes out each second."""

SAVES = 400


def run(*command: object) -> None:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(map(str, command))}: {done.stderr or done.stdout}")


@contextmanager
def mounted(image: Path, place: Path) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    run("mount", "-o", OPTIONS, image, place)
    try:
        yield place
    finally:
        run("umount", place)


def cut(image: Path, copy: Path) -> None:
    """Copy what has reached the disk, at one moment: two copies that are the same."""
    for _ in range(50):
        shutil.copyfile(image, copy)
        if copy.read_bytes() == image.read_bytes():
            return
    pytest.fail("the disk was never at rest for the time of a copy")


def after_power_cuts(how: str, cuts: int, tmp_path: Path, *, linked: bool) -> Counter[str]:
    """What becomes of the file, cut by cut."""
    needs("mount", "mkfs.ext4")
    needs_root()
    image, copy = tmp_path / "disk", tmp_path / "copy"
    with image.open("wb") as file:
        file.truncate(16 << 20)
    run("mkfs.ext4", "-q", "-F", image)
    chance = rng(f"power {how}")
    found: Counter[str] = Counter()
    with mounted(image, tmp_path / "mounted") as disk:
        file = disk / "lab" / "inventory.toml"
        file.parent.mkdir()
        place = Place(file, disk / "state", linked)
        expected = place.versions()
        os.sync()
        version = 0
        for number in range(cuts):
            with subprocess.Popen(
                place.command(how, version + 1, SAVES), stdout=subprocess.PIPE
            ) as writer:
                assert writer.stdout is not None
                assert writer.stdout.readline() == b"ready\n"
                time.sleep(chance.uniform(0.01, 0.2))
                writer.send_signal(signal.SIGSTOP)
                if number % 3 == 2:
                    time.sleep(1.5)  # the journal goes out, and with it whatever it holds by then
                cut(image, copy)
                writer.kill()
                saved = acknowledged(writer.stdout.read().decode()) or version
            with mounted(copy, disk):  # on top: what was noted of a save names the path
                if how == "labtui":
                    found["cut_short"] += expected.number(file.read_bytes()) is None
                outcome = place.verdict(saved, expected)
                if how == "labtui":
                    assert opened(file, place.state).read_only_reason is None
                    assert [*file.parent.iterdir()] == [file]
            found[outcome] += 1
            found["saves"] += saved - version
            if how == "labtui":
                opened(file, place.state)  # the killed writer's save is finished here, too
            version = expected.number(file.read_bytes()) or 0
            if outcome != "whole":
                file.write_bytes(expected.original)
                os.sync()
                version = 0
    return found


@pytest.mark.parametrize("linked", [False, True], ids=["replaced", "written over"])
def test_labtui_neither_tears_nor_loses(linked: bool, tmp_path: Path, figures) -> None:
    cuts = bounded(12, 150)
    found = after_power_cuts("labtui", cuts, tmp_path, linked=linked)
    figures(**found)
    assert found["whole"] == cuts
    assert found["saves"] > cuts


@pytest.mark.parametrize("how", ["truncate", "unsynced"])
def test_control_unsynced_writers_are_caught(how: str, tmp_path: Path, figures) -> None:
    found = after_power_cuts(how, 9, tmp_path, linked=False)
    figures(**found)
    assert found["lost"] + found["torn"] > 0
