"""What a lab is: the panels of the worst, levels, risk, learning and what carries the most."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from labtui.data.analysis.filtering import UNANSWERED
from labtui.data.analysis.overview.carriers import Carrier
from labtui.data.analysis.overview.counts import Counts
from labtui.data.analysis.overview.summary import Summary
from labtui.data.assessment.lab import Lab
from labtui.data.framework.severities import severity_sign
from labtui.text.printable import printable
from labtui.text.wording import directly_and_through, plural
from labtui.widgets.lines.charts import UNPROVEN, gauge, squares, unit_of
from labtui.widgets.lines.colours import (
    LEVEL_NAMES,
    RISK_TOKENS,
    level_chip,
    level_style,
    risk_style,
    risk_word,
)
from labtui.widgets.lines.layout import MUTED, QUESTION_STYLE, SEVERITY_STYLES, filled, flow, text
from labtui.widgets.lines.panels import TITLE_ELSEWHERE, Panel, PanelRow

WORST = "Worst"

NAME = 18
"""The width of a name before squares."""

MOST = 24
"""The most squares in a row."""

NUMBER = 5
"""The least width kept for the number behind squares."""


def worst_panel(summary: Summary, width: int, most: int, *, titled: bool = True) -> Panel:
    """The worst finding of the lab in a sentence, and what is known of it, in `most` lines.

    Where a rule with its title would take a line too many, the title stands before the sentence.
    """
    if summary.worst is None:
        return Panel(
            "", [PanelRow(text("  Nothing was found that is wrong or not answered.", MUTED))]
        )
    id, why = summary.worst
    sign = severity_sign(why.answer, unproven=why.unproven)
    style = QUESTION_STYLE if why.unproven else SEVERITY_STYLES[why.answer]
    found = Content.assemble(
        ("  ", "") if titled else (f" {WORST} ", TITLE_ELSEWHERE),
        (f" {sign} ", f"{style} reverse"),
        (f" {printable(summary.lab.systems[id].name)}: ", "bold"),
        (printable(why.subject), f"bold {'' if why.unproven else '$risk-critical'}"),
    )
    needed = _needed(summary.lab, id, dict(summary.carriers).get(id, 0))
    fitting = (each for each in needed if found.cell_length + len(each) <= width)
    found = Content.assemble(found, (next(fitting, ""), MUTED))
    said = text(f"{why.rule} {why.remedy}".strip(), MUTED)
    lines = flow(said, width - 2, first=" " * 6, rest=" " * 6)
    shown = lines[: most - 1]
    if len(lines) > len(shown) > 0:
        shown[-1] = (shown[-1] + " …").truncate(width, ellipsis=True)
    return Panel(WORST if titled else "", [PanelRow(found, f"worst {id}"), *map(PanelRow, shown)])


def _needed(lab: Lab, id: str, systems: int) -> list[str]:
    """`  needed by 8 directly, 3 through others`, and shorter; empty where none needs it."""
    directly = sum(lab.systems[by].active for by in lab.reliance.needed_by(id))
    if not systems:
        return []
    return [f"  needed by {words}" for words in (directly_and_through(directly, systems), systems)]


def levels_panel(counts: Counts, width: int) -> Panel:
    """How many systems are at each level, and how much is answered."""
    cells = width - 5 - NAME - NUMBER
    rows = []
    unit = unit_of(max(each.systems for each in counts.levels), max(4, min(MOST, cells)))
    for each in counts.levels:
        remark = f"  {each.misplaced} not intended" if each.misplaced else ""
        parts = f"  {each.parts}" if each.parts else ""
        name = Content.styled(
            f" {LEVEL_NAMES[each.level]:<{NAME - 1}}", "" if each.systems else MUTED
        )
        row = Content.assemble(" ", level_chip(each.level), name)
        if each.systems:
            misplaced = squares(each.misplaced, 0, unit, "$risk-critical")
            rest = squares(each.systems - each.misplaced, 0, unit, level_style(each.level))
            row = Content.assemble(row, rest, misplaced, (f" {each.systems}", "bold"))
            for words, style in ((parts, MUTED), (remark, "$risk-critical")):
                if row.cell_length + len(words) < width:
                    row = Content.assemble(row, (words, style))
        end = row.cell_length
        is_told = remark and row.plain.endswith(remark)
        inner = (f"misplaced {each.level}", end - len(remark) + 1, end) if is_told else None
        rows.append(PanelRow(row, f"level {each.level}" if each.systems else "", inner))
    share = counts.known * 100 // counts.relevant if counts.relevant else 100
    open_facts = counts.relevant - counts.known
    said = f"  {open_facts} open" if open_facts else ""
    room = min(14, width - 1 - NAME - 5 - len(f" {share} %") - len(said))
    # Where the bar has no room below the squares, it begins behind its name.
    start, room = (NAME + 3, room) if room >= 4 else (len("Answered"), min(14, room + NAME - 5))
    answered = Content.assemble(
        (f" {'Answered':<{start}} ", MUTED),
        gauge(counts.known, counts.relevant, room, ("$primary", "$rule")),
        (f" {share} %", "bold"),
        (said, MUTED),
    )
    rows.append(PanelRow(answered, UNANSWERED if open_facts else ""))
    return Panel("Levels", rows, f"{_in_words(counts)}{_each(unit)}")


def _in_words(counts: Counts) -> str:
    """`18 active, 1 planned, 1 retired`; without planned and retired ones, `18 systems`."""
    active = counts.systems - counts.planned
    others = {"planned": counts.planned, "retired": counts.retired}
    named = [f"{number} {status}" for status, number in others.items() if number]
    return ", ".join([f"{active} active", *named]) if named else plural(active, "system")


def risk_panel(counts: Counts, width: int) -> Panel:
    """How many systems are at each risk now, proven and unproven."""
    name = 15
    cells = width - name - 5
    most = max(each.proven + each.unproven for each in counts.risks)
    unit = unit_of(most, max(4, cells))
    rows, open_rows = [], []
    for each in counts.risks:
        total = each.proven + each.unproven
        style = RISK_TOKENS[each.risk]
        row = Content.styled(f" {each.risk:<{name}} ", style if total else MUTED)
        if total:
            squared = squares(each.proven, each.unproven, unit, style)
            row = Content.assemble(row, squared, (f" {total}", "bold"))
        asked = f" ({each.unproven} {UNPROVEN})" if each.unproven else ""
        key = f"risk {each.risk}" if total else ""
        rows.append(PanelRow(row, key))
        open_rows.append(PanelRow(row + Content.styled(asked, MUTED), key))
    if all(row.line.cell_length < width for row in open_rows):
        rows = open_rows
    return Panel("Risk now", rows, f"{UNPROVEN} not proven{_each(unit)}")


def learning_panel(counts: Counts, width: int) -> Panel:
    """How many systems are at each learning now."""
    name = 9
    unit = unit_of(max((each.systems for each in counts.learning), default=1), width - name - 8)
    rows = [
        PanelRow(
            Content.assemble(
                f" {each.learning:<{name}} ",
                squares(each.systems, 0, unit, "$level-3a"),
                (f" {each.systems}", "bold"),
            ),
            f"learning {each.learning}",
        )
        for each in counts.learning
    ]
    return Panel("Learning now", rows, _each(unit).removeprefix(", "))


def carriers_panel(lab: Lab, carriers: Sequence[Carrier], width: int, most: int) -> Panel:
    """The systems that most others need."""
    shown = carriers[:most]
    longest = max((cell_len(printable(lab.systems[each.id].name)) for each in shown), default=0)
    name = max(8, min(longest, 40, width * 2 // 5))
    unit = unit_of(max((each.needed_by for each in shown), default=1), max(4, width - name - 13))
    rows = []
    for each in shown:
        a = lab.assessments[each.id]
        is_lab = a.role == "lab" or a.system.purpose == "learning"
        style = "$risk-critical" if is_lab else "$owner-you"
        remark = " · a lab" if is_lab else ""
        rows.append(
            PanelRow(
                Content.assemble(
                    " ",
                    filled(text(a.system.name, style if is_lab else ""), name),
                    " ",
                    squares(each.needed_by, 0, unit, style),
                    (f" {each.needed_by}", "bold"),
                    (remark, style),
                ).truncate(width, ellipsis=True),
                f"carrier {each.id}",
            )
        )
    if not rows:
        rows = [PanelRow(text("  Nothing needs another system.", MUTED))]
    return Panel("Carries the most", rows, f"needed by{_each(unit)}")


def systems_panel(summary: Summary, width: int, most: int) -> Panel:
    """The systems, worst first, with level and risk now."""
    lab, ids = summary.lab, summary.worst_first
    name = min(34, width - 26)
    rows = []
    for id in ids[:most]:
        a = lab.assessments[id]
        row = Content.assemble(
            " ",
            level_chip(a.level),
            " ",
            filled(text(a.system.name, "bold" if a.production else ""), name),
            (f" {risk_word(a)}", risk_style(a)),
        )
        rows.append(PanelRow(row, f"listed {id}"))
    more = len(ids) - len(rows)
    return Panel(
        "Every system" if not more else "The worst systems", rows, f"{more} more" * (more > 0)
    )


def _each(unit: int) -> str:
    """What a square stands for, where that is more than one."""
    return f", ■ = {unit}" if unit > 1 else ""
