"""Restoring a safety copy, converting the file, and saving as another file."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from labtui.data.inventory.workspace import Workspace
from labtui.errors import LabtuiError
from labtui.screens.host import Host


async def restore(host: Host, workspace: Workspace) -> None:
    """Ask for a safety copy, and replace the inventory with it as one step."""
    from labtui.screens.file_prompts import pick_copy

    try:
        copy = await pick_copy(host, workspace.store)
        if copy is None:
            return
        data = await asyncio.to_thread(copy.read)
    except LabtuiError as error:
        host.say(error=str(error))
        return
    with suppress(LabtuiError):  # the save shows the reason
        again = await asyncio.to_thread(workspace.reread, workspace.shown)
        if again.document.read_only_reason is not None:  # the copy replaces that file
            workspace.reload(again)
    when = f"{copy.moment.astimezone():%Y-%m-%d %H:%M}"
    host.change(lambda: workspace.restore(data, when), f"Restored: as it was on {when}.")


async def convert(host: Host, workspace: Workspace) -> None:
    """Ask whether to write the file again in the shape that can be changed, and do so."""
    from labtui.screens.dialogs import AskToConvert

    text = (
        "Each system becomes a [[systems]] table. Comments are collected at the top. "
        "A safety copy of the file is kept."
    )
    if await host.ask(AskToConvert("Convert the file?", text)) is not None:
        host.change(workspace.convert, "Converted. A safety copy is kept.")


async def save_elsewhere(host: Host, workspace: Workspace) -> bool:
    """Ask for another file, and save as that; True when it was saved."""
    from labtui.screens.file_prompts import ask_where

    typed = await ask_where(host)
    if typed is None:
        return False
    try:
        await asyncio.to_thread(workspace.save_elsewhere, Path(typed))
    except LabtuiError as error:
        host.say(error=str(error))
        return False
    return True
