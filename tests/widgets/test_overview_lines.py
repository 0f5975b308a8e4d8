"""The overview as text: panels that fit their width, and places for the cursor."""

from __future__ import annotations

import re
import tomllib

import pytest
from rich.cells import cell_len

from labtui.data.analysis.overview.summary import Summary, summary_of
from labtui.data.inventory.example import example
from labtui.widgets.lines.charts import columns, gauge, squares, unit_of
from labtui.widgets.lines.overview.page import levels_told, overview_lines
from tests.data.labs import TODAY, days_ago, lab, owners

HOSTILE = "[bold]\x1b[31m漢字かな👩‍🚀 a name that is longer than any column of the overview"


def summary(*raws: dict[str, object]) -> Summary:
    return summary_of(lab(*raws))


def the_example() -> Summary:
    return summary(*tomllib.loads(example(TODAY).decode())["systems"])


SIZES = [
    (width, height) for width in (40, 60, 80, 100, 120, 150, 200) for height in (18, 22, 38, 58)
]


@pytest.mark.parametrize("whose", ["example", "hostile", "one"])
def test_all_lines_are_as_wide_as_the_screen_and_each_place_is_in_its_line(whose: str) -> None:
    told = {
        "example": the_example,
        "hostile": lambda: summary(
            *({"id": f"s{n}", "name": HOSTILE, "owners": owners(), "relied_on_for": ["data"],
               "depends_on": [f"s{n + 1}"],
               "history": [{"date": TODAY, "event": "changed", "note": HOSTILE}]}
              for n in range(30))
        ),
        "one": lambda: summary({"id": "nas"}),
    }[whose]()  # fmt: skip
    for width, height in SIZES:
        lines, places = overview_lines(told, width, height)
        wrong = [line.plain for line in lines if line.cell_length != width]
        assert wrong == [], (width, height)
        assert not any(mark in line.plain for line in lines for mark in "\x1b\t\n")
        keys = [place.key for place in places]
        assert keys
        assert all(0 <= place.line < len(lines) for place in places)
        assert all(0 <= place.start < place.end <= width for place in places)


def test_all_of_it_is_in_view_at_the_usual_sizes() -> None:
    told = the_example()
    for width, height in ((80, 22), (120, 38), (200, 58)):
        assert len(overview_lines(told, width, height)[0]) == height, (width, height)


def test_what_it_says_of_a_small_lab() -> None:
    told = summary(
        {"id": "nas", "name": "NAS", "owners": owners(), "relied_on_for": ["storage"],
         "evidence": {"restore_tested": "never", "patched": TODAY}, "backs_up_to": ["usb"]},
        {"id": "usb", "name": "Disk", "owners": owners(), "purpose": "learning"},
    )  # fmt: skip
    lines, places = overview_lines(told, 120, 38)
    text = "\n".join(line.plain for line in lines)
    for words in (
        "NAS: Restore one backup",
        "3b  Production       ■■ 2",
        "never R NAS",
        "Disk     ■ 1 · a lab",
        "Nothing was noted yet.",
        "clears 1 critical",
    ):
        assert words in text, f"{words} is not in\n{text}"
    assert places[0].key == "worst usb"
    kinds = {place.key.partition(" ")[0] for place in places}
    counted = {"level", "risk", "learning", "unanswered", "falling"}
    assert kinds == {"worst", *counted, "step", "carrier", "due"}


def test_what_is_late_comes_first_and_the_signs_of_the_time_line_are_told() -> None:
    evidence = [*[days_ago(90)] * 4, *[days_ago(20)] * 10]
    told = summary(
        *(
            {"id": f"s{n:02}", "owners": owners(), "evidence": {"patched": day}}
            for n, day in enumerate(evidence)
        )
    )
    for width, height, legend in (
        (80, 22, "─ P patches  + over 9  8 more ─"),
        (40, 60, "  P patch  + over 9"),
    ):
        text = "\n".join(line.plain for line in overview_lines(told, width, height)[0])
        assert legend in text, text
        assert "late 45d P s02" in text
        assert re.search("┃─.*[+]", text)
    assert " P s04" not in text, "nothing that is not late stands before what is"
    names = "P patch  R restore  S smell test  C config  A accepted"
    lines = [line.plain for line in overview_lines(the_example(), 79, 22)[0]]
    assert re.search(f"Falls due ─* {names}  [0-9]+ more", "\n".join(lines))


def test_no_words_of_a_number_are_cut_in_a_narrow_panel() -> None:
    told = summary(*({"id": f"a{n}", "owners": owners()} for n in range(2)))
    text = "\n".join(line.plain for line in overview_lines(told, 80, 22)[0])
    assert "3a  Homelab          ■■ 2  2 undecided │" in text
    assert re.search(r" Answered ━+╌* \d+ %  \d+ open  +│", text), text


def test_what_the_levels_are_is_told_where_it_has_room() -> None:
    lines = [line.plain.rstrip() for line in levels_told(80)]
    assert lines[0].startswith("─ What it tells apart ──")
    assert lines[-1] == "   3b  Production        all yours, must not fail"
    assert len(lines) == 6
    assert levels_told(60) == []


def test_squares_stand_for_more_where_there_are_more_than_cells() -> None:
    assert [unit_of(most, 10) for most in (0, 10, 11, 20, 21, 50, 51, 100, 9_999)] == [
        1, 1, 2, 2, 5, 5, 10, 10, 1_000,
    ]  # fmt: skip
    assert squares(3, 1, 2, "").plain == "■■□"
    assert squares(0, 0, 2, "").plain == ""


def test_a_gauge_is_full_only_where_nothing_is_missing() -> None:
    assert [gauge(reached, 100, 4, ("", "")).plain for reached in (0, 24, 99, 100)] == [
        "╌╌╌╌", "╌╌╌╌", "━━━╌", "━━━━",
    ]  # fmt: skip
    assert gauge(0, 0, 4, ("", "")).plain == "━━━━"


def test_the_greatest_column_is_full_and_none_is_blank_but_for_nothing() -> None:
    assert columns([0, 1, 4, 8], "").plain == " ▁▄█"
    assert columns([0, 0], "").plain == "  "
    assert cell_len(columns([1, 100], "", 2).plain) == 4
