"""Tells at the start, quietly, what is new at the sources that the inventory knows."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from threading import Thread
from typing import Any, Protocol

from labtui.data.inventory.workspace import Workspace

LONGEST = 1.0
"""Seconds that reading the sources may take; after these nothing is told."""


class NewsHost(Protocol):
    """The interface of the app for this."""

    status: str
    error: str

    @property
    def is_running(self) -> bool:
        """False once the app has ended."""

    def say(self, status: str = "", error: str = "") -> None:
        """Show a status."""

    def call_from_thread(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a function in the event loop from a thread, and wait for it."""


def tell_news(workspace: Workspace, host: NewsHost) -> None:
    """Read the known sources in a thread, and say how much differs; nothing if nothing does."""
    if workspace.read_only_reason is not None or "sources" not in workspace.document.top:
        return

    def say(said: str) -> None:
        if said and not (host.status or host.error):
            host.say(f"Sources: {said}. i shows them.")

    def read() -> None:
        from labtui.importing.news import news
        from labtui.importing.operations import inventory_of
        from labtui.importing.reading import readable
        from labtui.importing.sources import Source

        sources = readable(Source.all_of(workspace.document.top))
        with suppress(RuntimeError, CancelledError):  # the app has just ended
            # An event loop that is closed by now would leave a coroutine that nobody awaits.
            if host.is_running:
                inventory = host.call_from_thread(inventory_of, workspace)
                said = news(sources, inventory, LONGEST)
                if host.is_running:
                    host.call_from_thread(say, said)

    # A plain thread: tests and dialogs wait for workers to end.
    Thread(target=read, name="news", daemon=True).start()
