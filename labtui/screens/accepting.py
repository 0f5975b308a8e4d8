"""Accepting a finding knowingly: why, and until when."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from labtui.data.assessment.models import Acceptance
from labtui.data.assessment.rules import RULES
from labtui.data.framework.values import parse_date
from labtui.data.inventory.workspace import Workspace
from labtui.screens.dialogs import Prompt
from labtui.widgets.lines.assessment import acceptance_of

if TYPE_CHECKING:
    from labtui.app.app import LabtuiApp

_WITHDRAWING = "With the line empty, it is accepted no longer."

DAYS = 90
"""How long a risk is accepted for, unless somebody says otherwise."""


async def accept(app: LabtuiApp, workspace: Workspace, id: str, rule: str) -> None:
    """Ask why a finding is accepted and until when, and save it."""
    title = f"“{RULES[rule].title}”"
    before = acceptance_of(workspace.system(id), rule)
    standing = before.until if before is not None and before.until >= workspace.today else None
    accepts = f"Accepted until {standing}. Renew" if standing is not None else "Accept"
    asked = _ask_why(f"{accepts} {title}: why?", before, withdrawn=standing is not None)
    reason = await app.push_screen_wait(asked)
    if reason is None:
        return
    if not reason:
        app.change(lambda: workspace.withdraw(id, rule), f"accepted no longer: {title}")
        return
    typed = await app.push_screen_wait(_ask_until(title, standing, workspace.today))
    until = parse_until(typed, workspace.today) if typed is not None else None
    if until is None:
        return
    app.change(
        lambda: workspace.accept(id, rule, reason, until), f"accepted until {until}: {title}"
    )


def _ask_why(title: str, before: Acceptance | None, *, withdrawn: bool) -> Prompt:
    """Asks for the reason, starting from the one it was accepted for before.

    Where that still holds, no reason is needed for it to be `withdrawn`.
    """
    old = " ".join((before.reason or "").split()) if before is not None else ""
    return Prompt(
        title,
        "what you know, and why it may stay so for now",
        amend=old,
        text=_WITHDRAWING if withdrawn else "",
        wrong=lambda typed: (
            "" if typed or withdrawn else "say why: it will be read when this runs out"
        ),
    )


def _ask_until(title: str, standing: date | None, today: date) -> Prompt:
    """Asks for the last day; later than the one until which it is accepted already."""
    later = in_days(standing or today, DAYS)

    def wrong(typed: str) -> str:
        until = parse_until(typed, today)
        if until is None:
            return f"{typed or 'nothing'} is not a day such as {later} or +30d"
        if until < today:
            return f"{until} has passed already"
        if standing is not None and until <= standing:
            return f"it is accepted until {standing} as it is"
        return ""

    return Prompt(f"Accept {title} until (a day, or +30d)", amend=str(later), wrong=wrong)


def parse_until(text: str, today: date) -> date | None:
    """A day as people type it, to come (`+90d`) or as everywhere else; None for anything else."""
    ahead = re.fullmatch(r"\+(\d{1,5})d", text)
    return in_days(today, int(ahead[1])) if ahead else parse_date(text, today)


def in_days(day: date, days: int) -> date:
    """So many days later, or the last day there is."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))
