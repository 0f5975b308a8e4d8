"""The levels of the responsibility matrix; scales of risk and learning (framework, 1 and 7)."""

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


FULL_STACK_LAB = "3a"


FULL_STACK_PRODUCTION = "3b"


RENTED = "2"


PLATFORM = "1"


SAAS = "0"


SELF_HOSTED = frozenset({RENTED, FULL_STACK_LAB, FULL_STACK_PRODUCTION})
