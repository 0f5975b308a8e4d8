"""The lab as a tree: who runs on what, what people use and what carries it, what a loss means."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Sequence
from itertools import islice
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command, bindings
from labtui.commands.lists import LIST, OPEN, TREE, TREE_VIEW
from labtui.data.analysis.impact import Impact, impact_of
from labtui.data.analysis.overview.carriers import Carrier, carriers
from labtui.data.analysis.query import Query
from labtui.data.analysis.trees.loss import affected
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import EvaluationContext
from labtui.data.inventory.document import Document
from labtui.data.inventory.workspace import Workspace
from labtui.screens.lab_screen import WIDE, terms_named
from labtui.screens.system_list import SystemListScreen
from labtui.screens.tree_items import VIEWS, TreeItems, View
from labtui.text.printable import printable
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.overview.standing import carriers_panel
from labtui.widgets.lines.panels import arranged
from labtui.widgets.lines.tree_panel import about_lines, sentence_lines
from labtui.widgets.rows import RowView
from labtui.widgets.text_view import TextView
from labtui.widgets.tree_view import TreeView

AT_ONCE = 500
"""In a lab of at most so many systems, what the loss of one means is worked out at every key."""

CARRIERS = 8
"""How many of the systems that carry the most are shown."""

NOTHING_SAVED: dict[str, Assessment] = {}


class TreeScreen(SystemListScreen):
    """Shows one of three trees, and beside it the system at the cursor."""

    CSS_PATH = ["system_list.tcss", "tree.tcss"]  # noqa: RUF012
    list_name = "tree"
    terms = terms_named(
        "level 0 1 2 3a 3b production relied_on_for group destination risk proven signs "
        "never_asked no_originals status filter"
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(*TREE, *LIST, *ANYWHERE)

    def __init__(self, workspace: Workspace, list_query: Query) -> None:
        super().__init__(workspace, list_query)
        self._items = TreeItems(workspace, list_query)
        self._trees = {view: TreeView() for view in VIEWS}
        self._view: View = VIEWS[0]
        self._carrying: tuple[Carrier, ...] | None = None
        self._carried: dict[str, int] = {}
        self._counted: tuple[Document, EvaluationContext] | None = None
        """What the carriers are of, or of which they are being worked out."""

    @property
    def main(self) -> TreeView:
        """The tree that has the focus."""
        return self._trees[self._view]

    @property
    def name_of_view(self) -> str:
        """The name of the view."""
        return f"by {self._view}"

    @property
    def own_keys(self) -> Sequence[Command]:
        """Opening, folding, and the next view."""
        return OPEN, *TREE_VIEW[:1], *TREE

    @property
    def current(self) -> str | None:
        """The id of the system the cursor is on."""
        branch = self.main.branch
        return branch.id if branch is not None else None

    def compose_room(self) -> ComposeResult:
        """The tree above what carries the most, and the panel."""
        with Vertical():
            for view, tree in self._trees.items():
                tree.display = view == self._view
                yield tree
            yield TextView(self._carries_most, id="carries")
        yield TextView(self._about, id="about")

    # --- what is shown

    def show_systems(self, ids: list[str]) -> None:
        """Show these systems in the current tree."""
        self._items.ids = ids
        self._show_tree(self._view)
        self._count_carriers()
        self._show_beside()

    def _show_tree(self, view: View) -> None:
        """Show the listed systems in one of the trees, with their marks."""
        what_if, tree = self.workspace.what_if, self._trees[view]
        saved = what_if.assessments if what_if else NOTHING_SAVED
        items, folds = self._items.of(view)
        tree.empty = self.nothing
        tree.show(items, self.workspace.lab.assessments.made(), saved, folds)
        tree.show_title(*self._heading(view))
        tree.show_marks(self.list_query.marked)

    def _heading(self, view: View) -> tuple[str, str]:
        """What a tree is of, and a remark on it."""
        if view == "host":
            return "Who runs on what", "bold: production, □: not proven"
        if view == "reliance":
            return "From what people use, down to what carries it", "bold: production"
        lab, impact = self.workspace.lab, self._items.impact
        if impact is None:
            return "If a system is lost", ""
        others = len(lab.assessments) - 1
        return f"If {printable(lab.systems[impact.id].name)} is lost", (
            f"{affected(impact)} of {others} others affected"
        )

    def show_marks(self) -> None:
        """Show the marks; a system may stand in several places."""
        self.main.show_marks(self.list_query.marked)

    def go_to(self, id: str) -> bool:
        """Put the cursor on a system and unfold what hides it; return False if it is not shown.

        By loss, a system that is not shown is taken for the one that is lost.
        """
        tree = self.main
        if id not in self.workspace.lab.assessments:
            return False
        if self._view == "loss":
            if not tree.move_to_system(id):
                self._lose(id)
            return True
        if not tree.move_to_system(id):
            above = self._items.above(self._view, id)
            self._items.folds(self._view).update(dict.fromkeys(above, False))
            self._show_tree(self._view)
        return tree.move_to_system(id)

    # --- beside the tree

    def _count_carriers(self) -> None:
        """Count what carries the most, of a large lab in a thread."""
        lab = self.workspace.lab
        counted = self.workspace.document, lab.evaluation
        if self._counted == counted:
            return
        self._counted, self._carrying, self._carried = counted, None, {}
        if len(lab.assessments) <= AT_ONCE:
            self._take(carriers(lab))
        else:
            self._count_beside(lab.fork())

    @work(exclusive=True, group="carriers")
    async def _count_beside(self, lab: Lab) -> None:
        counted = self._counted
        found = await to_thread(carriers, lab)
        if counted is self._counted:
            self._take(found)
            self._show_beside()

    def _take(self, found: Sequence[Carrier]) -> None:
        self._carrying, self._carried = tuple(found), dict(found)

    def _impact(self, id: str) -> Impact | None:
        """What the loss of a system means; None in a large lab, where it takes too long."""
        lab = self.workspace.lab
        return impact_of(lab, id) if len(lab.assessments) <= AT_ONCE else None

    def _about(self, width: int) -> Lines:
        lab, id = self.workspace.lab, self.current
        if id is None or id not in lab.assessments:
            return []
        impact = self._impact(id)
        if self.app.size.width < WIDE:
            tried = self.tried(id, width - 1)[:1]
            said = sentence_lines(lab, id, impact, width)
            return [said[0], *tried, *said[1:]]
        carried = None if self._carrying is None else self._carried.get(id, 0)
        height = self.query_one("#about", TextView).page_lines
        what_if = self.workspace.what_if
        was = what_if.assessments.get(id) if what_if else None
        return about_lines(lab, id, carried, impact, (width, height), was)

    def _carries_most(self, width: int) -> Lines:
        lab = self.workspace.lab
        known = (each for each in self._carrying or () if each.id in lab.assessments)
        panel = carriers_panel(lab, [*islice(known, CARRIERS)], width, CARRIERS)
        return arranged([[(panel, width)]], width)[0]

    def _show_beside(self) -> None:
        """Show the panel, and what carries the most where there is room for it."""
        self._show_about()
        most = self.query_one("#carries", TextView)
        room = self.app.size.height - 2 - most.styles.height.value if most.styles.height else 0
        fits = self.app.size.width >= WIDE and len(self.main.rows) + 1 <= room
        most.display = fits and bool(self._carrying)
        if most.display:
            most.show(self._carries_most)

    def _show_about(self) -> None:
        self.query_one("#about", TextView).show(self._about)

    def on_resize(self) -> None:
        """Show as much beside the tree as another size has room for."""
        if self._items.ids:
            self._show_beside()

    def on_row_view_highlighted(self, event: RowView.Highlighted) -> None:
        """Show the system at the cursor in the panel."""
        if event.key is not None:
            self.list_query.current = self.current
        self.follow(self._show_about)

    # --- what is done

    def on_row_view_selected(self) -> None:
        """Open the page of a system."""
        if self.current is not None:
            self.host.open("page", self.current)

    def action_next_view(self) -> None:
        """Show the next tree; by loss, that of the system at the cursor."""
        current = self.current
        self.main.display = False
        self._view = VIEWS[(VIEWS.index(self._view) + 1) % len(VIEWS)]
        self.main.display = True
        self.main.focus()
        if self._view == "loss" and current is not None:
            self._items.lost = [current]
        self.show_lab()
        if current is not None:
            self.go_to(current)

    def on_tree_view_fold_requested(self, event: TreeView.FoldRequested) -> None:
        """Fold or unfold a branch, or go where the system stands with what is below it."""
        branch = self.main.branch
        if branch is None:
            return
        if self._view == "loss" and event.unfold is not None:
            self._step(branch.id, onward=event.unfold)
        elif branch.elsewhere and event.unfold is not False:
            self.go_to(branch.id)
        elif branch.below and event.unfold in {None, branch.folded}:
            self._items.folds(self._view)[branch.id] = not branch.folded
            self._show_folded()
        elif event.unfold is False:
            self.main.move_to_parent()
        elif event.unfold is None:
            self.host.say("nothing to fold here")

    def _step(self, id: str, *, onward: bool) -> None:
        """By loss: look at the loss of the system at the cursor, or again at the one before."""
        if onward and id != self._items.lost_system:
            self._lose(id)
        elif not onward and len(self._items.lost) > 1:
            left = self._items.lost.pop()
            self._show_folded()
            self.main.move_to_system(left)

    def _lose(self, id: str) -> None:
        """Show what the loss of this system means."""
        self._items.lost.append(id)
        self._show_folded()
        self.main.move_to_system(id)

    def on_tree_view_fold_all_requested(self) -> None:
        """Fold everything, or where something is folded unfold it."""
        is_folded = any(branch.folded for branch in self.main.branches)
        known = self.workspace.lab.assessments
        self._items.folds(self._view).update(dict.fromkeys(known, not is_folded))
        self._show_folded()

    def _show_folded(self) -> None:
        """Show the current tree with other folds, and what follows it."""
        self._show_tree(self._view)
        self._show_beside()
