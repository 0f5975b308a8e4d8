"""The questions one by one: each answer down to the file, and no key for another question."""

from __future__ import annotations

from labtui.screens.questions import QuestionsScreen
from tests.data.labs import TODAY, Raw, owners
from tests.screens.conftest import Open, Session
from tests.screens.test_review import stated, toml

UNKNOWN = toml(*({"id": id, "name": id.title()} for id in ("pve", "nas", "mail", "wiki", "films")))
"""Systems of which only the names are known."""

MAIL: Raw = {"id": "mail", "name": "Mail", "purpose": "reliability", "owners": owners()}
"""A system that people rely on, of which little else is known."""


def screen(s: Session) -> QuestionsScreen:
    found = s.app.screen
    assert isinstance(found, QuestionsScreen), s.text
    return found


def asked(s: Session) -> tuple[str, str]:
    """The system that is asked about, and the fact."""
    question = screen(s).question
    assert question is not None, s.text
    return question.id, question.key


async def begin(s: Session) -> None:
    """Ask the best question, and those after it."""
    await s.press("3", "g", "enter")


async def go_to(s: Session, key: str) -> None:
    """Skip questions until one is about this fact; then those that were skipped."""
    while screen(s).question is None or asked(s)[1] != key:
        await s.press("enter" if screen(s).question is None else "tab")


# --- one key an answer

LETTERS = [
    ("purpose", "l", "learning"),
    ("purpose", "r", "reliability"),
    ("exposure", "o", "isolated"),
    ("exposure", "i", "internet"),
    ("holds", "n", "nothing"),
    ("holds", "o", "originals"),
    ("relied_on_for", "n", []),
    ("depends_on", "n", []),
    ("backs_up_to", "n", []),
    ("evidence.restore_tested", "t", TODAY),
    ("evidence.patched", "n", "never"),
    ("owners.os", "y", "you"),
    ("owners.os", "S", "shared"),
    ("owners.os", "p", "provider"),
    ("owners.os", "n", "nobody"),
    ("owners.monitoring", "a", "n/a"),
    ("practices.segmentation", "y", "yes"),
    ("practices.segmentation", "p", "partly"),
    ("practices.segmentation", "n", "no"),
    ("practices.segmentation", "a", "n/a"),
    ("evidence.monitored", "y", True),
    ("evidence.monitored", "n", False),
]


async def test_every_answer_has_its_key_and_is_undone_by_one(open_app: Open) -> None:
    layers = {layer: owner for layer, owner in owners().items() if layer != "monitoring"}
    lab = toml(
        {**MAIL, "relied_on_for": ["income"], "owners": layers},
        {"id": "wiki", "name": "Wiki", "owners": {"access": "you"}},
    )
    async with open_app(lab) as s:
        await begin(s)
        for key, letter, value in LETTERS:
            await go_to(s, key)
            id, _ = asked(s)
            assert f" {letter} " in s.text, key
            await s.press(letter)
            assert asked(s) != (id, key), "the next one is asked"
            await s.saved()
            table, _, name = key.rpartition(".")
            found = stated(s, id)
            assert (found[table] if table else found)[name] == value, key
            await s.press("u")
            await s.saved()
            assert asked(s) == (id, key), "what is taken back is asked again"
            assert s.file == s.before
