"""What manifests say of one app: its containers, names of services, and where it is reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from labtui.importers import images
from labtui.importers.kubernetes.manifests import Manifest
from labtui.importers.kubernetes.shapes import Mapped, mapping, mappings, settings, text, texts
from labtui.importers.trees import Tree
from labtui.text.redaction import public_image

_WORD = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*")
_HOST_IN_URL = re.compile(rf"(?://|@)({_WORD.pattern})(?=[:/]|$)|^({_WORD.pattern}):\d+")
_NAMES_HOST = re.compile(r"host|server|addr|url|uri|endpoint|dsn", re.IGNORECASE)
_BACKS_UP = re.compile(
    r"(?:^|[/-])(?:restic|resticprofile|autorestic|borg|borgmatic|kopia|rclone|velero|duplicati|"
    r"duplicacy)(?:-|$)"
)
_MOST_TEXTS = 5000
_LONGEST_TEXT = 300
_OF_ADDRESSES = (
    "lbipam.cilium.io/ips",
    "io.cilium/lb-ipam-ips",
    "metallb.universe.tf/loadBalancerIPs",
    "metallb.io/loadBalancerIPs",
    "kube-vip.io/loadbalancerIPs",
)
"""Annotations of services that state their addresses."""


@dataclass(slots=True)
class Unit:
    """A container of an app, or a database that an operator runs for it."""

    name: str
    image: str = ""
    is_beside: bool = False
    """True for one that stands beside the one that a pod is for."""


@dataclass(slots=True)
class Found:
    """An app, or a part of one, before parts are joined."""

    kind: str
    name: str
    namespace: str
    manifest: Manifest
    units: list[Unit] = field(default_factory=list)
    """Its containers, the main one first."""
    group: str = ""
    """The release or instance that it belongs to."""
    chart: str = ""
    ports: list[str] = field(default_factory=list)
    """Published ports."""
    url: str = ""
    mentions: set[str] = field(default_factory=set)
    """Names of hosts in its settings: compared with names, never shown."""
    services: set[str] = field(default_factory=set)
    """Names of services that lead to it."""
    addresses: list[str] = field(default_factory=list)
    pod_labels: dict[str, str] = field(default_factory=dict)

    @property
    def image(self) -> str:
        """The image of its main container."""
        return self.units[0].image if self.units else ""

    @property
    def backs_up(self) -> bool:
        """True for a job that runs a backup tool."""
        return self.kind == "CronJob" and _BACKS_UP.search(self.image.partition(":")[0]) is not None


def hosts_in(tree: Tree) -> set[str]:
    """Give what settings name as hosts: in URLs, as `host:port`, and where the key says so."""
    found: set[str] = set()
    for key, value in islice(settings(tree), _MOST_TEXTS):
        if len(value) <= _LONGEST_TEXT:
            found.update(one or other for one, other in _HOST_IN_URL.findall(value))
            if _NAMES_HOST.search(key) and _WORD.fullmatch(value):
                found.add(value)
    return found


def workload(one: Manifest, name: str, namespace: str) -> Found:
    """Read a Deployment, StatefulSet, DaemonSet, CronJob, Pod, or cluster of CloudNativePG."""
    found = Found(one.kind, name, namespace, one)
    found.group = one.labels.get("app.kubernetes.io/instance", "")
    if one.kind == "Cluster":
        image = public_image(text(one.spec.get("imageName")))
        found.units = [Unit(name, image or "postgresql")]
        found.services = {f"{name}-{way}" for way in ("rw", "ro", "r")}
        return found
    pod = one.tree if one.kind == "Pod" else mapping(one.spec, "template")
    if one.kind == "CronJob":
        pod = mapping(one.spec, "jobTemplate", "spec", "template")
    spec = mapping(pod, "spec")
    labels = mapping(pod, "metadata", "labels")
    found.pod_labels = {key: text(value) for key, value in labels.items()}
    containers = mappings(spec, "containers")
    for item in containers:
        own = text(item.get("name"))
        of = f"{name}-{own}" if found.units else name
        found.units.append(Unit(of, public_image(text(item.get("image")))))
        for port in mappings(item, "ports"):
            if public := text(port.get("hostPort")):
                found.ports.append(f"{public}:{text(port.get('containerPort'))}")
        found.mentions |= hosts_in(item.get("env")) | hosts_in(item.get("args"))
    if not found.group and images.is_helper(found.image, name):
        found.group = one.labels.get("app.kubernetes.io/part-of", "")
    return found


# --- services and routes


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the cluster."""

    name: str
    namespace: str
    selector: dict[str, str]
    ports: tuple[str, ...]
    """Published ones."""
    addresses: tuple[str, ...]


def service(one: Manifest, namespace: str) -> Service:
    """Read a Service."""
    selector = {key: text(value) for key, value in mapping(one.spec, "selector").items()}
    annotations = mapping(one.tree, "metadata", "annotations")
    ports, addresses = published(one.spec, annotations)
    return Service(one.name, namespace, selector, tuple(ports), tuple(addresses))


