"""The containers of a `.kube` unit: those of the Kubernetes YAML that it plays."""

from __future__ import annotations

from collections.abc import Iterator

from labtui.importers import trees
from labtui.importers.quadlet.containers import Container
from labtui.importers.trees import Tree


def containers(text: str, unit: str, path: str) -> list[Container]:
    """Give the containers of a YAML's pods. `unit` is the unit that plays it, `path` its file.

    Raises `UnreadableError` for what is no YAML.
    """
    found: dict[str, Container] = {}
    for document in trees.documents(text):
        for pod, spec in _pods(document):
            volumes = _volumes(spec)
            for item in _maps(spec.get("containers")):
                name = str(item.get("name") or "")
                name = f"{pod}-{name}" if name in found or not name else name
                found[name] = _container(item, Container(name, path, pod=unit), volumes)
                if spec.get("hostNetwork") is True:
                    found[name].networks.append("host")
    return list(found.values())


def _pods(document: Tree) -> Iterator[tuple[str, dict[str, Tree]]]:
    """Give the names and the specifications of the pods in a document."""
    if not isinstance(document, dict):
        return
    if document.get("kind") == "List":
        for item in _maps(document.get("items")):
            yield from _pods(item)
        return
    metadata, spec = _map(document.get("metadata")), _map(document.get("spec"))
    inner = _map(_map(spec.get("template")).get("spec"))
    name = str(metadata.get("name") or "")
    if document.get("kind") == "Pod":
        yield name, spec
    elif inner and document.get("kind") not in ("Job", "CronJob"):
        yield name, inner


def _container(item: dict[str, Tree], found: Container, volumes: dict[str, str]) -> Container:
    found.image = str(item.get("image") or "")
    for port in _maps(item.get("ports")):
        if port.get("hostPort"):
            address = f"{port['hostIP']}:" if port.get("hostIP") else ""
            protocol = str(port.get("protocol") or "").lower()
            ending = f"/{protocol}" if protocol not in ("", "tcp") else ""
            found.ports.append(f"{address}{port['hostPort']}:{port.get('containerPort')}{ending}")
    for variable in _maps(item.get("env")):
        found.variable(f"x={variable.get('value') or ''}")
    for mounted in _maps(item.get("volumeMounts")):
        source = volumes.get(str(mounted.get("name")), "")
        found.mount(source, str(mounted.get("mountPath") or ""))
    found.has_access |= _map(item.get("securityContext")).get("privileged") is True
    return found


def _volumes(spec: dict[str, Tree]) -> dict[str, str]:
    """Give where a pod's volumes lie, by their names: a path, or the name of a claim."""
    found = {}
    for volume in _maps(spec.get("volumes")):
        claim = _map(volume.get("persistentVolumeClaim")).get("claimName")
        path = _map(volume.get("hostPath")).get("path")
        found[str(volume.get("name"))] = str(path or claim or "")
    return found


def _map(value: Tree) -> dict[str, Tree]:
    return value if isinstance(value, dict) else {}


def _maps(value: Tree) -> list[dict[str, Tree]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
