"""The services of a project: its files with what they include and extend."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from labtui.importers import files, trees
from labtui.importers.compose.merging import merged
from labtui.importers.compose.services import text_of
from labtui.importers.files import UnreadableError
from labtui.importers.found import Options, Skip
from labtui.importers.trees import Tree
from labtui.text.printable import printable

Services = dict[str, dict[str, Tree]]

_NAME = re.compile(r"[\w.-]{1,128}")
_LONGEST_CHAIN = 50
"""The most files that include, and services that extend, one another in a line."""


@dataclass(slots=True)
class Stated:
    """A service as the files of its project state it, all of them merged."""

    tree: Mapping[str, Tree]
    path: Path
    """The file that states it first."""
    scope: Path
    """The file whose only app its helpers belong to; of a variant, the main file."""


@dataclass(slots=True)
class Project:
    """The services of one project."""

    path: Path
    """Its main file."""
    services: dict[str, Stated] = field(default_factory=dict)
    external: set[str] = field(default_factory=set)
    """Named volumes that others bring."""
    files: set[Path] = field(default_factory=set)
    """All its files."""


class Files:
    """The compose files below one folder, each read once."""

    def __init__(self, root: Path, options: Options) -> None:
        """Read files under `root` only."""
        self.root = root
        self.skips: dict[str, Skip] = {}
        self._real_root = os.path.realpath(root)
        self._options = options
        self._trees: dict[Path, dict[str, Tree]] = {}
        self._services: dict[Path, Services] = {}

    def skip(self, path: Path, reason: str, of: str = "") -> None:
        """Name what is not taken, with the first reason."""
        at = files.shown(files.relative(path, self.root), of)
        self.skips.setdefault(at, Skip(at, reason))

    def show(self, path: Path) -> None:
        """Name the services of a file, before it is known which apps they make."""
        self._options.found(files.shown(files.relative(path, self.root)), self.services(path))

    def text(self, path: Path) -> str:
        """Give the text of a file. Raises `UnreadableError`."""
        self._options.progress(files.shown(files.relative(path, self.root)))
        return files.read_text(path, self.root)

    def tree(self, path: Path, text: str | None = None) -> dict[str, Tree]:
        """Give a file's mapping, several documents merged; without `services` it is all services.

        `text` is what stands in it, if it was read. Raises `UnreadableError`.
        """
        if path not in self._trees:
            tree: dict[str, Tree] = {}
            for document in trees.documents(self.text(path) if text is None else text):
                if isinstance(document, dict):
                    tree = _with_document(tree, document)
            if "services" not in tree and _is_first_version(tree):
                tree = {"services": tree}
            self._trees[path] = tree
        return self._trees[path]

    def services(self, path: Path) -> Services:
        """Give the services of a file as it states them. Raises `UnreadableError`."""
        if path not in self._services:
            found = self.tree(path).get("services")
            self._services[path] = {
                name: service
                for name, service in (found.items() if isinstance(found, dict) else ())
                if _NAME.fullmatch(name) and isinstance(service, dict)
            }
        return self._services[path]

    def inside(self, base: Path, name: str) -> Path | None:
        """Give a path that a file beside `base` names, or None if it is outside the folder."""
        path = Path(os.path.normpath(base.parent / name))
        try:
            real = os.path.realpath(path)
        except ValueError:  # a name with a NUL
            return None
        below = real == self._real_root or real.startswith(self._real_root.rstrip("/") + "/")
        return path if below else None

    def included(self, path: Path) -> list[list[Path]]:
        """Give what a file includes: for each inclusion a file and its overrides."""
        entries = self.tree(path).get("include")
        result = []
        for entry in entries if isinstance(entries, list) else [entries]:
            named = entry.get("path") if isinstance(entry, dict) else entry
            names = [text_of(name) for name in (named if isinstance(named, list) else [named])]
            found = [self.named(path, name, "includes") for name in names if name]
            result.append([file for file in found if file is not None])
        return [paths for paths in result if paths]

    def extended(self, path: Path) -> Iterator[Path]:
        """Give the other files that the services of a file extend."""
        for service in self.services(path).values():
            extends = service.get("extends")
            name = text_of(extends.get("file")) if isinstance(extends, dict) else ""
            if name and (found := self.named(path, name, "extends")) is not None:
                yield found

    def named(self, path: Path, name: str, verb: str) -> Path | None:
        """Give a file that another one names; what cannot be had is skipped with the reason."""
        if re.match(r"(?:https?|git|oci|ssh)://|git@|github\.com", name):
            self.skip(path, f"{verb} something remote, which is not fetched")
            return None
        if "$" in name:
            self.skip(path, f"{verb} a file that a variable names")
            return None
        found = self.inside(path, name)
        if found is None:
            self.skip(path, f"{verb} a file outside of the given folder")
        elif files.is_folder(found):
            found = next((found / n for n in DEFAULTS if files.is_file(found / n)), None)
        elif not files.is_file(found):
            self.skip(path, f"{verb} {printable(name[:80])}, which is not there")
            found = None
        return found


DEFAULTS = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""What Compose looks for in a folder, in its order."""


