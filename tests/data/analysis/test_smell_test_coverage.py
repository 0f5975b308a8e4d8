"""Which guests and members a smell test covers."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, given
from hypothesis import strategies as st

from labtui.data.analysis.smell_test_coverage import Cover, cover_of
from tests.data.generate import IDS, labs, law
from tests.data.labs import TODAY, Raw, lab, owners, smell_test

LAB: Raw = {"id": "host", "name": "Host", "owners": owners(), "purpose": "learning"}
RELIED_ON: Raw = {"relied_on_for": ["data"]}


def system(id: str, **facts: object) -> Raw:
    return {"id": id, "name": id.title(), **facts}


class TestCover:
    def test_guests_and_members_are_covered_and_their_guests(self) -> None:
        all_of_it = lab(
            LAB,
            system("vm", runs_on="host"),
            system("node", member_of="host"),
            system("elsewhere", member_of="host", runs_on="other"),
            system("app", runs_on="vm"),
            system("other"),
        )
        assert cover_of(all_of_it, "host") == Cover(covered=("app", "node", "vm"))
        assert cover_of(all_of_it, "app") == Cover()

    def test_what_people_rely_on_is_passed_through(self) -> None:
        all_of_it = lab(LAB, system("vm", runs_on="host", **RELIED_ON), system("app", runs_on="vm"))
        assert cover_of(all_of_it, "host") == Cover(covered=("app",), relied_on=("vm",))

    def test_a_nearer_test_covers_all_below_it(self) -> None:
        all_of_it = lab(
            LAB,
            system("vm", runs_on="host", smell_test=smell_test()),
            system("app", runs_on="vm"),
            system("vault", runs_on="vm", **RELIED_ON),
            system("undated", runs_on="host", smell_test=smell_test(days=None)),
            system("own", runs_on="host", smell_test=smell_test(), **RELIED_ON),
        )
        assert cover_of(all_of_it, "host") == Cover(
            covered=("undated",), relied_on=("vault",), nearer=("app", "own", "vm")
        )

    def test_a_retired_one_is_not_named_but_passed_through(self) -> None:
        all_of_it = lab(
            LAB, system("vm", runs_on="host", status="retired"), system("app", runs_on="vm")
        )
        assert cover_of(all_of_it, "host") == Cover(covered=("app",))

    def test_a_loop_ends(self) -> None:
        all_of_it = lab(
            system("a", runs_on="b"), system("b", runs_on="a"), system("c", runs_on="c")
        )
        assert cover_of(all_of_it, "a") == Cover(covered=("b",))
        assert cover_of(all_of_it, "c") == Cover()

    @law
    @given(labs(1), st.sampled_from(IDS))
    def test_it_says_whose_test_counts_once_this_one_is_dated(
        self, raws: Sequence[Raw], id: str
    ) -> None:
        all_of_it = lab(*raws)
        assume(id in all_of_it.assessments)
        cover = cover_of(all_of_it, id)
        tested = all_of_it.systems[id].revised({"smell_test.date": TODAY, "smell_test.own": "yes"})
        all_of_it.update({id: tested})
        covered = {
            other
            for other, a in all_of_it.assessments.items()
            if other != id and a.assessed and a.assessed[1] == id
        }
        assert covered == set(cover.covered)
        assert not covered & {*cover.relied_on, *cover.nearer}
        for other in cover.relied_on:
            assert all_of_it.assessments[other].assessed is None
            assert all_of_it.systems[other].production_in_own_right
        for other in cover.nearer:
            counts = all_of_it.assessments[other].assessed
            assert counts is None or counts[1] != id
