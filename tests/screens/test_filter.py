"""The filter in every room: fields, relations, Tab, what matched, and what to try."""

from __future__ import annotations

import pytest
from textual.style import Style

from labtui.widgets.filter_line import FilterInput
from labtui.widgets.rows import RowView
from tests.screens.conftest import Open, Session
from tests.screens.test_journeys import find

ROOMS = ("1", "2", "2v", "2vv", "3", "4", "4v", "4vv")
"""Keys to every list, and in it to every view."""


async def typed(s: Session) -> str:
    """What stands in the filter line."""
    return s.app.screen.query_one(FilterInput).value


def underlined(s: Session) -> set[str]:
    """The pieces of rows that are underlined."""
    view = s.app.screen.focused
    assert isinstance(view, RowView)
    lines = (view.render_line(y) for y in range(view.size.height))
    return {seg.text for line in lines for seg in line if seg.style and seg.style.underline}


async def test_fields_and_relations_count_in_every_room(open_app: Open) -> None:
    async with open_app() as s:
        for words, ids in (
            ("level:3b", {"45drives", "inference", "synology", "vaultwarden"}),
            ("on:synology", {"vaultwarden"}),
            ("needs:45drives", {"inference", "jellyfin", "synology", "vaultwarden"}),
            ("risk:crit on:syn", {"vaultwarden"}),
        ):
            await s.press("1")
            await find(s, words)
            assert {*s.app.screen._listed} == ids, words  # type: ignore[attr-defined]
            for room in "1234":
                await s.press(room)
                assert f"{len(ids)} of 12 systems" in s.place
                assert f"/{words}" in s.place
            await s.press("escape")


async def test_tab_completes_in_every_room(open_app: Open) -> None:
    async with open_app() as s:
        for room in "1234":
            await s.press(room, "slash")
            await s.sees("level:3b, on:nas; Tab completes")
            await s.type("r")
            await s.sees("Tab  role:  risk:")
            await s.type("is")
            await s.press("tab")
            assert await typed(s) == "risk:"
            await s.type("c")
            await s.sees("Tab  risk:controlled-high  risk:critical")
            await s.press("tab", "tab")
            assert await typed(s) == "risk:critical"
            await s.press("tab")
            assert await typed(s) == "risk:controlled-high"
            await s.press("shift+tab")
            assert await typed(s) == "risk:critical"
            await s.type(" on:syn")
            await s.press("tab")
            assert await typed(s) == "risk:critical on:synology"
            assert "1 of 12 systems" in s.place
            assert "Tab Complete" in s.lines[-1]
            await s.press("escape")
            assert s.app.list_query.words == ""


async def test_what_matched_is_underlined(open_app: Open) -> None:
    async with open_app() as s:
        for keys in ROOMS:
            if keys == "2vv":
                continue  # the map
            await s.press(*keys)
            await find(s, "vaultw")
            assert underlined(s) == {"Vaultw"}, keys
            await s.press("escape")
            assert underlined(s) == set()
        await s.press("1")
        await find(s, "level:3b")
        assert underlined(s) == {"3b"}


async def test_where_nothing_matches_it_says_what_to_try(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        for keys in ROOMS:
            await s.press(*keys)
            await find(s, "vaultwardn")
            await s.sees('"vaultwardn".', "Esc clears the filter.")
            assert "Did you mean vaultwarden?" in " ".join(s.text.split())
            await s.press("escape")
            await find(s, "vaultwarden level:0")
            await s.sees("All words have to match. Without", "1 system.")
            await s.press("escape")


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_what_to_try_is_never_cut(open_app: Open, size: tuple[int, int]) -> None:
    async with open_app(size=size) as s:
        await find(s, f"level:{'x' * 60} nothing:{'y' * 60} on:{'z' * 60}")
        words = " ".join(s.text.split())
        assert "There is 0, 1, 2, 3a and 3b." in words
        assert "There is level, role, risk, learning, purpose, status" in words
        assert "Esc clears the filter." in words


def test_a_match_is_not_bold_which_is_production() -> None:
    from labtui.widgets.lines.matches import MATCH

    assert Style.parse(MATCH) == Style(underline=True)


async def test_the_editor_finds_a_fact_by_name_value_or_question(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        await find(s, "vaultwarden")
        await s.press("e")
        for words, label in (
            ("documentation", "Documentation"),
            ("alert you when", "Monitored"),
            ("hardware load", "Hardware load"),
            ("synology", "Runs on"),
        ):
            await s.press("slash")
            await s.type(words)
            await s.press("enter")
            assert s.line_with("▌").lstrip("▌ ").startswith(label), words
        await s.press("slash", "escape")
        assert s.line_with("▌").lstrip("▌ ").startswith("Runs on")
        assert "no changes" in s.title
