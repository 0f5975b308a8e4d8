"""Why: every derived value with the rule behind it, the facts it used, and whose they are."""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.chains import chain_text, reliance_chain, rule_chain
from labtui.data.assessment.clauses import (
    level_name,
    missing_layer,
    open_facts,
    operated_by,
    relied_on_in_short,
    risk_words,
)
from labtui.data.assessment.coverage import unanswered
from labtui.data.assessment.facts_used import FactUsed, used
from labtui.data.assessment.freshness import days_held
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.overlay import learned_lately, tested_lately
from labtui.data.assessment.rules import RULES, Chain
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
    SELF_HOSTED,
)
from labtui.data.framework.questions import OPERATED_BY
from labtui.data.framework.roles import role_word
from labtui.data.framework.severities import Severity
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.text.wording import plural, sentence

_Answer_co = TypeVar("_Answer_co", bound=str, covariant=True)


class Why(NamedTuple, Generic[_Answer_co]):
    """The reason for one derived value."""

    subject: str
    """What is explained: `Level`, `Risk now`, a finding's title."""
    answer: _Answer_co
    """A finding's severity; else the value in words."""
    rule: str
    """The rule of the framework, as it applied here, in words."""
    facts: tuple[FactUsed, ...]
    remedy: str = ""
    """What to do about it; only findings have one."""
    unproven: bool = False
    """True for a finding that holds only because something is not answered."""


def why_finding(lab: Lab, a: Assessment, finding: Finding) -> Why[Severity]:
    """What a finding says, what to do, and the facts it rests on; the deciding one first."""
    rule = RULES[finding.rule]
    message = rule.says(a)
    if finding.unproven:
        if rule.asks:
            message = rule.asks(a).details
        message = f"{message} Counts as {finding.severity} until answered.".lstrip()
    if rule.chain and rule.along:
        links, at_end = rule_chain(lab, a.id, rule.chain)
        facts = [*(link.fact for link in links), *at_end]
        message = rule.along(a, [link.id for link in links], chain_text(a.id, links, rule.chain))
    else:
        facts = [used(a, key) for key in rule.facts(a)]
    if rule.history and (stated := rule.history(a)):
        facts.append(FactUsed("history", *stated))
    if rule.by_level:
        facts += _level_facts(a)
    if rule.by_reliance:
        facts += _reliance_facts(lab, a)
    title, remedy = rule.title_for(a, finding), rule.remedy(a)
    if rule.chain is Chain.RECOVERY and any(fact.key == "backs_up_to" for fact in facts):
        remedy += " Or add a second backup destination."
    known = tuple(dict.fromkeys(facts))
    return Why(title, finding.severity, message, known, remedy, finding.unproven)


def why_level(lab: Lab, a: Assessment) -> Why[str]:
    """The level (framework, section 4)."""
    facts = _level_facts(a)
    if a.level == FULL_STACK_PRODUCTION:
        facts += _reliance_facts(lab, a)
    rule = _not_known(a) if a.level is None else f"Level {a.level}: {_level_reason(a)}."
    return Why("Level", level_name(a.level), rule, tuple(dict.fromkeys(facts)))


def _level_reason(a: Assessment) -> str:
    """What makes the level of a system that has one."""
    without_os = a.owner("os") == NOT_APPLICABLE
    if a.level in SELF_HOSTED:
        if a.level == RENTED:
            return "the operating system is yours, and the hardware is the provider's"
        yours = "hardware and operating system are yours"
        if without_os:
            yours = "the hardware is yours, it has no operating system"
        is_production = a.level == FULL_STACK_PRODUCTION
        relied = relied_on_in_short(a) if is_production else "nobody relies on it"
        return f"{yours}, and {relied}"
    provided = "the operating system is the provider's"
    if without_os:
        provided = "it has no operating system, the hardware is the provider's"
    if a.level == PLATFORM:
        return f"{provided}, and the application is yours"
    if a.owner("application") == NOT_APPLICABLE:
        return f"{provided}, and it has no application"
    return f"{provided}, and so is the application"


def why_role(lab: Lab, a: Assessment) -> Why[str]:
    """The role (framework, section 4)."""
    facts: list[FactUsed] = []
    if a.self_hosted and a.production:
        rule = f"You host it, and {relied_on_in_short(a)}."
        facts = _reliance_facts(lab, a)
    elif a.self_hosted:
        purpose = a.system.purpose
        told = f"its purpose is {purpose}" if purpose else "its purpose is not answered"
        rule = f"You host it, nobody relies on it, and {told}."
        facts = [used(a, "purpose")]
    else:
        facts = _level_facts(a)
        rule = _not_known(a)
        if a.level == SAAS:
            rule = "What you use at level 0 is a service, whatever it is for."
        elif a.level == PLATFORM:
            rule = "At level 1 it is a platform, whatever it is for."
    return Why("Role", role_word(a.role), rule, tuple(facts))


def why_risk(_: Lab, a: Assessment) -> Why[str]:
    """Risk now (framework, section 7)."""
    if a.risk is None:
        return Why("Risk now", "not known", _not_known(a), tuple(_level_facts(a)))
    facts = _level_facts(a)
    base, now = a.risk.base, a.risk.now
    if a.risk.now_rank > a.risk.base_rank:
        rule = f"Risk {base} → {now}{_raised_by(a)}"
    elif a.risk.now_rank < a.risk.base_rank:
        rule = f"Risk {base} → {now}: all that matters is answered and in order."
        facts += [used(a, "smell_test.date"), used(a, "smell_test.own")]
    elif base != now:
        rule = f"Risk {base} → {now}: {_not_contained(a)}."
    else:
        rule = f"Risk stays {now}: {_why_not_lower(a)}."
    if a.level == FULL_STACK_LAB and a.risk.now_rank == LEVELS[FULL_STACK_LAB].risk:
        facts += [
            used(a, key) for key in ("exposure", "practices.segmentation", "evidence.wipeable")
        ]
    return Why("Risk now", risk_words(a), rule, tuple(dict.fromkeys(facts)))


