"""The twelve layers of a system, and who can be responsible for one (framework, section 2)."""

from typing import Literal, NamedTuple

from labtui.data.framework.shapes import NOT_APPLICABLE, NotApplicable

Layer = Literal[
    "hardware",
    "network",
    "hypervisor",
    "os",
    "firewall",
    "application",
    "updates",
    "backups",
    "recovery",
    "monitoring",
    "incidents",
    "access",
]


class _Layer(NamedTuple):
    label: str
    always_applicable: bool = False
    critical: bool = False
    self_hosted: bool = False


_TABLE: dict[Layer, _Layer] = {
    "hardware": _Layer("Hardware", always_applicable=True),
    "network": _Layer("Network"),
    "hypervisor": _Layer("Hypervisor"),
    "os": _Layer("Operating system"),
    "firewall": _Layer("Firewall", self_hosted=True),
    "application": _Layer("Application"),
    "updates": _Layer("Updates", self_hosted=True),
    "backups": _Layer("Backups", critical=True, self_hosted=True),
    "recovery": _Layer("Recovery", critical=True, self_hosted=True),
    "monitoring": _Layer("Monitoring", critical=True, self_hosted=True),
    "incidents": _Layer("Incident response", critical=True, self_hosted=True),
    "access": _Layer("Accounts and access", self_hosted=True),
}


LAYERS: dict[Layer, str] = {layer: row.label for layer, row in _TABLE.items()}
"""The layers with their labels, from the hardware up."""


ALWAYS_APPLICABLE = frozenset(layer for layer, row in _TABLE.items() if row.always_applicable)
"""Layers every system has; `n/a` is not a valid owner of them."""


CRITICAL_LAYERS = tuple(layer for layer, row in _TABLE.items() if row.critical)
"""Layers for which `nobody` is critical in production (section 6, `unowned-layer`)."""


LAYERS_OF_SELF_HOSTING = tuple(layer for layer, row in _TABLE.items() if row.self_hosted)
"""Layers a provider rarely covers on a self-hosted system (section 6, `responsibility-gap`)."""


Owner = Literal["you", "shared", "provider", "nobody"]


LayerAnswer = Owner | NotApplicable
"""What may be stated of a layer."""


OWNERS: dict[Owner, str] = {
    "you": "you do it",
    "shared": "you and the provider",
    "provider": "a company, employer or friend",
    "nobody": "counts as yours",
}
"""Who can be responsible for a layer, and what that means."""


LAYER_ANSWERS: tuple[LayerAnswer, ...] = (*OWNERS, NOT_APPLICABLE)


YOURS: frozenset[LayerAnswer | None] = frozenset({"you", "shared", "nobody"})
"""Owners that leave the layer with you: a layer nobody owns is your problem too (section 4)."""
