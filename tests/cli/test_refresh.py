"""`labtui refresh`: what it says, in which words, and with which exit status."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.cli.helpers import Labtui
from tests.importing.disk_lab import write

WIKI = "services: {wiki: {image: wiki, ports: ['80:80']}}\n"
CHECKS = "endpoints:\n  - {name: Wiki, url: 'http://nas:80', conditions: ['[STATUS] == 200']}\n"
OTHER_CHECK = CHECKS.replace("nas:80", "nas:81").replace("Wiki", "x")


@pytest.fixture
def small(labtui: Labtui, home: Path) -> Path:
    """A lab of an app on a NAS, and its check; gives its inventory."""
    write(home, "stacks/wiki/compose.yml", WIKI)
    write(home, "gatus/config.yaml", CHECKS)
    labtui("add", "NAS")
    labtui("import", "compose", str(home / "stacks"), "--on", "nas")
    labtui("import", "gatus", str(home / "gatus/config.yaml"))
    return next(home.rglob("inventory.toml"))


def test_it_says_what_differs_and_nothing_where_nothing_does(
    labtui: Labtui, home: Path, small: Path
) -> None:
    before = small.read_bytes()
    for options in ((), ("--dry-run",), ("--add", "--update")):
        said = labtui("refresh", *options)
        assert (said.status, said.out, said.err) == (0, "", "")
    write(home, "stacks/mail/compose.yml", "services: {mail: {image: mail}}\n")
    write(home, "gatus/config.yaml", OTHER_CHECK)
    said = labtui("refresh", "--dry-run")
    assert (said.status, said.err) == (1, "")
    assert said.lines == [
        "New (1): --add adds them",
        "  mail  container (~/stacks/mail/compose.yml)",
        "",
        "Not seen any more (1): kept; --update takes it, --keep keeps yours",
        "  wiki: Monitored yes → not answered (was gatus/config.yaml, endpoint Wiki)",
        "",
        'No system known (1): labtui refresh --whose "WHAT=ID" says whose it is',
        "  http://nas:81 (gatus/config.yaml, endpoint x)",
        "",
    ]
    assert small.read_bytes() == before


def test_what_is_taken_is_saved_and_told_once(labtui: Labtui, home: Path, small: Path) -> None:
    write(home, "stacks/wiki/compose.yml", WIKI.replace("}}", ", depends_on: [db]}, db: {}}"))
    write(home, "stacks/mail/compose.yml", "services: {mail: {image: mail}}\n")
    write(home, "gatus/config.yaml", OTHER_CHECK)
    said = labtui("refresh", "--add", "--update")
    assert said.status == 0
    assert said.lines[-1] == "Refreshed: 1 new, 1 changed."
    wiki = next(one for one in tomllib.loads(small.read_text())["systems"] if one["id"] == "wiki")
    assert [one["note"] for one in wiki["history"]] == ["new part db; no longer monitored"]
    assert labtui("refresh", "--dry-run").out == ""


def test_what_is_kept_is_told_once(labtui: Labtui, home: Path, small: Path) -> None:
    write(home, "gatus/config.yaml", OTHER_CHECK)
    kept = labtui("refresh", "--keep")
    assert "Not seen any more (1): kept" in kept.lines
    assert (labtui("refresh", "--dry-run").status, labtui("refresh").out) == (0, "")
    assert "monitored = true" in small.read_text()


def test_json_says_what_differs_in_both_runs(labtui: Labtui, home: Path, small: Path) -> None:
    write(home, "gatus/config.yaml", OTHER_CHECK)
    looked, said = labtui("refresh", "--dry-run", "--json"), labtui("refresh", "--json")
    assert (looked.status, said.status) == (1, 0)
    assert looked.json == said.json
    assert said.json["observed"] == [
        {
            "id": "wiki",
            "key": "evidence.monitored",
            "state": "lost",
            "old": True,
            "new": None,
            "where": ["gatus/config.yaml, endpoint Wiki"],
        }
    ]
    [unmatched] = said.json["unmatched"]
    assert (unmatched["address"], unmatched["candidates"]) == ("http://nas:81", [])


def test_whose_an_address_is_is_said_once(labtui: Labtui, home: Path, small: Path) -> None:
    write(home, "gatus/config.yaml", CHECKS + OTHER_CHECK.partition("\n")[2])
    assert labtui("refresh", "--dry-run").status == 0
    assert "http://nas:81" in labtui("import", "gatus", str(home / "gatus/config.yaml")).out
    said = labtui("refresh", "--whose", "http://nas:81=NAS")
    assert "  nas: Monitored yes (gatus/config.yaml, endpoint x)" in said.lines
    assert 'whose = ["http://nas:81 = nas"]' in small.read_text()
    assert labtui("refresh", "--dry-run").out == ""


def test_what_is_none_of_yours_is_said_once(labtui: Labtui, home: Path, small: Path) -> None:
    write(home, "gatus/config.yaml", CHECKS + OTHER_CHECK.partition("\n")[2])
    checks = str(home / "gatus/config.yaml")
    assert (
        "No system known" not in labtui("import", "gatus", checks, "--whose", "http://nas:81=").out
    )
    assert 'never = ["http://nas:81"]' in small.read_text()
    assert "No system known" not in labtui("import", "gatus", checks).out


def test_what_the_columns_of_a_table_state_is_remembered(labtui: Labtui, home: Path) -> None:
    write(home, "d.csv", "Kiste;Schrank;Wirt\nfalcon;1;nas\n")
    labtui("add", "NAS")
    table = ("csv", str(home / "d.csv"))
    labtui("import", *table, "--map", "Kiste=name", "--map", "Wirt=runs_on")
    assert labtui("refresh", "--dry-run").out == ""
    write(home, "d.csv", "Kiste;Schrank;Wirt\nfalcon;1;nas\nowl;2;nas\n")
    assert labtui("refresh", "--add").lines[-1] == "Refreshed: 1 new, 0 changed."
    assert labtui("import", *table, "--map", "Schrank=location").status == 0
    text = next(home.rglob("inventory.toml")).read_text()
    assert 'map = ["Kiste = name", "Wirt = runs_on", "Schrank = location"]' in text
    assert text.count('location = "') == 2


def test_a_source_that_is_gone_is_named_and_takes_nothing_with_it(
    labtui: Labtui, home: Path, small: Path
) -> None:
    checks = home / "gatus/config.yaml"
    checks.unlink()
    before = small.read_bytes()
    said = labtui("refresh", "--dry-run")
    assert said.status == 1
    assert said.lines[0].startswith("Could not be read (1): remove the [[sources]] of those ")
    assert f"{checks}:Nosuchfile" in "".join(said.out.split())
    labtui("refresh", "--add", "--update")
    assert small.read_bytes() == before
    (home / "stacks").rename(home / "away")
    said = labtui("refresh")
    assert said.status == 2
    assert said.lines[0].startswith("Could not be read (2)")


WRONG = {
    (): "No source is known yet. labtui import reads one, and remembers it.",
    ("--update", "--keep"): "--update and --keep exclude each other.",
    ("--whose", "x"): '--whose: "x" is not WHAT=ID. Example: --whose nas:9100=nas',
    ("--whose", "x=nas"): "x: no check, job or route names it.",
    ("--whose", "x=nos"): "No system nos. ",
}


@pytest.mark.parametrize("words", WRONG)
def test_what_is_wrong(words: tuple[str, ...], labtui: Labtui, home: Path) -> None:
    labtui("add", "NAS")
    if "--whose" in words:
        write(home, "gatus.yaml", CHECKS)
        labtui("import", "gatus", str(home / "gatus.yaml"))
    said = labtui("refresh", *words)
    assert said.status == 2
    assert WRONG[words] in said.err
