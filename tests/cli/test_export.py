"""`labtui export`."""

from __future__ import annotations

import errno
import json
import os
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
        (0o600, 0o666, 0o600),
        (0o640, 0o644, 0o600),
        (0o644, None, 0o640),
        (0o644, 0o600, 0o600),
        (0o666, 0o666, 0o644),
    ],
)
def test_an_export_is_readable_by_nobody_who_may_not_read_the_inventory(
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
