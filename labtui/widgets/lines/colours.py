"""Levels, risks and ages as short pieces of text in the colours that mean them.

A piece is a text and a style. `Content` takes such pairs, and so do the cells of line-drawn views.
No colour stands without its word, number or sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import ceil

from textual.content import Content

from labtui.data.assessment import clauses
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.freshness import days_allowed
from labtui.data.framework.colours import RISK_COLOURS
from labtui.widgets.columns import Cell
from labtui.widgets.lines.charts import DONE, LEFT

LEVEL_NAMES = {
    "0": "SaaS",
    "1": "Managed platform",
    "2": "VPS",
    "3a": "Homelab",
    "3b": "Production",
    None: "Not known",
}
"""Levels in a word or two."""


def level_word(a: Assessment) -> str:
    """The level of a system in a word or two; at 3a it is a homelab or a home server."""
    return "Home server" if a.role == "home-server" and a.level == "3a" else LEVEL_NAMES[a.level]


RISK_TOKENS: Mapping[str, str] = {risk: f"${token}" for risk, token in RISK_COLOURS.items()}
"""The colours of risk."""

LEARNING_STYLE = "$level-3a"
"""The colour of what is learned."""

risk_squares = clauses.risk_squares
"""Risk now as squares, one a rank; what reports draw too."""

SQUARES = 5
"""The most squares of a risk."""

NEARLY_LATE = 15
"""Per cent of the time left from which on an age is shown as a risk."""


def level_style(level: str | None) -> str:
    """The colour of a level."""
    return f"$level-{level}" if level else "$text-warning"


def level_cell_chip(level: str | None) -> Cell:
    """A level in its colour on its tint, four cells wide."""
    style = f"{level_style(level)} on $level-{level}-tint" if level else "$text-warning"
    return f" {level or '?':<2} ", style


def level_chip(level: str | None) -> Content:
    """A level in its colour on its tint, four cells wide."""
    return Content.styled(*level_cell_chip(level))


def solid_chip(level: str | None) -> Content:
    """The level of the one system that a page or a panel is about: its colour, reversed."""
    return Content.styled(f" {level or '?':<2} ", f"bold reverse {level_style(level)}")


def risk_style(a: Assessment) -> str:
    """The colour of risk now; muted where it is not known."""
    return RISK_TOKENS[a.risk.now] if a.risk else "$foreground-muted"


def risk_word(a: Assessment) -> str:
    """Risk now in a word, with `?` where it is not proven; `not known` without a level."""
    if a.risk is None:
        return "not known"
    return f"{a.risk.now} ?" if a.risk.proven_rank < a.risk.now_rank else a.risk.now


def risk_piece(a: Assessment) -> Cell:
    """Risk now as squares and in a word, in its colour: `■■■■□ Critical ?`."""
    if a.risk is None:
        return "—", "$foreground-muted"
    return f"{risk_squares(a):<{SQUARES}} {risk_word(a)}", risk_style(a)


def time_left(a: Assessment, key: str, cells: int = 5) -> Cell:
    """How much of its time a date of `DATES` has left, and its age: `━━━╌╌ 41d`.

    Else `late 193d`, `never`, `?` where it is not answered, `–` where it does not apply or is
    ahead. A smell test that is not recorded was never done.
    """
    evaluation, when = a.context.evaluation, a.value(key)
    if when is None and key != "smell_test.date":
        return ("?", "$text-warning") if key in relevant(a) else ("–", "$rule")
    if when in {None, "never"}:
        return "never", "$risk-critical"
    if type(when) is not date or when > evaluation.today:
        return "–", "$rule"
    days, allowed = (evaluation.today - when).days, days_allowed(a, key)
    left = allowed - days
    if left < 0:
        return f"late {-left}d", "$risk-critical"
    full = ceil(left * cells / allowed) if allowed else 0
    style = "$risk-high" if left * 100 < NEARLY_LATE * allowed else "$owner-you"
    return f"{DONE * full}{LEFT * (cells - full)} {days}d", style
