"""Accepting a finding: which acceptance counts, and which answers can be taken."""

from __future__ import annotations

from datetime import date, timedelta

from labtui.data.analysis.acceptance import (
    DAYS,
    acceptance_form,
    acceptance_of,
    days_later,
    parse_until,
)
from labtui.data.assessment.models import System
from tests.data.labs import TODAY, days_ago, system
from tests.rows import each_row

RULE = "no-backups"
TOMORROW, YESTERDAY = days_ago(-1), days_ago(1)


def accepted(*until: date, reason: str = "known") -> System:
    """A system whose finding is accepted until these days."""
    entries = [{"rule": RULE, "reason": reason, "until": day} for day in until]
    return system({"id": "a", "name": "A", "accepted": entries})


def test_of_several_acceptances_the_one_that_ends_last_counts() -> None:
    found = acceptance_of(accepted(YESTERDAY, TOMORROW, TODAY), RULE)
    assert found is not None
    assert found.until == TOMORROW
    assert acceptance_of(accepted(TOMORROW), "stale-patches") is None
    assert acceptance_of(accepted(), RULE) is None


@each_row(("until", "in_force"), [(YESTERDAY, None), (TODAY, TODAY), (TOMORROW, TOMORROW)])
def test_an_acceptance_is_in_force_through_its_last_day(until: date, in_force: date | None) -> None:
    form = acceptance_form(accepted(until), RULE, TODAY)
    assert form.until == in_force
    assert form.reason == "known"
    assert form.proposed == (in_force or TODAY) + timedelta(DAYS)
    assert bool(form.reason_error("")) == (in_force is None)


def test_a_first_acceptance_needs_a_reason_on_one_line() -> None:
    form = acceptance_form(accepted(), RULE, TODAY)
    assert (form.reason, form.until) == ("", None)
    assert form.reason_error("") == "Enter a reason. You will read it when the acceptance ends."
    assert form.reason_error("a lab") == ""
    lines = acceptance_form(accepted(TOMORROW, reason="two\n lines"), RULE, TODAY)
    assert lines.reason == "two lines"


def test_the_last_day_lies_ahead_and_after_the_one_in_force() -> None:
    form = acceptance_form(accepted(TOMORROW), RULE, TODAY)
    assert form.until_error("") == f'"" is not a date. Use {form.proposed} or +30d.'
    assert form.until_error("soon").startswith('"soon" is not a date.')
    assert form.until_error("-1d") == f"{YESTERDAY} has passed."
    assert form.until_error("+1d") == f"It is accepted until {TOMORROW} already."
    assert form.until_error("+2d") == ""
    assert acceptance_form(accepted(), RULE, TODAY).until_error("today") == ""


def test_days_are_typed_as_so_many_ahead_or_as_a_date() -> None:
    assert parse_until("+30d", TODAY) == TODAY + timedelta(30)
    assert parse_until("2027-01-02", TODAY) == date(2027, 1, 2)
    assert parse_until("soon", TODAY) is None
    assert days_later(date.max, 1) == parse_until("+99999d", date.max) == date.max
