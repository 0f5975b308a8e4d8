"""The sync jobs of a Proxmox Backup Server, between it and others."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from labtui.errors import SourceError
from labtui.importers.files import STDIN
from labtui.importers.found import Finding, Options, Skip, Target
from labtui.importers.pbs import IMPORTER
from tests.importers.mutations import mutations

FILES = {
    "datastore.cfg": """\
        datastore: main
        \tpath /mnt/main
        \tgc-schedule daily
        datastore: usb
        \tpath /mnt/usb
        datastore: broken
        \tpath /mnt/broken
        \tmaintenance-mode type=offline
    """,
    "remote.cfg": """\
        remote: away
        \thost pbs.example.net
        \tauth-id sync@pbs!hunter2
        \tpassword hunter2
        \tfingerprint aa:bb
    """,
    "sync.cfg": """\
        sync: s-pull
        \tstore main
        \tremote away
        \tremote-store theirs
        \tschedule hourly
        \towner hunter2
        sync: s-push
        \tstore main
        \tremote away
        \tremote-store ours
        \tsync-direction push
        \tschedule daily
        sync: s-local
        \tstore usb
        \tremote-store main
        \tschedule daily
        sync: s-manual
        \tstore main
        \tremote away
        \tremote-store theirs
        sync: s-broken
        \tstore broken
        \tremote away
        \tremote-store theirs
        \tschedule daily
        sync: s-unknown
        \tstore other
        \tremote gone
        \tremote-store theirs
        \tschedule daily
    """,
    "verification.cfg": "verification: v-1\n\tstore main\n\tschedule daily\n",
    "user.cfg": "user: root@pam\n\temail hunter2@example.net\n",
}


def read(folder: Path, files: dict[str, str]) -> Finding:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text).replace("    ", ""))
    return IMPORTER.read([folder], Options())


def test_jobs_by_their_direction(tmp_path: Path) -> None:
    finding = read(tmp_path, FILES)
    away, main = (
        Target("away", host="pbs.example.net"),
        Target("main", host="localhost", path="/mnt/main"),
    )
    assert {one.key: (one.targets, one.to) for one in finding.evidence} == {
        "sync s-pull": ((away,), (main,)),
        "sync s-push": ((main,), (away,)),
        "sync s-local": ((main,), (Target("usb", host="localhost", path="/mnt/usb"),)),
        "sync s-unknown": ((Target("gone"),), (Target("other", host="localhost"),)),
    }
    assert {(one.shows, one.path) for one in finding.evidence} == {("backup", "sync.cfg")}
    whose = "it does not say whose backups it keeps"
    assert finding.skips == [
        Skip("datastore.cfg#main", whose),
        Skip("datastore.cfg#usb", whose),
        Skip("datastore.cfg#broken", whose),
        Skip("verification.cfg#v-1", "it checks backups, and makes none"),
        Skip("sync.cfg#sync s-manual", "not in use: it has no schedule"),
        Skip("sync.cfg#sync s-broken", "not in use: its datastore is in maintenance"),
    ]
    assert finding.unused["owner"] == 1
    assert "hunter2" not in repr(finding)


def test_servers_in_several_folders_and_what_is_not_in_use(tmp_path: Path) -> None:
    one = {f"one/{name}": text for name, text in FILES.items()}
    old = {f"old/{name}": text for name, text in FILES.items()}
    two = "sync: a\n\tstore main\n\tremote away\n\tremote-store x\n\tschedule daily\n"
    finding = read(tmp_path, {**one, **old, "two/sync.cfg": two})
    [last] = [each for each in finding.evidence if each.path == "two/sync.cfg"]
    assert last.targets == (Target("away"),)
    assert [skip.reason for skip in finding.skips if skip.path.startswith("old/")] == [
        "not in use: it is under old"
    ] * 4


def test_what_is_recognised(tmp_path: Path) -> None:
    assert not IMPORTER.recognise(tmp_path)
    finding = read(tmp_path, {"sync.cfg": "[a]\nb = 1\n", "remote.cfg": ""})
    assert [skip.reason for skip in finding.skips] == [
        "not a configuration of Proxmox Backup Server"
    ] * 2
    assert not IMPORTER.recognise(tmp_path)
    read(tmp_path, FILES)
    assert IMPORTER.recognise(tmp_path)
    assert IMPORTER.recognise(tmp_path / "sync.cfg")
    assert not IMPORTER.recognise(tmp_path / "user.cfg")
    with pytest.raises(SourceError, match="name its folder"):
        IMPORTER.read([STDIN], Options())


def test_no_mutation_gives_a_traceback(tmp_path: Path) -> None:
    read(tmp_path, FILES)
    for name in ("sync.cfg", "remote.cfg", "datastore.cfg"):
        for data in mutations(dedent(FILES[name]).replace("    ", ""), 15):
            (tmp_path / name).write_bytes(data)
            IMPORTER.read([tmp_path], Options())
