"""What is pasted comes out as text, however it is cut up; what is painted is sent once."""

from __future__ import annotations

import fcntl
import inspect
import os
import pty
import struct
import termios
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import constants
from textual._xterm_parser import XTermParser

from labtui.app import terminal_output
from labtui.app.driver import (
    ESCAPE_DELAY,
    PASTE_BEGINS,
    PASTE_ENDS,
    Pastes,
    keys_of,
    read_keys,
)
from labtui.app.key_parser import KeyParser
from labtui.app.terminal_output import ASKS_IF_SHOWN, Output
from labtui.app.typeahead import Link

pieces = st.lists(
    st.sampled_from(
        [PASTE_BEGINS, PASTE_ENDS, "\x1b", "\x1b[", "[200~", "a", "é\n", "\x07", "\x9b"]
    )
)


def through(pastes: Pastes, texts: list[str]) -> str:
    """All that comes out, once nothing more comes in."""
    return "".join([*map(pastes.filtered, texts), pastes.waited()])


@given(pieces, st.lists(st.integers(0, 40)))
def test_how_it_is_cut_up_makes_no_difference(parts: list[str], cuts: list[int]) -> None:
    text = "".join(parts)
    places = sorted({0, *(cut for cut in cuts if cut < len(text)), len(text)})
    cut_up = [text[a:b] for a, b in pairwise(places)]
    assert through(Pastes(), cut_up) == through(Pastes(), [text])


@given(pieces)
def test_within_a_paste_there_is_no_control_character_and_nothing_else_is_lost(
    parts: list[str],
) -> None:
    pasted = "".join(parts).replace(PASTE_ENDS, "")
    came = through(Pastes(), [f"x\x1b{PASTE_BEGINS}{pasted}{PASTE_ENDS}\x1b[A"])
    before, _, rest = came.partition(PASTE_BEGINS)
    within, _, after = rest.partition(PASTE_ENDS)
    assert (before, after) == ("x\x1b", "\x1b[A")
    assert within == "".join(c for c in pasted if c.isprintable() or c in "\t\n\r")


def test_a_lone_escape_waits_for_nothing() -> None:
    assert Pastes().filtered("\x1b") == "\x1b"


def test_reading_a_key_that_somebody_else_took_does_not_wait() -> None:
    terminal, shell = pty.openpty()
    with keys_of(shell) as keys:
        os.write(terminal, b"a\n")
        assert os.read(shell, 9) == b"a\n"
        assert read_keys(keys) is None
        assert os.get_blocking(shell)
        os.write(terminal, b"b\n")
        assert read_keys(keys) == b"b\n"
        os.close(terminal)
        assert read_keys(keys) == b""
    os.close(shell)


def test_everything_is_sent_again_after_a_resize_a_redraw_and_a_failed_write() -> None:
    terminal, descriptor = pty.openpty()
    output = Output(descriptor)

    def resize(columns: int, lines: int) -> None:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def sent(*texts: str) -> bytes:
        for text in texts:
            output.write(text)
        output.write("\x07")
        output.flush()
        return os.read(terminal, 999).removeprefix(b"\x07")

    whole = b"\x1b[H\x1b[mhere"
    resize(20, 4)
    assert sent("\x1b[1;1Hhere") == whole
    assert sent("\x1b[1;1Hhere") == b""
    resize(30, 5)
    assert sent("\x1b[1;1Hhere") == whole
    # The app did not know the new size yet. Now it does, and paints everything.
    assert sent(Output.RESIZED) == b""
    assert sent("\x1b[1;1Hhere") == whole
    assert sent(Output.RESIZED) == whole, "another size and back: the app paints nothing"
    assert sent(Output.REDRAW) == whole
    kept = os.dup(descriptor)
    os.close(descriptor)
    output.write("\x1b[1;1Hwent")
    output.flush()
    os.dup2(kept, descriptor)
    assert sent() == whole.replace(b"here", b"went")
    for each in (terminal, descriptor, kept):
        os.close(each)


def test_a_link_is_thin_where_the_first_screen_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, descriptor = pty.openpty()

    def sent(output: Output, text: str) -> bytes:
        output.write(f"\x1b[1;1H{text}")
        output.flush()
        return os.read(terminal, 9999)

    def screen(output: Output) -> bytes:
        output.write("".join(f"\x1b[{line};1H{'long' * 19}" for line in range(1, 20)))
        return sent(output, "first")

    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    for seconds, is_thin in ((60.0, False), (0.0, True)):
        monkeypatch.setattr(terminal_output, "THIN", seconds)
        output = Output(descriptor)
        assert ASKS_IF_SHOWN not in sent(output, "little")
        assert screen(output).endswith(ASKS_IF_SHOWN)
        assert output.link is Link.FAST, "a terminal that does not answer is not waited for"
        assert output.awaits, "a shell would take the answer for typed"
        with monkeypatch.context() as patch:
            patch.setattr(terminal_output, "FAREWELL", 0.0)
            assert not output.awaits
        output.answered()
        assert not output.awaits
        assert output.link is (Link.FREE if is_thin else Link.FAST)
        assert sent(output, "next").endswith(ASKS_IF_SHOWN) is is_thin
        assert output.link is (Link.BUSY if is_thin else Link.FAST)
        assert output.awaits is is_thin
    output.answered()
    assert output.link is Link.FREE
    assert sent(output, "lost").endswith(ASKS_IF_SHOWN)
    monkeypatch.setattr(terminal_output, "LONGEST", 0.0)
    assert output.link is Link.FREE, "an answer that never came is not waited for"
    output.answered()
    monkeypatch.setattr(terminal_output, "LONGEST", 60.0)
    assert sent(output, "late").endswith(ASKS_IF_SHOWN)
    assert output.link is Link.BUSY, "an answer that came too late is none to the next question"
    output.listen()
    assert output.link is Link.FREE, "a shell had the answer"
    for each in (terminal, descriptor):
        os.close(each)


def test_esc_is_held_as_long_as_textual_is_told_and_not_at_all_as_a_sequence() -> None:
    assert constants.ESCAPE_DELAY == ESCAPE_DELAY
    assert "read1(constants.ESCAPE_DELAY)" in inspect.getsource(XTermParser.parse)
    assert [*KeyParser().feed("\x1b")] == []
    assert [event.key for event in KeyParser().feed("\x1b[27u")] == ["escape"]  # type: ignore[attr-defined]
