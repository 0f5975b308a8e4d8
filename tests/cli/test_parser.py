"""What may be typed, and what is said of a command line that is wrong."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from labtui import __version__
from labtui.cli import commands
from labtui.cli.main import MODULES
from tests.cli.helpers import (
    DAY,
    HOMELAB,
    Labtui,
)


@pytest.mark.parametrize(
    "words",
    [
        ("--file", "{}", "--as-of", DAY, "list"),
        ("list", "--file", "{}", "--as-of", DAY),
        ("--file", "{}", "list", "--as-of", DAY),
        ("--as-of", "2020-01-01", "list", "--file={}", "--as-of", DAY),
    ],
)
def test_file_and_day_go_before_and_after_the_command(
    words: tuple[str, ...], labtui: Labtui, lab: str
) -> None:
    said = labtui(*(word.format(lab) for word in words), "--json")
    assert said.json["as_of"] == DAY
    assert len(said.json["systems"]) == 12


def test_options_may_stand_among_the_ids(on: Labtui) -> None:
    found = on("check", "pbs", "--json", "blog").json["systems"]
    assert [system["id"] for system in found] == ["pbs", "blog"]
    assert on("set", "pbs", "--file", "/nowhere", "tags=a").status == 2


def test_the_day_may_be_told_from_today(on: Labtui) -> None:
    assert on("list", "--as-of", "today").status == 0
    assert on("list", "--as-of=-30d").status == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["lst"], "labtui lst: expected one of open, assess, retire, check, "),
        (["lst"], "did you mean list?"),
        (["sell", "pbs"], "labtui sell: expected one of"),
        (["--jsn", "list"], "--jsn: no such option"),
        (
            ["list", "--jsno"],
            "--jsno: no such option; did you mean --json?; see labtui list --help",
        ),
        (["list", "--lvel=3a"], "--lvel: no such option; did you mean --level?"),
        (["list", "pbs"], "pbs: this is too much; see labtui list --help"),
        (["list", "--js"], "--js: no such option"),
        (["show"], "the following arguments are required: ID; see labtui show --help"),
        (["list", "--as-of", "tomorrow"], "--as-of tomorrow: expected a day like"),
        (["list", "--as-of", "2026-02-30"], "--as-of 2026-02-30: expected a day like"),
        (["list", "--level", "3c"], "--level 3c: expected one of 0, 1, 2, 3a, 3b"),
        (["list", "--role", "labs"], "did you mean lab?"),
        (["list", "--status", "retird"], "did you mean retired?"),
        (["add"], "the following arguments are required: NAME;"),
        (["check", "--fail-on", "warnings"], "did you mean warning?"),
        (["check", "psb"], "psb: no such system; did you mean pbs?"),
        (["show", "x\x1b[31m"], "x␛[31m: no such system"),
        (["impact", "jelyfin"], "did you mean jellyfin?"),
        (["export", "csv"], "export csv: expected one of json"),
        (["--demo", "list"], "--demo is for the app, not for labtui list"),
        (["--demo", "open", "pbs"], "--demo is for the app, not for labtui open"),
        (["--no-mouse", "list"], "--no-mouse is for the app, not for labtui list"),
        (["log", "pbs", "incidnt"], "EVENT incidnt: expected one of"),
        (["log", "psb", "incident"], "psb: no such system"),
        (["remove", "pbs", "psb"], "psb: no such system; did you mean pbs?"),
        (["add", " "], "NAME: a system has a name"),
        (["add", "New", "--template", "lb"], "did you mean lab?"),
        (["add", "New", "--on", "psb"], "psb: no such system"),
        (["add", "New", "--id", "pbs"], "there is a system of this id already"),
        (["add", "New", "--id", "A b"], "A b is not an id"),
        (["add", "New", "word"], "word: expected KEY=VALUE"),
    ],
)
def test_what_is_typed_wrong_is_refused_in_one_line(
    words: list[str], message: str, on: Labtui, lab: str
) -> None:
    said = on(*words)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("labtui: ")
    assert message in said.err
    assert said.err.count("\n") == 1
    assert Path(lab).read_bytes() == HOMELAB.read_bytes()


def test_an_id_may_look_odd(on: Labtui) -> None:
    assert "-x: no such system" in on("show", "--", "-x").err
    assert "-x: no such option" in on("show", "-x").err
    assert on("log", "pbs", "incident", "--", "--hot").status == 0
    assert "--hot" in on("show", "pbs").out
    assert [x["id"] for x in on("check", "pbs", "--json", "--", "blog").json["systems"]] == [
        "pbs",
        "blog",
    ]
    assert "-x: this is too much" in on("list", "--", "-x").err
    assert on("export", "json", "-o/dev/null").out == ""
    assert on("log", "pbs", "incident", "-5 degrees").status == 0


def test_help_names_all_commands(labtui: Labtui) -> None:
    said = labtui("--help")
    assert said.status == 0
    assert all(f"\n  {name} " in said.out for name in MODULES)


@pytest.mark.parametrize("command", MODULES)
def test_each_command_has_help(command: str, labtui: Labtui) -> None:
    said = labtui(command, "--help")
    assert said.status == 0
    assert said.out.startswith(f"usage: labtui {command} ")
    assert said.out == labtui(command, "-h").out


def test_the_version(labtui: Labtui) -> None:
    assert labtui("--version").out == f"labtui {__version__}\n"


def test_every_command_of_a_module_can_be_typed() -> None:
    declared = {
        (name, module.name)
        for module in iter_modules(commands.__path__)
        for name in import_module(f"{commands.__name__}.{module.name}").COMMANDS
    }
    assert declared == set(MODULES.items())
