"""What only a page says: how a system moved, and the remedies."""

from __future__ import annotations

from rich.cells import cell_len

from labtui.data.analysis.planning import plan_of
from labtui.data.analysis.remedies import Cut, Detachment, Promotion, Remedies
from labtui.data.assessment.explain import Why
from labtui.data.assessment.models import Event
from labtui.widgets.lines.facts import fact_lines
from labtui.widgets.lines.history import history_lines, movement
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.planning import planning_lines
from labtui.widgets.lines.remedies import remedy_lines
from tests.data.labs import all_settings, assessed, days_ago, lab, owners
from tests.rows import each_row

HOME = {"id": "box", "name": "Box", "owners": owners(), "purpose": "learning"}
LONG = "x" * 63


def said(lines: Lines) -> str:
    return "\n".join(line.plain.rstrip() for line in lines)


def on_test(days: int, level: str | None, risk: str | None = None) -> Event:
    return Event(days_ago(days), "assessed", level=level, risk=risk)


class TestMovement:
    def test_it_goes_by_the_days_whatever_the_order_in_the_file(self) -> None:
        events = [on_test(1, "3b", "Critical"), on_test(9, "3a", "High"), Event(None, "assessed")]
        assert movement(events, None) == ["3a → 3b", "High → Critical"]

    def test_what_stays_is_left_out_and_what_was_not_noted_skipped(self) -> None:
        events = [on_test(9, "2"), on_test(8, None), on_test(7, "2"), on_test(6, "3a")]
        assert movement(events, None) == ["2 → 3a"]
        assert movement([on_test(9, "2")], None) == []

    def test_where_it_is_now_is_told_where_no_test_saw_it(self) -> None:
        assert movement([on_test(9, "3b", "High")], assessed(HOME)) == ["3b → 3a now"]
        assert movement([on_test(9, "3a", "High")], assessed(HOME)) == []
        unknown = assessed({"id": "box", "name": "Box"})
        assert movement([on_test(9, "3a", "High")], unknown) == []

    def test_of_many_moves_the_first_and_the_latest_are_told(self) -> None:
        events = [on_test(20 - n, level) for n, level in enumerate(["2", "3a"] * 4)]
        assert movement(events, None) == ["2 → … → 3a → 2 → 3a"]

    def test_untested_it_never_moved(self) -> None:
        assert movement([Event(days_ago(3), "added")], assessed(HOME)) == []


def test_a_source_that_does_not_show_it_any_more_is_marked_so() -> None:
    raw = {**HOME, "source": "csv /lab.csv#box", "seen": {"source": "not found, 2026-11-20"}}
    lines = said(fact_lines(lab(raw), "box", 80)).splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("Imported from"))
    assert lines[at + 1].strip() == "not found there any more"


class TestHistory:
    def test_nothing_happened(self) -> None:
        found = lab(HOME)
        [line] = history_lines(found, found.systems["box"], 80)
        assert line.plain.startswith("─ History ─")
        assert line.plain.endswith(" nothing noted yet ─")

    def test_something_happened_and_nothing_was_learned(self) -> None:
        found = lab({**HOME, "history": [{"date": days_ago(3), "event": "added"}]})
        lines = said(history_lines(found, found.systems["box"], 80))
        assert "Last learned never" in lines
        assert "2026-11-18   + added" in lines

    def test_of_one_day_the_last_in_the_file_comes_first(self) -> None:
        events = [{"date": days_ago(3), "event": "rebuilt", "note": note} for note in "ab"]
        found = lab({**HOME, "history": [*events, {"note": "odd"}]})
        lines = said(history_lines(found, found.systems["box"], 80)).splitlines()
        assert [line[-1] for line in lines[-3:]] == ["b", "a", "d"]
        assert lines[-1] == "undated      ? ?: odd"

    def test_what_a_retired_system_taught_is_still_told(self) -> None:
        event = {"date": days_ago(3), "event": "experiment"}
        found = lab({**HOME, "status": "retired", "history": [event]})
        assert "2026-11-18 experiment (3 days ago)" in said(
            history_lines(found, found.systems["box"], 80)
        )


class TestPlanning:
    def test_without_a_level_it_says_what_is_not_said(self) -> None:
        found = lab({"id": "new", "name": "New", "status": "planned", "owners": {"os": "you"}})
        lines = said(planning_lines(found, plan_of(found, "new"), 200))
        assert "Your layers         operating system; not answered: hardware, network" in lines
        assert "To do regularly     take the smell test every 180 days" in lines
        assert "It will need        no active system" in lines
        assert "Level and risk" not in lines

    def test_another_level_is_told(self) -> None:
        found = lab(
            {"id": "dns", "name": "DNS", "relied_on_for": ["connectivity"]},
            {**HOME, "status": "planned", "member_of": "dns"},
        )
        lines = said(planning_lines(found, plan_of(found, "box"), 200))
        assert "Level and risk      3b Full-stack production, risk High → Critical" in lines

    def test_every_day_is_every_day(self) -> None:
        found = lab(
            {**HOME, "status": "planned", "owners": owners("provider", os="you", access="n/a")},
            evaluation=all_settings(patch_days=1, restore_days=0),
        )
        lines = said(planning_lines(found, plan_of(found, "box"), 200))
        assert "patch it every day" in lines
        assert "test a restore every day" in lines
        assert "Your layers         operating system\n" in lines

    def test_nobody_answers_for_anything_yet(self) -> None:
        found = lab({"id": "new", "name": "New", "status": "planned"})
        lines = said(planning_lines(found, plan_of(found, "new"), 200))
        assert "none answered yet; not answered: hardware" in lines


class TestRemedies:
    CUT = Cut(LONG, "depends_on", LONG, f"{LONG} would have to do without")
    WHY = Why("Not monitored", "critical", "It is not.", (), "Have something watch it.")

    @each_row("width", [20, 57, 77, 120])
    def test_nothing_is_wider_than_there_is_room(self, width: int) -> None:
        remedies = Remedies(
            Promotion({"purpose": "reliability"}, (self.WHY,) * 3),
            Detachment(("purpose", "relied_on_for"), (self.CUT,) * 2, (self.CUT,), False),
        )
        lines = remedy_lines(remedies, width)
        assert all(cell_len(line.plain.rstrip()) <= width for line in lines)

    def test_all_there_is_to_say(self) -> None:
        cut = Cut("mail", "member_of", "pve", "another member for pve")
        remedies = Remedies(
            Promotion({"purpose": "reliability"}, (self.WHY,)),
            Detachment(("purpose", "relied_on_for"), (cut,) * 2, (cut,), False),
        )
        lines = said(remedy_lines(remedies, 160))
        for words in (
            "P Promote  Treat it as production: purpose reliability. Then fix 1 finding.",
            "× Not monitored  Have something watch it.",
            "U Detach  Remove 2 dependencies, so that nothing people rely on needs it.",
            " A shorter list may exist. Clear its own purpose and relied on for with e.",
            "mail member of pve  → another member for pve.",
            "Or remove only mail member of pve.",
        ):
            assert words in lines

    def test_least_to_say(self) -> None:
        lines = said(remedy_lines(Remedies(Promotion({"purpose": "reliability"}, ()), None), 120))
        assert "Treat it as production: purpose reliability.\n" in f"{lines}\n"
        assert "Detach" not in lines

    def test_while_they_are_looked_for_it_says_so(self) -> None:
        assert "Looking for the fewest references" in said(remedy_lines(None, 120))
