"""The example inventory, for `labtui --demo`."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files

WRITTEN_FOR = date(2026, 11, 21)
"""The day on which `example.toml` is up to date."""


def example(today: date) -> bytes:
    """Give the bytes of the example inventory, with all its dates moved to suit `today`.

    Every date in the text, comments and notes included, is moved by the days since `WRITTEN_FOR`,
    so that the same facts are fresh, stale or expired whenever the demo is opened.
    """
    days = today.toordinal() - WRITTEN_FOR.toordinal()

    def moved(match: re.Match[str]) -> str:
        day = date.fromisoformat(match[0]).toordinal() + days
        return date.fromordinal(min(max(day, 1), date.max.toordinal())).isoformat()

    text = files("labtui.data.inventory").joinpath("example.toml").read_text(encoding="utf-8")
    return re.sub(r"\b\d{4}-\d\d-\d\d\b", moved, text).encode()
