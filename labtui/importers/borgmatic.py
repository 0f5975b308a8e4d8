"""The backup jobs of borgmatic, from its configuration files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from labtui.importers.evidence import (
    beside,
    entries,
    has_variable,
    is_recognised,
    is_yaml,
    read_each,
    text,
    text_for,
    texts,
)
from labtui.importers.files import GivenFile, UnreadableError, shown
from labtui.importers.found import Evidence, Finding, Importer, Options, Skip, Target
from labtui.importers.repositories import is_plain, left_out, paths, repository
from labtui.importers.trees import Included, Tree, document

_KEYS = re.compile(
    r"^\W*(?:source_directories|repositories|patterns(?:_from)?|\w+_databases)[\"']?[ \t]*:",
    re.MULTILINE,
)
_SECTIONS = ("location", "storage", "hooks")
"""The sections in which the keys stood until version 1.8."""

_SERVERS = {
    "postgresql_databases": 5432, "mariadb_databases": 3306, "mysql_databases": 3306,
    "mongodb_databases": 27017,
}  # fmt: skip
_ON_DATASETS = ("zfs", "btrfs", "lvm")
_USED = frozenset(
    {
        *_SERVERS, *_ON_DATASETS, "sqlite_databases", "source_directories", "patterns",
        "exclude_patterns", "repositories", "constants", "working_directory", "skip_actions",
    }
)  # fmt: skip
_DEEPEST = 5
"""The most files that include each other."""

_MOST_INCLUDED = 50
"""The most times that a file includes others, which include others in turn."""

_JOB = "backup job"


class _Borgmatic:
    name = "borgmatic"
    title = "Backup jobs of borgmatic"

    def recognise(self, path: Path) -> bool:
        """Return True for a configuration with repositories, or a folder with one in it."""
        return is_recognised(path, lambda file: _is_job(_flat(_tree(text_for(file, is_yaml)))))

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read the configurations; those that others include state nothing by themselves.

        Raises `SourceError` if a given path does not exist.
        """
        reader = _Reader()
        finding = read_each(paths, is_yaml, Finding(), options, reader.take)
        finding.skips = [skip for skip in finding.skips if skip.path not in reader.included]
        return finding


def _tree(config: str) -> Tree:
    return document(config) if _KEYS.search(config) else None


def _flat(tree: Tree) -> dict[str, Tree]:
    """Give the keys of a configuration, those of older sections among them."""
    if not isinstance(tree, dict):
        return {}
    flat = {key: value for key, value in tree.items() if key not in _SECTIONS}
    for name in _SECTIONS:
        section = tree.get(name)
        flat.update(section if isinstance(section, dict) else {})
    return flat


def _is_job(config: dict[str, Tree]) -> bool:
    has_sources = any(key in config for key in ("source_directories", "patterns", "patterns_from"))
    has_databases = any(key in config for key in (*_SERVERS, "sqlite_databases"))
    return "repositories" in config and (has_sources or has_databases)


class _Reader:
    def __init__(self) -> None:
        self.included: set[str] = set()
        """The files that others include, as skips name them."""
        self._loaded = 0

    def take(self, file: GivenFile, finding: Finding) -> str:
        """Put the job of a file into a finding, or give the reason why there is none."""
        self._loaded = 0
        try:
            return self._take(file, finding)
        except RecursionError:
            raise UnreadableError("nested too deeply") from None

    def _take(self, file: GivenFile, finding: Finding) -> str:
        tree = _tree(file.read())
        if _flat(tree).keys() & _USED:
            tree = self._whole(tree, file, [file.path])
        config = _flat(tree)
        if not _is_job(config):
            if "source_directories" in config:
                return "no borgmatic repositories in it"
            return "" if file.in_folder else "not a configuration of borgmatic"
        finding.unused.update(config.keys() - _USED)
        if "create" in texts(config.get("skip_actions")):
            finding.skips.append(Skip(shown(file.name, _JOB), "its actions do not include create"))
            return ""
        config = _with_constants(config)
        targets = tuple(dict.fromkeys((*_paths(config), *_databases(config))))
        to = tuple(dict.fromkeys(_kept(config, file, finding)))
        if targets and to:
            job = Evidence(_JOB, "backup", targets, to, path=file.name, root=file.root)
            job = replace(job, leaves_out=left_out(_excluded(config)))
            finding.evidence.append(job)
        elif to:
            finding.skips.append(Skip(shown(file.name, _JOB), _why_no_sources(config)))
        elif not texts(config.get("repositories")) and not entries(config, "repositories"):
            finding.skips.append(Skip(shown(file.name, _JOB), "no repositories in it"))
        return ""

    def _whole(self, tree: Tree, file: GivenFile, around: list[Path]) -> Tree:
        """Give a tree with what it includes: lists are joined, and its own values count."""
        if isinstance(tree, Included):
            return self._other(tree, file, around)
        if isinstance(tree, list):
            return [self._whole(item, file, around) for item in tree]
        if not isinstance(tree, dict):
            return tree
        whole: Tree = {}
        names = tree.get("<<")
        for name in names if isinstance(names, list) else ():
            if isinstance(name, Included):
                whole = _merged(whole, self._other(name, file, around))
        own: Tree = {
            key: self._whole(value, file, around) for key, value in tree.items() if key != "<<"
        }
        return _merged(whole, own)

    def _other(self, name: str, file: GivenFile, around: list[Path]) -> Tree:
        found = beside(file, name)
        self._loaded += 1
        too_many = len(around) > _DEEPEST or self._loaded > _MOST_INCLUDED
        if not found or found[0].path in around or too_many:
            raise UnreadableError(f"it includes {shown(name)}, which cannot be read")
        other = found[0]
        self.included.add(other.shown)
        return self._whole(document(other.read()), other, [*around, other.path])


