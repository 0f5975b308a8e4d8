"""Another session, an editor or git writes the file while it is open here: by keys, to the file."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from textual import events

from labtui.app.app import LabtuiApp
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from tests.data.labs import TODAY
from tests.screens.conftest import Open, Session
from tests.screens.test_journeys import move_vaultwarden

pytestmark = pytest.mark.usefixtures("watched_closely")


@pytest.fixture
def watched_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the file more often than people need."""
    monkeypatch.setattr("labtui.app.file_sync.POLL_SECONDS", 0.02)


def theirs(s: Session, old: bytes = b"Hosted mail", new: bytes = b"Rented mail") -> bytes:
    """Write the file as another program does; says what it holds then."""
    data = s.file.replace(old, new)
    assert data != s.file
    s.path.write_bytes(data)
    return data


async def say_patched(s: Session, name: str) -> None:
    """Say that a system was patched today."""
    await s.press("slash")
    await s.type(name)
    await s.press("enter", "t", "p")


async def disagree(s: Session) -> bytes:
    """Say here and in the file when something was patched; says what the file holds then."""
    s.app.workspace.store.changed_on_disk = lambda: False  # type: ignore[method-assign]
    data = theirs(s, b"patched = 2026-11-10", b"patched = 2026-11-19")
    await say_patched(s, "inference")
    await s.sees("Ctrl+S to choose")
    return data


async def disagree_in_a_what_if(s: Session) -> bytes:
    """Try here, and say in the file, when something was patched; says what the file holds then."""
    await s.press("W")
    await say_patched(s, "inference")
    data = theirs(s, b"patched = 2026-11-10", b"patched = 2026-11-19")
    await s.sees("Updated: another program changed the file", "WHAT-IF")
    return data


async def test_what_others_write_shows_without_a_key(open_app: Open) -> None:
    async with open_app() as s:
        data = theirs(s)
        await s.sees("Rented mail")
        await s.sees("Updated: another program changed the file")
        assert s.file == data
        await s.press("2")
        theirs(s, b"Rented mail", b"Borrowed mail")
        await s.sees("Borrowed mail")


async def test_a_save_keeps_what_both_did_and_undo_only_takes_back_ones_own(
    open_app: Open,
) -> None:
    async with open_app() as s:
        await say_patched(s, "blog")
        await s.saved()
        mine = s.file
        theirs(s)
        await s.press("escape")
        await s.sees("Rented mail")
        await s.press("u")
        await s.saved()
        assert s.file == s.before.replace(b"Hosted mail", b"Rented mail")
        await s.press("ctrl+r")
        await s.saved()
        assert s.file == mine.replace(b"Hosted mail", b"Rented mail")


async def test_nothing_moves_under_an_open_editor_and_its_save_merges(open_app: Open) -> None:
    async with open_app() as s:
        await move_vaultwarden(s)
        theirs(s)
        theirs(s, b'purpose = "convenience"', b'purpose = "entertainment"')
        await s.until(s.app.workspace.store.changed_on_disk, "seen")
        for _ in range(20):
            await s.settle()
        await s.sees("Editing Vaultwarden", "1 changed, not saved")
        await s.press("ctrl+s")
        await s.until(lambda: s.app.workspace.system("mail").name == "Rented mail", "taken in")
        assert s.app.workspace.system("vaultwarden").runs_on == "pve-cluster"
    assert b'name = "Rented mail"' in s.file
    assert b'purpose = "entertainment"' in s.file
    assert b'runs_on = "pve-cluster"  ' in s.file


PATCHED = b"patched = 2026-11-21"


