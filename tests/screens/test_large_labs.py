"""Labs with more systems than are assessed at once: what is seen comes first, nothing is stale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labtui.app.app import LabtuiApp
from labtui.data.analysis.best_questions import best_questions
from labtui.data.assessment.assessments import AT_ONCE
from labtui.data.assessment.lab import Lab
from tests.screens.conftest import started

GUESTS = AT_ONCE + 140  # of which 60 are in view at first

LARGE = "".join(
    [
        '[[systems]]\nid = "host"\nname = "Host"\nowners = { os = "you", hardware = "you" }\n',
        *(
            f'[[systems]]\nid = "g{number:03}"\nname = "Guest {number:03}"\nruns_on = "host"\n'
            for number in range(GUESTS)
        ),
        '[[systems]]\nid = "last"\nname = "Last"\nrelied_on_for = ["data"]\nruns_on = "host"\n',
    ]
).encode()


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], None]]:
    """What is left to be done in slices, by name; nothing of it is done until it is called."""
    left: dict[str, Callable[[], None]] = {}

    def keep(_: LabtuiApp, name: str, steps: Iterator[object], done: Callable[[], None]) -> None:
        def finish() -> None:
            del left[name]
            assert list(steps)
            done()

        left[name] = finish

    monkeypatch.setattr(LabtuiApp, "in_slices", keep)
    return left


async def test_what_is_seen_is_assessed_first(
    tmp_path: Path, far: dict[str, Callable[[], None]]
) -> None:
    async with started(tmp_path, LARGE) as s:
        lab = s.app.workspace.lab
        assert f"{GUESTS + 2} systems · assessing " in s.title
        assert "3b" in s.line_with("▌", "Host")
        await s.press("G")
        assert "…" in s.line_with("▌", "Last")  # out of view until now
        assert "3b  Production" in s.below  # the panel is never stale
        await s.press("slash")
        await s.type("xyz")
        await s.press("escape")
        await s.press("g")
        far["assess"]()
        await s.settle()
        assert "assessing" not in s.title
        assert s.names[:2] == ["Host", "Last"]  # worst first

        # An edit that reaches them all.
        await s.press("3")
        await s.sees("Looking for the best questions")
        far["questions"]()
        await s.settle()
        best = best_questions(lab, 1)[0]
        s.line_with(f"? {lab.systems[best.id].name}")
        assert "Host" in s.line_with("▌"), "the system it was on in the inventory"
        s.app.change(lambda: s.app.workspace.edit({"host": {"owners.os": "provider"}}))
        await s.settle()
        assert "assessing" in s.title
        await s.press("1")
        assert "3b" not in s.line_with("Last")
        s.app.workspace.remove(["g000"])
        s.app.publish_change()
        await s.settle()
        far["assess"]()
        await s.settle()
        fresh = Lab(lab.systems.values(), lab.evaluation).assessments
        assert s.app.workspace.lab.assessments == fresh
        assert "assessing" not in s.title


async def test_the_editor_tells_the_effects_on_others_when_they_are_known(
    tmp_path: Path, far: dict[str, Callable[[], None]]
) -> None:
    async with started(tmp_path, LARGE, opened="host") as s:
        far["assess"]()
        await s.press("e")
        await s.walk_to(lambda line: "Operating system" in line)
        await s.press("p")
        await s.sees("Other systems", "assessing …")
        far["draft"]()
        await s.settle()
        assert f"{GUESTS + 1} systems change" in s.text
        await s.press("E", "End")


async def test_the_cursor_is_on_the_worst_once_it_is_known(
    tmp_path: Path, far: dict[str, Callable[[], None]]
) -> None:
    last = LARGE.index(b'[[systems]]\nid = "last"')
    worst_last = (
        LARGE[LARGE.index(b'[[systems]]\nid = "g000"') : last]
        + LARGE[: LARGE.index(b'[[systems]]\nid = "g000"')]
        + LARGE[last:]
    )
    async with started(tmp_path, worst_last) as s:
        assert "Guest 000" in s.line_with("▌")
        far["assess"]()
        await s.settle()
        assert "Host" in s.line_with("▌")
        await s.press("0")
        await s.sees("systems", "Carries the most")
        s.app.change(lambda: s.app.workspace.edit({"host": {"owners.os": "provider"}}))
        await s.settle()
        assert "Adding it all up" in s.text
        far["assess"]()
        await s.sees("Carries the most")
