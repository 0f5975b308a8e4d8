"""What a command told is told again, and only while all that it rests on is the same."""

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest

import labtui
from labtui.cli import answers
from labtui.data.inventory.workspace import Workspace
from tests.cli.helpers import Labtui
from tests.rows import each_row

ODD = '\n[[systems]]\nid = "odd"\nname = "Odd"\npurpose = "fun"\n'
"""A system with a mistake, which commands warn of."""


@pytest.fixture(autouse=True)
def unread(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The inventories that were read to answer; empty it before a question."""
    read: list[Path] = []
    make = Workspace.__init__

    def noted(self: Workspace, *args: object, **kwargs: object) -> None:
        make(self, *args, **kwargs)  # type: ignore[arg-type]
        read.append(self.store.path)

    monkeypatch.setattr(Workspace, "__init__", noted)
    return read


@pytest.fixture
def odd(lab: str) -> str:
    Path(lab).write_text(Path(lab).read_text() + ODD)
    return lab


@each_row(
    "words",
    [
        "list",
        "list --json",
        "list --level 3a",
        "check",
        "check --json",
        "check pbs --fail-on notice",
        "check --brief",
        "matrix",
        "matrix --json",
        "--color always list",
    ],
)
def test_the_same_question_has_the_same_answer(
    words: str, odd: str, labtui: Labtui, unread: list[Path]
) -> None:
    unread.clear()
    first = labtui("--file", odd, *words.split())
    assert unread == [Path(odd)]
    assert '"fun" is not' in first.err
    assert labtui("--file", odd, *words.split()) == first
    assert unread == [Path(odd)]


def rewrite(lab: Path, _: pytest.MonkeyPatch) -> None:
    """Other bytes of the same size and time."""
    status = lab.stat()
    lab.write_bytes(lab.read_bytes().replace(b'name = "Odd"', b'name = "Eve"'))
    os.utime(lab, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert lab.stat().st_size == status.st_size


def another_day(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Tomorrow(date):
        @classmethod
        def today(cls) -> date:
            return date.fromordinal(date.today().toordinal() + 1)

    monkeypatch.setattr(answers, "date", Tomorrow)


def another_program(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = Path(os.environ["HOME"], "labtui")
    copy.mkdir()
    copy.joinpath("__init__.py").write_bytes(b"")
    monkeypatch.setattr(labtui, "__file__", str(copy / "__init__.py"))


def spoilt(_: Path, __: pytest.MonkeyPatch) -> None:
    (kept,) = Path(os.environ["HOME"], ".local/state/labtui/answers").iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])


CHANGES: list[Callable[[Path, pytest.MonkeyPatch], None]] = [
    rewrite,
    another_day,
    another_program,
    spoilt,
    lambda _, monkeypatch: monkeypatch.setenv("COLUMNS", "50"),
    lambda _, monkeypatch: monkeypatch.setenv("FORCE_COLOR", "1"),
    lambda _, monkeypatch: monkeypatch.setenv("TERM", "dumb"),
    lambda _, monkeypatch: monkeypatch.setenv("LABTUI_FILE", "elsewhere"),
    lambda _, monkeypatch: monkeypatch.chdir("/"),
    lambda _, monkeypatch: monkeypatch.setattr(sys.stdout, "isatty", lambda: True),
]


@pytest.mark.parametrize("change", CHANGES)
def test_when_anything_is_another_the_command_is_run(
    change: Callable[[Path, pytest.MonkeyPatch], None],
    odd: str,
    labtui: Labtui,
    unread: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "Odd" in labtui("--file", odd, "list").out
    unread.clear()
    change(Path(odd), monkeypatch)
    said = labtui("--file", odd, "list")
    assert unread == [Path(odd)]
    assert ("Eve" if change is rewrite else "Odd") in said.out


def test_a_program_whose_files_keep_their_times_and_sizes_is_another_too(
    odd: str, labtui: Labtui, unread: list[Path], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    module = home / "labtui" / "__init__.py"
    module.parent.mkdir()
    monkeypatch.setattr(answers.labtui, "__file__", str(module))
    for source in (b"1", b"2"):
        module.write_bytes(source)
        os.utime(module, ns=(1, 1))
        unread.clear()
        labtui("--file", odd, "list")
        labtui("--file", odd, "list")
        assert unread == [Path(odd)]


def test_a_file_that_is_gone_is_gone(lab: str, labtui: Labtui) -> None:
    labtui("--file", lab, "list")
    Path(lab).unlink()
    said = labtui("--file", lab, "list")
    assert (said.status, said.out) == (2, "")
    assert "not found" in said.err


def test_what_others_than_the_file_decide_is_never_kept(
    lab: str, labtui: Labtui, home: Path
) -> None:
    """An empty inventory: what is said names the safety copies. And commands that do more."""
    Path(lab).write_bytes(b"")
    labtui("--file", lab, "list")
    labtui("--file", lab, "list", "--help")
    labtui("--file", lab, "list", "--level", "9")
    labtui("--file", lab, "add", "list")
    labtui("--file", lab, "set", "list", "purpose=learning")
    labtui("--file", lab, "show", "list")
    assert not home.joinpath(".local/state/labtui/answers").exists()


def test_where_the_program_cannot_be_looked_at_it_answers_all_the_same(
    lab: str, labtui: Labtui, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied() -> NoReturn:
        raise PermissionError

    first = labtui("--file", lab, "list")
    monkeypatch.setattr(answers, "_program", denied)
    assert labtui("--file", lab, "list") == first
