"""Keys pressed at random: no crash, and undo and redo account for the file.

The terminal changes its size at any moment, and midnight passes.
"""

from __future__ import annotations

import string
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from labtui.commands.registry import MODULES, declared
from labtui.data.inventory.example import example
from labtui.screens.system_list import SystemListScreen
from tests.data.labs import TODAY
from tests.screens.conftest import HOMELAB, Session, started
from tests.torture.conftest import bounded, rng

SETS = {
    "inventory": (
        ["1"],
        [
            ["t", "p"],
            ["space", "j", "space", "t", "r", "enter"],
            ["j", "j", "D", "r"],
            ["a", *"new", "enter", "h", "l", *"sp", "enter", "enter", "ctrl+s"],
            ["a", "tab", *"n2", "enter", "o", *"pv9", "enter", "h", "d", "n", "enter", "escape"],
            ["Y", *"n3", "enter", "enter"],
        ],
    ),
    "page": (
        ["1", "j", "enter"],
        [["t", "p"], ["t", "i"], ["s", *"yyyyy", "enter"], ["D", "r"], ["U", "W", "s"]],
    ),
    "editor": (
        ["1", "e"],
        [
            ["j", "j", "enter", "down", "enter", "ctrl+s"],
            ["j", "j", "j", "right", "ctrl+s"],
            ["space", "ctrl+s"],
            ["j", "minus", "j", "minus", "ctrl+s"],
        ],
    ),
    "matrix": (
        ["2"],
        [
            ["v", "right", "enter", "p"],
            ["v", "j", "right", "right", "enter", "n"],
            ["v", "enter", "minus"],
            ["t", "c"],
        ],
    ),
    "review": (
        ["3"],
        [
            ["enter", "enter"],
            ["enter", "down", "enter"],
            ["y"],
            ["n", "t"],
            ["A", *"why", "enter", "enter"],
        ],
    ),
    "questions": (
        ["3", "g", "enter"],
        [
            ["n", "n", "y", "t"],
            ["equals_sign", "space", "n"],
            ["equals_sign", "j", "space", "equals_sign", "enter", "down", "enter"],
            ["1", "2", "enter", "d", "j", "k", "k"],
            ["enter", *"2026-11-01", "enter", "u"],
            ["s", "w", "enter", "escape", "u", "u"],
        ],
    ),
    "smell test": (
        ["1", "s"],
        [
            [*"yndyy", "enter"],
            [*"ynb", *"dddyd", "enter"],
            ["y", "N", *"seen", "enter", *"yyyy", "enter"],
        ],
    ),
    "retirement": (
        ["1", "x"],
        [
            ["space", "j", "space"],
            ["j", "n", *"why", "enter"],
            ["enter", "enter"],
            ["R", *"45drives", "enter"],
            ["B"],
        ],
    ),
    "drill": (
        ["1", "enter", "d"],
        [
            ["enter", *"ynjN", *"why", "enter", *"yyyyyyyy"],
            ["enter", "k", "k", "y", "escape", "x", "n"],
            ["v", "enter", *"yyyyyyyyyyy", "space", "j", "space", "enter"],
            ["enter", *"jjjjjjjjjjjj", "b", "y", "enter"],
        ],
    ),
    "import": (
        ["1", "i", "enter", "enter"],
        [
            ["enter"],
            ["space", "S", "enter"],
            ["j", "n", "J", "enter", "enter"],
            ["t", "down", "enter", "enter"],
            ["h", "down", "enter", "enter"],
        ],
    ),
}
"""How to come from a room to each screen, and what changes something there."""

BATCH = 10
"""So many bursts of keys at a size, from the start of a screen."""

MOVES = ["up", "down", "left", "right", "pageup", "pagedown", "home", "end", "j", "k", "g", "G"]
ACTS = ["enter", "enter", "enter", "space", "escape", "tab", "shift+tab", "backspace", "delete"]
OTHERS = [
    "ctrl+s",
    "ctrl+r",
    "ctrl+p",
    "ctrl+u",
    "ctrl+w",
    "ctrl+a",
    "ctrl+e",
    "f5",
    "f1",
    "ctrl+z",
]
TYPED = [*string.ascii_letters, *string.digits, *"/?:*-+.,;=[]{}()<>\"'#\\ ", "é", "ä", "日", "\u202e", "💩"]  # fmt: skip # noqa: E501
COMMANDS = [command.keys.split(",")[0] for module in MODULES for command in declared(module)]


