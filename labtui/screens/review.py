"""The review queue: the next questions to answer, and the systems to review and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command, bindings
from labtui.commands.lists import CHANGED, LIST, OPEN, SORT
from labtui.data.analysis.best_questions import (
    FactQuestion,
    Ranked,
    all_questions,
    in_order,
    questions_in_steps,
)
from labtui.data.analysis.due_tests import due_from, due_tests, helped_by_test
from labtui.data.analysis.query import Query
from labtui.data.analysis.question_run import Kept, first_asked
from labtui.data.analysis.review_queue import (
    Entry,
    ReviewQueue,
    changed_since_test,
    progress,
)
from labtui.data.assessment.assessments import AT_ONCE
from labtui.data.assessment.lab import Lab
from labtui.data.inventory.unfinished import Unfinished
from labtui.data.inventory.workspace import Workspace
from labtui.screens.lab_screen import VERY_WIDE, WIDE, terms_named
from labtui.screens.system_list import SystemListScreen
from labtui.text.printable import printable
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.panel import system_panels
from labtui.widgets.lines.panels import Panel, PanelRow, arranged, stacked
from labtui.widgets.lines.review import (
    entry_lines,
    entry_panels,
    pace_panel,
    question_lines,
    question_panel,
    reviewed,
)
from labtui.widgets.review_view import ReviewView
from labtui.widgets.rows import RowView
from labtui.widgets.stage_view import StageView

if TYPE_CHECKING:  # imported when it is opened
    from labtui.screens.questions import QuestionsScreen

QUESTIONS = 5
"""The maximum number of questions shown."""


class ReviewScreen(SystemListScreen):
    """Shows the best questions, and below them the systems to review, most urgent first."""

    CSS_PATH = ["system_list.tcss", "review.tcss"]  # noqa: RUF012
    list_name = "review"
    terms = terms_named(
        "answered proven finding level 0 1 2 3a 3b production risk responsible purpose "
        "exposure relied_on_for no_originals destination smell_test too_old signs squares filter"
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        *(command for command in LIST if command != SORT), CHANGED, *ANYWHERE
    )

    def __init__(self, workspace: Workspace, list_query: Query) -> None:
        super().__init__(workspace, list_query)
        self._review_queue = ReviewQueue()
        self._queue: list[Entry] = []
        self._ranked: object = None
        """The document from which the next two were derived, regardless of filter and marks."""
        self._every_entry: list[Entry] = []
        self._every_question: Ranked | None = None
        """None while they are looked for."""
        self._kept = Kept(self._due_in_sight)
        self._questions_above: QuestionsScreen | None = None
        """The screen that asks the questions, while it is open."""
        self._wanted: str | None = None
        """The system that the cursor was to be on when the questions were looked for."""
        self._words = list_query.words
        self._view = ReviewView()
        self._total = self._due = 0
        """How many systems are reviewed, and how many of them are due for a smell test."""
        self._panel = StageView(self._looked_at, id="looked-at")

    @property
    def main(self) -> ReviewView:
        """The list."""
        return self._view

    @property
    def sorted_here(self) -> bool:
        """False: the queue is ordered by urgency."""
        return False

    @property
    def own_keys(self) -> Sequence[Command]:
        """The answers on a question; elsewhere, the command that opens the page."""
        return self._view.answers or (OPEN,)

    @property
    def keys(self) -> Sequence[Command]:
        """The commands in the footer, answers first; each key is listed once."""
        by_key: dict[str, Command] = {}
        for command in super().keys:
            if command != SORT:
                by_key.setdefault(command.keys, command)
        return [*by_key.values()]

    @property
    def current(self) -> str | None:
        """The id of the system of the row or question under the cursor."""
        return self._view.current

    @property
    def nothing(self) -> str:
        """The text shown when there are no questions and no systems to review."""
        lab = self.workspace.lab
        if self.list_query.words:
            return self.no_match("Nothing to review matches")
        if lab.assessments:
            return f"Nothing to review. {reviewed(progress(lab))}."
        if lab.systems:
            return "Nothing is in service, so there is nothing to review."
        return super().nothing

    def compose_room(self) -> ComposeResult:
        """The list and the panel."""
        yield self._view
        yield self._panel

    # --- what is shown

    def show_systems(self, ids: list[str]) -> None:
        """Show the questions about these systems, and those that need a review."""
        lab, shown = self.workspace.lab, frozenset(ids)
        if self._ranked is not self.workspace.document:
            self._ranked = self.workspace.document
            self._every_entry = self._review_queue.of(lab)
            self._look_for_questions()
        self._queue = [entry for entry in self._every_entry if entry.id in shown]
        before, filtered = self.current, self._words != self.list_query.words
        self._words = self.list_query.words
        self._view.empty = self.nothing
        self._view.marked = self.list_query.marked
        questions, known = self._questions(shown), lab.assessments.made()
        done = progress(lab)
        self._total, self._due = done.total, sum(map(helped_by_test, self._every_entry))
        self._view.show(questions, self._queue, done, known)
        if filtered and before is not None and before != self.current:
            self.go_to(before)
        self._show_looked_at()

    def _look_for_questions(self) -> None:
        """Find all questions; in a large lab after the queue is shown, while no key waits."""
        lab = self.workspace.lab
        if len(lab.systems) <= AT_ONCE:
            self._every_question = all_questions(lab)
        else:
            self._every_question = None
            self._wanted = self.list_query.current
            self.host.in_slices("questions", self._find_questions(lab.fork()), self._show_found)

    def _find_questions(self, lab: Lab) -> Iterator[None]:
        self._every_question = yield from questions_in_steps(lab)

    def _show_found(self) -> None:
        """Show the questions that were found; the cursor stays where it was put, if it was."""
        if not self.is_active:
            self._shown = None
            return
        was_first = self._queue and self.current == self._queue[0].id
        self.show_lab()
        if was_first and self.list_query.current == self.current != self._wanted:
            self._view.action_first()

    def _questions(self, shown: frozenset[str]) -> list[FactQuestion] | None:
        """Return the first questions asked about the shown; None while they are looked for."""
        if self._every_question is None:
            return None
        unsure = self._kept.unsure

        def wanted(question: FactQuestion) -> bool:
            return question.id in shown and (question.id, question.key) not in unsure

        return first_asked(self.workspace.lab, self._every_question, wanted, QUESTIONS)

    def go_to(self, id: str) -> bool:
        """Put the cursor on a system or a question about it; return False if neither is shown."""
        return self._view.go_to(id)

    def _looked_at(self, width: int, height: int) -> Lines:
        """What the cursor is on: beside the list with a line at its left, or below it."""
        across = self.app.size.width
        if across >= WIDE:
            return stacked(
                self._panels(width - 3, height, whole=across >= VERY_WIDE), width, height
            )
        told = [*self.tried(self.current, width - 2)[:1], *self._told(width - 2)]
        rows = [PanelRow(Content(" ") + line) for line in told]
        system = self.workspace.lab.systems.get(self.current or "")
        name = printable(system.name) if system else ""
        return arranged([[(Panel(name, rows), width)]], width)[0]

    def _panels(self, width: int, height: int, *, whole: bool) -> list[Panel]:
        """The panels beside the list, each line in `width` cells.

        The last one stands at the end of `height` lines, where a move of the cursor leaves it.
        """
        lab, current = self.workspace.lab, self.current
        question, entry = self._view.question, self._view.entry
        panels: list[Panel] = []
        if question is not None and question.id in lab.assessments:
            panels = [question_panel(lab, question, width)]
        elif entry is not None and entry.id in lab.assessments:
            panels = entry_panels(lab, entry, width)[: 1 if whole else None]
        if panels and (tried := self.tried(current, width)):
            first = panels[0]
            panels[0] = first._replace(rows=[PanelRow(Content(" ") + tried[0]), *first.rows])
        ranked = self._every_question
        count = None if ranked is None else sum(map(len, ranked)) - len(self._kept.unsure)
        if whole and current and current in lab.assessments:
            panels += system_panels(lab, lab.assessments[current], width)
        pace = pace_panel(lab, self._total, self._due, count, width)
        if panels:
            spare = height - sum(1 + len(panel.rows) for panel in (*panels, pace))
            blank = [PanelRow(Content(""))] * max(0, spare)
            panels[-1] = panels[-1]._replace(rows=[*panels[-1].rows, *blank])
        return [*panels, pace]

    def _told(self, width: int) -> Lines:
        lab = self.workspace.lab
        question, entry = self._view.question, self._view.entry
        if question is not None and question.id in lab.assessments:
            return question_lines(lab, question, width)
        if entry is not None and entry.id in lab.assessments:
            return entry_lines(lab.assessments[entry.id], entry, width)
        return []

    def _show_looked_at(self) -> None:
        self._panel.display = self.current is not None
        self._panel.show_again()

    def on_row_view_highlighted(self) -> None:
        """Show the row under the cursor in the panel and its keys in the footer."""
        self.list_query.current = self.current
        self.follow(self._follow_cursor)

    def _follow_cursor(self) -> None:
        self._show_looked_at()
        self.show_keys()

    # --- what is done

    def on_row_view_selected(self, event: RowView.Selected) -> None:
        """Ask the question, or open the page of the system."""
        if self._view.question is not None:
            self._ask(self._view.question)
        else:
            self.open(event.key)

    def ask_about(self, key: str, ids: Collection[str]) -> None:
        """Ask for a fact of these systems first, unless questions are still looked for."""
        ranked = self._every_question or ()
        asked = (each for each in in_order(ranked) if each.key == key)
        first = next((each for each in asked if not {*ids}.isdisjoint(each.systems)), None)
        if first is not None:
            self._ask(first)

    def _ask(self, question: FactQuestion, answer: str | None = None) -> None:
        """Ask one question after another, beginning with this one, or with its answer."""
        from labtui.screens.questions import QuestionsScreen

        if self.host.refuse_read_only() or self._every_question is None:
            return
        shown = frozenset(self._listed).__contains__ if self.list_query.words else None
        screen = QuestionsScreen(
            self.workspace,
            self._every_question,
            first=question,
            kept=self._kept,
            shown=shown,
            answer=answer,
        )

        self._questions_above = screen

        # Not before this screen is resumed, which puts the cursor on the system, not its question.
        def back(_: None) -> None:
            self.call_later(self._show_after_questions, screen)

        self.app.push_screen(screen, back)

    def _show_after_questions(self, screen: QuestionsScreen) -> None:
        """Show what is left, and the question that was asked last, or the best one.

        What nobody knows changes that too, though not the lab.
        """
        self._questions_above = None
        self.show_lab()
        self._view.go_to_question(screen.question)

    def unfinished(self) -> Unfinished | None:
        """What was ticked or typed in the questions above; it is carried on with here."""
        flow = self._questions_above.begun() if self._questions_above is not None else {}
        return Unfinished(*self.place, {"flow": flow}) if flow else super().unfinished()

    def on_review_view_answered(self, event: ReviewView.Answered) -> None:
        """Save the answer given with a key, and go on asking: the next key is for what is shown."""
        self._ask(event.question, event.word)

    def action_mark_all(self) -> None:
        """Mark all systems of the queue; if all are marked, unmark them."""
        self.list_query.mark_all(entry.id for entry in self._queue)
        self.show_lab()

    def action_assess(self) -> None:
        """Ask the smell test of the marked systems, or else of those due from the cursor on."""
        due = [] if self.list_query.marked else self._due_tests()
        if not due or self.workspace.read_only_reason is not None:
            super().action_assess()
        else:
            self.host.open("smell_test", *due)

    def _due_tests(self) -> list[str]:
        """Return the systems due for a smell test, from the entry under the cursor on."""
        return due_from(self.workspace.lab, self._queue, self._view.entry)

    def _due_in_sight(self) -> list[str]:
        """Return all systems due for a smell test that the filter shows, while questions do."""
        lab = self.workspace.lab
        shown = frozenset(self._listed) if self.list_query.words else lab.systems
        return due_tests(lab, (each for each in self._review_queue.of(lab) if each.id in shown))

    def action_assess_changed(self) -> None:
        """Ask the smell tests of all that changed since theirs, in the order of the queue."""
        changed = due_tests(self.workspace.lab, changed_since_test(self._every_entry))
        if self.host.refuse_read_only():
            return
        if changed:
            self.host.open("smell_test", *changed)
        else:
            self.host.say("Nothing changed since its smell test.")
