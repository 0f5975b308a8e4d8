"""Man page and completions, as a wheel has them: typed into real shells, and read by man."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from labtui.cli.registry import COMMANDS, command_parser, program_parser
from tests.cli.helpers import HOMELAB
from tests.terminal import Terminal, bare_environment

SHARE = Path(__file__).parents[1] / "share"
PLACES: dict[str, str] = runpy.run_path(str(SHARE / "make.py"))["PLACES"]

PAGE = (SHARE.parent / "docs" / "install.md").read_text("utf-8")
LINK, FPATH, UNLINK = re.findall(r"^(?:mkdir .* cp|fpath=|cd .* rm) ?.*$", PAGE, re.MULTILINE)
"""The lines of the install page: what links the files, lets zsh look there, and removes them."""

RUNS = {
    "bash": (["bash", "--noprofile", "--norc", "-i"], "PS1='ready> '; . ~/.local/{}"),
    "zsh": (
        ["zsh", "-f", "-i"],
        f"PS1='ready> '; {FPATH}; autoload -Uz compinit; compinit -u -D",
    ),
    "fish": (
        ["fish", "--no-config", "-i"],
        "function fish_prompt; echo 'ready> '; end; source ~/.local/{}",
    ),
}
"""How each shell is started, and how it takes its completion from where the page links it."""

SHOWN: tuple[tuple[str, Sequence[str]], ...] = (
    ("labtui re", ("rebuild", "refresh", "remove", "restore", "retire")),
    ("labtui show p", ("pbs", "pve-cluster")),
    ("labtui --file other.toml show ", ("here", "there")),
    ("labtui set pbs evidence.patched=", ("never", "today")),
    ("labtui set pbs owners.os=", ("nobody", "provider", "shared", "you", "n/a")),
    ("labtui set pbs depends_on=mail,p", (",pbs", ",pve-cluster")),
    ("labtui list --level ", ("3a", "3b")),
    ("labtui list --level=3", ("3a", "3b")),
    ("~/there/labtui show p", ("pbs", "pve-cluster")),
)
"""What shows when a line is typed and Tab pressed."""

COMPLETED = (
    ("labtui --read", "--read-only"),
    ("labtui set pbs expo", "pbs exposure="),
    ("labtui set pbs exposure=is", "pbs exposure=isolated"),
    ("labtui set pbs purpose=learning evid", "purpose=learning evidence."),
    ("labtui set pbs evidence.monit", "evidence.monitored="),
    ("labtui add Cloud --on pb", "--on pbs"),
    ("labtui check --fail-on w", "--fail-on warning"),
    ("labtui --file la", "--file lab.toml"),
)
"""What the line becomes."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prefix with what a wheel installs."""
    prefix = tmp_path_factory.mktemp("prefix")
    subprocess.run([sys.executable, SHARE / "make.py", prefix], check=True)
    (prefix / "bin").mkdir()
    program = prefix / "bin" / "labtui"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m labtui "$@"\n')
    program.chmod(0o755)
    return prefix


@pytest.mark.parametrize("shell", RUNS)
def test_a_shell_completes_commands_options_ids_facts_and_values(
    shell: str, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell.upper()} IS NOT INSTALLED (.ci/run insists on it)")
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(HOMELAB, tmp_path / "lab.toml")
    other = "".join(f'[[systems]]\nid = "{id}"\nname = "{id}"\n' for id in ("here", "there"))
    (tmp_path / "other.toml").write_text(other)
    command, setting = RUNS[shell]
    env = bare_environment(tmp_path) | {"LABTUI_FILE": "lab.toml"}
    env["PATH"] = f"{made / 'bin'}:{env['PATH']}"
    (tmp_path / "there").symlink_to(made / "bin")
    subprocess.run(["/bin/sh", "-c", LINK], env=env, check=True)
    with Terminal(command, env, columns=160) as terminal:
        terminal.rests()
        terminal.press(f"{setting.format(PLACES[shell])}\r")
        terminal.press("echo is''set\r")
        terminal.sees("isset", "ready>")
        for typed, words in (*SHOWN, *((typed, (line,)) for typed, line in COMPLETED)):
            terminal.press("\x0c")
            terminal.until(lambda: typed not in terminal.text, "cleared")  # noqa: B023
            terminal.press(typed)
            terminal.sees(typed)
            # Bash lists what there is only when asked again.
            terminal.press("\t\t" if shell == "bash" and len(words) > 1 else "\t")
            terminal.sees(*words)
            assert not re.search(r"-- *$", terminal.text, re.MULTILINE), "nothing explained"
            terminal.press("\x15")
    linked = [path for path in (tmp_path / ".local").rglob("*") if path.is_symlink()]
    assert {str(path.relative_to(tmp_path / ".local")) for path in linked} == {*PLACES.values()}
    subprocess.run(["/bin/sh", "-c", UNLINK], env=env, check=True)
    assert not any(path.is_symlink() for path in linked)


def test_the_man_page_says_what_the_help_says(made: Path) -> None:
    page = (made / PLACES["man"]).read_text("utf-8")
    assert page.startswith('.TH LABTUI "1"')
    assert page.isascii(), "roff without a locale leaves out the rest"
    plain = page.replace("\\-", "-")
    for name in COMMANDS:
        assert f".SS \\fBlabtui {name}\\fR\n" in plain, name
        for option in command_parser(name).options:
            assert f"\\fB{option}" in plain or option in ("-h", "--help"), (name, option)
    shared = {option for option in program_parser().options if option not in ("-h", "--help")}
    assert [option for option in shared if f"\\fB{option}" not in plain] == []
    for heading in ("HOW TO WRITE FACTS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"):
        assert f"\n.SH {heading}\n" in plain
