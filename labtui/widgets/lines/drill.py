"""A drill as lines of text: what happens, one step alone, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import chain

from textual.content import Content
from textual.style import Style

from labtui.data.analysis.compromise import compromise_of
from labtui.data.analysis.drill.exercise import Drill
from labtui.data.analysis.drill.record import Entry, ToDo
from labtui.data.analysis.drill.run import STATES, DrillRun, Mark, State, time_words
from labtui.data.analysis.drill.steps import Step
from labtui.data.analysis.trees.branches import Branch, Item, Title
from labtui.data.analysis.trees.break_in import by_break_in
from labtui.data.analysis.trees.loss import by_loss, without_unasked
from labtui.data.assessment.lab import Lab
from labtui.text.wording import plural
from labtui.widgets.lines.boxes import boxed, centred, indented, side_by_side
from labtui.widgets.lines.charts import gauge
from labtui.widgets.lines.checklist import ItemLine
from labtui.widgets.lines.colours import solid_chip
from labtui.widgets.lines.layout import (
    HEADING,
    MUTED,
    SEVERITY_STYLES,
    Lines,
    at_most,
    flow,
    heading,
    text,
)
from labtui.widgets.lines.panels import Panel, PanelRow, arranged, rule, stacked
from labtui.widgets.lines.tree import tree_lines

BESIDE = 108
"""From this width on, the steps stand beside what happens, or beside the step that is next."""

STAGE = 76
"""The greatest width of the step that is next."""

LISTED = 44
"""The least width of the steps beside it."""

GAUGE = 24
"""The most cells of the bar."""

ROOMY = 20
"""From this height on, the answers have boxes, and blank lines set the parts apart."""

LEAST_BOXES = 60
"""The least width in which the answers have boxes."""

MOST_SAID = 8
"""So many lines at most say why, and what stands in the way."""

NOTHING_EXECUTED = "labtui executes nothing: you do each step, and say how it went."

_SIGNS: dict[State, tuple[str, str]] = {
    "done": ("✓", "bold $risk-low"),
    "failed": ("✗", "bold $risk-critical"),
    "skipped": ("–", MUTED),
}
_OPEN, _NEXT = ("·", MUTED), ("●", "bold $text-primary")

_WORDS: dict[State, str] = {"done": "done", "failed": "could not", "skipped": "skipped"}

_KEYS: tuple[tuple[str, str, State], ...] = (
    ("y", "Done", "done"),
    ("n", "Could not", "failed"),
    ("j", "Skip", "skipped"),
)


# --- before the first step


def begun_words(run: DrillRun, now: datetime) -> str:
    """What was begun: `Begun at 21:40, 3 of 9 steps: …`, with the day if that was another."""
    day = "" if run.begun.date() == now.date() else f" on {run.begun.date()}"
    steps = f"{run.marked} of {plural(len(run.drill.steps), 'step')}"
    return f"Begun{day} at {run.begun:%H:%M}, {steps}: Enter continues, x starts again."


def drill_lines(lab: Lab, drill: Drill, run: DrillRun | None, said: str, width: int) -> Lines:
    """What happens, who notices, and the steps; `said` is how to go on."""
    a = lab.assessments[drill.id]
    name = text(drill.title, "bold" if a.production else "")
    head = [Content.assemble(solid_chip(a.level), " ", name).truncate(width, ellipsis=True)]
    head += flow(text(said, "bold $text-primary" if run else ""), width)
    head += flow(text(NOTHING_EXECUTED, MUTED), width)
    if width < BESIDE:
        return [
            *head,
            *heading("What happens", width),
            *_follows(lab, drill, width),
            *heading("Who notices", width),
            *_sentences(drill.notice, width),
            *heading("Steps", width, _taken(run)),
            *_steps(drill, run, width),
        ]
    left = width * 52 // 100
    right = width - left - 1
    beside = [
        *_follows(lab, drill, left - 1),
        *heading("Who notices", left),
        *_sentences(drill.notice, left - 1),
    ]
    steps = _steps(drill, run, right - 2)
    panels = [
        (Panel("What happens", _rows(beside)), left),
        (Panel("Steps", _rows(indented(steps, 1)), _taken(run)), right),
    ]
    return [*indented(head, 1), Content(""), *arranged([panels], width)[0]]


def _rows(lines: Lines) -> list[PanelRow]:
    return [*map(PanelRow, lines)]


def _taken(run: DrillRun | None) -> str:
    return time_words(run.took) if run else ""


def _sentences(sentences: Sequence[str], width: int) -> Lines:
    lines = [flow(text(each), width, first="  ", rest="    ") for each in sentences]
    return [*chain.from_iterable(lines)]


def _follows(lab: Lab, drill: Drill, width: int) -> Lines:
    """What follows: as a tree where other systems are affected, else in sentences."""
    told = _sentences(drill.follows, width)
    if drill.case == "compromised":
        reached = by_break_in(compromise_of(lab, drill.id))
        return [*told, Content(""), *tree_lines(lab, reached, width)] if reached[1:] else told
    # The sections without systems are one title at the end, and the system stands in the title.
    items = without_unasked(by_loss(lab, drill.id))[2:]
    if not any(isinstance(item, Branch) for item in items):
        return told
    return tree_lines(lab, [item for item in items if not _is_empty(item)], width)


def _is_empty(item: Item) -> bool:
    return isinstance(item, Title) and item.number == 0


def _steps(drill: Drill, run: DrillRun | None, width: int) -> Lines:
    """All steps with their numbers, each with how it went."""
    lines: Lines = []
    for number, step in enumerate(drill.steps, start=1):
        mark = run.marks.get(step.key) if run else None
        lines += _step_line(number, step, mark, width)
    return lines


def _step_line(number: int, step: Step, mark: Mark | None, width: int) -> Lines:
    sign, style = _SIGNS[mark.state] if mark else ("", "")
    head = Content.assemble((f"{sign:<2}", style), (f"{number:>2}  ", MUTED))
    first, *rest = flow(text(step.says), width, rest=" " * 6)
    return [head + first, *rest]


# --- one step


def step_stage(lab: Lab, run: DrillRun, now: datetime, width: int, height: int) -> Lines:
    """The step that is next; the others beside it, or below it where that is narrow."""
    if width < BESIDE:
        stage = indented(_stage(lab, run, now, min(STAGE, width - 2), height), 1)
        room = height - len(stage) - 1
        if room < 2:
            return stage
        listed = _listed(run, width - 2, room)
        return [*stage, *rule("Steps", width, _counts(run)), *indented(listed, 1)]
    right = max(LISTED, width * 40 // 100)
    left = width - right - 1
    inner = min(STAGE, left - 4)
    stage = indented(_stage(lab, run, now, inner, height), (left - inner) // 2)
    rows = [PanelRow(Content(" ") + line) for line in _listed(run, right - 3, height - 1)]
    panel = stacked([Panel("Steps", rows, _counts(run))], right + 1, height)
    above = [Content("")] * max(0, (height - len(stage)) // 3)
    return side_by_side([([*above, *stage], left), (panel, right + 1)], 0)


def _stage(lab: Lab, run: DrillRun, now: datetime, width: int, height: int) -> Lines:
    step = run.step
    assert step is not None  # the end has a screen of its own
    gap = [Content("")] if height >= ROOMY else []
    said = flow(text(step.says, HEADING), width)
    because = [line for each in step.because for line in flow(text(each, MUTED), width, rest="  ")]
    because += _hindrances(step, width)
    return [
        *gap,
        _progress(run, now, width),
        *gap,
        _about(lab, step, width),
        *gap,
        *said,
        *at_most(MOST_SAID if gap else MOST_SAID // 2, because, width),
        *gap,
        *_answers(width, boxes=bool(gap)),
        *_said_before(run, step, width),
        *gap,
    ]


def _progress(run: DrillRun, now: datetime, width: int) -> Content:
    """The bar, the number of the step, and the time that ran."""
    total = len(run.drill.steps)
    bar = gauge(run.at, total, max(1, min(GAUGE, width // 3)), ("$owner-you", "$rule"))
    ran = time_words(run.seconds(now))
    line = Content.assemble(bar, (f"  Step {run.at + 1} of {total}", "bold"), (f"  {ran}", MUTED))
    return line.truncate(width, ellipsis=True)


def _about(lab: Lab, step: Step, width: int) -> Content:
    """The level and the name of the system that the step is about."""
    a = lab.assessments[step.about]
    line = Content.assemble(
        solid_chip(a.level),
        " ",
        text(a.system.name, "bold" if a.production else ""),
        text(f"  {a.system.text('description') or ''}", MUTED),
    )
    return line.truncate(width, ellipsis=True)


def _hindrances(step: Step, width: int) -> Lines:
    """What stands in the way, and the way out."""
    lines: Lines = []
    for each in step.obstacles:
        sign = "?" if each.unproven else "▲"
        style = "$text-primary" if each.unproven else SEVERITY_STYLES["warning"]
        whose = "" if each.id == step.about else f"{each.id}: "
        lines += flow(text(f"{sign} {whose}{each.message}", style), width, rest="  ")
        if each.remedy:
            lines += flow(text(f"→ {each.remedy}", MUTED), width, first="  ", rest="    ")
    return lines


def _answers(width: int, *, boxes: bool) -> Lines:
    """How a step can have gone, each with its key; a click says so too."""
    pieces = []
    for key, word, state in _KEYS:
        sign, style = _SIGNS[state]
        piece = Content.assemble(
            (f" {key} ", "bold $text-primary on $primary-muted"), "  ", (f"{sign} {word}", style)
        )
        pieces.append((piece, Style.from_meta({"@click": f"screen.mark('{state}')"})))
    if not boxes or width < LEAST_BOXES:
        return [centred(Content("    ").join(piece.stylize(on) for piece, on in pieces), width)]
    each = (width - 4) // 3
    blocks = [([line.stylize(on) for line in boxed([piece], each)], each) for piece, on in pieces]
    return side_by_side(blocks, 2)


def _said_before(run: DrillRun, step: Step, width: int) -> Lines:
    """What was said of this step, where one went back to it, and the note on it."""
    lines: Lines = []
    if mark := run.marks.get(step.key):
        sign, style = _SIGNS[mark.state]
        before = Content.assemble(("You said: ", MUTED), (f"{sign} {_WORDS[mark.state]}", style))
        lines.append(before)
    note = run.notes.get(step.key)
    if note:
        lines += flow(Content.assemble(("Note: ", MUTED), text(note)), width, rest="      ")
    else:
        lines.append(Content.assemble(("N", "bold $text-primary"), (" adds a note", MUTED)))
    return lines


def _counts(run: DrillRun) -> str:
    """How many steps went how."""
    counts = ((run.count("done"), "done"), (run.count("failed"), "could not"))
    return ", ".join(f"{count} {word}" for count, word in counts if count)


def _listed(run: DrillRun, width: int, height: int) -> Lines:
    """The steps, in a line each where they do not fit, and then those around the next one."""
    blocks = [_listed_step(run, number, width) for number in range(len(run.drill.steps))]
    if sum(map(len, blocks)) > height:
        lines = [at_most(1, block, width)[0] for block in blocks]
        top = max(0, min(run.at - height // 3, len(lines) - height))
        return lines[top : top + height]
    return [*chain.from_iterable(blocks)]


def _listed_step(run: DrillRun, number: int, width: int) -> Lines:
    """A step in the list: how it went, what to do, and the note on it."""
    step = run.drill.steps[number]
    mark = run.marks.get(step.key)
    is_next = number == run.at
    sign, style = _NEXT if is_next else _SIGNS[mark.state] if mark else _OPEN
    note = run.notes.get(step.key, "")
    said = Content.assemble(
        text(step.says, "bold" if is_next else MUTED if mark else ""),
        text(f"  {note}" if note else "", f"italic {MUTED}"),
    )
    head = Content.assemble((f"{sign} ", style), (f"{number + 1:>2}  ", MUTED))
    first, *rest = flow(said, width, rest=" " * 6)
    return [(head + first).truncate(width, ellipsis=True), *rest]


# --- what came of it


def record_lines(
    run: DrillRun,
    entries: Sequence[Entry],
    ticked: Collection[str],
    to_do: Sequence[ToDo],
    width: int,
) -> list[ItemLine]:
    """How it went, what is written of it, and what could not be done."""
    counts = [f"{run.count(state)} {_WORDS[state]}" for state in STATES if run.count(state)]
    lines = _plain(flow(text(f"{run.drill.title}.", "bold"), width))
    lines += _plain(flow(text(f"{', '.join(counts)}, in {time_words(run.took)}."), width))
    lines += _plain(heading("To be written", width, f"{len(ticked)} of {len(entries)} ticked"))
    if not entries:
        lines += _plain(flow(text("Nothing: no step was tried."), width, first="  ", rest="  "))
    for entry in entries:
        lines += _entry(entry, width, is_ticked=entry.name in ticked)
    if any(entry.offered for entry in entries):
        said = "An answer of the smell test counts as of today, and dates the whole test."
        lines += _plain(flow(text(said, MUTED), width, first="  ", rest="  "))
    if to_do:
        lines += _plain(heading("To work off", width, plural(len(to_do), "step")))
        for each in to_do:
            lines += _plain(_work(each, width))
    return lines


def _plain(lines: Lines) -> list[ItemLine]:
    return [ItemLine(line) for line in lines]


def _entry(entry: Entry, width: int, *, is_ticked: bool) -> list[ItemLine]:
    box = ("[x] ", "$text-success") if is_ticked else ("[ ] ", "bold")
    said = Content.assemble(box, (f"{entry.id}  ", MUTED), text(entry.says))
    first, *rest = at_most(4, flow(said, width, rest="    "), width)
    return [ItemLine(first, entry.name), *_plain(rest)]


def _work(each: ToDo, width: int) -> Lines:
    """A step that could not be done, the note on it, its findings, and what to do."""
    sign, style = _SIGNS["failed"]
    note = f"  {each.note}" if each.note else ""
    said = Content.assemble((f"{sign} ", style), text(each.step.says), text(note, MUTED))
    lines = flow(said, width, first="  ", rest="    ")
    for title in each.findings:
        lines += flow(text(f"Evidence for: {title}", MUTED), width, first="    ", rest="    ")
    for remedy in each.remedies:
        lines += flow(text(f"→ {remedy}"), width, first="    ", rest="      ")
    return lines
