"""The tutorial, step by step: its keys are pressed on the example lab, which shows what it says."""

from __future__ import annotations

import re
from pathlib import Path

from labtui.data.inventory.example import WRITTEN_FOR, example
from tests.screens.conftest import started

PAGE = Path(__file__).parents[2].joinpath("docs", "tutorial.md").read_text(encoding="utf-8")
STEPS = re.findall(r"<!-- (?:press: (.+?); )?sees: (.+?) -->", PAGE)
KEYS = {"/": "slash"}
"""Keys that Textual calls otherwise."""


async def test_the_tutorial_shows_what_it_says(tmp_path: Path) -> None:
    assert len(STEPS) > 10
    assert PAGE.count("<!--") == len(STEPS)
    async with started(tmp_path, example(WRITTEN_FOR), day=WRITTEN_FOR) as s:
        await s.press("0")
        for keys, words in STEPS:
            for key in keys.split():
                await s.press(KEYS.get(key, key))
            await s.sees(words)
    assert s.path.read_bytes() == s.before, "nothing was saved"
