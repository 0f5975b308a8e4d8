"""What a change does to other systems, each below what makes it change."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator

from labtui.data.analysis.trees.branches import Branch, counted
from labtui.data.assessment.lab import Lab

MOST_SEARCHED = 20_000
"""The most relations that are followed to find what makes a system change."""

WAYS = {
    "runs_on": ("runs on", "ran on", "runs on it", "ran on it"),
    "member_of": ("its group", "was its group", "member", "was a member"),
    "depends_on": ("depends on", "depended on", "depends on it", "depended on it"),
    "backs_up_to": ("backs up to", "backed up to", "backs up to it", "backed up to it"),
    "recovers_with": ("recovers with", "recovered with", "recovers with it", "recovered with"),
    "access_to": ("admin access", "had access", "has admin access", "had admin access"),
}
"""What is said of a system below another: by the fact of the one above that names it, as it is and
as it was, and by its own fact that names the one above."""


def by_effect(
    saved: Lab, now: Lab, edited: Iterable[str], changed: Collection[str], told: Collection[str]
) -> list[Branch]:
    """The edited systems, and below them those of `told` that change, by the ways there are.

    A way leads through as few systems as can be that do not change; these are quiet. It may be one
    that was before the change. `changed` is all that changes. Costs what is around these systems.
    """
    roots = [*dict.fromkeys(edited)] or [*told]
    wanted = {*told}.difference(roots)
    through = _searched(saved, now, roots, wanted, changed)
    kept = dict.fromkeys(roots, "")
    below: dict[str, list[str]] = {}
    for id in sorted(wanted):
        at = id
        while at not in kept:
            parent, kept[at] = through.get(at, (roots[0], ""))
            below.setdefault(parent, []).append(at)
            at = parent
    waiting = [(root, 0) for root in reversed(roots)]
    found: list[Branch] = []
    while waiting:
        id, depth = waiting.pop()
        quiet = id not in changed and depth > 0
        found.append(Branch(id, depth, id, relation=kept[id], quiet=quiet))
        nearest = sorted(below.get(id, ()), key=lambda each: _order(saved, now, each), reverse=True)
        waiting += [(each, depth + 1) for each in nearest]
    return counted(found)


def _searched(
    saved: Lab, now: Lab, roots: Iterable[str], wanted: Collection[str], changed: Collection[str]
) -> dict[str, tuple[str, str]]:
    """What each system is reached from, and how: what changes is gone through first."""
    missing = {*wanted}
    found: dict[str, tuple[str, str]] = {}
    near, far = deque(roots), deque[str]()
    seen = {*near}
    searched = 0
    while missing and (near or far) and searched < MOST_SEARCHED:
        if not near:
            near, far = far, near
        at = near.popleft()
        for other, relation in _around(saved, now, at):
            searched += 1
            if other in seen:
                continue
            seen.add(other)
            found[other] = at, relation
            missing.discard(other)
            (near if other in changed else far).append(other)
    return found


def _around(saved: Lab, now: Lab, id: str) -> Iterator[tuple[str, str]]:
    """The systems next to one, and how they are related to it, now or before."""
    for lab, tense in ((now, 0), (saved, 1)):
        system = lab.systems.get(id)
        if system is not None:
            for key, other in system.references():
                if key in WAYS and other in lab.systems:
                    yield other, WAYS[key][tense]
            for other in sorted(lab.destinations.of(id)):
                yield other, WAYS["backs_up_to"][tense]
        for key, words in WAYS.items():
            for other in lab.references.by(key, id):
                yield other, words[2 + tense]
        for other in lab.destinations.by(id):
            yield other, WAYS["backs_up_to"][2 + tense]


def _order(saved: Lab, now: Lab, id: str) -> tuple[int, str]:
    """The worst first, then by name."""
    a = now.assessments.get(id)
    name = (now.systems if id in now.systems else saved.systems)[id].name
    return -(a.worst if a else 0), name.casefold()
