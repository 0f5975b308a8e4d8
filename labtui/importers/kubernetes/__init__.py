"""The apps of a Kubernetes cluster, from its manifests: plain ones, Flux's and Argo CD's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from labtui.importers import files, trees
from labtui.importers.evidence import is_yaml
from labtui.importers.files import GivenFile, UnreadableError, given_files, shown
from labtui.importers.found import Finding, Importer, Options, Skip
from labtui.importers.kubernetes.charts import CHART, Charts
from labtui.importers.kubernetes.contents import routes, service, workload
from labtui.importers.kubernetes.joining import Cluster
from labtui.importers.kubernetes.kustomize import NAMES, Applied
from labtui.importers.kubernetes.manifests import (
    DEPLOYERS,
    ENDPOINTS,
    ROUTES,
    WORKLOADS,
    Manifest,
    documents,
    is_kustomize,
    looks_like_manifests,
)
from labtui.importers.kubernetes.outside import Outside
from labtui.importers.kubernetes.releases import charts_of, release, target_namespace
from labtui.importers.kubernetes.shapes import mapping
from labtui.text.printable import printable

_OF_THE_CLUSTER = re.compile(
    r".*-system|system-upgrade|kube-(?:public|node-lease)|argocd|argo-cd|cert-manager|external-secrets|rook-ceph|"
    r"ingress-nginx|metallb|openebs|kyverno|node-feature-discovery|gpu-operator"
)
"""Namespaces of what the cluster itself is made of."""

_MOST_LOOKED_AT = 3000
_MOST_READ = 1000


class _Kubernetes:
    name = "kubernetes"
    title = "Apps of a Kubernetes cluster"

    def recognise(self, path: Path) -> bool:
        """Return True for manifests, or a folder that has some near its beginning."""
        try:
            found = [path]
            if files.is_folder(path):
                there = islice(files.walk(path), _MOST_LOOKED_AT)
                found = list(islice((p for p in there if is_yaml(p.name.lower())), _MOST_READ))
            return files.any_like(found, _is_like)
        except files.NOT_READABLE:
            return False

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read files and folders of manifests, or what `kubectl get -o json` prints.

        Raises `SourceError` if a given path does not exist.
        """
        finding = Finding()
        readings: dict[Path, _Reading] = {}
        for file in given_files(paths, _is_wanted, finding):
            reading = readings.get(file.root) or _Reading(file.root, finding, options)
            readings[file.root] = reading
            reading.add(file)
        for reading in readings.values():
            reading.state()
        return finding


IMPORTER: Importer = _Kubernetes()


def _is_wanted(name: str) -> bool:
    return is_yaml(name) or name.endswith(".json")


def _is_like(path: Path) -> bool:
    if not files.is_file(path) or not _is_wanted(path.name.lower()):
        return False
    text = files.read_text(path, path.parent)
    if path.name == CHART:
        return "\ndependencies:" in text
    if path.parent.name == "templates" or not looks_like_manifests(text, WORKLOADS | DEPLOYERS):
        return False
    kinds = {one.kind for one in documents(text, path.name, path.parent)}
    return not kinds.isdisjoint(WORKLOADS | DEPLOYERS)


