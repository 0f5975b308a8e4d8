"""`labtui impact`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from labtui.cli.commands import impact as impact_command
from labtui.cli.commands.impact import impact_lines
from labtui.cli.page import Page
from labtui.data.analysis.impact import decision_reasons, impact_of
from labtui.data.inventory import example
from labtui.data.inventory.workspace import Workspace
from labtui.widgets.lines.retirement import review_lines
from tests.cli.helpers import DAY, HOMELAB, PAGE, Labtui, mine, raw
from tests.data.labs import VECTORS, Raw, lab, owners, vector_lab

EXAMPLE = Path(example.__file__).with_name("example.toml")
WIDE = 10_000


@pytest.mark.parametrize("vector", VECTORS, ids=lambda path: path.stem)
def test_a_vector_gives_its_impact(
    vector: Path, labtui: Labtui, monkeypatch: pytest.MonkeyPatch
) -> None:
    args = ("--file", str(vector), "--as-of", DAY)
    first, *others = json.loads(vector.with_suffix(".impact.json").read_text(encoding="utf-8"))
    opened: list[Workspace] = []
    once = impact_command.open_inventory
    monkeypatch.setattr(
        impact_command, "open_inventory", lambda a: opened[0] if opened else _kept(once(a))
    )

    def _kept(workspace: Workspace) -> Workspace:
        opened.append(workspace)
        return workspace

    for expected in (first, *others):
        assert labtui("impact", expected["id"], "--json", *args).json == expected


def test_impact_for_people(on: Labtui) -> None:
    assert on("impact", "synology").out.startswith("BLOCKED  ")


def test_impact_says_what_would_happen() -> None:
    found = lab(mine("host"), raw("vault", runs_on="host", relied_on_for=["data"]))
    lines = impact_lines(found, impact_of(found, "host"), PAGE)
    assert lines[0].startswith("BLOCKED  Don't retire host yet")
    assert "1 system would stop working" in lines
    assert lines[-1].split() == ["vault", "3b", "production"]


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (
            {"owners": owners(), "relied_on_for": ["data"]},
            ["People rely on it.", "When a restore was last tested is not answered."],
        ),
        (
            {"owners": owners(), "evidence": {"restore_tested": "never"}},
            ["No restore was ever tested."],
        ),
        (
            {"owners": owners("provider")},
            ["Whether you know how to get the data out is not answered."],
        ),
    ],
)
def test_impact_says_why_to_be_careful(facts: Raw, reasons: list[str]) -> None:
    found = lab(raw("x", **facts))
    lines = impact_lines(found, impact_of(found, "x"), PAGE)
    assert lines == ["CAREFUL  Retire x with care.", *(f"  {reason}" for reason in reasons)]


def test_impact_of_what_nothing_hangs_on() -> None:
    found = lab(raw("x"))
    assert impact_lines(found, impact_of(found, "x"), PAGE) == [
        "CLEAR  x can be retired: nothing stands in the way.",
        "  Nothing else would break or lose its backups.",
        "  Nobody relies on it.",
        "  Its level is not known, so nothing was asked about its data.",
    ]


@pytest.mark.parametrize("file", [EXAMPLE, HOMELAB, *VECTORS], ids=lambda path: path.stem)
def test_command_and_app_give_the_same_reasons(file: Path) -> None:
    found, ids = vector_lab(file)
    for id in ids:
        if found.systems[id].retired:
            continue
        reasons = decision_reasons(found, id)
        printed = impact_lines(found, impact_of(found, id), Page(WIDE))
        assert printed[1 : 1 + len(reasons)] == [f"  {reason}" for reason in reasons]
        assert printed[1 + len(reasons) :][:1] in ([], [""])
        shown = [line.plain.rstrip() for line in review_lines(found, id, WIDE)]
        # Two lines stand above the reasons: the decision, and which system it is of.
        assert shown[2 : 2 + len(reasons)] == [f"  · {reason}" for reason in reasons]
        assert not shown[2 + len(reasons)].startswith("  · ")
