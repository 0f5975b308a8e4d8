"""The twelve layers of a system, and who can be responsible for one (framework, section 2)."""

from __future__ import annotations

from typing import Final

LAYERS = {
    "hardware": "Hardware",
    "network": "Network",
    "hypervisor": "Hypervisor",
    "os": "Operating system",
    "firewall": "Firewall",
    "application": "Application",
    "updates": "Updates",
    "backups": "Backups",
    "recovery": "Recovery",
    "monitoring": "Monitoring",
    "incidents": "Incident response",
    "access": "Access control",
}
"""The twelve layers somebody answers for, from the metal up (framework, section 2)."""


OWNERS = {
    "you": "you answer for it",
    "shared": "you and the provider do",
    "provider": "the provider answers for it",
    "nobody": "nobody does, so it is still your problem",
}
"""Who can answer for a layer, and what that means."""


NOT_APPLICABLE: Final = "n/a"


ALWAYS_APPLICABLE = frozenset({"hardware", "os", "application"})
"""Layers every system has; `n/a` is no answer for them."""


YOURS = frozenset({"you", "shared", "nobody"})
"""A layer nobody answers for is still its owner's problem (framework, section 4)."""


LAYERS_THAT_HURT = ("backups", "recovery", "monitoring", "incidents")
"""Where `nobody` is worst (framework, section 6, `unowned-layer`)."""


LAYERS_OF_SELF_HOSTING = (
    "firewall",
    "updates",
    "backups",
    "recovery",
    "monitoring",
    "incidents",
    "access",
)
"""What a provider rarely does for a self-hosted system (section 6, `responsibility-gap`)."""
