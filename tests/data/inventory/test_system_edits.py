"""Change, add, remove and accept: what is written, and what labtui sets itself."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from labtui.data.assessment.models import Event
from labtui.data.framework.facts import FACTS, REFERENCES
from labtui.data.framework.shapes import Shape
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.errors import FactError
from tests.data.inventory.workspaces import (
    HOMELAB,
    opened,
    written,
)
from tests.data.labs import TODAY, days_ago


class TestEditing:
    def test_moving_vaultwarden_changes_its_line_and_dates_the_change(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        workspace.save()
        before, after = HOMELAB.decode().splitlines(), path.read_text().splitlines()
        assert [line for line in before if line not in after] == [
            'runs_on = "synology"             # move it to pve-cluster and the lab is production '
            "in denial"
        ]
        assert [line for line in after if line not in before] == [
            'runs_on = "pve-cluster"             # move it to pve-cluster and the lab is '
            "production in denial",
            "changed = 2026-11-21",
        ]

    def test_a_first_answer_is_no_change(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"synology": {"exposure": "lan", "owners.network": "you"}})
        assert "changed" not in workspace.system("synology").facts

    @pytest.mark.parametrize(
        ("key", "value"),
        [("purpose", "reliability"), ("backs_up_to", None), ("owners.os", "shared")],
    )
    def test_replacing_or_removing_a_telling_fact_dates_the_change(
        self, path: Path, key: str, value: str | None
    ) -> None:
        workspace = opened(path)
        workspace.edit({"pve-cluster": {key: value}})
        assert workspace.system("pve-cluster").facts["changed"] == TODAY

    def test_a_note_or_a_date_of_evidence_is_no_change(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"pve-cluster": {"location": "attic", "evidence.patched": TODAY}})
        assert "changed" not in workspace.system("pve-cluster").facts

    def test_stating_what_is_stated_leaves_no_trace(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"vaultwarden": {"runs_on": "synology"}})
        assert workspace.last_step is None
        assert workspace.document.data == HOMELAB

    def test_a_wrong_value_can_be_taken_away(self, path: Path) -> None:
        workspace = opened(path, '[[systems]]\nid = "a"\nname = "A"\npurpose = "lerning"\n')
        workspace.edit({"a": {"purpose": None}})
        assert workspace.document.data == b'[[systems]]\nid = "a"\nname = "A"\n'

    def test_taking_away_what_is_not_there_leaves_no_trace(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"pbs": {"notes": None, "owners.os": "you"}})
        assert workspace.last_step is None

    def test_an_unknown_id_names_the_nearest(self, path: Path) -> None:
        with pytest.raises(FactError, match=r"No system vaultwarten\. Did you mean vaultwarden"):
            opened(path).edit({"vaultwarten": {"purpose": "learning"}})

    def test_several_systems_are_one_step(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({id: {"evidence.patched": TODAY} for id in ("pbs", "zoltan")})
        assert workspace.undo() == "edit pbs, zoltan"
        assert workspace.document.data == HOMELAB

    def test_a_system_that_stands_twice_is_refused_and_others_are_not(self, path: Path) -> None:
        blocks = [f'[[systems]]\nid = "{id}"\nname = "{name}"\n' for id, name in ("aA", "aB", "cC")]
        twice = "".join(blocks)
        workspace = opened(path, twice)
        for act in (
            lambda: workspace.edit({"a": {"purpose": "learning"}}),
            lambda: workspace.remove(["a"]),
            lambda: workspace.log(["a"], "incident"),
            lambda: workspace.draft("a"),
        ):
            with pytest.raises(FactError, match="Id a is used on lines 2 and 5"):
                act()
        workspace.edit({"c": {"purpose": "learning"}})
        assert workspace.system("c").purpose == "learning"
        assert workspace.system("a").name == "A"


class TestAdding:
    def test_a_guest_from_a_template_states_only_what_differs_from_its_host(
        self, path: Path
    ) -> None:
        workspace = opened(path)
        id = workspace.add("Grafana", {}, template="lab", host="pve-cluster")
        workspace.save()
        assert written(path, id) == {
            "id": "grafana",
            "name": "Grafana",
            "runs_on": "pve-cluster",
            "purpose": "learning",
        }
        assert workspace.lab.assessments["grafana"].level == "3a"

    def test_without_a_host_all_owners_are_written(self, path: Path) -> None:
        workspace = opened(path)
        workspace.add("Drive", {}, template="saas")
        workspace.save()
        owners = written(path, "drive")["owners"]
        assert len(owners) == 12
        assert (owners["application"], owners["access"]) == ("provider", "you")

    def test_facts_given_go_before_the_template(self, path: Path) -> None:
        workspace = opened(path)
        workspace.add("X", {"purpose": "convenience", "owners.os": "shared"}, template="vps")
        assert workspace.system("x").purpose == "convenience"
        assert workspace.system("x").facts["owners.os"] == "shared"
        assert workspace.system("x").facts["owners.hardware"] == "provider"

    def test_a_fact_taken_away_from_the_template_is_not_written(self, path: Path) -> None:
        workspace = opened(path)
        workspace.add("X", {"purpose": None}, template="lab")
        assert workspace.system("x").purpose is None

    def test_a_host_without_a_template(self, path: Path) -> None:
        workspace = opened(path)
        workspace.add("X", {}, host="zoltan")
        assert workspace.system("x").facts == {"id": "x", "name": "X", "runs_on": "zoltan"}

    @pytest.mark.parametrize(
        ("name", "id"),
        [
            ("Vaultwarden", "vaultwarden-2"),
            ("Grafäna & Co.", "grafana-co"),
            ("日本", "system"),
            ("x" * 80, "x" * 63),
        ],
    )
    def test_the_id_comes_from_the_name(self, path: Path, name: str, id: str) -> None:
        assert opened(path).add(name, {}) == id

    def test_long_names_that_are_taken_keep_ids_short_enough(self, path: Path) -> None:
        workspace = opened(path)
        assert [workspace.add("x" * 80, {}) for _ in range(3)][1:] == [
            "x" * 61 + "-2",
            "x" * 61 + "-3",
        ]

    @pytest.mark.parametrize(
        ("kwargs", "message"),
        [
            ({"id": "pbs"}, "Id pbs is taken"),
            ({"id": "Not An Id"}, '"Not An Id" is not an id: a-z'),
            ({"host": "synologi"}, "No system synologi. Did you mean synology"),
        ],
    )
    def test_a_wrong_id_or_host_is_refused(self, path: Path, kwargs: Any, message: str) -> None:
        workspace = opened(path)
        with pytest.raises(FactError, match=message):
            workspace.add("X", {}, **kwargs)
        assert workspace.document.data == HOMELAB

    def test_an_id_of_ones_own(self, path: Path) -> None:
        assert opened(path).add("Grafana", {}, id="metrics") == "metrics"

    def test_an_empty_inventory_is_made_on_the_first_save(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "inventory.toml"
        workspace = Workspace(Store(path, tmp_path / "backups", create=True), TODAY)
        assert not workspace.unsaved
        workspace.add("First", {})
        assert workspace.unsaved
        workspace.save()
        assert not workspace.unsaved
        assert tomllib.loads(path.read_text()) == {
            "schema": 1,
            "systems": [{"id": "first", "name": "First"}],
        }


class TestRemovingAndLogging:
    def test_removed_systems_are_gone_and_the_rest_keeps_its_bytes(self, path: Path) -> None:
        workspace = opened(path)
        workspace.remove(["jellyfin", "pbs"])
        workspace.save()
        left = [system["id"] for system in tomllib.loads(path.read_text())["systems"]]
        assert "pbs" not in left
        assert "jellyfin" not in left
        assert len(left) == 10
        assert list(workspace.ids) == left
        assert workspace.undo() == "remove jellyfin, pbs"
        assert workspace.document.data == HOMELAB
        assert list(workspace.ids) == [
            system["id"] for system in tomllib.loads(HOMELAB.decode())["systems"]
        ]

    def test_an_event_is_added_to_the_history(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pve-cluster"], "incident", "disk died")
        workspace.save()
        assert written(path, "pve-cluster")["history"][-1] == {
            "date": TODAY,
            "event": "incident",
            "note": "disk died",
        }


class TestAccepting:
    def test_a_finding_is_accepted_for_a_time(self, path: Path) -> None:
        workspace = opened(path)
        before = workspace.document.data
        workspace.accept("vaultwarden", "untested-backups", "moving house", days_ago(-90))
        a = workspace.lab.assessments["vaultwarden"]
        assert [f.rule for f in a.findings if f.accepted] == ["untested-backups"]
        assert workspace.raw("vaultwarden")["accepted"] == [
            {"rule": "untested-backups", "reason": "moving house", "until": days_ago(-90)}
        ]
        assert workspace.undo() == "accept untested-backups"
        assert workspace.document.data == before

    def test_only_the_acceptance_of_this_finding_is_withdrawn(self, path: Path) -> None:
        workspace = opened(path)
        for rule in ("untested-backups", "unmonitored"):
            workspace.accept("vaultwarden", rule, "moving house", days_ago(-90))
        workspace.withdraw("vaultwarden", "untested-backups")
        accepted = workspace.raw("vaultwarden")["accepted"]
        assert [entry["rule"] for entry in accepted] == ["unmonitored"]
        workspace.withdraw("vaultwarden", "unmonitored")
        assert "accepted" not in workspace.raw("vaultwarden")
        assert workspace.undo() == "withdraw unmonitored"

    def test_an_unknown_system_is_refused(self, path: Path) -> None:
        with pytest.raises(FactError, match="vaultwardn"):
            opened(path).accept("vaultwardn", "unmonitored", "", days_ago(-1))


class TestEventsOfSeveral:
    def test_all_get_the_event_as_one_step(self, path: Path) -> None:
        workspace = opened(path)
        before = workspace.document.data
        workspace.log(["pbs", "zoltan"], "rebuilt", "from notes")
        for id in ("pbs", "zoltan"):
            assert workspace.raw(id)["history"][-1] == {
                "date": TODAY, "event": "rebuilt", "note": "from notes",
            }  # fmt: skip
        assert workspace.undo() == "log rebuilt pbs, zoltan"
        assert workspace.document.data == before

    def test_facts_and_an_event_are_one_step(self, path: Path) -> None:
        workspace = opened(path)
        before = workspace.document.data
        workspace.edit(
            {"pbs": {"status": "retired"}}, "retire", events={"pbs": [Event(TODAY, "retired")]}
        )
        assert workspace.raw("pbs")["history"][-1]["event"] == "retired"
        assert "pbs" not in workspace.lab.assessments
        assert workspace.undo() == "retire pbs"
        assert workspace.document.data == before


class TestNamingItself:
    @pytest.mark.parametrize("key", [*REFERENCES, "retirement.replaced_by"])
    def test_it_is_refused(self, path: Path, key: str) -> None:
        itself = "pbs" if FACTS[key].shape is Shape.REFERENCE else ("blog", "pbs")
        workspace = opened(path)
        before = workspace.document.data
        with pytest.raises(FactError, match=f"pbs: {key} cannot name pbs itself. Name another"):
            workspace.edit({"blog": {"purpose": "learning"}, "pbs": {key: itself}})
        assert workspace.document.data == before

    def test_a_new_system_cannot_either(self, path: Path) -> None:
        workspace = opened(path)
        with pytest.raises(FactError, match="new: depends_on cannot name new itself"):
            workspace.add("New", {"depends_on": ("new",)})
        assert "new" not in workspace.ids

    def test_a_draft_is_not_kept(self, path: Path) -> None:
        draft = opened(path).draft("pbs")
        draft.state("recovers_with", ("pbs",))
        with pytest.raises(FactError, match="cannot name pbs itself"):
            draft.keep()
        assert draft.changes

    def test_what_names_itself_already_may_stay(self, path: Path) -> None:
        text = '[[systems]]\nid = "a"\nname = "A"\ndepends_on = ["a", "b"]\n'
        workspace = opened(path, text)
        workspace.edit({"a": {"depends_on": ("a",)}})
        assert workspace.system("a").facts["depends_on"] == ("a",)
        workspace.edit({"a": {"depends_on": ()}})
        assert workspace.system("a").facts["depends_on"] == ()
