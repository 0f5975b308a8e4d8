"""Where a lab comes from: the panels of what changed lately and of the months."""

from __future__ import annotations

from textual.content import Content

from labtui.data.analysis.overview.movement import Month
from labtui.data.analysis.overview.summary import Summary
from labtui.data.assessment.models import Event
from labtui.data.framework.fact import Fact
from labtui.text.printable import printable
from labtui.text.wording import plural
from labtui.widgets.lines.charts import columns
from labtui.widgets.lines.colours import level_style
from labtui.widgets.lines.layout import MUTED, text
from labtui.widgets.lines.panels import Panel, PanelRow

LABEL = 16
"""The width of the label before the months."""


def changes_panel(summary: Summary, width: int, most: int) -> Panel:
    """What happened last to all systems, a line each."""
    rows = []
    for number, change in enumerate(summary.changes[:most]):
        name = printable(summary.lab.systems[change.id].name)
        line = Content.assemble(
            (f" {change.day.day:>2} {change.day:%b}  ", MUTED),
            (f"{name} ", "bold"),
            _happened(change.what),
        )
        rows.append(
            PanelRow(line.truncate(width - 1, ellipsis=True), f"change {change.id} {number}")
        )
    if not rows:
        rows = [PanelRow(text("  Nothing was noted yet.", MUTED))]
    return Panel("Changed lately", rows)


def _happened(event: Event | Fact) -> Content:
    """What a fact dates, or an event says, with its results if it was a smell test."""
    if isinstance(event, Fact):
        return text("changed" if event.key == "changed" else event.label.lower())
    if event.event == "assessed":
        found = [event.level or "", event.risk or ""]
        return Content.assemble(
            ("test: ", MUTED),
            (found[0], level_style(event.level)),
            (f" {printable(found[1])}" if found[1] else "", ""),
        )
    return text(f"{event.event}: {event.note}" if event.note else str(event.event or "noted"))


def months_panel(summary: Summary, width: int, most: int) -> Panel:
    """How the lab moved over the months, as far as its history says, in `most` lines."""
    months = summary.months
    across = max(1, min(2, (width - LABEL - 14) // 12))
    blank = " " * (12 - len(months)) * across
    critical, tested = [m.critical for m in months], [m.tested for m in months]
    rows = [
        _moved("Critical at test", critical, "$risk-critical", across, blank),
        _moved("Tested in time", tested, "$risk-low", across, blank),
        _tried(months, across, blank),
        PanelRow(
            Content.styled(
                " " * (LABEL + 1)
                + blank
                + "".join(f"{month.end:%b}"[0].ljust(across) for month in months),
                MUTED,
            )
        ),
    ]
    return Panel("Twelve months", rows[:most])


def has_months(summary: Summary) -> bool:
    """True if the history has a smell test, so that months can be compared."""
    return any(month.tested or month.critical for month in summary.months)


def _moved(label: str, values: list[int], style: str, across: int, blank: str) -> PanelRow:
    moved = f" {values[0]} → {values[-1]}" if values[0] != values[-1] else f" {values[-1]}"
    return PanelRow(
        Content.assemble(
            (f" {label:<{LABEL}}{blank}", MUTED), columns(values, style, across), (moved, "bold")
        )
    )


def _tried(months: tuple[Month, ...], across: int, blank: str) -> PanelRow:
    values = [month.learned for month in months]
    return PanelRow(
        Content.assemble(
            (f" {'Experiments':<{LABEL}}{blank}", MUTED),
            columns(values, "$level-3a", across),
            (f" {plural(sum(values), 'time')}", "bold"),
        )
    )