WHATEVER = [["W", "t", "p", "W", "s"], ["W", "t", "p", "W", "d"], ["u"], ["u", "u", "ctrl+r"]]
"""What changes something from nearly everywhere."""


def keys(chance: Random, phrases: list[list[str]]) -> list[str]:
    """A few keys, as people and cats press them."""
    if chance.random() < 0.2:
        return chance.choice(phrases)
    pool = chance.choice((MOVES, ACTS, ACTS, COMMANDS, COMMANDS, COMMANDS, TYPED, OTHERS))
    return [chance.choice(pool) for _ in range(chance.choice((1, 1, 1, 2, 4)))]


STACK = """\
services:
  wiki: {image: wiki, ports: ["80:80"], depends_on: [db]}
  db: {image: postgres}
  photos: {image: photos, ports: ["81:80"]}
"""


def home_to_import(place: Path) -> Path:
    """A home directory with a project that can be imported."""
    (place / "home" / "docker").mkdir(parents=True)
    (place / "home" / "docker" / "compose.yml").write_text(STACK)
    return place / "home"


async def back(s: Session) -> int:
    """Go back to a room, through whatever asks whether to discard something; by how many keys."""
    count = 0
    for ways in (["escape", "escape"], ["d", "escape", "escape"], ["d", "escape"]):
        if count == 0 or not isinstance(s.app.screen, SystemListScreen):
            await s.burst(*ways)
            count += len(ways)
    return count


async def pressed(s: Session, name: str, chance: Random, budget: int) -> int:
    """Press keys until the app is left, or for a while; how many."""
    way, changing = SETS[name]
    count = 0
    while count < budget and not s.left:
        size = chance.choice(((80, 24), (120, 40), (chance.randint(1, 200), chance.randint(1, 60))))
        await s.resize(*size)
        s.app.list_query.words = ""  # or one filter that nothing matches hides all from the rest
        for number in range(BATCH):
            pressed = keys(chance, changing + WHATEVER)
            if number % 3 == 0:
                count += await back(s)
                pressed = way + chance.choice(changing) + pressed
            count += len(pressed)
            for key in pressed:
                await s.burst(key) if chance.random() < 0.1 else s._send(key)
                if chance.random() < 0.1:
                    s.resize_at_once(chance.randint(1, 200), chance.randint(1, 60))
                if chance.random() < 0.02:
                    s.clock.day += timedelta(chance.choice((1, 30)))
            await s.settle()
            if s.left:
                break
    return count


def accounted(s: Session, found: Counter[str]) -> None:
    """The file is what undoing everything and doing it again make of it."""
    workspace = s.app.workspace
    workspace.end_what_if(keep=True)
    workspace.save()
    final = s.file
    assert final == workspace.document.data
    steps = 0
    while workspace.undo() is not None:
        steps += 1
    workspace.save()
    assert s.file == s.before
    for _ in range(steps):
        assert workspace.redo() is not None
    workspace.save()
    assert s.file == final
    found["steps"] += steps
    found["changed"] += final != s.before
    found["sessions"] += 1


@pytest.mark.parametrize("name", SETS)
async def test_random_keys(name: str, tmp_path: Path, figures, monkeypatch) -> None:
    monkeypatch.setenv("VISUAL", "true")
    monkeypatch.setenv("HOME", str(home_to_import(tmp_path)))
    chance = rng(f"keys {name}")
    found: Counter[str] = Counter()
    target = bounded(600, 20_000)
    while found["keys"] < target:
        data = HOMELAB.read_bytes() if chance.random() < 0.7 else example(TODAY)
        place = tmp_path / str(found["sessions"])
        place.mkdir()
        async with started(place, data) as s:
            found["keys"] += await pressed(s, name, chance, min(200, target - found["keys"]))
            await s.saved()
        accounted(s, found)
    figures(**found)


async def test_control_an_untold_change_is_caught(tmp_path: Path) -> None:
    async with started(tmp_path, HOMELAB.read_bytes()) as s:
        await s.press("1", "t", "enter")
        await s.saved()
        workspace = s.app.workspace
        workspace.edit({"vaultwarden": {"notes": "one"}})
        workspace._open.history._past.pop()
    with pytest.raises(AssertionError):
        accounted(s, Counter())
