"""The tree: systems below what they run on, or above what they need, or by what a loss means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from rich.segment import Segment
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.style import Style

from labtui.commands.command import bindings
from labtui.commands.lists import TREE_VIEW
from labtui.data.analysis.trees.branches import Branch, Item, Title, branches_of, guides
from labtui.data.assessment.assessment import Assessment
from labtui.text.printable import printable
from labtui.widgets.columns import GUTTER, Cell
from labtui.widgets.line_view import HEADER
from labtui.widgets.lines.panels import Panel, arranged
from labtui.widgets.lines.tree import head, name_style, title_line, told, widths
from labtui.widgets.rows import RowView


@dataclass(frozen=True, slots=True)
class SystemRow:
    """A system at its place."""

    branch: Branch
    guide: str
    assessment: Assessment
    was: Assessment | None = None
    """The saved assessment while a what-if is open."""

    @property
    def key(self) -> str:
        """What tells its place from others."""
        return self.branch.key


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A heading; the cursor skips it."""

    title: Title
    key: None = None


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

    def __init__(self) -> None:
        super().__init__()
        self._title = "Tree"
        self._remark = ""
        self._has_relations = False
        self._places: dict[str, list[str]] = {}
        """The keys of each system's rows."""
        self._marked_ids: frozenset[str] = frozenset()

    def show(
        self,
        items: Sequence[Item],
        known: Mapping[str, Assessment],
        saved: Mapping[str, Assessment],
    ) -> None:
        """Show a tree; repaints only the lines that differ."""
        relations = any(item.relation for item in branches_of(items))
        if relations != self._has_relations:
            self._has_relations = relations
            self.redraw_all()
        rows: list[Row] = []
        self._places = {}
        for item, guide in zip(items, guides(items), strict=True):
            if isinstance(item, Title):
                rows.append(TitleRow(item))
            else:
                rows.append(SystemRow(item, guide, known[item.id], saved.get(item.id)))
                self._places.setdefault(item.id, []).append(item.key)
        self.set_rows(rows)
        self.show_marks(self._marked_ids)

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
        self.marked = frozenset(key for id in ids for key in self._places.get(id, ()))

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
        places = self._places.get(id, [])
        for key in places:
            row = self.rows[self._lines_by_key[key]]
            if isinstance(row, SystemRow) and not row.branch.elsewhere:
                return self.move_to(key)
        return bool(places) and self.move_to(places[0])

    def move_to_parent(self) -> None:
        """Put the cursor on the system above the one it is on."""
        if self.branch is None:
            return
        for line in range(self._cursor - 1, -1, -1):
            row = self.rows[line]
            if not isinstance(row, SystemRow):
                return
            if row.branch.depth < self.branch.depth:
                self._move_cursor(line)
                return

    # Drawing

    def draw_header(self, width: int) -> Strip:
        """A rule with what the tree is of."""
        (line,), _ = arranged([[(Panel(self._title, (), self._remark), width)]], width)
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
