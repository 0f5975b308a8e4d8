"""The responsibility framework as data: levels, layers, practices, questions, scales, templates.

A person can read the framework here and find each row of its tables again. What these mean for one
system is worked out in `assessment`; which findings follow stands in `rules`.
"""

from __future__ import annotations

from dataclasses import dataclass

RISKS = ("Low", "Medium", "Medium–High", "High", "Critical")
"""Risk by rank: `RISKS[rank - 1]` (framework, section 7)."""

CONTROLLED_HIGH = "Controlled High"
"""How rank 4 reads for a level 3a that is contained."""

LEARNING = ("Low", "Medium", "High", "Very High")
"""Learning by rank: `LEARNING[rank - 1]` (framework, section 7)."""

MODERATE = "Moderate"
"""How learning reads where reliability comes first; it ranks 2, like Medium."""


@dataclass(frozen=True, slots=True)
class Level:
    """One row of the responsibility matrix (framework, section 1)."""

    id: str
    environment: str
    hardware: str
    services: str
    backups: str
    purpose: str
    risk: int
    """Base risk, as a rank."""
    risk_word: str
    learning: int
    """Base learning, as a rank."""
    learning_word: str
    asks: str
    """What stays with the owner at this level."""
    mistake: str
    """What people at this level tell themselves."""


LEVELS = {
    level.id: level
    for level in (
        Level(
            "0",
            "SaaS",
            "vendor",
            "you (settings only)",
            "vendor",
            "consumption",
            1,
            "Low",
            1,
            "Low",
            "Accounts, MFA, who may do what, and knowing where the data is, how it is backed up "
            "and how to get it out.",
            "Believing that someone else's software is someone else's responsibility.",
        ),
        Level(
            "1",
            "Managed platform",
            "vendor",
            "you (apps)",
            "vendor",
            "partial control",
            2,
            "Medium",
            2,
            "Medium",
            "The application and its configuration, and an answer for the day the provider is "
            "breached.",
            "Taking managed to mean secure.",
        ),
        Level(
            "2",
            "VPS / cloud VM",
            "provider",
            "you",
            "you",
            "infrastructure responsibility",
            3,
            "Medium–High",
            3,
            "High",
            "Patches, firewall, services, backups, monitoring and incidents. Without monitoring "
            "and tested backups it is risk, rented by the month.",
            "Treating it as disposable once the day runs on it.",
        ),
        Level(
            "3a",
            "Full-stack homelab",
            "you",
            "you",
            "you",
            "skill development",
            4,
            CONTROLLED_HIGH,
            4,
            "Very High",
            "Everything from the hardware to the restore: rebuildable from notes, wipeable "
            "without a second thought.",
            "Letting a lab quietly become something people depend on.",
        ),
        Level(
            "3b",
            "Full-stack production",
            "you",
            "you",
            "you",
            "reliability first",
            4,
            "High",
            2,
            MODERATE,
            "Everything, and it may not fail: income, reputation, daily work or irreplaceable "
            "data hang on it.",
            "Taking it lightly because it stands at home.",
        ),
    )
}

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
NOT_APPLICABLE = "n/a"
ALWAYS_APPLICABLE = frozenset({"hardware", "os", "application"})
"""Layers every system has; `n/a` is no answer for them."""

YOURS = frozenset({"you", "shared", "nobody"})
"""A layer nobody answers for is still its owner's problem (framework, section 4)."""

PRACTICES = {
    "segmentation": "Network segmentation",
    "access_control": "Access control",
    "backup_strategy": "Backup strategy",
    "failure_scenarios": "Failure scenarios",
    "documentation": "Documentation",
    "secure_remote_access": "Secure remote access",
}

QUESTIONS = {
    "restore": "If it failed tomorrow, could you restore it?",
    "detect": "If it were compromised, would you notice?",
    "understand": "Do you understand how it is secured?",
    "rebuild": "Could you rebuild it from your documentation?",
    "own": "Are you comfortable owning the outcome when it goes wrong?",
}
"""The smell test, in the order it is asked (framework, section 2)."""

SEVERITIES = ("notice", "warning", "critical")
"""Severities of findings, mildest first."""

SEVERITY_SIGNS = {"critical": "✖", "warning": "▲", "notice": "·"}
"""What stands for a severity where there is no room for the word; never colour alone."""

LEARNING_EVENTS = frozenset({"experiment", "rebuilt", "incident"})
"""What counts as having learned something (framework, sections 6 and 7)."""

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

_ALL_PRACTICES = tuple(f"practices.{practice}" for practice in PRACTICES)
_SELF_HOSTED = ("exposure", "evidence.restore_tested", "evidence.patched", "backs_up_to")

RELEVANT_BY_LEVEL: dict[str | None, tuple[str, ...]] = {
    None: (),
    "0": (
        "evidence.data_located",
        "evidence.exportable",
        "evidence.vendor_backup",
        "evidence.mfa",
    ),
    "1": ("evidence.mfa", "evidence.config_reviewed", "evidence.breach_plan"),
    "2": ("evidence.monitored", *_SELF_HOSTED, *_ALL_PRACTICES),
    "3a": ("evidence.wipeable", *_SELF_HOSTED, *_ALL_PRACTICES),
    "3b": ("evidence.monitored", *_SELF_HOSTED, *_ALL_PRACTICES),
}
"""Facts that matter at a level, besides layers, purpose and answers (framework, section 5)."""


@dataclass(frozen=True, slots=True)
class Template:
    """What a new system starts with (interface, templates)."""

    label: str
    owners: dict[str, str]
    purpose: str | None


def _template(label: str, owners: str, purpose: str | None = None) -> Template:
    letters = {"y": "you", "s": "shared", "p": "provider"}
    spelled = [letters[letter] for letter in owners.replace(" ", "")]
    return Template(label, dict(zip(LAYERS, spelled, strict=True)), purpose)


TEMPLATES = {
    # One letter a layer, hardware to access: y you, s shared, p provider.
    "saas": _template("Software as a service", "ppppp ppppp py"),
    "platform": _template("Managed platform", "ppppp yyppp sy"),
    "vps": _template("VPS or cloud VM", "pppyy yyyyy yy"),
    "lab": _template("Lab: built to learn", "yyyyy yyyyy yy", "learning"),
    "home-server": _template("Home server: built to enjoy", "yyyyy yyyyy yy", "entertainment"),
    "production": _template("Production at home: built to last", "yyyyy yyyyy yy", "reliability"),
}
