"""The framework as data, and what it makes of one system: level, role, risk, learning."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, get_args

from labtui import errors
from labtui.data.assessment.assessment import Learning, Risk
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.rules import RULE_IDS
from labtui.data.framework.events import EVENTS, LEARNING_EVENTS, EventKind
from labtui.data.framework.layers import ALWAYS_APPLICABLE, LAYERS, OWNERS, YOURS, Layer, Owner
from labtui.data.framework.levels import LEARNING, LEVELS, RISKS, LevelId
from labtui.data.framework.practices import (
    PRACTICE_ANSWERS,
    PRACTICES,
    Practice,
    PracticeAnswer,
)
from labtui.data.framework.questions import ANSWERS, QUESTIONS, Answer, Question
from labtui.data.framework.severities import SEVERITIES, SEVERITY_SIGNS, severity_sign
from labtui.data.framework.systems import (
    EXPOSURES,
    HOLDS,
    KINDS,
    PURPOSES,
    STATUSES,
    USES,
    Exposure,
    Holds,
    Kind,
    Purpose,
    Status,
    Use,
)
from labtui.data.framework.templates import TEMPLATES
from labtui.errors import LabtuiError
from tests.data.labs import (
    TODAY,
    Raw,
    assessed,
    days_ago,
    owners,
    practices,
    smell_test,
)
from tests.rows import each_row


def test_the_core_imports_no_user_interface() -> None:
    script = """
import importlib, pkgutil, sys
import labtui.data
for module in pkgutil.walk_packages(labtui.data.__path__, "labtui.data."):
    importlib.import_module(module.name)
print(*sorted(name for name in sys.modules if name.startswith("labtui.data.")))
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"textual", "rich"}))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    ours, theirs = done.stdout.split("\n")[:2]

    assert {"labtui.data.assessment.lab", "labtui.data.assessment.rules"} <= set(ours.split())
    assert theirs == ""


# --- the tables

MATRIX = {
    "0": ("SaaS", "vendor", "you (settings only)", "vendor", "consumption", "Low", "Low"),
    "1": (
        "Managed platform",
        "vendor",
        "you (apps)",
        "vendor",
        "partial control",
        "Medium",
        "Medium",
    ),
    "2": (
        "VPS / cloud VM",
        "provider",
        "you",
        "you",
        "infrastructure responsibility",
        "Medium–High",
        "High",
    ),
    "3a": (
        "Full-stack homelab",
        "you",
        "you",
        "you",
        "skill development",
        "Controlled High",
        "Very High",
    ),
    "3b": (
        "Full-stack production",
        "you",
        "you",
        "you",
        "reliability first",
        "High",
        "Moderate",
    ),
}


def test_the_levels_are_the_rows_of_the_matrix() -> None:
    assert {
        level.id: (
            level.environment,
            level.hardware,
            level.services,
            level.backups,
            level.purpose,
            level.risk_word,
            level.learning_word,
        )
        for level in LEVELS.values()
    } == MATRIX
    assert list(LEVELS) == list(MATRIX)
    assert all(
        level.asks.endswith(".") and level.mistake.endswith(".") for level in LEVELS.values()
    )


def test_the_ranks_of_the_levels() -> None:
    assert [level.risk for level in LEVELS.values()] == [1, 2, 3, 4, 4]
    assert [level.learning for level in LEVELS.values()] == [1, 2, 3, 4, 2]
    assert RISKS == ("Low", "Medium", "Medium–High", "High", "Critical")
    assert LEARNING == ("Low", "Medium", "High", "Very High")


def test_the_lists_of_the_framework() -> None:
    assert list(LAYERS) == [
        "hardware",
        "network",
        "hypervisor",
        "os",
        "firewall",
        "application",
        "updates",
        "backups",
        "recovery",
        "monitoring",
        "incidents",
        "access",
    ]
    assert list(PRACTICES) == [
        "segmentation",
        "access_control",
        "backup_strategy",
        "failure_scenarios",
        "documentation",
        "secure_remote_access",
    ]
    assert list(QUESTIONS) == ["restore", "detect", "understand", "rebuild", "own"]
    assert all(text.endswith("?") for text in QUESTIONS.values())
    assert list(OWNERS) == ["you", "shared", "provider", "nobody"]
    assert {"you", "shared", "nobody"} == YOURS
    assert {"hardware"} == ALWAYS_APPLICABLE
    assert {"experiment", "rebuilt", "incident"} == LEARNING_EVENTS
    assert SEVERITIES == ("notice", "warning", "critical")
    assert SEVERITY_SIGNS.keys() == set(SEVERITIES)
    assert len(set(SEVERITY_SIGNS.values())) == 3
    for severity, sign in SEVERITY_SIGNS.items():
        assert severity_sign(severity, unproven=False) == sign
        assert severity_sign(severity, unproven=True) == f"{sign}?"