@pytest.mark.parametrize(("key", "kept"), [("h", PATCHED), ("f", b"patched = 2026-11-19")])
async def test_one_fact_with_two_values_is_asked_about(
    open_app: Open, key: str, kept: bytes
) -> None:
    async with open_app() as s:
        data = await disagree(s)
        await s.sees("Not saved: inventory.toml:")
        await s.press("ctrl+s")
        await s.sees("Changed here and by another program (1 of 1)", "Patched of inference")
        await s.sees("before   2026-11-10", "here     2026-11-21", "in file  2026-11-19")
        assert s.file == data
        await s.press("escape")
        await s.sees("Not saved")
        await s.press("ctrl+s")
        await s.sees("The value entered here")
        await s.press(key)
        await s.until(lambda: kept in s.file, "saved")
        await s.until(lambda: "Not saved" not in s.text, "told")
        await s.press("enter")
        await s.sees(kept.decode().removeprefix("patched = "))


async def test_quitting_asks_about_a_conflict_too(open_app: Open) -> None:
    async with open_app() as s:
        await disagree(s)
        await s.press("escape", "q")
        await s.sees("Changed here and by another program")
        await s.press("escape")
        await s.sees("Stay in labtui", "Quit and lose the changes")
        await s.press("escape")
        await s.sees("Ctrl+S to choose")
        assert not s.left
        await s.press("q", "escape", "a")
        await s.sees("Changed here and by another program")
        await s.press("h")
        await s.quits()
    assert PATCHED in s.file


async def test_a_conflict_can_be_left_undecided_for_good(open_app: Open) -> None:
    async with open_app() as s:
        data = await disagree(s)
        await s.press("escape", "q")
        await s.sees("(1 of 1)")
        await s.press("escape")
        await s.sees("lose the changes")
        await s.press("l")
        await s.quits()
    assert s.file == data


async def test_what_was_decided_stays_decided_while_others_go_on(open_app: Open) -> None:
    """Two facts, and while the second is asked about the first is changed once more."""
    async with open_app() as s:
        s.app.workspace.store.changed_on_disk = lambda: False  # type: ignore[method-assign]
        mine = {"inference": {"evidence.patched": TODAY}, "ny-vms": {"purpose": "convenience"}}
        theirs(s, b"patched = 2026-11-10", b"patched = 2026-11-19")
        data = theirs(s, b'purpose = "reliability"', b'purpose = "entertainment"')
        s.app.change(lambda: s.app.workspace.edit(mine))
        await s.sees("Ctrl+S to choose")
        await s.press("ctrl+s")
        await s.sees("(1 of 2)")
        await s.press("h")
        await s.sees("(2 of 2)")
        s.path.write_bytes(data.replace(b'"entertainment"', b'"learning"'))
        await s.press("h")
        await s.saved()
        await s.press("ctrl+s")
        await s.sees("(1 of 1)")
        await s.press("h")
        await s.until(lambda: PATCHED in s.file, "saved")
    assert s.file.count(b'purpose = "convenience"') == 2


async def test_redo_says_what_it_leaves_as_others_left_it(open_app: Open) -> None:
    async with open_app() as s:
        data = await disagree(s)
        await s.press("escape", "u")
        await s.sees("Updated: another program changed the file")
        await s.press("ctrl+r")
        await s.sees("without evidence.patched of inference, which others changed")
        await s.saved()
        assert s.file == data
        kept = [copy.read_bytes() for copy in s.path.parent.glob("backups/*")]
        assert any(PATCHED in copy for copy in kept)


async def test_a_copy_comes_in_the_place_of_what_others_broke(open_app: Open) -> None:
    async with open_app() as s:
        await say_patched(s, "blog")
        await s.saved()
        s.path.write_bytes(b"broken [[")
        await s.sees("changed by another program")
        await s.press("f6")
        await s.sees("Restore which copy?", "bytes")
        await s.press("enter")
        await s.until(lambda: s.file == s.before, "restored")
        await s.until(lambda: "another program" not in s.title, "told no longer")


async def test_who_saves_again_where_the_file_is_gone_means_it(open_app: Open) -> None:
    async with open_app() as s:
        s.app.workspace.store.changed_on_disk = lambda: False  # type: ignore[method-assign]
        s.path.unlink()
        await say_patched(s, "blog")
        await s.sees("Not saved", "removed")
        await s.press("ctrl+s")
        await s.until(lambda: s.path.exists() and PATCHED in s.file, "saved anew")
        await s.until(lambda: "Not saved" not in s.title, "told no longer")


