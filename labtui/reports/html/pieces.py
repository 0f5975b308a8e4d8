"""Levels, risks and names as short pieces of HTML. No colour stands without its word or sign."""

from __future__ import annotations

from collections.abc import Container, Iterable
from html import escape

from labtui.data.analysis.overview.counts import RISK_ORDER
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import risk_squares
from labtui.data.assessment.lab import Lab
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.severities import Severity, severity_sign
from labtui.reports.naming import called

SQUARES = 20
"""The most squares in a row."""

LEVEL_CLASSES = {"0": "l0", "1": "l1", "2": "l2", "3a": "l3a", "3b": "l3b", None: "lu"}

RISK_CLASSES = {risk: f"r{at}" for at, risk in enumerate(RISK_ORDER)}


def anchor(id: str) -> str:
    """What the section of a system is called in links."""
    return f"s-{id}"


def linked(lab: Lab, id: str, within: Container[str] | None = None) -> str:
    """The name of a system, as a link to its section; bold if people rely on it.

    What is not in the lab is named by its id. With `within`, only these have a section.
    """
    system = lab.systems.get(id)
    if system is None:
        return f"{escape(id)} (missing)"
    if within is not None and id not in within:
        return f"<span{bold(lab, id)}>{escape(called(system))}</span>"
    return f'<a{bold(lab, id)} href="#{anchor(id)}">{escape(called(system))}</a>'


def bold(lab: Lab, id: str) -> str:
    """How the name of a system is drawn if people rely on it."""
    a = lab.assessments.get(id)
    return ' class="b"' if a and a.production else ""


def all_linked(
    lab: Lab, ids: Iterable[str], most: int = 0, within: Container[str] | None = None
) -> str:
    """Links to systems; with `most`, of more than these the first and how many more."""
    named = list(ids)
    shown = ", ".join(linked(lab, id, within) for id in (named[:most] if most else named))
    more = len(named) - most if most else 0
    return f"{shown} and {more} more" if more > 0 else shown


def level_chip(level: str | None) -> str:
    """A level in its colour on its tint."""
    return f'<span class="chip {LEVEL_CLASSES[level]}">{level or "?"}</span>'


def level_words(a: Assessment) -> str:
    """A level with its chip, in words."""
    words = LEVELS[a.level].environment if a.level else "level not known"
    return f"{level_chip(a.level)} {escape(words)}"


def risk(a: Assessment) -> str:
    """Risk now as squares and in a word: `■■■■□ Critical ?`."""
    if a.risk is None:
        return '<span class="quiet">not known</span>'
    proven, now = a.risk.proven_rank, a.risk.now_rank
    drawn = squares(risk_squares(a))
    asked = " ?" if proven < now else ""
    return f'<span class="{RISK_CLASSES[a.risk.now]}">{drawn} {a.risk.now}{asked}</span>'


def squares(drawn: str) -> str:
    """Squares beside a word or a number that says the same."""
    return f'<span class="sq" aria-hidden="true">{drawn}</span>'


def unit_of(most: int) -> int:
    """How many systems a square is, so that the most of them are not too many squares."""
    power = 1
    while True:
        for unit in (power, 2 * power, 5 * power):
            if most <= unit * SQUARES:
                return unit
        power *= 10


def counted(number: int, unit: int) -> str:
    """A count, and as squares."""
    return f"{number} {squares('■' * -(-number // unit))}"


def severity(kind: Severity, *, unproven: bool) -> str:
    """The sign of a severity and its word: `× critical`, `×? critical, not proven`."""
    said = f"{kind}, not proven" if unproven else kind
    return (
        f'<span class="{kind}"><span aria-hidden="true">'
        f"{severity_sign(kind, unproven=unproven)}</span> {said}</span>"
    )
