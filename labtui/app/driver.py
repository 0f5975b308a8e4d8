"""The terminal driver: input cannot end the app, output is UTF-8, and an idle app sleeps.

Textual's own driver decodes strictly, so that one stray byte ends the app; takes a pasted text for
keys if it contains an escape; spins if the terminal is gone; wakes ten times a second; starts
anew for each SIGCONT without an end to what it had started; and writes to standard error in the
encoding of the locale.
None of this can be configured, so this module relies on Textual's internals; a test notices
when they change.
"""

from __future__ import annotations

import asyncio
import os
import selectors
import signal
import sys
import termios
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from types import FrameType
from typing import Any

from textual import constants, events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from labtui.app.key_parser import KeyParser
from labtui.app.terminal_output import FAREWELL, Output
from labtui.app.typeahead import Link

RESET = (
    "\x1b[m\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""Resets every mode the driver sets."""


ESCAPE_DELAY = 0.025
"""Seconds for which Esc is held back, since it may be the first byte of a longer key.

A terminal writes a key at once, and ssh sends what was typed every 20 ms: a key that was torn apart
is whole after that. Textual waits 0.1. The environment's ESCDELAY, in milliseconds, is preferred.
Where a terminal has the keyboard protocol of kitty, Esc is a sequence and waits for nothing.
"""
TORN_DELAY = 0.1
"""Seconds until what is more than Esc, and no whole key yet, is taken for keys of its own.

Nobody types such a thing in a row: it is a key or a paste that the link tore apart.
"""

if "ESCDELAY" not in os.environ:
    setattr(constants, "ESCAPE_DELAY", ESCAPE_DELAY)  # noqa: B010 - a constant of Textual's

PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"

_CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord(c) for c in "\t\n\r"})


class Pastes:
    """Removes control characters from pasted texts, where an escape would begin a key."""

    def __init__(self) -> None:
        self._within = False
        self._held = ""
        self._sent = ""
        """A lone escape already passed on, which may still be the start of a paste marker."""

    def filtered(self, text: str) -> str:
        """The input, without an end that may be part of a marker; that is held back."""
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
        """The input held back outside of a paste; called when no more input follows."""
        if self._within:
            return ""
        held, self._held, self._sent = self._held, "", ""
        return held

    def _clean(self, text: str) -> str:
        return text.translate(_CONTROLS) if self._within else text


class TerminalGone(Message):
    """The terminal is gone: the connection broke, or the window was closed."""


