"""The overview by keys: every number leads to its rows, every step to the file."""

from __future__ import annotations

import pytest
from rich.style import Style

from labtui.data.analysis.falling_due import falling_due
from labtui.data.analysis.overview.counts import count
from labtui.data.inventory.example import example
from labtui.screens import overview
from labtui.widgets.overview_view import OverviewView
from labtui.widgets.text_view import TextView
from tests.data.labs import TODAY, Raw, owners
from tests.screens.conftest import Open, Session
from tests.screens.test_journeys import toml

EXAMPLE = example(TODAY)


def view(s: Session) -> OverviewView:
    return s.app.screen.query_one(OverviewView)


async def go(s: Session, key: str) -> None:
    """Put the cursor on a place by `j` and `k`."""
    keys = [place.key for place in view(s)._places]
    at, wanted = keys.index(view(s).key or ""), keys.index(key)
    await s.burst(*("j" if wanted > at else "k") * abs(wanted - at))
    assert view(s).key == key


async def test_every_count_leads_to_as_many_rows(open_app: Open) -> None:
    async with open_app(EXAMPLE, size=(120, 60)) as s:
        counts = count(s.app.workspace.lab)
        wanted = {
            **{f"level {each.level}": each.systems for each in counts.levels},
            **{f"risk {each.risk}": each.proven + each.unproven for each in counts.risks},
            **{f"learning {each.learning}": each.systems for each in counts.learning},
        }
        await s.press("0")
        keys = [place.key for place in view(s)._places]
        shown = {key: number for key, number in wanted.items() if number}
        assert shown.keys() <= {*keys}
        for key, number in shown.items():
            await go(s, key)
            await s.press("enter")
            assert f"{number} of 20 systems" in s.title, key
            await s.press("escape", "0")
        await go(s, "unanswered")
        assert s.line_with("Answered", f" {counts.relevant - counts.known} open")
        await s.press("enter")
        open_facts = [a for a in s.app.workspace.lab.assessments.values() if a.known < a.relevant]
        assert f"{len(open_facts)} of 20 systems · /unanswered" in s.title
        due = falling_due(s.app.workspace.lab)
        late = [each for each in due if not each.day or each.day <= TODAY]
        (misplaced,) = (each for each in counts.levels if each.misplaced)
        for key, words, ids in (
            ("falling late", "due:late", {each.id for each in late}),
            ("falling coming", "due:coming", {each.id for each in due if each not in late}),
            (f"misplaced {misplaced.level}", "intended:no", range(misplaced.misplaced)),
        ):
            await s.press("escape", "0")
            await go(s, key)
            await s.press("enter")
            assert f"{len(ids)} of 20 systems" in s.title, key
            assert words in s.title
        await s.press("escape", "0", "g")
        line = next(y for y, text in enumerate(s.lines) if " not intended" in text)
        column = s.lines[line].index("not intended")
        await s.pilot.click(offset=(column, line))
        assert view(s).key == f"misplaced {misplaced.level}"


async def test_a_step_is_taken_down_to_the_file_and_is_gone(open_app: Open) -> None:
    async with open_app(EXAMPLE) as s:
        await s.press("0")
        await go(s, "step 0")
        before = s.line_with("Dormouse", "clears")
        await s.press("enter")
        await s.sees("Are its keys and notes", "y  ")
        await s.press("y")
        await s.saved()
        assert any("offline_recovery = true" in line for line in s.changed)
        assert before not in s.lines
        await go(s, "step 0")
        await s.press("enter")
        await s.sees("Home Assistant: Where are its backups?")
        await s.type("squirrel")
        await s.press("enter")
        await s.saved()
        await go(s, "step 0")
        assert s.line_with("Squirrel, the lab's backup server: A lab that people rely on")
        assert "▌ Squirrel" in s.text
        await go(s, "step 1")
        await s.press("enter")
        await s.sees("Home Assistant", "1 of 5")


async def test_the_same_step_for_many_systems_is_taken_together(open_app: Open) -> None:
    whole: Raw = {"purpose": "reliability", "relied_on_for": ["income"], "owners": owners()}
    raws: list[Raw] = [{**whole, "id": f"s{n}", "name": f"Shop {n}"} for n in range(4)]
    failing = [{**raw, "evidence": {"monitored": False}} for raw in raws]
    for lab, said in ((raws, "4 systems: "), (failing, "4 systems: Let another machine")):
        async with open_app(toml(*lab), size=(120, 40)) as s:
            await s.press("0")
            await go(s, "step 0")
            assert s.line_with(said, "4 critical")
            assert s.line_with("Shop 0, Shop 1, Shop 2 and Shop 3.")
            assert s.app.screen.current is None  # type: ignore[attr-defined]
            await s.press("enter")
            if lab is failing:
                assert "4 of 4 systems" in s.title
                assert "4 marked" in s.title
                await s.press("e", *"monitored", "enter", "y")
                await s.saved()
                assert s.file.count(b"monitored = true") == 4
                await s.press("escape")
                assert "4 systems" in s.title
                assert "marked" not in s.title
                assert "Edit  " in s.lines[-1]
                continue
            await s.sees("Where are its backups?")
            await s.press("n")
            await s.sees("Where are its backups?", "Shop 1")
    async with open_app(
        toml({"id": "a", "name": "A"}, {"id": "b", "name": "B"}, {"id": "c", "name": "C"})
    ) as s:
        await s.press("0")
        assert s.line_with("3 systems: ", "a question each")


