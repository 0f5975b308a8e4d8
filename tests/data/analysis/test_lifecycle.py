"""Into service, out of service and back, and the checklist: each one step to undo."""

from __future__ import annotations

import pytest

from labtui.data.analysis.checklist import checklist
from labtui.data.analysis.lifecycle import (
    activate,
    bring_back,
    open_tasks,
    retire,
    retired_facts,
    returned_facts,
    set_task_state,
)
from labtui.data.assessment.models import Event
from labtui.errors import FactError
from tests.data.analysis.conftest import Opened
from tests.data.labs import TODAY, days_ago, raw, system


def test_a_planned_system_goes_into_service(opened: Opened) -> None:
    workspace = opened({"id": "a", "name": "A", "status": "planned"})
    activate(workspace, "a")
    assert workspace.lab.systems["a"].active
    assert "status" not in workspace.raw("a")
    assert workspace.undo() == "activate a"


def test_retiring_says_why_and_by_what_it_is_replaced(opened: Opened) -> None:
    workspace = opened({"id": "a", "name": "A"}, {"id": "b", "name": "B"})
    retire(workspace, "a", "too old", "b")
    system = workspace.lab.systems["a"]
    assert system.retired
    assert system.facts["retirement.date"] == TODAY
    assert system.facts["retirement.reason"] == "too old"
    assert system.facts["retirement.replaced_by"] == "b"
    assert system.history == (Event(TODAY, "retired", "too old"),)
    assert workspace.undo() == "retire a"


def test_a_retirement_may_say_nothing(opened: Opened) -> None:
    workspace = opened({"id": "a", "name": "A"})
    retire(workspace, "a")
    assert workspace.raw("a")["retirement"] == {"date": TODAY}
    assert workspace.lab.systems["a"].history == (Event(TODAY, "retired"),)


def test_what_was_retired_comes_back(opened: Opened) -> None:
    workspace = opened({"id": "a", "name": "A"})
    retire(workspace, "a", "too old")
    bring_back(workspace, "a")
    system = workspace.lab.systems["a"]
    assert system.active
    assert not workspace.raw("a").get("retirement")
    assert system.history[-1] == Event(TODAY, "changed", "back in service")
    assert workspace.undo() == "bring back a"


def test_tasks_are_ticked_and_opened_again(opened: Opened) -> None:
    workspace = opened({"id": "a", "name": "A", "used_by": ["Ada"]})
    task = next(task for task in checklist(workspace.lab, "a") if task.id == "people")
    still, total = open_tasks(workspace.lab, "a")
    assert still == total > 1

    set_task_state(workspace, "a", task, "done")
    assert workspace.lab.systems["a"].facts["retirement.done"] == ("people",)
    assert open_tasks(workspace.lab, "a") == (still - 1, total)
    assert workspace.last_step is not None
    assert workspace.last_step.done == "tell the people who use it: a"

    set_task_state(workspace, "a", task, "n/a", "nobody left")
    assert workspace.lab.systems["a"].facts["retirement.done"] == ("people n/a: nobody left",)
    set_task_state(workspace, "a", task, "open")
    assert not workspace.raw("a").get("retirement")
    with pytest.raises(FactError, match="why it does not apply"):
        set_task_state(workspace, "a", task, "n/a")


@pytest.mark.parametrize("change", [activate, retire, bring_back])
def test_unknown_systems_are_refused(opened: Opened, change) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(FactError, match="No system "):
        change(opened(), "a")


# --- going, and coming back


def test_going_writes_what_is_told_and_takes_away_what_is_not() -> None:
    for day, written in ((None, TODAY), (days_ago(9), TODAY), (days_ago(-9), days_ago(-9))):
        going = system({"id": "a", "name": "A", "retirement": {"date": day} if day else {}})
        assert retired_facts(going, TODAY, "too loud", None) == {
            "status": "retired",
            "retirement.date": written,
            "retirement.reason": "too loud",
            "retirement.replaced_by": None,
        }


def test_coming_back_opens_the_list_again_and_keeps_what_still_holds() -> None:
    retirement = {
        "date": days_ago(30),
        "reason": "too loud",
        "data_kept_at": "a drawer",
        "done": ["export", "access n/a: no proxy", "sold the rack", "export", "stop"],
    }
    gone = system(raw("a", status="retired", retirement=retirement, depends_on=["b"]))

    back = gone.revised(returned_facts(gone))

    assert back.active
    assert back.facts == {
        "id": "a",
        "name": "a",
        "depends_on": ("b",),
        "retirement.data_kept_at": "a drawer",
        "retirement.done": ("access n/a: no proxy", "sold the rack"),
    }


def test_coming_back_with_nothing_left_to_tell_leaves_no_list() -> None:
    gone = system(raw("a", status="retired", retirement={"done": ["stop"]}))
    assert returned_facts(gone)["retirement.done"] is None
