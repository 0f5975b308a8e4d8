"""The routes that labels of containers state, in Compose files: those of Traefik and Caddy."""

from __future__ import annotations

import re

from labtui.importers.compose.services import container_name, pairs_of
from labtui.importers.found import Target
from labtui.importers.proxies import traefik
from labtui.importers.proxies.routes import Routes, Site
from labtui.importers.trees import Tree, document
from labtui.text.printable import printable

_LOOKS = re.compile(r"^services[ \t]*:", re.MULTILINE)
_LABEL = re.compile(r"\btraefik\.(?:http|tcp)\.|\bcaddy(?:_\d+)?(?:\.reverse_proxy|[\"']?\s*[:=])")
_ROUTER = re.compile(r"traefik\.(http|tcp)\.routers\.([^.]+)\.(rule|entrypoints|tls)(?:$|\.)")
_PORT = re.compile(r"traefik\.(?:http|tcp)\.services\.[^.]+\.loadbalancer\.server\.port$")
_CADDY = re.compile(r"caddy(?:_\d+)?$")
_KEYS = {"rule": "rule", "entrypoints": "entryPoints", "tls": "tls"}


def tree_of(text: str) -> Tree:
    """Give a Compose file with such labels as a tree; `None` for another one.

    Raises `UnreadableError`.
    """
    if not _LOOKS.search(text) or not _LABEL.search(text):
        return None
    tree = document(text)
    services = tree.get("services") if isinstance(tree, dict) else None
    return services if isinstance(services, dict) else None


def read(services: Tree, routes: Routes) -> None:
    """Add the routes to some services."""
    for name, service in services.items() if isinstance(services, dict) else ():
        if isinstance(service, dict):
            deploy = service.get("deploy")
            of_deploy = deploy.get("labels") if isinstance(deploy, dict) else None
            labels = {**pairs_of(service.get("labels")), **pairs_of(of_deploy)}
            target = Target(
                name=printable(name),
                container=printable(container_name(service) or name),
                port=_port(labels),
            )
            if labels.get("traefik.enable", "").lower() not in ("false", "0"):
                _add_routers(labels, target, routes)
            for label, sites in labels.items():
                if _CADDY.match(label):
                    for host in sites.replace(",", " ").split():
                        scheme, _, plain = host.rpartition("://")
                        routes.add(Site(plain, "", scheme or "https"), [target])


def _port(labels: dict[str, str]) -> int:
    ports = {value for label, value in labels.items() if _PORT.match(label)}
    port = ports.pop() if len(ports) == 1 else ""
    return int(port) if port.isdigit() and len(port) < 6 else 0


def _add_routers(labels: dict[str, str], target: Target, routes: Routes) -> None:
    routers: dict[tuple[str, str], dict[str, Tree]] = {}
    for label, value in labels.items():
        if found := _ROUTER.match(label.lower()):
            router = routers.setdefault((found[1], found[2]), {})
            router[_KEYS[found[3]]] = value.replace("``", "`")
    for (kind, name), router in routers.items():
        if "rule" in router:
            for site in traefik.sites(router, kind, name):
                routes.add(site, [target])
