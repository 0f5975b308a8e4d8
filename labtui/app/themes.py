"""The themes: dark, light, high contrast, known palettes, and the terminal's own 16 colours."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

from labtui.app.palettes import CATPPUCCIN, GRUVBOX, NORD, TOKYO_NIGHT, themed
from labtui.screens.host import Host

_MEANINGS = {
    # dark, light, high contrast, the terminal's own 16
    "rule": ("#465060", "#b4bac2", "#808080", "ansi_bright_black"),
    "cursor-band": ("#2a333f", "#e4e8ec", "#333333", "ansi_default"),
    "level-0": ("#9fb0c3", "#49596b", "#c8d4e0", "ansi_default"),
    "level-0-tint": ("#27303b", "#dfe5ec", "#1f1f1f", "ansi_default"),
    "level-1": ("#4fc4bf", "#0b6f6c", "#66ede6", "ansi_cyan"),
    "level-1-tint": ("#12383a", "#cfeeec", "#1f1f1f", "ansi_default"),
    "level-2": ("#6ea8ff", "#1650b4", "#99c2ff", "ansi_bright_blue"),
    "level-2-tint": ("#152b54", "#d8e5ff", "#1f1f1f", "ansi_default"),
    "level-3a": ("#b99cff", "#5b36b6", "#d4c2ff", "ansi_magenta"),
    "level-3a-tint": ("#2d2350", "#e7ddff", "#1f1f1f", "ansi_default"),
    "level-3b": ("#f08fdc", "#a11f8c", "#ffb3f0", "ansi_bright_magenta"),
    "level-3b-tint": ("#431d3c", "#f7dff1", "#1f1f1f", "ansi_default"),
    "risk-low": ("#6fcf97", "#1b7340", "#4dff88", "ansi_green"),
    "risk-medium": ("#b3cf6b", "#4c6b0c", "#d4f08a", "ansi_default"),
    "risk-raised": ("#e8cf5a", "#7a6200", "#ffe766", "ansi_bright_yellow"),
    "risk-high": ("#ff9f4a", "#a84a00", "#ffb066", "ansi_red"),
    "risk-controlled": ("#d9a66e", "#865220", "#f0c28a", "ansi_yellow"),
    "risk-critical": ("#ff6470", "#c1132a", "#ff8080", "ansi_bright_red"),
    "owner-you": ("#5a9ad6", "#0a5fb0", "#66d9ff", "ansi_bright_cyan"),
    "owner-shared": ("#4fc4bf", "#0b6f6c", "#66ede6", "ansi_cyan"),
    "owner-provider": ("#6d7199", "#5f5f93", "#b3b6d9", "ansi_magenta"),
    "zone-risky": ("#33171c", "#fbe3e3", "#330d12", "ansi_default"),
    "zone-unbound": ("#33240f", "#fbeed8", "#2e1f05", "ansi_default"),
    "zone-home": ("#1d2330", "#eef0f4", "#14181f", "ansi_default"),
    "zone-lab": ("#241d3d", "#efe8ff", "#1d1433", "ansi_default"),
    "zone-production": ("#10281f", "#e2f3e6", "#0a1f17", "ansi_default"),
}
"""The colours of meaning: lines between panels, the cursor, levels and tints, risks, owners,
zones of the map."""

_DARK, _LIGHT, _HIGH_CONTRAST, _TERMINAL = (
    dict(zip(_MEANINGS, colours, strict=True)) for colours in zip(*_MEANINGS.values(), strict=True)
)

DARK = Theme(
    name="dark",
    primary="#7cc4ff",
    secondary="#b99cff",
    accent="#6fcf97",
    warning="#e8cf5a",
    error="#ff6470",
    success="#6fcf97",
    background="#12161c",
    surface="#171c23",
    panel="#1d242d",
    foreground="#d5dce5",
    dark=True,
    variables={**_DARK, "foreground-muted": "#8d98a7"},
)

LIGHT = Theme(
    name="light",
    primary="#0a5fb0",
    secondary="#5b36b6",
    accent="#1b7340",
    warning="#7a6200",
    error="#c1132a",
    success="#1b7340",
    background="#fbfaf6",
    surface="#f3f1ea",
    panel="#eceae3",
    foreground="#20262e",
    dark=False,
    variables={**_LIGHT, "foreground-muted": "#5d6773"},
)

HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#66d9ff",
    secondary="#e0a8ff",
    accent="#4dff88",
    warning="#ffd633",
    error="#ff8080",
    success="#4dff88",
    background="#000000",
    surface="#0d0d0d",
    panel="#1f1f1f",
    foreground="#ffffff",
    dark=True,
    variables={**_HIGH_CONTRAST, "text-muted": "#d0d0d0", "foreground-muted": "#d0d0d0"},
)

TERMINAL = Theme(
    name="terminal",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_magenta",
    accent="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        **_TERMINAL,
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        # With 16 colours a tint would be blue on blue.
        "primary-muted": "ansi_default",
        "warning-muted": "ansi_default",
        "error-muted": "ansi_default",
        "success-muted": "ansi_default",
    },
)

KNOWN = (
    themed("catppuccin", CATPPUCCIN),
    themed("gruvbox", GRUVBOX),
    themed("nord", NORD),
    themed("tokyo-night", TOKYO_NIGHT),
)
"""The themes in the colours of palettes that people know."""

THEMES = {theme.name: theme for theme in (DARK, LIGHT, HIGH_CONTRAST, TERMINAL, *KNOWN)}
"""The themes by their names in settings.toml; the first is the default."""


def theme_for(chosen: str | None, environ: Mapping[str, str]) -> Theme:
    """The chosen theme, or the default; with `NO_COLOR`, the one that works without colours.

    Textual turns the other themes into shades of grey, which are colours too.
    """
    if environ.get("NO_COLOR"):
        return TERMINAL
    return THEMES.get(chosen or "", DARK)


async def pick_theme(host: Host, current: str) -> str | None:
    """Ask for a theme; returns its name, None if cancelled."""
    from labtui.screens.picker import Picker
    from labtui.widgets.picker_list import Item

    items = [Item(name, name) for name in THEMES]
    picked = await host.ask(Picker("Theme", items, chosen={current}))
    return picked[0] if picked else None
