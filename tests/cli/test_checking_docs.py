"""The lines of docs/checking.md, run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from labtui.importers.trees import document
from tests.cli.helpers import HOMELAB

DOCS = Path(__file__).parents[2].joinpath("docs", "checking.md").read_text(encoding="utf-8")
BLOCKS = [block for _, block in re.findall(r"```(\w*)\n(.*?)```", DOCS, re.DOTALL)]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the homelab and, by their names, labtui and what stands for other programs."""
    folder = home / ".local/bin"
    folder.mkdir(parents=True)
    for name, script in {
        "labtui": f'exec {sys.executable} -P -m labtui "$@"',
        "journalctl": 'cat "$HOME/said"',
        "curl": '{ echo "$@"; cat; } > "$HOME/sent"',
    }.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    (home / "inventory.toml").write_bytes(HOMELAB.read_bytes())
    monkeypatch.setenv("LABTUI_FILE", str(home / "inventory.toml"))
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(home)
    return home


def shell(line: str, *options: str) -> subprocess.CompletedProcess[str]:
    words = ["/bin/sh", *options, "-c", line]
    return subprocess.run(words, text=True, capture_output=True, check=False)


def block(word: str) -> str:
    """The one block in which a word stands."""
    [found] = [text for text in BLOCKS if word in text]
    return found


def test_at_login_one_line_is_said_where_somebody_sits(run: Path) -> None:
    line = block("case $-")
    assert shell(line).stdout == ""
    said = shell(line, "-i").stdout
    assert re.fullmatch(r"12 systems · \d+ findings: .*\n", said)


def test_cron_mails_what_moved(run: Path) -> None:
    line = block("MAILTO").splitlines()[1]
    done = shell(line[line.index('"') :])
    assert (done.returncode, done.stderr) == (0, "")
    assert re.match(r"Since \d{4}-\d\d-\d\d\. There is no earlier copy", done.stdout)


def test_systemd_and_git_stop_at_what_is_critical_and_proven(run: Path) -> None:
    check, warn = (
        block(f"# lab-{name}.service").partition("ExecStart=")[2].strip()
        for name in ("check", "warn")
    )
    hook = document(block("repos:"))
    entry = hook["repos"][0]["hooks"][0]["entry"]  # type: ignore[index, call-overload]
    commands = [check.replace("%h", "$HOME"), block("#!/bin/sh"), str(entry)]
    failed = [shell(command) for command in commands]
    assert [done.returncode for done in failed] == [1, 1, 1]
    assert {done.stdout for done in failed} == {failed[0].stdout}
    assert "OnFailure=lab-warn.service" in block("# lab-check.service")
    (run / "said").write_text(failed[0].stdout)
    assert shell(warn).returncode == 0
    sent = (run / "sent").read_text()
    assert sent.endswith(f"https://ntfy.example.org/lab\n{failed[0].stdout}")
    inventory = run / "inventory.toml"
    inventory.write_text('[[systems]]\nid = "a"\nname = "A"\n')
    assert [shell(command).returncode for command in commands] == [0, 0, 0]
