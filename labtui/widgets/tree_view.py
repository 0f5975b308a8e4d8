"""The tree: systems below what they run on, or above what they need, or by what a loss means."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple, TypeAlias

from rich.segment import Segment
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.style import Style

from labtui.commands.command import bindings
from labtui.commands.lists import TREE_VIEW
from labtui.data.analysis.trees.branches import (
    Branch,
    Item,
    Title,
    branches_of,
    folded_at,
    guides,
    places_of,
)
from labtui.data.assessment.assessment import Assessment
from labtui.text.printable import printable
from labtui.widgets.columns import GUTTER, Cell
from labtui.widgets.line_view import HEADER
from labtui.widgets.lines.panels import TITLE, TITLE_ELSEWHERE, Panel, arranged
from labtui.widgets.lines.tree import head, name_style, title_line, told, widths
from labtui.widgets.rows import RowView


class SystemRow(NamedTuple):
    """A system at its place."""

    key: str
    """What tells its place from others."""
    branch: Branch
    guide: str
    assessment: Assessment
    was: Assessment | None = None
    """The saved assessment while a what-if is open."""


class TitleRow(NamedTuple):
    """A heading; the cursor skips it."""

    key: None
    title: Title


Row: TypeAlias = SystemRow | TitleRow


class TreeView(RowView[Row]):
    """A tree whose branches fold; a screen decides what is unfolded, and sets the rows."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*TREE_VIEW)

    DRAWN_FOR_WIDTH = True

    class FoldRequested(Message):
        """The branch at the cursor is to be folded or unfolded."""

        def __init__(self, unfold: bool | None) -> None:
            super().__init__()
            self.unfold = unfold
            """True only to unfold, False only to fold."""

    class FoldAllRequested(Message):
        """All branches are to be folded, or unfolded."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = "Tree"
        self._remark = ""
        self._has_relations = False
        self._shown: tuple[Sequence[Item], object] = (), None
        """The items that are shown, and what is saved while a what-if is open."""
        self._all: list[Row] = []
        """A row for each of them, where nothing is folded."""
        self._places: dict[str, list[int]] = {}
        """Where each system stands among them."""
        self._marked_ids: frozenset[str] = frozenset()

    def show(
        self,
        items: Sequence[Item],
        known: Mapping[str, Assessment],
        saved: Mapping[str, Assessment],
        folds: Mapping[str, bool],
    ) -> None:
        """Show a tree; repaints only the lines that differ.

        Args:
            items: The tree. Given again, it has to be of the same assessments: what does not
                depend on folds is kept then.
            known: The assessments, by id.
            saved: The saved assessments while a what-if is open; otherwise empty.
            folds: The systems that are folded, unless that is so in the items already.
        """
        if self._shown[0] is not items or self._shown[1] is not saved:
            self._shown = items, saved
            self._take(items, known, saved)
        rows: list[Row] = []
        start = 0
        for at in folded_at(items, folds, self._places):
            row = self._all[at]
            if isinstance(row, SystemRow):
                rows += self._all[start:at]
                rows.append(row._replace(branch=row.branch._replace(folded=True)))
                start = at + 1 + row.branch.below
        self.set_rows([*rows, *self._all[start:]])
        self.show_marks(self._marked_ids)

    def _take(
        self,
        items: Sequence[Item],
        known: Mapping[str, Assessment],
        saved: Mapping[str, Assessment],
    ) -> None:
        """Make the rows of all items."""
        relations = any(item.relation for item in branches_of(items))
        if relations != self._has_relations:
            self._has_relations = relations
            self.redraw_all()
        self._places = places_of(items)
        self._all = [
            TitleRow(None, item)
            if isinstance(item, Title)
            else SystemRow(item.key, item, guide, known[item.id], saved.get(item.id))
            for item, guide in zip(items, guides(items), strict=True)
        ]

    def show_title(self, title: str, remark: str) -> None:
        """Show what the tree is of, in the line above it."""
        if (title, remark) != (self._title, self._remark):
            self._title, self._remark = title, remark
            self.redraw(HEADER)

    def id_of(self, row: Row) -> str | None:
        """The id of the system at a place."""
        return row.branch.id if isinstance(row, SystemRow) else None

    def show_marks(self, ids: frozenset[str]) -> None:
        """Mark every row of these systems."""
        self._marked_ids = ids
        self.marked = self._keys_of(ids)

    def show_differing(self, ids: frozenset[str]) -> None:
        """Show at every row of these systems that a what-if changes it."""
        self.differing = self._keys_of(ids)

    def _keys_of(self, ids: frozenset[str]) -> frozenset[str]:
        """The keys of all rows of these systems."""
        rows = (self._all[at] for id in ids for at in self._places.get(id, ()))
        return frozenset(row.key for row in rows if row.key is not None)

    @property
    def branch(self) -> Branch | None:
        """The branch at the cursor; None if there are no systems."""
        row = self.rows[self._cursor] if self.rows else None
        return row.branch if isinstance(row, SystemRow) else None

    @property
    def branches(self) -> list[Branch]:
        """All branches that are shown."""
        return [row.branch for row in self.rows if isinstance(row, SystemRow)]

    def move_to_system(self, id: str) -> bool:
        """Put the cursor on a system where it stands with what is below it; False if nowhere."""
        if self.branch is not None and self.branch.id == id and not self.branch.elsewhere:
            return True
        keys: list[str] = []
        for at in self._places.get(id, ()):
            row = self._all[at]
            if isinstance(row, SystemRow) and row.key in self._lines_by_key:
                if not row.branch.elsewhere:
                    return self.move_to(row.key)
                keys.append(row.key)
        return bool(keys) and self.move_to(keys[0])

    def move_to_parent(self) -> bool:
        """Put the cursor on the system that the one it is on is below; False if there is none."""
        if self.branch is None:
            return False
        for line in range(self._cursor - 1, -1, -1):
            row = self.rows[line]
            if not isinstance(row, SystemRow):
                return False
            if row.branch.depth < self.branch.depth:
                self._move_cursor(line)
                return True
        return False

    # Drawing

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.redraw(HEADER)

    def draw_header(self, width: int) -> Strip:
        """A rule with what the tree is of."""
        style = TITLE if self.has_focus else TITLE_ELSEWHERE
        (line,), _ = arranged([[(Panel(self._title, (), self._remark, style), width)]], width)
        return self._strip(line, width)

    def draw_row(self, row: Row, gutter: list[Cell], width: int) -> Strip:
        """A heading, or a system with the signs that lead to it."""
        room = width - GUTTER
        if isinstance(row, TitleRow):
            return self._strip(title_line(row.title, width - 1), width)
        shown = widths(room - 1, relations=self._has_relations)
        signs = head(row.branch, row.guide, shown)
        name = printable(row.assessment.system.name)
        style = name_style(row.assessment, row.branch)
        pieces = [
            *gutter,
            (signs, "$rule"),
            *self.name_pieces(row, name, style, max(0, shown.name - len(signs))),
            *told(row.assessment, row.was, row.branch, shown),
        ]
        return self.assemble(pieces, width)

    def _strip(self, line: Content, width: int) -> Strip:
        pieces = line.render(self.visual_style, end="", parse_style=_parsed)
        segments = [Segment(text, style.rich_style) for text, style in pieces]
        return Strip(segments).adjust_cell_length(width, self.line_style())

    # Keys

    def action_unfold(self) -> None:
        """Unfold the branch at the cursor, or take it for what is lost."""
        self.post_message(self.FoldRequested(unfold=True))

    def action_fold_here(self) -> None:
        """Fold the branch at the cursor, or go to what is above it."""
        self.post_message(self.FoldRequested(unfold=False))

    def action_fold(self) -> None:
        """Fold the branch at the cursor, or unfold it."""
        self.post_message(self.FoldRequested(unfold=None))

    def action_fold_all(self) -> None:
        """Fold all branches, or unfold them."""
        self.post_message(self.FoldAllRequested())


def _parsed(style: str | Style) -> Style:
    return style if isinstance(style, Style) else Style.parse(style)
