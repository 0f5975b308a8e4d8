"""The room of the rebuild order by keys."""

from __future__ import annotations

from threading import Event

import pytest
from textual.strip import Strip

from labtui.data.analysis.rebuild_places import Places
from labtui.data.assessment.lab import Lab
from labtui.data.inventory.example import example
from labtui.screens import rebuild as screen
from labtui.screens.rebuild import RebuildScreen
from labtui.widgets.columns import Cell
from labtui.widgets.rebuild_view import Line, RebuildView, SystemRow
from tests.data.labs import TODAY, Raw, owners, practices
from tests.screens.conftest import Open, Session
from tests.screens.test_journeys import toml

SAFE: Raw = {"owners": owners(), "practices": practices(), "holds": "nothing"}
"""Nothing stands in the way of rebuilding it."""

ZOLTAN: list[Raw] = [
    {"id": "pve", "name": "Cluster", "recovers_with": ["vault"], **SAFE},
    {"id": "vault", "name": "Vaultwarden", "runs_on": "zoltan", **SAFE, "holds": "originals",
     "relied_on_for": ["authentication"], "used_by": ["Ida", "Tom"], "backs_up_to": ["nas"],
     "evidence": {"restore_tested": "never"}},
    {"id": "cloud", "name": "Nextcloud", "runs_on": "pve", "relied_on_for": ["storage"], **SAFE},
    {"id": "zoltan", "name": "Zoltan", "purpose": "learning", **SAFE},
    {"id": "nas", "name": "NAS", **SAFE},
    {"id": "mail", "name": "Mail", "owners": owners("provider"), "used_by": ["Ida"]},
    {"id": "soon", "name": "Soon", "status": "planned"},
    {"id": "old", "name": "Old", "status": "retired"},
]  # fmt: skip
LAB = toml(*ZOLTAN)


def room(s: Session) -> RebuildScreen:
    assert isinstance(s.app.screen, RebuildScreen)
    return s.app.screen


def ids(s: Session) -> list[str]:
    """The systems from top to bottom."""
    return [row.key for row in room(s).main.rows if isinstance(row, SystemRow)]


async def on(s: Session, id: str) -> None:
    """Put the cursor on a system."""
    room(s).go_to(id)
    await s.settle()
    assert room(s).current == id


async def test_steps_say_what_stands_in_the_way_and_what_people_get_back(open_app: Open) -> None:
    async with open_app(LAB, size=(80, 24)) as s:
        await s.press("colon")
        await s.type("rebuild order")
        await s.press("enter")
        assert s.room == "Rebuild"
        assert "from nothing" in s.title
        assert ids(s) == ["mail", "zoltan", "nas", "vault", "pve", "cloud"]
        s.line_with("From nothing", "5 systems to bring back, in 4 steps")
        s.line_with("Services, to be there: 1 system", "used by Ida")
        s.line_with("Step 1: 2 systems at the same time")
        s.line_with("Step 2: 1 system", "gives back authentication, for Ida and Tom")
        s.line_with("Vaultwarden", "Restore last tested: never.")
        await on(s, "vault")
        s.line_with("─ Vaultwarden ─", "step 2 of 4")
        await s.sees(
            "It runs on zoltan, back in step 1.", "Its backups are on nas, back in step 1."
        )
        await on(s, "mail")
        await s.sees("There is nothing to rebuild: it only has to be there.")
        await on(s, "nas")
        await s.sees("It waits for nothing.")
        await s.resize(120, 40)
        assert "Vaultwarden" in s.text.partition("What waits for it")[2]
        assert "step 2" in s.line_with("step", "Vaultwarden")
        await s.resize(200, 60)
        s.line_with("Vaultwarden", "authentication", "Restore last tested: never.")
        await s.press("enter")
        await s.sees("NAS", "Needed by")


