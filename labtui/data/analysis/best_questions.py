"""The facts to ask for next, each where its answer counts for most systems.

Nothing is judged here: the questions follow the inherited facts (framework, section 3) among the
facts that matter at each level (section 5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import (
    Callable,
    Collection,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.coverage import OWNER_KEYS, relevant
from labtui.data.assessment.inheritance import NOT_INHERITED_BY_PRODUCTION
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.assessment.references import walk_ancestors
from labtui.data.assessment.rules import RULES
from labtui.data.framework.facts import FACT_RANKS, FACTS
from labtui.data.framework.groups import SMELL


@dataclass(frozen=True, slots=True)
class FactQuestion:
    """A fact to be answered for a system, and the systems that get the answer."""

    id: str
    """The system to state the fact at."""
    key: str
    systems: tuple[str, ...]
    """The systems that lack the fact now and would have it then, sorted; at least one."""
    production: int
    """How many of them people rely on."""
    weight: int
    tier: int
    """How early it is asked, whatever its weight; 0 comes first."""


WEIGHTS: dict[int | None, tuple[int, int]] = {
    # risk now: what nobody relies on, production
    None: (3, 6),  # not known without a level, so taken for the middle
    1: (1, 2),
    2: (2, 4),
    3: (3, 6),
    4: (4, 8),
    5: (6, 12),
}
"""What answering one fact of one system is worth, by the rank of its current risk."""

PRESSING = 3
"""The factor for answers that could remove a warning or a critical finding: the layer that decides
the level, and evidence for production, which counts as missing until it is stated."""


PLACE = "runs_on"
"""What is asked of a system of which nothing is known that says where it runs: it stands for all
twelve layers, which come with the host, or with the kind of place."""

FIRST = ("relied_on_for", "depends_on")
"""What is asked next: what people would miss, and what a system needs to work."""

EARLY = ("holds", "exposure", "backs_up_to", "evidence.restore_tested", "evidence.monitored")
"""What is asked of what people rely on, before all others, once the levels are known."""

PLACE_TIER, FIRST_TIER, LEVEL_TIER, EARLY_TIER, LAST_TIER = range(5)

_NOT_WHILE_PLANNED = frozenset(key for key, fact in FACTS.items() if not fact.asked_when_planned)


def best_questions(lab: Lab, most: int = 5) -> list[FactQuestion]:
    """The facts to ask for next, at most `most`.

    Where a system runs comes first, then what people would miss and what it needs to work, then
    the layers that decide a level that is not known, then `EARLY` of what people rely on, then all
    others; within each, the greatest weight.

    Every fact that matters to a system and is not answered is asked for, except the smell test
    and what a planned system cannot have yet; and only at the best place: a place is left out
    where another answers for all of its systems and more. Of places that answer for the same
    systems, the nearest to them is taken. What a group gets from its members is not foreseen.
    """
    return [*islice(in_order(all_questions(lab)), most)]


SORTED_AT_ONCE = 200
"""How many questions are sorted in one step."""

Ranked = Sequence[Sequence[FactQuestion]]
"""All questions, in sequences of one fact each with the best first."""


def in_order(ranked: Ranked) -> Iterator[FactQuestion]:
    """All questions, the best first."""
    return merge(*ranked, key=rank)


def all_questions(lab: Lab) -> Ranked:
    """Find all questions at once."""
    steps = questions_in_steps(lab)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Ranked = end.value
            return found


def questions_in_steps(lab: Lab) -> Generator[None, None, Ranked]:
    """Find all questions, in steps of a millisecond or little more even for 10,000 systems.

    The lab must not change meanwhile: give a fork of one that may.
    """
    places = yield from _places(lab, _not_retired)
    running = yield from _places(lab, _active)
    found: list[list[FactQuestion]] = []
    lacking = yield from _lacking(lab, places)
    for key, weights in lacking.items():
        run: list[FactQuestion] = []
        for asked in _asked(lab, key, weights, running if key in _NOT_WHILE_PLANNED else places):
            if asked is not None:
                run.append(_question(lab, key, *asked, weights))
            if len(run) == SORTED_AT_ONCE:
                run.sort(key=rank)
                found.append(run)
                run = []
            yield
        run.sort(key=rank)
        found.append(run)
    return found


def rank(question: FactQuestion) -> tuple[object, ...]:
    """The place of a question among all; its tier is the first element."""
    early = question.tier == EARLY_TIER
    order = EARLY.index(question.key) if early else FACT_RANKS[question.key]
    return question.tier, -question.weight, -question.production, order, question.id


def _question(
    lab: Lab, key: str, id: str, systems: Iterable[str], weights: Mapping[str, int]
) -> FactQuestion:
    """The question at a place; its weight is the sum of those of the systems it answers for."""
    answered = tuple(sorted(systems))
    production = sum([lab.assessments[id].production for id in answered])
    weight = sum([weights[id] for id in answered])
    tier = _tier(lab, key, answered, relied_on=production > 0)
    return FactQuestion(id, key, answered, production, weight, tier)


def _tier(lab: Lab, key: str, answered: Iterable[str], *, relied_on: bool) -> int:
    if key == PLACE:
        return PLACE_TIER
    if key in FIRST:
        return FIRST_TIER
    if key in EARLY and relied_on:
        return EARLY_TIER
    deciding = any(key == f"owners.{lab.assessments[id].missing}" for id in answered)
    return LEVEL_TIER if deciding else LAST_TIER


def is_placed(a: Assessment) -> bool:
    """Whether it is known where a system runs: it names a host or a group, or has an owner."""
    return a.system.parent is not None or not a.context.stated.keys().isdisjoint(OWNER_KEYS)


def _lacking(
    lab: Lab, places: Mapping[str, tuple[str, ...]]
) -> Generator[None, None, dict[str, dict[str, int]]]:
    """The systems that lack each fact to ask for, with the weight of the answer there.

    The owners of a system whose last host is not placed wait until that one is.
    """
    lacking: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for a in lab.assessments.values():
        if keys := open_keys(a):
            if not is_placed(lab.assessments[places[a.id][-1]]):
                owned = OWNER_KEYS.isdisjoint(keys)
                keys = [key for key in keys if key not in OWNER_KEYS]
                keys += [] if owned else [PLACE]
            weight = WEIGHTS[a.risk.now_rank if a.risk else None][a.production]
            pressing = _pressing(a)
            id = a.id
            for key in keys:
                is_pressing = key in pressing or (key == PLACE and a.level is None)
                lacking[key][id] = weight * PRESSING if is_pressing else weight
        yield
    return lacking


def open_keys(a: Assessment) -> list[str]:
    """The facts to ask a system for: those that matter and are not answered.

    The smell test is left out, and what a planned system cannot have yet.
    """
    if a.known == a.relevant:
        return []
    # Called for every system and fact, so it bypasses `Assessment.fact`, which reads the same.
    stated, own = a.context.stated, a.system.facts
    keys = [key for key in relevant(a) if key not in stated and key not in own]
    too_early = _NOT_WHILE_PLANNED if a.system.status == "planned" else frozenset()
    return [key for key in keys if FACTS[key].group != SMELL and key not in too_early]


def _pressing(a: Assessment) -> set[str]:
    """The facts behind the open warnings and critical findings of a system."""
    return {
        RULES[finding.rule].resolving_fact(a)
        for finding in a.findings
        if finding.severity != "notice" and not finding.accepted
    }


def _places(
    lab: Lab, may_answer: Callable[[System], bool]
) -> Generator[None, None, dict[str, tuple[str, ...]]]:
    """Where a fact that a system inherits can be answered: the system itself and its ancestors.

    The nearest is first; systems that may not answer are left out. In a loop every system is an
    ancestor of every other, so they are sorted by id.
    """
    places: dict[str, tuple[str, ...]] = {}

    def answering(ids: Iterable[str]) -> Iterator[str]:
        return (id for id in ids if may_answer(lab.systems[id]))

    def parent(id: str) -> str | None:
        above = lab.systems[id].parent
        return above if above in lab.systems else None

    for id in lab.systems:
        line, loop, top = walk_ancestors(id, places, parent)
        above = places[top] if top is not None else tuple(answering(sorted(loop)))
        places.update(dict.fromkeys(loop, above))
        for at in reversed(line[: len(line) - len(loop)]):
            above = places[at] = (*answering((at,)), *above)
        yield
    return places


def _not_retired(system: System) -> bool:
    return not system.retired


def _active(system: System) -> bool:
    return system.active


def _asked(
    lab: Lab, key: str, lacking: Collection[str], places: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, Collection[str]] | None]:
    """The best places to ask for a fact, each with the systems it answers for; together all.

    It gives None in between, where it has only done a part of the work.

    No ancestor states what a system lacks, or the system would inherit it; so any ancestor can
    answer. Only `NOT_INHERITED_BY_PRODUCTION` has to be answered by each production system itself.
    """
    if key == PLACE:
        yield from _asked_at_top(lacking, places)
        return
    if not FACTS[key].inherited:
        yield from ((id, (id,)) for id in lacking)
        return
    alone: dict[str, list[str]] = {}
    if key in NOT_INHERITED_BY_PRODUCTION:
        alone = {id: [id] for id in lacking if lab.systems[id].production_in_own_right}
    trees: defaultdict[str, list[str]] = defaultdict(list)
    for id in lacking:
        if id not in alone:
            trees[places[id][-1]].append(id)
            for place in places[id] if alone else ():
                if place in alone:
                    alone[place].append(id)
        yield None
    yield from alone.items()
    for tree in trees.values():
        shared = _shared([places[id] for id in tree])
        # Where a shared place is in `alone`, the fact is asked for there already.
        if alone.keys().isdisjoint(shared):
            yield shared[0], tree


def _asked_at_top(
    lacking: Iterable[str], places: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, Collection[str]] | None]:
    """The last hosts, each with the systems that wait for its answer."""
    below: defaultdict[str, list[str]] = defaultdict(list)
    for id in lacking:
        below[places[id][-1]].append(id)
        yield None
    yield from below.items()


def _shared(lines: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The places that lines with the same end have in common, nearest first."""
    one = lines[0]
    length = len(one)
    for line in lines:
        length = min(length, len(line))
        # Lines that meet stay together, so where they differ, all places before differ too.
        while line[-length] != one[-length]:
            length -= 1
    return one[-length:]
