"""The overview: the lab at a glance, and a way to what stands behind each number."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command, bindings
from labtui.commands.lists import FILTER, FIRST_STEPS, LIST, OVERVIEW
from labtui.commands.system import SYSTEM
from labtui.data.analysis.filtering import UNANSWERED, term
from labtui.data.analysis.overview.next_steps import Step
from labtui.data.analysis.overview.summary import Summary, summary_of
from labtui.data.analysis.query import Query
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import EvaluationContext
from labtui.data.inventory.document import Document
from labtui.data.inventory.workspace import Workspace
from labtui.screens.lab_screen import terms_named
from labtui.screens.system_list import SystemListScreen
from labtui.widgets.overview_view import OverviewView

AT_ONCE = 500
"""The most systems that are summed up at once: it takes some 50 ms then."""


LISTED = frozenset(LIST) - {*SYSTEM, *FIRST_STEPS, FILTER}
"""The commands of lists that have no meaning here."""

ABOUT_SYSTEMS = frozenset({"worst", "carrier", "due", "change", "listed"})
"""The places that are about one system."""

FILTERS = {
    UNANSWERED: UNANSWERED,
    "misplaced": f"{term('level', '{}')} {term('intended', 'no')}",
    "falling": term("due", "{}"),
}
"""The filters of the other places that count something."""

COUNTED = frozenset({"level", "risk", "learning"})
"""The places that count systems."""


class OverviewScreen(SystemListScreen):
    """The whole lab in one screen, whatever the lists are filtered by."""

    CSS_PATH = ["system_list.tcss"]  # noqa: RUF012
    list_name = "overview"
    terms = terms_named(
        "level 0 1 2 3a 3b risk controlled_high proven finding signs production learning "
        "squares smell_test too_old"
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(*SYSTEM, FILTER, *FIRST_STEPS, *ANYWHERE)

    def __init__(self, workspace: Workspace, list_query: Query) -> None:
        super().__init__(workspace, list_query)
        self._view = OverviewView()
        self._summed: tuple[Document, EvaluationContext] | None = None
        """What the summary is of, or the one that is being worked out."""
        self._summary: Summary | None = None

    @property
    def main(self) -> OverviewView:
        """The panels."""
        return self._view

    @property
    def filtered_here(self) -> bool:
        """The overview is of all systems."""
        return False

    @property
    def sorted_here(self) -> bool:
        """False: nothing is listed in an order that can be chosen."""
        return False

    @property
    def own_keys(self) -> Sequence[Command]:
        """The commands that open what a number stands for."""
        return OVERVIEW

    @property
    def keys(self) -> Sequence[Command]:
        """The commands in the footer: nothing is sorted or marked here."""
        return [command for command in super().keys if command not in LISTED]

    @property
    def current(self) -> str | None:
        """The id of the system that the place at the cursor is about."""
        kind, about = self._at
        if kind == "step" and self._summary is not None:
            step = self._summary.steps[int(about)]
            return step.id if len(step.ids) == 1 else None
        known = kind in ABOUT_SYSTEMS and about in self.workspace.lab.systems
        return about if known else None

    @property
    def _at(self) -> tuple[str, str]:
        """What kind of place the cursor is at, and what that is about."""
        kind, _, about = (self._view.key or "").partition(" ")
        return kind, about.partition(" ")[0] if kind in ABOUT_SYSTEMS else about

    @property
    def marked(self) -> frozenset[str]:
        """None: marks are not shown here, and commands act on the system at the cursor."""
        return frozenset()

    def compose_room(self) -> ComposeResult:
        """The panels."""
        yield self._view

    # --- what is shown

    def show_systems(self, ids: list[str]) -> None:  # noqa: ARG002
        """Show the lab, whatever is listed elsewhere."""
        lab = self.workspace.lab
        shown = self.workspace.document, lab.evaluation
        if self._summed != shown:
            self._summed, self._summary = shown, None
            # Of a fork: the panels are drawn again after the lab has changed, too.
            if len(lab.assessments) <= AT_ONCE:
                self._summary = summary_of(lab.fork())
            else:
                self._sum_up(lab.fork())
        self._show_summary()

    def show_meanwhile(self) -> None:
        """Say that the numbers are being worked out."""
        self._summed = self._summary = None
        self._show_summary()

    @work(exclusive=True, group="summary")
    async def _sum_up(self, lab: Lab) -> None:
        """Sum a large lab up in a thread, so that no key waits for it."""
        summed = self._summed
        summary = await to_thread(summary_of, lab)
        if summed is self._summed:
            self._summary = summary
            self._show_summary()

    def _show_summary(self) -> None:
        said = self.nothing if not self.workspace.lab.assessments else "Adding it all up …"
        self._view.show_summary(self._summary, said)

    def go_to(self, id: str) -> bool:
        """Leave the cursor where it is."""
        return id in self.workspace.lab.systems

    # --- what is done

    @work
    async def on_overview_view_selected(self) -> None:
        """Open what stands behind a place: a system, its rows in the inventory, or a question."""
        kind, about = self._at
        if kind in COUNTED:
            self.list_query.filter_by(term(kind, about))
            await self.app.run_action("app.switch_list('inventory')")
        elif kind in FILTERS:
            self.list_query.filter_by(FILTERS[kind].format(about))
            await self.app.run_action("app.switch_list('inventory')")
        elif kind == "step" and self._summary is not None:
            await self._take(int(about))
        elif self.current is not None:
            self.host.open("page", self.current)

    async def _take(self, number: int) -> None:
        """Take a step: answer its fact or its smell test, or look at the system."""
        assert self._summary is not None
        step = self._summary.steps[number]
        if len(step.ids) > 1:
            await self._take_together(step)
        elif step.resolver.kind == "smell-test":
            self.action_assess()
        elif step.resolver.kind == "fact" and not self.host.refuse_read_only():
            await self.run_flow("fact", id=step.id, key=step.resolver.key)
        else:
            self.host.open("page", step.id)

    async def _take_together(self, step: Step) -> None:
        """Answer the same for several systems: one after another, or where they are listed."""
        from labtui.screens.review import ReviewScreen

        if step.resolver.kind == "smell-test":
            self.assess(step.ids)
        elif step.why.unproven and step.resolver.kind == "fact":
            self.list_query.filter_by("")
            await self.app.run_action("app.switch_list('review')")
            if isinstance(review := self.app.screen, ReviewScreen):
                review.ask_about(step.resolver.key, step.ids)
        else:
            self.list_query.filter_by(term("finding", step.rule), frozenset(step.ids))
            await self.app.run_action("app.switch_list('inventory')")

    def on_overview_view_highlighted(self) -> None:
        """Keep the current system for the other lists."""
        if self.current is not None:
            self.list_query.current = self.current

    @work
    async def action_filter(self) -> None:  # type: ignore[override]
        """Go to the inventory and filter it."""
        await self.app.run_action("app.switch_list('inventory')")
        await self.app.run_action("screen.filter")
