"""Pictures of every screen, at every size it must be usable at, and in every kind of theme.

After a change that is meant to show: look at the report of the failing tests, then
`pytest tests/screens/test_snapshots.py --snapshot-update`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from labtui.app.app import LabtuiApp
from labtui.data.inventory.example import example
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.settings import Preferences
from labtui.data.storage.store import Store
from tests.data.labs import TODAY, Raw, owners
from tests.screens.conftest import HOMELAB, Session
from tests.screens.test_journeys import HOSTILE, edit, field, find, move_vaultwarden, toml

SIZES = [(80, 24), (120, 40)]

Take = Callable[..., None]
"""Takes a picture after some keys, and compares it with the one that is kept."""


def shown_size(size: tuple[int, int]) -> str:
    """A size as people read it."""
    return f"{size[0]}x{size[1]}"


@pytest.fixture(params=SIZES, ids=shown_size)
def take(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snap_compare: Any,
) -> Take:
    """Start the app on a file of its own, do something, compare the picture."""
    monkeypatch.chdir(tmp_path)  # so that pictures show a path that is always the same

    def taken(
        data: bytes | None, *keys: str, first: Any = None, theme: str | None = None, **how: Any
    ) -> None:
        path = Path("inventory.toml")
        if data is not None:
            path.write_bytes(data)
        store = Store(path, Path("backups"), create=True)
        app = LabtuiApp(Workspace(store, TODAY, **how), preferences=Preferences(theme, {}))

        async def before(pilot: Pilot[None]) -> None:
            session = Session(app, pilot, path, data or b"")
            await session.settle()
            if first is not None:
                await first(session)
            await session.press(*keys)
            await session.saved()
            await pilot.pause(0.1)  # after a key that may be held, the panel follows when it rests

        assert snap_compare(app, terminal_size=request.param, run_before=before)

    return taken


def many(count: int) -> bytes:
    """A lab of hosts with five guests each, one as the other but for what is counted."""
    systems: list[Raw] = []
    for number in range(count):
        host = number - number % 6
        if number == host:
            systems.append({
                "id": f"host-{host:03}", "name": f"Host {host:03}", "kind": "physical",
                "purpose": "learning" if host % 12 else "reliability", "owners": owners(),
                "exposure": "lan", "tags": ["rack"],
            })  # fmt: skip
        else:
            systems.append({
                "id": f"guest-{number:03}", "name": f"Guest {number:03}", "kind": "vm",
                "runs_on": f"host-{host:03}",
                "relied_on_for": ["data"] if number % 4 == 0 else [],
            })  # fmt: skip
    return toml(*systems)


def odd() -> bytes:
    """Names one does not expect, and texts too long for any column."""
    return toml(
        *(
            {"id": id, "name": name, "purpose": "learning", "owners": owners(), "tags": [name]}
            for id, name in HOSTILE.items()
        )
    )


EXAMPLE = example(TODAY)
HOME = HOMELAB.read_bytes()
LABS = ["none", "homelab", "example", "500", "odd"]


class TestInventory:
    def test_of_the_example_lab(self, take: Take) -> None:
        take(EXAMPLE)

    def test_empty(self, take: Take) -> None:
        take(None)

    @pytest.mark.parametrize("count", [3, 40, 500])
    def test_of_many(self, take: Take, count: int) -> None:
        take(many(count))

    def test_at_its_end(self, take: Take) -> None:
        take(many(500), "G")

    def test_of_odd_names(self, take: Take) -> None:
        take(odd())

    def test_filtered(self, take: Take) -> None:
        take(HOME, "slash", *"proxmox")

    def test_with_nothing_that_matches(self, take: Take) -> None:
        take(HOME, "slash", *"zzz")

    def test_sorted_by_name(self, take: Take) -> None:
        take(HOME, "o", *"name", "enter")

    def test_with_the_focus_in_the_panel(self, take: Take) -> None:
        take(EXAMPLE, "tab", "j", "j")

    def test_read_only(self, take: Take) -> None:
        take(HOME, "e", read_only=True)

    def test_of_a_file_that_is_no_toml(self, take: Take) -> None:
        take(b"schema = 1\n[[systems]]\nid = 'a'\nname = \n")


VIEWS = {"levels": ["2"], "layers": ["2", "v"], "map": ["2", "v", "v"]}
"""The keys that lead to each view of the matrix."""


@pytest.mark.parametrize("view", VIEWS)
class TestMatrix:
    def test_of_the_homelab(self, take: Take, view: str) -> None:
        take(HOME, *VIEWS[view])

    def test_empty(self, take: Take, view: str) -> None:
        take(None, *VIEWS[view])

    @pytest.mark.parametrize("count", [3, 40, 500])
    def test_of_many(self, take: Take, view: str, count: int) -> None:
        take(many(count), *VIEWS[view])

    def test_of_odd_names(self, take: Take, view: str) -> None:
        take(odd(), *VIEWS[view])

    def test_marked_and_filtered(self, take: Take, view: str) -> None:
        take(HOME, "space", "space", "slash", *"production", "enter", *VIEWS[view])


class TestLayers:
    def test_in_a_cell(self, take: Take) -> None:
        take(HOME, "2", "v", "l", "l", "l", "enter", first=lambda s: find(s, "vaultwarden"))

    def test_after_an_answer(self, take: Take) -> None:
        take(HOME, "2", "v", "l", "l", "l", "enter", "p")

    def test_folded(self, take: Take) -> None:
        take(many(40), "2", "v", "Z", "j", "z")


class TestSmellTest:
    @pytest.mark.parametrize("answered", range(6))
    def test_each_step(self, take: Take, answered: int) -> None:
        take(HOME, "s", *"ynyny"[:answered], first=lambda s: find(s, "inference"))

    def test_of_a_host_with_guests(self, take: Take) -> None:
        take(EXAMPLE, "s", *"yyyyy", first=lambda s: find(s, "proxmox"))

    def test_the_second_of_several(self, take: Take) -> None:
        take(HOME, "space", "space", "s", *"yyyyy", "enter", "y")

    def test_a_note(self, take: Take) -> None:
        take(HOME, "s", "N", *"as of today")

    def test_of_odd_names(self, take: Take) -> None:
        take(odd(), "s")


class TestReview:
    @pytest.mark.parametrize("data", [None, HOME, EXAMPLE, many(500), odd()], ids=LABS)
    def test_queue(self, take: Take, data: bytes | None) -> None:
        take(data, "3")

    def test_an_entry(self, take: Take) -> None:
        take(HOME, "3", *"jjjjjj")


class TestRetiring:
    @pytest.mark.parametrize("id", ["synology", "jellyfin", "zoltan"])
    def test_review(self, take: Take, id: str) -> None:
        take(HOME, "x", first=lambda s: find(s, id))

    def test_of_odd_names(self, take: Take) -> None:
        take(odd(), "x")

    def test_ticked(self, take: Take) -> None:
        take(HOME, "x", *"jjjj", "space", "j", "space", first=lambda s: find(s, "zoltan"))


class TestWhatIf:
    def test_in_the_inventory(self, take: Take) -> None:
        take(HOME, "ctrl+s", "escape", first=what_if)

    def test_ending_it(self, take: Take) -> None:
        take(HOME, "ctrl+s", "escape", "W", first=what_if)


async def what_if(s: Session) -> None:
    """Move Vaultwarden in a what-if."""
    await s.press("W")
    await move_vaultwarden(s)


class TestThemes:
    @pytest.mark.parametrize("keys", ["", "2v", "2vv", "3", "s"], ids=lambda keys: keys or "1")
    def test_looks(self, take: Take, keys: str) -> None:
        take(HOME, *keys, theme="high-contrast")


BECOME = toml(
    {"id": "pve", "name": "Lab server", "owners": owners(), "purpose": "learning",
     "intended_level": "3a", "evidence": {"wipeable": True}},
    {"id": "mail", "name": "Mail", "runs_on": "pve", "relied_on_for": ["communication"]},
)  # fmt: skip
"""A lab that has become production."""

SCREENS: dict[str, tuple[bytes | None, str, tuple[str, ...]]] = {
    "welcome": (None, "", ()),
    "inventory": (EXAMPLE, "", ()),
    "levels": (EXAMPLE, "", ("2",)),
    "layers": (EXAMPLE, "", ("2", "v")),
    "map": (EXAMPLE, "", ("2", "v", "v")),
    "review": (EXAMPLE, "", ("3", "g")),
    "page": (HOME, "vaultwarden", ("enter",)),
    "planned": (EXAMPLE, "badger", ("enter",)),
    "ways-out": (BECOME, "pve", ("enter", *["ctrl+d"] * 3)),
    "why": (HOME, "vaultwarden", ("w",)),
    "editor": (HOME, "vaultwarden", ("e",)),
    "smell-test": (HOME, "vaultwarden", ("s",)),
    "outcome": (HOME, "vaultwarden", ("s", *"ynydn")),
    "retirement": (EXAMPLE, "owl", ("x",)),
    "checklist": (EXAMPLE, "owl", ("x", "tab", "j", "space")),
    "typed-in-full": (EXAMPLE, "owl", ("x", "R", "enter", "enter")),
    "retired": (EXAMPLE, "hamster", ("x",)),
    "accepting": (HOME, "vaultwarden", ("enter", "A")),
    "done-today": (HOME, "vaultwarden", ("t",)),
    "what-if": (HOME, "vaultwarden", ("W", "t", "p", "W")),
    "removing": (HOME, "vaultwarden", ("D",)),
    "picker": (HOME, "", ("o",)),
    "palette": (HOME, "", ("colon",)),
}
"""Every screen there is: the lab, the system one is on, and the keys that lead there."""


@pytest.mark.parametrize("theme", ["dark", "light", "terminal"])
@pytest.mark.parametrize("take", [(60, 20), *SIZES], ids=shown_size, indirect=True)
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen(take: Take, screen: str, theme: str) -> None:
    data, id, keys = SCREENS[screen]

    async def go(s: Session) -> None:
        if id:
            await find(s, id)

    take(data, *keys, first=go, theme=theme)


class TestReading:
    def test_page(self, take: Take) -> None:
        take(HOME, "enter", first=lambda s: find(s, "vaultwarden"))

    def test_page_of_odd_names(self, take: Take) -> None:
        take(odd(), "enter")

    def test_why(self, take: Take) -> None:
        take(HOME, "w", first=lambda s: find(s, "vaultwarden"))


async def spoil_a_date(s: Session) -> None:
    """Type nonsense for a date."""
    await edit(s, "vaultwarden")
    await field(s, "Restore tested")
    await s.press("enter", *"some day")


class TestEditor:
    def test_fresh(self, take: Take) -> None:
        take(HOME, first=lambda s: edit(s, "vaultwarden"))

    def test_with_a_change(self, take: Take) -> None:
        take(HOME, first=move_vaultwarden)

    def test_its_end(self, take: Take) -> None:
        take(HOME, "G", first=move_vaultwarden)

    def test_with_a_text_being_typed(self, take: Take) -> None:
        take(HOME, "enter", "end", *"!", first=edit_name)

    def test_with_what_cannot_be_taken(self, take: Take) -> None:
        take(HOME, first=spoil_a_date)


async def edit_name(s: Session) -> None:
    """Come to the field of the name."""
    await edit(s, "vaultwarden")
    await field(s, "Name")


class TestOnTop:
    """What lies over another screen for a moment."""

    def test_picker_of_one(self, take: Take) -> None:
        take(HOME, "j", "j", "enter", first=lambda s: edit(s, "vaultwarden"))

    def test_picker_of_many(self, take: Take) -> None:
        take(HOME, "j", "enter", first=lambda s: edit(s, "vaultwarden"))

    def test_key_help(self, take: Take) -> None:
        take(HOME, "question_mark")

    def test_adding(self, take: Take) -> None:
        take(HOME, "a")

    def test_removing(self, take: Take) -> None:
        take(HOME, "D", first=lambda s: find(s, "synology"))

    def test_leaving_the_editor(self, take: Take) -> None:
        take(HOME, "escape", first=move_vaultwarden)

    def test_quitting_unsaved(self, take: Take) -> None:
        async def changed_on_disk(s: Session) -> None:
            await move_vaultwarden(s)
            s.path.write_bytes(b"")
            await s.press("ctrl+s")
            await s.saved()

        take(HOME, "q", first=changed_on_disk)
