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
from textual.events import DescendantFocus

from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command, bindings
from labtui.commands.lists import LIST, OPEN, TREE, TREE_VIEW
from labtui.commands.system import DRILL
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
from labtui.widgets.bars import TitleBar
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.overview.standing import carriers_panel
from labtui.widgets.lines.panels import Panel, arranged
from labtui.widgets.lines.tree_panel import About, about_band, about_lines, sentence_lines
from labtui.widgets.rows import RowView
from labtui.widgets.text_view import TextView
from labtui.widgets.tree_view import TreeView

AT_ONCE = 500
"""In a lab of at most so many systems, what the loss of one means is worked out at every key."""

CARRIERS = 8
"""How many of the systems that carry the most are shown."""

THREE_FROM = 180, 40
"""From this size on, the three trees stand side by side."""

NOTHING_SAVED: dict[str, Assessment] = {}


class TreeScreen(SystemListScreen):
    """Shows one of three trees, and beside it the system at the cursor.

    Where there is room it shows all three. One has the cursor and the keys, the others follow it.
    """

    CSS_PATH = ["system_list.tcss", "tree.tcss"]  # noqa: RUF012
    list_name = "tree"
    terms = terms_named(
        "level 0 1 2 3a 3b production relied_on_for group destination risk proven signs squares "
        "arrows never_asked no_originals status filter"
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(*TREE, DRILL, *LIST, *ANYWHERE)

    def __init__(self, workspace: Workspace, list_query: Query) -> None:
        super().__init__(workspace, list_query)
        self._items = TreeItems(workspace, list_query)
        self._trees = {view: TreeView(id=f"by-{view}") for view in VIEWS}
        self._view: View = VIEWS[0]
        self._differ: frozenset[str] = frozenset()
        """What a what-if changes."""
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
        """Opening, folding, the next view, and the drill."""
        return OPEN, *TREE_VIEW[:1], *TREE, DRILL

    @property
    def current(self) -> str | None:
        """The id of the system the cursor is on."""
        branch = self.main.branch
        return branch.id if branch is not None else None

    def compose_room(self) -> ComposeResult:
        """The trees above what carries the most, and the panel."""
        with Vertical():
            yield from self._trees.values()
            yield TextView(self._carries_most, id="carries")
        yield TextView(self._about, id="about")

    # --- what is shown

    def show_systems(self, ids: list[str]) -> None:
        """Show these systems in the trees that are seen."""
        self._items.ids = ids
        self._lay_out_trees()
        for view in self._seen:
            self._show_tree(view)
        self._count_carriers()
        self._show_beside()

    @property
    def _seen(self) -> Sequence[View]:
        """The trees that are seen, the current one first."""
        if not self._is_three:
            return [self._view]
        return [self._view, *(view for view in VIEWS if view != self._view)]

    @property
    def _is_three(self) -> bool:
        width, height = self.app.size
        fits = width >= THREE_FROM[0] and height >= THREE_FROM[1]
        return fits and len(self.workspace.lab.assessments) > 0

    def on_mount(self) -> None:
        """Lay the trees out for the size there is."""
        self._lay_out_trees()

    def _lay_out_trees(self) -> None:
        self.set_class(self._is_three, "-three")
        for view, tree in self._trees.items():
            tree.display = view in self._seen

    def _show_tree(self, view: View) -> None:
        """Show the listed systems in one of the trees, with their marks."""
        what_if, tree = self.workspace.what_if, self._trees[view]
        saved = what_if.assessments if what_if else NOTHING_SAVED
        items, folds = self._items.of(view, follows=view != self._view)
        tree.empty = self.nothing if view == self._view else ""
        tree.show(items, self.workspace.lab.assessments.made(), saved, folds)
        tree.show_title(*self._heading(view))
        tree.show_marks(self.list_query.marked)
        tree.show_differing(self._differ)

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
            f"{len(affected(impact))} of {others} others affected{self._items.shown_of_loss()}"
        )

    def show_marks(self) -> None:
        """Show the marks; a system may stand in several places."""
        for view in self._seen:
            self._trees[view].show_marks(self.list_query.marked)

    def show_differing(self, ids: frozenset[str]) -> None:
        """Show what a what-if changes; a system may stand in several places."""
        self._differ = ids
        for view in self._seen:
            self._trees[view].show_differing(ids)

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
        about = About(lab, id, carried, impact, what_if.lab if what_if else None)
        if self._is_three:
            return about_band(about, self._carriers_panel, (width, height))
        return about_lines(about, (width, height))

    def _carriers_panel(self, width: int) -> Panel:
        lab = self.workspace.lab
        known = (each for each in self._carrying or () if each.id in lab.assessments)
        return carriers_panel(lab, [*islice(known, CARRIERS)], width, CARRIERS)

    def _carries_most(self, width: int) -> Lines:
        return arranged([[(self._carriers_panel(width), width)]], width)[0]

    def _show_beside(self) -> None:
        """Show what follows the cursor, and what carries the most where there is room for it."""
        self._show_following()
        most = self.query_one("#carries", TextView)
        room = self.app.size.height - 2 - most.styles.height.value if most.styles.height else 0
        fits = self.app.size.width >= WIDE and len(self.main.rows) + 1 <= room
        most.display = fits and bool(self._carrying) and not self._is_three
        if most.display:
            most.show(self._carries_most)

    def _show_about(self) -> None:
        self.query_one("#about", TextView).show(self._about)

    def _show_following(self) -> None:
        """Show the system at the cursor in the panel, and where it stands in the other trees."""
        self._show_about()
        for view in self._seen[1:]:
            with self._trees[view].prevent(RowView.Highlighted):
                self._follow_in(view)

    def _follow_in(self, view: View) -> None:
        """Put the cursor of another tree on the system at the cursor, or the nearest above it."""
        id, tree, known = self.current, self._trees[view], self.workspace.lab.assessments
        if id is None or id not in known:
            return
        if view != "loss":
            above = self._items.above(view, id)
            nearest_first = above if view == "host" else above[::-1]
            any(tree.move_to_system(at) for at in (id, *nearest_first))
        elif id != self._items.lost_system and len(known) <= AT_ONCE:
            self._items.lost = [id]
            self._show_tree(view)
            tree.action_first()

    def on_resize(self) -> None:
        """Show as much of the trees and beside them as another size has room for."""
        was_three = self.has_class("-three")
        self._lay_out_trees()
        if not self._items.ids:
            return
        if self._is_three and not was_three:
            self.show_systems(self._items.ids)
        else:
            self._show_beside()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Let the tree that was clicked have the keys."""
        for view, tree in self._trees.items():
            if event.widget is tree and view != self._view:
                self._view = view
                self.query_one(TitleBar).place = self._place()
                self._show_tree("loss")
                self.follow(self._show_following)

    def on_row_view_highlighted(self, event: RowView.Highlighted) -> None:
        """Show the system at the cursor in the panel and the other trees."""
        if event.key is not None:
            self.list_query.current = self.current
        self.follow(self._show_following)

    # --- what is done

    def on_row_view_selected(self) -> None:
        """Open the page of a system."""
        if self.current is not None:
            self.host.open("page", self.current)

    def action_next_view(self) -> None:
        """Show the next tree, or go there; by loss, that of the system at the cursor."""
        current = self.current
        self._view = VIEWS[(VIEWS.index(self._view) + 1) % len(VIEWS)]
        self._lay_out_trees()
        self.main.focus()
        if self._view == "loss" and current is not None:
            self._items.lost = [current]
        self.show_lab()
        if current is not None:
            self.go_to(current)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the drill where there are systems; without any, its key opens the example."""
        if action == "drill":
            return bool(self.workspace.document.systems)
        return super().check_action(action, parameters)

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
            if not self.main.move_to_parent():
                self.host.say("This system is below none.")
        elif not branch.below:
            self.host.say("Nothing is below this system.")
        else:
            self.host.say("It is unfolded already.")

    def _step(self, id: str, *, onward: bool) -> None:
        """By loss: look at the loss of the system at the cursor, or again at the one before."""
        if onward and id != self._items.lost_system:
            self._lose(id)
        elif not onward and len(self._items.lost) > 1:
            left = self._items.lost.pop()
            self._show_folded()
            self.main.move_to_system(left)
        else:
            self.host.say("This is the loss that is shown." if onward else "No loss before this.")

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
