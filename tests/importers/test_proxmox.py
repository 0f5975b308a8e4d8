"""What a copy of `/etc/pve` proves: nodes, guests, and where their backups are."""

from __future__ import annotations

import os
from pathlib import Path
from textwrap import dedent

import pytest

from labtui.errors import SourceError
from labtui.importers.found import THE_HOST, Finding, Options, Thing
from labtui.importers.proxmox import IMPORTER
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations

EAST = "nodes/east/qemu-server"
COROSYNC = """
    totem {
      cluster_name: cellar
    }
    nodelist {
      node {
        name: east
        nodeid: 1
        ring0_addr: 10.0.0.1
      }
      node {
        name: west
        nodeid: 2
        ring0_addr: 10.0.0.2
      }
    }
"""
STORAGE = """
    dir: local
    \tpath /var/lib/vz
    \tcontent iso,backup

    zfspool: tank
    \tpool tank

    nfs: films
    \tserver nas.lan
    \texport /films
    \tcontent images,backup

    cifs: shares
    \tserver NAS.lan
    \tshare backup

    dir: within
    \tpath /mnt/pve/films/dump

    pbs: vault
    \tserver 10.0.0.9
    \tdatastore main
    \tusername backup@pbs
    \tnodes east

    nfs: pictures
    \tserver 10.0.0.7
    \tcontent images
"""
LAB = {
    "corosync.conf": COROSYNC,
    "storage.cfg": STORAGE,
    "nodes/east/qemu-server/100.conf": """
        # Films%3A the family's
        name: media
        name: films
        tags: video;family
        scsi0: tank:vm-100-disk-0,size=8G
        scsi1: films:100/vm-100-disk-0.raw,backup=0,size=4T
        ide2: local:iso/some.iso,media=cdrom
        cipassword: planted-secret
        [before]
        name: old
        template: 1
    """,
    "nodes/west/lxc/101.conf": """
        hostname: web
        rootfs: films:101/vm-101-disk-0.raw,size=8G
        mp0: /srv/data,mp=/data
        net0: name=eth0,ip=10.0.0.9/24
    """,
    "nodes/west/qemu-server/102.conf": "name: golden\ntemplate: 1\nmemory: 512\n",
    "nodes/west/qemu-server/103.conf": "memory: 512\nscsi0: tank:vm-103-disk-0,backup=0\n",
}


def read(folder: Path, files: dict[str, str], **options: bool) -> Finding:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))
    return IMPORTER.read([folder], Options(**options))


def things(finding: Finding) -> dict[str, Thing]:
    assert len({thing.ref for thing in finding.things}) == len(finding.things)
    return {thing.key: thing for thing in finding.things}


def skips(finding: Finding) -> dict[str, str]:
    return {skip.path: skip.reason for skip in finding.skips}


def names(finding: Finding, refs: tuple[str, ...]) -> list[str]:
    by_ref = {thing.ref: thing.name for thing in finding.things}
    return [by_ref.get(ref, ref) for ref in refs]


