"""Which systems of the review queue the smell test is asked of."""

from __future__ import annotations

from labtui.data.analysis.due_tests import due_from, due_tests
from labtui.data.analysis.review_queue import Cause, Entry, queue
from labtui.data.assessment.rules import Reason
from tests.data.labs import days_ago, lab, owners, smell_test

STALE = smell_test(date=days_ago(1000))


def test_what_the_test_of_a_host_covers_is_not_asked_again() -> None:
    found = lab(
        {"id": "pve", "name": "Host", "owners": owners(), "smell_test": STALE},
        {"id": "vm", "name": "Guest", "runs_on": "pve"},
        {"id": "own", "name": "Own test", "runs_on": "pve", "smell_test": STALE},
        {"id": "shop", "name": "Shop", "runs_on": "vm", "purpose": "reliability"},
    )
    entries = queue(found)
    assert {entry.id for entry in entries} == {"pve", "vm", "own", "shop"}
    assert {*due_tests(found, entries)} == {"pve", "own", "shop"}
    assert "vm" in due_tests(found, [entry for entry in entries if entry.id != "pve"])


def test_in_a_loop_all_are_asked() -> None:
    found = lab(
        {"id": "a", "name": "A", "runs_on": "b", "owners": owners()},
        {"id": "b", "name": "B", "runs_on": "a"},
        {"id": "c", "name": "C", "purpose": "reliability", "depends_on": ["a", "b"]},
    )
    assert {*due_tests(found, queue(found))} == {"a", "b", "c"}


def test_from_an_entry_on_what_stands_above_is_left_out() -> None:
    found = lab(*({"id": id, "name": id, "owners": owners()} for id in ("a", "b", "c", "d")))
    stale, missing = Cause(Reason.STALE, "", resolved_by_test=True), Cause(Reason.MISSING, "")
    entries = [
        Entry("a", (stale,)),
        Entry("b", (missing,)),
        Entry("c", (stale, missing)),
        Entry("d", (missing,)),
    ]
    assert due_from(found, entries, None) == ["a", "c"]
    assert due_from(found, entries, entries[0]) == ["a", "c"]
    assert due_from(found, entries, entries[1]) == []
    assert due_from(found, entries, entries[2]) == ["c"]
