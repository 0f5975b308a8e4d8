"""What follows when somebody breaks into a system (framework, section 8, `reaches`)."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from labtui.data.analysis.impact import in_service, reached_from
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import LayerAnswer
from labtui.data.framework.questions import Answer
from labtui.text.wording import ago, join_few, plural

By = Literal["key", "host", "member"]
"""How a system is reached: with administrative access, as a guest, or as a member of a group."""

BY_WORDS: dict[By, str] = {"key": "admin access", "host": "runs on it", "member": "member"}


class Reached(NamedTuple):
    """One system of the tree of what falls with another."""

    id: str
    depth: int
    """1 for what is reached directly, one more for each system it is reached through."""
    by: By
    through: str
    """What it is reached through: the system itself, or another it reaches."""
    production: bool


class Noticed(NamedTuple):
    """What is known of whether a break-in would be noticed."""

    monitored: bool | None
    answer: Answer | None
    """The answer to the smell test's question about it."""
    tested: date | None
    """The date of that answer."""


class Compromise(NamedTuple):
    """What follows when somebody breaks into one system."""

    id: str
    tree: tuple[Reached, ...]
    people: tuple[str, ...]
    """Who uses it or what it reaches, in the order of the tree, each once."""
    responsible: LayerAnswer | None
    """Who is responsible for incidents of it."""
    noticed: Noticed
    keys_on: tuple[str, ...]
    """The systems on which its keys have to be replaced."""
    access_not_answered: tuple[str, ...]
    """It and what it reaches, where nobody said which systems they can administer.

    What has no operating system is left out.
    """
    let_in: tuple[str, ...]
    """It and what it reaches, where people log in to other systems with them."""

    @property
    def production(self) -> int:
        """How many of the systems it reaches are production."""
        return sum(reached.production for reached in self.tree)

    @property
    def all_known(self) -> bool:
        """True if nothing more can be reached than what is said to be."""
        return not self.access_not_answered and not self.let_in


def compromise_of(lab: Lab, id: str) -> Compromise:
    """What follows when somebody breaks into the system `id`.

    Raises `FactError` where there is no such system, or it is retired already.
    """
    in_service(lab, id)
    tree = tuple(_tree(lab, id))
    all_ids = (id, *(reached.id for reached in tree))
    a = lab.assessments[id]
    return Compromise(
        id,
        tree,
        tuple(dict.fromkeys(who for at in all_ids for who in lab.systems[at].texts("used_by"))),
        a.owner("incidents"),
        _noticed(a),
        tuple(reached.id for reached in tree if reached.depth == 1 and reached.by == "key"),
        tuple(at for at in all_ids if _is_asked_for_access(lab.assessments[at])),
        tuple(at for at in all_ids if lets_in(lab.systems[at])),
    )


# --- what it means, in sentences


def reach_sentences(compromise: Compromise) -> list[str]:
    """How much they could reach, and what is not known of it."""
    reached = "No known system is reached."
    if compromise.tree:
        count = plural(len(compromise.tree), "system")
        reached = f"They could reach {count}, {compromise.production} in production."
    told = [reached]
    if silent := compromise.access_not_answered:
        told.append(f"Not answered: admin access of {join_few(silent)}.")
    if let_in := ["it" if id == compromise.id else id for id in compromise.let_in]:
        told.append(f"Whoever gets in can log in to other systems with {join_few(let_in)}.")
    return told


LETS_IN = "People log in to other systems with it."
"""What is said of a system that people log in with to others."""


def lets_in(system: System) -> bool:
    """Whether people log in to other systems with it, by what they rely on it for."""
    return not {"authentication", "identity"}.isdisjoint(system.relied_on_for)


def who_acts(compromise: Compromise) -> str | None:
    """Who acts, in words; None where that is not answered."""
    return _RESPONSIBLE[compromise.responsible] if compromise.responsible else None


def first_steps(compromise: Compromise) -> str:
    """What to do first."""
    if not compromise.keys_on:
        return "Disconnect it."
    return f"Disconnect it, replace its keys on {join_few(compromise.keys_on)}, check logins there."


def notice_sentences(compromise: Compromise, today: date) -> list[str]:
    """Whether a break-in would be noticed, and since when that is known."""
    return [MONITORED[compromise.noticed.monitored], would_notice(compromise, today)]


def would_notice(compromise: Compromise, today: date) -> str:
    """What was answered to whether a break-in would be noticed."""
    _, answer, tested = compromise.noticed
    if answer is None:
        return "Not known: would you notice a break-in?"
    when = f" ({tested}, {ago(tested, today)})" if tested else ""
    return f"{_ANSWERS[answer]}{when}."


_RESPONSIBLE: dict[LayerAnswer, str] = {
    "you": "you",
    "shared": "you and the provider",
    "provider": "the provider",
    "nobody": "nobody",
    "n/a": "nobody: incidents do not apply here",
}

MONITORED = {
    None: FACTS["evidence.monitored"].not_known(),
    True: "It is monitored.",
    False: "Nothing alerts you when it is down.",
}
"""Whether anything alerts its owner, in words."""

_ANSWERS: dict[Answer, str] = {
    "yes": "You answered that you would notice a break-in",
    "no": "You answered that you would not notice a break-in",
    "unsure": "You do not know whether you would notice a break-in",
}


# --- what is reached


def _is_asked_for_access(a: Assessment) -> bool:
    return "access_to" not in a.system.facts and not a.context.without_os


def _noticed(a: Assessment) -> Noticed:
    monitored = a.value("evidence.monitored")
    return Noticed(
        monitored if isinstance(monitored, bool) else None,
        a.answer("detect"),
        a.assessed[0] if a.assessed else None,
    )


def _tree(lab: Lab, id: str) -> Iterator[Reached]:
    """What is reached, each once and by the shortest way, below what it is reached through."""
    through: dict[str, str] = {id: id}
    wave = [id]
    while wave:
        following = []
        for at in wave:
            for other in sorted(reached_from(lab, at)):
                if other not in through:
                    through[other] = at
                    following.append(other)
        wave = following
    below: dict[str, list[str]] = {}
    for other, at in through.items():
        if other != id:
            below.setdefault(at, []).append(other)
    waiting = [(other, 1) for other in sorted(below.get(id, ()), reverse=True)]
    while waiting:
        other, depth = waiting.pop()
        by = _by(lab, through[other], other)
        yield Reached(other, depth, by, through[other], lab.assessments[other].production)
        waiting += [(at, depth + 1) for at in sorted(below.get(other, ()), reverse=True)]


def _by(lab: Lab, at: str, other: str) -> By:
    if other in lab.systems[at].access_to:
        return "key"
    return "host" if lab.systems[other].runs_on == at else "member"
