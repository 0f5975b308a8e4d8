"""What is typed and not finished: killed with its session, and carried on with in the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual import events

from labtui.app import journaling
from labtui.data.inventory.unfinished import to_bytes
from labtui.data.storage.session_journals import SessionJournal
from labtui.data.storage.store import Store
from labtui.errors import StoreError
from tests.screens.conftest import Session, started

LAB = b"""\
schema = 1

[[systems]]
id = "nas"
name = "NAS"
purpose = "reliability"
[systems.owners]
hardware = "you"
os = "you"
application = "you"

[[systems]]
id = "mail"
name = "Mail"
runs_on = "nas"
[systems.owners]
application = "you"
"""


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Journal after a pause that is short, and longer than what the pilot waits for."""
    monkeypatch.setattr(journaling, "PAUSE", 0.03)


def journals(place: Path) -> list[bytes]:
    """What the journals of all sessions hold."""
    return [SessionJournal(path).read() for path in place.glob("unfinished/*")]


async def kill(s: Session) -> bytes:
    """End a session as SIGKILL does, once what was typed is journalled; returns the journal."""

    def journalled() -> bool:
        return to_bytes(s.app.journaling.unfinished()) in journals(s.path.parent)

    await s.until(journalled, "journalled")
    s.app.journaling.abandon()
    return to_bytes(s.app.journaling.unfinished())


async def enter(s: Session, keys: Sequence[str]) -> None:
    """Press keys; what begins with a quotation mark is typed, with a bar, pasted."""
    for key in keys:
        if key.startswith('"'):
            await s.type(key[1:])
        elif key.startswith("|"):
            s.app.post_message(events.Paste(key[1:]))
            await s.settle()
        else:
            await s.press(key)


CASES = {
    "a note in a smell test within a what-if": (
        ["W", "t", "p", "s", "y", "n", "N", '"its log'],
        ["a what-if and the smell", "2 of 5 questions are answered.", "Typed: its log"],
        ['" was read', "enter", "d", "y", "y", "enter", "W", "s"],
        ["patched = 2026-11-21", 'understand = "its log was read"', 'understand = "unsure"'],
    ),
    "an editor, with a field that is being typed": (
        ["e", "right", *"jjjjj", "enter", '"2026-11-'],
        ["editing NAS.", "Changed, not saved: purpose.", "Typed: 2026-11-"],
        ['"20', "enter", "ctrl+s"],
        ["restore_tested = 2026-11-20"],
    ),
    "an editor, with a text that is a value already": (
        ["g", "e", "G", "enter", '" new'],
        ["editing NAS.", "Changed, not saved: note on own.", "Typed: new"],
        ["escape", "escape"],
        [],
    ),
    "accepting a finding": (
        ["enter", "A", '"known', "enter", "o", '"+1'],
        ["accepting a finding of NAS.", "Typed: known", "Typed: +1"],
        ['"0d', "enter", "escape"],
        ['reason = "known"', "until = 2026-12-01"],
    ),
    "adding a system": (
        ["a", '"Paperless', "enter", "o", '"rack'],
        ["adding a system.", "Typed: Paperless", "Typed: rack"],
        ["enter", "h", "e", "n", "enter"],
        ['name = "Paperless"', 'purpose = "entertainment"', 'name = "rack"'],
    ),
    "the checklist": (
        ["g", "x", "n", "n", '"no one'],
        ["the checklist of Mail.", "Typed: no one"],
        ['" uses it', "enter", "escape"],
        ['done = ["decision n/a: no one uses it"]'],
    ),
    "retiring": (
        ["g", "x", "R", '"too old', "enter", '"paper'],
        ["retiring Mail.", "Typed: too old", "Typed: paper"],
        ["enter", "y", "escape"],
        ['reason = "too old"', 'replaced_by = "paperless"'],
    ),
    "what people would miss of it, planned": (
        ["a", "tab", '"Immich', "enter", "h", "r", "s", "p"],
        ["adding a system.", "Typed: Immich"],
        ["d", "escape", "p", "enter", "enter", "enter"],
        ['name = "Immich"', 'relied_on_for = ["data"]', 'status = "planned"'],
    ),
    "a pasted name, not asked about yet": (
        ["a", "|Wiki\n- Gitea\nMail\n", "enter", "h", "l", "n"],
        ["adding a system.", "Typed: Gitea"],
        ["enter", "enter", "n", "enter"],
        ['name = "Gitea"', 'purpose = "learning"'],
    ),
    "answers ticked where the questions are asked": (
        ["3", "g", "enter", "5", "2"],
        ["answering a question about", "Immich."],
        ["enter", "1"],
        ['depends_on = ["gitea", "rack"]'],
    ),
    "one like another": (
        ["slash", '"Immich', "enter", "Y", '"Post'],
        ["adding a system like Immich.", "Typed: Post"],
        ["enter", "enter"],
        ['name = "Post"', 'status = "planned"'],
    ),
}


