"""Why: every derived value with the rule behind it, the facts it used, and whose they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.chains import chain_text, reliance_chain, rule_chain
from labtui.data.assessment.clauses import level_name, missing_layer, open_facts
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.facts_used import FactUsed, used
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.overlay import contained, learned_lately, may_lower_risk
from labtui.data.assessment.rules import RULES
from labtui.data.framework.layers import YOURS
from labtui.data.framework.levels import (
    CONSUMED,
    FULL_STACK_LAB,
    FULL_STACK_PRODUCTION,
    LEVELS,
    PLATFORM,
    RENTED,
    RISKS,
    SAAS,
)
from labtui.text.wording import join_words, sentence


class Why(NamedTuple):
    """The reason for one derived value."""

    subject: str
    """What is explained: `Level`, `Risk now`, a finding's title."""
    answer: str
    rule: str
    """The rule of the framework, as it applied here, in words."""
    facts: tuple[FactUsed, ...]
    remedy: str = ""
    """What to do about it; only findings have one."""


def why_all(lab: Lab, id: str) -> list[Why]:
    """Why a system is what it is: level, role, risk, learning, verdict, then each finding."""
    assessment = lab.assessments[id]
    return [
        *(explain(lab, assessment) for explain in EXPLAINED.values()),
        *(why_finding(lab, assessment, finding) for finding in assessment.findings),
    ]


def why_finding(lab: Lab, a: Assessment, finding: Finding) -> Why:
    """What a finding says, what to do, and the facts it rests on; the deciding one first."""
    rule = RULES[finding.rule]
    message = rule.says(a)
    if rule.chain:
        steps, at_end = rule_chain(lab, a.id, rule.chain)
        facts = [*(step.fact for step in steps), *at_end]
        message = f"{message.removesuffix('.')}: {chain_text([a.id, *(s.id for s in steps)])}."
    else:
        facts = [used(a, key) for key in rule.facts(a)]
    if rule.history and (stated := rule.history(a)):
        facts.append(FactUsed("history", *stated))
    if rule.by_level:
        facts += _level_facts(a)
    if rule.by_reliance:
        facts += _reliance_facts(lab, a)
    return Why(rule.title, finding.severity, message, tuple(dict.fromkeys(facts)), rule.remedy(a))


def why_level(lab: Lab, a: Assessment) -> Why:
    """The level (framework, section 4)."""
    if a.level is None:
        rule = _first_say(a)
    elif a.level == SAAS:
        rule = "A provider answers for the operating system and for the application."
    elif a.level == PLATFORM:
        rule = "A provider answers for the operating system; the application is yours."
    elif a.level == RENTED:
        rule = "The operating system is yours, the hardware is rented."
    elif a.level == FULL_STACK_LAB:
        rule = "Hardware and operating system are yours, and nobody relies on it."
    else:
        rule = "Hardware and operating system are yours, and people rely on it."
    facts = _level_facts(a)
    if a.level == FULL_STACK_PRODUCTION:
        facts += _reliance_facts(lab, a)
    return Why("Level", level_name(a.level), rule, tuple(dict.fromkeys(facts)))


def why_role(lab: Lab, a: Assessment) -> Why:
    """The role (framework, section 4)."""
    facts: list[FactUsed] = []
    if a.self_hosted and a.production:
        rule = "You host it, and people rely on it."
        facts = _reliance_facts(lab, a)
    elif a.self_hosted:
        purpose = a.system.purpose
        told = f"its purpose is {purpose}" if purpose else "its purpose is not answered"
        rule = f"You host it, nobody relies on it, and {told}."
        facts = [used(a, "purpose")]
    else:
        facts = _level_facts(a)
        rule = _first_say(a)
        if a.level == SAAS:
            rule = "What you use at level 0 is consumed, whatever it is for."
        elif a.level == PLATFORM:
            rule = "At level 1 it is a platform, whatever it is for."
    return Why("Role", a.role or "undecided", rule, tuple(facts))


def why_risk(_: Lab, a: Assessment) -> Why:
    """Risk now (framework, section 7)."""
    if a.risk is None:
        return Why("Risk now", "unknown", _first_say(a), tuple(_level_facts(a)))
    facts = _level_facts(a)
    base = f"Level {a.level} starts at {a.risk.base}"
    if a.risk.now_rank > a.risk.base_rank:
        critical = [RULES[f.rule].title for f in a.findings if f.counts("critical")]
        rule = f"{base}; one up for what is critical and not accepted: {join_words(critical, 3)}."
    elif a.risk.now_rank < a.risk.base_rank:
        rule = (
            f"{base}; one down, since everything that matters is answered, no warning is open, "
            "the smell test is fresh and you own the outcome."
        )
        facts += [used(a, "smell_test.date"), used(a, "smell_test.own")]
    else:
        rule = f"{base}; {_why_not_lower(a)}"
    if a.level == FULL_STACK_LAB and a.risk.now_rank == LEVELS[FULL_STACK_LAB].risk:
        rule += f" {_containment(a)}"
        facts += [
            used(a, key) for key in ("exposure", "practices.segmentation", "evidence.wipeable")
        ]
    return Why("Risk now", a.risk.now, rule, tuple(dict.fromkeys(facts)))