TABLES: tuple[tuple[Any, Any], ...] = (
    (Layer, LAYERS),
    (Owner, OWNERS),
    (Practice, PRACTICES),
    (PracticeAnswer, PRACTICE_ANSWERS),
    (Question, QUESTIONS),
    (Answer, ANSWERS),
    (EventKind, EVENTS),
    (LevelId, LEVELS),
    (Kind, KINDS),
    (Status, STATUSES),
    (Purpose, PURPOSES),
    (Use, USES),
    (Exposure, EXPOSURES),
    (Holds, HOLDS),
)


def test_a_type_has_the_values_of_its_table() -> None:
    for values, table in TABLES:
        assert get_args(values) == tuple(table)


P, Y, S, NA = "provider", "you", "shared", "n/a"


def test_the_templates_are_those_of_the_interface() -> None:
    columns = {
        "saas": (P, P, P, P, P, P, P, P, P, P, P, Y),
        "platform": (P, P, P, P, P, Y, Y, P, P, P, S, Y),
        "vps": (P, P, P, Y, Y, Y, Y, Y, Y, Y, Y, Y),
        **dict.fromkeys(("lab", "home-server", "production"), (Y,) * 12),
        "appliance": (Y, Y, NA, S, Y, Y, S, Y, Y, Y, Y, Y),
        "device": (Y, NA, NA, NA, NA, NA, NA, NA, Y, Y, Y, NA),
    }
    purposes = {"lab": "learning", "home-server": "entertainment", "production": "reliability"}

    assert {
        name: tuple(template.owners.values()) for name, template in TEMPLATES.items()
    } == columns
    assert {name: template.purpose for name, template in TEMPLATES.items()} == {
        name: purposes.get(name) for name in columns
    }
    assert all(list(template.owners) == list(LAYERS) for template in TEMPLATES.values())
    assert len({template.label for template in TEMPLATES.values()}) == 8


@each_row(
    ("template", "level", "role"),
    [
        ("saas", "0", "consumed"),
        ("platform", "1", "platform"),
        ("vps", "2", None),
        ("lab", "3a", "lab"),
        ("home-server", "3a", "home-server"),
        ("production", "3b", "production"),
        ("appliance", "3a", None),
        ("device", "3a", None),
    ],
)
def test_a_template_makes_what_it_is_called(template: str, level: str, role: str | None) -> None:
    start = TEMPLATES[template]
    raw: Raw = {"id": "it", "owners": start.owners}
    if start.purpose:
        raw["purpose"] = start.purpose

    a = assessed(raw)

    assert (a.level, a.role) == (level, role)


def test_every_error_has_its_exit_status() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, LabtuiError)
    ]
    assert len(kinds) > 3
    statuses = {kind: kind.exit_status for kind in kinds}
    assert statuses.pop(errors.WrittenError) == 3
    assert {*statuses.values()} == {2}


# --- level, role, verdict


LEVEL_BY_OWNERS: tuple[tuple[dict[str, str], str | None, str | None], ...] = (
    ({}, None, "os"),
    ({"hardware": "you", "application": "you"}, None, "os"),
    ({"os": "you"}, None, "hardware"),
    ({"os": "nobody", "application": "you"}, None, "hardware"),
    ({"os": "provider"}, None, "application"),
    ({"os": "provider", "hardware": "you"}, None, "application"),
    ({"os": "provider", "application": "provider"}, "0", None),
    *(({"os": "provider", "application": yours}, "1", None) for yours in sorted(YOURS)),
    *(({"os": yours, "hardware": "provider"}, "2", None) for yours in sorted(YOURS)),
    *(
        ({"os": os, "hardware": hardware}, "3a", None)
        for os in sorted(YOURS)
        for hardware in sorted(YOURS)
    ),
    ({"os": "provider", "application": "provider", "hardware": "you"}, "0", None),
    ({"os": "n/a"}, None, "hardware"),
    ({"os": "n/a", "application": "you"}, None, "hardware"),
    *(({"os": "n/a", "hardware": yours}, "3a", None) for yours in sorted(YOURS)),
    ({"os": "n/a", "hardware": "provider"}, None, "application"),
    ({"os": "n/a", "hardware": "provider", "application": "you"}, "1", None),
    *(
        ({"os": "n/a", "hardware": "provider", "application": none}, "0", None)
        for none in ("provider", "n/a")
    ),
    ({"os": "provider", "application": "n/a"}, "0", None),
)
"""Owners that are stated, the level they make, and the layer that is missing."""


