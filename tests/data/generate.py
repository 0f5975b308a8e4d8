"""Random labs as raw tables: every fact there is, loops, strangers, groups, histories.

Hypothesis draws one seed a system and one a change, and so shrinks to few systems and few
changes; what a system states comes of its seed, which is much quicker than a draw for each fact.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Sequence
from random import Random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from labtui.data.assessment.rules import RULE_IDS
from labtui.data.framework.events import EVENTS
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import ENTRIES, FACTS
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.shapes import Shape
from tests.data.labs import Raw, days_ago, owners

law = settings(max_examples=int(os.environ.get("LABTUI_EXAMPLES", "60")))
"""How often to try to break a law; LABTUI_EXAMPLES=5000 for a night's run."""

IDS = ("a", "b", "c", "d", "e", "f", "g", "h")
GHOST = "ghost"
"""An id that no system of a random lab has."""

_RULES = sorted(RULE_IDS)
_DAYS = (0, 1, -1, 10, 44, 45, 46, 179, 180, 181, 364, 365, 366, 1000)
_TEXTS = ("one", "two", "", "[red]three[/]")
_PRESETS: tuple[dict[str, str], ...] = (
    {},
    owners(),
    owners("provider"),
    owners(hardware="provider", network="provider"),
    owners("provider", application="you", access="you"),
)
_CHANCES = (0.05, 0.15, 0.35, 0.7)


def _some(rng: Random, values: Sequence[str]) -> list[str]:
    return [rng.choice(values) for _ in range(rng.randint(0, 2))]


def value(rng: Random, fact: Fact, ids: Sequence[str]) -> Any:
    """A valid value of a fact."""
    choices, references = tuple(fact.choices or ()), (*ids, GHOST)
    day = days_ago(rng.choice(_DAYS))
    return {
        Shape.TEXT: lambda: rng.choice(_TEXTS),
        Shape.TEXTS: lambda: _some(rng, _TEXTS),
        Shape.REFERENCE: lambda: rng.choice(references),
        Shape.REFERENCES: lambda: _some(rng, references),
        Shape.CHOICE: lambda: rng.choice(choices),
        Shape.CHOICES: lambda: _some(rng, choices),
        Shape.PERCENT: lambda: rng.choice((0, 9, 10, 100)),
        Shape.DATE: lambda: day,
        Shape.DATE_OR_NEVER: lambda: rng.choice((day, day, day, "never")),
        Shape.BOOLEAN: lambda: rng.choice((True, False)),
        Shape.BOOLEAN_OR_NA: lambda: rng.choice((True, False, "n/a")),
    }[fact.shape]()


def put(raw: Raw, key: str, given: Any) -> None:
    """State a fact by its dotted key."""
    *tables, last = key.split(".")
    for table in tables:
        raw = raw.setdefault(table, {})
    raw[last] = given


def drop(raw: Raw, key: str) -> None:
    """State a fact no longer."""
    *tables, last = key.split(".")
    for table in tables:
        raw = raw.get(table, {})
    raw.pop(last, None)


def entry(rng: Random, name: str, ids: Sequence[str]) -> Raw:
    """One valid entry of a history, or one acceptance."""
    found = {inner: value(rng, fact, ids) for inner, fact in ENTRIES[name].items()}
    if name == "accepted":
        return {**found, "rule": rng.choice(_RULES)}
    return {**found, "event": rng.choice(list(EVENTS)), "level": rng.choice(list(LEVELS))}


def raw_system(rng: Random, id: str, ids: Sequence[str]) -> Raw:
    """A system that states some of all facts."""
    raw: Raw = {"id": id, "name": id.upper(), "owners": dict(rng.choice(_PRESETS))}
    chance = rng.choice(_CHANCES)
    for key, fact in FACTS.items():
        if key not in {"id", "name"} and rng.random() < chance:
            put(raw, key, value(rng, fact, ids))
    for name in ENTRIES:
        raw[name] = [entry(rng, name, ids) for _ in range(rng.randint(0, 2))]
    if rng.random() < 0.8 and raw.get("status") == "retired":
        del raw["status"]
    return raw


def edited(rng: Random, raw: Raw, ids: Sequence[str]) -> Raw:
    """The same system, with one or two facts changed, first stated or dropped."""
    raw = copy.deepcopy(raw)
    keys = [key for key in FACTS if key != "id"]
    telling = ["status", "purpose", "relied_on_for", "runs_on", "member_of", "depends_on"]
    telling += ["backs_up_to", "recovers_with", "access_to", "holds", "site"]
    telling += ["smell_test.date", "evidence.monitored", "owners.os", "owners.backups"]
    for _ in range(rng.randint(1, 2)):
        key = rng.choice(rng.choice((telling, keys)))
        if rng.random() < 0.3:
            drop(raw, key)
        else:
            put(raw, key, value(rng, FACTS[key], ids))
    return raw


Step = dict[str, Raw | None]
"""Systems put in, replaced, or with None taken out, all at once."""


def step(rng: Random, now: dict[str, Raw], ids: Sequence[str], most: int) -> Step:
    """A change of up to so many systems; what is taken out may not even be there."""
    changes: Step = {}
    for id in rng.sample(list(ids), rng.randint(1, min(most, len(ids)))):
        kind = rng.random()
        if id in now and kind < 0.6:
            changes[id] = edited(rng, now[id], ids)
        elif kind < 0.75:
            changes[id] = None
        else:
            changes[id] = raw_system(rng, id, ids)
    return changes


_seeds = st.integers(0, 2**32)


def _lab(seeds: Sequence[int]) -> list[Raw]:
    ids = IDS[: len(seeds) + 1]
    return [
        raw_system(Random(f"{id} {seed}"), id, ids) for id, seed in zip(IDS, seeds, strict=False)
    ]


def labs(least: int = 0) -> st.SearchStrategy[list[Raw]]:
    """Labs of up to eight systems."""
    return st.lists(_seeds, min_size=least, max_size=len(IDS)).map(_lab)


def followed(now: dict[str, Raw], changes: Step) -> None:
    """Take a step."""
    for id, raw in changes.items():
        now.pop(id, None)
        if raw is not None:
            now[id] = raw


def _walk(seeds: Sequence[int], step_seeds: Sequence[int]) -> tuple[list[Raw], list[Step]]:
    raws = _lab(seeds)
    now = {raw["id"]: raw for raw in raws}
    steps = []
    for seed in step_seeds:
        steps.append(step(Random(seed), now, IDS[: max(len(seeds), 2)], 3))
        followed(now, steps[-1])
    return raws, steps


def walks() -> st.SearchStrategy[tuple[list[Raw], list[Step]]]:
    """A lab, and changes to make to it one after the other."""
    return st.builds(
        _walk, st.lists(_seeds, max_size=len(IDS)), st.lists(_seeds, min_size=1, max_size=8)
    )
