"""Which services of a project are one app: a table of projects, and what must never be joined."""

from __future__ import annotations

import pytest

from labtui.importers.apps import joined, separate
from labtui.importers.compose import IMPORTER
from labtui.importers.files import STDIN
from labtui.importers.found import Options, Thing


def apps_of(text: str, monkeypatch: pytest.MonkeyPatch) -> list[Thing]:
    monkeypatch.setattr("labtui.importers.files.read_text", lambda *_: text)
    return IMPORTER.read([STDIN], Options()).things


def services(*lines: str) -> str:
    """Give a file of `name: keys` lines."""
    return "services:\n" + "".join(
        f"  {name}: {{{keys}}}\n" for name, _, keys in (line.partition(": ") for line in lines)
    )


PROJECTS = {
    "a database and a cache that the app uses": (
        ("app: image: x/photos, ports: [80:80], depends_on: [db, redis]",
         "db: image: postgres:16", "redis: image: redis"),
        ["app db redis"],
    ),
    "helpers that nothing links belong to the only app": (
        ("blog: image: ghost, ports: [80:80]", "db: image: mysql, ports: [3306:3306]"),
        ["blog db"],
    ),
    "a worker that uses the server's database": (
        ("web: image: x/y, labels: [traefik.enable=true], depends_on: [db]",
         "worker: image: x/y, depends_on: [db]", "db: image: postgres"),
        ["web worker db"],
    ),
    "who uses the database of an app may be another app": (
        ("one: image: a/one, ports: [1:1], depends_on: [db]", "db: image: postgres",
         "bot: image: b/bot, depends_on: [db]", "two: image: c/two, ports: [2:2]"),
        ["one db", "bot", "two"],
    ),
    "a database of two apps stands for itself": (
        ("one: image: x/one, ports: [1:1], depends_on: [db]",
         "two: image: y/two, ports: [2:2], depends_on: [db]", "db: image: mariadb"),
        ["one", "two", "db"],
    ),
    "what nothing links to the only app stays apart": (
        ("proxy: image: traefik, ports: [80:80]", "watchtower: image: containrrr/watchtower"),
        ["proxy", "watchtower"],
    ),
    "without a face, what is linked is one app; the most used is its main": (
        ("updater: image: a/updater, depends_on: [komga]", "komga: image: b/komga"),
        ["komga updater"],
    ),
    "without a face and link, services stay apart": (
        ("one: image: a/one", "two: image: b/two"),
        ["one", "two"],
    ),
    "a VPN shows the one app that takes its network": (
        ("vpn: image: qmcgaw/gluetun, ports: [80:80]",
         "wiki: image: x/wiki, 'network_mode': 'service:vpn'"),
        ["wiki vpn"],
    ),
    "a VPN of two apps stands for itself": (
        ("vpn: image: qmcgaw/gluetun, ports: [80:80, 81:81]",
         "wiki: image: x/wiki, 'network_mode': 'service:vpn'",
         "files: image: y/files, 'network_mode': 'service:vpn'"),
        ["vpn", "wiki", "files"],
    ),
    "names and settings tell whose a database is": (
        ("one: image: a/one, ports: [1:1]", "one_db: image: postgres",
         "two: image: b/two, ports: [2:2], environment: {DB_HOST: store}", "store: image: mongo"),
        ["one one_db", "two store"],
    ),
    "a named volume links, an external one does not": (
        ("one: image: a/one, ports: [1:1], volumes: ['data:/a', 'lib:/l']",
         "sync: image: c/sync, volumes: ['data:/a']",
         "two: image: b/two, ports: [2:2], volumes: ['lib:/l']"),
        ["one sync", "two"],
    ),
    "a backup of all volumes makes nothing common": (
        ("one: image: a/one, ports: [1:1], depends_on: [one-db]",
         "one-db: image: mysql, volumes: ['db:/d']",
         "two: image: b/two, ports: [2:2], volumes: ['two:/d']",
         "save: image: offen/docker-volume-backup, volumes: ['db:/b', 'two:/c']",
         "three: image: c/three, ports: [3:3], volumes: ['two:/d']"),
        ["one one-db", "two", "save", "three"],
    ),
    "a helper of a helper": (
        ("one: image: a/one, ports: [1:1], depends_on: [vpn]",
         "vpn: image: qmcgaw/gluetun, 'network_mode': 'service:pause'",
         "pause: image: k8s/pause"),
        ["one vpn pause"],
    ),
    "the media folder of all joins nobody": (
        ("plex: image: plexinc/pms-docker, ports: [1:1], volumes: ['/mnt/media:/m']",
         "viewer: image: x/viewer, volumes: ['/mnt/media:/m']"),
        ["plex", "viewer"],
    ),
    "front and back of one product": (
        ("web: image: ghcr.io/x/trips-frontend, ports: [1:1], depends_on: [server]",
         "server: image: ghcr.io/x/trips-backend, ports: [2:2], depends_on: [db]",
         "db: image: postgis/postgis", "nginx: image: nginx, ports: [3:3], depends_on: [server]"),
        ["web server db nginx"],
    ),
    "two of a kind": (
        ("frame: image: x/frame, ports: [1:1]", "frame-mum: image: x/frame, ports: [2:2]"),
        ["frame", "frame-mum"],
    ),
    "one container in two profiles": (
        ("llm: image: o/llama, container_name: llm, profiles: [cpu], ports: [1:1]",
         "llm-gpu: image: o/llama, container_name: llm, profiles: [gpu], ports: [1:1]"),
        ["llm llm-gpu"],
    ),
    "a console of a database is the app's": (
        ("site: image: wordpress, ports: [1:1], depends_on: [db]", "db: image: mysql",
         "admin: image: phpmyadmin, ports: [2:2], links: [db]"),
        ["site db admin"],
    ),
    "a broker that the network reaches stands for itself": (
        ("z2m: image: koenkk/zigbee2mqtt, ports: [1:1]",
         "mqtt: image: eclipse-mosquitto, ports: [1883:1883]"),
        ["z2m", "mqtt"],
    ),
    "apps of the host's network and well-known ones have a face": (
        ("tv: image: x/tv, network_mode: host", "radarr: image: hotio/radarr",
         "sonarr: image: hotio/sonarr, depends_on: [radarr]"),
        ["tv", "radarr", "sonarr"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PROJECTS)
def test_services_of_a_project(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines, expected = PROJECTS[case]
    things = apps_of(services(*lines), monkeypatch)
    assert [" ".join(part.service for part in thing.parts) for thing in things] == expected


def test_an_app_needs_the_apps_that_its_services_use(monkeypatch: pytest.MonkeyPatch) -> None:
    lines, _ = PROJECTS["a database of two apps stands for itself"]
    things = {thing.main: thing for thing in apps_of(services(*lines), monkeypatch)}
    assert things["one"].depends_on == things["two"].depends_on == ("#db",)
    assert things["db"].depends_on == ()


def test_each_service_by_itself_keeps_what_it_needs() -> None:
    assert joined([]) == separate([]) == []
    things = IMPORTER.read([], Options(each=True)).things
    assert things == []
