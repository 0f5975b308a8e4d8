"""The resources of RackPeek: hardware, systems and services, and what runs on what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from labtui.importers.files import (
    NOT_READABLE,
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
from labtui.importers.reached import addresses
from labtui.importers.trees import Tree, document
from labtui.text.redaction import public_url, without_secrets
from labtui.text.wording import join_words

_ENDINGS = (".yaml", ".yml")
_RESOURCES = re.compile(r"^\{?[\"']?resources[\"']?[ \t]*:", re.MULTILINE)

_HARDWARE = {
    "server": "physical", "desktop": "physical", "laptop": "physical",
    "switch": "network", "router": "network", "firewall": "network", "accesspoint": "network",
    "nas": "storage", "ups": "other",
}  # fmt: skip
_SYSTEMS = {
    "vm": "vm", "container": "container", "cloud": "vps", "cluster": "cluster",
    "virtualmachinecluster": "cluster",
}  # fmt: skip
"""A hypervisor or an operating system on a machine is none of the kinds: they are `other`."""

_KINDS = frozenset({*_HARDWARE, "system", "service"})
_USED = frozenset(
    {"kind", "name", "tags", "notes", "runsOn", "model", "type", "os", "ip", "network"}
)
_MOST_TARGETS = 50


class _RackPeek:
    name = "rackpeek"
    title = "Resources of RackPeek"

    def recognise(self, path: Path) -> bool:
        """Return True for a file with resources, or a folder with one in it or in its `config`."""
        try:
            folders = [path, path / "config"] if is_folder(path) else []
            files = [file for folder in folders if is_folder(folder) for file in folder.iterdir()]
            return any_like(files or [path], _has_resources)
        except NOT_READABLE:
            return False

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read the files with resources; these refer to each other by name, in all files.

        Raises `SourceError` if a given path does not exist.
        """
        finding = Finding()
        found: dict[str, _Resource] = {}
        again: dict[tuple[str, str], list[str]] = {}
        for file in given_files(paths, lambda name: name.endswith(_ENDINGS), finding):
            for resource in _read_file(file, finding, options):
                thing = resource.thing
                first = found.setdefault(thing.key.casefold(), resource)
                if first is not resource:
                    again.setdefault((thing.path, first.thing.path), []).append(thing.name)
        for (place, before), names in again.items():
            reason = f"{shown(before)} has {join_words(names, 4)} already"
            finding.skips.append(Skip(shown(place), reason))
        for resource in found.values():
            finding.things.append(_linked(resource, found, finding))
        return finding


def _has_resources(file: Path) -> bool:
    is_wanted = file.name.lower().endswith(_ENDINGS) and is_file(file)
    return is_wanted and bool(_resources_of(read_text(file)))


@dataclass(frozen=True, slots=True)
class _Resource:
    thing: Thing
    targets: tuple[str, ...]
    """The names of what it runs on."""


def _read_file(file: GivenFile, finding: Finding, options: Options) -> Iterator[_Resource]:
    name = file.name
    try:
        resources = _resources_of(file.read())
    except UnreadableError as error:
        finding.skips.append(Skip(file.shown, str(error)))
        return
    reason = "" if options.everything else file.why_not_in_use()
    if not resources:
        reason = "" if file.in_folder else "no RackPeek resources in it"
    if reason:
        finding.skips.append(Skip(file.shown, reason))
        return
    options.progress(file.shown)
    for resource in resources:
        if _text(resource, "kind").casefold() in _KINDS:
            finding.unused.update(key for key in resource if key not in _USED)
            yield _resource(resource, name, file.root)
        else:
            title = shown(name, _text(resource, "name"))
            finding.skips.append(Skip(title, "a resource of an unknown kind"))


def _resources_of(text: str) -> list[dict[str, Tree]]:
    """Give the resources of a text that have a name; none for a file of another program."""
    if not _RESOURCES.search(text):
        return []
    tree = document(text)
    resources = tree.get("resources") if isinstance(tree, dict) else None
    found = [
        resource
        for resource in (resources if isinstance(resources, list) else [])
        if isinstance(resource, dict) and _text(resource, "name")
    ]
    is_known = any(_text(resource, "kind").casefold() in _KINDS for resource in found)
    return found if is_known else []


def _resource(resource: dict[str, Tree], path: str, root: Path) -> _Resource:
    kind, name = _text(resource, "kind").casefold(), _text(resource, "name")
    facts: dict[str, str | tuple[str, ...]] = {}
    if kind == "service":
        found = "app"
        description, url = _network(resource.get("network"))
        if url:
            facts["url"] = url
    elif kind == "system":
        found = _SYSTEMS.get(_text(resource, "type").casefold(), "other")
        description = ", ".join(filter(None, (_text(resource, "os"), _text(resource, "ip"))))
    else:
        found = _HARDWARE[kind]
        description = _text(resource, "model")
    if description := without_secrets(description):
        facts["description"] = description
    if notes := without_secrets(_text(resource, "notes")):
        facts["notes"] = notes
    if tags := tuple(_texts(resource.get("tags"))):
        facts["tags"] = tags
    targets = tuple(_texts(resource.get("runsOn")))[:_MOST_TARGETS]
    # The address of a service is that of what it runs on.
    known = () if kind == "service" else addresses([_text(resource, "ip")])
    return _Resource(Thing(name, name, found, path, root, facts, addresses=known), targets)


def _network(network: Tree) -> tuple[str, str]:
    """The address and port of a service, and its URL."""
    if not isinstance(network, dict):
        return "", ""
    address, port = _text(network, "ip"), _text(network, "port")
    place = f"{address}:{port}" if address and port else address or (port and f"port {port}")
    return place, public_url(_text(network, "url"))


def _linked(resource: _Resource, found: dict[str, _Resource], finding: Finding) -> Thing:
    """Give the thing with what it runs on; what is named and not there is told."""
    thing = resource.thing
    there: list[Thing] = []
    for name in resource.targets:
        target = found.get(name.casefold())
        if target is None or target is resource:
            reason = "itself" if target else f"{name}, which is not there"
            _skip(finding, thing, f"runs on {reason}")
        elif target.thing not in there:
            there.append(target.thing)
    if not there:
        return thing
    questions = tuple(f"Does it also run on {other.name}?" for other in there[1:])
    return replace(thing, runs_on=there[0].ref, questions=questions)


def _skip(finding: Finding, thing: Thing, reason: str) -> None:
    finding.skips.append(Skip(shown(thing.path, thing.key), reason))


def _text(tree: dict[str, Tree], key: str) -> str:
    value = tree.get(key)
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Tree) -> Iterator[str]:
    """The texts of a list, or of a single one as older files write it."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item.strip():
            yield item.strip()


IMPORTER: Importer = _RackPeek()
