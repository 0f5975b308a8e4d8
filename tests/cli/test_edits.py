"""`labtui add`, `set`, `remove` and `log`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from labtui.cli.saving import effect_lines, fact_change
from tests.cli.helpers import (
    DAY,
    HOMELAB,
    PAGE,
    Labtui,
    in_order,
    mine,
    raw,
    written,
)
from tests.data.labs import lab
from tests.rows import each_row


def facts_of(lab: str, id: str) -> dict[str, Any]:
    systems = tomllib.loads(Path(lab).read_text(encoding="utf-8"))["systems"]
    return next(system for system in systems if system["id"] == id)


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
    assert on("set", "pbs", "exposure=lan").out == "No changes.\n"
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


@each_row(
    ("words", "message"),
    [
        (["pbs"], "Missing: a fact. Example: labtui set "),
        (["purpose=learning"], "Missing: the id of a system. Example: labtui set "),
        (["pbs", "psb", "purpose=learning"], "No system psb. Did you mean pbs?"),
        (["pbs", "purpose=learning", "blog"], '"blog" is not a fact. Write KEY=VALUE'),
        (["pbs", "pupose=learning"], 'Unknown fact "pupose". Did you mean purpose?'),
        (["pbs", "purpose=lerning"], "Did you mean learning?"),
        (["pbs", "id=other"], "An id never changes"),
        (["pbs", "name="], "A system needs a name"),
        (["pbs", "history=x"], "labtui log adds to it"),
        (["pbs", "accepted+=x"], "accepted cannot be set"),
        (["pbs", "owners=you"], "Set a fact in it, such as owners.hardware="),
        (["pbs", "purpose+=learning"], "purpose has one value, not a list. Use purpose=, not +=."),
        (["pbs", "tags= , "], 'tags: " , " names nothing. Use [] for the empty list.'),
        (["pbs", "tags+="], "tags+= needs what to add"),
        (["pbs", "tags+=[]"], "tags+= needs what to add"),
        (["pbs", "tags-= , "], "tags-= needs what to remove"),
        (["pbs", "tags-=x"], "tags: x is not in the list. It is empty."),
        (["microlab-2", "tags-=k8"], "k8 is not in the list. It has k8s, arm. Did you mean k8s?"),
        (
            ["jellyfin", "depends_on+=synolgy"],
            "depends_on: No system synolgy. Did you mean synology?",
        ),
        (["jellyfin", "runs_on=pve"], "runs_on: No system pve. Did you mean pve-cluster?"),
        (
            ["pbs", "evidence.patched=soon"],
            "is not a date. Use 2026-11-28, Sept, today, -3d or never.",
        ),
        (["pbs", "smell_test.own=maybe"], "is not one of yes, no, unsure"),
        (["pbs", "exposure=vpn", "purpose=x"], "purpose:"),
        (["pbs", "backs_up_to=PBS"], "pbs: backs_up_to cannot name pbs itself"),
        (["pbs", "runs_on=pbs"], "pbs: runs_on cannot name pbs itself. Name another system."),
        (["pbs", "member_of=pbs"], "pbs: member_of cannot name pbs itself"),
        (["pbs", "depends_on+=blog,pbs"], "pbs: depends_on cannot name pbs itself"),
        (["blog", "pbs", "access_to=pbs"], "pbs: access_to cannot name pbs itself"),
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
        assert "Set the whole list with" in said.err
    assert Path(file).read_text() == text
    assert labtui("set", "a", "tags=x,y", "--file", file).status == 0
    assert facts_of(file, "a")["tags"] == ["x", "y"]


def test_a_list_of_a_retired_system(labtui: Labtui, mixed: str) -> None:
    assert labtui("set", "r", "tags+=old", "--file", mixed).out == "r: tags not answered → old\n"


def test_add_with_a_template(on: Labtui, lab: str) -> None:
    said = on(
        "add", "Home Assistant", "--template", "home-server", "--on", "pve-cluster", "tags+=a"
    )
    assert said.lines[0] == "home-assistant: added, 3a home server"
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


def test_adding_makes_the_file(labtui: Labtui, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABTUI_FILE", str(home / "mine.toml"))
    assert labtui("list").status == 2
    assert labtui("add", "The NAS").out == "the-nas: added, level not known\n"
    assert labtui("list", "--json").json["systems"][0]["id"] == "the-nas"
    assert labtui("paths").lines[0].endswith("mine.toml")


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


def test_case_does_not_matter_and_names_will_do(on: Labtui, lab: str) -> None:
    said = on(
        *("set", "ZOLTAN", "proxmox backup server", "Exposure=LAN", "relied_on_for=DATA,Income"),
        *("RUNS_ON=Synology Storage", "evidence.MFA=Yes", "evidence.patched=NEVER"),
    )
    assert said.status == 0
    for id in ("zoltan", "pbs"):
        found = facts_of(lab, id)
        assert (found["exposure"], found["runs_on"]) == ("lan", "synology")
        assert found["relied_on_for"] == ["data", "income"]
        assert found["evidence"]["mfa"] is True
        assert found["evidence"]["patched"] == "never"
    on("set", "pbs", "depends_on=Zoltan!,BLOG", "tags=ARM", "depends_on-=ZOLTAN!", "tags-=arm")
    assert facts_of(lab, "pbs")["depends_on"] == ["blog"]
    assert facts_of(lab, "pbs")["tags"] == []
    assert on("log", "Zoltan!", "Rebuilt").lines[0].startswith("zoltan: rebuilt on ")
    assert on("show", " ZOLTAN! ").status == 0
    for words in ("show Pbs", "check Pbs", "impact Pbs", "list --role LAB --level 3B"):
        assert on(*words.split()).status == 0, words
    added = on("add", "New", "--template", "Home-Server", "--on", "SYNOLOGY", "purpose=Learning")
    assert added.status == 0
    assert facts_of(lab, "new")["runs_on"] == "synology"
    assert on("remove", "NEW").lines[0] == "new: removed"


def test_a_name_of_two_systems_is_none(labtui: Labtui, home: Path) -> None:
    text = "".join(f'[[systems]]\nid = "{id}"\nname = "DNS"\n' for id in ("a", "b"))
    said = labtui("show", "dns", "--file", written(home, text))
    assert said.err == "labtui: 2 systems are called dns: a and b. Give an id.\n"


def test_a_change_keeps_a_copy_of_the_old_file(on: Labtui, home: Path) -> None:
    on("set", "pbs", "exposure=vpn")
    (copy,) = (path for path in home.rglob("*.toml") if path.parent.name == "backups")
    assert copy.read_bytes() == HOMELAB.read_bytes()


def test_effects_name_levels_roles_risks_and_what_became_critical() -> None:
    found = lab(mine("host", intended_level="3a", purpose="learning"), raw("guest"))
    before = dict(found.assessments)
    moved = lab(raw("guest", runs_on="host", relied_on_for=["data"])).systems["guest"]
    found.update({"guest": moved})
    text = " ".join(line.strip() for line in effect_lines(before, in_order(found), PAGE))
    assert "host: 3a → 3b, lab → production, risk High → Critical" in text
    assert "× a lab that people rely on" in text
    assert "guest: level not known → 3b, role not known → production" in text
    assert effect_lines(found.assessments, in_order(found), PAGE) == []


def test_effects_leave_out_what_is_new_and_what_moved_in_small_things_only() -> None:
    found = lab(mine("host"))
    before = dict(found.assessments)
    found.update({"host": found.systems["host"].revised({"exposure": "lan"})})
    found.update({"new": lab(raw("new")).systems["new"]})
    assert effect_lines(before, in_order(found), PAGE) == []


def test_a_change_of_a_fact_in_words() -> None:
    assert fact_change("runs_on", "a", "b") == "runs_on a → b"
    assert fact_change("tags", None, ("x", "y")) == "tags not answered → x, y"
    assert fact_change("tags", ("x",), None) == "tags x → not answered"
    assert fact_change("notes", "a\x1b", "b") == "notes a␛ → b"
