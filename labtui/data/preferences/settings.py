"""What people choose for themselves in settings.toml: the theme, and which keys do what.

`models.Settings` is something else: how many days count as fresh, in the inventory.
"""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from labtui.data.framework.values import show_value
from labtui.data.storage.store import Store
from labtui.data.toml.syntax import statements
from labtui.errors import LabtuiError
from labtui.text.wording import hint

THEMES = ("dark", "light", "high-contrast", "terminal")
"""The themes by their names here and in the app, in the order one goes through them."""

KNOWN = ("theme", "keys")
"""What settings.toml may have."""

CheckKeys = Callable[[Mapping[str, str]], Mapping[str, str]]
"""Takes commands to keys as people write them, and gives them as the app takes them.

Raises SettingsError with everything that is wrong.
"""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose; the usual, where nothing was said."""

    theme: str | None = None
    """One of `THEMES`."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Ids of commands to keys."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in the settings."""

    key: str
    """The setting, dotted; empty where it is the file as a whole."""
    message: str
    place: str = ""
    """The file and the line."""

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.place, self.key, self.message)))


class SettingsError(LabtuiError):
    """Settings that cannot be used, with everything that is wrong in them."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        """Take at least one mistake."""
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = tuple(mistakes)

    @property
    def messages(self) -> tuple[str, ...]:
        """What is to be said, a line for each mistake."""
        return tuple(map(str, self.mistakes))


def read_preferences(path: Path, check_keys: CheckKeys = dict) -> Preferences:
    """What settings.toml says; the usual, where there is no such file.

    `check_keys` is asked only where there are keys. Raises SettingsError with every mistake at
    once, each with file and line, and StoreError where the file cannot be read.
    """
    data = Store(path, None, create=True).read(recover=False) or b""
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        said = tomllib.loads(body.decode())
    except RecursionError:
        raise SettingsError([Mistake("", "nested too deeply", str(path))]) from None
    except ValueError as error:
        raise SettingsError([Mistake("", _not_toml(body, error), str(path))]) from None
    try:
        return _preferences(said, check_keys)
    except SettingsError as error:
        raise SettingsError(_placed(error.mistakes, path, body.decode())) from None


def _not_toml(body: bytes, error: ValueError) -> str:
    """Why a text could not be read."""
    if isinstance(error, UnicodeDecodeError):
        line = body.count(b"\n", 0, error.start) + 1
        return f"line {line}: not UTF-8; save the file with the encoding UTF-8"
    return f"not TOML: {error}"


def _preferences(said: dict[str, Any], check_keys: CheckKeys) -> Preferences:
    """The settings, checked. Raises SettingsError without places."""
    mistakes = [
        Mistake(key, f"no such setting{hint(key, KNOWN)}") for key in said if key not in KNOWN
    ]
    theme = said.get("theme")
    if theme is not None and theme not in THEMES:
        near = hint(str(theme), THEMES)
        mistakes.append(
            Mistake("theme", f"{_quoted(theme)} is not one of {', '.join(THEMES)}{near}")
        )
    table = said.get("keys", {})
    if not isinstance(table, dict):
        mistakes.append(Mistake("keys", f"{_quoted(table)} is not a table of commands and keys"))
        table = {}
    keys: Mapping[str, str] = {}
    written = dict(_flat(table))
    for id, value in written.items():
        if not isinstance(value, str):
            wrong = f'{_quoted(value)} is not keys, as "s" or "Ctrl+s, F2"'
            mistakes.append(Mistake(f"keys.{id}", wrong))
    try:
        texts = {id: value for id, value in written.items() if isinstance(value, str)}
        keys = check_keys(texts) if texts else {}
    except SettingsError as error:
        mistakes += error.mistakes
    if mistakes:
        raise SettingsError(mistakes)
    return Preferences(theme, keys)


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else show_value(value)


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    """The values by dotted keys: `"room.sort"` may be written without its quotes too."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _placed(mistakes: Sequence[Mistake], path: Path, text: str) -> list[Mistake]:
    """The mistakes with their places, in the order of the lines."""
    lines: dict[str, int] = {}
    for statement in statements(text):
        line = text.count("\n", 0, statement.start) + 1
        lines.setdefault(".".join(map(str, statement.path)), line)

    def line_of(key: str) -> int:
        """The line a setting stands on, or what it is part of."""
        while key and key not in lines:
            key = key.rpartition(".")[0]
        return lines.get(key, 1)

    in_order = sorted(mistakes, key=lambda mistake: line_of(mistake.key))
    return [replace(m, place=f"{path}:{line_of(m.key)}") for m in in_order]
