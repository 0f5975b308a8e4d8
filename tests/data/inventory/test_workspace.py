"""The open inventory: what an edit writes, what a draft shows, undo, refusals, problems."""

from __future__ import annotations

import threading
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Event
from labtui.data.framework.facts import FACTS
from labtui.data.framework.questions import QUESTIONS
from labtui.data.inventory.conflicts import Choice, ConflictError, Resolution
from labtui.data.inventory.document import Document
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.errors import ChangedOnDiskError, DocumentError, FactError, StoreError
from tests.data.generate import IDS, labs
from tests.data.labs import TODAY, Raw, days_ago

HOMELAB = Path(__file__).parents[1].joinpath("homelab.toml").read_bytes()
ANSWERED = """\
[[systems]]
id = "a"
name = "A"
owners = { os = "you", hardware = "you" }
changed = 2026-01-02
smell_test = { date = 2026-01-01, restore = "yes", detect = "yes", understand = "yes", rebuild = "yes", own = "yes" }
[[systems.history]]
date = 2026-01-01
event = "assessed"
level = "2"
"""  # noqa: E501
"""A full smell test from when it was something else."""
ALL_YES = {f"smell_test.{question}": "yes" for question in QUESTIONS}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "inventory.toml"


def opened(path: Path, data: bytes | str = HOMELAB, **kwargs: Any) -> Workspace:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return Workspace(Store(path, path.parent / "backups", create=False), TODAY, **kwargs)


def written(path: Path, id: str) -> dict[str, Any]:
    """A system as the file has it."""
    systems = tomllib.loads(path.read_text())["systems"]
    return next(system for system in systems if system["id"] == id)


def save_deciding_for_ours(workspace: Workspace) -> None:
    """Save what others gave other values, have ours hold, and take in the rest."""
    with pytest.raises(ConflictError) as refused:
        workspace.save()
    workspace.save([Resolution(conflict, "ours") for conflict in refused.value.conflicts])
    workspace.apply_external()


def copies(path: Path) -> list[bytes]:
    """What the safety copies hold, oldest first."""
    return [copy.read_bytes() for copy in sorted((path.parent / "backups").glob("*.toml"))]


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
        with pytest.raises(
            FactError, match="vaultwarten: no such system; did you mean vaultwarden"
        ):
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
            with pytest.raises(FactError, match="a stands more than once, on lines 2, 5"):
                act()
        workspace.edit({"c": {"purpose": "learning"}})
        assert workspace.system("c").purpose == "learning"
        assert workspace.system("a").name == "A"


class TestSmellTest:
    def test_answering_dates_the_test(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"pbs": {"smell_test.restore": "no"}})
        workspace.save()
        assert written(path, "pbs")["smell_test"] == {"date": TODAY, "restore": "no"}
        assert "history" not in written(path, "pbs")

    def test_five_answers_add_an_event_with_what_the_system_is_then(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"ny-vms": ALL_YES})
        workspace.save()
        assert written(path, "ny-vms")["history"] == [
            {
                "date": TODAY,
                "event": "assessed",
                "level": "2",
                "risk": "High",
                "verdict": "operating",
            }
        ]
        assert workspace.lab.assessments["ny-vms"].risk.now == "High"  # type: ignore[union-attr]

    def test_the_event_tells_the_risk_after_the_test_itself_settled_what_it_settles(
        self, path: Path
    ) -> None:
        workspace = opened(
            path,
            '[[systems]]\nid = "m"\nname = "M"\nchanged = 2026-11-20\n'
            'owners = { os = "provider", application = "provider" }\n'
            "[systems.evidence]\nmfa = true\ndata_located = true\n"
            "exportable = true\nvendor_backup = true\n"
            '[[systems.history]]\ndate = 2026-01-01\nevent = "assessed"\nlevel = "2"\n',
        )
        assert {f.rule for f in workspace.lab.assessments["m"].findings} >= {"outgrew-assessment"}
        workspace.edit({"m": ALL_YES})
        assert "outgrew-assessment" not in {f.rule for f in workspace.lab.assessments["m"].findings}
        event = workspace.system("m").history[-1]
        assert event.risk == workspace.lab.assessments["m"].risk.now  # type: ignore[union-attr]

    def test_a_level_that_is_not_known_is_left_out_of_the_event(self, path: Path) -> None:
        workspace = opened(path, '[[systems]]\nid = "a"\nname = "A"\n')
        workspace.edit({"a": ALL_YES})
        workspace.save()
        assert written(path, "a")["history"] == [
            {"date": TODAY, "event": "assessed", "verdict": "undecided"}
        ]

    def test_what_an_ancestors_test_covered_is_copied_first(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"pve-cluster": {**ALL_YES, "smell_test.rebuild": "unsure"}})
        workspace.edit({"jellyfin": {"smell_test.own": "no"}})
        workspace.save()
        answers = {key.removeprefix("smell_test."): value for key, value in ALL_YES.items()}
        assert written(path, "jellyfin")["smell_test"] == {
            "date": TODAY,
            **answers,
            "rebuild": "unsure",
            "own": "no",
        }
        assert [entry["event"] for entry in written(path, "jellyfin")["history"]] == ["assessed"]

    def test_an_answer_given_goes_before_the_one_that_covered_it(self, path: Path) -> None:
        host = (
            'id = "h"\nname = "H"\nsmell_test = { date = 2026-01-01, own = "no", detect = "no" }\n'
        )
        guest = 'id = "g"\nname = "G"\nruns_on = "h"\nsmell_test = { own = "yes" }\n'
        workspace = opened(path, f"[[systems]]\n{host}[[systems]]\n{guest}")
        workspace.edit({"g": {"smell_test.own": "yes"}})
        workspace.save()
        assert written(path, "g")["smell_test"] == {"date": TODAY, "own": "yes", "detect": "no"}

    def test_a_date_given_with_the_answer_stays(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"pbs": {"smell_test.own": "yes", "smell_test.date": date(2026, 11, 1)}})
        assert workspace.system("pbs").facts["smell_test.date"] == date(2026, 11, 1)

    def test_the_same_answer_again_dates_the_test_anew(self, path: Path) -> None:
        workspace = opened(
            path,
            '[[systems]]\nid = "a"\nname = "A"\nsmell_test = { date = 2026-01-01, own = "yes" }\n',
        )
        workspace.edit({"a": {"smell_test.own": "yes"}})
        assert workspace.system("a").facts["smell_test.date"] == TODAY

    def test_taking_an_answer_away_dates_nothing(self, path: Path) -> None:
        workspace = opened(
            path,
            '[[systems]]\nid = "a"\nname = "A"\nsmell_test = { date = 2026-01-01, own = "yes" }\n',
        )
        workspace.edit({"a": {"smell_test.own": None}})
        assert workspace.system("a").facts["smell_test.date"] == date(2026, 1, 1)

    def test_a_retired_system_gets_no_assessed_event(self, path: Path) -> None:
        workspace = opened(path, '[[systems]]\nid = "a"\nname = "A"\nstatus = "retired"\n')
        workspace.edit({"a": ALL_YES})
        assert workspace.system("a").history == ()


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
            ({"id": "pbs"}, "pbs: there is a system of this id already"),
            ({"id": "Not An Id"}, "Not An Id is not an id: a-z"),
            ({"host": "synologi"}, "synologi: no such system; did you mean synology"),
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


