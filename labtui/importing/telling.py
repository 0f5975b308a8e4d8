"""What an import writes besides the facts of things: what it saw, and what it confirmed changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from labtui.data.assessment.models import Changes, Event, System
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import Shape, Value
from labtui.data.framework.sightings import IN_PART, Origin, Sighting
from labtui.data.framework.values import as_texts
from labtui.importing.evidence import BACKED_UP, MONITORED, Observation
from labtui.importing.picked import Picked
from labtui.importing.plan import Plan, said
from labtui.text.wording import join_words


class Telling:
    """The facts, sightings and events that importing a plan writes on a day."""

    def __init__(
        self, plan: Plan, picked: Picked, systems: Mapping[str, System], today: date
    ) -> None:
        """Begin with nothing."""
        self._plan = plan
        self._picked = picked
        self._systems = systems
        self._today = today
        self._confirmed: dict[str, list[str]] = {}
        """By id, in words what was picked of what changed."""
        self.new: dict[str, Changes] = {}
        self.changes: dict[str, Changes] = {}
        self.seen: dict[str, dict[str, str | None]] = {}
        self.events: dict[str, Event] = {}

    def add(self, new: Mapping[str, Changes], changes: Mapping[str, Changes]) -> None:
        """Add the facts of things, and what follows from what was picked."""
        self.new, self.changes = {**new}, {**changes}
        self._add_differences()
        self._add_parts()
        for one in self._plan.evidence.observations:
            if words := self._observe(one):
                self._confirmed.setdefault(one.id, []).append(words)
        self._ask()
        for id in self._plan.gone:
            self._see(id, "source", Sighting((), self._today))
        for id in self._plan.back:
            self._see(id, "source", None)
        for id, told in self._confirmed.items():
            self.changes[id] = {**self.changes.get(id, {}), "changed": self._today}
            self.events[id] = Event(self._today, "changed", "; ".join(told))

    def _ask(self) -> None:
        """Note what is asked now, beside what was asked before."""
        asked: dict[tuple[str, str], list[Origin]] = {}
        for one in self._plan.evidence.questions:
            asked.setdefault((one.id, one.key), []).extend(one.origins)
        for (id, key), origins in asked.items():
            said = self._systems[id].seen.get(key, "") if id in self._systems else ""
            before = Sighting.parse(said).origins
            value = IN_PART if key == BACKED_UP else ""
            every = tuple(dict.fromkeys((*before, *origins)))
            self._see(id, key, Sighting(every, self._today, value))

    def _add_differences(self) -> None:
        """Note what was picked of what things say now, and what was not taken."""
        for entry in self._plan.changed:
            origin = Origin.parse(str(entry.found["source"]))
            for one in entry.differences:
                if entry.id in self._picked.updated:
                    words = change_words(one.key, one.stated, one.found, self._systems)
                    self._confirmed.setdefault(entry.id, []).append(words)
                    self._see(entry.id, one.key, None)
                elif (entry.id, one.key) in self._picked.kept and origin is not None:
                    self._keep(entry.id, one.key, (origin,), one.found)

    def _add_parts(self) -> None:
        """Note what was one container, and is an app with parts now."""
        for entry in self._plan.completed:
            found = as_texts(entry.facts.get("parts"))
            system = self._systems.get(entry.id)
            if found and system is not None and "source" in system.facts:
                words = change_words("parts", (entry.thing.main,), found, self._systems)
                self._confirmed.setdefault(entry.id, []).append(words)

    def _observe(self, one: Observation) -> str:
        """Write what a check or job shows, if it may; gives in words what was confirmed."""
        if one.id not in self._systems and one.id not in self.new:
            return ""
        at = one.id, one.key
        observed, kept = self._picked.observed, self._picked.kept
        if one.state == "lost":
            if at in kept or at in observed:
                self._see(*at, Sighting(one.left, self._today) if one.left else None)
            if at not in observed:
                return ""
            self._set(one, one.found)
            return change_words(one.key, one.stated, one.found, self._systems)
        is_offered = one.state == "differs" and at not in observed
        if is_offered or (one.state == "answers" and at in kept):
            if at in kept:
                self._keep(*at, one.origins, one.found)
            return ""
        value = self._there(one)
        if one.state != "agrees":
            if value in (None, one.stated):
                return ""
            self._set(one, value)
        self._see(*at, Sighting(one.origins, self._today))
        if one.state == "differs":
            return change_words(one.key, one.stated, value, self._systems)
        return ""

    def _there(self, one: Observation) -> Value | None:
        """Give what an observation shows without systems that are not added."""
        if not isinstance(one.found, tuple):
            return one.found
        there = {*self._systems, *self.new, *as_texts(one.stated)}
        return tuple(id for id in one.found if id in there) or None

    def _set(self, one: Observation, value: Value | None) -> None:
        place = self.new if one.id in self.new else self.changes
        place[one.id] = {**place.get(one.id, {}), one.key: value}

    def _keep(self, id: str, key: str, origins: tuple[Origin, ...], found: Value | None) -> None:
        if found is not None:
            self._see(id, key, Sighting(origins, self._today, said(found)))

    def _see(self, id: str, key: str, sighting: Sighting | None) -> None:
        """Write where a fact was seen, unless that says so already on another day."""
        system = self._systems.get(id)
        if not key or (system is None and id not in self.new):
            return
        stated = system.seen.get(key) if system is not None else None
        before = Sighting.parse(stated) if stated is not None else None
        if sighting is not None and before is not None:
            same = set(before.origins) == set(sighting.origins) and before.value == sighting.value
            if same:
                return
        if sighting is not None or before is not None:
            self.seen.setdefault(id, {})[key] = str(sighting) if sighting is not None else None


def change_words(
    key: str, stated: Value | None, found: Value | None, systems: Mapping[str, System]
) -> str:
    """Say in words what changed: `moved to node 2`, `new part redis`."""
    if key == MONITORED:
        return "monitored now" if found else "no longer monitored"
    if key == "runs_on" and isinstance(found, str):
        return f"moved to {_name(found, systems)}"
    fact = FACTS[key]
    before, after = as_texts(stated), as_texts(found)
    if isinstance(stated, tuple) or isinstance(found, tuple):
        more = [one for one in after if one not in before]
        less = [one for one in before if one not in after]
        return ", ".join(_list_words(fact, more, less, systems))
    return f"{fact.label.lower()} now {found}"


def _list_words(
    fact: Fact, more: list[str], less: list[str], systems: Mapping[str, System]
) -> Iterator[str]:
    if fact.shape is Shape.REFERENCES:
        more, less = ([_name(id, systems) for id in ids] for ids in (more, less))
    label = "backed up to" if fact.key == BACKED_UP else fact.label.lower()
    if fact.key == "parts":
        label = "part" if len(more) == 1 else "parts"
        if more:
            yield f"new {label} {join_words(more)}"
        if less:
            yield f"{join_words(less)} no longer a part"
        return
    if more:
        yield f"now {label} {join_words(more)}"
    if less:
        yield f"no longer {label} {join_words(less)}"


def _name(id: str, systems: Mapping[str, System]) -> str:
    return systems[id].name if id in systems else id
