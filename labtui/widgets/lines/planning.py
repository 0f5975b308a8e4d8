"""The demands of a planned system on its owner, once in service, as lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from textual.content import Content

from labtui.data.analysis.planning import Duty, Plan
from labtui.data.assessment.clauses import level_name
from labtui.data.assessment.lab import Lab
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.questions import QUESTIONS_IF_PLANNED
from labtui.text.wording import join_words
from labtui.widgets.lines.layout import (
    MUTED,
    Lines,
    flow,
    heading,
    labelled,
    origin_mark,
    text,
)
from labtui.widgets.lines.smell_test import ANSWER_SIGNS, ANSWER_STYLES
from labtui.widgets.lines.standing import risk_content
from labtui.widgets.lines.systems import named_systems


def planning_lines(lab: Lab, plan: Plan, width: int) -> Lines:
    """What the owner of a planned system would sign up for, and the questions of its smell test."""
    a = plan.a
    lines = heading("If you put it into service", width, "m puts it into service")
    if a.level != lab.assessments[a.id].level:
        risk = risk_content(a, width)
        level = (level_name(a.level), "bold")
        lines += labelled("Level", Content.assemble(level, (", risk ", MUTED), risk), width)
    lines += labelled("Your layers", _layers(plan), width)
    for number, (days, duties) in enumerate(groupby(plan.duties, key=lambda duty: duty.days)):
        lines += labelled("" if number else "Regularly", _todo_every(days, duties, a.id), width)
    lines += labelled("Production", _made_production(plan), width)
    lines += labelled("It will need", _rests_on(lab, plan), width)
    lines += heading("Would you be up to it?", width, "s answers it for real")
    for question, asked in QUESTIONS_IF_PLANNED.items():
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


def _todo_every(days: int | None, duties: Iterable[Duty], id: str) -> Content:
    """The duties every so many days, or all the time if `days` is None."""
    often = f"every {days} days" if days is not None and days > 1 else "every day"
    parts = [Content.assemble(duty.what, origin_mark(duty.origin, id)) for duty in duties]
    when = "all the time" if days is None else often
    return Content.assemble((f"{when}: ", MUTED), Content("; ").join(parts))


def _made_production(plan: Plan) -> Content:
    if not plan.production:
        return Content.styled("no other system becomes production", MUTED)
    verb = "becomes" if len(plan.production) == 1 else "become"
    return Content.assemble(text(join_words(plan.production, 6), "bold"), f" {verb} production")


def _rests_on(lab: Lab, plan: Plan) -> Content:
    if not plan.rests_on:
        return Content.styled("no active system", MUTED)
    parts = [named_systems(lab, plan.rests_on)]
    if plan.beyond:
        parts += [Content.styled("; through those, ", MUTED), named_systems(lab, plan.beyond)]
    return Content.assemble(*parts)