def test_the_level_follows_from_who_answers() -> None:
    for stated, level, missing in LEVEL_BY_OWNERS:
        a = assessed({"id": "it", "owners": stated})
        assert (a.level, a.missing) == (level, missing), stated
        assert a.self_hosted is (level in {"2", "3a", "3b"})

        relied_on = assessed({"id": "it", "owners": stated, "relied_on_for": ["data"]})
        assert relied_on.level == ("3b" if level == "3a" else level), stated


FULL, RENTED = owners(), owners(hardware="provider")
PLATFORM, SAAS = owners("provider", application="you"), owners("provider")


@each_row(
    ("stated", "roles"),
    [
        (SAAS, ("consumed",) * 5),
        (PLATFORM, ("platform",) * 5),
        (RENTED, (None, "lab", "infrastructure", "infrastructure", "production")),
        (FULL, (None, "lab", "home-server", "home-server", "production")),
        ({}, (None,) * 5),
    ],
)
def test_the_role_follows_from_level_and_purpose(
    stated: dict[str, str], roles: tuple[str | None, ...]
) -> None:
    purposes = ({}, "learning", "entertainment", "convenience", "reliability")
    for purpose, role in zip(purposes, roles, strict=True):
        a = assessed({"id": "it", "owners": stated, **({"purpose": purpose} if purpose else {})})
        assert a.role == role
    production = None if not stated else roles[4]
    relied_on = {"purpose": "learning", "relied_on_for": ["data"]}
    assert assessed({"id": "it", "owners": stated, **relied_on}).role == production


@each_row(
    ("stated", "verdicts"),
    [
        (SAAS, ("consuming",) * 4),
        (PLATFORM, ("consuming",) * 4),
        (RENTED, ("operating", "consuming", "undecided", "undecided")),
        (FULL, ("operating", "consuming", "undecided", "undecided")),
        ({}, ("undecided",) * 4),
    ],
)
def test_the_verdict_is_whether_its_owner_owns_the_outcome(
    stated: dict[str, str], verdicts: tuple[str, ...]
) -> None:
    for own, verdict in zip(("yes", "no", "unsure", None), verdicts, strict=True):
        smell = {"own": own} if own else {"restore": "yes"}
        assert assessed({"id": "it", "owners": stated, "smell_test": smell}).verdict == verdict
    assert assessed({"id": "it", "owners": stated}).verdict == verdicts[3]


def test_who_answers_when_it_breaks_and_when_it_is_compromised() -> None:
    a = assessed({"id": "it", "owners": {"recovery": "nobody", "incidents": "shared"}})

    assert (a.owner("recovery"), a.owner("incidents"), a.owner("access")) == (
        "nobody",
        "shared",
        None,
    )


# --- coverage

_ALWAYS = {f"owners.{layer}" for layer in LAYERS} | {f"smell_test.{q}" for q in QUESTIONS}
_PRACTICES = {f"practices.{name}" for name in PRACTICES}
_ASKED = {"purpose", "relied_on_for"}
_DATA_AT_VENDOR = {"evidence.data_located", "evidence.exportable", "evidence.vendor_backup"}
_BACKUPS = {"evidence.restore_tested", "backs_up_to"}
_SELF = {"depends_on", "holds", "exposure", "evidence.patched", *_BACKUPS, *_PRACTICES}
_OF_LEVEL: dict[str | None, set[str]] = {
    None: {"depends_on"},
    "0": {"holds", "evidence.mfa", *_DATA_AT_VENDOR},
    "1": {"depends_on", "evidence.mfa", "evidence.config_reviewed", "evidence.breach_plan"},
    "2": {"evidence.monitored", *_SELF},
    "3a": {"evidence.wipeable", *_SELF},
    "3b": {"evidence.monitored", *_SELF},
}
"""What is relevant at each level of a system that keeps something, besides what always is."""


def _stated(level: str | None) -> Raw:
    stated = {None: {}, "0": SAAS, "1": PLATFORM, "2": RENTED}.get(level, FULL)
    return {"owners": stated, **({"relied_on_for": ["income"]} if level == "3b" else {})}


