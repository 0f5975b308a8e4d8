"""What Uptime Kuma monitors, from databases with the columns of its versions 1 and 2."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from labtui.errors import SourceError
from labtui.importers.files import STDIN
from labtui.importers.found import Finding, Options, Skip, Target
from labtui.importers.kuma import IMPORTER
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations

OLD = "id INTEGER PRIMARY KEY, name, active BOOLEAN DEFAULT 1, url, type, hostname, port INTEGER"
NEW = (
    f"{OLD}, basic_auth_pass, docker_container, docker_host INTEGER, parent INTEGER, grpc_url, "
    "dns_resolve_server, database_connection_string, rabbitmq_nodes, kafka_producer_brokers, "
    "system_service_name, upside_down BOOLEAN DEFAULT 0"
)
MONITORS: list[Mapping[str, object]] = [
    {"name": "Home", "type": "group"},
    {
        "name": "Photos", "type": "http", "parent": 1, "basic_auth_pass": "hunter2",
        "url": "https://anna:hunter2@photos.lan:8443/?key=hunter2", "hostname": "left.over",
    },
    {"name": "NAS", "type": "ping", "hostname": "nas.lan", "url": "https://", "port": 53},
    {"name": "SSH", "type": "port", "hostname": "nas.lan", "port": 22},
    {"name": "Wiki", "type": "docker", "docker_container": "wiki", "docker_host": 1},
    {"name": "Forge", "type": "docker", "docker_container": "/forge", "docker_host": 2},
    {"name": "DNS", "type": "dns", "hostname": "x", "dns_resolve_server": "192.0.2.5,nas.lan"},
    {
        "name": "Data", "type": "postgres",
        "database_connection_string": "postgres://anna:hunter2@db.lan:5432/x",
    },
    {
        "name": "SQL", "type": "sqlserver",
        "database_connection_string": "Server=sql.lan,1433;User Id=sa;Password=hunter2",
    },
    {"name": "Queue", "type": "rabbitmq", "rabbitmq_nodes": '["http://a:hunter2@mq.lan:15672"]'},
    {"name": "Backup job", "type": "push", "url": "https://left.over", "hostname": "left.over"},
    {"name": "Unit", "type": "system-service", "system_service_name": "nginx"},
    {"name": "By hand", "type": "manual"},
    {"name": "Paused", "type": "http", "active": 0, "url": "http://paused.lan"},
    {"name": "Old", "type": "group", "active": 0},
    {"name": "Within", "type": "http", "parent": 15, "url": "http://within.lan"},
    {"name": "Round", "type": "group", "parent": 18},
    {"name": "Round again", "type": "group", "parent": 17},
    {"name": None, "type": None},
    {"name": "Closed", "type": "port", "hostname": "nas.lan", "port": 23, "upside_down": 1},
]  # fmt: skip


def database(path: Path, columns: str, monitors: Sequence[Mapping[str, object]]) -> Path:
    with closing(sqlite3.connect(path)) as made, made:
        made.execute(f"CREATE TABLE monitor ({columns})")
        made.execute("CREATE TABLE docker_host (id INTEGER PRIMARY KEY, docker_daemon)")
        made.executemany(
            "INSERT INTO docker_host (docker_daemon) VALUES (?)",
            [("/var/run/docker.sock",), ("tcp://box.lan:2375",)],
        )
        for one in monitors:
            places = ", ".join("?" * len(one))
            made.execute(
                f"INSERT INTO monitor ({', '.join(one)}) VALUES ({places})", [*one.values()]
            )
    return path


def read(path: Path) -> Finding:
    return IMPORTER.read([path], Options())


def test_each_monitor_by_what_its_type_asks(tmp_path: Path) -> None:
    finding = read(database(tmp_path / "kuma.db", NEW, MONITORS))
    assert {one.key: one.targets for one in finding.evidence} == {
        "monitor 2 Photos": (Target("Photos", "https://photos.lan:8443/", "photos.lan", 8443),),
        "monitor 3 NAS": (Target("NAS", host="nas.lan"),),
        "monitor 4 SSH": (Target("SSH", host="nas.lan", port=22),),
        "monitor 5 Wiki": (Target("Wiki", container="wiki"),),
        "monitor 6 Forge": (Target("Forge", host="box.lan", container="forge"),),
        "monitor 7 DNS": (Target("DNS", host="192.0.2.5"), Target("DNS", host="nas.lan")),
        "monitor 8 Data": (Target("Data", host="db.lan", port=5432),),
        "monitor 9 SQL": (Target("SQL", host="sql.lan", port=1433),),
        "monitor 10 Queue": (Target("Queue", "http://mq.lan:15672", "mq.lan", 15672),),
        "monitor 11 Backup job": (Target("Backup job"),),
        "monitor 12 Unit": (Target("Unit", container="nginx"),),
        "monitor 19": (Target(),),
    }
    assert {(one.shows, one.path, one.root) for one in finding.evidence} == {
        ("check", "kuma.db", tmp_path)
    }
    assert [(skip.path, skip.reason) for skip in finding.skips] == [
        ("kuma.db#monitor 13 By hand", "its state is set by hand"),
        ("kuma.db#monitor 14 Paused", "not in use: it is switched off"),
        ("kuma.db#monitor 16 Within", "not in use: it is switched off"),
        ("kuma.db#monitor 20 Closed", "it checks that nothing answers"),
    ]
    assert "hunter2" not in repr(finding)


def test_the_first_version_has_fewer_columns(tmp_path: Path) -> None:
    old = [one for one in MONITORS if one.keys() <= {"name", "type", "url", "hostname", "port"}]
    finding = read(database(tmp_path / "kuma.db", OLD, old))
    assert [one.key for one in finding.evidence][:2] == ["monitor 2 NAS", "monitor 3 SSH"]


def test_a_database_that_is_in_use_is_read_and_nothing_is_written_beside_it(tmp_path: Path) -> None:
    path = database(tmp_path / "kuma.db", OLD, [{"name": "A", "type": "push"}])
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("INSERT INTO monitor (name, type) VALUES ('B', 'push')")
        other.commit()
        before = sorted(tmp_path.iterdir())
        assert [one.key for one in read(tmp_path).evidence] == ["monitor 1 A", "monitor 2 B"]
        assert sorted(tmp_path.iterdir()) == before


def test_what_is_recognised_and_what_is_a_skip(tmp_path: Path) -> None:
    (tmp_path / "other.db").write_text("text")
    with closing(sqlite3.connect(tmp_path / "shop.db")) as made, made:
        made.execute("CREATE TABLE monitor (id, size)")
    assert read(tmp_path) == Finding()
    assert not IMPORTER.recognise(tmp_path)
    assert read(tmp_path / "shop.db").skips == [Skip("shop.db", "not a database of Uptime Kuma")]
    (tmp_path / "kuma.db").write_bytes(b"")
    assert [skip.path for skip in read(tmp_path).skips] == ["kuma.db"]
    (tmp_path / "kuma.db").unlink()
    database(tmp_path / "kuma.db", OLD, [])
    assert read(tmp_path).skips == [Skip("kuma.db", "no monitors in it")]
    assert IMPORTER.recognise(tmp_path)
    assert IMPORTER.recognise(tmp_path / "kuma.db")
    with pytest.raises(SourceError, match="name kuma"):
        read(STDIN)


def test_the_time_is_linear(tmp_path: Path) -> None:
    many = [{"name": f"a{n}", "type": "http", "url": f"http://a{n}.lan"} for n in range(1_000)]
    for size in (250, 1_000):
        database(tmp_path / f"{size}.db", OLD, many[:size])
    assert grows_in_line(lambda size: read(tmp_path / f"{size}.db"), 1_000)
    assert len(read(tmp_path / "1000.db").evidence) == 1_000


def test_no_mutation_gives_a_traceback(tmp_path: Path) -> None:
    path = database(tmp_path / "kuma.db", NEW, MONITORS)
    whole = path.read_bytes().decode("latin-1")
    for data in mutations(whole, 40):
        path.write_bytes(data.decode("utf-8", "replace").encode("latin-1", "replace"))
        assert "hunter2" not in repr(read(tmp_path))
