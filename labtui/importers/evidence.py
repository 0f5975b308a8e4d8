"""What sources of evidence share: how their files are read, and what their targets say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from labtui.importers.files import (
    NOT_READABLE,
    GivenFile,
    UnreadableError,
    any_like,
    given_files,
    is_file,
    is_folder,
    read_text,
)
from labtui.importers.found import Evidence, Finding, Options, Skip, Target
from labtui.importers.trees import Tree
from labtui.text.redaction import public_url

SWITCHED_OFF = "not in use: it is switched off"
"""Why a check or a job is skipped."""

UPSIDE_DOWN = "it checks that nothing answers"
"""Why a check says nothing of whether something works."""

_PLACEHOLDER = re.compile(r"[${}<>`]|%[A-Za-z]$|\(\(")
_EXAMPLE = re.compile(r"(?:^|[._-])(?:examples?|samples?|templates?|dist)(?:[._-]|$)")
_HOST = re.compile(r"[\w.:%-]+")
_PLAIN_PATH = re.compile(r"(?:/(?:[a-z._-]{1,30}|v\d)(?=/|$))*/?", re.IGNORECASE)
_LONGEST_NAME = 200


Take = Callable[[GivenFile, Finding], str]
"""Puts what a file says into a finding, or gives the reason why the file is skipped.

May raise `UnreadableError`.
"""


def read_each(
    paths: Iterable[Path],
    is_wanted: Callable[[str], bool],
    finding: Finding,
    options: Options,
    take: Take,
) -> Finding:
    """Read the files of some paths that are wanted by their names; gives `finding`.

    Raises `SourceError` if a path does not exist.
    """
    for file in given_files(paths, is_wanted, finding):
        read_file(file, finding, options, take)
    return finding


def read_file(file: GivenFile, finding: Finding, options: Options, take: Take) -> None:
    """Read a file into a finding, or skip it; what is in a file that is not in use is dropped."""
    own = Finding()
    try:
        reason = take(file, own)
    except UnreadableError as error:
        reason = str(error)
    has_any = bool(own.evidence or own.skips)
    if has_any and not options.everything:
        is_example = _EXAMPLE.search(file.path.name.lower())
        reason = file.why_not_in_use() or ("not in use: an example" if is_example else reason)
    if has_any:
        options.progress(file.shown)
    if reason:
        finding.skips.append(Skip(file.shown, reason))
    else:
        finding.evidence += with_own_keys(own.evidence)
        finding.skips += own.skips
        finding.unused.update(own.unused)


def check(key: str, about: Target, file: GivenFile) -> Evidence:
    """Give the evidence of a check that stands in a file."""
    return Evidence(key, "check", (about,), path=file.name, root=file.root)


def with_own_keys(found: Iterable[Evidence]) -> list[Evidence]:
    """Give the evidence of one file with keys that are unique: the second gets `(2)`."""
    taken: Counter[str] = Counter()
    kept = []
    for one in found:
        taken[one.key] += 1
        number = taken[one.key]
        kept.append(replace(one, key=f"{one.key} ({number})") if number > 1 else one)
    return kept


def is_recognised(path: Path, is_like: Callable[[Path], bool]) -> bool:
    """Return True if a file is like what is looked for, or one in a folder or its `config`."""
    try:
        folders = [path, path / "config"] if is_folder(path) else []
        files = [file for folder in folders if is_folder(folder) for file in folder.iterdir()]
        return any_like(files if folders else [path], is_like)
    except NOT_READABLE:
        return False


def text_for(file: Path, is_wanted: Callable[[str], bool]) -> str:
    """Give the text of a file if its name in small letters is wanted; else an empty one.

    Raises `UnreadableError`.
    """
    return read_text(file) if is_wanted(file.name.lower()) and is_file(file) else ""


def beside(file: GivenFile, pattern: str) -> list[GivenFile]:
    """Give the files that a file names, whose name may have `*`, within the given folder.

    An absolute path may be that of a container, or the folder a copy of another machine's:
    `/etc/prometheus/targets/*.yml` is looked for as `targets/*.yml`, too.
    """
    path = PurePosixPath(pattern)
    parts, here = path.parts, file.path.parent
    if path.is_absolute():
        parts = parts[1:]
        folders = [
            base.joinpath(*parts[start:-1])
            for start in range(len(parts))
            for base in dict.fromkeys((file.root, here))
        ]
    else:
        folders = [here.joinpath(*parts[:-1])] if parts else []
    for folder in folders:
        with suppress(*NOT_READABLE):
            if not folder.resolve().is_relative_to(file.root.resolve()):
                continue
            found = sorted(one for one in folder.iterdir() if fnmatchcase(one.name, parts[-1]))
            if found:
                return [GivenFile(one, file.root, file.in_folder) for one in found]
    return []


def is_yaml(name: str) -> bool:
    """Return True for the name of a YAML file, in small letters."""
    return name.endswith((".yaml", ".yml"))


def entries(tree: Tree, *keys: str) -> list[dict[str, Tree]]:
    """Give the mappings of the list that stands under some keys; none where there is no list."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return [item for item in tree if isinstance(item, dict)] if isinstance(tree, list) else []


def texts(tree: Tree) -> list[str]:
    """Give the texts of a list, or the one text that stands in its place."""
    items = tree if isinstance(tree, list) else [tree]
    return [item.strip() for item in items if isinstance(item, str) and item.strip()]


def text(content: dict[str, Tree], key: str) -> str:
    """Give a text of a mapping in one line; empty where there is none."""
    value = content.get(key)
    return " ".join(value.split())[:_LONGEST_NAME] if isinstance(value, str) else ""


def has_variable(value: str) -> bool:
    """Return True if a variable or a template stands in a value: it states nothing."""
    return _PLACEHOLDER.search(value) is not None


def plain_path(path: str) -> str:
    """Give the beginning of a path up to what might be a token: all but words of letters."""
    found = _PLAIN_PATH.match(path)
    return found[0] if found else ""


def target(address: str, name: str = "") -> Target:
    """Give the target of an URL, `host:port` or a host; with nothing else where it is none.

    Only web addresses are kept as an URL, with the part of its path that can hold no token.
    """
    address = address.strip()
    parts = urlsplit(public_url(address if "://" in address else f"any://{address}"))
    if not parts.hostname or not _HOST.fullmatch(parts.hostname) or has_variable(address):
        return Target(name=name)
    is_web = parts.scheme in ("http", "https")
    return Target(
        name=name,
        url=parts._replace(path=plain_path(parts.path), query="", fragment="").geturl()
        if is_web
        else "",
        host=parts.hostname,
        port=parts.port or 0,
    )
