"""The terminal as a file: only cells that differ are sent, a thin link is asked how far it is.

Wraps what a terminal shows (`cell_screen`) and the descriptor it is reached by, for the driver.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from time import monotonic

from labtui.app.ascii_signs import ASCII
from labtui.app.cell_screen import CellScreen
from labtui.app.typeahead import LONGEST, Link

ASKS_IF_SHOWN = b"\x1b[6n"
"""Asks where the cursor is, which a terminal answers when it has shown what came before.

Nothing else tells how far a thin link has come: what is written stands in the kernel, in ssh and on
the way. Over such a link nothing more is painted until then.
"""
SCREENFUL = 1000
"""So many bytes show the first screen, after which is asked once."""
THIN = 1.0
"""Seconds for the first screen after which a link is thin; with `--slow` it always is."""
FAREWELL = 1.0
"""Seconds for which an answer is waited for at the end, as the shell would take it for typed."""


class Output:
    """The terminal as a file to which only the cells that differ are sent, in UTF-8.

    One thread writes. What a terminal that is gone does not take is left out.
    """

    REDRAW, RESIZED = "\x1b[redraw", "\x1b[resized"
    """Written among the rest, so that they take effect in turn."""

    def __init__(
        self, descriptor: int, *, in_ascii: bool = False, asks_if_shown: bool = False
    ) -> None:
        self._descriptor = descriptor
        self._is_thin = asks_if_shown
        self.is_heard = True
        """False when nobody reads what the terminal answers."""
        self._questions = self._answers = 0
        """How often the terminal was asked whether it has shown what was sent, and has answered.

        Each is counted by one thread. A terminal that never answers is not waited for.
        """
        self._asked = 0.0
        """When it was asked last."""
        self._in_ascii = in_ascii
        self._size: tuple[int, int] = shutil.get_terminal_size()  # where the terminal is silent
        self._size = self._terminal_size()
        self._is_resized = False
        self._screen = CellScreen(*self._size)

    def _terminal_size(self) -> tuple[int, int]:
        with suppress(OSError):
            size = os.get_terminal_size(self._descriptor)
            if all(size):
                return size
        return self._size

    def fileno(self) -> int:
        """The descriptor of the terminal."""
        return self._descriptor

    def write(self, text: str) -> None:
        """Take what Textual writes."""
        screen = self._screen
        size = self._terminal_size()
        if size != self._size:
            self._size, self._is_resized = size, True
            screen.resize(*size)
        if text == self.RESIZED and self._is_resized:
            # What was painted since then was painted for the old size.
            self._is_resized = False
            screen.resize(*size)
        elif text in (self.REDRAW, self.RESIZED):  # it may have been another size in between
            screen.redraw()
        else:
            screen.write(text.translate(ASCII) if self._in_ascii else text)

    @property
    def link(self) -> Link:
        """What is known of the way to the terminal."""
        if not (self._is_thin and self._answers):
            return Link.FAST
        if self._answers < self._questions and monotonic() - self._asked > LONGEST:
            self._answers = self._questions  # an answer was lost on the way
        return Link.BUSY if self._answers < self._questions else Link.FREE

    @property
    def awaits(self) -> bool:
        """Whether an answer may still come: for a second, where none has come yet."""
        if self.link is Link.BUSY:
            return True
        return self._answers < self._questions and monotonic() - self._asked < FAREWELL

    def listen(self) -> None:
        """The terminal is read from here on; for what it answered a shell is not waited."""
        self.is_heard = True
        self._questions = self._answers

    def answered(self) -> None:
        """The terminal has shown what was sent up to a question; the first one tells how fast."""
        if self._answers >= self._questions:
            return  # late, after it was not waited for any more; or F3 with Shift, which sends that
        if not self._answers and monotonic() - self._asked >= THIN:
            self._is_thin = True
        self._answers += 1

    def flush(self) -> None:
        """Send what differs by now."""
        data = self._screen.flush().encode("utf-8", "replace")
        is_first_screen = len(data) >= SCREENFUL and not self._questions
        if self.is_heard and (is_first_screen or (data and self._is_thin)):
            self._asked = monotonic()
            self._questions += 1
            data += ASKS_IF_SHOWN
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            self._screen.redraw()
