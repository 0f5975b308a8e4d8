"""The reference says what the code says: generated pages are current, JSON has the keys named."""

from __future__ import annotations

import re
import runpy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labtui.cli.registry import COMMANDS, command_parser
from labtui.data.assessment.rules import RULES
from labtui.data.framework.layers import LAYERS
from labtui.data.inventory.example import WRITTEN_FOR, example
from tests.cli.helpers import DAY, HOMELAB, Labtui
from tests.importing.disk_lab import write, write_lab

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = runpy.run_path(str(DOCS / "reference.py"))
SECTIONS = dict(
    re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", (DOCS / "json.md").read_text("utf-8"), re.M | re.S)
)


@pytest.mark.parametrize("name", REFERENCE["PAGES"])
def test_a_page_made_from_the_code_is_current(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "10000")
    made = REFERENCE["PAGES"][name]()
    assert made == (DOCS / f"{name}.md").read_text("utf-8"), "run docs/reference.py"


def test_every_rule_has_a_reason_and_an_example_of_its_own() -> None:
    written = tomllib.loads((DOCS / "rules.toml").read_text("utf-8"))
    assert [*written] == [*RULES]
    assert len({rule["reason"] for rule in written.values()}) == len(RULES)
    for id, rule in written.items():
        assert REFERENCE["opened"](rule["example"]).problems == [], id


def paths(value: Any, before: str = "") -> Iterator[str]:
    """The keys in a JSON value, dotted, with `[]` for the elements of a list of tables."""
    tables = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            name = "LAYER" if key in LAYERS else key
            yield from paths(inner, f"{before}.{name}".lstrip("."))
    elif tables:
        for each in tables:
            yield from paths(each, f"{before}[]")
    elif before:
        yield before


WHOLE = re.compile(r"((?:^|\.)facts|^unused|^recover_after)\.(?!\[).*")
"""Tables whose keys are those of a file, or of a lab: only the table itself is named."""


def keys(told: Any) -> set[str]:
    return {WHOLE.sub(r"\1", path) for path in paths(told)}


def documented(section: str) -> set[str]:
    return set(re.findall(r"^\| `([^`]+)` \|", SECTIONS[section], re.M))


def unnamed(seen: set[str], named: set[str]) -> set[str]:
    """What is seen and not named; null or empty where others have keys of their own is."""
    return {
        key for key in seen - named if not any(n.startswith((f"{key}.", f"{key}[")) for n in named)
    }


@pytest.fixture
def lab(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the example lab, to which something is done."""
    file = home / "lab.toml"
    file.write_bytes(example(WRITTEN_FOR) + b'\n[[systems]]\nid = "x"\nname = "X"\nsiet = "here"\n')
    monkeypatch.setenv("LABTUI_FILE", str(file))
    return file


def test_json_has_the_keys_that_are_named_and_no_others(labtui: Labtui, lab: Path) -> None:
    day = ("--as-of", str(WRITTEN_FOR))

    def seen(*words: str) -> set[str]:
        return keys(labtui(*day, *words, "--json").json)

    named = documented("check, list and show")
    checked = seen("check")
    assert (named - checked, unnamed(checked, named)) == (set(), set())
    assert unnamed(seen("list") | seen("list", "--status", "retired"), named) == set()
    shown = {f"systems[].{key}" for key in seen("show", "owl")}
    assert unnamed(shown, named) == {"systems[].facts"}
    for command, words in (("matrix", ()), ("impact", ("owl",)), ("rebuild", ())):
        found, named = seen(command, *words), documented(command)
        assert (named - found, unnamed(found, named)) == (set(), set()), command
    labtui("set", "owl", "evidence.monitored=no", "tags+=changed")
    assert seen("restore") == documented("restore")
    labtui("set", "films", "relied_on_for=safety")
    since = keys(labtui("check", "--since", "-1d", "--json").json)
    moved = {re.sub(r"^(better|other)(\[\].*)?$", r"\1[]", key) for key in since}
    named = documented("check --since")
    assert (named - moved, unnamed(moved, named)) == (set(), set())


def test_json_of_an_import_has_the_keys_that_are_named(labtui: Labtui, home: Path) -> None:
    sources = write_lab(home)
    write(home, "gatus/more.yaml", "endpoints:\n  - {name: x, url: 'http://10.9.9.9:1'}\n")
    file = home / "lab.toml"
    file.write_bytes(HOMELAB.read_bytes())
    seen: set[str] = set()
    for source, path in ((s.source, s.path) for s in sources):
        on = ("--on", "docker") if source in {"compose", "borgmatic", "restic"} else ()
        told = labtui("--file", str(file), "--as-of", DAY, "import", source, path, *on, "--json")
        seen |= keys(told.json)
    named = documented("import and refresh")
    assert unnamed(seen, named) == set()
    assert {key.split("[]")[0] for key in seen} == {key.split("[]")[0] for key in named}


def test_every_command_with_json_is_named() -> None:
    with_json = {name for name in COMMANDS if "--json" in command_parser(name).options}
    told = " ".join(SECTIONS)
    assert {name for name in with_json if not re.search(rf"\b{name}\b", told)} == set()
