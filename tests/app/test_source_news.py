"""What the app says at its start of the sources that the inventory knows."""

from __future__ import annotations

import threading
from pathlib import Path

from labtui.app.source_news import tell_news
from labtui.importing.inventory import Inventory
from labtui.importing.news import news
from labtui.importing.sources import Source
from tests.screens.conftest import started


def source_in(place: Path) -> Source:
    """A folder with one project."""
    stacks = place / "stacks"
    (stacks / "wiki").mkdir(parents=True)
    (stacks / "wiki" / "compose.yml").write_text("services: {wiki: {image: wiki}}\n")
    return Source("compose", str(stacks))


async def test_it_says_how_much_differs_and_nothing_of_a_lab_without_sources(
    tmp_path: Path,
) -> None:
    source = source_in(tmp_path)
    lab = f'schema = 1\n[[sources]]\nsource = "compose"\npath = "{source.path}"\n'
    async with started(tmp_path, lab.encode(), size=(80, 24)) as s:
        await s.sees("Sources: 1 new. i shows them.")
        assert s.file == s.before
    called: list[object] = []
    s.app.call_from_thread = lambda *given: called.append(given)  # type: ignore[assignment]
    tell_news(s.app.workspace, s.app)
    for thread in threading.enumerate():
        if thread.name == "news":
            thread.join()
    assert called == [], "the app has ended"


def test_nothing_is_said_after_the_time_is_over(tmp_path: Path) -> None:
    source = source_in(tmp_path)
    assert news([source], Inventory({}), 60) == "1 new"
    assert news([source], Inventory({}), -1) == ""
    gone = Source("compose", str(tmp_path / "gone"))
    assert news([gone], Inventory({}), 60) == ""