@contextmanager
def keys_of(terminal: int) -> Iterator[int]:
    """A descriptor of a terminal from which reading never waits; the given one if it has none.

    Who stops labtui from outside gives the keys to the shell, also those it was about to read.
    It would wait for others, and the event loop for it.
    """
    try:
        keys = os.open(os.ttyname(terminal), os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        yield terminal
        return
    try:
        yield keys
    finally:
        os.close(keys)


def read_keys(keys: int) -> bytes | None:
    """What a terminal sent: nothing once it is gone, None if somebody else took it."""
    try:
        return os.read(keys, 4096)
    except BlockingIOError:
        return None
    except OSError:
        return b""


class TerminalDriver(LinuxDriver):
    """Textual's driver with the changes listed at the top of the module."""

    def __init__(self, app: Any, **kwargs: Any) -> None:
        super().__init__(app, **kwargs)
        assert sys.__stdout__ is not None
        self._out = sys.__stdout__.fileno()
        self._shown = Output(self._out, in_ascii=app.in_ascii, asks_if_shown=app.is_slow)
        self._file = self._shown  # type: ignore[assignment]
        self._is_resized = False
        self._starts = 0
        """How often the terminal was taken."""
        self._waker: int | None = None
        """Ends the thread that reads keys; None without the terminal."""

    def start_application_mode(self) -> None:
        """Take the terminal, with a new waker, so that nothing is left to read from the old one."""
        if self._waker is None:  # a start in the background is repeated in the foreground
            self._wakened, self._waker = os.pipe()
        self._shown.listen()
        self._loop = asyncio.get_running_loop()
        self._starts += 1
        super().start_application_mode()  # type: ignore[no-untyped-call]
        tell = signal.getsignal(signal.SIGWINCH)

        def note(number: int, frame: FrameType | None) -> None:
            self._is_resized = True
            if callable(tell):
                tell(number, frame)

        signal.signal(signal.SIGWINCH, note)

    def stop_application_mode(self) -> None:
        """Give the terminal back, also what an earlier end has not given back.

        At a Ctrl+Z that a shell is to get, the kernel throws away what the terminal was not sent
        yet. Modes are set anew at each start; how keys are reported is put on a stack.
        """
        if self._starts > 1:
            self.write(f"\x1b[<{self._starts}u")
        super().stop_application_mode()

    def _sigtstp_application(self, *_: object) -> None:
        """Give the terminal back in the event loop: never in the middle of taking it."""
        if not self._auto_restart:  # an editor has the terminal
            self._stop_process()
            return
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        """Give the terminal back and stop, as the shell asked with Ctrl+Z."""
        if self._key_thread is not None and self._key_thread.is_alive():
            self.suspend_application_mode()
        self._must_signal_resume = True
        self._stop_process()

    def _stop_process(self) -> None:
        """Stop, unless a signal asked for the end.

        A service manager sends SIGTERM and SIGCONT at once, and nothing would continue the app
        that stops after these.
        """
        app: Any = self._app
        if not app.must_end:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        """Take the terminal again in the event loop, where no second signal interrupts that."""
        if self._auto_restart:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._continue)

    def _continue(self) -> None:
        """Take the terminal again after Ctrl+Z, or SIGSTOP, after which its modes are a shell's.

        Who is to end does not need it, and would be stopped in the background for taking it.
        """
        app: Any = self._app
        if app.must_end:
            return
        if self._key_thread is not None and self._key_thread.is_alive():
            self._must_signal_resume = True
            self._shown.listen()  # the shell took what the terminal answered
            self.suspend_application_mode()
        if self._must_signal_resume:
            self.resume_application_mode()

    @property
    def link(self) -> Link:
        """What is known of the way to the terminal."""
        return self._shown.link

    def redraw(self) -> None:
        """Send the whole screen again: something else may have written on it."""
        self.write(Output.REDRAW)

    def resized(self) -> None:
        """The app knows the terminal's size, and paints for it from here on.

        It is told the size when it was resized, and by some terminals at the start.
        """
        if self._is_resized:
            self._is_resized = False
            self.write(Output.RESIZED)

    def disable_input(self) -> None:
        """Wake and end the thread that reads keys."""
        self._shown.is_heard = False
        if self._waker is not None:
            latest = monotonic() + FAREWELL
            while self._shown.awaits and monotonic() < latest:
                sleep(0.01)
            os.write(self._waker, b".")
        super().disable_input()
        if self._waker is not None:
            os.close(self._waker)
            os.close(self._wakened)
            self._waker = None

    def close(self) -> None:
        """Wait until all is written, also if Ctrl+S stopped the output while a shell had it."""
        with suppress(OSError, termios.error):
            termios.tcflow(self._out, termios.TCOON)
        super().close()

    def _parser(self) -> KeyParser:
        app: Any = self._app
        return KeyParser(self._debug, alt_keys=app.alt_keys, is_typing=lambda: bool(app.is_typing))

    def run_input_thread(self) -> None:
        """Read keys until `disable_input`; sleeps while there is no input."""
        decoder = getincrementaldecoder("utf-8")("replace")
        parser, pastes = self._parser(), Pastes()
        # A pause distinguishes Esc from the start of a longer key.
        pause: float | None = None
        with keys_of(self.fileno) as keys, selectors.DefaultSelector() as selector:
            selector.register(keys, selectors.EVENT_READ)
            try:
                selector.register(self._wakened, selectors.EVENT_READ)
            except OSError:
                if self._waker is None:  # Ctrl+Z gave the terminal back before this began
                    return
                raise
            while True:
                ready = {key.fd for key, _ in selector.select(pause)}
                if self._wakened in ready:
                    return
                data = read_keys(keys) if ready else None
                if data == b"":
                    self.send_message(TerminalGone())
                    return
                text = pastes.waited() if data is None else pastes.filtered(decoder.decode(data))
                try:
                    for message in parser.feed(text) if text else parser.tick():
                        self.process_message(message)
                except (ArithmeticError, ValueError):  # an impossible number in a sequence
                    parser = self._parser()
                pause = None
                if text or data:
                    is_torn = data is not None and not data.endswith(b"\x1b")
                    pause = TORN_DELAY if is_torn else constants.ESCAPE_DELAY
                    pause += 0.001  # what is due is due by then

    def _tell_free(self) -> None:
        app: Any = self._app
        app.type_ahead.link_is_free()

    def process_message(self, message: Message) -> None:
        """Pass on a message; ignore keys from bytes that are not text."""
        if isinstance(message, events.CursorPosition):
            self._shown.answered()
            if self.link is Link.FREE:
                with suppress(RuntimeError):  # the loop has ended
                    self._loop.call_soon_threadsafe(self._tell_free)
            return
        if not (isinstance(message, events.Key) and message.character == "\ufffd"):
            super().process_message(message)

    def abandon(self, status: int) -> None:
        """End the process at once; restore the terminal if possible."""
        with suppress(OSError, termios.error):
            os.set_blocking(self._out, False)
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            os.write(self._out, RESET.encode())
        os._exit(status)
