"""What systems can run on."""

from __future__ import annotations

from labtui.data.analysis.editing import referable_ids
from labtui.data.analysis.hosting import hosts
from tests.data.analysis.conftest import Opened
from tests.data.labs import owners


def test_hosts_come_first_and_what_runs_nothing_is_not_offered(opened: Opened) -> None:
    workspace = opened(
        {"id": "ups", "name": "UPS", "owners": {"hardware": "you", "os": "n/a"}},
        {"id": "mail", "name": "Mail", "owners": owners("provider")},
        {"id": "new", "name": "New"},
        {"id": "spare", "name": "Spare", "owners": owners()},
        {"id": "vps", "name": "VPS", "owners": owners(hardware="provider")},
        {"id": "pve", "name": "PVE", "owners": owners()},
        {"id": "old", "name": "Old", "owners": owners(), "status": "retired"},
        {"id": "blog", "name": "Blog", "runs_on": "vps"},
        {"id": "a", "name": "A", "runs_on": "pve"},
        {"id": "b", "name": "B", "runs_on": "pve", "status": "planned"},
    )
    lab, ids = workspace.lab, referable_ids(workspace)
    found = hosts(lab, ids)
    assert found.likely == ["pve", "vps", "spare", "new", "blog", "a", "b"]
    assert found.unlikely == ["ups", "mail"], "not the one that is retired"
    assert hosts(lab, ids, first="blog").likely[:2] == ["blog", "pve"]
    assert hosts(lab, ids, first="ups") == found
