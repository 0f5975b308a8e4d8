"""What is left to a provider: data at a vendor, managed platforms and rented machines."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.freshness import is_fresh, when_words
from labtui.data.assessment.rules.conditions import (
    renting_risk,
    unmonitored,
    untested,
    without_backup,
)
from labtui.data.assessment.rules.rule import C, N, OpenQuestion, Row, Rule, W, absent, keys, text
from labtui.data.framework.levels import PLATFORM, RENTED, SAAS
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.text.wording import join_words

_DATA_WORDS = {
    "data_located": "where your data is",
    "vendor_backup": "how it is backed up",
    "exportable": "how to export it",
}


def _not_known(a: Assessment) -> list[str]:
    return [name for name in _DATA_WORDS if a.system.evidence(name) not in {True, NOT_APPLICABLE}]


def _data_at_risk(a: Assessment) -> bool:
    return a.system.keeps_something and bool(_not_known(a))


def _data_words(a: Assessment, answer: bool | None) -> list[str]:
    return [_DATA_WORDS[name] for name in _not_known(a) if a.system.evidence(name) is answer]


def _only_not_answered(a: Assessment) -> bool:
    return not _data_words(a, False)


def _data_says(a: Assessment) -> str:
    unanswered = _data_words(a, None)
    rest = f" Not answered: {join_words(unanswered)}." if unanswered else ""
    return f"You do not know {join_words(_data_words(a, False), word='or')}.{rest}"


def _ask_about_data(a: Assessment) -> OpenQuestion:
    words = join_words(_data_words(a, None)).replace("where your data is", "where it is")
    return OpenQuestion("Could you get your data back?", f"Do you know {words}?")


def _data_facts(a: Assessment) -> list[str]:
    """Those that are known to be missing first."""
    names = sorted(_not_known(a), key=lambda name: a.system.evidence(name) is None)
    return [f"evidence.{name}" for name in names]


def _not_reviewed(a: Assessment) -> bool:
    return not is_fresh(a, "evidence.config_reviewed")


def _breach_unplanned(a: Assessment) -> bool:
    return a.system.evidence("breach_plan") is not True


def _risks(a: Assessment) -> dict[str, bool]:
    """The facts behind the risk of a rented machine: whether each is a failure or a question."""
    risks = {}
    if unmonitored(a):
        risks["evidence.monitored"] = a.value("evidence.monitored") is False
    if without_backup(a):
        risks["backs_up_to"] = a.value("backs_up_to") is not None
    if untested(a):
        risks["evidence.restore_tested"] = a.value("evidence.restore_tested") is not None
    return dict(sorted(risks.items(), key=lambda risk: not risk[1]))


def _only_questions(a: Assessment) -> bool:
    return not any(_risks(a).values())


def _failure(a: Assessment, key: str) -> str:
    if key == "evidence.monitored":
        return "Nothing alerts you when it is down."
    if key == "backs_up_to":
        return "It has no active backup destination."
    return f"Restore last tested: {when_words(a, key)}."


_ASKS = {
    "evidence.monitored": "Does anything alert you when it is down?",
    "backs_up_to": "Where are its backups?",
    "evidence.restore_tested": "When was a restore tested?",
}

_STEPS = {
    "evidence.monitored": "Let another machine check it.",
    "backs_up_to": "Back it up outside this provider.",
    "evidence.restore_tested": "Restore one backup.",
}


def _renting_says(a: Assessment) -> str:
    return " ".join(_failure(a, key) if failed else _ASKS[key] for key, failed in _risks(a).items())


TRUSTING_MARKETING = Rule(
    id="trusting-marketing",
    title="You may lose access to your data",
    rows=(Row({SAAS}, _data_at_risk, C, W, unproven=_only_not_answered),),
    says=_data_says,
    asks=_ask_about_data,
    remedy=text("Ask the vendor, then export once and open the export."),
    facts=_data_facts,
)

MANAGED_NOT_SECURE = Rule(
    id="managed-not-secure",
    title="Settings not reviewed",
    rows=(Row({PLATFORM}, _not_reviewed, W, N, unproven=absent("evidence.config_reviewed")),),
    says=lambda a: f"Settings last reviewed: {when_words(a, 'evidence.config_reviewed')}.",
    asks=lambda _: OpenQuestion(
        "When were its settings reviewed?", "The provider does not check them."
    ),
    remedy=text("Check who has access, what is public and what is logged."),
    facts=keys("evidence.config_reviewed"),
)

BREACH_UNPLANNED = Rule(
    id="breach-unplanned",
    title="No plan for a provider breach",
    rows=(Row({PLATFORM}, _breach_unplanned, W, N, unproven=absent("evidence.breach_plan")),),
    says=text("You do not know your responsibilities if the provider is breached."),
    asks=lambda _: OpenQuestion(
        "Is there a plan for a breach?", "Do you know your responsibilities?"
    ),
    remedy=text("Write down which data is there and whom you must inform."),
    facts=keys("evidence.breach_plan"),
)

RENTING_RISK = Rule(
    id="renting-risk",
    title="Backup or monitoring gap",
    rows=(Row({RENTED}, renting_risk, C, W, unproven=_only_questions),),
    says=_renting_says,
    asks=lambda a: OpenQuestion("Backups and monitoring in place?", _renting_says(a)),
    remedy=lambda a: " ".join(_STEPS[key] for key in _risks(a)),
    facts=_risks,
)
