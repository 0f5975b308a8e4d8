"""The responsibility matrix: by level, by layer, and as a map of risk and learning."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command, bindings
from labtui.commands.lists import LAYER_CELL, LAYERS_VIEW, LIST, MATRIX, OPEN
from labtui.data.analysis.matrix import (
    Branch,
    Run,
    by_level,
    is_as_its_host,
    shortened,
    tree,
    unfolded,
)
from labtui.data.analysis.ownership import own_owner, set_owner, takes_owner
from labtui.data.analysis.per_assessment import PerAssessment
from labtui.data.analysis.query import Query
from labtui.data.analysis.risk_map import moved, place_of, strays
from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.facts import FACTS
from labtui.data.framework.roles import role_word
from labtui.data.inventory.document import Document
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.ui_state import MATRIX_VIEWS, UiState
from labtui.screens.lab_screen import WIDE, terms_named
from labtui.screens.system_list import SystemListScreen
from labtui.widgets.layer_rows import run_key
from labtui.widgets.layers_view import LayersView
from labtui.widgets.levels_view import LevelsView
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.matrix import (
    ROOM,
    framed,
    inner_width,
    layer_panel,
    level_lines,
    map_legend,
    map_lines,
    map_remark,
    run_panel,
)
from labtui.widgets.lines.panels import INDENT
from labtui.widgets.map_layout import Spot
from labtui.widgets.map_view import MapView
from labtui.widgets.rows import RowView
from labtui.widgets.text_view import TextView

View = LevelsView | LayersView | MapView


class MatrixScreen(SystemListScreen):
    """Shows the levels with their systems, the systems with their layers, or the map."""

    CSS_PATH = ["system_list.tcss", "matrix.tcss"]  # noqa: RUF012
    list_name = "matrix"
    terms = terms_named(
        "level 0 1 2 3a 3b layer responsible inherited production risk controlled_high "
        "learning proven signs squares blocks arrows filter"
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(*MATRIX, *LIST, *ANYWHERE)

    def __init__(self, workspace: Workspace, list_query: Query, ui_state: UiState) -> None:
        super().__init__(workspace, list_query)
        self._memory = ui_state
        self._folded: set[str] = set()
        self._opened: set[str] = set()
        """The hosts of which the systems that are as them have a line each."""
        self._ids: list[str] = []
        self._unplaced: list[str] = []
        """The systems that are not on the map, as their level is not known."""
        self._grown: tuple[Document, list[str], Sequence[Branch]] | None = None
        """The tree of hosts of a lab and what is listed of it."""
        self._same = PerAssessment(is_as_its_host)
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
        if self.main.run is None:
            others.insert(0, enter if self.main.pointed else OPEN)
        return *others, *MATRIX

    @property
    def keys(self) -> Sequence[Command]:
        """The commands in the footer; in a cell, the answers."""
        in_cell = isinstance(self.main, LayersView) and self.main.entered
        return LAYER_CELL if in_cell else super().keys

    @property
    def current(self) -> str | None:
        """The id of the system the cursor is on; None on a line of several."""
        view = self.main
        return None if isinstance(view, LayersView) and view.run else view.cursor_key

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
                lines = self._layer_lines(self._opened)
                view.show(lines, lab.assessments.made(), self._folded, self._saved, ids)
            case MapView():
                known = lab.assessments
                self._unplaced = [id for id in ids if id in known and not known[id].level]
                # show_marks() shows the whole map
        self.show_marks()
        self._show_looked_at()

    @property
    def _saved(self) -> Mapping[str, Assessment]:
        """The saved assessments while a what-if is open; otherwise empty."""
        what_if = self.workspace.what_if
        return what_if.assessments if what_if else {}

    def _layer_lines(self, opened: Collection[str]) -> Sequence[Branch | Run]:
        """The lines of the layers; what a filter finds is never put together."""
        lab = self.workspace.lab
        branches = unfolded(self._branches, self._folded)
        if self.list_query.words:
            return [*branches]
        apart = self._differing() | self.list_query.marked
        return shortened(lab, branches, opened, apart, self._same.of)

    @property
    def _branches(self) -> Sequence[Branch]:
        """Hosts above their guests, worked out once for a lab and what is listed of it."""
        document, ids = self.workspace.document, self._ids
        if self._grown is None or self._grown[0] is not document or self._grown[1] != ids:
            self._grown = document, ids, tree(self.workspace.lab, ids)
        return self._grown[2]

    def show_marks(self) -> None:
        """Show the marks; on the map, marked systems are named first."""
        super().show_marks()
        if isinstance(self.main, MapView):
            self.main.show(self._spots(self._ids), self.list_query.current)

    def _spots(self, ids: Sequence[str]) -> list[Spot]:
        known, marked = self.workspace.lab.assessments, self.list_query.marked
        found = [known[id] for id in ids if id in known]
        return [
            Spot(
                a.id,
                a.system.name,
                place,
                a.production,
                strays(a) is not None,
                a.id in marked,
                moved(a),
                a.level,
                map_remark(a),
            )
            for a in found
            if (place := place_of(a)) is not None
        ]

    def go_to(self, id: str) -> bool:
        """Put the cursor on a system and unfold its hosts; return False if it is not shown."""
        view = self.main
        is_seen = view.move_to(id)
        if not is_seen and isinstance(view, LayersView) and self._unfold_to(id):
            self.show_systems(self._ids)
            is_seen = view.move_to(id)
        if not is_seen:
            return False
        if isinstance(view, MapView):  # it posts no message when the cursor is set
            self.list_query.current = id
            self._show_looked_at()
        return True

    def _unfold_to(self, id: str) -> bool:
        """Unfold the hosts that hide a system; return True if there were any."""
        hidden_under: list[str] = []
        line: list[str] = []
        for branch in self._branches:
            line[branch.depth :] = [branch.id]
            if branch.id == id:
                hidden_under = [host for host in line[:-1] if host in self._folded]
        self._folded.difference_update(hidden_under)
        runs = [line for line in self._layer_lines(self._opened) if isinstance(line, Run)]
        host = next((run.host for run in runs if id in run.ids), None)
        self._opened |= {host} if host is not None else set()
        return bool(hidden_under) or host is not None

    def _looked_at(self, width: int) -> Lines:
        margin = Content(" " * INDENT)
        tried = [margin + line for line in self.tried(self.current, inner_width(width))[:1]]
        told = self._told(width, wide=not tried and self.app.size.width >= WIDE)
        return [*told[:1], *tried, *told[1:]]

    def _told(self, width: int, *, wide: bool) -> Lines:
        lab, view = self.workspace.lab, self.main
        a = lab.assessments.get(self.current or "")
        if isinstance(view, MapView):
            lines = map_lines(a, self._unplaced, inner_width(width), ROOM)
            title = a.system.name if a else ""
            return framed(title, lines, width, map_legend(width)) if lines else []
        if isinstance(view, LayersView) and (run := view.run):
            host = lab.systems.get(run.host)  # gone, while the rows are still those of before
            return run_panel(host.name, run.names, width, wide=wide) if host else []
        if a is None:
            return []
        if isinstance(view, LayersView):
            return layer_panel(lab, a, view.pointed, view.entered, width, wide=wide)
        return framed(a.system.name, level_lines(a, inner_width(width), ROOM), width)

    def _show_looked_at(self) -> None:
        self.query_one("#looked-at", TextView).show(self._looked_at)
        self.show_keys()

    def on_row_view_highlighted(self, event: RowView.Highlighted) -> None:
        """Show the system under the cursor in the panel; of several, their host is current."""
        run = self.main.run if isinstance(self.main, LayersView) else None
        self.list_query.current = run.host if run else event.key
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
                Item(id, known[id].system.name, f"{known[id].level} {role_word(known[id].role)}")
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
        hosts = {branch.id for branch in self._branches if branch.guests}
        if event.key is None:
            folded = hosts <= self._folded
            self._folded, self._opened = (set(), hosts) if folded else (hosts, set())
        elif event.key in hosts:
            self._folded ^= {event.key}
        elif host := self._host_of_run(event.key):
            self._show_run(host)
            return
        else:
            self.host.say("Nothing runs on this system.")
        self.show_systems(self._ids)

    def _host_of_run(self, id: str) -> str | None:
        """The host of a system that can be put together with others on one line."""
        runs = [line for line in self._layer_lines(()) if isinstance(line, Run)]
        return next((run.host for run in runs if id in run.ids), None)

    def on_layers_view_run_requested(self, event: LayersView.RunRequested) -> None:
        """Show a line each for the systems that are as their host, or one line."""
        self._show_run(event.host)

    def _show_run(self, host: str) -> None:
        """Put the systems on one line, or on a line each; the cursor comes to the first."""
        view = self.main
        runs = [line for line in self._layer_lines(()) if isinstance(line, Run)]
        run = next((run for run in runs if run.host == host), None)
        if run is None or not isinstance(view, LayersView):
            return
        self._opened ^= {host}
        self.show_systems(self._ids)
        view.move_to(run.ids[0] if host in self._opened else run_key(host))

    def on_layers_view_owner_chosen(self, event: LayersView.OwnerChosen) -> None:
        """Set the owner of a layer and show the effects."""
        id, layer, owner = event.key, event.layer, event.owner
        title = FACTS[f"owners.{layer}"].label
        if not takes_owner(layer, owner):
            self.host.say(error=f"{title} cannot be n/a. Press y, s, p or n.")
        elif own_owner(self.workspace, id, layer) == owner:
            already = "it is so already." if owner else "no answer to clear."
            self.host.say(f"{title}: {already}")
        else:
            said = f"{title}: {owner or 'not answered'}"
            self.host.change(
                lambda: f"{said} · {set_owner(self.workspace, id, layer, owner).words}"
            )
