"""Reading manifests: which documents of which files are read, and what their texts are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

from labtui.importers import trees
from labtui.importers.files import UnreadableError
from labtui.importers.kubernetes.shapes import Mapped, mapping, mappings, text

WORKLOADS = frozenset({"Deployment", "StatefulSet", "DaemonSet", "CronJob", "Pod", "Cluster"})
"""Kinds that run containers; of clusters only those of CloudNativePG."""

DEPLOYERS = frozenset({"HelmRelease", "HelmChart", "Application"})
"""Kinds that name an app which something else deploys."""

ENDPOINTS = frozenset({"Endpoints", "EndpointSlice"})
"""Kinds that say where services lead to that lead out of the cluster."""

ROUTES = frozenset({"Ingress", "IngressRoute", "HTTPRoute", "Service"}) | ENDPOINTS

WANTED = WORKLOADS | DEPLOYERS | ROUTES | {"Kustomization", "Component", "List"}

_PARTS = re.compile(r"^---(?:[ \t].*)?$", re.MULTILINE)
_KIND = re.compile(r"^[\"']?kind[\"']?[ \t]*:[ \t]*[\"']?(\w+)", re.MULTILINE)
_VERSION = re.compile(r"^[\"']?apiVersion[\"']?[ \t]*:", re.MULTILINE)
_ENCRYPTED = re.compile(r"^sops[ \t]*:", re.MULTILINE)
_KUSTOMIZE = "kustomize.config.k8s.io"
_GROUPS = {
    "Cluster": "postgresql.cnpg.io",
    "Application": "argoproj.io",
    "HelmRelease": "helm.toolkit.fluxcd.io",
    "HelmChart": "helm.cattle.io",
}
"""Kinds that other programs have too: of which group they are read."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A document of a file."""

    kind: str
    name: str
    namespace: str
    """As the document states it; empty where it states none."""
    tree: Mapped
    path: str
    """The file, relative to the given folder, with `/`; empty for standard input."""
    root: Path

    @property
    def folder(self) -> PurePosixPath:
        """The folder of the file, relative to the given one."""
        return PurePosixPath(self.path).parent

    @property
    def spec(self) -> Mapped:
        """What is wanted."""
        return mapping(self.tree, "spec")

    @property
    def labels(self) -> dict[str, str]:
        """Its labels."""
        found = mapping(self.tree, "metadata", "labels")
        return {key: text(value) for key, value in found.items()}


def looks_like_manifests(file: str, wanted: frozenset[str] = WANTED) -> bool:
    """Return True for a text with a document of a kind that is wanted."""
    if file.lstrip()[:1] == "{":
        return '"apiVersion"' in file and re.search(r'"kind"\s*:', file) is not None
    found = (kind for kind in _KIND.findall(file) if kind in wanted)
    return _VERSION.search(file) is not None and any(found)


def documents(file: str, path: str, root: Path) -> Iterator[Manifest]:
    """Give the documents of a text that are read; others, such as secrets, are not even parsed.

    Raises `UnreadableError`.
    """
    if file.lstrip()[:1] == "{":
        yield from _flat(trees.json_document(file), path, root)
        return
    kept = "".join(_kept(file))
    try:
        found = trees.documents(kept)
    except UnreadableError as error:
        reason = "a template, which is not filled in" if "{{" in kept else str(error)
        raise UnreadableError(reason) from None
    for tree in found:
        yield from _flat(tree, path, root)


def _kept(file: str) -> Iterator[str]:
    """Give the documents that are read, and only the ends of the lines of others."""
    starts = [0, *(found.start() for found in _PARTS.finditer(file)), len(file)]
    for start, end in pairwise(starts):
        piece = file[start:end]
        kind = _KIND.search(piece)
        if kind is None or kind[1] not in WANTED:
            yield "\n" * piece.count("\n")
        elif _ENCRYPTED.search(piece):
            raise UnreadableError("encrypted with SOPS")
        else:
            yield piece


def _flat(tree: trees.Tree, path: str, root: Path) -> Iterator[Manifest]:
    if not isinstance(tree, dict):
        return
    kind, metadata = text(tree.get("kind")), mapping(tree, "metadata")
    if kind.endswith("List") and "items" in tree:
        for item in mappings(tree, "items"):
            yield from _flat(item, path, root)
    elif kind in WANTED and _is_read(kind, text(tree.get("apiVersion"))):
        name, namespace = text(metadata.get("name")), text(metadata.get("namespace"))
        yield Manifest(kind, name, namespace, tree, path, root)


def _is_read(kind: str, version: str) -> bool:
    return _GROUPS.get(kind, "") in version


def is_kustomize(one: Manifest) -> bool:
    """Return True for Kustomize's own file, and not Flux's kind of the same name."""
    return text(one.tree.get("apiVersion")).startswith(_KUSTOMIZE)
