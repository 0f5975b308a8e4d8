"""The inventory: every system at a glance, and the assessment of the current one beside it."""

from __future__ import annotations

from time import monotonic
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from labtui.commands import ANYWHERE, FILTERING, INVENTORY, Command, bindings
from labtui.data.assessment import Assessment
from labtui.data.framework import SEVERITIES, SEVERITY_SIGNS, TEMPLATES
from labtui.data.listing import SORTS, WORST_FIRST, listed
from labtui.data.models import System
from labtui.data.workspace import Workspace
from labtui.screens.system_actions import SystemActions
from labtui.widgets.assessment_text import (
    TROUBLE,
    Lines,
    assessment_lines,
    flow,
    problem_lines,
    text,
)
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.lines import TextView
from labtui.widgets.system_table import Cell, Column, Row, SystemTable

COLUMNS = (
    Column("name", "Name", 18, flex=True),
    Column("level", "Level", 5, priority=9),
    Column("role", "Role", 14, priority=6),
    Column("risk", "Risk now", 15, priority=8),
    Column("learning", "Learning", 9, priority=4),
    Column("verdict", "Verdict", 9, priority=2),
    Column("worst", "Findings", 10, priority=7),
    Column("assessed", "Assessed", 10, priority=3),
)

OPEN = Command("table.open", "enter", "open", "Open", "Open the page of this system")
KEYS = (OPEN, *INVENTORY, *ANYWHERE)
"""What the footer offers, as far as it has room."""

REST = 0.08
"""Seconds between keys that count as held down: the panel then waits until the key rests."""

_RISK_CELLS = {
    "Critical": "table--critical",
    "High": "table--warning",
    "Controlled High": "",
    "Low": "table--good",
}
_NOTHING: Cell = ("—", "table--dim")


