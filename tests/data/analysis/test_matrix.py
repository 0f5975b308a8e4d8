"""How the matrix arranges systems: by level, and as hosts with their guests."""

from __future__ import annotations

from hypothesis import given

from labtui.data.analysis.matrix import Branch, Run, by_level, shortened, tally, tree, unfolded
from labtui.data.assessment.lab import Lab
from labtui.data.framework.levels import LEVELS
from tests.data.generate import labs
from tests.data.labs import EVALUATION, Raw, lab, owners, system


def drawn(found: Lab, ids: list[str], folded: frozenset[str] = frozenset()) -> str:
    """A tree as one reads it: two spaces a step down."""
    return "\n".join(
        "  " * branch.depth + branch.id for branch in unfolded(tree(found, ids), folded)
    )


def chain(*ids: str) -> list[Raw]:
    """Systems each of which runs on the one before."""
    hosts = (None, *ids)
    return [
        {"id": id, "name": id} | ({"runs_on": host} if host else {})
        for host, id in zip(hosts, ids, strict=False)
    ]


class TestByLevel:
    def test_every_level_is_there_and_the_lab_in_parts(self) -> None:
        found = lab(
            {"id": "x", "name": "x", "owners": owners(), "purpose": "convenience"},
            {"id": "l", "name": "l", "owners": owners(), "purpose": "learning"},
            {"id": "u", "name": "u", "owners": owners()},
            {"id": "p", "name": "p", "owners": owners(), "purpose": "reliability"},
            {"id": "q", "name": "q"},
            {"id": "gone", "name": "gone", "owners": owners(), "status": "retired"},
            {"id": "k", "name": "k", "owners": owners(), "purpose": "learning"},
        )
        groups = by_level(found, ["q", "k", "l", "gone", "u", "x", "p"])
        assert [(g.level, g.title, [a.id for a in g.systems]) for g in groups] == [
            ("0", "", []),
            ("1", "", []),
            ("2", "", []),
            ("3a", "Labs", ["k", "l"]),
            ("3a", "Home servers", ["x"]),
            ("3a", "Undecided", ["u"]),
            ("3b", "", ["p"]),
            (None, "", ["q"]),
        ]

    def test_an_empty_lab_has_its_levels(self) -> None:
        assert [group.level for group in by_level(lab(), [])] == [*LEVELS]

    @given(labs())
    def test_every_assessed_system_is_in_one_group_of_its_level(self, raws: list[Raw]) -> None:
        found = Lab({raw["id"]: system(raw) for raw in raws}.values(), EVALUATION)
        groups = by_level(found, list(found.systems))
        placed = [(a.id, group.level) for group in groups for a in group.systems]
        assert sorted(placed, key=str) == sorted(
            ((id, a.level) for id, a in found.assessments.items()), key=str
        )


class TestTree:
    def test_guests_stand_below_their_hosts_in_the_order_of_the_list(self) -> None:
        found = lab(
            *chain("host", "vm", "app"),
            {"id": "other", "name": "other", "runs_on": "host"},
            {"id": "node", "name": "node", "member_of": "host"},
            {"id": "alone", "name": "alone"},
        )
        ids = ["app", "alone", "other", "vm", "node", "host"]
        assert drawn(found, ids) == "alone\nhost\n  other\n  vm\n    app\n  node"
        assert tree(found, ids)[1] == Branch("host", 0, 4)

    def test_a_guest_whose_host_is_not_shown_stands_below_the_next_that_is(self) -> None:
        found = lab(*chain("host", "vm", "app"))
        assert drawn(found, ["app", "host"]) == "host\n  app"
        assert drawn(found, ["app"]) == "app"

    def test_a_host_that_does_not_exist_or_is_retired_is_none(self) -> None:
        found = lab(
            {"id": "a", "name": "a", "runs_on": "ghost"},
            {"id": "old", "name": "old", "status": "retired"},
            {"id": "b", "name": "b", "runs_on": "old"},
        )
        assert drawn(found, ["a", "old", "b"]) == "a\nb"

    def test_a_loop_starts_where_it_is_met_first(self) -> None:
        found = lab(
            {"id": "a", "name": "a", "runs_on": "b"},
            {"id": "b", "name": "b", "runs_on": "a"},
            {"id": "c", "name": "c", "runs_on": "a"},
            {"id": "self", "name": "self", "runs_on": "self"},
        )
        assert drawn(found, ["c", "b", "a", "self"]) == "self\na\n  c\n  b"
        assert drawn(found, ["b", "c", "a"]) == "b\n  a\n    c"

    def test_a_loop_out_of_sight_ends_the_climb(self) -> None:
        found = lab(
            {"id": "a", "name": "a", "runs_on": "b"},
            {"id": "b", "name": "b", "runs_on": "a"},
            {"id": "c", "name": "c", "runs_on": "a"},
        )
        assert drawn(found, ["c"]) == "c"

    def test_a_long_chain_needs_no_recursion(self) -> None:
        ids = [f"s{number}" for number in range(3000)]
        branches = tree(lab(*chain(*ids)), ids)
        assert branches[-1] == Branch("s2999", 2999, 0)
        assert branches[0].guests == 2999

    def test_what_is_folded_hides_all_below_it(self) -> None:
        found = lab(*chain("host", "vm", "app"), *chain("nas", "share"))
        ids = list(found.systems)
        assert drawn(found, ids, frozenset({"vm"})) == "host\n  vm\nnas\n  share"
        assert drawn(found, ids, frozenset({"host", "vm", "app"})) == "host\nnas\n  share"

    @given(labs())
    def test_every_assessed_system_stands_once_and_below_its_parent(self, raws: list[Raw]) -> None:
        found = Lab({raw["id"]: system(raw) for raw in raws}.values(), EVALUATION)
        branches = tree(found, list(found.systems))
        assert sorted(branch.id for branch in branches) == sorted(found.assessments)
        line: list[str] = []
        for branch in branches:
            assert branch.depth <= len(line)
            line[branch.depth :] = [branch.id]
            if branch.depth:
                assert found.systems[branch.id].parent == line[-2] or (
                    found.systems[branch.id].parent not in found.assessments
                )


