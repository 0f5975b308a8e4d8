"""Makes the pictures of the README and of pictures.md: the app itself, on the example lab.

.venv/bin/python docs/picture.py
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from textual.pilot import Pilot

from labtui.app.app import LabtuiApp
from labtui.data.inventory.example import WRITTEN_FOR, example
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store

HERE = Path(__file__).parent


class Picture(NamedTuple):
    """A screen: what it shows, and how to come there from the inventory."""

    title: str
    says: str
    keys: tuple[str, ...]
    size: tuple[int, int] = (120, 36)
    theme: str = "dark"


def find(name: str) -> tuple[str, ...]:
    """The keys that put the cursor on a system."""
    return ("slash", *name, "enter", "escape")


PICTURES = {
    "overview": Picture(
        "Overview",
        "The worst in a sentence, the lab in squares, the next steps, what falls due.",
        ("0",),
    ),
    "inventory": Picture(
        "Inventory", "All systems, worst first: level, risk, findings, age of the proof.", ()
    ),
    "page": Picture(
        "A system", "What is wrong, what helps, who is responsible for what.", ("enter",)
    ),
    "tree": Picture("Tree, by host", "Who runs on what.", ("4",)),
    "reliance": Picture(
        "Tree, by reliance", "From what people use down to what carries it.", ("4", "v")
    ),
    "loss": Picture("Tree, by loss", "What goes with a system.", (*find("owl"), "4", "v", "v")),
    "trees": Picture(
        "Three trees", "In a wide window all three, each following the cursor.", ("4",), (200, 56)
    ),
    "effects": Picture(
        "Effects",
        "What moving the passwords onto the lab changes, as a tree, before it is saved.",
        (*find("passwords"), "e", "j", "j", "enter", *"heron", "enter"),
    ),
    "levels": Picture("Levels", "The five levels of responsibility, and who is on each.", ("2",)),
    "layers": Picture(
        "Layers", "Who is responsible for each layer; gaps are the only loud cells.", ("2", "v")
    ),
    "map": Picture(
        "Map", "Risk and learning: labs and production in their zones.", ("2", "v", "v")
    ),
    "review": Picture("Review", "Questions that one key answers, then what to look at.", ("3",)),
    "questions": Picture(
        "Questions", "One by one, a key an answer.", ("3", "g", "enter", "s", "w")
    ),
    "smell-test": Picture("Smell test", "Five questions, one at a time.", (*find("owl"), "s")),
    "outcome": Picture(
        "Outcome", "What the answers changed.", (*find("owl"), "s", "y", "n", "y", "d", "n")
    ),
    "drill": Picture(
        "Drill",
        "It dies tonight: what to do, step by step, and how each step went.",
        (*find("owl"), "enter", "d", "enter", *"ynj"),
    ),
    "retire": Picture(
        "Retirement review", "Can it be retired? What goes with it?", (*find("owl"), "x")
    ),
    "compromised": Picture(
        "If someone broke in", "What an attacker would reach.", (*find("relay"), "c")
    ),
    "overview-light": Picture(
        "Light, 80 columns", "The same overview in a small window.", ("0",), (80, 24), "light"
    ),
    "overview-nord": Picture(
        "Nord", "One of the known palettes.", ("0",), (80, 24), "nord"
    ),
}  # fmt: skip


def demo(folder: Path) -> Workspace:
    """A copy of the example lab, opened."""
    path = folder / "example.toml"
    path.write_bytes(example(WRITTEN_FOR))
    return Workspace(Store(path, folder / "backups", create=False), WRITTEN_FOR)


@asynccontextmanager
async def started(size: tuple[int, int], theme: str) -> AsyncIterator[Pilot[str]]:
    """The app on a copy of the example lab."""
    with tempfile.TemporaryDirectory() as made:
        app = LabtuiApp(demo(Path(made)))
        async with app.run_test(size=size) as pilot:
            app.theme = theme
            yield pilot


async def press(pilot: Pilot[str], keys: Iterable[str]) -> None:
    """Press keys, and wait until all is drawn."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
    await pilot.pause()


async def take(picture: Picture) -> str:
    """A picture as SVG."""
    async with started(picture.size, picture.theme) as pilot:
        await press(pilot, picture.keys)
        return pilot.app.export_screenshot(title="labtui --demo", simplify=True)


def page() -> str:
    """The page that shows all pictures."""
    parts = [
        "# Pictures",
        "<!-- Made by docs/picture.py. -->",
        "The screens of the app, on the example lab that `labtui --demo` opens.",
    ]
    for name, picture in PICTURES.items():
        shown = f"[![{picture.title}]({name}.svg)]({name}.svg)"
        parts += [f"## {picture.title}", picture.says, shown]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    for name, picture in PICTURES.items():
        HERE.joinpath(f"{name}.svg").write_text(asyncio.run(take(picture)), encoding="utf-8")
    HERE.joinpath("pictures.md").write_text(page(), encoding="utf-8")
