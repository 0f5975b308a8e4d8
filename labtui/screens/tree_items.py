"""What the three trees consist of, kept while the lab and what is listed of it stay the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from labtui.data.analysis.impact import Impact, impact_of
from labtui.data.analysis.query import Query
from labtui.data.analysis.trees.branches import Branch, Item, folded, matching
from labtui.data.analysis.trees.hosts import by_host, hosts_above
from labtui.data.analysis.trees.loss import affected, by_impact, without_unasked
from labtui.data.analysis.trees.reliance import RelianceTree, way_to
from labtui.data.inventory.workspace import Workspace

View = Literal["host", "reliance", "loss"]

VIEWS: tuple[View, ...] = get_args(View)
"""The trees, in the order in which the screen switches between them."""

Folds = dict[str, bool]
"""Of systems, whether they are folded; of others it is as usual."""

NO_FOLDS: Folds = {}


class TreeItems:
    """The items of each tree, what is folded of them, and whose loss is looked at."""

    def __init__(self, workspace: Workspace, list_query: Query) -> None:
        self._workspace = workspace
        self._list_query = list_query
        self.ids: list[str] = []
        """The systems that are listed."""
        self._folds: dict[View, Folds] = {view: {} for view in VIEWS}
        self._filtered_folds: tuple[str, dict[View, Folds]] = "", {}
        """A filter, and what was folded since it was typed."""
        self.lost: list[str] = []
        """The systems whose loss was looked at, the current one last."""
        self._known: tuple[object, ...] = ()
        """What is kept is of this document, day, and of these systems."""
        self._by_host: list[Item] | None = None
        self._by_reliance: RelianceTree | None = None
        self._impact: Impact | None = None
        self._by_loss: list[Item] = []
        self._briefly: list[Item] = []

    def folds(self, view: View) -> Folds:
        """What is folded in a tree; of what a filter shows, since it was typed."""
        words = self._list_query.words
        if not words:
            return self._folds[view]
        if self._filtered_folds[0] != words:
            self._filtered_folds = words, {each: {} for each in VIEWS}
        return self._filtered_folds[1][view]

    def of(self, view: View, *, follows: bool) -> tuple[Sequence[Item], Mapping[str, bool]]:
        """The items of a tree, and which systems are still to be folded in it.

        One that follows another does not list what was never asked: that hardly depends on what
        is lost, and would move its rows at every key.
        """
        self._forget_others()
        lab, folds = self._workspace.lab, self.folds(view)
        filtered = bool(self._list_query.words)
        if view == "host":
            if self._by_host is None:
                self._by_host = by_host(lab, self.ids)
            return self._by_host, folds
        if view == "reliance":
            if self._by_reliance is None:
                self._by_reliance = RelianceTree(lab, self.ids, filtered=filtered)
            return self._by_reliance.items(folds), NO_FOLDS
        impact = self.impact
        if impact is None or not self.ids:
            return [], NO_FOLDS
        if filtered and self._loss_matches(impact):
            return matching(folded(self._by_loss, folds), {*self.ids, impact.id}), NO_FOLDS
        return self._briefly if follows else self._by_loss, folds

    def _loss_matches(self, impact: Impact) -> bool:
        """Whether the filter leaves anything of what follows; else it says what is lost."""
        listed = set(self.ids)
        items = (item for item in self._by_loss if isinstance(item, Branch))
        return any(item.id in listed and item.id != impact.id for item in items)

    def shown_of_loss(self) -> str:
        """What a filter shows of what is affected: `, 3 shown`, `, none matches: all shown`."""
        impact = self.impact
        ids = affected(impact) if impact is not None else frozenset[str]()
        if impact is None or not ids or not self._list_query.words:
            return ""
        if not self._loss_matches(impact):
            return ", none matches: all shown"
        return f", {len(ids.intersection(self.ids))} shown"

    @property
    def impact(self) -> Impact | None:
        """What the loss of the system that is looked at means; None without systems."""
        self._forget_others()
        lost = self.lost_system
        if lost is None:
            self._impact = None
        elif self._impact is None or self._impact.id != lost:
            self._impact = impact_of(self._workspace.lab, lost)
            self._by_loss = by_impact(self._workspace.lab, self._impact)
            self._briefly = without_unasked(self._by_loss)
        return self._impact

    @property
    def lost_system(self) -> str | None:
        """The system whose loss is shown; None where there is none."""
        known = self._workspace.lab.assessments
        self.lost = [id for id in self.lost if id in known]
        if not self.lost:
            first = self._list_query.current
            self.lost = [first] if first is not None and first in known else [*known][:1]
        return self.lost[-1] if self.lost else None

    def above(self, view: View, id: str) -> list[str]:
        """The systems that have to be unfolded for a system to be seen."""
        lab, grown = self._workspace.lab, self._by_reliance
        if view == "host":
            return hosts_above(lab, id)
        is_whole = grown is not None and not self._list_query.words
        return way_to(lab, id, grown.tops if grown and is_whole else None)

    def _forget_others(self) -> None:
        """Drop what is kept of another lab, another day, or other systems."""
        known = self._workspace.document, self._workspace.lab.evaluation, self.ids
        same = len(self._known) and self._known[0] is known[0] and self._known[1:] == known[1:]
        if not same:
            self._known = known
            self._by_host = self._by_reliance = self._impact = None
