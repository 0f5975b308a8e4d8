"""The program's own example lab, for `labtui --demo`."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files

WRITTEN_FOR = date(2026, 11, 21)
"""The day the dates in `example.toml` are told from."""


def example(today: date) -> bytes:
    """The inventory of the example lab, its dates as far from `today` as they were written.

    So that the same is fresh, stale or run out whenever the demo is opened, every date in the
    text is moved by the days since `WRITTEN_FOR`; those in comments and notes move along.
    """
    days = today.toordinal() - WRITTEN_FOR.toordinal()

    def moved(found: re.Match[str]) -> str:
        day = date.fromisoformat(found[0]).toordinal() + days
        return date.fromordinal(min(max(day, 1), date.max.toordinal())).isoformat()

    text = files("labtui.data.inventory").joinpath("example.toml").read_text(encoding="utf-8")
    return re.sub(r"\b\d{4}-\d\d-\d\d\b", moved, text).encode()
