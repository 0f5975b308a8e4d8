"""Files and folders of every kind, through all importers: nothing of them ends an import."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from labtui.errors import SourceError
from labtui.importers.files import STDIN, in_use
from labtui.importers.found import Finding, Options, Skip
from labtui.importing.sources import MODULES, importer
from tests.rows import each_row


def database() -> bytes:
    """A database of Uptime Kuma with one monitor."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute(
            "CREATE TABLE monitor AS SELECT 1 AS id, 'web' AS name, 1 AS active, 'http' AS type, "
            "'http://web' AS url, NULL AS hostname, NULL AS port"
        )
        made.commit()
        return made.serialize()


FILES: dict[str, tuple[str, str | bytes]] = {
    "compose": ("compose.yml", "services: {web: {image: nginx}}"),
    "docker": ("web.json", '[{"Name": "web", "Image": "nginx"}]'),
    "quadlet": ("web.container", "[Container]\nImage=nginx\n"),
    "proxmox": ("qemu-server/100.conf", "name: web\nmemory: 1\n"),
    "ansible": ("hosts", "[all]\nweb\n"),
    "ssh": ("config", "Host web\n  User me\n"),
    "homepage": ("services.yaml", "- Group:\n    - web:\n        href: http://web.example\n"),
    "csv": ("devices.csv", "name,kind\nweb,vm\n"),
    "rackpeek": ("rack.yaml", "resources:\n  - kind: Server\n    name: web\n"),
    "kubernetes": (
        "web.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{image: nginx}]}\n",
    ),
    "gatus": ("config.yaml", "endpoints: [{name: web, url: 'http://web', conditions: []}]"),
    "prometheus": (
        "prometheus.yml",
        "scrape_configs: [{job_name: a, static_configs: [{targets: [web]}]}]",
    ),
    "kuma": ("kuma.db", database()),
    "borgmatic": ("config.yaml", "source_directories: [/srv/web]\nrepositories: [nas:/borg]\n"),
    "restic": ("backup.sh", "RESTIC_REPOSITORY=nas:/restic\nrestic backup /srv/web\n"),
    "proxies": ("Caddyfile", "web.lan {\n\treverse_proxy web:80\n}\n"),
    "zfs": ("sync.sh", "syncoid tank/web nas:tank/web\n"),
    "pbs": ("sync.cfg", "sync: a\n\tstore b\n\tremote web\n\tremote-store c\n\tschedule daily\n"),
}
"""A file of each kind of source, which states the one system `web`, or one piece of evidence."""


