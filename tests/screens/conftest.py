"""An app started on a copy of an inventory, driven by keys and read as a person reads it."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import ndiff
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

import pytest
from textual import events
from textual.geometry import Region, Size
from textual.keys import _character_to_key
from textual.pilot import Pilot

from labtui.app import typeahead
from labtui.app.app import LabtuiApp
from labtui.app.navigation import StartAt
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.ui_state import UiState
from labtui.data.storage.store import Store
from labtui.widgets.bars import TitleBar
from labtui.widgets.system_table import SystemTable
from tests.data.labs import TODAY

HOMELAB = Path(__file__).parents[1] / "data" / "homelab.toml"

DEADLINE = 30.0
"""Seconds until something that should happen counts as not happening."""

EVENING = time(21, 40)
"""The time it is, until another is set."""


@dataclass
class Clock:
    """The day and the time it is, until others are set."""

    day: date
    time: time = EVENING


@dataclass
class Session:
    """A started app, a person's hands and eyes, and the file."""

    app: LabtuiApp
    pilot: Pilot[None]
    path: Path
    before: bytes
    """The file as it was at the start."""
    clock: Clock = field(default_factory=lambda: Clock(TODAY))
    """What the app takes for the day it is."""

    # Hands

    async def press(self, *keys: str) -> None:
        """Press keys one after another, each when the one before has had its effect."""
        for key in keys:
            self._send(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text as fast as a terminal sends it."""
        for character in text:
            self._send(character)
        await self.settle()

    async def walk_to(self, fits: Callable[[str], bool], stride: int = 1) -> None:
        """Put the cursor on the first line that fits, by `j` and `k`.

        Args:
            fits: Whether a line, as it stands on the screen, is the one.
            stride: How many lines there are, at least, from one place of the cursor to the next.
        """
        key, seen = "j", False
        for lines_a_key in range(stride, stride + 80):
            lines = self.lines[1:-1]
            at, there = (
                next((y for y, line in enumerate(lines) if true(line)), None)
                for true in (lambda line: "▌" in line, fits)
            )
            if at is None:  # a text above it is scrolled
                await self.press("j")
            elif there is None:
                if seen:  # it went too far
                    key, seen = "k" if key == "j" else "j", False
                await self.burst(key, key)
            elif at == there:
                return
            else:
                key, seen = "j" if there > at else "k", True
                await self.burst(*key * max(1, abs(there - at) // lines_a_key))
        pytest.fail(f"no such line for the cursor in\n{self.text}")

    async def burst(self, *keys: str) -> None:
        """Press keys without waiting for what they do, as over a slow line."""
        for key in keys:
            self._send(key)
        await self.settle()

    def _send(self, key: str) -> None:
        if not self.left:
            name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
            self.app.post_message(events.Key(name, _character(key)))

    def resize_at_once(self, width: int, height: int) -> None:
        """Make the terminal another size, whatever is going on."""
        size = Size(width, height)
        self.app.post_message(events.Resize(size, size))

    async def settle(self) -> None:
        """Let the app do all it has to do, but for saving."""
        deadline = monotonic() + DEADLINE
        await self.pilot.pause()
        while self.app.type_ahead.is_busy and not self.left and monotonic() < deadline:
            await self.pilot.pause()
        if not self.left:
            await self.pilot.pause()  # a room that is new is mounted and drawn by and by

    async def saved(self) -> None:
        """Wait until nothing is being saved any more."""
        await self.settle()  # a key that was typed ahead may yet change something
        deadline = monotonic() + DEADLINE
        while monotonic() < deadline:
            saving = [worker for worker in self.app.workers if worker.group == "save"]
            if not saving:
                return
            await self.app.workers.wait_for_complete(saving)
            await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Make the terminal another size."""
        await self.pilot.resize_terminal(width, height)
        size = Size(width, height)

        def laid_out() -> bool:
            for screen in () if self.left else reversed(self.app.screen_stack):
                if not screen.size == screen._compositor.size == size:
                    return False
                if screen.styles.background.a == 1:  # it covers those below
                    break
            return True

        await self.until(laid_out, "of that size, or left")
        await self.settle()

    # Eyes

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, line by line."""
        return self._top(self.app.screen.size.height)

    def _top(self, height: int) -> list[str]:
        """The first lines of the screen."""
        # The one thing of Textual's insides used here: a screenshot as SVG takes 20 times as long.
        screen = self.app.screen
        strips = screen._compositor.render_strips(Size(screen.size.width, height))
        return [strip.text for strip in strips]

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.lines)

    @property
    def title(self) -> str:
        """The line at the top, and what it has no room for, below it."""
        return "".join(self._top(self._title_height))

    @property
    def _title_height(self) -> int:
        return next((bar.size.height for bar in self.app.screen.query(TitleBar)), 1)

    @property
    def place(self) -> str:
        """What the line at the top says of where one is, without what was last done."""
        return re.sub(r"^ labtui +(\d( [A-Z]\w+)? {2,})*", "", self.title).partition("  ")[0]

    @property
    def room(self) -> str:
        """The name of the room whose tab is reversed."""
        title = self.app.screen.query_one(TitleBar).render()
        (tab,) = (span for span in title.spans if span.style == "reverse $text-primary")
        return title.plain[tab.start : tab.end].split()[-1]

    @property
    def rows(self) -> list[str]:
        """The lines of a room below its header, but for what is said of the current system."""
        return self._room[0]

    @property
    def below(self) -> str:
        """What a room says of the current system, below its lines or, very wide, beside them."""
        return "\n".join(self._room[1])

    @property
    def _room(self) -> tuple[list[str], list[str]]:
        lines = self.lines[self._title_height + 1 : -1]
        for panel in self.app.screen.query("#looked-at, InventoryScreen #panel"):
            if panel.display:
                return self._beside(panel.region)
        rule = next((y for y, line in enumerate(lines) if line.startswith("▔")), None)
        if rule is not None:
            return lines[:rule], lines[rule + 1 :]
        parted = [line.partition("▏") for line in lines]
        return [left for left, _, _ in parted], [right for _, _, right in parted]

    def _beside(self, region: Region) -> tuple[list[str], list[str]]:
        """The lines of a room above a part of it, or left of it, and those of this part."""
        screen = self.app.screen
        strips = screen._compositor.render_strips(screen.size)
        below = [strip.crop(region.x).text for strip in strips[region.y : region.bottom]]
        if region.x:
            above = [strip.crop(0, region.x) for strip in strips[self._title_height : -1]]
        else:
            above = strips[self._title_height : region.y]
        return [strip.text for strip in above[1:]], below

    @property
    def names(self) -> list[str]:
        """The first column of the table, as far as it is shown, without the gutter."""
        table = self.app.screen.query_one(SystemTable).region
        rows = [
            line for line in self.lines[table.y + 1 : table.bottom] if not line[:3].strip(" ▌▎●")
        ]
        return [row[3:25].rstrip(" …") for row in rows if row[3:4] not in {"", " ", "▔"}]

    def line_with(self, *words: str) -> str:
        """The first line that has all these words; fails where there is none."""
        found = [line for line in self.lines if all(word in line for word in words)]
        assert found, f"no line with {words} in\n{self.text}"
        return found[0]

    @property
    def cursor_line(self) -> str:
        """The line the cursor is on, without the gutter."""
        return self.line_with("▌").partition("▌")[2]

    async def until(self, true: Callable[[], bool], what: str = "") -> None:
        """Wait until something is so."""
        deadline = monotonic() + DEADLINE
        while not true():
            if monotonic() > deadline:
                pytest.fail(f"still not {what}; the screen shows\n{self.text}")
            await asyncio.sleep(0.005)
            await self.pilot.pause(0)

    async def sees(self, *words: str) -> None:
        """Wait until all these words stand on the screen."""

        def shown() -> bool:
            text = self.text
            return all(word in text for word in words)

        await self.until(shown, f"showing {words}")

    @property
    def left(self) -> bool:
        """Whether the app was left."""
        return self.app.return_code is not None

    async def quits(self) -> None:
        """Wait until the app was left."""
        await self.until(lambda: self.left, "left")

    # The file

    @property
    def file(self) -> bytes:
        """The file as it is now."""
        return self.path.read_bytes()

    @property
    def changed(self) -> list[str]:
        """The lines that were taken out of the file, and put into it."""
        old, new = (data.decode().splitlines() for data in (self.before, self.file))
        return [line for line in ndiff(old, new) if line[0] in "+-"]


def _character(key: str) -> str | None:
    if len(key) == 1:
        return key
    try:
        named = {"space": " ", "slash": "/", "minus": "-"}.get(key)
        return named or unicodedata.lookup(key.replace("_", " ").upper())
    except KeyError:
        return None


@asynccontextmanager
async def started(
    place: Path,
    data: bytes | None,
    *,
    size: tuple[int, int] = (120, 40),
    read_only: bool = False,
    opened: str | None = None,
    ui_state: UiState | None = None,
    day: date = TODAY,
    journals: bool = False,
) -> AsyncIterator[Session]:
    """Start the app on a file of its own with these bytes; None for a file that is not there."""
    path = place / "inventory.toml"
    if data is not None:
        path.write_bytes(data)
    store = Store(path, place / "backups", create=True)
    if journals:
        store.journals_dir = place / "unfinished"
        store.drills_dir = place / "drills"
    start = StartAt("page", opened) if opened is not None else None
    workspace, clock = Workspace(store, day, read_only=read_only), Clock(day)
    app = LabtuiApp(
        workspace,
        start=start,
        ui_state=ui_state,
        current_day=lambda: clock.day,
        clock=lambda: datetime.combine(clock.day, clock.time),
    )
    async with app.run_test(size=size) as pilot:
        session = Session(app, pilot, path, data or b"", clock)
        await session.settle()
        yield session


class Open(Protocol):
    """Starts the app in a directory of the test's own; without bytes, on the homelab."""

    def __call__(
        self,
        data: bytes | None = ...,
        *,
        size: tuple[int, int] = ...,
        read_only: bool = ...,
        opened: str | None = ...,
        ui_state: UiState | None = ...,
        journals: bool = ...,
    ) -> AbstractAsyncContextManager[Session]: ...


@pytest.fixture(autouse=True)
def _keys_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each key be painted at once, and wait for its effect however slow the machine is."""
    monkeypatch.setattr(typeahead, "FRAME", 0)
    monkeypatch.setattr(typeahead, "PATIENCE", DEADLINE)


@pytest.fixture
def open_app(tmp_path: Path) -> Open:
    """Start the app."""

    def opener(data: bytes | None = HOMELAB.read_bytes(), **how: Any) -> Any:
        return started(tmp_path, data, **how)

    return opener