def _raised_by(a: Assessment) -> str:
    """What raises the risk: the critical findings that are proven, or else the questions."""
    critical = [finding for finding in a.findings if finding.counts("critical")]
    proven = [RULES[f.rule].title_for(a, f) for f in critical if not f.unproven]
    if proven:
        more = f" and {len(proven) - 6} more" if len(proven) > 6 else ""
        return f": {', '.join(proven[:6])}{more}."
    return f" until answered: {' '.join(RULES[f.rule].title_for(a, f) for f in critical[:6])}"


def _not_contained(a: Assessment) -> str:
    """Why the risk of a lab is not contained (section 7)."""
    if a.system.exposure is None:
        return "not contained, its exposure is not answered"
    if a.system.exposure == "internet":
        return "not contained, it is reachable from the internet"
    return "not contained, neither on a separate network nor safe to wipe"


def _why_not_lower(a: Assessment) -> str:
    """Why risk stays at the base where nothing critical raises it."""
    if a.level == FULL_STACK_LAB:
        return "level 3a is never lower"
    if warnings := a.finding_count("warning"):
        return plural(warnings, "warning")
    if missing := a.relevant - a.known:
        return f"{plural(missing, 'fact')} not answered"
    if not tested_lately(a):
        return "no recent smell test"
    if a.answer("own") != "yes":
        return "the outcome is not accepted"
    return f"it is never below {RISKS[0]}"


def why_learning(_: Lab, a: Assessment) -> Why[str]:
    """Learning now (framework, section 7)."""
    if a.learning is None:
        return Why("Learning now", "not known", _not_known(a), tuple(_level_facts(a)))
    facts = _level_facts(a)
    base, now = a.learning.base_shown, a.learning.now_shown
    if a.level not in {RENTED, FULL_STACK_LAB}:
        rule = f"Learning stays {now}: at level {a.level} it does not change."
    else:
        facts.append(used(a, "purpose"))
        change = f"stays {now}" if base == now else f"{base} → {now}"
        rule = f"Learning {change}: {_learning_reason(a)}."
        if a.system.purpose == "learning":
            facts += _learned_facts(a)
    return Why("Learning now", now, rule, tuple(dict.fromkeys(facts)))


def _learning_reason(a: Assessment) -> str:
    """What decides how much is learned from a lab or a rented machine."""
    days = days_held(a, "experiment_days")
    if a.system.purpose is None:
        return "purpose not answered"
    if a.system.purpose != "learning":
        return f"its purpose is {a.system.purpose}"
    return f"{'something' if learned_lately(a.context) else 'nothing'} tried in {days}"


def why_verdict(_: Lab, a: Assessment) -> Why[str]:
    """The verdict (framework, section 4)."""
    facts = _level_facts(a)
    if a.level in CONSUMED:
        rule = "The provider operates it."
    elif a.level is None:
        rule = _not_known(a)
    else:
        facts.append(used(a, "smell_test.own"))
        rule = OPERATED_BY[a.answer("own")]
    return Why("Operated by", operated_by(a.verdict, a.level), rule, tuple(dict.fromkeys(facts)))


def why_coverage(_: Lab, a: Assessment) -> Why[str]:
    """How much of what matters is answered (framework, section 5)."""
    missing = [used(a, key) for key in unanswered(a)]
    rule = sentence(open_facts(a) if missing else "all facts that matter at its level are answered")
    return Why("Answered", f"{a.known} of {a.relevant}", rule, tuple(missing))


EXPLAINED: dict[str, Callable[[Lab, Assessment], Why[str]]] = {
    "level": why_level,
    "role": why_role,
    "risk": why_risk,
    "learning": why_learning,
    "verdict": why_verdict,
    "coverage": why_coverage,
}
"""What can be explained of every system, besides its findings."""


def _not_known(a: Assessment) -> str:
    """What has to be answered before anything can be told of a system without a level."""
    return f"Level not known yet: who runs its {missing_layer(a)} is not answered."


def _level_facts(a: Assessment) -> list[FactUsed]:
    """The layers that made the level, as far as they were looked at (section 4)."""
    os, layers = a.owner("os"), ["os"]
    if os in YOURS or os == NOT_APPLICABLE:
        layers.append("hardware")
    if os == "provider" or (os == NOT_APPLICABLE and a.owner("hardware") == "provider"):
        layers.append("application")
    return [used(a, f"owners.{layer}") for layer in layers]


def _reliance_facts(lab: Lab, a: Assessment) -> list[FactUsed]:
    """What makes a system production: the chain of reliance, and what people rely on at its end."""
    if not a.production:
        return []
    links = [] if a.system.production_in_own_right else reliance_chain(lab, a.id)
    top = lab.systems[links[-1].id] if links else a.system
    key = "relied_on_for" if top.relied_on_for else "purpose"
    return [*(link.fact for link in links), FactUsed(key, top.facts[key], top.id)]


def _learned_facts(a: Assessment) -> list[FactUsed]:
    """When something was last learned on it or an ancestor."""
    return [FactUsed("history", *a.context.learned)] if a.context.learned else []