async def test_it_is_offered_carried_on_with_and_swept(tmp_path: Path) -> None:
    (tmp_path / "inventory.toml").write_bytes(LAB)
    left, offered, finish, written = b"", [], [], []  # type: bytes, list[str], list[str], list[str]
    for begin, *case in [*CASES.values(), ([], [], [], [])]:
        async with started(tmp_path, None, size=(80, 24), journals=True) as s:
            before = s.file.decode()
            if offered:
                await s.sees("You were in the middle of", *offered)
                await s.press("c")
                await s.until(
                    lambda left=left: to_bytes(s.app.journaling.unfinished()) == left, "as it was"
                )
                await enter(s, finish)
                await s.saved()
                await s.until(lambda: journals(tmp_path) == [], "swept")
                added = Counter(s.file.decode().splitlines()) - Counter(before.splitlines())
                assert Counter(written) <= added
            if begin:
                await enter(s, begin)
                left = await kill(s)
        offered, finish, written = case


async def test_what_could_not_be_saved_is_saved_by_the_next_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", full)
        # To the end of the session: it tries again each time it looks at the file.
        async with started(tmp_path, LAB, journals=True) as s:
            await s.press("t", "p")
            await s.sees("Not saved")
            await kill(s)
    assert s.file == LAB
    async with started(tmp_path, LAB.replace(b'"Mail"', b'"Post"'), journals=True) as s:
        await s.sees("changes that could not be saved", "The file was changed since.")
        await s.press("c")
        await s.until(lambda: b"patched = 2026-11-21" in s.file, "saved")
        assert b'"Post"' in s.file
        await s.until(lambda: journals(tmp_path) == [], "swept")


async def test_it_can_be_left_or_thrown_away_and_is_said_to_be_gone(tmp_path: Path) -> None:
    async with started(tmp_path, LAB, journals=True) as s:
        await enter(s, ["3", "asterisk", "t", "x", '"ZFS'])
        s.app.end(15)
        await s.quits()
        assert "The next start offers" in s.app.leaving.unsaved_notice
    async with started(tmp_path, LAB, journals=True) as s:
        await s.sees("noting what was done with 2", "Typed: ZFS")
        async with started(tmp_path, None, journals=True) as other:
            assert "You were" not in other.text  # another session has it
            await enter(other, ["j", "s", "y"])
            await kill(other)
        await s.press("escape")
        assert len(journals(tmp_path)) == 2
    without_mail = LAB.replace(b'"mail"', b'"post"')
    async with started(tmp_path, without_mail, journals=True) as s:
        await s.sees("the smell test of mail", "mail is no longer in the file.")
        assert "Continue with it" not in s.text
        await s.press("d")
        await s.sees("Typed: ZFS")
        await enter(s, ["c", '" tried', "enter"])
        await s.saved()
        assert s.room == "Review"
        assert s.file.count(b'note = "ZFS tried"') == 1
        await s.until(lambda: journals(tmp_path) == [], "swept")


async def test_quitting_leaves_nothing(tmp_path: Path) -> None:
    async with started(tmp_path, LAB, journals=True) as s:
        await enter(s, ["s", "y"])
        await s.until(lambda: journals(tmp_path) != [], "journalled")
        await enter(s, ["ctrl+q", "d"])
        await s.quits()
        assert journals(tmp_path) == []


@pytest.mark.parametrize("how", ["read-only", "unwritable"])
async def test_typing_goes_on_where_nothing_can_be_journalled(tmp_path: Path, how: str) -> None:
    (tmp_path / "unfinished").touch()
    async with started(tmp_path, LAB, journals=True, read_only=how == "read-only") as s:
        await enter(s, ["W", "t", "p", "s", "y", "n"])
        await s.until(lambda: s.app.journaling._timer is None, "collected")
        assert ("question 3" in s.text) == (how == "unwritable")
        assert "error" not in s.text.lower()
        s.app.end(15)
        await s.quits()
        kept = "among the safety copies" in s.app.leaving.unsaved_notice
        assert kept == (how == "unwritable")
    assert (tmp_path / "unfinished").read_bytes() == b""
