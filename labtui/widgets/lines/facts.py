"""The facts of a system as lines of text: values, problems, and derived values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from textual.content import Content

from labtui.data.assessment.explain import Why
from labtui.data.assessment.facts_used import FactUsed
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Problem
from labtui.data.framework.facts import FACTS
from labtui.data.framework.severities import SEVERITIES
from labtui.data.framework.sightings import Sighting
from labtui.data.framework.values import choice_of, show_answer
from labtui.text.printable import printable
from labtui.widgets.lines.layout import (
    HEADING,
    MUTED,
    NOT_ANSWERED,
    QUESTION_STYLE,
    SEVERITY_STYLES,
    Lines,
    flow,
    heading,
    labelled,
    origin_mark,
    text,
)

WHY_LABEL = 32
"""The greatest width of the column of labels where a derived value is explained."""


def fact_lines(lab: Lab, id: str, width: int, without: Collection[str] = frozenset()) -> Lines:
    """Every fact of a system by group, with its origin; but those that are shown elsewhere."""
    a, system = lab.assessments.get(id), lab.systems[id]
    lines: Lines = []
    group = ""
    for key, fact in FACTS.items():
        stated = a.fact(key) if a is not None else None
        if stated is None and key in system.facts:
            stated = system.facts[key], id
        if stated is None or key in {"id", "name"} or key in without:
            continue
        if fact.group != group:
            group = fact.group
            lines += heading(group, width)
        value = Content.assemble(text(show_answer(key, stated[0])), origin_mark(stated[1], id))
        lines += _fact_line(fact.label, value, width)
        if seen := Sighting.parse(lab.systems[stated[1]].seen.get(key, "")).told:
            lines += _fact_line("", text(f"seen in {seen}", MUTED), width)
        elif key == "source" and system.vanished:
            lines += _fact_line("", text("not found there any more", "$text-warning"), width)
    return lines


def _fact_line(label: str, value: Content, width: int) -> Lines:
    first, *others = flow(value, width, rest=" " * 23)
    return [Content.styled(f"{label:<22} ", MUTED) + first, *others]


def problem_lines(problems: Sequence[Problem], width: int) -> Lines:
    """The problems in a system's table, line by line; empty if there are none."""
    if not problems:
        return []
    lines = heading("Wrong in the file", width, str(len(problems)))
    for problem in problems:
        lines += _problem_lines(problem._replace(id=None), width)
    return lines


def file_problem_lines(problems: Sequence[Problem], file: str, width: int) -> Lines:
    """All problems in the file, line by line, and what is done about them."""
    said = (
        f"labtui reads {file} without these values, and keeps them as they are. E opens it in "
        "$EDITOR. What is mended there is read at once."
    )
    lines = [*flow(text(said), width), Content()]
    for problem in problems:
        lines += _problem_lines(problem, width)
    return lines


def _problem_lines(problem: Problem, width: int) -> Lines:
    return flow(text(str(problem), "$text-warning"), width, rest="  ")


def why_lines(whys: Iterable[Why[str]], id: str, width: int) -> Lines:
    """Each derived value with its rule, and the facts it rests on."""
    whys, lines = [*whys], Lines()
    longest = max((len(_label_of(fact)) for why in whys for fact in why.facts), default=0)
    column = min(longest + 2, WHY_LABEL, width // 2)
    for why in whys:
        lines += flow(Content.assemble((why.subject, HEADING), ("  ", ""), _why_answer(why)), width)
        lines += flow(text(why.rule), width, first="  ", rest="  ")
        for fact in why.facts:
            said = labelled(f"{_label_of(fact)}  ", _fact_used(fact, id), width - 4, column)
            lines += [Content("    ") + line for line in said]
        if why.remedy:
            lines += flow(text(why.remedy, MUTED), width, first="  → ", rest="    ")
        lines.append(Content(""))
    return lines


def _why_answer(why: Why[str]) -> tuple[str, str]:
    """The answer with its style; an unproven finding's severity is marked as such."""
    if why.unproven:
        return f"{why.answer}? not proven", QUESTION_STYLE
    severity = choice_of(why.answer, SEVERITIES)
    return why.answer, SEVERITY_STYLES[severity] if severity else "bold"


def _label_of(fact: FactUsed) -> str:
    return FACTS[fact.key].title if fact.key in FACTS else fact.key.capitalize()


def _fact_used(fact: FactUsed, id: str) -> Content:
    value = NOT_ANSWERED if fact.value is None else text(show_answer(fact.key, fact.value))
    seen = f"  seen in {printable(fact.seen)}" if fact.seen else ""
    return Content.assemble(value, origin_mark(fact.origin, id), (seen, MUTED))
