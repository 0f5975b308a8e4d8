"""OpenSSH client configuration: what `ssh` would use for a host, worked out without running it.

`read_config` reads a file with what it includes; `Config.resolve` answers for one name. The first
value wins. Nothing is executed and no name is looked up: a `Match` that asks for a command, the
local user, the network or a tag never holds.
"""

from __future__ import annotations

import glob
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import translate
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from labtui.importers.files import UnreadableError

_WANTED = frozenset({"hostname", "user", "port", "proxyjump", "proxycommand"})
_DEEPEST = 16
_LONGEST_LINE = 10_000
_MOST_FILES = 1_000
_MOST_CHECKS = 1_000_000
_UNPROVEN = frozenset(
    {"exec", "localuser", "localnetwork", "tagged", "command", "version", "sessiontype"}
)
_KEYWORD = re.compile(r"\s*([^\s=\"]+)(?:\s*=\s*|\s+|$)(.*)", re.DOTALL)
_QUOTED = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'"
_WORD = re.compile(rf"((?:\\[\"'\\ ]|\\|{_QUOTED}|[^\s\"'\\])+)(?:\s+|$)")
_QUOTES = re.compile(rf"\\[\"'\\ ]|{_QUOTED}")


class TooMuchError(Exception):
    """A configuration has too many hosts and patterns to work out each; the message says so."""


class Address(NamedTuple):
    """How a host is reached, as far as the configuration states it."""

    host: str
    user: str
    port: str
    proxy: str


@dataclass(frozen=True, slots=True, eq=False)
class _Condition:
    """A `Host` or `Match` line, within the one that its file was included under."""

    is_match: bool
    words: tuple[str, ...]
    outer: _Condition | None = None

    @property
    def names(self) -> tuple[str, ...] | None:
        """The only names it can hold for; None where that cannot be told."""
        if self.is_match or any(is_pattern(word) for word in self.words):
            return self.outer.names if self.outer else None
        return self.words


@dataclass(slots=True)
class _Block:
    """Settings that stand together."""

    condition: _Condition | None
    settings: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Config:
    """A configuration with what it includes."""

    path: Path
    hosts: dict[str, Path] = field(default_factory=dict)
    """The names in `Host` lines, each with the file that it stands in first."""
    patterns: dict[str, Path] = field(default_factory=dict)
    """The patterns in `Host` lines, likewise."""
    files: set[Path] = field(default_factory=set)
    """Every file that was read."""
    problems: dict[tuple[Path, str], None] = field(default_factory=dict)
    """The files that something is wrong with, each with what."""
    unused: Counter[str] = field(default_factory=Counter)
    _blocks: list[_Block] = field(default_factory=list)
    _final: bool = False

    def resolve(self) -> Iterator[tuple[str, Address]]:
        """Give every name in a `Host` line with how it is reached, in their order.

        Raises `TooMuchError` before the first one if that would take too long.
        """
        anywhere: list[int] = []
        named: defaultdict[str, list[int]] = defaultdict(list)
        for index, block in enumerate(self._blocks):
            names = block.condition.names if block.condition else None
            if not block.settings:
                continue
            for places in (anywhere,) if names is None else (named[name] for name in set(names)):
                places.append(index)
        if len(self.hosts) * len(anywhere) > _MOST_CHECKS:
            raise TooMuchError("too many hosts and patterns")
        for name in self.hosts:
            found: dict[str, str] = {}
            self._apply([*anywhere, *named.get(name, ())], name, name, found)
            if self._final:
                host = found["hostname"]
                self._apply([*anywhere, *named.get(host, ())], name, host, found, is_last=True)
            yield name, _address(found)

    def _apply(
        self,
        indices: list[int],
        name: str,
        host: str,
        found: dict[str, str],
        is_last: bool = False,
    ) -> None:
        """Add to what was found for a name; in the last pass `Host` lines are about its address."""
        query = _Query(name, host, found, is_last)
        for index in sorted(indices):
            block = self._blocks[index]
            if block.condition is None or query.holds(block.condition):
                for keyword, value in block.settings:
                    found.setdefault(keyword, value)
        found["hostname"] = _host(host, found)


@dataclass(slots=True)
class _Query:
    """Which lines hold for a name, with what was found for it so far."""

    name: str
    host: str
    found: dict[str, str]
    is_last: bool
    _known: dict[_Condition, bool] = field(default_factory=dict)

    def holds(self, condition: _Condition) -> bool:
        """Tell if a line holds, as it did where it stood, whatever was found later."""
        if condition not in self._known:
            self._known[condition] = (condition.outer is None or self.holds(condition.outer)) and (
                self._match_holds(condition.words)
                if condition.is_match
                else _any_matches(condition.words, self.host)
            )
        return self._known[condition]

    def _match_holds(self, words: tuple[str, ...]) -> bool:
        for criterion, negated, wanted in _criteria(words):
            if criterion == "all":
                holds = True
            elif criterion in {"final", "canonical"}:
                holds = self.is_last
            elif criterion == "host":
                holds = _any_matches(wanted, _host(self.host, self.found))
            elif criterion == "originalhost":
                holds = _any_matches(wanted, self.name)
            elif criterion == "user":
                holds = _any_matches(wanted, self.found.get("user", ""))
            else:
                return False
            if holds == negated:
                return False
        return True


def _address(found: dict[str, str]) -> Address:
    proxy = found.get("proxyjump", "") or found.get("proxycommand", "")
    return Address(
        found["hostname"].lower(),
        found.get("user", ""),
        found.get("port", "22"),
        "" if proxy.lower() == "none" else proxy,
    )


