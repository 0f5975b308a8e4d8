"""The sections of a system's page: its head, who answers, ages, practices and smell test."""

from __future__ import annotations

from rich.cells import cell_len

from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.page import beside_lines, head_lines, proof_lines
from tests.data.labs import Raw, days_ago, lab, owners, practices
from tests.rows import each_row
from tests.screens.test_journeys import HOSTILE

HOST: Raw = {"id": "pve", "name": "Node", "owners": owners(), "practices": practices("partly")}
BOX: Raw = {
    "id": "box",
    "name": "Box",
    "kind": "vm",
    "runs_on": "pve",
    "relied_on_for": ["data"],
    "practices": {"documentation": "no"},
    "evidence": {"patched": "never", "restore_tested": days_ago(90)},
    "smell_test": {
        "date": days_ago(90),
        "restore": "yes",
        "own": "unsure",
        "notes": {"restore": "done in spring"},
    },
}
FOUND = lab(HOST, BOX)


def said(lines: Lines) -> str:
    return "\n".join(line.plain.rstrip() for line in lines)


def test_the_head_says_level_risk_and_who_answers_in_three_lines() -> None:
    rule, level, who, proof = said(head_lines(FOUND, FOUND.assessments["box"], 119)).splitlines()
    assert rule.startswith("─ Box ─")
    assert rule.endswith(" vm on Node ─")
    assert " 3b  Production  people rely on it for data" in level
    assert "■■■■" in level
    assert "If it breaks  you ↑ pve    If breached  you ↑ pve" in who
    assert "✓···?" in proof
    assert "Answered" in proof


def test_where_it_is_narrow_each_value_has_its_line() -> None:
    lines = said(head_lines(FOUND, FOUND.assessments["box"], 57)).splitlines()
    labels = ["Level", "Risk", "Learning", "If it breaks", "If breached", "Answered"]
    assert [line[:13].strip() for line in lines[1:] if line[:13].strip()] == labels


def test_beside_the_findings_stands_who_answers_and_what_needs_what() -> None:
    lines = said(beside_lines(FOUND, FOUND.assessments["pve"], 57))
    assert "─ Who is responsible ─" in lines
    assert "all yours" in lines
    assert "Needed by    Box  3b" in lines
    alone = lab({"id": "x", "owners": owners()})
    assert "Needs and carries" not in said(beside_lines(alone, alone.assessments["x"], 57))


def test_ages_practices_and_answers_have_their_sections() -> None:
    lines = said(proof_lines(FOUND.assessments["box"], 57))
    assert "Patched               never" in lines
    assert "Restore tested        ━━━━━╌╌╌╌╌ 90d" in lines
    assert "Access control        partly ↑ pve" in lines
    assert "Documentation         no" in lines
    assert "Restore               ✓ yes\n                      done in spring" in lines
    assert "Own                   ? don't know" in lines
    assert "Settings reviewed" not in lines, "does not apply"


@each_row("name", HOSTILE.values())
def test_no_line_is_too_wide_whatever_the_names(name: str) -> None:
    found = lab({**HOST, "name": name}, {**BOX, "name": name})
    for a in found.assessments.values():
        for width in (40, 57, 95, 96, 119, 198):
            lines = [
                *head_lines(found, a, width),
                *beside_lines(found, a, width),
                *proof_lines(a, width),
            ]
            assert max(cell_len(line.plain) for line in lines) <= width
