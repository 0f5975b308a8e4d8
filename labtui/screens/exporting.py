"""The questions before an export, and writing it: in which format, and where to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.exports import removed_by, write_report
from labtui.errors import LabtuiError
from labtui.reports.formats import FORMATS, Exported, exported
from labtui.reports.report import Format
from labtui.screens.dialogs import Prompt
from labtui.screens.host import Host
from labtui.screens.picker import Picker
from labtui.text.wording import join_few, plural
from labtui.widgets.picker_list import Item

_REPLACE, _OTHER = "replace", "other"


async def export(host: Host, workspace: Workspace, ids: Sequence[str]) -> None:
    """Ask for a format and a place, and write these systems there."""
    total = len(workspace.lab.systems)
    what = plural(len(ids), "system") + ("" if len(ids) == total else f" of {total}")
    items = [Item(name, name, each.summary) for name, each in FORMATS.items()]
    picked = await host.ask(Picker(f"Export {what} as", items, explained=True))
    path = await _ask_where(host, picked[0]) if picked else None
    if picked and path is not None:
        # A fork: what is changed meanwhile does not reach the thread.
        lab, document, order = workspace.lab.fork(), workspace.document, [*workspace.ids]

        def make() -> tuple[Exported, int]:
            made = exported(picked[0], document, lab, order, ids)
            return made, removed_by(path, made.report)

        try:
            (report, secrets, _), going = await asyncio.to_thread(make)
            if going and not await _may_remove(host, path, going):
                return
            removed = await asyncio.to_thread(write_report, path, report, workspace.store.path)
        except LabtuiError as error:
            host.say(error=str(error))
        else:
            said = [f"Exported to {path}: {what}."]
            said += [f"Removed {plural(removed, 'file')} of the last export."] if removed else []
            host.say(" ".join([*said, *_about_secrets(FORMATS[picked[0]], secrets)]))


async def _may_remove(host: Host, path: Path, files: int) -> bool:
    """Ask whether files of the last export may go."""
    items = [
        Item(_OTHER, "leave them", "nothing is exported"),
        Item(_REPLACE, "remove them", "they are not in this export"),
    ]
    title = f"{plural(files, 'file')} of the last export in {path} would go"
    return await host.ask(Picker(title, items)) == (_REPLACE,)


def _about_secrets(chosen: Format, secrets: Mapping[str, Sequence[str]]) -> list[str]:
    """Say what looks like a secret, and what became of it."""
    if not secrets:
        return []
    done = "Not masked" if chosen.as_written else "Masked"
    told = (f"{id} ({join_few(keys)})" for id, keys in secrets.items())
    return [f"{done}, looks like a secret: {join_few(told)}."]


def _offered(name: str, suffix: str) -> str:
    """The path that is offered, its own for each format, as `~/lab-handover.html`."""
    words = [word for word in name.split("-") if f".{word}" != suffix]
    return "-".join(["~/lab", *words]) + suffix


async def _ask_where(host: Host, name: str) -> Path | None:
    """Ask for a path, and whether to replace a file that is there; None if cancelled."""
    chosen = FORMATS[name]
    typed = _offered(name, chosen.suffix)
    while True:
        prompt = AskForPlace(name, typed)
        answered = await host.ask(prompt)
        if answered is None or not prompt.is_file:
            return prompt.path if answered else None
        typed = answered
        items = [
            Item(_OTHER, "another file", "this one stays"),
            Item(_REPLACE, "replace it", "what it says now is lost"),
        ]
        picked = await host.ask(Picker(f"{typed} is there already", items))
        if picked != (_OTHER,):
            return prompt.path if picked else None


class AskForPlace(Prompt):
    """Asks for the path of a file or of a folder, in a folder that is there."""

    def __init__(self, name: str, amend: str) -> None:
        """Ask where to write the format of a name; the line starts with `amend`."""
        self._makes_folder = FORMATS[name].makes_folder
        what = "folder" if self._makes_folder else "file"
        super().__init__(f"Write {name} to which {what}?", amend=amend)
        self.path = Path()
        self.is_file = False
        """True if a file is there already."""

    async def problem_of(self, typed: str) -> str:
        """Return what is wrong with a path; empty if it can be written to."""
        return await asyncio.to_thread(self._problem, typed) if typed else "Give a path."

    def _problem(self, typed: str) -> str:
        try:
            self.path = Path(typed).expanduser()
            self.is_file = self.path.is_file()
            is_folder = self.path.is_dir()
            if not self.path.parent.is_dir():
                return f"There is no folder {self.path.parent}."
        except (OSError, RuntimeError, ValueError) as error:  # unknown user, too long, not readable
            return f"It cannot be used: {error}."
        if self._makes_folder:
            return "This is a file. Give a folder." if self.is_file else ""
        return "This is a folder. Give a file in it." if is_folder else ""
