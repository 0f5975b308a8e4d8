"""What every screen looks like, at every size it must be usable at, in every theme.

A look is one app taken from step to step. Each step is kept as text at several sizes; the steps
that a person is to look at are also kept as pictures. `tests/screens/looks.py` says how to change
what is kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from labtui.app.app import LabtuiApp
from labtui.app.themes import THEMES
from labtui.data.inventory.example import example
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from tests.data.labs import TODAY, Raw, owners
from tests.screens import test_journeys as journeys
from tests.screens.conftest import EVENING, HOMELAB, Session
from tests.screens.looks import LOOKS as KEPT
from tests.screens.looks import Kept, screen_picture, screen_text
from tests.screens.test_journeys import HOSTILE, edit, find, move_vaultwarden, toml

Do = str | Callable[[Session], Awaitable[None]]
"""A key to press, or something to do."""

SMALL, USUAL, LARGE, WIDE = (60, 20), (80, 24), (120, 40), (200, 60)
DARK = next(iter(THEMES))


@dataclass(frozen=True)
class Look:
    """An inventory, and steps on from one another with the keys of each."""

    data: bytes | None
    steps: Mapping[str, Sequence[Do]]
    sizes: Sequence[tuple[int, int]] = (USUAL, LARGE)
    """The app starts at the first, in which all keys are pressed."""
    pictures: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    """The sizes at which a picture of a step is kept."""
    themes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The themes other than the usual one in which a picture is kept, at the first size."""
    read_only: bool = False


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
ZOLTAN = HOMELAB.with_name("zoltan.toml").read_bytes()
"""A lab whose test host has come to carry the password manager."""

BECOME = toml(
    {"id": "pve", "name": "Lab server", "owners": owners(), "purpose": "learning",
     "intended_level": "3a", "evidence": {"wipeable": True}},
    {"id": "mail", "name": "Mail", "runs_on": "pve", "relied_on_for": ["communication"]},
)  # fmt: skip
"""A lab that has become production."""

NAMES = "".join(
    f'[[systems]]\nid = "{name.lower()}"\nname = "{name}"\n\n'
    for name in (
        *("PVE", "NAS", "UPS", "Photos", "Mail", "Wiki", "Films", "Door-lock", "Git"),
        *("DNS", "Proxy", "Backup", "Music", "Recipes", "Notes"),
    )
).encode()
"""Systems of which only the names are known."""


def on(words: str) -> Do:
    """Come to the system that matches."""
    return lambda s: find(s, words)


async def edit_vaultwarden(s: Session) -> None:
    """Open the editor of Vaultwarden."""
    await edit(s, "vaultwarden")


def seeing(words: str) -> Do:
    """Wait for what a thread has to bring."""
    return lambda s: s.sees(words)


def to(label: str) -> Do:
    """Put the editor's cursor on a field."""
    return lambda s: journeys.field(s, label)


async def change_on_disk(s: Session) -> None:
    """Let another program empty the file."""
    s.path.write_bytes(b"")


STACKS = {
    "media/compose.yml": (
        "services:\n  jellyfin:\n    image: jellyfin/jellyfin:10\n    ports: ['8096:8096']\n"
        "  sonarr:\n    image: lscr.io/linuxserver/sonarr\n    ports: ['8989:8989']\n"
        "    depends_on: [qbittorrent]\n"
        "  qbittorrent:\n    image: lscr.io/linuxserver/qbittorrent\n    ports: ['8080:8080']\n"
    ),
    "photos/compose.yml": (
        "services:\n  immich-server:\n    image: ghcr.io/immich-app/immich-server:v2\n"
        "    ports: ['2283:2283']\n    depends_on: [redis, database]\n"
        "    labels: {homepage.href: 'https://photos.example'}\n"
        "  redis: {image: 'valkey:8'}\n  database: {image: 'postgres:16'}\n"
    ),
    "auth/compose.yml": "services: {authentik: {image: 'authentik:1', ports: ['9000:9000']}}\n",
    "archive/old.yml": "services: {nextcloud: {image: 'nextcloud:28'}}\n",
    "broken/compose.yml": "services: [\n",
}


