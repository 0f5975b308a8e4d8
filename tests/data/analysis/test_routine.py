"""What was done today: a date for evidence, an event for anything else."""

from __future__ import annotations

from labtui.data.analysis.routine import is_evidence, note_done
from labtui.data.assessment.models import Event
from tests.data.analysis.conftest import Opened
from tests.data.labs import TODAY


def test_evidence_is_dated_in_all_systems_as_one_step(opened: Opened) -> None:
    workspace = opened({"id": "a", "name": "A"}, {"id": "b", "name": "B"})
    assert is_evidence("patched")
    note_done(workspace, ["a", "b"], "patched")
    assert [workspace.system(id).evidence("patched") for id in ("a", "b")] == [TODAY, TODAY]
    assert workspace.undo() == "edit a, b"


def test_an_event_goes_to_the_history_with_its_note(opened: Opened) -> None:
    workspace = opened({"id": "a", "name": "A"})
    assert not is_evidence("experiment")
    note_done(workspace, ["a"], "experiment", "tried ZFS")
    note_done(workspace, ["a"], "incident")
    assert workspace.system("a").history == (
        Event(TODAY, "experiment", "tried ZFS"),
        Event(TODAY, "incident"),
    )
