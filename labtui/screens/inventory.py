"""The inventory: a table of all systems, and the assessment of the current one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command, bindings
from labtui.commands.lists import INVENTORY, LIST, OPEN
from labtui.data.analysis.query import DESCENDING, Query
from labtui.data.assessment.assessment import Assessment
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.ui_state import PANEL_SIZES, UiState
from labtui.screens.lab_screen import terms_named
from labtui.screens.system_list import SystemListScreen
from labtui.widgets.columns import Column
from labtui.widgets.lines.cells import FINDINGS, inventory_cells, pending_cells, retired_cells
from labtui.widgets.lines.facts import problem_lines
from labtui.widgets.lines.layout import TROUBLE, Lines, flow, text
from labtui.widgets.lines.panel import assessment_lines
from labtui.widgets.rows import RowView
from labtui.widgets.system_table import SystemRow, SystemTable
from labtui.widgets.text_view import TextView

COLUMNS = (
    Column("name", "Name", 16, flex=True),
    Column("level", "Level", 5, priority=9),
    Column("role", "Role", 14, priority=2),
    Column("risk", "Risk now", 21, priority=8),
    Column("learning", "Learned", 7, priority=3),
    Column("worst", "Findings", FINDINGS, priority=7, grows=10),
    Column("patched", "Patched", 10, priority=5),
    Column("restored", "Restored", 10, priority=4),
    Column("assessed", "Smell test", 10, priority=6),
    Column("verdict", "Operated by", 12, priority=1),
    Column("host", "Runs on", 16, priority=10),
)

LEGEND = "× critical  ▲ warning  · notice  ? not proven"
"""What the signs of the table mean; shown where rows leave a line for it."""

PANEL_SAID = {
    "usual": "The panel is as usual.",
    "large": "The panel is larger. z hides it.",
    "hidden": "The panel is hidden. z shows it.",
}
"""What is said of the panel by its size."""

_MARGIN = Content("  ")
"""Before what stands above the first rule of the panel."""


class InventoryScreen(SystemListScreen):
    """A table of all systems, worst first, and the assessment of the current one."""

    CSS_PATH = ["system_list.tcss", "inventory.tcss"]  # noqa: RUF012
    list_name = "inventory"
    terms = terms_named(
        "level 0 1 2 3a 3b risk controlled_high proven finding signs squares learning production "
        "role smell_test verdict too_old filter"
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(*LIST, *INVENTORY, *ANYWHERE)

    def __init__(self, workspace: Workspace, list_query: Query, ui_state: UiState) -> None:
        super().__init__(workspace, list_query)
        self._memory = ui_state
        self._rows: dict[str, tuple[object, object, SystemRow]] = {}
        if self.is_behind:
            self._assess_first()
            self._list()
        self._first = next(iter(self._listed), None) if self.is_behind else None
        """The first system while none is sorted yet: a cursor there then goes to the worst."""
        rows = self._make_rows(self._listed)
        self._table = SystemTable(COLUMNS, rows, sort=self._sort, empty=self.nothing, legend=LEGEND)
        self._table.hidden = ui_state.hidden_columns
        self._shown = self._asked_for()

    @property
    def own_keys(self) -> Sequence[Command]:
        """The command that opens the page."""
        return (OPEN,)

    @property
    def keys(self) -> Sequence[Command]:
        """The commands in the footer; those of the panel come last."""
        return (*super().keys, *(INVENTORY if self._listed else ()))

    @property
    def main(self) -> SystemTable:
        """The table."""
        return self._table

    @property
    def current(self) -> str | None:
        """The id of the system the cursor is on."""
        return self._table.cursor_key

    def compose_room(self) -> ComposeResult:
        """The table and the panel."""
        yield self._table
        with TextView(self._panel, id="panel") as panel:
            panel.display = self._has_panel

    # --- what is shown

    def show_systems(self, ids: list[str]) -> None:
        """Show these systems in the table, and the current one in the panel."""
        self._table.empty = self.nothing
        self._table.sort = self._sort
        self.show_marks()
        was_first = self._table.cursor_key == self._first
        self._table.set_rows(self._make_rows(ids))
        if self._first is not None and not self.is_behind:
            if was_first:
                self._table.action_first()
            self._first = None
        self._show_panel()

    def show_meanwhile(self) -> None:
        """Show all rows; of those out of view, only the names until they are assessed."""
        self._assess_first(self._table.visible_lines)
        self._list()
        self.show_systems(self._listed)

    def _assess_first(self, lines: range = range(60)) -> None:
        """Assess the systems of these lines, which are in view, before all others."""
        for id in self._listed[lines.start : lines.stop]:
            self.workspace.lab.assessments.get(id)

    def go_to(self, id: str) -> bool:
        """Put the cursor on a system."""
        return self._table.move_to(id)

    @property
    def _sort(self) -> tuple[str, bool]:
        """The sort column, and True if it is descending."""
        return self.list_query.sort, self.list_query.reverse != (self.list_query.sort in DESCENDING)

    def _make_rows(self, ids: Iterable[str]) -> Iterator[SystemRow]:
        """Make the rows of systems, each anew only if its assessment changed."""
        systems, known, rows = self.workspace.lab.systems, self._known(), self._rows
        what_if = self.workspace.what_if
        saved = what_if.assessments if what_if else {}
        for id in ids:
            system, a = systems[id], known.get(id)
            was = saved.get(id) if saved else None
            if a is None and not system.retired:
                yield SystemRow(id, partial(pending_cells, system))
                continue
            subject = system if a is None else a
            kept = rows.get(id)
            if kept is None or kept[0] is not subject or kept[1] is not was:
                if a is None:
                    row = SystemRow(id, partial(retired_cells, system))
                else:
                    row = SystemRow(id, partial(inventory_cells, a, was))
                kept = rows[id] = subject, was, row
            yield kept[2]

    def _known(self) -> Mapping[str, Assessment]:
        """The assessments; while much is assessed again, those that are not pending."""
        known = self.workspace.lab.assessments
        if not self.is_behind:
            return known.made()
        return {id: known[id] for id in known if not known.is_pending(id)}

    def _panel(self, width: int) -> Lines:
        above: Lines = []
        room = width - 2 * _MARGIN.cell_length
        if self.workspace.document.read_only_reason is not None:
            reason = self.workspace.document.read_only_reason
            help = "E opens the file in $EDITOR, F5 reads it again"
            help += ", F6 restores a safety copy." if reason.replaceable else "."
            if reason.convertible:
                help = f"C converts it and keeps a safety copy. {help}"
            above += flow(text(reason.message, TROUBLE), room)
            above += [*flow(text(help), room), Content("")]
        id, lines = self.current, Lines()
        if id in self.workspace.lab.systems:  # it may have been removed elsewhere
            if tried := self.tried(id, room):
                above += [*tried, Content("")]
            height = self.query_one("#panel", TextView).page_lines
            lines += assessment_lines(self.workspace.lab, id, width, height)
            lines += problem_lines(self.workspace.problems_of(id), width)
        return [*(_MARGIN + line for line in above), *lines]

    @property
    def _has_panel(self) -> bool:
        """True if the panel has something to show."""
        if self.workspace.document.read_only_reason is not None:
            return True
        return self.current is not None and self._memory.panel != "hidden"

    def _show_panel(self) -> None:
        panel = self.query_one("#panel", TextView)
        panel.display = self._has_panel
        panel.jump(0)
        panel.show(self._panel)

    def on_mount(self) -> None:
        """Show the panel as large as it was."""
        self.set_class(self._memory.panel == "large", "-panel-large")

    def action_panel(self) -> None:
        """Make the panel larger, then hide it, then show it as usual."""
        at = PANEL_SIZES.index(self._memory.panel) + 1
        self._memory.panel = PANEL_SIZES[at % len(PANEL_SIZES)]
        self.set_class(self._memory.panel == "large", "-panel-large")
        self._show_panel()
        self.host.say(PANEL_SAID[self._memory.panel])

    @property
    def sort_choices(self) -> Sequence[tuple[str, str]]:
        """What the menu of orders offers besides: choosing the columns."""
        return (("columns", "columns …"),)

    async def take_sort_choice(self, choice: str) -> None:  # noqa: ARG002
        """Ask which columns the table has; they are remembered."""
        from labtui.screens.picker import Picker
        from labtui.widgets.picker_list import Item

        first, *others = COLUMNS
        shown = [column.key for column in others if column.key not in self._table.hidden]
        items = [Item(column.key, column.title) for column in others]
        picked = await self.host.ask(
            Picker(f"Columns beside {first.title}", items, chosen=shown, many=True)
        )
        if picked is not None:
            hidden = frozenset(column.key for column in others if column.key not in picked)
            self._memory.hidden_columns = self._table.hidden = hidden

    def action_scroll_panel(self, lines: int) -> None:
        """Scroll the panel; the table keeps the focus."""
        panel = self.query_one("#panel", TextView)
        before = panel.scroll_offset.y
        panel.action_move(lines * 3)
        if not panel.display:
            self.host.say(PANEL_SAID["hidden"])
        elif panel.scroll_offset.y == before:
            self.host.say("The panel ends here.")

    def on_row_view_highlighted(self, event: RowView.Highlighted) -> None:
        """Show the system under the cursor."""
        self.list_query.current = event.key
        self.follow(self._show_panel)

    def on_row_view_selected(self, event: RowView.Selected) -> None:
        """Open the page of a system."""
        self.open(event.key)
