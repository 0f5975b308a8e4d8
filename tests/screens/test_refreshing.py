"""Reading the known sources again by keys: six kinds of change, each to the file and back."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.importers.found import Options
from labtui.importing.operations import inventory_of, take
from labtui.importing.reading import plan_all, read_all
from labtui.importing.sources import Source
from labtui.screens.import_planning import ImportPlanning
from tests.data.labs import TODAY
from tests.screens.conftest import Open

FILES = {
    "pve/corosync.conf": (
        "totem {\n  cluster_name: home\n}\nnodelist {\n"
        "  node {\n    name: pve1\n  }\n  node {\n    name: pve2\n  }\n}\n"
    ),
    "pve/storage.cfg": "pbs: backups\n\tserver 10.0.0.9\n\tdatastore main\n",
    "pve/jobs.cfg": "vzdump: nightly\n\tenabled 1\n\tstorage backups\n\tvmid 100\n",
    "pve/nodes/pve1/qemu-server/100.conf": "name: vault\nscsi0: local:100/x.raw,size=32G\n",
    "pve/nodes/pve1/lxc/101.conf": "hostname: dns\nrootfs: local:101/x.raw\n",
    "stacks/wiki/compose.yml": (
        "services:\n  wiki: {image: wiki, ports: ['80:80'], depends_on: [db]}\n"
        "  db: {image: postgres}\n"
    ),
    "stacks/photos/compose.yml": "services: {photos: {image: photos, ports: ['81:80']}}\n",
    "gatus/config.yaml": (
        "endpoints:\n  - {name: wiki, url: 'http://dns:80', conditions: ['[STATUS] == 200']}\n"
        "  - {name: dns, url: 'icmp://dns', conditions: ['[CONNECTED] == true']}\n"
    ),
}
"""Files of one lab, by their place in a home directory."""


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """An inventory into which the files were imported."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    store = Store(tmp_path / "made.toml", tmp_path / "backups", create=True)
    workspace = Workspace(store, TODAY)
    for source in (
        Source("proxmox", str(tmp_path / "pve")),
        Source("compose", str(tmp_path / "stacks"), "dns"),
        Source("gatus", str(tmp_path / "gatus")),
    ):
        known = [*Source.all_of(workspace.document.top), source]
        inventory = inventory_of(workspace)
        reads = [*read_all(known, Options(), [*inventory.systems.values()])]
        take(workspace, plan_all(reads, inventory))
    return workspace.document.data


def change(home: Path) -> None:
    """Make one change of each kind."""
    (home / "pve/jobs.cfg").write_text("")
    (home / "pve/nodes/pve2/lxc").mkdir(parents=True)
    dns = home / "pve/nodes/pve1/lxc/101.conf"
    dns.rename(home / "pve/nodes/pve2/lxc/101.conf")
    wiki = home / "stacks/wiki/compose.yml"
    wiki.write_text(wiki.read_text().replace("db]}", "db, cache]}") + "  cache: {image: redis}\n")
    (home / "stacks/photos/compose.yml").unlink()
    (home / "stacks/mail").mkdir()
    (home / "stacks/mail/compose.yml").write_text("services: {mail: {image: mail}}\n")
    gatus = home / "gatus/config.yaml"
    gatus.write_text(gatus.read_text().replace("{name: wiki", "{enabled: false, name: wiki"))


async def test_six_kinds_of_change(open_app: Open, lab: bytes, tmp_path: Path) -> None:
    async with open_app(lab, size=(100, 50)) as s:
        await s.press("i", "enter")
        await s.sees("Refresh · 3 sources", "nothing is saved yet")
        for section in ("New", "Changed", "Not seen any more", "Not found any more"):
            assert section not in s.text
        await s.press("escape")
        change(tmp_path)
        await s.press("i", "enter")
        await s.sees("nothing is saved yet")
        assert s.line_with("mail", "container")
        assert s.line_with("dns", "Runs on pve1 → pve2")
        assert s.line_with("wiki", "new part cache")
        assert s.line_with("vault", "Backed up to backups → not answered")
        assert s.line_with("wiki", "Monitored yes → not answered")
        assert s.line_with("photos", "kept")
        await s.press("j", *["space"] * 4)
        assert "5 chosen, 1 new" in s.title
        await s.press("enter")
        await s.saved()
        assert "Imported: 1 new, 3 changed" in s.title
        systems = {one["id"]: one for one in tomllib.loads(s.file.decode())["systems"]}
        assert systems["dns"]["runs_on"] == "pve2"
        assert systems["wiki"]["parts"] == ["wiki", "db", "cache"]
        assert "backs_up_to" not in systems["vault"]
        assert "monitored" not in systems["wiki"].get("evidence", {})
        assert systems["photos"]["seen"]["source"] == "not found, 2026-11-21"
        assert systems["mail"]["runs_on"] == "dns"
        told = {id: [one["note"] for one in of.get("history", ())] for id, of in systems.items()}
        assert told["dns"] == ["moved to pve2"]
        assert told["wiki"] == ["new part cache; no longer monitored"]
        assert told["vault"] == ["no longer backed up to backups"]
        await s.press("i", "enter")
        await s.sees("Refresh", "0 chosen, 0 new")
        assert "Changed" not in s.text
        await s.press("escape", "u")
        await s.saved()
        assert s.file == lab


