"""Docker Compose projects: files and folders, Swarm stacks, and what `docker compose config` says.

The folders of Dockge, Komodo and Portainer are the same: one project a folder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from labtui.importers import files
from labtui.importers.compose import folders
from labtui.importers.compose.loading import DEFAULTS, Files, Project, Stated, load
from labtui.importers.compose.services import (
    USED_KEYS,
    container_name,
    has_access_to_host,
    joining_view,
    part_of,
    text_of,
    url_of,
)
from labtui.importers.containers import Container, Place, things_of
from labtui.importers.files import STDIN, UnreadableError
from labtui.importers.found import Finding, Options, Part

_KEY = re.compile(r"[A-Za-z_][\w.-]{0,40}")


class _Compose:
    name = "compose"
    title = "Docker Compose projects"

    def recognise(self, path: Path) -> bool:
        """Return True for a Compose file, and a folder that has one near its beginning."""
        try:
            found = folders.first_files(path, 2000) if files.is_folder(path) else [path]
            return files.any_like(
                found, lambda file: folders.looks_like_compose(file.name, files.read_text(file))
            )
        except files.NOT_READABLE:
            return False

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read files, folders or standard input; see `Importer.read`."""
        finding = Finding()
        for path in paths:
            _read(path, options, finding)
        return finding


IMPORTER = _Compose()


def _read(path: Path, options: Options, finding: Finding) -> None:
    source = Files(files.root_of(path), options)
    if not files.is_folder(path):
        projects = [folders.Found(path)] if _has_services(source, path) else []
    else:
        projects = folders.projects(source, folders.candidates(source, path, options.everything))
    for of in projects:
        try:
            project = load(source, of.path, of.overrides, of.variants)
        except UnreadableError as error:
            source.skip(of.path, str(error))
            continue
        finding.things += things_of(_containers(source, project), _place(source, of), options.each)
        for stated in project.services.values():
            finding.unused.update(_unused(stated))
    finding.skips += source.skips.values()


def _has_services(source: Files, path: Path) -> bool:
    """True if a given file is Compose's; else it is skipped with the reason."""
    if path != STDIN:
        next(files.walk(path))  # raises where it does not exist
    try:
        if source.services(path) or source.included(path):
            return True
        source.skip(path, "no services in it")
    except UnreadableError as error:
        source.skip(path, str(error))
    return False


def _place(source: Files, of: folders.Found) -> Place:
    if of.path == STDIN:
        name = text_of(source.tree(of.path).get("name"))
        return Place("", STDIN, name)
    folder = of.path.parent
    stem = of.path.name.partition(".")[0]
    if of.path.name in DEFAULTS or folders.is_called_compose(of.path.name):
        stem = folder.name or folder.resolve().name
    return Place(files.relative(of.path, source.root), source.root, stem)


def _containers(source: Files, project: Project) -> list[Container]:
    names: dict[str, str] = {}
    for name, stated in project.services.items():
        names.setdefault(container_name(stated.tree), name)
    names |= {name: name for name in project.services}
    external = frozenset(project.external)

    def part(name: str, stated: Stated) -> Part:
        folder = None if stated.path == STDIN else stated.path.parent
        return part_of(name, stated.tree, files.relative(stated.path, source.root), folder)

    return [
        Container(
            part(name, stated),
            joining_view(name, stated.tree, str(stated.scope), names, external),
            url_of(stated.tree),
            has_access_to_host(stated.tree),
        )
        for name, stated in project.services.items()
    ]


def _unused(stated: Stated) -> list[str]:
    """Give the keys of a service that were not used; never what stands in them."""
    keys = (key if _KEY.fullmatch(key) else "other keys" for key in stated.tree)
    return [key for key in keys if key not in USED_KEYS]
