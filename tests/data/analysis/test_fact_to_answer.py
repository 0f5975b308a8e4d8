"""The one fact of a system whose answer removes a finding."""

from __future__ import annotations

import copy
from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis import given

from labtui.data.analysis.findings import fact_to_answer
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULE_IDS
from labtui.data.framework.facts import FACTS
from labtui.data.framework.questions import QUESTIONS
from tests.data.answered import ANSWERED, PROVEN, VAULT, raw_of, without
from tests.data.assessment.test_laws import law
from tests.data.generate import GHOST, IDS, drop, labs, put, value
from tests.data.labs import (
    TODAY,
    VECTORS,
    Raw,
    assessed,
    days_ago,
    lab,
    owners,
    smell_test,
    system,
    vector_lab,
)
from tests.rows import each_row

# --- what resolves a finding

NAS: Raw = {"id": "nas"}
SAAS: Raw = {"owners": owners("provider"), "evidence": {"data_located": True}}
PLATFORM: Raw = {"owners": owners("provider", application="you")}
RENTED: Raw = {"owners": owners(hardware="provider")}
PETS: Raw = {"id": "pets", "purpose": "learning"}
LAST_YEAR: Raw = {"date": days_ago(400), "event": "assessed", "level": "0"}

ELSEWHERE: Raw = {"id": "elsewhere"}
"""Another machine, where backups may be kept."""

SETTLED: dict[str, tuple[list[Raw], str | None]] = {
    "level-undetermined": ([raw_of({"owners.os": "you"})], "owners.hardware"),
    "never-assessed": ([raw_of()], "smell_test.date"),
    "assessment-stale": ([raw_of(smell_test=smell_test(days=300))], "smell_test.date"),
    "changed-since-assessment": (
        [raw_of(smell_test=smell_test(), changed=days_ago(1))],
        "smell_test.date",
    ),
    "outgrew-assessment": ([raw_of(RENTED, history=[LAST_YEAR])], "smell_test.date"),
    "unanswered": ([without(raw_of(ANSWERED), "practices.segmentation")], "practices.segmentation"),
    "unowned-layer": ([raw_of(owners=owners(backups="nobody"))], "owners.backups"),
    "responsibility-gap": ([raw_of(owners=owners(recovery="provider"))], "owners.recovery"),
    "not-as-intended": ([raw_of(SAAS, intended_level="1")], "intended_level"),
    "production-in-denial": ([raw_of(PROVEN, intended_level="3a")], "intended_level"),
    "lab-is-dependency": (
        [{**PETS, "id": "s"}, {"id": "dns", "depends_on": ["s"], "relied_on_for": ["data"]}],
        "purpose",
    ),
    "rests-on-lab": ([raw_of(relied_on_for=["data"], depends_on=["pets"]), PETS], "depends_on"),
    "exposed-unprotected": (
        [raw_of(ANSWERED, {"exposure": "internet", "practices.access_control": "partly"})],
        "practices.access_control",
    ),
    "exposed-lab": ([raw_of(ANSWERED, exposure="internet")], "exposure"),
    "dangling-reference": ([raw_of(runs_on=GHOST)], "runs_on"),
    "dependency-cycle": (
        [raw_of(runs_on="nas", depends_on=["free"]), {**NAS, "depends_on": ["s"]}, {"id": "free"}],
        "runs_on",
    ),
    "cannot-restore": ([raw_of(smell_test=smell_test(restore="no"))], "smell_test.restore"),
    "cannot-detect": ([raw_of(smell_test=smell_test(detect="unsure"))], "smell_test.detect"),
    "not-understood": ([raw_of(smell_test=smell_test(understand="no"))], "smell_test.understand"),
    "cannot-rebuild": ([raw_of(smell_test=smell_test(rebuild="no"))], "smell_test.rebuild"),
    "not-owning-outcome": ([raw_of(ANSWERED, smell_test=smell_test(own="no"))], "smell_test.own"),
    "trusting-marketing": (
        [raw_of(SAAS, {"evidence.vendor_backup": "n/a"})],
        "evidence.exportable",
    ),
    "mfa-not-enforced": ([raw_of(SAAS, {"evidence.mfa": False})], "evidence.mfa"),
    "managed-not-secure": ([raw_of(PLATFORM)], "evidence.config_reviewed"),
    "breach-unplanned": ([raw_of(PLATFORM)], "evidence.breach_plan"),
    "renting-risk": (
        [raw_of(RENTED, {"evidence.restore_tested": TODAY, "backs_up_to": ["vault"]})],
        "evidence.monitored",
    ),
    "disposable-production": (
        [raw_of(RENTED, purpose="convenience", relied_on_for=["data"])],
        "purpose",
    ),
    "casual-production": ([raw_of(ANSWERED, relied_on_for=["data"])], "purpose"),
    "untested-backups": (
        [without(raw_of(PROVEN), "evidence.restore_tested")],
        "evidence.restore_tested",
    ),
    "unmonitored": ([raw_of(PROVEN, {"evidence.monitored": False})], "evidence.monitored"),
    "no-backups": ([raw_of(PROVEN, backs_up_to=[])], "backs_up_to"),
    "not-rebuildable": (
        [raw_of(ANSWERED, {"practices.documentation": "no"})],
        "practices.documentation",
    ),
    "just-infrastructure": ([raw_of(ANSWERED, intended_level="3a")], "purpose"),
    "nothing-learned": ([raw_of(ANSWERED, purpose="learning")], None),
    "stale-patches": ([without(raw_of(PROVEN), "evidence.patched")], "evidence.patched"),
    "backup-on-itself": ([raw_of(ANSWERED, backs_up_to=["s"])], "backs_up_to"),
    "practices-missing": (
        [raw_of(ANSWERED, {"practices.failure_scenarios": "no"})],
        "practices.failure_scenarios",
    ),
    "one-site-backups": (
        [raw_of(PROVEN, relied_on_for=["data"], backs_up_to=["nas"]), {**NAS, "site": "attic"}],
        "site",
    ),
    "recovery-loop": (
        [raw_of(ANSWERED, recovers_with=["nas"]), {**NAS, "depends_on": ["s"]}],
        "evidence.offline_recovery",
    ),
    "exposed-keys": (
        [
            raw_of(ANSWERED, purpose="learning", access_to=["nas"]),
            {**NAS, "relied_on_for": ["data"]},
        ],
        "access_to",
    ),
    "only-you": ([raw_of(PROVEN, used_by=["Ida"])], "stand_ins"),
    "idle-hardware": ([raw_of(ANSWERED, utilization=9)], "utilization"),
}
"""Of every rule, a lab whose first system it holds for, and the fact that resolves it."""

