"""The routes of Caddy's own configuration, as `caddy adapt` prints it and Caddy saves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from labtui.importers import evidence
from labtui.importers.found import Target
from labtui.importers.proxies.routes import ANSWERS_ITSELF, Routes, Site, upstreams
from labtui.importers.trees import Tree

_ANSWERS = frozenset({"static_response", "file_server", "error"})


def servers(tree: Tree) -> list[dict[str, Tree]]:
    """Give the servers of a configuration; none where it is not Caddy's."""
    for key in ("apps", "http", "servers"):
        tree = tree.get(key) if isinstance(tree, dict) else None
    found = tree.values() if isinstance(tree, dict) else ()
    return [server for server in found if isinstance(server, dict)]


def read(tree: Tree, routes: Routes) -> None:
    """Add the routes of a configuration."""
    for server in servers(tree):
        ports = {word.rpartition(":")[2] for word in evidence.texts(server.get("listen"))}
        is_usual = not ports or "443" in ports
        scheme = "https" if is_usual else "http" if ports == {"80"} else ""
        odd = [int(port) for port in ports if port.isdigit() and len(port) < 6]
        site = Site("", scheme=scheme, port=0 if scheme or not odd else odd[0])
        _walk(evidence.entries(server, "routes"), [site], routes)


def _walk(found: Sequence[dict[str, Tree]], sites: Sequence[Site], routes: Routes) -> None:
    for route in found:
        inner = list(_matched(evidence.entries(route, "match"), sites))
        for handler in evidence.entries(route, "handle"):
            kind = handler.get("handler")
            if kind == "subroute":
                _walk(evidence.entries(handler, "routes"), inner, routes)
            elif kind == "reverse_proxy" and not _only_asks(handler):
                targets = list(_targets(handler))
                for site in inner:
                    routes.add(site, targets)
            elif kind in _ANSWERS:
                for site in inner:
                    routes.leave_out(site, ANSWERS_ITSELF)


def _matched(matches: Sequence[dict[str, Tree]], sites: Sequence[Site]) -> Iterator[Site]:
    """Give the sites that are left by matches, of which one has to be met."""
    if not matches:
        yield from sites
    for match in matches:
        hosts, paths = evidence.texts(match.get("host")), evidence.texts(match.get("path"))
        of_hosts = [replace(sites[0], host=host) for host in hosts] if hosts else sites
        for site in of_hosts:
            path = paths[0].partition("*")[0].rstrip("/") if len(paths) == 1 else site.path
            yield replace(site, path=path)


def _only_asks(handler: dict[str, Tree]) -> bool:
    """True for what another server is asked before: who it is that wants something."""
    rewrite = handler.get("rewrite")
    asks = isinstance(rewrite, dict) and rewrite.get("method") == "GET"
    return asks and "handle_response" in handler


def _targets(handler: dict[str, Tree]) -> Iterator[Target]:
    dials = [evidence.text(one, "dial") for one in evidence.entries(handler, "upstreams")]
    transport = handler.get("transport")
    is_encrypted = isinstance(transport, dict) and isinstance(transport.get("tls"), dict)
    yield from upstreams(f"https://{dial}" if is_encrypted else dial for dial in dials if dial)
