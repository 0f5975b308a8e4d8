"""The themes: every text can be read, and NO_COLOR means no colour."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from labtui.app.themes import DARK, HIGH_CONTRAST, KNOWN, LIGHT, TERMINAL, THEMES, theme_for
from labtui.data.preferences import settings
from tests.rows import each_row

LEGIBLE = 4.5
"""The contrast WCAG 2 asks of text (AA)."""

TEXTS = (
    "foreground",
    "text-muted",
    "foreground-muted",
    "text-primary",
    "text-secondary",
    "text-error",
    "text-warning",
    "text-success",
)
GROUNDS = ("background", "surface", "panel")
COLOURED = [DARK, LIGHT, HIGH_CONTRAST, *KNOWN]

MEANINGS = [
    name
    for name in DARK.variables
    if name.startswith(("level-", "risk-")) and not name.endswith("-tint")
]
"""The colours that words are written in because of what they mean."""


def luminance(color: Color) -> float:
    """Relative luminance, by WCAG 2."""

    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)


def contrast(theme: Theme, text: str, ground: str) -> float:
    """The contrast of two variables of a theme, by WCAG 2."""
    variables = {**theme.variables, **theme.to_color_system().generate()}
    below = Color.parse(variables[ground])
    if variables[text].startswith("auto "):
        above = below.get_contrast_text(float(variables[text][5:-1]) / 100)
    else:
        above = Color.parse(variables[text])
    darker, lighter = sorted((luminance(below), luminance(below + above)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_settings_name_the_themes_there_are() -> None:
    assert tuple(THEMES) == settings.THEMES


def test_contrast_is_that_of_wcag() -> None:
    plain = Theme("plain", "#ffffff", background="#000000", surface="#777777", foreground="#ffffff")
    assert contrast(plain, "foreground", "background") == pytest.approx(21)
    assert contrast(plain, "foreground", "surface") == pytest.approx(4.48, abs=0.01)


@each_row("ground", GROUNDS)
@each_row("text", TEXTS)
@each_row("theme", COLOURED, ids=lambda theme: theme.name)
def test_every_text_can_be_read(theme: Theme, text: str, ground: str) -> None:
    assert contrast(theme, text, ground) >= LEGIBLE


@each_row("theme", [*THEMES.values()], ids=lambda theme: theme.name)
def test_every_theme_has_all_colours_of_meaning(theme: Theme) -> None:
    assert theme.variables.keys() >= DARK.variables.keys() - {"foreground-muted"}


@each_row("meaning", MEANINGS)
@each_row("theme", COLOURED, ids=lambda theme: theme.name)
def test_what_a_colour_means_can_be_read(theme: Theme, meaning: str) -> None:
    tint = f"{meaning}-tint"
    grounds = ("background", "panel", *([tint] if tint in theme.variables else []))
    for ground in grounds:
        assert contrast(theme, meaning, ground) >= (LEGIBLE if ground != "panel" else 4), ground


@each_row("zone", [name for name in DARK.variables if name.startswith("zone-")])
@each_row("theme", COLOURED, ids=lambda theme: theme.name)
def test_the_names_on_the_map_can_be_read(theme: Theme, zone: str) -> None:
    levels = [name for name in MEANINGS if name.startswith("level-")]
    for text in ("foreground-muted", "risk-critical", "risk-low", *levels):
        assert contrast(theme, text, zone) >= 4, text


@each_row("text", TEXTS)
def test_high_contrast_is_high(text: str) -> None:
    assert contrast(HIGH_CONTRAST, text, "panel") >= 9


@each_row("name", ["primary", "error", "warning", "success"])
@each_row("theme", COLOURED, ids=lambda theme: theme.name)
def test_a_badge_can_be_read(theme: Theme, name: str) -> None:
    assert contrast(theme, f"text-{name}", f"{name}-muted") >= LEGIBLE


@each_row("theme", COLOURED, ids=lambda theme: theme.name)
def test_what_is_filled_with_the_primary_colour_can_be_read(theme: Theme) -> None:
    assert contrast(theme, "background", "primary") >= LEGIBLE


def test_the_terminal_s_own_colours_are_all_the_terminal_theme_has() -> None:
    variables = TERMINAL.to_color_system().generate()
    for name in (*TEXTS, "primary", "border", "primary-muted", "background"):
        assert Color.parse(variables[name].split()[0]).ansi is not None, name


def test_the_terminal_theme_writes_no_text_on_its_own_colour() -> None:
    variables = TERMINAL.to_color_system().generate()
    for name in ("primary", "error", "warning", "success"):
        assert Color.parse(variables[f"{name}-muted"]).ansi == -1


@each_row(
    ("chosen", "environ", "theme"),
    [
        (None, {}, DARK),
        ("light", {}, LIGHT),
        ("light", {"NO_COLOR": ""}, LIGHT),
        ("light", {"NO_COLOR": "1"}, TERMINAL),
        ("gone", {}, DARK),
    ],
)
def test_which_theme(chosen: str | None, environ: dict[str, str], theme: Theme) -> None:
    assert theme_for(chosen, environ) is theme
