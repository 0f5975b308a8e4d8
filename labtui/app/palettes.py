"""Palettes that people know from their editor, as a theme's colours by what they mean.

Where a palette's own colour could not be read as text on its ground, it is a shade lighter here.
"""

from __future__ import annotations

from typing import NamedTuple

from textual.theme import Theme

TINT = 0.12
"""How much of a colour is in the tint of a level or a zone."""


BADGE = 0.2
"""How much of a colour is in the ground of text in that colour."""


class Palette(NamedTuple):
    """The named colours of a palette."""

    ground: str
    surface: str
    panel: str
    text: str
    quiet: str
    rule: str
    accent: str
    slate: str
    teal: str
    blue: str
    violet: str
    pink: str
    green: str
    lime: str
    yellow: str
    orange: str
    brown: str
    red: str


CATPPUCCIN = Palette(
    "#1e1e2e", "#252536", "#313244", "#cdd6f4", "#a6adc8", "#585b70", "#89b4fa",
    "#bac2de", "#94e2d5", "#89b4fa", "#cba6f7", "#f5c2e7",
    "#a6e3a1", "#c9e29b", "#f9e2af", "#fab387", "#d9a58c", "#f38ba8",
)  # fmt: skip

GRUVBOX = Palette(
    "#282828", "#32302f", "#3c3836", "#ebdbb2", "#bdae93", "#665c54", "#8fb1a4",
    "#bdae93", "#8ec07c", "#8fb1a4", "#dc94a5", "#f0a3c0",
    "#b8bb26", "#d5c456", "#fabd2f", "#fe8019", "#d69a5c", "#fb8070",
)  # fmt: skip

NORD = Palette(
    "#2e3440", "#343b49", "#3b4252", "#e5e9f0", "#b8c1d1", "#5d6880", "#88c0d0",
    "#b8c4d6", "#96c4c3", "#9bbadf", "#cbb0dd", "#e4b0cd",
    "#a3be8c", "#c4cf95", "#ebcb8b", "#e0a184", "#c9a98f", "#e39aa1",
)  # fmt: skip

TOKYO_NIGHT = Palette(
    "#1a1b26", "#20222f", "#292e42", "#c0caf5", "#9aa5ce", "#4a5178", "#7aa2f7",
    "#a9b1d6", "#7dcfff", "#7aa2f7", "#bb9af7", "#ff9dd2",
    "#9ece6a", "#c0cf6a", "#e0cf68", "#ff9e64", "#d1a070", "#f7768e",
)  # fmt: skip


def themed(name: str, palette: Palette) -> Theme:
    """A theme in the colours of a palette."""
    p = palette
    levels = {"0": p.slate, "1": p.teal, "2": p.blue, "3a": p.violet, "3b": p.pink}
    zones = {
        "risky": p.red, "unbound": p.orange, "home": p.slate, "lab": p.violet, "production": p.green
    }  # fmt: skip
    grounds = {"primary": p.accent, "warning": p.yellow, "error": p.red, "success": p.green}
    return Theme(
        name=name,
        primary=p.accent,
        secondary=p.violet,
        accent=p.teal,
        warning=p.yellow,
        error=p.red,
        success=p.green,
        foreground=p.text,
        background=p.ground,
        surface=p.surface,
        panel=p.panel,
        variables={
            "foreground-muted": p.quiet,
            **{f"{name}-muted": _mixed(p.ground, c, BADGE) for name, c in grounds.items()},
            "rule": p.rule,
            "cursor-band": p.panel,
            **{f"level-{level}": colour for level, colour in levels.items()},
            **{f"level-{level}-tint": _mixed(p.ground, c, TINT) for level, c in levels.items()},
            "risk-low": p.green,
            "risk-medium": p.lime,
            "risk-raised": p.yellow,
            "risk-high": p.orange,
            "risk-controlled": p.brown,
            "risk-critical": p.red,
            "owner-you": p.blue,
            "owner-shared": p.teal,
            "owner-provider": p.slate,
            **{f"zone-{zone}": _mixed(p.ground, c, TINT) for zone, c in zones.items()},
        },
    )


def _mixed(ground: str, colour: str, share: float) -> str:
    """A colour laid over a ground, as `#rrggbb`."""
    pairs = [(int(ground[at : at + 2], 16), int(colour[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in pairs)
