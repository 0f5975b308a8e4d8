"""`labtui check`."""

from __future__ import annotations

import json
import os
import re
import time
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from labtui.cli.commands.check import summary
from labtui.cli.commands.list import list_lines
from labtui.cli.findings import fold_findings
from labtui.cli.moved import since_json, since_lines
from labtui.cli.page import Page
from labtui.data.analysis.since import compared
from labtui.data.assessment.rules import RULES
from labtui.data.framework.severities import SEVERITIES
from labtui.data.inventory.past import Past
from tests.cli.helpers import (
    DAY,
    PAGE,
    Labtui,
    checked,
    in_order,
    mine,
    raw,
    written,
)
from tests.data.labs import (
    VECTORS,
    days_ago,
    lab,
    owners,
    practices,
    smell_test,
    vector_lab,
)
from tests.rows import each_row


def test_the_homelab_is_classified_as_the_articles_do(on: Labtui) -> None:
    levels = {system["id"]: system["level"] for system in on("list", "--json").json["systems"]}
    assert {levels[id] for id in ("pve-cluster", "pbs", "microlab-2", "zoltan")} == {"3a"}
    assert {levels[id] for id in ("inference", "synology", "45drives")} == {"3b"}
    assert levels["ny-vms"] == "2"


def test_check_of_the_homelab_is_a_pleasure_to_read(on: Labtui) -> None:
    said = on("check")
    assert said.status == 0
    assert said.err == ""
    assert max(map(len, said.lines)) <= 80
    headings = [line for line in said.lines if re.match("[A-Z]{3}", line)]
    assert headings == [
        "CRITICAL (10)",
        "NOT PROVEN (8 of 10), answer these:",
        "WARNING (12)",
        "NOT PROVEN (11 of 12), answer these:",
        "NOTICE (24)",
        "NOT PROVEN (19 of 24), answer these:",
    ]
    assert said.out.count("6 systems have no smell test yet.") == 2
    assert said.lines[-4:] == [
        "risk: 4 Critical (3 not proven), 4 High (1 not proven), 2 Controlled High,",
        "  2 Medium",
        "12 systems · 46 findings: 10 critical (8 not proven),",
        "  12 warnings (11 not proven), 24 notices (19 not proven)",
    ]
    assert "    → " in said.out


@pytest.mark.parametrize("ids", [(), ("blog",), ("pbs", "mail", "synology")])
def test_sections_questions_and_total_are_one_count(ids: tuple[str, ...], on: Labtui) -> None:
    text = on("check", *ids).out
    sections = [int(count) for count in re.findall(r"^[A-Z]+ \((\d+)\)$", text, re.M)]
    questions = re.findall(r"^NOT PROVEN \((\d+) of (\d+)\)", text, re.M)
    assert all(int(whole) in sections for _, whole in questions)
    (total,) = re.findall(r" · (\d+) findings?: ", text)
    assert sum(sections) == int(total)
    systems = on("check", *ids, "--json").json["systems"]
    found = [finding["unproven"] for system in systems for finding in system["findings"]]
    assert len(found) == int(total)
    assert sum(found) == sum(int(part) for part, _ in questions)


@each_row("vector", VECTORS, ids=lambda path: path.stem)
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


def test_check_of_some_systems_leaves_out_the_others(on: Labtui) -> None:
    said = on("check", "blog", "pbs")
    assert said.lines[-1].startswith("2 systems · ")
    assert "synology" not in said.out
    assert on("check", "pbs", "--brief").lines == on("check", "pbs").lines[-1:]


@pytest.mark.parametrize("form", ["--json", "--brief"])
def test_proven_leaves_out_questions_and_what_rests_on_them(form: str, on: Labtui) -> None:
    args = ("check", "vaultwarden", "--fail-on", "notice", form)
    assert on(*args).status == 1
    assert on(*args, "--proven").status == 0


def test_proven_says_only_what_is_proven(on: Labtui) -> None:
    assert on("check", "--proven", "--brief").out == (
        "12 systems · 8 findings: 2 critical, 1 warning, 5 notices · "
        "risk: 1 Critical, 6 High, 2 Controlled High, 1 Medium–High, 2 Medium\n"
    )
    said = on("check", "--proven")
    assert "NOT PROVEN" not in said.out
    assert "?" not in said.out


