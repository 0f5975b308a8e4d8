"""The open inventory: what it says, and files that can only be read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS
from labtui.data.inventory.document import Document
from labtui.data.inventory.document_reading import DocumentReading
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.errors import DocumentError
from tests.data.inventory.workspaces import (
    HOMELAB,
    opened,
)
from tests.data.labs import TODAY


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

    def test_another_schema_is_not_replaced_by_a_copy(self, path: Path) -> None:
        workspace = opened(path, "schema = 2\n")
        with pytest.raises(DocumentError, match="written by a newer labtui"):
            workspace.restore(HOMELAB, "then")


class TestFirstSave:
    def test_what_was_read_is_backed_up_without_being_parsed_again(self, path: Path) -> None:
        asked: list[bytes] = []
        path.write_bytes(HOMELAB)
        backups = path.parent / "backups"
        store = Store(path, backups, create=False, is_readable=lambda data: not asked.append(data))
        workspace = Workspace(store, TODAY)
        workspace.log(["pbs"], "incident")
        workspace.save()
        path.write_bytes(path.read_bytes() + b"# by hand\n")
        workspace.check_file()
        workspace.apply_external()
        workspace.log(["pbs"], "incident")
        workspace.save()
        path.write_bytes(path.read_bytes() + b"# again\n")
        workspace.reload(workspace.reread(workspace.shown))
        workspace.log(["pbs"], "incident")
        workspace.save()
        assert (len(store.backups()), asked) == (3, [])


@pytest.mark.parametrize("index", [0, 1, 2])
@pytest.mark.parametrize("changes", [{"name": "New"}, {"id": "c"}, {"id": "a"}, {"id": 1}])
def test_after_an_edit_a_document_is_read_as_one_that_is_read_anew(
    index: int, changes: dict[str, object]
) -> None:
    text = "".join(f'[[systems]]\nid = "{id}"\nname = "{id}"\n' for id in "aba")
    document = Document.parse(text.encode())
    edited = document.edit(index, changes)
    again = DocumentReading(edited, TODAY, DocumentReading(document, TODAY))
    fresh = DocumentReading(edited, TODAY)
    assert (again.systems, again.index) == (fresh.systems, fresh.index)
    assert (again.duplicates, again.problems) == (fresh.duplicates, fresh.problems)


class TestAnotherDay:
    def test_ages_problems_and_what_is_written_go_by_it(self, path: Path) -> None:
        later = TODAY + timedelta(1)
        workspace = opened(
            path,
            '[[systems]]\nid = "a"\nname = "A"\nowners = { os = "you", hardware = "you" }\n'
            f'[systems.evidence]\npatched = {later}\n[[systems]]\nid = "b"\nname = "B"\n',
        )
        system = workspace.system("a")
        [problem] = workspace.problems_of("a")
        assert "is in the future" in problem.message
        draft = workspace.draft("a")
        draft.state("name", "Aa")
        workspace.set_today(later)
        assert workspace.problems == []
        assert workspace.system("a") is system  # nothing else was read anew
        assert workspace.lab.evaluation.today == later
        draft.refresh()
        assert (draft.lab.evaluation.today, draft.changes) == (later, {"name": "Aa"})
        workspace.log(["b"], "incident")
        assert workspace.system("b").history[-1].date == later

    def test_what_is_tried_and_what_is_saved_go_by_it(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"pbs": {"evidence.monitored": False}})
        workspace.set_today(TODAY + timedelta(400))
        assert workspace.what_if is not None
        saved = opened(path)
        saved.set_today(TODAY + timedelta(400))
        assert workspace.what_if.assessments == saved.lab.assessments
        saved.edit({"pbs": {"evidence.monitored": False}})
        assert workspace.lab.assessments == saved.lab.assessments


class TestReading:
    def test_problems_name_line_key_and_nearest(self, path: Path) -> None:
        workspace = opened(
            path,
            'schema = 0\nsetings = 1\n\n[[systems]]\nid = "a"\nname = "A"\npurpos = "learning"\n'
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
        assert "id is used twice. Only line 5 counts." in workspace.problems[4].message
        assert workspace.problem_count == len(workspace.problems)
        assert workspace.problems_of("h") == [workspace.problems[-1]]
        assert (
            str(workspace.problems[1])
            == "line 2: unknown key setings, kept. Did you mean settings?"
        )
        assert str(workspace.problems[2]).startswith("line 7: a: unknown key purpos, kept")

    def test_settings_count_and_change_with_the_document(self, path: Path) -> None:
        text = "[settings]\nexperiment_days = 5\n" + HOMELAB.decode()
        workspace = opened(path, text.replace("schema = 1", ""))
        assert "nothing-learned" in {
            f.rule for f in workspace.lab.assessments["pve-cluster"].findings
        }
        path.write_bytes(HOMELAB)
        assert workspace.reload(workspace.reread(workspace.shown))
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

    def test_a_broken_backup_is_refused(self, path: Path) -> None:
        with pytest.raises(DocumentError, match=r"this copy can only be read: line 1"):
            opened(path).restore(b"broken", "then")

    def test_not_where_nothing_may_be_written(self, path: Path) -> None:
        for data in (HOMELAB, b"broken"):
            workspace = opened(path, data, read_only=True)
            with pytest.raises(DocumentError, match="--read-only"):
                workspace.restore(b"", "then")
            assert not workspace.unsaved


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
    "runs_on": ["45drives", "synology", "nowhere", None],  # none of the systems that are edited
    "exposure": ["lan", "internet", None],
    "relied_on_for": [("data", "income"), (), None],
    "backs_up_to": [("45drives",), (), None],
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
    max_examples=30,
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
