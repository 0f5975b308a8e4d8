"""Long work that is done in slices, while no key waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any, NamedTuple, Protocol

from textual.worker import Worker

SLICE = 0.004
"""Seconds of work before keys are looked at again; a key that comes meanwhile waits no longer."""

PAUSE = 0.002
"""Seconds between two slices, in which keys are received and what they change is drawn."""


class SlicesHost(Protocol):
    """The members of the app that slices need."""

    @property
    def is_typed_ahead(self) -> bool:
        """True while a key has not had its effect yet."""

    def run_worker(self, work: Callable[[], Any], *, group: str = ...) -> Worker[None]:
        """Run an async function in the event loop."""


class _Work(NamedTuple):
    steps: Iterator[object]
    done: Callable[[], None]


class Slices:
    """Works that are done step by step, the newest first, each given up for a newer of its name."""

    def __init__(self, host: SlicesHost) -> None:
        self._host = host
        self._works: dict[str, _Work] = {}
        self._is_running = False

    def start(self, name: str, steps: Iterator[object], done: Callable[[], None]) -> None:
        """Take all `steps`, then call `done`; instead of an unfinished work of this name.

        A step must take little time, a millisecond at most.
        """
        self._works.pop(name, None)
        self._works[name] = _Work(steps, done)
        if not self._is_running:
            self._is_running = True
            self._host.run_worker(self._run, group="slices")

    async def _run(self) -> None:
        try:
            while self._works:
                if not self._host.is_typed_ahead:
                    self._take_slice()
                await asyncio.sleep(PAUSE)
        finally:
            self._is_running = False

    def _take_slice(self) -> None:
        """Go on with the work that was started last: it is for what is looked at."""
        name, work = next(reversed(self._works.items()))
        end = monotonic() + SLICE
        for _ in work.steps:
            if monotonic() >= end:
                return
        del self._works[name]
        work.done()
