"""The two arrangements of the matrix: systems by level, and hosts with what runs on them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.references import walk_ancestors
from labtui.data.assessment.rules import RULES
from labtui.data.framework.layers import LAYERS, Layer, LayerAnswer
from labtui.data.framework.levels import FULL_STACK_LAB, LEVELS, LevelId

LAB_GROUPS = {"lab": "Labs", "home-server": "Home servers", None: "Undecided"}
"""The titles of the parts of level 3a, by role (framework, section 1)."""

OWNER_KEYS: dict[Layer, str] = {layer: f"owners.{layer}" for layer in LAYERS}
"""The facts that say who is responsible for a layer."""

LEAST_RUN = 2
"""The least number of systems that are shown as one line."""


@dataclass(frozen=True, slots=True)
class Group:
    """The systems of a level, or within 3a of a role."""

    level: LevelId | None
    """None for those whose level is not known."""
    title: str
    """What 3a's parts are called; empty for a whole level."""
    systems: tuple[Assessment, ...]


def by_level(lab: Lab, ids: Iterable[str]) -> list[Group]:
    """The assessed systems of `ids` level by level, in their order (framework, section 1).

    Every level is listed, also without systems; level 3a as its parts, of which only those with
    systems are listed. Systems without a level come last, if there are any.
    """
    found = [lab.assessments[id] for id in ids if id in lab.assessments]
    groups = []
    for level in (*LEVELS, None):
        here = tuple(a for a in found if a.level == level)
        if level == FULL_STACK_LAB and here:
            parts = [
                Group(level, title, tuple(a for a in here if a.role == role))
                for role, title in LAB_GROUPS.items()
            ]
            groups += [part for part in parts if part.systems]
        elif level is not None or here:
            groups.append(Group(level, "", here))
    return groups


class Branch(NamedTuple):
    """A system in the tree of hosts and guests."""

    id: str
    depth: int
    guests: int
    """How many systems are below it, directly or not."""


def tree(lab: Lab, ids: Sequence[str]) -> list[Branch]:
    """The assessed systems of `ids`, hosts above their guests, siblings in their order.

    A system is below its parent (framework, section 3), or where that is not among `ids`, below
    the nearest ancestor that is. Of a loop, the first in `ids` is at its top.
    """
    shown = dict.fromkeys(id for id in ids if id in lab.assessments)
    above: dict[str, str | None] = {}
    below: dict[str, list[str]] = {}
    for id in shown:
        host = lab.systems[id].parent
        if host is not None and (host not in shown or host == id):
            host = _nearest_ancestor(lab, id, shown)
        above[id] = host
        if host is not None:
            below.setdefault(host, []).append(id)
    line: list[tuple[str, int]] = []
    seen: set[str] = set()
    for id in (*(id for id in shown if above[id] is None), *shown):
        if id not in seen:
            top = walk_ancestors(id, (), above.__getitem__)[1][:1] or [id]
            _grow(top[0], below, line, seen)
    return _counted(line)


def _nearest_ancestor(lab: Lab, id: str, shown: Collection[str]) -> str | None:
    """The nearest ancestor that is shown; None where there is none, or a loop of others."""
    passed = {id}
    at = lab.systems[id].parent
    while at in lab.systems and at not in passed:
        if at in shown:
            return at
        passed.add(at)
        at = lab.systems[at].parent
    return None


def _grow(
    root: str, below: dict[str, list[str]], line: list[tuple[str, int]], seen: set[str]
) -> None:
    """Add a root and all below it with their depths; not recursive, since a chain may be long."""
    waiting = [(root, 0)]
    while waiting:
        at = waiting.pop()
        id, depth = at
        if id not in seen:
            seen.add(id)
            line.append(at)
            if id in below:
                waiting += [(guest, depth + 1) for guest in reversed(below[id])]


