"""The targets of the program, each with what was measured for it."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from typing import NamedTuple

Results = Mapping[str, list[Mapping[str, float]]]
"""What was measured of each program, turn by turn."""


class Row(NamedTuple):
    """One target: an amount, or its ratio to that of another program in the same turn."""

    title: str
    of: str
    """`program: name`, as measured."""
    most: float
    to: str = ""
    """What it is set against; empty for an amount."""
    unit: str = ""
    plus: str = ""
    """What is added to what it is set against."""


ROWS = (
    Row("start, last byte, to DataTable", "labtui: last", 0.90, "table: last"),
    Row("start, to posting", "labtui: ready", 0.38, "posting: ready"),
    Row("start", "labtui: bytes", 10_600, unit="B"),
    Row("cursor key, the panel following, to DataTable", "labtui: row", 1.5, "table: row"),
    Row("cursor key, to VisiData", "labtui: row", 0.5, "visidata: row"),
    Row("page down, to DataTable", "labtui: page", 0.4, "table: page"),
    Row("row move with the panel", "labtui: row bytes", 450, unit="B"),
    Row("held key", "labtui: held bytes", 300, unit="B"),
    Row("held key, lag", "labtui: lag", 10, unit="ms"),
    Row("page down", "labtui: page bytes", 4500, unit="B"),
    *(
        Row(f"{name} {done}", f"labtui: {name} {done} bytes", most, unit="B")
        for name, most in (("filter", 1000), ("sort", 10_600), ("palette", 10_600))
        for done in ("opened", "left")
    ),
    Row("page of a system opened", "labtui: page opened bytes", 10_600, unit="B"),
    Row("editor opened", "labtui: editor opened bytes", 10_600, unit="B"),
    Row("Esc, first byte", "labtui: escape", 40, unit="ms"),
    Row("typed character in the editor", "labtui: typed bytes", 150, unit="B"),
    Row("typed character, to posting", "labtui: typed", 0.15, "posting: typed"),
    Row("Tab in the editor", "labtui: tab bytes", 250, unit="B"),
    Row("Tab in the editor", "labtui: tab", 5, unit="ms"),
    Row("idle, sent in a second", "idle: idle bytes", 0, unit="B"),
    Row("idle, CPU time in a second", "idle: idle cpu", 0.2, unit="ms"),
    Row("idle, wake-ups in a second", "idle: idle wakeups", 1),
    Row("memory, to one Static", "labtui: memory", 1.2, "static: memory"),
    Row("10,000: memory", "labtui 10,000: memory", 80, unit="MB"),
    Row("10,000: start, to DataTable", "labtui 10,000: ready", 0.7, "table 10,000: ready"),
    Row("10,000: start", "labtui 10,000: ready", 400, unit="ms"),
    Row(
        "10,000: first start, to DataTable",
        "labtui 10,000: first ready",
        0.7,
        "table 10,000: ready",
    ),
    Row(
        "10,000: first start, to parsing and the start with 200",
        "labtui 10,000: first ready",
        1.5,
        "parse 10,000: parse",
        plus="labtui: ready",
    ),
    Row("10,000: cursor key, slowest of 12", "labtui 10,000: row p95", 10, unit="ms"),
    Row("10,000: an edit assessed and shown", "labtui 10,000: changed", 30, unit="ms"),
    Row("10,000: first save", "labtui 10,000: first save", 60, unit="ms"),
    Row("10,000: review opened", "labtui 10,000: review", 100, unit="ms"),
    *(
        Row(f"{shape}: an edit shown", f"{shape}: shown", 50, unit="ms")
        for shape in (
            "one host of 5,000 guests",
            "a chain of 3,000, its top",
            "a chain of 3,000, its end",
            "one DNS under 5,000",
            "a recovery loop of 1,000",
        )
    ),
    Row("`list` of 200 again, to parsing alone", "list: again", 1.6, "parse 200: script"),
    Row("`list` of 200, the first time", "list: first", 1.6, "parse 200: script"),
    Row("`check` of 10,000 again, to parsing alone", "check: again", 1.5, "parse 10,000: script"),
    Row("`check` of 10,000, the first time", "check: first", 1.5, "parse 10,000: script"),
    Row("`--version`, to `python -c pass`", "version: cpu", 2.0, "python: script"),
    Row("9,600 baud, 5 keys a second: behind the last of 200", "far: far lag", 1000, unit="ms"),
    Row("9,600 baud: the editor opened", "far: far editor", 2000, unit="ms"),
)

NOISE = Row("labtui against itself, start", "labtui again: last", 0, "labtui: last")


class Measurement(NamedTuple):
    """The median over the turns, and how far these are apart."""

    median: float
    least: float
    most: float


def _values(results: Results, name: str) -> list[float]:
    program, _, value = name.partition(": ")
    return [turn[value] for turn in results.get(program, []) if value in turn]


def measured(results: Results, row: Row) -> Measurement | None:
    """What was measured for a row; None if a program could not be had."""
    values = _values(results, row.of)
    if row.to:
        others = _values(results, row.to)
        more = _values(results, row.plus) if row.plus else [0.0] * len(others)
        pairs = zip(values, others, more, strict=False)
        values = [own / (other + further) for own, other, further in pairs if other]
    if not values:
        return None
    return Measurement(statistics.median(values), min(values), max(values))


def _number(value: float, row: Row) -> str:
    return (
        f"{value:.2f} ×" if row.to else f"{value:,.{1 if value < 100 else 0}f} {row.unit}".strip()
    )


def markdown(results: Results) -> list[str]:
    """The table of all targets."""
    lines = ["| | target | measured | in the turns | |", "|---|---|---|---|---|"]
    for row in ROWS:
        found = measured(results, row)
        if found is None:
            lines.append(f"| {row.title} | ≤ {_number(row.most, row)} | not measured | | |")
            continue
        turns = f"{_number(found.least, row)}–{_number(found.most, row)}"
        met = "met" if found.median <= row.most else "**not met**"
        median = _number(found.median, row)
        lines.append(f"| {row.title} | ≤ {_number(row.most, row)} | {median} | {turns} | {met} |")
    return lines
