"""The outcome of a smell test as lines of text: before and now, and what moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import chain
from typing import NamedTuple

from textual.content import Content

from labtui.data.analysis.findings import first_to_do, ordered
from labtui.data.analysis.questionnaire import Questionnaire
from labtui.data.analysis.smell_test_coverage import Cover, cover_of
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.clauses import operated_by
from labtui.data.assessment.explain import why_finding, why_risk
from labtui.data.assessment.lab import Change, Lab
from labtui.data.assessment.rules import RULES
from labtui.data.framework.questions import QUESTION_ORDER
from labtui.data.framework.roles import role_word
from labtui.data.framework.severities import SEVERITIES, severity_sign
from labtui.text.printable import printable
from labtui.text.wording import join_words
from labtui.widgets.lines.boxes import boxed, centred, side_by_side
from labtui.widgets.lines.colours import (
    RISK_TOKENS,
    level_chip,
    level_word,
    risk_piece,
    solid_chip,
    time_left,
)
from labtui.widgets.lines.effects import other_changes
from labtui.widgets.lines.layout import (
    MUTED,
    QUESTION_STYLE,
    SEVERITY_STYLES,
    Lines,
    filled,
    finding_title,
    flow,
    labelled,
    text,
)
from labtui.widgets.lines.panels import Panel, PanelRow, arranged
from labtui.widgets.lines.track import WORDS, answer_piece, track_lines

TWO_BOXES = 72
"""From this width on, before and now are boxes beside each other."""

LONG_ARROW = 90
"""From this width on, the arrow between them is a long one."""

LABEL = 13
"""Columns of a label in a box."""

SIGN = 11
"""Columns of the word that says how something moved."""

ROOMY = 30
"""From this height on, there are blank lines between the parts."""

MANY = 8
"""The most systems named in a list; the rest are counted."""

NEXT = 3
"""The most systems that are named as the next ones."""

BETTER, WORSE = "$risk-low", "$risk-critical"


class Moved(NamedTuple):
    """Something that moved: how, what, and why."""

    how: str
    style: str
    what: Content
    why: str = ""


def outcome_lines(
    saved: Lab,
    lab: Lab,
    questionnaire: Questionnaire,
    effects: Mapping[str, Change] | None,
    then: Sequence[str],
    size: tuple[int, int],
) -> Lines:
    """The outcome in so many cells and lines.

    `lab` must hold the system with its answers, `saved` as it is; `then` are the next systems.
    """
    width, height = size
    before, after = questionnaire.a, lab.assessments[questionnaire.a.id]
    gap = [Content("")] if height >= ROOMY else []
    name = text(after.system.name, "bold" if after.production else "")
    head = [
        *gap,
        centred(Content.assemble(solid_chip(after.level), " ", name), width),
        *gap,
        *track_lines(questionnaire.answers, None, width),
        *gap,
        *_before_and_now(before, after, width),
        *gap,
    ]
    panels = [
        _moved_panel(lab, questionnaire, after, width),
        *_to_do(lab, before, after, width),
        *_covers(cover_of(lab, after.id), width),
        _others(saved, lab, after.id, effects, width),
        *_then(lab, then, width),
    ]
    blank = [PanelRow(line) for line in gap]
    bands = [[(panel._replace(rows=[*panel.rows, *blank]), width)] for panel in panels]
    return [*head, *arranged(bands, width)[0]]


# --- before and now


def _before_and_now(before: Assessment, after: Assessment, width: int) -> Lines:
    """The values of a system before and now; those that moved are bright in the second."""
    labels, was, now = ([*column] for column in zip(*_values(before, after), strict=True))
    if width < TWO_BOXES:
        lines: Lines = []
        for label, old, new in zip(labels, was, now, strict=True):
            said = new if old.is_same(new) else Content.assemble(old, (" → ", MUTED), new)
            lines += labelled(label, said, width - 2, LABEL)
        return [Content(" ") + line for line in lines]
    arrow = "  ━━━━ →  " if width >= LONG_ARROW else " → "
    each = (width - len(arrow)) // 2
    last = width - len(arrow) - each
    left = boxed(_rows(labels, was, []), each, "Before")
    right = boxed(_rows(labels, now, was), last, "Now", style="$primary")
    middle = [Content("")] * (len(left) // 2) + [Content.styled(arrow, "bold $text-primary")]
    return side_by_side([(left, each), (middle, len(arrow)), (right, last)], 0)


def _rows(labels: Sequence[str], values: Sequence[Content], was: Sequence[Content]) -> Lines:
    """The rows of a box; bold what is not as it `was`."""
    moved = [bool(was) and not was[n].is_same(value) for n, value in enumerate(values)]
    return [
        Content.styled(f"{label:<{LABEL}}", MUTED) + (value.stylize("bold") if is_new else value)
        for label, value, is_new in zip(labels, values, moved, strict=True)
    ]


def _values(before: Assessment, after: Assessment) -> Iterator[tuple[str, Content, Content]]:
    """The values by their labels, before and now; role and learning only where they moved."""
    for label, value in (
        ("Level", _level),
        ("Role", _role),
        ("Risk", _risk),
        ("Learning", _learning),
        ("Operated by", _operator),
        ("Findings", _findings),
        ("Smell test", _tested),
        ("Answered", lambda a: text(f"{a.known} of {a.relevant}")),
    ):
        was, now = value(before), value(after)
        if label not in {"Role", "Learning"} or not was.is_same(now):
            yield label, was, now


def _level(a: Assessment) -> Content:
    return Content.assemble(level_chip(a.level), f" {level_word(a)}")


def _role(a: Assessment) -> Content:
    return text(role_word(a.role))


def _risk(a: Assessment) -> Content:
    return Content.styled(*risk_piece(a))


def _learning(a: Assessment) -> Content:
    return text(a.learning.now_shown if a.learning else "not known")


def _operator(a: Assessment) -> Content:
    return text(operated_by(a.verdict, a.level))


def _tested(a: Assessment) -> Content:
    left, style = time_left(a, "smell_test.date")
    return Content.styled(left.replace(" 0d", " today"), style)


def _findings(a: Assessment) -> Content:
    """How many findings there are of each severity, proven and unproven apart."""
    parts: list[tuple[str, str]] = []
    for severity in reversed(SEVERITIES):
        unproven = a.unproven_count(severity)
        for count, asked in ((a.finding_count(severity) - unproven, False), (unproven, True)):
            if count:
                style = QUESTION_STYLE if asked else SEVERITY_STYLES[severity]
                said = f"{count}{severity_sign(severity, unproven=asked)}"
                parts += [(" ", "")] * bool(parts) + [(said, style)]
    return Content.assemble(*parts) if parts else Content.styled("none", BETTER)


# --- what moved


def _moved_panel(lab: Lab, questionnaire: Questionnaire, after: Assessment, width: int) -> Panel:
    """What moved of the system itself; says so where nothing did."""
    moved = [
        *_risk_moved(lab, questionnaire.a, after),
        *findings_moved(lab, questionnaire.a, after),
    ]
    moved += _answers_moved(questionnaire)
    lines = [*chain.from_iterable(_moved_lines(each, width - 2) for each in moved)]
    if not moved:
        lines = flow(
            text("Nothing moved: level, risk and findings are as before.", MUTED), width - 2
        )
    counts = _counts_until(after)
    return Panel("What moved", [PanelRow(Content(" ") + line) for line in lines], counts)


def _counts_until(a: Assessment) -> str:
    """Until when the test counts."""
    if a.assessed is None:
        return ""
    days = timedelta(days=a.context.evaluation.settings.review_days)
    return f"counts until {a.assessed[0] + days}"


def _moved_lines(moved: Moved, width: int) -> Lines:
    """What moved; why, at the right, or below where that has no room."""
    head = Content.styled(f"{moved.how:<{SIGN}}", f"bold {moved.style}")
    first, *rest = flow(moved.what, width, rest=" " * SIGN)
    lines = [head + first, *rest]
    if not moved.why:
        return lines
    why = text(moved.why, MUTED)
    if not rest and lines[0].cell_length + 3 + why.cell_length <= width:
        return [filled(lines[0], width - why.cell_length) + why]
    return [*lines, *flow(why, width, first=" " * SIGN, rest=" " * SIGN)]


def _risk_moved(lab: Lab, before: Assessment, after: Assessment) -> Iterator[Moved]:
    """How the risk moved: as it counts now, or else as far as it is proven."""
    if before.risk is None or after.risk is None:
        return
    was, now = before.risk, after.risk
    if was.now != now.now:
        lower = now.now_rank < was.now_rank
        said = Content.assemble(
            "Risk ", (now.now, f"bold {RISK_TOKENS[now.now]}"), (f", was {was.now}", MUTED)
        )
        yield _risk_row(lab, after, said, lower=lower)
    elif was.proven != now.proven:
        lower = now.proven_rank < was.proven_rank
        said = Content.assemble(
            "Risk proven to be ",
            (now.proven, f"bold {RISK_TOKENS[now.proven]}"),
            (f", was {was.proven}", MUTED),
        )
        yield _risk_row(lab, after, said, lower=lower)


def _risk_row(lab: Lab, after: Assessment, said: Content, *, lower: bool) -> Moved:
    """How the risk moved; why where it is lower: what makes it higher stands below."""
    if lower:
        return Moved("↓ lower", BETTER, said, why_risk(lab, after).rule)
    return Moved("↑ higher", WORSE, said)


def findings_moved(lab: Lab, before: Assessment, after: Assessment) -> Iterator[Moved]:
    """The findings that are new or differ, worst first, and those that are gone."""
    old = {finding.rule: finding for finding in before.findings}
    for finding in ordered(after):
        was = old.pop(finding.rule, None)
        if was and (was.severity, was.unproven) == (finding.severity, finding.unproven):
            continue
        why = why_finding(lab, after, finding)
        title = finding_title(finding.severity, why.subject, unproven=finding.unproven)
        how, style = _how(was, finding)
        yield Moved(how, style, title, why.rule)
    for finding in old.values():
        sign = severity_sign(finding.severity, unproven=finding.unproven)
        gone = text(f"{sign} {RULES[finding.rule].title_for(before, finding)}")
        how = "− answered" if finding.unproven else "− solved"
        yield Moved(how, BETTER, gone, _why_gone(before, after, finding))


def _how(was: Finding | None, finding: Finding) -> tuple[str, str]:
    """How a finding differs from what it was."""
    if was is None:
        return "+ new", WORSE
    if was.severity != finding.severity:
        worse = SEVERITIES.index(finding.severity) > SEVERITIES.index(was.severity)
        return ("↑ worse", WORSE) if worse else ("↓ milder", BETTER)
    return ("↑ proven", WORSE) if was.unproven else ("↓ unproven", BETTER)


def _why_gone(before: Assessment, after: Assessment, finding: Finding) -> str:
    """Why a finding is gone, where the test itself says so."""
    key = RULES[finding.rule].resolving_fact(before)
    if key == "smell_test.date":
        return "tested today"
    question = key.removeprefix("smell_test.")
    for each in QUESTION_ORDER:
        if each == question:
            answer = after.answer(each)
            return f"you answered {WORDS[answer]}" if answer else ""
    return ""


def _answers_moved(questionnaire: Questionnaire) -> Iterator[Moved]:
    """The answers that are others than last time, and the notes."""
    changes = questionnaire.changes
    for question in QUESTION_ORDER:
        was, now = questionnaire.a.answer(question), questionnaire.answers[question]
        if was is not None and was != now:
            said = Content.assemble(
                f"{question} ",
                answer_piece(now),
                (f", was {WORDS[was]}", MUTED),
            )
            yield Moved("→ answer", "$text-primary", said)
        key = f"smell_test.notes.{question}"
        if key in changes:
            said = text(f"{question}: {changes[key] or 'cleared'}")
            yield Moved("→ note", "$text-primary", said)


# --- what comes of it


def _to_do(lab: Lab, before: Assessment, after: Assessment, width: int) -> list[Panel]:
    """What to do first; left out where no finding is open.

    Of a finding that moved it is told above what is the matter.
    """
    why = first_to_do(lab, after)
    if why is None:
        return []
    lines = flow(finding_title(why.answer, why.subject, unproven=why.unproven), width - 2)
    if why.rule not in {moved.why for moved in findings_moved(lab, before, after)}:
        lines += flow(text(why.rule), width - 2, first="  ", rest="  ")
    lines += flow(text(why.remedy, MUTED), width - 2, first="  → ", rest="    ")
    return [Panel("Do this first", [PanelRow(Content(" ") + line) for line in lines])]


def _covers(cover: Cover, width: int) -> list[Panel]:
    """What the test also counts for below the system, and for what not, and why."""
    them = "it" if len(cover.relied_on) == 1 else "them"
    rows = [
        ("Also counts for ", cover.covered, ""),
        ("Not for ", cover.relied_on, f": people rely on {them}"),
        ("Not for ", cover.nearer, ": a nearer test counts"),
    ]
    lines = chain.from_iterable(
        flow(
            Content.assemble((start, MUTED), text(join_words(ids, MANY)), (reason, MUTED)),
            width - 2,
        )
        for start, ids, reason in rows
        if ids
    )
    told = [PanelRow(Content(" ") + line) for line in lines]
    return [Panel("What it covers", told)] if told else []


def _others(
    saved: Lab, lab: Lab, id: str, effects: Mapping[str, Change] | None, width: int
) -> Panel:
    """The other systems that change."""
    _, title, *lines = other_changes(saved, lab, id, effects, width - 2)
    remark = printable(title.plain.removeprefix("Other systems").strip())
    if not lines:
        return Panel(
            "Other systems", [PanelRow(Content(" ") + text(f"{remark.capitalize()}.", MUTED))]
        )
    return Panel("Other systems", [PanelRow(Content(" ") + line) for line in lines], remark)


def _then(lab: Lab, ids: Sequence[str], width: int) -> list[Panel]:
    """The systems that are asked about next; left out where this is the last."""
    if not ids:
        return []
    rows = []
    for id in ids[:NEXT]:
        a = lab.assessments[id]
        left, style = time_left(a, "smell_test.date")
        name = filled(text(a.system.name, "bold" if a.production else ""), min(30, width // 3))
        rows.append(
            Content.assemble(" ", level_chip(a.level), " ", name, "  ", (f"{left:<12}", style))
            + Content.styled(*risk_piece(a))
        )
    more = f"{len(ids) - NEXT} more after these" if len(ids) > NEXT else ""
    return [Panel("Next", [*map(PanelRow, rows)], more)]