def _relevant(level: str | None, *others: Raw, **facts: Any) -> set[str]:
    """What is relevant besides what always is."""
    raw: Raw = {"id": "it", **_stated(level), **facts}
    a = assessed(raw, *others)
    assert a.level == level
    assert a.relevant == len(relevant(a)) == len(set(relevant(a)))
    assert set(relevant(a)) >= _ALWAYS
    return set(relevant(a)) - _ALWAYS


@each_row("level", _OF_LEVEL)
def test_what_is_relevant_at_a_level(level: str | None) -> None:
    assert _relevant(level) == _OF_LEVEL[level] | _ASKED

    a = assessed({"id": "it", **_stated(level)})
    reliance = 1 if level == "3b" else 0
    assert a.known == len(_stated(level)["owners"]) + reliance


@each_row("level", _OF_LEVEL)
def test_what_is_inner_is_asked_for_no_purpose(level: str | None) -> None:
    for key in ("runs_on", "member_of"):
        patched = {"evidence.patched"} if key == "member_of" else set()
        assert _relevant(level, {"id": "guest", key: "it"}) == _OF_LEVEL[level] - patched


@each_row("level", _OF_LEVEL)
def test_what_keeps_nothing_is_asked_for_no_backups(level: str | None) -> None:
    for holds in ("nothing", "copies"):
        asked = _OF_LEVEL[level] - _BACKUPS - _DATA_AT_VENDOR
        assert _relevant(level, holds=holds) == asked | _ASKED
        kept = _relevant(level, holds=holds, relied_on_for=["storage"]) if level != "3a" else None
        assert kept is None or kept == _OF_LEVEL[level] | _ASKED


@each_row("level", _OF_LEVEL)
def test_a_system_on_the_internet_is_asked_for_mfa(level: str | None) -> None:
    mfa = {"evidence.mfa"} if level in {"2", "3a", "3b"} else set()
    assert _relevant(level, exposure="internet") == _OF_LEVEL[level] | _ASKED | mfa
    assert _relevant(level, exposure="vpn") == _OF_LEVEL[level] | _ASKED


def test_a_layer_that_does_not_exist_takes_its_questions_along() -> None:
    full = _OF_LEVEL["3b"] | _ASKED
    rely = {"relied_on_for": ["income"]}

    assert _relevant("3b", owners=owners(updates="n/a"), **rely) == full - {"evidence.patched"}
    assert _relevant("3b", owners=owners(monitoring="n/a"), **rely) == full - {"evidence.monitored"}
    without_os = {"depends_on", "exposure", *_PRACTICES}
    assert _relevant("3b", owners=owners(os="n/a"), **rely) == full - without_os
    online = _relevant("3b", owners=owners(os="n/a"), exposure="internet", **rely)
    assert online == full - without_os
    lab = _OF_LEVEL["3a"] | _ASKED
    assert _relevant("3a", owners=owners(os="n/a")) == lab - without_os - {"evidence.wipeable"}
    # What a host states of itself does not count for its guests.
    host = {"id": "host", "owners": owners(updates="n/a", monitoring="n/a")}
    assert _relevant("3b", host, owners={}, runs_on="host", **rely) == full


def test_a_group_is_not_asked_for_patches() -> None:
    member = {"id": "one", "member_of": "it"}
    assert "evidence.patched" not in _relevant("2", member)
    assert "evidence.patched" in _relevant("2", {**member, "status": "planned"})


def test_an_answer_is_an_answer_whatever_it_says() -> None:
    evidence = {"restore_tested": "never", "patched": "never", "wipeable": False}
    raw = {
        "id": "it",
        "owners": owners("nobody", network="n/a"),
        "practices": practices("n/a"),
        "evidence": evidence,
        "smell_test": smell_test("unsure", days=None),
        "exposure": "isolated",
        "backs_up_to": [],
        "depends_on": [],
        "relied_on_for": [],
    }

    assert (assessed(raw).known, assessed(raw).relevant) == (30, 32)
    hosting = assessed(raw, {"id": "guest", "runs_on": "it"})
    assert (hosting.known, hosting.relevant) == (29, 30)
    grouped = assessed({**raw, "purpose": "learning"}, {"id": "guest", "member_of": "it"})
    assert (grouped.known, grouped.relevant) == (28, 29)


# --- risk and learning


