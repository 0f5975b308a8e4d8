"""What commands print: lines of text from labs made for the purpose."""

from __future__ import annotations

import sys

import pytest

from labtui.cli.checked import check_lines, folded, holder, summary
from labtui.cli.page import Page, cells, columns, fit, safe, wrap
from labtui.cli.printed import (
    effect_lines,
    fact_change,
    impact_lines,
    list_lines,
    matrix_lines,
)
from labtui.cli.shown import show_lines
from labtui.data.analysis.impact import impact_of
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from tests.data.labs import Raw, days_ago, lab, owners, practices, smell_test

PAGE = Page()


def raw(id: str, **facts: object) -> Raw:
    return {"id": id, "name": id.title(), **facts}


def mine(id: str, **facts: object) -> Raw:
    return raw(id, owners=owners(), **facts)


def in_order(found: Lab, *within: str) -> list[Assessment]:
    """The assessments in the order the systems were given."""
    known = found.assessments
    return [known[id] for id in found.systems if id in known and (id in within or not within)]


def entries(found: Lab, *within: str) -> dict[tuple[str, str], list[str]]:
    """Who holds which finding, for whom."""
    return {
        (entry.holder, entry.rule): [a.id for a, _ in entry.members]
        for entry in folded(found, in_order(found, *within))
    }


def checked(found: Lab, *within: str, page: Page = PAGE) -> str:
    return "\n".join(check_lines(found, in_order(found, *within), page))


# --- a finding stands at the system whose fact it rests on


def test_a_finding_on_what_came_down_stands_at_the_host() -> None:
    found = lab(
        raw("host", owners=owners(backups="nobody")),
        raw("guest", runs_on="host"),
        raw("deep", runs_on="guest"),
    )
    assert entries(found)["host", "unowned-layer"] == ["host", "guest", "deep"]


def test_a_finding_of_ones_own_stays() -> None:
    found = lab(
        raw("host", owners=owners(backups="nobody")),
        raw("guest", runs_on="host", owners={"backups": "nobody"}),
    )
    assert entries(found)["guest", "unowned-layer"] == ["guest"]


def test_a_finding_on_facts_of_several_systems_stays() -> None:
    found = lab(
        raw("host", owners=owners(backups="nobody")),
        raw("guest", runs_on="host", owners={"monitoring": "nobody"}),
    )
    assert entries(found)["guest", "unowned-layer"] == ["guest"]


def test_what_nobody_states_stands_at_the_topmost_that_lacks_it() -> None:
    found = lab(raw("top"), raw("host", runs_on="top"), raw("guest", runs_on="host"), raw("other"))
    rule = "level-undetermined"
    assert entries(found)["top", rule] == ["top", "host", "guest"]
    assert entries(found)["other", rule] == ["other"]


def test_what_does_not_come_down_to_what_people_rely_on_stays_with_it() -> None:
    found = lab(
        mine("host", backs_up_to=["nas"]),
        raw("vault", runs_on="host", relied_on_for=["data"]),
        raw("helper", runs_on="host"),
        raw("app", runs_on="host", relied_on_for=["data"], depends_on=["helper"]),
        mine("nas"),
    )
    rule = "untested-backups"
    assert entries(found)["vault", rule] == ["vault"]
    assert entries(found)["host", rule] == ["host", "helper"]


def test_a_host_without_the_finding_still_holds_it_for_its_guests() -> None:
    found = lab(
        mine("host", exposure="lan", practices=practices(access_control="no")),
        raw("web", runs_on="host", exposure="internet"),
    )
    assert entries(found)["host", "exposed-unprotected"] == ["web"]
    assert "Exposed without protection, for web. " in checked(found)


def test_an_answer_of_the_hosts_smell_test_stands_at_the_host() -> None:
    found = lab(mine("host", smell_test=smell_test(restore="no")), raw("guest", runs_on="host"))
    assert entries(found)["host", "cannot-restore"] == ["host", "guest"]


def test_a_guests_own_change_stays_with_the_guest() -> None:
    found = lab(
        mine("host", smell_test=smell_test(days=10)),
        raw("guest", runs_on="host", changed=days_ago(1)),
    )
    assert entries(found)["guest", "changed-since-assessment"] == ["guest"]


def test_what_a_guest_runs_on_stays_with_the_guest() -> None:
    found = lab(
        mine("host", purpose="learning", backs_up_to=["nas"]),
        raw("vault", runs_on="host", relied_on_for=["data"]),
        mine("nas"),
    )
    assert entries(found)["vault", "rests-on-lab"] == ["vault"]


