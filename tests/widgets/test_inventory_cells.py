"""The cells of the inventory: what a row says of a system, in few cells."""

from __future__ import annotations

from rich.cells import cell_len

from labtui.data.preferences.ui_state import UiState
from labtui.screens.inventory import COLUMNS
from labtui.text.cells import clip_at_word
from labtui.widgets.columns import fit
from labtui.widgets.lines.cells import (
    CELLS,
    FINDINGS,
    inventory_cells,
    pending_cells,
    retired_cells,
)
from labtui.widgets.lines.charts import DONE, LEFT
from tests.data.labs import Raw, assessed, days_ago, lab, owners

RELIED_ON: Raw = {
    "id": "pw",
    "name": "Passwords",
    "owners": owners(),
    "relied_on_for": ["data"],
    "holds": "originals",
    "evidence": {"patched": days_ago(9), "restore_tested": days_ago(373)},
}


def said(raw: Raw, was: Raw | None = None) -> list[str]:
    cells = inventory_cells(assessed(raw), assessed(was) if was else None)
    return [text for text, _ in cells]


def test_a_row_says_level_risk_findings_and_ages() -> None:
    row = said({**RELIED_ON, "smell_test": {"date": days_ago(150), "own": "yes"}})
    assert row[:5] == ["Passwords", " 3b ", "production", "■■■■□ Critical ?", "■■"]
    assert row[6:] == [f"{DONE * 4}{LEFT} 9d", "late 193d", f"{DONE}{LEFT * 4} 150d", "you", "—"]


def test_what_was_never_done_and_what_does_not_apply() -> None:
    assert said(RELIED_ON)[8] == "never"
    hosted: Raw = {"id": "a", "owners": owners("provider"), "holds": "nothing"}
    assert said(hosted)[6:8] == ["–", "–"]
    assert said({**RELIED_ON, "evidence": {}})[6:8] == ["?", "?"]


def test_with_a_what_if_level_and_risk_say_what_they_were() -> None:
    lone: Raw = {**RELIED_ON, "relied_on_for": [], "purpose": "learning"}
    row = inventory_cells(assessed(RELIED_ON), assessed(lone))
    assert row[1][0] == "3a→3b"
    assert row[3] == ("■■■■→■■■■□ Critical ?", "bold $risk-critical")
    assert inventory_cells(assessed(lone), assessed(lone))[3][0] == "■■■■  High"


def test_with_a_what_if_findings_say_how_many_came_and_went() -> None:
    unwatched: Raw = {**RELIED_ON, "evidence": {**RELIED_ON["evidence"], "monitored": False}}
    row = inventory_cells(assessed(unwatched), assessed(RELIED_ON))
    assert row[5] == ("+1× -1×?", "bold $text-warning")
    watched: Raw = {**RELIED_ON, "evidence": {**RELIED_ON["evidence"], "monitored": True}}
    assert inventory_cells(assessed(watched), assessed(RELIED_ON))[5][0] == "-1×?"
    same = inventory_cells(assessed(RELIED_ON), assessed(RELIED_ON))
    assert same[5] == inventory_cells(assessed(RELIED_ON), None)[5]


def test_with_a_what_if_what_is_learned_says_what_it_was() -> None:
    lone: Raw = {**RELIED_ON, "relied_on_for": [], "purpose": "learning"}
    before, after = said(lone)[4], said(RELIED_ON)[4]
    assert said(RELIED_ON, lone)[4] == f"{before}→{after}"
    unknown = assessed({**RELIED_ON, "owners": {}})
    assert inventory_cells(unknown, assessed(RELIED_ON))[4] == (f"{after}→—", "table--dim")


def test_planned_and_retired_say_so_and_are_quiet() -> None:
    planned = inventory_cells(assessed({**RELIED_ON, "status": "planned"}), None)
    retired = lab({**RELIED_ON, "status": "retired"}).systems["pw"]
    for cells, word in ((planned, "planned"), (retired_cells(retired), "retired")):
        assert cells[3] == (word, "table--dim")
        assert {style for text, style in cells if text} == {"table--dim"}


def test_every_row_has_a_cell_for_each_column_and_fits() -> None:
    found = lab(RELIED_ON)
    rows = (
        inventory_cells(found.assessments["pw"], None),
        pending_cells(found.systems["pw"]),
        retired_cells(found.systems["pw"]),
    )
    assert {len(cells) for cells in rows} == {CELLS} == {len(COLUMNS)}
    for cells in rows:
        for column, (text, _) in zip(COLUMNS[1:], cells[1:], strict=True):
            assert cell_len(text) <= column.width + column.grows


def test_of_little_room_level_risk_findings_and_smell_test_keep_theirs() -> None:
    def shown(width: int) -> list[str]:
        return [usual[i].key for i, _ in fit(usual, width)]

    usual = tuple(column for column in COLUMNS if column.key not in UiState().hidden_columns)

    assert shown(79) == ["name", "level", "risk", "worst", "assessed"]
    assert shown(59) == ["name", "level", "risk"]
    assert shown(119) == [*shown(79)[:3], "learning", "worst", "patched", "restored", "assessed"]
    assert shown(160) == [column.key for column in usual]

    def widths(width: int) -> tuple[int, int]:
        found = {usual[i].key: cells for i, cells in fit(usual, width)}
        return found["name"], found["worst"]

    assert widths(119) == (24, FINDINGS)
    assert widths(200) == (65, FINDINGS + 10), "all findings where names have room to spare"
    assert clip_at_word("1× 1×? 1▲ 2▲? 1·?", FINDINGS) == "1× 1×? 1▲ 2▲? …"