def published(spec: Mapped, annotations: Mapped) -> tuple[list[str], list[str]]:
    """Give the ports and addresses that a service publishes to the network."""
    kind = text(spec.get("type"))
    ports = []
    stated = spec.get("ports")
    for port in stated.values() if isinstance(stated, dict) else mappings(stated):
        if not isinstance(port, dict) or port.get("enabled") is False:
            continue
        inner = text(port.get("port"))
        public = text(port.get("nodePort")) if kind == "NodePort" else inner
        if kind in ("LoadBalancer", "NodePort") and public:
            ending = "/udp" if text(port.get("protocol")).upper() == "UDP" else ""
            ports.append(f"{public}:{inner}{ending}")
    addresses = [text(spec.get("loadBalancerIP")), *texts(spec.get("externalIPs"))]
    for key in _OF_ADDRESSES:
        addresses += text(annotations.get(key)).split(",")
    return ports, [address.strip() for address in addresses if address.strip()]


_HOST_RULE = re.compile(r"Host\(([^)]*)\)")
_QUOTED = re.compile(r"[`\"']([^`\"']+)[`\"']")


def routes(one: Manifest) -> Iterator[tuple[str, str]]:
    """Give the host and the service of each route of an Ingress, IngressRoute or HTTPRoute."""
    if one.kind == "Ingress":
        for rule in mappings(one.spec, "rules"):
            for path in mappings(rule, "http", "paths"):
                backend = mapping(path, "backend")
                name = text(mapping(backend, "service").get("name"))
                yield text(rule.get("host")), name or text(backend.get("serviceName"))
        return
    of_gateway = one.kind == "HTTPRoute"
    for rule in mappings(one.spec, "rules" if of_gateway else "routes"):
        hosts = texts(one.spec.get("hostnames")) if of_gateway else _hosts_of_rule(rule)
        for backend in mappings(rule, "backendRefs" if of_gateway else "services"):
            yield from ((host, text(backend.get("name"))) for host in hosts)


def _hosts_of_rule(rule: Mapped) -> list[str]:
    match = text(rule.get("match"))[:2000]
    return [host for hosts in _HOST_RULE.findall(match) for host in _QUOTED.findall(hosts)]


# --- values of Helm charts

_OF_ROUTES = re.compile(r"ingress|route|httproute|gateway", re.IGNORECASE)
_HOSTS = ("host", "hosts", "hostname", "hostnames")
_HELPERS = ("postgresql", "postgres", "mariadb", "mysql", "mongodb", "redis", "valkey", "memcached")
_MAIN = frozenset({"main", "app"})
_DEEPEST = 8


def take_values(found: Found, values: Tree) -> None:
    """Take in what the values of a chart say: images, published ports, a host, and settings."""
    tree = mapping(values)
    controllers = mapping(tree, "controllers")
    for name, controller in controllers.items():
        if isinstance(controller, dict) and controller.get("enabled") is not False:
            found.units += _units(found.name, name, controller)
    if not found.units and (image := image_of(tree.get("image"))):
        found.units = [Unit(found.name, image)]
    if not found.units:
        found.units = [Unit(found.name)]
    found.units.sort(key=lambda unit: (unit.is_beside, unit.name != found.name))
    found.units[0].name = found.name
    for name in _HELPERS:
        if mapping(tree, name).get("enabled") is True:
            found.units.append(Unit(f"{found.name}-{name}", name))
    services = mapping(tree, "service")
    for one in services.values() if "type" not in services else (services,):
        if isinstance(one, dict) and one.get("enabled") is not False:
            ports, addresses = published(one, mapping(one, "annotations"))
            found.ports += ports
            found.addresses += addresses
    hosts = (_host(host, found.name) for host in _hosts(tree, False, 0))
    found.url = next((f"https://{host}" for host in hosts if host), "")
    found.mentions |= hosts_in(values)


def _units(app: str, name: str, controller: Mapped) -> Iterator[Unit]:
    containers = mapping(controller, "containers")
    title = app if name in (*_MAIN, app) else name if name.startswith(app) else f"{app}-{name}"
    for own, container in containers.items():
        if isinstance(container, dict) and container.get("enabled") is not False:
            is_main = len(containers) == 1 or own in (*_MAIN, name)
            image = image_of(container.get("image"))
            yield Unit(title if is_main else f"{title}-{own}", image, not is_main)


def image_of(tree: Tree) -> str:
    """Give the reference of an image, which values write as a text or in its parts."""
    if isinstance(tree, dict):
        parts = (text(tree.get("registry")), text(tree.get("repository")))
        name, tag = "/".join(filter(None, parts)), text(tree.get("tag"))
        tree = f"{name}:{tag}" if name and tag else name
    found = public_image(text(tree))
    return "" if "{{" in found or "$" in found else found


def _hosts(tree: Mapped, is_route: bool, depth: int) -> Iterator[str]:
    if tree.get("enabled") is False or depth > _DEEPEST:
        return
    for key, value in tree.items():
        if is_route and key in _HOSTS:
            items = value if isinstance(value, list) else [value]
            for item in items:
                yield text(item.get("host")) if isinstance(item, dict) else text(item)
        elif isinstance(value, dict) and (is_route or _OF_ROUTES.fullmatch(key) or depth == 0):
            inner = is_route or _OF_ROUTES.fullmatch(key) is not None
            yield from _hosts(value, inner, depth + 1)


_RELEASE = re.compile(r"\{\{-?\s*\.Release\.Name\s*-?\}\}")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)


def _host(word: str, release: str) -> str:
    host = _RELEASE.sub(release, word)
    return host if _HOST.fullmatch(host) else ""


def host_of(word: str) -> str:
    """Give a host that is written out; empty for a pattern or a variable."""
    return word if _HOST.fullmatch(word) else ""
