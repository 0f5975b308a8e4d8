"""One file, two writers: whatever they do in whatever order, nothing of either is lost.

A machine plays a session of labtui (edit, save, undo, redo, look, restore) and another program that
edits the same file, each its own facts, and holds file and session against what both have said.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from labtui.data.inventory.conflicts import ConflictError, Resolution
from labtui.data.inventory.document import REMOVED, Document
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from tests.data.generate import law
from tests.data.labs import TODAY, Raw

IDS = ("a", "b", "c")
START = "# one's own words\nschema = 1\n\n" + "\n".join(
    f'# {id}\n[[systems]]\nid = "{id}"\nname = "{id}"\n' for id in IDS
)

ids = st.sampled_from(IDS)
values = st.sampled_from(("one", "two", "three\nlines", None))
own_facts = st.sampled_from(("notes", "owners.os", "purpose"))
their_facts = st.sampled_from(("description", "owners.hardware", "url"))

Facts = dict[tuple[str, str], object]


class TwoWriters(RuleBasedStateMachine):
    """A session and another program, with all that each of them has said."""

    def __init__(self) -> None:
        super().__init__()
        self._place = TemporaryDirectory()
        self.path = Path(self._place.name, "inventory.toml")
        self.path.write_text(START)
        self.workspace = self.opened()
        self.ours: list[Facts] = [{}]
        """What the session says, state by state; beyond `at`, what was undone."""
        self.at = 0
        self.theirs: Facts = {}
        self.added: list[str] = []
        self.kept: list[tuple[bytes, Facts, Facts, list[str]]] = []
        """Files as they were once, with what both had said by then."""

    def opened(self) -> Workspace:
        store = Store(self.path, Path(self._place.name, "backups"), create=False)
        return Workspace(store, TODAY)

    def teardown(self) -> None:
        self._place.cleanup()

    @rule(id=ids, key=own_facts, value=values)
    def edits(self, id: str, key: str, value: str | None) -> None:
        if key != "notes" and value is not None:
            value = {"owners.os": "you", "purpose": "learning"}[key]
        facts = {**self.ours[self.at]}
        facts.pop((id, key), None)
        if value is not None:
            facts[id, key] = value
        before = self.workspace.last_step
        self.workspace.edit({id: {key: value}})
        if self.workspace.last_step is not before:
            del self.ours[self.at + 1 :]
            self.ours.append(facts)
            self.at += 1

    @rule()
    def undoes(self) -> None:
        assert (self.workspace.undo() is not None) == (self.at > 0)
        self.at = max(0, self.at - 1)

    @rule()
    def redoes(self) -> None:
        last = len(self.ours) - 1
        assert (self.workspace.redo() is not None) == (self.at < last)
        self.at = min(last, self.at + 1)

    @rule()
    def saves(self) -> None:
        self.workspace.save()
        self.workspace.check_file()
        self.workspace.apply_external()
        assert not self.workspace.unsaved
        self.holds(self.path.read_bytes())
        assert self.workspace.document.data == self.path.read_bytes()

        now = self.path.read_bytes(), self.ours[self.at], {**self.theirs}, [*self.added]
        self.kept.append(now)

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def restores_and_undoes(self, data: st.DataObject) -> None:
        self.saves()
        before = self.path.read_bytes()
        copy, *_ = data.draw(st.sampled_from(self.kept))
        self.workspace.restore(copy, "of some time")
        self.workspace.save()
        assert self.path.read_bytes() == copy
        if copy != before:
            self.workspace.undo()
            self.workspace.redo()
            self.workspace.undo()
        self.saves()
        assert self.path.read_bytes() == before
        self.edits("a", "notes", f"restored {len(self.kept)}")  # and so there is nothing to redo

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def restores_and_leaves(self, data: st.DataObject) -> None:
        self.saves()
        copy, ours, theirs, added = data.draw(st.sampled_from(self.kept))
        self.workspace.restore(copy, "of some time")
        self.workspace.save()
        self.workspace = self.opened()
        self.ours, self.at, self.theirs, self.added = [ours], 0, {**theirs}, [*added]
        self.saves()
        assert self.path.read_bytes() == copy

    @rule()
    def saves_and_takes_in_later(self) -> None:
        self.workspace.save()
        self.holds(self.path.read_bytes())

    @rule()
    def looks(self) -> None:
        self.workspace.check_file()
        self.workspace.apply_external()
        self.holds(self.workspace.document.data)

    @rule(id=ids, key=their_facts, value=values)
    def the_other_edits(self, id: str, key: str, value: str | None) -> None:
        document = Document.parse(self.path.read_bytes())
        index = [block.raw["id"] for block in document.systems].index(id)
        changed = document.edit(index, {key: REMOVED if value is None else value})
        self.path.write_bytes(changed.data)
        self.theirs.pop((id, key), None)
        if value is not None:
            self.theirs[id, key] = value

    @rule()
    def the_other_adds(self) -> None:
        id = f"new-{len(self.added)}"
        document = Document.parse(self.path.read_bytes()).append({"id": id, "name": id})
        self.path.write_bytes(document.data)
        self.added.append(id)

    def holds(self, data: bytes) -> None:
        """Whether bytes say all that both have said, in a file that still looks like theirs."""
        systems: dict[str, Raw] = {
            system.pop("id"): system for system in tomllib.loads(data.decode())["systems"]
        }
        assert list(systems) == [*IDS, *self.added]
        found: Facts = {}
        for id, system in systems.items():
            assert system.pop("name") == id
            system.pop("changed", None)
            owners = system.pop("owners", {})
            found.update({(id, f"owners.{layer}"): owner for layer, owner in owners.items()})
            found.update({(id, key): value for key, value in system.items()})
        assert found == {**self.theirs, **self.ours[self.at]}
        assert data.decode().startswith("# one's own words\nschema = 1\n\n# a\n[[systems]]\n")

    @invariant()
    def the_file_can_always_be_read(self) -> None:
        assert Document.parse(self.path.read_bytes()).read_only_reason is None


TwoWriters.TestCase.settings = settings(
    law, max_examples=law.max_examples // 3, stateful_step_count=30
)
TestTwoWriters = TwoWriters.TestCase


def notes(data: bytes) -> str:
    """What the file says of the fact in question."""
    return str(tomllib.loads(data.decode())["systems"][0].get("notes", ""))


class OneFact(RuleBasedStateMachine):
    """A session and another program that give one fact different values, also in a what-if."""

    def __init__(self) -> None:
        super().__init__()
        self._place = TemporaryDirectory()
        self.path = Path(self._place.name, "inventory.toml")
        self.path.write_text(START)
        store = Store(self.path, Path(self._place.name, "backups"), create=False)
        self.workspace = Workspace(store, TODAY)
        self.count = 0
        self.said = ""
        """What the session said last, until it is saved or given up."""
        self.before = ""
        """What stood there when that was said."""

    def teardown(self) -> None:
        self._place.cleanup()

    @property
    def shown(self) -> str:
        """What the session shows."""
        return self.workspace.raw("a").get("notes", "")

    @rule()
    def edits(self) -> None:
        self.count += 1
        if not self.said:
            self.before = self.shown
        self.said = f"ours {self.count}"
        self.workspace.edit({"a": {"notes": self.said}})

    @rule()
    def the_other_edits(self) -> None:
        document = Document.parse(self.path.read_bytes())
        self.count += 1
        changed = document.edit(0, {"notes": f"theirs {self.count}"})
        self.path.write_bytes(changed.data)

    @rule()
    def looks(self) -> None:
        self.workspace.check_file()
        self.workspace.apply_external()

    @rule(choice=st.sampled_from(("ours", "theirs")))
    def saves(self, choice: Literal["ours", "theirs"]) -> None:
        unsaved, trying = self.workspace.unsaved, self.workspace.what_if is not None
        wanted, backups_before, file = (
            self.said,
            len(self.backup_files),
            notes(self.path.read_bytes()),
        )
        resolutions: list[Resolution] = []
        for _ in range(3):  # they may have written again before it was decided
            try:
                self.workspace.save(resolutions)
            except ConflictError as error:
                resolutions = [Resolution(conflict, choice) for conflict in error.conflicts]
        assert not self.workspace.unsaved
        if unsaved and not trying:
            assert bool(resolutions) == (file not in {self.before, wanted}), (
                "asked where it has to be"
            )
        if resolutions:
            assert len(self.backup_files) > backups_before, "what lost is kept"
        if unsaved and not trying and not (resolutions and choice == "theirs"):
            assert wanted in self.path.read_text()
        if not trying:
            self.said = ""

    @precondition(lambda self: self.workspace.what_if is None and not self.said)
    @rule()
    def tries(self) -> None:
        self.workspace.begin_what_if()

    @precondition(lambda self: self.workspace.what_if is not None)
    @rule(keep=st.booleans(), choice=st.sampled_from(("ours", "theirs")))
    def ends_trying(self, keep: bool, choice: Literal["ours", "theirs"]) -> None:
        what_if = self.workspace.what_if
        assert what_if is not None
        self.before = notes(what_if.document.data)
        resolutions: list[Resolution] = []
        try:
            self.workspace.end_what_if(keep=keep)
        except ConflictError as error:
            assert self.workspace.what_if is what_if
            resolutions = [Resolution(conflict, choice) for conflict in error.conflicts]
            self.workspace.end_what_if(keep=keep, resolutions=resolutions)
        asked = keep and self.said != "" and self.before != notes(what_if.document_at_start.data)
        assert bool(resolutions) == asked, "asked where it has to be"
        if not keep or (resolutions and choice == "theirs"):
            self.said = ""

    @property
    def backup_files(self) -> list[Path]:
        """The backups."""
        return [*Path(self._place.name).glob("backups/*")]

    @invariant()
    def what_was_said_last_is_shown_until_it_is_saved_or_given_up(self) -> None:
        if self.said:
            assert self.shown == self.said


OneFact.TestCase.settings = settings(
    law, max_examples=law.max_examples // 3, stateful_step_count=30
)
TestOneFact = OneFact.TestCase
