"""The tree by keys."""

from __future__ import annotations

import pytest
from textual.strip import Strip

from labtui.data.analysis import matrix
from labtui.data.assessment.lab import Lab
from labtui.data.inventory.example import example
from labtui.screens import tree as screen
from labtui.screens.tree import TreeScreen
from labtui.widgets.columns import Cell
from labtui.widgets.tree_view import Row, TreeView
from tests.data.labs import TODAY, Raw, owners
from tests.screens.conftest import Open, Session
from tests.screens.test_journeys import toml

ZOLTAN: list[Raw] = [
    {"id": "zoltan", "name": "Zoltan", "purpose": "learning", "intended_level": "3a",
     "owners": owners(), "evidence": {"wipeable": True}},
    {"id": "vault", "name": "Vaultwarden", "runs_on": "zoltan",
     "relied_on_for": ["authentication"], "backs_up_to": ["nas"]},
    {"id": "nas", "name": "NAS", "owners": owners(), "purpose": "reliability"},
    {"id": "cloud", "name": "Nextcloud", "runs_on": "nas", "relied_on_for": ["storage"],
     "recovers_with": ["vault"]},
    {"id": "toy", "name": "Toy", "runs_on": "zoltan", "purpose": "learning"},
    {"id": "mail", "name": "Mail", "owners": owners("provider")},
]  # fmt: skip
LAB = toml(*ZOLTAN)


def room(s: Session) -> TreeScreen:
    assert isinstance(s.app.screen, TreeScreen)
    return s.app.screen


def names(s: Session) -> list[str]:
    """The systems of the tree from top to bottom."""
    return [branch.id for branch in room(s).main.branches]


async def on(s: Session, id: str) -> None:
    """Put the cursor on a system."""
    room(s).go_to(id)
    await s.settle()
    assert room(s).current == id


async def test_one_glance_says_why_the_test_host_is_production(open_app: Open) -> None:
    async with open_app(LAB, size=(80, 24)) as s:
        await s.press("4")
        await on(s, "zoltan")
        assert "meant to be 3a" in s.line_with("▌", "Zoltan", "3b")
        said = "Zoltan is meant as a lab, but it is needed by Vaultwarden, which people"
        assert said in s.text
        await s.resize(120, 40)
        await s.sees("Why it is production", "Vaultwarden runs on Zoltan", "Carries the most")
        assert "Zoltan is meant as a lab, but" not in s.text