def test_a_message_names_the_file_shortly_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = Store(Path("sub/lab.toml"), tmp_path / "backups", create=True)
    app = LabtuiApp(Workspace(store, TODAY))
    whole = tmp_path / "sub" / "lab.toml"
    assert app.short(f"{whole}: no; sub/lab.toml: no") == f"{whole}: no; lab.toml: no"


async def test_a_file_broken_by_others_is_told_left_alone_and_taken_once_it_is_mended(
    open_app: Open,
) -> None:
    async with open_app() as s:
        broken = s.before + b"half a line"
        s.path.write_bytes(broken)
        await s.sees("changed by another program", "line 141")
        assert "Hosted mail" in s.text
        await say_patched(s, "blog")
        await s.sees("Not saved")
        assert s.file == broken
        theirs(s, b"half a line", b"")
        await s.until(lambda: s.file not in {broken, s.before}, "saved once it was mended")
        await s.until(lambda: "another program" not in s.title, "told no longer")
    assert PATCHED in s.file


@pytest.mark.parametrize("left", [b"", b"half a line"])
async def test_quitting_keeps_what_the_file_no_longer_holds(open_app: Open, left: bytes) -> None:
    async with open_app() as s:
        s.path.write_bytes(left)
        await s.press("q")
        await s.quits()
        assert "no longer holds what was shown" in s.app.leaving.unsaved_notice
        assert s.file == left
        assert [copy.read_bytes() for copy in s.path.parent.glob("backups/*")] == [s.before]


async def test_what_is_only_tried_outlives_what_others_write(open_app: Open) -> None:
    async with open_app() as s:
        await disagree_in_a_what_if(s)
        await s.press("escape", "W", "s")
        await s.sees("Changed here and by another program", "2026-11-19")
        await s.press("escape")
        await s.sees("WHAT-IF · 1 differs", "Nothing is saved yet.")
        await s.press("W", "s", "h")
        await s.until(lambda: PATCHED in s.file, "saved")
        await s.press("u")
        await s.until(lambda: b"2026-11-19" in s.file, "theirs again")


async def test_what_was_tried_can_give_way_to_what_others_wrote(open_app: Open) -> None:
    async with open_app() as s:
        data = await disagree_in_a_what_if(s)
        await s.press("escape", "W", "s", "f")
        await s.until(lambda: "WHAT-IF" not in s.title, "over")
        await s.press("q")
        await s.quits()
        assert s.file == data


async def test_what_was_tried_is_not_lost_where_no_copy_can_be_kept(open_app: Open) -> None:
    async with open_app() as s:
        await disagree_in_a_what_if(s)
        (s.path.parent / "backups").write_text("in the way")
        await s.press("escape", "W", "s", "h")
        await s.sees("Save without a safety copy?", "Do not save yet")
        await s.press("escape")
        await s.sees("WHAT-IF · 1 differs", "Nothing is saved yet.")


async def test_a_file_opened_broken_can_be_changed_once_it_is_mended(open_app: Open) -> None:
    async with open_app(b"half a line") as s:
        await s.sees("line 1")
        s.path.write_bytes(b'[[systems]]\nid = "a"\nname = "Mended"\n')
        await s.sees("Mended")
        await s.press("t", "p")
        await s.until(lambda: PATCHED in s.file, "saved")