def test_nodes_are_members_of_the_cluster_and_guests_run_on_nodes(tmp_path: Path) -> None:
    finding = read(tmp_path, LAB)
    found = things(finding)
    cluster, east = found["cluster/cellar"], found["node/east"]
    assert (cluster.kind, east.kind, east.member_of) == ("cluster", "physical", cluster.ref)
    films, web = found["100"], found["101"]
    assert (films.kind, films.name, films.runs_on) == ("vm", "films", east.ref)
    assert films.facts == {"description": "Films: the family's", "tags": ("video", "family")}
    assert (web.kind, web.name, web.runs_on) == ("container", "web", found["node/west"].ref)
    assert found["103"].name == "VM 103"
    assert skips(finding) == {"nodes/west/qemu-server/102.conf": "a template"}
    assert names(finding, films.depends_on) == ["nas"]
    assert finding.unused["cipassword"] == 1
    assert "planted-secret" not in repr(finding)


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ("vmid 100\n\tstorage films", {"100": ["nas"]}),
        ("all 1\n\tstorage films", {"100": ["nas"], "101": ["nas"]}),
        ("all 1\n\texclude 100, 7\n\tstorage films", {"101": ["nas"]}),
        ("exclude 101\n\tstorage shares", {"100": ["nas"]}),
        ("pool video\n\tstorage within", {"101": ["nas"]}),
        ("all 1\n\tnode west\n\tstorage local", {"101": ["west"]}),
        ("all 1\n\tstorage local", {"100": ["east"], "101": ["west"]}),
        # The server's address is that of guest 101; node west does not have the storage.
        ("all 1\n\tstorage vault", {"100": ["web"]}),
        ("all 1\n\tdumpdir /mnt/pve/films", {"100": ["nas"], "101": ["nas"]}),
        ("all 1\n\tdumpdir /srv", {"100": ["east"], "101": ["west"]}),
        ("all 1\n\tenabled 0\n\tstorage films", {}),
        ("all 1\n\tstorage pictures", {}),
        ("all 1\n\tstorage gone", {}),
        ("all 1", {}),
        ("storage films", {}),
    ],
)
def test_what_a_backup_job_covers(tmp_path: Path, job: str, expected: dict[str, list[str]]) -> None:
    jobs = f"vzdump: nightly\n\tschedule 03:00\n\t{job}\n"
    pools = "user:root@pam:1:0:::::\npool:video:comment:101,999:films:\n"
    finding = read(tmp_path, {**LAB, "jobs.cfg": jobs, "user.cfg": pools})
    kept = {
        thing.key: names(finding, thing.backs_up_to)
        for thing in finding.things
        if thing.backs_up_to
    }
    assert kept == expected
    assert ("jobs.cfg#nightly" in skips(finding)) == (not expected and job != "storage films")
    assert things(finding)["101"].facts["tags"] == ("video",)


def test_the_disks_that_backups_leave_out_are_asked_about(tmp_path: Path) -> None:
    jobs = "vzdump: nightly\n\tall 1\n\tstorage films\n"
    found = things(read(tmp_path, {**LAB, "jobs.cfg": jobs}))
    ending = "left out of its backups: kept elsewhere, or not needed?"
    assert found["100"].questions == (f"scsi1 is {ending}",)
    assert found["101"].questions == (f"mp0 (/data) is {ending}",)
    assert found["103"].questions == ()


def test_where_a_storage_stands_is_told_by_its_address(tmp_path: Path) -> None:
    storages = "pbs: here\n\tserver localhost\n\nnfs: nas\n\tserver 10.0.0.5\n"
    jobs = "".join(f"vzdump: {s}\n\tall 1\n\tstorage {s}\n\n" for s in ("here", "nas"))
    guest = {"nodes/pve/qemu-server/100.conf": "name: my-NAS\n"}
    finding = read(tmp_path, {**guest, "storage.cfg": storages, "jobs.cfg": jobs})
    assert names(finding, things(finding)["100"].backs_up_to) == ["pve", "nas"]
    assert things(finding)["server/10.0.0.5"].questions == ("Is it the guest my-NAS?",)


def test_jobs_of_an_old_cron_table(tmp_path: Path) -> None:
    cron = """
        PATH="/usr/sbin:/usr/bin"
        0 2 * * 6  root vzdump 100 --quiet 1 --mode snapshot --storage films
        #0 3 * * *  root vzdump --all 1 --storage films
        0 4 * * *  root /usr/bin/vzdump --all --exclude=100 --node west --storage local
        0 5 * * *  root vzdump "unclosed
    """
    finding = read(tmp_path, {**LAB, "vzdump.cron": cron})
    assert names(finding, things(finding)["100"].backs_up_to) == ["nas"]
    assert names(finding, things(finding)["101"].backs_up_to) == ["west"]


@pytest.mark.parametrize(
    ("disk", "more", "host"),
    [
        ("films:vm-100-disk-0", {}, "cellar"),
        ("tank:vm-100-disk-0", {}, "east"),
        ("tank:vm-100-disk-0", {"replication.cfg": "local: 100-0\n\ttarget west\n"}, "cellar"),
    ],
)
def test_a_highly_available_guest_runs_on_the_cluster_where_it_can_move(
    tmp_path: Path, disk: str, more: dict[str, str], host: str
) -> None:
    guest = {"nodes/east/qemu-server/100.conf": f"name: films\nscsi0: {disk}\n"}
    ha = {"ha/resources.cfg": "vm: 100\n\tstate started\n\nct: 101\n\tstate ignored\n"}
    finding = read(tmp_path, {**LAB, **guest, **ha, **more})
    found = things(finding)
    assert names(finding, (found["100"].runs_on,)) == [host]
    assert found["100"].facts["tags"] == ("ha",)
    assert "tags" not in found["101"].facts


