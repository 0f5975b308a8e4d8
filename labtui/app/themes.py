"""The themes: dark, light, high contrast, known palettes, and the terminal's own 16 colours."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

from labtui.app.palettes import CATPPUCCIN, GRUVBOX, NORD, TOKYO_NIGHT, themed
from labtui.data.framework import colours
from labtui.data.framework.colours import MEANINGS
from labtui.screens.host import Host

_DARK, _LIGHT, _HIGH_CONTRAST, _TERMINAL = (
    dict(zip(MEANINGS, column, strict=True)) for column in zip(*MEANINGS.values(), strict=True)
)

DARK = Theme(
    name="dark",
    primary=colours.DARK.accent,
    secondary="#b99cff",
    accent="#6fcf97",
    warning="#e8cf5a",
    error="#ff6470",
    success="#6fcf97",
    background=colours.DARK.background,
    surface=colours.DARK.surface,
    panel=colours.DARK.panel,
    foreground=colours.DARK.text,
    dark=True,
    variables={**_DARK, "foreground-muted": colours.DARK.quiet},
)

LIGHT = Theme(
    name="light",
    primary=colours.LIGHT.accent,
    secondary="#5b36b6",
    accent="#1b7340",
    warning="#7a6200",
    error="#c1132a",
    success="#1b7340",
    background=colours.LIGHT.background,
    surface=colours.LIGHT.surface,
    panel=colours.LIGHT.panel,
    foreground=colours.LIGHT.text,
    dark=False,
    variables={**_LIGHT, "foreground-muted": colours.LIGHT.quiet},
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
