"""Who can get at it: systems on the internet, and logins without a second factor."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.rules.conditions import exposed
from labtui.data.assessment.rules.rule import (
    KNOWN,
    C,
    Condition,
    Row,
    Rule,
    W,
    keys,
    text,
)
from labtui.data.framework.levels import CONSUMED, FULL_STACK_LAB, RENTED, SELF_HOSTED
from labtui.data.framework.practices import PracticeAnswer


def _exposed_with(access: PracticeAnswer) -> Condition:
    return lambda a: exposed(a) and a.practice("access_control") == access


def _exposed_lab(a: Assessment) -> bool:
    return exposed(a) and a.role == "lab"


def _mfa_missing(a: Assessment) -> bool:
    return a.system.evidence("mfa") is False and (a.level in CONSUMED or exposed(a))


def _guards_logins(a: Assessment) -> bool:
    return not {"authentication", "identity"}.isdisjoint(a.system.relied_on_for)


def _mfa_missing_for_logins(a: Assessment) -> bool:
    return _mfa_missing(a) and _guards_logins(a)


def _mfa_says(a: Assessment) -> str:
    if _guards_logins(a):
        return "A second factor is not enforced, though other logins hang on this one."
    if a.level in CONSUMED:
        return "A second factor is not enforced."
    return "It can be reached from the internet, and no second factor is enforced."


EXPOSED_UNPROTECTED = Rule(
    id="exposed-unprotected",
    title="Exposed without protection",
    rows=(
        Row(SELF_HOSTED, _exposed_with("no"), C, C),
        Row(SELF_HOSTED, _exposed_with("partly"), W, W),
    ),
    says=lambda a: (
        "It can be reached from the internet, and access control is "
        f"{'missing' if a.practice('access_control') == 'no' else 'only partly there'}."
    ),
    remedy=text("Put access control in front of it, or take it off the internet."),
    facts=keys("practices.access_control", "exposure"),
)

EXPOSED_LAB = Rule(
    id="exposed-lab",
    title="Homelab on the internet",
    rows=(
        Row({FULL_STACK_LAB}, exposed, None, W),
        Row({RENTED}, _exposed_lab, None, W),
    ),
    says=lambda a: (
        f"It is a {'lab' if a.role == 'lab' else 'homelab system (3a)'}, "
        "and it can be reached from the internet."
    ),
    remedy=text("Put it behind a VPN, or isolate it."),
    facts=keys("exposure"),
)

MFA_NOT_ENFORCED = Rule(
    id="mfa-not-enforced",
    title="No second factor",
    rows=(
        Row(KNOWN, _mfa_missing_for_logins, C, C),
        Row(KNOWN, _mfa_missing, W, W),
    ),
    says=_mfa_says,
    remedy=text("Enforce a second factor for everyone who can log in."),
    facts=lambda a: [
        "evidence.mfa",
        "relied_on_for",
        *(["exposure"] if a.self_hosted else []),
    ],
)
