"""What to do and what comes: the panels of the next steps and of what falls due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from rich.cells import cell_len
from textual.content import Content

from labtui.data.analysis.falling_due import ACCEPTED, Due, accepted_title
from labtui.data.analysis.overview.next_steps import Cleared, Step
from labtui.data.analysis.overview.summary import Summary
from labtui.text.printable import printable
from labtui.text.wording import join_few, plural
from labtui.widgets.lines.layout import MUTED, at_most, filled, packed, text
from labtui.widgets.lines.panels import Panel, PanelRow

LETTERS = {
    "evidence.patched": ("P", "patches", "patch"),
    "evidence.restore_tested": ("R", "restore test", "restore"),
    "smell_test.date": ("S", "smell test", "smell test"),
    "evidence.config_reviewed": ("C", "configuration review", "config"),
    ACCEPTED: ("A", "acceptance ends", "accepted"),
}
"""The letter of each kind of what falls due, its words, and those for little room."""

MANY = "+"
"""What stands on the time line for more than a digit can count."""

DUE = "Falls due"

AROUND = len(DUE) + 6
"""The columns of the rule that are not for the legend."""

SOON = 7
"""Days ahead that are shown as near."""

LATE = 16
"""Columns left of today on the time line."""

DAYS = 60
"""How many days the time line shows."""


def steps_panel(summary: Summary, width: int, *, roomy: bool) -> Panel:
    """What helps most: a line each, with the reason below where there is room."""
    rows: list[PanelRow] = []
    for number, step in enumerate(summary.steps):
        names = [summary.lab.systems[id].name for id in step.ids]
        together = len(names) > 1
        name = plural(len(names), "system") if together else printable(names[0])
        payoff = _payoff(step)
        todo = step.why.remedy.rstrip(".")
        room = width - payoff.cell_length - cell_len(name) - 8
        if step.why.unproven or not (roomy or cell_len(todo) <= room):
            todo = step.why.subject
        title = Content.assemble(
            (f"{name}: ", "bold"), text(todo, "bold" if roomy else ""),
        )  # fmt: skip
        key = f"step {number}"
        if not roomy:
            rows.append(PanelRow(_with_end(Content("  ") + title, payoff, width), key))
            continue
        first, *second = at_most(2, title.wrap(width - payoff.cell_length - 6), width - 5)
        reason = step.why.rule if step.why.unproven else f"{step.why.subject}. {step.why.rule}"
        if together:
            reason = f"{join_few(names)}."
        said = at_most(2 - len(second), text(reason, MUTED).wrap(width - 6), width - 5)
        rows.append(PanelRow(_with_end(Content("  ") + first, payoff, width), key))
        rows += [PanelRow(Content("    ") + line) for line in (*second, *said)]
        rows += [PanelRow(Content(""))] * (2 - len(second) - len(said))
    if not rows:
        rows = [PanelRow(text("  Nothing is to be done, and nothing to be answered.", MUTED))]
    titles = {0: "The next steps", 1: "The next step", 2: "The next two steps"}
    heading = titles.get(len(summary.steps), "The next three steps")
    return Panel(heading, rows, "Enter opens one" if summary.steps else "")


def _payoff(step: Step) -> Content:
    """What a step clears, the worst of it: `clears 1 critical, 4 warnings`."""
    if not step.clears:
        said = "answers a question" if step.why.unproven else f"a {step.why.answer} finding"
        if len(step.ids) > 1:
            said = "a question each" if step.why.unproven else f"a {step.why.answer} finding each"
        return Content.styled(said, MUTED)
    proven = [each for each in step.clears if not each.unproven]
    word, shown = ("clears", proven) if proven else ("answers", [*step.clears])
    return Content.styled(f"{word} {', '.join(map(_counted, shown[:2]))}", "$text-success")


def _counted(each: Cleared) -> str:
    return plural(each.number, each.severity)


def _with_end(line: Content, end: Content, width: int) -> Content:
    """A line with something at its right end, which is never cut."""
    return Content.assemble(filled(line, width - end.cell_length - 3), "  ", end)


def due_panel(summary: Summary, width: int, most: int) -> Panel:
    """What is late and what falls due on a time line, and the first of it in `most` lines.

    The longest late comes first. What the letters mean is told at the right of the title, or
    below where that has no room.
    """
    today = summary.lab.evaluation.today
    late = [due for due in summary.due if due.day is None or due.day <= today]
    coming = [due for due in summary.due if due.day is not None and due.day > today]
    lines = _time_line(late, coming, today, width)
    keys = "falling late" if late else "", "falling coming" if coming else ""
    rows = [PanelRow(line, key) for line, key in zip(lines, keys, strict=True)]
    columns = max(1, min(3, width // 38))
    room = width // columns
    signs = _signs({due.kind for due in summary.due}, many=MANY in rows[1].line.plain)
    rest = len(summary.due) - most * columns
    more = [f"{rest} more"] if rest > 0 else []
    legends = ("  ".join([*words, *more]) for words in signs)
    legend = next((each for each in legends if len(each) <= width - AROUND), "")
    if signs[0] and not legend:
        below = packed((text(each, MUTED) for each in signs[1]), width, first="  ")
        rows += map(PanelRow, below)
        most = max(1, most - len(below))
        legend = f"{len(summary.due) - most * columns} more" * bool(more)
    shown = [*late, *coming][: most * columns]
    per_column = -(-len(shown) // columns)
    for y in range(min(most, per_column)):
        cells = [
            _told(summary, due, today, room)
            for due in shown[y::per_column]
        ]  # fmt: skip
        rows.append(PanelRow(Content("").join(cells), f"due {shown[y].id} {y}"))
    return Panel(DUE, rows, legend)


def _signs(kinds: Collection[str], *, many: bool) -> tuple[list[str], list[str]]:
    """What the signs of the time line mean, and the same in fewer words."""
    found = [signs for kind, signs in LETTERS.items() if kind in kinds]
    last = [f"{MANY} over 9"] if many else []
    whole, short = ([f"{each[0]} {each[n]}" for each in found] for n in (1, 2))
    return [*whole, *last], [*short, *last]


def _told(summary: Summary, due: Due, today: date, room: int) -> Content:
    """`193 d late  Vaultwarden, restore test`."""
    if due.day is None:
        when, style = "never", "$risk-critical"
    elif late := due.days_late(today):
        when, style = f"late {late}d", "$risk-critical"
    else:
        near = due.day - today <= timedelta(SOON)
        when, style = f"{due.day.day} {due.day:%b}", "$risk-high" if near else MUTED
    name = printable(summary.lab.systems[due.id].name)
    what = f" {accepted_title(summary.lab, due).lower()}" if due.rule else ""
    letter = LETTERS[due.kind][0]
    cell = Content.assemble((f" {when:>10} ", style), (f"{letter} ", MUTED), name, (what, MUTED))
    return filled(cell.truncate(room - 1, ellipsis=True), room)


def _time_line(
    late: Sequence[Due], coming: Sequence[Due], today: date, width: int
) -> list[Content]:
    """Weeks ahead as a line, with a letter for each thing that falls due."""
    room = max(1, width - LATE - 2)
    scale = room / DAYS
    letters: dict[int, list[str]] = {}
    for due in coming:
        days = (due.day - today).days if due.day else 0
        if days <= DAYS:
            letters.setdefault(int(days * scale), []).append(LETTERS[due.kind][0])
    now = f"today, {today.day} {today:%b}"
    labels = [" "] * (room + 1)
    line = ["─"] * room
    step = 7 if scale * 7 >= 9 else 14
    monday = (7 - today.weekday()) % 7 or 7
    for days in range(monday, DAYS, step):
        at, day = int(days * scale), today + timedelta(days)
        line[at] = "┴"
        label = f"{day.day} {day:%b}"
        if at > len(now) + 1 and at + len(label) <= room:
            labels[at : at + len(label)] = label
    for at, found in letters.items():
        if at < room:
            line[at] = found[0] if len(found) == 1 else _digit(len(found))
    badge = f" late {len(late)} " if late else ""
    named = "".join(dict.fromkeys(LETTERS[due.kind][0] for due in late))
    near = int(SOON * scale)
    return [
        Content.assemble(
            ("  ", ""), (badge, "bold $risk-critical reverse"), " " * (LATE - 2 - len(badge)),
            (now, "bold $text-primary"), ("".join(labels)[len(now):], MUTED),
        ),
        Content.assemble(
            (f"  {' '.join(named):<{LATE - 4}}", "bold $risk-critical"), ("  ", ""),
            ("┃", "bold $text-primary"), _marked(line[1:near], "$risk-high"),
            _marked(line[near:], "$rule"),
        ),
    ]  # fmt: skip


def _digit(count: int) -> str:
    return str(count) if count <= 9 else MANY


def _marked(line: Sequence[str], style: str) -> Content:
    """A piece of the time line, its letters bright."""
    parts = [(sign, "bold" if sign.isalnum() or sign == MANY else style) for sign in line]
    return Content.assemble(*parts).simplify()
