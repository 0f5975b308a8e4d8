"""The routes of a Caddyfile: its sites, with the snippets and files that they import."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from labtui.importers import files
from labtui.importers.files import GivenFile, UnreadableError
from labtui.importers.found import Target
from labtui.importers.proxies.blocks import Directive
from labtui.importers.proxies.caddyfile import directives
from labtui.importers.proxies.routes import ANSWERS_ITSELF, Routes, Site, upstreams

_MOST = 100_000
"""The most directives that imports may add."""

_MOST_FILES = 1000
_DEEPEST = 20
_ARGUMENT = re.compile(r"\{args(?:\[(\d{1,3})\]|\.(\d{1,3}))\}")
_SENDS = frozenset({"reverse_proxy", "php_fastcgi"})
_GROUPS = frozenset({"handle", "handle_path", "route"})
_ANSWERS = frozenset({"respond", "redir", "file_server", "abort", "error", "acme_server"})
_DYNAMIC = frozenset({"a", "srv"})
_MAIN_FOLDER = "/etc/caddy/"


def is_caddyfile(name: str) -> bool:
    """Return True for what Caddyfiles are called, in small letters."""
    return is_main(name) or name.endswith((".caddyfile", ".caddy"))


def is_main(name: str) -> bool:
    """Return True for what the Caddyfile is called that imports the others."""
    return name.partition(".")[0] == "caddyfile" and not name.endswith((".md", ".html", ".json"))


def looks_like_caddyfile(text: str) -> bool:
    """Return True for a text with a site that leads somewhere, or with an import."""
    return re.search(r"^\s*(?:reverse_proxy|php_fastcgi|import)\b|\{\s*$", text, re.M) is not None


@dataclass(slots=True)
class _Reading:
    """The reading of one Caddyfile with what it imports."""

    file: GivenFile
    read: Callable[[Path], str]
    routes: Routes
    imported: set[Path]
    snippets: dict[str, list[Directive]] = field(default_factory=dict)
    left: int = _MOST

    def count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise UnreadableError("it imports too much")


def read(file: GivenFile, text: str, routes: Routes, read_file: Callable[[Path], str]) -> set[Path]:
    """Add the routes of a Caddyfile; gives the files that it imports.

    `read_file` gives the text of another file. Raises `UnreadableError`.
    """
    reading = _Reading(file, read_file, routes, set())
    top = list(_expanded(directives(text), reading, file.path, 0))
    for addresses, block in _sites(top):
        words = [word for address in addresses for word in address.split(",") if word]
        sites = [site for site in map(_site, words) if site is not None]
        if sites:
            _Walk(reading, sites).block(block)
    return reading.imported


# --- imports


def _expanded(
    found: Sequence[Directive], reading: _Reading, at: Path, depth: int
) -> Iterator[Directive]:
    """Give directives with what they import in their place; `at` is the file they stand in."""
    for one in found:
        reading.count()
        if re.fullmatch(r"&?\(.+\)", one.name) and one.block is not None:
            reading.snippets[one.name.strip("&()")] = one.block
        elif one.name == "import" and len(one.words) > 1:
            if depth == _DEEPEST:
                raise UnreadableError("imports itself")
            yield from _imported(one, reading, at, depth + 1)
        elif one.name == "invoke" and one.words[1:2] and one.words[1] in reading.snippets:
            yield from _expanded(reading.snippets[one.words[1]], reading, at, depth + 1)
        elif one.block is None:
            yield one
        else:
            yield Directive(one.words, list(_expanded(one.block, reading, at, depth)))


def _imported(one: Directive, reading: _Reading, at: Path, depth: int) -> Iterator[Directive]:
    name, arguments = one.words[1], one.words[2:]
    snippet = reading.snippets.get(name)
    if snippet is not None:
        filled = [_filled(line, arguments, one.block or [], reading) for line in snippet]
        yield from _expanded([line for lines in filled for line in lines], reading, at, depth)
        return
    for path in _files(name, reading, at):
        reading.imported.add(path)
        try:
            inside = directives(reading.read(path))
        except UnreadableError as error:
            reading.routes.skip(f"import {name}", str(error))
            continue
        yield from _expanded(inside, reading, path, depth)


def _files(name: str, reading: _Reading, at: Path) -> list[Path]:
    folder, named = str(at.parent), name.removeprefix(_MAIN_FOLDER)
    found = []
    if "{" not in name and not named.startswith("/"):
        found = sorted(glob.glob(os.path.join(glob.escape(folder), named)))  # noqa: PTH118, PTH207
    root = os.path.realpath(reading.file.root)
    inside = [path for path in found if Path(os.path.realpath(path)).is_relative_to(root)]
    if len(inside) < len(found) or not (found or glob.has_magic(named)):
        reading.routes.skip(f"import {name}", "neither a snippet nor a file of this folder")
    return [path for path in map(Path, inside) if files.is_file(path)][:_MOST_FILES]


def _filled(
    line: Directive, arguments: Sequence[str], block: list[Directive], reading: _Reading
) -> list[Directive]:
    """Give a line of a snippet with the words and the block that it is imported with."""
    reading.count()
    if line.words == ["{block}"]:
        return block

    def word(found: re.Match[str]) -> str:
        at = int(found[1] or found[2])
        return arguments[at] if at < len(arguments) else found[0]

    words: list[str] = []
    for one in line.words:
        words += arguments if one == "{args[:]}" else [_ARGUMENT.sub(word, one)]
    inside = None
    if line.block is not None:
        inside = [new for old in line.block for new in _filled(old, arguments, block, reading)]
    return [Directive(words, inside)]


# --- sites


def _sites(top: Sequence[Directive]) -> Iterator[tuple[list[str], list[Directive]]]:
    """Give the addresses of each site with what stands in it; braces may be left out for one."""
    own = [one for one in top if one.words]  # without the block of global options
    if own and own[0].block is None:
        yield own[0].words, own[1:]
        return
    for one in own:
        if one.block is not None:
            yield one.words, one.block


_ADDRESS = re.compile(r"(?:(https?)://)?([^/:]*|\[[^\]]*\])(?::(\d{1,5}))?(/.*)?$")
_USUAL_PORTS = {"": "", "80": "http", "443": "https"}


def _site(word: str) -> Site | None:
    found = _ADDRESS.match(word)
    if found is None:
        return Site(word) if "{" in word else None
    scheme, host, port, path = (found[n] or "" for n in range(1, 5))
    if port in _USUAL_PORTS:
        return Site(host, _path(path), scheme or _USUAL_PORTS[port] or "https")
    return Site(host, _path(path), scheme or "https", int(port))


def _path(pattern: str) -> str:
    """Give the fixed beginning of a path: `/api/*` → /api."""
    return pattern.partition("*")[0].rstrip("/")


@dataclass(frozen=True, slots=True)
class _Matcher:
    hosts: tuple[str, ...] = ()
    path: str = ""


@dataclass(slots=True)
class _Walk:
    """The way through the blocks of a site."""

    reading: _Reading
    sites: Sequence[Site]
    matchers: Mapping[str, _Matcher] = field(default_factory=dict)

    def block(self, found: Sequence[Directive]) -> None:
        """Add the routes of a block."""
        own = {one.name: _matcher(one) for one in found if one.name.startswith("@")}
        self.matchers = {**self.matchers, **own}
        for one in found:
            if one.name in _SENDS:
                sites, words = self._narrowed(one.words[1:])
                targets = list(_targets(words, one.block or []))
                for site in sites:
                    self.reading.routes.add(site, targets)
            elif one.name in _GROUPS:
                sites, _ = self._narrowed(one.words[1:])
                _Walk(self.reading, sites, self.matchers).block(one.block or [])
            elif one.name in _ANSWERS:
                for site in self._narrowed(one.words[1:])[0]:
                    self.reading.routes.leave_out(site, ANSWERS_ITSELF)

    def _narrowed(self, words: Sequence[str]) -> tuple[Sequence[Site], Sequence[str]]:
        """Give the sites that a matcher leaves, and the words after it."""
        first = words[0] if words else ""
        if first.startswith("@"):
            matcher = self.matchers.get(first, _Matcher())
        elif first.startswith("/"):
            matcher = _Matcher(path=_path(first))
        else:
            return self.sites, words[1:] if first == "*" else words
        sites = self.sites
        if matcher.hosts:
            like = sites[0]
            sites = [replace(like, host=host) for host in matcher.hosts]
        if matcher.path:
            sites = [replace(site, path=matcher.path) for site in sites]
        return sites, words[1:]


def _matcher(one: Directive) -> _Matcher:
    """Read `@name host a b`, or `@name` with such lines in a block."""
    lines = [one.words[1:], *(line.words for line in one.block or [])]
    hosts = [word for words in lines if words[:1] == ["host"] for word in words[1:]]
    paths = [word for words in lines if words[:1] == ["path"] for word in words[1:]]
    return _Matcher(tuple(hosts), _path(paths[0]) if len(paths) == 1 else "")


def _targets(words: Sequence[str], block: Sequence[Directive]) -> Iterator[Target]:
    yield from upstreams(words)
    for line in block:
        if line.name == "to":
            yield from upstreams(line.words[1:])
        elif line.name == "dynamic" and len(line.words) > 2 and line.words[1] in _DYNAMIC:
            yield from upstreams([":".join(line.words[2:4])])
