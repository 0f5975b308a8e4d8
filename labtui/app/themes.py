"""The themes: dark, light, high contrast, and the terminal's own 16 colours."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

from labtui.screens.host import Host

_DARK_COLOURS = {
    "rule": "#465060",
    "cursor-band": "#2a333f",
    "level-0": "#9fb0c3",
    "level-0-tint": "#27303b",
    "level-1": "#4fc4bf",
    "level-1-tint": "#12383a",
    "level-2": "#6ea8ff",
    "level-2-tint": "#152b54",
    "level-3a": "#b99cff",
    "level-3a-tint": "#2d2350",
    "level-3b": "#f08fdc",
    "level-3b-tint": "#431d3c",
    "risk-low": "#6fcf97",
    "risk-medium": "#b3cf6b",
    "risk-raised": "#e8cf5a",
    "risk-high": "#ff9f4a",
    "risk-controlled": "#d9a66e",
    "risk-critical": "#ff6470",
    "owner-you": "#5a9ad6",
}
"""The colours of meaning: lines between panels, the cursor, levels and tints, risks, owners."""

DARK = Theme(
    name="dark",
    primary="#6cb6ff",
    secondary="#b083f0",
    accent="#57ab5a",
    warning="#daaa3f",
    error="#f47067",
    success="#57ab5a",
    background="#1c2128",
    surface="#22272e",
    panel="#2d333b",
    foreground="#cdd9e5",
    dark=True,
    variables={**_DARK_COLOURS, "foreground-muted": "#cdd9e5a5"},
)

_LIGHT_COLOURS = {
    "rule": "#b4bac2",
    "cursor-band": "#e4e8ec",
    "level-0": "#49596b",
    "level-0-tint": "#dfe5ec",
    "level-1": "#0b6f6c",
    "level-1-tint": "#cfeeec",
    "level-2": "#1650b4",
    "level-2-tint": "#d8e5ff",
    "level-3a": "#5b36b6",
    "level-3a-tint": "#e7ddff",
    "level-3b": "#a11f8c",
    "level-3b-tint": "#f7dff1",
    "risk-low": "#1b7340",
    "risk-medium": "#4c6b0c",
    "risk-raised": "#7a6200",
    "risk-high": "#a84a00",
    "risk-controlled": "#865220",
    "risk-critical": "#c1132a",
    "owner-you": "#0a5fb0",
}

LIGHT = Theme(
    name="light",
    primary="#0969da",
    secondary="#8250df",
    accent="#1a7f37",
    warning="#966000",
    error="#cf222e",
    success="#1a7f37",
    background="#ffffff",
    surface="#f3f5f7",
    panel="#e4e8ec",
    foreground="#1f2328",
    dark=False,
    variables={**_LIGHT_COLOURS, "foreground-muted": "#1f2328b8"},
)

_HIGH_CONTRAST_COLOURS = {
    "rule": "#808080",
    "cursor-band": "#333333",
    "level-0": "#c8d4e0",
    "level-0-tint": "#1f1f1f",
    "level-1": "#66ede6",
    "level-1-tint": "#1f1f1f",
    "level-2": "#99c2ff",
    "level-2-tint": "#1f1f1f",
    "level-3a": "#d4c2ff",
    "level-3a-tint": "#1f1f1f",
    "level-3b": "#ffb3f0",
    "level-3b-tint": "#1f1f1f",
    "risk-low": "#4dff88",
    "risk-medium": "#d4f08a",
    "risk-raised": "#ffe766",
    "risk-high": "#ffb066",
    "risk-controlled": "#f0c28a",
    "risk-critical": "#ff8080",
    "owner-you": "#66d9ff",
}

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
    variables={**_HIGH_CONTRAST_COLOURS, "text-muted": "#d0d0d0", "foreground-muted": "#d0d0d0"},
)

_TERMINAL_COLOURS = {
    "rule": "ansi_bright_black",
    "cursor-band": "ansi_default",
    "level-0": "ansi_default",
    "level-0-tint": "ansi_default",
    "level-1": "ansi_cyan",
    "level-1-tint": "ansi_default",
    "level-2": "ansi_bright_blue",
    "level-2-tint": "ansi_default",
    "level-3a": "ansi_magenta",
    "level-3a-tint": "ansi_default",
    "level-3b": "ansi_bright_magenta",
    "level-3b-tint": "ansi_default",
    "risk-low": "ansi_green",
    "risk-medium": "ansi_default",
    "risk-raised": "ansi_bright_yellow",
    "risk-high": "ansi_red",
    "risk-controlled": "ansi_yellow",
    "risk-critical": "ansi_bright_red",
    "owner-you": "ansi_bright_cyan",
}

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
        **_TERMINAL_COLOURS,
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        # With 16 colours a tint would be blue on blue.
        "primary-muted": "ansi_default",
        "warning-muted": "ansi_default",
        "error-muted": "ansi_default",
        "success-muted": "ansi_default",
    },
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT, HIGH_CONTRAST, TERMINAL)}
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
