"""What the hosts of inventories are; expected answers are those of `ansible-inventory --list`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from labtui.importers.ansible import IMPORTER
from labtui.importers.ansible_inventory import expanded
from labtui.importers.files import UnreadableError
from labtui.importers.found import Finding, Options
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations
from tests.rows import each_row


def read(folder: Path, files: dict[str, str]) -> Finding:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))
    return IMPORTER.read([folder], Options())


def hosts(finding: Finding) -> dict[str, tuple[object, set[str]]]:
    """The address and groups of each host."""
    return {
        thing.name: (thing.facts.get("description", ""), set(thing.facts.get("tags", ())))
        for thing in finding.things
    }


def skips(finding: Finding) -> dict[str, str]:
    return {skip.path: skip.reason for skip in finding.skips}


@each_row(
    ("pattern", "names"),
    [
        ("nas", ["nas"]),
        ("web[01:03].lan", ["web01.lan", "web02.lan", "web03.lan"]),
        ("db[a:c]", ["dba", "dbb", "dbc"]),
        ("n[1:5:2]-[x:y]", ["n1-x", "n1-y", "n3-x", "n3-y", "n5-x", "n5-y"]),
        ("n[:1]:2222", ["n0", "n1"]),
        ("[fd00::1]:22", ["fd00::1"]),
        ("fd00::2", ["fd00::2"]),
        ("n[5:1]", []),
    ],
)
def test_ranges(pattern: str, names: list[str]) -> None:
    assert expanded(pattern) == names


@each_row("pattern", ["n[1:]", "n[01:1]", "n[1:x]", "n[c:a]", "n[0:99999999]"])
def test_ranges_that_are_refused(pattern: str) -> None:
    with pytest.raises(UnreadableError):
        expanded(pattern)


INI = """
    # all of it
    lonely
    localhost ansible_connection=local
    [web]
    web[01:02] ansible_host=10.0.0.1 ansible_password=hunter2 # two
    "quoted" ansible_host='10.0.0.3'
    [web:vars]
    token = hunter2
    [prod:children]
    web   ; both
    db
    [db]
    db1 ansible_ssh_host="{{ lookup('x') }}"
    web01
    [vms]
    db1
"""
YAML = """
    all:
      hosts:
        free: {ansible_host: nas.lan, ansible_become_pass: hunter2}
      children:
        web: &web
          hosts:
            web[1:2]:
            127.0.0.1:
          vars: {secret: hunter2}
        prod:
          children:
            web: *web
            db:
              hosts: onlyone
    lab:
