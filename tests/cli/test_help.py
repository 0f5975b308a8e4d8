"""Each command's help says all it takes, with examples that work on the example lab."""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path

import pytest

from labtui.cli.page import cells
from labtui.cli.registry import COMMANDS, PROGRAM_EXAMPLES, command_named
from labtui.data.framework.facts import FACTS
from labtui.data.inventory.example import example
from tests.cli.helpers import DAY, Labtui
from tests.rows import each_row


@pytest.fixture
def here(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with the example lab, three versions of it, and what to import."""
    monkeypatch.chdir(home)
    Path("devices.csv").write_text("Hostname,Type\nfalcon,vm\n", encoding="utf-8")
    Path("stacks").mkdir()
    Path("stacks/compose.yml").write_text("services: {web: {image: nginx}}\n", encoding="utf-8")
    lab = example(date.fromisoformat(DAY))
    for name in ("lab", "base", "ours", "theirs"):
        Path(f"{name}.toml").write_bytes(lab)
    monkeypatch.setenv("LABTUI_FILE", "lab.toml")
    return home


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_of_a_command_work(name: str, labtui: Labtui, here: Path) -> None:
    if name == "restore":
        labtui("set", "owl", "tags+=changed")
    if name == "refresh":
        labtui("import", "compose", "stacks")
    before = Path("lab.toml").read_bytes()
    examples = command_named(name).examples
    assert len(examples) >= 2
    for typed in examples:
        line = typed if typed.startswith("labtui ") else shlex.split(typed)[-1]
        for version, file in MERGED.items():
            line = line.replace(version, file)
        Path("lab.toml").write_bytes(before)
        said = labtui(*shlex.split(line)[1:])
        assert line.startswith(f"labtui {name}")
        if command_named(name).opens_app and "--print" not in line:
            assert "needs a terminal" in said.err
        else:
            assert (said.status, said.err) == ("--fail-on" in line, TOLD.get(line, "")), line


TOLD = {
    "labtui export csv --filter level:3b -o lab.csv": "Not in it: history of 4 systems and "
    "accepted risks of 1 system. labtui export json has all.\n"
}
"""What examples say besides what they are asked for."""

MERGED = {"%O": "base.toml", "%A": "ours.toml", "%B": "theirs.toml"}
"""What git puts into its command for a merge driver."""


@each_row("name", COMMANDS)
def test_help_has_the_examples_and_every_argument(
    name: str, labtui: Labtui, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = labtui(name, "--help")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith(f"usage: labtui {name} ")
    assert said.out == labtui(name, "-h").out == labtui("help", name.upper()).out
    assert said.lines[-len(command_named(name).examples) - 1 :] == [
        "examples:",
        *(f"  {line}" for line in command_named(name).examples),
    ]
    for width in ("80", "40"):
        with monkeypatch.context() as patch:
            patch.setenv("COLUMNS", width)
            told = labtui(name, "--help").out.partition("examples:")[0]
        assert max(map(cells, told.splitlines())) <= int(width)


def test_help_names_all_commands(labtui: Labtui) -> None:
    said = labtui("--help")
    assert said.status == 0
    assert said.out == labtui("help").out
    assert all(f"\n  {name} " in said.out for name in COMMANDS)
    for line in PROGRAM_EXAMPLES:
        assert f"\n  {line}\n" in said.out
    assert max(map(cells, said.lines)) <= 80


@pytest.mark.parametrize("name", ["add", "set"])
def test_help_says_how_to_write_every_fact(name: str, labtui: Labtui) -> None:
    text = labtui("help", name).out
    for way in ("KEY=VALUE", "KEY=A,B", "KEY+=A,B", "KEY-=A,B", "KEY=[]", "KEY= ", "-3d"):
        assert f"  {way}" in text or (way == "-3d" and way in text)
    for key, fact in FACTS.items():
        if key in {"id", "changed"}:
            continue
        table, _, inner = key.rpartition(".")
        assert re.search(rf"^  {re.escape(key)} ", text, re.M) or (
            re.search(rf"^  {table}\.X ", text, re.M) and re.search(rf"\b{inner}\b", text)
        ), key
        assert all(choice in text for choice in fact.choices or ())
