"""Findings as lines and cells: what is proven and what is only a question are told apart."""

from __future__ import annotations

import pytest

from labtui.data.analysis.findings import first_to_do, ordered, why_all
from labtui.data.assessment.clauses import severity_counts
from labtui.data.framework.severities import SEVERITIES
from labtui.widgets.lines.cells import findings_cell
from labtui.widgets.lines.changes import change_words, fact_words, tried_lines
from labtui.widgets.lines.colours import RISK_TOKENS, risk_piece, risk_style, risk_word
from labtui.widgets.lines.effects import MOST_TOLD, changed_lines, effect_lines, other_changes
from labtui.widgets.lines.facts import why_lines
from labtui.widgets.lines.findings import finding_lines
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.standing import standing_lines
from labtui.widgets.lines.systems import named_systems, relation_lines
from tests.data.labs import TODAY, Raw, assessed, days_ago, lab, owners, raw, smell_test, system

ASKED: Raw = {"id": "mail", "name": "Mail", "owners": owners(), "purpose": "reliability"}
"""Production of which next to nothing is answered: all that is critical is a question."""

FAILED: Raw = {**ASKED, "evidence": {"monitored": False}}
"""The same, and nothing monitors it."""


def said(lines: Lines) -> str:
    return "\n".join(line.plain.rstrip() for line in lines)


def styles(lines: Lines, words: str) -> set[str]:
    """The styles of the line that has these words."""
    (line,) = [line for line in lines if words in line.plain]
    return {str(span.style) for span in line.spans}


def test_of_one_severity_the_proven_findings_come_first() -> None:
    a = assessed({**FAILED, "smell_test": smell_test("no")})
    ranks = [(-SEVERITIES.index(f.severity), f.unproven) for f in ordered(a)]
    assert ranks == sorted(ranks)
    assert {unproven for _, unproven in ranks} == {True, False}
    whys = [why.unproven for why in why_all(lab(FAILED), "mail") if why.answer == "critical"]
    assert whys == sorted(whys) == [False, True]


def test_a_question_has_its_mark_its_words_and_not_the_style_of_a_failure() -> None:
    lines = finding_lines(lab(FAILED), assessed(FAILED), 60)
    assert "× Not monitored" in said(lines)
    assert "×? Is it backed up?" in said(lines)
    assert "Counts as critical until" in said(lines)
    help = {"bold $text-primary", "$foreground-muted"}
    assert styles(lines, "Not monitored") - help == {"bold $text-error"}
    assert styles(lines, "Is it backed up?") - help == {"$text-primary"}


def test_a_first_lab_has_nothing_in_the_style_of_what_is_critical() -> None:
    found = lab(ASKED, {"id": "dns", "name": "DNS", "relied_on_for": ["connectivity"]})
    for a in found.assessments.values():
        for width in (60, 120):
            lines = [*standing_lines(a, width), *finding_lines(found, a, width)]
            assert "×?" in said(lines)
            assert "$text-error" not in str([line.spans for line in lines])
        assert "critical" not in findings_cell(a)[1]
        assert risk_piece(a)[0].endswith(("?", "—"))


def test_counts_say_how_many_are_not_proven() -> None:
    counts = severity_counts(assessed(FAILED))
    assert counts[0] == "1 critical"
    assert counts[-1].startswith("not proven: 1 critical")
    [only] = severity_counts(assessed({**FAILED, "owners": {}}))
    assert only.startswith("not proven: 1 critical")


@pytest.mark.parametrize(
    ("facts", "cell"),
    [
        pytest.param({}, ("2×? 2▲? 1·?", ""), id="questions"),
        pytest.param(
            {"evidence": {"monitored": False}, "practices": {"segmentation": "no"}},
            ("1× 1×? 1▲ 2▲? …", "$risk-critical"),
            id="failures",
        ),
    ],
)
def test_cells_count_them_apart_as_far_as_there_is_room(facts: Raw, cell: tuple[str, str]) -> None:
    assert findings_cell(assessed({**ASKED, **facts})) == cell


