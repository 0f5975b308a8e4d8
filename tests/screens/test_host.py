"""A screen works in any Textual app that is a `Host`; this one is not labtui's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from textual.app import App
from textual.screen import Screen
from textual.signal import Signal

from labtui.app.themes import DARK
from labtui.data.assessment.lab import Lab
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.screens.host import Host, Result, ScreenName
from labtui.screens.page import PageScreen
from labtui.widgets.bars import TitleBar
from tests.data.labs import TODAY
from tests.screens.conftest import HOMELAB


class BareHost(App[None]):
    """An app with one screen, which notes what the screen asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)  # screens name the colours of meaning
        self.theme = DARK.name
        self.status = ""
        self.error = "no disk"
        self.what_if_summary = "WHAT-IF"
        self.disabled_commands = frozenset({"system.edit"})
        self.lab_changed: Signal[None] = Signal(self, "lab changed")
        self.opened: list[tuple[str, ...]] = []
        self.is_read_only = False

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 21, 40)

    def say(self, status: str = "", error: str = "") -> None:
        self.status, self.error = status, error

    def change(self, do: Callable[[], object], status: str = "") -> bool:
        self.status = str(do() or status)
        self.lab_changed.publish(None)
        return True

    def refuse_read_only(self) -> bool:
        return self.is_read_only

    def open(self, name: ScreenName, *ids: str, lab: Lab | None = None) -> None:
        self.opened.append((name, *ids))

    async def ask(self, dialog: Screen[Result]) -> Result | None:
        return await self.push_screen_wait(dialog)

    def note_typing(self) -> None:
        self.opened.append(("typing",))

    def open_example(self) -> None:
        self.opened.append(("example",))


async def test_a_screen_needs_no_more_than_a_host(tmp_path: Path) -> None:
    path = tmp_path / "inventory.toml"
    path.write_bytes(HOMELAB.read_bytes())
    workspace = Workspace(Store(path, tmp_path / "backups", create=False), TODAY)
    host = BareHost()
    _: Host = host
    async with host.run_test(size=(120, 40)) as pilot:
        await host.push_screen(PageScreen(workspace, "vaultwarden"))
        bar = host.screen.query_one(TitleBar)
        assert (bar.error, bar.what_if) == ("no disk", "WHAT-IF")
        await pilot.press("w", "x", "e")
        await pilot.pause()
        assert host.opened == [
            ("why", "vaultwarden"),
            ("retire", "vaultwarden"),
            ("editor", "vaultwarden"),
        ]
        host.is_read_only = True
        await pilot.press("s")
        await pilot.pause()
        assert len(host.opened) == 3
        host.is_read_only = False
        await pilot.press("t", "p")
        await pilot.pause()
        assert workspace.system("vaultwarden").facts["evidence.patched"] == TODAY
