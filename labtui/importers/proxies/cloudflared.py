"""The routes of a Cloudflare tunnel, from the `config.yml` of cloudflared."""

from __future__ import annotations

import re

from labtui.importers import evidence
from labtui.importers.proxies.routes import Routes, Site, upstreams
from labtui.importers.trees import Tree, document

_LOOKS = re.compile(r"^[\"']?ingress[\"']?[ \t]*:\s*(?:#.*\s*)*[-\[]", re.MULTILINE)
_OF_TUNNELS = frozenset({"tunnel", "credentials-file", "originRequest", "warp-routing"})


def tree_of(text: str) -> Tree:
    """Give a configuration as a tree; `None` where it is none. Raises `UnreadableError`."""
    if not _LOOKS.search(text):
        return None
    tree = document(text)
    rules = evidence.entries(tree, "ingress")
    is_like = any({"hostname", "service"} <= rule.keys() for rule in rules)
    is_tunnel = isinstance(tree, dict) and bool(tree.keys() & _OF_TUNNELS)
    return tree if is_like or (is_tunnel and rules) else None


def read(tree: Tree, routes: Routes) -> None:
    """Add the routes of a configuration."""
    for rule in evidence.entries(tree, "ingress"):
        host, service = evidence.text(rule, "hostname"), evidence.text(rule, "service")
        if not host and not service.partition("://")[1]:
            continue  # the answer to all other names
        path = evidence.text(rule, "path")
        plain = path if re.fullmatch(r"/[\w./-]*", path) else ""
        routes.add(Site(host, plain.rstrip("/"), "https"), upstreams([service]))
