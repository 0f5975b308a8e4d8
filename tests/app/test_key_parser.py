"""Esc and the letter after it are two keys, also where they come in one packet."""

from __future__ import annotations

from typing import Any

import pytest
from textual import constants, events

from labtui.app.key_parser import KeyParser
from tests.rows import each_row


def keys(text: str, **how: Any) -> list[str]:
    """The keys of what a terminal sent, once nothing more comes."""
    parser = KeyParser(**how)
    found = [*parser.feed(text), *parser.tick()]
    return [event.key for event in found if isinstance(event, events.Key)]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing more comes, so Esc waits for nothing."""
    monkeypatch.setattr(constants, "ESCAPE_DELAY", -1.0)


@each_row(
    ("sent", "pressed"),
    [
        ("\x1bj", ["escape", "j"]),
        ("\x1bG", ["escape", "G"]),
        ("\x1b0", ["escape", "0"]),
        ("\x1b:", ["escape", "colon"]),
        ("\x1b-", ["escape", "minus"]),
        ("\x1bo", ["escape", "o"]),
        ("\x1b\r", ["escape", "enter"]),
        ("\x1bб", ["escape", "б"]),
        ("\x1bb", ["escape", "b"]),
        ("\x1bjj\x1bx", ["escape", "j", "j", "escape", "x"]),
        ("\x1b\x1bj", ["escape", "escape", "j"]),
        # Letters that could begin a longer sequence wait until nothing follows.
        ("\x1bP", ["escape", "P"]),
        ("\x1bO", ["escape", "O"]),
        # What is one key stays one.
        ("\x1b[A", ["up"]),
        ("\x1bOP", ["f1"]),
        ("\x1b[106;3u", ["alt+j"]),
        ("\x1b", ["escape"]),
        ("\x1b\x7f", ["ctrl+w"]),
    ],
)
def test_esc_and_a_letter_are_two_keys(sent: str, pressed: list[str]) -> None:
    assert keys(sent) == pressed


def test_a_key_with_alt_of_the_keymap_stays_one() -> None:
    assert keys("\x1bj\x1bJ\x1bk", alt_keys={"alt+j"}) == ["alt+j", "escape", "J", "escape", "k"]


def test_while_a_text_is_typed_alt_and_an_arrow_move_by_a_word() -> None:
    assert keys("\x1bb\x1bf\x1bj", is_typing=lambda: True) == [
        "ctrl+left",
        "ctrl+right",
        "escape",
        "j",
    ]


def test_a_paste_is_a_text() -> None:
    found = [*KeyParser().feed("\x1b[200~jk\x1b[201~x")]
    assert [event.text for event in found if isinstance(event, events.Paste)] == ["jk"]
