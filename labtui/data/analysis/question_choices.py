"""The answers to a question: words, places, and the systems that are likely to be picked."""

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from labtui.data.analysis.answers import answer_letters
from labtui.data.analysis.best_questions import PLACE, FactQuestion, is_placed
from labtui.data.analysis.hosting import can_host, keeps_backups, leading_to, may_keep_backups
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import REFERRING, Value
from labtui.data.framework.templates import PLACES
from labtui.data.framework.values import as_texts

MOST = 9
"""How many systems can be picked by their digits."""

LOOKED_THROUGH = 200
"""Among how many systems those to pick are looked for, where few were named so far."""


class Choice(NamedTuple):
    """An answer with its key."""

    key: str
    word: str
    """What is answered: a value, a place or the id of a system."""
    label: str
    meaning: str = ""


def letters_of(key: str) -> dict[str, str]:
    """The words that answer the question for a fact, by their keys."""
    if key == PLACE:
        return {place.letter: template for template, place in PLACES.items()}
    return answer_letters(FACTS[key])


def words_of(key: str) -> list[Choice]:
    """The words that answer the question for a fact, with what they mean."""
    if key == PLACE:
        return [
            Choice(place.letter, template, place.words, place.meaning)
            for template, place in PLACES.items()
        ]
    meanings = FACTS[key].choices or {}
    return [
        Choice(letter, word, word, meanings.get(word, ""))
        for letter, word in letters_of(key).items()
    ]


def remark_on(a: Assessment | None, key: str) -> str:
    """What helps to answer a question about a system; empty where nothing more is to be said."""
    if key == "holds" and a is not None and a.context.without_os:
        return "It has no operating system: a UPS holds nothing, a disk may hold data."
    return ""


def named_in(value: Value | None) -> tuple[str, ...]:
    """The systems that an answer names."""
    return (value,) if isinstance(value, str) else as_texts(value)


class NamedSystems:
    """The systems to pick by a digit: those named most often, then the first of the file.

    A digit stays with a system that somebody named in all questions, also where that is no answer
    and the digit is left out; with others as long as the same is asked, unless one that is named
    takes it.
    """

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}
        """By fact, how often each system is named; counted once, then with each answer."""
        self._digits: dict[int, str] = {}
        """The ids of the systems by their digits, from those that were offered first on."""
        self._key = ""
        """The fact that was asked about last."""
        self._named: dict[str, None] = {}
        """The systems that somebody named in the answer to any question."""

    def forget(self) -> None:
        """Count again, after a change that is no answer."""
        self._counts.clear()

    def count(self, key: str, ids: Iterable[str]) -> None:
        """Take in an answer that names these systems."""
        named = [*ids]
        self._named.update(dict.fromkeys(named))
        if key in self._counts:
            self._counts[key].update(named)

    def of(self, lab: Lab, question: FactQuestion) -> list[Choice]:
        """The systems that are likely to answer a question, with their digits; none for a word."""
        key = question.key
        if FACTS[key].shape not in REFERRING:
            return []
        if key not in self._counts:
            stated = (system.facts.get(key) for system in lab.systems.values())
            self._counts[key] = Counter(id for value in stated for id in named_in(value))
        often = [id for id, _ in self._counts[key].most_common()]
        first = [*islice(lab.systems, LOOKED_THROUGH)]
        if key == "backs_up_to":
            often += [id for id in first if id in lab.assessments and keeps_backups(lab, id)]
        in_a_loop = leading_to(lab, [question.id]) if key in _LOOPING else {question.id}

        def may_be(id: str) -> bool:
            return id not in in_a_loop and _may_be(lab, key, id)

        likely = filter(may_be, (*often, *self._named, *first))
        self._named.update(dict.fromkeys(often))
        best = [*islice(dict.fromkeys(likely), MOST)]
        kept = {*self._named, *(best if key != self._key else self._digits.values())}
        self._key = key
        self._digits = {
            n: id for n, id in self._digits.items() if id in kept and id in lab.assessments
        }
        self._give_digits(best)
        return [
            Choice(str(digit), id, lab.systems[id].name)
            for digit, id in sorted(self._digits.items())
            if may_be(id)
        ]

    def _give_digits(self, likely: Iterable[str]) -> None:
        """Give each a digit that is free, or that of one that nobody named, the last first."""
        for id in likely:
            if id in self._digits.values():
                continue
            free = (n for n in range(1, MOST + 1) if n not in self._digits)
            spare = (n for n in range(MOST, 0, -1) if self._digits.get(n) not in self._named)
            digit = next(free, None) or (next(spare, None) if id in self._named else None)
            if digit is not None:
                self._digits[digit] = id


_LOOPING = (PLACE, "depends_on")
"""The facts by which nothing is likely to name what needs it."""


def _may_be(lab: Lab, key: str, id: str) -> bool:
    """Whether a system may be named: none that is retired.

    A host has a place of its own; what keeps backups is no UPS.
    """
    a = lab.assessments.get(id)
    if a is None:
        return False
    if key == "backs_up_to":
        return may_keep_backups(lab, id)
    return key != PLACE or (is_placed(a) and can_host(a) and a.level != "1")
