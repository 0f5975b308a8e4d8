"""What docker inspect and docker ps print: the same apps as from Compose's files, resolved."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from labtui.importers.docker import IMPORTER
from labtui.importers.files import STDIN
from labtui.importers.found import THE_HOST, Finding, Options, Thing
from tests.importers.mutations import mutations


def inspected(name: str, image: str, project: str = "", **more: Any) -> dict[str, Any]:
    """Give a container as docker inspect prints it; the name is `project-service-1`."""
    labels = {"org.x.secret": "hunter2"}
    if project:
        labels |= {
            "com.docker.compose.project": project,
            "com.docker.compose.service": name,
            "com.docker.compose.depends_on": more.pop("needs", ""),
        }
    return {
        "Id": f"{name}{project}".encode().hex().ljust(64, "0"),
        "Name": f"/{project}-{name}-1" if project else f"/{name}",
        "State": {"Status": more.pop("state", "running")},
        "Image": "sha256:12",
        "Config": {
            "Image": image,
            "Labels": labels | more.pop("labels", {}),
            "Env": ["PASSWORD=hunter3", *more.pop("env", [])],
        },
        "HostConfig": {"NetworkMode": more.pop("network", "bridge"), **more.pop("host", {})},
        "Mounts": more.pop("mounts", []),
        "NetworkSettings": {"Ports": more.pop("ports", {})},
    }


def bound(*pairs: str) -> list[dict[str, str]]:
    return [dict(zip(("HostIp", "HostPort"), pair.rsplit(":", 1), strict=True)) for pair in pairs]


SOCKET = {"Type": "bind", "Source": "/var/run/docker.sock", "Destination": "/x"}
CONTAINERS = [
    inspected(
        "web", "x/photos:2", "photos", needs="db:service_healthy:false,cache:service_started:true",
        ports={"80/tcp": bound("0.0.0.0:8080", ":::8080"), "53/udp": bound("127.0.0.1:53")},
        labels={"traefik.http.routers.p.rule": "Host(`p.example.org`)"},
    ),
    inspected("db", "postgres:16", "photos"),
    inspected("cache", "redis", "photos"),
    inspected("db", "mysql:8", "wiki"),
    inspected("wiki", "x/wiki", "wiki", ports={"80/tcp": bound(":81")}, mounts=[SOCKET]),
    inspected("solo", "x/solo", host={"Privileged": True}, network="host"),
    inspected("store", "redis"),
    inspected("gone", "x/gone", state="exited"),
    inspected("once", "x/once", "wiki", labels={"com.docker.compose.oneoff": "True"}),
]  # fmt: skip

PRINTED = "\n".join(
    json.dumps(row)
    for row in (
        {
            "ID": "a1", "Names": "photos-web-1", "Image": "x/photos:2", "State": "running",
            "Ports": "0.0.0.0:8080->80/tcp, [::]:8080->80/tcp, 9000/tcp",
            "Labels": "com.docker.compose.project=photos,com.docker.compose.service=web,"
            "com.docker.compose.depends_on=db:x:y,traefik.http.routers.p.rule=Host(`a`,`b`),c=d",
            "Mounts": "/var/run/docke…,data",
        },
        {
            "ID": "a2", "Names": "photos-db-1", "Image": "postgres:16", "State": "running",
            "Labels": "com.docker.compose.project=photos,com.docker.compose.service=db",
        },
    )
)  # fmt: skip


def piped(text: str, monkeypatch: pytest.MonkeyPatch, **options: bool) -> Finding:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    return IMPORTER.read([STDIN], Options(**options))  # type: ignore[arg-type]


def shown(things: list[Thing]) -> list[str]:
    return [f"{t.name}: {' '.join(part.service for part in t.parts)}" for t in things]


def test_inspected_containers_are_joined_by_project(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = piped(json.dumps(CONTAINERS), monkeypatch)
    assert shown(finding.things) == [
        "photos: photos-web photos-db photos-cache", "wiki: wiki wiki-db", "solo: solo",
        "store: store",
    ]  # fmt: skip
    photos, wiki, solo, _ = finding.things
    assert photos.facts == {
        "url": "http://p.example.org",
        "description": "x/photos:2, ports 8080:80, 127.0.0.1:53:53/udp",
        "parts": ("photos-web", "photos-db", "photos-cache"),
    }
    assert (photos.root, photos.ref) == (STDIN, "#photos-web")
    assert photos.parts[0].depends_on == ("photos-db", "photos-cache")
    assert [thing.access_to for thing in (photos, wiki, solo)] == [(), (THE_HOST,), (THE_HOST,)]
    assert {thing.runs_on for thing in finding.things} == {THE_HOST}
    assert {skip.path: skip.reason for skip in finding.skips} == {
        "standard input#gone": "not in use: exited",
        "standard input#wiki-once-1": "not in use: a single run",
    }
    assert "hunter" not in repr(finding)
    assert len(piped(json.dumps(CONTAINERS), monkeypatch, everything=True, each=True).things) == 9


def test_one_object_a_line_from_docker_ps(monkeypatch: pytest.MonkeyPatch) -> None:
    (photos,) = piped(PRINTED, monkeypatch).things
    assert shown([photos]) == ["photos: photos-web photos-db"]
    assert photos.parts[0].ports == ("8080:80",)
    assert photos.access_to == (THE_HOST,)


def test_other_programs_print_much_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    api = {
        "Id": "1", "Names": ["/web"], "Image": "x/web", "Labels": {}, "State": "running",
        "Ports": [{"IP": "::", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"}],
    }  # fmt: skip
    podman = {
        "Id": "2", "Names": ["pod"], "Image": "x/pod", "Labels": None, "State": "running",
        "Ports": [{"host_ip": "", "container_port": 1, "host_port": 2, "protocol": "udp"}],
    }  # fmt: skip
    labels = {"com.docker.stack.namespace": "s", "com.docker.swarm.service.name": "s_app"}
    swarm = {"Id": "3", "Names": ["/s_app.1.xyz"], "Image": "x/app@sha256:1", "Labels": labels}
    things = piped(json.dumps([api, podman, swarm]), monkeypatch).things
    assert shown(things) == ["web: web", "pod: pod", "s: s-app"]
    assert [thing.parts[0].ports for thing in things] == [("8080:80",), ("2:1/udp",), ()]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", "no containers in it"),
        ("", "not the JSON that docker inspect or docker ps --format json prints"),
        (
            "CONTAINER ID   IMAGE",
            "not the JSON that docker inspect or docker ps --format json prints",
        ),
        (
            '[{"RepoTags": [], "Name": "x", "Image": "y"}]',
            "it holds something other than containers",
        ),
        ('{"Names": "x"', "not valid JSON, at line 1"),
    ],
)
def test_what_is_no_list_of_containers(
    text: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = piped(text, monkeypatch)
    assert not finding.things
    assert [skip.reason.startswith(reason) for skip in finding.skips] == [True]


def test_a_file_is_recognised_and_no_mutation_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "containers.json"
    for text in (json.dumps(CONTAINERS, indent=1), PRINTED):
        file.write_text(text)
        assert IMPORTER.recognise(file)
        for data in mutations(text, 30):
            file.write_bytes(data)
            finding = IMPORTER.read([tmp_path], Options())
            assert finding.things or finding.skips
    file.write_text('{"name": "x"}')
    assert not IMPORTER.recognise(file)
    assert not IMPORTER.recognise(tmp_path / "none")