async def put_stacks(s: Session) -> None:
    """Let there be compose files in the home directory."""
    for name, text in STACKS.items():
        file = Path.home() / "docker" / name
        file.parent.mkdir(parents=True)
        file.write_text(text)


TOUR: dict[str, Sequence[Do]] = {
    "inventory": (),
    "levels": ("2",),
    "layers": ("v",),
    "map": ("v",),
    "review": ("3",),
}
"""The rooms, one after another."""

TREES: dict[str, Sequence[Do]] = {
    "tree": ("4",),
    "by reliance": ("v",),
    "by loss": ("v",),
    "rebuild": ("5",),
}
"""The trees and the rebuild order, one after another."""

EVERY = (USUAL, LARGE)
"""The sizes at which there is a picture of every screen."""


def screen(
    data: bytes | None, id: str, *keys: Do, themes: Sequence[str] = (), wide: bool = False
) -> Look:
    """One of the screens there are: the lab, the system one is on, the keys that lead there."""
    steps: dict[str, Sequence[Do]] = {"": (*([on(id)] if id else []), *keys)}
    sizes = (USUAL, LARGE, SMALL, *([WIDE] if wide else []))
    return Look(data, steps, sizes, {"": (*EVERY, *sizes[3:])}, {"": themes})


ALL = ("light", "high-contrast", "terminal")
"""The themes besides the usual one that differ in more than their palette."""

SCREENS = {
    "welcome": screen(None, ""),
    "inventory": screen(EXAMPLE, "", themes=ALL, wide=True),
    "overview": screen(EXAMPLE, "", "0", themes=tuple(THEMES)[1:], wide=True),
    "levels": screen(EXAMPLE, "", "2", themes=ALL),
    "layers": screen(EXAMPLE, "", "2", "v", themes=ALL, wide=True),
    "map": screen(EXAMPLE, "", "2", "v", "v", themes=ALL),
    "review": screen(EXAMPLE, "", "3", "g", themes=ALL),
    "questions": screen(EXAMPLE, "", "3", "g", "enter", *"ws", themes=ALL, wide=True),
    "questions-same": screen(NAMES, "", "3", "g", "enter", *"hhat", "equals_sign", "j", "space"),
    "tree": screen(ZOLTAN, "", "4", themes=ALL, wide=True),
    "tree-by-reliance": screen(ZOLTAN, "", "4", "v", themes=("terminal",)),
    "tree-by-loss": screen(ZOLTAN, "", "4", "v", "v", themes=("light",)),
    "rebuild": screen(ZOLTAN, "", "5", "g", *"jjjjjjj", themes=("light", "terminal"), wide=True),
    "rebuild-after-a-loss": screen(EXAMPLE, "owl", "b", "escape"),
    "page": screen(HOME, "vaultwarden", "enter", themes=("light", "terminal"), wide=True),
    "planned": screen(EXAMPLE, "badger", "enter"),
    "ways-out": screen(BECOME, "pve", "enter", *["ctrl+d"] * 3),
    "why": screen(HOME, "vaultwarden", "w"),
    "editor": screen(HOME, "vaultwarden", "e", themes=("light", "terminal")),
    "smell-test": screen(HOME, "vaultwarden", "s", themes=ALL),
    "outcome": screen(HOME, "vaultwarden", "s", *"ynydn"),
    "retirement": screen(EXAMPLE, "owl", "x", themes=("light",)),
    "checklist": screen(EXAMPLE, "owl", "x", "tab", "j", "space"),
    "typed-in-full": screen(EXAMPLE, "owl", "x", "R", "enter", "enter", themes=("terminal",)),
    "retired": screen(EXAMPLE, "hamster", "x"),
    "compromised": screen(EXAMPLE, "relay", "c"),
    "drill": screen(EXAMPLE, "owl", "enter", "d", "enter", *"ynj", themes=("light", "terminal")),
    "accepting": screen(HOME, "vaultwarden", "enter", "A"),
    "done-today": screen(HOME, "vaultwarden", "t"),
    "what-if": screen(HOME, "vaultwarden", "W", "t", "p", "W"),
    "removing": screen(HOME, "vaultwarden", "D", themes=("terminal",)),
    "importing": screen(
        HOME, "", put_stacks, "i", "enter", *"pve", "enter", seeing("chosen"), themes=("light",)
    ),
    "picker": screen(HOME, "", "o"),
    "palette": screen(HOME, "", "colon", themes=("terminal",)),
}
"""Every screen there is."""

