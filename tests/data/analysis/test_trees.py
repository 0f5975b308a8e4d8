"""The lab as a tree: by host, by reliance and by loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import given

from labtui.data.analysis.compromise import compromise_of
from labtui.data.analysis.impact import impact_of
from labtui.data.analysis.trees.branches import (
    MOST_DEPTH,
    Branch,
    Item,
    Title,
    branches_of,
    folded,
    guides,
    matching,
)
from labtui.data.analysis.trees.break_in import by_break_in, safe_from
from labtui.data.analysis.trees.effects import by_effect
from labtui.data.analysis.trees.hosts import by_host, hosts_above
from labtui.data.analysis.trees.loss import affected, by_loss, without_unasked
from labtui.data.analysis.trees.reliance import FEW, RELATIONS, RelianceTree, needs, way_to
from labtui.data.assessment.lab import Lab
from labtui.errors import FactError
from tests.data.generate import labs
from tests.data.labs import EVALUATION, Raw, lab, owners, raw, system

VAULT = (
    raw("zoltan", purpose="learning", owners=owners()),
    raw("vault", runs_on="zoltan", relied_on_for=["authentication"], backs_up_to=["nas"]),
    raw("nas", purpose="reliability", owners=owners(), depends_on=["ups"]),
    raw("ups", purpose="reliability"),
    raw("cloud", relied_on_for=["storage"], runs_on="nas", recovers_with=["vault"]),
    raw("toy", runs_on="zoltan", purpose="learning"),
)
"""A password manager on a lab."""


def drawn(items: Sequence[Item]) -> list[str]:
    """A tree as one reads it."""
    lines = []
    for item, guide in zip(items, guides(items), strict=True):
        if isinstance(item, Title):
            number = "" if item.number is None else f" {item.number}"
            lines.append(f"[{item.title}{number}]" if item.title else "")
            continue
        sign = ("▸" if item.folded else "▾") if item.below else ""
        said = (item.relation, item.elsewhere, "quiet" if item.quiet else "")
        lines.append(" ".join(filter(None, (guide + sign, item.id, *said))))
    return lines


def anything(raws: list[Raw]) -> Lab:
    return Lab({raw["id"]: system(raw) for raw in raws}.values(), EVALUATION)


def by_reliance(
    lab: Lab, ids: Sequence[str], folds: Mapping[str, bool], *, filtered: bool = False
) -> list[Item]:
    return RelianceTree(lab, ids, filtered=filtered).items(folds)


def chain(length: int) -> list[Raw]:
    first = raw("s0", relied_on_for=["data"])
    return [
        first | {"depends_on": ["s1"]},
        *(raw(f"s{n}", depends_on=[f"s{n + 1}"]) for n in range(1, length)),
    ]


class TestGuides:
    def test_lines_lead_from_what_is_above_to_each_below(self) -> None:
        depths = (0, 1, 2, 2, 1, 2, 0, 1)
        items = [Branch(str(n), depth, str(n)) for n, depth in enumerate(depths)]
        assert guides(items) == ["", "├─", "│ ├─", "│ └─", "└─", "  └─", "", "└─"]

    def test_a_heading_ends_all_lines(self) -> None:
        items = [Branch("a", 1, "a"), Title("x"), Branch("b", 1, "b")]
        assert guides(items) == ["└─", "", "└─"]

    def test_what_is_very_deep_takes_no_more_room(self) -> None:
        items = [Branch(str(n), n, str(n)) for n in range(5000)]
        assert max(map(len, guides(items))) == 2 * MOST_DEPTH


class TestByHost:
    def test_what_others_host_comes_last(self) -> None:
        found = lab(
            raw("mail", owners=owners("provider")),
            *VAULT[:2],
        )
        assert drawn(by_host(found, ["mail", "vault", "zoltan"])) == [
            "▾ zoltan", "└─ vault", "", "[Rented and served]", "mail",
        ]  # fmt: skip
        alone = lab(raw("mail", owners=owners("provider")))
        assert drawn(by_host(alone, ["mail"])) == ["mail"]

    def test_hosts_of_what_matches_stay_and_are_quiet(self) -> None:
        found = lab(raw("host"), raw("vm", runs_on="host"), raw("app", runs_on="vm"), raw("nas"))
        assert drawn(by_host(found, ["app"])) == ["▾ host quiet", "└─▾ vm quiet", "  └─ app"]
        assert drawn(folded(by_host(found, ["app"]), {"vm": True, "host": False})) == [
            "▾ host quiet", "└─▸ vm quiet",
        ]  # fmt: skip
        assert hosts_above(found, "app") == ["vm", "host"]

    def test_what_is_folded_within_what_is_folded_is_not_shown(self) -> None:
        found = lab(raw("host"), raw("vm", runs_on="host"), raw("app", runs_on="vm"), raw("nas"))
        items = by_host(found, [*found.systems])
        folds = dict.fromkeys(("vm", "host", "nas"), True)
        assert drawn(folded(items, folds)) == ["▸ host", "nas"], "with nothing below, none is"

    def test_loops_end(self) -> None:
        found = lab(raw("a", runs_on="b"), raw("b", runs_on="a"), raw("self", runs_on="self"))
        assert drawn(by_host(found, ["a", "self"])) == ["self", "▾ b quiet", "└─ a"]
        assert hosts_above(found, "a") == ["b"]
        assert hosts_above(found, "self") == []

    @given(labs())
    def test_every_system_stands_once_and_a_filter_keeps_what_is_above(
        self, raws: list[Raw]
    ) -> None:
        found = anything(raws)
        ids = [*found.systems]
        shown = branches_of(by_host(found, ids))
        assert sorted(each.id for each in shown) == sorted(found.assessments)
        assert not any(each.quiet for each in shown)
        wanted = ids[::3]
        for each in branches_of(by_host(found, wanted)):
            assert each.quiet == (each.id not in wanted)
        filtered = {each.id for each in branches_of(by_host(found, wanted))}
        for id in set(wanted) & found.assessments.keys():
            assert {id, *hosts_above(found, id)} <= filtered


def test_a_filter_leaves_out_what_is_beside_what_it_finds() -> None:
    found = matching([Branch("a", 0, "a", 2), Branch("b", 1, "b"), Branch("c", 1, "c")], {"b"})
    assert drawn(found) == ["▾ a quiet", "└─ b"]


class TestByReliance:
    def test_the_way_from_what_people_use_to_what_carries_it(self) -> None:
        found = lab(*VAULT)
        assert [way_to(found, id) for id in ("ups", "zoltan", "toy")] == [
            ["cloud", "nas"],
            ["vault"],
            [],
        ]

    def test_of_two_ways_of_one_length_one_is_told(self) -> None:
        found = lab(
            raw("app", relied_on_for=["data"], depends_on=["left", "right"]),
            raw("left", depends_on=["ups"]),
            raw("right", depends_on=["ups"]),
            raw("ups"),
        )
        assert way_to(found, "ups") == ["app", "left"]

    def test_what_nobody_relies_on_stands_once_too(self) -> None:
        found = lab(raw("a", depends_on=["b"]), raw("b"))
        shown = by_reliance(found, ["a", "b"], {"a": False})
        assert drawn(shown) == ["[Nobody relies on these]", "▾ a", "└─ b depends on"]
        assert [each.id for each in branches_of(shown)] == ["a", "b"]

    def test_a_tree_is_the_same_however_it_was_folded_before(self) -> None:
        found = lab(*VAULT)
        ids = [*found.systems]
        tree = RelianceTree(found, ids)
        unfolded = tree.items({})
        assert tree.items({"vault": True}) == by_reliance(found, ids, {"vault": True})
        assert tree.items({}) == unfolded

    def test_of_a_loop_that_nobody_uses_the_first_is_at_the_top(self) -> None:
        found = lab(
            raw("a", purpose="reliability", depends_on=["b"]),
            raw("b", purpose="reliability", depends_on=["a"]),
        )
        assert drawn(by_reliance(found, ["a", "b"], {})) == ["▾ a", "└─▸ b depends on"]

    def test_it_leads_from_what_people_use_to_what_carries_it(self) -> None:
        found = lab(*VAULT)
        assert drawn(by_reliance(found, [*found.systems], {})) == [
            "▾ vault",
            "├─ zoltan runs on",
            "└─▾ nas backs up to",
            "  └─ ups depends on",
            "▸ cloud",
            "",
            "[Nobody relies on these]",
            "▸ toy",
        ]

    def test_a_system_met_again_says_where_it_stands(self) -> None:
        found = lab(*VAULT)
        shown = drawn(by_reliance(found, [*found.systems], {"cloud": False, "toy": False}))
        assert shown[4:7] == ["▾ cloud", "├─ nas runs on above", "└─ vault recovers with above"]
        assert shown[-1] == "└─ zoltan runs on above"
        turned = drawn(by_reliance(found, ["cloud", "vault", "zoltan", "nas"], {}))
        assert turned[:4] == [
            "▾ cloud",
            "├─ nas runs on",
            "└─ vault recovers with below",
            "▾ vault",
        ]

    def test_what_is_folded_is_shown_where_it_is_met_next(self) -> None:
        found = lab(*VAULT)
        shown = drawn(by_reliance(found, [*found.systems], {"vault": True, "cloud": False}))
        assert shown[:3] == ["▸ vault", "▾ cloud", "├─▾ nas runs on"]

    def test_a_filter_keeps_what_leads_to_it(self) -> None:
        found = lab(*VAULT)
        assert drawn(by_reliance(found, ["ups"], {}, filtered=True)) == [
            "▾ cloud quiet", "└─▾ nas runs on quiet", "  └─ ups depends on",
            "▸ vault quiet",
        ]  # fmt: skip
        assert drawn(by_reliance(found, ["toy"], {}, filtered=True)) == [
            "[Nobody relies on these]", "toy",
        ]  # fmt: skip

    def test_relations_are_told_the_closest_first(self) -> None:
        found = lab(
            raw("a", runs_on="h", depends_on=["h", "d"], recovers_with=["d", "old", "r"],
                backs_up_to=["b"]),
            raw("m", member_of="a"), raw("old", status="retired"),
            *map(raw, "hdrb"),
        )  # fmt: skip
        assert needs(found, "a") == [
            ("h", "runs on"), ("d", "depends on"), ("m", "member"), ("b", "backs up to"),
            ("r", "recovers with"),
        ]  # fmt: skip

    def test_loops_end(self) -> None:
        found = lab(
            raw("a", relied_on_for=["data"], depends_on=["b"]),
            raw("b", depends_on=["c"]),
            raw("c", depends_on=["b", "a"]),
        )
        assert drawn(by_reliance(found, ["a", "b", "c"], {"c": False})) == [
            "▾ a", "└─▾ b depends on", "  └─▾ c depends on", "    ├─ b depends on above",
            "    └─ a depends on above",
        ]  # fmt: skip

    def test_production_below_what_is_planned_only_is_at_the_top(self) -> None:
        found = lab(
            raw("plan", status="planned", relied_on_for=["data"], depends_on=["idle"]),
            raw("idle", depends_on=["a"]),
            raw("a", purpose="reliability", depends_on=["b"]),
            raw("b", depends_on=["a"]),
        )
        assert way_to(found, "b") == ["a"]
        assert drawn(by_reliance(found, [*found.systems], {})) == [
            "▾ plan", "└─▸ idle depends on", "▾ a", "└─▸ b depends on",
        ]  # fmt: skip

    def test_a_large_lab_is_unfolded_at_the_top_only(self) -> None:
        found = lab(*chain(FEW + 1))
        assert drawn(by_reliance(found, [*found.systems], {})) == ["▾ s0", "└─▸ s1 depends on"]
        few = lab(*chain(FEW))
        assert len(by_reliance(few, [*few.systems], {})) == FEW

    def test_a_long_chain_needs_no_recursion(self) -> None:
        found = lab(*chain(3000))
        shown = by_reliance(found, [*found.systems], dict.fromkeys(found.systems, False))
        assert isinstance(shown[-1], Branch)
        assert (shown[-1].id, shown[-1].depth) == ("s2999", 2999)

    @given(labs())
    def test_every_system_can_be_reached_by_unfolding(self, raws: list[Raw]) -> None:
        found = anything(raws)
        shown = branches_of(
            by_reliance(found, [*found.systems], dict.fromkeys(found.systems, False))
        )
        keys = Counter(each.key for each in shown)
        assert keys.total() == len(keys)
        stands = Counter(each.id for each in shown if not each.elsewhere)
        assert stands == Counter(found.assessments.keys())
        assert {each.relation for each in shown} <= {"", *RELATIONS}

    @given(labs())
    def test_the_way_to_a_system_unfolds_it(self, raws: list[Raw]) -> None:
        found = anything(raws)
        for id, a in found.assessments.items():
            if a.production:
                folds = dict.fromkeys(found.systems, True)
                folds.update(dict.fromkeys(way_to(found, id), False))
                shown = branches_of(by_reliance(found, [*found.systems], folds))
                assert any(each.id == id and not each.elsewhere for each in shown)


class TestByLoss:
    def test_it_has_the_sections_of_the_impact(self) -> None:
        found = lab(*VAULT)
        assert drawn(by_loss(found, "zoltan")) == [
            "zoltan", "", "[Breaks 2]", "├─ toy", "└─ vault",
            "", "[Not recoverable 1]", "└─ cloud", "", "[Never asked 2]", "├─ cloud", "└─ ups",
            "[Weakened, no backup left, no longer needed 0]",
        ]  # fmt: skip
        assert len(affected(impact_of(found, "zoltan"))) == 3
        with pytest.raises(FactError):
            by_loss(found, "ghost")

    def test_of_what_was_never_asked_the_number_can_do(self) -> None:
        items = by_loss(lab(*VAULT), "zoltan")
        listed = ["├─ cloud", "└─ ups"]
        shown = drawn(items)
        at = shown.index("[Never asked 2]") + 1
        assert shown[at : at + 2] == listed
        assert drawn(without_unasked(items)) == shown[:at] + shown[at + 2 :]
        asked = by_loss(lab(raw("only")), "only")
        assert without_unasked(asked) == asked

    def test_what_breaks_stands_below_what_it_breaks_through(self) -> None:
        found = lab(raw("h"), raw("vm", runs_on="h"), raw("app", runs_on="vm"))
        assert drawn(by_loss(found, "h"))[3:5] == ["└─▾ vm", "  └─ app"]
        assert drawn(folded(by_loss(found, "h"), {"vm": True}))[3:5] == [
            "└─▸ vm",
            "[Weakened, no backup left, not recoverable, no longer needed, never asked 0]",
        ]
        assert drawn(matching(by_loss(found, "h"), {"app", "h"}))[:5] == [
            "h", "", "[Breaks, 1 of 2]", "└─▾ vm quiet", "  └─ app",
        ]  # fmt: skip

    def test_where_every_section_has_systems_none_is_called_empty(self) -> None:
        found = lab(
            raw("nas", depends_on=["ups"], member_of="pair"),
            raw("ups"),
            raw("app", runs_on="nas", depends_on=[]),
            raw("pair", kind="cluster", depends_on=[]),
            raw("twin", member_of="pair", depends_on=[]),
            raw("pc", backs_up_to=["nas"], holds="originals", depends_on=[]),
            raw("vault", recovers_with=["nas"], depends_on=[]),
            raw("other", owners=owners()),
        )
        headings = [each for each in drawn(by_loss(found, "nas")) if each.startswith("[")]
        assert headings == [
            "[Breaks 1]",
            "[Weakened 1]",
            "[No backup left 1]",
            "[Not recoverable 1]",
            "[No longer needed 1]",
            "[Never asked 2]",
        ]

    @given(labs())
    def test_the_numbers_are_those_of_the_impact(self, raws: list[Raw]) -> None:
        found = anything(raws)
        for id in [*found.assessments][:3]:
            impact = impact_of(found, id)
            numbers = [i.number for i in by_loss(found, id) if isinstance(i, Title) and i.number]
            told = (impact.breaks, impact.weakened, impact.unprotected, impact.unrecoverable,
                    impact.orphans, impact.unasked)  # fmt: skip
            assert numbers == [len(ids) for ids in told if ids]
            assert len(branches_of(by_loss(found, id))) == 1 + sum(map(len, told))


def test_a_break_in_leads_from_key_to_host_to_guest() -> None:
    found = lab(
        raw("proxy", access_to=["pve"]), raw("pve"), raw("vm", runs_on="pve"),
        raw("b", purpose="reliability"), raw("a"), raw("soon", status="planned"),
    )  # fmt: skip
    broken_into = compromise_of(found, "proxy")
    assert drawn(by_break_in(broken_into)) == [
        "▾ proxy", "└─▾ pve admin access", "  └─ vm runs on it",
    ]  # fmt: skip
    assert safe_from(found, broken_into) == ["b", "a"]


class TestByEffect:
    def test_what_changes_stands_below_what_makes_it_change(self) -> None:
        """Moved off its host, which is no production any more; its new one is, and its backups."""
        saved = lab(*VAULT, raw("pve", owners=owners(), backs_up_to=["nas"]))
        moved = {**VAULT[1], "runs_on": "pve"}
        now = saved.supposing({"vault": system(moved)})
        changed = {"zoltan", "pve", "nas"}
        found = by_effect(saved, now, ["vault"], changed, changed)
        assert drawn(found) == [
            "▾ vault", "├─ nas backs up to", "├─ pve runs on", "└─ zoltan ran on",
        ]  # fmt: skip

    def test_a_destination_leads_to_all_that_is_backed_up_there(self) -> None:
        """To what inherits it from its host too; what is named but not there leads nowhere."""
        found = lab(
            raw("nas", recovers_with=["ghost"]),
            raw("pve", owners=owners(), backs_up_to=["nas"]),
            raw("vm", runs_on="pve", relied_on_for=["data"], holds="originals"),
        )
        told = {"pve", "vm"}
        assert drawn(by_effect(found, found, ["nas"], told, told)) == [
            "▾ nas", "├─ pve backs up to it", "└─ vm backs up to it",
        ]  # fmt: skip

    def test_what_is_new_or_gone_leads_to_what_names_it_and_what_it_names(self) -> None:
        db = raw("db", runs_on="pve")
        without = lab(raw("pve"), raw("app", depends_on=["db"]))
        present = without.supposing({"db": system(db)})
        told = {"app", "pve"}
        assert drawn(by_effect(without, present, ["db"], {"db", *told}, told)) == [
            "▾ db", "├─ app depends on it", "└─ pve runs on",
        ]  # fmt: skip
        assert drawn(by_effect(present, without, ["db"], {"db", *told}, told)) == [
            "▾ db", "├─ app depends on it", "└─ pve ran on",
        ]  # fmt: skip

    def test_what_leads_on_without_a_change_is_quiet(self) -> None:
        raws = [raw("a", runs_on="b"), raw("b", runs_on="c"), raw("c"), raw("far")]
        found = lab(*raws)
        assert drawn(by_effect(found, found, ["a"], {"c", "far"}, {"c", "far"})) == [
            "▾ a", "├─▾ b runs on quiet", "│ └─ c runs on", "└─ far",
        ]  # fmt: skip

    @given(labs())
    def test_all_that_is_told_stands_once(self, raws: list[Raw]) -> None:
        saved = anything(raws)
        ids = [*saved.systems]
        if not ids:
            return
        first, last = ids[0], saved.systems[ids[-1]]
        now = saved.fork()
        changed = now.update({first: last._replace(id=first)})
        found = by_effect(saved, now, [first], changed, changed)
        shown = [each.id for each in found]
        assert shown[0] == first
        assert len(shown) == len({*shown})
        assert {*changed} <= {*shown, first}
        assert all(below.depth <= above.depth + 1 for above, below in pairwise(found))
        assert all(each.quiet == (each.id not in changed) for each in found[1:])
