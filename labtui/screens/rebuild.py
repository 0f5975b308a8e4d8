"""The rebuild order: what to bring back first, from nothing or after the loss of one system."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command, bindings
from labtui.commands.lists import LIST, OPEN, REBUILD, SORT
from labtui.data.analysis.query import Query
from labtui.data.analysis.rebuild import Rebuild, rebuild_order
from labtui.data.analysis.rebuild_places import Places
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import EvaluationContext
from labtui.data.inventory.document import Document
from labtui.data.inventory.workspace import Workspace
from labtui.screens.lab_screen import WIDE, terms_named
from labtui.screens.system_list import SystemListScreen
from labtui.screens.system_screen import NO_SYSTEM
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.rebuild import About, about_band, about_panels, heading
from labtui.widgets.rebuild_view import RebuildView
from labtui.widgets.rows import RowView
from labtui.widgets.text_view import TextView

AT_ONCE = 500
"""The most systems that are put in order at once: it takes some 30 ms then."""

NOTHING_SHOWN = Places(Rebuild(None, (), (), (), (), (), {}))


class RebuildScreen(SystemListScreen):
    """The steps in which to bring systems back, and why the one at the cursor stands in its."""

    CSS_PATH = ["system_list.tcss", "rebuild.tcss"]  # noqa: RUF012
    list_name = "rebuild"
    terms = terms_named("level 0 1 2 3a 3b production relied_on_for group destination filter")
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        *REBUILD, *(command for command in LIST if command != SORT), *ANYWHERE
    )

    def __init__(self, workspace: Workspace, list_query: Query) -> None:
        super().__init__(workspace, list_query)
        self._view = RebuildView()
        self._lost: str | None = None
        """The system that is lost; None where all is."""
        self._of: tuple[Document, EvaluationContext] | None = None
        """What the orders are of."""
        self._orders: dict[str | None, Places] = {}
        """The orders that are known, by what is lost."""
        self._under_way: tuple[str | None, ...] = ()
        """What is lost in the order that is being worked out; empty while none is."""

    @property
    def main(self) -> RebuildView:
        """The steps."""
        return self._view

    @property
    def sorted_here(self) -> bool:
        """False: the order is what this is about."""
        return False

    @property
    def name_of_view(self) -> str:
        """What is lost."""
        lost, systems = self._lost, self.workspace.lab.systems
        return f"without {systems[lost].name}" if lost in systems else "from nothing"

    @property
    def own_keys(self) -> Sequence[Command]:
        """Opening, the other order, and the panel."""
        return OPEN, *REBUILD

    @property
    def keys(self) -> Sequence[Command]:
        """The commands in the footer; nothing is sorted here."""
        return [command for command in super().keys if command != SORT]

    @property
    def current(self) -> str | None:
        """The id of the system the cursor is on."""
        return self._view.cursor_key

    @property
    def nothing(self) -> str:
        """The text shown while nothing is to be brought back."""
        lab = self.workspace.lab
        if lab.systems and self._lost not in self._orders:
            return "Working out the order …"
        if self.list_query.words:
            return self.no_match("Nothing to bring back matches")
        return "No system is in service." if lab.systems else super().nothing

    def compose_room(self) -> ComposeResult:
        """The steps and the panel."""
        yield self._view
        yield TextView(self._about, id="about")

    # --- what is shown

    def show_systems(self, ids: list[str]) -> None:  # noqa: ARG002
        """Show the order of the lab, as far as it matches the filter."""
        lab = self.workspace.lab
        if self._lost is not None and not self._can_be_lost(self._lost):
            self._lost = None
        of = self.workspace.document, lab.evaluation
        if self._of != of:
            self._of, self._orders, self._under_way = of, {}, ()
        if self._lost not in self._orders:
            # Of a large lab in a thread, so that no key waits for it.
            if len(lab.assessments) <= AT_ONCE:
                self._orders[self._lost] = _worked_out(lab, self.workspace.ids, self._lost)
            elif self._under_way != (self._lost,):
                self._under_way = (self._lost,)
                self._work_out(lab.fork(), [*self.workspace.ids], self._lost)
        self._show_order()

    def _can_be_lost(self, id: str) -> bool:
        system = self.workspace.lab.systems.get(id)
        return system is not None and system.active

    @work(exclusive=True, group="rebuild")
    async def _work_out(self, lab: Lab, ids: list[str], lost: str | None) -> None:
        of = self._of
        found = await to_thread(_worked_out, lab, ids, lost)
        if of is not self._of:
            return
        self._orders[lost], self._under_way = found, ()
        if self.is_active:
            self._show_order()
            self.go_to(self.list_query.current or "")
        else:
            self._shown = None

    def _show_order(self) -> None:
        places = self._orders.get(self._lost, NOTHING_SHOWN)
        lab, rebuild = self.workspace.lab, places.rebuild
        self._view.empty = self.nothing
        self.show_marks()
        self._view.show_heading(*(heading(lab, rebuild) if rebuild.steps else ("", "")))
        self._view.show(places, lab.assessments, frozenset(self._listed))
        self._show_about()

    def go_to(self, id: str) -> bool:
        """Put the cursor on a system."""
        return self._view.move_to(id)

    def _about(self, width: int) -> Lines:
        id = self.current
        places = self._orders.get(self._lost)
        if id is None or places is None or id not in self.workspace.lab.assessments:
            return []
        about = About(self.workspace.lab, id, places)
        tried = self.tried(id, width - 5)
        height = self.query_one("#about", TextView).page_lines
        if self.app.size.width < WIDE:
            return about_band(about, tried[:1], (width, height))
        return about_panels(about, tried, (width, height))

    def _show_about(self) -> None:
        panel = self.query_one("#about", TextView)
        panel.display = self.current is not None
        panel.jump(0)
        panel.show(self._about)

    def on_resize(self) -> None:
        """Compose the panel for another height too."""
        self._show_about()

    def on_row_view_highlighted(self, event: RowView.Highlighted) -> None:
        """Show why the system at the cursor stands where it does."""
        if event.key is not None:
            self.list_query.current = event.key
        self.follow(self._show_about)

    # --- what is done

    def on_row_view_selected(self, event: RowView.Selected) -> None:
        """Open the page of a system."""
        self.open(event.key)

    def action_panel(self) -> None:
        """Make the panel larger, or as usual."""
        if self.current is None:
            self.host.say(NO_SYSTEM)
        self.toggle_class("-panel-large")
        self.call_after_refresh(self._show_about)

    def action_next_view(self) -> None:
        """Show the order after the loss of the system at the cursor, or that from nothing."""
        if self._lost is None and self.current is None:
            self.host.say(NO_SYSTEM)
        else:
            self._lose(None if self._lost is not None else self.current)

    async def action_rebuild(self) -> None:
        """Show the order after the loss of the system at the cursor."""
        if self.current is not None and self.current == self._lost:
            self.host.say("This is the loss that is shown.")
        else:
            await super().action_rebuild()

    def action_lose(self, id: str) -> None:
        """Show the order after the loss of a system."""
        self._lose(id)

    def _lose(self, lost: str | None) -> None:
        current = self.current if lost is None else lost
        self._lost = lost
        self.show_lab()
        if current is not None:
            self.go_to(current)


def _worked_out(lab: Lab, ids: Iterable[str], lost: str | None) -> Places:
    return Places(rebuild_order(lab, ids, lost))
