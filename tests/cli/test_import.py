"""`labtui import`: what it says, in which words, and with which exit status."""

from __future__ import annotations

import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from tests.cli.helpers import Labtui

STACK = """\
services:
  wiki:
    image: wiki:2
    ports: ["80:80"]
    depends_on: [db]
    restart: always
  db:
    image: postgres:16
"""


@pytest.fixture
def stacks(home: Path) -> Path:
    """A folder with a project, a broken file, and one that is not in use."""
    for name, text in {
        "home/compose.yml": STACK,
        "broken/compose.yml": "services: [\n",
        "archive/compose.yml": STACK,
    }.items():
        file = home / "stacks" / name
        file.parent.mkdir(parents=True)
        file.write_text(text)
    return home / "stacks"


def test_it_says_what_was_found_and_saves_it_once(labtui: Labtui, stacks: Path) -> None:
    labtui("add", "NAS")
    looked = labtui("import", "compose", str(stacks), "--on", "NAS", "--dry-run")
    assert looked.status == 0
    assert looked.lines[-1] == "Nothing is saved: this was a preview."
    said = labtui("import", "compose", str(stacks), "--on", "NAS")
    assert (said.status, said.err) == (0, "")
    assert said.lines[: len(looked.lines) - 2] == looked.lines[:-2]
    assert "Docker Compose projects in ~/stacks" in said.lines
    assert "  wiki  app with db (home/compose.yml)" in said.lines
    assert "  archive/compose.yml: not in use: it is under archive" in said.lines
    assert any(line.startswith("  broken/compose.yml: ") for line in said.lines)
    assert "Read but not used: restart 1" in said.lines
    assert said.lines[-1] == "Imported: 1 new, 0 changed."
    again = labtui("import", "compose", str(stacks))
    assert "Unchanged (1)" in again.lines
    assert again.lines[-1] == "Imported: 0 new, 0 changed."


def test_all_and_each(labtui: Labtui, stacks: Path) -> None:
    found = labtui("import", "compose", str(stacks), "--all", "--each", "--json", "--dry-run")
    assert [one["path"] for one in found.json["found"]] == [
        *["archive/compose.yml"] * 2,
        *["home/compose.yml"] * 2,
    ]


def test_of_folders_that_a_shell_gives_the_archive_is_left_out(
    labtui: Labtui, stacks: Path
) -> None:
    folders = [str(path) for path in sorted(stacks.iterdir())]
    said = labtui("import", "compose", *folders)
    assert "  archive: not in use: it is under archive" in said.lines
    assert said.lines[-2:] == [
        "Imported: 1 new, 0 changed.",
        "What they run on is not answered: --on HOST says it for all of them.",
    ]
    assert "/archive" not in next(stacks.parent.rglob("inventory.toml")).read_text()
    found = labtui("import", "compose", *folders, "--all", "--json", "--dry-run")
    assert len(found.json["found"]) == 2


def test_json_is_what_was_found_whether_it_is_saved_or_not(labtui: Labtui, stacks: Path) -> None:
    labtui("add", "NAS")
    run = ("import", "compose", str(stacks), "--on", "nas", "--json")
    looked, said = labtui(*run, "--dry-run"), labtui(*run)
    assert looked.json == said.json
    [found] = said.json["found"]
    assert found == {
        "id": "wiki",
        "name": "wiki",
        "kind": "app",
        "source": "compose",
        "path": "home/compose.yml",
        "runs_on": "nas",
        "depends_on": [],
        "backs_up_to": [],
        "main": "wiki",
        "parts": [
            {
                "service": "wiki",
                "image": "wiki:2",
                "path": "home/compose.yml",
                "ports": ["80:80"],
                "depends_on": ["db"],
            },
            {
                "service": "db",
                "image": "postgres:16",
                "path": "home/compose.yml",
                "ports": [],
                "depends_on": [],
            },
        ],
        "questions": [],
        "facts": {
            "kind": "app",
            "description": "wiki:2, ports 80:80",
            "parts": ["wiki", "db"],
            "runs_on": "nas",
            "source": f"compose {stacks}/home/compose.yml#wiki",
        },
    }
    assert {key: said.json[key] for key in ("new", "known", "changed", "vanished", "unused")} == {
        "new": ["wiki"],
        "known": [],
        "changed": [],
        "vanished": [],
        "unused": {"restart": 1},
    }
    assert [skip["path"] for skip in said.json["skipped"]] == [
        "archive/compose.yml",
        "broken/compose.yml",
    ]
    again = labtui(*run)
    assert (again.json["new"], again.json["known"]) == ([], ["wiki"])


def test_standard_input_is_read_and_not_remembered(
    labtui: Labtui, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    table = "name;Rack;kind;runs_on\nfalcon;1;vm;the NAS\n"
    labtui("--file", "lab.toml", "add", "the nas")
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(table.encode())))
    said = labtui("--file", "lab.toml", "import", "csv", "-", "--map", "Rack=location")
    assert (said.status, said.err) == (0, "")
    text = (home / "lab.toml").read_text()
    assert 'location = "1"' in text
    assert 'runs_on = "the-nas"' in text
    assert "[[sources]]" not in text


WRONG = {
    ("compose", "nowhere"): "nowhere: No such file",
    ("proxmox", "stacks"): "~/stacks: nothing that labtui import proxmox reads. Did you mean "
    "labtui import compose?",
    (
        "rackpeek",
        "stacks/home/compose.yml",
    ): "no RackPeek resources in it. Did you mean labtui import",
    ("compose", ""): "PATH is empty. Give a file, a folder, or - for standard input.",
    ("compose", "stacks", "--map", "A=name"): "--map is for tables (csv), not for compose.",
    (
        "ssh",
        "stacks",
        "--on",
        "nas",
    ): "--on is for containers and jobs of one host; ssh",
    ("composer", "stacks"): '"composer" is not compose, ',
    ("csv", "stacks", "--map", "Rack"): '--map: "Rack" is not COLUMN=KEY.',
    ("csv", "stacks", "--map", "Rack=loction"): 'Unknown fact "loction". Did you mean location?',
    (
        "compose",
        "stacks",
        "--on",
        "nos",
    ): "No system nos. labtui list shows all. To add it: labtui add nos",
}


@pytest.mark.parametrize("words", WRONG)
def test_what_is_wrong_says_what_would_be_right(
    words: tuple[str, ...], labtui: Labtui, stacks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(stacks.parent)
    said = labtui("import", *words)
    assert said.status == 2
    assert WRONG[words] in said.err
    assert not list(stacks.parent.rglob("inventory.toml"))
