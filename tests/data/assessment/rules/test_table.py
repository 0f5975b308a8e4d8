"""The findings table as a whole: rows, severities, and what every rule says."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path

import labtui
from labtui.data.assessment import rules
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULE_IDS, RULES, Rule
from labtui.data.assessment.rules.rule import Row
from labtui.data.framework.facts import FACTS
from labtui.data.framework.severities import SEVERITIES
from tests.data.assessment.rules import (
    test_assessing,
    test_backups,
    test_dependencies,
    test_exposure,
    test_providers,
    test_purpose,
    test_responsibility,
    test_smell_test,
    test_upkeep,
)
from tests.data.assessment.rules.cases import ALL, OWNERS, C, Case, N, W
from tests.data.generate import put
from tests.data.labs import VECTORS, Raw, assessed, lab, owners, vector_lab
from tests.rows import each_row

MODULES = [
    import_module(f"{rules.__name__}.{module.name}")
    for module in pkgutil.iter_modules(rules.__path__)
]

CASES: list[Case] = [
    case
    for tests in (
        test_assessing,
        test_responsibility,
        test_purpose,
        test_exposure,
        test_dependencies,
        test_smell_test,
        test_providers,
        test_backups,
        test_upkeep,
    )
    for case in tests.CASES
]

TABLE: dict[str, tuple[tuple[str | None, str | None], ...]] = {
    "level-undetermined": ((C, W),),
    "never-assessed": ((W, N),),
    "assessment-stale": ((W, N),),
    "changed-since-assessment": ((W, W),),
    "outgrew-assessment": ((W, W),),
    "unanswered": ((N, N),),
    "unowned-layer": ((C, W), (W, W)),
    "responsibility-gap": ((W, N),),
    "not-as-intended": ((W, W),),
    "production-in-denial": ((C, None), (None, W)),
    "lab-is-dependency": ((C, None),),
    "rests-on-lab": ((W, None),),
    "exposed-unprotected": ((C, C), (W, W)),
    "exposed-lab": ((None, W),),
    "dangling-reference": ((W, W),),
    "dependency-cycle": ((W, W),),
    "cannot-restore": ((C, W), (W, N), (W, N), (N, N)),
    "cannot-detect": ((C, W), (W, N), (W, N), (N, N)),
    "not-understood": ((C, W), (W, N), (W, N), (N, N)),
    "cannot-rebuild": ((C, W), (W, N), (W, N), (N, N)),
    "not-owning-outcome": ((C, W),),
    "trusting-marketing": ((C, W),),
    "mfa-not-enforced": ((C, C), (W, W)),
    "managed-not-secure": ((W, N),),
    "breach-unplanned": ((W, N),),
    "renting-risk": ((C, W),),
    "disposable-production": ((W, None),),
    "casual-production": ((W, None),),
    "untested-backups": ((C, None),),
    "unmonitored": ((C, None),),
    "no-backups": ((C, None),),
    "not-rebuildable": ((None, W),),
    "just-infrastructure": ((None, N),),
    "nothing-learned": ((None, N),),
    "stale-patches": ((C, W), (W, N), (W, None)),
    "backup-on-itself": ((C, W),),
    "one-site-backups": ((W, None),),
    "recovery-loop": ((C, W),),
    "exposed-keys": ((C, C), (W, W)),
    "only-you": ((N, None),),
    "practices-missing": ((W, N),),
    "idle-hardware": ((N, N),),
}
"""The framework's table: each rule with the severities of its rows, production and other."""


def test_the_rules_are_those_of_the_framework_in_its_order() -> None:
    assert list(RULES) == list(TABLE)
    assert frozenset(TABLE) == RULE_IDS
    assert all(rule.id == id for id, rule in RULES.items())


def test_every_rule_that_is_declared_is_in_the_table() -> None:
    declared = [
        (name, value)
        for module in MODULES
        for name, value in vars(module).items()
        if isinstance(value, Rule)
    ]

    assert sorted(rule.id for _, rule in declared) == sorted(RULES)
    assert all(name == rule.id.upper().replace("-", "_") for name, rule in declared)


