"""An answer that is not given yet: what is ticked of it, and for which systems it is meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from labtui.data.analysis.best_questions import FactQuestion
from labtui.data.analysis.question_run import QuestionRun, Scope, is_open
from labtui.data.assessment.lab import Lab


class PendingAnswer:
    """The answer to the question of a run, until it is given."""

    def __init__(self, run: QuestionRun, stated: Iterable[str] = ()) -> None:
        """Begin for the system that is asked about alone, with what it states of a list ticked."""
        self._run = run
        self.ticked = dict.fromkeys(stated)
        """The words of a list, in the order in which they were ticked."""
        self._stated = tuple(self.ticked)
        self.left_out: set[str] = set()
        """The ids of the systems in the scope that it is not for."""
        self.cursor = 0
        """The number of the system in the scope that the cursor is on."""
        self._scope = 0
        self._scopes: Sequence[Scope] = ()

    @property
    def is_begun(self) -> bool:
        """True where something else is ticked than what is stated."""
        return tuple(self.ticked) != self._stated

    @property
    def is_for_several(self) -> bool:
        """True where systems are listed that it is for."""
        return self._scope > 0

    def scopes(self, lab: Lab) -> Sequence[Scope]:
        """For whom it can be; worked out once."""
        self._scopes = self._scopes or self._run.scopes(lab)
        return self._scopes

    @property
    def scope(self) -> Scope:
        """For whom it is, those that are left out included."""
        question = self._run.question
        if self._scope:
            return self._scopes[self._scope]
        return Scope("", (question,) if question is not None else ())

    @property
    def asked(self) -> list[FactQuestion]:
        """The questions that it answers."""
        return [each for each in self.scope.questions if each.id not in self.left_out]

    def wider(self, lab: Lab) -> Scope | None:
        """For whom it is after `widen`; None where that is for the one system again."""
        scopes = self.scopes(lab)
        return scopes[self._scope + 1] if self._scope + 1 < len(scopes) else None

    def widen(self, lab: Lab) -> bool:
        """Let it be for more systems, or again for one; False if only one is asked."""
        count = len(self.scopes(lab))
        self._scope = (self._scope + 1) % count
        self.left_out.clear()
        self.cursor = 0
        return count > 1

    def revise(self, lab: Lab) -> None:
        """Follow a change made elsewhere: it is for none that is gone or answered by now."""
        this = self._run.question
        self._scopes = [
            scope._replace(
                questions=tuple(
                    each for each in scope.questions if each is this or is_open(lab, each)
                )
            )
            for scope in self._scopes
        ]
        self.left_out.intersection_update(each.id for each in self.scope.questions)
        self.move(0)

    def tick(self, word: str) -> None:
        """Tick a word of a list, or untick it."""
        if word in self.ticked:
            del self.ticked[word]
        else:
            self.ticked[word] = None

    def leave_out(self) -> None:
        """Leave out the system at the cursor, or take it in again, and go to the next."""
        self.left_out ^= {self.scope.questions[self.cursor].id}
        self.move(1)

    def move(self, lines: int) -> None:
        """Move the cursor in the list of systems."""
        self.cursor = max(0, min(self.cursor + lines, len(self.scope.questions) - 1))