def test_a_retired_host_holds_nothing() -> None:
    found = lab(
        raw("host", status="retired", owners=owners(backups="nobody")),
        raw("guest", runs_on="host", status="planned"),
    )
    assert entries(found)["guest", "unowned-layer"] == ["guest"]


def test_hosts_in_a_circle_come_to_an_end() -> None:
    found = lab(raw("a", runs_on="b"), raw("b", runs_on="a"))
    at = {holder for holder, rule in entries(found) if rule == "level-undetermined"}
    assert at == {"a", "b"}


def test_nothing_is_put_at_a_system_that_was_not_asked_for() -> None:
    found = lab(raw("top"), raw("host", runs_on="top"), raw("guest", runs_on="host"))
    rule = "level-undetermined"
    assert entries(found, "guest") == {("guest", rule): ["guest"]}
    assert entries(found, "host", "guest") == {("host", rule): ["host", "guest"]}
    assert entries(found, "top", "guest") == {("top", rule): ["top"], ("guest", rule): ["guest"]}


def test_an_ancestor_that_states_it_beyond_those_asked_for() -> None:
    found = lab(
        raw("top", owners=owners(backups="nobody")),
        raw("host", runs_on="top"),
        raw("guest", runs_on="host"),
    )
    finding = found.assessments["guest"].findings[-1]
    assert finding.rule == "unowned-layer"
    assert holder(found, found.assessments["guest"], finding, {"host", "guest"}) == "guest"


# --- check


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
    (entry,) = [e for e in folded(found, in_order(found)) if e.rule == "unowned-layer"]
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


# --- list


def test_a_list_is_never_cut_where_no_terminal_is() -> None:
    name = "A very long name " * 9
    text = "\n".join(list_lines(*_listed(raw("x", name=name)), PAGE))
    assert name.strip() in text
    assert "assessed" in text


def _listed(*raws: Raw) -> tuple[Lab, list[object]]:
    found = lab(*raws)
    return found, list(found.systems.values())


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_a_list_fits_a_terminal(width: int) -> None:
    found = _listed(
        mine("x", name="Long " * 20, relied_on_for=["data"]), raw("y", name="日本語" * 9)
    )
    lines = list_lines(*found, Page(width, terminal=True))
    assert all(cells(line) <= max(width, 58) for line in lines)


def test_a_narrow_list_says_what_it_left_out() -> None:
    lines = list_lines(*_listed(mine("x" * 20)), Page(64, terminal=True))
    assert lines[-1] == "(no room for assessed, learning and verdict)"
    lines = list_lines(*_listed(mine("x")), Page(120, terminal=True))
    assert "no room" not in lines[-1]


def test_a_list_shows_what_is_planned_and_retired() -> None:
    found = _listed(mine("x", status="planned"), raw("y", status="retired"), raw("z"))
    rows = [line.split() for line in list_lines(*found, PAGE)[1:]]
    assert [row[3] for row in rows] == ["planned", "retired", "-"]
    assert [row[2] for row in rows] == ["3a", "-", "?"]


def test_a_list_of_nothing() -> None:
    assert list_lines(lab(raw("x")), [], PAGE) == ["No such systems."]


def test_names_are_made_safe() -> None:
    text = "\n".join(list_lines(*_listed(raw("x", name="a\x1b[31m\u202eb")), PAGE))
    assert "␛[31m·b" in text


# --- show


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
    assert f"Assessed     {days_ago(3)}, from host" in text
    assert "Broken       you answer, from host" in text


def test_show_says_what_is_around_it() -> None:
    found = lab(
        mine("host"),
        raw("guest", runs_on="host", depends_on=["db"], owners={"recovery": "nobody"}),
        raw("db"),
        raw("old", status="retired", depends_on=["guest"]),
    )
    text = shown(found, "guest")
    assert "Runs on      host (3a)" in text
    assert "Needs        db (level not known)" in text
    assert "Needed by    old (retired)" in text
    assert "Broken       nobody answers" in text
    assert "Runs on      gone (does not exist)" in shown(lab(raw("x", runs_on="gone")), "x")
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
    text = shown(lab(mine("x", relied_on_for=["data"], accepted=accepted)), "x")
    first = text.partition("Findings\n")[2]
    assert first.startswith("✖ No backups (critical).")
    assert text.index("Not monitored (accepted)") > text.index("Facts not answered (notice)")