def test_proven_json_has_the_risk_whole(on: Labtui) -> None:
    args = ("check", "vaultwarden", "--json")
    (whole,), (proven,) = on(*args).json["systems"], on(*args, "--proven").json["systems"]
    assert all(finding["unproven"] for finding in whole["findings"])
    assert proven == {**whole, "findings": []}


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
@each_row("form", ["--json", "--brief"])
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


def test_guests_are_named_up_to_two_and_then_counted() -> None:
    host = raw("host", owners=owners(backups="nobody"))
    guests = [raw(f"g{n}", runs_on="host") for n in range(3)]
    assert "Nobody is responsible, for g0 too. " in checked(lab(host, *guests[:1]))
    assert "Nobody is responsible, for g0 and g1 too. " in checked(lab(host, *guests[:2]))
    assert "Nobody is responsible, for 3 systems on host too. " in checked(lab(host, *guests))


def test_a_title_that_asks_has_no_full_stop() -> None:
    host = mine("host", smell_test=smell_test(restore="unsure"))
    text = checked(lab(host, raw("guest", runs_on="host")))
    assert "Could you restore it? For guest too. You answered" in " ".join(text.split())
    assert "  Could you restore it? You answered" in checked(lab(host))


def test_findings_of_another_severity_stay_apart() -> None:
    found = lab(
        raw("host", owners=owners(incidents="nobody"), purpose="learning"),
        raw("vault", runs_on="host", relied_on_for=["data"]),
        raw("toy", runs_on="host"),
    )
    entries = [e for e in fold_findings(found, in_order(found)) if e.rule == "unowned-layer"]
    assert [(e.holder, e.severity, [a.id for a, _ in e.members]) for e in entries] == [
        ("host", "critical", ["host", "vault"]),
        ("host", "warning", ["toy"]),
    ]


def test_what_is_listed_adds_up_to_what_is_counted() -> None:
    for file in VECTORS:
        found, ids = vector_lab(file)
        assessments = [found.assessments[id] for id in ids if id in found.assessments]
        entries = fold_findings(found, assessments)
        for severity in SEVERITIES:
            for unproven in (False, True):
                listed = sum(
                    len(e.members)
                    for e in entries
                    if (e.severity, e.unproven) == (severity, unproven)
                )
                summed = sum(
                    f.counts(severity) and f.unproven == unproven and bool(RULES[f.rule].summary)
                    for a in assessments
                    for f in a.findings
                )
                counted = sum(
                    f.counts(severity) and f.unproven == unproven
                    for a in assessments
                    for f in a.findings
                )
                assert listed + summed == counted


def test_a_question_stands_once_with_its_systems_and_the_command() -> None:
    found = lab(*(mine(f"s{n}", relied_on_for=["income"], holds="nothing") for n in range(3)))
    text = checked(found)
    asked = "×? Is it monitored? Does anything alert you when it is down?\n"
    assert text.count(asked) == 1
    below = text.partition(asked)[2]
    assert below.startswith("    s0, s1, s2\n    → labtui set ID evidence.monitored=yes\n")


def test_a_question_about_what_guests_lack_too_counts_them() -> None:
    found = lab(raw("host"), *(raw(f"g{n}", runs_on="host") for n in range(3)))
    asked = "▲? Who runs its operating system? Its level depends on the answer.\n"
    below = checked(found).partition(asked)[2]
    assert below.startswith("    host and 3 systems on it\n")


def test_a_question_about_what_only_guests_lack_names_the_host() -> None:
    guests = (
        raw(f"g{n}", runs_on="host", used_by=["Ida"], purpose="reliability") for n in range(2)
    )
    text = checked(lab(mine("host"), *guests))
    assert "·? Who can take over? Ida uses it.\n" in text
    assert "    → labtui set ID stand_ins=NAME (nobody: [])\n" in text


