"""The hosts and streams of Nginx Proxy Manager, from its `database.sqlite`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from labtui.importers import evidence
from labtui.importers.databases import reading
from labtui.importers.files import GivenFile, UnreadableError
from labtui.importers.proxies.routes import Routes, Site, upstreams
from labtui.importers.trees import Tree, json_document

NAME = "database.sqlite"
_MOST = 5000


def is_like(path: Path, root: Path | None = None) -> bool:
    """Return True for a database with proxy hosts. Raises `UnreadableError`."""
    query = "SELECT count(*) FROM sqlite_master WHERE name = 'proxy_host'"
    with reading(path, root) as database:
        return bool(database.execute(query).fetchone()[0])


def read(file: GivenFile, routes: Routes) -> None:
    """Add the routes of a database. Raises `UnreadableError`."""
    with reading(file.path, file.root) as database:
        for row in database.execute(f"SELECT * FROM proxy_host LIMIT {_MOST}"):
            _add_host(dict(row), routes)
        with suppress(sqlite3.OperationalError):  # older versions have no streams
            for row in database.execute(f"SELECT * FROM stream LIMIT {_MOST}"):
                _add_stream(dict(row), routes)


def _add_host(row: Mapping[str, object], routes: Routes) -> None:
    if row.get("is_deleted"):
        return
    scheme = "https" if row.get("certificate_id") else "http"
    sites = [Site(host, "", scheme) for host in evidence.texts(_json(row.get("domain_names")))]
    if not row.get("enabled", 1):
        for site in sites:
            routes.skip(site.key, evidence.SWITCHED_OFF)
        return
    for site in sites:
        routes.add(site, upstreams(_upstream(row)))
        for place in evidence.entries({"all": _json(row.get("locations"))}, "all"):
            path = evidence.text(place, "path").rstrip("/")
            if path.startswith("/"):
                routes.add(Site(site.host, path, scheme), upstreams(_upstream(place)))


def _add_stream(row: Mapping[str, object], routes: Routes) -> None:
    port = str(row.get("incoming_port"))  # a text in NPMplus
    if row.get("is_deleted") or not port.isdecimal() or len(port) > 5:
        return
    site = Site("", port=int(port))
    if not row.get("enabled", 1):
        routes.skip(site.key, evidence.SWITCHED_OFF)
        return
    host = row.get("forwarding_host") or row.get("forward_ip")
    routes.add(site, upstreams([f"{host}:{row.get('forwarding_port')}"] if host else ()))


def _upstream(row: Mapping[str, object]) -> Iterator[str]:
    host, port = row.get("forward_host"), row.get("forward_port")
    scheme = row.get("forward_scheme")
    if isinstance(host, str) and host and isinstance(port, int | str):
        host, _, path = host.partition("/")
        yield f"{scheme if scheme in ('http', 'https') else 'http'}://{host}:{port}/{path}"


def _json(value: object) -> Tree:
    try:
        return json_document(value) if isinstance(value, str) else None
    except UnreadableError:
        return None