LOOKS: dict[str, Look] = {
    **SCREENS,
    "rooms-empty": Look(None, {**TOUR, **TREES}, pictures={"levels": [USUAL]}),
    "rooms-homelab": Look(HOME, {**TOUR, "an entry": tuple("jjjjjj")}),
    "rooms-3": Look(many(3), {**TOUR, **TREES}),
    "rooms-40": Look(many(40), {**TOUR, "layers folded": ("2", "v", "v", "Z", "j", "z"), **TREES}),
    "rooms-500": Look(many(500), {**TOUR, "inventory's end": ("1", "G"), **TREES}),
    "rooms-odd": Look(
        odd(),
        {**TOUR, **TREES},
        pictures={"inventory": [USUAL], "layers": [USUAL], "by reliance": [USUAL]},
    ),
    "rooms-marked": Look(
        HOME,
        {
            "inventory": ("shift+down", "slash", *"production", "enter"),
            **{name: keys for name, keys in TOUR.items() if name in {"levels", "layers", "map"}},
        },
    ),
    "odd": Look(
        odd(),
        {
            "page": ("enter",),
            "smell test": ("escape", "s"),
            "retiring": ("escape", "x"),
        },
        pictures={"page": [USUAL]},
    ),
    "filter": Look(
        HOME,
        {
            "matching": ("slash", *"proxmox"),
            "nothing matches": ("escape", "slash", *"zzz"),
            "sorted by name": ("escape", "o", *"name", "enter"),
        },
    ),
    "recovery-loop": Look(EXAMPLE, {"page": (on("dormouse"), "enter")}),
    "panel": Look(EXAMPLE, {"with the focus": ("tab", "j", "j")}),
    "read-only": Look(HOME, {"edit": ("e",)}, read_only=True),
    "no-toml": Look(
        b"schema = 1\n[[systems]]\nid = 'a'\nname = \n", {"": ()}, pictures={"": [USUAL]}
    ),
    "cell": Look(
        HOME,
        {
            "entered": (on("vaultwarden"), "2", "v", "l", "l", "l", "enter"),
            "answered": ("p",),
        },
    ),
    "smell-test-steps": Look(
        HOME,
        {
            "first": (on("inference"), "s"),
            **{f"after {answer} {number}": (answer,) for number, answer in enumerate("ynyny", 1)},
        },
    ),
    "smell-test-of-a-host": Look(EXAMPLE, {"outcome": (on("proxmox"), "s", *"yyyyy")}),
    "smell-test-of-several": Look(
        HOME, {"the second": ("shift+down", "s", *"yyyyy", "enter", "y")}
    ),
    "smell-test-note": Look(HOME, {"typed": ("s", "N", *"as of today")}),
    "retiring": Look(
        HOME,
        {
            "synology": (on("synology"), "x"),
            "jellyfin": ("escape", "escape", on("jellyfin"), "x"),
            "zoltan": ("escape", "escape", on("zoltan"), "x"),
            "ticked": (*"jjjj", "space", "j", "space"),
        },
    ),
    "what-if-in-the-inventory": Look(
        HOME,
        {"saved": ("W", move_vaultwarden, "ctrl+s", "escape"), "ending it": ("W",)},
        pictures={"saved": [USUAL]},
    ),
    "editing": Look(
        HOME,
        {
            "name typed": (edit_vaultwarden, to("Name"), "enter", "end", *"!"),
            "no date": ("escape", to("Restore tested"), "enter", *"some day"),
        },
        pictures={"no date": [USUAL]},
    ),
    "editing-a-host": Look(
        HOME,
        {
            "changed": (move_vaultwarden,),
            "its end": ("G",),
            "leaving": ("escape",),
        },
    ),
    "picking": Look(
        HOME,
        {
            "one": (edit_vaultwarden, "j", "j", "enter"),
            "many": ("escape", "g", "j", "enter"),
        },
    ),
    "on-top": Look(
        HOME,
        {
            "key help": ("question_mark",),
            "adding": ("escape", "a"),
            "removing": ("escape", on("synology"), "D"),
        },
        pictures={"key help": [USUAL]},
    ),
    "adding": Look(
        HOME,
        {
            "name": ("a", "tab", *"Immich"),
            "where": ("tab", "enter"),
            "host": ("o", *"rack"),
            "new host": ("enter",),
            "why": ("h",),
            "missed": ("e", "s", "p"),
            "added": ("enter",),
            "the next": (*"Wiki", "enter"),
        },
        pictures={"where": [USUAL], "missed": [USUAL], "added": [USUAL]},
    ),
    "drill-course": Look(
        EXAMPLE,
        {
            "before": (on("owl"), "enter", "d"),
            "compromised": ("v",),
            "a note": ("v", "enter", *"ynjN", *"no spare disk"),
            "begun": ("enter", "n", "escape"),
            "its end": ("enter", *"yyyny", "space"),
        },
        (USUAL, LARGE, SMALL),
        pictures={"before": EVERY, "its end": EVERY},
    ),
    "drill-of-an-account": Look(EXAMPLE, {"closed": (on("books"), "enter", "d", "enter")}),
    "quitting-unsaved": Look(
        HOME,
        {"asked": (move_vaultwarden, change_on_disk, "ctrl+s", Session.saved, "q", seeing("Stay"))},
    ),
}


