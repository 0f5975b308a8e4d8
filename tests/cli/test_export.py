"""`labtui export`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.helpers import (
    HOMELAB,
    Labtui,
    written,
)


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
