"""The backup that tells whether an inventory without systems was lost."""

from __future__ import annotations

from pathlib import Path

from labtui.data.inventory.last_copy import is_blank, last_copy
from labtui.data.storage.backups import Backups
from labtui.data.storage.store import Store
from tests.rows import each_row


def test_it_is_the_newest_that_has_systems_and_can_be_read(path: Path) -> None:
    store = Store(path, path.parent / "backups", create=True)
    assert last_copy(store) is None
    backups = Backups(path.parent / "backups", path, lambda _: True)
    for data in (b"[[systems]]\n", b"[[systems]]\n[[systems]]\n", b"schema = 1\n"):
        backups.add(data)
    found = last_copy(store)
    assert found
    assert (found.number, found.systems) == (2, 2)
    newest, second, third = store.backups()
    assert found.moment == second.moment
    second.path.unlink()
    second.path.mkdir()
    newest.path.unlink()
    found = last_copy(store)
    assert found
    assert (found.systems, found.moment) == (1, third.moment)


def test_copies_that_cannot_be_listed_are_none(path: Path) -> None:
    path.with_name("backups").touch()
    assert last_copy(Store(path, path.parent / "backups", create=True)) is None


@each_row(
    ("data", "blank"),
    [
        (None, True),
        (b"", True),
        (b"\xef\xbb\xbf \r\n", True),
        (b"# mine\n", False),
        (b"\xff", False),
    ],
)
def test_a_blank_file_says_nothing_at_all(data: bytes | None, blank: bool) -> None:
    assert is_blank(data) == blank
