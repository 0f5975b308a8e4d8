"""Which facts can be edited, and one fact of several systems at once."""

from __future__ import annotations

import pytest

from labtui.data.analysis.editing import (
    BulkAnswer,
    BulkEdit,
    bulk_edit,
    bulk_facts,
    editable_facts,
    irrelevant_facts,
    referable_ids,
)
from labtui.data.framework.facts import FACTS
from labtui.data.framework.groups import RETIREMENT
from labtui.data.framework.shapes import Value
from labtui.errors import FactError
from tests.data.analysis.conftest import Opened
from tests.data.labs import Raw, assessed, owners, system
from tests.rows import each_row


@each_row(
    ("raw", "shown"),
    [
        ({}, False),
        ({"status": "retired"}, True),
        ({"retirement": {"reason": "too old"}}, True),
    ],
)
def test_facts_of_a_retirement_show_once_there_is_one(raw: Raw, shown: bool) -> None:
    facts = editable_facts(system({"id": "a", "name": "A", **raw}))
    assert any(fact.group == RETIREMENT for fact in facts) == shown
    assert len(facts) > len(bulk_facts())


SAAS = owners("provider", data="you")
HOSTED = owners("you")


@each_row(
    ("raw", "irrelevant", "relevant"),
    [
        ({}, set(), {"exposure", "practices.segmentation", "evidence.mfa", "utilization"}),
        (
            {"owners": SAAS},
            {"exposure", "practices.segmentation", "evidence.patched", "utilization"},
            {"holds", "evidence.mfa", "evidence.exportable", "purpose"},
        ),
        (
            {"owners": SAAS, "exposure": "internet", "practices": {"segmentation": "no"}},
            {"practices.documentation", "evidence.patched"},
            {"exposure", "practices.segmentation"},
        ),
        (
            {"owners": HOSTED, "exposure": "lan"},
            {"evidence.mfa", "evidence.breach_plan", "evidence.vendor_backup"},
            {"practices.segmentation", "evidence.patched", "utilization", "backs_up_to"},
        ),
        (
            {"owners": HOSTED, "exposure": "internet", "holds": "nothing"},
            {"backs_up_to", "evidence.restore_tested"},
            {"evidence.mfa"},
        ),
        (
            {"owners": {**HOSTED, "os": "n/a", "application": "n/a"}},
            {"exposure", "depends_on", "practices.documentation", "evidence.wipeable"},
            {"evidence.restore_tested", "holds"},
        ),
    ],
)
def test_what_does_not_matter_at_a_level_or_for_a_kind(
    raw: Raw, irrelevant: set[str], relevant: set[str]
) -> None:
    found = irrelevant_facts(assessed({"id": "a", "name": "A", **raw}))
    assert irrelevant <= found
    assert found.isdisjoint(relevant)


def test_references_texts_and_what_is_inherited_always_matter() -> None:
    host = {"id": "host", "owners": HOSTED, "practices": {"documentation": "yes"}}
    found = irrelevant_facts(
        assessed(
            {"id": "a", "runs_on": "host", "owners": {"os": "n/a", "application": "n/a"}}, host
        )
    )
    assert "practices.segmentation" in found
    assert found.isdisjoint(
        {"practices.documentation", "owners.os", "runs_on", "recovers_with", "access_to"}
        | {"notes", "parts", "provider", "site", "stand_ins", "evidence.offline_recovery"}
        | {"smell_test.own", "smell_test.notes.own"}
    )


def test_references_name_what_is_not_retired(opened: Opened) -> None:
    workspace = opened(
        {"id": "c", "name": "C"},
        {"id": "a", "name": "A", "status": "planned"},
        {"id": "gone", "name": "Gone", "status": "retired"},
        {"id": "b", "name": "B"},
    )
    assert referable_ids(workspace) == ["c", "a", "b"]
    assert referable_ids(workspace, excluded={"c"}) == ["a", "b"]


def test_a_bulk_edit_changes_no_fact_of_one_system_alone() -> None:
    keys = {fact.key for fact in bulk_facts()}
    assert keys.isdisjoint({"id", "name", "changed", "source", "retirement.reason"})
    assert {"runs_on", "tags", "owners.os"} <= keys


def several(key: str, *own: Value | None) -> BulkEdit:
    """One fact of several systems: `0`, `1`, …"""
    return BulkEdit(FACTS[key], {str(number): value for number, value in enumerate(own)})


class TestValues:
    def test_what_all_state_alike_is_common(self) -> None:
        assert several("runs_on", "a", "a").common == "a"
        assert several("runs_on", "a", "b").common is None
        assert not several("runs_on", "a", "a").differ
        assert several("runs_on", "a", None).differ

    def test_an_answer_goes_to_all(self) -> None:
        edit = several("runs_on", "a", None)
        assert edit.changes(BulkAnswer("b")) == {"0": {"runs_on": "b"}, "1": {"runs_on": "b"}}
        assert edit.changes(BulkAnswer(None)) == {"0": {"runs_on": None}, "1": {"runs_on": None}}

    def test_what_all_state_already_changes_nothing(self) -> None:
        assert several("runs_on", "a", "a").changes(BulkAnswer("a")) == {}


class TestLists:
    def test_common_is_what_all_have(self) -> None:
        assert several("tags", ("x", "y"), ("y", "z")).common == ("y",)
        assert several("tags", ("x",), None).common == ()
        assert several("tags", None, ("x",)).common == ()

    def test_how_many_have_an_element(self) -> None:
        assert several("tags", ("x", "y"), ("y",), None).count("y") == 2

    def test_what_is_added_and_taken_away_leaves_the_rest_of_each(self) -> None:
        edit = several("tags", ("x", "y"), ("y", "z"), None)
        # In common they have nothing, so an answer can only add.
        assert edit.changes(BulkAnswer(("z",))) == {
            "0": {"tags": ("x", "y", "z")},
            "1": {"tags": ("y", "z")},
            "2": {"tags": ("z",)},
        }
        edit = several("tags", ("x", "y"), ("y", "z"))
        assert edit.changes(BulkAnswer(("w",))) == {
            "0": {"tags": ("x", "w")},
            "1": {"tags": ("z", "w")},
        }
        assert edit.changes(BulkAnswer(())) == {"0": {"tags": ("x",)}, "1": {"tags": ("z",)}}

    def test_the_same_ticks_change_nothing(self) -> None:
        assert several("tags", ("x", "y"), ("y",)).changes(BulkAnswer(("y",))) == {}
        assert several("tags", ("x",), None).changes(BulkAnswer(())) == {}

    def test_none_replaces_all(self) -> None:
        edit = several("tags", ("x",), None)
        replaced = BulkAnswer((), replaces=True)
        assert edit.changes(replaced) == {"0": {"tags": ()}, "1": {"tags": ()}}


def test_a_bulk_edit_begins_with_what_the_systems_state(opened: Opened) -> None:
    workspace = opened({"id": "a", "name": "A", "tags": ["x"]}, {"id": "b", "name": "B"})
    edit = bulk_edit(workspace, ["a", "b"], FACTS["tags"])
    assert edit.own == {"a": ("x",), "b": None}
    workspace.edit(edit.changes(BulkAnswer(("y",))))
    assert workspace.system("a").facts["tags"] == ("x", "y")
    assert workspace.system("b").facts["tags"] == ("y",)
    with pytest.raises(FactError, match="No system "):
        bulk_edit(workspace, ["c"], FACTS["tags"])
