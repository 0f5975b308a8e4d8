"""Going through the questions one by one, in an order that no answer changes under the fingers.

What comes next is known before a key is pressed, so keys typed ahead answer what was meant.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from heapq import nsmallest
from itertools import chain, islice
from typing import NamedTuple

from labtui.data.analysis.best_questions import (
    PLACE,
    FactQuestion,
    Ranked,
    in_order,
    is_placed,
    open_keys,
    rank,
)
from labtui.data.analysis.question_choices import NamedSystems
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


@dataclass(frozen=True, slots=True)
class Kept:
    """What the review queue keeps from one time that questions are asked to the next."""

    due: Callable[[], Sequence[str]]
    """Gives the systems whose smell tests are due."""
    unsure: set[Asked] = field(default_factory=set)
    """What nobody knew the answer to; it is asked again at the next start."""
    named: NamedSystems = field(default_factory=NamedSystems)
    """The systems that digits answer with."""


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
        self.more = 0
        """How many came with this round; 0 in the first."""
        self._left = 0
        """How many these are."""
        self._places: dict[str, int] = {}
        """The place of each system in the file."""
        self._next = 0
        """The place in the order from which on nothing was asked yet."""
        self._history: list[int] = []
        """The places of all questions that were asked, in their order."""
        self._at = 0
        """Where one is in the history; after its end if no question is asked."""
        self._answered: list[int] = []
        """The places of those that were answered, the last one last."""
        self.begin_round(lab, ranked, first)

    def begin_round(self, lab: Lab, ranked: Ranked, first: FactQuestion | None = None) -> None:
        """Go on with these questions, but for those that were skipped or not known."""
        any_wanted = self._shown is None and not self.unsure and not self._skipped
        groups = _groups(ranked, None if any_wanted else self._wanted)
        self.more = sum(map(len, groups.values())) if self._order else 0
        self._left += sum(map(len, groups.values()))
        self._places = {id: place for place, id in enumerate(lab.systems)}
        if first is not None and (group := _group_of(first)) in groups:
            rest = self._sorted(groups.pop(group))
            self._left -= len(rest)
            self._order += sorted(rest, key=lambda question: question != first)
        self._groups.update(groups)
        if self.question is None:
            self._seek(lab)

    def _sorted(self, questions: Iterable[FactQuestion]) -> list[FactQuestion]:
        """The best questions first; of equal ones, in the order of the file."""
        return sorted(questions, key=partial(_place_of, self._places))

    def _wanted(self, question: FactQuestion) -> bool:
        known = _asked(question) in self.unsure or _asked(question) in self._skipped
        return not known and (self._shown is None or self._shown(question.id))

    # --- where one is

    @property
    def question(self) -> FactQuestion | None:
        """The question that is asked; None at the end of a round."""
        return self._order[self._place] if self._at < len(self._history) else None

    @property
    def _place(self) -> int:
        """The place of the question in the order; after all that were asked if there is none."""
        return self._history[self._at] if self._at < len(self._history) else self._next

    @property
    def number(self) -> int:
        """The number of the question among all; those that answered themselves count."""
        return self._place + 1

    @property
    def total(self) -> int:
        """How many questions there are, with those before."""
        return len(self._order) + self._left

    @property
    def skipped(self) -> int:
        """How many were skipped."""
        return len(self._skipped)

    def coming(self, lab: Lab, most: int) -> list[FactQuestion]:
        """The next questions in their order; fewer than `most` where another fact comes then.

        Those that one went back over come first, answered or not.
        """
        asked = map(self._order.__getitem__, self._history[self._at + 1 :])
        again = (question for question in asked if self._can_be_seen(lab, question))
        new = (q for q in islice(self._order, self._next, None) if self._is_asked(lab, q))
        return [*islice(chain(again, new), most)]

    def _is_asked(self, lab: Lab, question: FactQuestion) -> bool:
        return self._wanted(question) and is_open(lab, question)

    def _can_be_seen(self, lab: Lab, question: FactQuestion) -> bool:
        """Whether one can go back to a question: its system is there, and it is not beside it."""
        a = lab.assessments.get(question.id)
        if a is None:
            return False
        return question.key in {PLACE, *a.system.facts} or is_open(lab, question)

    # --- going on

    def _seek(self, lab: Lab) -> None:
        """Ask the next question that is still open, after all that were asked."""
        while True:
            if self._next == len(self._order):
                if not self._groups:
                    return
                group = next(iter(self._groups))
                questions = self._sorted(self._groups.pop(group))
                self._left -= len(questions)
                self._order += questions
            else:
                self._next += 1
                if self._is_asked(lab, self._order[self._next - 1]):
                    self._history.append(self._next - 1)
                    return

    def _advance(self, lab: Lab) -> None:
        """Go on: to what one went back over, and then to what is new."""
        self._at += 1
        while self.question is not None and not self._can_be_seen(lab, self.question):
            self._at += 1
        if self.question is None:
            self._seek(lab)

    def answered(self, lab: Lab) -> None:
        """Go on: this question was answered, in `lab`."""
        if self.question is not None:
            self._skipped.discard(_asked(self.question))
            self.unsure.discard(_asked(self.question))
            self._answered.append(self._at)
            self._advance(lab)

    def skip(self, lab: Lab) -> None:
        """Go on without an answer; what has none is not asked again in this run."""
        if self.question is not None:
            if self._is_asked(lab, self.question):
                self._skipped.add(_asked(self.question))
            self._advance(lab)

    def set_aside(self, lab: Lab, questions: Iterable[FactQuestion]) -> None:
        """Go on: nobody knows the answer to these."""
        for asked in map(_asked, questions):
            self.unsure.add(asked)
            self._skipped.discard(asked)
        self._advance(lab)

    def ask_skipped(self) -> None:
        """Ask in the next round what was skipped."""
        self._skipped.clear()

    def back(self, lab: Lab) -> bool:
        """Go back to the question asked before; False if there is none."""
        before = range(self._at - 1, -1, -1)
        at = next((at for at in before if self._can_be_seen(lab, self._asked_at(at))), None)
        if at is None:
            return False
        self._at = at
        return True

    def _asked_at(self, at: int) -> FactQuestion:
        return self._order[self._history[at]]

    def revise(self, lab: Lab) -> None:
        """Follow a change made elsewhere: back to what was taken back, on from what was answered.

        A question to which one went back stays, as long as its system does.
        """
        while self._answered and self._is_asked(lab, self._asked_at(self._answered[-1])):
            self._at = self._answered.pop()
        question = self.question
        if question is None:
            return
        stays = self._at in self._answered or is_open(lab, question)
        if not stays or not self._can_be_seen(lab, question):
            self._advance(lab)

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
        yield from (question for question in self._order[self._place :] if question.key == key)
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


def first_asked(
    lab: Lab, ranked: Ranked, wanted: Callable[[FactQuestion], bool], most: int
) -> list[FactQuestion]:
    """The first of the wanted questions, in the order in which a run that begins now asks them."""
    places = {id: place for place, id in enumerate(lab.systems)}
    found: list[FactQuestion] = []
    groups: set[_Group] = set()
    for question in filter(wanted, in_order(ranked)):
        if len(found) >= most:
            break
        if (group := _group_of(question)) not in groups:
            groups.add(group)
            runs = (run for run in ranked if run and run[0].key == question.key)
            same = (each for each in chain.from_iterable(runs) if _group_of(each) == group)
            first = partial(_place_of, places)
            found += nsmallest(most - len(found), filter(wanted, same), key=first)
    return found


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


def _place_of(places: Mapping[str, int], question: FactQuestion) -> tuple[object, ...]:
    """The place of a question among those of its fact: of equal ones, that in the file."""
    return *rank(question)[:-1], places.get(question.id, 0)


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
