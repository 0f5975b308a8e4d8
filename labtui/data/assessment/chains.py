"""Chains of systems that need each other, with the fact behind each link."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from labtui.data.assessment.facts_used import FactUsed, used
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import Chain


class Link(NamedTuple):
    """One link of a chain: the fact that leads to the next system, and that system."""

    fact: FactUsed
    id: str


def reliance_chain(lab: Lab, id: str) -> list[Link]:
    """The chain from a production system to one that people rely on in its own right.

    Each link has the fact by which the next system needs the one before. It is the shortest
    chain, by ids where there are several; empty for a system relied on itself.
    """

    def needing(at: str) -> Iterator[Link]:
        for by in lab.reliance.through(at):
            yield Link(_need(lab, by, at), by)

    return _shortest(id, needing, lambda at: lab.systems[at].production_in_own_right)


def rule_chain(lab: Lab, id: str, chain: Chain) -> tuple[list[Link], list[FactUsed]]:
    """The chain behind a finding of the system `id`, and what its last system adds to the facts.

    The rule has to hold for the system: there is no other way to know that the chain exists.
    """
    if chain is Chain.ITSELF:
        return _to_itself(lab, id), []
    if chain is Chain.RECOVERY:
        return _to_recover_itself(lab, id), []
    links = _to_lab(lab, id)
    return links, [used(lab.assessments[links[-1].id], "purpose")]


def chain_text(id: str, links: Sequence[Link], chain: Chain, most: int = 8) -> str:
    """`a → b → c`; the middle of a long chain is left out.

    A recovery loop says what each link is: `a → recovers with b → is backed up only to a`.
    """
    if chain is Chain.RECOVERY:
        parts = [id, *(f"{_LINK_WORDS[link.fact.key]} {link.id}" for link in links)]
    else:
        parts = [id, *(link.id for link in links)]
    half = most // 2
    shown = parts if len(parts) <= most else [*parts[:half], "…", *parts[-half:]]
    return " → ".join(shown)


_LINK_WORDS = {
    "recovers_with": "recovers with",
    "runs_on": "runs on",
    "depends_on": "depends on",
    "backs_up_to": "is backed up only to",
}


def _to_lab(lab: Lab, id: str) -> list[Link]:
    """From a system to the active one it needs that is for learning."""
    other = lab.reliance.needed_lab(id)
    assert other is not None  # the rule holds
    return [Link(_need(lab, id, other), other)]


def _to_itself(lab: Lab, id: str) -> list[Link]:
    """From a system back to itself over what it runs on and depends on."""

    def onward(at: str) -> Iterator[Link]:
        for other in sorted(lab.cycles.onward(at)):
            yield Link(_need(lab, at, other), other)

    return _shortest(id, onward, lambda at: at == id)


def _to_recover_itself(lab: Lab, id: str) -> list[Link]:
    """From a system to what it recovers with, and on to itself over what has to work first."""
    loop = lab.recovery.loop(id)

    def onward(at: str) -> Iterator[Link]:
        named = lab.systems[id].recovers_with if at == id else lab.recovery.onward(at)
        for other in sorted(loop.intersection(named)):
            yield Link(_need_to_recover(lab, at, other, first=at == id), other)

    return _shortest(id, onward, lambda at: at == id)


def _need_to_recover(lab: Lab, id: str, other: str, *, first: bool) -> FactUsed:
    """The fact by which one system has to work before another can be recovered."""
    if first or other in lab.systems[id].recovers_with:
        return FactUsed("recovers_with", lab.systems[id].recovers_with, id)
    return _need(lab, id, other)


def _need(lab: Lab, id: str, other: str) -> FactUsed:
    """The fact by which one system needs another (section 3)."""
    system = lab.systems[id]
    if system.runs_on == other:
        return FactUsed("runs_on", other, id)
    if other in system.depends_on:
        return FactUsed("depends_on", system.depends_on, id)
    if other in lab.destinations.of(id):
        return used(lab.assessments[id], "backs_up_to")
    if other in system.recovers_with:
        return FactUsed("recovers_with", system.recovers_with, id)
    return FactUsed("member_of", id, other)


def _shortest(
    start: str, onward: Callable[[str], Iterable[Link]], arrived: Callable[[str], bool]
) -> list[Link]:
    """The shortest chain from `start` to where it has arrived; there must be one."""
    came_by: dict[str, tuple[str, FactUsed]] = {}
    waiting = deque([start])
    while True:
        at = waiting.popleft()
        for fact, other in onward(at):
            if other in came_by:
                continue
            came_by[other] = at, fact
            if arrived(other):
                return _links(start, other, came_by)
            waiting.append(other)


def _links(start: str, end: str, came_by: dict[str, tuple[str, FactUsed]]) -> list[Link]:
    links = []
    at = end
    while True:
        before, fact = came_by[at]
        links.append(Link(fact, at))
        if before == start:
            return links[::-1]
        at = before
