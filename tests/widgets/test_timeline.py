"""The history of a system as a line to scale."""

from __future__ import annotations

from rich.cells import cell_len

from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.timeline import LEVEL_STYLE, SIGN, span_words, timeline
from tests.data.labs import TODAY, Raw, days_ago, lab, owners
from tests.rows import each_row


def drawn(*events: Raw, width: int = 61, **facts: object) -> Lines:
    found = lab({"id": "box", "owners": owners(), "history": list(events), **facts})
    return timeline(found.systems["box"], found.assessments["box"], TODAY, width)


def happened(days: int, event: str = "changed", **more: object) -> Raw:
    return {"date": days_ago(days), "event": event, **more}


def test_events_stand_to_scale_with_what_and_when() -> None:
    words, line, days = drawn(happened(600, "added"), happened(350, "experiment"), happened(200))
    assert [at for at, sign in enumerate(line.plain) if sign == SIGN] == [0, 25, 40]
    assert words.plain.split() == ["added", "experiment", "changed"]
    assert words.plain.index("experiment") == 25
    assert days.plain.split("  ")[0] == "31 Mar 25"
    assert days.plain.endswith("today")


def test_a_change_of_level_is_told_in_the_colour_of_what_is_critical() -> None:
    tests = (
        happened(400, "assessed", level="3a"),
        happened(200, "assessed", level="3a"),
        happened(100, "assessed", level="3b"),
    )
    words, line, _ = drawn(*tests, relied_on_for=["data"])
    assert "3a→3b" in words.plain
    assert words.plain.count("smell test") == 2
    [mark] = [span for span in line.spans if span.style == LEVEL_STYLE]
    assert line.plain[mark.start : mark.end] == SIGN
    assert mark.start == 45


def test_a_level_that_no_test_saw_changed_today() -> None:
    words, line, days = drawn(happened(100, "assessed", level="3a"), relied_on_for=["data"])
    assert words.plain.endswith("3a→3b")
    assert line.plain.endswith(SIGN)
    assert days.plain.endswith("today")


@each_row(
    "events",
    [
        (),
        ({"event": "added", "note": "no date"},),
        (happened(0),),
        (happened(-9),),
    ],
)
def test_without_a_past_there_is_no_line(events: tuple[Raw, ...]) -> None:
    assert drawn(*events) == []


def test_near_events_share_their_words_and_every_line_fits() -> None:
    many = [happened(days, note="x" * 90) for days in range(0, 900, 7)]
    for width in (24, 40, 61, 150):
        lines = drawn(*many, width=width)
        assert len(lines) == 3
        assert all(cell_len(line.plain) <= width for line in lines)
        assert "changedchanged" not in lines[0].plain
    assert drawn(*many, width=20) == []


def test_the_span_is_told_in_days_and_then_in_months() -> None:
    for days, words in ((1, "1 day"), (89, "89 days"), (90, "3 months"), (610, "20 months")):
        found = lab({"id": "box", "history": [happened(days)]})
        assert span_words(found.systems["box"], TODAY) == words
    assert span_words(lab({"id": "box"}).systems["box"], TODAY) == ""
