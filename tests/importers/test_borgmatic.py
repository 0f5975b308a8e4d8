"""What borgmatic backs up, and where to, in the forms of its versions."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from labtui.importers.borgmatic import IMPORTER
from labtui.importers.found import Finding, Options, Target
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations

CONFIG = """
    constants: {user: anna}
    source_directories: ["/home/{user}", /srv/photos, "${MORE}", docs]
    working_directory: /data
    patterns: ["R /etc", "- /etc/ssl", "+ /etc/ssl/own"]
    exclude_patterns: ["sh:/srv/*/cache/**", "*.pyc", "*", "/", "$X", ".cache"]
    repositories:
      - {path: "ssh://anna:hunter2@nas.lan:22/./{hostname}", label: nas}
      - path: /mnt/usb/borg
      - "${OFFSITE}"
    encryption_passphrase: hunter2
    postgresql_databases:
      - {name: immich, container: immich-db, hostname: left.over, password: hunter2}
      - {name: all, hostname: db.lan, port: 5433, username: hunter2}
    mariadb_databases: [{name: wiki}]
    mongodb_databases: [{name: "{{ x }}", container: "{{ y }}", hostname: mongo}]
    sqlite_databases: [{name: vault, path: /srv/vault/db.sqlite3}]
"""
OLD = """
    location:
      source_directories: [/srv]
      repositories: ["anna@nas:borg"]
    storage: {encryption_passcommand: hunter2}
    hooks:
      mysql_databases: [{name: shop, hostname: shop-db}]