class InventoryScreen(SystemActions):
    """A table of all systems, worst first, and what is to be said of the current one."""

    CSS_PATH = "inventory.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*INVENTORY, *ANYWHERE)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._sort = (WORST_FIRST, False)
        self._words = ""
        self._rows: dict[str, tuple[object, Row]] = {}
        self._moved = 0.0
        self._resting: Timer | None = None
        self._table = SystemTable(
            COLUMNS, self._listed_rows(), sort=self._sort, empty=self._empty()
        )

    @property
    def current(self) -> str | None:
        """The id of the system the cursor is on."""
        return self._table.cursor_key

    def compose(self) -> ComposeResult:
        """Title, table and panel, the filter while it is open, keys."""
        yield TitleBar(self._place())
        with Container():
            yield self._table
            yield TextView(self._panel, id="panel")
        line = Input(placeholder="name, id, tag, level, role, purpose or finding", compact=True)
        line.cursor_blink = False
        with Horizontal(id="filter") as filter_line:
            filter_line.display = False
            yield Static("/")
            yield line
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        """Start in the table."""
        self._table.focus()

    # --- what is shown

    def show_lab(self) -> None:
        """Show the lab as it is now."""
        self._table.empty = self._empty()
        self._table.set_rows(self._listed_rows())
        self.query_one(TitleBar).place = self._place()
        self._show_panel()

    def _listed_rows(self) -> list[Row]:
        sort, reverse = self._sort
        ids = listed(
            self.workspace.lab,
            list(self.workspace.ids),
            sort=sort,
            reverse=reverse,
            words=self._words,
        )
        return [self._row(id) for id in ids]

    def _row(self, id: str) -> Row:
        """The row of a system, made anew only when its assessment is another."""
        subject = self.workspace.lab.assessments.get(id) or self.workspace.lab.systems[id]
        known = self._rows.get(id)
        if known is None or known[0] is not subject:
            cells = retired_cells(subject) if isinstance(subject, System) else cells_of(subject)
            known = self._rows[id] = (subject, Row(id, cells))
        return known[1]

    def _place(self) -> str:
        total = len(self.workspace.lab.systems)
        shown = len(self._table.rows)
        unit = "system" if total == 1 else "systems"
        count = f"{shown} of {total} {unit}" if self._words else f"{total} {unit}"
        filtered = f" · /{self._words}" if self._words else ""
        sort, reverse = self._sort
        order = "" if sort == WORST_FIRST else f" · by {SORTS[sort][0]}"
        turned = ", turned round" if reverse else ""
        problems = self.workspace.problem_count
        wrong = (
            f" · {problems} problem{'s' if problems > 1 else ''} in the file" if problems else ""
        )
        return f"{self.workspace.store.path.name} · {count}{filtered}{order}{turned}{wrong}"

    def _empty(self) -> str:
        if self._words:
            return f"Nothing matches {self._words}; Esc shows all again."
        if self.workspace.refusal is not None:
            return "Nothing of this file can be shown."
        return "No systems yet: press a to add one."

    def _panel(self, width: int) -> Lines:
        lines: Lines = []
        if self.workspace.document.refusal is not None:
            help = "E opens the file in $EDITOR, F5 reads it again."
            lines += flow(text(self.workspace.document.refusal.message, TROUBLE), width)
            lines += [*flow(text(help), width), Content("")]
        if self.current is not None:
            lines += assessment_lines(self.workspace.lab, self.current, width)
            lines += problem_lines(self.workspace.problems_of(self.current), width)
        return lines

    def _show_panel(self) -> None:
        panel = self.query_one("#panel", TextView)
        panel.jump(0)
        panel.show(self._panel)

    def on_system_table_highlighted(self) -> None:
        """Show the system the cursor came to; while a key is held, once it rests."""
        now = monotonic()
        held, self._moved = now - self._moved < REST, now
        if self._resting is not None:
            self._resting.stop()
            self._resting = None
        if held:
            self._resting = self.set_timer(REST, self._show_panel)
        else:
            self._show_panel()

    def on_system_table_opened(self, event: SystemTable.Opened) -> None:
        """Open the page of a system."""
        from labtui.screens.reading import PageScreen

        self.app.push_screen(PageScreen(self.workspace, event.key))

    def open(self, id: str) -> None:
        """Put the cursor on a system and open its page."""
        self._table.move_to(id)
        self.on_system_table_opened(SystemTable.Opened(id))

    # --- filter and sort

    def action_filter(self) -> None:
        """Open the filter; what is typed there counts at once."""
        self._show_filter(FILTERING)
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        self._words = event.value
        self.show_lab()

    def on_input_submitted(self) -> None:
        """Keep the filter and go on in the table."""
        self._show_filter()
        self._table.focus()

    def action_clear_filter(self) -> None:
        """Show all systems again."""
        self.query_one(Input).value = ""
        self._show_filter()
        self._table.focus()

    def _show_filter(self, keys: tuple[Command, ...] = ()) -> None:
        """Open the line of the filter with its own keys in the footer; without any, close it."""
        self.query_one("#filter").display = bool(keys)
        self.query_one(KeyBar).show(keys or KEYS)

    @work
    async def action_sort(self) -> None:
        """Sort by another column; by the same one, the other way round."""
        from labtui.screens.picker import Item, Picker

        items = [Item(key, name) for key, (name, _) in SORTS.items()]
        picked = await self.app.push_screen_wait(Picker("Sort by", items, chosen={self._sort[0]}))
        if picked:
            old, reverse = self._sort
            self._sort = (picked[0], not reverse if picked[0] == old else False)
            self._table.sort = self._sort
            self.show_lab()

    # --- adding

    @work
    async def action_add(self) -> None:
        """Add a system: its name, a template, and what it runs on."""
        from labtui.screens.dialogs import Prompt
        from labtui.screens.picker import Item, Picker
        from labtui.screens.references import system_items

        if self.workspace.refusal is not None:
            self.app.say(trouble=self.workspace.refusal)
            return
        name = await self.app.push_screen_wait(Prompt("Add a system: its name", "Vaultwarden"))
        if name is None:
            return
        templates = [Item(key, template.label, key) for key, template in TEMPLATES.items()]
        template = await self.app.push_screen_wait(
            Picker(f"{name}: what is it?", templates, empty_label="Say nothing yet")
        )
        if template is None:
            return
        host = await self.app.push_screen_wait(
            Picker(
                f"{name}: what does it run on?",
                system_items(self.workspace),
                empty_label="On nothing listed here",
            )
        )
        if host is None:
            return
        self.app.change(lambda: self._add(name, template[0] or None, host[0] or None))

    def _add(self, name: str, template: str | None, host: str | None) -> str:
        id = self.workspace.add(name, {}, template=template, host=host)
        self.action_clear_filter()
        self.show_lab()
        self._table.move_to(id)
        a = self.workspace.lab.assessments[id]
        return f"added {id}: {a.level or 'level not known'} {a.role or ''}"


def cells_of(a: Assessment) -> tuple[Cell, ...]:
    """The cells of an assessed system, in the order of the columns."""
    risk = (a.risk.now, _RISK_CELLS.get(a.risk.now, "")) if a.risk else _NOTHING
    level = (
        (a.level, "table--strong" if a.level == "3b" else "")
        if a.level
        else ("?", "table--warning")
    )
    status = " (planned)" if a.system.status == "planned" else ""
    return (
        (a.system.name + status, "table--strong" if a.production else ""),
        level,
        (a.role, "") if a.role else _NOTHING,
        risk,
        (a.learning.now, "") if a.learning else _NOTHING,
        (a.verdict, "table--good" if a.verdict == "operating" else "table--dim"),
        _findings(a),
        (str(a.assessed[0]), "") if a.assessed else ("never", "table--dim"),
    )


def _findings(a: Assessment) -> Cell:
    counts = [
        f"{count}{SEVERITY_SIGNS[severity]}"
        for severity in reversed(SEVERITIES)
        if (count := a.count(severity))
    ]
    styles = ("table--dim", "table--notice", "table--warning", "table--critical")
    return (" ".join(counts) or "none", styles[a.worst])


def retired_cells(system: System) -> tuple[Cell, ...]:
    """The cells of a retired system: there, but not assessed."""
    return ((system.name, "table--dim"), ("", ""), ("retired", "table--dim"), *(("", ""),) * 5)
