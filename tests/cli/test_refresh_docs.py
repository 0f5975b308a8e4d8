"""The nightly job and the hooks of docs/refresh.md, run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from labtui.importers.trees import document
from tests.cli.helpers import Labtui
from tests.importing.disk_lab import write

DOCS = Path(__file__).parents[2].joinpath("docs", "refresh.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", DOCS, re.DOTALL)
TOLD = [line for _, block in BLOCKS for line in block.splitlines() if "labtui set" in line]
PROGRAMS = {
    "labtui": 'printf "%s\\n" "$@" > "$HOME/told"',
    "su": 'test "$1 $2 $3" = "- anna -c" && exec sh -c "$4"',
    "journalctl": 'cat "$HOME/said"',
    "curl": '{ echo "$@"; cat; } > "$HOME/sent"',
    **dict.fromkeys(
        ("restic", "docker", "proxmox-backup-manager", "proxmox-backup-client"), "exit 0"
    ),
}
"""What stands for the programs that the lines call."""


def program(home: Path, name: str, script: str) -> None:
    """Write a program that is found by its name."""
    write(home, f".local/bin/{name}", f"#!/bin/sh\n{script}\n")
    (home / ".local/bin" / name).chmod(0o755)


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with an inventory and the programs."""
    for name, script in PROGRAMS.items():
        program(home, name, script)
    lines = [f'[[systems]]\nid = "{id}"\nname = "{id}"\n' for id in ("nas", "vault", "immich")]
    write(home, "lab.toml", "schema = 1\n\n" + "\n".join(lines))
    monkeypatch.setenv("LABTUI_FILE", str(home / "lab.toml"))
    monkeypatch.setenv("PATH", f"{home}/.local/bin{os.pathsep}{os.environ['PATH']}")
    return home


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """Run a line as cron, a hook or a unit does."""
    return subprocess.run(["/bin/sh", "-c", line], text=True, capture_output=True, check=False)


def block(word: str) -> str:
    """The one block in which a word stands."""
    [found] = [text for _, text in BLOCKS if word in text]
    return found


HOOKS = {
    "apt's timer": ("ExecStartPost=-", "nas", "patched"),
    "dpkg": ("DPkg::Post-Invoke", "nas", "patched"),
    "watchtower": ("containrrr/watchtower", "immich", "patched"),
    "diun": ("DIUN_ENTRY_METADATA_CTN_NAMES", "immich", "patched"),
    "restic": ("restic check", "vault", "restore_tested"),
    "borgmatic": ("when: [extract]", "vault", "restore_tested"),
    "PBS": ("proxmox-backup-manager", "nas", "restore_tested"),
}


def command_of(text: str) -> str:
    """The shell command of a hook, out of the form of its configuration."""
    if text.startswith("[Service]"):
        return text.partition("ExecStartPost=-")[2]
    if text.startswith("DPkg"):
        return text.partition('"')[2].rpartition('"')[0]
    tree = document(text) if ":\n" in text else None
    if isinstance(tree, dict) and "commands" in tree:
        return str(tree["commands"][0]["run"][0])  # type: ignore[index, call-overload]
    if isinstance(tree, dict):
        return str(tree["notif"]["script"]["args"][1])  # type: ignore[index, call-overload]
    return text


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_tells_the_day(
    hook: str, labtui: Labtui, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word, id, fact = HOOKS[hook]
    monkeypatch.setenv("DIUN_ENTRY_METADATA_CTN_NAMES", "immich")
    command = command_of(block(word)).replace("/bin/su", "su").replace("test -s", "echo")
    done = shell(command.replace("/srv/stacks/$DIUN_ENTRY_METADATA_CTN_NAMES", "$HOME"))
    assert (done.returncode, done.stderr) == (0, "")
    assert labtui(*(run / "told").read_text().splitlines()).status == 0
    systems = tomllib.loads((run / "lab.toml").read_text())["systems"]
    assert {one["id"]: [*one["evidence"]] for one in systems if "evidence" in one} == {id: [fact]}


def test_every_hook_is_tried() -> None:
    assert len(TOLD) == len(HOOKS)


def changed(labtui: Labtui, home: Path) -> None:
    """Import something with the real program, and change it."""
    program(home, "labtui", f'exec {sys.executable} -P -m labtui "$@"')
    write(home, "stacks/wiki/compose.yml", "services: {wiki: {image: wiki}}\n")
    labtui("import", "compose", str(home / "stacks"), "--on", "nas")
    write(home, "stacks/mail/compose.yml", "services: {mail: {image: mail}}\n")


def test_cron_mails_what_differs_and_nothing_where_nothing_does(labtui: Labtui, run: Path) -> None:
    line = block("MAILTO").splitlines()[1]
    times, command = line[: line.index('"')].split(), line[line.index('"') :]
    assert len(times) == 5
    changed(labtui, run)
    done = shell(command)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("New (1): --add adds them\n  mail  container")
    labtui("refresh", "--add")
    done = shell(command)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_systemd_sends_what_differs(labtui: Labtui, run: Path) -> None:
    look, tell = (
        block(f"# lab-{name}.service").partition("ExecStart=")[2].strip()
        for name in ("look", "tell")
    )
    assert "OnFailure=lab-tell.service" in block("# lab-look.service")
    changed(labtui, run)
    done = shell(look.replace("%h", "$HOME"))
    assert done.returncode == 1
    (run / "said").write_text(done.stdout)
    assert shell(tell).returncode == 0
    sent = (run / "sent").read_text()
    assert sent.endswith(f"https://ntfy.example.org/lab\n{done.stdout}")
    assert "-H Title: The lab differs" in sent