def _with_document(tree: dict[str, Tree], document: dict[str, Tree]) -> dict[str, Tree]:
    result = {**tree, **document}
    for key in ("services", "volumes"):
        one, other = tree.get(key), document.get(key)
        if isinstance(one, dict) and isinstance(other, dict):
            result[key] = {**one, **other}
    return result


def _is_first_version(tree: Mapping[str, Tree]) -> bool:
    """True for a file of the first version of Compose, in which all keys are services."""
    return bool(tree) and all(
        isinstance(service, dict)
        and (isinstance(service.get("image"), str) or isinstance(service.get("build"), str))
        for service in tree.values()
    )


def load(source: Files, path: Path, overrides: list[Path], variants: list[Path]) -> Project:
    """Load a project from its main file, the files over it and those that repeat it.

    Raises `UnreadableError` if the main file cannot be read; what is wrong with others is skipped.
    """
    project = Project(path)
    _Loader(source, project).add(path, (path,))
    for file in overrides:
        _Loader(source, project, scope=path).over(file)
    for file in variants:
        _Loader(source, project, scope=path).add(file, (file,))
    return project


class _Loader:
    def __init__(self, source: Files, project: Project, scope: Path | None = None) -> None:
        self._source = source
        self._project = project
        self._scope = scope

    def add(self, path: Path, chain: tuple[Path, ...]) -> None:
        """Add the services of a file and of what it includes; the first to state one counts."""
        self._project.files.add(path)
        own = self._whole(path)
        for included in self._source.included(path):
            if included[0] in chain or len(chain) > _LONGEST_CHAIN:
                self._source.skip(path, "includes itself")
            if included[0] in self._project.files:
                continue
            try:
                self.add(included[0], (*chain, included[0]))
                for file in included[1:]:
                    _Loader(self._source, self._project, scope=included[0]).over(file)
            except UnreadableError as error:
                self._source.skip(included[0], str(error))
        for name, service in own.items():
            stated = Stated(service, path, self._scope or path)
            self._project.services.setdefault(name, stated)

    def over(self, path: Path) -> None:
        """Merge the services of an override file over those that are there."""
        self._project.files.add(path)
        try:
            own = self._whole(path)
        except UnreadableError as error:
            self._source.skip(path, str(error))
            return
        for name, service in own.items():
            base = self._project.services.get(name)
            if base is None:
                self._project.services[name] = Stated(service, path, self._scope or path)
            else:
                base.tree = merged(base.tree, service)

    def _whole(self, path: Path) -> Services:
        """Give the services of a file with what they extend, and note its external volumes."""
        volumes = self._source.tree(path).get("volumes")
        for name, volume in volumes.items() if isinstance(volumes, dict) else ():
            if isinstance(volume, dict) and volume.get("external") not in (None, False):
                self._project.external.add(name)
        services = self._source.services(path)
        for name in self._odd_names(path, services):
            self._source.skip(path, "not a service that Compose accepts", of=name)
        return {name: self._extended(path, name, ()) or services[name] for name in services}

    def _odd_names(self, path: Path, services: Services) -> Iterator[str]:
        stated = self._source.tree(path).get("services")
        if isinstance(stated, dict):
            yield from (name[:60] for name in stated if name not in services)

    def _extended(
        self, path: Path, name: str, chain: tuple[tuple[Path, str], ...]
    ) -> dict[str, Tree] | None:
        """Give a service with what it extends; None if it is not there."""
        service = self._source.services(path).get(name)
        if service is None or "extends" not in service:
            return service
        if (path, name) in chain or len(chain) > _LONGEST_CHAIN:
            self._source.skip(path, "extends itself", of=name)
            return service
        extends = service["extends"]
        named = extends if isinstance(extends, dict) else {"service": extends}
        file = text_of(named.get("file"))
        at = path if not file else self._source.named(path, file, "extends")
        base = None
        if at is not None:
            try:
                base = self._extended(at, text_of(named.get("service")), (*chain, (path, name)))
            except UnreadableError as error:
                self._source.skip(at, str(error))
        own = {key: value for key, value in service.items() if key != "extends"}
        return own if base is None else merged(base, own)
