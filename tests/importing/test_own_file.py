"""What `labtui export json` gave imports to the same inventory."""

from __future__ import annotations

import io
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from labtui.data.inventory.example import WRITTEN_FOR, example
from tests.cli.conftest import home, labtui
from tests.cli.helpers import HOMELAB, Labtui, written
from tests.rows import each_row

__all__ = ["home", "labtui"]

ODD = """\
schema = 1
mine = {a = inf, b = "2026-01-01"}
[settings]
patch_days = 9
[[sources]]
source = "compose"
path = "/srv"
[[systems]]
id = "a"
name = "Ä"
odd = "2026-01-01"
evidence = {patched = "never", restore_tested = 2026-01-01, config_reviewed = "2026-99-01"}
history = [{date = 2026-01-01, event = "incident", note = "2026-01-01"}, 3]
accepted = [{rule = "only-you", until = 2027-01-01}]
smell_test = {date = 2026-01-01, notes = {own = "2026-01-01"}}
[[systems]]
id = "a"
name = "twice"
[[systems]]
name = "no id"
"""


@pytest.mark.parametrize("text", [ODD, HOMELAB.read_text(), example(WRITTEN_FOR).decode(), ""])
def test_what_is_exported_imports_to_the_same_inventory(
    text: str, labtui: Labtui, home: Path
) -> None:
    before, file, after = written(home, text), home / "lab.json", home / "new.toml"
    assert labtui("--file", before, "export", "json", "-o", str(file)).status == 0
    said = labtui("--file", str(after), "import", "json", str(file))
    assert said.status == 0, said.err
    there = after.read_text() if after.exists() else "schema = 1"
    expected: dict[str, Any] = {"schema": 1, **tomllib.loads(text)}
    if text == ODD:
        expected["mine"]["a"] = "inf"  # which JSON does not have
    assert tomllib.loads(there) == expected
    again = labtui("--file", str(after), "import", "json", str(file))
    assert "Imported: 0 new." in again.out
    assert (after.read_text() if after.exists() else "schema = 1") == there


def test_what_is_there_stays_as_it_is(
    labtui: Labtui, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = written(home, '[settings]\npatch_days = 1\n[[systems]]\nid = "a"\nname = "mine"\n')
    before = Path(mine).read_text()
    own = {
        "schema": 1,
        "settings": {"patch_days": 9},
        "systems": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}, {"name": "no id"}],
    }
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(own)))
    preview = labtui("--file", mine, "import", "json", "-", "--dry-run")
    assert preview.lines == [
        "New (2): b and no id",
        "Different, kept as they are (1): a",
        "Nothing is saved: this was a preview.",
    ]
    assert Path(mine).read_text() == before
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(own)))
    assert labtui("--file", mine, "import", "json", "-", "--json").json == {
        "new": ["b", None],
        "different": ["a"],
        "unchanged": [],
    }
    assert Path(mine).read_text() == (
        before + '\n[[systems]]\nid = "b"\nname = "B"\n\n[[systems]]\nname = "no id"\n'
    )


@each_row(
    ("text", "message"),
    [
        ("{", "no JSON"),
        ("[]", "not what labtui export json gives"),
        ('{"systems": 3}', "not what labtui export json gives"),
        ('{"systems": [3]}', "not what labtui export json gives"),
        ('{"schema": 2, "systems": []}', "written by a newer labtui"),
        ('{"systems": [{"id": "a", "x": null}]}', "cannot be written as TOML"),
        ('{"systems": [' + '{"a":' * 5000 + "1" + "}" * 5000 + "]}", "nested too deeply"),
        (None, "no such file"),
    ],
)
def test_what_is_not_labtuis_is_refused(
    text: str | None, message: str, labtui: Labtui, home: Path
) -> None:
    file, target = home / "in.json", home / "lab.toml"
    file.unlink(missing_ok=True)
    if text is not None:
        file.write_text(text)
    said = labtui("--file", str(target), "import", "json", str(file))
    assert said.status == 2
    assert message in said.err
    assert not target.exists()
    both = labtui("--file", str(target), "import", "json", str(file), "other.json")
    assert "json reads one file at a time" in both.err
