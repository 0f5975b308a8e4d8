"""`labtui check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from labtui.cli.commands.check import summary
from labtui.cli.commands.list import list_lines
from labtui.cli.findings import fold_findings
from labtui.cli.page import Page
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
from tests.data.labs import VECTORS, days_ago, lab, owners, practices, smell_test


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


def test_guests_are_named_up_to_two_and_then_counted() -> None:
    host = raw("host", owners=owners(backups="nobody"))
    guests = [raw(f"g{n}", runs_on="host") for n in range(3)]
    assert "Nobody answers for a layer, for g0 too. " in checked(lab(host, *guests[:1]))
    assert "Nobody answers for a layer, for g0 and g1 too. " in checked(lab(host, *guests[:2]))
    assert "Nobody answers for a layer, for 3 guests too. " in checked(lab(host, *guests))


def test_a_group_is_as_severe_as_its_worst_member() -> None:
    found = lab(
        raw("host", owners=owners(backups="nobody"), purpose="learning"),
        raw("vault", runs_on="host", relied_on_for=["data"]),
        raw("toy", runs_on="host"),
    )
    (entry,) = [e for e in fold_findings(found, in_order(found)) if e.rule == "unowned-layer"]
    assert entry.severity == "critical"
    assert {finding.severity for _, finding in entry.members} == {"critical", "warning"}


def test_sections_come_worst_first_and_count_what_the_summary_counts() -> None:
    found = lab(
        mine("nas", relied_on_for=["data"], backs_up_to=[]),
        mine("toy", purpose="learning"),
    )
    text = checked(found)
    places = [
        text.index(word) for word in ("CRITICAL (3)", "WARNING (1)", "NOTICE (1)", "OPEN (4)")
    ]
    assert places == sorted(places)
    assert text.splitlines()[-1].startswith("2 systems · 3 critical, 2 warnings, 4 notices")


def test_systems_of_which_the_same_is_said_share_it() -> None:
    text = checked(lab(mine("a", purpose="learning"), mine("b", purpose="learning")))
    assert text.count("Nothing learned lately") == 1
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
    assert f"toy  Nothing learned lately, until {days_ago(-9)}: no␊time" in text
    assert f"toy  Never assessed, until {days_ago(-9)}\n" in text
    assert text.endswith("1 notice, 2 accepted · risk: 1 High")
    assert "never assessed" not in text


def test_never_assessed_and_unanswered_are_counts() -> None:
    text = checked(lab(raw("a"), raw("b")))
    assert "OPEN (4)  2 systems never assessed, 36 facts not answered on 2 systems" in text
    assert "Never assessed." not in text


def test_nothing_found() -> None:
    everything = {
        "purpose": "entertainment",
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
    assert "labtui add" in checked(lab())
    assert "labtui add" in "\n".join(list_lines(lab(), [], PAGE))
    assert summary([]) == "0 systems · nothing found"


def test_a_long_summary_goes_on_two_lines() -> None:
    found = lab(mine("nas", relied_on_for=["data"], backs_up_to=[]))
    *_, above, last = checked(found, page=Page(48)).splitlines()
    assert above == "risk: 1 Critical"
    assert last == "1 system · 3 critical, 2 warnings, 1 notice"


def test_colour_is_never_alone() -> None:
    found = lab(mine("nas", relied_on_for=["data"], backs_up_to=[]))
    text = checked(found, page=Page(80, colour=True))
    assert "\x1b[1;31mCRITICAL (3)\x1b[0m" in text
    assert "\x1b[1;31m✖\x1b[0m \x1b[1mnas " in text
    assert "\x1b" not in checked(found)


def test_check_tells_the_way_to_the_lab() -> None:
    found = lab(
        mine("pve", purpose="learning"), raw("vault", runs_on="pve", relied_on_for=["data"])
    )
    assert "vault → pve" in checked(found)