def _counted(line: Sequence[tuple[str, int]]) -> list[Branch]:
    """The systems in their order, each with how many are below it."""
    found: list[Branch] = []
    below: dict[int, int] = {}
    """How many are at a depth or deeper, below the next one above that."""
    for id, depth in reversed(line):
        guests = below.pop(depth + 1, 0)
        below[depth] = below.get(depth, 0) + guests + 1
        found.append(Branch(id, depth, guests))
    return found[::-1]


def unfolded(branches: Sequence[Branch], folded: Collection[str]) -> Iterator[Branch]:
    """The branches that are visible when those below the folded ones are hidden."""
    hidden = 0
    for branch in branches:
        if hidden:
            hidden -= 1
            continue
        yield branch
        hidden = branch.guests if branch.id in folded else 0


@dataclass(frozen=True, slots=True)
class Run:
    """Systems on one host that have nothing of their own in any layer, shown as one line."""

    host: str
    depth: int
    ids: tuple[str, ...]


def shortened(
    lab: Lab,
    branches: Iterable[Branch],
    opened: Collection[str],
    apart: Collection[str],
    is_same: Callable[[str, Assessment], bool] | None = None,
) -> list[Branch | Run]:
    """The branches, with those that are in every layer as their host as one line below it.

    Args:
        lab: The lab they are of.
        branches: Hosts above what runs on them.
        opened: The hosts of which every system has a line of its own.
        apart: The systems that always have one.
        is_same: `is_as_its_host` by id and assessment, where it is kept; else it is worked out.
    """
    lines: list[Branch | Run] = []
    line: list[tuple[str, list[str]]] = []
    """The hosts above, each with the systems below it that are as their host."""

    def close(depth: int) -> None:
        while len(line) > depth:
            host, same = line.pop()
            if same:
                lines.append(Run(host, len(line) + 1, tuple(same)))

    found = [*branches]
    alone = _alone(found, opened, apart)
    known = lab.assessments.made()
    same = _together(
        (host, id)
        for host, id in alone
        if (is_same(id, known[id]) if is_same else is_as_its_host(known[id]))
    )
    for branch in found:
        close(branch.depth)
        if branch.id in same:
            line[-1][1].append(branch.id)
        else:
            lines.append(branch)
            line.append((branch.id, []))
    close(0)
    return lines


def _alone(
    branches: Iterable[Branch], opened: Collection[str], apart: Collection[str]
) -> Iterator[tuple[str, str]]:
    """The systems with nothing below that may be shown together with others, behind their hosts."""
    line: list[str] = []
    for id, depth, guests in branches:
        line[depth:] = [id]
        if depth and not guests and line[-2] not in opened and id not in apart:
            yield line[-2], id


def _together(hosted: Iterable[tuple[str, str]]) -> set[str]:
    """The systems of which there are enough on their host for one line."""
    below: dict[str, list[str]] = {}
    for host, id in hosted:
        below.setdefault(host, []).append(id)
    return {id for ids in below.values() if len(ids) >= LEAST_RUN for id in ids}


def is_as_its_host(a: Assessment) -> bool:
    """Whether it states nobody for any layer, and nothing that it inherits fails at it."""
    return a.system.facts.keys().isdisjoint(OWNER_KEYS.values()) and not failing(a)


def failing(a: Assessment) -> frozenset[Layer]:
    """The layers of which a critical finding proves that they are not done."""
    return frozenset().union(*map(failing_at, a.findings))


def failing_at(finding: Finding) -> frozenset[Layer]:
    """The layer that a finding proves not to be done, if it is critical and not accepted."""
    layer = RULES[finding.rule].not_done
    proven = layer is not None and finding.counts("critical") and not finding.unproven
    return frozenset({layer}) if layer is not None and proven else frozenset()


def tally(assessments: Iterable[Assessment]) -> dict[LayerAnswer | None, tuple[int, ...]]:
    """How many systems each owner is responsible for, layer by layer; None where not answered."""
    counts: dict[LayerAnswer | None, list[int]] = {}
    for a in assessments:
        for at, layer in enumerate(LAYERS):
            counts.setdefault(a.owner(layer), [0] * len(LAYERS))[at] += 1
    return {owner: tuple(row) for owner, row in counts.items()}
