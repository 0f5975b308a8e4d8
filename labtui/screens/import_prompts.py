"""The questions before an import: from where, which kind of source, and on which host."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from labtui.data.inventory.workspace import Workspace
from labtui.importing.operations import sources_for
from labtui.importing.places import usual_places
from labtui.importing.reading import readable
from labtui.importing.sources import MODULES, ON_A_HOST, Source, importer, recognised
from labtui.screens.dialogs import Prompt
from labtui.screens.host import Host
from labtui.screens.picker import Picker
from labtui.screens.system_items import host_items
from labtui.text.wording import join_words
from labtui.widgets.picker_list import Item

_ELSEWHERE, _ALL = "elsewhere", "all"


class AskForPath(Prompt):
    """Asks for a file or folder, and looks what it is."""

    def __init__(self) -> None:
        super().__init__("Import from which file or folder?", "~/docker or /etc/pve")
        self.path = Path()
        self.recognised: Sequence[str] = ()
        """The kinds of sources that the path looks like."""

    async def problem_of(self, typed: str) -> str:
        """Return what is wrong with a path; empty if something can be imported from it."""
        if not typed:
            return ""
        try:
            self.path, self.recognised = await asyncio.to_thread(_recognised, typed)
        except (OSError, RuntimeError, ValueError) as error:  # unknown user, not readable
            return f"{typed}: {getattr(error, 'strerror', None) or error}"
        if not self.recognised:
            columns = " of a table, one column has to be called name;" if _is_table(typed) else ""
            return f"nothing known is in it;{columns} labtui reads {join_words(MODULES)}"
        return ""


def _is_table(typed: str) -> bool:
    return typed.lower().endswith((".csv", ".tsv"))


def _recognised(typed: str) -> tuple[Path, list[str]]:
    path = Path(typed).expanduser()
    path.stat()
    return path, recognised(path)


async def known_sources(workspace: Workspace) -> list[Source]:
    """Give the sources that are remembered, then the usual ones that are there."""
    remembered = readable(Source.all_of(workspace.document.top))
    usual = await asyncio.to_thread(lambda: [*usual_places(Path.home(), remembered)])
    return [*remembered, *usual]


async def ask_for_sources(
    host: Host, workspace: Workspace, known: Sequence[Source]
) -> list[Source] | None:
    """Ask what to import from; None if nothing. `known` is what `known_sources` gave."""
    remembered = Source.all_of(workspace.document.top)
    items = [
        Item(str(number), one.place, f"{one.source}, again" if one in remembered else one.source)
        for number, one in enumerate(known)
    ]
    again = readable(remembered)
    if len(again) > 1:
        items.insert(0, Item(_ALL, "all known sources", "what changed"))
    items.append(Item(_ELSEWHERE, "another file or folder"))
    picked = await host.ask(Picker("Import from", items)) if known else (_ELSEWHERE,)
    if not picked:
        return None
    if picked[0] == _ALL:
        return again
    if picked[0] != _ELSEWHERE:
        return await _on_a_host(host, workspace, known[int(picked[0])])
    prompt = AskForPath()
    if await host.ask(prompt) is None:
        return None
    kinds = prompt.recognised
    if len(kinds) > 1:
        items = [Item(kind, importer(kind).title, kind) for kind in kinds]
        answer = await host.ask(Picker(f"What is {prompt.path}?", items))
        if not answer:
            return None
        kinds = answer
    return await _on_a_host(host, workspace, Source(kinds[0], str(prompt.path)))


async def _on_a_host(host: Host, workspace: Workspace, source: Source) -> list[Source] | None:
    """Ask what things run on if nobody said so yet; None if that was cancelled."""
    path = Path(source.path)
    on = sources_for(workspace, source.source, [path], source.on)[0].on
    if on is None and source.source in ON_A_HOST and workspace.lab.systems:
        title = f"What does {source.place} run on?"
        answer = await host.ask(Picker(title, host_items(workspace), empty_label="Not answered"))
        if answer is None:
            return None
        on = answer[0] or None
    return sources_for(workspace, source.source, [path], on)
