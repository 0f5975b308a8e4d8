"""Files that only save time: whatever happens to one, it is as if it were not there."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from labtui.data.storage import cache_files
from labtui.data.storage.cache_files import read_cache, write_cache
from tests.data.storage.files import NOBODY, as_root
from tests.rows import each_row

FORM = "values 1"
VALUE = [{"id": "nas", "count": 10**30, "ok": True}, ("a", 1.5, None)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "state" / "parsed" / "12345678"
    write_cache(file, VALUE, FORM, most=3)
    assert read_cache(file, FORM) == VALUE
    return file


def test_it_is_for_its_owner_only_and_nothing_is_left_beside_it(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert list(file.parent.iterdir()) == [file]


@each_row(
    "spoil",
    [
        Path.unlink,
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(file.read_bytes()[:-1] + b"?"),
        lambda file: file.write_bytes(file.read_bytes().replace(b"labtui 0", b"labtui 9")),
        lambda file: file.chmod(0o620),
        lambda file: file.rename(file.with_name("other")) and file.symlink_to("other"),
        lambda file: (file.unlink(), os.mkfifo(file)),
        lambda file: (file.unlink(), file.mkdir()),
    ],
)
def test_what_is_spoilt_is_not_there(file: Path, spoil: Callable[[Path], object]) -> None:
    spoil(file)
    assert read_cache(file, FORM) is None


@as_root
def test_what_another_user_wrote_is_not_there(file: Path) -> None:
    os.chown(file, NOBODY, NOBODY)
    assert read_cache(file, FORM) is None


def test_every_damaged_byte_is_noticed(file: Path) -> None:
    whole = file.read_bytes()
    for at in range(len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        assert read_cache(file, FORM) is None


def test_the_newest_few_are_kept(file: Path) -> None:
    for number in range(5):
        write_cache(file.with_name(str(number)), VALUE, FORM, most=3)
        os.utime(file.with_name(str(number)), (number, number))
    write_cache(file, VALUE, FORM, most=3)
    assert sorted(found.name for found in file.parent.iterdir()) == [file.name, "3", "4"]


def test_what_a_dead_process_left_is_swept(file: Path) -> None:
    left = file.with_name(f".{file.name}.labtui-999999999-00000000")
    left.write_bytes(b"")
    write_cache(file, VALUE, FORM, most=3)
    assert list(file.parent.iterdir()) == [file]


@each_row("value", [object(), [set(), object()]])
def test_what_cannot_be_held_changes_nothing(file: Path, value: object) -> None:
    write_cache(file, value, FORM, most=3)
    assert read_cache(file, FORM) == VALUE
    assert list(file.parent.iterdir()) == [file]


def test_a_full_disk_changes_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("labtui.data.storage.atomic_write.write_all", full)
    write_cache(file, ["other"], FORM, most=3)
    assert read_cache(file, FORM) == VALUE
    assert list(file.parent.iterdir()) == [file]


def test_where_nothing_can_be_made_nothing_is_said(tmp_path: Path) -> None:
    tmp_path.joinpath("state").write_bytes(b"a file in place of a directory")
    write_cache(tmp_path / "state" / "parsed" / "1", VALUE, FORM, most=3)
    assert read_cache(tmp_path / "state" / "parsed" / "1", FORM) is None


@as_root
def test_nothing_is_made_in_the_home_of_another_user(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    write_cache(home / ".local" / "state" / "1", VALUE, FORM, most=3)
    assert list(home.iterdir()) == []


def test_another_version_of_labtui_or_python_does_not_read_it(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_files, "_WRITTEN_BY", "labtui 0.2.0 cpython-399")
    assert read_cache(file, FORM) is None
    write_cache(file, ["new"], FORM, most=3)
    assert read_cache(file, FORM) == ["new"]
    assert read_cache(file, "values 2") is None


def test_a_home_that_is_only_a_name_is_not_made() -> None:
    nowhere = Path("/labtui-has-no-home-here")
    write_cache(nowhere / ".local" / "state" / "labtui" / "parsed" / "1", VALUE, FORM, most=3)
    assert not nowhere.exists()
