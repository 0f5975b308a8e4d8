"""Drafts: what would follow from changes that are not saved."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from labtui.errors import DocumentError
from tests.data.inventory.workspaces import (
    ALL_YES,
    ANSWERED,
    HOMELAB,
    opened,
)
from tests.data.labs import TODAY


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

    def test_drafts_again_what_an_earlier_session_drafted(self, path: Path) -> None:
        draft = opened(path).draft("vaultwarden")
        draft.restate(
            {"tags": ["a"], "purpose": "no such", "no such": 1, "evidence.patched": TODAY},
            ["runs_on", "no such"],
        )
        assert draft.changes == {"tags": ("a",), "evidence.patched": TODAY, "runs_on": None}

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
