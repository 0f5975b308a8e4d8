"""Sessions killed at random: what was unfinished is unfinished again once it is carried on with."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from labtui.app import journaling
from labtui.data.inventory.unfinished import to_bytes
from labtui.data.storage.session_journals import SessionJournals
from tests.screens.conftest import HOMELAB, Session, started
from tests.torture.conftest import bounded, rng
from tests.torture.test_keys import SETS, WHATEVER, home_to_import, keys

BURSTS = 40
"""So many bursts of keys at most until something is to be unfinished."""


def begun(s: Session) -> bytes:
    """What is unfinished, apart from changes that are being saved, as a journal has it."""
    return to_bytes(thing for thing in s.app.journaling.unfinished() if thing.kind != "unsaved")


async def killed(s: Session, place: Path) -> bytes:
    """Kill a session once its journal is as it should be; returns what was unfinished."""
    await s.saved()

    def journalled() -> bytes:
        for file in (place / "unfinished").glob("*.journal"):
            with suppress(FileNotFoundError):  # just swept, as all is saved
                return file.read_bytes().partition(b"\n")[2]
        return to_bytes([])

    await s.until(lambda: journalled() == to_bytes(s.app.journaling.unfinished()), "journalled")
    s.app.journaling.abandon()
    return journalled()


async def begin(s: Session, name: str, chance: Random) -> None:
    """Press keys until something is unfinished, or for a while."""
    way, changing = SETS[name]
    for _ in range(BURSTS):
        for key in [*(way if chance.random() < 0.3 else ()), *keys(chance, changing + WHATEVER)]:
            s._send(key)
        await s.settle()
        if s.left or (s.app.journaling.unfinished() and chance.random() < 0.5):
            return


@pytest.mark.parametrize("name", SETS)
async def test_killed_and_carried_on_with(
    name: str, tmp_path: Path, figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "true")
    monkeypatch.setenv("HOME", str(home_to_import(tmp_path)))
    monkeypatch.setattr(journaling, "PAUSE", 0.03)
    chance = rng(f"carrying on {name}")
    found: Counter[str] = Counter()
    while found["sessions"] < bounded(2, 300):
        place = tmp_path / str(found["sessions"])
        place.mkdir()
        found["sessions"] += 1
        async with started(place, HOMELAB.read_bytes(), journals=True) as s:
            await begin(s, name, chance)
            if s.left:
                assert SessionJournals(place / "unfinished", s.path).left() == []
                continue
            before = await killed(s, place)
        if before == to_bytes([]):
            continue
        async with started(place, None, journals=True) as s:
            if "Continue where" not in s.text:
                found["done by then"] += 1
                continue
            await s.press("c")
            await s.until(lambda before=before: begun(s) == before, f"as it was: {before!r}")
            found["carried on"] += 1
    figures(**found)
