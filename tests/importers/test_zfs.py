"""What syncoid and zrepl send to other machines and pools; snapshots alone are no backup."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from labtui.importers.found import Finding, Options, Skip, Target
from labtui.importers.zfs import IMPORTER
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations

SYNCOID = """\
    #!/bin/bash
    BACKUP=backup@nas.lan
    SEND="syncoid --sshkey=/root/key --no-privilege-elevation"
    for data in photos docs; do
      $SEND -r --sshport 2222 tank/$data "$BACKUP:pool/box/$data"
    done
    /usr/sbin/syncoid --compress none root@pve:rpool/data/subvol-101-disk-0 tank/pve
    syncoid tank/away "$1:pool/away"
    syncoid --help
"""
ZREPL = """
    jobs:
      - name: away
        type: push
        connect: {type: tls, address: "nas.lan:8888", ca: hunter2}
        filesystems: {"tank<": true, "tank/tmp<": false, rpool/data: true}
      - {name: ssh, type: push, connect: {type: ssh+stdinserver, host: box}, filesystems: {a: true}}
      - {name: usb, type: push, connect: {type: local, listener_name: usb}, datasets: [
          {pattern: tank/docs, recursive: true}, {pattern: tank/x, exclude: true}]}
      - {name: usb_sink, type: sink, root_fs: usb/sink, serve: {type: local, listener_name: usb}}
      - {name: all, type: push, connect: {type: tcp, address: nas}, filesystems: {"<": true}}
      - {name: none, type: push, connect: {type: tcp, address: nas}, filesystems: {a: false}}
      - {name: lost, type: push, connect: {type: local, listener_name: x}, filesystems: {a: true}}
      - {name: pulled, type: pull, root_fs: tank/in, connect: {type: tcp, address: "pve:8888"}}
      - {name: offered, type: source, filesystems: {a: true}, serve: {type: tcp}}
      - {name: own, type: snap, filesystems: {a: true}}
"""
SANOID = """\
    [tank/photos]
        use_template = production
    [template_production]
        daily = 7
"""


def read(folder: Path, files: dict[str, str]) -> Finding:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))
    return IMPORTER.read([folder], Options())


def told(finding: Finding) -> dict[str, tuple[list[Target], list[Target]]]:
    return {one.key: ([*one.targets], [*one.to]) for one in finding.evidence}


def test_commands_of_syncoid(tmp_path: Path) -> None:
    finding = read(tmp_path, {"backup.sh": SYNCOID, "pull.service": """
        [Service]
        ExecStart=/usr/sbin/syncoid box:a tank/a
        ExecStart=/usr/sbin/syncoid tank/b root@%i:b
    """})  # fmt: skip
    guest = Target(host="pve", path="rpool/data/subvol-101-disk-0")
    assert told(finding) == {
        "syncoid tank/photos to nas.lan": (
            [Target(path="tank/photos")],
            [Target(host="nas.lan", path="pool/box/photos")],
        ),
        "syncoid tank/docs to nas.lan": (
            [Target(path="tank/docs")],
            [Target(host="nas.lan", path="pool/box/docs")],
        ),
        f"syncoid root@pve:{guest.path} to tank/pve": ([guest], [Target(path="tank/pve")]),
        "syncoid box:a to tank/a": ([Target(host="box", path="a")], [Target(path="tank/a")]),
    }
    assert finding.skips == [
        Skip("backup.sh#syncoid tank/away", "a dataset is in a variable"),
        Skip("pull.service#syncoid tank/b", "a dataset is in a variable"),
    ]


def test_jobs_of_zrepl(tmp_path: Path) -> None:
    finding = read(tmp_path, {"zrepl.yml": ZREPL})
    assert told(finding) == {
        "job away": ([Target(path="tank"), Target(path="rpool/data")], [Target(host="nas.lan")]),
        "job ssh": ([Target(path="a")], [Target(host="box")]),
        "job usb": ([Target(path="tank/docs")], [Target(path="usb/sink")]),
    }
    assert {skip.path.partition("#job ")[2]: skip.reason for skip in finding.skips} == {
        "usb_sink": "it receives what other jobs send",
        "all": "all pools are sent, and none is named",
        "none": "no datasets",
        "lost": "nothing is known of where it goes",
        "pulled": "what it pulls is told by the configuration of the other machine",
        "offered": "another machine pulls it, if one does",
        "own": "snapshots in the same pool are no backup",
    }
    assert "hunter2" not in repr(finding)


def test_a_sink_of_another_file(tmp_path: Path) -> None:
    push = "{name: a, type: push, connect: {type: local, listener_name: s}, filesystems: {b: true}}"
    sink = "{name: s, type: sink, root_fs: usb/s, serve: {type: local, listener_name: s}}"
    finding = read(
        tmp_path,
        {"zrepl.yml": f"include: [more.d]\njobs: [{push}]", "more.d/s.yml": f"jobs: [{sink}]"},
    )
    assert told(finding) == {"job a": ([Target(path="b")], [Target(path="usb/s")])}


def test_snapshots_are_no_backup(tmp_path: Path) -> None:
    finding = read(tmp_path, {"sanoid.conf": SANOID})
    assert finding.evidence == []
    assert finding.skips == [
        Skip("sanoid.conf#tank/photos", "snapshots in the same pool are no backup")
    ]
    assert IMPORTER.recognise(tmp_path)


def test_what_is_recognised(tmp_path: Path) -> None:
    finding = read(
        tmp_path,
        {
            "ci.yml": "jobs: [{name: a, type: push}]",
            "b.yml": "jobs: {a: {}}",
            "c.sh": "echo syncoid a b",
        },
    )
    assert finding == Finding()
    assert not IMPORTER.recognise(tmp_path)
    for name in ("ci.yml", "c.sh"):
        [skip] = IMPORTER.read([tmp_path / name], Options()).skips
        assert skip.reason == "no ZFS replication in it"
    for name, text in {"zrepl.yml": ZREPL, "sync": SYNCOID}.items():
        read(tmp_path, {name: text})
        assert IMPORTER.recognise(tmp_path / name)


def test_the_time_is_linear(tmp_path: Path) -> None:
    def read_jobs(size: int) -> None:
        finding = read(tmp_path, {"a.sh": "syncoid tank/a nas:b\n" * size})
        assert len(finding.evidence) == size

    assert grows_in_line(read_jobs, 1_000)


@pytest.mark.parametrize(
    ("name", "text"), [("a.sh", SYNCOID), ("zrepl.yml", ZREPL), ("sanoid.conf", SANOID)]
)
def test_no_mutation_gives_a_traceback(name: str, text: str, tmp_path: Path) -> None:
    for data in mutations(dedent(text), 20):
        (tmp_path / name).write_bytes(data)
        IMPORTER.read([tmp_path], Options())
