"""Work in slices: what comes first, what is given up, and that a key goes before all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from labtui.app import slices
from labtui.app.slices import Slices


class Host:
    """An app that has a key to take care of, or not."""

    is_typed_ahead = False

    def __init__(self) -> None:
        self.tasks: list[asyncio.Task[None]] = []

    def run_worker(self, work: Callable[[], Coroutine[Any, Any, None]], *, group: str = "") -> Any:
        self.tasks.append(asyncio.create_task(work()))


async def test_the_newest_comes_first_and_a_key_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE", 0)  # a step each
    monkeypatch.setattr(slices, "PAUSE", 0)
    log: list[str] = []

    def steps(name: str, count: int) -> Iterator[None]:
        for number in range(count):
            log.append(f"{name}{number}")
            host.is_typed_ahead = name == "b"  # a key comes during that step
            yield

    host = Host()
    work = Slices(host)
    work.start("far", steps("a", 2), lambda: log.append("a done"))
    work.start("near", steps("given up", 9), lambda: log.append("never"))
    work.start("near", steps("b", 1), lambda: log.append("b done"))
    for _ in range(20):
        await asyncio.sleep(0)
    assert log == ["b0"]
    host.is_typed_ahead = False
    await asyncio.gather(*host.tasks)
    assert log == ["b0", "b done", "a0", "a1", "a done"]
    work.start("again", steps("c", 1), lambda: log.append("c done"))
    await asyncio.gather(*host.tasks)
    assert (len(host.tasks), log[-1]) == (2, "c done")
