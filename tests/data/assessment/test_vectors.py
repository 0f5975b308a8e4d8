"""The framework's own vectors: random inventories and the answers to the letter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given

from labtui.data.analysis.impact import impact_of
from labtui.data.assessment.assessment import Assessment, Learning, Risk
from tests.data.assessment.reference import Reference
from tests.data.generate import labs, law
from tests.data.labs import TODAY, VECTORS, Raw, lab, vector_lab
from tests.rows import each_row


def _overlay(overlay: Learning | None) -> dict[str, str] | None:
    return overlay and {"base": overlay.base, "now": overlay.now}


def _risk(risk: Risk | None) -> dict[str, str] | None:
    return risk and {"base": risk.base, "now": risk.now, "proven": risk.proven}


def as_checked(a: Assessment) -> dict[str, Any]:
    """One system as `*.check.json` holds it."""
    return {
        "id": a.id,
        "level": a.level,
        "missing": a.missing,
        "role": a.role,
        "self_hosted": a.self_hosted,
        "production": a.production,
        "through": list(a.through),
        "verdict": a.verdict,
        "answers_when_broken": a.owner("recovery"),
        "answers_when_compromised": a.owner("incidents"),
        "assessed": a.assessed and {"date": a.assessed[0].isoformat(), "from": a.assessed[1]},
        "coverage": {"known": a.known, "relevant": a.relevant},
        "risk": _risk(a.risk),
        "learning": _overlay(a.learning),
        "findings": [
            {
                "rule": f.rule,
                "severity": f.severity,
                "accepted": f.accepted,
                "unproven": f.unproven,
            }
            for f in a.findings
        ],
    }


@each_row("path", VECTORS, ids=lambda path: path.stem)
def test_a_vector_is_assessed_to_the_letter(path: Path) -> None:
    read, ids = vector_lab(path)
    expected = json.loads(path.with_suffix(".check.json").read_text(encoding="utf-8"))

    found = [as_checked(read.assessments[id]) for id in ids if id in read.assessments]

    assert {"as_of": TODAY.isoformat(), "systems": found} == expected


@each_row("path", VECTORS, ids=lambda path: path.stem)
def test_the_loss_of_each_system_is_told_to_the_letter(path: Path) -> None:
    read, _ = vector_lab(path)
    expected = json.loads(path.with_suffix(".impact.json").read_text(encoding="utf-8"))

    found = [impact_of(read, each["id"])._asdict() for each in expected]

    assert json.loads(json.dumps(found)) == expected


@law
@given(labs())
def test_any_lab_is_assessed_as_the_framework_reads(raws: list[Raw]) -> None:
    reference, read = Reference(raws, TODAY), lab(*raws)

    for id in reference.systems:
        if not reference.retired(id):
            assert as_checked(read.assessments[id]) == reference.checked(id)
            assert json.loads(json.dumps(impact_of(read, id)._asdict())) == reference.impact(id)


def test_the_vectors_are_there() -> None:
    assert len(VECTORS) == 104