Good = Callable[[Assessment, str], Any]


def always(given: Any) -> Good:
    return lambda a, key: given


def meant(a: Assessment, key: str) -> Any:
    return a.level if key == "intended_level" else True


ENOUGH: dict[str, Good] = {
    "never-assessed": always(TODAY),
    "assessment-stale": always(TODAY),
    "not-as-intended": meant,
    "production-in-denial": meant,
    "lab-is-dependency": always("reliability"),
    "exposed-unprotected": always("yes"),
    "exposed-lab": always("vpn"),
    "cannot-restore": always("yes"),
    "cannot-detect": always("yes"),
    "not-understood": always("yes"),
    "cannot-rebuild": always("yes"),
    "not-owning-outcome": always("yes"),
    "mfa-not-enforced": always(True),
    "managed-not-secure": always(TODAY),
    "breach-unplanned": always(True),
    "disposable-production": always("reliability"),
    "casual-production": always("reliability"),
    "untested-backups": always(TODAY),
    "unmonitored": always(True),
    "no-backups": always(["elsewhere"]),
    "not-rebuildable": always("yes"),
    "just-infrastructure": always("learning"),
    "stale-patches": always(TODAY),
    "backup-on-itself": always(["elsewhere"]),
    "idle-hardware": always(100),
    "recovery-loop": always(True),
    "only-you": always(["Tom"]),
}
"""Where one answer suffices: the good one."""

ONE_BY_ONE: dict[str, Good] = {
    "level-undetermined": always("you"),
    "unanswered": lambda a, key: value(Random(0), FACTS[key], IDS),
    "unowned-layer": always("you"),
    "responsibility-gap": always("you"),
    "dangling-reference": always(None),
    "trusting-marketing": always(True),
    "renting-risk": lambda a, key: {
        "evidence.monitored": True,
        "backs_up_to": ["elsewhere"],
        "evidence.restore_tested": TODAY,
    }[key],
    "exposed-keys": lambda a, key: [] if key == "access_to" else "yes",
    "practices-missing": always("yes"),
}
"""Where several facts may be behind it: the good answer to one, after which the next is asked."""

OTHERS: dict[str, Good] = {
    # A date of a change or an event may lie ahead of every test; ways may lead over several.
    "changed-since-assessment": always(TODAY),
    "outgrew-assessment": always(TODAY),
    "rests-on-lab": always(None),
    # Those of its copies may have to be answered as well.
    "one-site-backups": always("here"),
    "dependency-cycle": always(None),
}
"""Where a good answer resolves the plain case, but not every one."""

