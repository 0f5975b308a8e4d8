"""By what each kind of source says that a system is reached: addresses, containers and mounts."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from labtui.importers import ansible, compose, docker, proxmox, quadlet, rackpeek, ssh, tables
from labtui.importers.found import Importer, Options, Part, Thing
from labtui.importers.reached import address, mounts
from tests.rows import each_row


@each_row(
    ("text", "found"),
    [
        ("10.0.0.5/24", "10.0.0.5"),
        (" NAS.lan. ", "nas.lan"),
        ("[fd00::0005]", "fd00::5"),
        ("fd00::5/64", "fd00::5"),
        ("127.0.0.1", ""),
        ("0.0.0.0", ""),
        ("localhost", ""),
        ("10.0.0", ""),
        ("999.0.0.1", ""),
        ("two words", ""),
        ("{{ host }}", ""),
        ("dhcp", ""),
    ],
)
def test_what_is_an_address(text: str, found: str) -> None:
    assert address(text) == found


@each_row(
    ("source", "found"),
    [
        ("./data/", "/lab/photos/data"),
        ("../db", "/lab/db"),
        ("//srv//x/", "/srv/x"),
        ("/", "/"),
        ("data", ""),
        ("~/data", ""),
        ("$DATA/x", ""),
        ("/srv/${NAME}", ""),
        ("%h/data", ""),
        ("/var/run/docker.sock", None),
        ("/etc/localtime", None),
        ("", None),
        ("/running", "/running"),
    ],
)
def test_what_is_a_folder_of_the_host(source: str, found: str | None) -> None:
    expected = () if found is None else ((found, "/data"),)
    assert mounts([(source, "/data/")], Path("/lab/photos")) == expected


def test_a_relative_folder_of_an_unknown_one_is_not_known() -> None:
    assert mounts([("./data", "/data"), ("./data", "data")]) == (("", "/data"),)


def read(importer: Importer, folder: Path, files: dict[str, str]) -> list[Thing]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))
    return importer.read([folder], Options()).things


@pytest.mark.parametrize(
    ("importer", "name", "text", "found"),
    [
        (
            ssh.IMPORTER,
            "config",
            "Host nas storage 10.0.0.5\n HostName NAS.lan\n User me\n",
            {"nas": ("nas.lan", "nas", "storage", "10.0.0.5")},
        ),
        (
            ansible.IMPORTER,
            "hosts.ini",
            "[lab]\nnas ansible_host=10.0.0.5\nweb.lan\nx ansible_host='{{ y }}'\n",
            {"nas": ("10.0.0.5",), "web.lan": ("web.lan",), "x": ("x",)},
        ),
        (
            rackpeek.IMPORTER,
            "lab.yaml",
            """
            resources:
            - {kind: System, name: vm, type: vm, ip: 10.0.0.6}
            - {kind: Service, name: wiki, network: {ip: 10.0.0.6, port: 80}}
            """,
            {"vm": ("10.0.0.6",), "wiki": ()},
        ),
        (
            tables.IMPORTER,
            "lab.csv",
            'Name,Hostname,IP\nnas,nas.lan,10.0.0.5/24\nweb,,"10.0.0.6, fd00::6"\nups,?,none\n',
            {"nas": ("nas.lan", "10.0.0.5"), "web": ("10.0.0.6", "fd00::6"), "ups": ()},
        ),
        (
            tables.IMPORTER,
            "devices.csv",
            "Name,Role,Manufacturer,Type,IP Address\nnas,storage,X,Y,10.0.0.5/24\n",
            {"nas": ("10.0.0.5",)},
        ),
    ],
)
def test_addresses(
    tmp_path: Path, importer: Importer, name: str, text: str, found: dict[str, tuple[str, ...]]
) -> None:
    things = read(importer, tmp_path, {name: text})
    assert {thing.name: thing.addresses for thing in things} == found


def test_addresses_of_proxmox(tmp_path: Path) -> None:
    node = "node {\n name: east\n ring0_addr: 10.0.0.1\n ring1_addr: east.lan\n}\n"
    vm = "scsihw: x\nname: vm\nnet0: virtio\nipconfig0: ip=10.0.0.7/24,gw=10.0.0.1,ip6=dhcp\n"
    lxc = "rootfs: local:x\nhostname: ct\nnet0: name=eth0,ip=dhcp,ip6=FD00::8/64\n"
    things = read(
        proxmox.IMPORTER,
        tmp_path,
        {
            "corosync.conf": f"totem {{\n cluster_name: lab\n}}\nnodelist {{\n{node}}}\n",
            "nodes/east/qemu-server/107.conf": vm,
            "nodes/east/lxc/108.conf": lxc,
        },
    )
    assert {thing.name: thing.addresses for thing in things} == {
        "east": ("10.0.0.1", "east.lan"),
        "vm": ("10.0.0.7",),
        "ct": ("fd00::8",),
    }


def reached(parts: tuple[Part, ...]) -> dict[str, tuple[str, dict[str, str]]]:
    """Give names of containers and folders of the host by those in the container."""
    return {p.service: (p.container, {to: at for at, to in p.mounts}) for p in parts}


def test_containers_and_mounts_of_compose(tmp_path: Path) -> None:
    (app,) = read(
        compose.IMPORTER,
        tmp_path,
        {
            "photos/compose.yaml": """
                services:
                  web:
                    image: x/photos
                    container_name: photos
                    ports: ["80:80"]
                    volumes:
                      - ./data:/data:ro
                      - ${POOL:-/tank}/pictures:/pictures
                      - {type: bind, source: ../shared, target: /shared}
                      - ${HOME}/x:/x
                      - cache:/cache
                      - /var/run/docker.sock:/var/run/docker.sock
                    depends_on: [db]
                  db: {image: postgres, container_name: "${NAME}-db"}
                """
        },
    )
    assert reached(app.parts) == {
        "web": (
            "photos",
            {
                "/data": f"{tmp_path}/photos/data",
                "/pictures": "/tank/pictures",
                "/shared": f"{tmp_path}/shared",
                "/x": "",
                "/cache": "",
            },
        ),
        "db": ("", {}),
    }


def test_containers_and_mounts_of_docker(tmp_path: Path) -> None:
    mounts = [
        {"Type": "bind", "Source": "/srv/photos", "Destination": "/data"},
        {"Type": "volume", "Name": "db", "Source": "/volumes/db/_data", "Destination": "/db"},
    ]
    labels = {"com.docker.compose.project": "lab", "com.docker.compose.service": "photos"}
    one = {"Name": "/lab-photos-1", "Config": {"Image": "x", "Labels": labels}, "Mounts": mounts}
    (app,) = read(docker.IMPORTER, tmp_path, {"lab.json": json.dumps([one])})
    assert list(reached(app.parts).values()) == [
        ("lab-photos-1", {"/data": "/srv/photos", "/db": "/volumes/db/_data"})
    ]


def test_containers_and_mounts_of_quadlets(tmp_path: Path) -> None:
    files = {
        "photos.container": """
            [Container]
            Image=x/photos
            ContainerName=%p-app
            PublishPort=80:80
            Volume=./data:/data:Z
            Volume=%h/x:/x
            Volume=photos.volume:/cache
            Mount=type=bind,source=/srv/films,destination=/films
            """,
        "wiki.service": "[Service]\nExecStart=podman run --name wiki -v /srv/wiki:/w:ro x/wiki\n",
        "play.kube": "[Kube]\nYaml=play.yml\n",
        "play.yml": """
            kind: Pod
            metadata: {name: play}
            spec:
              containers: [{name: game, image: x, volumeMounts: [{name: a, mountPath: /saves}]}]
              volumes: [{name: a, hostPath: {path: /srv/game}}]
            """,
    }
    things = read(quadlet.IMPORTER, tmp_path, files)
    parts = tuple(part for thing in things for part in thing.parts)
    assert reached(parts) == {
        "photos": (
            "photos-app",
            {"/data": f"{tmp_path}/data", "/films": "/srv/films", "/x": "", "/cache": ""},
        ),
        "wiki": ("wiki", {"/w": "/srv/wiki"}),
        "game": ("", {"/saves": "/srv/game"}),
    }
