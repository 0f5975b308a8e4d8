"""Who can get at it: the internet, logins without MFA, and administrative access."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.rules.conditions import exposed
from labtui.data.assessment.rules.rule import (
    ANY,
    KNOWN,
    C,
    Condition,
    OpenQuestion,
    Row,
    Rule,
    W,
    absent,
    keys,
    text,
)
from labtui.data.framework.levels import CONSUMED, FULL_STACK_LAB, RENTED, SELF_HOSTED
from labtui.data.framework.practices import PracticeAnswer
from labtui.text.wording import join_few

_ACCESS_NOT_ANSWERED = absent("practices.access_control")
_MFA_NOT_ANSWERED = absent("evidence.mfa")


def _exposed_with(*access: PracticeAnswer | None) -> Condition:
    return lambda a: exposed(a) and a.practice("access_control") in access


def _exposed_lab(a: Assessment) -> bool:
    return exposed(a) and a.role == "lab"


def _exposed_lab_title(a: Assessment) -> str:
    names = {"lab": "Lab", "home-server": "Home server"}
    return f"{names.get(a.role or '', 'Level 3a')} on the internet"


def _mfa_asked(a: Assessment) -> bool:
    return a.level in CONSUMED or exposed(a)


def _logins_depend(a: Assessment) -> bool:
    return not {"authentication", "identity"}.isdisjoint(a.system.relied_on_for)


def _logins_without_mfa(a: Assessment) -> bool:
    return _logins_depend(a) and a.system.evidence("mfa") is not True and _mfa_asked(a)


def _without_mfa(a: Assessment) -> bool:
    return a.system.evidence("mfa") is False and _mfa_asked(a)


def _mfa_says(a: Assessment) -> str:
    depend = ", and other logins depend on it" if _logins_depend(a) else ""
    reached = ", and it is reachable from the internet" if exposed(a) else ""
    return f"MFA is not enforced{depend}{reached}."


def _mfa_facts(a: Assessment) -> list[str]:
    return ["evidence.mfa", "relied_on_for", *(["exposure"] if a.self_hosted else [])]


def _exposed_keys(a: Assessment) -> bool:
    return bool(a.context.production_access) and _exposed_with("no", "partly", "n/a", None)(a)


def _guarded_keys(a: Assessment) -> bool:
    return bool(a.context.production_access) and (exposed(a) or a.system.purpose == "learning")


def _administered(a: Assessment) -> str:
    return join_few(a.context.production_access)


def _keys_say(a: Assessment) -> str:
    if not exposed(a):
        return f"Its purpose is learning, but it has admin access to {_administered(a)}."
    access = "" if a.practice("access_control") == "yes" else ", without full access control"
    return f"It has admin access to {_administered(a)} and is reachable from the internet{access}."


EXPOSED_UNPROTECTED = Rule(
    id="exposed-unprotected",
    title="On the internet, unprotected",
    rows=(
        Row(SELF_HOSTED, _exposed_with("no"), C, C),
        Row(SELF_HOSTED, _exposed_with("partly", None), W, W, unproven=_ACCESS_NOT_ANSWERED),
    ),
    says=lambda a: (
        "It is reachable from the internet, and access control is "
        f"{'missing' if a.practice('access_control') == 'no' else 'only partly in place'}."
    ),
    asks=lambda _: OpenQuestion(
        "Is access to it controlled?", "It is reachable from the internet."
    ),
    remedy=text("Require a login for it, or close it to the internet."),
    facts=keys("practices.access_control", "exposure"),
)

EXPOSED_LAB = Rule(
    id="exposed-lab",
    title="Lab on the internet",
    rows=(Row({FULL_STACK_LAB}, exposed, None, W), Row({RENTED}, _exposed_lab, None, W)),
    title_of=_exposed_lab_title,
    says=text("It is reachable from the internet and not run as production."),
    remedy=text("Put it behind a VPN or close its ports."),
    facts=keys("exposure"),
)

MFA_NOT_ENFORCED = Rule(
    id="mfa-not-enforced",
    title="MFA not enforced",
    rows=(
        Row(KNOWN, _logins_without_mfa, C, C, unproven=_MFA_NOT_ANSWERED),
        Row(KNOWN, _without_mfa, W, W),
    ),
    says=_mfa_says,
    asks=lambda _: OpenQuestion("Is MFA enforced?", "Other logins depend on it."),
    remedy=text("Turn on MFA for every account."),
    facts=_mfa_facts,
)

EXPOSED_KEYS = Rule(
    id="exposed-keys",
    title="Has admin access to production",
    rows=(
        Row(ANY, _exposed_keys, C, C, unproven=_ACCESS_NOT_ANSWERED),
        Row(ANY, _guarded_keys, W, W),
    ),
    says=_keys_say,
    asks=lambda a: OpenQuestion(
        "Is its admin access safe?",
        f"It has admin access to {_administered(a)} and is on the internet. "
        "Is access to it controlled?",
    ),
    remedy=text("Remove the keys, limit what they can do, or close it to the internet."),
    facts=keys("access_to", "exposure", "practices.access_control", "purpose"),
    resolved_by=lambda a: "practices.access_control" if _exposed_keys(a) else "access_to",
)
