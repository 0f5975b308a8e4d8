"""What may be typed, and what is said of a command line that is wrong."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from labtui import __version__
from labtui.cli import commands
from labtui.cli.registry import COMMANDS
from tests.cli.helpers import (
    DAY,
    HOMELAB,
    Labtui,
)
from tests.rows import each_row


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
    assert on("list", "--as-of", "-30d").status == 0


@each_row(
    ("words", "message"),
    [
        # commands
        (["lst"], "Unknown command lst. Did you mean list?"),
        (["sell", "pbs"], "Unknown command sell. labtui help lists them."),
        (["lab.toml"], "Unknown command lab.toml. Did you mean --file lab.toml?"),
        (["help", "sett"], "Unknown command sett. Did you mean set?"),
        # options
        (["--json", "list"], "--json goes after list: labtui list --file "),
        (["--level", "3a", "list"], "--level goes after list: labtui list --file "),
        (["--jsn", "list"], "Unknown option --jsn. See labtui --help."),
        (["--fil", "x", "list"], "Unknown option --fil. Did you mean --file?"),
        (["list", "--jsno"], "Unknown option --jsno. Did you mean --json?"),
        (["list", "--JSON"], "Unknown option --JSON. Did you mean --json?"),
        (["list", "--lvel=3a"], "Unknown option --lvel. Did you mean --level?"),
        (["add", "x", "--runs-on", "pbs"], "Unknown option --runs-on. Did you mean --on?"),
        (["show", "pbs", "--brief"], "--brief is for check, not for show. See labtui show --help."),
        (
            ["set", "pbs", "--purpose", "learning"],
            "Unknown option --purpose. Write it without dashes: purpose=learning",
        ),
        (["set", "pbs", "-mfa=yes"], "Write it without dashes: evidence.mfa=yes"),
        (
            ["log", "pbs", "experiment", "-x flag"],
            "Unknown option -x. A NOTE that begins with - goes after --: "
            "labtui log pbs experiment -- '-x flag'",
        ),
        (["add", "-x"], "A NAME that begins with - goes after --: labtui add -- -x"),
        (["list", "--json=1"], "--json takes no value."),
        (["list", "-hx"], "-h takes no value."),
        (["list", "--level"], "--level needs a value: 0, 1, 2, 3a or 3b."),
        (["list", "--level="], "--level needs a value: 0, 1, 2, 3a or 3b."),
        (["list", "--level", "--json"], "--level needs a value: 0, 1, 2, 3a or 3b."),
        (["export", "json", "-o"], "-o needs a value: -o PATH."),
        (["--file"], "--file needs a value: --file FILE."),
        (["--demo", "list"], "--demo is for the app, not for labtui list."),
        (["--demo", "open", "pbs"], "--demo is for the app, not for labtui open."),
        (["--no-mouse", "list"], "--no-mouse is for the app, not for labtui list."),
        # arguments
        (["list", "pbs"], "Unexpected argument: pbs. See labtui list --help."),
        (
            ["log", "pbs", "incident", "it", "burned"],
            "Unexpected argument: burned. Put a NOTE of several words in quotes.",
        ),
        (["show"], "Missing: ID. Example: labtui show owl"),
        (["log"], "Missing: ID and EVENT. Example: labtui log owl incident "),
        (["set"], "Missing: ID… KEY=VALUE…. Example: labtui set owl dns "),
        (["add"], "Missing: NAME. Example: labtui add Nextcloud "),
        (["export"], "Missing: FORMAT. Example: labtui export json"),
        (["add", " "], "A system needs a name. Example: labtui add Nextcloud"),
        (["add", "New", "word"], '"word" is not a fact. Write KEY=VALUE'),
        (["add", "New", "=x"], '"=x" names no fact. Write KEY=VALUE'),
        # values
        (
            ["list", "--as-of", "tomorrow"],
            '--as-of: "tomorrow" is not a date. Use 2026-11-28, Sept, today or -3d.',
        ),
        (["list", "--as-of", "2026-02-30"], '--as-of: "2026-02-30" is not a date.'),
        (["list", "--level", "3c"], '--level: "3c" is not 0, 1, 2, 3a or 3b.'),
        (["list", "--role", "labs"], "Did you mean lab?"),
        (["list", "--status", "retird"], "Did you mean retired?"),
        (["list", "--color", "yes"], '--color: "yes" is not auto, always or never.'),
        (["check", "--fail-on", "warnings"], "Did you mean warning?"),
        (["export", "xml"], 'FORMAT: "xml" is not ansible'),
        (["log", "pbs", "incidnt"], "Did you mean incident?"),
        (["log", "pbs", "exp"], 'EVENT: "exp" is not added, changed, assessed, experiment, '),
        (["add", "New", "--template", "lb"], "Did you mean lab?"),
        # systems
        (["check", "psb"], "No system psb. Did you mean pbs?"),
        (["show", " "], 'No system "". labtui list shows all.'),
        ([""], 'Unknown command "". labtui help lists them.'),
        (["show", "x\x1b[31m"], "No system x␛[31m. labtui list shows all."),
        (["show", "Vaultwarten"], "No system Vaultwarten. Did you mean vaultwarden?"),
        (["show", "Proxmox Backup"], "No system Proxmox Backup. Did you mean pbs?"),
        (["impact", "jelyfin"], "Did you mean jellyfin?"),
        (["log", "psb", "incident"], "No system psb. Did you mean pbs?"),
        (["remove", "pbs", "psb"], "No system psb. Did you mean pbs?"),
        (["add", "New", "--on", "psb"], "No system psb. Did you mean pbs?"),
        (["add", "New", "--id", "pbs"], "Id pbs is taken. Use another one, such as pbs-2."),
        (["add", "New", "--id", "A b"], '"A b" is not an id: a-z, 0-9 and -'),
        (
            ["add", "zoltan"],
            'System zoltan ("Zoltan!") exists already. To add another one: --id zoltan-2',
        ),
        (["add", "PROXMOX Backup server"], "--id proxmox-backup-server"),
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
    assert "labtui: labtui" not in said.err
    assert Path(lab).read_bytes() == HOMELAB.read_bytes()


def test_an_id_may_look_odd(on: Labtui) -> None:
    assert "No system -x." in on("show", "--", "-x").err
    assert "Unknown option -x." in on("show", "-x").err
    assert on("log", "pbs", "incident", "--", "--hot").status == 0
    assert "--hot" in on("show", "pbs").out
    assert [x["id"] for x in on("check", "pbs", "--json", "--", "blog").json["systems"]] == [
        "pbs",
        "blog",
    ]
    assert "Unexpected argument: -x." in on("list", "--", "-x").err
    assert on("export", "json", "-o/dev/null").out == ""
    assert on("log", "pbs", "incident", "-5 degrees").status == 0


def test_the_version(labtui: Labtui) -> None:
    for word in ("--version", "-V"):
        assert labtui(word).out == f"labtui {__version__}\n"


def test_every_command_of_a_module_can_be_typed() -> None:
    declared = {
        (name, module.name)
        for module in iter_modules(commands.__path__)
        for name in import_module(f"{commands.__name__}.{module.name}").COMMANDS
    }
    assert declared == {(name, command.module) for name, command in COMMANDS.items()}
