"""The format of systemd units, which quadlets share: sections of keys that may be repeated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_COMMENTS = ("#", ";")
_UNIT = re.compile(r"(?P<stem>.+?)(?:@(?P<instance>[^@]*))?\.(?P<type>[a-z]+)", re.DOTALL)

Line = tuple[str, str, str]
"""A section, a key and a value."""


def lines(text: str) -> Iterator[Line]:
    """Give the assignments of a unit file; a line that ends with a backslash goes on below."""
    section = ""
    held: list[str] = []
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith(_COMMENTS) or (not line and not held):
            continue
        if line.endswith("\\"):
            held.append(line[:-1])
            continue
        if held:
            line = " ".join([*held, line]).strip()
            held = []
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
            continue
        key, sign, value = line.partition("=")
        if sign and section:
            yield section, key.strip(), value.strip()


def words(value: str) -> list[str]:
    """Split a value at its spaces; quotes hold words together and are removed."""
    return [
        _QUOTED.sub(_unquoted, word) if "'" in word or '"' in word or "\\" in word else word
        for word in _WORD.findall(value)
    ]


def _unquoted(found: re.Match[str]) -> str:
    escaped, double, single = found.groups()
    return escaped or single or (_ESCAPED.sub(r"\1", double) if double else "")


_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_WORD = re.compile(r"""(?:[^\s"'\\]+|\\.?|"(?:[^"\\]|\\.)*"|'[^']*'|["'])+""", re.DOTALL)
_QUOTED = re.compile(r"""\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'""", re.DOTALL)


def parsed_name(name: str) -> tuple[str, str | None, str]:
    """Give the parts of a unit's name: `foo@bar.container` → `foo`, `bar`, `container`.

    The instance is empty for a template, and None where the name has no `@`.
    """
    match = _UNIT.fullmatch(name)
    return (match["stem"], match["instance"], match["type"]) if match else (name, None, "")


@dataclass(slots=True)
class Unit:
    """A unit with its drop-ins, as one."""

    name: str
    """The name of its file, that of an instance with the instance in it."""
    path: str
    """Its file, as findings name it."""
    values: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """By section and key; an empty assignment has emptied the list."""

    @property
    def type(self) -> str:
        """What kind of unit it is: `container`, `pod`, ..."""
        return parsed_name(self.name)[2]

    @property
    def stem(self) -> str:
        """Its name without the type."""
        return self.name.rpartition(".")[0]

    def add(self, assignments: Iterable[Line]) -> None:
        """Take assignments in; later ones come after earlier ones."""
        stem, instance, _ = parsed_name(self.name)
        known = {"i": instance or "", "p": stem, "N": self.stem, "n": self.name}
        for section, key, value in assignments:
            if value:
                text = _SPECIFIER.sub(lambda found: known.get(found[1], found[0]), value)
                self.values.setdefault((section, key), []).append(text)
            else:
                self.values[section, key] = []

    def all(self, section: str, key: str) -> list[str]:
        """Give the values of a key, in order."""
        return self.values.get((section, key), [])

    def last(self, section: str, key: str) -> str:
        """Give the value that counts of a key that has one; empty if it has none."""
        return next(reversed(self.all(section, key)), "")


_SPECIFIER = re.compile(r"%([a-zA-Z%])")


def dropin_folders(name: str) -> list[str]:
    """Give the names of the folders a unit's drop-ins may stand in, the most general first.

    For `a-b@c.container` these are `container.d`, `a-.container.d`, `a-b@.container.d`, and
    `a-b@c.container.d`.
    """
    stem, instance, kind = parsed_name(name)
    folders = [f"{kind}.d"]
    beginning = ""
    for piece in re.findall(r"[^-]*-", stem):
        beginning += piece
        folders.append(f"{beginning}.{kind}.d")
    if instance is not None:
        folders.append(f"{stem}@.{kind}.d")
    if f"{name}.d" not in folders:
        folders.append(f"{name}.d")
    return folders
