"""What Kustomize, Flux and Argo CD apply: which files are in use, and in which namespaces."""

from __future__ import annotations

import os
import posixpath
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from labtui.importers.kubernetes.manifests import Manifest
from labtui.importers.kubernetes.shapes import Mapped, mapping, mappings, text, texts

_OF_FLUX = "flux-system"
"""The namespace of Flux's own Kustomizations; what they apply is elsewhere."""

NAMES = frozenset({"kustomization.yaml", "kustomization.yml"})


@dataclass(slots=True)
class _Folder:
    """A folder with a kustomization."""

    file: str
    entries: list[str]
    namespace: str
    is_component: bool


@dataclass(frozen=True, slots=True)
class Deployer:
    """What applies the manifests below a path: a Kustomization of Flux, an Application of Argo."""

    file: str
    """The file that states it."""
    path: str
    """The folder it applies, from the top of the repository."""
    namespace: str
    name: str = ""
    variables: Mapped = field(default_factory=dict)


class Applied:
    """What is applied of the files of one given folder."""

    def __init__(self, root: Path) -> None:
        """Start with nothing; `root` is the given folder."""
        self._top = os.path.abspath(root).strip("/").split("/")  # noqa: PTH100
        self._folders: dict[str, _Folder] = {}
        self._patches: set[str] = set()
        self._by_path: dict[str, list[Deployer]] = {}
        self._by_file: dict[str, list[Deployer]] = {}
        self._namespaces: dict[str, str] = {}
        """Of the files and folders that are applied, by their path."""
        self._files: dict[str, list[str]] = {}
        self._known: set[str] = set()
        """Folders with files below them."""
        self._ends: dict[str, list[str]] = {}
        """The same by their names."""
        self._found: dict[str, list[Deployer]] = {}
        self._sorted: list[str] = []
        """The folders that files or kustomizations stand in."""
        self._done: set[str] = set()
        """The folders that deployers apply."""

    # --- what is stated

    def add_kustomization(self, file: str, tree: Mapped) -> None:
        """Take a `kustomization.yaml` in."""
        folder = posixpath.dirname(file)
        entries = [
            posixpath.normpath(posixpath.join(folder, entry))
            for key in ("resources", "bases", "components", "crds")
            for entry in texts(tree.get(key))
            if "://" not in entry
        ]
        patches = [text(one.get("path")) for one in mappings(tree, "patches")]
        patches += [text(one.get("path")) for one in mappings(tree, "patchesJson6902")]
        patches += texts(tree.get("patchesStrategicMerge"))
        self._patches.update(
            posixpath.normpath(posixpath.join(folder, patch))
            for patch in patches
            if patch and "\n" not in patch
        )
        is_component = text(tree.get("kind")) == "Component"
        namespace = text(tree.get("namespace"))
        self._folders[folder] = _Folder(file, entries, namespace, is_component)

    def add_flux(self, one: Manifest) -> None:
        """Take a Kustomization of Flux in."""
        spec = one.spec
        self._add(
            Deployer(
                one.path,
                _from_top(text(spec.get("path"))),
                text(spec.get("targetNamespace")),
                one.name,
                mapping(spec, "postBuild", "substitute"),
            )
        )

    def add_argo(self, one: Manifest) -> None:
        """Take an Application of Argo CD in."""
        namespace = text(mapping(one.spec, "destination").get("namespace"))
        for source in (mapping(one.spec, "source"), *mappings(one.spec, "sources")):
            if path := _from_top(text(source.get("path"))):
                self._add(Deployer(one.path, path, namespace, name=one.name))

    def _add(self, deployer: Deployer) -> None:
        self._by_file.setdefault(deployer.file, []).append(deployer)
        if deployer.path:
            self._by_path.setdefault(deployer.path, []).append(deployer)

    # --- what follows

    def resolve(self, files: Iterable[str]) -> None:
        """Find out what is applied of some files."""
        for file in files:
            folder = posixpath.dirname(file)
            self._files.setdefault(folder, []).append(file)
            while folder not in self._known:
                self._known.add(folder)
                self._ends.setdefault(posixpath.basename(folder), []).append(folder)
                folder = posixpath.dirname(folder)
        self._sorted = sorted({*self._files, *self._folders})
        listed = {entry for folder in self._folders.values() for entry in folder.entries}
        for folder, own in self._folders.items():
            is_top = folder not in listed and not own.is_component
            if is_top and not any(self._above(folder)) and not self._deployers(folder):
                self._visit(folder, "")
        for file, deployers in self._by_file.items():
            # Flux is begun with a file that applies the folder it stands in itself.
            begins = any(self._is_below(file, one.path) for one in deployers)
            if begins or not self._is_governed(file):
                self._apply(file, "")

    def _visit(self, start: str, around: str) -> None:
        queue = [(start, around)]
        while queue:
            at, namespace = queue.pop()
            if at in self._namespaces:
                continue
            folder = self._folders.get(at)
            if folder is None:
                self._apply(at, namespace)
                continue
            namespace = namespace or folder.namespace
            self._namespaces[at] = namespace
            queue += [(entry, namespace) for entry in folder.entries]

    def _apply(self, file: str, namespace: str) -> None:
        """Note that a file is applied, and apply what its deployers name."""
        if file in self._namespaces:
            return
        self._namespaces[file] = namespace
        for deployer in self._by_file.get(file, ()):
            for folder in set(self._folders_at(deployer.path)) - self._done:
                self._done.add(folder)
                inner = deployer.namespace or namespace.replace(_OF_FLUX, "")
                if folder in self._folders:
                    self._visit(folder, inner)
                    continue
                for below in self._below(folder):
                    self._visit(below, inner)

    def _below(self, folder: str) -> Iterator[str]:
        """Give what Flux applies of a folder without a kustomization: files, and bases in it."""
        prefix = f"{folder}/" if folder else ""
        for around in self._sorted[bisect_left(self._sorted, folder) :]:
            if around != folder and not around.startswith(prefix):
                if around > f"{prefix}\uffff":
                    break
                continue
            if any(above.startswith(prefix) for above in self._above(around)):
                continue  # a base leads to it, or nothing does
            if around in self._folders:
                yield around
            else:
                yield from self._files.get(around, ())

    def _above(self, folder: str) -> Iterator[str]:
        """Give the folders above one that have a kustomization, the nearest first."""
        while folder:
            folder = posixpath.dirname(folder)
            if folder in self._folders:
                yield folder

    def _is_below(self, file: str, path: str) -> bool:
        return any(not folder or file.startswith(f"{folder}/") for folder in self._folders_at(path))

    def _folders_at(self, path: str) -> list[str]:
        """Give the folders below the given one that a path from the top of a repository means."""
        parts = path.split("/") if path else []
        for cut in range(len(parts) + 1):
            folder = "/".join(parts[cut:])
            if folder in self._known and (not cut or parts[:cut] == self._top[-cut:]):
                return [folder]
        # The given folder may hold several repositories.
        ending = f"/{path}"
        return (
            [one for one in self._ends.get(parts[-1:][0], ()) if one.endswith(ending)]
            if parts
            else []
        )

    def _deployers(self, folder: str) -> list[Deployer]:
        """Give what applies a folder or one around it, the nearest."""
        if folder not in self._found:
            parts = [*self._top, *folder.split("/")] if folder else self._top
            found: list[Deployer] = []
            for start in range(len(parts)):
                found = found or self._by_path.get("/".join(parts[start:]), [])
            if not found and folder:
                found = self._deployers(posixpath.dirname(folder))
            self._found[folder] = found
        return self._found[folder]

    def _is_governed(self, file: str) -> bool:
        folder = posixpath.dirname(file)
        return folder in self._folders or any(self._above(folder)) or bool(self._deployers(folder))

    # --- asking

    def leads_to_files(self, one: Manifest) -> bool:
        """Return True for an Application whose folder stands below the given one."""
        return any(
            folder in self._known
            for deployer in self._by_file.get(one.path, ())
            if deployer.name == one.name
            for folder in self._folders_at(deployer.path)
        )

    def is_patch(self, file: str) -> bool:
        """Return True for a file that only changes what another one states."""
        return file in self._patches

    def why_not_in_use(self, file: str) -> str:
        """Say why a file is not applied; empty if it is, or if nothing is known of it."""
        folder = posixpath.dirname(file)
        if file in self._namespaces or not self._is_governed(file):
            return ""
        if posixpath.basename(file) in NAMES and folder in self._namespaces:
            return ""
        own = self._folders.get(folder)
        if own is not None and own.is_component:
            return "a component that others include"
        if own is not None and file not in own.entries:
            return f"not in use: {own.file} does not name it"
        return "not in use: no kustomization leads to it"

    def namespace(self, file: str) -> str:
        """Give the namespace that a file is applied to; empty where it is not known."""
        is_kustomization = posixpath.basename(file) in NAMES
        own = self._namespaces.get(posixpath.dirname(file) if is_kustomization else file, "")
        deployers = self._deployers(posixpath.dirname(file))
        return own or next((one.namespace for one in deployers if one.namespace), "")

    def filled(self, word: str, file: str) -> str:
        """Give a text with the variables that Flux puts in: `${APP}` → photos."""
        if "${" not in word:
            return word
        for one in self._deployers(posixpath.dirname(file)):
            for name, value in one.variables.items():
                word = word.replace(f"${{{name}}}", text(value))
        return word


def _from_top(path: str) -> str:
    found = posixpath.normpath(path.lstrip("/")) if path else ""
    return "" if found in (".", "") or found.startswith("..") else found
