"""The rebuild order as text: its steps, its systems, and why one of these stands where it does."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from labtui.data.analysis.rebuild import OBSTACLES, Gain, Obstacle, Rebuild, Step, gain_words
from labtui.data.analysis.rebuild_needs import need_words
from labtui.data.analysis.rebuild_places import Places
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.severities import severity_sign
from labtui.text.cells import clip, clip_at_word, pad
from labtui.text.printable import printable
from labtui.text.wording import join_few, join_words, plural
from labtui.widgets.columns import GAP, GUTTER, INDENT, RIGHT, Cell
from labtui.widgets.lines.colours import level_word, solid_chip
from labtui.widgets.lines.layout import (
    MUTED,
    QUESTION_STYLE,
    SEVERITY_STYLES,
    Lines,
    flow,
    labelled,
    text,
)
from labtui.widgets.lines.panels import Panel, PanelRow, arranged, stacked

LEAST_NAME, MOST_NAME = 16, 36
CHIP = 4
"""The width of a level."""

GIVES = 30
"""The width of what people get back."""

GIVES_FROM = 104
"""From this width on, it has a column of its own."""

LEAST_OBSTACLE = 16
"""In less room than this, no further obstacle is told."""

MOST_WAITING = 12
"""The most systems that are listed as waiting for one."""


class Widths(NamedTuple):
    """How wide the cells of a system are."""

    name: int
    gives: int
    """0 where there is no room for it."""
    rest: int


@lru_cache(maxsize=16)
def widths(width: int) -> Widths:
    """Share out a width: name, level, what people get back, what stands in the way."""
    name = max(LEAST_NAME, min(MOST_NAME, width * 2 // 7))
    gives = GIVES if width >= GIVES_FROM else 0
    used = GUTTER + INDENT + name + GAP + CHIP + GAP + (gives + GAP if gives else 0) + RIGHT
    return Widths(name, gives, max(0, width - used))


# --- the whole


def heading(lab: Lab, rebuild: Rebuild) -> tuple[str, str]:
    """What the order is of, and how long it is."""
    rebuilt = [step for step in rebuild.steps if not step.services]
    count = sum(len(step.systems) for step in rebuilt)
    lost = rebuild.lost
    title = "From nothing" if lost is None else f"Without {printable(lab.systems[lost].name)}"
    return title, f"{plural(count, 'system')} to bring back, in {plural(len(rebuilt), 'step')}"


def step_title(step: Step, number: int, shown: int) -> str:
    """The title of a step; of a part of its systems, how many of all these are."""
    count = len(step.systems)
    some = f"{shown} of {plural(count, 'system')}" if shown < count else plural(count, "system")
    if step.services:
        return f"Services, to be there: {some}"
    together = " at the same time" if count > 1 else ""
    return f"Step {number}: {some}{together}"


def step_gains(step: Step) -> tuple[str, ...]:
    """What people get back with a step, in as many words as there may be room for."""
    uses = dict.fromkeys(use for gain in step.gives for use in gain.relied_on_for)
    people = dict.fromkeys(one for gain in step.gives for one in gain.used_by)
    whom = [printable(join_words(people, most)) for most in (4, 2) if people]
    if not uses:
        return (*(f"used by {them}" for them in whom), "")
    verb = "gives" if step.services else "gives back"
    said = [f"{verb} {join_words(uses, most)}" for most in (8, 3, 1)]
    return (*(f"{said[0]}, for {them}" for them in whom), *said, "")


# --- a system


class Told(NamedTuple):
    """What a step says of one of its systems."""

    gain: Gain | None
    obstacles: Sequence[Obstacle]
    service: bool = False
    still_runs: str = ""
    """What has to be back before it could be recovered, if it still runs."""


def told_cells(of: Told, shown: Widths) -> list[Cell]:
    """The cells behind the level: what people get back, and what stands in the way."""
    if of.still_runs:
        return [(clip(printable(of.still_runs), shown.gives + shown.rest), "table--dim")]
    in_the_way = _in_the_way(of.obstacles, shown.rest)
    if shown.gives:
        uses = printable(join_few(of.gain.relied_on_for)) if of.gain is not None else ""
        return [(pad(uses, shown.gives), "table--dim"), (" " * GAP, ""), *in_the_way]
    if in_the_way or of.gain is None:
        return in_the_way
    words = printable(gain_words(of.gain, services=of.service))
    return [(clip_at_word(words, shown.rest), "table--dim")]


def _in_the_way(obstacles: Sequence[Obstacle], width: int) -> list[Cell]:
    """As many obstacles as fit, then how many more there are; the first is always told.

    Where the sentence of one that is proven has no room, a few words say what it is.
    """
    cells: list[Cell] = []
    for number, obstacle in enumerate(obstacles):
        before = "  " if cells else ""
        message = printable(obstacle.message)
        more = len(obstacles) - number - 1
        kept = len(f"  +{more}") if more else 0
        room = width - len(before) - 2 - kept
        if cells and room < min(cell_len(message), LEAST_OBSTACLE):
            return [*cells, (f"  +{more + 1}", "table--dim")]
        sign, style = _sign(obstacle)
        said = clip_at_word(message, room)
        short = OBSTACLES[obstacle.why]
        if said != message and not obstacle.unproven and cell_len(short) <= room:
            said = short
        cells += [(f"{before}{sign} ", style), (said, "table--dim" if number else "")]
        width -= len(before) + 2 + cell_len(said)
    return cells


def _sign(obstacle: Obstacle) -> Cell:
    """A warning, or a question where it is only not known."""
    if obstacle.unproven:
        return "?", "table--notice"
    return severity_sign("warning", unproven=False), "table--warning"


def recovers_words(system: System, down: Container[str]) -> str:
    """`It recovers with vaultwarden.`: what of it is down."""
    return f"It recovers with {join_few(id for id in system.recovers_with if id in down)}."


# --- why it stands where it does


class About(NamedTuple):
    """The system that the panel is about, and the order that it stands in."""

    lab: Lab
    id: str
    places: Places


def about_band(about: About, tried: Lines, size: tuple[int, int]) -> Lines:
    """Why a system stands in its step, below the list, in so many cells and lines."""
    width, height = size
    obstacles = about.places.obstacles(about.id)
    told = [*tried, *_reasons(about, width - 2), *_obstacle_lines(obstacles, width - 2)]
    told += _gains(about, width - 2)
    room = max(1, height - 1)
    if len(told) > room:
        told = [*told[: room - 1], text(f"{plural(len(told) - room + 1, 'line')} more", MUTED)]
    rows = [PanelRow(Content(" ") + line) for line in told]
    return arranged([[(_panel(about, rows, width), width)]], width)[0]


def about_panels(about: About, tried: Lines, size: tuple[int, int]) -> Lines:
    """The same beside the list, with what waits for it and a line at the left."""
    width, height = size
    room = width - 5
    a = about.lab.assessments[about.id]
    level = Content.assemble(solid_chip(a.level), " ", level_word(a))
    what = [*tried, *labelled("Level", level, room), *_gains(about, room)]
    panels = [_panel(about, _rows(what), width - 1)]
    panels.append(Panel("Why it stands here", _rows(_reasons(about, room))))
    if obstacles := about.places.obstacles(about.id):
        in_the_way = _rows(_obstacle_lines(obstacles, room))
        panels.append(Panel("What stands in the way", in_the_way, str(len(obstacles))))
    if waiting := about.places.waiting(about.id):
        lines = [_waiting(about, id, room) for id in waiting[:MOST_WAITING]]
        if len(waiting) > MOST_WAITING:
            lines.append(text(f"and {len(waiting) - MOST_WAITING} more", MUTED))
        panels.append(Panel("What waits for it", _rows(lines), str(len(waiting))))
    return stacked(panels, width, height)


def _panel(about: About, rows: Sequence[PanelRow], width: int) -> Panel:
    """The panel of a system; its name leaves room for its step."""
    place = _place(about)
    name = printable(about.lab.systems[about.id].name)
    return Panel(clip(name, width - len(place) - 8), rows, place)


def _rows(lines: Iterable[Content]) -> list[PanelRow]:
    told = [PanelRow(Content("  ") + line) for line in lines]
    return [PanelRow(Content("")), *told, PanelRow(Content(""))]


def _place(about: About) -> str:
    """`step 2 of 5`."""
    step = about.places.steps.get(about.id)
    if step is None:
        return "still runs"
    return f"step {step} of {about.places.last}" if step else "a service"


def _gains(about: About, width: int) -> Lines:
    gain = about.places.gains.get(about.id)
    if gain is None:
        return []
    words = gain_words(gain, services=about.places.steps[about.id] == 0)
    return flow(text(words), width, rest="  ")


def _reasons(about: About, width: int) -> Lines:
    """Why a system stands in its step: what it waits for, the last first."""
    step = about.places.steps.get(about.id)
    if step is None:
        system = about.lab.systems[about.id]
        return flow(text(f"It still runs. {recovers_words(system, about.places.steps)}"), width)
    if step == 0:
        return flow(text("There is nothing to rebuild: it only has to be there."), width)
    waits = about.places.waits(about.id)
    if not waits:
        return flow(text("It waits for nothing."), width)
    lines: Lines = []
    for wait in waits:
        said = Content.assemble(
            text(need_words(wait.need)), (f", back in step {wait.step}.", MUTED)
        )
        lines += flow(said, width, rest="  ")
    return lines


def _obstacle_lines(obstacles: Iterable[Obstacle], width: int) -> Lines:
    """What stands in the way, whole, and the way out of loops."""
    lines: Lines = []
    for obstacle in obstacles:
        sign, _ = _sign(obstacle)
        style = QUESTION_STYLE if obstacle.unproven else SEVERITY_STYLES["warning"]
        said = Content.assemble((f"{sign} ", style), text(obstacle.message))
        lines += flow(said, width, rest="  ")
        if obstacle.remedy:
            lines += flow(text(obstacle.remedy, MUTED), width, first="  → ", rest="    ")
    return lines


def _waiting(about: About, id: str, width: int) -> Content:
    """A system that waits for this one, with its step."""
    a = about.lab.assessments[id]
    name = text(a.system.name, "bold" if a.production else "")
    step = Content.styled(f"step {about.places.steps[id]:<3} ", MUTED)
    return (step + name).truncate(width, ellipsis=True)
