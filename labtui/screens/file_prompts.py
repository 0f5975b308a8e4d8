"""Prompts for the safety copy to restore and for the path to save to."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from labtui.data.storage.backups import Backup
from labtui.data.storage.store import Store
from labtui.errors import StoreError
from labtui.screens.dialogs import Prompt
from labtui.screens.host import Host
from labtui.screens.picker import Picker
from labtui.text.wording import plural
from labtui.widgets.picker_list import Item


async def pick_copy(host: Host, store: Store) -> Backup | None:
    """Ask for one of the good copies, newest first; return None if there is none or cancelled.

    Raises `StoreError` when the copies cannot be listed.
    """
    copies, damaged = await asyncio.to_thread(_good_copies, store)
    left_out = f"{plural(damaged, 'damaged copy', 'damaged copies')} left out" if damaged else ""
    if not copies:
        host.say(left_out or "No safety copies yet. The first change makes one.")
        return None
    items = [
        Item(name, f"{copy.moment.astimezone():%Y-%m-%d %H:%M:%S}", f"{copy.size:,} bytes")
        for name, copy in copies.items()
    ]
    title = "Restore which copy?" + (f" {left_out}" if left_out else "")
    picked = await host.ask(Picker(title, items))
    return copies[picked[0]] if picked else None


def _good_copies(store: Store) -> tuple[dict[str, Backup], int]:
    """Return the readable copies by name, newest first, and how many more are damaged."""
    copies, damaged = {}, 0
    for copy in store.backups():
        try:
            copy.read()
        except StoreError:
            damaged += 1
        else:
            if copy.readable:
                copies[copy.path.name] = copy
    return copies, damaged


async def ask_where(host: Host) -> str | None:
    """Ask for the path of a new file in an existing directory; return None if cancelled."""
    return await host.ask(Prompt("Save as which file?", "~/inventory.toml", wrong=_wrong))


def _wrong(typed: str) -> str:
    """Return the error of a path to save to; empty if it can be used."""
    try:
        path = Path(typed).expanduser()
        if os.path.lexists(path):
            return "This file exists. Choose another name."
        return "" if path.parent.is_dir() else f"There is no directory {path.parent}."
    except (OSError, RuntimeError, ValueError) as error:  # unknown user, too long, not readable
        return f"It cannot be used: {error}."
