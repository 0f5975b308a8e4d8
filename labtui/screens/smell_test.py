"""The smell test: five questions one by one, and a preview of the effects before saving."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from labtui.commands.command import Command, bindings
from labtui.commands.drafting import OUTCOME, SMELL_TEST
from labtui.data.analysis.questionnaire import Questionnaire
from labtui.data.assessment.clauses import operator_words
from labtui.data.framework.questions import ASKED_ANEW, QUESTION_ORDER, Answer, Question
from labtui.data.inventory.drafts import Draft
from labtui.data.inventory.history import Step
from labtui.data.inventory.workspace import Workspace
from labtui.errors import LabtuiError
from labtui.screens.dialogs import AskToLeaveTest, Prompt
from labtui.screens.flow import Flow
from labtui.screens.lab_screen import READING_WIDTH, LabScreen, terms_named
from labtui.text.printable import printable
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.lines.boxes import indented
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.outcome import outcome_lines
from labtui.widgets.lines.smell_test import smell_test_lines
from labtui.widgets.stage_view import StageView

BACK, LEFT, SAVED = "back", "left", "saved"
"""The results of the outcome screen."""


class SmellTestScreen(LabScreen[None]):
    """Asks the questions of the smell test, for one system after another.

    The answers for a system are saved together after its last question. All tests are undone as
    one step.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(*SMELL_TEST)
    drafts = True
    terms = terms_named("smell_test level 0 1 2 3a 3b verdict answered history_signs")

    def __init__(
        self,
        workspace: Workspace,
        ids: Sequence[str],
        typed: Mapping[str, Any] | None = None,
        *,
        first: Question | None = None,
    ) -> None:
        """Ask about these systems, which must be assessed; of the first one, `first` at first.

        `typed` is what `typed` returned in an earlier session: the answers for the first of them.
        """
        super().__init__()
        self._workspace = workspace
        self._subjects = ids
        self._saved = 0
        """How many of them are done."""
        self._step: Step | None = None
        """The step of the answers saved so far, which are undone together."""
        self._questionnaire = self._begin()
        self._questionnaire.first = first
        self._questionnaire.restate(typed or {})

    def _begin(self) -> Questionnaire:
        return Questionnaire(self._workspace.lab.assessments[self._subjects[self._saved]])

    def compose(self) -> ComposeResult:
        """The question, and the known facts beside it, or below it on a narrow terminal."""
        yield TitleBar(self._place(), self._status())
        yield StageView(self._stage)
        yield KeyBar(self._keys)

    def on_mount(self) -> None:
        """Skip systems whose answers could not be saved."""
        askable = []
        for id in self._subjects:
            try:
                self._workspace.editable(id)
                askable.append(id)
            except LabtuiError as error:
                self.host.say(error=str(error))
        if not askable:
            self.dismiss()
        elif askable != [*self._subjects]:
            if askable[0] != self._subjects[0]:
                self._subjects = askable
                self._questionnaire = self._begin()
            self._subjects = askable
            self._show(self.host.error)
        elif self._questionnaire.done:
            self._show_outcome()

    # --- what is not finished

    @property
    def place(self) -> tuple[str, tuple[str, ...]]:
        """The smell test of these systems, without those whose answers are saved."""
        return "smell_test", tuple(self._subjects[self._saved :])

    def typed(self) -> dict[str, Any]:
        """The answers and notes, and the question that is asked."""
        return self._questionnaire.stated if self._saved < len(self._subjects) else {}

    @property
    def flows(self) -> Mapping[str, Callable[..., Awaitable[None]]]:
        """The question for a note."""
        return {"note": self._ask_for_note}

    # --- what is shown

    def _place(self) -> str:
        total = len(self._subjects)
        number = f" {self._saved + 1} of {total}" if total > 1 else ""
        return f"Smell test{number} · {self._questionnaire.a.system.name}"

    def _status(self) -> str:
        return f"question {self._questionnaire.at + 1} of {len(QUESTION_ORDER)}"

    @property
    def _keys(self) -> list[Command]:
        """The commands enabled for this question."""
        disabled = {"smell.keep"} if self._questionnaire.kept is None else set()
        if not self._questionnaire.at:
            disabled.add("smell.back")
        return [command for command in SMELL_TEST if command.id not in disabled]

    def _stage(self, width: int, height: int) -> Lines:
        return smell_test_lines(self._workspace.lab, self._questionnaire, width, height)

    def _show(self, error: str = "") -> None:
        """Show the current question and the error, or else why saving failed."""
        bar = self.query_one(TitleBar)
        bar.place, bar.status = self._place(), self._status()
        bar.error = error or (self.host.error if self._workspace.unsaved else "")
        self.query_one(KeyBar).show(self._keys)
        view = self.query_one(StageView)
        view.jump(0)
        view.show_again()

    def follow_day(self) -> None:
        """Show the known facts and their ages on the day it is."""
        questionnaire = self._questionnaire
        questionnaire.a = self._workspace.lab.assessments[questionnaire.a.id]
        self.query_one(StageView).show_again()

    # --- answering

    def action_answer(self, answer: Answer) -> None:
        """Answer the question and go on."""
        self._questionnaire.answer(answer)
        self._go_on()

    def action_keep(self) -> None:
        """Keep the previous answer and go on; if there is none, say which keys answer."""
        kept = self._questionnaire.kept
        if kept is not None:
            self.action_answer(kept)
        elif self._questionnaire.question == ASKED_ANEW:
            self._show("Answer this one again: y, n or d.")
        else:
            self._show("No earlier answer. Press y, n or d.")

    def action_back(self) -> None:
        """Go back to the question before."""
        self._show("" if self._questionnaire.back() else "This is the first question. Esc cancels.")

    @work
    async def action_note(self) -> None:
        """Ask for the evidence of the answer."""
        note = self._questionnaire.own_note
        if printable(note) != note:
            self._show("This note cannot be typed on one line. Edit it with E.")
            return
        await self.run_flow("note")

    async def _ask_for_note(self, flow: Flow) -> None:
        note = self._questionnaire.own_note
        prompt = Prompt("What is your answer based on?", amend=note, text=self._questionnaire.asked)
        typed = await flow.ask(prompt)
        if typed is not None and typed != note.strip():
            self._questionnaire.note(typed)
        self._show()

    # --- going on, and leaving

    def _go_on(self) -> None:
        """Ask the next question; after the last one, show the outcome."""
        if self._questionnaire.done:
            self._show_outcome()
        else:
            self._show()

    def _outcome(self, draft: Draft) -> OutcomeScreen:
        """The outcome of the answers, and the systems that are asked about after it."""
        then = self._subjects[self._saved + 1 :]
        return OutcomeScreen(self._place(), self._questionnaire, draft, then)

    @work
    async def _show_outcome(self) -> None:
        """Show the outcome; then go on with the next system or the last question, or close."""
        draft = self._workspace.draft(self._questionnaire.a.id, "assess", joining=self._step)
        outcome = await self.host.ask(self._outcome(draft))
        if outcome == LEFT:
            self.action_leave()
            return
        if outcome == SAVED:
            self._saved += 1
            self._step = self._workspace.last_step
            if self._saved == len(self._subjects):
                self._finish()
                return
            self._questionnaire = self._begin()
        else:
            self._questionnaire.back()
        self._show()

    def _finish(self) -> None:
        if self._saved > 1:
            self.host.say(f"Smell tests saved: {self._saved}.")
        self.dismiss()

    async def may_leave(self) -> bool:
        """If there are answers, ask before they are lost; return True if the app may quit."""
        if not self._questionnaire.answers:
            return True
        title = f"The smell test of {self._questionnaire.a.system.name} is not saved"
        if await self.host.ask(AskToLeaveTest(title, "")) is None:
            return False
        self._questionnaire = self._begin()
        self._show()  # a later question may keep this screen open
        return True

    def action_leave(self) -> None:
        """Close; the answers for this system are discarded."""
        left = len(self._subjects) - self._saved
        if self._saved:
            self.host.say(f"Smell tests saved: {self._saved}. Not taken: {left}.")
        else:
            self.host.say("Smell test cancelled. Nothing saved.")
        self.dismiss()


