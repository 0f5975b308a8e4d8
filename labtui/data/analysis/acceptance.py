"""Accepting a finding knowingly, for a reason and until a day (framework, section 6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from labtui.data.assessment.models import Acceptance, System
from labtui.data.framework.dates import parse_date

DAYS = 90
"""How many days a finding is accepted for, where nobody says otherwise."""


def acceptance_of(system: System, rule: str) -> Acceptance | None:
    """The acceptance of a finding with the latest last day, expired or not; None without one."""
    named = (acceptance for acceptance in system.accepted if acceptance.rule == rule)
    return max(named, key=lambda acceptance: acceptance.until, default=None)


@dataclass(frozen=True, slots=True)
class AcceptanceForm:
    """What is asked of a person who accepts a finding, and which answers can be taken."""

    reason: str
    """The reason given last time, on one line; empty where there was none."""
    until: date | None
    """The last day of the acceptance in force; None where there is none."""
    today: date

    @property
    def proposed(self) -> date:
        """The last day to propose."""
        return self.last_day(DAYS)

    def last_day(self, days: int) -> date:
        """The last day if it is accepted for so many days, or for so many more."""
        return days_later(self.until or self.today, days)

    def reason_error(self, typed: str) -> str:
        """What is wrong with a reason; empty where it can be taken.

        An empty reason withdraws the acceptance in force; without one, a reason is needed.
        """
        if typed or self.until is not None:
            return ""
        return "Enter a reason. You will read it when the acceptance ends."

    def until_error(self, typed: str) -> str:
        """What is wrong with a last day; empty where it can be taken."""
        until = parse_until(typed, self.today)
        if until is None:
            return f'"{typed}" is not a date. Use {self.proposed} or +30d.'
        if until < self.today:
            return f"{until} has passed."
        if self.until is not None and until <= self.until:
            return f"It is accepted until {self.until} already."
        return ""


def acceptance_form(system: System, rule: str, today: date) -> AcceptanceForm:
    """What to ask before a finding of a system is accepted, or accepted for longer."""
    before = acceptance_of(system, rule)
    if before is None:
        return AcceptanceForm("", None, today)
    reason = " ".join((before.reason or "").split())
    return AcceptanceForm(reason, before.until if before.until >= today else None, today)


def parse_until(text: str, today: date) -> date | None:
    """A last day as people type it: `+90d`, or as `parse_date`; None for anything else."""
    ahead = re.fullmatch(r"\+(\d{1,5})d", text)
    return days_later(today, int(ahead[1])) if ahead else parse_date(text, today)


def days_later(day: date, days: int) -> date:
    """The day that many days later, or the last day a date can hold."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))