def shown(size: tuple[int, int]) -> str:
    """A size as people read it."""
    return f"{size[0]}x{size[1]}"


def picture_name(name: str, step: str, size: tuple[int, int], theme: str) -> str:
    """The file of a picture, without its ending."""
    return "-".join([name, *step.split(), shown(size), theme]).replace("'", "")


@pytest.fixture
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    """The looks that are kept."""
    return Kept(update=request.config.getoption("--update-screens"), scratch=tmp_path)


def app_on(path: Path, look: Look) -> LabtuiApp:
    """An app on a file with the inventory of a look."""
    if look.data is not None:
        path.write_bytes(look.data)
    store = Store(path, Path("backups"), create=True)
    workspace = Workspace(store, TODAY, read_only=look.read_only)
    return LabtuiApp(workspace, clock=lambda: datetime.combine(TODAY, EVENING))


@pytest.mark.parametrize("name", LOOKS)
async def test_look(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: Kept) -> None:
    monkeypatch.chdir(tmp_path)  # so that the paths shown are always the same
    monkeypatch.setenv("HOME", str(tmp_path))
    look = LOOKS[name]
    path = Path("inventory.toml")
    app = app_on(path, look)
    texts: dict[str, str] = {}
    async with app.run_test(size=look.sizes[0]) as pilot:
        s = Session(app, pilot, path, look.data or b"")
        await s.settle()
        for step, keys in look.steps.items():
            for key in keys:
                await (s.press(key) if isinstance(key, str) else key(s))
            await s.saved()
            for size in look.sizes:
                if size != look.sizes[0]:
                    await s.resize(*size)
                texts[f"{step} {shown(size)}".lstrip()] = screen_text(app)
                if size in look.pictures.get(step, ()):
                    kept.check_picture(picture_name(name, step, size, DARK), screen_picture(app))
            await s.resize(*look.sizes[0])
            before = screen_text(app)
            for theme in look.themes.get(step, ()):
                app.theme = theme
                await s.settle()
                assert screen_text(app) == before, theme
                kept.check_picture(
                    picture_name(name, step, look.sizes[0], theme), screen_picture(app)
                )
    kept.check_text(name, texts)


def test_nothing_else_is_kept() -> None:
    pictures = {
        picture_name(name, step, size, DARK) + ".svg"
        for name, look in LOOKS.items()
        for step, sizes in look.pictures.items()
        for size in sizes
    } | {
        picture_name(name, step, look.sizes[0], theme) + ".svg"
        for name, look in LOOKS.items()
        for step, themes in look.themes.items()
        for theme in themes
    }
    texts = {f"{name}.txt" for name in LOOKS}
    assert {path.name for path in KEPT.iterdir()} == pictures | texts