class OutcomeScreen(LabScreen[str]):
    """Shows the effects of the five answers on the whole lab before they are saved."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*OUTCOME)
    drafts = True
    terms = terms_named("verdict risk proven finding learning level smell_test signs squares")

    def __init__(
        self, place: str, questionnaire: Questionnaire, draft: Draft, then: Sequence[str]
    ) -> None:
        """Put the answers of a questionnaire into the draft; `then` are the systems after it."""
        super().__init__()
        self._place = place
        self._questionnaire = questionnaire
        self._draft = draft
        self._then = then
        draft.answer(questionnaire.changes)

    def compose(self) -> ComposeResult:
        """The values before and now, and what moved."""
        yield TitleBar(self._place, "Not saved yet")
        yield StageView(self._stage)
        yield KeyBar(OUTCOME)

    def _stage(self, width: int, height: int) -> Lines:
        across = min(width, READING_WIDTH)
        draft, size = self._draft, (across, height)
        lines = outcome_lines(
            draft.saved, draft.lab, self._questionnaire, draft.effects(), self._then, size
        )
        return indented(lines, (width - across) // 2)

    def follow_day(self) -> None:
        """Show the effects on the day it is."""
        self._draft.refresh()
        self.query_one(StageView).show_again()

    def action_save(self) -> None:
        """Save the answers and close; on an error, show it and stay."""
        a = self._draft.lab.assessments[self._questionnaire.a.id]
        risk = f", risk {a.risk.now}" if a.risk else ""
        said = f"{a.id}: {operator_words(a.verdict, a.level)}{risk}"
        if self.host.change(self._draft.keep, said):
            self.dismiss(SAVED)
        else:
            self.query_one(TitleBar).error = self.host.error

    def action_back(self) -> None:
        """Close and return to the last question."""
        self.dismiss(BACK)

    def action_leave(self) -> None:
        """Close; the answers are discarded."""
        self.dismiss(LEFT)
