"""The questions of the review queue one by one: a key answers, and the next one is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from labtui.commands.command import Command, bindings
from labtui.commands.questions import ANSWERS, ENTER, QUESTIONS, SAME, SKIP, TESTS, UNSURE
from labtui.data.analysis.answers import value_of_word
from labtui.data.analysis.best_questions import PLACE, FactQuestion, Ranked, questions_in_steps
from labtui.data.analysis.pending_answer import PendingAnswer
from labtui.data.analysis.question_choices import Choice
from labtui.data.analysis.question_run import Kept, QuestionRun, Scope, is_open
from labtui.data.assessment.assessments import AT_ONCE
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Changes
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import Value
from labtui.data.framework.templates import PLACES
from labtui.data.inventory.workspace import Workspace
from labtui.screens.asked_question import AskedQuestion
from labtui.screens.system_screen import SystemScreen
from labtui.text.wording import plural
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.questions import (
    at_the_end,
    enter_words,
    question_stage,
    told_in_the_middle,
)
from labtui.widgets.stage_view import KeylessStageView, StageView

TITLE = "Questions"

NONE_ASKED = "No question is asked now. Esc goes back."


class QuestionsScreen(SystemScreen):
    """Asks one question after another; each answer is saved at once, as one step."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*QUESTIONS)

    def __init__(
        self,
        workspace: Workspace,
        ranked: Ranked,
        *,
        first: FactQuestion,
        kept: Kept,
        shown: Callable[[str], bool] | None = None,
        answer: str | None = None,
    ) -> None:
        """Begin with one of these questions; ask only about the systems that are `shown`.

        With `answer`, the first question is answered with that word at once.
        """
        super().__init__(workspace)
        self._first_answer = answer
        self._course = QuestionRun(
            workspace.lab, ranked, shown=shown, first=first, unsure=kept.unsure
        )
        self._is_answering = False
        """True while an answer is saved, which this screen goes on after."""
        self._is_looking = False
        """True while the questions of the next round are looked for."""
        self._asked = AskedQuestion(workspace, self._course, kept.named, self._shown_key)
        self._due = kept.due
        self._tests: Sequence[str] = ()
        self._open_facts = 0
        """The systems whose smell tests are due, at the end."""

    def on_mount(self) -> None:
        """Give the first answer, if it was given already."""
        if self._first_answer is not None:
            self.action_answer(self._first_answer)

    # --- what is shown

    @property
    def question(self) -> FactQuestion | None:
        """The question that is asked; None at the end."""
        return self._course.question

    @property
    def choices(self) -> Sequence[Choice]:
        """The answers to it, with their keys."""
        return self._asked.choices

    @property
    def is_list(self) -> bool:
        """True if several answers can be ticked, which Enter keeps."""
        return self._asked.is_list

    @property
    def scopes(self) -> Sequence[Scope]:
        """For whom the question can be answered with one key."""
        return self._pending.scopes(self.workspace.lab)

    @property
    def _pending(self) -> PendingAnswer:
        return self._asked.pending

    @property
    def current(self) -> str | None:
        """The id of the system that is asked about."""
        return self._course.question.id if self._course.question is not None else None

    def _shown_key(self, word: str) -> str:
        """The key of an answer, as it is shown."""
        return self.app.get_key_display(ANSWERS[word].binding())

    def compose(self) -> ComposeResult:
        """The question, and the keys."""
        yield TitleBar(self._place())
        yield KeylessStageView(self._stage)
        yield KeyBar(self._keys)

    def _place(self) -> str:
        aside = len(self._course.unsure)
        return f"{TITLE} · {aside} not known" if aside else TITLE

    @property
    def _keys(self) -> list[Command]:
        """The commands that work now; the answers stand beside the question."""
        question = self._course.question
        if question is None:
            hidden = {UNSURE, SAME, SKIP}
            hidden |= set() if self._course.skipped else {ENTER}
            hidden |= set() if self._tests else {TESTS}
            enter = "Ask skipped"
        else:
            posed = self._asked.posed(question)
            hidden = {TESTS} if posed.wider or posed.scope.words else {SAME, TESTS}
            enter = enter_words(posed)
            hidden |= set() if enter else {ENTER}
        shown = [each for each in QUESTIONS if each not in hidden]
        return [replace(each, label=enter) if each == ENTER else each for each in shown]

    def _stage(self, width: int, height: int) -> Lines:
        question = self._course.question
        if question is not None:
            return question_stage(self.workspace.lab, self._asked.posed(question), width, height)
        if self._is_looking:
            return told_in_the_middle(["Looking for the next questions …"], width, height)
        skipped, unsure = self._course.skipped, len(self._course.unsure)
        told = at_the_end(skipped, unsure, len(self._tests), self._open_facts)
        return told_in_the_middle(told, width, height)

    def _show(self) -> None:
        is_end = self._course.question is None and not self._is_looking
        self._tests = self._due() if is_end else ()
        if is_end:
            known = self.workspace.lab.assessments.values()
            self._open_facts = sum(a.relevant - a.known for a in known)
        self.query_one(TitleBar).place = self._place()
        self.query_one(KeyBar).show(self._keys)
        self.query_one(StageView).show_again()

    def show_lab(self) -> None:
        """Follow a change made elsewhere, or taken back."""
        if self._is_answering:
            return
        before = self._course.question
        self._course.revise(self.workspace.lab)
        self._asked.forget_named()
        if self._course.question is not before:
            self._begin()
        else:
            self._asked.revise()
            self._show()

    # --- answering

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable what answers this question."""
        match action, parameters:
            case "answer", (str(word),):
                return word in self._asked.letters.values()
            case "assess", _:
                return bool(self._tests)
            case "pick", (int(digit),):
                return any(choice.key == str(digit) for choice in self.choices)
        return super().check_action(action, parameters)

    def note_key(self, key: str, *, typing: bool) -> None:
        """Say of a key that works elsewhere that it answers nothing here."""
        super().note_key(key, typing=typing)
        if key:
            asked = f"{key} does not answer this question."
            self.query_one(TitleBar).note = NONE_ASKED if self.question is None else asked

    def _say_none_is_asked(self) -> None:
        """Say that a key has no question to answer."""
        self.host.say(NONE_ASKED)

    def action_answer(self, word: str) -> None:
        """Answer with a word, or tick it in a list."""
        question = self._course.question
        if question is None:
            return
        fact = FACTS[question.key]
        if question.key == PLACE:
            self._save(self._asked.changes_of_place(word), PLACES[word].words)
        elif self.is_list and word != fact.none:
            self._tick(word)
        else:
            value = value_of_word(fact, word, self.workspace.today)
            if value is not None:
                self._answer(value)

    def action_pick(self, digit: int) -> None:
        """Answer with a system, or tick it in a list."""
        picked = next(choice.word for choice in self.choices if choice.key == str(digit))
        if self.is_list:
            self._tick(picked)
        else:
            self._answer(picked)

    def _tick(self, word: str) -> None:
        self._pending.tick(word)
        self.host.note_typing()
        self._show()

    def _answer(self, value: Value) -> None:
        """Save a value for all that are asked."""
        question = self._course.question
        if question is None:
            return
        if self._save(self._asked.changes(value), self._asked.words_of(value)):
            self._asked.count_named(question.key, value)

    def _save(self, changed: Mapping[str, Changes], said: str) -> bool:
        """Save an answer as one step, and go on."""
        if self._course.question is None or self.host.refuse_read_only():
            return False
        if not changed:
            self.host.say("No system is ticked. Space ticks one.")
            return False
        status = self._asked.status(changed, said)
        self._is_answering = True
        try:
            done = self.host.change(lambda: self.workspace.edit(changed), status)
        finally:
            self._is_answering = False
        if done:
            self._go_on()
        return done

    def _go_on(self) -> None:
        """Go on after an answer: to the next question, or to the next round."""
        lab, question = self.workspace.lab, self._course.question
        # With "the same for all", it can be this one that was left out.
        if question is None or not is_open(lab, question):
            self._course.answered(lab)
        self._begin()

    def _begin(self) -> None:
        """Begin with a question, or look for more at the end of a round, and show it."""
        self._asked.begin()
        if self._course.question is None and not self._is_looking:
            self._look_for_more()
        self._show()

    def _look_for_more(self) -> None:
        """Look for questions that arose meanwhile; in a large lab while no key waits."""
        lab = self.workspace.lab
        self._is_looking = True
        if len(lab.systems) > AT_ONCE:
            self.host.in_slices("next questions", self._steps(lab.fork()), self._show_found)
        else:
            for _ in self._steps(lab):
                pass

    def _show_found(self) -> None:
        if self in self.app.screen_stack:  # it is not once this is closed
            self._show()

    def _steps(self, lab: Lab) -> Iterator[None]:
        ranked = yield from questions_in_steps(lab)
        self._is_looking = False
        self._course.begin_round(self.workspace.lab, ranked)

    # --- going about

    def action_list(self) -> None:
        """Keep what is ticked, or offer all answers; at the end ask what was skipped."""
        question = self._course.question
        if question is None and self._course.skipped:
            self._course.ask_skipped()
            self._begin()
        elif question is None:
            self._say_none_is_asked()
        elif self._pending.ticked:
            self._answer(tuple(self._pending.ticked))
        else:
            self._ask(question)

    @work
    async def _ask(self, question: FactQuestion) -> None:
        if self.host.refuse_read_only():
            return
        before = self.workspace.document
        self._is_answering = True
        try:
            ids = [each.id for each in self._pending.asked] or [question.id]
            await self.run_flow("answer", ids=ids, key=question.key)
        finally:
            self._is_answering = False
        if self.workspace.document is not before:
            self._asked.forget_named()
            system = self.workspace.lab.systems.get(question.id)
            if system is not None:
                self._asked.count_named(question.key, system.facts.get(question.key))
            self._go_on()

    def action_unsure(self) -> None:
        """Go on to the next question; this one is asked again at the next start."""
        question = self._course.question
        if question is None:
            self._say_none_is_asked()
            return
        asked = self._pending.asked or [question]
        subject = question.id if len(asked) == 1 else plural(len(asked), "system")
        self.host.say(f"{subject}: {FACTS[question.key].label.lower()}: not known for now")
        self._course.set_aside(self.workspace.lab, asked)
        self._begin()

    def action_same(self) -> None:
        """Answer for more systems with the next key, or again for this one alone."""
        if self._course.question is None:
            self._say_none_is_asked()
            return
        if not self._pending.widen(self.workspace.lab):
            self.host.say("No other system is asked this.")
        self._show()

    def action_tick(self) -> None:
        """Leave the system at the cursor out, or take it in again."""
        if self._pending.is_for_several:
            self._pending.leave_out()
            self._show()
        else:
            self.host.say("= lists the systems that the same answer can be for.")

    def action_skip(self) -> None:
        """Go to the next question, or down in the list of systems."""
        if self._pending.is_for_several:
            self._pending.move(1)
            self._show()
        elif self._course.question is not None:
            self._course.skip(self.workspace.lab)
            self._begin()
        else:
            self._say_none_is_asked()

    def action_previous(self) -> None:
        """Go to the question before, or up in the list of systems."""
        if self._pending.is_for_several:
            self._pending.move(-1)
            self._show()
        elif self._course.back(self.workspace.lab):
            self._begin()
        else:
            self.host.say("This is the first question.")

    def action_assess(self) -> None:
        """At the end, ask the smell tests that are due."""
        self.assess(self._tests)

    def action_leave(self) -> None:
        """Back to the queue; all answers are saved."""
        self.dismiss()

    # --- what is not finished

    def begun(self) -> dict[str, Any]:
        """What was ticked or typed, as questions that the review queue asks; empty if nothing."""
        flow = self._flow.unfinished() if self._flow is not None else {}
        return flow or self._asked.begun()
