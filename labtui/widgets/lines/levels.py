"""What is said of a level in its line, and of a system on its level, as cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

from rich.cells import cell_len

from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.levels import LEVELS, Level, LevelId
from labtui.text.cells import clip
from labtui.widgets.columns import GAP, Cell, space
from labtui.widgets.lines.charts import PROVEN, unit_of
from labtui.widgets.lines.colours import LEVEL_NAMES, RISK_TOKENS, level_cell_chip, level_style

_ASKED = {"os": "the OS", "hardware": "the hardware", "application": "the app"}


def remarks(a: Assessment, width: int) -> list[Cell]:
    """The remarks on a system on its level: a missing owner, misplacement, reliance."""
    said: list[Cell] = []
    if a.level is None:
        said.append((f"who is responsible for {_ASKED[a.missing or 'os']}?", "table--warning"))
    elif a.misplaced:
        said.append((f"▲ meant to be {a.system.intended_level}", "table--warning"))
    if a.production:
        room = width - sum(cell_len(text) + GAP for text, _ in said)
        reliance = _reliance(a, room)
        if not said or cell_len(reliance) <= room:
            said += [space(1)] if said else []
            said.append((reliance, ""))
    return [(clip(text, width), style) for text, style in said]


def _reliance(a: Assessment, width: int) -> str:
    """What makes a system production, in as many words as fit."""
    if a.system.relied_on_for:
        whole = f"relied on for {', '.join(a.system.relied_on_for)}"
        return whole if cell_len(whole) <= width else _some("for", a.system.relied_on_for, width)
    if a.system.purpose == "reliability":
        return "it has to work"
    return _some("through", a.through, width)


def _some(before: str, names: Sequence[str], width: int) -> str:
    """The names after a word; as many as fit, and the number of the rest."""
    for shown in range(len(names), 0, -1):
        more = len(names) - shown
        text = f"{before} {', '.join(names[:shown])}{f' and {more} more' if more else ''}"
        if cell_len(text) <= width:
            return text
    return f"{before} {names[0]}" + (f" +{len(names) - 1}" if len(names) > 1 else "")


def reliance_cell(a: Assessment, width: int) -> Cell:
    """What people rely on a system for, or through what; of a system without a level, who runs it.

    `nobody` where that is answered.
    """
    if a.level is None:
        return question_cell(a, width)
    if a.production:
        return clip(_reliance_alone(a, width), width), ""
    answered = "relied_on_for" in a.system.facts
    return ("nobody", "table--dim") if answered else ("not answered", "table--dim")


def question_cell(a: Assessment, width: int) -> Cell:
    """What has to be answered for a system to have a level."""
    asked = f"who is responsible for {_ASKED[a.missing or 'os']}?"
    return clip(asked, width), "table--warning"


def _reliance_alone(a: Assessment, width: int) -> str:
    """The same as `_reliance` below a heading that says what it is."""
    if a.system.relied_on_for:
        return _some("", a.system.relied_on_for, width).strip()
    return _reliance(a, width)


def notes_cell(a: Assessment, width: int) -> Cell:
    """The level a system was meant to have, if it has another one."""
    if not a.misplaced:
        return "", ""
    return clip(f"▲ meant to be {a.system.intended_level}", width), "table--warning"


IN_SHORT: dict[LevelId, str] = {
    "0": "all theirs but settings",
    "1": "apps yours, rest theirs",
    "2": "machine theirs, rest yours",
    "3a": "all yours, to learn",
    "3b": "all yours, must not fail",
}
"""Who does what on a level, in four words."""

SQUARES, FEW_SQUARES, ROOMY = 12, 6, 70
"""The most squares of a count; in a line narrower than the last."""


def count_unit(most: int, width: int) -> int:
    """How many systems a square stands for, if the fullest level has `most`."""
    return unit_of(max(1, most), SQUARES if width >= ROOMY else FEW_SQUARES)


def level_pieces(level: Level, count: int, unit: int, width: int) -> list[Cell]:
    """A level in one line: chip, name, counted systems, who does what, the usual risk.

    In little room who does what is said in short, or not at all; the same for all levels.
    """
    colour, chip = level_style(level.id), level_cell_chip(level.id)
    name = LEVEL_NAMES[level.id]
    if width < START:
        return [chip, (clip(f" {name:<{LONGEST}} {count or 'none'}", width - len(chip[0])), colour)]
    pieces: list[Cell] = [chip, (f" {name:<{LONGEST}}  ", colour)]
    if count:
        pieces += [(PROVEN * ceil(count / unit), colour), (f" {count}", "")]
    else:
        pieces.append(("none", "table--dim"))
    said, usual = _said(width)
    told = {"whole": _whole(level), "short": IN_SHORT[level.id], "": ""}[said]
    pieces.append((" " * max(GAP, START - _width(pieces)), ""))
    pieces.append((clip(told, width - _width(pieces)), ""))
    risk = f"usually {level.risk_word}"
    room = width - _width(pieces) - len(risk)
    if usual and room >= GAP:
        pieces += [
            (" " * room + "usually ", "table--dim"),
            (level.risk_word, RISK_TOKENS[level.risk_word]),
        ]
    return pieces


def _whole(level: Level) -> str:
    return f"hardware {level.hardware} · system {level.services} · backups {level.backups}"


@lru_cache(maxsize=16)
def _said(width: int) -> tuple[str, bool]:
    """How who does what is said in a line so wide, and whether the usual risk is."""
    for said, told in (("whole", _whole), ("short", lambda level: IN_SHORT[level.id])):
        for usual in (True, False):
            widest = max(
                len(told(level)) + usual * (GAP + len(f"usually {level.risk_word}"))
                for level in LEVELS.values()
            )
            if START + widest <= width and (usual or said == "short"):
                return said, usual
    return "", width >= START + len("usually Controlled High")


def _width(pieces: Sequence[Cell]) -> int:
    return sum(cell_len(text) for text, _ in pieces)


START = 38
"""Where who does what begins in the line of a level."""

LONGEST = max(map(len, LEVEL_NAMES.values()))
"""The width of the names of levels."""
