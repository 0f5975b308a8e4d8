"""Rules about who answers for what."""

from __future__ import annotations

from labtui.data.assessment.rules import RULES
from labtui.data.framework.layers import LAYERS
from tests.data.assessment.rules.cases import (
    ALL,
    IN_ORDER,
    NAS,
    NEVER,
    SELF,
    C,
    Case,
    N,
    W,
    at,
    says,
)
from tests.data.labs import TODAY, assessed
from tests.rows import each_row

CASES = [
    Case("level-undetermined", {}, at("?", C, W), unproven=True),
    Case("level-undetermined", {"owners.network": "you"}, at("?", C, W), unproven=True),
    *(
        Case("unowned-layer", {f"owners.{layer}": "nobody"}, at(ALL, C, W))
        for layer in ("recovery", "incidents")
    ),
    # What has a finding of its own does not count twice.
    *(
        Case("unowned-layer", {layer: "nobody"}, at("?01", C, W) | at("3", None, W))
        for layer in ("owners.backups", "owners.monitoring")
    ),
    *(
        Case("unowned-layer", {**IN_ORDER, layer: "nobody"}, at(ALL, C, W), (NAS,))
        for layer in ("owners.backups", "owners.monitoring")
    ),
    Case(
        "unowned-layer",
        {"owners.monitoring": "nobody", "evidence.monitored": True},
        at("?013", C, W),
    ),
    Case(
        "unowned-layer",
        {**IN_ORDER, "evidence.monitored": False, "owners.backups": "nobody"},
        at("?013", C, W),
        (NAS,),
    ),
    Case(
        "unowned-layer",
        {**IN_ORDER, "evidence.restore_tested": "never", "owners.backups": "nobody"},
        at("?01", C, W) | at("3", None, W),
        (NAS,),
    ),
    Case("unowned-layer", {"owners.backups": "nobody", "holds": "copies"}, at("?01", C, None)),
    Case(
        "unowned-layer",
        {
            "owners.backups": "nobody",
            "accepted": [{"rule": rule, "until": TODAY} for rule in ("no-backups", "renting-risk")],
        },
        at("?01", C, W) | at("3", None, W),
    ),
    *(
        Case("unowned-layer", {f"owners.{layer}": "nobody"}, at(ALL, W, W))
        for layer in ("network", "hypervisor", "firewall", "updates", "access")
    ),
    Case(
        "unowned-layer",
        {"owners.network": "nobody", "owners.backups": "nobody"},
        at("?01", C, W) | at("23", W, W),
    ),
    Case("unowned-layer", {"owners.backups": "n/a"}, NEVER),
    *(
        Case("responsibility-gap", {f"owners.{layer}": "provider"}, at(SELF, W, N))
        for layer in (
            "firewall",
            "updates",
            "backups",
            "recovery",
            "monitoring",
            "incidents",
            "access",
        )
    ),
    *(
        Case("responsibility-gap", {f"owners.{layer}": "provider"}, NEVER)
        for layer in ("network", "hypervisor")
    ),
    Case("responsibility-gap", {"owners.backups": "shared"}, NEVER),
]


@each_row("case", CASES, ids=str)
def test_a_row_holds_where_the_framework_says(case: Case) -> None:
    assert case.severities() == case.expected


@each_row("layer", ["os", "hardware", "application"])
def test_the_layer_that_is_missing_is_named(layer: str) -> None:
    stated = {"os": {}, "hardware": {"os": "you"}, "application": {"os": "provider"}}[layer]

    text = says("level-undetermined", {"owners": stated})

    assert LAYERS[layer].lower() in text.lower()
    a = assessed({"id": "it", "owners": stated})
    assert next(iter(RULES["level-undetermined"].facts(a))) == f"owners.{layer}"


def test_the_layers_are_named() -> None:
    text = says("unowned-layer", {"owners": {"backups": "nobody", "network": "nobody"}})
    assert "network and backups" in text
