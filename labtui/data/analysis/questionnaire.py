"""One pass through the five questions of the smell test (framework, section 2).

It saves nothing: its answers and notes are changes for a draft to show and a workspace to save.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.models import Changes
from labtui.data.framework.questions import (
    ANSWERS,
    ASKED_ANEW,
    ONCE_IT_RUNS,
    QUESTION_ORDER,
    QUESTIONS,
    Answer,
    Question,
    questions_for,
)
from labtui.data.framework.shapes import Value
from labtui.data.framework.values import choice_of


@dataclass
class Questionnaire:
    """One pass through the questions for one system; its result is `changes`."""

    a: Assessment
    """The assessment of the system before the answers."""
    at: int = 0
    """How many questions were asked before this one; 5 once all are answered."""
    answers: dict[Question, Answer] = field(default_factory=dict)
    """The answers given in this pass, new or kept."""
    notes: dict[Question, str] = field(default_factory=dict)
    """The notes typed in this pass; an empty one is to be unset."""
    first: Question | None = None
    """The question that is asked before all others; the last one, which sums up, stays last."""

    @property
    def order(self) -> Sequence[Question]:
        """The questions in the order they are asked."""
        if self.first in {None, ASKED_ANEW}:
            return QUESTION_ORDER
        return (self.first, *(each for each in QUESTION_ORDER if each != self.first))

    @property
    def done(self) -> bool:
        """Whether all questions are answered."""
        return self.at == len(QUESTION_ORDER)

    @property
    def question(self) -> Question:
        """The question that is asked; the last one, once all are answered."""
        return self.order[min(self.at, len(QUESTION_ORDER) - 1)]

    @property
    def asked(self) -> str:
        """The situation and the question, as they are put to a system like this one."""
        situation, asks = self.posed
        return f"{situation} {asks}".strip()

    @property
    def posed(self) -> tuple[str, str]:
        """The situation, empty where there is none to tell, and the question alone."""
        general = QUESTIONS[self.question]
        if self.a.system.status == "planned":
            return f"{ONCE_IT_RUNS}:", f"{general[0].lower()}{general[1:]}"
        own = questions_for(self.a.level, self.a.role)
        return (own[self.question].situation, own[self.question].asks) if own else ("", general)

    @property
    def based_on(self) -> str:
        """What a good answer is based on; empty where the level is not known."""
        own = questions_for(self.a.level, self.a.role)
        return own[self.question].based_on if own else ""

    @property
    def kept(self) -> Answer | None:
        """The previous answer that can be kept; None where a new one has to be given."""
        if self.question == ASKED_ANEW:
            return None
        return self.answers.get(self.question) or self.a.answer(self.question)

    def answer(self, answer: Answer) -> None:
        """Answer the question and go on to the next."""
        self.answers[self.question] = answer
        self.at += 1

    def back(self) -> bool:
        """Go back to the question before; says whether there is one."""
        if self.at == 0:
            return False
        self.at -= 1
        return True

    @property
    def own_note(self) -> str:
        """The system's own note on the question, as typed in this pass or as saved."""
        saved = self.a.system.facts.get(_note_key(self.question), "")
        return self.notes.get(self.question, str(saved))

    def note(self, text: str) -> None:
        """Note what the answer is based on; an empty text unsets the note."""
        self.notes[self.question] = text

    @property
    def changes(self) -> Changes:
        """The answers, and the notes that differ from the saved ones."""
        saved = self.a.system.facts
        changes: dict[str, Value | None] = {
            f"smell_test.{question}": answer for question, answer in self.answers.items()
        }
        for question, text in self.notes.items():
            key = _note_key(question)
            if text != saved.get(key, ""):
                changes[key] = text or None
        return changes

    @property
    def stated(self) -> dict[str, Any]:
        """What was answered and noted, as plain data; empty if nothing was."""
        if not self.answers and not self.notes:
            return {}
        first = {} if self.first is None else {"first": self.first}
        return {"at": self.at, "answers": {**self.answers}, "notes": {**self.notes}, **first}

    def restate(self, stated: Mapping[str, Any]) -> None:
        """Answer and note what `stated` gave in an earlier session, and go on where it was."""
        self.first = choice_of(stated.get("first"), QUESTIONS) or self.first
        answers, notes = stated.get("answers", {}), stated.get("notes", {})
        for question in QUESTION_ORDER:
            if answers.get(question) in ANSWERS:
                self.answers[question] = answers[question]
            if isinstance(notes.get(question), str):
                self.notes[question] = notes[question]
        before = [question in self.answers for question in self.order]
        answered = before.index(False) if False in before else len(before)
        self.at = min(max(0, int(stated.get("at", 0))), answered)


def _note_key(question: Question) -> str:
    return f"smell_test.notes.{question}"
