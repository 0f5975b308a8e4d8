"""The answers to a question: words, places, and the systems that are likely to be picked."""

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from labtui.data.analysis.answers import answer_letters
from labtui.data.analysis.best_questions import PLACE, FactQuestion, is_placed
from labtui.data.analysis.hosting import can_host
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import REFERRING
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


class NamedSystems:
    """The systems to pick by a digit: those named most often, then the first of the file."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}
        """By fact, how often each system is named; counted once, then with each answer."""

    def forget(self) -> None:
        """Count again, after a change that is no answer."""
        self._counts.clear()

    def count(self, key: str, ids: Iterable[str]) -> None:
        """Take in an answer that names these systems."""
        if key in self._counts:
            self._counts[key].update(ids)

    def of(self, lab: Lab, question: FactQuestion) -> list[Choice]:
        """The systems that are likely to answer a question, with their digits; none for a word."""
        key = question.key
        if FACTS[key].shape not in REFERRING:
            return []
        if key not in self._counts:
            stated = (system.facts.get(key) for system in lab.systems.values())
            named = ((value,) if isinstance(value, str) else as_texts(value) for value in stated)
            self._counts[key] = Counter(id for ids in named for id in ids)
        often = (id for id, _ in self._counts[key].most_common())
        first = islice(lab.systems, LOOKED_THROUGH)
        likely = (id for id in (*often, *first) if id != question.id and _may_be(lab, key, id))
        ids = [*dict.fromkeys(likely)][:MOST]
        return [
            Choice(str(digit), id, lab.systems[id].name) for digit, id in enumerate(ids, start=1)
        ]


def _may_be(lab: Lab, key: str, id: str) -> bool:
    """Whether a system may be named: none that is retired; a host has a place of one's own."""
    a = lab.assessments.get(id)
    if a is None:
        return False
    return key != PLACE or (is_placed(a) and can_host(a) and a.level != "1")
