"""What is practised: a system dies tonight or is compromised tonight, and what to do then."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, get_args

from labtui.data.analysis.compromise import (
    LETS_IN,
    MONITORED,
    Compromise,
    compromise_of,
    lets_in,
    reach_sentences,
    who_acts,
    would_notice,
)
from labtui.data.analysis.drill.recovery import Recovery
from labtui.data.analysis.drill.steps import (
    ALERTED,
    NOTICED,
    PLANNED,
    UNDERSTOOD,
    Step,
    agreeing,
)
from labtui.data.analysis.impact import Impact, impact_of, in_service
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS
from labtui.data.framework.levels import CONSUMED
from labtui.errors import FactError
from labtui.text.wording import join_few, plural

Case = Literal["lost", "compromised"]
"""What happens to the system."""

CASES: tuple[Case, ...] = get_args(Case)


class Drill(NamedTuple):
    """An exercise about one system."""

    id: str
    case: Case
    title: str
    """What happens, as a clause: `Mail dies tonight`."""
    follows: tuple[str, ...]
    """What stops, or what an attacker would reach: sentences."""
    notice: tuple[str, ...]
    """Who would notice: sentences."""
    steps: tuple[Step, ...]


def drill_of(lab: Lab, ids: Iterable[str], id: str, case: Case = "lost") -> Drill:
    """The exercise about the system `id`; `ids` are those of the whole lab in file order.

    Raises `FactError` where there is no such system, or it is not active.
    """
    if not in_service(lab, id).active:
        raise FactError(f"{id} is only planned. There is nothing to practise.")
    a = lab.assessments[id]
    recovery = Recovery(lab, ids, id)
    if case == "compromised":
        compromise = compromise_of(lab, id)
        follows = tuple(reach_sentences(compromise))
        noticed = (*_alert(a), would_notice(compromise, lab.evaluation.today))
        notice = (*noticed, *_people(lab, a, [id]))
        steps = _after_break_in(a, compromise, recovery, noticed)
    else:
        impact = impact_of(lab, id)
        follows = tuple(_follows(impact))
        notice = (*_alert(a), *_people(lab, a, [id, *impact.breaks]))
        steps = _after_loss(lab, a, impact, recovery)
    return Drill(id, case, _title(a, case), follows, notice, tuple(steps))


def _title(a: Assessment, case: Case) -> str:
    subject = f"The account of {a.system.name}" if a.level in CONSUMED else a.system.name
    if case == "compromised":
        return f"{subject} is compromised tonight"
    return f"{subject} {'is closed' if a.level in CONSUMED else 'dies'} tonight"


# --- what happens


def _follows(impact: Impact) -> Iterator[str]:
    """What follows when it is lost."""
    breaks = impact.breaks
    if breaks:
        yield f"{join_few(breaks)} {agreeing(breaks, 'stops', 'stop')} with it."
    else:
        yield "No known system stops with it."
    back = "could not be recovered before it is back"
    for ids, one, many in (
        (impact.weakened, "loses a member and still works", "lose a member and still work"),
        (impact.unprotected, "has no backup then", "have no backup then"),
        (impact.unrecoverable, back, back),
    ):
        if ids:
            yield f"{join_few(ids)} {agreeing(ids, one, many)}."
    if impact.unasked:
        were = agreeing(impact.unasked, "was", "were")
        they = agreeing(impact.unasked, "it needs", "they need")
        yield f"{plural(len(impact.unasked), 'system')} {were} never asked what {they}."


def _alert(a: Assessment) -> Iterator[str]:
    monitored = a.value("evidence.monitored")
    if isinstance(monitored, bool) or "evidence.monitored" in relevant(a):
        yield MONITORED[monitored if isinstance(monitored, bool) else None]


def _people(lab: Lab, a: Assessment, ids: list[str]) -> Iterator[str]:
    """Who uses what is affected, and who can take over."""
    people = _used_by(lab, ids)
    if people:
        yield f"Who uses it{'' if len(ids) == 1 else ' or what stops'}: {join_few(people)}."
    elif "used_by" not in a.system.facts and a.system.facts.get("relied_on_for") != ():
        yield FACTS["used_by"].not_known()
    stand_ins = a.value("stand_ins")
    if isinstance(stand_ins, tuple):
        who = join_few(map(str, stand_ins)) if stand_ins else "Nobody"
        yield f"{who} can take over when you cannot."


def _used_by(lab: Lab, ids: Iterable[str]) -> list[str]:
    return [*dict.fromkeys(who for id in ids for who in lab.systems[id].texts("used_by"))]


# --- what to do after a loss


def _after_loss(lab: Lab, a: Assessment, impact: Impact, recovery: Recovery) -> Iterator[Step]:
    for said in _alert(a):
        check = f"Check that an alert about {a.id} reaches you."
        yield Step("alert", check, a.id, (said,), (), ALERTED)
    people = _used_by(lab, [a.id, *impact.breaks])
    yield from _tell(a.id, people, "what does not work", "stops" if impact.breaks else "")
    if unprotected := impact.unprotected:
        have = agreeing(unprotected, "has", "have")
        yield Step(
            "backups",
            f"Decide where {join_few(unprotected)} {agreeing(unprotected, 'is', 'are')} backed up"
            " meanwhile.",
            a.id,
            (f"{join_few(unprotected)} {have} no backup without {a.id}.",),
        )
    if a.level in CONSUMED:
        yield from _instead(a)
        yield from _logins(a)
    yield from recovery.steps()


def _tell(id: str, people: Sequence[str], what: str, others: str) -> Iterator[Step]:
    """Telling people; `others` says of which other systems they may use one."""
    if people:
        because = f"They use it{f' or what {others}' if others else ''}."
        yield Step("tell", f"Tell {join_few(people)} {what}.", id, (because,))


def _instead(a: Assessment) -> Iterator[Step]:
    if uses := a.system.relied_on_for:
        because = f"People rely on it for {join_few(uses)}."
        yield Step("instead", "Decide what people use instead.", a.id, (because,))


def _logins(a: Assessment) -> Iterator[Step]:
    """What else logs in with it."""
    if not lets_in(a.system):
        return
    yield Step(
        "logins",
        f"List the accounts that log in or reset passwords with {a.id}.",
        a.id,
        (LETS_IN,),
    )


# --- what to do after a break-in


def _after_break_in(
    a: Assessment, told: Compromise, recovery: Recovery, noticed: tuple[str, ...]
) -> Iterator[Step]:
    consumed = a.level in CONSUMED
    said = "Look where its alerts and logs would show a break-in."
    yield Step("notice", said, a.id, noticed, (), NOTICED)
    yield from _lock_account(a) if consumed else _disconnect(a, told)
    yield from _reached(a, told)
    if not a.context.without_os:
        said = "List who can log in, and from where it can be reached."
        yield Step("access", said, a.id, tuple(_known_access(a)), (), UNDERSTOOD)
    if "evidence.breach_plan" in relevant(a):
        said = "Write down which data is there and whom you must inform."
        because = (_BREACH_PLAN[a.system.evidence("breach_plan")],)
        yield Step("breach", said, a.id, because, (), PLANNED)
    yield from _logins(a)
    yield from _tell(a.id, told.people, "what happened", "is reached" if told.tree else "")
    reached = [each.id for each in told.tree]
    if consumed:
        yield from recovery.copies(frozenset(reached))
    else:
        yield from recovery.of_lost(clean=True, reached=frozenset(reached))
    if reached:
        yield Step(
            "reached",
            f"Decide for {join_few(reached)}: keep, or set up again.",
            a.id,
            ("An attacker may have changed what was reached.",),
        )


def _disconnect(a: Assessment, told: Compromise) -> Iterator[Step]:
    acts = who_acts(told)
    who = f"Who acts: {acts}." if acts else "Not known: who is responsible for incidents?"
    reach = reach_sentences(told)[0]
    yield Step("lock", f"Disconnect {a.id}, and leave it running.", a.id, (reach, who))


def _lock_account(a: Assessment) -> Iterator[Step]:
    mfa = _MFA[a.system.evidence("mfa") if "evidence.mfa" in relevant(a) else None]
    yield Step("lock", "Change its password and end all its sessions.", a.id, (mfa,))


def _reached(a: Assessment, told: Compromise) -> Iterator[Step]:
    """Locking what an attacker would reach, first where keys lead to."""
    if keys := told.keys_on:
        yield Step(
            "keys",
            f"Replace its keys on {join_few(keys)}, and check the logins there.",
            a.id,
            (f"It has admin access to {join_few(keys)}.",),
        )
    if others := [reached.id for reached in told.tree if reached.id not in keys]:
        are = agreeing(others, "is", "are")
        yield Step(
            "logs",
            f"Check the logins on {join_few(others)}.",
            a.id,
            (f"{join_few(others)} {are} reached through it.",),
        )
    if silent := told.access_not_answered:
        yield Step(
            "not answered",
            f"Write down which systems {join_few(silent)} can administer.",
            a.id,
            (f"Not answered: admin access of {join_few(silent)}.",),
        )


def _known_access(a: Assessment) -> Iterator[str]:
    if "exposure" in relevant(a):
        reach = _REACHED_FROM.get(a.system.exposure or "")
        yield reach or FACTS["exposure"].not_known()
    if "practices.access_control" in relevant(a):
        control = _CONTROLLED.get(a.practice("access_control") or "")
        yield control or FACTS["practices.access_control"].not_known()


_REACHED_FROM = {
    "isolated": "It cannot be reached over a network.",
    "lan": "It can be reached from the local network.",
    "vpn": "It can be reached from outside through a VPN.",
    "internet": "It can be reached from anywhere.",
}
_CONTROLLED = {
    "yes": "Only the right people and systems can reach it.",
    "partly": "Access to it is only partly controlled.",
    "no": "Access to it is not controlled.",
    "n/a": "Access control does not apply.",
}
_MFA: dict[object, str] = {
    None: FACTS["evidence.mfa"].not_known(),
    True: "MFA is enforced.",
    False: "MFA is not enforced.",
}
_BREACH_PLAN: dict[object, str] = {
    None: FACTS["evidence.breach_plan"].not_known(),
    True: "You know your responsibilities.",
    False: "You do not know your responsibilities.",
}