def test_sections_come_worst_first_and_count_what_the_summary_counts() -> None:
    found = lab(
        mine("nas", relied_on_for=["data"], backs_up_to=[]),
        mine("toy", purpose="learning"),
    )
    text = checked(found)
    headings = [
        "CRITICAL (2)",
        "NOT PROVEN (1 of 2)",
        "WARNING (2)",
        "NOT PROVEN (2 of 2)",
        "NOTICE (4)",
    ]
    places = [text.index(word) for word in headings[:3]]
    places += [text.index(headings[3], places[-1]), text.index(headings[4])]
    assert places == sorted(places)
    assert text.splitlines()[-2:] == [
        "2 systems · 8 findings: 2 critical (1 not proven), 2 warnings (2 not proven),",
        "  4 notices (3 not proven)",
    ]


def test_systems_of_which_the_same_is_said_share_it() -> None:
    text = checked(lab(mine("a", purpose="learning"), mine("b", purpose="learning")))
    assert text.count("Nothing tried recently") == 1
    first = text.splitlines().index(next(x for x in text.splitlines() if x.startswith("· a")))
    assert text.splitlines()[first + 1].startswith("· b")


def test_what_was_accepted_is_listed_with_reason_and_day() -> None:
    accepted = [
        {"rule": "nothing-learned", "until": days_ago(3), "reason": "old"},
        {"rule": "nothing-learned", "until": days_ago(-9), "reason": "no\ntime"},
        {"rule": "never-assessed", "until": days_ago(-9)},
    ]
    text = checked(lab(mine("toy", purpose="learning", accepted=accepted)))
    assert "ACCEPTED (2)" in text
    assert f"toy  Nothing tried recently, until {days_ago(-9)}: no␊time" in text
    assert f"toy  No smell test yet, until {days_ago(-9)}\n" in text
    assert text.endswith("1 finding: 1 notice (1 not proven); 2 accepted · risk: 1 High")
    assert "have no smell test" not in text


def test_never_assessed_and_unanswered_are_counts() -> None:
    text = checked(lab(raw("a"), raw("b")))
    below = text.partition("NOT PROVEN (4 of 4), answer these:\n\n")[2]
    assert below.startswith(
        "·? 2 systems have no smell test yet.\n    a and b\n    → labtui assess ID\n"
        "·? 40 facts are not answered on 2 systems.\n    a and b\n    → labtui show ID lists them\n"
    )
    assert "No smell test yet." not in text
    one = checked(lab(raw("a")))
    assert "·? 1 system has no smell test yet.\n    a\n    → labtui assess a\n" in one
    assert "·? 20 facts are not answered on 1 system.\n    a\n    → labtui show a lists them" in one


def test_a_sum_names_six_systems() -> None:
    text = checked(lab(*(raw(f"s{n}") for n in range(8))))
    assert "    s0, s1, s2, s3, s4, s5 and 2 more\n    → labtui assess ID" in text


def test_nothing_found() -> None:
    everything = {
        "purpose": "entertainment",
        "relied_on_for": [],
        "depends_on": [],
        "holds": "originals",
        "exposure": "lan",
        "backs_up_to": [],
        "practices": practices(),
        "evidence": {"patched": days_ago(1), "restore_tested": days_ago(1), "wipeable": True},
        "smell_test": smell_test(),
    }
    assert checked(lab(mine("toy", **everything))) == (
        "1 system · nothing found · risk: 1 Controlled High"
    )


def test_an_empty_lab_says_how_to_begin() -> None:
    assert checked(lab()) == "\n".join(list_lines(lab(), [], PAGE))
    assert checked(lab()).startswith("No systems.\n")
    assert "labtui --demo" in checked(lab())
    assert summary([]) == "0 systems · nothing found"


def test_a_long_summary_goes_on_several_lines() -> None:
    found = lab(mine("nas", relied_on_for=["data"], backs_up_to=[]))
    assert checked(found, page=Page(48)).splitlines()[-5:] == [
        "risk: 1 Critical",
        "1 system · 5 findings:",
        "  2 critical (1 not proven),",
        "  2 warnings (2 not proven),",
        "  1 notice (1 not proven)",
    ]