def test_risk_says_what_is_proven_and_what_is_only_feared() -> None:
    a = assessed(ASKED)
    assert (risk_word(a), risk_style(a)) == ("Critical ?", RISK_TOKENS["Critical"])
    failed = assessed(FAILED)
    assert (risk_word(failed), risk_style(failed)) == ("Critical", RISK_TOKENS["Critical"])
    for width in (44, 60, 100):
        told = " ".join(said(standing_lines(a, width)).split())
        assert "Risk ■■■■□ Critical until answered; High is proven" in told
    assert "■■■■■ Critical proven, up from High" in " ".join(
        said(standing_lines(assessed(FAILED), 60)).split()
    )


def test_an_answer_ends_a_question_or_makes_a_failure_of_it() -> None:
    asked, failed = assessed(ASKED), assessed(FAILED)
    watched = assessed({**ASKED, "evidence": {"monitored": True}})
    assert "✓ Is it monitored? answered" in said(change_words(asked, watched))
    assert "✓ Not monitored gone" in said(change_words(failed, watched))
    assert "risk High, Critical until answered → Critical" in said(change_words(asked, failed))
    unused = said(change_words(asked, assessed({**ASKED, "purpose": "learning"})))
    assert "– Is it monitored? no longer asked" in unused
    assert "✓ Is it monitored?" not in unused


def test_the_editor_tells_what_was_a_question() -> None:
    asked, failed = lab(ASKED), lab(FAILED)
    lines = effect_lines(asked, failed, "mail", {}, 60)
    assert "× Not monitored (was not proven)" in said(lines)
    back = effect_lines(failed, asked, "mail", {}, 60)
    assert "×? Is it monitored? (was proven)" in said(back)
    watched: Raw = {**ASKED, "evidence": {"monitored": True}}
    gone = effect_lines(asked, lab(watched), "mail", {}, 60)
    assert "✓ Is it monitored? answered" in said(gone)


def test_why_marks_questions_and_the_first_thing_to_do_is_a_failure() -> None:
    found = lab(ASKED)
    whys = why_all(found, "mail")
    assert "Is it backed up?  critical? not proven" in said(why_lines(whys, "mail", 80))
    first = first_to_do(found, found.assessments["mail"])
    assert first is not None
    assert first.unproven
    failed = first_to_do(lab(FAILED), assessed(FAILED))
    assert failed is not None
    assert (failed.subject, failed.unproven) == ("Not monitored", False)


def test_of_many_systems_the_first_are_named_and_none_is_assessed() -> None:
    guests = [{"id": f"g{number:03}", "depends_on": ["dns"]} for number in range(120)]
    found = lab({"id": "dns"}, *guests, {"id": "user", "relied_on_for": ["data"]})
    lines = relation_lines(found, found.assessments["dns"], 80)
    assert "120 systems directly: g000, " in said(lines)
    assert "g005 and 114 more" in " ".join(said(lines).split())
    assert "g099 … and 20 more" in named_systems(found, [guest["id"] for guest in guests]).plain
    assert found.assessments.pending == len(found.systems) - 1


def test_of_many_effects_the_worst_are_told_and_the_rest_counted() -> None:
    ids = [f"g{number:03}" for number in range(MOST_TOLD + 5)]
    host = {"id": "host"}
    before = lab(host, *({"id": id} for id in ids))
    after = lab(host, *({**FAILED, "id": id, "name": id} for id in ids))
    assert "Other systems  assessing …" in said(other_changes(before, after, "host", None, 60))
    effects = {id: (before.assessments[id], after.assessments[id]) for id in ids}
    lines = said(other_changes(before, after, "host", effects, 60))
    assert f"{MOST_TOLD + 5} systems change" in lines
    assert "… and 5 more" in lines
    assert ids[MOST_TOLD - 1] in lines
    assert ids[MOST_TOLD] not in lines


MOVED = (
    raw("zoltan", name="Zoltan", purpose="learning", intended_level="3a", owners=owners()),
    raw("vault", name="Vaultwarden", runs_on="zoltan", relied_on_for=["authentication"]),
    raw("pve", name="Cluster", purpose="learning", owners=owners()),
    raw("far", name="Far", owners=owners()),
)
"""A password manager on a test host, and another host."""


def moved(width: int) -> list[str]:
    """What the editor tells when the password manager is moved."""
    saved = lab(*MOVED)
    after = saved.fork()
    changed = after.update({"vault": system({**MOVED[1], "runs_on": "pve"})})
    lines = other_changes(saved, after, "vault", changed, width)
    assert max(line.cell_length for line in lines) <= width
    return [line.plain.rstrip() for line in lines]


