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
from labtui.errors import LabtuiError, StoreError
from labtui.text.wording import hint

THEMES = (
    "dark",
    "light",
    "high-contrast",
    "terminal",
    "catppuccin",
    "gruvbox",
    "nord",
    "tokyo-night",
)
"""The names of the themes, in the order in which the app offers them."""

SIGNS = ("unicode", "ascii")
"""What signs the app may be drawn with."""

KNOWN = ("theme", "signs", "keys")
"""The keys settings.toml may have."""

CheckKeys = Callable[[Mapping[str, str]], Mapping[str, str]]
"""Checks keys by command id, as written in settings.toml; returns them as the app binds them.

Raises `SettingsError` with every problem, none of which has a place yet.
"""


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


@dataclass(frozen=True, slots=True)
class Preferences:
    """The contents of settings.toml; what is not set, or set wrongly, has its default."""

    theme: str | None = None
    """One of `THEMES`."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys by command id. None if one of them is wrong: half a map would be another one."""
    problems: tuple[SettingsProblem, ...] = ()
    """All that is wrong, in the order of the lines."""
    signs: str | None = None
    """One of `SIGNS`; None goes by the terminal."""

    @property
    def notice(self) -> str:
        """The first problem, with the name of the file instead of its path; empty without one."""
        if not self.problems:
            return ""
        first, *others = self.problems
        shown = replace(first, place=Path(first.place).name if first.place else "")
        return f"{shown} ({len(others)} more in it)" if others else str(shown)


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
    """Read settings.toml; the defaults where there is no such file, and for what is wrong in it.

    `check_keys` is called only where there are keys. Never raises: a file that cannot be read, or
    is no TOML, is one problem.
    """
    try:
        data = Store(path, None, create=True).read(recover=False) or b""
    except StoreError as error:
        return Preferences(problems=(SettingsProblem("", str(error)),))
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        loaded = tomllib.loads(body.decode())
    except (ValueError, RecursionError) as error:
        problem = SettingsProblem("", _not_toml(body, error), str(path))
        return Preferences(problems=(problem,))
    read = _preferences(loaded, check_keys)
    return replace(read, problems=_with_places(read.problems, path, body.decode()))


def _not_toml(body: bytes, error: ValueError | RecursionError) -> str:
    """Why the text could not be parsed, in words."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        line = body.count(b"\n", 0, error.start) + 1
        return f"line {line}: not UTF-8. Save the file with the encoding UTF-8"
    return f"not TOML: {error}"


def _preferences(loaded: dict[str, Any], check_keys: CheckKeys) -> Preferences:
    """The checked settings; their problems have no place yet."""
    problems = [
        SettingsProblem(key, f"no such setting.{hint(key, KNOWN)}")
        for key in loaded
        if key not in KNOWN
    ]
    chosen: dict[str, str | None] = {}
    for key, choices in (("theme", THEMES), ("signs", SIGNS)):
        value = loaded.get(key)
        chosen[key] = value if value in choices else None
        if value is not None and value not in choices:
            said = f"{_quoted(value)} is not one of {', '.join(choices)}."
            problems.append(SettingsProblem(key, said + hint(str(value), choices)))
    keys, wrong_keys = _keys(loaded, check_keys)
    return Preferences(**chosen, keys=keys, problems=(*problems, *wrong_keys))


def _keys(
    loaded: dict[str, Any], check_keys: CheckKeys
) -> tuple[Mapping[str, str], list[SettingsProblem]]:
    """The checked keys, none if one of them is wrong, and what is wrong."""
    problems = []
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
            wrong = f'{_quoted(value)} is no key. Write it in quotes: "s", or several: "Ctrl+s, F2"'
            problems.append(SettingsProblem(f"keys.{id}", wrong))
    try:
        texts = {id: value for id, value in written.items() if isinstance(value, str)}
        keys = check_keys(texts) if texts else {}
    except SettingsError as error:
        problems += error.problems
    return {} if problems else keys, problems


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
) -> tuple[SettingsProblem, ...]:
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
    return tuple(replace(m, place=f"{path}:{line_of(m.key)}") for m in in_order)
