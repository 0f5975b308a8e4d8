"""What is reported carries the status to exit with."""

from __future__ import annotations

from labtui.errors import EndedError, FactError


def test_what_a_signal_ended_exits_as_that_signal_would() -> None:
    assert EndedError("not saved", 143).exit_status == 143
    assert FactError("no such system").exit_status == 2
