"""Apps that Flux, k3s or Argo CD deploy from a Helm chart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from labtui.importers.files import UnreadableError
from labtui.importers.kubernetes.contents import Found, take_values
from labtui.importers.kubernetes.manifests import Manifest
from labtui.importers.kubernetes.shapes import Mapped, mapping, mappings, text
from labtui.importers.trees import Tree, document


def release(one: Manifest, name: str, namespace: str) -> Found:
    """Read a HelmRelease, a HelmChart of k3s, or an Application of Argo CD."""
    found = Found(one.kind, name, namespace, one, group=name)
    spec = one.spec
    if one.kind == "HelmRelease":
        chart = mapping(spec, "chart", "spec")
        found.chart = _chart(chart, "chart", "version")
        found.chart = found.chart or text(mapping(spec, "chartRef").get("name"))
        take_values(found, spec.get("values"))
    elif one.kind == "HelmChart":
        found.chart = _chart(spec, "chart", "version")
        take_values(found, spec.get("valuesInline") or _parsed(text(spec.get("valuesContent"))))
    else:
        for source in (mapping(spec, "source"), *mappings(spec, "sources")):
            found.chart = found.chart or _chart(source, "chart", "targetRevision")
            helm = mapping(source, "helm")
            take_values(found, helm.get("valuesObject") or _parsed(text(helm.get("values"))))
    return found


def target_namespace(one: Manifest) -> str:
    """Give the namespace that a release is made in; empty where the manifest does not say."""
    if one.kind == "Application":
        return text(mapping(one.spec, "destination").get("namespace"))
    return text(one.spec.get("targetNamespace")) or one.namespace


def charts_of(tree: Mapped, path: str, root: Path) -> Iterator[Manifest]:
    """Give the charts that a kustomization makes releases of, as k3s would state them."""
    for one in mappings(tree, "helmCharts"):
        name = text(one.get("releaseName")) or text(one.get("name"))
        namespace = text(one.get("namespace"))
        spec: Mapped = {
            "chart": one.get("name"),
            "version": one.get("version"),
            "targetNamespace": namespace,
            "valuesInline": one.get("valuesInline"),
        }
        yield Manifest("HelmChart", name, namespace, {"spec": spec}, path, root)


def _chart(tree: Mapped, name: str, version: str) -> str:
    return f"{text(tree.get(name))} {text(tree.get(version))}".strip() if tree.get(name) else ""


def _parsed(values: str) -> Tree:
    try:
        return document(values)
    except UnreadableError:
        return None
