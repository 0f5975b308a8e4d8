"""Keys from what a terminal sends: Esc and the letter after it are two keys.

Most terminals send Alt and a letter as Esc and the letter, and over SSH a quick Esc and the letter
after it come as the same. Textual makes one key of both, so both would be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from textual import events
from textual._xterm_parser import XTermParser

ESC = "\x1b"

_LONGER = "[OP]^_"
"""After Esc, these begin a longer sequence, unless nothing follows."""

_WORD_MOVES = "bf"
"""After Esc, these are Alt and an arrow on some terminals: a move by a word in a text."""


class KeyParser(XTermParser):
    """Textual's parser, but for Esc and a letter; a test notices if it changes."""

    def __init__(
        self,
        debug: bool = False,
        *,
        alt_keys: Collection[str] = (),
        is_typing: Callable[[], bool] = lambda: False,
    ) -> None:
        """Leave the `alt_keys` together: the keymap has them."""
        super().__init__(debug)
        self._alt_keys = alt_keys
        self._is_typing = is_typing

    def _sequence_to_key_events(
        self,
        sequence: str,
        alt: bool = False,
    ) -> Iterable[events.Key]:
        letter = self._letter_after_esc(sequence, alt=alt)
        if letter is None:
            return super()._sequence_to_key_events(sequence, alt)
        together = [*super()._sequence_to_key_events(letter, alt=True)]
        if any(key.key in self._alt_keys for key in together):
            return together
        return [events.Key("escape", ESC), *super()._sequence_to_key_events(letter)]

    def _letter_after_esc(self, sequence: str, *, alt: bool) -> str | None:
        """The letter of a sequence that is Esc and a letter; with `alt`, Esc was left out."""
        if alt:
            return sequence
        if len(sequence) != len(ESC) + 1 or sequence[0] != ESC or sequence[1] in _LONGER:
            return None
        letter = sequence[1]
        if letter in _WORD_MOVES and self._is_typing():
            return None
        return letter if letter.isprintable() or letter == "\r" else None
