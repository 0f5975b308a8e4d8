"""Going through the questions one by one, in an order that no answer changes under the fingers.

What comes next is known before a key is pressed, so keys typed ahead answer what was meant.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from labtui.data.analysis.best_questions import (
    PLACE,
    FactQuestion,
    Ranked,
    is_placed,
    open_keys,
    rank,
)
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Changes, System
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.shapes import Value
from labtui.data.framework.templates import TEMPLATES
from labtui.data.framework.values import as_text

Asked = tuple[str, str]
"""A question, whatever it would answer for now: the system and the fact."""

_Group = tuple[int, str]
"""What is asked in a row: the tier and the fact."""


class Scope(NamedTuple):
    """Questions that can be answered together, and what they have in common."""

    words: str
    questions: tuple[FactQuestion, ...]


_TRAITS: tuple[tuple[str, Callable[[System], str | None]], ...] = (
    ("on {}", lambda system: system.parent),
    ("of kind {}", lambda system: as_text(system.facts.get("kind"))),
    ("all without an answer", lambda _: ""),
)
"""What systems can have in common, in words; None is nothing."""


class QuestionRun:
    """The questions of a round after another, fact by fact; each round has those left by then.

    The fact with the best question comes first, and is asked of all systems in a row.
    """

    def __init__(
        self,
        lab: Lab,
        ranked: Ranked,
        *,
        shown: Callable[[str], bool] | None = None,
        first: FactQuestion | None = None,
        unsure: set[Asked] | None = None,
    ) -> None:
        """Begin with `first`, and its fact; ask only about the systems that are `shown`.

        What is `unsure` is not asked; questions that a person does not know are added to it.
        """
        self._shown = shown
        self.unsure = unsure if unsure is not None else set()
        self._skipped: set[Asked] = set()
        self._order: list[FactQuestion] = []
        """All questions in their order, as far as they are worked out."""
        self._groups: dict[_Group, list[FactQuestion]] = {}
        """Those that come after these."""
        self._left = 0
        """How many these are."""
        self._places: dict[str, int] = {}
        """The place of each system in the file."""
        self._at = 0
        self._trail: list[int] = []
        """The places of the questions that were asked before."""
        self._answered: list[int] = []
        """The places of those that were answered, the last one last."""
        self.begin_round(lab, ranked, first)

    def begin_round(self, lab: Lab, ranked: Ranked, first: FactQuestion | None = None) -> None:
        """Go on with these questions, but for those that were skipped or not known."""
        any_wanted = self._shown is None and not self.unsure and not self._skipped
        groups = _groups(ranked, None if any_wanted else self._wanted)
        self._left += sum(map(len, groups.values()))
        self._places = {id: place for place, id in enumerate(lab.systems)}
        if first is not None and (group := _group_of(first)) in groups:
            rest = self._sorted(groups.pop(group))
            self._left -= len(rest)
            self._order += sorted(rest, key=lambda question: question != first)
        self._groups.update(groups)
        self._seek(lab)

    def _sorted(self, questions: Iterable[FactQuestion]) -> list[FactQuestion]:
        """The best questions first; of equal ones, in the order of the file."""
        places = self._places

        def place(question: FactQuestion) -> tuple[object, ...]:
            return *rank(question)[:-1], places.get(question.id, 0)

        return sorted(questions, key=place)

    def _wanted(self, question: FactQuestion) -> bool:
        known = _asked(question) in self.unsure or _asked(question) in self._skipped
        return not known and (self._shown is None or self._shown(question.id))

    # --- where one is

    @property
    def question(self) -> FactQuestion | None:
        """The question that is asked; None at the end of a round."""
        return self._order[self._at] if self._at < len(self._order) else None

    @property
    def number(self) -> int:
        """The number of the question among all; those that answered themselves count."""
        return self._at + 1

    @property
    def total(self) -> int:
        """How many questions there are, with those before."""
        return len(self._order) + self._left

    @property
    def skipped(self) -> int:
        """How many were skipped."""
        return len(self._skipped)

    def coming(self, lab: Lab, most: int) -> list[FactQuestion]:
        """The next questions in their order; fewer than `most` where another fact comes then."""
        found: list[FactQuestion] = []
        for question in self._order[self._at + 1 :]:
            if len(found) == most:
                break
            if self._is_asked(lab, question):
                found.append(question)
        return found

    def _is_asked(self, lab: Lab, question: FactQuestion) -> bool:
        return self._wanted(question) and is_open(lab, question)

    # --- going on

    def _seek(self, lab: Lab) -> None:
        """Go on to the next question that is still open."""
        while True:
            if self._at == len(self._order):
                if not self._groups:
                    return
                group = next(iter(self._groups))
                questions = self._sorted(self._groups.pop(group))
                self._left -= len(questions)
                self._order += questions
            elif self._is_asked(lab, self._order[self._at]):
                return
            else:
                self._at += 1

    def _advance(self, lab: Lab) -> None:
        self._trail.append(self._at)
        self._at += 1
        self._seek(lab)

    def answered(self, lab: Lab) -> None:
        """Go on: this question was answered, in `lab`."""
        self._answered.append(self._at)
        self._advance(lab)

    def skip(self, lab: Lab) -> None:
        """Go on without an answer; it is not asked again in this run."""
        if self.question is not None:
            self._skipped.add(_asked(self.question))
            self._advance(lab)

    def set_aside(self, lab: Lab, questions: Iterable[FactQuestion]) -> None:
        """Go on: nobody knows the answer to these."""
        self.unsure.update(map(_asked, questions))
        self._advance(lab)

    def ask_skipped(self) -> None:
        """Ask in the next round what was skipped."""
        self._skipped.clear()

    def back(self) -> bool:
        """Go back to the question asked before; False if there is none."""
        if not self._trail:
            return False
        self._at = self._trail.pop()
        question = self._order[self._at]
        self._skipped.discard(_asked(question))
        self.unsure.discard(_asked(question))
        return True

    def revise(self, lab: Lab) -> None:
        """Follow a change made elsewhere: back to what was taken back, on from what was answered.

        A question to which one went back stays, as long as its system does.
        """
        while self._answered and self._is_asked(lab, self._order[self._answered[-1]]):
            self._at = self._answered.pop()
            self._trail = [at for at in self._trail if at < self._at]
        went_back = self._at in self._answered
        if not went_back or self._order[self._at].id not in lab.assessments:
            self._seek(lab)

    # --- the same answer for several

    def has_others(self, lab: Lab) -> bool:
        """Whether the same is asked of another system; found sooner than all scopes."""
        this = self.question
        if this is None:
            return False
        others = (each for each in self._of_fact(this.key) if each is not this)
        return any(self._is_asked(lab, each) for each in others)

    def scopes(self, lab: Lab) -> list[Scope]:
        """For which questions the answer to this one can be given at once, from few to all.

        Each has this question first. The first scope has only this one.
        """
        this = self.question
        if this is None:
            return []
        found = [Scope("", (this,))]
        alike = [
            question
            for question in self._of_fact(this.key)
            if question is not this and self._is_asked(lab, question)
        ]
        for words, trait in _TRAITS:
            common = trait(lab.systems[this.id])
            if common is None:
                continue
            has = (question for question in alike if trait(lab.systems[question.id]) == common)
            questions = (this, *has)
            if len(questions) > len(found[-1].questions):
                found.append(Scope(words.format(common), questions))
        return found

    def _of_fact(self, key: str) -> Iterator[FactQuestion]:
        """All questions about a fact from here on, in their order."""
        yield from (question for question in self._order[self._at :] if question.key == key)
        for (_, fact), questions in self._groups.items():
            if fact == key:
                yield from self._sorted(questions)


def is_open(lab: Lab, question: FactQuestion) -> bool:
    """Whether a question would still answer something."""
    at = lab.assessments.get(question.id)
    if at is None:
        return False
    if question.key == PLACE:
        return not is_placed(at)
    if question.key in at.system.facts:
        return False
    below = (lab.assessments.get(id) for id in question.systems)
    return any(a is not None and question.key in open_keys(a) for a in below)


def changes(questions: Iterable[FactQuestion], value: Value) -> dict[str, Changes]:
    """What answers these questions with one value, by system; goes to `Workspace.edit`."""
    return {question.id: {question.key: value} for question in questions}


def changes_of_place(questions: Iterable[FactQuestion], template: str) -> dict[str, Changes]:
    """What answers where these systems run with a place: the owners of its template."""
    owners = TEMPLATES[template].owners
    stated = {f"owners.{layer}": owners[layer] for layer in LAYERS}
    return {question.id: dict(stated) for question in questions}


def _asked(question: FactQuestion) -> Asked:
    return question.id, question.key


def _group_of(question: FactQuestion) -> _Group:
    return question.tier, question.key


def _groups(
    ranked: Ranked, wanted: Callable[[FactQuestion], bool] | None
) -> dict[_Group, list[FactQuestion]]:
    """The questions by what is asked in a row, what has the best one first; all without `wanted`.

    Each sequence of `ranked` has its best question first.
    """
    groups: defaultdict[_Group, list[FactQuestion]] = defaultdict(list)
    heads: dict[_Group, tuple[object, ...]] = {}
    for run in ranked:
        first: dict[_Group, FactQuestion] = {}
        for question in run if wanted is None else filter(wanted, run):
            group = _group_of(question)
            groups[group].append(question)
            first.setdefault(group, question)
        for group, question in first.items():
            heads[group] = min(heads.get(group, rank(question)), rank(question))
    return {group: groups[group] for group in sorted(heads, key=heads.__getitem__)}