def write(path: Path, text: str | bytes) -> None:
    """Write a file, in folders that are made for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def paths(finding: Finding) -> list[str]:
    """The files that state something, in order."""
    return [one.path for one in (*finding.things, *finding.evidence)]


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, who may read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@each_row("source", MODULES)
def test_what_may_not_be_read_or_named_is_a_skip_each(source: str) -> None:
    name, text = FILES[source]
    reader = importer(source)
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        for folder in ("fine", "listed", "closed", "caf\udce9"):
            write(root / folder / name, text)
        for odd in ("\udce9", "\udcea"):
            write((root / "fine" / name).with_name(f"{odd}-{Path(name).name}"), text)
        hidden = root / "fine" / {"homepage": "services.yml"}.get(source, f"a-{Path(name).name}")
        write(hidden, text)
        write(root / "unreadable" / name, text)
        for path, mode in (
            (root, 0o755),
            (root / "unreadable" / name, 0),
            (hidden, 0),
            (root / "listed", 0o644),
            (root / "closed", 0),
        ):
            path.chmod(mode)
        reader.read([root / "fine" / name], Options())  # what it imports only now
        with as_nobody():
            finding = reader.read([root], Options())
            reader.recognise(root / "closed" / name)
            if source in {"compose", "homepage", "rackpeek", "csv"}:  # one file of many will do
                assert reader.recognise(root / "fine")
            assert not reader.recognise(root / "closed")
            with pytest.raises(SourceError, match="Permission denied"):
                reader.read([root / "closed"], Options())
        for path in (root / "listed", root / "closed"):
            path.chmod(0o755)
        assert [path.partition("/")[0] for path in paths(finding)] == ["fine"]
        skips = {skip.path: skip.reason for skip in finding.skips}
        assert skips["closed"] == "cannot be read: Permission denied"
        assert skips["caf\N{REPLACEMENT CHARACTER}"] == "its name is not UTF-8"
        assert skips[f"unreadable/{name}"].startswith("cannot be read")
        assert [
            one for path, one in skips.items() if path.endswith(f"\ufffd-{Path(name).name}")
        ] == ["its name is not UTF-8, like 1 more beside it"]
        assert any(path.startswith("listed") for path in skips)
        repr(finding).encode()


# Inventories are read by folder, with the groups of links, and hosts are merged by name.
@pytest.mark.parametrize("source", [source for source in MODULES if source != "ansible"])
def test_a_link_to_a_file_that_is_read_is_a_skip(source: str, tmp_path: Path) -> None:
    name, text = FILES[source]
    file = tmp_path / "real" / name
    write(file, text)
    for folder in ("a", "z"):
        link = tmp_path / folder / name
        link.parent.mkdir(parents=True)
        link.symlink_to(file)
    finding = importer(source).read([tmp_path], Options())
    assert [path.partition("/")[0] for path in paths(finding)] == ["real"]
    assert finding.skips == [
        Skip(f"{folder}/{name}", f"a link to real/{name}") for folder in ("a", "z")
    ]
    [again] = importer(source).read([tmp_path / "a"], Options()).skips
    assert again == Skip(f"{name}", "a link to a place outside the folder")


def test_an_override_that_projects_share_is_part_of_each(tmp_path: Path) -> None:
    shared = tmp_path / "a" / "compose.override.yml"
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "compose.yml").write_text(f"services: {{{folder}: {{image: x}}}}")
    shared.write_text("services: {log: {image: y}}")
    (tmp_path / "b" / shared.name).symlink_to(shared)
    things = importer("compose").read([tmp_path], Options()).things
    services = {(thing.path, part.service) for thing in things for part in thing.parts}
    assert services == {(f"{one}/compose.yml", name) for one in "ab" for name in (one, "log")}


@pytest.mark.parametrize("source", MODULES)
def test_no_path_is_too_odd_to_be_looked_at(source: str, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for odd in ("loop", "loop/x", "x" * 300, "a\0b", "caf\udce9", "\ud800", "none"):
        assert not importer(source).recognise(tmp_path / odd)
        with pytest.raises(SourceError):
            importer(source).read([tmp_path / odd], Options())


@pytest.mark.parametrize(
    "source", [s for s in MODULES if s not in {"quadlet", "proxmox", "kuma", "pbs"}]
)
def test_standard_input_has_a_name(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    finding = importer(source).read([STDIN], Options())
    assert finding.skips == [Skip("standard input", "standard input is closed")]


@pytest.mark.parametrize(
    ("given", "left_out"),
    [
        ("archive", ""),
        ("archive home", "archive: not in use: it is under archive"),
        ("archive/", ""),
        ("archive/compose.yml home/compose.yml", "archive/compose.yml: not in use: it is"),
        ("archive/one archive/two", ""),
        ("archive old", ""),
        ("home/compose.yml home/compose.yml.bak", "compose.yml.bak: not in use: a backup copy"),
        ("- old home", "old: not in use: it is under old"),
    ],
)
def test_of_several_given_paths_those_in_use(
    given: str, left_out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("archive/one", "archive/two", "home", "old"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    paths = [Path(path) for path in given.split()]
    left, skips = in_use(paths)
    assert len(left) + len(skips) == len(paths)
    assert bool(skips) == bool(left_out)
    assert all(f"{skip.path}: {skip.reason}".startswith(left_out) for skip in skips)