async def test_after_a_loss_only_what_stopped_comes_back(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("5")
        await on(s, "zoltan")
        await s.press("v")
        assert "without Zoltan" in s.title
        assert ids(s) == ["zoltan", "vault", "pve"]
        s.line_with("Without Zoltan", "2 systems to bring back, in 2 steps")
        s.line_with("Not recoverable until then (1)")
        s.line_with("Cluster", "It recovers with vault.")
        assert room(s).current == "zoltan"
        await on(s, "pve")
        await s.sees("still runs", "It still runs. It recovers with vault.")
        await s.press("1", "5")
        assert "without Zoltan" in s.title, "as it was left"
        await s.press("v")
        assert "from nothing" in s.title
        assert room(s).current == "pve"


@pytest.mark.parametrize("keys", ["1", "4", "1 enter", "0", "2", "3"])
async def test_any_room_leads_to_the_order_after_a_loss(open_app: Open, keys: str) -> None:
    async with open_app(LAB) as s:
        await s.press("1")
        s.app.screen.go_to("nas")  # type: ignore[attr-defined]
        await s.settle()
        await s.press(*keys.split())
        id = s.app.screen.current  # type: ignore[attr-defined]
        await s.press("b")
        assert s.room == "Rebuild"
        assert f"without {s.app.workspace.lab.systems[id].name}" in s.title
        assert room(s).current == id


async def test_what_is_not_in_service_is_not_brought_back(open_app: Open) -> None:
    async with open_app(LAB) as s:
        for id, said in (("soon", "soon is planned."), ("old", "old is retired.")):
            await s.press("1")
            s.app.screen.go_to(id)  # type: ignore[attr-defined]
            await s.settle()
            await s.press("b")
            assert f"{said} There is nothing to rebuild." in s.title
            assert s.room == "Inventory"


async def test_it_follows_every_change_and_the_filter(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("5")
        await on(s, "zoltan")
        await s.press("space", "v")
        s.app.change(lambda: s.app.workspace.edit({"vault": {"runs_on": "nas"}}))
        await s.sees("1 system to bring back, in 1 step")
        s.app.change(lambda: s.app.workspace.remove(["zoltan"]))
        await s.sees("From nothing", "4 systems to bring back, in 4 steps")
        assert "from nothing" in s.title
        await s.press("u", "u", "slash")
        await s.type("nas")
        assert ids(s) == ["nas"]
        s.line_with("Step 1: 1 of 2 systems at the same time")
        await s.type("x")
        await s.sees('Nothing to bring back matches "nasx"')
        await s.press("escape", "z")
        assert room(s).has_class("-panel-large")
        await s.press("z", "W")
        s.app.change(lambda: s.app.workspace.edit({"vault": {"runs_on": "pve"}}))
        await s.sees("They need each other: ")
        await on(s, "vault")
        assert "*" in s.cursor_line
        await s.sees("What if:")


async def test_labs_with_nothing_to_bring_back(open_app: Open) -> None:
    async with open_app(None) as s:
        await s.press("5", "j", "v", "z", "b", "enter")
        assert "add a first system" in s.text
        assert "No system on this line." in s.title
    async with open_app(toml({"id": "soon", "name": "Soon", "status": "planned"})) as s:
        await s.press("5", "v")
        assert "No system is in service." in s.text


async def test_a_large_lab_is_put_in_order_beside_the_keys(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "AT_ONCE", 3)
    drawn: list[Line] = []
    draw_row = RebuildView.draw_row

    def draw(view: RebuildView, row: Line, gutter: list[Cell], width: int) -> Strip:
        drawn.append(row)
        return draw_row(view, row, gutter, width)

    monkeypatch.setattr(RebuildView, "draw_row", draw)
    guests = [{"id": f"vm{n}", "name": f"VM {n}", "runs_on": "pve", **SAFE} for n in range(300)]
    async with open_app(toml(*ZOLTAN, *guests), size=(80, 24)) as s:
        await s.press("5")
        await s.sees("From nothing", "305 systems to bring back")
        await s.until(lambda: room(s).current == s.app.list_query.current, "on its system")
        assert len({id(row) for row in drawn}) < 100, "only what is in view is drawn"
        await s.press("G")
        last = room(s).current
        await s.press("v")
        await s.sees("Without")
        await s.until(lambda: room(s).current == last, "on what is lost")
        await s.burst("v", "1")
        await s.press("5")
        await s.sees("From nothing")


async def test_a_filter_does_not_begin_the_order_anew(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str | None] = []
    may_end = Event()
    work_out = screen._worked_out

    def worked_out(lab: Lab, ids: list[str], lost: str | None) -> Places:
        begun.append(lost)
        may_end.wait(30)
        return work_out(lab, ids, lost)

    monkeypatch.setattr(screen, "AT_ONCE", 3)
    monkeypatch.setattr(screen, "_worked_out", worked_out)
    async with open_app(LAB) as s:
        await s.press("5")
        await s.sees("Working out the order")
        await s.press("slash")
        await s.type("nas")
        await s.press("enter")
        may_end.set()
        await s.sees("From nothing")
        assert (ids(s), begun) == (["nas"], [None])


async def test_what_is_worked_out_while_another_room_is_open_is_shown_later(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "AT_ONCE", 3)
    async with open_app(example(TODAY)) as s:
        await s.press("5")
        await s.sees("From nothing")
        shown = s.app.get_screen_stack("rebuild")[0]
        assert isinstance(shown, RebuildScreen)
        await s.press("1")
        shown._orders.clear()
        shown.show_systems([])
        await s.until(lambda: None in shown._orders, "worked out")
        await s.press("5")
        await s.sees("From nothing", "Step 1")
