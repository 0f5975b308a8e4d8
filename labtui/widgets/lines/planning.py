"""The demands of a planned system on its owner, once in service, as lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from textual.content import Content

from labtui.data.analysis.planning import Duty, Plan
from labtui.data.assessment.clauses import level_name
from labtui.data.assessment.lab import Lab
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.questions import ONCE_IT_RUNS, QUESTIONS
from labtui.text.wording import join_few, join_words
from labtui.widgets.lines.layout import (
    MUTED,
    Lines,
    flow,
    labelled,
    origin_mark,
    text,
)
from labtui.widgets.lines.panels import rule
from labtui.widgets.lines.standing import risk_content
from labtui.widgets.lines.systems import named_systems
from labtui.widgets.lines.track import ANSWER_SIGNS, ANSWER_STYLES

PLAN_LABEL = 20
"""Width of the column of labels."""


def planning_lines(lab: Lab, plan: Plan, width: int) -> Lines:
    """What a planned system asks of its owner once in service, and its smell test."""
    a = plan.a
    lines = rule("If you put it into service", width, "m puts it into service")
    if a.level != lab.assessments[a.id].level:
        risk = risk_content(a, width)
        level = (level_name(a.level), "bold")
        said = Content.assemble(level, (", risk ", MUTED), risk)
        lines += labelled("Level and risk", said, width, PLAN_LABEL)
    lines += labelled("Your layers", _layers(plan), width, PLAN_LABEL)
    label = "To do regularly"
    for days, duties in groupby(plan.duties, key=lambda duty: duty.days):
        lines += labelled(
            label if days is not None else "Always", _duties(days, duties, a.id), width, PLAN_LABEL
        )
        label = ""
    lines += labelled("Becomes production", _made_production(plan), width, PLAN_LABEL)
    lines += labelled("It will need", _rests_on(lab, plan), width, PLAN_LABEL)
    lines += rule(ONCE_IT_RUNS, width, "s takes the smell test")
    for question, asked in QUESTIONS.items():
        answer = a.answer(question) or ""
        said = Content.styled(f"{ANSWER_SIGNS.get(answer, '·')} ", ANSWER_STYLES.get(answer, MUTED))
        lines += flow(Content.assemble(said, asked), width, rest="  ")
    return lines


def _layers(plan: Plan) -> Content:
    """The layers that would be its owner's, and the layers without a stated owner."""
    if len(plan.yours) == len(LAYERS):
        return Content("all 12 layers")
    yours = join_words(LAYERS[layer].lower() for layer in plan.yours)
    parts = [text(yours or "none answered yet")]
    if plan.unanswered:
        open_ones = join_words(LAYERS[layer].lower() for layer in plan.unanswered)
        parts.append(Content.styled(f"; not answered: {open_ones}", "$text-warning"))
    return Content.assemble(*parts)


def _duties(days: int | None, duties: Iterable[Duty], id: str) -> Content:
    """The duties every so many days, or at all times if `days` is None."""
    parts = [Content.assemble(duty.what, origin_mark(duty.origin, id)) for duty in duties]
    often = "" if days is None else " every day" if days <= 1 else f" every {days} days"
    return Content.assemble(Content("; ").join(parts), (often, MUTED))


def _made_production(plan: Plan) -> Content:
    if not plan.production:
        return Content.styled("no other system", MUTED)
    return text(join_few(plan.production), "bold")


def _rests_on(lab: Lab, plan: Plan) -> Content:
    if not plan.rests_on:
        return Content.styled("no active system", MUTED)
    parts = [named_systems(lab, plan.rests_on)]
    if plan.beyond:
        parts += [Content.styled("; through those, ", MUTED), named_systems(lab, plan.beyond)]
    return Content.assemble(*parts)
