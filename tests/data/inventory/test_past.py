"""The inventory as it was on an earlier day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from labtui.data.inventory.document import Document
from labtui.data.inventory.past import past
from labtui.data.storage.store import Store

TODAY = date.today()
"""Backups are dated by the clock."""


def test_it_is_what_the_file_said_until_it_was_written_to(path: Path) -> None:
    store = Store(path, path.parent / "backups", create=True)
    before, after = (b'[[systems]]\nid = "%b"\nname = "A"\n' % id for id in (b"was", b"is"))
    path.write_bytes(before)
    store.read()
    store.write(after)
    now = Document.parse(after)
    yesterday, tomorrow = (TODAY + timedelta(days) for days in (-1, 1))
    then = past(store, now, yesterday, TODAY)
    assert [*then.lab.systems] == ["was"]
    assert (then.day, then.until) == (yesterday, store.backups()[0].moment)
    assert then.lab.evaluation.today == yesterday
    later = past(store, now, tomorrow, tomorrow)
    assert ([*later.lab.systems], later.until) == (["is"], None)
    assert (then.earliest, later.earliest) == (True, False)


def test_what_an_editor_changed_is_not_known(path: Path) -> None:
    store = Store(path, path.parent / "backups", create=True)
    path.write_bytes(b"[[systems]]\nid = 'a'\nname = 'A'\n")
    now = Document.parse(path.read_bytes())
    known = [past(store, now, TODAY + timedelta(days), TODAY).is_known for days in (-1, 2)]
    assert known == [False, True]
    assert not past(store, now, date.min, TODAY).is_known


def test_what_says_later_days_was_not_said_yet(path: Path) -> None:
    store = Store(path, path.parent / "backups", create=True)
    path.touch()
    asked = TODAY - timedelta(50)
    system = '[[systems]]\nid = "a"\nname = "A"\n'
    for facts, day in (
        ("", asked),
        (f"evidence.patched = {TODAY - timedelta(20)}\n", TODAY - timedelta(20)),
        (
            f"smell_test.date = {TODAY - timedelta(9)}\nsmell_test.own = 'yes'\n",
            TODAY - timedelta(9),
        ),
        (f"[[systems.history]]\nevent = 'rebuilt'\ndate = {TODAY}\n", TODAY),
        (f"[[systems.history]]\nevent = 'rebuilt'\ndate = {TODAY + timedelta(1)}\n", asked),
        ("[[systems.history]]\nevent = 'rebuilt'\n", asked),
        (f"changed = {TODAY - timedelta(3)}\n", TODAY - timedelta(3)),
    ):
        document = Document.parse((system + facts).encode())
        assert past(store, document, asked, TODAY).day == day, facts
