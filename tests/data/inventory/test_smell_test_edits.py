"""Answers of the smell test: dates, copied answers and events."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labtui.data.framework.questions import QUESTIONS
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from tests.data.generate import IDS, labs
from tests.data.inventory.workspaces import (
    ALL_YES,
    opened,
    written,
)
from tests.data.labs import TODAY, Raw


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


some_answers = st.fixed_dictionaries(
    {f"smell_test.{question}": st.sampled_from(["yes", "no", "unsure"]) for question in QUESTIONS},
    optional={
        f"smell_test.notes.{question}": st.sampled_from(["tried [it]", None])
        for question in QUESTIONS
    },
)


@settings(
    max_examples=30,
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