def test_show_of_a_system_without_findings_or_gaps() -> None:
    text = shown(
        lab(
            mine(
                "toy",
                purpose="entertainment",
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


# --- matrix, impact, effects


def test_the_matrix_has_every_level_and_what_is_missing() -> None:
    found = lab(mine("toy"), raw("a"), raw("b", owners={"os": "you"}))
    text = "\n".join(matrix_lines(found, list(found.systems), PAGE))
    assert "3a  Full-stack homelab" in text
    assert "    → Undecided: toy" in text
    assert text.count("→ none") == 4
    assert "a (who answers for its operating system?)" in text
    assert "b (who answers for its hardware?)" in text
    rest = "\n".join(matrix_lines(found, ["toy"], PAGE))
    assert "Undetermined" not in rest


def test_the_matrix_tells_what_is_relied_on_and_what_is_misplaced() -> None:
    found = lab(
        mine("host", intended_level="3a"),
        mine("mail", runs_on="host", relied_on_for=["income", "identity"]),
        mine("tv", purpose="entertainment"),
    )
    text = " ".join(" ".join(matrix_lines(found, list(found.systems), PAGE)).split())
    assert "→ host (meant to be 3a; relied on through mail), mail (relied on for income and" in text
    assert "→ Home servers: tv" in text


def test_impact_says_what_would_happen() -> None:
    found = lab(mine("host"), raw("vault", runs_on="host", relied_on_for=["data"]))
    lines = impact_lines(found, impact_of(found, "host"), PAGE)
    assert lines[0].startswith("BLOCKED  Don't retire host yet")
    assert "1 system would stop working" in lines
    assert lines[-1].split() == ["vault", "3b", "production"]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"owners": owners(), "relied_on_for": ["data"]}, "People rely on it."),
        ({"owners": owners()}, "No restore of it was tested lately"),
        ({"owners": owners("provider")}, "How to get the data out is not known."),
    ],
)
def test_impact_says_why_to_be_careful(facts: Raw, reason: str) -> None:
    found = lab(raw("x", **facts))
    text = "\n".join(impact_lines(found, impact_of(found, "x"), PAGE))
    assert text.startswith("CAREFUL  Retire x with care.")
    assert reason in text


def test_impact_of_what_nothing_hangs_on() -> None:
    found = lab(raw("x"))
    assert impact_lines(found, impact_of(found, "x"), PAGE) == [
        "CLEAR  x can be retired: nothing stands in the way."
    ]


def test_effects_name_levels_roles_risks_and_what_became_critical() -> None:
    found = lab(mine("host", intended_level="3a", purpose="learning"), raw("guest"))
    before = dict(found.assessments)
    moved = lab(raw("guest", runs_on="host", relied_on_for=["data"])).systems["guest"]
    found.update({"guest": moved})
    text = " ".join(line.strip() for line in effect_lines(before, in_order(found), PAGE))
    assert "host: 3a → 3b, lab → production, risk High → Critical" in text
    assert "✖ production in denial" in text
    assert "guest: undetermined → 3b, no role → production" in text
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


# --- the page


@pytest.mark.parametrize("width", [10, 16, 40])
def test_wrapped_lines_fit_and_lose_nothing(width: int) -> None:
    text = "Some words, a-word-that-is-longer-than-any-line-could-ever-be and 日本語 → so on"
    lines = wrap(text, width, "  → ", "    ")
    assert all(cells(line) <= width for line in lines)
    assert "".join(line[4:] for line in lines).replace(" ", "") == text.replace(" ", "")


def test_short_text_stays_on_its_line() -> None:
    assert wrap("a b", 80, "- ", "  ") == ["- a b"]
    assert Page(20).comma_separated(["one two", "three four", "five"], "x ") == [
        "x one two,",
        "  three four, five",
    ]


def test_text_is_cut_by_cells() -> None:
    assert fit("日本語", 5) == "日本…"
    assert fit("abc", 5) == "abc  "
    assert safe("tab\there") == "tab␉here"
    assert PAGE.spread("x" * 99, "right") == "x" * 72 + "…" + "  right"


@pytest.mark.parametrize(
    ("said", "wide"), [("100", 100), ("7", 40), ("0", 80), ("wide", 80), ("9" * 99, 80)]
)
def test_the_width_is_what_columns_says(
    said: str, wide: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setenv("COLUMNS", said)
    assert columns() == wide


def test_check_tells_the_way_to_the_lab() -> None:
    found = lab(
        mine("pve", purpose="learning"), raw("vault", runs_on="pve", relied_on_for=["data"])
    )
    assert "vault → pve" in checked(found)
