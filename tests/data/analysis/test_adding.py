"""Systems added by answers: what these state, and what is there already."""

from __future__ import annotations

from pathlib import Path

import pytest

from labtui.data.analysis.adding import Newcomer, add_all, copied, names_in, namesakes
from labtui.data.framework.facts import FACTS
from labtui.data.framework.groups import EVIDENCE, HISTORY, PRACTICE, SMELL
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from tests.data.labs import TODAY
from tests.rows import each_row

LAB = """\
schema = 1

[[systems]]
id = "nas"
name = "NAS"
kind = "storage"
purpose = "reliability"
relied_on_for = ["storage"]
backs_up_to = []
notes = "the old one"
changed = 2026-01-01
[systems.owners]
os = "you"
[systems.evidence]
patched = 2026-11-01
[systems.practices]
documentation = "yes"
[systems.smell_test]
own = "yes"
[[systems.history]]
date = 2026-01-01
event = "added"

[[systems]]
id = "cafe-2"
name = "Café"
status = "planned"

[[systems]]
id = "old"
name = "Old"
status = "retired"
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "lab.toml").write_text(LAB, encoding="utf-8")
    return Workspace(Store(tmp_path / "lab.toml", tmp_path / "copies", create=False), TODAY)


@each_row(
    ("text", "names"),
    [
        ("Wiki", ["Wiki"]),
        ("- Wiki\n* Gitea  \r\n\n•  Mail server\nwiki\n", ["Wiki", "Gitea", "Mail server"]),
        ("-x\n --\n- \n", ["-x", "--", "-"]),
        (" \n\t\n", []),
    ],
)
def test_names_are_one_a_line_without_bullets_and_each_once(text: str, names: list[str]) -> None:
    assert names_in(text) == names


def test_who_has_a_name_already_is_found_by_name_and_by_id(workspace: Workspace) -> None:
    names = ["nas", "CAFÉ", "Cafe 2", "old", "Nas 2", "Old!", "new"]
    assert namesakes(workspace, names) == {
        "nas": "nas",
        "CAFÉ": "cafe-2",
        "Cafe 2": "cafe-2",
        "old": "old",
        "Old!": "old",
    }


def test_new_hosts_are_added_first_and_each_system_is_a_step(workspace: Workspace) -> None:
    said = Newcomer("vps", None, ("docker", "box"), {"purpose": "learning", "relied_on_for": ()})
    assert add_all(workspace, ["Wiki", "Gitea"], said) == ["wiki", "gitea"]
    assert workspace.raw("gitea") == {
        "id": "gitea",
        "name": "Gitea",
        "runs_on": "docker",
        "purpose": "learning",
        "relied_on_for": [],
    }
    assert workspace.raw("docker") == {"id": "docker", "name": "docker", "runs_on": "box"}
    assert {*workspace.raw("box")} == {"id", "name", "owners"}
    assert workspace.lab.assessments["wiki"].level == "2"
    undone = [workspace.undo() for _ in range(5)]
    assert undone == ["add gitea", "add wiki", "add docker", "add box", None]


def test_a_template_states_no_purpose_that_nobody_said(workspace: Workspace) -> None:
    add_all(workspace, ["Pi"], Newcomer("lab"))
    assert "purpose" not in workspace.raw("pi")


def test_a_copy_has_what_a_system_is_and_nothing_that_was_done(workspace: Workspace) -> None:
    facts = copied(workspace.system("nas"))
    assert facts == {
        "kind": "storage",
        "purpose": "reliability",
        "relied_on_for": ("storage",),
        "owners.os": "you",
    }
    assert copied(workspace.system("cafe-2")) == {"status": "planned"}
    assert copied(workspace.system("old")) == {}
    claimed = {FACTS[key].group for key in facts}
    assert claimed.isdisjoint({EVIDENCE, HISTORY, PRACTICE, SMELL})