def test_effects_are_a_tree_below_what_was_edited() -> None:
    title, root, *rest = moved(80)[1:]
    assert title == "Other systems  2 systems change"
    assert root.split()[:2] == ["Vaultwarden", "3b"]
    assert [" ".join(line.split()) for line in rest[:2]] == [
        "├── Cluster 3a → 3b ■■■■→■■■■■ Critical runs on",
        "└── Zoltan 3b → 3a ■■■■■→■■■■ High ran on",
    ]
    assert rest[3].startswith("Cluster  × Production needs this lab")


def test_in_a_narrow_panel_what_changes_is_below_each_system() -> None:
    _, root, first, moves, reason, *rest = moved(45)[1:]
    assert root == "Vaultwarden"
    assert (first[:11], first[-8:]) == ("├── Cluster", " runs on")
    assert " ".join(moves.split()) == "│ 3a → 3b ■■■■→■■■■■ Critical"
    assert reason == "│   × Production needs this lab"
    assert any(line.startswith("└── Zoltan") and line.endswith(" ran on") for line in rest)


@pytest.mark.parametrize("name", ["漢" * 60, "x" * 300, "[bold]\x1b[31m👩‍🚀 a\tb"])
def test_no_effect_is_wider_than_it_may_be(name: str) -> None:
    saved = lab(*({**each, "name": name} for each in MOVED))
    after = saved.fork()
    changed = after.update({"vault": system({**MOVED[1], "name": name, "runs_on": "pve"})})
    for width in (20, 34, 45, 69, 70, 78, 98):
        lines = other_changes(saved, after, "vault", changed, width)
        assert max(line.cell_length for line in lines) <= width
        assert not any(mark in line.plain for line in lines for mark in "\x1b\t\n")


def test_of_a_system_that_is_retired_the_tree_says_what_it_was() -> None:
    saved = lab(*MOVED)
    after = saved.fork()
    changed = after.update({"zoltan": system({**MOVED[0], "status": "retired"})})
    for width in (24, 45, 80):
        lines = other_changes(saved, after, "zoltan", changed, width)
        assert max(line.cell_length for line in lines) <= width
        assert "3b → –" in said(lines)


def test_what_was_tried_begins_with_the_facts_old_and_new() -> None:
    dns: Raw = {"id": "dns", "name": "DNS", "depends_on": ["gone"], "changed": days_ago(9)}
    saved = lab({**ASKED, "runs_on": "dns"}, dns, {"id": "old"})
    moved = {"date": TODAY, "event": "changed"}
    now = lab(
        {**ASKED, "purpose": "learning", "description": "what it is for, " * 9},
        {**dns, "depends_on": [], "changed": TODAY, "history": [moved]},
        {"id": "new"},
    )
    assert said(fact_words(saved, now, "mail")).split("\n") == [
        "Purpose reliability → learning",
        "Runs on DNS → not answered",
        "Description not answered → what it is for, what it is for, what it…",
    ]
    assert said(fact_words(saved, now, "dns")) == "Depends on gone → nothing\nHistory + 1"
    assert said(fact_words(saved, now, "new")) == "is new"
    assert said(fact_words(saved, now, "old")) == "is removed"
    assert said(tried_lines(saved, now, "mail", 200)).startswith(
        "What if:  Purpose reliability → learning  Runs on"
    )
    assert tried_lines(saved, saved, "mail", 80) == []
    late = {**ASKED, "smell_test": smell_test(days=400)}
    milder = change_words(assessed(late), assessed({**late, "purpose": "learning"}))
    assert "▲ → · Smell test is too old" in said(milder)
    whole = said(changed_lines(saved, now, ["mail", "old"], {}, 60, whole=True))
    assert whole.startswith("Mail:  Purpose")
    assert "\nold:  is removed\n\nMail" in whole
    assert said(changed_lines(saved, saved, ["mail"], {}, 60, whole=True)) == "Mail"
    retired = lab({**ASKED, "status": "retired"})
    assert "it is retired" in said(tried_lines(saved, retired, "mail", 80))
