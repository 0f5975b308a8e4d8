"""What RackPeek's files state: hardware, systems and services, each on what it runs on."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from labtui.importers.found import Finding, Options, Thing
from labtui.importers.rackpeek import IMPORTER
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations

RESOURCES = """
    version: 2
    resources:
      - kind: Server
        name: tower
        ram: {size: 64}
        tags: [rack, loud]
        notes: |
          two disks
          password: hunter2
      - kind: Switch
        model: SG108
        name: core
      - {kind: Ups, name: battery, model: BX700}
      - kind: System
        type: Hypervisor
        name: pve
        os: proxmox-8
        runsOn: [tower]
      - kind: system
        type: vm
        name: docker
        os: debian-12
        ip: 10.0.0.7
        runsOn: pve
      - kind: System
        type: cloud
        name: far
        runsOn:
      - kind: Service
        name: photos
        runsOn: [Docker, far, gone]
        network: {ip: 10.0.0.5, port: 2283, protocol: TCP, url: "https://a:hunter2@photos.lan"}
        labels: {secret: hunter2}
      - {kind: Service, name: loop, runsOn: loop, network: }
      - {kind: Fridge, name: cold}
      - text
"""


def read(folder: Path, files: dict[str, str]) -> Finding:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))
    return IMPORTER.read([folder], Options())


def summary(thing: Thing) -> tuple[str, str, dict[str, object], str]:
    return thing.name, thing.kind, dict(thing.facts), thing.runs_on


def test_resources_with_what_they_run_on(tmp_path: Path) -> None:
    finding = read(tmp_path, {"config.yaml": RESOURCES})
    assert [summary(thing) for thing in finding.things] == [
        ("tower", "physical", {"notes": "two disks", "tags": ("rack", "loud")}, ""),
        ("core", "network", {"description": "SG108"}, ""),
        ("battery", "other", {"description": "BX700"}, ""),
        ("pve", "other", {"description": "proxmox-8"}, "config.yaml#tower"),
        ("docker", "vm", {"description": "debian-12, 10.0.0.7"}, "config.yaml#pve"),
        ("far", "vps", {}, ""),
        (
            "photos",
            "app",
            {"url": "https://photos.lan", "description": "10.0.0.5:2283"},
            "config.yaml#docker",
        ),
        ("loop", "app", {}, ""),
    ]
    assert finding.things[6].questions == ("Does it also run on far?",)
    assert [(skip.path, skip.reason) for skip in finding.skips] == [
        ("config.yaml#cold", "a resource of an unknown kind"),
        ("config.yaml#photos", "runs on gone, which is not there"),
        ("config.yaml#loop", "runs on itself"),
    ]
    assert finding.unused == {"ram": 1, "labels": 1}
    assert "hunter2" not in repr(finding)


def test_files_refer_to_each_other_and_state_each_resource_once(tmp_path: Path) -> None:
    files = {
        "hardware.yaml": "resources: [{kind: Server, name: tower}, {kind: Server, name: spare}]\n",
        "services.yaml": "resources: [{kind: Service, name: web, runsOn: tower}]\n",
        "twice.yaml": "resources: [{kind: Server, name: Tower}, {kind: Server, name: spare}]\n",
        "kustomization.yaml": "resources:\n  - deployment.yaml\n",
        "old/config.yaml": RESOURCES,
    }
    finding = read(tmp_path, files)
    assert [(thing.ref, thing.runs_on) for thing in finding.things] == [
        ("hardware.yaml#tower", ""),
        ("hardware.yaml#spare", ""),
        ("services.yaml#web", "hardware.yaml#tower"),
    ]
    assert [(skip.path, skip.reason) for skip in finding.skips] == [
        ("old/config.yaml", "not in use: it is under old"),
        ("twice.yaml", "hardware.yaml has Tower and spare already"),
    ]
    assert IMPORTER.recognise(tmp_path)
    assert IMPORTER.recognise(tmp_path / "services.yaml")
    assert not IMPORTER.recognise(tmp_path / "kustomization.yaml")
    assert not IMPORTER.recognise(tmp_path / "missing")


@pytest.mark.parametrize("text", ["resources:\n  - a.yaml\n", "resources: {\n", "x: 1\n", ""])
def test_a_given_file_without_resources_is_one_skip(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    finding = IMPORTER.read([path], Options())
    assert not finding.things
    assert [skip.path for skip in finding.skips] == ["config.yaml"]


def test_the_time_is_linear(tmp_path: Path) -> None:
    def read_services(size: int) -> None:
        services = [
            {"kind": "Service", "name": f"n{number}", "runsOn": f"n{number - 1}"}
            for number in range(size)
        ]
        text = json.dumps({"resources": services})
        assert len(read(tmp_path, {"config.yaml": text}).things) == size

    assert grows_in_line(read_services, 4_000)


def test_no_mutation_gives_a_traceback(tmp_path: Path) -> None:
    for data in mutations(dedent(RESOURCES), 40):
        (tmp_path / "config.yaml").write_bytes(data)
        IMPORTER.read([tmp_path], Options())
