"""The tree as text: branches that fit their width, and the panel that says why."""

from __future__ import annotations

import pytest
from textual.content import Content

from labtui.data.analysis.impact import impact_of
from labtui.data.analysis.trees.branches import Branch, Item, Title
from labtui.data.analysis.trees.hosts import by_host
from labtui.data.analysis.trees.loss import by_loss
from labtui.data.analysis.trees.reliance import RelianceTree
from labtui.data.assessment.lab import Lab
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.tree import (
    MOST_LISTED,
    changes,
    remark,
    title_line,
    told,
    tree_lines,
    widths,
)
from labtui.widgets.lines.tree_panel import About, about_lines, sentence_lines
from tests.data.labs import lab, owners, raw

HOSTILE = "[bold]\x1b[31m漢字かな👩‍🚀 a name that is longer than any column of the tree"

ZOLTAN = (
    raw("zoltan", name="Zoltan", purpose="learning", intended_level="3a", owners=owners(),
        evidence={"wipeable": True}),
    raw("vault", name="Vaultwarden", runs_on="zoltan", relied_on_for=["authentication"]),
    raw("pve", name="Cluster", purpose="reliability", owners=owners(), recovers_with=["vault"]),
    raw("soon", name="Soon", status="planned", runs_on="pve", purpose="learning"),
)  # fmt: skip
"""A test host that carries a password manager."""


def plain(lines: Lines) -> list[str]:
    return [line.plain.rstrip() for line in lines]


def about(found: Lab, id: str, width: int = 44) -> str:
    lines = about_lines(About(found, id, 2, impact_of(found, id)), (width, 0))
    return "\n".join(plain(lines))


@pytest.mark.parametrize("name", ["Zoltan", HOSTILE, "漢" * 60])
def test_no_line_is_wider_than_it_may_be(name: str) -> None:
    depths = [raw(f"s{n}", name=name, runs_on=f"s{n - 1}", owners=owners(), description=name,
                  intended_level="0" if n % 2 else None, depends_on=["s0"], relied_on_for=["data"])
              for n in range(30)]  # fmt: skip
    found = lab(*({k: v for k, v in each.items() if v is not None} for each in depths))
    trees: list[list[Item]] = [
        by_host(found, [*found.systems]),
        RelianceTree(found, [*found.systems]).items(dict.fromkeys(found.systems, False)),
        by_loss(found, "s3"),
    ]
    for width in (20, 30, 40, 56, 60, 76, 80, 118, 200):
        lines = [line for items in trees for line in tree_lines(found, items, width)]
        assert max(line.cell_length for line in lines) <= width
        assert not any(mark in line.plain for line in lines for mark in "\x1b\t\n")
    for width in (36, 42, 64):
        lines = about_lines(About(found, "s3", 30, impact_of(found, "s3")), (width, 50))
        assert max(line.cell_length for line in lines) <= width
        assert len(lines) >= 50
        lines = sentence_lines(found, "s3", impact_of(found, "s3"), width)
        assert max(line.cell_length for line in lines) <= width
        assert len(lines) <= 3


@pytest.mark.parametrize("relations", [True, False])
@pytest.mark.parametrize("width", range(24, 200, 7))
def test_a_width_is_shared_out_whole(width: int, relations: bool) -> None:
    a = lab(*ZOLTAN).assessments["vault"]
    shown = widths(width, relations=relations)
    for branch in (Branch("vault", 0, ""), Branch("vault", 1, "", elsewhere="above")):
        line = Content.assemble(*told(a, None, branch, shown))
        assert shown.name + line.cell_length <= width
    assert shown.name >= 10


def test_a_branch_says_one_thing_of_a_system() -> None:
    known = lab(*ZOLTAN, raw("nas", description="takes all backups")).assessments
    assert remark(known["zoltan"], None) == ("meant to be 3a", "$risk-critical")
    assert remark(known["soon"], None)[0] == "planned, would be 3a"
    assert remark(known["nas"], None)[0] == "takes all backups"
    assert remark(known["pve"], None)[0] == ""


def test_what_a_what_if_changes_stands_out() -> None:
    was = lab(*ZOLTAN).assessments["zoltan"]
    now = lab(ZOLTAN[0], ZOLTAN[1] | {"runs_on": "pve"}, *ZOLTAN[2:]).assessments["zoltan"]
    assert changes(now, was).startswith("3b → 3a, Critical → ")
    assert remark(now, was) == (changes(now, was), "bold $text-warning")
    assert changes(was, was) == changes(now, None) == ""


