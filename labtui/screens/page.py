"""The page of a system: what is found of it and what to do about that, its facts, its history."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Iterator, Mapping
from threading import Event
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content

from labtui.commands import ANYWHERE, FINDING, PAGE, PLANNED, WAYS_OUT, Command, bindings
from labtui.data.analysis.best_questions import fact_to_answer
from labtui.data.analysis.planning import Plan, plan_of
from labtui.data.analysis.remedies import SearchStopped, changes, detach, promote
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES
from labtui.data.framework.levels import FULL_STACK_LAB
from labtui.data.inventory.edits import Changes
from labtui.data.inventory.workspace import Workspace
from labtui.errors import LabtuiError
from labtui.screens.base import WIDE
from labtui.screens.system_actions import SystemActions
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.line_view import TextView
from labtui.widgets.lines.assessment import (
    Lines,
    assessment_lines,
    fact_lines,
    finding_block,
    findings_heading,
    ordered,
    problem_lines,
    relation_lines,
    standing_lines,
    title_lines,
)
from labtui.widgets.lines.page import WaysOut, history_lines, planning_lines, ways_out_lines
from labtui.widgets.page_view import PageView, Passage


class PageScreen(SystemActions):
    """Everything about one system; a cursor goes from finding to finding."""

    CSS_PATH = "page.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*PAGE, *ANYWHERE)

    def __init__(self, workspace: Workspace, id: str) -> None:
        super().__init__(workspace)
        self._subject = id
        self._plan: Plan | None = None
        self._stop = Event()
        """Ends the search for the ways out."""
        self._ways: WaysOut | None = None
        """The two ways out, once they were worked out for the lab as it is."""
        self._derive()

    @property
    def current(self) -> str | None:
        """The id of the system this page is about."""
        return self._subject

    def compose(self) -> ComposeResult:
        """The assessment, and beside it, or below when narrow, the history and the facts."""
        yield TitleBar(self.workspace.lab.systems[self._subject].name)
        with Horizontal():
            yield PageView(self._main, id="assessment")
            yield TextView(self._beside, id="facts")
        yield KeyBar(self._keys)

    # --- what is shown

    def _main(self, width: int) -> Iterator[Passage]:
        """What is to be said of it, each finding a passage of its own; when narrow, all of it."""
        lab, a = self.workspace.lab, self._assessment
        wide = self.app.size.width >= WIDE
        if tried := self.tried(self._subject, width):
            yield Passage([*tried, Content("")])
        if a is None:
            yield Passage(assessment_lines(lab, self._subject, width))
        else:
            yield Passage(title_lines(lab, lab.systems[self._subject], width))
            yield Passage(standing_lines(lab, a, width))
            if not wide:
                yield Passage(self._planning(width))
            yield Passage(findings_heading(a, width))
            for finding in ordered(a):
                yield Passage(finding_block(lab, a, finding, width), _key(finding))
            if not wide:
                yield Passage(self._ways_out(width))
            yield Passage(relation_lines(lab, a, width))
        if not wide:
            yield Passage(self._rest(width))

    def _beside(self, width: int) -> Lines:
        """What stands at the right where there is room."""
        return [*self._planning(width), *self._ways_out(width), *self._rest(width)][1:]

    def _planning(self, width: int) -> Lines:
        return planning_lines(self.workspace.lab, self._plan, width) if self._plan else []

    def _ways_out(self, width: int) -> Lines:
        return ways_out_lines(self._ways, width) if self._has_ways_out else []

    def _rest(self, width: int) -> Lines:
        """Its history, its facts, and what is wrong with them."""
        lab = self.workspace.lab
        return [
            *history_lines(lab, lab.systems[self._subject], width),
            *fact_lines(lab, self._subject, width),
            *problem_lines(self.workspace.problems_of(self._subject), width),
        ]

    @property
    def _assessment(self) -> Assessment | None:
        return self.workspace.lab.assessments.get(self._subject)

    @property
    def _keys(self) -> list[Command]:
        """What the footer offers first: what can be done about this system only."""
        a = self._assessment
        here = [*PLANNED] if self._plan is not None else []
        here += FINDING if a is not None and a.findings else ()
        here += WAYS_OUT if self._has_ways_out else ()
        elsewhere = {*PLANNED, *FINDING, *WAYS_OUT}
        return [*here, *(key for key in (*PAGE, *ANYWHERE) if key not in elsewhere)]

    def show_lab(self) -> None:
        """Show the system as it is now; leave when it is gone."""
        if self.leave_if_gone(self._subject):
            return
        self.query_one(TitleBar).place = self.workspace.lab.systems[self._subject].name
        self._derive()
        self._show_texts()
        self.query_one(KeyBar).show(self._keys)
        self._look_for_ways_out()

    def on_screen_resume(self) -> None:
        """Show what was found meanwhile, and the system as it is saved."""
        if not self.leave_if_gone(self._subject):
            self._show_texts()

    def _show_texts(self) -> None:
        self.query_one(PageView).show_anew()
        self.query_one("#facts", TextView).show(self._beside)

    def _derive(self) -> None:
        """Work out what follows from the lab as it is, but for what takes long."""
        system = self.workspace.lab.systems[self._subject]
        planned = system.status == "planned"
        self._plan = plan_of(self.workspace.lab, self._subject) if planned else None
        self._ways = None

    # --- two ways out

    def on_mount(self) -> None:
        """Look for the ways out once the page stands."""
        self._look_for_ways_out()

    def _look_for_ways_out(self) -> None:
        """Work out the two remedies where there are any, on a fork: it may take long."""
        self._stop.set()
        if self._has_ways_out:
            self._stop = Event()
            self._work_out(self.workspace.lab.fork(), self._stop)

    @work(exclusive=True, group="ways out")
    async def _work_out(self, lab: Lab, stop: Event) -> None:
        """Show the two ways out once they are found; a change of the lab starts this anew."""
        ways = await to_thread(_ways_out, lab, self._subject, stop)
        if self._has_ways_out:
            self._ways = ways
            if self.is_active:
                self._show_texts()

    def on_unmount(self) -> None:
        """Look no further."""
        self._stop.set()

    @property
    def _has_ways_out(self) -> bool:
        """Whether it is a lab by what its owner says, and production by what needs it."""
        a = self._assessment
        if a is None or not a.production or not a.system.active:
            return False
        return a.system.purpose == "learning" or a.system.intended_level == FULL_STACK_LAB

    def action_promote(self) -> None:
        """Try what it means to call it the production it has become."""
        if self._has_ways_out:
            promotion = promote(self.workspace.lab, self._subject)
            self._try({self._subject: promotion.changes}, "promote")
        else:
            self.app.say(_NO_WAYS)

    def action_unhook(self) -> None:
        """Try what it means that nothing people rely on needs it."""
        if not self._has_ways_out:
            self.app.say(_NO_WAYS)
        elif self._ways is None or self._ways.unhooking is None:
            self.app.say("still looking: U in a moment")
        elif not self._ways.unhooking.cuts:
            self.app.say("only its own facts say so: e edits")
        else:
            self._try(changes(self.workspace.lab, self._ways.unhooking.cuts), "unhook")

    def _try(self, wanted: Mapping[str, Changes], done: str) -> None:
        """Draft changes as a what-if, which begins here where none is open."""
        workspace = self.workspace
        begins = workspace.what_if is None

        def do() -> None:
            if begins:
                workspace.begin_what_if()
            try:
                workspace.edit(wanted, done)
            except LabtuiError:
                if begins:
                    workspace.end_what_if(keep=False)
                raise

        self.app.change(do, "tried: W keeps or drops")

    # --- what can be done

    def _finding(self) -> Finding | None:
        """The finding the cursor is at, brought into view; says where there is none."""
        view = self.query_one(PageView)
        findings = self._assessment.findings if self._assessment is not None else ()
        found = next((f for f in findings if _key(f) == view.current), None)
        if found is None:
            self.app.say("no finding here")
        elif self.app.refused():
            return None
        view.reveal()
        return found

    def on_page_view_chosen(self) -> None:
        """Settle the finding that was clicked."""
        self.action_settle()

    @work
    async def action_settle(self) -> None:
        """Ask for the one fact that would settle the finding the cursor is at."""
        finding, a = self._finding(), self._assessment
        if finding is None or a is None:
            return
        key = fact_to_answer(self.workspace.lab, a, finding)
        if key is None:
            self.app.say(_BY_EVENT if RULES[finding.rule].settled_by_event else _BY_MEMBER)
        elif key.startswith("smell_test."):
            self.action_assess()
        else:
            from labtui.screens.asking import change_fact

            await change_fact(self.app, self.workspace, self._subject, key)

    @work
    async def action_accept(self) -> None:
        """Accept the finding the cursor is at, for a reason and a time."""
        if (finding := self._finding()) is not None:
            from labtui.screens.accepting import accept

            await accept(self.app, self.workspace, self._subject, finding.rule)

    def action_activate(self) -> None:
        """Put a planned system into service."""
        id = self._subject
        status = self.workspace.lab.systems[id].status
        if status != "planned":
            self.app.say(_NOT_PLANNED[status].format(id))
            return
        # Without a status it is active: a line goes, instead of one becoming another.
        wanted: Mapping[str, Changes] = {id: {"status": None}}
        self.app.change(lambda: self.workspace.edit(wanted, "activate"), f"in service now: {id}")

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss()


_NO_WAYS = "no lab that people rely on"

_BY_EVENT = "t, then x: note what was tried"
_BY_MEMBER = "a member settles this; w says which"

_NOT_PLANNED = {
    "active": "in service already: {}",
    "retired": "retired; x can bring back {}",
}


def _key(finding: Finding) -> str:
    """What the cursor stays on: an accepted finding goes last, and the cursor to the next."""
    return f"accepted {finding.rule}" if finding.accepted else finding.rule


def _ways_out(lab: Lab, id: str, stop: Event) -> WaysOut | None:
    """Both ways out of a lab that has become production; None when told to stop."""
    try:
        return WaysOut(promote(lab, id), detach(lab, id, stop.is_set))
    except SearchStopped:
        return None
