"""What is left to a provider: trust without knowledge, and rented machines without care."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.freshness import is_fresh, why_not_fresh
from labtui.data.assessment.rules.conditions import unmonitored, untested
from labtui.data.assessment.rules.rule import C, N, Row, Rule, W, keys, text
from labtui.data.framework.levels import PLATFORM, RENTED, SAAS
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.text.wording import join_words, sentence

_DATA_WORDS = {
    "data_located": "where the data is",
    "exportable": "how to get the data out",
    "vendor_backup": "how the vendor backs it up",
}


def _not_known(a: Assessment) -> list[str]:
    return [name for name in _DATA_WORDS if a.system.evidence(name) not in {True, NOT_APPLICABLE}]


def _something_not_known(a: Assessment) -> bool:
    return bool(_not_known(a))


def _not_known_says(a: Assessment) -> str:
    unknown = [_DATA_WORDS[name] for name in _not_known(a) if a.system.evidence(name) is False]
    silent = [_DATA_WORDS[name] for name in _not_known(a) if a.system.evidence(name) is None]
    parts = [f"You don't know {join_words(unknown, word='or')}."] if unknown else []
    parts += [f"Not answered: {join_words(silent)}."] if silent else []
    return " ".join(parts)


def _not_reviewed(a: Assessment) -> bool:
    return not is_fresh(a, "evidence.config_reviewed")


def _breach_unplanned(a: Assessment) -> bool:
    return a.system.evidence("breach_plan") is not True


def _breach_says(a: Assessment) -> str:
    if a.system.evidence("breach_plan") is None:
        return "What you would answer for if the provider were breached is not answered."
    return "You don't know what you would answer for if the provider were breached."


def _unproven(a: Assessment) -> list[str]:
    failed = {"evidence.restore_tested": untested(a), "evidence.monitored": unmonitored(a)}
    return [key for key in failed if failed[key]]


def _something_unproven(a: Assessment) -> bool:
    return untested(a) or unmonitored(a)


def _unproven_says(a: Assessment) -> str:
    parts = [why_not_fresh(a, "evidence.restore_tested")] if untested(a) else []
    if a.value("evidence.monitored") is False:
        parts.append("nothing monitors it")
    elif unmonitored(a):
        parts.append("whether anything monitors it is not answered")
    if [a.value(key) for key in _unproven(a)] == [None, None]:
        parts = ["tested restores and monitoring are not answered"]
    return f"You rent the machine and keep the risk: {', and '.join(parts)}."


def _unproven_remedy(a: Assessment) -> str:
    steps = ["try a restore and note the date"] if untested(a) else []
    steps += ["have something watch it"] if unmonitored(a) else []
    return sentence(f"{', and '.join(steps)}; keep the backups away from the provider")


TRUSTING_MARKETING = Rule(
    id="trusting-marketing",
    title="Trusting the brochure",
    rows=(Row({SAAS}, _something_not_known, C, W),),
    says=_not_known_says,
    remedy=text("Ask the vendor or read the contract, then try an export once."),
    facts=lambda a: [f"evidence.{name}" for name in _not_known(a)],
)

MANAGED_NOT_SECURE = Rule(
    id="managed-not-secure",
    title="Managed is not secure",
    rows=(Row({PLATFORM}, _not_reviewed, W, N),),
    says=lambda a: sentence(why_not_fresh(a, "evidence.config_reviewed")),
    remedy=text("Review who may do what, what is public and what is logged."),
    facts=keys("evidence.config_reviewed"),
)

BREACH_UNPLANNED = Rule(
    id="breach-unplanned",
    title="No plan for a breach",
    rows=(Row({PLATFORM}, _breach_unplanned, W, N),),
    says=_breach_says,
    remedy=text("Write down what is there, whose it is and whom you would have to tell."),
    facts=keys("evidence.breach_plan"),
)

RENTING_RISK = Rule(
    id="renting-risk",
    title="Renting risk",
    rows=(Row({RENTED}, _something_unproven, C, W),),
    says=_unproven_says,
    remedy=_unproven_remedy,
    facts=_unproven,
)
