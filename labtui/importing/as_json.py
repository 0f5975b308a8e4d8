"""What an import found, as `labtui import --json` prints it."""

from __future__ import annotations

from typing import Any

from labtui.data.framework.sightings import Sighting
from labtui.data.framework.values import as_texts
from labtui.importers.found import Part
from labtui.importing.evidence import Observation
from labtui.importing.plan import Entry, Plan
from labtui.reports.as_json import plain

Json = dict[str, Any]


def plan_json(plan: Plan) -> Json:
    """Give what was found and what importing it does; ids in the order of the files."""
    return {
        "found": [_found(entry) for entry in plan.entries if entry.state != "never"],
        "new": [entry.id for entry in plan.new],
        "known": [entry.id for entry in plan.known],
        "changed": [
            {"id": entry.id, "key": one.key, "old": plain(one.stated), "new": plain(one.found)}
            for entry in plan.changed
            for one in entry.differences
        ],
        "completed": [{"id": entry.id, "keys": entry.answered} for entry in plan.completed],
        "moved": [entry.id for entry in plan.moved],
        "vanished": list(plan.vanished),
        "gone": list(plan.gone),
        "observed": [_observed(one) for one in plan.evidence.observations],
        "unmatched": [
            {
                "address": one.label,
                "where": Sighting((one.origin,)).told,
                "candidates": list(one.candidates),
            }
            for one in plan.evidence.unmatched
        ],
        "asked": [{"id": one.id, "question": one.text} for one in plan.evidence.questions],
        "skipped": [
            *({"path": skip.path, "reason": skip.reason} for skip in plan.finding.skips),
            *({"path": skip.path, "reason": skip.reason} for skip in plan.unread),
            *({"path": entry.thing.ref, "reason": "never wanted"} for entry in plan.unwanted),
        ],
        "unused": dict(plan.finding.unused.most_common()),
    }


def _found(entry: Entry) -> Json:
    thing, facts = entry.thing, entry.found
    return {
        "id": entry.id,
        "name": thing.name,
        "kind": thing.kind,
        "source": str(facts["source"]).partition(" ")[0],
        "path": thing.path,
        "runs_on": facts.get("runs_on"),
        "depends_on": list(as_texts(facts.get("depends_on"))),
        "backs_up_to": list(as_texts(facts.get("backs_up_to"))),
        "main": thing.main,
        "parts": [_part(part) for part in thing.parts],
        "questions": list(thing.questions),
        "facts": {key: plain(value) for key, value in facts.items()},
    }


def _observed(one: Observation) -> Json:
    return {
        "id": one.id,
        "key": one.key,
        "state": one.state,
        "old": None if one.stated is None else plain(one.stated),
        "new": None if one.found is None else plain(one.found),
        "where": [Sighting((origin,)).told for origin in one.origins],
    }


def _part(part: Part) -> Json:
    return {
        "service": part.service,
        "image": part.image,
        "path": part.path,
        "ports": list(part.ports),
        "depends_on": list(part.depends_on),
    }