def test_a_tree_in_a_text_leads_to_each_system() -> None:
    found = lab(*ZOLTAN)
    lines = plain(tree_lines(found, by_loss(found, "zoltan"), 76))
    assert [line[:24].rstrip() for line in lines] == [
        "    Zoltan", "", "× Breaks  1", "  └── Vaultwarden", "", "× Not recoverable  1",
        "  └── Cluster", "", "· Never asked  1", "  └── Cluster", "  Nothing: weakened, no",
    ]  # fmt: skip
    assert lines[2].endswith("stops working with it")
    assert "3b   ■■■■□ Critical ?" in lines[3]


def test_of_very_many_the_rest_is_counted() -> None:
    found = lab(raw("h"), *(raw(f"g{n:03}", runs_on="h") for n in range(MOST_LISTED + 20)))
    lines = plain(tree_lines(found, by_loss(found, "h"), 80))
    assert "    and 20 more, 0 of them production" in lines
    assert f"× Breaks  {MOST_LISTED + 20}" in lines[2]


def test_a_heading_drops_its_remark_before_its_number() -> None:
    assert title_line(Title("Breaks", 12, "stops working with it", "critical"), 20).plain == (
        "× Breaks  12"
    )


def test_the_panel_says_why_a_test_host_is_production() -> None:
    found = lab(*ZOLTAN)
    shown = about(found, "zoltan")
    assert "┬─ Zoltan ──" in shown
    for words in (
        "Level         3b  Production",
        "Meant to be   3a  Homelab",
        "Wipeable     yes",
        "Needed by    1 directly, 1 through",
        "People rely on Vaultwarden for",
        "└─ Vaultwarden runs on Zoltan",
        "and Zoltan is meant as a lab",
        "Its page tries both options",
        "1 system recovers with Vaultwarden",
        "├─ If it is lost ──",
        "Breaks           1  Vaultwarden",
        "Not recoverable  1  Cluster",
    ):
        assert words in shown, shown


def test_a_long_chain_is_told_by_its_ends() -> None:
    found = lab(
        raw("s0", relied_on_for=["data"], depends_on=["s1"]),
        *(raw(f"s{n}", depends_on=[f"s{n + 1}"]) for n in range(1, 9)),
        raw("s9"),
    )
    shown = about(found, "s9")
    assert "└─ s0 depends on s1" in shown
    assert "… 5 more" in shown
    assert "└─ s8 depends on s9" in shown
    assert "s4 depends on" not in shown


def sentence(found: Lab, id: str) -> str:
    return " ".join(
        " ".join(plain(sentence_lines(found, id, impact_of(found, id), 300))[1:]).split()
    )


def test_one_sentence_says_it_where_there_is_no_room_for_the_panel() -> None:
    found = lab(*ZOLTAN)
    assert sentence(found, "zoltan") == (
        "Zoltan is meant as a lab, but it is needed by Vaultwarden, which people rely on for "
        "authentication; without it 1 system could not be recovered."
    )
    assert sentence(found, "vault") == (
        "Vaultwarden is production: people rely on it for authentication; "
        "without it 1 system could not be recovered."
    )
    assert sentence(found, "pve") == "Cluster is production: its purpose is reliability."
    assert sentence(found, "soon") == "Soon is not production: nobody is known to rely on it."


def test_a_tree_in_a_text_gives_names_and_remarks_the_room_they_need() -> None:
    named = lab(
        {"id": "pve", "name": "Router, and first DNS", "owners": owners()},
        {"id": "a", "name": "A", "runs_on": "pve", "description": "of 5 people"},
    )
    lines = plain(tree_lines(named, by_loss(named, "pve"), 70))
    assert any("Router, and first DNS" in line for line in lines)
    short = lab(
        {"id": "pve", "name": "PVE", "owners": owners(), "description": "the host of all of it"},
        {"id": "a", "name": "A", "runs_on": "pve", "description": "passwords of 5 people"},
    )
    lines = plain(tree_lines(short, by_loss(short, "pve"), 60))
    assert any(line.endswith("the host of all of it") for line in lines)
    assert any(line.endswith("passwords of 5 people") for line in lines)
