"""A text that the mouse selects is copied, and a remedy by a key."""

from __future__ import annotations

from textual import events

from tests.data.labs import owners
from tests.screens.conftest import Open, Session
from tests.screens.test_journeys import find, toml


async def drag(s: Session, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Press the mouse at a cell of the screen, move it, and let it go at another one."""
    for kind, (x, y), button in (
        (events.MouseDown, start, 1),
        (events.MouseMove, end, 1),
        (events.MouseUp, end, 1),
    ):
        s.app.post_message(
            kind(None, x, y, 0, 0, button, False, False, False, screen_x=x, screen_y=y)
        )
        await s.settle()


def at(s: Session, text: str) -> tuple[int, int]:
    """The cell of the screen where a text begins."""
    y, line = next((y, line) for y, line in enumerate(s.lines) if text in line)
    return line.index(text), y


async def test_what_the_mouse_selects_is_copied_and_is_no_click(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        await find(s, "vaultwarden")
        await s.press("enter", "j")
        before = s.cursor_line
        x, y = at(s, "→ ")
        await drag(s, (x + 2, y), (78, y))
        remedy = s.lines[y][x + 2 : 79].rstrip()
        assert s.app.clipboard == remedy
        assert len(remedy) > 10
        assert f"Copied: {remedy[:20]}" in s.title
        assert s.cursor_line == before, "a selection ends with no click"
        await s.press("j")
        assert s.app.screen.selections == {}
        await s.press("g")
        await drag(s, at(s, "Level "), at(s, "Learning "))
        assert [line.split()[0] for line in s.app.clipboard.splitlines()] == ["Level", "Risk", "L"]


async def test_of_a_list_that_is_scrolled_what_is_seen_is_copied(open_app: Open) -> None:
    wide = {"id": "wide", "name": "写真 server", "owners": owners()}
    others = [{"id": f"s{number}", "name": f"S {number}"} for number in range(40)]
    async with open_app(toml(*others, wide), size=(80, 24)) as s:
        await s.press("G")
        x, y = at(s, "写真")
        # What is read of the screen has one place for a letter that takes two cells.
        await drag(s, (x + 2, y), (x + 10, y))
        assert s.app.clipboard == "真 server"
        await drag(s, (0, 1), (78, 1))
        assert s.app.clipboard.split()[:3] == ["Name", "Level", "Risk"]


async def test_a_click_still_moves_the_cursor(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        assert "Vaultwarden" not in s.cursor_line
        await s.pilot.click(offset=at(s, "Vaultwarden"))
        await s.settle()
        assert "Vaultwarden" in s.text
        assert s.app.clipboard == ""


async def test_the_copy_key_pressed_again_copies_what_to_do(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        await find(s, "vaultwarden")
        await s.press("enter", "y")
        assert s.app.clipboard == "vaultwarden"
        assert "Copied: vaultwarden. y again: what to do" in s.title
        await s.press("y")
        remedy = s.app.clipboard
        assert remedy[:20] in s.line_with("→ ")
        await s.press("y")
        assert s.app.clipboard == "vaultwarden"
        await s.press("j", "y")
        assert s.app.clipboard == "vaultwarden", "of another finding the id comes first"
        await s.press("y")
        assert s.app.clipboard not in {"vaultwarden", remedy}
