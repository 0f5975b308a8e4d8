"""The framework's own vectors: random inventories and the answers to the letter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from labtui.data.assessment.assessment import Assessment, Overlay
from tests.data.labs import TODAY, VECTORS, vector_lab


def _overlay(overlay: Overlay | None) -> dict[str, str] | None:
    return overlay and {"base": overlay.base, "now": overlay.now}


def _as_checked(a: Assessment) -> dict[str, Any]:
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
        "risk": _overlay(a.risk),
        "learning": _overlay(a.learning),
        "findings": [
            {"rule": f.rule, "severity": f.severity, "accepted": f.accepted} for f in a.findings
        ],
    }


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_vector_is_assessed_to_the_letter(path: Path) -> None:
    lab, ids = vector_lab(path)
    expected = json.loads(path.with_suffix(".check.json").read_text(encoding="utf-8"))

    found = [_as_checked(lab.assessments[id]) for id in ids if id in lab.assessments]

    assert {"as_of": TODAY.isoformat(), "systems": found} == expected


def test_the_vectors_are_there() -> None:
    assert len(VECTORS) == 60