def _why_no_sources(config: dict[str, Tree]) -> str:
    if texts(config.get("source_directories")):
        return "its sources are relative, or in a variable"
    datasets = next((name for name in _ON_DATASETS if name in config), "")
    return f"its sources are marked in {datasets}" if datasets else "no sources in it"


def _merged(first: Tree, second: Tree) -> Tree:
    if isinstance(first, dict) and isinstance(second, dict):
        both = {**first}
        for key, value in second.items():
            both[key] = _merged(both[key], value) if key in both else value
        return both
    if isinstance(first, list) and isinstance(second, list):
        return [*first, *second]
    return second


def _with_constants(config: dict[str, Tree]) -> dict[str, Tree]:
    """Give the values of the keys that are used with the constants that stand in them."""
    said = config.get("constants")
    constants = {
        f"{{{name}}}": value
        for name, value in (said.items() if isinstance(said, dict) else ())
        if isinstance(value, str)
    }
    if not constants:
        return config
    pattern = re.compile("|".join(map(re.escape, constants)))

    def known(tree: Tree) -> Tree:
        if isinstance(tree, str):
            return pattern.sub(lambda found: constants[found[0]], tree)
        if isinstance(tree, list):
            return [known(item) for item in tree]
        return (
            {key: known(value) for key, value in tree.items()} if isinstance(tree, dict) else tree
        )

    return {key: known(value) for key, value in config.items() if key in _USED}


def _paths(config: dict[str, Tree]) -> Iterator[Target]:
    folder = PurePosixPath(text(config, "working_directory"))
    patterns = (one.split(maxsplit=1) for one in texts(config.get("patterns")))
    roots = [words[1] for words in patterns if len(words) == 2 and words[0] in ("R", "root")]
    for path in (*texts(config.get("source_directories")), *roots):
        yield from paths([path if path.startswith("~") else str(folder / path)])


def _excluded(config: dict[str, Tree]) -> list[str]:
    patterns = (one.split(maxsplit=1) for one in texts(config.get("patterns")))
    kept_out = [words[1] for words in patterns if len(words) == 2 and words[0] in ("-", "!")]
    return [*texts(config.get("exclude_patterns")), *kept_out]


def _databases(config: dict[str, Tree]) -> Iterator[Target]:
    for key, port in _SERVERS.items():
        for one in entries(config, key):
            name, container, host = (
                said if is_plain(said) else ""
                for said in (text(one, "name"), text(one, "container"), text(one, "hostname"))
            )
            stated = text(one, "port")
            yield Target(
                name="" if name == "all" else name,
                host="" if container else host or "localhost",
                port=int(stated) if stated.isdecimal() and int(stated) < 65536 else port,
                container=container,
            )
    for one in entries(config, "sqlite_databases"):
        path = text(one, "path")
        if path and not has_variable(path):
            yield Target(path=path)


def _kept(config: dict[str, Tree], file: GivenFile, finding: Finding) -> Iterator[Target]:
    """Give the repositories; those that are not known become skips."""
    listed = config.get("repositories")
    for number, one in enumerate(listed if isinstance(listed, list) else (), 1):
        path = text(one, "path") if isinstance(one, dict) else one if isinstance(one, str) else ""
        label = text(one, "label") if isinstance(one, dict) else ""
        found = repository(path, label)
        if found is not None:
            yield found
        else:
            where = shown(file.name, f"repository {label or number}")
            reason = "it is in a variable" if has_variable(path) else "no address"
            finding.skips.append(Skip(where, reason))


IMPORTER: Importer = _Borgmatic()