class TestUndo:
    def test_undo_and_redo_go_back_and_forth_byte_for_byte(self, path: Path) -> None:
        workspace = opened(path)
        states = [workspace.document.data]
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        states.append(workspace.document.data)
        workspace.log(["pbs"], "experiment")
        states.append(workspace.document.data)
        assert workspace.last_step is not None
        assert workspace.last_step.done == "log experiment pbs"
        assert workspace.redo() is None
        assert workspace.undo() == "log experiment pbs"
        assert workspace.document.data == states[1]
        assert workspace.undo() == "edit vaultwarden"
        assert workspace.document.data == states[0]
        assert workspace.undo() is None
        assert workspace.redo() == "edit vaultwarden"
        assert workspace.redo() == "log experiment pbs"
        assert workspace.document.data == states[2]
        assert workspace.redo() is None

    def test_a_new_step_ends_what_could_be_done_again(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        workspace.undo()
        workspace.log(["pbs"], "incident")
        assert workspace.redo() is None

    def test_undoing_to_what_is_saved_leaves_nothing_to_save(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        workspace.undo()
        assert not workspace.unsaved


class TestDraft:
    def test_shows_what_would_follow_and_takes_it_back(self, path: Path) -> None:
        workspace = opened(path)
        draft = workspace.draft("vaultwarden")
        assert draft.effects() == {}
        draft.state("runs_on", "pve-cluster")
        effects = draft.effects()
        assert {
            id: (b.level, a.level)
            for id, (b, a) in effects.items()
            if b and a and b.level != a.level
        } == {
            "pve-cluster": ("3a", "3b"),
            "pbs": ("3a", "3b"),
        }
        assert "production-in-denial" in {
            f.rule for f in draft.lab.assessments["pve-cluster"].findings
        }
        assert draft.drafted.runs_on == "pve-cluster"
        assert not workspace.unsaved
        draft.state("runs_on", "synology")
        assert (draft.effects(), draft.changes) == ({}, {})

    def test_the_lab_is_as_saved_and_once_discarded_so_is_the_draft(self, path: Path) -> None:
        workspace = opened(path)
        before = dict(workspace.lab.assessments)
        draft = workspace.draft("vaultwarden")
        draft.state("runs_on", "pve-cluster")
        draft.state("relied_on_for", None)
        assert workspace.lab.assessments == before
        draft.discard()
        assert workspace.lab.assessments == draft.lab.assessments == before
        assert draft.before == before["vaultwarden"]

    def test_keeping_is_one_step(self, path: Path) -> None:
        workspace = opened(path)
        draft = workspace.draft("vaultwarden")
        draft.state("runs_on", "pve-cluster")
        draft.state("exposure", "vpn")
        drafted = draft.lab.assessments["pve-cluster"]
        draft.keep()
        assert workspace.lab.assessments["pve-cluster"] == drafted
        assert workspace.undo() == "edit vaultwarden"
        assert workspace.document.data == HOMELAB

    def test_a_draft_goes_on_from_what_was_kept(self, path: Path) -> None:
        workspace = opened(path)
        draft = workspace.draft("zoltan")
        draft.state("exposure", "lan")
        draft.keep()
        draft.discard()
        assert workspace.system("zoltan").exposure == "lan"
        assert draft.effects() == {}
        draft.state("exposure", "vpn")
        assert draft.changes == {"exposure": "vpn"}

    def test_a_draft_that_cannot_be_written_stays_a_draft(self, path: Path) -> None:
        workspace = opened(path)
        draft = workspace.draft("vaultwarden")
        draft.state("notes", "half a pair: \ud800")
        with pytest.raises(DocumentError):
            draft.keep()
        assert draft.changes == {"notes": "half a pair: \ud800"}
        assert draft.drafted.facts["notes"] == "half a pair: \ud800"
        draft.discard()
        assert workspace.document.data == HOMELAB

    def test_answers_given_anew_are_drafted_though_they_are_the_same(self, path: Path) -> None:
        workspace = opened(path, ANSWERED)
        draft = workspace.draft("a")
        draft.answer(ALL_YES)
        before, after = draft.effects()["a"]
        assert before is not None
        assert after is not None
        assert {f.rule for f in before.findings} - {f.rule for f in after.findings} == {
            "assessment-stale",
            "changed-since-assessment",
            "outgrew-assessment",
        }
        draft.discard()
        assert workspace.lab.assessments == {"a": before}
        assert (draft.effects(), draft.changes) == ({}, {})

    def test_answers_are_replaced_by_those_given_later(self, path: Path) -> None:
        workspace = opened(path, ANSWERED)
        draft = workspace.draft("a")
        draft.answer({**ALL_YES, "smell_test.own": "no"})
        draft.answer({"smell_test.own": "unsure"})
        assert draft.drafted.facts["smell_test.own"] == "unsure"
        assert [event.event for event in draft.drafted.history] == ["assessed", "assessed"]

    def test_keeping_answers_changes_the_date_and_adds_the_event(self, path: Path) -> None:
        workspace = opened(path, ANSWERED)
        draft = workspace.draft("a", "assess")
        draft.answer(ALL_YES)
        draft.keep()
        before, after = tomllib.loads(ANSWERED), tomllib.loads(workspace.document.data.decode())
        event = after["systems"][0]["history"].pop()
        assert event == {"date": TODAY, "event": "assessed", "level": "3a", "risk": "High",
                         "verdict": "operating"}  # fmt: skip
        before["systems"][0]["smell_test"]["date"] = TODAY
        assert after == before
        assert workspace.undo() == "assess a"

    def test_five_answers_in_the_editor_show_the_event_too(self, path: Path) -> None:
        workspace = opened(path, ANSWERED)
        draft = workspace.draft("a")
        draft.state("smell_test.own", "no")
        assert draft.drafted.history[-1].verdict == "consuming"

    def test_a_retired_system_is_drafted_without_an_event(self, path: Path) -> None:
        workspace = opened(path, '[[systems]]\nid = "a"\nname = "A"\nstatus = "retired"\n')
        draft = workspace.draft("a")
        draft.answer(ALL_YES)
        assert draft.drafted.history == ()
        draft.keep()
        assert workspace.system("a").history == ()


class TestJoining:
    """Several edits that are one step."""

    def test_joined_edits_are_undone_and_redone_at_once(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["mail"], "incident")
        before = workspace.document.data
        joining = None
        for id in ("pbs", "zoltan", "mail"):
            workspace.edit({id: {"evidence.patched": TODAY}}, "assess", joining=joining)
            joining = workspace.last_step
        after = workspace.document.data
        assert workspace.undo() == "assess pbs, zoltan, mail"
        assert workspace.document.data == before
        assert workspace.redo() == "assess pbs, zoltan, mail"
        assert workspace.document.data == after
        assert workspace.undo()
        assert workspace.undo() == "log incident mail"
        assert workspace.document.data == HOMELAB

    def test_a_draft_can_be_kept_so(self, path: Path) -> None:
        workspace = opened(path)
        joining = None
        for id in ("ny-vms", "mail"):
            draft = workspace.draft(id, "assess", joining=joining)
            draft.answer(ALL_YES)
            draft.keep()
            joining = workspace.last_step
        assert workspace.undo() == "assess ny-vms, mail"
        assert workspace.document.data == HOMELAB

    @pytest.mark.parametrize("between", ["undo", "undo and redo", "another step", "reload"])
    def test_a_step_that_is_not_the_last_any_more_is_not_joined(
        self, path: Path, between: str
    ) -> None:
        workspace = opened(path)
        workspace.edit({"pbs": {"evidence.patched": TODAY}}, "assess")
        joining = workspace.last_step
        if between == "another step":
            workspace.log(["pbs"], "incident")
        elif between == "reload":
            path.write_bytes(HOMELAB + b"# written meanwhile\n")
            workspace.reload(workspace.reread())
        else:
            workspace.undo()
            if between == "undo and redo":
                workspace.redo()
        before = workspace.document.data
        workspace.edit({"mail": {"evidence.patched": TODAY}}, "assess", joining=joining)
        assert workspace.undo() == "assess mail"
        assert workspace.document.data == before

    def test_an_edit_that_changes_nothing_leaves_the_step_as_it_is(self, path: Path) -> None:
        workspace = opened(path)
        assert workspace.last_step is None
        workspace.edit({"pbs": {"evidence.patched": TODAY}}, "assess")
        joining = workspace.last_step
        workspace.edit({"pbs": {"evidence.patched": TODAY}}, "assess", joining=joining)
        assert workspace.last_step is joining


class TestReadOnly:
    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ('systems = [{ id = "a", name = "A" }]\n', "can only be read: "),
            ('[[systems]]\nid = "a"\nname = \n', "line 3"),
        ],
    )
    def test_what_cannot_be_written_back_is_refused_and_kept(
        self, path: Path, data: str, reason: str
    ) -> None:
        workspace = opened(path, data)
        for act in (
            lambda: workspace.add("B", {}),
            lambda: workspace.edit({"a": {"purpose": "learning"}}),
            lambda: workspace.log(["a"], "incident"),
        ):
            with pytest.raises(DocumentError, match=reason):
                act()
        workspace.save()
        assert path.read_text() == data

    def test_read_only_as_asked(self, path: Path) -> None:
        workspace = opened(path, read_only=True)
        assert workspace.read_only_reason == "opened with --read-only"
        with pytest.raises(DocumentError, match="--read-only"):
            workspace.remove(["pbs"])


