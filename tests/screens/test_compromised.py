"""If someone broke into a system: one key shows what falls with it and what to do first."""

from __future__ import annotations

from datetime import date
from typing import Any

from labtui.data.analysis.compromise import compromise_of
from labtui.widgets.lines.compromise import compromise_lines
from labtui.widgets.lines.tree import MOST_LISTED
from tests.data.labs import Raw, days_ago, lab, owners, smell_test
from tests.screens.conftest import Open
from tests.screens.test_journeys import find, leave, toml

SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]


def system(id: str, **facts: Any) -> Raw:
    """A system that is its owner's to run."""
    return {"id": id, "name": id.title(), "owners": owners(), **facts}


HOUSE = (
    system(
        "proxy",
        exposure="internet",
        access_to=["cluster"],
        used_by=["Ada"],
        evidence={"monitored": True},
        smell_test=smell_test("no", days=30),
    ),
    system("cluster", kind="cluster"),
    system("node", member_of="cluster", access_to=[]),
    system("photos", runs_on="node", relied_on_for=["data"], used_by=["Bob"], access_to=[]),
    system("films", runs_on="node"),
)
OLD = system("old", status="retired", retirement={"date": date(2026, 1, 1)})


async def test_one_key_shows_what_falls_with_it(open_app: Open) -> None:
    async with open_app(toml(*HOUSE), size=SIZES[0]) as s:
        for size in SIZES:
            await s.resize(*size)
            await find(s, "proxy")
            await s.press("c")
            await s.sees("If someone broke into Proxy", "They could reach 4 systems, ")
            await s.sees("Reached  1 directly, 3 through others")
            s.line_with("─▾ Cluster", "admin access")
            await s.press("G")
            await s.sees("Would you notice?", "You answered that you would not notice")
            await s.press("escape")
            await s.sees("Name", "Risk now")
            await s.press("escape")
        await leave(s)
    assert s.file == s.before


async def test_it_says_whom_it_affects_who_acts_and_what_to_do_first(open_app: Open) -> None:
    async with open_app(toml(*HOUSE), size=(120, 40)) as s:
        await find(s, "proxy")
        await s.press("enter", "c")
        await s.sees(
            "Ada and Bob",
            "Disconnect it, replace its keys on cluster, check logins there.",
            "Not answered: admin access of cluster",
            "It is monitored.",
        )
        s.line_with("─ Photos", "3b", "runs on it")
        tree = [line for line in s.lines if "admin access  " in line or "member  " in line]
        assert len(tree) == 2
        assert tree[0].index("Cluster") < tree[1].index("Node")


async def test_where_nothing_is_known_to_be_reached(open_app: Open) -> None:
    async with open_app(toml(system("alone"))) as s:
        await s.press("c")
        await s.sees("No known system is reached.", "Not answered: admin access of alone.")
        await s.sees("Who acts", "Disconnect it.", "Not known: would you notice a break-in?")


async def test_of_a_retired_system_there_is_nothing_to_show(open_app: Open) -> None:
    async with open_app(toml(OLD)) as s:
        await s.press("c")
        await s.sees("old is retired")
        assert "broke into" not in s.text


def test_of_very_many_only_how_many_there_are_is_told() -> None:
    guests = [system(f"g{number}", runs_on="host") for number in range(MOST_LISTED + 6)]
    found = lab(system("host"), *guests)
    lines = [line.plain for line in compromise_lines(found, compromise_of(found, "host"), 80)]
    assert "    and 7 more, 0 of them production" in lines
    assert len(lines) < MOST_LISTED + 30


def test_what_no_known_way_leads_to_is_safe_if_all_ways_are_known() -> None:
    house = [{"access_to": [], **each} for each in HOUSE]
    found = lab(*house, system("nas", purpose="reliability"), system("alone"), OLD)
    lines = [line.plain for line in compromise_lines(found, compromise_of(found, "proxy"), 80)]
    at = lines.index("Safe, as far as known  2 systems")
    assert lines[at + 1] == "  Nas · Alone"
    # Nobody said what the cluster can administer.
    asked = lab(*HOUSE, system("nas", purpose="reliability"))
    lines = [line.plain for line in compromise_lines(asked, compromise_of(asked, "proxy"), 80)]
    assert lines[lines.index("Not known whether reached  1 system") + 1] == "  Nas"
    many = lab(system("a"), *(system(f"s{number:02}") for number in range(20)))
    lines = [line.plain for line in compromise_lines(many, compromise_of(many, "a"), 200)]
    assert any(line.endswith("S11 and 8 more") for line in lines)


def test_an_old_answer_has_its_age() -> None:
    found = lab(system("a", smell_test=smell_test("yes", days=40)))
    lines = "\n".join(
        line.plain for line in compromise_lines(found, compromise_of(found, "a"), 200)
    )
    assert f"({days_ago(40)}, 40 days ago)" in lines
