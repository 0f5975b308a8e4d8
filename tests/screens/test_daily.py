"""What one does every day, by keys to the file: done today, what if, one fact of all marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from labtui.app.app import LabtuiApp
from labtui.app.navigation import StartAt
from labtui.data.analysis.query import Query
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.ui_state import UiState
from labtui.data.storage.store import Store
from tests.data.labs import TODAY, owners
from tests.screens.conftest import HOMELAB, Open, Session
from tests.screens.test_journeys import edit, field, find, move_vaultwarden, stated, toml


async def tried(s: Session) -> None:
    """Begin a what-if, and move Vaultwarden to the cluster in it."""
    await s.press("W")
    await s.sees("WHAT-IF · none differ", "Nothing is saved. W saves or discards.")
    await move_vaultwarden(s)
    await s.press("ctrl+s")
    await s.saved()
    await s.press("escape")
    await s.sees("12 systems", "Tried: vaultwarden")


class TestDoneToday:
    async def test_two_keys_date_it(self, open_app: Open) -> None:
        async with open_app() as s:
            await find(s, "vaultwarden")
            facts = {"p": "patched", "r": "restore_tested", "c": "config_reviewed"}
            for key, fact in facts.items():
                await s.press("t", key)
                await s.saved()
                await s.sees("Vaultwarden: ")
                assert stated(s, "vaultwarden")["evidence"][fact] == TODAY
                added = f"+ evidence = {{ {fact} = {TODAY} }}"  # inline, as its owners
                assert s.changed == [added]
                await s.press("u")
                await s.saved()
                assert s.file == s.before

    async def test_what_happened_is_noted(self, open_app: Open) -> None:
        async with open_app() as s:
            await find(s, "zoltan")
            for key, event in {"x": "experiment", "b": "rebuilt", "i": "incident"}.items():
                await s.press("t", key)
                await s.sees("what happened?")
                await s.type("pulled a disk")
                await s.press("enter")
                await s.saved()
                assert stated(s, "zoltan")["history"] == [
                    {"date": TODAY, "event": event, "note": "pulled a disk"}
                ]
                await s.press("u")
                await s.saved()
                assert s.file == s.before

    async def test_a_note_may_be_left_out(self, open_app: Open) -> None:
        async with open_app() as s:
            await find(s, "zoltan")
            await s.press("t", "x", "enter")
            await s.saved()
            assert stated(s, "zoltan")["history"] == [{"date": TODAY, "event": "experiment"}]

    async def test_all_that_are_marked_as_one_step(self, open_app: Open) -> None:
        async with open_app() as s:
            await s.press("shift+down", "t")
            await s.sees("2 systems: done today")
            await s.press("r")
            await s.saved()
            for id in ("45drives", "synology"):
                assert stated(s, id)["evidence"]["restore_tested"] == TODAY
            await s.press("u")
            await s.saved()
            assert s.file == s.before

    async def test_escape_does_nothing(self, open_app: Open) -> None:
        async with open_app() as s:
            await s.press("t", "escape", "t", "x", "escape")
            assert s.file == s.before

    async def test_read_only_says_why(self, open_app: Open) -> None:
        async with open_app(read_only=True) as s:
            await s.press("t")
            await s.sees("read-only")

    async def test_read_only_opens_no_editor_either(
        self, open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EDITOR", "false")
        async with open_app(read_only=True) as s:
            await s.press("E")
            await s.sees("opened with --read-only")


class TestWhatIf:
    async def test_it_shows_everywhere_and_is_not_saved(self, open_app: Open) -> None:
        async with open_app() as s:
            await tried(s)
            assert s.line_with("Proxmox Backup Server", "3a→3b")
            assert "WHAT-IF · 3 differ" in s.title
            await s.press("2")
            assert "WHAT-IF · 3 differ" in s.title
            await s.press("v")
            assert s.line_with("Proxmox Backup Ser", "3a→3b")
            assert s.line_with("Zoltan!", " 3a ")
            assert s.file == s.before

    async def test_what_differs_has_a_sign_in_every_room(self, open_app: Open) -> None:
        async with open_app() as s:
            await tried(s)
            for keys in (["1"], ["2"], ["v"], ["4"], ["v"]):
                await s.press(*keys)
                signed = "\n".join(line for line in s.lines if line[1:2] == "*")
                assert "Proxmox Backup" in signed, keys
                assert "Vaultwarden" in signed, keys
                assert "Zoltan!" not in signed, keys
            await s.press("W", "d", "1")
            assert not any(line[:2].endswith("*") for line in s.lines)

    async def test_an_edit_that_changes_no_level_nor_finding_counts(self, open_app: Open) -> None:
        async with open_app() as s:
            await find(s, "blog")
            await s.press("W")
            s.app.change(lambda: s.app.workspace.edit({"blog": {"description": "Notes"}}))
            await s.sees("WHAT-IF · 1 differs")
            await s.press("W")
            await s.sees("1 system differs:", "Save all")
            await s.press("escape")

    async def test_a_long_list_of_changes_scrolls(self, open_app: Open) -> None:
        names = [f"g{number:02}" for number in range(60)]
        lab = [{"id": "host", "name": "Host", "owners": owners()}]
        async with open_app(
            toml(*lab, *({"id": n, "name": n, "runs_on": "host"} for n in names))
        ) as s:
            await find(s, "host")
            await s.press("W")
            change = {"host": {"owners.backups": "nobody"}}
            s.app.change(lambda: s.app.workspace.edit(change))
            await s.press("W")
            await s.sees("61 systems differ:", "g00", "Discard all")
            assert "g59" not in s.text
            await s.press("end")
            await s.sees("g59", "Discard all")
            await s.press("d")
            await s.sees("Discarded all changes.")

    async def test_kept_it_is_one_step(self, open_app: Open) -> None:
        async with open_app() as s:
            await tried(s)
            await s.press("t", "p", "W", "s")
            await s.saved()
            await s.sees("Saved all changes.")
            assert stated(s, "vaultwarden")["runs_on"] == "pve-cluster"
            assert stated(s, "vaultwarden")["evidence"]["patched"] == TODAY
            assert "WHAT-IF" not in s.text
            assert "→3b" not in s.text
            await s.press("u")
            await s.saved()
            assert s.file == s.before

    async def test_dropped_all_is_as_it_was(self, open_app: Open) -> None:
        async with open_app() as s:
            assessments = dict(s.app.workspace.lab.assessments)
            await tried(s)
            await s.press("W", "d")
            await s.saved()
            await s.sees("Discarded all changes.")
            assert "WHAT-IF" not in s.text
            assert dict(s.app.workspace.lab.assessments) == assessments
            assert s.file == s.before

    async def test_where_nothing_was_tried_it_just_ends(self, open_app: Open) -> None:
        async with open_app() as s:
            await s.press("W", "W")
            await s.sees("The what-if has ended. Nothing was tried.")
            assert "WHAT-IF" not in s.text
            await s.press("W", "q")
            await s.quits()

    async def test_escape_goes_on_trying(self, open_app: Open) -> None:
        async with open_app() as s:
            await tried(s)
            await s.press("W")
            await s.sees("3 systems differ:", "Proxmox Backup Server", "Proxmox mini-cluster")
            assert s.line_with("Proxmox Backup Server", "3a → 3b", "backs up to")
            assert s.line_with("Proxmox mini-cluster", "3a → 3b", "runs on")
            await s.press("escape")
            assert "WHAT-IF · 3 differ" in s.title

    async def test_the_panel_says_what_it_does_to_the_current_system(self, open_app: Open) -> None:
        async with open_app() as s:
            await tried(s)
            await find(s, "pbs")
            assert s.line_with("What if:", "3a → 3b")
            for keys in (["enter"], ["2"], ["3"]):  # its page, the levels, the queue
                await s.press(*keys)
                assert s.line_with("What if:", "3a → 3b")

    async def test_what_is_retired_in_it_is_told(self, open_app: Open) -> None:
        async with open_app() as s:
            await find(s, "blog")
            await s.press("W", "x", "R", "enter", "enter", "y", "escape")
            await s.sees("What if:  it is retired, and not assessed any more")
            assert s.file == s.before

    @pytest.mark.parametrize(("answer", "kept"), [("s", True), ("d", False)])
    async def test_quitting_asks(self, open_app: Open, answer: str, kept: bool) -> None:
        async with open_app() as s:
            await tried(s)
            await s.press("q", "escape")
            assert not s.left
            await s.press("q", answer)
            await s.quits()
            assert (stated(s, "vaultwarden")["runs_on"] == "pve-cluster") is kept

    async def test_read_only_says_why(self, open_app: Open) -> None:
        async with open_app(read_only=True) as s:
            await s.press("W")
            await s.sees("read-only")
            assert "WHAT-IF" not in s.text


async def test_read_only_nothing_is_offered_that_would_change_something(open_app: Open) -> None:
    async with open_app(read_only=True) as s:
        await s.sees("read-only")
        assert "e Edit" not in s.lines[-1]
        assert "w Why" in s.lines[-1]
        await s.press("question_mark")
        await s.type("edit its")
        await s.sees("Nothing matches")
        await s.press("escape", "x")
        assert "Space" not in s.lines[-1]
        await s.press("escape", "asterisk", "e")
        await s.sees("opened with --read-only")
        assert "change which fact?" not in s.text
    async with open_app(b"", read_only=True) as s:
        await s.sees("look around in an example lab", "Nothing can be saved here:")
        assert "add a first system" not in s.text
        assert "other files show" not in s.text


class TestOneFactOfAllMarked:
    async def change(self, s: Session, *keys: str, fact: str) -> None:
        await s.press("e")
        await s.sees("change which fact?")
        await s.type(fact)
        await s.press("enter", *keys, "enter")
        await s.saved()

    async def test_a_choice(self, open_app: Open) -> None:
        async with open_app() as s:
            await s.press("shift+down")
            await s.press("e", *"exposure", "enter", "v")
            await s.sees("2 systems: exposure vpn")
            await s.saved()
            assert [stated(s, id)["exposure"] for id in ("45drives", "synology")] == ["vpn", "vpn"]
            await s.press("u")
            await s.saved()
            assert s.file == s.before

    async def test_a_list_keeps_what_each_has_of_its_own(self, open_app: Open) -> None:
        async with open_app() as s:
            await find(s, "production 3b")
            await s.press("asterisk")
            marked = sorted(s.app.list_query.marked)
            before = relied_on(s, *marked)
            await s.press("e")
            await s.type("relied")
            await s.press("enter", "h", "enter")
            await s.saved()
            assert relied_on(s, *marked) == [[*own, "safety"] for own in before]

    async def test_none_of_them_can_name_itself(self, open_app: Open) -> None:
        async with open_app() as s:
            await s.press("shift+down", "e")
            await s.type("runs on")
            await s.press("enter")
            await s.type("synology")
            await s.sees("nothing matches")
            await s.press("escape")
            assert s.file == s.before

    async def test_a_list_takes_nothing_nobody_aimed_at(self, open_app: Open) -> None:
        async with open_app() as s:
            await s.press("shift+down")
            await self.change(s, fact="backs up")
            assert s.file == s.before

    async def test_where_they_differ_enter_alone_changes_nothing(self, open_app: Open) -> None:
        async with open_app() as s:
            await s.press("asterisk")
            for fact in ("purpose", "patched", "monitored", "expos"):
                await s.press("e")
                await s.type(fact)
                await s.press("enter")
                await s.sees("they differ")
                await s.press("enter")
                if len(s.app.screen_stack) > 1:
                    await s.press("escape")
                await s.saved()
                assert len(s.app.screen_stack) == 1, fact
                assert s.file == s.before, fact

    async def test_where_they_differ_one_can_still_say_that_it_is_not_answered(
        self, open_app: Open
    ) -> None:
        async with open_app() as s:
            await s.press("asterisk")
            await s.press("e", *"purpose", "enter", "minus")
            await s.sees("12 systems: purpose not answered")
            await s.saved()
            assert b"purpose" not in s.file

    async def test_a_list_says_how_many_have_what_not_all_have(self, open_app: Open) -> None:
        async with open_app() as s:
            await find(s, "production 3b")
            await s.press("asterisk", "e")
            await s.type("relied")
            await s.press("enter")
            assert "1 of them" in s.line_with("[ ] authentication")
            assert "of them" not in s.line_with("[ ] safety")

    async def test_a_typed_list_starts_from_what_all_of_them_have(self, open_app: Open) -> None:
        systems = [
            {"id": "a", "name": "A", "tags": ["blue", "old"]},
            {"id": "b", "name": "B", "tags": ["blue"]},
        ]
        async with open_app(toml(*systems)) as s:
            await s.press("asterisk")
            await self.change(s, *", new", fact="tags")
            assert [stated(s, id)["tags"] for id in "ab"] == [
                ["blue", "old", "new"],
                ["blue", "new"],
            ]

    async def test_of_all_it_can_be_said_that_there_is_none(self, open_app: Open) -> None:
        """That backups go nowhere is another answer than none (framework, section 2)."""
        async with open_app() as s:
            await s.press("shift+down")
            await self.change(s, *"nowhere", fact="backs up")
            await s.saved()
            assert [stated(s, id)["backs_up_to"] for id in ("45drives", "synology")] == [[], []]

    async def test_what_was_said_makes_room_for_marks(
        self, open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_app(size=(80, 24)) as s:
            await s.press("s", "escape")
            await s.sees("Smell test cancelled")
            monkeypatch.setattr("labtui.app.app.MESSAGE_SECONDS", 0)
            await s.press("space")
            await s.sees("1 marked")
            assert "Smell test cancelled" not in s.text

    async def test_a_date_that_is_none_is_refused_in_place(self, open_app: Open) -> None:
        async with open_app() as s:
            await s.press("shift+down")
            await self.change(s, "enter", *"tomorow", fact="patched")
            await s.sees("tomorow", "is not a date.", "Enter Continue · Esc Cancel")
            assert s.file == s.before
            await s.press("escape")

    async def test_a_list_that_is_left_as_it_is_states_nothing(self, open_app: Open) -> None:
        async with open_app() as s:
            await s.press("shift+down")
            await self.change(s, fact="tags")
            await s.sees("Tags: no changes.")
            assert s.file == s.before

    async def test_with_one_marked_it_is_the_editor(self, open_app: Open) -> None:
        async with open_app() as s:
            await s.press("j", "space", "k", "k", "e")
            await s.sees("Editing 45Drives")


def relied_on(s: Session, *ids: str) -> list[Any]:
    return [stated(s, id).get("relied_on_for", []) for id in ids]


@pytest.mark.parametrize("screen", ["smell_test", "retire"])
async def test_a_remembered_filter_hides_nothing_one_starts_at(tmp_path: Path, screen: Any) -> None:
    ui_state = UiState(list_query=Query(words="jellyfin"))
    path = tmp_path / "inventory.toml"
    path.write_bytes(HOMELAB.read_bytes())
    store = Store(path, tmp_path / "backups", create=False)
    start = StartAt(screen, "vaultwarden")
    app = LabtuiApp(Workspace(store, TODAY), start=start, ui_state=ui_state)
    async with app.run_test(size=(80, 24)) as pilot:
        s = Session(app, pilot, path, path.read_bytes())
        await s.settle()
        await s.sees("Vaultwarden")
        assert "Jellyfin" not in s.title
        await s.press("escape")
        assert s.place.startswith("12 systems")


async def test_the_editor_says_why_a_save_is_refused(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "vaultwarden")
        await field(s, "Exposure")
        await s.press("l")
        s.app.workspace.read_only_reason = "the disk is gone"
        await s.press("ctrl+s")
        await s.sees("the disk is gone")
        s.app.workspace.read_only_reason = None
        await s.press("escape", "d")


class TestFirstSteps:
    async def test_an_empty_inventory_says_what_to_do(self, open_app: Open) -> None:
        async with open_app(None, size=(80, 24)) as s:
            assert s.line_with("a   add a first system")
            assert s.line_with("d   look around in an example lab")
            assert s.line_with("The first change creates inventory.toml")
            assert s.lines[-1].split() == [
                "a", "Add", "i", "Import", "d", "Example",
                "?", "Help", "u", "Undo", "q", "Quit",
            ]  # fmt: skip

    async def test_a_first_system_shows_at_once_what_that_makes_it(self, open_app: Open) -> None:
        async with open_app(None) as s:
            await s.press("a")
            await s.type("Old laptop")
            await s.press("enter", "h", "l", "n")
            await s.sees("3a", "Homelab", "Level 3a: hardware and operating system are yours")
            await s.press("enter")
            await s.saved()
            await s.sees("Added: old-laptop: 3a lab", "Nothing tried recently")
            assert stated(s, "old-laptop")["purpose"] == "learning"
            assert "Enter Open" in s.lines[-1]

    async def test_where_nothing_matches_the_footer_offers_what_works(self, open_app: Open) -> None:
        async with open_app(size=(80, 24)) as s:
            await find(s, "xyzzy")
            assert s.lines[-1].startswith(" Esc Show all  / Filter")
            await s.press("escape")
            assert s.lines[-1].startswith(" Enter Open")

    async def test_the_example_is_left_for(self, open_app: Open) -> None:
        async with open_app(None) as s:
            await s.press("d")
            await s.quits()
            assert s.app.return_value == "example"
            assert not s.path.exists()

    async def test_d_does_nothing_where_there_are_systems(self, open_app: Open) -> None:
        async with open_app() as s:
            await s.press("d")
            assert not s.left
            await s.press("question_mark")
            await s.type("example")
            assert "example lab" not in s.text

    async def test_a_guest_of_the_current_system_takes_its_name_and_six_keys(
        self, open_app: Open
    ) -> None:
        async with open_app() as s:
            await find(s, "pve-cluster")
            await s.press("a")
            await s.type("Gitea")
            await s.press("enter", "o", "enter", "enter", "enter")
            await s.saved()
            assert stated(s, "gitea") == {
                "id": "gitea", "name": "Gitea", "runs_on": "pve-cluster",
            }  # fmt: skip