def test_no_module_knows_a_rule_by_its_id_but_where_it_is_declared() -> None:
    package = Path(labtui.__file__).parent
    themes = package / "data" / "assessment" / "rules"
    quoted = re.compile("|".join(f"[\"']{id}[\"']" for id in TABLE))

    found = [
        path
        for path in package.rglob("*.py")
        if themes not in path.parents and quoted.search(path.read_text("utf-8"))
    ]

    assert found == []


@each_row("rule", TABLE)
def test_the_rows_of_a_rule_have_the_severities_of_the_framework(rule: str) -> None:
    found = [(row.production, row.other) for row in RULES[rule].rows]

    # A row of the framework may be two here, at other levels each.
    assert set(found) == set(TABLE[rule])


@each_row("rule", TABLE)
@each_row("column", ["production", "other"])
def test_the_most_severe_row_is_asked_first(rule: str, column: str) -> None:
    def rank(row: Row) -> int:
        severity = getattr(row, column)
        return SEVERITIES.index(severity) if severity else -1

    # The smell rules' rows exclude each other, and those of -in-denial have one column each.
    found = [rank(row) for row in RULES[rule].rows if rank(row) >= 0]

    assert found == sorted(found, reverse=True)


@each_row("rule", TABLE)
def test_every_severity_of_the_table_is_among_the_cases(rule: str) -> None:
    cases = [case for case in CASES if case.rule == rule]
    seen = [severities for case in cases for severities in case.expected.values()]
    rows = TABLE[rule]
    if rule == "mfa-not-enforced":
        # Who relies on it for logging in makes it production: its critical row has no other.
        rows = ((C, None), (W, W))

    for column in (0, 1):
        stated = {row[column] for row in rows} - {None}
        assert stated == {severities[column] for severities in seen} - {None}
    # Where it does not hold is asked for by a case of its own, or by another level.
    assert rule == "unanswered" or any(len(case.expected) < len(ALL) for case in cases)


# --- what is said


def _all_holding() -> Iterable[tuple[str, Assessment]]:
    """Every finding of every vector, and of the cases above."""
    found: list[Lab] = [vector_lab(path)[0] for path in VECTORS]
    for case in CASES:
        for level in case.expected:
            for relied_on in ({}, {"relied_on_for": ["data"]}):
                raw: Raw = {"id": "it", "owners": dict(OWNERS[level]), **relied_on}
                for key, value in case.facts.items():
                    put(raw, key, value)
                found.append(lab(raw, *case.others))
    for each in found:
        for a in each.assessments.values():
            for finding in a.findings:
                yield finding.rule, a


@cache
def _holding() -> dict[str, list[Assessment]]:
    """By rule, the assessments it holds for."""
    found: dict[str, list[Assessment]] = {}
    for rule, a in _all_holding():
        found.setdefault(rule, []).append(a)
    return found


def test_every_rule_holds_somewhere() -> None:
    assert _holding().keys() == RULE_IDS


NOT_PLAIN = r"None|\bnull\b|True|False|  | ,| \.|\.\.|, and and|: \.|[{}<>]"
"""What a template leaves behind that was filled in with nothing, or wrongly."""


@each_row("rule", TABLE)
def test_what_a_rule_says_is_one_or_two_plain_sentences(rule: str) -> None:
    for a in _holding()[rule]:
        finding = next(found for found in a.findings if found.rule == rule)
        asks = RULES[rule].asks
        text = asks(a).details if finding.unproven and asks else RULES[rule].says(a)
        if rule == "stale-patches" and finding.unproven:
            assert text in {"", "It is reachable from the internet."}
            continue
        begins_with_a_name = rule in {"disposable-production", "casual-production", "only-you"}
        assert begins_with_a_name or re.match('[A-Z0-9"]', text), text
        assert re.fullmatch(r".*[^ .][.?]", text), text
        assert not re.search(NOT_PLAIN, text), text
        assert "\n" not in text


