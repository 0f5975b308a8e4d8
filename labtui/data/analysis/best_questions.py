"""The facts to ask for next: those whose answer counts for most systems, weighted by risk.

Nothing is judged here: the questions follow the inherited facts (framework, section 3) among the
facts that matter at each level (section 5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.inheritance import NOT_INHERITED_BY_PRODUCTION
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.references import walk_ancestors
from labtui.data.assessment.rules import RULES
from labtui.data.framework.facts import FACTS
from labtui.data.framework.groups import SMELL


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to be answered for a system, and the systems that get the answer."""

    id: str
    """The system to state the fact at."""
    key: str
    systems: tuple[str, ...]
    """The systems that lack the fact now and would have it then, sorted; at least one."""
    production: int
    """How many of them people rely on."""
    weight: int


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


def best_questions(lab: Lab, most: int = 5) -> list[Question]:
    """The facts to ask for next, those of the greatest weight first; at most `most`.

    Every fact that matters to a system and is not answered is asked for, except the smell test,
    and only at the best place: a place is left out where another answers for all of its systems
    and more. Of places that answer for the same systems, the nearest to them is taken.
    """
    places = _places(lab)
    questions = (
        _question(lab, id, key, systems, lacking)
        for key, lacking in _lacking(lab).items()
        for id, systems in _asked(lab, key, lacking, places)
    )
    return nsmallest(most, questions, key=_rank)


_ORDER = {key: number for number, key in enumerate(FACTS)}


def _rank(question: Question) -> tuple[object, ...]:
    return -question.weight, -question.production, _ORDER[question.key], question.id


def _question(
    lab: Lab, id: str, key: str, systems: Iterable[str], weights: Mapping[str, int]
) -> Question:
    """The question at a place; its weight is the sum of those of the systems it answers for."""
    answered = tuple(sorted(systems))
    production = sum([lab.assessments[id].production for id in answered])
    return Question(id, key, answered, production, sum([weights[id] for id in answered]))


def _lacking(lab: Lab) -> dict[str, dict[str, int]]:
    """The systems that lack each fact to ask for, with the weight of the answer there."""
    lacking: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for a in lab.assessments.values():
        if open_keys := _open_keys(a):
            weight = WEIGHTS[a.risk.now_rank if a.risk else None][a.production]
            pressing = _pressing(a)
            id = a.id
            for key in open_keys:
                lacking[key][id] = weight * PRESSING if key in pressing else weight
    return lacking


def _open_keys(a: Assessment) -> list[str]:
    """The facts that matter to a system and are not answered, except the smell test."""
    if a.known == a.relevant:
        return []
    # Called for every system and fact, so it bypasses `Assessment.fact`, which reads the same.
    stated, own = a.context.stated, a.system.facts
    open_keys = [key for key in relevant(a) if key not in stated and key not in own]
    return [key for key in open_keys if FACTS[key].group != SMELL]


def _pressing(a: Assessment) -> set[str]:
    """The facts behind the open warnings and critical findings of a system."""
    return {
        RULES[finding.rule].resolving_fact(a)
        for finding in a.findings
        if finding.severity != "notice" and not finding.accepted
    }


def _places(lab: Lab) -> dict[str, tuple[str, ...]]:
    """Where a fact that a system inherits can be answered: the system itself and its ancestors.

    The nearest place is first; retired systems are left out. In a loop every system is an ancestor
    of every other, so they are sorted by id.
    """
    places: dict[str, tuple[str, ...]] = {}

    def parent(id: str) -> str | None:
        above = lab.systems[id].parent
        return above if above in lab.systems else None

    for id in lab.systems:
        line, loop, top = walk_ancestors(id, places, parent)
        above = places[top] if top is not None else tuple(_not_retired(lab, sorted(loop)))
        places.update(dict.fromkeys(loop, above))
        for at in reversed(line[: len(line) - len(loop)]):
            above = places[at] = (*_not_retired(lab, (at,)), *above)
    return places


def _not_retired(lab: Lab, ids: Iterable[str]) -> Iterator[str]:
    return (id for id in ids if not lab.systems[id].retired)


def _asked(
    lab: Lab, key: str, lacking: Collection[str], places: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, Collection[str]]]:
    """The best places to ask for a fact, each with the systems it answers for; together all.

    No ancestor states what a system lacks, or the system would inherit it; so any ancestor can
    answer. Only `NOT_INHERITED_BY_PRODUCTION` has to be answered by each production system itself.
    """
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
    yield from alone.items()
    for tree in trees.values():
        shared = _shared([places[id] for id in tree])
        # Where a shared place is in `alone`, the fact is asked for there already.
        if alone.keys().isdisjoint(shared):
            yield shared[0], tree


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
