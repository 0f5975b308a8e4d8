"""Compose files and folders: what is found, taken, skipped, and never told."""

from __future__ import annotations

from pathlib import Path

import pytest

from labtui.errors import SourceError
from labtui.importers.compose import IMPORTER
from labtui.importers.found import THE_HOST, Finding, Options, Part, Thing
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    return tmp_path / "lab"


def write(lab: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = lab / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def read(lab: Path, **options: bool) -> Finding:
    return IMPORTER.read([lab], Options(**options))  # type: ignore[arg-type]


def parts(finding: Finding) -> list[str]:
    return [f"{t.path}: {' '.join(part.service for part in t.parts)}" for t in finding.things]


def skips(finding: Finding) -> dict[str, str]:
    return {skip.path: skip.reason for skip in finding.skips}


def test_an_app_with_all_that_its_file_proves(lab: Path) -> None:
    write(lab, {"photos/compose.yaml": """\
services:
  server:
    image: ghcr.io/x/photos:${TAG:-release}
    ports:
      - 2222:22
      - {target: 80, published: 8080, host_ip: 127.0.0.1, protocol: udp}
    depends_on: {db: {condition: service_healthy}, cache: {}}
    labels: ["homepage.href=https://me:pw@photos.example.org", "homepage.name=Photos"]
    environment: {PASSWORD: hunter2}
    volumes: ["${SOCK:-/var/run/docker.sock}:/var/run/docker.sock:ro"]
  db: {image: postgres:16, environment: [POSTGRES_PASSWORD=hunter3]}
  cache: {image: redis}
"""})  # fmt: skip
    finding = read(lab)
    assert finding.things == [
        Thing(
            key="server",
            name="photos",
            kind="app",
            path="photos/compose.yaml",
            root=lab,
            facts={
                "url": "https://photos.example.org",
                "description": "ghcr.io/x/photos:release, ports 2222:22, 127.0.0.1:8080:80/udp",
                "parts": ("server", "db", "cache"),
            },
            runs_on=THE_HOST,
            access_to=(THE_HOST,),
            main="server",
            parts=(
                Part(
                    "server",
                    "ghcr.io/x/photos:release",
                    "photos/compose.yaml",
                    ("2222:22", "127.0.0.1:8080:80/udp"),
                    ("db", "cache"),
                    ("photos/compose.yaml#db", "photos/compose.yaml#cache"),
                    (THE_HOST,),
                    "https://photos.example.org",
                ),
                Part("db", "postgres:16", "photos/compose.yaml"),
                Part("cache", "redis", "photos/compose.yaml"),
            ),
        )
    ]
    assert finding.unused == {"environment": 2}
    assert "hunter" not in repr(finding)
    each = read(lab, each=True).things
    assert [thing.name for thing in each] == ["photos-server", "photos-db", "photos-cache"]
    write(lab, {"nginx/compose.yml": "services: {nginx: {image: nginx}, cache: {image: redis}}"})
    named = {thing.ref: thing.name for thing in read(lab, each=True).things}
    assert named["nginx/compose.yml#nginx"] == "nginx"
    assert named["nginx/compose.yml#cache"] == "nginx-cache"
    assert each[0].depends_on == ("photos/compose.yaml#db", "photos/compose.yaml#cache")


DB = "db: {image: postgres}"
NEEDS_DB = "depends_on: [db]"
BASE = "extends: {file: compose.base.yml, service: base}"


def test_the_file_that_compose_takes_with_what_belongs_to_it(lab: Path) -> None:
    write(lab, {
        "a/docker-compose.yml": "services: {web: {image: one}, db: {image: postgres}}",
        "a/compose.yaml": f"services: {{web: {{image: two, ports: ['1:1'], {NEEDS_DB}}}, {DB}}}",
        "a/compose.override.yaml": "services: {web: {ports: ['2:2']}, debug: {links: [web]}}",
        "a/compose.prod.yaml": f"services: {{web: {{build: .}}, worker: {{{NEEDS_DB}}}}}",
        "a/other.yml": "services: {wiki: {image: wiki, ports: ['3:3']}}",
        "a/values.yml": "services: {web: {replicas: 2}}",
        "b/compose.base.yml": "services: {base: {image: alpine, labels: {caddy: b.example.org}}}",
        "b/compose.yml": f"include: [parts/one.yml]\nservices: {{two: {{{BASE}, image: x/two}}}}",
        "b/parts/one.yml": "services: {one: {image: x/one, ports: [80]}}",
        "c/docker-compose.yml": "web: {image: nginx, links: ['db:mysql']}\ndb: {image: mysql}",
        "c/compose.txt": "services: {web: {image: nginx}}",
        "archive/compose.yaml": "services: {x: {image: x}}",
    })  # fmt: skip
    finding = read(lab)
    assert parts(finding) == [
        "a/compose.yaml: web db debug worker",
        "a/other.yml: wiki",
        "b/compose.yml: one",
        "b/compose.yml: two",
        "c/docker-compose.yml: web db",
    ]
    web, two = finding.things[0], finding.things[3]
    assert web.parts[0].ports == ("1:1", "2:2")
    assert [part.path for part in web.parts] == [
        "a/compose.yaml", "a/compose.yaml", "a/compose.override.yaml", "a/compose.prod.yaml",
    ]  # fmt: skip
    assert (two.facts["url"], two.parts[0].image) == ("https://b.example.org", "x/two")
    assert finding.things[2].parts[0].path == "b/parts/one.yml"
    assert skips(finding) == {
        "a/docker-compose.yml": "Compose takes compose.yaml instead",
        "a/compose.prod.yaml": "a variant of compose.yaml, from which what both have is taken",
        "b/compose.base.yml": "a template that other files extend",
        "archive/compose.yaml": "not in use: it is under archive",
    }
    assert "archive/compose.yaml: x" in parts(read(lab, everything=True))


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        ("services: [", "compose.yaml", "not valid YAML: expected the node content"),
        ("services: {a: {image: x}}\ninclude: [compose.yaml]", "compose.yaml", "includes itself"),
        ("services: {a: {extends: b}, b: {extends: a}}", "compose.yaml#a", "extends itself"),
        ("services: {a: {extends: {file: ../x}}}", "compose.yaml", "extends a file outside of"),
        ("services: {}\ninclude: ['oci://x/y']", "compose.yaml", "includes something remote"),
        ('services: {}\ninclude: ["a\\0b"]', "compose.yaml", "includes a file outside of"),
        ("services: {}\ninclude: [b.yml]", "compose.yaml", "includes b.yml, which is not there"),
        ("services: {a: {image: x}, c: x}", "compose.yaml#c", "not a service that Compose"),
        ("services: {a: !!python/name:os {}}\nbuild:", "compose.yaml", "a tag that makes objects"),
        ("x: &a [*a]\nservices: {a: {image: x}}", "compose.yaml", "an alias of something"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_a_line_each(lab: Path, text: str, path: str, reason: str) -> None:
    write(lab, {"compose.yaml": text, "fine/compose.yml": "services: {fine: {image: fine}}"})
    finding = read(lab)
    assert skips(finding)[path].startswith(reason)
    assert parts(finding)[-1] == "fine/compose.yml: fine"


def test_a_file_by_itself_and_what_is_none(lab: Path) -> None:
    write(lab, {"a.yml": "services: {a: {build: .}}", "b.yml": "jobs: {}"})
    assert parts(IMPORTER.read([lab / "a.yml"], Options())) == ["a.yml: a"]
    assert skips(IMPORTER.read([lab / "b.yml"], Options())) == {"b.yml": "no services in it"}
    with pytest.raises(SourceError, match="No such file"):
        IMPORTER.read([lab / "c.yml"], Options())
    assert IMPORTER.recognise(lab / "a.yml")
    assert not IMPORTER.recognise(lab / "b.yml")
    assert not IMPORTER.recognise(lab / "c.yml")
    assert not IMPORTER.recognise(lab)
    (lab / "a.yml").rename(lab / "compose.yml")
    assert IMPORTER.recognise(lab)


def test_no_mutation_is_an_error(lab: Path) -> None:
    write(lab, {"compose.base.yml": "services: {base: {image: alpine}}"})
    text = """\
name: x
include: [compose.base.yml]
services:
  web: &web
    extends: {file: compose.base.yml, service: base}
    image: "nginx:${TAG:-1}"
    ports: ["80:80", {target: 1, published: 2}]
    depends_on: {db: {}}
    labels: {traefik.http.routers.a.rule: "Host(`a.b`)"}
    volumes: [data:/d, {type: bind, source: /x, target: /y}]
  db: {<<: *web, image: mysql, network_mode: "service:web", deploy: {labels: [a=b]}}
volumes: {data: {external: true}}
"""
    for data in mutations(text, 60):
        (lab / "compose.yml").write_bytes(data)
        finding = read(lab)
        assert finding.things or finding.skips


def test_a_large_file_takes_time_as_its_size_does(lab: Path) -> None:
    def read_services(size: int) -> None:
        lines = (
            f"  s{n}: {{image: x/s, ports: [80], depends_on: [s{n // 2}, db], volumes: ['v:/v']}}\n"
            for n in range(1, size)
        )
        write(lab, {"compose.yml": "services:\n  db: {image: mysql}\n" + "".join(lines)})
        assert read(lab).things

    assert grows_in_line(read_services, 320)