def _settled(stated: dict[str, str], **facts: Any) -> Raw:
    """Everything answered, proven and owned."""
    evidence = dict.fromkeys(
        ("monitored", "wipeable", "mfa", "data_located", "exportable", "vendor_backup"), True
    )
    dated = dict.fromkeys(("patched", "restore_tested", "config_reviewed"), TODAY)
    return {
        "id": "it",
        "owners": stated,
        "practices": practices(),
        "evidence": {**evidence, **dated, "breach_plan": True},
        "smell_test": smell_test(),
        "purpose": "reliability",
        "exposure": "lan",
        "backs_up_to": ["nas"],
        "holds": "originals",
        "relied_on_for": [],
        "depends_on": [],
        **facts,
    }


NAS = {"id": "nas"}


def _risk(raw: Raw) -> tuple[str, int]:
    risk = assessed(raw, NAS).risk
    assert risk is not None
    assert risk.base == LEVELS[str(assessed(raw, NAS).level)].risk_word
    assert risk.base_rank == LEVELS[str(assessed(raw, NAS).level)].risk
    return risk.now, risk.now_rank


@each_row(
    ("stated", "calm", "base", "alarmed"),
    [
        (SAAS, ("Low", 1), ("Low", 1), ("Medium", 2)),
        (PLATFORM, ("Low", 1), ("Medium", 2), ("Medium–High", 3)),
        (RENTED, ("Medium", 2), ("Medium–High", 3), ("High", 4)),
        (FULL, ("Medium–High", 3), ("High", 4), ("Critical", 5)),
    ],
    ids=["0", "1", "2", "3b"],
)
def test_risk_moves_one_rank_from_its_base(
    stated: dict[str, str], calm: tuple[str, int], base: tuple[str, int], alarmed: tuple[str, int]
) -> None:
    raw = _settled(stated)
    assert not [f for f in assessed(raw, NAS).findings if f.severity != "notice"]

    assert _risk(raw) == calm
    assert _risk({**raw, "smell_test": smell_test(days=180)}) == calm
    # One thing less than all of it keeps the base.
    assert _risk({**raw, "smell_test": smell_test(days=None)}) == base
    assert _risk({**raw, "smell_test": smell_test(days=181)}) == base
    assert _risk({**raw, "smell_test": smell_test(own="unsure")}) == base
    assert _risk({**raw, "owners": {k: v for k, v in stated.items() if k != "network"}}) == base
    warned = {**raw, "depends_on": ["ghost"]}
    assert _risk(warned) == base
    accepted = {"accepted": [{"rule": "dangling-reference", "until": TODAY}]}
    assert _risk({**warned, **accepted}) == calm
    # A critical finding raises it, however good the rest, unless it is accepted.
    lab_below = {"purpose": "learning", "relied_on_for": ["income"]}
    user = {"id": "user", "depends_on": ["it"], "relied_on_for": ["data"]}
    risk = assessed({**raw, **lab_below}, NAS, user).risk
    assert risk
    assert (risk.now, risk.now_rank) == alarmed
    accepted = {"accepted": [{"rule": "lab-is-dependency", "until": TODAY}]}
    risk = assessed({**raw, **lab_below, **accepted}, NAS, user).risk
    assert risk
    assert (risk.now, risk.now_rank) == calm


def test_an_old_assessment_keeps_the_base_even_when_that_is_accepted() -> None:
    accepted = {"accepted": [{"rule": "assessment-stale", "until": TODAY}]}

    assert _risk(_settled(RENTED, smell_test=smell_test(days=181), **accepted)) == (
        "Medium–High",
        3,
    )


def test_a_lab_is_controlled_only_while_it_is_contained() -> None:
    cases: list[tuple[Raw, str]] = [
        ({}, "High"),
        ({"exposure": "lan"}, "High"),
        ({"exposure": "lan", "evidence": {"wipeable": True}}, "Controlled High"),
        ({"exposure": "isolated", "practices": {"segmentation": "yes"}}, "Controlled High"),
        ({"exposure": "vpn", "practices": {"segmentation": "partly"}}, "High"),
        ({"exposure": "vpn", "evidence": {"wipeable": False}}, "High"),
        ({"evidence": {"wipeable": True}}, "High"),
        ({"exposure": "internet", "evidence": {"wipeable": True}}, "High"),
    ]
    for facts, now in cases:
        a = assessed({"id": "it", "owners": FULL, **facts})

        assert a.risk == Risk("Controlled High", now, now, 4, 4, 4), facts


