"""The levels of the responsibility matrix, and the scales of risk and learning.

Framework, sections 1 and 7. A rank counts from 1, the lowest: `RISKS[rank - 1]` is the word
of a rank of risk, `LEARNING[rank - 1]` that of a rank of learning.
"""

from typing import Final, Literal, NamedTuple

RiskWord = Literal["Low", "Medium", "Medium–High", "High", "Controlled High", "Critical"]


RISKS: tuple[RiskWord, ...] = ("Low", "Medium", "Medium–High", "High", "Critical")
"""The words of risk by rank, lowest first (section 7)."""


CONTROLLED_HIGH: Final = "Controlled High"
"""The word for a risk of rank 4 at level 3a, where the lab is contained."""


LearningWord = Literal["Low", "Medium", "Moderate", "High", "Very High"]


LEARNING: tuple[LearningWord, ...] = ("Low", "Medium", "High", "Very High")
"""The words of learning by rank, lowest first (section 7)."""


MODERATE: Final = "Moderate"
"""The word for learning of rank 2 where reliability comes first; elsewhere that is Medium.

It stands in what other programs read. People read Medium for both, as it is the same rank.
"""


LevelId = Literal["0", "1", "2", "3a", "3b"]


SAAS: Final = "0"


PLATFORM: Final = "1"


RENTED: Final = "2"


FULL_STACK_LAB: Final = "3a"


FULL_STACK_PRODUCTION: Final = "3b"


CONSUMED: frozenset[LevelId] = frozenset({SAAS, PLATFORM})
"""Levels at which a provider runs the system."""


SELF_HOSTED: frozenset[LevelId] = frozenset({RENTED, FULL_STACK_LAB, FULL_STACK_PRODUCTION})
"""Levels at which the owner runs the system."""


class Level(NamedTuple):
    """One row of the responsibility matrix (section 1)."""

    id: LevelId
    environment: str
    hardware: str
    services: str
    backups: str
    purpose: str
    risk: int
    """Base risk, as a rank."""
    risk_word: RiskWord
    learning: int
    """Base learning, as a rank."""
    learning_word: LearningWord
    asks: str
    """What stays with the owner at this level."""
    mistake: str
    """What people at this level tell themselves."""


LEVELS: dict[LevelId, Level] = {
    "0": Level(
        id="0",
        environment="SaaS",
        hardware="vendor",
        services="you (settings only)",
        backups="vendor",
        purpose="consumption",
        risk=1,
        risk_word="Low",
        learning=1,
        learning_word="Low",
        asks="Accounts, MFA, who may do what, and knowing where the data is, how it is "
        "backed up and how to get it out.",
        mistake="Believing that someone else's software is someone else's responsibility.",
    ),
    "1": Level(
        id="1",
        environment="Managed platform",
        hardware="vendor",
        services="you (apps)",
        backups="vendor",
        purpose="partial control",
        risk=2,
        risk_word="Medium",
        learning=2,
        learning_word="Medium",
        asks="The application and its configuration, and an answer for the day the provider "
        "is breached.",
        mistake="Taking managed to mean secure.",
    ),
    "2": Level(
        id="2",
        environment="VPS / cloud VM",
        hardware="provider",
        services="you",
        backups="you",
        purpose="infrastructure responsibility",
        risk=3,
        risk_word="Medium–High",
        learning=3,
        learning_word="High",
        asks="Patches, firewall, services, backups, monitoring and incidents. Without "
        "monitoring and tested backups it is risk, rented by the month.",
        mistake="Treating it as disposable once the day runs on it.",
    ),
    "3a": Level(
        id="3a",
        environment="Full-stack homelab",
        hardware="you",
        services="you",
        backups="you",
        purpose="skill development",
        risk=4,
        risk_word=CONTROLLED_HIGH,
        learning=4,
        learning_word="Very High",
        asks="Everything from the hardware to the restore: rebuildable from notes, wipeable "
        "without a second thought.",
        mistake="Letting a lab quietly become something people depend on.",
    ),
    "3b": Level(
        id="3b",
        environment="Full-stack production",
        hardware="you",
        services="you",
        backups="you",
        purpose="reliability first",
        risk=4,
        risk_word="High",
        learning=2,
        learning_word=MODERATE,
        asks="Everything, and it may not fail: income, reputation, daily work or "
        "irreplaceable data depend on it.",
        mistake="Taking it lightly because it stands at home.",
    ),
}