async def test_panels_are_gone_through_by_tab_and_systems_are_acted_on(open_app: Open) -> None:
    async with open_app(EXAMPLE) as s:
        await s.press("0")
        assert view(s).key == "worst dormouse"
        await s.press("tab")
        assert view(s).key == "level 0"
        assert s.app.screen.current is None  # type: ignore[attr-defined]
        await s.press("e", "s", "t", "w")
        assert s.room == "Overview"
        await s.press("shift+tab", "w")
        await s.sees("Why")
        await s.press("escape", "enter")
        await s.sees("Dormouse", "Circular recovery")
        await s.press("escape")
        assert s.room == "Overview"
        await s.press("G")
        last = view(s).key
        await s.press("tab")
        assert view(s).key == "worst dormouse", "round and round"
        await s.press("shift+tab", "G")
        assert view(s).key == last
        await s.press("g", "1")
        assert "dormouse" in s.cursor_line.lower(), "the lists keep the system"


async def test_what_is_done_is_seen_at_once(open_app: Open) -> None:
    raws: list[Raw] = [
        {"id": "pve", "name": "Lab server", "owners": owners(), "purpose": "learning"},
        {"id": "nas", "name": "NAS", "owners": owners(), "purpose": "reliability"},
        {
            "id": "vault",
            "name": "Vaultwarden",
            "runs_on": "nas",
            "relied_on_for": ["authentication"],
        },
    ]
    async with open_app(toml(*raws)) as s:
        await s.press("0")
        assert "3a  Homelab          ■ 1  1 lab" in s.text
        s.app.change(lambda: s.app.workspace.edit({"vault": {"runs_on": "pve"}}))
        await s.sees("3b  Production       ■■■ 3", "Lab server", "a lab")
        await s.press("u")
        await s.sees("3a  Homelab          ■ 1  1 lab")


async def test_a_system_may_be_gone_while_another_screen_is_in_front(open_app: Open) -> None:
    async with open_app(EXAMPLE) as s:
        await s.press("0", "w")
        await s.sees("Why")
        s.app.change(lambda: s.app.workspace.remove(["relay", "dormouse"]))
        await s.resize(100, 30)
        await s.press("escape")
        await s.sees("16 active")
        s.app.workspace.remove(["owl"])
        s.app.screen.set_focus(None)
        await s.settle()
        assert "16 active" in s.text, "drawn again as it was, until it is told"
        s.app.publish_change()
        await s.sees("15 active")


async def test_a_filter_is_typed_in_the_inventory(open_app: Open) -> None:
    async with open_app(EXAMPLE) as s:
        await s.press("0", "slash")
        await s.type("level:3a")
        await s.press("enter")
        assert "5 of 20 systems" in s.title
        await s.press("0")
        assert "18 active" in s.text, "the overview shows all of the lab"
        assert "20 systems" in s.title
        assert "level:3a" not in s.title


async def test_an_empty_lab_shows_how_to_begin(open_app: Open) -> None:
    async with open_app(None) as s:
        await s.press("0")
        assert "add a first system" in s.text
        await s.press("j", "k", "g", "G", "tab", "enter", "pagedown")
        assert "add a first system" in s.text


async def test_a_large_lab_is_summed_up_beside_the_keys(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "AT_ONCE", 5)
    async with open_app(EXAMPLE) as s:
        await s.press("0")
        await s.sees("18 active")
        s.app.change(lambda: s.app.workspace.edit({"owl": {"status": "retired"}}))
        await s.sees("17 active")


async def test_it_can_be_read_where_nothing_can_be_written(open_app: Open) -> None:
    async with open_app(EXAMPLE, read_only=True) as s:
        await s.press("0")
        await go(s, "step 0")
        await s.press("enter")
        assert s.place.startswith("Dormouse"), "it is shown instead of asked about"


async def test_a_place_is_clicked(open_app: Open) -> None:
    async with open_app(EXAMPLE) as s:
        await s.press("0")
        place = next(place for place in view(s)._places if place.key == "risk Critical")
        for _ in range(2):
            await s.pilot.click(OverviewView, offset=(place.start + 3, place.line))
            await s.settle()
        assert "3 of 20 systems" in s.title


async def test_the_panel_at_the_cursor_is_known_by_its_title(open_app: Open) -> None:
    async with open_app(EXAMPLE, size=(120, 40)) as s:
        await s.press("0")
        await go(s, "level 3b")
        titles = ("Levels", "Carries the most")

        def styles() -> list[Style | None]:
            found = {
                segment.text.strip(): segment.style
                for y in range(view(s).size.height)
                for segment in view(s).render_line(y)
            }
            return [found[title] for title in titles]

        here, elsewhere = styles()
        assert here != elsewhere
        await go(s, next(place.key for place in view(s)._places if "carrier" in place.key))
        assert styles() == [elsewhere, here]


async def test_the_panel_beside_a_list_is_known_to_have_the_focus(open_app: Open) -> None:
    async with open_app(EXAMPLE, size=(120, 40)) as s:
        await s.press("1")
        panel = s.app.screen.query_one("#panel", TextView)

        def style() -> Style | None:
            drawn = [each for y in range(panel.size.height) for each in panel.render_line(y)]
            return next(each.style for each in drawn if each.text.strip() == "Findings")

        before = style()
        await s.press("tab")
        after = style()
        assert before != after
        await s.press("tab")
        assert style() == before
