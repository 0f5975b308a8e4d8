"""The questions before an import: from where, which kind of source, and on which host."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from labtui.data.inventory.workspace import Workspace
from labtui.importing.operations import sources_for
from labtui.importing.places import usual_places
from labtui.importing.sources import MODULES, Source, importer, recognised
from labtui.screens.dialogs import Prompt
from labtui.screens.host import Host
from labtui.screens.picker import Picker
from labtui.screens.system_items import system_items
from labtui.text.wording import join_words
from labtui.widgets.picker_list import Item

_ELSEWHERE = "elsewhere"

ON_A_HOST = frozenset({"compose", "docker", "quadlet"})
"""The kinds of sources that do not say what their things run on."""


async def ask_for_sources(host: Host, workspace: Workspace) -> list[Source] | None:
    """Ask what to import from; None if nothing, which is said where there is a reason."""
    remembered = [one for one in Source.all_of(workspace.document.top) if one.source in MODULES]
    usual = await asyncio.to_thread(lambda: [*usual_places(Path.home(), remembered)])
    items = [
        *(
            Item(f"known {number}", one.path, f"{one.source}, again")
            for number, one in enumerate(remembered)
        ),
        *(
            Item(f"usual {number}", str(path), source)
            for number, (source, path) in enumerate(usual)
        ),
        Item(_ELSEWHERE, "another file or folder"),
    ]
    picked = (_ELSEWHERE,) if len(items) == 1 else await host.ask(Picker("Import from", items))
    if not picked:
        return None
    kind, _, number = picked[0].partition(" ")
    if kind == "known":
        return [remembered[int(number)]]
    if kind == "usual":
        source, path = usual[int(number)]
    else:
        found = await _ask_for_another(host)
        if found is None:
            return None
        source, path = found
    on = None
    if source in ON_A_HOST and workspace.lab.systems:
        title = f"What does {path} run on?"
        answer = await host.ask(Picker(title, system_items(workspace), empty_label="Not stated"))
        if answer is None:
            return None
        on = answer[0] or None
    return sources_for(workspace, source, [path], on)


async def _ask_for_another(host: Host) -> tuple[str, Path] | None:
    typed = await host.ask(
        Prompt("Import from which file or folder?", "~/docker or /etc/pve", wrong=_wrong)
    )
    if typed is None:
        return None
    path, found = await asyncio.to_thread(_recognised, typed)
    if not found:
        host.say(error=f"{path}: nothing known is in it. labtui reads {join_words(MODULES)}.")
        return None
    if len(found) > 1:
        items = [Item(source, _title(source), source) for source in found]
        picked = await host.ask(Picker(f"What is {path}?", items))
        if not picked:
            return None
        return picked[0], path
    return found[0], path


def _recognised(typed: str) -> tuple[Path, Sequence[str]]:
    path = Path(typed).expanduser()
    return path, recognised(path)


def _title(source: str) -> str:
    return importer(source).title


def _wrong(typed: str) -> str:
    """Return what is wrong with a path to import from; empty if there is something."""
    try:
        path = Path(typed).expanduser()
        return "" if path.exists() else f"there is no {path}"
    except (OSError, RuntimeError, ValueError) as error:  # unknown user, too long, not readable
        return f"that cannot be used: {error}"