def test_a_guest_is_found_once_and_where_it_is_now(tmp_path: Path) -> None:
    old = dict.fromkeys(("nodes/gone/lxc/104.conf", "nodes/west/lxc/105.conf.bak"), "hostname: x\n")
    films = LAB["nodes/east/qemu-server/100.conf"]
    finding = read(
        tmp_path,
        {
            **LAB,
            **old,
            "qemu-server/100.conf": films,
            "nodes/west/qemu-server/100.conf": films,
            "nodes/west/qemu-server/tmp.conf": "name: x\n",
            ".vmlist": """{"ids": {
                "100": {"node": "west", "type": "qemu"},
                "102": {"node": "west", "type": "qemu"},
                "104": {"node": "gone", "type": "lxc"},
                "106": {"node": "east", "type": "lxc"}}}""",
        },
    )
    found = things(finding)
    assert found["100"].path == "nodes/west/qemu-server/100.conf"
    assert (found["106"].name, found["106"].runs_on) == ("CT 106", found["node/east"].ref)
    assert {"102", "104", "105"}.isdisjoint(found)
    assert skips(finding) == {
        "nodes/gone/lxc/104.conf": "not in use: left over from gone, which is no longer a node",
        "nodes/west/lxc/105.conf.bak": "not in use: a backup copy",
        "nodes/west/qemu-server/102.conf": "a template",
        "nodes/west/qemu-server/tmp.conf": "not a guest: its file would be named by its number",
        f"{EAST}/100.conf": "guest 100 is taken from nodes/west/qemu-server/100.conf",
        "qemu-server": "it repeats 1 of the guests under nodes",
    }
    everything = things(IMPORTER.read([tmp_path], Options(everything=True)))
    assert {"104", "105"} <= set(everything)


def test_bare_files_and_what_may_be_called_alike(tmp_path: Path) -> None:
    files = {
        "qemu-server/100.conf": "name: twin\ncores: 1\n",
        "lxc/101.conf": "hostname: Twin\nrootfs: local-lvm:vm-101-disk-0\n",
        "200.conf": "name: lone\nsockets: 1\n",
        "101.conf": "name: stale\nsockets: 1\n",
        "300.conf": "[Unit]\nDescription=of another program\n",
    }
    finding = read(tmp_path, files)
    assert {thing.name: thing.kind for thing in finding.things} == {
        "twin (100)": "vm",
        "Twin (101)": "container",
        "lone": "vm",
    }
    assert {thing.runs_on for thing in finding.things} == {THE_HOST}
    assert skips(finding) == {"101.conf": "guest 101 is taken from lxc/101.conf"}
    alone = IMPORTER.read([tmp_path / "200.conf"], Options())
    assert [(thing.ref, thing.root) for thing in alone.things] == [("200.conf#200", tmp_path)]


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ("# For%20films%3A see the wiki\n", "For films: see the wiki"),
        ("#<div align='center'>\n# <a href='x'><h2>Docker LXC</h2></a>\n#</div>\n#mine\n", "mine"),
        ("#<div>mine</div>\n", "mine"),
        ("#**Bold** [link](https%3A//x.lan)<br>\n#![badge](https%3A//x)\n", "Bold link"),
        ("#Password%3A planted\n#mine\n", "mine"),
        ("#Login\n#planted\n#mine\n", "mine"),
        ("#root / planted\n#https%3A//me%3Aplanted@nas.lan\n", "https://nas.lan"),
        ("#scsi3: tank:vm-1-disk-3\n", "Proxmox VM 100"),
        ("#a\x1b[31mb\n", "a␛[31mb"),
        ("#" + "word " * 60 + "\n", "word " * 31 + "word …"),
    ],
)
def test_the_description_is_what_people_wrote(tmp_path: Path, notes: str, expected: str) -> None:
    finding = read(tmp_path, {"qemu-server/100.conf": f"{notes}name: a\n"})
    assert things(finding)["100"].facts["description"] == expected


