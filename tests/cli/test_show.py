"""`labtui show`."""

from __future__ import annotations

from labtui.cli.commands.show import show_lines
from labtui.cli.page import Page, cells
from labtui.data.assessment.lab import Lab
from tests.cli.helpers import (
    PAGE,
    Labtui,
    mine,
    raw,
)
from tests.data.labs import Raw, days_ago, lab, practices, smell_test
from tests.rows import each_row


def test_what_a_retired_system_states_comes_from_nobody_else(labtui: Labtui, mixed: str) -> None:
    said = labtui("show", "r", "--file", mixed)
    assert "not assessed any more" in said.out
    assert "from r" not in said.out


def test_show_json_has_findings_and_facts_as_stated(on: Labtui) -> None:
    shown = on("show", "pve-cluster", "--json").json
    (checked,) = on("check", "pve-cluster", "--json").json["systems"]
    facts = shown.pop("facts")
    assert shown == checked
    assert facts["evidence"]["patched"] == "2026-11-02"
    assert facts["history"][0]["date"] == "2026-10-04"


def test_show_for_people(on: Labtui) -> None:
    said = on("show", "vaultwarden")
    assert "Runs on       synology (3b production)" in said.out
    assert max(map(len, said.lines)) <= 80


def shown(found: Lab, id: str) -> str:
    return "\n".join(show_lines(found, found.systems[id], PAGE))


def test_show_says_where_each_fact_comes_from() -> None:
    found = lab(
        mine("host", backs_up_to=["nas"], smell_test=smell_test(days=3)),
        raw("guest", runs_on="host", purpose="learning", owners={"os": "shared"}),
        mine("nas"),
    )
    text = shown(found, "guest")
    assert "  backs_up_to            nas, from host" in text
    assert "  owners.os              shared\n" in text
    assert "  smell_test.restore     yes, from host" in text
    assert f"Smell test    {days_ago(3)}, from host" in text
    assert "If it breaks  you, from host" in text


def test_show_says_what_is_around_it() -> None:
    found = lab(
        mine("host"),
        raw("guest", runs_on="host", depends_on=["db"], owners={"recovery": "nobody"}),
        raw("db"),
        raw("old", status="retired", depends_on=["guest"]),
    )
    text = shown(found, "guest")
    assert "Runs on       host (3a)" in text
    assert "Needs         db (level not known)" in text
    assert "Needed by     old (retired)" in text
    assert "If it breaks  nobody" in text
    assert "Runs on       gone (does not exist)" in shown(lab(raw("x", runs_on="gone")), "x")
    assert "Around it" not in shown(lab(raw("x")), "x")


def test_show_of_a_retired_system() -> None:
    history = [
        {"date": days_ago(9), "event": "incident", "note": "it\nburned"},
        {"event": "assessed", "level": "3a", "risk": "High"},
    ]
    text = shown(lab(raw("x", status="retired", history=history, tags=["a"])), "x")
    assert "Retired; it is not assessed any more." in text
    assert f"  {days_ago(9)}  incident: it␊burned" in text
    assert "  undated     assessed: 3a, High" in text
    assert "  tags    a" in text
    assert "Findings" not in text


def test_show_puts_the_worst_finding_first_and_accepted_ones_last() -> None:
    accepted = [{"rule": "unmonitored", "until": days_ago(-3)}]
    text = shown(lab(mine("x", relied_on_for=["data"], backs_up_to=[], accepted=accepted)), "x")
    first = text.partition("Findings\n")[2]
    assert first.startswith("× No backups (critical).")
    assert text.index("Is it monitored? (accepted)") > text.index("·? Facts not answered. ")


def test_show_has_what_is_proven_first_and_asks_the_rest() -> None:
    text = shown(lab(mine("x", relied_on_for=["data"], backs_up_to=[])), "x")
    first, second = (line for line in text.splitlines() if line.startswith("×"))
    assert first.startswith("× No backups (critical). It has no backup")
    assert second.startswith("×? Is it monitored? Does anything alert you when it is down? Counts")
    assert "    → labtui set x evidence.monitored=yes" in text


@each_row(
    ("facts", "words"),
    [
        ({"relied_on_for": ["income"], "holds": "nothing"}, "High, Critical until answered"),
        (
            {"relied_on_for": ["income"], "holds": "nothing", "evidence": {"monitored": False}},
            "High → Critical",
        ),
        ({"purpose": "learning"}, "Controlled High → High"),
    ],
)
def test_show_has_the_risk_that_is_proven_and_the_risk_that_is_feared(
    facts: Raw, words: str
) -> None:
    assert f"Risk          {words}\n" in shown(lab(mine("x", **facts)), "x")


def test_show_of_a_system_without_findings_or_gaps() -> None:
    text = shown(
        lab(
            mine(
                "toy",
                purpose="entertainment",
                relied_on_for=[],
                depends_on=[],
                holds="originals",
                exposure="lan",
                backs_up_to=[],
                practices=practices(),
                evidence={"patched": days_ago(1), "restore_tested": days_ago(1), "wipeable": True},
                smell_test=smell_test(),
            )
        ),
        "toy",
    )
    assert "Findings" not in text
    assert "Very High → Low" in text


def test_show_draws_a_recovery_loop_with_its_ways_out() -> None:
    found = lab(
        mine("pbs", recovers_with=["vaultwarden"]), mine("vaultwarden", backs_up_to=["pbs"])
    )
    lines = shown(found, "pbs").splitlines()
    at = lines.index("      pbs → recovers with vaultwarden → is backed up only to pbs")
    assert lines[at - 1].endswith("    recover vaultwarden you need it:")
    assert lines[at + 1].startswith("    → Keep a copy of the keys and notes of pbs on paper, then")
    assert (
        "    → Or back up vaultwarden to a second destination outside the loop."
        in lines[at + 2 : at + 4]
    )


def test_what_waits_for_the_level_says_why_once() -> None:
    text = " ".join(shown(lab(raw("x")), "x").split())
    assert text.count("Level not known yet: who runs its operating system is not answered.") == 1
    assert text.count("not known until the level is") == 2


def test_a_narrow_page_breaks_no_word() -> None:
    found = lab(
        mine("nas", relied_on_for=["authentication", "data"], site="the cellar"),
        mine("guest-of-the-nas", runs_on="nas", purpose="reliability"),
    )
    lines = show_lines(found, found.systems["nas"], Page(40))
    assert all(cells(line) <= 40 for line in lines)
    assert "  relied_on_for  authentication, data" in lines
    assert "  Needed by     guest-of-the-nas (3b" in lines
    assert "                production)" in lines
