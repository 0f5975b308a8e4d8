"""The what-if: trial changes that are kept or discarded at the end."""

from __future__ import annotations

from labtui.app.file_sync import FileSync
from labtui.data.analysis.differences import changed, edited
from labtui.data.assessment.lab import Change
from labtui.data.inventory.conflicts import ConflictError, Resolution
from labtui.data.inventory.what_if import WhatIf
from labtui.data.inventory.workspace import Workspace
from labtui.errors import LabtuiError, NoBackupError
from labtui.screens.host import Host
from labtui.text.wording import plural


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
            return "WHAT-IF · … differ"
        return f"WHAT-IF · {_differ(len(self._changed(what_if)))}"

    def _changed(self, what_if: WhatIf) -> dict[str, Change]:
        """The systems that were edited, or of which something else is told than is saved."""
        saved, now = what_if.assessments, self._workspace.lab.assessments
        return changed(saved.made(), now.made())

    async def toggle(self) -> None:
        """Begin a what-if, or end the open one."""
        what_if = self._workspace.what_if
        if what_if is not None:
            await self.end(what_if)
        else:
            said = "Nothing is saved. W saves or discards."
            self._host.change(self._workspace.begin_what_if, said)

    async def end(self, what_if: WhatIf) -> bool:
        """Ask to keep or discard the changes, if any; True if the what-if has ended."""
        if not self._workspace.what_if_changed:
            self._workspace.end_what_if(keep=False)
            self._host.change(lambda: "The what-if has ended. Nothing was tried.")
            return True
        from labtui.screens.dialogs import AskAboutWhatIf
        from labtui.widgets.lines.effects import changed_lines
        from labtui.widgets.lines.layout import Lines

        lab, changes = self._workspace.lab, self._changed(what_if)
        systems = edited(what_if.lab.systems, lab.systems)

        def lines(width: int) -> Lines:
            return changed_lines(what_if.lab, lab, systems, changes, width - 1, whole=True)

        count = len(changes)
        said = f"{plural(count, 'system')} {'differs' if count == 1 else 'differ'}:"
        answer = await self._host.ask(AskAboutWhatIf("Save these changes?", said, lines))
        return answer is not None and await self._end_with(answer)

    async def _end_with(self, answer: str) -> bool:
        """Keep or discard the changes; False if they could not be saved."""
        resolutions: list[Resolution] = []
        while True:
            try:
                self._workspace.end_what_if(keep=answer == "keep", resolutions=resolutions)
            except ConflictError as error:
                if not (resolved := await self._sync.resolve(error)):
                    self._host.say("Nothing is saved yet.")
                    return False
                resolutions += resolved
            except NoBackupError as error:
                if not await self._sync.accept_no_backup(error):
                    self._host.say("Nothing is saved yet.")
                    return False
            except LabtuiError as error:
                self._host.say(error=str(error))
                return False
            else:
                break
        said = "Saved all changes." if answer == "keep" else "Discarded all changes."
        self._host.change(lambda: said)
        return True


def _differ(count: int) -> str:
    return f"{count or 'none'} {'differs' if count == 1 else 'differ'}"
