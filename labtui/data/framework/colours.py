"""The colours of meaning: of levels, risks, owners and the zones of the map.

Themes and reports take them from here. No colour stands without its word, number or sign.
"""

from typing import NamedTuple

from labtui.data.framework.levels import RiskWord


class Colour(NamedTuple):
    """One colour on each ground."""

    dark: str
    light: str
    high_contrast: str
    terminal: str
    """One of the terminal's own 16."""


MEANINGS: dict[str, Colour] = {
    "rule": Colour("#465060", "#b4bac2", "#808080", "ansi_bright_black"),
    "cursor-band": Colour("#2a333f", "#e4e8ec", "#333333", "ansi_default"),
    "level-0": Colour("#9fb0c3", "#49596b", "#c8d4e0", "ansi_default"),
    "level-0-tint": Colour("#27303b", "#dfe5ec", "#1f1f1f", "ansi_default"),
    "level-1": Colour("#4fc4bf", "#0b6f6c", "#66ede6", "ansi_cyan"),
    "level-1-tint": Colour("#12383a", "#cfeeec", "#1f1f1f", "ansi_default"),
    "level-2": Colour("#6ea8ff", "#1650b4", "#99c2ff", "ansi_bright_blue"),
    "level-2-tint": Colour("#152b54", "#d8e5ff", "#1f1f1f", "ansi_default"),
    "level-3a": Colour("#b99cff", "#5b36b6", "#d4c2ff", "ansi_magenta"),
    "level-3a-tint": Colour("#2d2350", "#e7ddff", "#1f1f1f", "ansi_default"),
    "level-3b": Colour("#f08fdc", "#a11f8c", "#ffb3f0", "ansi_bright_magenta"),
    "level-3b-tint": Colour("#431d3c", "#f7dff1", "#1f1f1f", "ansi_default"),
    "risk-low": Colour("#6fcf97", "#1b7340", "#4dff88", "ansi_green"),
    "risk-medium": Colour("#b3cf6b", "#4c6b0c", "#d4f08a", "ansi_default"),
    "risk-raised": Colour("#e8cf5a", "#7a6200", "#ffe766", "ansi_bright_yellow"),
    "risk-high": Colour("#ff9f4a", "#a84a00", "#ffb066", "ansi_red"),
    "risk-controlled": Colour("#d9a66e", "#865220", "#f0c28a", "ansi_yellow"),
    "risk-critical": Colour("#ff6470", "#c1132a", "#ff8080", "ansi_bright_red"),
    "owner-you": Colour("#5a9ad6", "#0a5fb0", "#66d9ff", "ansi_bright_cyan"),
    "owner-shared": Colour("#4fc4bf", "#0b6f6c", "#66ede6", "ansi_cyan"),
    "owner-provider": Colour("#6d7199", "#5f5f93", "#b3b6d9", "ansi_magenta"),
    "zone-risky": Colour("#33171c", "#fbe3e3", "#330d12", "ansi_default"),
    "zone-unbound": Colour("#33240f", "#fbeed8", "#2e1f05", "ansi_default"),
    "zone-home": Colour("#1d2330", "#eef0f4", "#14181f", "ansi_default"),
    "zone-lab": Colour("#241d3d", "#efe8ff", "#1d1433", "ansi_default"),
    "zone-production": Colour("#10281f", "#e2f3e6", "#0a1f17", "ansi_default"),
}
"""Lines between panels, the cursor, levels and their tints, risks, owners, zones of the map."""


class Ground(NamedTuple):
    """What text stands on, and the text."""

    background: str
    surface: str
    panel: str
    text: str
    quiet: str
    """Text that matters less."""
    accent: str
    """Titles, links and the cursor."""
    ink: str
    """Text on a colour of meaning."""


DARK = Ground("#12161c", "#171c23", "#1d242d", "#d5dce5", "#8d98a7", "#7cc4ff", "#0b1420")

LIGHT = Ground("#fbfaf6", "#f3f1ea", "#eceae3", "#20262e", "#5d6773", "#0a5fb0", "#ffffff")

RISK_COLOURS: dict[RiskWord, str] = {
    "Critical": "risk-critical",
    "High": "risk-high",
    "Controlled High": "risk-controlled",
    "Medium–High": "risk-raised",
    "Medium": "risk-medium",
    "Low": "risk-low",
}
"""The colour of each risk, by its name in `MEANINGS`."""
