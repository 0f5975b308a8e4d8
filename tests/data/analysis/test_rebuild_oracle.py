"""The rebuild order of small labs, held against every order there is.

What a system needs is written down once more from the issue's words: it has to find what it runs
on, depends on, recovers with and is restored from; of a group, and of several places of its
backups, one is enough; loops have a way out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from labtui.data.analysis.rebuild import Rebuild, rebuild_order
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.lab import Lab
from tests.data.generate import law
from tests.data.labs import EVALUATION, Raw, owners, system

IDS = "abcdef"

Need = frozenset[str]
"""Systems of which one has to be back."""


def small_system(rng: Random, id: str, ids: str) -> Raw:
    """A system that says what it needs, often too much."""
    chance = rng.choice((0.1, 0.2, 0.4))

    def some() -> list[str]:
        return [other for other in ids if rng.random() < chance]

    raw: Raw = {"id": id, "name": id}
    if (owner := rng.choice(("you", "you", "provider", ""))) != "":
        raw["owners"] = owners(owner)
    for key in ("depends_on", "recovers_with", "backs_up_to"):
        if rng.random() < 0.7:
            raw[key] = some()
    for key, likely in (("runs_on", 0.5), ("member_of", chance)):
        if rng.random() < likely:
            raw[key] = rng.choice(ids)
    if rng.random() < 0.3:
        raw["evidence"] = {"offline_recovery": True}
    raw["holds"] = rng.choice(("nothing", "originals", "originals"))
    raw["status"] = rng.choice((*["active"] * 8, "planned", "retired"))
    return raw


def small_labs() -> st.SearchStrategy[list[Raw]]:
    """Labs of up to six systems, groups and loops among them."""
    return st.lists(st.integers(0, 2**32), min_size=1, max_size=len(IDS)).map(
        lambda seeds: [
            small_system(Random(f"{id} {seed}"), id, IDS[: len(seeds)])
            for id, seed in zip(IDS, seeds, strict=False)
        ]
    )


# --- in the words of the issue


def stopped(found: Lab, lost: str) -> set[str]:
    """What stops with a system: what needs it to run, and groups without a member left."""
    gone = {lost}
    for _ in found.systems:
        for id in active(found):
            one = found.systems[id]
            members = members_of(found, id)
            if {one.runs_on, *one.depends_on} & gone or (members and members <= gone):
                gone.add(id)
    return gone


def destroyed(found: Lab, lost: str, gone: set[str]) -> set[str]:
    """What loses its data with a system: what runs on it, and groups it carried all of."""
    dead = {lost}
    for _ in found.systems:
        for id in gone:
            members = members_of(found, id)
            if found.systems[id].runs_on in dead or (members and members <= dead):
                dead.add(id)
    return dead


def active(found: Lab) -> set[str]:
    return {id for id, one in found.systems.items() if one.active}


def members_of(found: Lab, group: str) -> set[str]:
    return {id for id in active(found) - {group} if found.systems[id].member_of == group}


def needs(found: Lab, id: str, down: set[str], *, anew: bool, burnt: set[str]) -> Iterator[Need]:
    """What a system needs, as far as nothing of it is there.

    What has to be made `anew` needs more, and is not restored from copies that are `burnt`.
    """
    one = found.systems[id]
    wanted = [{one.runs_on}, *({at} for at in one.depends_on), members_of(found, id)]
    if anew:
        if not one.recovers_offline:
            wanted += [{at} for at in one.recovers_with]
        if one.keeps_something:
            wanted.append(copies(found, id) - burnt)
    for each in wanted:
        there = {at for at in each if at in active(found) and at != id}
        if there and there <= down:
            yield frozenset(there)


def copies(found: Lab, id: str) -> set[str]:
    """Where its backups are."""
    return active(found) & {*found.assessments[id].texts("backs_up_to")} - {id}


def never_back(found: Lab) -> set[str]:
    """What has nothing to be restored from, as all that its backups are on has nothing either."""
    known = {id for id in active(found) if is_known_to_need_copies(found, id)}
    back = active(found) - known
    for _ in found.systems:
        back |= {id for id in known if copies(found, id) & back}
    return known - back


def is_known_to_need_copies(found: Lab, id: str) -> bool:
    a = found.assessments[id]
    needed = "backs_up_to" in relevant(a) or (a.level is None and a.system.keeps_something)
    return needed and a.value("backs_up_to") is not None


# --- every order there is


def is_order(order: tuple[str, ...], wants: dict[str, set[Need]]) -> bool:
    """True if each system finds what it needs among those before it."""
    return all(each & {*order[:at]} for at, id in enumerate(order) for each in wants[id])


def earliest(wants: dict[str, set[Need]]) -> dict[str, int]:
    """The least step of each system in all orders; empty where there is no order."""
    least: dict[str, int] = {}
    for order in permutations(wants):
        if not is_order(order, wants):
            continue
        step: dict[str, int] = {}
        for id in order:
            met = [min(step[at] for at in each if at in step) for each in wants[id]]
            step[id] = 1 + max(met, default=0)
            least[id] = min(step[id], least.get(id, step[id]))
    return least


def steps_of(rebuild: Rebuild) -> dict[str, int]:
    """The number of the step of each system that is no service."""
    rebuilt = [step for step in rebuild.steps if not step.services]
    return {id: number for number, step in enumerate(rebuilt, 1) for id in step.systems}


@law
@given(small_labs(), st.integers(0, len(IDS) - 1), st.booleans())
def test_every_order_is_one_that_brute_force_finds(raws: list[Raw], which: int, one: bool) -> None:
    found = Lab({raw["id"]: system(raw) for raw in raws}.values(), EVALUATION)
    everything = active(found)
    lost = raws[which % len(raws)]["id"] if one else None
    if lost is not None and lost not in everything:
        return
    gone = everything if lost is None else stopped(found, lost)
    dead = everything if lost is None else destroyed(found, lost, gone)
    burnt = never_back(found) if lost is None else dead
    down = {id for id in gone if found.assessments[id].level != "0"}

    rebuild = rebuild_order(found, [*found.systems], lost)
    steps = steps_of(rebuild)
    assert {id for step in rebuild.steps for id in step.systems} == gone
    assert steps.keys() == down

    wants = {id: {*needs(found, id, down, anew=id in dead, burnt=burnt)} for id in steps}
    missed = {
        id: {each for each in wants[id] if min(steps[at] for at in each) >= steps[id]}
        for id in steps
    }
    held_up = {each.id for s in rebuild.steps for each in s.blocked_by if each.why == "loop"}
    assert held_up == {id for id in steps if missed[id]}
    # Nothing is done without where there is an order in which all find what they need.
    assert bool(held_up) == (down != set() and not earliest(wants))
    # Without what is done without, it is an order, and each comes as early as in any other.
    assert steps == earliest({id: wants[id] - missed[id] for id in steps})

    unrecoverable = {
        id
        for id in down & dead
        if is_known_to_need_copies(found, id) and not copies(found, id) - burnt
    }
    assert {*rebuild.unrecoverable} == unrecoverable
