"""The responsibility matrix: by level, by layer, and as a map of risk and learning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command, bindings
from labtui.commands.lists import LAYER_CELL, LAYERS_VIEW, LIST, MATRIX, OPEN
from labtui.data.analysis.matrix import by_level, tree, unfolded
from labtui.data.analysis.ownership import OwnerChange, own_owner, set_owner, takes_owner
from labtui.data.analysis.query import Query
from labtui.data.analysis.risk_map import place_of, strays
from labtui.data.framework.facts import FACTS
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.ui_state import MATRIX_VIEWS, UiState
from labtui.screens.lab_screen import WIDE
from labtui.screens.system_list import SystemListScreen
from labtui.widgets.bars import KeyBar
from labtui.widgets.layers_view import LayersView
from labtui.widgets.levels_view import LevelsView
from labtui.widgets.line_view import TextView
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.matrix import layer_lines, level_lines, map_lines
from labtui.widgets.map_layout import Spot
from labtui.widgets.map_view import MapView
from labtui.widgets.rows import RowView

View = LevelsView | LayersView | MapView


class MatrixScreen(SystemListScreen):
    """Shows the levels with their systems, the systems with their layers, or the map."""

    CSS_PATH = ["system_list.tcss", "matrix.tcss"]  # noqa: RUF012
    list_name = "matrix"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*MATRIX, *LIST, *ANYWHERE)

    def __init__(self, workspace: Workspace, list_query: Query, ui_state: UiState) -> None:
        super().__init__(workspace, list_query)
        self._memory = ui_state
        self._folded: set[str] = set()
        self._ids: list[str] = []
        self._views: dict[str, View] = dict(
            zip(MATRIX_VIEWS, (LevelsView(), LayersView(), MapView()), strict=True)
        )

    @property
    def main(self) -> View:
        """The current view."""
        return self._views[self._memory.matrix_view]

    @property
    def name_of_view(self) -> str:
        """The name of the view."""
        return self._memory.matrix_view

    @property
    def own_keys(self) -> Sequence[Command]:
        """The commands of the current view, and those that switch views."""
        if not isinstance(self.main, LayersView):
            return OPEN, *MATRIX
        enter, *others = LAYERS_VIEW
        return (enter if self.main.pointed else OPEN), *others, *MATRIX

    @property
    def keys(self) -> Sequence[Command]:
        """The commands in the footer; in a cell, the answers."""
        in_cell = isinstance(self.main, LayersView) and self.main.entered
        return LAYER_CELL if in_cell else super().keys

    @property
    def current(self) -> str | None:
        """The id of the system the cursor is on."""
        return self.main.cursor_key

    def compose_room(self) -> ComposeResult:
        """The views, one of them visible, and the panel."""
        for view in self._views.values():
            view.display = view is self.main
            yield view
        yield TextView(self._looked_at, id="looked-at")

    # --- what is shown

    def show_systems(self, ids: list[str]) -> None:
        """Show these systems in the current view."""
        lab, view = self.workspace.lab, self.main
        self._ids = ids
        view.empty = self.nothing
        match view:
            case LevelsView():
                view.show(by_level(lab, ids))
            case LayersView():
                branches = unfolded(tree(lab, ids), self._folded)
                what_if = self.workspace.what_if
                saved = what_if.assessments if what_if else {}
                view.show(branches, lab.assessments, self._folded, saved)
            case MapView():
                pass  # show_marks() shows the whole map
        self.show_marks()
        self._show_looked_at()

    def show_marks(self) -> None:
        """Show the marks; on the map, marked systems are named first."""
        super().show_marks()
        if isinstance(self.main, MapView):
            self.main.show(self._spots(self._ids), self.list_query.current)

    def _spots(self, ids: Sequence[str]) -> list[Spot]:
        known, marked = self.workspace.lab.assessments, self.list_query.marked
        found = [known[id] for id in ids if id in known]
        return [
            Spot(a.id, a.system.name, place, a.production, strays(a) is not None, a.id in marked)
            for a in found
            if (place := place_of(a)) is not None
        ]

    def go_to(self, id: str) -> bool:
        """Put the cursor on a system and unfold its hosts; return False if it is not shown."""
        view = self.main
        if isinstance(view, LayersView) and self._unfold_to(id):
            self.show_systems(self._ids)
        if not view.move_to(id):
            return False
        if isinstance(view, MapView):  # it posts no message when the cursor is set
            self.list_query.current = id
            self._show_looked_at()
        return True

    def _unfold_to(self, id: str) -> bool:
        """Unfold the hosts that hide a system; return True if there were any."""
        hidden_under: list[str] = []
        line: list[str] = []
        for branch in tree(self.workspace.lab, self._ids):
            line[branch.depth :] = [branch.id]
            if branch.id == id:
                hidden_under = [host for host in line[:-1] if host in self._folded]
        self._folded.difference_update(hidden_under)
        return bool(hidden_under)

    def _looked_at(self, width: int) -> Lines:
        return [*self.tried(self.current, width)[:1], *self._told(width)]

    def _told(self, width: int) -> Lines:
        lab, view = self.workspace.lab, self.main
        a = lab.assessments.get(self.current or "")
        if isinstance(view, MapView):
            unknown = [
                id for id in self._ids if id in lab.assessments and not lab.assessments[id].level
            ]
            return map_lines(a, unknown, width, self._room)
        if a is None:
            return []
        if isinstance(view, LayersView):
            return layer_lines(lab, a, view.pointed, view.entered, width)
        return level_lines(a, width, self._room)

    @property
    def _room(self) -> int:
        """The height of the panel in lines (matrix.tcss)."""
        return 3 if self.app.size.width >= WIDE else 4

    def _show_looked_at(self) -> None:
        self.query_one("#looked-at", TextView).show(self._looked_at)
        self.query_one(KeyBar).show(self.keys)

    def on_row_view_highlighted(self, event: RowView.Highlighted) -> None:
        """Show the system under the cursor in the panel."""
        self.list_query.current = event.key
        self.follow(self._show_looked_at)

    def on_map_view_highlighted(self, event: MapView.Highlighted) -> None:
        """Show the system under the cursor in the panel."""
        self.list_query.current = event.key
        self.follow(self._show_looked_at)

    def on_layers_view_pointer_moved(self) -> None:
        """Show the layer under the cursor; leave the cell if the inventory is read-only."""
        view = self.main
        if isinstance(view, LayersView) and view.entered and self.host.refuse_read_only():
            view.entered = False
        self.follow(self._show_looked_at)

    def on_row_view_selected(self, event: RowView.Selected) -> None:
        """Open the page of a system."""
        self.open(event.key)

    @work
    async def on_map_view_selected(self, event: MapView.Selected) -> None:
        """Open the page of a system; if several are at this place, ask which one."""
        from labtui.screens.picker import Picker
        from labtui.widgets.picker_list import Item

        keys = event.keys
        if len(keys) > 1:
            known = self.workspace.lab.assessments
            items = [
                Item(id, known[id].system.name, f"{known[id].level} {known[id].role or ''}")
                for id in keys
            ]
            title = f"{len(keys)} systems here"
            chosen = [self.current or ""]
            picked = await self.host.ask(Picker(title, items, chosen=chosen))
            if picked is None:
                return
            keys = tuple(picked)
        self.open(keys[0])

    # --- what is done

    def action_next_view(self) -> None:
        """Show the next view, with the cursor on the same system."""
        at = MATRIX_VIEWS.index(self._memory.matrix_view) + 1
        # The map does not show systems without a level; the current system is kept nevertheless.
        wanted = self.list_query.current or self.current
        self.main.display = False
        self._memory.matrix_view = MATRIX_VIEWS[at % len(MATRIX_VIEWS)]
        self.main.display = True
        self.main.focus()
        self.show_lab()
        if wanted is not None:
            self.go_to(wanted)

    def on_layers_view_fold_requested(self, event: LayersView.FoldRequested) -> None:
        """Fold or unfold the guests of one host or of all hosts."""
        branches = tree(self.workspace.lab, self._ids)
        hosts = {branch.id for branch in branches if branch.guests}
        if event.key is None:
            self._folded = set() if hosts <= self._folded else hosts
        elif event.key in hosts:
            self._folded ^= {event.key}
        else:
            self.host.say("no guests to fold here")
        self.show_systems(self._ids)

    def on_layers_view_owner_chosen(self, event: LayersView.OwnerChosen) -> None:
        """Set the owner of a layer and show the effects."""
        id, layer, owner = event.key, event.layer, event.owner
        title = FACTS[f"owners.{layer}"].label
        label = title.lower()
        if not takes_owner(layer, owner):
            self.host.say(error=f"{title} cannot be n/a. Press y, s, p or n.")
        elif own_owner(self.workspace, id, layer) == owner:
            already = "stated so already" if owner else "nothing is stated here"
            self.host.say(f"{label}: {already}")
        else:
            said = f"{label}: {owner or 'not answered'}"
            self.host.change(
                lambda: f"{said} · {_effect(set_owner(self.workspace, id, layer, owner))}"
            )


def _effect(change: OwnerChange) -> str:
    """Return how the level of the system changed, and how many other systems changed."""
    was, now = (a.level or "no level" for a in (change.before, change.after))
    level = f"still {now}" if was == now else f"{was} → {now}"
    return f"{level}, {change.others} more changed" if change.others else level