def test_private_files_are_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = {
        "priv/100.conf": "name: planted\nmemory: 1\n",
        "priv/lock/storage.cfg": "dir: planted\n",
        "nodes/east/priv/101.conf": "hostname: planted\n",
        "authkey.pub.old": "planted",
        "pve-www.key": "planted",
    }
    read(tmp_path, {**LAB, **secret})
    (tmp_path / EAST / "107.conf").symlink_to(tmp_path / "priv/100.conf")
    opened: set[str] = set()
    plain_open = os.open

    def noting_open(path: Path, flags: int) -> int:
        opened.add(path.relative_to(tmp_path).as_posix())
        return plain_open(path, flags)

    monkeypatch.setattr("labtui.importers.files.os.open", noting_open)
    finding = IMPORTER.read([tmp_path], Options())
    assert IMPORTER.recognise(tmp_path)
    assert IMPORTER.read([tmp_path / "priv"], Options()).things == []
    assert not IMPORTER.recognise(tmp_path / "priv/100.conf")
    assert "planted" not in repr(finding)
    assert opened == set(LAB)


def test_no_mutation_gives_a_traceback(tmp_path: Path) -> None:
    extra = {
        "jobs.cfg": "vzdump: a\n\tall 1\n\tstorage films\n",
        ".vmlist": '{"ids": {"106": {"node": "east", "type": "lxc"}}}',
        ".members": '{"nodelist": {"east": {"ip": "10.0.0.1"}}, "cluster": {"name": "x"}}',
        "vzdump.cron": "0 2 * * 6 root vzdump 100 --storage films\n",
        "user.cfg": "pool:video::100,101:films:\n",
        "ha/resources.cfg": "vm: 100\n\tstate started\n",
    }
    everything = {**LAB, **extra}
    read(tmp_path, everything)
    for name, text in everything.items():
        whole = dedent(text)
        for data in mutations(whole, 8):
            (tmp_path / name).write_bytes(data)
            things(IMPORTER.read([tmp_path], Options()))
            IMPORTER.recognise(tmp_path)
        (tmp_path / name).write_text(whole)


@pytest.mark.parametrize("text", ["<div", "![", "[x](", "{{{{"])
@pytest.mark.parametrize("name", ["nodes/east/lxc/101.conf", ".vmlist", "corosync.conf"])
def test_the_time_is_linear_for_nonsense(tmp_path: Path, text: str, name: str) -> None:
    assert grows_in_line(lambda size: read(tmp_path, {**LAB, name: "#" + text * size}), 200_000)


KINDS = ("dir", "nfs", "pbs")


@pytest.mark.parametrize(
    ("guests", "storages", "jobs"), [(600, 1, 0), (1, 800, 0), (1, 1, 800)],
    ids=["guests", "storages", "jobs"],
)  # fmt: skip
def test_the_time_is_linear(tmp_path: Path, guests: int, storages: int, jobs: int) -> None:
    def read_lab(size: int) -> None:
        files = {
            f"nodes/n{i % 5}/qemu-server/{100 + i}.conf": f"name: g{i}\nscsi0: s{i % 100}:1\n"
            for i in range(max(1, guests * size // 8))
        }
        files["storage.cfg"] = "".join(
            f"{KINDS[i % 3]}: s{i}\n\tserver 10.0.0.{i % 20}\n"
            for i in range(max(1, storages * size // 8))
        )
        files["jobs.cfg"] = "".join(
            f"vzdump: j{i}\n\tall 1\n\texclude {100 + i}\n\tstorage s{i % 200}\n"
            for i in range(jobs * size // 8)
        )
        read(tmp_path / str(size), files)

    assert grows_in_line(read_lab, 8)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        IMPORTER.read([tmp_path / "missing"], Options())
    with pytest.raises(SourceError):
        IMPORTER.read([Path("-")], Options())
    finding = read(tmp_path, {**LAB, "nodes/west/lxc/101.conf": "a\0b"})
    assert skips(finding)["nodes/west/lxc/101.conf"] == "not a text file"
    (tmp_path / "letter.txt").write_text("Dear all")
    other = IMPORTER.read([tmp_path / "letter.txt"], Options())
    assert skips(other) == {"letter.txt": "not a file of Proxmox VE"}
    assert not IMPORTER.recognise(tmp_path / "letter.txt")
    assert not IMPORTER.recognise(tmp_path / "missing")
