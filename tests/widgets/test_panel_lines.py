"""The panel about a system: what it is and what is wrong with it, at every width."""

from __future__ import annotations

import re

from rich.cells import cell_len

from labtui.widgets.lines.findings import finding_lines
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.owner_strip import strip, strip_words
from labtui.widgets.lines.panel import assessment_lines
from labtui.widgets.lines.standing import standing_lines
from tests.data.labs import Raw, days_ago, lab, owners
from tests.rows import each_row
from tests.screens.test_journeys import HOSTILE

HOST: Raw = {
    "id": "zoltan",
    "name": "Zoltan",
    "kind": "physical",
    "purpose": "learning",
    "intended_level": "3a",
    "owners": owners(access="nobody"),
    "evidence": {"wipeable": True},
}
PASSWORDS: Raw = {
    "id": "pw",
    "name": "Vaultwarden",
    "kind": "container",
    "runs_on": "zoltan",
    "relied_on_for": ["authentication"],
    "holds": "originals",
    "backs_up_to": ["nas"],
    "owners": {"backups": "you"},
    "evidence": {"patched": days_ago(12), "restore_tested": days_ago(373), "monitored": True},
    "accepted": {"one-site-backups": {"until": days_ago(-9), "reason": "copy at work"}},
}
NAS: Raw = {"id": "nas", "name": "NAS", "owners": owners()}
GUESTS = [{"id": f"g{n}", "name": f"Guest {n}", "depends_on": ["pw"]} for n in range(9)]
FOUND = lab(HOST, PASSWORDS, NAS, *GUESTS)


def said(lines: Lines) -> str:
    return "\n".join(line.plain.rstrip() for line in lines)


def test_beside_each_other_stand_what_it_is_and_what_is_wrong() -> None:
    lines = said(assessment_lines(FOUND, "pw", 118, 20)).splitlines()
    assert len(lines) >= 20
    assert lines[0].startswith("─ Vaultwarden ──")
    assert " container on Zoltan ─┬─ Findings ─" in lines[0]
    left = "\n".join(line.partition("│")[0].rstrip() for line in lines)
    right = "\n".join(line.partition("│")[2].rstrip() for line in lines)
    assert "Level         3b  Production  people rely on it" in left
    assert "■■■■■ Critical  proven, up from High" in left
    assert "HW  Net Hyp OS  FW  App Upd Bak Rec Mon Inc Acc" in left
    assert "▁▁▁ ▁▁▁ ▁▁▁ ▁▁▁ ▁▁▁ ▁▁▁ ▁▁▁ ▄▄▄ ▁▁▁ ▁▁▁ ▁▁▁  ×" in left
    assert "Runs on      Zoltan  3b   meant as 3a" in left
    assert "9 systems directly: Guest 0, Guest 1" in left
    assert right.index("Proven  ") < right.index("Not proven  ")
    assert "× Restore test too old" in right
    assert "t r once it is done" in right
    assert "(373 days ago)" in right


def test_in_few_lines_each_finding_has_one_with_the_keys_that_help() -> None:
    lines = said(assessment_lines(FOUND, "pw", 79, 11)).splitlines()
    assert lines[0].endswith(" 3b Production ─")
    assert lines[1].split("   ")[0].strip() == "■■■■■ Critical"
    assert "Restored late 193d" in lines[1]
    assert "▁▁▁▁▁▁▁▄▁▁▁×  nobody: accounts and access" in lines[2]
    [late] = [line for line in lines if "Restore test too old" in line]
    assert late.endswith("t r once it is done")
    assert not any("373 days" in line for line in lines)


def test_with_room_below_each_other_all_is_told() -> None:
    lines = said(assessment_lines(FOUND, "pw", 66, 50))
    assert lines.index("Answered") < lines.index("─ Findings ─") < lines.index("373 days ago")


def test_no_key_is_cut_and_no_words_of_what_it_does() -> None:
    a = FOUND.assessments["pw"]
    for width in range(24, 70):
        for line in finding_lines(FOUND, a, width):
            if "Restore test too" in line.plain:
                assert line.cell_length == width
                assert line.plain.endswith(("  t r", "  t r once it is done")), width


def test_what_it_was_meant_to_be_is_not_broken() -> None:
    for width in range(30, 70):
        assert "meant as 3a" in said(standing_lines(FOUND.assessments["zoltan"], width)), width


def test_the_bar_of_what_is_answered_leaves_room_for_its_numbers() -> None:
    for width in range(36, 120, 6):
        lines = said(assessment_lines(FOUND, "pw", width, 40))
        assert re.search(r"Answered +━+╌* \d+ of \d+", lines), width


def test_gaps_come_first_and_layers_from_the_host_are_low() -> None:
    a = FOUND.assessments["pw"]
    assert strip(a, 1).plain == "▁▁▁▁▁▁▁▄▁▁▁×"
    assert strip_words(FOUND, a).plain == ("nobody: accounts and access, 11 yours, 11 from Zoltan")
    unknown = lab({"id": "q"}).assessments["q"]
    assert strip(unknown, 1).plain == "?" * 12
    assert strip_words(FOUND, unknown).plain == "12 not answered, 0 yours"


def test_a_retired_system_has_its_record() -> None:
    found = lab({**PASSWORDS, "status": "retired", "retirement": {"reason": "too loud"}})
    lines = said(assessment_lines(found, "pw", 79, 11))
    assert "retired ─" in lines.splitlines()[0]
    assert "too loud" in lines


@each_row("name", HOSTILE.values())
def test_every_line_is_as_wide_as_the_panel_whatever_the_names(name: str) -> None:
    found = lab({**HOST, "name": name}, {**PASSWORDS, "name": name}, NAS, *GUESTS)
    for width in (46, 59, 66, 79, 95, 96, 119, 140):
        for height in (6, 20):
            for id in ("pw", "zoltan", "g0"):
                for line in assessment_lines(found, id, width, height):
                    assert cell_len(line.plain) == width
