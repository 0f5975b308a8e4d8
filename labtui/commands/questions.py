"""The commands of the questions of the review queue: one key an answer, the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command
from labtui.data.analysis.answers import COMMON_LETTERS
from labtui.data.framework.facts import FACTS
from labtui.data.framework.groups import IMPORTANT
from labtui.data.framework.templates import PLACES


def _words() -> Iterator[tuple[str, str, str]]:
    """All words that one key answers with: the word, its key, and what it says."""
    for word, letter in COMMON_LETTERS.items():
        yield word, letter, f"Answer: {word}"
    for fact in FACTS.values():
        letters = fact.letters if fact.group == IMPORTANT else {}
        for word, letter in letters.items():
            if word not in COMMON_LETTERS:
                yield word, letter, f"{fact.label}: {word}"
    for template, place in PLACES.items():
        yield template, place.letter, f"It runs on its own: {place.words}"


_KEYS = {"shared": "S,s"}
"""Keys besides the usual one; in the lists, where this one answers too, `s` is the smell test."""

ANSWERS = {
    word: Command(
        f"answer.{word.replace('n/a', 'not_applicable')}",
        _KEYS.get(word, letter),
        f"answer('{word}')",
        word.capitalize(),
        help,
        footer=False,
    )
    for word, letter, help in _words()
}
"""The answers by their words; those of one letter are never the answers of one question."""

UNSURE = Command("questions.unsure", "d", "unsure", "Don't know", "Ask it again another time")
SAME = Command(
    "questions.same",
    "equals_sign",
    "same",
    "Same for all",
    "Answer it for other systems too, which are listed first",
)
ENTER = Command(
    "questions.list", "enter", "list", "List", "Keep what is ticked, or pick or type it"
)
SKIP = Command("questions.skip", "j,down,tab", "skip", "Skip", "To the next question")
PREVIOUS = Command(
    "questions.previous", "k,up,b", "previous", "Previous", "Back to the question before"
)
TESTS = Command(
    "questions.assess",
    "s",
    "assess",
    "Smell test",
    "After the last question, ask the smell tests that are due",
)
TICK = Command(
    "questions.tick", "space", "tick", "Tick", "Leave this system out, or not", footer=False
)
LEAVE = Command(
    "questions.leave", "escape", "leave", "Back", "Back to the review queue", leads_back=True
)

QUESTIONS = (
    *ANSWERS.values(),
    ENTER,
    UNSURE,
    SAME,
    SKIP,
    PREVIOUS,
    TESTS,
    TICK,
    *(
        Command(
            f"questions.pick_{word}",
            str(digit),
            f"pick({digit})",
            f"System {digit}",
            f"Answer with the system at {digit}",
            footer=False,
        )
        for digit, word in enumerate(
            ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), start=1
        )
    ),
    *(
        each
        for each in ANYWHERE
        if each.id in {"app.help", "app.undo", "app.redo", "app.palette", "app.save", "app.quit"}
    ),
    LEAVE,
)
"""The commands where the questions are asked one by one."""
