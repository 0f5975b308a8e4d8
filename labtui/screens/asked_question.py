"""The question that is asked: its answers with their keys, how it is posed, what an answer does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from labtui.data.analysis.best_questions import FactQuestion
from labtui.data.analysis.pending_answer import PendingAnswer
from labtui.data.analysis.question_choices import (
    Choice,
    NamedSystems,
    letters_of,
    named_in,
    words_of,
)
from labtui.data.analysis.question_run import QuestionRun, changes, changes_of_place, is_open
from labtui.data.assessment.assessments import AT_ONCE
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Changes
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import REFERRING, Value
from labtui.data.framework.values import as_texts, show_answer
from labtui.data.inventory.workspace import Workspace
from labtui.text.wording import plural
from labtui.widgets.lines.questions import TICKED, Posed

COMING = 5
"""How many of the next questions are shown at most."""


class AskedQuestion:
    """The question that a run asks, with its answers, which stay as they are while it is asked."""

    def __init__(
        self,
        workspace: Workspace,
        course: QuestionRun,
        named: NamedSystems,
        shown_key: Callable[[str], str],
    ) -> None:
        """Begin with the question of a run; `shown_key` gives the key of a word as it is shown."""
        self._workspace = workspace
        self._course = course
        self._named = named
        self._shown_key = shown_key
        self._choices: tuple[object, list[Choice]] = (None, [])
        """The question, and its answers."""
        self.pending = PendingAnswer(course)
        """The answer until it is given."""
        self.forget_named()

    @property
    def _lab(self) -> Lab:
        return self._workspace.lab

    @property
    def _question(self) -> FactQuestion | None:
        return self._course.question

    def begin(self) -> None:
        """Begin with the question that the run asks now."""
        self.pending = PendingAnswer(self._course, self._stated())
        self._choices = (None, [])

    def _stated(self) -> Sequence[str]:
        """What is stated of a list already, where one went back to its question."""
        question = self._question
        if question is None or not self.is_list:
            return ()
        return as_texts(self._lab.systems[question.id].facts.get(question.key))

    def revise(self) -> None:
        """Follow a change made elsewhere, after which the same question is asked."""
        self._choices = (None, [])
        self.pending.revise(self._lab)

    # --- its answers

    @property
    def is_list(self) -> bool:
        """True if several answers can be ticked, which Enter keeps."""
        return self._question is not None and FACTS[self._question.key].shape in TICKED

    @property
    def letters(self) -> dict[str, str]:
        """The words that answer the question, by their keys."""
        return letters_of(self._question.key) if self._question is not None else {}

    @property
    def choices(self) -> Sequence[Choice]:
        """The answers with their keys; systems keep their digits while it is asked."""
        question = self._question
        if question is None:
            return ()
        if self._choices[0] is not question:
            words = [
                each._replace(key=self._shown_key(each.word)) for each in words_of(question.key)
            ]
            self._choices = (question, [*self._named.of(self._lab, question), *words])
        return self._choices[1]

    def forget_named(self) -> None:
        """Count the systems that are named again, after a change that is no answer."""
        self._named.forget()

    def count_named(self, key: str, value: Value | None) -> None:
        """Take in the systems that an answer names."""
        if FACTS[key].shape in REFERRING:
            self._named.count(key, named_in(value))

    # --- how it is posed

    def posed(self, question: FactQuestion) -> Posed:
        """The question as it is shown."""
        stated = self._lab.systems[question.id].facts.get(question.key)
        return Posed(
            question,
            self.choices,
            self._course.number,
            self._course.total,
            self._course.more,
            self._course.coming(self._lab, COMING),
            self.pending.ticked,
            show_answer(question.key, stated) if stated is not None else "",
            self.pending.scope,
            self.pending.left_out,
            self.pending.cursor,
            self._wider,
        )

    @property
    def _wider(self) -> str:
        """For whom `=` gives the same answer; in a large lab they are not counted before."""
        if self.pending.is_for_several or len(self._lab.systems) <= AT_ONCE:
            wider = self.pending.wider(self._lab)
            return plural(len(wider.questions), "system") if wider is not None else ""
        return "others" if self._course.has_others(self._lab) else ""

    # --- what an answer does

    def changes(self, value: Value) -> dict[str, Changes]:
        """What a value changes, for all that are asked; none of them can name itself."""
        question = self._question
        refers = question is not None and FACTS[question.key].shape in REFERRING
        named = named_in(value) if refers else ()
        return changes((each for each in self._still_asked if each.id not in named), value)

    def changes_of_place(self, template: str) -> dict[str, Changes]:
        """What the place of a template changes, for all that are asked."""
        return changes_of_place(self._still_asked, template)

    @property
    def _still_asked(self) -> list[FactQuestion]:
        # Another program may have answered for some of those that are listed.
        return [
            each
            for each in self.pending.asked
            if each is self._question or is_open(self._lab, each)
        ]

    def words_of(self, value: Value) -> str:
        """What is asked and a value, in words."""
        question = self._question
        if question is None:
            return ""
        is_today = value == self._workspace.today
        shown = "today" if is_today else show_answer(question.key, value)
        return f"{FACTS[question.key].label.lower()} {shown}"

    def status(self, changed: Collection[str], said: str) -> str:
        """What is said once an answer is saved: of which systems, and for how many it counts."""
        question = self._question
        if question is None or len(changed) > 1:
            return f"{plural(len(changed), 'system')}: {said}"
        reach = len(question.systems)
        return f"{question.id}: {said}" + (f", for {plural(reach, 'system')}" if reach > 1 else "")

    # --- what is not finished

    def begun(self) -> dict[str, Any]:
        """What was ticked and not kept, as a question that the review queue asks; or nothing."""
        question = self._question
        if question is None or not self.pending.is_begun:
            return {}
        return {
            "kind": "answer",
            "about": {"ids": [each.id for each in self.pending.asked], "key": question.key},
            "answers": [],
            "texts": [],
            "typed": {"words": "", "ticked": [*self.pending.ticked]},
        }
