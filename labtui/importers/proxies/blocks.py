"""Directives with words and blocks in braces, which the formats of Caddy and nginx are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from labtui.importers.files import UnreadableError

LARGEST = 1_500_000
"""The most signs of a configuration."""

_DEEPEST = 40


@dataclass(slots=True)
class Directive:
    """A line with its words, and the block that begins there."""

    words: list[str]
    block: list[Directive] | None = None

    @property
    def name(self) -> str:
        """Its first word; empty for a block without one."""
        return self.words[0] if self.words else ""


class Builder:
    """Puts directives together from their words and signs."""

    def __init__(self, text: str) -> None:
        """Begin with a text. Raises `UnreadableError` for one that is too large."""
        if len(text) > LARGEST:
            raise UnreadableError(f"a configuration of more than {LARGEST // 1000} kB")
        self._current: list[Directive] = []
        self._around: list[list[Directive]] = []
        self._words: list[str] = []

    @property
    def goes_on(self) -> bool:
        """True where a list of addresses at the top goes on in the next line."""
        return bool(self._words) and self._words[-1].endswith(",") and not self._around

    def word(self, word: str) -> None:
        """Add a word to the directive that is being read."""
        self._words.append(word)

    def end(self) -> None:
        """End a directive, if one is being read."""
        if self._words:
            self._current.append(Directive(self._words))
            self._words = []

    def open(self) -> None:
        """Begin a block. Raises `UnreadableError`."""
        if len(self._around) == _DEEPEST:
            raise UnreadableError("nested too deeply")
        block: list[Directive] = []
        self._current.append(Directive(self._words, block))
        self._around.append(self._current)
        self._current, self._words = block, []

    def close(self) -> None:
        """End a block. Raises `UnreadableError`."""
        self.end()
        if not self._around:
            raise UnreadableError("a block is closed that was not begun")
        self._current = self._around.pop()

    def done(self) -> list[Directive]:
        """Give all directives. Raises `UnreadableError`."""
        if self._around:
            raise UnreadableError("a block that is not closed")
        self.end()
        return self._current


def lines(block: Sequence[Directive], name: str) -> Iterator[list[str]]:
    """Give the words after the name of each directive in a block that is called so."""
    return (one.words[1:] for one in block if one.name == name and one.block is None)
