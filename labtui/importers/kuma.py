"""The monitors of Uptime Kuma, from its database."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from labtui.errors import SourceError
from labtui.importers.databases import is_database, reading
from labtui.importers.evidence import (
    SWITCHED_OFF,
    UPSIDE_DOWN,
    is_recognised,
    read_each,
    target,
    texts,
)
from labtui.importers.files import STDIN, GivenFile, UnreadableError, shown
from labtui.importers.found import Evidence, Finding, Importer, Options, Skip, Target
from labtui.importers.trees import json_document

_ENDINGS = (".db", ".sqlite", ".sqlite3")
_NEEDED = frozenset({"id", "name", "active", "type", "url", "hostname", "port"})
_WANTED = (
    *sorted(_NEEDED), "parent", "docker_container", "docker_host", "dns_resolve_server", "grpc_url",
    "database_connection_string", "rabbitmq_nodes", "kafka_producer_brokers", "system_service_name",
    "upside_down",
)  # fmt: skip

_BY_URL = {
    **dict.fromkeys(("http", "keyword", "json-query", "real-browser", "websocket-upgrade"), "url"),
    "grpc-keyword": "grpc_url",
}
_BY_CONNECTION = frozenset({"postgres", "mysql", "mongodb", "redis", "sqlserver", "oracledb"})
_WITHOUT_PORT = frozenset({"ping", "tailscale-ping", "globalping"})
_LISTS = {"rabbitmq": "rabbitmq_nodes", "kafka-producer": "kafka_producer_brokers"}
_SERVER = re.compile(
    r"(?:^|;)\s*(?:server|data source)\s*=\s*(?:tcp:)?([^;,\s]+)(?:,\s*(\d+))?", re.IGNORECASE
)

_NO_KUMA = "not a database of Uptime Kuma"


class _Kuma:
    name = "kuma"
    title = "Monitors of Uptime Kuma"

    def recognise(self, path: Path) -> bool:
        """Return True for a database with monitors, or a folder with one in it."""
        return is_recognised(path, _has_monitors)

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read the databases, without writing to them or beside them.

        Raises `SourceError` if a given path does not exist, or is `-`.
        """
        if STDIN in paths:
            raise SourceError("Uptime Kuma is read from its database: name kuma.db")
        return read_each(paths, _may_be_database, Finding(), options, _take)


class _Monitor(NamedTuple):
    key: str
    is_on: bool
    type: str
    is_upside_down: bool
    """True where it is well if nothing answers."""
    targets: tuple[Target, ...]


def _may_be_database(name: str) -> bool:
    return name.endswith(_ENDINGS)


def _has_monitors(file: Path) -> bool:
    if not _may_be_database(file.name.lower()) or not is_database(file):
        return False
    with reading(file) as connection:
        return bool(_columns(connection))


def _columns(connection: sqlite3.Connection) -> list[str]:
    """Give the columns of the monitors that are read; none where it has no monitors."""
    known = {row["name"] for row in connection.execute("PRAGMA table_info(monitor)")}
    return [name for name in _WANTED if name in known] if known >= _NEEDED else []


def _take(file: GivenFile, finding: Finding) -> str:
    if file.in_folder and file.path.name != "kuma.db" and not is_database(file.path):
        return ""
    with reading(file.path, file.root) as connection:
        columns = _columns(connection)
        if not columns:
            return "" if file.in_folder else _NO_KUMA
        monitors = list(_monitors(connection, columns))
    for one in monitors:
        reason = "" if one.is_on else SWITCHED_OFF
        if one.type == "manual":
            reason = "its state is set by hand"
        if one.is_upside_down:
            reason = UPSIDE_DOWN
        if reason:
            finding.skips.append(Skip(shown(file.name, one.key), reason))
        else:
            finding.evidence.append(
                Evidence(one.key, "check", one.targets, path=file.name, root=file.root)
            )
    return "" if monitors else "no monitors in it"


def _monitors(connection: sqlite3.Connection, columns: Sequence[str]) -> Iterator[_Monitor]:
    """Give the monitors in the order of their numbers; groups are none."""
    rows = connection.execute(f"SELECT {', '.join(columns)} FROM monitor ORDER BY id")
    by_id = {row["id"]: dict(row) for row in rows}
    hosts = _docker_hosts(connection) if "docker_host" in columns else {}
    for row in by_id.values():
        kind = _text(row, "type")
        if kind != "group":
            name = " ".join(_text(row, "name").split())
            found = [replace(one, name=name) for one in _targets(kind, row, hosts)]
            known = tuple(dict.fromkeys(found)) or (Target(name=name),)
            key = f"monitor {row['id']} {name}".strip()
            yield _Monitor(key, _is_on(row, by_id), kind, bool(row.get("upside_down")), known)


def _is_on(row: Mapping[str, object], by_id: Mapping[object, Mapping[str, object]]) -> bool:
    """Return True unless a monitor is paused, or a group that it stands in."""
    seen: set[object] = set()
    above: Mapping[str, object] | None = row
    while above is not None and above["id"] not in seen:
        if not above["active"]:
            return False
        seen.add(above["id"])
        above = by_id.get(above.get("parent"))
    return True


def _docker_hosts(connection: sqlite3.Connection) -> dict[object, str]:
    """Give the addresses of the Docker hosts by their numbers; a socket is no address."""
    with suppress(sqlite3.OperationalError):
        rows = connection.execute("SELECT id, docker_daemon FROM docker_host")
        return {row["id"]: target(str(row["docker_daemon"] or "")).host for row in rows}
    return {}


def _targets(kind: str, row: Mapping[str, object], hosts: Mapping[object, str]) -> Iterable[Target]:
    """Give what a monitor asks, by its type: other types leave their values in the same row."""
    if kind == "docker":
        host = hosts.get(row.get("docker_host"), "")
        return [Target(container=_text(row, "docker_container").lstrip("/"), host=host)]
    if kind == "system-service":
        return [Target(container=_text(row, "system_service_name"))]
    return map(target, _addresses(kind, row))


def _addresses(kind: str, row: Mapping[str, object]) -> Iterable[str]:
    if kind == "push":
        return []
    if kind == "dns":
        return _text(row, "dns_resolve_server").split(",")
    if kind in _BY_CONNECTION:
        connection = _text(row, "database_connection_string")
        if found := _SERVER.search(connection):
            return [f"{found[1]}:{found[2] or ''}"]
        return [connection] if "://" in connection else []
    if kind in _LISTS:
        with suppress(UnreadableError):
            return texts(json_document(_text(row, _LISTS[kind])))
        return []
    if kind in _BY_URL:
        return [_text(row, _BY_URL[kind])]
    port = "" if kind in _WITHOUT_PORT else row.get("port") or ""
    host = _text(row, "hostname")
    return [f"[{host}]:{port}" if host.count(":") > 1 else f"{host}:{port}"]


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    return value.strip() if isinstance(value, str) else ""


IMPORTER: Importer = _Kuma()