"""


def read(folder: Path, files: dict[str, str]) -> Finding:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))
    return IMPORTER.read([folder], Options())


def test_what_a_job_covers_and_where_it_keeps_it(tmp_path: Path) -> None:
    finding = read(tmp_path, {"config.yaml": CONFIG})
    [job] = finding.evidence
    assert (job.key, job.shows, job.path) == ("backup job", "backup", "config.yaml")
    assert job.targets == (
        Target(path="/home/anna"),
        Target(path="/srv/photos"),
        Target(path="/data/docs"),
        Target(path="/etc"),
        Target("immich", container="immich-db", port=5432),
        Target(host="db.lan", port=5433),
        Target("wiki", host="localhost", port=3306),
        Target(host="mongo", port=27017),
        Target(path="/srv/vault/db.sqlite3"),
    )
    assert job.to == (Target("nas", host="nas.lan", port=22), Target(path="/mnt/usb/borg"))
    assert job.leaves_out == ("/srv/*/cache", "*.pyc", ".cache", "/etc/ssl")
    assert [(skip.path, skip.reason) for skip in finding.skips] == [
        ("config.yaml#repository 3", "it is in a variable")
    ]
    assert "hunter2" not in repr(finding)


def test_the_older_form_has_sections(tmp_path: Path) -> None:
    finding = read(tmp_path, {"config.yaml": OLD})
    [job] = finding.evidence
    assert job.targets == (Target(path="/srv"), Target("shop", host="shop-db", port=3306))
    assert job.to == (Target(host="nas"),)
    assert "hunter2" not in repr(finding)


@pytest.mark.parametrize(
    ("config", "where", "reason"),
    [
        ("source_directories: [/a]\nrepositories: []", "#backup job", "no repositories in it"),
        (
            "source_directories: [/a]\nrepositories: [{path: $REPO}]",
            "#repository 1",
            "it is in a variable",
        ),
        ("source_directories: [/a]", "", "no borgmatic repositories in it"),
        (
            "source_directories: [$A]\nrepositories: [/b]",
            "#backup job",
            "its sources are relative, or in a variable",
        ),
        (
            "source_directories: []\nzfs:\nrepositories: [/b]",
            "#backup job",
            "its sources are marked in zfs",
        ),
        (
            "source_directories: [/a]\nrepositories: [/b]\nskip_actions: [create]",
            "#backup job",
            "its actions do not include create",
        ),
        ("source_directories: [/a]\n<<: !include none.yaml", "", "it includes none.yaml, which"),
        (
            "source_directories: [/a]\n<<: !include config.yaml",
            "",
            "it includes config.yaml, which",
        ),
        ("source_directories: [", "", "not valid YAML"),
    ],
)
def test_what_states_nothing_is_told(config: str, where: str, reason: str, tmp_path: Path) -> None:
    finding = read(tmp_path, {"config.yaml": config})
    assert not finding.evidence
    [skip] = finding.skips
    assert skip.path == f"config.yaml{where}"
    assert skip.reason.startswith(reason)


def test_what_is_included_counts_and_states_nothing_alone(tmp_path: Path) -> None:
    finding = read(
        tmp_path,
        {
            "config.d/photos.yaml": "<<: !include ../common/kept.yaml\npatterns: [R /photos]",
            "config.d/docs.yaml": """
                <<: !include
                  - /etc/borgmatic/kept.yaml
                  - more.yaml
                source_directories: [/docs]
            """,
            "config.d/kept.yaml": "repositories: [{path: nas:/borg}]\nsource_directories: [/all]",
            "config.d/more.yaml": "repositories: !include list.yaml",
            "config.d/list.yaml": "[/mnt/usb]",
            "common/kept.yaml": "repositories: [box:/borg]",
        },
    )
    jobs = {one.path: one for one in finding.evidence}
    assert jobs["config.d/docs.yaml"].targets == (Target(path="/all"), Target(path="/docs"))
    assert jobs["config.d/docs.yaml"].to == (
        Target(host="nas", path="/borg"),
        Target(path="/mnt/usb"),
    )
    assert jobs["config.d/photos.yaml"].to == (Target(host="box", path="/borg"),)
    assert not finding.skips


@pytest.mark.parametrize("brackets", [1, 90])
def test_files_that_include_each_other_deeply_are_a_skip(brackets: int, tmp_path: Path) -> None:
    deep = (
        "source_directories: /a\npatterns: " + "[" * brackets + "!include {}.yaml" + "]" * brackets
    )
    finding = read(tmp_path, {f"{number}.yaml": deep.format(number + 1) for number in range(8)})
    assert "0.yaml" in {skip.path for skip in finding.skips}
    assert not finding.evidence


def test_files_that_include_each_other_often_are_a_skip(tmp_path: Path) -> None:
    often = "source_directories: [/a]\n<<: !include [" + "{0}.yaml, " * 30 + "{0}.yaml]"
    finding = read(tmp_path, {f"{number}.yaml": often.format(number + 1) for number in range(5)})
    assert "0.yaml" in {skip.path for skip in finding.skips}


def test_what_is_recognised(tmp_path: Path) -> None:
    read(
        tmp_path,
        {"config.yaml": CONFIG, "other.yaml": "repositories: [a]", "config.example.yaml": OLD},
    )
    assert IMPORTER.recognise(tmp_path)
    assert IMPORTER.recognise(tmp_path / "config.yaml")
    assert not IMPORTER.recognise(tmp_path / "other.yaml")
    [skip] = IMPORTER.read([tmp_path / "other.yaml"], Options()).skips
    assert skip.reason == "not a configuration of borgmatic"
    [skip] = IMPORTER.read([tmp_path / "config.example.yaml"], Options()).skips
    assert skip.reason == "not in use: an example"


def test_the_time_is_linear(tmp_path: Path) -> None:
    def read_folders(size: int) -> None:
        paths = [f"/srv/{number}" for number in range(size)]
        text = json.dumps({"source_directories": paths, "repositories": ["nas:/borg"]})
        assert len(read(tmp_path, {"config.yaml": text}).evidence[0].targets) == size

    assert grows_in_line(read_folders, 4_000)


def test_no_mutation_gives_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "common.yaml").write_text("repositories: [/a]")
    for text in (
        CONFIG,
        OLD,
        "<<: !include common.yaml\nsource_directories: !include [common.yaml]",
    ):
        for data in mutations(dedent(text), 20):
            (tmp_path / "config.yaml").write_bytes(data)
            IMPORTER.read([tmp_path], Options())