async def test_views_switch_and_are_remembered(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("4")
        assert "by host" in s.title
        await on(s, "zoltan")
        await s.press("v")
        assert "by reliance" in s.title
        assert "runs on" in s.line_with("▌", "Zoltan")
        await s.press("v")
        await s.sees("If Zoltan is lost", "3 of 5 others affected")
        assert "Breaks  2" in s.text
        await s.press("1", "4")
        assert "by loss" in s.title
        await s.press("v")
        assert "by host" in s.title
        assert room(s).current == "zoltan"


async def test_branches_fold_by_keys_and_stay_folded(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("4")
        await on(s, "toy")
        await s.press("h")
        assert room(s).current == "zoltan"
        await s.press("left")
        assert "toy" not in names(s)
        s.line_with("▸ Zoltan")
        await s.press("1", "4", "right")
        assert "toy" in names(s)
        await s.press("z")
        assert "toy" not in names(s)
        await s.press("z", "Z")
        assert set(names(s)) == {"zoltan", "nas", "mail"}
        await s.press("Z")
        assert len(names(s)) == 6
        await on(s, "mail")
        await s.press("z")
        assert "Nothing is below this system." in s.title
        await on(s, "zoltan")
        await s.press("z", "1")
        await s.press("slash")
        await s.type("toy")
        await s.press("enter", "4")
        assert names(s) == ["zoltan", "toy"]
        assert room(s).current == "toy"


async def test_a_system_that_stands_elsewhere_leads_there(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("4", "v")
        await on(s, "cloud")
        await s.press("l", "j", "j")
        assert room(s).current == "vault"
        assert "recovers with" in s.line_with("▌")
        await s.press("z")
        assert "recovers with" not in s.line_with("▌", "Vaultwarden")


async def test_the_loss_of_another_is_one_key_away_and_back(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("4", "v")
        await on(s, "zoltan")
        await s.press("v")
        await on(s, "vault")
        await s.press("right")
        await s.sees("If Vaultwarden is lost")
        await s.press("z", "Z", "left")
        await s.sees("If Zoltan is lost")
        assert room(s).current == "vault"
        await s.press("left")
        await s.sees("If Zoltan is lost")
        await s.press("enter")
        await s.sees("Vaultwarden", "Esc Back")
        await s.press("escape")
        await s.sees("If Zoltan is lost")
        s.app.change(lambda: s.app.workspace.remove(["zoltan"]))
        await s.settle()
        assert "If Vaultwarden is lost" in s.text or "If NAS is lost" in s.text


async def test_a_filter_keeps_the_hosts_of_what_matches(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("4", "slash")
        await s.type("nextcloud")
        assert names(s) == ["nas", "cloud"]
        await s.press("enter", "v")
        assert names(s) == ["cloud"]
        await s.press("v")
        assert "cloud" in names(s)
        await s.press("escape")
        await on(s, "zoltan")
        await s.press("right", "slash")
        await s.type("zoltan")
        await s.press("enter")
        await s.sees("If Zoltan is lost", "3 of 5 others affected, none matches: all shown")
        assert {"vault", "cloud"} & {*names(s)}
        await s.press("escape", "slash")
        await s.type("vault")
        await s.press("enter")
        await s.sees("affected, 1 shown")
        await s.press("escape", "slash")
        await s.type("zzz")
        await s.press("enter", "v")
        await s.sees('No system matches "zzz".')
        await s.press("j", "z", "Z", "l", "h", "enter", "v", "escape")
        assert len(names(s)) >= 6


async def test_marks_and_commands_act_on_systems_wherever_they_stand(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("4", "v")
        await on(s, "cloud")
        await s.press("l")
        await on(s, "nas")
        await s.press("space")
        assert s.text.count("●") == sum(id == "nas" for id in names(s)) > 1
        assert "1 marked" in s.title
        await s.press("1")
        assert "●" in s.line_with("NAS")
        await s.press("4", "x")
        await s.sees("Retirement review")


async def test_a_moved_password_manager_shows_at_once_in_every_room(open_app: Open) -> None:
    async with open_app(LAB, size=(120, 40)) as s:
        await s.press("0")
        assert "a lab" in s.text
        await s.press("2", "4")
        await on(s, "vault")
        assert hosts(s)["vault"] == "zoltan"
        await s.press("W")
        s.app.change(lambda: s.app.workspace.edit({"vault": {"runs_on": "nas"}}))
        await s.settle()
        line = s.line_with("Zoltan", "3b → 3a")
        assert "3a" in line
        await s.resize(120, 40)
        assert hosts(s)["vault"] == "nas"
        await on(s, "zoltan")
        assert "What if:" in s.text
        await s.press("0")
        assert "3a  Homelab          ■■ 2" in s.text
        await s.press("2")
        s.line_with("Zoltan")
        await s.press("4", "v")
        assert "vault" not in [
            row.id for row in room(s).main.branches if row.key.startswith("zoltan")
        ]


def hosts(s: Session) -> dict[str, str]:
    """What each system stands below."""
    line: list[str] = []
    found = {}
    for branch in room(s).main.branches:
        line[branch.depth :] = [branch.id]
        found[branch.id] = line[-2] if branch.depth else ""
    return found


async def test_a_change_in_another_room_is_seen_when_one_comes_back(open_app: Open) -> None:
    async with open_app(example(TODAY)) as s:
        await s.press("4", "v", "v", "3")
        gone = [branch.id for branch in s.app.get_screen_stack("tree")[0].main.branches][:2]  # type: ignore[attr-defined]
        s.app.change(lambda: s.app.workspace.remove(gone))
        await s.press("4", "v", "v")
        assert not {*gone} & {*names(s)}


async def test_an_empty_lab_shows_how_to_begin(open_app: Open) -> None:
    async with open_app(None) as s:
        await s.press("4")
        assert "add a first system" in s.text
        await s.press("j", "z", "Z", "l", "h", "enter", "v", "v", "h", "l", "v")
        assert "add a first system" in s.text
        await s.resize(120, 40)
        assert "add a first system" in s.text


async def test_in_a_large_lab_nothing_is_worked_out_at_every_key(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "AT_ONCE", 5)
    asked: list[str] = []
    monkeypatch.setattr(screen, "impact_of", lambda lab, id: asked.append(id))
    async with open_app(LAB, size=(120, 40)) as s:
        await s.press("4")
        await s.sees("Carries the most")
        await s.press("g", "j", "j", "k")
        await s.sees("Needed by")
        assert asked == []


async def test_of_a_large_tree_only_what_is_in_view_is_drawn(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str | None] = []
    grown: list[int] = []
    draw_row, grow = TreeView.draw_row, matrix.tree

    def draw(view: TreeView, row: Row, gutter: list[Cell], width: int) -> Strip:
        drawn.append(row.key)
        return draw_row(view, row, gutter, width)

    def counted(lab: Lab, ids: list[str]) -> list[matrix.Branch]:
        grown.append(len(ids))
        return grow(lab, ids)

    monkeypatch.setattr(TreeView, "draw_row", draw)
    monkeypatch.setattr(matrix, "tree", counted)
    guests = [
        {"id": f"g{number}", "name": f"Guest {number}", "runs_on": "host", "depends_on": ["last"]}
        for number in range(1500)
    ]
    data = toml({"id": "host", "name": "Host"}, *guests, {"id": "last", "name": "Last"})
    async with open_app(data, size=(80, 24)) as s:
        await s.press("4")
        await s.until(lambda: len(names(s)) == 1502)
        grown.clear()
        drawn.clear()
        await s.press("G", "g", "pagedown", "j", "z", "h", "z", "z", "Z", "Z")
        assert len(drawn) < 20 * 24
        assert grown == []
        assert len(names(s)) == 1502
        await s.press("v")
        assert len(names(s)) == 1502, "nobody relies on any: all are folded"
        drawn.clear()
        await s.press("G", "l", "g", "pagedown")
        assert len(drawn) < 10 * 24


def cursors(s: Session) -> dict[str, str | None]:
    """The system at the cursor of each tree that is seen."""
    trees = room(s).query(TreeView)
    return {
        tree.id or "": tree.branch.id if tree.branch else None for tree in trees if tree.display
    }


async def test_where_there_is_room_the_three_trees_follow_each_other(open_app: Open) -> None:
    async with open_app(LAB, size=(200, 60)) as s:
        await s.press("4")
        await s.sees("Who runs on what", "From what people use", "Why it is production")
        for id in ("zoltan", "vault", "nas"):
            await on(s, id)
            assert cursors(s) == {"by-host": id, "by-reliance": id, "by-loss": id}
        await s.sees("If NAS is lost", "Carries the most")
        assert s.text.count("▌") == 1, "one has the keys"
        assert s.text.count("▎") == 2
        await s.press("space")
        assert s.text.count("●") >= 3, "a mark is seen in every tree"
        await s.press("space", "g", "v", "j", "j")
        assert "by reliance" in s.title
        current = room(s).current
        assert set(cursors(s).values()) == {current}
        await s.press("v", "j")
        await s.sees(f"If {s.app.workspace.lab.systems[current or ''].name} is lost")
        assert room(s).current != current
        assert cursors(s)["by-host"] == room(s).current
        await s.press("v")
        assert "by host" in s.title
        assert set(cursors(s).values()) == {room(s).current}


async def test_what_is_folded_away_is_followed_by_what_hides_it(open_app: Open) -> None:
    async with open_app(LAB, size=(200, 60)) as s:
        await s.press("4", "Z", "v")
        await on(s, "zoltan")
        assert cursors(s)["by-host"] == "zoltan"
        await on(s, "vault")
        assert cursors(s) == {"by-host": "zoltan", "by-reliance": "vault", "by-loss": "vault"}


async def test_a_click_gives_another_tree_the_keys(open_app: Open) -> None:
    async with open_app(LAB, size=(200, 60)) as s:
        await s.press("4")
        await on(s, "zoltan")
        await s.pilot.click("#by-reliance", offset=(8, 3))
        await s.settle()
        assert "by reliance" in s.title
        await s.press("down", "up")
        assert set(cursors(s).values()) == {room(s).current}


async def test_another_size_shows_as_many_trees_as_fit(open_app: Open) -> None:
    async with open_app(LAB, size=(120, 40)) as s:
        await s.press("4")
        await on(s, "nas")
        assert [*cursors(s)] == ["by-host"]
        await s.resize(200, 60)
        assert cursors(s) == {"by-host": "nas", "by-reliance": "nas", "by-loss": "nas"}
        await s.resize(200, 24)
        assert [*cursors(s)] == ["by-host"]
        await s.sees("Why it is production", "If it is lost")


async def test_in_a_large_lab_the_loss_waits_until_one_goes_there(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "AT_ONCE", 5)
    async with open_app(LAB, size=(200, 60)) as s:
        await s.press("4")
        await on(s, "toy")
        await on(s, "nas")
        assert "If NAS is lost" not in s.text
        await s.press("v", "v")
        await s.sees("If NAS is lost")


async def test_with_no_system_the_three_trees_are_one(open_app: Open) -> None:
    async with open_app(None, size=(200, 60)) as s:
        await s.press("4")
        assert s.text.count("add a first system") == 1
        s.app.change(lambda: s.app.workspace.add("NAS", {}))
        await s.settle()
        assert len(cursors(s)) == 3
        await s.press("slash")
        await s.type("zzz")
        await s.press("enter", "v", "v", "v")
        assert s.text.count("No system matches") == 1
