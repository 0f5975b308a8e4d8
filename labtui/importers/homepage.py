"""The services of Homepage (gethomepage.dev), from its `services.yaml`; widgets are never read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from labtui.data.framework.values import as_texts
from labtui.importers.files import (
    GivenFile,
    UnreadableError,
    any_like,
    given_files,
    is_file,
    is_folder,
    read_text,
    shown,
)
from labtui.importers.found import Finding, Importer, Options, Skip, Thing
from labtui.importers.trees import Tree, document
from labtui.text.redaction import public_url, without_secrets

_NAMES = frozenset({"services.yaml", "services.yml"})
_OF_SERVICES = frozenset(
    {"href", "description", "icon", "widget", "widgets", "siteMonitor", "ping", "server", "app"}
)
_OF_BOOKMARKS = frozenset({"abbr", "href", "icon"})
_NO_SERVICES = "no Homepage services in it"

_Service: TypeAlias = "tuple[tuple[str, ...], str, dict[str, Tree]]"
"""The groups a service stands in, its name and its settings."""


class _Homepage:
    name = "homepage"
    title = "Services of a Homepage dashboard"

    def recognise(self, path: Path) -> bool:
        """Return True for a `services.yaml` of Homepage, or a folder with one."""
        files = [path / name for name in _NAMES] if is_folder(path) else [path]
        return any_like(files, _has_services)

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read the `services.yaml` at each path, or in the folders below it.

        Raises `SourceError` if a given path does not exist.
        """
        finding = Finding()
        for file in given_files(paths, _NAMES.__contains__, finding):
            _read_file(file, finding, options)
        return finding


def _has_services(file: Path) -> bool:
    is_wanted = file.name.lower() in _NAMES and is_file(file)
    return is_wanted and bool(_services(document(read_text(file))))


def _read_file(file: GivenFile, finding: Finding, options: Options) -> None:
    name = file.name
    reason = "" if options.everything else file.why_not_in_use()
    if not reason:
        options.progress(file.shown)
        try:
            services = _services(document(file.read()))
            reason = "" if services else _NO_SERVICES
        except UnreadableError as error:
            reason = str(error)
    if reason:
        finding.skips.append(Skip(file.shown, reason))
        return
    taken = [service for service in services if not _is_graph(service[2])]
    finding.things += _things(taken, name, file.root)
    for _, title, content in services:
        finding.unused.update(content.keys() - {"href", "description"})
        if _is_graph(content):
            finding.skips.append(Skip(shown(name, title), "a widget, not a service"))


def _is_graph(content: dict[str, Tree]) -> bool:
    """True for an entry that only shows numbers of a service, which often has its own entry."""
    return bool(content) and content.keys() <= {"widget", "widgets", "id", "weight"}


def _things(services: Sequence[_Service], path: str, root: Path) -> list[Thing]:
    """Give an app for each service; one that stands in several groups is one app with these."""
    things: dict[str, Thing] = {}
    for groups, title, content in services:
        thing = _thing(groups, title, content, path, root, title)
        same = things.get(title)
        if same is not None and same.facts.get("url") == thing.facts.get("url"):
            tags = dict.fromkeys((*as_texts(same.facts["tags"]), *groups))
            thing = replace(same, facts={**thing.facts, **same.facts, "tags": tuple(tags)})
        elif same is not None:
            thing = replace(thing, key="/".join((*groups, title)))
        things[thing.key] = thing
    return list(things.values())


def _services(tree: Tree) -> list[_Service]:
    """Give the groups, name and settings of each service; nothing for another kind of file."""
    if not isinstance(tree, list):
        return []
    found = list(_entries(tree, ()))
    if not any(content.keys() & _OF_SERVICES for _, _, content in found):
        return []
    return found


def _entries(items: list[Tree], groups: tuple[str, ...]) -> Iterator[_Service]:
    for item in items:
        for title, content in item.items() if isinstance(item, dict) else ():
            if isinstance(content, list):
                if not _is_bookmark(content):
                    yield from _entries(content, (*groups, title))
            elif groups and title.strip() and (content is None or isinstance(content, dict)):
                yield groups, title, content or {}


def _is_bookmark(items: list[Tree]) -> bool:
    return any(
        isinstance(item, dict)
        and any(isinstance(value, str) and key in _OF_BOOKMARKS for key, value in item.items())
        for item in items
    )


def _thing(
    groups: tuple[str, ...], title: str, content: dict[str, Tree], path: str, root: Path, key: str
) -> Thing:
    facts: dict[str, str | tuple[str, ...]] = {"tags": groups}
    href, description = content.get("href"), content.get("description")
    if isinstance(href, str) and (url := public_url(href)):
        facts["url"] = url
    if isinstance(description, str) and "{{" not in description:
        text = " ".join(without_secrets(description).split())
        if text:
            facts["description"] = text
    return Thing(key, " ".join(title.split()) or key, "app", path, root, facts)


IMPORTER: Importer = _Homepage()
