"""What is written for a terminal to take a text, byte by byte."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

import pytest

from labtui.app import terminal_app
from labtui.app.clipboard import LONGEST, SCREEN_STRING, copy_sequence
from tests.rows import each_row
from tests.screens.conftest import HOMELAB, started

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


async def test_what_is_copied_twice_is_sent_as_another_text_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For mosh, which passes on only what differs."""
    monkeypatch.setattr(terminal_app, "COPIES", 0.01)
    async with started(tmp_path, HOMELAB.read_bytes()) as s:
        driver = s.app._driver
        assert driver is not None
        sent: list[str] = []
        monkeypatch.setattr(driver, "write", sent.append)

        def copies() -> list[str]:
            found = re.findall("\x1b]52;c;([^\a]*)\a", "".join(sent))
            return [b64decode(text).decode() for text in found]

        await s.press("y")
        assert copies() == ["synology"]
        await s.press("y")
        await s.until(lambda: len(copies()) == 3, "copied again")
        assert copies() == ["synology", "synology ", "synology"]
        await s.press("j", "y")
        assert copies()[3:] == ["45drives"]
        monkeypatch.setattr(terminal_app, "COPIES", 60)
        await s.press("y", "q")
        await s.quits()
        assert copies()[4:] == ["45drives ", "45drives"], "also if one quits at once"
