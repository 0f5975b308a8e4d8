"""Accept a finding, with a reason and a last day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from labtui.data.analysis.acceptance import AcceptanceForm, acceptance_form, parse_until
from labtui.data.assessment.rules import RULES
from labtui.data.inventory.workspace import Workspace
from labtui.screens.choice import Answer, Choice
from labtui.screens.dialogs import Prompt
from labtui.screens.flow import Asker

_DAYS = {"m": 30, "q": 90, "h": 180, "y": 365}
"""After how many days it ends, by the keys: a month, a quarter, half a year, a year."""

_TYPED = "typed"
"""The answer that a day is typed next."""

_WITHDRAWING = "Clear the reason to stop accepting it."


async def accept(asker: Asker, workspace: Workspace, id: str, rule: str) -> None:
    """Ask why a finding is accepted and until when, and save it."""
    finding = next((f for f in workspace.lab.assessments[id].findings if f.rule == rule), None)
    title = RULES[rule].title
    if finding is not None:
        title = RULES[rule].title_for(workspace.lab.assessments[id], finding)
    title = f"“{title}”"

    def form() -> AcceptanceForm:
        return acceptance_form(workspace.system(id), rule, workspace.today)

    reason = await asker.ask(_ask_why(title, form()))
    if reason is None:
        return
    if not reason:
        asker.change(lambda: workspace.withdraw(id, rule), f"No longer accepted: {title}.")
        return
    until = await _ask_until(asker, title, form)
    if until is not None:
        asker.change(
            lambda: workspace.accept(id, rule, reason, until), f"Accepted until {until}: {title}."
        )


def _ask_why(title: str, form: AcceptanceForm) -> Prompt:
    """Return the prompt for the reason, which starts with the previous reason."""
    until = f" Accepted until {form.until}." if form.until else ""
    return Prompt(
        f"{title}: why do you accept this risk?{until}",
        "the reason",
        amend=form.reason,
        text=_WITHDRAWING if form.until else "",
        wrong=form.reason_error,
    )


def _offer_days(title: str, form: AcceptanceForm) -> Choice:
    """The question for the last day, with a key for some, and Enter for the one proposed."""
    longer = " longer" if form.until else ""
    lasts = {key: (number, str(form.last_day(number))) for key, number in _DAYS.items()}
    days = [Answer(key, day, f"{n} days{longer}", day) for key, (n, day) in lasts.items()]
    other = Answer("o", _TYPED, "another day")
    proposed = str(form.proposed)
    return Choice(title, "Until when?", [*days, other], offered=(proposed, f"until {proposed}"))


async def _ask_until(asker: Asker, title: str, form: Callable[[], AcceptanceForm]) -> date | None:
    """Ask for the last day; `form` is that of the day it is. Return None if cancelled."""
    given = await asker.ask(_offer_days(title, form()))
    if given != _TYPED:
        return None if given is None else date.fromisoformat(given)
    asked = f"{title}: until when? A date, or +30d"

    def wrong(typed: str) -> str:
        return form().until_error(typed)

    typed = await asker.ask(Prompt(asked, amend="", wrong=wrong))
    return parse_until(typed, form().today) if typed is not None else None