async def test_what_changed_and_is_kept_is_not_offered_again(
    open_app: Open, lab: bytes, tmp_path: Path
) -> None:
    async with open_app(lab, size=(100, 50)) as s:
        change(tmp_path)
        await s.press("i", "enter")
        await s.sees("nothing is saved yet")
        await s.press("G", "k", "slash", *"dns", "enter")
        assert "dns" in s.cursor_line
        assert "Runs on" in s.cursor_line  # the first of them, not the nearest
        await s.press("escape", "g", "space", *"nnnn")
        assert s.text.count("stays as it is") == 4
        await s.press("u", "n", "enter")
        await s.saved()
        stated = tomllib.loads(s.file.decode())["systems"]
        before = tomllib.loads(lab.decode())["systems"]
        kept = {"seen": None, "source": None}
        assert [{**one, **kept} for one in stated] == [{**one, **kept} for one in before]
        await s.press("i", "enter")
        await s.sees("Refresh", "1 chosen, 1 new")
        assert "Changed" not in s.text
        assert "Not seen any more" not in s.text


async def test_where_a_fact_was_seen_stands_on_its_page(open_app: Open, lab: bytes) -> None:
    async with open_app(lab, size=(100, 60)) as s:
        await s.press("slash", *"dns", "enter", "enter")
        await s.sees("Monitored", "seen in gatus/config.yaml, endpoint dns")


async def test_what_a_check_answers_can_be_left_unanswered(
    open_app: Open, lab: bytes, tmp_path: Path
) -> None:
    gatus = tmp_path / "gatus/config.yaml"
    more = "  - {name: photos, url: 'http://dns:81', conditions: ['[STATUS] == 200']}\n"
    gatus.write_text(gatus.read_text() + more)
    async with open_app(lab, size=(100, 50)) as s:
        await s.press("i", "enter")
        await s.sees("nothing is saved yet")
        await s.walk_to(lambda line: "photos" in line and "Monitored yes" in line)
        await s.press("n")
        assert s.line_with("photos", "stays as it is")
        await s.press("enter")
        await s.saved()
        photos = next(
            one for one in tomllib.loads(s.file.decode())["systems"] if one["id"] == "photos"
        )
        assert "evidence" not in photos
        await s.press("i", "enter")
        await s.sees("Refresh", "0 chosen, 0 new")
        assert "Completed" not in s.text


async def test_an_address_that_is_never_asked_about_can_be_asked_about_again(
    open_app: Open, lab: bytes, tmp_path: Path
) -> None:
    gatus = tmp_path / "gatus/config.yaml"
    gatus.write_text(
        gatus.read_text()
        + "  - {name: Router, url: 'icmp://10.0.0.1', conditions: ['[CONNECTED] == true']}\n"
    )
    async with open_app(lab, size=(100, 50)) as s:
        await s.press("i", "enter")
        await s.sees("nothing is saved yet")
        await s.press("g", "n", "enter")
        await s.saved()
        assert 'never = ["10.0.0.1"]' in s.file.decode()
        await s.press("i", "enter")
        await s.sees("nothing is saved yet")
        assert s.line_with("10.0.0.1", "never asked about")
        await s.press("g")
        assert s.line_with("n asks again")
        await s.press("n", "enter")
        await s.saved()
        assert s.file == lab


async def test_checks_of_nothing_known_are_remembered_all_the_same(
    open_app: Open, lab: bytes, tmp_path: Path
) -> None:
    jobs = tmp_path / "jobs.yaml"
    jobs.write_text(
        "source_directories: [/home]\nrepositories: [{path: 'ssh://u@b.example/./r'}]\n"
    )
    async with open_app(lab, size=(100, 50)) as s:
        await s.press("i", *"another", "enter")
        await s.type(str(jobs))
        await s.press("enter", *"dns", "enter")
        await s.sees("No system known", "b.example")
        await s.press("enter")
        await s.saved()
        assert tomllib.loads(s.file.decode())["sources"][-1] == {
            "source": "borgmatic",
            "path": str(jobs),
            "on": "dns",
        }


def test_two_tables_are_read_with_the_columns_of_each(tmp_path: Path) -> None:
    store = Store(tmp_path / "made.toml", tmp_path / "backups", create=True)
    sources = []
    for name, columns in (
        ("a", {("Box", "name"), ("Platz", "location")}),
        ("b", {("Box", "location"), ("Platz", "name")}),
    ):
        path = tmp_path / f"{name}.csv"
        path.write_text("Box,Platz\nnas,attic\n")
        sources.append(Source("csv", str(path), columns=frozenset(columns)))
    planning = ImportPlanning(Workspace(store, TODAY), sources)
    planning.read(Options())
    planned = planning.plan(planning.first)
    assert {(one.thing.name, one.facts["location"]) for one in planned.entries} == {
        ("nas", "attic"),
        ("attic", "nas"),
    }