class TestShortened:
    HOST = (
        {"id": "host", "name": "host", "owners": owners()},
        *({"id": f"g{i}", "name": f"g{i}", "runs_on": "host"} for i in range(3)),
        {"id": "own", "name": "own", "runs_on": "host", "owners": {"backups": "nobody"}},
        {"id": "vm", "name": "vm", "runs_on": "host"},
        {"id": "deep", "name": "deep", "runs_on": "vm"},
        {"id": "alone", "name": "alone"},
    )

    def lines(self, opened: set[str], apart: set[str]) -> list[str]:
        found = lab(*self.HOST)
        branches = tree(found, [*found.systems])
        return [
            f"{line.host}: {' '.join(line.ids)}" if isinstance(line, Run) else line.id
            for line in shortened(found, branches, opened, apart)
        ]

    def test_several_that_are_as_their_host_come_last_on_one_line(self) -> None:
        # One alone keeps its line, and so does what carries something.
        assert self.lines(set(), set()) == ["host", "own", "vm", "deep", "host: g0 g1 g2", "alone"]

    def test_but_not_of_an_opened_host_nor_those_apart(self) -> None:
        whole = ["host", "g0", "g1", "g2", "own", "vm", "deep", "alone"]
        assert self.lines({"host"}, set()) == whole
        assert self.lines(set(), {"g1", "g2"}) == whole
        assert self.lines(set(), {"g1"})[:3] == ["host", "g1", "own"]

    def test_what_fails_at_a_layer_keeps_its_line(self) -> None:
        lost = {"relied_on_for": ["data"], "backs_up_to": []}
        guests = [{"id": f"g{i}", "name": "g", "runs_on": "host", **lost} for i in range(2)]
        found = lab({"id": "host", "name": "host", "owners": owners()}, *guests)
        assert found.assessments["g0"].finding_count("critical")
        branches = tree(found, [*found.systems])
        assert shortened(found, branches, (), ()) == branches

    @given(labs())
    def test_every_system_is_on_one_line_as_deep_as_it_was(self, raws: list[Raw]) -> None:
        found = Lab({raw["id"]: system(raw) for raw in raws}.values(), EVALUATION)
        branches = tree(found, list(found.systems))
        depths = [
            pair
            for line in shortened(found, branches, (), ())
            for pair in (
                [(id, line.depth) for id in line.ids]
                if isinstance(line, Run)
                else [(line.id, line.depth)]
            )
        ]
        assert sorted(depths) == sorted((branch.id, branch.depth) for branch in branches)


def test_the_tally_counts_what_counts_at_each_system() -> None:
    found = lab(*TestShortened.HOST)
    counts = tally(found.assessments.values())
    assert counts["you"][:2] == (7, 7)
    assert {owner: row[7] for owner, row in counts.items()} == {"you": 6, "nobody": 1, None: 1}
