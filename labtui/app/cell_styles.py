"""Styles of terminal cells: read from SGR sequences, and the shortest sequence between two.

A style is interned, so that two cells look the same if their styles are the same object.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_MOST = 4096
"""Entries after which a cache starts anew, so that no stream of colours fills the memory."""

_OFF = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "21": "24",
    "5": "25",
    "6": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    "53": "55",
}
"""Attributes, and what turns each off."""

_FOREGROUNDS = frozenset(map(str, (*range(30, 38), *range(90, 98))))
_BACKGROUNDS = frozenset(map(str, (*range(40, 48), *range(100, 108))))
_SEEN_ON_BLANKS = frozenset(["4", "21", "5", "6", "7", "9", "53"])


class Look(NamedTuple):
    """What a style consists of, in the parameters of SGR; the link as in OSC 8."""

    foreground: str = ""
    background: str = ""
    attributes: frozenset[str] = frozenset()
    link: str = ""


class Style:
    """An interned look; `blank` is the style that all spaces share that look like this one's."""

    __slots__ = ("blank", "look")

    def __init__(self, look: Look) -> None:
        self.look = look
        self.blank = self


class Styles:
    """The styles of one screen, and the sequences between them."""

    def __init__(self) -> None:
        self._styles: dict[Look, Style] = {}
        self._applied: dict[Style, dict[str, Style | None]] = {}
        self._changes: dict[tuple[Style | None, Style], str] = {}
        self.plain = Style(Look())
        self.on_plain: dict[str, Style | None] = {}
        """Known results of `applied` for the plain style."""

    def _style(self, look: Look) -> Style:
        if look == self.plain.look:
            return self.plain
        style = self._styles.get(look)
        if style is None:
            if len(self._styles) >= _MOST:
                self._styles.clear()
            style = self._styles[look] = Style(look)
            if not look.attributes & _SEEN_ON_BLANKS:
                blank = Look(background=look.background, link=look.link)
                if blank != look:
                    style.blank = self._style(blank)
        return style

    def linked(self, style: Style, link: str) -> Style:
        """The style with another link."""
        return self._style(style.look._replace(link=link))

    def on_background(self, pen: Style, blank: Style) -> Style:
        """What to change a pen to for a blank: only what is seen on it."""
        if pen.look.attributes & _SEEN_ON_BLANKS or blank.look.attributes & _SEEN_ON_BLANKS:
            return blank
        seen = blank.look
        return self._style(pen.look._replace(background=seen.background, link=seen.link))

    def applied(self, style: Style | None, sequence: str, link: str) -> Style | None:
        """The style after an SGR sequence; None is an unknown one."""
        if style is None:
            return self._parsed(None, sequence[2:-1], link)
        known = self.on_plain if style is self.plain else self._applied.setdefault(style, {})
        if sequence not in known:
            if len(known) + len(self._applied) >= _MOST:
                self._applied.clear()
                known.clear()
            known[sequence] = self._parsed(style.look, sequence[2:-1], link)
        return known[sequence]

    def _parsed(self, look: Look | None, words: str, link: str) -> Style | None:
        parameters = iter(words.split(";"))
        for word in parameters:
            if word.strip("0") == "":
                look = Look(link=link)
            elif look is None:
                return None
            else:
                look = _changed(look, word.lstrip("0"), parameters)
                if look is None:
                    return None
        return look and self._style(look)

    def change(self, old: Style | None, new: Style) -> str:
        """The shortest sequence from one style to another, but for links; None is unknown."""
        key = old, new
        found = self._changes.get(key)
        if found is None:
            if len(self._changes) >= _MOST:
                self._changes.clear()
            found = self._changes[key] = _change(old.look if old else None, new.look)
        return found


def _changed(look: Look, word: str, parameters: Iterator[str]) -> Look | None:
    """The look after one parameter of SGR and those that belong to it; None if unknown."""
    attributes = look.attributes
    if word in _OFF:
        same = {"4", "21"} if word in {"4", "21"} else set()
        return look._replace(attributes=attributes - same | {word})
    if word in _OFF.values():
        return look._replace(attributes=frozenset(a for a in attributes if _OFF[a] != word))
    if word in {"38", "48"}:
        kind = next(parameters, "")
        numbers = [next(parameters, "") for _ in range({"5": 1, "2": 3}.get(kind, 0))]
        if not numbers or not all(number.isdecimal() for number in numbers):
            return None
        color = ";".join([word, kind, *numbers])
        return look._replace(foreground=color) if word == "38" else look._replace(background=color)
    if word == "39" or word in _FOREGROUNDS:
        return look._replace(foreground="" if word == "39" else word)
    if word == "49" or word in _BACKGROUNDS:
        return look._replace(background="" if word == "49" else word)
    return None


def _change(old: Look | None, new: Look) -> str:
    whole = [*sorted(new.attributes), *filter(None, (new.foreground, new.background))]
    words = ["0", *whole] if whole else [""]
    if old is not None:
        step = _step(old, new)
        if sum(map(len, step)) + len(step) <= sum(map(len, words)) + len(words):
            words = step
    return f"\x1b[{';'.join(words)}m" if words else ""


def _step(old: Look, new: Look) -> list[str]:
    """The parameters that change only what differs."""
    off = sorted({_OFF[attribute] for attribute in old.attributes - new.attributes})
    kept = {attribute for attribute in old.attributes if _OFF[attribute] not in off}
    step = [*off, *sorted(new.attributes - kept)]
    if new.foreground != old.foreground:
        step.append(new.foreground or "39")
    if new.background != old.background:
        step.append(new.background or "49")
    return step
