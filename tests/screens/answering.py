"""A person who knows a lab and answers its questions, counting keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from labtui.data.analysis.best_questions import FactQuestion
from labtui.data.analysis.question_run import Scope
from labtui.screens.questions import QuestionsScreen
from labtui.screens.review import ReviewScreen
from labtui.screens.system_items import system_items
from labtui.widgets.picker_list import Search
from tests.screens.conftest import Session

Answers = Callable[[FactQuestion], Sequence[str]]
"""What is true of a system, as words: values, systems to tick, or a place; none for nothing."""


@dataclass
class Person:
    """Presses the keys that the screen shows, and `=` where it saves some."""

    s: Session
    answers: Answers
    keys: int = 0
    by_fact: dict[str, int] = field(default_factory=dict)
    """How many keys each fact took."""
    uses_same: bool = True

    async def press(self, *keys: str) -> None:
        """Press keys, which count."""
        self.keys += len(keys)
        await self.s.press(*keys)

    @property
    def screen(self) -> QuestionsScreen:
        """The screen that asks."""
        screen = self.s.app.screen
        assert isinstance(screen, QuestionsScreen), self.s.text
        return screen

    async def answer_all(self, while_open: Callable[[], bool] = lambda: True) -> None:
        """Answer all questions from the review queue on, and come back to it."""
        await self.press("3")
        while while_open() and self._best() is not None:
            await self.press("g", "enter")
            while while_open() and (question := self.screen.question) is not None:
                before = self.keys
                await self._answer(question)
                self.by_fact[question.key] = self.by_fact.get(question.key, 0) + self.keys - before
            await self.press("escape")

    def _best(self) -> FactQuestion | None:
        screen = self.s.app.screen
        assert isinstance(screen, ReviewScreen)
        screen.main.action_first()
        return screen.main.question

    async def _answer(self, question: FactQuestion) -> None:
        words = self.answers(question)
        keys = self._keys(words)
        scopes = self.screen.scopes if self.uses_same else ()
        best, gain = 0, 0
        for number, scope in enumerate(scopes):
            same = [self.answers(each) == words for each in scope.questions]
            saved = (sum(same) - 1) * len(keys) - number - _out(same)
            if saved > gain:
                best, gain = number, saved
        if best:
            await self.press(*["equals_sign"] * best)
            await self._leave_out(scopes[best], words)
        await self.press(*keys)

    async def _leave_out(self, scope: Scope, words: Sequence[str]) -> None:
        same = [self.answers(each) == words for each in scope.questions]
        at = 0
        for line, fits in enumerate(same):
            if not fits:
                await self.press(*["down"] * (line - at), "space")
                at = line + 1

    def _keys(self, words: Sequence[str]) -> list[str]:
        """The keys of an answer, as the screen shows them; what it does not show is searched."""
        many = self.screen.is_list
        shown = {choice.word: choice.key for choice in self.screen.choices}
        if all(word in shown for word in words):
            keys = [shown[word] for word in words]
            return [*keys, "enter"] if many and keys != ["n"] else keys
        if len(words) == 1:
            return ["enter", *self._searched(words[0]), "enter"]
        ticked = (key for word in words for key in (*self._searched(word), "space"))
        return ["enter", *ticked, "enter"]

    def _searched(self, id: str) -> str:
        """As few letters of a name as find it first in a list of all systems."""
        search = Search(system_items(self.s.app.workspace))
        starts = (id[:length] for length in range(1, len(id)))
        return next((each for each in starts if search.find(each)[0].key == id), id)


def _out(same: Sequence[bool]) -> int:
    """How many keys it takes to leave out those that are not the same."""
    return max((line + 1 for line, fits in enumerate(same) if not fits), default=0)
