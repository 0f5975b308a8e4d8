"""Levels, risks and ages as short text: the words and numbers that colour never replaces."""

from __future__ import annotations

from labtui.widgets.lines.charts import DONE, LEFT
from labtui.widgets.lines.colours import (
    RISK_TOKENS,
    level_cell_chip,
    level_chip,
    risk_piece,
    risk_squares,
    solid_chip,
    time_left,
)
from tests.data.labs import assessed, days_ago, owners


def test_a_level_is_four_cells_whether_known_or_not() -> None:
    for level in ("0", "1", "2", "3a", "3b", None):
        text, style = level_cell_chip(level)
        assert len(text) == level_chip(level).cell_length == solid_chip(level).cell_length == 4
        assert (level or "?") in text
        assert "tint" in style if level else style == "$text-warning"


def test_risk_has_a_square_for_each_rank_hollow_where_it_is_not_proven() -> None:
    proven = assessed(
        {"id": "a", "owners": owners(), "relied_on_for": ["data"], "holds": "originals",
         "evidence": {"restore_tested": "never", "monitored": False}}
    )  # fmt: skip
    feared = assessed({"id": "a", "owners": owners(), "relied_on_for": ["data"]})
    contained = assessed(
        {"id": "a", "owners": owners(), "purpose": "learning", "exposure": "isolated",
         "evidence": {"wipeable": True}, "practices": {"segmentation": "yes"}}
    )  # fmt: skip
    assert risk_piece(proven) == ("■■■■■ Critical", RISK_TOKENS["Critical"])
    assert risk_piece(feared) == ("■■■■□ Critical ?", RISK_TOKENS["Critical"])
    assert risk_piece(contained) == ("■■■▄  Controlled High", RISK_TOKENS["Controlled High"])
    assert risk_piece(assessed({"id": "a"}))[0] == "—"
    assert risk_squares(assessed({"id": "a"})) == ""


def test_an_age_says_how_much_time_is_left() -> None:
    def age(when: object, key: str = "patched") -> str:
        raw = {"id": "a", "owners": owners(), "evidence": {key: when} if when else {}}
        return time_left(assessed(raw), f"evidence.{key}")[0]

    assert [age(when) for when in map(days_ago, (0, 1, 23, 44, 45, 46, -3))] == [
        f"{DONE * 5} 0d",
        f"{DONE * 5} 1d",
        f"{DONE * 3}{LEFT * 2} 23d",
        f"{DONE}{LEFT * 4} 44d",
        f"{LEFT * 5} 45d",
        "late 1d",
        "–",
    ]
    assert [age("never"), age(None)] == ["never", "?"]

    hosted = assessed({"id": "a", "owners": owners("provider"), "holds": "nothing"})
    assert time_left(hosted, "evidence.patched")[0] == "–"
    assert time_left(hosted, "smell_test.date") == ("never", RISK_TOKENS["Critical"])
