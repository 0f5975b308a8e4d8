"""The values of an assessment as lines of text: level, role, owners, risk, learning, operator."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from textual.content import Content

from labtui.data.assessment.assessment import Assessment, Learning, Risk
from labtui.data.assessment.clauses import level_name, operated_by, risk_words
from labtui.data.assessment.explain import why_level
from labtui.data.assessment.lab import Lab
from labtui.data.framework.layers import Layer
from labtui.text.wording import RESPONSIBLE
from labtui.widgets.lines.colours import RISK_TOKENS
from labtui.widgets.lines.layout import (
    LABEL,
    MUTED,
    NOT_ANSWERED,
    TWO_COLUMNS,
    VERDICT_STYLES,
    Lines,
    beside,
    labelled,
    origin_mark,
    text,
)


def risk_content(a: Assessment, room: int) -> Content:
    """Risk, base → now; where now is only feared, what is proven first, in `room` cells."""
    risk = a.risk
    if risk is None or risk.proven == risk.now:
        return overlay_content(risk, RISK_TOKENS)
    words = risk_words(a)
    if len(words) > room:
        words = f"{risk.proven}, {risk.now}?"
    feared = words.removeprefix(risk.proven)
    return Content.assemble((risk.proven, RISK_TOKENS.get(risk.proven, "")), (feared, MUTED))


def overlay_content(overlay: Learning | Risk | None, styles: Mapping[str, str]) -> Content:
    """Risk or learning, base → now."""
    if overlay is None:
        return Content.styled("not known until the level is", MUTED)
    now = Content.styled(overlay.now, styles.get(overlay.now, ""))
    if overlay.base == overlay.now:
        return Content.assemble(now, (" (base)", MUTED))
    return Content.assemble((f"{overlay.base} → ", MUTED), now)


def standing_lines(lab: Lab, a: Assessment, width: int) -> Lines:
    """Level, role, owners, risk, learning, operator; in two columns if there is room."""
    level = Content.styled(level_name(a.level), "bold" if a.level else "$text-warning")
    operator = text(operated_by(a.verdict, a.level), VERDICT_STYLES.get(a.verdict, ""))
    what = [
        ("Level", level),
        ("Role", text(a.role or "not known")),
        ("If it breaks", _responsible(a, "recovery")),
        ("If breached", _responsible(a, "incidents")),
    ]
    how = [
        ("Risk", risk_content(a, (width if width < TWO_COLUMNS else width // 2) - LABEL)),
        ("Learning", overlay_content(a.learning, {})),
        ("Operated by", operator),
        ("Smell test", _assessed(a)),
    ]
    answered = ("Answered", text(f"{a.known} of {a.relevant} facts"))
    reason = text(why_level(lab, a).rule, MUTED)
    if width < TWO_COLUMNS:
        first, *others = [labelled(*item, width) for item in (*what, *how, answered)]
        return [*first, *labelled("", reason, width), *chain.from_iterable(others)]
    half = width // 2
    pairs = zip(what, how, strict=True)
    lines = [
        beside(labelled(*left, half)[0], labelled(*right, half)[0], half) for left, right in pairs
    ]
    return [
        *lines,
        *labelled(
            "", Content.assemble(reason, f"  {a.known} of {a.relevant} facts answered."), width
        ),
    ]


def _responsible(a: Assessment, layer: Layer) -> Content:
    """Who is responsible when it breaks, or when it is compromised."""
    stated, owner = a.fact(f"owners.{layer}"), a.owner(layer)
    if stated is None or owner is None:
        return NOT_ANSWERED
    _, origin = stated
    style = "bold $text-error" if owner == "nobody" else ""
    return Content.assemble((RESPONSIBLE[owner], style), origin_mark(origin, a.id))


def _assessed(a: Assessment) -> Content:
    if a.assessed is None:
        return Content.styled("never", "$text-warning")
    day, origin = a.assessed
    return Content.assemble(str(day), origin_mark(origin, a.id))


STANDING_LABELS = ("Level", "Role", "Risk", "Learning", "Operated by")


def standing_words(a: Assessment | None) -> tuple[str, ...]:
    """Level, role, risk now, learning now and who operates it, in words."""
    if a is None:
        return ("not assessed",) * len(STANDING_LABELS)
    return (
        level_name(a.level),
        a.role or "not known",
        risk_words(a),
        a.learning.now if a.learning else "not known",
        operated_by(a.verdict, a.level),
    )
