"""Importing by keys: from the question to the file, and again."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from labtui.importers import ssh
from labtui.importers.found import Finding, Options
from tests.screens.conftest import Open, Session

LAB = b"""\
schema = 1

[[systems]]
id = "nas"
name = "NAS"

[[systems]]
id = "pve2"
name = "Second node"
kind = "physical"
"""

PVE = {
    "corosync.conf": (
        "totem {\n  cluster_name: home\n}\nnodelist {\n"
        "  node {\n    name: pve1\n  }\n  node {\n    name: pve2\n  }\n}\n"
    ),
    "nodes/pve1/qemu-server/100.conf": "name: vault\nscsi0: pbs:vm-100-disk-0,size=32G\n",
    "nodes/pve2/lxc/101.conf": "hostname: dns\nrootfs: local:101/x.raw\n",
    "nodes/pve2/qemu-server/900.conf": "name: golden\ntemplate: 1\n",
}


@pytest.fixture
def pve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a Proxmox configuration in the home directory."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, text in PVE.items():
        file = tmp_path / "pve" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "pve"


STACK = """\
services:
  wiki:
    image: wiki:2
    ports: ["80:80"]
    depends_on: [db]
  db:
    image: postgres:16
  photos:
    image: photos:1
    ports: ["81:80"]