def _containment(a: Assessment) -> str:
    """Why a lab's risk is contained, or is not (section 7)."""
    if contained(a):
        return "It is contained: not on the internet, and segmented or wipeable."
    if a.system.exposure is None:
        return "It is not contained and reads High: from where it can be reached is not answered."
    if a.system.exposure == "internet":
        return "It is not contained and reads High: it can be reached from the internet."
    return "It is not contained and reads High: it is neither segmented nor known to be wipeable."


def _why_not_lower(a: Assessment) -> str:
    """Why risk stays at the base where nothing critical raises it."""
    if a.level == FULL_STACK_LAB:
        return "it never falls below that."
    if warnings := a.finding_count("warning"):
        keep = "warning keeps" if warnings == 1 else "warnings keep"
        return f"{warnings} {keep} it there."
    if a.known < a.relevant:
        return f"{open_facts(a)}, which keeps it there."
    if not may_lower_risk(a):
        return "a fresh smell test with the outcome owned would lower it."
    return f"it cannot fall below {RISKS[0]}."


def why_learning(_: Lab, a: Assessment) -> Why:
    """Learning now (framework, section 7)."""
    if a.learning is None:
        return Why("Learning now", "unknown", _first_say(a), tuple(_level_facts(a)))
    facts = _level_facts(a)
    purpose = a.system.purpose
    if a.level not in {RENTED, FULL_STACK_LAB}:
        rule = f"Level {a.level} gives {a.learning.base}."
    else:
        facts.append(used(a, "purpose"))
        rule = f"Level {a.level} could give {a.learning.base}; "
        if purpose == "learning" and learned_lately(a.context):
            rule = f"Level {a.level} gives {a.learning.base}, and you learned on it lately."
        elif purpose == "learning":
            rule += "one lower, since nothing was tried on it lately."
        elif purpose is None:
            rule += "one lower, since its purpose is not answered."
        elif purpose == "reliability":
            rule += f"run for reliability it gives {a.learning.now}."
        else:
            rule += f"run for {purpose} it teaches little."
        if purpose == "learning":
            facts += _learned_facts(a)
    return Why("Learning now", a.learning.now, rule, tuple(dict.fromkeys(facts)))


def why_verdict(_: Lab, a: Assessment) -> Why:
    """The verdict (framework, section 4)."""
    facts = _level_facts(a)
    if a.level in CONSUMED:
        rule = "At this level somebody else operates it."
    elif a.level is None:
        rule = _first_say(a)
    else:
        facts.append(used(a, "smell_test.own"))
        rule = _OWNING[a.answer("own")]
    return Why("Verdict", a.verdict, rule, tuple(dict.fromkeys(facts)))


_OWNING = {
    None: "You have not said whether you would own the outcome.",
    "yes": "Asked whether you would own the outcome, you said yes.",
    "no": "Asked whether you would own the outcome, you said no.",
    "unsure": "Asked whether you would own the outcome, you were not sure.",
}


def why_coverage(_: Lab, a: Assessment) -> Why:
    """How much of what matters is answered (framework, section 5)."""
    missing = [used(a, key) for key in relevant(a) if a.fact(key) is None]
    rule = sentence(open_facts(a) if missing else "all facts that matter at its level are answered")
    return Why("Answered", f"{a.known} of {a.relevant}", rule, tuple(missing))


EXPLAINED: dict[str, Callable[[Lab, Assessment], Why]] = {
    "level": why_level,
    "role": why_role,
    "risk": why_risk,
    "learning": why_learning,
    "verdict": why_verdict,
    "coverage": why_coverage,
}
"""What can be explained of every system, besides its findings."""


def _first_say(a: Assessment) -> str:
    """What has to be answered before anything can be told of a system without a level."""
    return f"First somebody has to say who answers for the {missing_layer(a)}."


def _level_facts(a: Assessment) -> list[FactUsed]:
    """The layers that made the level, as far as they were looked at (section 4)."""
    os = a.owner("os")
    layers = ["os"]
    if os is not None:
        layers.append("hardware" if os in YOURS else "application")
    return [used(a, f"owners.{layer}") for layer in layers]


def _reliance_facts(lab: Lab, a: Assessment) -> list[FactUsed]:
    """What makes a system production: the chain of reliance, and what people rely on at its end."""
    if not a.production:
        return []
    steps = [] if a.system.production_in_own_right else reliance_chain(lab, a.id)
    top = lab.systems[steps[-1].id] if steps else a.system
    key = "relied_on_for" if top.relied_on_for else "purpose"
    return [*(step.fact for step in steps), FactUsed(key, top.facts[key], top.id)]


def _learned_facts(a: Assessment) -> list[FactUsed]:
    """When something was last learned on it or an ancestor."""
    return [FactUsed("history", *a.context.learned)] if a.context.learned else []
