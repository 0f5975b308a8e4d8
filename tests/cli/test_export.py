"""`labtui export`."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import stat
from pathlib import Path

import pytest

from tests.cli.helpers import (
    HOMELAB,
    Labtui,
    written,
)
from tests.data.storage.files import failing


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
