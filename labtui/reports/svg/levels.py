"""The responsibility matrix as a drawing: a band a level, with its systems in it."""

from __future__ import annotations

from labtui.data.analysis.matrix import by_level
from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.levels import LEARNING, LEVELS, LevelId
from labtui.reports.naming import by_name
from labtui.reports.report import Subject
from labtui.reports.svg.drawing import LINE, MARGIN, WIDTH, box, flow, text
from labtui.reports.svg.names import critical_sign, named
from labtui.text.wording import plural

LEGEND = (
    "bold: people rely on it · italics: only planned · × critical findings, ×? not proven until "
    "answered"
)


def drawn_levels(subject: Subject, top: float) -> tuple[list[str], float]:
    """The bands from `top` down; also gives where they end."""
    parts = [text(MARGIN, top + 16, "Who is responsible", "title")]
    parts.append(text(WIDTH - MARGIN, top + 16, LEGEND, "quiet", end=True))
    y = top + 36
    systems: dict[LevelId | None, list[Assessment]] = {}
    for group in by_level(subject.lab, by_name(subject.lab, subject.ids)):
        systems.setdefault(group.level, []).extend(group.systems)
    for level, there in systems.items():
        parts += _heading(level, len(there), y)
        names = (named(a, critical_sign(a), "risk-critical") for a in there)
        chips, height = flow(names, MARGIN, y + 2 * LINE, WIDTH - 2 * MARGIN, tinted=True)
        parts += chips
        y += 2 * LINE + height + 16
    return parts, y


def _heading(level: LevelId | None, count: int, y: float) -> list[str]:
    if level is None:
        what, about = "Level not known", "who is responsible for it is not answered"
    else:
        row = LEVELS[level]
        what = f"{level:<2}  {row.environment}"
        about = (
            f"hardware: {row.hardware} · OS and services: {row.services} · backups: {row.backups} "
            f"· usual risk {row.risk_word}, learning {LEARNING[row.learning - 1]}"
        )
    return [
        box(MARGIN, y, WIDTH - 2 * MARGIN, 1, "rule"),
        text(MARGIN, y + 18, what, f"b l{level or 'none'}"),
        text(WIDTH - MARGIN, y + 18, plural(count, "system"), "quiet", end=True),
        text(MARGIN, y + 18 + LINE - 5, about, "quiet"),
    ]
