"""The terminal: what comes in cannot end the app, what goes out is UTF-8, and idle is asleep.

Textual's own driver decodes strictly, so that one stray byte ends the app; takes what is pasted for
keys where there is an escape in it; spins where the terminal is gone; wakes ten times a second; and
writes to standard error in whatever encoding that has.
None of this can be set from outside, so this one module goes by Textual's inside; a test notices
when that changes.
"""

from __future__ import annotations

import os
import selectors
import sys
import termios
from codecs import getincrementaldecoder
from contextlib import suppress
from io import TextIOWrapper
from typing import Any

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

RESET = (
    "\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""Undoes every mode the driver switches on."""


PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"

_CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord(c) for c in "\t\n\r"})


class Pastes:
    """Takes control characters out of what is pasted: an escape there would begin a key."""

    def __init__(self) -> None:
        self._within = False
        self._held = ""
        self._sent = ""
        """A lone escape that was not kept waiting, but may yet become the beginning of a paste."""

    def filtered(self, text: str) -> str:
        """What came in, but for what may yet become the beginning or the end of a paste."""
        sent = self._sent
        text = sent + self._held + text
        parts = []
        while True:
            marker = PASTE_ENDS if self._within else PASTE_BEGINS
            before, found, text = text.partition(marker)
            if not found:
                break
            parts += [self._clean(before), marker]
            self._within = not self._within
        begun = next(n for n in reversed(range(len(marker))) if before.endswith(marker[:n]))
        self._sent = "\x1b" if begun == 1 and not self._within else ""
        self._held = "" if self._sent else before[len(before) - begun :]
        parts.append(self._clean(before.removesuffix(self._held)))
        out = "".join(parts)
        if sent and not out:
            self._sent, self._held = sent, self._held.removeprefix(sent)
        return out.removeprefix(sent)

    def waited(self) -> str:
        """What was held back outside of a paste, once nothing more comes."""
        if self._within:
            return ""
        held, self._held, self._sent = self._held, "", ""
        return held

    def _clean(self, text: str) -> str:
        return text.translate(_CONTROLS) if self._within else text


class TerminalGone(Message):
    """Nobody sits at the terminal any more: the connection broke, or its window was closed."""


class _Output(TextIOWrapper):
    """The terminal as a file in UTF-8; what is written to one that is gone is lost quietly."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


class TerminalDriver(LinuxDriver):
    """Textual's driver, but for what the module says."""

    def __init__(self, app: Any, **kwargs: Any) -> None:
        super().__init__(app, **kwargs)
        assert sys.__stdout__ is not None
        self._out = sys.__stdout__.fileno()
        binary = open(self._out, "wb", closefd=False)  # noqa: SIM115
        self._file = _Output(binary, encoding="utf-8", errors="replace", newline="")
        self._waker: int | None = None

    def start_application_mode(self) -> None:
        """Take the terminal; whatever a suspension left to read from the waker is gone."""
        self._wakened, self._waker = os.pipe()
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def disable_input(self) -> None:
        """End the thread that reads keys, which sleeps until a key or this."""
        if self._waker is not None:
            os.write(self._waker, b".")
        super().disable_input()
        if self._waker is not None:
            os.close(self._waker)
            os.close(self._wakened)
            self._waker = None

    def run_input_thread(self) -> None:
        """Read keys until `disable_input`; sleeps while none come."""
        decoder = getincrementaldecoder("utf-8")("replace")
        parser, pastes = XTermParser(self._debug), Pastes()
        # A pause tells Esc from the start of a longer key.
        pause: float | None = None
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._wakened, selectors.EVENT_READ)
            while True:
                ready = {key.fd for key, _ in selector.select(pause)}
                if self._wakened in ready:
                    return
                try:
                    data = os.read(self.fileno, 4096) if ready else None
                except OSError:
                    data = b""
                if data == b"":
                    self.send_message(TerminalGone())
                    return
                text = pastes.waited() if data is None else pastes.filtered(decoder.decode(data))
                try:
                    for message in parser.feed(text) if text else parser.tick():
                        self.process_message(message)
                except (ArithmeticError, ValueError):  # a number no key and no mouse can have
                    parser = XTermParser(self._debug)
                pause = constants.ESCAPE_DELAY + 0.005 if text or data else None

    def process_message(self, message: Message) -> None:
        """Pass on what came in, but for keys made of bytes that are no text."""
        if not (isinstance(message, events.Key) and message.character == "\ufffd"):
            super().process_message(message)

    def abandon(self, status: int) -> None:
        """End the process now, with the terminal as it was found as far as it can be had."""
        with suppress(OSError, termios.error):
            os.set_blocking(self._out, False)
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            os.write(self._out, RESET.encode())
        os._exit(status)
