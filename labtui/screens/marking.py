"""The base class of screens that mark systems, on which some commands then act together."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from textual import work
from textual.widget import Widget

from labtui.commands.command import Command
from labtui.commands.lists import CLEAR
from labtui.commands.system import ACTS_ON_MARKED
from labtui.data.analysis.query import Query
from labtui.data.inventory.workspace import Workspace
from labtui.screens.system_screen import NO_SYSTEM, SystemScreen
from labtui.text.wording import join_few, plural
from labtui.widgets.rows import RowView


class MarkingScreen(SystemScreen):
    """A screen with marks, which all lists of systems share.

    What is marked and not in sight is said before anything acts on it.
    """

    def __init__(self, workspace: Workspace, list_query: Query) -> None:
        super().__init__(workspace)
        self.list_query = list_query
        self._listed: list[str] = []
        """What matches the filter, in its order."""

    @property
    @abstractmethod
    def main(self) -> Widget:
        """The widget that gets the focus."""

    def show_marks(self) -> None:
        """Show the marks of `list_query`."""
        if isinstance(self.main, RowView):
            self.main.marked = self.list_query.marked

    @abstractmethod
    def show_new_marks(self) -> None:
        """Show the marks, and how many there are, without listing the systems again."""

    # --- what the marks mean

    @property
    def marked(self) -> frozenset[str]:
        """The systems that are marked, as far as marks count here."""
        return self.list_query.marked

    @property
    def subjects(self) -> list[str]:
        """The marked systems in list order, or else the current one."""
        if not self.marked:
            return super().subjects
        everything = Query(sort=self.list_query.sort, reverse=self.list_query.reverse)
        ids = everything.listed(self.workspace.lab, self.workspace.ids)
        return [id for id in ids if id in self.marked]

    @property
    def unseen(self) -> list[str]:
        """The marked systems that one may have forgotten.

        They are filtered out or folded away; or they are scrolled out of view, and the cursor is on
        a system that is not marked.
        """
        marked, main = self.marked, self.main
        if not marked:
            return []
        seen: set[str | None] = {*self._listed}
        if isinstance(main, RowView):
            seen = main.ids_at(main.visible_lines if self.current not in marked else None)
        return [id for id in self.subjects if id not in seen]

    def in_footer(self, command: Command) -> Command:
        """A command as the footer names it: with how many are marked where it acts on them."""
        count = len(self.marked)
        if count and command.id in ACTS_ON_MARKED:
            first = command.id == ACTS_ON_MARKED[0]
            return replace(command, label=f"{command.label} {count}{' marked' if first else ''}")
        if count and command == CLEAR and not self.list_query.words:
            return replace(CLEAR, label="Unmark", footer=True)
        return command

    # --- marking

    def action_mark(self) -> None:
        """Mark or unmark the current system; the cursor stays.

        What was said before may not be so any more.
        """
        if self.current is not None:
            self.list_query.mark(self.current)
            self.show_new_marks()
            self.host.say()
        else:
            self.host.say(NO_SYSTEM)

    def action_extend(self, step: int) -> None:
        """Mark the current system and the next one down (1) or up (-1), and go there."""
        if isinstance(self.main, RowView) and self.current is not None:
            before = self.current
            self.main.action_move(step)
            self.list_query.marked |= {before, self.current or before}
            self.show_new_marks()
        else:
            self.host.say("Mark one system at a time here: Space.")

    def action_mark_all(self) -> None:
        """Mark all shown systems; if all are marked, unmark them."""
        self.list_query.mark_all(self._listed)
        self.show_new_marks()
        self.host.say()

    def unmark(self) -> None:
        """Mark none."""
        count = len(self.list_query.marked)
        self.list_query.marked = frozenset()
        self.show_new_marks()
        self.host.say(f"Unmarked {plural(count, 'system')}.")

    # --- acting on what is marked

    async def agreed(self) -> list[str]:
        """The systems to act on, none if that was cancelled; asks where not all are in sight."""
        from labtui.screens.dialogs import AskAboutUnseen

        subjects, unseen = self.subjects, self.unseen
        if not unseen or self.workspace.read_only_reason is not None:
            return subjects
        systems = self.workspace.lab.systems
        names = join_few(systems[id].name for id in unseen)
        here = systems[self.current].name if self.current in systems else "nothing"
        text = f"Marked, but not in sight: {names}.\nThe cursor is on {here}."
        title = f"Act on {plural(len(subjects), 'marked system')}?"
        answer = await self.host.ask(AskAboutUnseen(title, text))
        if answer == "here":
            return super().subjects
        if answer == "unmark":
            self.unmark()
        return subjects if answer == "marked" else []

    def action_assess(self) -> None:
        """Ask the smell test of the marked systems, or of the current one."""
        if self.unseen:
            self._assess_if_agreed()
        else:
            super().action_assess()

    @work
    async def _assess_if_agreed(self) -> None:
        self.assess(await self.agreed())

    @work
    async def action_export(self) -> None:
        """Write the marked systems, or those that are shown, in another format."""
        from labtui.screens.exporting import export

        subjects = await self.agreed() if self.marked else self._listed
        if subjects:
            await export(self.host, self.workspace, subjects)
        elif not self.marked:
            self.host.say("No system is shown. There is nothing to export.")
