"""`labtui impact`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from labtui.cli.commands import impact as impact_command
from labtui.cli.commands.impact import impact_lines
from labtui.cli.page import Page
from labtui.data.analysis.impact import decision_reasons, impact_of
from labtui.data.assessment.lab import Lab
from labtui.data.inventory import example
from labtui.data.inventory.workspace import Workspace
from labtui.widgets.lines.retirement import review_lines
from tests.cli.helpers import DAY, HOMELAB, PAGE, Labtui, mine, raw
from tests.data.labs import VECTORS, Raw, days_ago, lab, owners, smell_test, vector_lab
from tests.rows import each_row

EXAMPLE = Path(example.__file__).with_name("example.toml")
WIDE = 10_000
WHO = "Not known: who uses it."


@each_row("vector", VECTORS, ids=lambda path: path.stem)
def test_a_vector_gives_its_impact(
    vector: Path, labtui: Labtui, monkeypatch: pytest.MonkeyPatch
) -> None:
    args = ("--file", str(vector), "--as-of", DAY)
    opened: list[Workspace] = []
    once = impact_command.open_inventory

    def open_once(*a: Any, **how: Any) -> Workspace:
        opened[:] = opened or [once(*a, **how)]
        return opened[0]

    with monkeypatch.context() as patch:
        patch.setattr(impact_command, "open_inventory", open_once)
        for expected in json.loads(vector.with_suffix(".impact.json").read_text(encoding="utf-8")):
            found = labtui("impact", expected["id"], "--json", *args).json
            assert found.pop("reasons") == decision_reasons(opened[0].lab, expected["id"])
            assert found == expected


def test_impact_for_people(on: Labtui) -> None:
    name, decision, *_ = on("impact", "synology").lines
    assert name == "synology  Synology storage"
    assert decision == "BLOCKED  Do not retire it yet."


def test_impact_says_what_would_happen() -> None:
    found = lab(mine("host"), raw("vault", runs_on="host", relied_on_for=["data"]))
    lines = impact_lines(found, impact_of(found, "host"), PAGE)
    assert lines[1] == "BLOCKED  Do not retire it yet."
    below = lines[lines.index("What breaks (1 directly)") + 1]
    assert below.split() == ["vault", "3b", "production"]


def test_what_breaks_through_others_stands_below_them() -> None:
    found = lab(mine("host"), raw("db", runs_on="host"), raw("app", depends_on=["db"]))
    lines = impact_lines(found, impact_of(found, "host"), PAGE)
    at = lines.index("What breaks (1 directly, 1 through others)")
    assert [line[:7] for line in lines[at + 1 : at + 3]] == ["  db   ", "    app"]


def test_each_effect_has_its_systems() -> None:
    found = lab(
        mine("pve", member_of="nodes", purpose="convenience", depends_on=["ups"]),
        mine("pve-2", member_of="nodes", depends_on=[]),
        raw("nodes"),
        mine("vault", backs_up_to=["pve"], depends_on=[]),
        mine("git", recovers_with=["pve"], depends_on=[]),
        mine("ups", depends_on=[]),
    )
    lines = impact_lines(found, impact_of(found, "pve"), PAGE)
    for title, id in (
        ("Weakened (1)", "nodes"),
        ("No backup left (1)", "vault"),
        ("Not recoverable (1)", "git"),
        ("No longer needed (can be retired too) (1)", "ups"),
        ("Never asked (1)", "nodes"),
    ):
        assert lines[lines.index(title) + 1].split()[0] == id
    assert "    → labtui set ID depends_on=ID (nothing: [])" in lines


@each_row("decision", [{"relied_on_for": []}, {}], ids=["asked", "not asked"])
def test_clear_is_said_only_if_people_were_asked(decision: Raw) -> None:
    found = lab(mine("vault", depends_on=[], holds="nothing", **decision))
    _, words, *_ = impact_lines(found, impact_of(found, "vault"), PAGE)
    clear, careful = "CLEAR  Nothing known stands in the way.", "CAREFUL  Retire it with care."
    assert words == (clear if decision else careful)


def break_in(found: Lab, id: str) -> list[str]:
    lines = impact_lines(found, impact_of(found, id), PAGE)
    (at,) = (n for n, line in enumerate(lines) if line.startswith("If someone broke into"))
    return lines[at:]


def test_a_break_in_reaches_a_tree_with_production_marked() -> None:
    found = lab(
        raw(
            "relay",
            access_to=["pve"],
            owners=owners(incidents="you"),
            evidence={"monitored": False},
            smell_test=smell_test(detect="unsure"),
        ),
        mine("pve", access_to=[], used_by=["Ida"]),
        raw("mail", runs_on="pve", relied_on_for=["communication"], access_to=[]),
        mine("pool", member_of="dns", access_to=[]),
        raw("dns", access_to=[], runs_on="pve"),
        raw("web", owners={"os": "provider", "application": "provider"}, purpose="reliability"),
        mine("hub", access_to=["web"]),
    )
    assert break_in(found, "relay") == [
        "If someone broke into Relay",
        "  They could reach 4 systems, 2 in production.",
        PAGE.spread("  pve", "admin access, 3b production"),
        PAGE.spread("    dns", "runs on it, 3a"),
        PAGE.spread("      pool", "member, 3a"),
        PAGE.spread("    mail", "runs on it, 3b production"),
        "  People affected: Ida.",
        "  Who acts: you.",
        "  Nothing alerts you when it is down. You do not know whether you would notice a",
        f"    break-in ({days_ago(10)}, 10 days ago).",
        "  Do first: disconnect it, replace its keys on pve, check logins there.",
    ]
    assert break_in(found, "hub")[2:4] == [
        PAGE.spread("  web", "admin access, 0 service, production"),
        "  Not answered: admin access of web.",
    ]


def test_a_break_in_that_reaches_nothing_says_what_was_not_answered() -> None:
    assert break_in(lab(raw("x")), "x") == [
        "If someone broke into X",
        "  No known system is reached.",
        "  Not answered: admin access of x.",
        "  Who acts: not answered.",
        "  Not known: does anything alert you when it is down? Not known: would you",
        "    notice a break-in?",
        "  Do first: disconnect it.",
    ]


@each_row(
    ("facts", "reasons"),
    [
        (
            {"owners": owners(), "relied_on_for": ["data"]},
            ["People rely on it.", "Not known: when did a restore last work?", WHO],
        ),
        (
            {
                "owners": owners(),
                "relied_on_for": [],
                "evidence": {"restore_tested": "never"},
            },
            ["Restore last tested: never."],
        ),
        (
            {"owners": owners("provider"), "relied_on_for": [], "used_by": ["Ida"]},
            ["Not known: can you export your data?"],
        ),
    ],
)
def test_impact_says_why_to_be_careful(facts: Raw, reasons: list[str]) -> None:
    found = lab(raw("x", **facts))
    lines = impact_lines(found, impact_of(found, "x"), PAGE)
    assert lines[1] == "CAREFUL  Retire it with care."
    assert lines[2 : lines.index("")] == [f"  {reason}" for reason in reasons]


def test_impact_of_what_nothing_hangs_on() -> None:
    found = lab(raw("x", relied_on_for=[]))
    lines = impact_lines(found, impact_of(found, "x"), PAGE)
    assert lines[: lines.index("")] == [
        "x",
        "CLEAR  Nothing known stands in the way.",
        "  No known system needs it.",
        "  You said nobody relies on it.",
        "  Its level is not known, so nothing was asked about its data.",
    ]


@each_row("file", [EXAMPLE, HOMELAB, *VECTORS], ids=lambda path: path.stem)
def test_command_and_app_give_the_same_reasons(file: Path) -> None:
    found, ids = vector_lab(file)
    for id in ids:
        if found.systems[id].retired:
            continue
        reasons = decision_reasons(found, id)
        printed = impact_lines(found, impact_of(found, id), Page(WIDE))
        # Two lines stand above the reasons: which system it is, and the decision.
        assert printed[2 : 2 + len(reasons)] == [f"  {reason}" for reason in reasons]
        assert printed[2 + len(reasons)] == ""
        shown = [line.plain.rstrip() for line in review_lines(found, id, WIDE)]
        # Two lines stand above the reasons: the decision, and which system it is of.
        assert shown[2 : 2 + len(reasons)] == [f"  · {reason}" for reason in reasons]
        assert not shown[2 + len(reasons)].startswith("  · ")