async def test_a_file_that_is_gone_is_told_and_what_is_shown_stays(open_app: Open) -> None:
    async with open_app() as s:
        s.path.unlink()
        await s.sees("removed by another program. Ctrl+S creates it again.")
        assert "Hosted mail" in s.text
        s.path.write_bytes(s.before)
        await s.until(lambda: "removed" not in s.text, "told no longer")
        s.path.unlink()
        await s.sees("removed by another program. Ctrl+S creates it again.")
        await s.press("ctrl+s")
        await s.until(s.path.exists, "there again")
        assert s.file == s.before
        await s.until(lambda: "removed" not in s.text, "told no longer")
        # Gone while it is edited: the same key, and nobody else has changed what is saved then.
        await s.press("e", "j", "j", "enter")
        s.path.unlink()
        await s.press("v", "ctrl+s")
        await s.sees("Not saved", "removed since it was read. Ctrl+S creates it again.")
        await s.press("ctrl+s")
        await s.until(s.path.exists, "there again")
        await s.until(lambda: "Not saved" not in s.text, "told no longer")
        assert s.changed == ['+ exposure = "vpn"']


async def test_what_is_wrong_in_the_file_is_listed_with_its_lines(open_app: Open) -> None:
    wrong = b'setings = 1\n[[systems]]\nid = "a"\npurpos = "x"\nexposure = "nowhere"\n'
    async with open_app(wrong) as s:
        await s.sees("! 4 problems in the file")
        await s.press("exclamation_mark")
        await s.sees(
            "line 1: unknown key setings, kept. Did you mean settings?",
            "line 4: a: unknown key purpos, kept. Did you mean purpose?",
            "line 5: a:",
        )
        await s.press("escape")
        s.path.write_bytes(b'[[systems]]\nid = "a"\nname = "A"\n')
        await s.until(lambda: "in the file" not in s.title, "read again")
        await s.press("exclamation_mark")
        await s.sees("No problems in the file.")


WITHOUT_ONE = b'[[systems]]\nid = "two"\nname = "Two"\n'
ONE = b'[[systems]]\nid = "one"\nname = "One"\npurpose = "learning"\n' + WITHOUT_ONE


@pytest.mark.parametrize("screens", [["enter"], ["x"], ["w"], ["enter", "w"], ["enter", "x", "w"]])
async def test_screens_of_a_system_that_others_remove_are_left_one_after_another(
    open_app: Open, screens: list[str]
) -> None:
    async with open_app(ONE) as s:
        await s.press("slash", *"one", "enter", *screens)
        s.path.write_bytes(WITHOUT_ONE)
        await s.until(lambda: "one" not in s.app.workspace.lab.systems, "taken in")
        await s.resize(90, 30)
        if screens[-1] == "w":
            assert "Why One is what it is" in s.title
            await s.press("escape")
        await s.sees("0 of 1 system")
        assert len(s.app.screen_stack) == 1
    assert s.file == WITHOUT_ONE


async def test_why_goes_on_saying_what_was_asked_of_a_system_that_others_retire(
    open_app: Open,
) -> None:
    async with open_app(ONE) as s:
        await s.press("slash", *"one", "enter", "w")
        before = s.lines[1:-1]
        s.path.write_bytes(ONE.replace(b"purpose", b'status = "retired"\npurpose'))
        await s.until(lambda: "one" not in s.app.workspace.lab.assessments, "taken in")
        await s.resize(90, 30)
        await s.resize(120, 40)
        assert s.lines[1:-1] == before


async def test_what_there_is_to_compare_and_to_choose(open_app: Open) -> None:
    """A list has room for both; a system that one side removed is told as a whole."""
    async with open_app() as s:
        s.app.workspace.store.changed_on_disk = lambda: False  # type: ignore[method-assign]
        s.app.workspace.edit({"mail": {"used_by": ()}, "blog": {"notes": "x" * 300}})
        start, blog, _ = theirs(
            s, b'name = "Hosted mail"', b'name = "Hosted mail"\nused_by = ["they", "me"]'
        ).partition(b'[[systems]]\nid = "blog"')
        assert blog
        s.path.write_bytes(start)
        s.app.sync.save()
        await s.sees("Ctrl+S to choose")
        await s.press("ctrl+s")
        await s.sees("(1 of 2)", "blog as a whole", "here     changed notes", "in file  removed")
        assert "Both" not in s.text
        await s.press("h")
        await s.sees("(2 of 2)", "Used by of mail", "before   not there", "in file  they, me")
        await s.press("b")
        await s.until(lambda: b'notes = "xxx' in s.file, "saved")
    assert b'used_by = ["they", "me"]' in s.file


