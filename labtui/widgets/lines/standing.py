"""The values of an assessment as lines of text: level, risk, learning, owners, answers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from textual.content import Content

from labtui.data.assessment.assessment import Assessment, Learning, Risk
from labtui.data.assessment.clauses import (
    level_name,
    missing_layer,
    operated_by,
    relied_on,
    risk_words,
)
from labtui.data.framework.layers import Layer
from labtui.data.framework.questions import QUESTION_ORDER
from labtui.data.framework.roles import role_word
from labtui.text.wording import RESPONSIBLE
from labtui.widgets.lines.charts import PROVEN, gauge
from labtui.widgets.lines.colours import (
    LEARNING_STYLE,
    RISK_TOKENS,
    level_style,
    level_word,
    risk_squares,
    risk_style,
    solid_chip,
    time_left,
)
from labtui.widgets.lines.layout import (
    LABEL,
    MUTED,
    NOT_ANSWERED,
    Lines,
    labelled,
    origin_mark,
    text,
)
from labtui.widgets.lines.track import ANSWER_SIGNS, ANSWER_STYLES

ANSWERED = 20
"""The cells of the gauge of what is answered."""


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


def standing_lines(a: Assessment, width: int) -> Lines:
    """What a system is: level, risk and learning, and who answers for it."""
    rows = (
        ("Risk", risk_value(a)),
        ("Learning", learning_value(a)),
        ("If it breaks", responsible_value(a, "recovery")),
        ("If breached", responsible_value(a, "incidents")),
    )
    return [*_level_lines(a, width), *chain.from_iterable(labelled(*row, width) for row in rows)]


def _level_lines(a: Assessment, width: int) -> Lines:
    """The level; that it was meant to be another is not broken, it has a line of its own."""
    lines = labelled("Level", level_value(a), width)
    if a.misplaced and len(lines) > 1:
        said = Content(" " * LABEL) + Content.styled(meant(a).plain.strip(), "$risk-critical")
        lines = [*labelled("Level", _level_and_why(a), width), said]
    return lines


def level_value(a: Assessment) -> Content:
    """The level as a solid chip, in a word, what makes it so, and what it was meant to be."""
    return _level_and_why(a) + meant(a)


def _level_and_why(a: Assessment) -> Content:
    why = f"who is responsible for its {missing_layer(a)} is not answered"
    if a.production:
        why = relied_on(a)
    elif a.level is not None:
        why = role_word(a.role, "")
    name = level_word(a)
    said = "" if why.casefold() in {"", name.casefold(), "production"} else f"  {why}"
    return Content.assemble(
        solid_chip(a.level), " ", (name, level_style(a.level)), text(said, MUTED)
    )


def meant(a: Assessment) -> Content:
    """The level it was meant to have, where it has another one."""
    said = f"  meant as {a.system.intended_level}" if a.misplaced else ""
    return Content.styled(said, "$risk-critical")


def risk_value(a: Assessment) -> Content:
    """Risk as squares and in a word, how far it is proven, and whence it moved."""
    if a.risk is None:
        return Content.styled("not known until the level is", MUTED)
    risk = a.risk
    if risk.proven_rank < risk.now_rank:
        moved = f"until answered; {risk.proven} is proven"
    elif risk.now_rank > risk.base_rank:
        moved = f"proven, up from {risk.base}"
    elif risk.now_rank < risk.base_rank:
        moved = f"down from {risk.base}"
    elif risk.now != risk.base:
        moved = "not contained"
    else:
        moved = f"as usual at level {a.level}"
    return Content.assemble((f"{risk_squares(a)} {risk.now}", risk_style(a)), (f"  {moved}", MUTED))


def learning_value(a: Assessment) -> Content:
    """Learning as squares and in a word, and whence it moved."""
    if a.learning is None:
        return Content.styled("not known until the level is", MUTED)
    base, now = a.learning.base_shown, a.learning.now_shown
    moved = f"  from {base}" if base != now else ""
    return Content.assemble(
        (PROVEN * a.learning.now_rank, LEARNING_STYLE), f" {now}", (moved, MUTED)
    )


def answered_value(a: Assessment, cells: int = ANSWERED) -> Content:
    """How many facts that matter are answered, as a gauge and in numbers."""
    line = gauge(a.known, a.relevant, cells, ("$owner-you", "$rule"))
    return Content.assemble(line, f" {a.known} of {a.relevant}")


def smell_test_value(a: Assessment, cells: int = 5) -> Content:
    """The answers as five signs, and how much of its time the test has left."""
    signs = [
        (ANSWER_SIGNS[answer], ANSWER_STYLES[answer]) if answer else ("·", MUTED)
        for answer in map(a.answer, QUESTION_ORDER)
    ]
    origin = a.context.smell[1] if a.context.smell else None
    return Content.assemble(
        *signs, "  ", time_left(a, "smell_test.date", cells), origin_mark(origin, a.id)
    )


def responsible_value(a: Assessment, layer: Layer) -> Content:
    """Who is responsible when it breaks, or when it is compromised."""
    stated, owner = a.fact(f"owners.{layer}"), a.owner(layer)
    if stated is None or owner is None:
        return NOT_ANSWERED
    _, origin = stated
    style = "bold $risk-critical" if owner == "nobody" else ""
    return Content.assemble((RESPONSIBLE[owner], style), origin_mark(origin, a.id))


STANDING_LABELS = ("Level", "Role", "Risk", "Learning", "Operated by")


def standing_words(a: Assessment | None) -> tuple[str, ...]:
    """Level, role, risk now, learning now and who operates it, in words."""
    if a is None:
        return ("not assessed",) * len(STANDING_LABELS)
    return (
        level_name(a.level),
        role_word(a.role),
        risk_words(a),
        a.learning.now_shown if a.learning else "not known",
        operated_by(a.verdict, a.level),
    )
