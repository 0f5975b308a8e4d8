"""Routes of a cluster that lead to what runs outside of it: evidence of how that is reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from labtui.importers.evidence import target
from labtui.importers.found import Evidence, Target
from labtui.importers.kubernetes.contents import host_of
from labtui.importers.kubernetes.manifests import Manifest
from labtui.importers.kubernetes.shapes import Mapped, mappings, text, texts
from labtui.text.printable import printable

_SERVICE = "kubernetes.io/service-name"


@dataclass(slots=True)
class Outside:
    """What the services of a cluster lead to outside of it, by namespace and name."""

    _targets: dict[tuple[str, str], list[Target]] = field(default_factory=dict)

    def add(self, one: Manifest, namespace: str) -> None:
        """Take a Service, Endpoints or an EndpointSlice in."""
        name = one.labels.get(_SERVICE, "") if one.kind == "EndpointSlice" else one.name
        found = [target(address, printable(name)) for address in _addresses(one)]
        known = self._targets.setdefault((namespace, name), [])
        known += [each for each in found if each.host and each not in known]

    def routes(self, stated: list[tuple[str, str, str, Manifest]]) -> Iterator[Evidence]:
        """Give the routes that lead out; each is a namespace, a host, a service, and its file."""
        done: set[tuple[str, str]] = set()
        for namespace, host, service, one in stated:
            targets = self._targets.get((namespace, service))
            if targets and (one.path, host) not in done and (plain := host_of(host)):
                done.add((one.path, host))
                to = replace(target(f"https://{plain}"), port=0)
                key = f"route {printable(plain)}"
                yield Evidence(key, "route", tuple(targets), (to,), path=one.path, root=one.root)


def _addresses(one: Manifest) -> Iterator[str]:
    if one.kind == "Service":
        if name := text(one.spec.get("externalName")):
            yield f"{name}{_port(one.spec)}"
    elif one.kind == "Endpoints":
        for subset in mappings(one.tree, "subsets"):
            for address in mappings(subset, "addresses"):
                yield f"{_bracketed(text(address.get('ip')))}{_port(subset)}"
    else:
        for endpoint in mappings(one.tree, "endpoints"):
            for ip in texts(endpoint.get("addresses")):
                yield f"{_bracketed(ip)}{_port(one.tree)}"


def _bracketed(ip: str) -> str:
    return f"[{ip}]" if ":" in ip else ip


def _port(tree: Mapped) -> str:
    """Give the port if there is one only, as it follows a host."""
    ports = [text(port.get("port")) for port in mappings(tree, "ports")]
    return f":{ports[0]}" if len(ports) == 1 and ports[0].isdecimal() else ""
