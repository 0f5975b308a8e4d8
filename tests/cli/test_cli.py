"""The commands, from what is typed to what is printed and to the file."""

from __future__ import annotations

import io
import json
import os
import runpy
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from labtui import __main__, __version__
from labtui.app.app import Start
from labtui.cli import COMMANDS, main, tasks
from labtui.data.framework.levels import LEVELS
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.settings import Preferences
from labtui.data.preferences.ui_state import UiState
from tests.data.labs import VECTORS

HOMELAB = Path(__file__).parents[1] / "data" / "homelab.toml"
DAY = "2026-11-21"


@dataclass
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Labtui = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, in which no inventory is named and the width is 80."""
    for name in ("LABTUI_FILE", "NO_COLOR", "COLUMNS", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def labtui(home: Path, capsys: pytest.CaptureFixture[str]) -> Labtui:
    def run(*words: str) -> Said:
        status = main(words)
        out, err = capsys.readouterr()
        return Said(status, out, err)

    return run


@pytest.fixture
def lab(home: Path) -> str:
    """A copy of the homelab."""
    file = home / "lab.toml"
    file.write_bytes(HOMELAB.read_bytes())
    return str(file)


@pytest.fixture
def on(labtui: Labtui, lab: str) -> Labtui:
    """Run a command on the homelab as of the day it is written for."""
    return lambda *words: labtui("--file", lab, "--as-of", DAY, *words)


def written(home: Path, text: str) -> str:
    file = home / "written.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


# --- the issue's own


def test_the_homelab_is_classified_as_the_articles_do(on: Labtui) -> None:
    levels = {system["id"]: system["level"] for system in on("list", "--json").json["systems"]}
    assert {levels[id] for id in ("pve-cluster", "pbs", "microlab-2", "zoltan")} == {"3a"}
    assert {levels[id] for id in ("inference", "synology", "45drives")} == {"3b"}
    assert levels["ny-vms"] == "2"


def test_setting_a_fact_changes_its_line_and_says_what_follows(on: Labtui, lab: str) -> None:
    said = on("set", "vaultwarden", "runs_on=pve-cluster")

    before = HOMELAB.read_text(encoding="utf-8").splitlines()
    after = Path(lab).read_text(encoding="utf-8").splitlines()
    assert [line for line in before if line not in after] == [
        'runs_on = "synology"             '
        "# move it to pve-cluster and the lab is production in denial"
    ]
    assert [line for line in after if line not in before] == [
        'runs_on = "pve-cluster"             '
        "# move it to pve-cluster and the lab is production in denial",
        f"changed = {DAY}",
    ]
    assert said.status == 0
    assert said.lines[0] == "vaultwarden: runs_on synology → pve-cluster"
    assert "pve-cluster: 3a → 3b, lab → production, risk Controlled High → Critical" in said.out
    assert "pbs: 3a → 3b" in said.out
    assert "synology:" not in said.out


def test_check_of_the_homelab_is_a_pleasure_to_read(on: Labtui) -> None:
    said = on("check")
    assert said.status == 0
    assert said.err == ""
    assert max(map(len, said.lines)) <= 80
    order = ["CRITICAL (", "WARNING (", "NOTICE (", "OPEN ("]
    places = [said.out.index(heading) for heading in order]
    assert places == sorted(places)
    assert said.out.count("never assessed") == 1
    assert said.lines[-1].startswith("12 systems · 11 critical, 11 warnings, 24 notices")
    assert "    → " in said.out


@pytest.mark.parametrize("vector", VECTORS, ids=lambda path: path.stem)
def test_a_vector_gives_its_json(vector: Path, labtui: Labtui) -> None:
    expected = json.loads(vector.with_suffix(".check.json").read_text(encoding="utf-8"))
    said = labtui("check", "--json", "--file", str(vector), "--as-of", DAY)
    found = said.json
    assert list(found) == ["schema", "as_of", "systems", "problems"]
    for system in found["systems"]:
        assert set(system) - {"owners", "name", "status"} == set(expected["systems"][0])
        for key in ("owners", "name", "status"):
            del system[key]
        for finding in system["findings"]:
            assert finding.pop("message")
            assert finding.pop("remedy")
            assert all(set(fact) == {"key", "value", "from"} for fact in finding.pop("facts"))
    assert {"as_of": found["as_of"], "systems": found["systems"]} == expected


@pytest.mark.parametrize("vector", VECTORS, ids=lambda path: path.stem)
def test_a_vector_gives_its_impact(
    vector: Path, labtui: Labtui, monkeypatch: pytest.MonkeyPatch
) -> None:
    args = ("--file", str(vector), "--as-of", DAY)
    first, *others = json.loads(vector.with_suffix(".impact.json").read_text(encoding="utf-8"))
    opened: list[Workspace] = []
    once = tasks._workspace
    monkeypatch.setattr(tasks, "_workspace", lambda a: opened[0] if opened else _kept(once(a)))

    def _kept(workspace: Workspace) -> Workspace:
        opened.append(workspace)
        return workspace

    for expected in (first, *others):
        assert labtui("impact", expected["id"], "--json", *args).json == expected


# --- what is typed


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
    assert all(f"\n  {name} " in said.out for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str, labtui: Labtui) -> None:
    said = labtui(command, "--help")
    assert said.status == 0
    assert said.out.startswith(f"usage: labtui {command} ")
    assert said.out == labtui(command, "-h").out


def test_the_version(labtui: Labtui) -> None:
    assert labtui("--version").out == f"labtui {__version__}\n"


# --- which file


def test_no_inventory_at_the_usual_place_is_an_empty_one(labtui: Labtui, home: Path) -> None:
    assert "labtui add" in labtui("check").out
    assert labtui("list", "--json").json["systems"] == []
    assert labtui("export", "json").json == {"schema": 1, "systems": []}
    assert labtui("check", "--brief").out == "0 systems · nothing found\n"
    assert list(home.rglob("*.toml")) == []


@pytest.mark.parametrize(
    "words", [("list",), ("set", "a", "purpose=learning"), ("log", "a", "added")]
)
def test_a_named_file_that_is_not_there_is_an_error(words: tuple[str, ...], labtui: Labtui) -> None:
    said = labtui("--file", "nowhere.toml", *words)
    assert said.status == 2
    assert "nowhere.toml: no such file" in said.err


def test_adding_makes_the_file(labtui: Labtui, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABTUI_FILE", str(home / "mine.toml"))
    assert labtui("list").status == 2
    assert labtui("add", "The NAS").out == "the-nas: added, level not known\n"
    assert labtui("list", "--json").json["systems"][0]["id"] == "the-nas"
    assert labtui("paths").lines[0].endswith("mine.toml")


def test_the_paths(labtui: Labtui, home: Path) -> None:
    lines = labtui("paths").lines
    assert [line.split("  ")[0] for line in lines] == [
        "inventory",
        "settings",
        "safety copies",
        "state",
    ]
    assert all(str(home) in line for line in lines)


@pytest.mark.parametrize("command", ["list", "check", "matrix", "export json"])
def test_a_file_that_does_not_parse_is_refused(command: str, labtui: Labtui, home: Path) -> None:
    file = written(home, '[[systems]]\nid = "a"\nname = x\n')
    said = labtui(*command.split(), "--file", file)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(f"labtui: {file}: line 3, column 8: Invalid value")


def test_another_shape_can_be_read_but_not_changed(labtui: Labtui, home: Path) -> None:
    file = written(home, 'systems = [{id = "a", name = "A"}]\n')
    said = labtui("list", "--json", "--file", file)
    assert said.status == 0
    assert [system["id"] for system in said.json["systems"]] == ["a"]
    assert said.err.startswith(f"{file}: warning: line 1: ")
    refused = labtui("set", "a", "purpose=learning", "--file", file)
    assert refused.status == 2
    assert "can only be read" in refused.err
    assert refused.err.count("\n") == 1


def test_problems_are_warnings_and_stop_nothing(labtui: Labtui, home: Path) -> None:
    file = written(
        home,
        '[[systems]]\nid = "a"\nname = "A"\npurpos = "learning"\n\n[[systems]]\nid = "a"\n',
    )
    said = labtui("check", "--json", "--file", file)
    assert said.status == 0
    first, second, third = said.err.splitlines()
    assert first.startswith(f"{file}:4: warning: a: purpos is not a key labtui knows")
    assert first.endswith("did you mean purpose?")
    assert {f"{file}:6", f"{file}:7"} >= {":".join(x.split(":")[:2]) for x in (second, third)}
    problem = said.json["problems"][0]
    assert problem == {
        "line": 4,
        "key": "purpos",
        "id": "a",
        "message": problem["message"],
        "nearest": "purpose",
    }
    assert labtui("set", "a", "purpose=learning", "--file", file).status == 2
    assert labtui("add", "B", "--file", file).status == 0


# --- reading


def test_check_of_some_systems_leaves_out_the_others(on: Labtui) -> None:
    said = on("check", "blog", "pbs")
    assert said.lines[-1].startswith("2 systems · ")
    assert "synology" not in said.out
    assert on("check", "pbs", "--brief").lines == on("check", "pbs").lines[-1:]


@pytest.mark.parametrize(
    ("ids", "severity", "status"),
    [
        ([], "critical", 1),
        (["pbs"], "critical", 0),
        (["pbs"], "warning", 1),
        (["jellyfin"], "warning", 0),
        (["jellyfin"], "notice", 1),
    ],
)
@pytest.mark.parametrize("form", ["--json", "--brief"])
def test_fail_on_goes_by_severity(
    ids: list[str], severity: str, status: int, form: str, on: Labtui
) -> None:
    assert on("check", *ids, "--fail-on", severity, form).status == status


def test_fail_on_leaves_out_what_is_accepted(labtui: Labtui, home: Path) -> None:
    rules = ("never-assessed", "unanswered", "level-undetermined")
    accepted = ", ".join(f'{{rule = "{rule}", until = 2026-12-01}}' for rule in rules)
    file = written(home, f'[[systems]]\nid = "a"\nname = "A"\naccepted = [{accepted}]\n')
    args = ("check", "--file", file, "--fail-on", "notice")
    assert labtui(*args, "--as-of", DAY).status == 0
    assert labtui(*args, "--as-of", "2026-12-02").status == 1


@pytest.fixture
def mixed(home: Path) -> str:
    return written(
        home,
        "".join(
            f'[[systems]]\nid = "{id}"\nname = "{id}"\nstatus = "{status}"\n'
            'owners = { hardware = "you", os = "you" }\n'
            for id, status in (("a", "active"), ("p", "planned"), ("r", "retired"))
        ),
    )


def test_list_leaves_out_what_is_retired_unless_asked(labtui: Labtui, mixed: str) -> None:
    def ids(*words: str) -> list[str]:
        said = labtui("list", "--json", "--file", mixed, *words)
        return [system["id"] for system in said.json["systems"]]

    assert ids() == ["a", "p"]
    assert ids("--status", "retired") == ["r"]
    assert ids("--status", "planned") == ["p"]
    assert ids("--level", "3a") == ["a", "p"]
    assert ids("--level", "2") == []
    assert ids("--status", "retired", "--level", "3a") == []
    assert ids("--role", "lab") == []
    assert "retired" in labtui("list", "--status", "retired", "--file", mixed).out


def test_list_json_is_check_json_without_findings(on: Labtui) -> None:
    checked = on("check", "--json").json
    for system in checked["systems"]:
        del system["findings"]
    assert on("list", "--json").json == checked


def test_what_a_retired_system_states_comes_from_nobody_else(labtui: Labtui, mixed: str) -> None:
    said = labtui("show", "r", "--file", mixed)
    assert "not assessed any more" in said.out
    assert "from r" not in said.out


def test_a_retired_system_has_null_for_what_is_computed(labtui: Labtui, mixed: str) -> None:
    (listed,) = labtui("list", "--json", "--status", "retired", "--file", mixed).json["systems"]
    active = labtui("list", "--json", "--file", mixed).json["systems"][0]
    assert list(listed) == list(active)
    assert {key for key, value in listed.items() if value is not None} == {"id", "name", "status"}
    shown = labtui("show", "r", "--json", "--file", mixed).json
    assert shown["findings"] == []
    assert shown["facts"]["owners"] == {"hardware": "you", "os": "you"}
    assert "Retired" in labtui("show", "r", "--file", mixed).out
    assert labtui("check", "r", "--json", "--file", mixed).json["systems"] == []
    assert "r is retired already" in labtui("impact", "r", "--file", mixed).err


def test_show_json_has_findings_and_facts_as_stated(on: Labtui) -> None:
    shown = on("show", "pve-cluster", "--json").json
    (checked,) = on("check", "pve-cluster", "--json").json["systems"]
    facts = shown.pop("facts")
    assert shown == checked
    assert facts["evidence"]["patched"] == "2026-11-02"
    assert facts["history"][0]["date"] == "2026-10-04"


def test_show_for_people(on: Labtui) -> None:
    said = on("show", "vaultwarden")
    assert "Runs on      synology (3b production)" in said.out
    assert max(map(len, said.lines)) <= 80


def test_matrix(on: Labtui) -> None:
    found = on("matrix", "--json").json
    assert list(found) == ["levels", "undetermined"]
    assert [row["level"] for row in found["levels"]] == list(LEVELS)
    assert found["levels"][2] == {"level": "2", "systems": ["ny-vms"]}
    assert found["undetermined"] == []
    assert max(map(len, on("matrix").lines)) <= 80


def test_impact_for_people(on: Labtui) -> None:
    assert on("impact", "synology").out.startswith("BLOCKED  ")


def test_export_holds_everything(labtui: Labtui, home: Path) -> None:
    text = (
        'schema = 1\nmine = {a = inf}\n[settings]\npatch_days = 9\n[[systems]]\nid = "a"\n'
        'name = "Ä"\nodd = 1979-05-27T07:32:00Z\n[[systems]]\nname = "no id"\n'
    )
    said = labtui("export", "json", "--file", written(home, text))
    assert said.json == {
        "schema": 1,
        "mine": {"a": "inf"},
        "settings": {"patch_days": 9},
        "systems": [
            {"id": "a", "name": "Ä", "odd": "1979-05-27 07:32:00+00:00"},
            {"name": "no id"},
        ],
    }


def test_export_to_a_file(on: Labtui, lab: str, home: Path) -> None:
    target = home / "out.json"
    for _ in range(2):
        said = on("export", "json", "-o", str(target))
        assert (said.status, said.out) == (0, "")
    assert json.loads(target.read_text()) == on("export", "json").json
    assert on("export", "json", "-o", "/dev/null").status == 0
    refused = on("export", "json", "-o", lab)
    assert refused.status == 2
    assert "this is the inventory itself" in refused.err
    assert Path(lab).read_bytes() == HOMELAB.read_bytes()
    assert "no such file or directory" in on("export", "json", "-o", "/no/where").err


# --- writing


def facts_of(lab: str, id: str) -> dict[str, Any]:
    systems = tomllib.loads(Path(lab).read_text(encoding="utf-8"))["systems"]
    return next(system for system in systems if system["id"] == id)


@pytest.mark.parametrize(
    ("assignments", "expected"),
    [
        (["purpose=entertainment"], {"purpose": "entertainment"}),
        (["purpose="], {"purpose": None}),
        (["tags=a, b"], {"tags": ["a", "b"]}),
        (["tags+=new,arm"], {"tags": ["k8s", "arm", "new"]}),
        (["tags-=arm"], {"tags": ["k8s"]}),
        (["tags-=arm", "tags-=k8s"], {"tags": []}),
        (["tags+=x", "tags+=y"], {"tags": ["k8s", "arm", "x", "y"]}),
        (["tags=", "tags+=x"], {"tags": ["x"]}),
        (["backs_up_to=[]"], {"backs_up_to": []}),
        (["backs_up_to+=pbs"], {"backs_up_to": ["pbs"]}),
        (["notes=a=b+=c"], {"notes": "a=b+=c"}),
        (["name=Two words"], {"name": "Two words"}),
        (["intended_level=3b", "utilization=5%"], {"intended_level": "3b", "utilization": 5}),
    ],
)
def test_set(assignments: list[str], expected: Mapping[str, object], on: Labtui, lab: str) -> None:
    said = on("set", "microlab-2", *assignments)
    assert (said.status, said.err) == (0, "")
    assert said.lines[0].startswith("microlab-2: ")
    found = facts_of(lab, "microlab-2")
    assert {key: found.get(key) for key in expected} == expected


def test_set_takes_dotted_keys_and_days(on: Labtui, lab: str) -> None:
    on("set", "pbs", "evidence.patched=today", "evidence.restore_tested=-3d", "owners.os=shared")
    found = facts_of(lab, "pbs")
    assert {key: str(day) for key, day in found["evidence"].items()} == {
        "patched": "2026-11-21",
        "restore_tested": "2026-11-18",
    }
    assert found["owners"]["os"] == "shared"


def test_set_several_at_once(on: Labtui, lab: str) -> None:
    said = on("set", "pbs", "zoltan", "exposure=vpn")
    assert said.lines[:2] == ["pbs: exposure lan → vpn", "zoltan: exposure isolated → vpn"]
    assert facts_of(lab, "zoltan")["exposure"] == "vpn"
    only = on("set", "pbs", "blog", "exposure=vpn")
    assert only.lines[0] == "blog: exposure not answered → vpn"


def test_set_what_is_so_already_writes_nothing(on: Labtui, lab: str) -> None:
    assert on("set", "pbs", "exposure=lan").out == "nothing to change\n"
    assert Path(lab).read_bytes() == HOMELAB.read_bytes()


def test_answering_the_smell_test_dates_it(on: Labtui, lab: str) -> None:
    answers = [f"smell_test.{q}=yes" for q in ("restore", "detect", "understand", "rebuild", "own")]
    on("set", "pve-cluster", *answers)
    found = facts_of(lab, "pve-cluster")
    assert str(found["smell_test"]["date"]) == DAY
    assert found["history"][-1]["event"] == "assessed"
    on("add", "Guest", "--on", "pve-cluster", "smell_test.own=no", "tags=x")
    guest = facts_of(lab, "guest")
    assert guest["smell_test"] == found["smell_test"] | {"own": "no"}
    assert guest["tags"] == ["x"]


def test_a_list_that_came_down_grows_from_there(on: Labtui, lab: str) -> None:
    on("set", "jellyfin", "backs_up_to+=45drives")
    assert facts_of(lab, "jellyfin")["backs_up_to"] == ["pbs", "45drives"]
    assert facts_of(lab, "pve-cluster")["backs_up_to"] == ["pbs"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["pbs"], "expected ID… KEY=VALUE…"),
        (["purpose=learning"], "expected ID… KEY=VALUE…"),
        (["pbs", "psb", "purpose=learning"], "psb: no such system; did you mean pbs?"),
        (["pbs", "purpose=learning", "blog"], "blog: expected KEY=VALUE"),
        (["pbs", "pupose=learning"], "pupose: no such fact; did you mean purpose?"),
        (["pbs", "purpose=lerning"], "did you mean learning?"),
        (["pbs", "id=other"], "id: it never changes"),
        (["pbs", "name="], "name: a system has a name"),
        (["pbs", "history=x"], "labtui log adds to it"),
        (["pbs", "accepted+=x"], "accepted: it cannot be set"),
        (["pbs", "owners=you"], "set what is in it, such as owners.hardware"),
        (["pbs", "purpose+=learning"], "purpose: it has one value"),
        (["pbs", "tags+="], "tags+=: say what to add"),
        (["pbs", "tags-= , "], "tags-=: say what to remove"),
        (["pbs", "tags-=x"], "x is not in it; it is empty"),
        (["microlab-2", "tags-=k8"], "k8 is not in it; it has k8s, arm; did you mean k8s?"),
        (["jellyfin", "depends_on+=synolgy"], "synolgy: no such system; did you mean synology?"),
        (["jellyfin", "runs_on=pve"], "runs_on: pve: no such system"),
        (["pbs", "evidence.patched=soon"], "is not a date like"),
        (["pbs", "smell_test.own=maybe"], "is not one of yes, no, unsure"),
        (["pbs", "exposure=vpn", "purpose=x"], "purpose:"),
    ],
)
def test_what_is_wrong_with_a_set_changes_nothing(
    words: list[str], message: str, on: Labtui, lab: str
) -> None:
    said = on("set", *words)
    assert (said.status, said.out) == (2, "")
    assert message in said.err
    assert Path(lab).read_bytes() == HOMELAB.read_bytes()


def test_a_list_with_something_wrong_in_it_is_not_grown(labtui: Labtui, home: Path) -> None:
    text = '[[systems]]\nid = "a"\nname = "A"\ntags = ["x", 5]\nused_by = "me"\nevidence = 3\n'
    file = written(home, text)
    for word in ("tags+=y", "used_by+=you"):
        said = labtui("set", "a", word, "--file", file)
        assert said.status == 2
        assert "state it anew as a whole" in said.err
    assert Path(file).read_text() == text
    assert labtui("set", "a", "tags=x,y", "--file", file).status == 0
    assert facts_of(file, "a")["tags"] == ["x", "y"]


def test_a_list_of_a_retired_system(labtui: Labtui, mixed: str) -> None:
    assert labtui("set", "r", "tags+=old", "--file", mixed).out == "r: tags not answered → old\n"


def test_add_with_a_template(on: Labtui, lab: str) -> None:
    said = on(
        "add", "Home Assistant", "--template", "home-server", "--on", "pve-cluster", "tags+=a"
    )
    assert said.lines[0] == "home-assistant: added, 3a home-server"
    assert facts_of(lab, "home-assistant") == {
        "id": "home-assistant",
        "name": "Home Assistant",
        "runs_on": "pve-cluster",
        "purpose": "entertainment",
        "tags": ["a"],
    }
    assert on("add", "Mail 2", "--id", "m2", "--template", "saas").lines[0].startswith("m2: added")
    assert on("add", "Gone", "status=retired").lines == ["gone: added"]


def test_adding_says_what_it_makes_of_others(on: Labtui) -> None:
    said = on("add", "Vault", "relied_on_for=data", "--on", "pve-cluster")
    assert "pve-cluster: 3a → 3b" in said.out


def test_remove_says_who_still_names_it(on: Labtui, lab: str) -> None:
    said = on("remove", "synology", "zoltan", "zoltan")
    assert said.lines[0] == "synology: removed; still named by inference, jellyfin and vaultwarden"
    assert said.lines[1] == "zoltan: removed"
    ids = [s["id"] for s in tomllib.loads(Path(lab).read_text())["systems"]]
    assert len(ids) == 10


def test_log(on: Labtui, lab: str) -> None:
    assert on("log", "zoltan", "incident", "it burned").lines[0] == f"zoltan: incident on {DAY}"
    on("log", "zoltan", "rebuilt")
    first, second = facts_of(lab, "zoltan")["history"]
    assert (str(first["date"]), first["note"]) == (DAY, "it burned")
    assert "note" not in second


def test_a_change_keeps_a_copy_of_the_old_file(on: Labtui, home: Path) -> None:
    on("set", "pbs", "exposure=vpn")
    (copy,) = (path for path in home.rglob("*.toml") if path.parent.name == "backups")
    assert copy.read_bytes() == HOMELAB.read_bytes()


# --- the app


@dataclass
class App:
    """Stands in for the app; remembers how it was run."""

    workspace: Workspace | None = None
    start: Start | None = None
    mouse: bool = True
    data: bytes | None = None

    def run(
        self,
        workspace: Workspace,
        *,
        start: Start | None,
        mouse: bool,
        ui_state: UiState,
        preferences: Preferences,
    ) -> tuple[int, bool]:
        assert preferences == Preferences()
        self.workspace, self.start, self.mouse = workspace, start, mouse
        self.data = workspace.store.path.read_bytes() if workspace.store.path.exists() else None
        return 7, False


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> App:
    stand_in = App()
    module = ModuleType("labtui.app.app")
    module.run = stand_in.run  # type: ignore[attr-defined]
    module.Start = Start  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "labtui.app.app", module)
    return stand_in


@pytest.mark.parametrize("command", ["open", "assess", "retire"])
def test_what_cannot_be_read_is_opened_all_the_same(
    app: App, labtui: Labtui, tmp_path: Path, command: str
) -> None:
    lab = tmp_path / "lab.toml"
    lab.write_text('[[systems]]\nid = "a"\n<<<<<<< ours\nname = "A"\n')
    assert labtui(command, "a", "--file", str(lab)).status == 7
    assert app.workspace is not None
    assert app.workspace.read_only_reason is not None
    assert app.start is None or app.start.id is None


def test_alone_it_opens_the_app(app: App, on: Labtui) -> None:
    assert on().status == 7
    assert app.workspace is not None
    assert (app.start, app.mouse, app.workspace.read_only_reason) == (None, True, None)
    assert str(app.workspace.today) == DAY


def test_the_apps_options(app: App, on: Labtui) -> None:
    on("--no-mouse", "--read-only")
    assert app.workspace is not None
    assert not app.mouse
    assert app.workspace.read_only_reason


def test_open_opens_a_systems_page(app: App, on: Labtui) -> None:
    assert on("open", "pbs", "--no-mouse").status == 7
    assert (app.start, app.mouse) == (Start("pbs"), False)
    on("--no-mouse", "open", "pbs")
    assert not app.mouse
    app.start = None
    assert on("open", "psb").status == 2
    assert app.start is None
    assert on("open").status == 2


def test_assess_opens_a_smell_test_or_the_review_queue(app: App, on: Labtui) -> None:
    assert on("assess", "pbs").status == 7
    assert app.start == Start("pbs", assess=True)
    assert on("assess", "--no-mouse").status == 7
    assert (app.start, app.mouse) == (Start(assess=True), False)
    app.start = None
    assert on("assess", "psb").status == 2
    assert app.start is None


def test_retire_opens_a_retirement_review(app: App, on: Labtui) -> None:
    assert on("retire", "pbs", "--no-mouse").status == 7
    assert (app.start, app.mouse) == (Start("pbs", retire=True), False)
    app.start = None
    said = on("retire", "psb")
    assert said.status == 2
    assert "psb: no such system; did you mean pbs?" in said.err
    assert on("retire").status == 2
    assert app.start is None


def test_the_app_makes_a_file_that_is_not_there(app: App, labtui: Labtui) -> None:
    assert labtui("--file", "new.toml").status == 7


def test_the_demo_is_a_throw_away_copy(app: App, labtui: Labtui) -> None:
    assert labtui("--demo").status == 7
    assert app.data
    assert app.workspace is not None
    assert app.workspace.read_only_reason is None
    assert not app.workspace.store.path.parent.exists()
    said = labtui("--demo", "--file", "x.toml")
    assert "--demo opens the example lab, --file another" in said.err


def test_what_can_be_read_is_a_good_copy() -> None:
    assert tasks._good(b"schema = 1\n")
    assert tasks._good(b'systems = [{id = "a"}]\n')
    assert not tasks._good(b"schema = \n")


# --- around it all


def test_control_c_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tasks, "_today", interrupted)
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


def test_an_ascii_terminal_gets_ascii() -> None:
    for words in (["check"], ["list"], ["show", "pbs"], ["matrix"], ["check", "--json"]):
        said = process(*words, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
        assert said.returncode == 0
        assert said.stderr == ""
        assert said.stdout.isascii()
    assert "    -> " in process("check", env={"PYTHONIOENCODING": "ascii"}).stdout
    wrong = process("show", "ä", env={"PYTHONIOENCODING": "ascii"})
    assert wrong.stderr == "labtui: ?: no such system\n"


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
@pytest.mark.parametrize("words", [["check"], ["--help"], ["set", "--help"]])
def test_a_full_disk_is_told(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        said = subprocess.run(
            [sys.executable, "-m", "labtui", "--file", str(HOMELAB), *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert (said.returncode, said.stderr) == (
        2,
        "labtui: standard output: no space left on device\n",
    )


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
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
        "import sys\nfrom labtui.cli import main\nstatus = main(sys.argv[1:])\n"
        "heavy = {'textual', 'rich', 'asyncio', 'difflib', 'platformdirs'}\n"
        "print(*sorted(heavy & set(sys.modules)), file=sys.stderr)\nsys.exit(status)"
    )
    settings = tmp_path / "labtui" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text('[keys]\n"room.sort" = "S"\n')
    reading = "list|check|check --json|show pbs|matrix|impact pbs|export json"
    writing = "add New|set pbs exposure=vpn|remove blog|log pbs incident|doctor"
    for words in f"{reading}|{writing}".split("|"):
        said = subprocess.run(
            [sys.executable, "-c", script, "--file", str(lab), "--as-of", DAY, *words.split()],
            env={**os.environ, "XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert said.returncode == 0, said.stderr
        assert set(said.stderr.split()) <= {"platformdirs" if words in writing else ""}, words
