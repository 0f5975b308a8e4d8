"""A session left open over midnight goes by the new day: for what it shows and what it writes."""

from __future__ import annotations

from datetime import timedelta

from labtui.data.framework.questions import QUESTION_ORDER
from tests.data.labs import TODAY
from tests.screens.conftest import Open
from tests.screens.test_journeys import edit, field, find, stated, toml

NEXT_DAY = TODAY + timedelta(1)
LAB = toml(
    {
        "id": "nas",
        "name": "Nas",
        "owners": {"hardware": "you", "os": "you"},
        "purpose": "reliability",
        "relied_on_for": ["data"],
        "exposure": "internet",
        "evidence": {"patched": TODAY},
        "smell_test": dict.fromkeys(QUESTION_ORDER, "yes") | {"date": TODAY},
        "history": [{"date": TODAY, "event": "experiment"}],
    }
)


async def test_what_is_open_shows_the_new_day_by_itself(open_app: Open) -> None:
    async with open_app(LAB, opened="nas") as s:
        await s.sees("experiment (today)")
        s.clock.day = NEXT_DAY
        await s.sees("experiment (yesterday)")  # no key: the thread that watches the file notices
        for key, then, text in (
            ("w", TODAY + timedelta(299), "Not patched recently"),
            ("c", TODAY + timedelta(300), "300 days ago"),
            ("s", TODAY + timedelta(301), "301 days ago"),
        ):
            await s.press(key)
            s.clock.day = then
            await s.sees(text)
            await s.press("escape")
        assert s.file == LAB


async def test_what_is_written_is_of_the_new_day(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await find(s, "nas")
        s.clock.day = NEXT_DAY
        await s.press("t", "p")
        await s.saved()
        assert stated(s, "nas")["evidence"]["patched"] == NEXT_DAY

        await edit(s, "nas")
        await field(s, "Restore tested")
        s.clock.day += timedelta(1)
        await s.press("enter")
        await s.type("today")
        s.clock.day += timedelta(1)
        await s.press("enter")
        await field(s, "Monitored")
        await s.press("y")
        s.clock.day += timedelta(1)
        await s.press("ctrl+s")
        await s.saved()
        evidence = stated(s, "nas")["evidence"]
        assert evidence["restore_tested"] == NEXT_DAY + timedelta(2)
        assert evidence["monitored"] is True

        await s.press("s", "y", "y", "y", "y")
        s.clock.day += timedelta(1)
        await s.press("y")
        s.clock.day += timedelta(1)
        await s.press("enter")
        await s.saved()
        told = stated(s, "nas")
        assert told["smell_test"]["date"] == told["history"][-1]["date"] == s.clock.day


async def test_a_what_if_keeps_what_is_tried_and_goes_by_the_new_day(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await find(s, "nas")
        await s.press("W", "t", "r")
        s.clock.day = NEXT_DAY
        await s.press("j")
        await s.sees("WHAT-IF · 1 differs")
        await s.press("W", "s")
        await s.saved()
        assert stated(s, "nas")["evidence"]["restore_tested"] == TODAY
        assert s.app.workspace.lab.evaluation.today == NEXT_DAY