GOOD = {**ENOUGH, **ONE_BY_ONE, **OTHERS}


def answered(raw: Raw, a: Assessment, rule: str, key: str) -> Raw:
    """The system once a finding's fact got its good answer, as labtui would write it."""
    raw = copy.deepcopy(raw)
    good = GOOD[rule](a, key)
    if good is None:
        drop(raw, key)
    else:
        put(raw, key, good)
    if key.startswith("smell_test."):
        put(raw, "smell_test.date", TODAY)
        event = {"date": TODAY, "event": "assessed", "level": a.level}
        raw["history"] = [*raw.get("history", []), *([event] if a.level else [])]
    return raw


def resolving_facts(lab: Lab, a: Assessment) -> dict[str, str | None]:
    """Each finding of a system with the fact that resolves it."""
    return {finding.rule: fact_to_answer(lab, a, finding) for finding in a.findings}


class TestResolvingFact:
    def test_every_rule_is_thought_of(self) -> None:
        assert SETTLED.keys() == RULE_IDS
        assert GOOD.keys() == RULE_IDS - {"nothing-learned"}

    @each_row("rule", SETTLED)
    def test_each_finding_offers_its_fact(self, rule: str) -> None:
        raws, key = SETTLED[rule]
        found = lab(*raws, VAULT, ELSEWHERE)
        a = found.assessments[raws[0]["id"]]
        assert resolving_facts(found, a)[rule] == key

        if key is not None:
            found.update({a.id: system(answered(raws[0], a, rule, key))})
            assert rule not in resolving_facts(found, found.assessments[a.id])

    def test_the_worst_layer_nobody_answers_for_is_first(self) -> None:
        raw = raw_of(owners=owners(hardware="nobody", recovery="nobody"))

        assert resolving_facts(lab(raw), assessed(raw))["unowned-layer"] == "owners.recovery"

    def test_a_lab_that_can_not_be_wiped_offers_that(self) -> None:
        raw = raw_of(ANSWERED, {"purpose": "learning", "evidence.wipeable": False})

        assert resolving_facts(lab(raw), assessed(raw))["production-in-denial"] == (
            "evidence.wipeable"
        )

    def test_what_is_missing_is_asked_in_the_order_of_the_facts(self) -> None:
        raw = without(raw_of(ANSWERED), "practices.segmentation", "smell_test.restore")
        raw = without(raw, "owners.network", "purpose")
        offered = []
        while key := resolving_facts(lab(raw, VAULT), assessed(raw, VAULT)).get("unanswered"):
            offered.append(key)
            put(raw, key, value(Random(0), FACTS[key], IDS))

        assert offered == [
            "purpose",
            "owners.network",
            "practices.segmentation",
            "smell_test.restore",
        ]

    def test_a_group_cannot_answer_what_its_members_state(self) -> None:
        group = raw_of(relied_on_for=["data"])
        member: Raw = {"id": "node", "member_of": "s", "purpose": "learning"}

        assert resolving_facts(lab(group, member), assessed(group, member))["rests-on-lab"] is None

    @each_row("path", VECTORS, ids=lambda path: path.stem)
    def test_on_every_vector_it_is_a_fact_or_none(self, path: Any) -> None:
        found, _ = vector_lab(path)
        for a in found.assessments.values():
            assert set(resolving_facts(found, a).values()) <= {None, *FACTS}


@law
@given(labs(1))
def test_the_good_answer_resolves_a_finding_or_the_next_fact_is_asked(raws: list[Raw]) -> None:
    now = lab(*raws, ELSEWHERE)
    assessed_raws = [raw for raw in raws if raw["id"] in now.assessments]
    for raw in assessed_raws:
        a = now.assessments[raw["id"]]
        for rule, key in resolving_facts(now, a).items():
            if key is None:
                assert rule in {"nothing-learned", "rests-on-lab"}
                continue
            assert key in FACTS
            if rule not in OTHERS:
                now.update({a.id: system(answered(raw, a, rule, key))})
                after = now.assessments[a.id]
                left = {f.rule: f for f in after.findings}.get(rule)
                assert left is None or rule in ONE_BY_ONE
                assert left is None or fact_to_answer(now, after, left) != key
                now.update({a.id: a.system})


def test_every_question_of_the_smell_test_can_be_offered() -> None:
    offered = {key for _, key in SETTLED.values()}

    assert {f"smell_test.{question}" for question in QUESTIONS} <= offered
