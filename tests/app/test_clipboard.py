"""What is written for a terminal to take a text, byte by byte."""

from __future__ import annotations

import re
from base64 import b64decode

from labtui.app.clipboard import LONGEST, SCREEN_STRING, copy_sequence
from tests.rows import each_row

PLAIN = "\x1b]52;c;bmFzLTAx\a"


@each_row(
    ("environ", "sequence"),
    [
        ({}, PLAIN),
        ({"TERM": "xterm-256color", "TMUX": "", "STY": ""}, PLAIN),
        ({"TERM": "screen-256color"}, f"{PLAIN}\x1bP{PLAIN}\x1b\\"),
        ({"TERM": "xterm", "STY": "1.pts-0.nas"}, f"\x1bP{PLAIN}\x1b\\"),
        (
            {"TERM": "screen", "TMUX": "/tmp/tmux-0/default,1,0"},
            f"{PLAIN}\x1bPtmux;\x1b\x1b]52;c;bmFzLTAx\a\x1b\\",
        ),
    ],
)
def test_the_bytes(environ: dict[str, str], sequence: str) -> None:
    assert copy_sequence("nas-01", environ) == sequence


def test_any_text_can_be_copied() -> None:
    for text in ("", "ü 日 \x1b]\a\n", "\udc80"):
        sequence = copy_sequence(text, {})
        assert sequence is not None
        expected = text.encode("utf-8", "replace")
        assert b64decode(sequence.removeprefix("\x1b]52;c;").removesuffix("\a")) == expected


def test_a_long_text_is_parted_for_screen() -> None:
    text = "x" * 2000
    sequence = copy_sequence(text, {"STY": "1"})
    assert sequence is not None
    parts = re.findall(r"\x1bP(.*?)\x1b\\", sequence, re.DOTALL)
    assert "".join(f"\x1bP{part}\x1b\\" for part in parts) == sequence
    assert max(map(len, parts)) == SCREEN_STRING - 4
    assert "".join(parts) == copy_sequence(text, {})


def test_what_is_too_long_is_refused() -> None:
    longest = copy_sequence("x" * LONGEST, {})
    assert longest is not None
    assert len(longest) == 100_000
    assert copy_sequence("x" * (LONGEST + 1), {}) is None
    assert copy_sequence("ü" * (LONGEST // 2 + 1), {"TMUX": "1"}) is None