def test_inherited_segmentation_contains_a_lab() -> None:
    host = {"id": "nas", "practices": {"segmentation": "yes"}}

    a = assessed({"id": "it", "owners": FULL, "exposure": "lan", "runs_on": "nas"}, host)

    assert a.risk
    assert a.risk.now == "Controlled High"


def test_a_lab_is_never_less_than_high_and_can_be_critical() -> None:
    settled = _settled(FULL, purpose="learning")
    a = assessed(settled, NAS)
    assert a.finding_count("warning") == a.finding_count("critical") == 0
    assert a.risk == Risk(*("Controlled High",) * 3, 4, 4, 4)

    open_lab = {**settled, "exposure": "internet", "practices": practices(access_control="no")}
    assert assessed(open_lab, NAS).risk == Risk("Controlled High", "Critical", "Critical", 4, 5, 5)


def test_risk_as_far_as_proven_does_not_count_critical_questions() -> None:
    relied_on: Raw = {"id": "it", "owners": FULL, "relied_on_for": ["income"]}
    proven = {"evidence": {"monitored": False}}
    accepted = {"accepted": [{"rule": "unmonitored", "until": TODAY}]}

    assert assessed(relied_on).risk == Risk("High", "Critical", "High", 4, 5, 4)
    assert assessed({**relied_on, **proven}).risk == Risk("High", *("Critical",) * 2, 4, 5, 5)
    accepting = assessed({**relied_on, **proven, **accepted}).risk
    assert accepting == Risk("High", "Critical", "High", 4, 5, 4)
    # What is not critical does not part the two.
    calm = assessed(_settled(RENTED), NAS).risk
    assert calm == Risk("Medium–High", "Medium", "Medium", 3, 2, 2)
    keys: Raw = {"id": "it", "owners": FULL, "exposure": "internet", "access_to": ["prod"]}
    lab = assessed(keys, {"id": "prod", "relied_on_for": ["data"]}).risk
    assert lab == Risk("Controlled High", "Critical", "High", 4, 5, 4)


def test_what_is_undetermined_has_no_risk_and_no_learning() -> None:
    a = assessed({"id": "it", "relied_on_for": ["data"]})

    assert (a.risk, a.learning) == (None, None)


FRESH = {"history": [{"date": days_ago(180), "event": "rebuilt"}]}


@each_row(
    ("facts", "rented", "full"),
    [
        ({"purpose": "learning", **FRESH}, ("High", 3), ("Very High", 4)),
        ({"purpose": "learning"}, ("Medium", 2), ("High", 3)),
        ({"purpose": "entertainment", **FRESH}, ("Low", 1), ("Low", 1)),
        ({"purpose": "convenience"}, ("Low", 1), ("Low", 1)),
        ({**FRESH}, ("Medium", 2), ("High", 3)),
    ],
)
def test_learning_follows_purpose_and_what_was_tried(
    facts: Raw, rented: tuple[str, int], full: tuple[str, int]
) -> None:
    a = assessed({"id": "it", "owners": RENTED, **facts})
    assert a.learning == Learning("High", rented[0], 3, rented[1])
    a = assessed({"id": "it", "owners": FULL, **facts})
    assert a.learning == Learning("Very High", full[0], 4, full[1])


def test_rented_production_still_learns_by_its_purpose() -> None:
    a = assessed({"id": "it", "owners": RENTED, "purpose": "reliability", **FRESH})
    assert a.learning == Learning("High", "Moderate", 3, 2)
    a = assessed({"id": "it", "owners": RENTED, "purpose": "learning", "relied_on_for": ["data"]})
    assert a.role == "production"
    assert a.learning == Learning("High", "Medium", 3, 2)


@each_row("purpose", ["learning", "entertainment", "reliability"])
def test_other_levels_learn_as_their_base(purpose: str) -> None:
    for stated, expected in (
        (SAAS, Learning("Low", "Low", 1, 1)),
        (PLATFORM, Learning("Medium", "Medium", 2, 2)),
        (FULL, Learning("Moderate", "Moderate", 2, 2)),
    ):
        raw = {"id": "it", "owners": stated, "purpose": purpose, "relied_on_for": ["data"]}
        assert assessed(raw).learning == expected


def test_the_findings_come_sorted_by_rule() -> None:
    found = [f.rule for f in assessed({"id": "it", "depends_on": ["it", "ghost"]}).findings]

    assert found == sorted(found)
    assert len(found) == len(set(found))
    assert set(found) <= RULE_IDS