def _host(name: str, found: dict[str, str]) -> str:
    return re.sub(
        "%[%h]", lambda sign: name if sign[0] == "%h" else "%", found.get("hostname", "%h")
    )


def _criteria(words: tuple[str, ...]) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    """Give the criteria of a `Match` line: what, whether it is negated, and its patterns."""
    rest = iter(words)
    for word in rest:
        head, equals, value = word.partition("=")
        criterion = head.removeprefix("!").lower()
        if criterion not in {"all", "final", "canonical"} and not equals:
            value = next(rest, "")
        yield criterion, head.startswith("!"), tuple(value.split(","))


def is_pattern(word: str) -> bool:
    """Return True for what stands for several hosts, or for none: `*.lan`, `!nas`."""
    return word.startswith("!") or "*" in word or "?" in word


def _any_matches(words: tuple[str, ...], text: str) -> bool:
    matched = False
    for word in words:
        if _pattern(word.removeprefix("!"))(text):
            if word.startswith("!"):
                return False
            matched = True
    return matched


@lru_cache(maxsize=10_000)
def _pattern(word: str) -> Callable[[str], object]:
    if not is_pattern(word):
        return word.__eq__
    return re.compile(translate(word.replace("[", "[[]"))).match


def read_config(path: Path, read: Callable[[Path], str], included: Callable[[str], str]) -> Config:
    """Read a configuration and what it includes.

    `read` gives a file's text or raises `UnreadableError`; `included` gives the path, with its
    wildcards, that an argument of `Include` stands for, or raises `UnreadableError`. Raises
    `UnreadableError` if the first file cannot be read.
    """
    reader = _Reader(Config(path), read, included)
    reader.read_file(path, None, ())
    return reader.config


class _Reader:
    def __init__(
        self, config: Config, read: Callable[[Path], str], included: Callable[[str], str]
    ) -> None:
        self.config = config
        self._read = read
        self._included = included
        self._texts: dict[Path, str] = {}
        self._count = 0

    def read_file(self, path: Path, outer: _Condition | None, above: tuple[Path, ...]) -> None:
        """Read a file under the line it is included under; `above` are the files around it."""
        if path not in self._texts:
            self._texts[path] = self._read(path)
        first_time = path not in self.config.files
        self.config.files.add(path)
        condition = outer
        self._begin(condition)
        for number, line in enumerate(self._texts[path].split("\n"), 1):
            keyword, words = split_line(line)
            if not keyword:
                continue
            if words is None:
                if first_time:
                    problem = f"line {number} was left out: too long, or a quote does not end"
                    self._problem(path, problem)
                continue
            small = keyword.lower()
            if small in {"host", "match"}:
                condition = _Condition(small == "match", words, outer)
                self._begin(condition)
                self._note_line(condition, path)
            elif small == "include":
                self._include(words, condition, (*above, path))
                self._begin(condition)
            elif small in _WANTED and words:
                value = " ".join(words) if small == "proxycommand" else words[0]
                self.config._blocks[-1].settings.append((small, value))
            elif first_time:
                self.config.unused[keyword] += 1

    def _begin(self, condition: _Condition | None) -> None:
        self.config._blocks.append(_Block(condition))

    def _note_line(self, condition: _Condition, path: Path) -> None:
        if not condition.is_match:
            for word in condition.words:
                if not is_pattern(word):
                    self.config.hosts.setdefault(word, path)
                elif not word.startswith("!"):
                    self.config.patterns.setdefault(word, path)
            return
        for criterion, _, _ in _criteria(condition.words):
            self.config._final |= criterion == "final"
            if criterion in _UNPROVEN:
                self.config.unused[f"Match {criterion}"] += 1

    def _include(
        self, words: tuple[str, ...], condition: _Condition | None, above: tuple[Path, ...]
    ) -> None:
        for word in words:
            if self._count > _MOST_FILES:
                self._problem(above[0], "includes are nested too deeply")
                return
            try:
                pattern = self._included(word)
            except UnreadableError as error:
                self._problem(above[-1], f"Include {word}: {error}")
                continue
            names = sorted(islice(glob.iglob(pattern), _MOST_FILES))  # noqa: PTH207 (absolute)
            for name in names:
                self._include_file(Path(name), condition, above)
            if not names and not glob.has_magic(word):
                self._problem(above[-1], f"Include {word}: no such file")

    def _include_file(
        self, path: Path, condition: _Condition | None, above: tuple[Path, ...]
    ) -> None:
        self._count += 1
        if path in above:
            self._problem(path, "a file that includes itself")
        elif len(above) > _DEEPEST:
            self._problem(above[0], "includes are nested too deeply")
        else:
            try:
                self.read_file(path, condition, above)
            except UnreadableError as error:
                self._problem(path, str(error))

    def _problem(self, path: Path, reason: str) -> None:
        self.config.problems[path, reason] = None


def split_line(line: str) -> tuple[str, tuple[str, ...] | None]:
    """Give a line's keyword and arguments; the keyword is empty for a line that says nothing.

    None stands for arguments whose quotes do not end, or that are longer than any real ones.
    """
    found = _KEYWORD.match(line)
    if not found or found[1].startswith("#"):
        return "", ()
    if len(line) > _LONGEST_LINE:
        return found[1], None
    words: list[str] = []
    rest = found[2].strip()
    at = 0
    while at < len(rest) and rest[at] != "#":
        word = _WORD.match(rest, at)
        if word is None:
            return found[1], None
        words.append(_QUOTES.sub(_unquoted, word[1]))
        at = word.end()
    return found[1], tuple(words)


def _unquoted(found: re.Match[str]) -> str:
    text = found[0]
    return text[1:] if text.startswith("\\") else re.sub(r"\\([\\\"'])", r"\1", text[1:-1])
