"""Dates as people type them."""

import re
from datetime import date, timedelta

_AGO = re.compile(r"-(\d{1,6})([dwmy])|(\d{1,6}) +(day|week|month|year)s? +ago", re.ASCII)
_LAST = {
    "today": "-0d",
    "yesterday": "-1d",
    "last week": "-1w",
    "last month": "-1m",
    "last year": "-1y",
}
_MONTH = re.compile(r"([a-z]{3,9})\.?(?: +(\d{4}))?", re.ASCII)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def parse_date(text: str, today: date) -> date | None:
    """The date a person typed, None for others.

    `2026-11-21`, `today`, `yesterday`, `-3d`, `2 weeks ago`, `last month`; a month is its first
    day: `Sep 2026`, and `Sept`, the latest one that has begun. `2026-09` is none, as whoever types
    a whole date comes by it.
    """
    text = " ".join(text.lower().split())
    text = _LAST.get(text, text)
    try:
        if ago := _AGO.fullmatch(text):
            return _before(today, int(ago[1] or ago[3]), (ago[2] or ago[4])[0])
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
        month = _MONTH.fullmatch(text)
        return _first_day(month, today) if month else None
    except (ValueError, OverflowError):
        return None


def _before(today: date, count: int, unit: str) -> date:
    """So many days, weeks, months or years before; in a shorter month its last day."""
    if unit in "dw":
        return today - timedelta(days=count * (7 if unit == "w" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
    first = date(months // 12, months % 12 + 1, 1)
    following = first + timedelta(days=31)
    last = following - timedelta(days=following.day)
    return first.replace(day=min(today.day, last.day))


def _first_day(month: re.Match[str], today: date) -> date | None:
    """The first day of a month."""
    named = [n for n, name in enumerate(_MONTHS, 1) if name.startswith(month[1])]
    if not named:
        return None
    year = int(month[2]) if month[2] else today.year - (named[0] > today.month)
    return date(year, named[0], 1)
