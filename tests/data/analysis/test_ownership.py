"""Who answers for a layer."""

from __future__ import annotations

from labtui.data.analysis.ownership import own_owner, set_owner, takes_owner
from tests.data.analysis.conftest import Opened
from tests.data.labs import owners
from tests.rows import each_row


@each_row(
    ("layer", "owner", "taken"),
    [
        ("os", "you", True),
        ("os", None, True),
        ("os", "n/a", True),
        ("hardware", "n/a", False),
        ("backups", "n/a", True),
        ("backups", "somebody", False),
    ],
)
def test_only_some_layers_may_not_apply(layer: str, owner: str | None, taken: bool) -> None:
    assert takes_owner(layer, owner) == taken


def test_an_owner_changes_the_system_and_those_that_inherit_it(opened: Opened) -> None:
    workspace = opened(
        {"id": "host", "name": "Host", "owners": owners()},
        {"id": "guest", "name": "Guest", "runs_on": "host"},
        {"id": "other", "name": "Other", "owners": owners()},
    )
    assert own_owner(workspace, "host", "hardware") == "you"
    assert own_owner(workspace, "guest", "hardware") is None
    change = set_owner(workspace, "host", "hardware", "provider")
    assert change.words == "3a → 2, 1 more changed"
    assert workspace.lab.assessments["guest"].level == "2"
    change = set_owner(workspace, "host", "hardware", None)
    assert change.words == "2 → no level, 1 more changed"
    assert "hardware" not in workspace.raw("host")["owners"]
