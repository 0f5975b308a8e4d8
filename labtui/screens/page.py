"""The page of a system: its assessment, findings and remedies, its facts and its history."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Awaitable, Callable, Iterator, Mapping
from threading import Event
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command, bindings
from labtui.commands.system import FINDING, LAB_REMEDIES, PAGE, PLANNED
from labtui.data.analysis.findings import fact_to_answer, resolver_of
from labtui.data.analysis.lifecycle import activate
from labtui.data.analysis.planning import Plan, plan_of
from labtui.data.analysis.recovery_ways import RecoveryLoop, recovery_loop
from labtui.data.analysis.remedies import Remedies, find_remedies, needs_remedy
from labtui.data.analysis.remedy_trial import try_detachment, try_promotion
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.explain import why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules.dependencies import RECOVERY_LOOP
from labtui.data.framework.questions import QUESTIONS
from labtui.data.framework.values import choice_of
from labtui.data.inventory.workspace import Workspace
from labtui.screens.flow import Flow
from labtui.screens.lab_screen import WIDE, terms_named
from labtui.screens.system_screen import SystemScreen
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.covered import CoveredRow
from labtui.widgets.lines.cells import findings_cell
from labtui.widgets.lines.facts import fact_lines, problem_lines
from labtui.widgets.lines.findings import finding_block, finding_groups, group_line
from labtui.widgets.lines.history import history_lines
from labtui.widgets.lines.layout import MUTED, Lines, text
from labtui.widgets.lines.page import SHOWN, beside_lines, head_lines, proof_lines, section
from labtui.widgets.lines.panel import assessment_lines
from labtui.widgets.lines.panels import rule
from labtui.widgets.lines.planning import planning_lines
from labtui.widgets.lines.remedies import remedy_lines
from labtui.widgets.page_view import PageView, Passage
from labtui.widgets.text_view import TextView


class PageScreen(SystemScreen):
    """Shows everything about one system; the cursor moves from finding to finding."""

    CSS_PATH = "page.tcss"
    terms = terms_named(
        "level 0 1 2 3a 3b production role risk controlled_high proven finding accepted "
        "learning smell_test verdict answered too_old layer responsible inherited practice "
        "group purpose exposure relied_on_for signs squares blocks history_signs"
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(*PAGE, *ANYWHERE)

    def __init__(self, workspace: Workspace, id: str) -> None:
        super().__init__(workspace)
        self._subject = id
        self._plan: Plan | None = None
        self._loop: RecoveryLoop | None = None
        self._stop = Event()
        """Set to stop the search for remedies."""
        self._remedies: Remedies | None = None
        """The remedies for the current lab; None until they are found."""
        self._copied: tuple[str, str] | None = None
        """The id that was copied last, and the remedy that is copied next."""
        self._derive()

    @property
    def current(self) -> str | None:
        """The id of the system this page is about."""
        return self._subject

    def compose(self) -> ComposeResult:
        """The assessment, with history and facts beside it, or below it on a narrow terminal."""
        yield TitleBar(self.workspace.lab.systems[self._subject].name)
        head = TextView(self._head, id="head")
        head.can_focus = False
        yield head
        with CoveredRow():
            yield PageView(self._main, id="assessment")
            yield TextView(self._beside, id="facts")
        yield KeyBar(self._keys)

    # --- what is shown

    def _main(self, width: int) -> Iterator[Passage]:
        """Yield the assessment, one passage per finding; on a narrow terminal also all the rest."""
        lab, a = self.workspace.lab, self._assessment
        width -= 1  # keeps clear of the scrollbar
        if self.is_gone(self._subject):
            return
        wide = self.app.size.width >= WIDE
        if tried := self.tried(self._subject, width):
            yield Passage([*tried, Content("")])
        if a is None:
            yield Passage(assessment_lines(lab, self._subject, width))
        else:
            if not wide:
                yield Passage([*head_lines(lab, a, width), *self._planning(width)])
            yield from self._findings(a, width)
            if not wide:
                yield Passage([*self._remedy_lines(width), *beside_lines(lab, a, width)])
        if wide:
            yield Passage(history_lines(lab, lab.systems[self._subject], width))
        else:
            yield Passage(self._rest(width))

    def _findings(self, a: Assessment, width: int) -> Iterator[Passage]:
        """Yield the findings in their groups, a passage each."""
        lab = self.workspace.lab
        yield Passage(rule("Findings", width, findings_cell(a)[0]))
        for number, group in enumerate(finding_groups(a)):
            yield Passage([Content("")] * bool(number) + [group_line(group)])
            for finding in group.findings:
                loop = self._loop if finding.rule == RECOVERY_LOOP.id else None
                yield Passage(finding_block(lab, a, finding, width, loop, "Enter"), _key(finding))
        if not a.findings:
            yield Passage([text("Nothing was found.", MUTED)])

    def _beside(self, width: int) -> Lines:
        """Return the lines of the right-hand column of a wide terminal."""
        if self.is_gone(self._subject):
            return []
        a = self._assessment
        width -= 1
        about = beside_lines(self.workspace.lab, a, width) if a is not None else []
        return [
            *self._planning(width), *self._remedy_lines(width), *about, *self._facts(width),
        ]  # fmt: skip

    def _head(self, width: int) -> Lines:
        """Return the lines above both columns of a wide terminal."""
        a = self._assessment
        gone = a is None or self.is_gone(self._subject)
        return [] if gone or a is None else head_lines(self.workspace.lab, a, width)

    def _planning(self, width: int) -> Lines:
        return planning_lines(self.workspace.lab, self._plan, width) if self._plan else []

    def _remedy_lines(self, width: int) -> Lines:
        return remedy_lines(self._remedies, width) if self._has_remedies else []

    def _rest(self, width: int) -> Lines:
        """Return the history, the facts and their problems."""
        lab = self.workspace.lab
        history = history_lines(lab, lab.systems[self._subject], width)
        return [*history, *self._facts(width)]

    def _facts(self, width: int) -> Lines:
        """Return the ages, the practices, the smell test, and all other facts."""
        lab, a = self.workspace.lab, self._assessment
        proof, without = ([], frozenset[str]()) if a is None else (proof_lines(a, width), SHOWN)
        return [
            *proof,
            *section("Facts", fact_lines(lab, self._subject, width, without)[1:], width),
            *problem_lines(self.workspace.problems_of(self._subject), width),
        ]

    @property
    def _assessment(self) -> Assessment | None:
        return self.workspace.lab.assessments.get(self._subject)

    @property
    def _keys(self) -> list[Command]:
        """The commands in the footer, those specific to this system first."""
        a = self._assessment
        here = [*PLANNED] if self._plan is not None else []
        here += FINDING if a is not None and a.findings else ()
        here += LAB_REMEDIES if self._has_remedies else ()
        elsewhere = {*PLANNED, *FINDING, *LAB_REMEDIES}
        return [*here, *(key for key in (*PAGE, *ANYWHERE) if key not in elsewhere)]

    def show_lab(self) -> None:
        """Show the current state of the system; close if it was removed."""
        if self.leave_if_gone(self._subject):
            return
        self.query_one(TitleBar).place = self.workspace.lab.systems[self._subject].name
        self._derive()
        self._show_texts()
        self.query_one(KeyBar).show(self._keys)
        self._look_for_remedies()

    def on_screen_resume(self) -> None:
        """Show the remedies found meanwhile and the saved state of the system."""
        if not self.leave_if_gone(self._subject):
            self._show_texts()

    def _show_texts(self) -> None:
        self.query_one(PageView).show_anew()
        self.query_one("#facts", TextView).show(self._beside)
        self.query_one("#head", TextView).show(self._head)

    def _derive(self) -> None:
        """Derive the plan from the current lab and reset the remedies, which take longer."""
        system = self.workspace.lab.systems[self._subject]
        planned = system.status == "planned"
        self._plan = plan_of(self.workspace.lab, self._subject) if planned else None
        self._loop = None if system.retired else recovery_loop(self.workspace.lab, self._subject)
        self._remedies = None

    # --- the remedies

    def on_mount(self) -> None:
        """Look for the remedies once the page is mounted."""
        self._look_for_remedies()

    def _look_for_remedies(self) -> None:
        """Start the search for remedies, if the system needs any, on a fork of the lab."""
        self._stop.set()
        if self._has_remedies:
            self._stop = Event()
            self._work_out(self.workspace.lab.fork(), self._stop)

    @work(exclusive=True, group="remedies")
    async def _work_out(self, lab: Lab, stop: Event) -> None:
        """Find and show the remedies; a change of the lab starts the search again."""
        found = await to_thread(find_remedies, lab, self._subject, stop.is_set)
        if self._has_remedies:
            self._remedies = found
            if self.is_active:
                self._show_texts()

    def on_unmount(self) -> None:
        """Stop the search for remedies."""
        self._stop.set()

    @property
    def _has_remedies(self) -> bool:
        """True if the system is a lab that has become production."""
        return self._assessment is not None and needs_remedy(self._assessment)

    def action_promote(self) -> None:
        """Declare the lab production, in a what-if."""
        if self._has_remedies:
            self.host.change(lambda: try_promotion(self.workspace, self._subject), _TRIED)
        else:
            self.host.say(_NO_REMEDIES)

    def action_detach(self) -> None:
        """Detach the lab from all that people rely on, in a what-if."""
        detachment = self._remedies.detachment if self._remedies is not None else None
        if not self._has_remedies:
            self.host.say(_NO_REMEDIES)
        elif detachment is None:
            self.host.say("Still searching. Try U again in a few seconds.")
        elif not detachment.cuts:
            self.host.say("Its own facts make it production. e edits them.")
        else:
            self.host.change(lambda: try_detachment(self.workspace, detachment), _TRIED)

    @property
    def place(self) -> tuple[str, tuple[str, ...]]:
        """The page of this system."""
        return "page", (self._subject,)

    @property
    def flows(self) -> Mapping[str, Callable[..., Awaitable[None]]]:
        """The questions about the system, and those about a finding."""
        return {**super().flows, "accept": self._ask_to_accept}

    # --- what can be done

    def _finding(self) -> Finding | None:
        """Return the finding under the cursor and reveal it; say so and return None without one.

        Also returns None when the inventory is read-only.
        """
        found = self._found()
        if found is None:
            self.host.say("No finding on this line.")
        elif self.host.refuse_read_only():
            return None
        self.query_one(PageView).reveal()
        return found

    def _found(self) -> Finding | None:
        """Return the finding under the cursor; None without one."""
        view = self.query_one(PageView)
        findings = self._assessment.findings if self._assessment is not None else ()
        return next((f for f in findings if _key(f) == view.current), None)

    def on_page_view_selected(self) -> None:
        """Resolve the clicked finding."""
        self.action_update_fact()

    @work
    async def action_update_fact(self) -> None:
        """Ask the very question that resolves the finding under the cursor."""
        finding, a = self._finding(), self._assessment
        if finding is None or a is None:
            return
        resolver = resolver_of(self.workspace.lab, a, finding)
        match resolver.kind:
            case "smell-test":
                self._ask_smell_test(fact_to_answer(self.workspace.lab, a, finding) or "")
            case "fact":
                await self.run_flow("fact", id=self._subject, key=resolver.key)
            case "event":
                await self.run_flow("happened", ids=[self._subject], done="experiment")
            case "member":
                member = why_finding(self.workspace.lab, a, finding).facts[0].origin
                self.host.open("page", member or a.id)
                self.host.say(f"Member of {a.id}: it decides this finding.")

    def _ask_smell_test(self, key: str) -> None:
        """Ask the smell test, beginning with the question whose answer has this key."""
        from labtui.screens.smell_test import SmellTestScreen

        first = choice_of(key.partition(".")[2], QUESTIONS)
        self.app.push_screen(SmellTestScreen(self.workspace, [self._subject], first=first))

    @work
    async def action_accept(self) -> None:
        """Accept the finding under the cursor, with a reason and a last day."""
        if (finding := self._finding()) is not None:
            await self.run_flow("accept", rule=finding.rule)

    async def _ask_to_accept(self, flow: Flow, rule: str) -> None:
        from labtui.screens.accepting import accept

        await accept(flow, self.workspace, self._subject, rule)

    def action_copy_id(self) -> None:
        """Copy the id; once more, what to do about the finding under the cursor."""
        remedy = self._remedy()
        again = (self._subject, remedy)
        if remedy and self._copied == again:
            self._copied = None
            self.app.copy_to_clipboard(remedy)
            self.say_copied(remedy)
            return
        self._copied = again
        self.app.copy_to_clipboard(self._subject)
        self.host.say(f"Copied: {self._subject}{'. y again: what to do' if remedy else ''}")

    def _remedy(self) -> str:
        """Return what to do about the finding under the cursor, one way a line."""
        a, finding = self._assessment, self._found()
        if a is None or finding is None:
            return ""
        if finding.rule == RECOVERY_LOOP.id and self._loop is not None:
            return "\n".join(way.words for way in self._loop.ways)
        return why_finding(self.workspace.lab, a, finding).remedy

    def action_activate(self) -> None:
        """Put a planned system into service."""
        id = self._subject
        system = self.workspace.lab.systems[id]
        if system.status != "planned":
            self.host.say(_NOT_PLANNED[system.status].format(id))
            return
        said = f"In service now, planned no longer: {system.name}. u undoes it."
        self.host.change(lambda: activate(self.workspace, id), said)

    def action_back(self) -> None:
        """Close this screen."""
        self.dismiss()


_TRIED = "Nothing is saved. W saves or discards."

_NO_REMEDIES = "Only for a lab that people rely on."

_NOT_PLANNED = {
    "active": "{} is in service already.",
    "retired": "{} is retired. x can reactivate it.",
}


def _key(finding: Finding) -> str:
    """Return the cursor key of a finding.

    Accepting a finding changes its key: it moves to the end, and the cursor to the next finding.
    """
    return f"accepted {finding.rule}" if finding.accepted else finding.rule
