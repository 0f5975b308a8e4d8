"""Letters of other layouts act by the key they are on, but in a text."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from labtui.app.layouts import LATIN, by_place
from tests.rows import each_row
from tests.screens.conftest import HOMELAB, started


@each_row(
    ("key", "latin"),
    [
        ("о", "j"), ("л", "k"), ("п", "g"), ("П", "G"), ("й", "q"), ("в", "d"), ("і", "s"),
        ("ы", "s"), ("ј", "j"), ("ξ", "j"), ("κ", "k"), ("Γ", "G"), ("σ", "s"), ("ς", "w"),
        ("ח", "j"), ("ت", "j"), ("б", "comma"), ("х", "left_square_bracket"),
        # Latin letters, accents and other signs are what they are.
        ("j", "j"), ("é", "é"), ("ü", "ü"), ("日", "日"),
    ],
)  # fmt: skip
def test_a_letter_is_the_one_of_its_key(key: str, latin: str) -> None:
    assert by_place(events.Key(key, key)).key == latin


def test_other_keys_are_left_alone() -> None:
    for key in (events.Key("escape", "\x1b"), events.Key("alt+о", "о"), events.Key("up", None)):
        assert by_place(key) is key


def test_no_letter_of_ours_is_translated() -> None:
    assert all(not letter.isascii() for letter in LATIN)


@pytest.mark.parametrize(
    ("down", "filtering", "edit"), [("о", "фывапро", "у"), ("ξ", "δοκιμη", "ε")]
)
async def test_letters_act_by_their_place_and_are_typed_as_they_are(
    tmp_path: Path, down: str, filtering: str, edit: str
) -> None:
    async with started(tmp_path, HOMELAB.read_bytes()) as s:
        first = s.cursor_line
        await s.press(down)
        assert s.cursor_line != first
        await s.press("slash")
        await s.type(filtering)
        assert s.app.list_query.words == filtering
        await s.press("escape", edit)
        assert "Editing" in s.title


async def test_a_letter_of_the_keymap_is_that_letter(tmp_path: Path) -> None:
    async with started(tmp_path, HOMELAB.read_bytes()) as s:
        s.app.own_keys = frozenset({"о"})
        first = s.cursor_line
        await s.press("о")
        assert s.cursor_line == first