class _Reading:
    """The reading of one given folder or file."""

    def __init__(self, root: Path, finding: Finding, options: Options) -> None:
        self._finding = finding
        self._options = options
        self._root = root
        self._applied = Applied(root)
        self._files: dict[str, GivenFile] = {}
        self._manifests: list[Manifest] = []
        self._charts = Charts()
        self._outside = Outside()
        self._is_understood = True
        self._taken: dict[tuple[str, str, str], str] = {}
        """The files of apps, by kind, namespace and name."""

    def add(self, file: GivenFile) -> None:
        """Read a file; what is wrong with it is a skip."""
        path = file.name
        if self._charts.add(file):
            return
        try:
            text = file.read()
            if path.rpartition("/")[2] in NAMES and "{{" not in text:
                self._options.progress(file.shown)
                tree = mapping(trees.document(text))
                self._applied.add_kustomization(path, tree)
                self._manifests += charts_of(tree, path, file.root)
                return
            if not looks_like_manifests(text):
                reason = (
                    "" if file.in_folder else "no Kubernetes manifests in it that run something"
                )
            else:
                self._options.progress(file.shown)
                reason = ""
                self._manifests += documents(text, path, file.root)
                self._files[path] = file
        except UnreadableError as error:
            is_sure = not file.in_folder or is_yaml(path)
            reason = str(error) if is_sure else ""
        if reason:
            self._finding.skips.append(Skip(file.shown, reason))

    def state(self) -> None:
        """Put the apps into the finding."""
        for one in self._manifests:
            if one.kind == "Kustomization" and not is_kustomize(one):
                self._applied.add_flux(one)
            elif one.kind == "Application":
                self._applied.add_argo(one)
        of_charts = [chart.file.name for chart in self._charts.by_folder.values()]
        self._applied.resolve([*self._files, *of_charts])
        apps = {one.path for one in self._manifests if one.kind in WORKLOADS | DEPLOYERS}
        # Where most would be left out, how they are applied is not understood.
        apps = {path for path in apps if not self._applied.is_patch(path)}
        unused = [path for path in apps if self._applied.why_not_in_use(path)]
        self._is_understood = 2 * len(unused) <= len(apps)
        cluster = Cluster()
        for one in self._manifests:
            if one.kind in ROUTES:
                self._take_route(one, cluster)
            elif one.kind in WORKLOADS | DEPLOYERS and not self._applied.is_patch(one.path):
                self._take_app(one, cluster)
        self._take_charts(cluster)
        self._finding.things += cluster.things(each=self._options.each)
        used = (
            route for route in cluster.routes if not self._applied.why_not_in_use(route[3].path)
        )
        self._finding.evidence += self._outside.routes(list(used))

    def _take_app(self, one: Manifest, cluster: Cluster) -> None:
        is_owned = one.kind == "Pod" and "ownerReferences" in mapping(one.tree, "metadata")
        if is_owned or (one.kind == "Application" and self._applied.leads_to_files(one)):
            return
        name = self._filled(one, one.name)
        deploys = one.kind in DEPLOYERS
        namespace = target_namespace(one) if deploys else one.namespace
        namespace = self._filled(one, namespace) or self._applied.namespace(one.path)
        if self._skipped(one, name, namespace):
            return
        found = release(one, name, namespace) if deploys else workload(one, name, namespace)
        if found.units:
            cluster.found.append(found)
        else:
            self._skip(one, "no containers in it")

    def _take_route(self, one: Manifest, cluster: Cluster) -> None:
        namespace = self._filled(one, one.namespace) or self._applied.namespace(one.path)
        if one.kind == "Service":
            cluster.services.append(service(one, namespace))
        if one.kind == "Service" or one.kind in ENDPOINTS:
            self._outside.add(one, namespace)
            return
        for host, name in routes(one):
            cluster.routes.append(
                (namespace, self._filled(one, host), self._filled(one, name), one)
            )

    def _take_charts(self, cluster: Cluster) -> None:
        for chart, found, reason in self._charts.found():
            if found is None:
                if chart.has_templates or not reason.startswith("a Helm chart"):
                    self._finding.skips.append(Skip(shown(chart.file.name), reason))
                continue
            found.namespace = self._applied.namespace(chart.file.name)
            if not self._skipped(found.manifest, found.name, found.namespace or found.name):
                cluster.found.append(found)

    def _filled(self, one: Manifest, word: str) -> str:
        return self._applied.filled(word, one.path)

    def _skipped(self, one: Manifest, name: str, namespace: str) -> bool:
        """True for what is not taken; the reason becomes a skip."""
        reason = self._why_not(one, name, namespace)
        before = self._taken.setdefault((one.kind, namespace, name), one.path)
        if not reason and before != one.path:
            reason = f"{shown(before)} states it already"
        if reason:
            if before == one.path:
                del self._taken[one.kind, namespace, name]
            self._skip(one, reason)
        return bool(reason)

    def _skip(self, one: Manifest, reason: str) -> None:
        self._finding.skips.append(Skip(shown(one.path, one.name), reason))

    def _why_not(self, one: Manifest, name: str, namespace: str) -> str:
        if not name or "${" in name or "{{" in name:
            return "its name is a variable" if name else "it has no name"
        if self._options.everything:
            return ""
        if _OF_THE_CLUSTER.fullmatch(namespace):
            return f"a part of the cluster: namespace {printable(namespace)}"
        if one.kind in WORKLOADS and one.spec.get("replicas") == "0":
            return "not in use: it has no replicas"
        if one.kind == "CronJob" and one.spec.get("suspend") is True:
            return "not in use: it is suspended"
        file = self._files.get(one.path)
        reason = file.why_not_in_use() if file else ""
        if not reason and self._is_understood:
            reason = self._applied.why_not_in_use(one.path)
        return reason
