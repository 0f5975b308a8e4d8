"""Prompts for the safety copy to restore and for the path to save to."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from labtui.data.storage.backups import Backup
from labtui.data.storage.store import Store
from labtui.screens.dialogs import Prompt
from labtui.screens.host import Host
from labtui.screens.picker import Picker
from labtui.widgets.picker_list import Item


async def pick_copy(host: Host, store: Store) -> Backup | None:
    """Ask for one of the readable copies, newest first; return None if there is none or cancelled.

    Raises `StoreError` when the copies cannot be listed.
    """
    listed = await asyncio.to_thread(store.backups)
    copies = {copy.path.name: copy for copy in listed if copy.readable}
    if not copies:
        host.say("no safety copies yet; one is made before the file is first changed")
        return None
    items = [
        Item(name, f"{copy.moment.astimezone():%Y-%m-%d %H:%M:%S}", f"{copy.size:,} bytes")
        for name, copy in copies.items()
    ]
    picked = await host.ask(Picker("Restore which copy?", items))
    return copies[picked[0]] if picked else None


async def ask_where(host: Host) -> str | None:
    """Ask for the path of a new file in an existing directory; return None if cancelled."""
    return await host.ask(Prompt("Save as which file?", "~/inventory.toml", wrong=_wrong))


def _wrong(typed: str) -> str:
    """Return the error of a path to save to; empty if it can be used."""
    try:
        path = Path(typed).expanduser()
        if os.path.lexists(path):
            return "there is something of that name; nothing is written over"
        return "" if path.parent.is_dir() else f"there is no directory {path.parent}"
    except (OSError, RuntimeError, ValueError) as error:  # unknown user, too long, not readable
        return f"that cannot be used: {error}"
