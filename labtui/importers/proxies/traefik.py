"""The routes of Traefik's dynamic files, which count together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field

from labtui.importers import evidence
from labtui.importers.files import UnreadableError
from labtui.importers.found import Target
from labtui.importers.proxies.routes import ANSWERS_ITSELF, OF_ROUTER, Routes, Site, upstreams
from labtui.importers.trees import LARGEST, Tree, document

_LOOKS = re.compile(
    r"""^["']?(?:http|tcp|udp)["']?[ \t]*:(?!//)|^\s*\[\s*(?:http|tcp|udp)\.""", re.MULTILINE
)
_RULE = re.compile(
    r"(?P<kind>HostSNI|HostRegexp|Host|PathPrefix|Path)\s*\((?P<names>[^()]*(?:\([^()]*\)[^()]*)*)\)",
    re.IGNORECASE,
)
_NAME = re.compile(r"[`\"']([^`\"']+)[`\"']")
_ENCRYPTED = re.compile(r"secure|https|443")
_LONGEST_RULE = 5000
_DEEPEST = 10
_KINDS = ("http", "tcp", "udp")


@dataclass(slots=True)
class Dynamic:
    """What the files of one folder say together."""

    routers: list[tuple[Routes, str, str, dict[str, Tree]]] = field(default_factory=list)
    """Each with the routes of its file, its kind and its name."""
    services: dict[tuple[str, str], dict[str, Tree]] = field(default_factory=dict)
    """By kind and name."""

    def add(self, tree: Tree, routes: Routes) -> None:
        """Take the routers and services of a file in."""
        for kind, names, name, content in _parts(tree):
            if names == "routers":
                self.routers.append((routes, kind, name, content))
            else:
                self.services.setdefault((kind, name), content)

    def state(self) -> None:
        """Add the routes, each to those of its router's file."""
        for routes, kind, name, router in self.routers:
            service = str(router.get("service") or "")
            targets = list(self._targets(kind, service, 0))
            for site in sites(router, kind, name):
                if service.endswith("@internal"):
                    routes.leave_out(site, ANSWERS_ITSELF)
                else:
                    routes.add(site, targets)

    def _targets(self, kind: str, name: str, depth: int) -> Iterator[Target]:
        name = name.removesuffix("@file")
        service = self.services.get((kind, name))
        if service is None or depth > _DEEPEST:
            # Of another provider: what it is called may be a container.
            plain, at, provider = name.partition("@")
            if at and plain and not evidence.has_variable(name) and provider != "internal":
                yield Target(name=plain)
            return
        balancer = evidence.entries(service, "loadBalancer", "servers") or evidence.entries(
            service, "loadbalancer", "servers"
        )
        addresses = [evidence.text(one, "url") or evidence.text(one, "address") for one in balancer]
        yield from upstreams(addresses, name)
        for one in evidence.entries(service, "weighted", "services"):
            yield from self._targets(kind, evidence.text(one, "name"), depth + 1)
        for way in ("mirroring", "failover"):
            inner = service.get(way)
            if isinstance(inner, dict):
                yield from self._targets(kind, evidence.text(inner, "service"), depth + 1)


def tree_of(text: str, name: str) -> Tree:
    """Give a dynamic file as a tree; `None` where it is none. Raises `UnreadableError`."""
    if not _LOOKS.search(text):
        return None
    tree = _toml(text) if name.endswith(".toml") else document(text)
    return tree if any(_parts(tree)) else None


def _toml(text: str) -> Tree:
    if len(text) > LARGEST:
        raise UnreadableError(f"TOML of more than {LARGEST // 1000} kB")
    try:
        return tomllib.loads(text)
    except ValueError:
        raise UnreadableError("not valid TOML") from None
    except RecursionError:
        raise UnreadableError("nested too deeply") from None


def _parts(tree: Tree) -> Iterator[tuple[str, str, str, dict[str, Tree]]]:
    """Give kind, `routers` or `services`, name and content of all that is Traefik's."""
    for kind in _KINDS:
        of_kind = tree.get(kind) if isinstance(tree, dict) else None
        for names in ("routers", "services"):
            found = of_kind.get(names) if isinstance(of_kind, dict) else None
            for name, content in found.items() if isinstance(found, dict) else ():
                if isinstance(content, dict) and _is_like(names, content):
                    yield kind, names, name, content


def _is_like(names: str, content: dict[str, Tree]) -> bool:
    if names == "routers":
        return "rule" in content or "service" in content
    return any(way.lower() in _WAYS for way in content)


_WAYS = frozenset({"loadbalancer", "weighted", "mirroring", "failover"})


def sites(router: dict[str, Tree], kind: str, name: str) -> Iterator[Site]:
    """Give the names in a router's rule; where it has none, the router's own."""
    rule = str(router.get("rule") or "")[:_LONGEST_RULE]
    entries = " ".join(evidence.texts(router.get("entryPoints")))
    has_tls = "tls" in router and router["tls"] is not False
    is_encrypted = has_tls or bool(_ENCRYPTED.search(entries.lower()))
    scheme = ("https" if is_encrypted else "http") if kind == "http" else ""
    hosts: list[str] = []
    paths: list[str] = []
    for found in _RULE.finditer(rule):
        before = rule[: found.start()].rstrip()
        names = [one for one in _NAME.findall(found["names"]) if one != "*"]
        if found["kind"].lower() in ("host", "hostsni") and not before.endswith("!"):
            hosts += names
        elif found["kind"].lower().startswith("path"):
            paths += names
    path = paths[0].rstrip("/") if len(paths) == 1 else ""
    if not hosts:
        yield Site(f"{OF_ROUTER}{name}", path, scheme)
    for host in dict.fromkeys(hosts):
        yield Site(host, path, scheme)
