"""Standard output and error, exit statuses, and what a command imports."""

from __future__ import annotations

import io
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from labtui import __main__, __version__
from labtui.cli import inventory
from labtui.cli.main import main
from tests.cli.helpers import (
    DAY,
    HOMELAB,
    in_fresh_python,
)
from tests.rows import each_row


def test_control_c_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(inventory, "today_of", interrupted)
    monkeypatch.setattr(sys, "argv", ["labtui", "check"])
    monkeypatch.setattr("gc.disable", lambda: None)
    assert __main__.main() == 130
    assert capsys.readouterr() == ("", "")


def test_the_entry_point_returns_the_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["labtui", "--version"])
    monkeypatch.setattr("gc.disable", lambda: None)
    assert __main__.main() == 0
    assert capsys.readouterr().out == f"labtui {__version__}\n"
    monkeypatch.delitem(sys.modules, "labtui.__main__")  # or running it is warned of
    with pytest.raises(SystemExit, match=r"^0$"):
        runpy.run_module("labtui", run_name="__main__")


class Full(io.StringIO):
    """A standard output that takes nothing."""

    def __init__(self, error: OSError, descriptor: int) -> None:
        super().__init__()
        self.error = error
        self.descriptor = descriptor

    def fileno(self) -> int:
        return self.descriptor

    def write(self, _: str) -> int:
        raise self.error


def test_an_output_that_takes_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (home / "out").open("w") as file:
        for error, status in ((BrokenPipeError(), 0), (OSError(28, "No space left"), 2)):
            monkeypatch.setattr(sys, "stdout", Full(error, file.fileno()))
            assert main(["--version"]) == status
            assert os.fstat(file.fileno()).st_rdev == Path(os.devnull).stat().st_rdev


def test_no_output_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["--version"]) == 0
    assert main(["--versoin"]) == 2


def test_signs_give_way_where_an_encoding_has_none(
    lab: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["--file", lab, "check"]) == 0
    assert b"    -> " in out.buffer.getvalue()


def process(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, **more.pop("env", {})}
    return subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-m",
            "labtui",
            "--file",
            str(HOMELAB),
            "--as-of",
            DAY,
            *words,
        ],
        env=environ,
        text=True,
        encoding="utf-8",
        capture_output=True,
        check=False,
        timeout=60,
        **more,
    )


def test_a_process_has_the_exit_status() -> None:
    failed = process("check", "--brief", "--fail-on", "critical")
    assert (failed.returncode, failed.stderr) == (1, "")
    assert failed.stdout.count("\n") == 1
    wrong = process("lst")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("labtui: ")


def test_output_is_plain_and_80_wide_where_no_terminal_is() -> None:
    out = process("check", env={"COLUMNS": ""}).stdout
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80


IN_TURN = """
import sys
from labtui.cli.main import main
for words in sys.argv[1:]:
    status = main(words.split())
    print(f"{words}: {status}", file=sys.stderr)
"""
"""Runs one command after the other in one process, and says how each ended."""


def test_an_ascii_terminal_gets_ascii() -> None:
    commands = ["check", "list", "show pbs", "matrix", "check --json", "show ä"]
    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", IN_TURN, *commands],
        env={
            **os.environ,
            "LABTUI_FILE": str(HOMELAB),
            "PYTHONIOENCODING": "ascii",
            "PYTHONUTF8": "0",
        },
        text=True,
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert said.stderr.splitlines() == [
        *(f"{words}: 0" for words in commands[:-1]),
        "labtui: No system ?. labtui list shows all.",
        "show ?: 2",
    ]
    assert said.stdout.isascii()
    assert "    -> " in said.stdout


def test_a_closed_pipe_is_quiet() -> None:
    said = subprocess.run(
        f"{{ {sys.executable} -m labtui --file {HOMELAB} check; echo $? >&2; }} | head -n 0",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (said.stdout, said.stderr) == ("", "0\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    ("words", "status", "more"),
    [
        (["check"], 2, ""),
        (["--help"], 2, ""),
        (["set", "--help"], 2, ""),
        (["set", "blog", "site=attic"], 3, ". What was to be written is written."),
    ],
)
def test_a_full_disk_is_told(words: list[str], status: int, more: str, lab: str) -> None:
    with Path("/dev/full").open("w") as full:
        said = subprocess.run(
            [sys.executable, "-m", "labtui", "--file", lab, *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert (said.returncode, said.stderr) == (
        status,
        f"labtui: standard output: no space left on device{more}\n",
    )


@each_row("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_nobodys_trouble(closed: str) -> None:
    for words, status in (("list", 0), ("show nobody", 2)):
        said = subprocess.run(
            f"{sys.executable} -m labtui --file {HOMELAB} {words} {closed}",
            shell=True,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert said.returncode == status
        assert "Traceback" not in said.stderr


def test_nothing_but_the_app_imports_textual_and_little_else_is_imported(tmp_path: Path) -> None:
    lab = tmp_path / "lab.toml"
    lab.write_bytes(HOMELAB.read_bytes())
    script = (
        "import sys\nfrom labtui.cli.main import main\nstatus = 0\n"
        "heavy = {'textual', 'rich', 'asyncio', 'difflib', 'platformdirs'}\n"
        "for words in sys.argv[1:]:\n"
        f"    status |= main(['--as-of', '{DAY}', *words.split()])\n"
        "    print(words + ':', *sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
        "sys.exit(status)"
    )
    settings = tmp_path / "labtui" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text('[keys]\n"room.sort" = "S"\n')
    reading = ["list", "check", "check --json", "show pbs", "matrix", "impact pbs", "export json"]
    writing = ["add New", "set pbs exposure=vpn", "remove blog", "log pbs incident", "doctor"]
    said = in_fresh_python(tmp_path, "-c", script, *reading, *writing, LABTUI_FILE=str(lab))
    needed = "" if sys.platform == "linux" else " platformdirs"
    assert said == [
        *(f"{words}:" for words in reading),
        *(f"{words}:{needed}" for words in writing),
    ]
