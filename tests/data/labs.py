"""Labs for tests: raw tables as TOML gives them, read and assessed as of one fixed day."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import EvaluationContext, Settings, System
from labtui.data.assessment.reading import Reading, read_settings, read_system
from labtui.data.assessment.rules import RULE_IDS
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.practices import PRACTICES
from labtui.data.framework.questions import QUESTIONS

TODAY = date(2026, 11, 21)
EVALUATION = EvaluationContext(TODAY)

VECTORS = sorted(Path(__file__).with_name("vectors").glob("*.toml"))

Raw = dict[str, Any]


def days_ago(days: int) -> date:
    """A day relative to the day all tests assess by; negative for one that is in the future."""
    return TODAY - timedelta(days=days)


def raw(id: str, **facts: object) -> Raw:
    """The raw table of a system whose name is its id."""
    return {"id": id, "name": id, **facts}


def reading(raw: Mapping[str, Any]) -> Reading:
    """What is read of one raw table."""
    return read_system(raw, RULE_IDS, TODAY)


def system(raw: Mapping[str, Any]) -> System:
    """The system a raw table describes; it must have a valid id."""
    found = reading(raw).system
    assert found is not None, raw
    return found


def lab(*raws: Mapping[str, Any], evaluation: EvaluationContext = EVALUATION) -> Lab:
    """The lab of some raw tables."""
    return Lab([system(raw) for raw in raws], evaluation)


def assessed(*raws: Mapping[str, Any], evaluation: EvaluationContext = EVALUATION) -> Assessment:
    """The assessment of the first of some raw tables, the others around it."""
    return lab(*raws, evaluation=evaluation).assessments[raws[0]["id"]]


def vector_lab(path: Path) -> tuple[Lab, list[str]]:
    """The lab of one vector, and its ids in the order of the file."""
    top = tomllib.loads(path.read_text(encoding="utf-8"))
    systems: dict[str, System] = {}
    for raw in top.pop("systems"):
        found = system(raw)
        systems.setdefault(found.id, found)
    settings, problems = read_settings(top)
    assert problems == ()
    return Lab(systems.values(), EvaluationContext(TODAY, settings)), list(systems)


def all_settings(**days: int) -> EvaluationContext:
    """The usual day, other day counts."""
    return EvaluationContext(TODAY, Settings(**days))


def owners(owner: str = "you", **other: str) -> dict[str, str]:
    """All twelve layers with one owner, but for those named."""
    return {**dict.fromkeys(LAYERS, owner), **other}


def practices(value: str = "yes", **other: str) -> dict[str, str]:
    """All six practices with one value, but for those named."""
    return {**dict.fromkeys(PRACTICES, value), **other}


def smell_test(answer: str = "yes", days: int | None = 10, **other: str) -> Raw:
    """All five answers, but for those named, given so many days ago; undated with None."""
    dated = {} if days is None else {"date": days_ago(days)}
    return {**dated, **dict.fromkeys(QUESTIONS, answer), **other}


def state(lab: Lab) -> dict[str, Any]:
    """All that a lab says of its systems, independent of what happens to the lab later."""
    return {
        "systems": dict(lab.systems),
        "assessments": dict(lab.assessments),
        "named by": {id: set(lab.references.to(id)) for id in lab.systems},
        "effective": {id: dict(lab.effective(id)) for id in lab.systems},
        "needs": {id: lab.reliance.needs(id) for id in lab.systems},
        "needed by": {id: set(lab.reliance.needed_by(id)) for id in lab.systems},
        "cycles": {id: lab.cycles.loop(id) for id in lab.systems},
        "recovery loops": {id: lab.recovery.loop(id) for id in lab.systems},
        "destinations": {id: lab.destinations.of(id) for id in lab.systems},
        "backed up by": {id: lab.destinations.by(id) for id in lab.systems},
    }