@each_row("rule", TABLE)
def test_what_to_do_is_said_as_plainly(rule: str) -> None:
    assert RULES[rule].title
    assert not RULES[rule].title.endswith(".")
    for a in _holding()[rule]:
        text = RULES[rule].remedy(a)
        assert re.fullmatch(r"[A-Z].*[^ .]\.", text), text
        assert not re.search(NOT_PLAIN, text), text


@each_row("rule", TABLE)
def test_the_facts_of_a_finding_are_facts(rule: str) -> None:
    for a in _holding()[rule]:
        found = list(RULES[rule].facts(a))
        assert found
        assert set(found) <= FACTS.keys()
        assert len(found) == len(set(found))


def test_rules_know_what_else_they_rest_on() -> None:
    by_level = {id for id, rule in RULES.items() if rule.by_level}
    assert {"renting-risk", "unmonitored", "no-backups", "not-owning-outcome"} <= by_level
    assert not {"never-assessed", "dangling-reference", "unowned-layer"} & by_level
    by_reliance = {id for id, rule in RULES.items() if rule.by_reliance}
    assert {"production-in-denial", "lab-is-dependency", "rests-on-lab"} <= by_reliance
    assert "dependency-cycle" not in by_reliance


def test_an_answer_that_was_never_given_is_told_from_a_no() -> None:
    for rule, level, no in (
        ("level-undetermined", "?", {"owners": owners()}),
        ("exposed-unprotected", "2", {"practices": {"access_control": "partly"}}),
        ("trusting-marketing", "0", {"evidence": {"exportable": False}}),
        ("mfa-not-enforced", "0", {"evidence": {"mfa": False}}),
        ("managed-not-secure", "1", {"evidence": {"config_reviewed": "never"}}),
        ("breach-unplanned", "1", {"evidence": {"breach_plan": False}}),
        ("renting-risk", "2", {"evidence": {"monitored": False, "restore_tested": "never"}}),
        ("untested-backups", "3", {"evidence": {"restore_tested": "never"}}),
        ("unmonitored", "3", {"evidence": {"monitored": False}}),
        ("no-backups", "3", {"backs_up_to": []}),
        ("stale-patches", "3", {"evidence": {"patched": "never"}}),
        ("one-site-backups", "3", {"site": "home"}),
        ("exposed-keys", "3", {"practices": {"access_control": "partly"}}),
        ("only-you", "3", {"stand_ins": []}),
    ):
        raw = {
            "id": "it",
            "owners": OWNERS[level],
            "relied_on_for": ["data", "identity"],
            "exposure": "internet",
            "backs_up_to": ["it"],
            "access_to": ["prod"],
            "used_by": ["Kim"],
        }
        if rule in {"renting-risk", "no-backups"}:
            del raw["backs_up_to"]
        prod = {"id": "prod", "relied_on_for": ["data"]}
        silent, honest = assessed(raw, prod), assessed({**raw, **no}, prod)
        asked = {f.rule: RULES[rule].title_for(silent, f) for f in silent.findings}[rule]
        assert asked.endswith("?")
        known = {f.rule: RULES[rule].title_for(honest, f) for f in honest.findings}
        assert not known.get(rule, "").endswith("?")


def test_the_fact_that_would_settle_it_comes_first() -> None:
    raw = {
        "id": "it",
        "owners": owners(network="nobody", recovery="nobody", firewall="provider"),
        "exposure": "internet",
        "practices": {"access_control": "no"},
        "evidence": {"wipeable": False},
        "purpose": "learning",
    }
    a = assessed(raw)

    def first(rule: str) -> str:
        return next(iter(RULES[rule].facts(a)))

    assert first("unowned-layer") == RULES["unowned-layer"].resolving_fact(a) == "owners.recovery"
    # Facts are asked for in their order, whatever matters first.
    assert RULES["unanswered"].resolving_fact(a) == "relied_on_for"
    assert first("responsibility-gap") == "owners.firewall"
    assert first("exposed-unprotected") == "practices.access_control"
    assert first("production-in-denial") == "evidence.wipeable"
    denied = assessed({**raw, "relied_on_for": ["data"], "intended_level": "3a"})
    assert next(iter(RULES["production-in-denial"].facts(denied))) == "intended_level"