"""


async def preview(s: Session, path: str = "~/pve") -> None:
    """Ask for a path that is not remembered, and wait until it was read."""
    await s.press("i")
    if "another file or folder" in s.text:
        await s.type("another")
        await s.press("enter")
    await s.type(path)
    await s.press("enter")
    await s.sees("nothing is saved yet")


async def test_from_the_question_to_the_file_and_back(open_app: Open, pve: Path) -> None:
    async with open_app(LAB, size=(80, 24)) as s:
        await preview(s)
        assert "4 chosen, 4 new" in s.title  # cluster, node, two guests
        assert s.line_with("pve2/qemu-server/900.conf", "template")
        assert s.line_with("Second node", "answers")  # known by its id, and completed
        await s.press("G", "n")
        assert "Only for what is new or changed." in s.title
        await s.press("J")
        assert "Only for apps of containers." in s.title
        await s.press("g", "space")
        assert "3 chosen, 4 new" in s.title
        await s.press("t", *"lab", "enter", "h", *"nas", "enter")
        await s.press("enter")
        await s.saved()
        assert "Imported: 3 new" in s.title
        saved = s.file.decode()
        assert 'name = "home"' not in saved
        assert 'purpose = "learning"' in saved
        assert saved.count('runs_on = "nas"') == 3
        assert f'path = "{pve}"' in saved
        await s.press("u")
        await s.saved()
        assert s.file == LAB


async def test_again_what_moved_is_offered_and_what_is_never_wanted_stays_away(
    open_app: Open, pve: Path
) -> None:
    async with open_app(LAB, size=(120, 40)) as s:
        await preview(s)
        await s.press("n")  # the cluster
        assert s.line_with("home", "never wanted")
        await s.press("enter")
        await s.saved()
        moved = pve / "nodes/pve1/qemu-server/100.conf"
        moved.rename(pve / "nodes/pve2/qemu-server/100.conf")
        (pve / "nodes/pve2/lxc/101.conf").unlink()
        await s.press("i")
        assert s.line_with("~/pve", "proxmox, again")
        await s.press("enter")
        await s.sees("nothing is saved yet")
        assert "0 chosen, 0 new" in s.title
        assert s.line_with("vault", "Runs on pve1 → pve2")
        assert s.line_with("dns", "kept")
        await s.press("g", "space", "enter")
        await s.saved()
        assert "Imported: 0 new, 1 changed" in s.title
        assert 'runs_on = "pve2"' in s.file.decode()
        assert 'name = "home"' not in s.file.decode()


async def test_containers_are_joined_and_split_by_keys_and_stay_so(
    open_app: Open, pve: Path
) -> None:
    stack = pve.parent / "docker" / "home" / "compose.yml"
    stack.parent.mkdir(parents=True)
    stack.write_text(STACK)
    async with open_app(LAB, size=(120, 40)) as s:
        await s.press("i")  # ~/docker is a usual place
        await s.type("docker")
        await s.press("enter", *"nas", "enter")
        await s.sees("2 chosen, 2 new")
        assert s.line_with("wiki", "app", "with db")
        await s.press("S")
        assert "3 chosen, 3 new" in s.title
        await s.press("G", "J", *"wiki", "enter")
        assert s.line_with("wiki", "app", "with photos")
        assert "wiki" in s.cursor_line
        await s.press("enter")
        await s.saved()
        assert "Imported: 2 new" in s.title
        assert 'parts = ["wiki", "photos"]' in s.file.decode()
        assert s.file.decode().count('runs_on = "nas"') == 2
        before = s.file
        await preview(s, "~/docker")  # its host is known
        await s.sees("0 chosen, 0 new")
        assert s.line_with("Unchanged (2)")
        await s.press("enter")
        await s.saved()
        assert s.file == before


async def test_what_was_decided_is_taken_back_step_by_step_and_rows_are_filtered(
    open_app: Open, pve: Path
) -> None:
    stack = pve.parent / "docker" / "home" / "compose.yml"
    stack.parent.mkdir(parents=True)
    stack.write_text(STACK)
    async with open_app(LAB, size=(120, 40)) as s:
        await s.press("i")
        await s.type("docker")
        await s.press("enter", "enter")
        await s.sees("2 chosen, 2 new")
        first = s.text
        await s.press("slash", *"pho", "enter")
        assert s.line_with("New (1 of 2)")
        assert s.line_with("Esc", "Show all")
        await s.press("t", *"lab", "enter")  # of what is shown
        assert s.line_with("photos", "built to learn")
        assert s.line_with("Template", "Lab: built")
        await s.press("h", *"pve2", "enter")
        assert s.line_with("Runs on", "pve2")
        await s.press("u")
        await s.press("asterisk", "escape", "g")
        assert "built to learn" not in s.line_with("wiki")
        await s.press("S", "n", "J", "enter", "space")
        assert "1 chosen, 1 new" in s.title
        assert s.line_with("photos", "with db")
        for picked, new in ((0, 1), (1, 2), (2, 3), (1, 2), (2, 2)):
            await s.press("u")
            assert f"{picked} chosen, {new} new" in s.title
        assert s.line_with("photos", "built to learn")
        await s.press("u", "g")
        assert s.text == first
        await s.press("u")
        assert "Nothing was chosen here yet." in s.title
        await s.press("space", "k", "space")
        assert "2 chosen, 2 new" in s.title
        await s.press("slash", *"nowhere")
        assert s.line_with("Nothing matches nowhere")
        await s.press("escape", "escape")  # nothing is left to lose
        assert "NAS" in s.cursor_line
        assert s.file == LAB


async def test_a_first_matrix_of_a_compose_folder_takes_less_than_15_keys(
    open_app: Open, pve: Path
) -> None:
    stack = pve.parent / "docker" / "home" / "compose.yml"
    stack.parent.mkdir(parents=True)
    stack.write_text(STACK)
    keys = ["i", "enter", "t", *"home", "enter", "enter", "2"]
    assert len(keys) < 15
    async with open_app(b"", size=(80, 24)) as s:
        await s.press(*keys[:2])
        await s.sees("2 chosen, 2 new")
        await s.press(*keys[2:])
        await s.saved()
        assert s.line_with("Home servers · 2")
        assert s.line_with("wiki", "High")
        await s.press("1", "i", "enter")  # again, now that there is something to run on
        await s.sees("What does ~/docker run on?")
        await s.type("photos")
        await s.press("enter")
        await s.sees("0 chosen, 0 new")
        assert s.line_with("Completed (1)")
        await s.press("enter")
        await s.saved()
        assert s.file.decode().count('runs_on = "photos"') == 1
        assert s.file.decode().count('on = "photos"') == 2


async def test_leaving_saves_nothing_and_errors_say_what_is_wrong(
    open_app: Open, pve: Path
) -> None:
    (pve.parent / "notes.txt").write_text("milk\n")
    async with open_app(LAB) as s:
        await preview(s)
        await s.press("G", "*", "enter")
        await s.sees("Imported: 0 new, 1 changed")  # what is known is completed all the same
        await s.press("u")
        await preview(s)
        await s.press("space", "escape")
        await s.sees("What you chose here is lost.")
        await s.press("escape", "g", "space", "escape")  # picked again, as it was at first
        await s.saved()
        assert s.file == LAB
        await s.press("i")
        await s.type("~/nowhere")
        await s.press("enter")
        await s.sees("No such file")
        await s.press("ctrl+u")
        await s.type("~/notes.txt")
        await s.press("enter")
        await s.sees("nothing known is in it; labtui reads")


async def test_a_long_read_shows_how_far_it_is_and_can_be_stopped(
    open_app: Open, pve: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, ended = threading.Event(), threading.Event()

    def read(paths: object, options: Options) -> Finding:
        try:
            options.progress("first.conf")
            options.found("first.conf", ["wiki", "db"])
            go_on.wait(10)
            options.progress("second.conf")
        finally:
            ended.set()
        return Finding()

    monkeypatch.setattr(type(ssh.IMPORTER), "read", lambda _, paths, options: read(paths, options))
    (pve.parent / "config").write_text("Host a\n  HostName b\n")
    async with open_app(LAB) as s:
        await s.press("i")
        await s.type("~/config")
        await s.press("enter")
        await s.sees("reading: 1 file")
        assert s.line_with("wiki and db", "first.conf")
        await s.press("escape")
        go_on.set()
        await s.until(ended.is_set, "stopped")
        await s.press("j")
        assert "Second node" in s.cursor_line
        assert s.file == LAB