async def test_a_file_that_breaks_while_open_is_told_whole_with_the_keys_that_mend_it(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_at: list[str] = []

    def mend(_: object, command: list[str]) -> int:
        opened_at.append(command[1])
        s.path.write_bytes(s.before)
        return 0

    monkeypatch.setenv("EDITOR", "vi")
    monkeypatch.setattr("labtui.app.external_editor.shutil.which", lambda word: word)
    monkeypatch.setattr("labtui.app.external_editor.run_editor", mend)
    async with open_app(size=(80, 24)) as s:
        s.path.write_bytes(s.before + b"site = home\n")
        line = s.before.count(b"\n") + 1
        told = (
            f"inventory.toml: changed by another program, and line {line}, column 8: "
            'Invalid value; text stands in "quotes", a date is 2026-11-21, the rest is a number or '
            "true. E opens it there in $EDITOR, F6 restores a safety copy."
        )
        await s.until(lambda: told in " ".join(s.title.split()), "told whole")
        for room in ("2", "3", "1"):
            await s.press(room)
            assert told in " ".join(s.title.split())
        await s.press("E")
        await s.until(lambda: "line" not in s.title, "mended")
        assert opened_at == [f"+{line}"]


async def test_who_may_only_read_is_told_of_no_key_that_writes(open_app: Open) -> None:
    async with open_app(read_only=True) as s:
        s.path.write_bytes(s.before + b"site = home\n")
        await s.until(lambda: "Invalid value" in s.title, "told")
        assert "E opens" not in s.title


@pytest.mark.parametrize(
    ("status", "written", "told"),
    [
        (0, None, "No changes in vi."),
        (1, None, "vi reported an error (exit status 1). No changes in vi."),
        (-9, None, "vi was ended by SIGKILL. No changes in vi."),
        (0, b"Rented mail", "Updated: you changed the file in vi."),
        (
            2,
            b"Rented mail",
            "Updated: you changed the file in vi. vi reported an error (exit status 2).",
        ),
        (0, b'\x00"', "changed by you in vi, and line"),
    ],
)
async def test_an_editor_is_told_of_by_what_it_did(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, status: int, written: bytes, told: str
) -> None:
    def edit(_: object, command: list[str]) -> int:
        if written is not None:
            theirs(s, new=written)
        return status

    monkeypatch.setenv("EDITOR", "vi")
    monkeypatch.setattr("labtui.app.external_editor.shutil.which", lambda word: word)
    monkeypatch.setattr("labtui.app.external_editor.run_editor", edit)
    async with open_app() as s:
        await s.press("E")
        await s.until(lambda: told in " ".join(s.title.split()), f"telling {told}")


async def test_a_look_at_the_file_that_comes_late_leaves_an_ended_app_alone(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as s:
        called: list[object] = []
        monkeypatch.setattr(s.app, "call_from_thread", called.append)
        s.app.sync._call(s.app.sync.check_file)
        s.app.sync.stop()
        s.app.sync._call(s.app.sync.check_file)
        assert len(called) == 1


async def test_an_app_that_ends_before_a_save_has_begun_saves_and_leaves_nothing_behind(
    open_app: Open,
) -> None:
    """What is left behind would be told of, by Python, when the terminal is a shell's again."""
    async with open_app() as s:
        s.app.workspace.edit({"mail": {"notes": "at the last moment"}})
        s.app.sync.save()
        s.app.workers.cancel_all()
        gc.collect()
        await s.until(lambda: b"at the last moment" in s.file, "saved")
    # What comes late finds no screen any more: a message of a worker, a key, an answer to it.
    assert s.app.in_front is None
    s.app.say("Saved.")
    s.app.note_key("j")
    await s.app.on_event(events.Key("j", "j"))
    await s.app.type_ahead._settle()