def test_colour_is_never_alone() -> None:
    found = lab(mine("nas", relied_on_for=["data"], backs_up_to=[]))
    text = checked(found, page=Page(80, colour=True))
    assert "\x1b[1;31mCRITICAL (2)\x1b[0m" in text
    assert "\x1b[1;31m×\x1b[0m \x1b[1mnas " in text
    assert "\x1b" not in checked(found)


def test_check_tells_the_way_to_the_lab() -> None:
    found = lab(
        mine("pve", purpose="learning"), raw("vault", runs_on="pve", relied_on_for=["data"])
    )
    assert "vault → pve" in checked(found)


def test_since_a_day_it_says_what_got_better_and_worse(labtui: Labtui, home: Path) -> None:
    on = partial(labtui, "--file", written(home, LAB))
    told = on("check", "--since", "-1d").lines[0]
    assert told.endswith(" There is no earlier copy of the file to compare with.")
    on("set", "app", "evidence.monitored=no")
    told = " ".join(on("check", "--since", "-1d").lines[:2])
    assert ", the earliest copy there is." in told
    on("set", "db", "relied_on_for=storage")
    on("add", "New")
    on("remove", "old")
    day = date.today() - timedelta(1)
    said = on("check", "--since", "-1d")
    assert (said.status, said.err) == (0, "")
    assert said.lines[0].startswith(f"Since {day}, compared with what the file said until ")
    assert {*re.findall(r"^([A-Z, ]+) \(", said.out, re.MULTILINE)} >= {
        "WORSE",
        "OTHERWISE CHANGED",
        "NEW",
        "RETIRED OR REMOVED",
    }
    tomorrow = str(date.today() + timedelta(1))
    said_then = on("check", "--since", tomorrow, "--as-of", tomorrow)
    assert said_then.lines[0] == f"Since {tomorrow}. The file was not changed since then."
    told = on("check", "--since", "-1d", "--json").json
    assert (told["since"], told["added"], told["gone"]) == (str(day), ["new"], ["old"])
    [worse] = told["worse"]
    assert worse["id"] == "db"
    assert "known now: × Not monitored" in said.out
    assert told["is_known"]
    brief = f"Since {day}: 1 worse, 1 otherwise changed, 1 new, 1 retired or removed, "
    assert on("check", "--since", "-1d", "--brief").out.startswith(brief)
    of_one = on("check", "app", "--since=-1d", "--json", "--proven").json
    assert [of_one[key] for key in ("worse", "gone")] != [[], []]
    later = ("check", "--since", str(date.today() + timedelta(2)), "--as-of", "2200-01-01")
    assert "The file was not changed since then." in on(*later).out
    os.utime(home / "written.toml", (0, time.time() + 9 * 86400))
    assert "only what fell due is known" in " ".join(on(*later).out.split())
    assert on("check", "--since", "never").status == 2
    assert "yet to come" in on("check", "--since", "9999-12-31").err


def test_since_a_day_a_finding_that_is_less_severe_is_not_called_gone() -> None:
    facts = {"evidence": {"patched": days_ago(400)}}
    relied_on, wiped = (mine("pve", purpose=p, **facts) for p in ("reliability", "learning"))
    states = lab(relied_on), lab(wiped)
    for then, now, word, signs in (
        (*states, "less severe", "▲ → ·"),
        (*reversed(states), "more severe", "· → ▲"),
    ):
        day = now.evaluation.today
        since = compared(then.assessments, now.assessments.values())
        past = Past(then, day, None, is_known=True, earliest=False)
        told = since_lines(day, past, since, PAGE)
        assert f"  {word}: {signs} Not patched recently" in told
        told_json = since_json(past, since)
        [moved] = told_json["better"] + told_json["worse"]
        assert "stale-patches" in moved[word.replace(" ", "_")]
        assert "stale-patches" not in moved["arisen"] + moved["gone"]


LAB = """
[[systems]]
id = "app"
name = "App"
purpose = "reliability"
relied_on_for = ["storage"]
owners = { hardware = "you", network = "you", hypervisor = "you", os = "you" }

[[systems]]
id = "db"
name = "DB"
purpose = "learning"
owners = { hardware = "you", network = "you", hypervisor = "you", os = "you" }

[[systems]]
id = "old"
name = "Old"
"""
