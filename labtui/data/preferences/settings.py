"""The user's settings.toml: the theme, and the keys of commands.

`labtui.data.assessment.models.Settings` is something else: the [settings] of an inventory.
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
"""The names of the themes, in the order in which the app offers them."""

KNOWN = ("theme", "keys")
"""The keys settings.toml may have."""

CheckKeys = Callable[[Mapping[str, str]], Mapping[str, str]]
"""Checks keys by command id, as written in settings.toml; returns them as the app binds them.

Raises `SettingsError` with every problem.
"""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The contents of settings.toml; a field that was not set has its default."""

    theme: str | None = None
    """One of `THEMES`."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys by command id."""


@dataclass(frozen=True, slots=True)
class SettingsProblem:
    """One thing that is wrong in settings.toml."""

    key: str
    """The dotted key of the setting; empty where it concerns the file as a whole."""
    message: str
    place: str = ""
    """The file and the line, as `FILE:LINE`."""

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.place, self.key, self.message)))


class SettingsError(LabtuiError):
    """Settings that cannot be used, with every problem in them."""

    def __init__(self, problems: Sequence[SettingsProblem]) -> None:
        """`problems` has at least one."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)

    @property
    def messages(self) -> tuple[str, ...]:
        """One line for each problem."""
        return tuple(map(str, self.problems))


def read_preferences(path: Path, check_keys: CheckKeys = dict) -> Preferences:
    """Read settings.toml; the defaults where there is no such file.

    `check_keys` is called only where there are keys. Raises `SettingsError` with all problems at
    once, each with file and line, and `StoreError` where the file cannot be read.
    """
    data = Store(path, None, create=True).read(recover=False) or b""
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        loaded = tomllib.loads(body.decode())
    except RecursionError:
        raise SettingsError([SettingsProblem("", "nested too deeply", str(path))]) from None
    except ValueError as error:
        raise SettingsError([SettingsProblem("", _not_toml(body, error), str(path))]) from None
    try:
        return _preferences(loaded, check_keys)
    except SettingsError as error:
        raise SettingsError(_with_places(error.problems, path, body.decode())) from None


def _not_toml(body: bytes, error: ValueError) -> str:
    """Why the text could not be parsed, in words."""
    if isinstance(error, UnicodeDecodeError):
        line = body.count(b"\n", 0, error.start) + 1
        return f"line {line}: not UTF-8; save the file with the encoding UTF-8"
    return f"not TOML: {error}"


def _preferences(loaded: dict[str, Any], check_keys: CheckKeys) -> Preferences:
    """The checked settings. Raises `SettingsError` whose problems have no place yet."""
    problems = [
        SettingsProblem(key, f"no such setting{hint(key, KNOWN)}")
        for key in loaded
        if key not in KNOWN
    ]
    theme = loaded.get("theme")
    if theme is not None and theme not in THEMES:
        near = hint(str(theme), THEMES)
        problems.append(
            SettingsProblem("theme", f"{_quoted(theme)} is not one of {', '.join(THEMES)}{near}")
        )
    table = loaded.get("keys", {})
    if not isinstance(table, dict):
        problems.append(
            SettingsProblem("keys", f"{_quoted(table)} is not a table of commands and keys")
        )
        table = {}
    keys: Mapping[str, str] = {}
    written = dict(_flat(table))
    for id, value in written.items():
        if not isinstance(value, str):
            wrong = f'{_quoted(value)} is not keys, as "s" or "Ctrl+s, F2"'
            problems.append(SettingsProblem(f"keys.{id}", wrong))
    try:
        texts = {id: value for id, value in written.items() if isinstance(value, str)}
        keys = check_keys(texts) if texts else {}
    except SettingsError as error:
        problems += error.problems
    if problems:
        raise SettingsError(problems)
    return Preferences(theme, keys)


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else show_value(value)


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    """The values by dotted keys: `"room.sort"` may also be written without its quotes."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _with_places(
    problems: Sequence[SettingsProblem], path: Path, text: str
) -> list[SettingsProblem]:
    """The problems with their places, ordered by line."""
    lines: dict[str, int] = {}
    for statement in statements(text):
        line = text.count("\n", 0, statement.start) + 1
        lines.setdefault(".".join(map(str, statement.path)), line)

    def line_of(key: str) -> int:
        """The line of a setting, or else of the nearest table it is in."""
        while key and key not in lines:
            key = key.rpartition(".")[0]
        return lines.get(key, 1)

    in_order = sorted(problems, key=lambda problem: line_of(problem.key))
    return [replace(m, place=f"{path}:{line_of(m.key)}") for m in in_order]