class TestReading:
    def test_problems_name_line_key_and_nearest(self, path: Path) -> None:
        workspace = opened(
            path,
            'schema = 2\nsetings = 1\n\n[[systems]]\nid = "a"\nname = "A"\npurpos = "learning"\n'
            '[systems.owners]\nos = "yuo"\n[[systems]]\nid = "a"\nname = "B"\n'
            '[[systems]]\nname = "no id"\n[[systems]]\nid = "h"\nname = "H"\n'
            '[[systems.history]]\ndate = 2026-01-01\nevent = "rebuild"\n',
        )
        found = [(p.line, p.id, p.key, p.nearest) for p in workspace.problems]
        assert found == [
            (1, None, "schema", None),
            (2, None, "setings", "settings"),
            (7, "a", "purpos", "purpose"),
            (9, "a", "owners.os", "you"),
            (11, "a", "id", None),
            (13, None, "id", None),
            (20, "h", "history[0].event", "rebuilt"),
        ]
        assert "a second a; the first is on line 5" in workspace.problems[4].message
        assert workspace.problem_count == len(workspace.problems)
        assert workspace.problems_of("h") == [workspace.problems[-1]]
        assert (
            str(workspace.problems[1])
            == "line 2: setings is not a key labtui knows; it is kept; did you mean settings?"
        )
        assert str(workspace.problems[2]).startswith("line 7: a: purpos is not a key")

    def test_settings_count_and_change_with_the_document(self, path: Path) -> None:
        text = "[settings]\nexperiment_days = 5\n" + HOMELAB.decode()
        workspace = opened(path, text.replace("schema = 1", ""))
        assert "nothing-learned" in {
            f.rule for f in workspace.lab.assessments["pve-cluster"].findings
        }
        path.write_bytes(HOMELAB)
        assert workspace.reload(workspace.reread())
        assert "nothing-learned" not in {
            f.rule for f in workspace.lab.assessments["pve-cluster"].findings
        }

    def test_what_is_retired_is_there_but_not_assessed(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"zoltan": {"status": "retired"}})
        assert "zoltan" in workspace.ids
        assert "zoltan" not in {a.id for a in workspace.assessments}
        assert [a.id for a in workspace.assessments] == [
            id for id in workspace.ids if id != "zoltan"
        ]

    def test_where_a_fact_stands(self, path: Path) -> None:
        workspace = opened(path)
        lines = HOMELAB.decode().splitlines()
        assert lines[workspace.line_of("vaultwarden", "runs_on") - 1].startswith(
            'runs_on = "synology"'
        )
        assert lines[workspace.line_of("vaultwarden") - 1] == 'id = "vaultwarden"'
        assert workspace.raw("mail")["kind"] == "saas"


