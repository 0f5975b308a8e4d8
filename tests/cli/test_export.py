"""`labtui export`."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import stat
from datetime import date
from pathlib import Path

import pytest
import tomli_w

from labtui.data.inventory.document import Document
from labtui.data.inventory.document_reading import DocumentReading
from tests.cli.helpers import (
    HOMELAB,
    Labtui,
    written,
)
from tests.data.storage.files import failing
from tests.reports.reported import example_systems


def test_export_holds_everything(labtui: Labtui, home: Path) -> None:
    text = (
        'schema = 1\nmine = {a = inf}\n[settings]\npatch_days = 9\n[[systems]]\nid = "a"\n'
        'name = "Ä"\nodd = 1979-05-27T07:32:00Z\n[[systems]]\nname = "no id"\n'
    )
    said = labtui("export", "json", "--file", written(home, text))
    assert said.json == {
        "schema": 1,
        "mine": {"a": "inf"},
        "settings": {"patch_days": 9},
        "systems": [
            {"id": "a", "name": "Ä", "odd": "1979-05-27 07:32:00+00:00"},
            {"name": "no id"},
        ],
    }


def test_export_to_a_file(on: Labtui, lab: str, home: Path) -> None:
    target = home / "out.json"
    for _ in range(2):
        said = on("export", "json", "-o", str(target))
        assert (said.status, said.out) == (0, "")
    assert json.loads(target.read_text()) == on("export", "json").json
    assert on("export", "json", "-o", "/dev/null").status == 0
    refused = on("export", "json", "-o", lab)
    assert refused.status == 2
    assert "this is the inventory itself" in refused.err
    assert Path(lab).read_bytes() == HOMELAB.read_bytes()
    assert "no such file or directory" in on("export", "json", "-o", "/no/where").err


def test_an_export_replaces_its_target_whole(
    on: Labtui, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, link = home / "out.json", home / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", failing(errno.ENOSPC))
        said = on("export", "json", "-o", str(link))
    assert said.status == 2
    assert "not written: disk full" in said.err
    assert target.read_text() == "old"
    before = target.stat().st_ino
    assert on("export", "json", "-o", str(link)).status == 0
    assert target.stat().st_ino != before
    assert link.is_symlink()
    assert [path.name for path in home.glob("*out.json*")] == ["out.json"]


@pytest.mark.parametrize(
    ("inventory", "old", "mode"),
    [
        (0o600, None, 0o600),
        (0o640, None, 0o600),
        (0o600, 0o600, 0o600),
        (0o600, 0o666, 0o644),
        (0o600, 0o640, 0o640),
        (0o644, None, 0o640),
        (0o644, 0o600, 0o600),
        (0o666, 0o666, 0o644),
    ],
)
def test_a_new_export_is_for_readers_of_the_inventory_and_one_that_is_there_keeps_its_readers(
    inventory: int, old: int | None, mode: int, on: Labtui, lab: str, home: Path
) -> None:
    target = home / "out.json"
    Path(lab).chmod(inventory)
    if old is not None:
        target.touch()
        target.chmod(old)
    umask = os.umask(0o027)
    try:
        assert on("export", "json", "-o", str(target)).status == 0
    finally:
        os.umask(umask)
    assert stat.S_IMODE(target.stat().st_mode) == mode


def test_an_export_is_not_written_where_the_inventory_would_be(labtui: Labtui, home: Path) -> None:
    place = home / ".config" / "labtui" / "inventory.toml"
    place.parent.mkdir(parents=True)
    assert labtui("export", "json", "-o", str(place)).status == 2
    assert not place.exists()


def test_a_part_is_exported_by_ids_names_and_a_filter(on: Labtui) -> None:
    def ids(*words: str) -> list[str]:
        said = on("export", "csv", *words)
        assert said.status == 0, said.err
        return [row["id"] for row in csv.DictReader(said.lines)]

    whole = ids()
    assert len(whole) == 12
    assert ids("pbs", "Vaultwarden") == [id for id in whole if id in {"pbs", "vaultwarden"}]
    assert ids("pbs", "vaultwarden", "--filter", "vault") == ["vaultwarden"]
    production = ids("--filter", "level:3b")
    assert 0 < len(production) < 12
    only = on("export", "json", "pbs").json
    assert [system["id"] for system in only["systems"]] == ["pbs"]
    assert "No system pbx. Did you mean pbs?" in on("export", "csv", "pbx").err
    assert 'No system matches "zzz".' in on("export", "csv", "--filter", "zzz").err


def test_a_folder_is_asked_for_where_there_are_several_files(on: Labtui, home: Path) -> None:
    assert "markdown makes a folder of several files: -o FOLDER" in on("export", "markdown").err
    for _ in range(2):
        said = on("export", "markdown", "-o", str(home / "wiki"))
        assert (said.status, said.out, said.err) == (0, "", "")
    assert len([*(home / "wiki" / "systems").iterdir()]) == 12
    said = on("export", "markdown", "pbs", "-o", str(home / "wiki"))
    assert (said.status, said.out) == (0, "Removed 11 files of the last export.\n")


def test_a_secret_is_masked_and_said(labtui: Labtui, home: Path) -> None:
    text = '[[systems]]\nid = "a"\nname = "A"\nnotes = """two disks\npassword: hunter2"""\n'
    file = written(home, text)
    said = labtui("--file", file, "export", "csv")
    assert "hunter2" not in said.out
    assert "two disks\n[masked]" in said.out
    assert said.err == f"{file}:4: warning: a: notes: what looks like a secret is masked\n"
    whole = labtui("--file", file, "export", "json")
    assert "hunter2" in whole.out
    assert whole.err.endswith("notes: what looks like a secret is exported as it is\n")
    more = (
        'admin_password = "x"\nhistory = [{event = 1, note = "pw is x"}]\n[[systems]]\n'
        'notes = "PIN 1234"\n[mine]\nhosts = ["a", "http://me:x@nas"]\n'
    )
    told = labtui("--file", written(home, text + more), "export", "json").err
    assert re.findall("warning: (.*): what looks like a secret is exported as it is", told) == [
        "a: notes", "a: history", "a: admin_password", "the file: mine.hosts.1",
        "system 2: notes",
    ]  # fmt: skip


def test_a_cell_is_never_a_formula(labtui: Labtui, home: Path) -> None:
    text = '[[systems]]\nid = "a"\nname = "=1+1"\ntags = ["-x", "y"]\ndepends_on = []\n'
    said = labtui("--file", written(home, text), "export", "csv")
    (row,) = csv.DictReader(said.lines)
    assert (row["name"], row["tags"], row["depends_on"]) == ("'=1+1", "'-x, y", "[]")
    assert (row["exposure"], row["level"], row["critical"]) == ("", "", "0")


def test_an_exported_table_is_imported_as_the_same_facts(labtui: Labtui, home: Path) -> None:
    """The example, and what is hard: references to nothing, empty lists, formulas, lines."""
    odd: dict[str, object] = {
        "id": "odd-one",
        "name": "Owl, the NAS",
        "notes": "'=1+1\n-2; a|b",
        "description": "=1+1",
        "depends_on": [],
        "backs_up_to": ["nowhere", "owl"],
        "recovers_with": ["owl"],
        "tags": ["a;b", "c d"],
        "utilization": 7,
        "smell_test": {"date": date(2026, 9, 9), "own": "unsure", "notes": {"own": "a,\nb"}},
        "retirement": {"reason": "old", "keep_until": date(2027, 1, 1)},
        "accepted": [{"rule": "no-backups", "until": date(2027, 1, 1), "reason": "soon"}],
    }
    there = [*example_systems(), odd]
    given = written(home, tomli_w.dumps({"schema": 1, "systems": there}))
    table, back = home / "lab.csv", home / "back.toml"
    said = labtui("export", "csv", "-o", str(table), "--file", given)
    assert said.status == 0
    told = (
        r"Not in it: history of \d+ systems and accepted risks of \d systems\. labtui export json"
    )
    assert re.match(told, said.err)
    said = labtui("import", "csv", str(table), "--file", str(back))
    assert (said.status, "not used" in said.out, said.err) == (0, False, "")
    before, after = (
        DocumentReading(Document.parse(Path(path).read_bytes()), date.today()).systems
        for path in (given, back)
    )
    assert [*before] == [*after]
    for id, system in before.items():
        assert {**after[id].facts, "source": ""} == {**system.facts, "source": ""}
    assert labtui("import", "csv", str(table), "--file", given).out.endswith("0 changed.\n")


def test_ids_of_a_table_are_kept_and_lead_to_what_the_inventory_has(
    labtui: Labtui, home: Path
) -> None:
    file = written(home, 'schema = 1\n[[systems]]\nid = "box"\nname = "NAS"\n')
    own = home / "own.csv"
    own.write_text(
        "id,name,evidence.patched,runs_on,access_to,backs_up_to,level,colour\n"
        'nas,NAS,never,,,,3a,\nweb,Web,,nas,web,"web, nas",,red\nloop,Loop,,loop,,[],,\n'
    )
    said = labtui("import", "csv", str(own), "--file", file)
    assert "Read but not used: colour 1\n" in said.out
    assert "  web   (own.csv)" in said.out
    (home / "mine.csv").write_text("id,name,uuid\n7,Seven,\nh1,Tower,0a-1b\n,Other,0c-2d\n")
    labtui("import", "csv", str(home / "mine.csv"), "--file", file)
    found = DocumentReading(Document.parse(Path(file).read_bytes()), date.today()).systems
    assert [*found] == ["box", "web", "loop", "seven", "h1", "other"]
    assert found["box"].facts["evidence.patched"] == "never"
    assert "kind" not in found["web"].facts
    assert (found["web"].facts["runs_on"], found["web"].facts["backs_up_to"]) == ("box", ("box",))
    assert "access_to" not in found["web"].facts
    assert "runs_on" not in found["loop"].facts
    assert found["loop"].facts["backs_up_to"] == ()