"""


def test_ini(tmp_path: Path) -> None:
    finding = read(tmp_path, {"hosts": INI.replace("web   ; both", "web   # both")})
    assert hosts(finding) == {
        "lonely": ("", set()),
        "web01": ("10.0.0.1", {"web", "db", "prod"}),
        "web02": ("10.0.0.1", {"web", "prod"}),
        "quoted": ("10.0.0.3", {"web", "prod"}),
        "db1": ("", {"db", "vms", "prod"}),
    }
    assert [thing.kind for thing in finding.things] == ["other"] * 4 + ["vm"]
    assert skips(finding) == {"hosts#localhost": "the machine that runs Ansible"}
    assert "hunter2" not in repr(finding)


def test_yaml(tmp_path: Path) -> None:
    finding = read(tmp_path, {"lab.yml": YAML})
    assert hosts(finding) == {
        "free": ("nas.lan", set()),
        "web1": ("", {"web", "prod"}),
        "web2": ("", {"web", "prod"}),
        "onlyone": ("", {"db", "prod"}),
    }
    assert skips(finding) == {"lab.yml#127.0.0.1": "the machine that runs Ansible"}
    assert "hunter2" not in repr(finding)


def test_a_host_of_several_inventories_is_one(tmp_path: Path) -> None:
    files = {
        "inventory/home.ini": "[web]\nweb1\n[dns]\n10.0.0.53\n",
        "inventory/away.yml": "vpn:\n  hosts:\n    web1: {ansible_host: 10.9.0.1}\n",
        "more/hosts": "[pi]\npihole ansible_host=10.0.0.53\nweb1 ansible_host=10.0.0.1\n",
    }
    finding = read(tmp_path, files)
    assert hosts(finding) == {
        "web1": ("10.9.0.1", {"web", "vpn", "pi"}),
        "pihole": ("10.0.0.53", {"pi", "dns"}),
    }
    assert [thing.questions for thing in finding.things] == [
        ("Is it one system? Inventories have it at 10.9.0.1 and 10.0.0.1.",),
        (),
    ]


def test_the_files_of_a_folder_are_one_inventory(tmp_path: Path) -> None:
    files = {
        "a/hosts": "[web]\nweb1\n[db]\ndb1\n",
        "a/z-groups": "[prod:children]\nweb\ndb\n[home:children]\nprod\n",
        "a/z-wrong": "[web:children]\nhome\n",
        "b/hosts": "[web]\nweb2\n",
        "b/a-groups": "[prod:children]\nweb\n",
    }
    finding = read(tmp_path, files)
    assert hosts(finding) == {
        "web1": ("", {"web", "prod", "home"}),
        "db1": ("", {"db", "prod", "home"}),
        "web2": ("", {"web"}),
    }
    assert skips(finding) == {
        "a/z-wrong": "a group contains itself: home",
        "b/a-groups": "line 2: a group that is not there, web",
    }


def test_of_a_folder_only_inventories_are_read(tmp_path: Path) -> None:
    files = {
        "hosts": "127.0.0.1 localhost\n10.0.0.1 nas\n",
        "inventory/hosts.ini": "[a]\nnas\n",
        "inventory/group_vars/all.yml": "hosts: {x: y}\n",
        "inventory/group_vars/vault.yml": "$ANSIBLE_VAULT;1.1;AES256\n61\n",
        "inventory/proxmox.yml": "plugin: community.general.proxmox\npassword: hunter2\n",
        "inventory/hosts.py": "#!/usr/bin/python\n",
        "inventory/hosts": "#!/bin/sh\n",
        "inventory/old/hosts": "[a]\ngone\n",
        "site.yml": "- hosts: all\n  tasks: []\n",
        "compose.yml": "services:\n  web:\n    image: nginx\n",
        "values.yaml": "ingress:\n  hosts: [a.lan]\n",
        "ansible.cfg": "[defaults]\ninventory = hosts\n",
        "setup.ini": "[metadata]\nname = lab\n",
    }
    finding = read(tmp_path, files)
    assert hosts(finding) == {"nas": ("", {"a"})}
    assert skips(finding) == {
        "inventory/group_vars": "variables are not read",
        "inventory/group_vars/vault.yml": "a vault, which is not decrypted",
        "inventory/hosts": "a script, which is not run",
        "inventory/old/hosts": "not in use: it is under old",
        "inventory/proxmox.yml": "it asks a service for the hosts, which labtui does not:"
        " community.general.proxmox",
    }
    assert IMPORTER.recognise(tmp_path)
    assert IMPORTER.recognise(tmp_path / "inventory/hosts.ini")
    for name in ("hosts", "site.yml", "compose.yml", "values.yaml", "setup.ini", "missing"):
        assert not IMPORTER.recognise(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("x.ini", "[a:children]\nb\n[b:children]\na\n", "a group contains itself: a"),
        ("x.ini", "[a:children]\na\n", "a group contains itself: a"),
        ("x.yml", "a: {children: {b: {children: {a: }}}}\n", "a group contains itself: a"),
        ("x.ini", "[a:children]\nb\n", "line 2: a group that is not there, b"),
        ("x.ini", "[a:vars]\nx=1\n", "line 1: a group that is not there, a"),
        ("x.ini", "[a:b]\n", "line 1: a section of an unknown kind, b"),
        ("x.ini", "h1 h2\n", "line 1: variables of a host that are not KEY=VALUE"),
        ("x.ini", 'h1 x="\n', "line 1: quotes that are not closed"),
        ("x.ini", "h[01:1]\n", "line 1: a range of hosts that is not valid"),
        ("x.ini", "[0:9][0:9][0:9][0:9][0:9]\n", "line 1: a range of more than 20000 hosts"),
        ("x.ini", "[a]\n" + "n[0:19999]\n" * 6, "line 7: ranges of more than 100000 hosts"),
        ("x.yml", "a: {hosts: [b]}\n", "hosts of the group a are no mapping"),
        ("x.yml", "a: {children: {b: text}}\n", "a group that is not a mapping, b"),
        ("x.yml", "a: {hosts: {b: text}}\n", "variables of b that are not a mapping"),
        ("x.yml", "- hosts: all\n", "no groups in it"),
        ("x.ini", "$ANSIBLE_VAULT;1.1;AES256\n", "a vault, which is not decrypted"),
    ],
)
def test_what_ansible_refuses_is_one_skip(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    (tmp_path / name).write_text(text)
    finding = IMPORTER.read([tmp_path / name], Options())
    assert not finding.things
    assert skips(finding) == {name: reason}


@pytest.mark.parametrize(
    ("text", "size"),
    [
        (lambda n: "[a]\n" + "".join(f"n{i} ansible_host=10.0.0.1\n" for i in range(n)), 4_000),
        (
            lambda n: "".join(f"[g{i}:children]\ng{i + 1}\n" for i in range(n)) + f"[g{n}]\nnas\n",
            4_000,
        ),
        (lambda n: "[a]\n" + "[" * n + "\n" + "h[1" * n + "\n", 40_000),
    ],
)
def test_the_time_is_linear(tmp_path: Path, text: Callable[[int], str], size: int) -> None:
    assert grows_in_line(lambda size: read(tmp_path, {"hosts": text(size)}), size)


@pytest.mark.parametrize(("name", "text"), [("hosts", INI), ("hosts.yml", YAML)])
def test_no_mutation_gives_a_traceback(tmp_path: Path, name: str, text: str) -> None:
    for data in mutations(dedent(text), 30):
        (tmp_path / name).write_bytes(data)
        IMPORTER.read([tmp_path], Options())
