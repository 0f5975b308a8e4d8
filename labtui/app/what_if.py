"""The what-if: trial changes that are kept or discarded at the end."""

from __future__ import annotations

from collections.abc import Iterator

from labtui.app.file_sync import FileSync
from labtui.data.inventory.conflicts import ConflictError, Resolution
from labtui.data.inventory.what_if import WhatIf
from labtui.data.inventory.workspace import Workspace
from labtui.errors import LabtuiError, NoBackupError
from labtui.screens.host import Host
from labtui.text.wording import join_words

MAX_LEVEL_CHANGES = 8
"""The most systems with a changed level that are named when a what-if ends."""


class WhatIfMode:
    """Begins and ends the what-if of a workspace."""

    def __init__(self, workspace: Workspace, host: Host, sync: FileSync) -> None:
        self._workspace = workspace
        self._host = host
        self._sync = sync

    @property
    def summary(self) -> str:
        """The text of the title while a what-if is open; empty otherwise."""
        what_if = self._workspace.what_if
        if what_if is None:
            return ""
        if self._workspace.lab.assessments.is_behind or what_if.lab.assessments.is_behind:
            return "WHAT IF · … changed"
        return f"WHAT IF · {self._count_changed(what_if) or 'none'} changed"

    def _count_changed(self, what_if: WhatIf) -> int:
        """The number of systems that are new or whose assessment differs from the saved one."""
        before, now = what_if.assessments, self._workspace.lab.assessments
        changed = sum(now.get(id) != a for id, a in before.items() if now.get(id) is not a)
        return changed + len(now.keys() - before.keys())

    def _level_changes(self, what_if: WhatIf) -> Iterator[str]:
        """The systems whose level differs from the saved one, each as `id before → after`."""
        now = self._workspace.lab.assessments
        for id, was in sorted(what_if.assessments.items(), key=lambda each: each[0]):
            if id in now and now[id].level != was.level:
                yield f"{id} {was.level or '?'} → {now[id].level or '?'}"

    async def toggle(self) -> None:
        """Begin a what-if, or end the open one."""
        what_if = self._workspace.what_if
        if what_if is not None and self._workspace.what_if_changed:
            await self.end(what_if)
        elif what_if is not None:
            self._workspace.end_what_if(keep=False)
            self._host.change(lambda: "nothing was tried")
        else:
            self._host.change(self._workspace.begin_what_if, "not saved until W")

    async def end(self, what_if: WhatIf) -> bool:
        """Ask to keep or discard the changes; True if the what-if has ended."""
        from labtui.screens.dialogs import AskAboutWhatIf

        count = self._count_changed(what_if)
        text = f"Systems assessed otherwise than as saved: {count or 'none'}."
        if levels := [*self._level_changes(what_if)]:
            text += f" Level: {join_words(levels, MAX_LEVEL_CHANGES)}."
        answer = await self._host.ask(AskAboutWhatIf("Keep what was tried?", text))
        if answer is None:
            return False
        resolutions: list[Resolution] = []
        while True:
            try:
                self._workspace.end_what_if(keep=answer == "keep", resolutions=resolutions)
            except ConflictError as error:
                if not (resolved := await self._sync.resolve(error)):
                    self._host.say("still only tried")
                    return False
                resolutions += resolved
            except NoBackupError as error:
                if not await self._sync.accept_no_backup(error):
                    self._host.say("still only tried")
                    return False
            except LabtuiError as error:
                self._host.say(error=str(error))
                return False
            else:
                break
        self._host.change(lambda: "kept what was tried" if answer == "keep" else "as it was")
        return True