class TestSavingAndReloading:
    def test_reading_again_takes_the_file_and_sets_what_was_not_saved_aside(
        self, path: Path
    ) -> None:
        workspace = opened(path)
        assert not workspace.reload(workspace.reread())
        workspace.log(["pbs"], "experiment")
        mine = workspace.document.data
        theirs = HOMELAB.replace(b"Hosted mail", b"Rented mail")
        path.write_bytes(theirs)
        assert workspace.reload(workspace.reread())
        assert workspace.system("mail").name == "Rented mail"
        assert not workspace.unsaved
        assert mine in [copy.read_bytes() for copy in (path.parent / "backups").iterdir()]

    def test_undo_never_takes_back_what_others_did_to_the_file(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        workspace.save()
        theirs = path.read_bytes() + b"# theirs\n"
        path.write_bytes(theirs)
        assert workspace.reload(workspace.reread())
        assert workspace.undo() is None
        assert workspace.redo() is None
        workspace.save()
        assert path.read_bytes() == theirs

    def test_what_others_wrote_is_copied_before_it_is_written_over(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        workspace.save()
        theirs = path.read_bytes() + b"# theirs\n"
        path.write_bytes(theirs)
        workspace.reload(workspace.reread())
        workspace.log(["pbs"], "incident")
        workspace.save()
        assert theirs in [copy.read_bytes() for copy in (path.parent / "backups").iterdir()]

    def test_a_file_broken_meanwhile_is_read_only_and_never_written(self, path: Path) -> None:
        workspace = opened(path)
        broken = HOMELAB + b'foo = [ "half'
        path.write_bytes(broken)
        assert workspace.reload(workspace.reread())
        assert workspace.read_only_reason is not None
        with pytest.raises(DocumentError):
            workspace.log(["pbs"], "incident")
        path.write_bytes(HOMELAB)
        assert workspace.reload(workspace.reread())
        assert workspace.read_only_reason is None

    def test_once_the_file_may_be_written_reading_it_again_tells(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as closed:
            closed.setattr(Store, "unwritable_reason", lambda _: "the file is read-only")
            workspace = opened(path)
        assert workspace.read_only_reason == "the file is read-only"
        assert not workspace.reload(workspace.reread())
        assert workspace.read_only_reason is None

    def test_what_is_done_while_it_is_read_again_is_kept_too(self, path: Path) -> None:
        workspace = opened(path)
        theirs = HOMELAB.replace(b"Hosted mail", b"Rented mail")
        path.write_bytes(theirs)
        again = workspace.reread()
        workspace.log(["pbs"], "experiment")
        mine = workspace.document.data
        assert workspace.reload(again)
        assert workspace.document.data == theirs
        assert mine in [copy.read_bytes() for copy in (path.parent / "backups").iterdir()]

    def test_a_file_that_went_away_stays_shown_and_is_saved_anew(self, tmp_path: Path) -> None:
        path = tmp_path / "inventory.toml"
        path.write_bytes(HOMELAB)
        workspace = Workspace(Store(path, tmp_path / "backups", create=True), TODAY)
        path.unlink()
        with pytest.raises(StoreError, match="is gone; what is shown here is kept"):
            workspace.reload(workspace.reread())
        assert len(list(workspace.ids)) == 12
        assert workspace.unsaved
        workspace.save()
        assert path.read_bytes() == HOMELAB

    def test_no_file_where_none_was_is_no_change(self, tmp_path: Path) -> None:
        path = tmp_path / "inventory.toml"
        workspace = Workspace(Store(path, tmp_path / "backups", create=True), TODAY)
        assert not workspace.reload(workspace.reread())

    def test_nothing_is_written_where_nothing_may_be(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "incident")
        workspace.read_only_reason = "because"
        with pytest.raises(DocumentError, match="because"):
            workspace.save()
        assert path.read_bytes() == HOMELAB


class TestConverting:
    INLINE = 'systems = [{id = "a", name = "A"}]\n'

    def test_it_can_be_changed_and_saved_from_then_on(self, path: Path) -> None:
        workspace = opened(path, self.INLINE)
        assert workspace.read_only_reason is not None
        workspace.convert()
        assert workspace.read_only_reason is None
        workspace.edit({"a": {"purpose": "learning"}})
        workspace.save()
        assert path.read_text() == '[[systems]]\nid = "a"\nname = "A"\npurpose = "learning"\n'
        (copy,) = (path.parent / "backups").iterdir()
        assert copy.read_text() == self.INLINE

    def test_not_where_nothing_may_be_written(self, path: Path) -> None:
        workspace = opened(path, self.INLINE, read_only=True)
        with pytest.raises(DocumentError, match="--read-only"):
            workspace.convert()
        assert not workspace.unsaved


class TestRestoring:
    def test_it_is_one_step(self, path: Path) -> None:
        workspace = opened(path, '[[systems]]\nid = "a"\nname = "A"\n')
        workspace.restore(HOMELAB, "then")
        assert workspace.unsaved
        workspace.save()
        assert path.read_bytes() == HOMELAB
        assert workspace.undo() == "restore then"
        assert list(workspace.ids) == ["a"]

    def test_what_is_shown_anyway_is_no_step(self, path: Path) -> None:
        workspace = opened(path)
        workspace.restore(HOMELAB, "then")
        assert workspace.undo() is None
        assert not workspace.unsaved

    def test_what_could_only_be_read_is_replaced_for_good(self, path: Path) -> None:
        workspace = opened(path, "broken")
        workspace.restore(HOMELAB, "then")
        assert workspace.undo() is None
        workspace.save()
        assert path.read_bytes() == HOMELAB
        assert [copy.read_bytes() for copy in (path.parent / "backups").iterdir()] == [b"broken"]

    def test_a_broken_copy_is_refused(self, path: Path) -> None:
        with pytest.raises(DocumentError, match=r"this copy can only be read: line 1"):
            opened(path).restore(b"broken", "then")

    def test_not_where_nothing_may_be_written(self, path: Path) -> None:
        for data in (HOMELAB, b"broken"):
            workspace = opened(path, data, read_only=True)
            with pytest.raises(DocumentError, match="--read-only"):
                workspace.restore(b"", "then")
            assert not workspace.unsaved


class TestTooLarge:
    def test_what_could_not_be_read_again_is_not_written(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "incident")
        monkeypatch.setattr("labtui.data.inventory.synced_file.MAX_BYTES", len(HOMELAB))
        with pytest.raises(StoreError, match=r"not saved: it would have [\d,]+ bytes"):
            workspace.save()
        assert workspace.unsaved
        assert path.read_bytes() == HOMELAB


class TestSavingElsewhere:
    def test_leaves_the_file_as_it_is_and_overwrites_nothing(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "incident")
        other = path.with_name("other.toml")
        workspace.save_elsewhere(other)
        assert other.read_bytes() == workspace.document.data
        assert path.read_bytes() == HOMELAB
        assert workspace.unsaved
        other.write_bytes(b"theirs")
        with pytest.raises(StoreError):
            workspace.save_elsewhere(other)
        assert other.read_bytes() == b"theirs"


KEYS = (
    "purpose",
    "runs_on",
    "exposure",
    "relied_on_for",
    "backs_up_to",
    "owners.os",
    "evidence.monitored",
    "notes",
    "smell_test.own",
)
VALUES: dict[str, list[object]] = {
    "purpose": ["learning", "reliability", None],
    "runs_on": ["pve-cluster", "synology", "nowhere", None],
    "exposure": ["lan", "internet", None],
    "relied_on_for": [("data", "income"), (), None],
    "backs_up_to": [("pbs",), (), None],
    "owners.os": ["you", "provider", None],
    "evidence.monitored": [True, False, None],
    "notes": ["[red]", "line\nbreak", 'quote " # not a comment', None],
    "smell_test.own": ["yes", "unsure", None],
}
edits = st.tuples(
    st.sampled_from(["pbs", "vaultwarden", "mail", "pve-cluster"]),
    st.sampled_from(KEYS),
    st.integers(0, 9),
)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(edits, max_size=6))
def test_save_then_load_is_the_identity_and_undo_restores_the_bytes(
    tmp_path: Path, steps: list[tuple[str, str, int]]
) -> None:
    assert set(KEYS) <= FACTS.keys()
    path = tmp_path / "inventory.toml"
    workspace = opened(path)
    for id, key, number in steps:
        workspace.edit({id: {key: VALUES[key][number % len(VALUES[key])]}})
    workspace.save()
    again = Workspace(Store(path, tmp_path / "backups", create=False), TODAY)
    assert again.lab.systems == workspace.lab.systems
    assert again.lab.assessments == workspace.lab.assessments
    assert (
        again.lab.assessments == Lab(again.lab.systems.values(), again.lab.evaluation).assessments
    )
    while workspace.undo():
        pass
    workspace.save()
    assert path.read_bytes() == HOMELAB


some_answers = st.fixed_dictionaries(
    {f"smell_test.{question}": st.sampled_from(["yes", "no", "unsure"]) for question in QUESTIONS},
    optional={
        f"smell_test.notes.{question}": st.sampled_from(["tried [it]", None])
        for question in QUESTIONS
    },
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(labs(1), st.lists(st.tuples(st.sampled_from(IDS), some_answers), min_size=1, max_size=3))
def test_what_answers_are_shown_to_mean_is_what_keeping_them_brings(
    tmp_path: Path, raws: list[Raw], tests: list[tuple[str, dict[str, str | None]]]
) -> None:
    path = tmp_path / "inventory.toml"
    data = tomli_w.dumps({"systems": raws})
    workspace = opened(path, data)
    joining = None
    for id, answers in tests:
        before = dict(workspace.lab.assessments)
        if id not in before:
            continue
        draft = workspace.draft(id, "assess", joining=joining)
        draft.answer(answers)
        shown = dict(draft.lab.assessments)
        assert workspace.lab.assessments == before
        assert draft.effects() == {
            other: (before[other], shown[other])
            for other in before
            if before[other] != shown[other]
        }
        draft.discard()
        assert draft.lab.assessments == before
        draft.answer(answers)
        draft.keep()
        joining = workspace.last_step
        assert workspace.lab.assessments == shown
    workspace.save()
    again = Workspace(Store(path, tmp_path / "backups", create=False), TODAY)
    assert again.lab.assessments == workspace.lab.assessments
    assert workspace.undo() if joining else workspace.undo() is None
    assert workspace.document.data == data.encode()


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
        workspace.edit({"pbs": {"status": "retired"}}, "retire", event=Event(TODAY, "retired"))
        assert workspace.raw("pbs")["history"][-1]["event"] == "retired"
        assert "pbs" not in workspace.lab.assessments
        assert workspace.undo() == "retire pbs"
        assert workspace.document.data == before


class TestWhatIf:
    def test_what_is_tried_shows_and_is_not_saved(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        assert workspace.lab.assessments["pve-cluster"].level == "3b"
        assert workspace.what_if is not None
        assert workspace.what_if.assessments["pve-cluster"].level == "3a"
        assert not workspace.unsaved
        workspace.save()
        assert path.read_bytes() == HOMELAB

    def test_kept_it_is_one_step(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        workspace.log(["pbs"], "experiment")
        workspace.end_what_if(keep=True)
        assert workspace.unsaved
        workspace.save()
        assert path.read_bytes() == workspace.document.data != HOMELAB
        assert workspace.undo() == "what-if: edit vaultwarden; log experiment pbs"
        assert workspace.document.data == HOMELAB
        assert workspace.undo() is None

    def test_dropped_nothing_is_left_of_it(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        before, assessments = workspace.document.data, dict(workspace.lab.assessments)
        workspace.begin_what_if()
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        workspace.end_what_if(keep=False)
        assert workspace.document.data == before
        assert workspace.lab.assessments == assessments
        assert workspace.redo() is None
        assert workspace.undo() == "log experiment pbs"

    def test_undo_goes_no_further_than_its_beginning(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        workspace.begin_what_if()
        assert workspace.undo() is None
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        assert workspace.undo() == "edit vaultwarden"
        assert workspace.undo() is None
        assert workspace.redo() == "edit vaultwarden"

    def test_what_could_be_done_again_still_can_be(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        workspace.undo()
        workspace.begin_what_if()
        assert workspace.redo() is None
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        workspace.end_what_if(keep=False)
        assert workspace.redo() == "log experiment pbs"

    def test_what_is_dropped_is_never_saved(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        show = workspace._open.show

        def save_meanwhile(document: Any) -> None:
            workspace.save()
            show(document)

        monkeypatch.setattr(workspace._open, "show", save_meanwhile)
        workspace.end_what_if(keep=False)
        assert path.read_bytes() == HOMELAB

    def test_kept_with_nothing_tried_it_leaves_no_step(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.end_what_if(keep=True)
        assert workspace.last_step is None
        workspace.end_what_if(keep=True)
        assert workspace.last_step is None

    def test_it_does_not_begin_where_nothing_can_be_changed(self, path: Path) -> None:
        with pytest.raises(DocumentError, match="read-only"):
            opened(path, read_only=True).begin_what_if()

    def test_another_file_ends_it(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        assert not workspace.reload(workspace.reread())
        assert workspace.what_if is not None
        path.write_bytes(HOMELAB + b"# meanwhile\n")
        tried = workspace.document.data
        assert workspace.reload(workspace.reread())
        assert workspace.what_if is None
        assert workspace.lab.assessments["pve-cluster"].level == "3a"
        assert copies(path) == [tried]


MAIL = '[[systems]]\nid = "mail"\n'
NAMELESS = '[[systems]]\nurl = "https://here"\n'


class TestOthersWriteTheFile:
    """Another session, an editor or git changes the file while it is open here."""

    THEIRS = HOMELAB.replace(b'name = "Hosted mail"', b'name = "Rented mail"  # theirs')

    def others_write(self, workspace: Workspace, path: Path) -> None:
        """Have others write, and take it in."""
        path.write_bytes(self.THEIRS)
        assert workspace.check_file()
        assert workspace.apply_external()

    def test_what_is_not_saved_stands_against_taking_in_until_that_is_settled(
        self, path: Path
    ) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        path.write_bytes(self.THEIRS)
        assert workspace.save()
        workspace.edit({"mail": {"name": "My mail"}})
        with pytest.raises(ConflictError) as refused:
            workspace.save()
        assert not workspace.apply_external()
        assert workspace.raw("mail")["name"] == "My mail"
        assert workspace.unsaved
        assert workspace.save([Resolution(refused.value.conflicts[0], "ours")])
        assert workspace.apply_external()
        assert written(path, "mail")["name"] == workspace.raw("mail")["name"] == "My mail"

    def test_undo_of_what_was_decided_for_ours_brings_theirs_back(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"mail": {"name": "My mail", "url": "https://mine"}})
        workspace.edit({"blog": {"notes": "later"}})
        theirs = self.THEIRS.replace(b"# theirs", b'\nurl = "https://theirs"')
        path.write_bytes(theirs)
        save_deciding_for_ours(workspace)
        mine = workspace.document.data
        assert workspace.undo() == "edit blog"
        assert workspace.raw("mail")["name"] == "My mail"
        assert workspace.undo() == "edit mail, but for name of mail, url of mail: others did"
        assert workspace.raw("mail")["name"] == "Rented mail"
        assert workspace.raw("mail")["url"] == "https://theirs"
        workspace.save()
        assert tomllib.loads(path.read_text()) == tomllib.loads(theirs.decode())
        workspace.redo()
        workspace.redo()
        assert workspace.document.data == mine

    def test_what_was_typed_before_stays_typed_when_undoing_to_it(self, path: Path) -> None:
        workspace = opened(path)
        for name in ("First", "Second"):
            workspace.edit({"mail": {"name": name}})
        path.write_bytes(self.THEIRS)
        save_deciding_for_ours(workspace)
        assert workspace.undo() == "edit mail"
        assert workspace.raw("mail")["name"] == "First"
        assert workspace.undo() == "edit mail, but for name of mail: others did"
        assert workspace.raw("mail")["name"] == "Rented mail"

    @pytest.mark.parametrize(
        ("before", "mine", "theirs"),
        [
            (MAIL, MAIL + '"a.b" = 1\n', MAIL + '"a.b" = 2\n'),
            (MAIL, "", MAIL + 'name = "Theirs"\n'),
            ("", MAIL + 'name = "Mine"\n', MAIL + 'name = "Theirs"\n'),
            (NAMELESS, "[settings]\na = 1\n" + NAMELESS, "[settings]\na = 2\n" + NAMELESS),
        ],
        ids=["a key with a dot", "a removed system", "a new system", "outside of systems"],
    )
    def test_undo_gives_what_was_there_where_theirs_cannot_be_put(
        self, path: Path, before: str, mine: str, theirs: str
    ) -> None:
        workspace = opened(path, before)
        workspace._open.commit(Document.parse(mine.encode()), "edit")
        path.write_text(theirs)
        save_deciding_for_ours(workspace)
        assert workspace.undo() == "edit"
        assert workspace.document.data == before.encode()

    def test_what_is_only_tried_stays_tried(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"mail": {"name": "My mail"}})
        path.write_bytes(self.THEIRS)
        workspace.check_file()
        assert workspace.apply_external()
        assert workspace.raw("mail")["name"] == "My mail"
        workspace.end_what_if(keep=False)
        assert workspace.raw("mail")["name"] == "Rented mail"
        assert not workspace.save()

    @pytest.mark.parametrize(
        ("choice", "name", "lost"),
        [("ours", "My mail", "Rented mail"), ("theirs", "Rented mail", "My mail")],
    )
    def test_what_is_kept_of_it_never_goes_over_theirs_unasked(
        self, path: Path, choice: Choice, name: str, lost: str
    ) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"mail": {"name": "My mail"}, "blog": {"notes": "tried"}})
        self.others_write(workspace, path)
        with pytest.raises(ConflictError, match="name of mail too") as asked:
            workspace.end_what_if(keep=True)
        assert workspace.what_if is not None
        assert workspace.raw("mail")["name"] == "My mail"
        settled = [Resolution(conflict, choice) for conflict in asked.value.conflicts]
        workspace.end_what_if(keep=True, resolutions=settled)
        (copy,) = copies(path)
        assert lost in copy.decode()
        workspace.save()
        assert written(path, "mail")["name"] == workspace.raw("mail")["name"] == name
        assert written(path, "blog")["notes"] == "tried"
        assert workspace.undo()
        assert workspace.document.data == self.THEIRS

    def test_where_all_that_was_tried_gives_way_no_step_is_left(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"mail": {"name": "My mail"}})
        self.others_write(workspace, path)
        with pytest.raises(ConflictError) as asked:
            workspace.end_what_if(keep=True)
        workspace.end_what_if(
            keep=True, resolutions=[Resolution(asked.value.conflicts[0], "theirs")]
        )
        assert workspace.what_if is None
        assert workspace.document.data == self.THEIRS
        assert workspace.undo() is None
        assert not workspace.unsaved

    def test_what_is_kept_of_it_joins_what_others_did_elsewhere(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.log(["mail"], "experiment")
        self.others_write(workspace, path)
        workspace.end_what_if(keep=True)
        workspace.save()
        mail = written(path, "mail")
        assert (mail["name"], len(mail["history"])) == ("Rented mail", 1)
        assert workspace.undo() == "what-if: log experiment mail"
        assert workspace.document.data == self.THEIRS

    @pytest.mark.parametrize("left", [b"", b"half a line", None])
    def test_what_the_file_no_longer_holds_becomes_a_copy(
        self, path: Path, left: bytes | None
    ) -> None:
        workspace = opened(path)
        assert not workspace.back_up()
        if left is None:
            path.unlink()
        else:
            path.write_bytes(left)
        assert workspace.back_up()
        assert copies(path) == [HOMELAB]
        path.write_bytes(HOMELAB)
        assert not workspace.back_up()

    def test_systems_that_others_removed_are_in_a_copy(self, path: Path) -> None:
        workspace = opened(path)
        path.write_bytes(b"# nothing\n")
        assert workspace.check_file()
        assert workspace.apply_external()
        assert list(workspace.ids) == []
        assert copies(path) == [HOMELAB]

    @pytest.mark.parametrize("left", [b"", b"half a line"])
    def test_reading_again_keeps_what_is_nowhere_else(self, path: Path, left: bytes) -> None:
        workspace = opened(path)
        path.write_bytes(left)
        assert workspace.reload(workspace.reread())
        assert list(workspace.ids) == []
        assert copies(path) == [HOMELAB]

    def test_a_save_keeps_what_both_did_and_shows_it_once_taken_in(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        path.write_bytes(self.THEIRS)
        assert workspace.save()
        assert b'"Rented mail"  # theirs' in path.read_bytes()
        assert written(path, "blog")["exposure"] == "internet"
        assert not workspace.unsaved
        assert workspace.has_external_change
        assert workspace.system("mail").name == "Hosted mail"
        assert workspace.apply_external()
        assert workspace.system("mail").name == "Rented mail"
        assert workspace.document.data == path.read_bytes()
        assert not workspace.unsaved
        assert not workspace.has_external_change
        assert not workspace.apply_external()

    def test_looking_shows_what_others_did_when_nothing_was_done_here(self, path: Path) -> None:
        workspace = opened(path)
        assert not workspace.check_file()
        path.write_bytes(self.THEIRS)
        assert workspace.check_file()
        assert workspace.apply_external()
        assert workspace.system("mail").name == "Rented mail"
        assert not workspace.unsaved
        assert not workspace.save()
        assert path.read_bytes() == self.THEIRS

    def test_what_is_not_saved_yet_stays_on_top(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        path.write_bytes(self.THEIRS)
        assert workspace.check_file()
        assert workspace.apply_external()
        assert workspace.system("mail").name == "Rented mail"
        assert workspace.unsaved
        assert workspace.save()
        assert not workspace.has_external_change
        assert workspace.document.data == path.read_bytes()

    def test_edits_between_a_save_and_taking_in_keep_what_others_did(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        path.write_bytes(self.THEIRS)
        workspace.save()
        workspace.edit({"blog": {"notes": "more"}})
        assert workspace.unsaved
        workspace.save()
        assert b"Rented mail" in path.read_bytes()
        assert written(path, "blog")["notes"] == "more"
        assert workspace.apply_external()
        assert workspace.document.data == path.read_bytes()

    def test_undo_and_redo_leave_alone_what_others_did(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        workspace.edit({"blog": {"notes": "more"}})
        workspace.save()
        assert workspace.undo()
        workspace.save()
        theirs = path.read_bytes().replace(b"Hosted mail", b"Rented mail")
        path.write_bytes(theirs)
        workspace.check_file()
        workspace.apply_external()
        assert workspace.undo()
        workspace.save()
        assert path.read_bytes() == HOMELAB.replace(b"Hosted mail", b"Rented mail")
        assert workspace.redo()
        assert workspace.redo()
        workspace.save()
        blog = written(path, "blog")
        assert (blog["exposure"], blog["notes"]) == ("internet", "more")
        assert written(path, "mail")["name"] == "Rented mail"

    def test_one_fact_two_values_is_asked_about_and_the_loser_kept(self, path: Path) -> None:
        for choice, name in (("ours", "Mine"), ("theirs", "Rented mail")):
            workspace = opened(path)
            workspace.edit({"mail": {"name": "Mine", "notes": "n"}})
            mine = workspace.document.data
            path.write_bytes(self.THEIRS)
            with pytest.raises(ConflictError, match="name of mail") as caught:
                workspace.save()
            assert path.read_bytes() == self.THEIRS
            assert workspace.unsaved
            settled = [Resolution(conflict, choice) for conflict in caught.value.conflicts]
            assert workspace.save(settled)
            assert written(path, "mail")["name"] == name
            assert written(path, "mail")["notes"] == "n"
            copies = [copy.read_bytes() for copy in (path.parent / "backups").iterdir()]
            assert (self.THEIRS if choice == "ours" else mine) in copies
            workspace.apply_external()
            assert workspace.system("mail").name == name

    @pytest.mark.parametrize(
        ("data", "message"),
        [(b"", "emptied by another program"), (HOMELAB + b"x = [", "line 141, column 1")],
        ids=["empty", "no TOML"],
    )
    def test_what_cannot_be_an_inventory_is_never_taken_nor_written_over(
        self, path: Path, data: bytes, message: str
    ) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        path.write_bytes(data)
        for do in (workspace.save, workspace.check_file, workspace.save):
            with pytest.raises(StoreError, match=message):
                do()
        assert path.read_bytes() == data
        assert not workspace.apply_external()
        path.write_bytes(self.THEIRS)
        assert workspace.save()
        assert b"Rented mail" in path.read_bytes()

    def test_a_file_that_is_gone_is_told_and_what_is_shown_stays(self, path: Path) -> None:
        workspace = opened(path)
        path.unlink()
        with pytest.raises(StoreError, match="removed by another program"):
            workspace.check_file()
        assert len(list(workspace.ids)) == 12

    def test_a_file_that_went_and_came_back_is_merged(self, tmp_path: Path) -> None:
        path = tmp_path / "inventory.toml"
        path.write_bytes(HOMELAB)
        workspace = Workspace(Store(path, tmp_path / "backups", create=True), TODAY)
        path.unlink()
        with pytest.raises(StoreError):
            workspace.reload(workspace.reread())
        path.write_bytes(HOMELAB + b'[[systems]]\nid = "new"\nname = "New"\n')
        assert workspace.save()
        assert written(path, "new")
        assert written(path, "mail")

    def test_a_broken_file_mended_outside_can_be_changed_again(self, path: Path) -> None:
        workspace = opened(path, HOMELAB + b"x = [")
        assert workspace.read_only_reason is not None
        path.write_bytes(HOMELAB)
        assert workspace.check_file()
        assert workspace.apply_external()
        assert workspace.read_only_reason is None
        workspace.edit({"blog": {"exposure": "internet"}})
        workspace.save()

    def test_a_what_if_goes_on_upon_what_others_did(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"notes": "kept"}})
        workspace.undo()
        workspace.begin_what_if()
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        path.write_bytes(self.THEIRS)
        workspace.check_file()
        workspace.apply_external()
        assert workspace.system("mail").name == "Rented mail"
        assert workspace.system("vaultwarden").runs_on == "pve-cluster"
        what_if = workspace.what_if
        assert what_if is not None
        assert what_if.assessments["mail"].system.name == "Rented mail"
        assert not workspace.unsaved
        workspace.end_what_if(keep=False)
        assert workspace.document.data == self.THEIRS
        assert workspace.redo()
        assert workspace.system("mail").name == "Rented mail"
        assert workspace.system("blog").facts["notes"] == "kept"

    def test_taking_in_waits_for_a_save_that_is_under_way(self, path: Path) -> None:
        workspace = opened(path)
        path.write_bytes(self.THEIRS)
        workspace.check_file()
        with workspace._file.lock:
            assert not workspace.apply_external()
        assert workspace.apply_external()

    def test_others_who_write_all_the_time_end_in_a_refusal(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        write, count = workspace.store.write, 0

        def raced(data: bytes) -> None:
            nonlocal count
            count += 1
            path.write_bytes(HOMELAB + b"# %d\n" % count)
            write(data)

        workspace.store.write = raced  # type: ignore[method-assign]
        with pytest.raises(ChangedOnDiskError, match="all the time"):
            workspace.save()
        workspace.store.write = write  # type: ignore[method-assign]
        assert workspace.save()
        assert b"# %d\n" % count in path.read_bytes()


def test_what_the_file_no_longer_holds_is_set_aside_while_it_is_watched(path: Path) -> None:
    workspace = opened(path)
    path.write_bytes(b"")
    workspace.store._lock.acquire()
    threading.Timer(0.2, workspace.store._lock.release).start()
    assert workspace.back_up()


def test_what_is_shown_and_not_saved_can_be_set_aside(path: Path) -> None:
    workspace = opened(path)
    assert not workspace.back_up()
    workspace.edit({"blog": {"notes": "done"}})
    workspace.save()
    assert not workspace.back_up()
    workspace.begin_what_if()
    workspace.edit({"blog": {"notes": "tried"}})
    assert workspace.back_up()
    copies = [copy.read_bytes() for copy in (path.parent / "backups").iterdir()]
    assert workspace.document.data in copies
    assert b"done" in path.read_bytes()
