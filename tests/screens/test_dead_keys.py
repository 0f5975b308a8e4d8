"""No key does nothing without saying so."""

from __future__ import annotations

import pytest
from textual.app import App

from labtui.app.terminal_app import TerminalApp
from labtui.commands.anywhere import LISTS
from labtui.commands.registry import COMMANDS
from labtui.screens.dialogs import AskToLeaveTest, AskToSave
from tests.screens.conftest import Open, Session

PLACES = {
    "overview": ("0",),
    "inventory": ("1",),
    "levels": ("2",),
    "layers": ("2", "v"),
    "map": ("2", "v", "v"),
    "review": ("3",),
    "tree": ("4",),
    "rebuild": ("5",),
    "page": ("1", "enter"),
    "why": ("1", "w"),
    "compromised": ("1", "c"),
    "retirement": ("1", "x"),
    "drill": ("1", "enter", "d"),
    "drill steps": ("1", "enter", "d", "enter"),
    "editor": ("1", "e"),
    "smell test": ("1", "s"),
}
"""Keys to every place."""

KEYS = sorted({key for command in COMMANDS.values() for key in command.keys.split(",")})
"""Every key that does something somewhere."""

DEAD = ("f3", "Q", "alt+z")
"""Keys that do nothing anywhere."""

LEAVES = {"q", "ctrl+q", "ctrl+c", "ctrl+z", "E"}
"""Keys that end or suspend the app, or start another program."""

ROOMS = {command.keys: command.id for command in LISTS.values()}
"""The commands that open the rooms, by their keys."""

LATER = {"app.reload", "app.restore"}
"""The commands that a thread has to find something out for."""

SEEN = (
    "view.",
    "table.",
    "items.",
    "form.",
    "map.",
    "layers.left",
    "layers.right",
    "editor.effects",
    "app.redraw",
)
"""The beginnings of ids of commands that are seen to do nothing: the cursor is at an end, the text
is all there."""


def test_textual_still_asks_where_a_key_is_bound() -> None:
    assert TerminalApp._check_bindings is not App._check_bindings
    assert App._check_bindings.__code__.co_varnames[:3] == ("self", "key", "priority")


async def go(s: Session, place: str) -> None:
    """Go to a place from anywhere, with nothing filtered or marked."""
    for _ in range(8):
        if len(s.app.screen_stack) == 1:
            break
        discards = {AskToSave: "d", AskToLeaveTest: "l"}
        await s.press(discards.get(type(s.app.screen), "escape"))
    if s.app.is_typing:
        await s.press("escape")
    query = s.app.list_query
    query.words, query.marked = "", frozenset()
    s.app.ui_state.matrix_view = "levels"
    await s.press("1", "g", *PLACES[place])
    s.app.say()


def seen(s: Session) -> object:
    """What tells one that a key did something."""
    query = s.app.list_query
    return s.text, type(s.app.screen), len(s.app.screen_stack), query.current, query.marked


@pytest.mark.parametrize("place", PLACES)
async def test_no_key_does_nothing_without_saying_so(open_app: Open, place: str) -> None:
    async with open_app(size=(100, 30)) as s:
        await go(s, place)
        active = s.app.screen.active_bindings
        here = {each.binding.key: each.binding.id or "" for each in active.values()}
        keys = [*here, *DEAD, *sorted(set(KEYS) - here.keys())]
        keys.sort(key=lambda key: here.get(key) in LATER)
        silent: list[str] = []
        base = seen(s)
        for key in keys:
            id = here.get(key, "")
            if key in LEAVES or id.startswith(SEEN) or not (id or key not in here):
                continue
            if id == f"app.{place}" or (
                id == "app.matrix" and place in {"levels", "layers", "map"}
            ):
                continue  # its tab says that it is open
            await s.press(key)
            if id in LATER:
                await s.until(lambda: seen(s) != base, f"saying what {key} did")  # noqa: B023
            if (after := seen(s)) == base:
                silent.append(f"{key} {id}")
            elif after[1:] != base[1:] or "does nothing here" not in s.title:
                await go(s, place)
                base = seen(s)
            else:
                base = after
        assert silent == []


async def test_a_key_that_does_nothing_is_said_until_the_next_key(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        await s.press("f3")
        assert "F3 does nothing here. ? shows the keys." in s.title
        await s.press("j")
        assert "does nothing" not in s.title
        await s.press("slash", "pagedown")
        assert "PgDn does nothing here. Enter or Esc ends typing." in s.title
        await s.type("n")
        await s.press("enter", "j")
        assert "does nothing" not in s.title
