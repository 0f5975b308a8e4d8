"""What a person picked and decided in the preview of an import, step by step."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from labtui.data.framework.templates import TEMPLATES
from labtui.importing.picked import Picked
from labtui.importing.plan import Plan
from labtui.widgets.lines.importing import seen_key, whose_key

Start = Literal["hosts", "templates"]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was picked and decided; things are named by their refs."""

    picked: frozenset[str] = frozenset()
    apps: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The apps that services were put into, see `regrouped`."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    """What the new systems run on, and how they start."""
    never: frozenset[tuple[str, str]] = frozenset()
    """What is not wanted, by kind of source, see `Source.never`."""
    whose: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """By kind of source and address, the ids of systems that checks and jobs are about."""
    kept: frozenset[str] = frozenset()
    """The rows of what changed that stay as the inventory has them."""

    def start_of(self, ref: str) -> str:
        """Say how a new system starts, and on which host; empty if nothing was decided."""
        template, host = self.templates.get(ref), self.hosts.get(ref)
        said = [TEMPLATES[template].label] if template else []
        return ", ".join([*said, f"on {host}"] if host else said)

    def of(self, plan: Plan) -> Picked:
        """Give what to import of a plan."""
        ids = {entry.thing.ref: entry.id for entry in plan.new if entry.thing.ref in self.picked}
        kept = [
            (entry.id, one.key)
            for entry in plan.changed
            for one in entry.differences
            if entry.thing.ref in self.kept
        ]
        seen = plan.evidence.of("answers", "differs", "lost")
        offered = {seen_key(one): (one.id, one.key) for one in seen}
        return Picked(
            list(ids.values()),
            [entry.id for entry in plan.changed if entry.thing.ref in self.picked],
            [at for key, at in offered.items() if key in self.picked],
            kept + [at for key, at in offered.items() if key in self.kept],
            templates={ids[ref]: said for ref, said in self.templates.items() if ref in ids},
            hosts={ids[ref]: said for ref, said in self.hosts.items() if ref in ids},
        )


class Steps:
    """The decisions as they are, and as they were before each step."""

    def __init__(self, first: Decisions) -> None:
        """Begin with what is picked before a person decided anything."""
        self.now = first
        self._first = first
        self._before: list[tuple[str | None, Decisions]] = []

    @property
    def is_decided(self) -> bool:
        """True if something would have to be decided again."""
        return self.now != self._first

    def take(self, at: str | None, **changes: Any) -> None:
        """Decide something; `at` is the ref that the cursor is on."""
        after = replace(self.now, **changes)
        if after != self.now:
            self._before.append((at, self.now))
            self.now = after

    def start(self, at: str | None, kind: Start, refs: Collection[str], said: str) -> None:
        """Decide the template or the host of new systems; an empty text takes it back."""
        now: Mapping[str, str] = getattr(self.now, kind)
        rest = {ref: one for ref, one in now.items() if ref not in refs}
        self.take(at, **{kind: {**rest, **dict.fromkeys(refs, said)} if said else rest})

    def undo(self) -> tuple[bool, str | None]:
        """Take back the last step; says if there was one, and where the cursor was."""
        if not self._before:
            return False, None
        at, self.now = self._before.pop()
        return True, at


def never_of(plan: Plan) -> frozenset[tuple[str, str]]:
    """Give what is not wanted, by kind of source, as a plan has it."""
    return frozenset((one.source, place) for one in plan.sources for place in one.never)


def refused_by(plan: Plan, key: str) -> tuple[str, str] | None:
    """Give what is not wanted if the row of a key is not: its kind of source, and its place.

    None for a row that is always shown.
    """
    for entry in plan.entries:
        if entry.thing.ref == key and entry.state != "known":
            return str(entry.found["source"]).partition(" ")[0], entry.place
    for one in (*plan.evidence.unmatched, *plan.evidence.unwanted):
        if whose_key(one) == key:
            return one.origin.source, one.label
    return None
