"""Small dialogs: a question with its answers as keys, and a line to type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from textwrap import shorten
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from labtui.commands.command import Command, bindings, shown_key
from labtui.commands.dialogs import (
    BOTH_ANSWER,
    CONVERT_ANSWERS,
    DONE_TODAY,
    LEAVE_ANSWERS,
    PROMPT,
    QUIT_ANSWERS,
    RELOAD_ANSWERS,
    REMOVE_ANSWERS,
    RETIRE_ANSWERS,
    SAVE_ANSWERS,
    STAY,
    WHAT_IF_ANSWERS,
    WHOSE_ANSWERS,
)
from labtui.data.framework.facts import FACTS
from labtui.data.framework.values import show_value
from labtui.data.inventory.conflicts import Conflict
from labtui.data.toml.values import MISSING, changed_values
from labtui.text.printable import printable


class Ask(ModalScreen[str | None]):
    """A question. Its answers are keys of their own; Esc and Enter, the safe answer, give None.

    Subclasses declare the answers with `_answers`.
    """

    CSS_PATH = "dialogs.tcss"

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """The title, the text, and a line an answer, the safe one with the cursor."""
        with Vertical():
            yield Static(Content.styled(printable(self._title), "bold"), id="title")
            if self._text:
                lines = map(printable, self._text.split("\n"))
                yield Static(Content("\n").join(map(Content, lines)), id="text")
            answers: dict[str, Binding] = {}
            for active in self.active_bindings.values():
                # A screen brings keys of its own, such as Tab, that answer nothing.
                if active.node is self and active.binding.action.startswith("answer("):
                    answers.setdefault(active.binding.action, active.binding)
            for binding in answers.values():
                yield Static(_answer_line(binding))

    def action_answer(self, answer: str | None) -> None:
        """Close with an answer."""
        self.dismiss(answer)


def _answers(safe: str, *commands: Command) -> list[BindingType]:
    """The answers of a question, and what the safe one comes to here."""
    return [*bindings(*commands), replace(STAY, help=safe).binding()]


def _answer_line(binding: Binding) -> Content:
    cursor = ("▌", "$text-primary") if binding.id == STAY.id else " "
    key = (f"{shown_key(binding.key):>5}  ", "bold $text-primary")
    return Content.assemble(cursor, key, binding.tooltip)


class AskToSave(Ask):
    """What to do with changes on leaving the editor."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Go on editing", *SAVE_ANSWERS)


class AskToRemove(Ask):
    """Whether to remove a system entered by mistake."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Keep it", *REMOVE_ANSWERS)


class AskToRetire(Ask):
    """Whether to take a system out of service."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Keep it in service", *RETIRE_ANSWERS)


class AskToReload(Ask):
    """Whether to read the file again though something is not saved."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Go on with what is shown", *RELOAD_ANSWERS)


class AskToConvert(Ask):
    """Whether to write the file again in the shape that can be changed."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Leave it as it is", *CONVERT_ANSWERS)


class AskAboutWhatIf(Ask):
    """What to do with changes that were only tried."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Go on trying", *WHAT_IF_ANSWERS)


class AskWhatWasDone(Ask):
    """What was done today."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Nothing", *DONE_TODAY)


class AskToLeaveTest(Ask):
    """Whether to quit in the middle of a smell test."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Go on with the test", *LEAVE_ANSWERS)


class AskToQuit(Ask):
    """Whether to quit though something could not be saved."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Stay in labtui", *QUIT_ANSWERS)


_LATER = "Decide later; nothing is saved until then"


class AskWhose(Ask):
    """Whose value of a fact holds."""

    BINDINGS: ClassVar[list[BindingType]] = _answers(_LATER, *WHOSE_ANSWERS)


class AskWhoseOrBoth(Ask):
    """Whose value of a fact holds that has room for both."""

    BINDINGS: ClassVar[list[BindingType]] = _answers(_LATER, *WHOSE_ANSWERS, BOTH_ANSWER)


def whose(conflict: Conflict, place: str) -> Ask:
    """The question about one fact that was changed here and by another program."""
    fact = FACTS[conflict.name].title if conflict.name in FACTS else conflict.name
    subject = f"{fact} of {conflict.id}" if conflict.id and conflict.key else conflict.where
    values = {"before": conflict.base, "mine": conflict.ours, "theirs": conflict.theirs}
    if not conflict.key:
        del values["before"]
    lines = [subject, ""]
    lines += [f"{label:<6}  {_stated(value, conflict)}" for label, value in values.items()]
    lines += ["", "What you do not take is kept among the safety copies."]
    return (AskWhose if conflict.both is None else AskWhoseOrBoth)(
        f"Changed here and by another program ({place})", "\n".join(lines)
    )


def _stated(value: object, conflict: Conflict) -> str:
    """What one side says, short enough to compare."""
    if value is MISSING:
        return "not there" if conflict.key else "removed"
    if isinstance(value, dict) and isinstance(conflict.base, dict) and not conflict.key:
        changed = [".".join(key) for key, _ in changed_values(conflict.base, value)]
        return f"changed {shorten(', '.join(changed), 200)}"
    return shorten(show_value(value), 200)


class Prompt(ModalScreen[str | None]):
    """A line to type; Enter gives it, and Esc None.

    What is asked for anew may not be left empty; a text that is amended may be emptied.
    """

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*PROMPT)

    def __init__(
        self,
        title: str,
        placeholder: str = "",
        *,
        amend: str | None = None,
        text: str = "",
        wrong: Callable[[str], str] = lambda _: "",
    ) -> None:
        """Ask for a line; with `amend`, start from that text as far as it is printable.

        `text` stands above the line, where more than a title is to be said.
        `wrong` says what is wrong with a text; only one with which nothing is wrong is taken.
        """
        super().__init__()
        self._wrong = wrong
        self._title = title
        self._placeholder = placeholder
        self._text = text
        self._amend = None if amend is None else printable(amend)

    def compose(self) -> ComposeResult:
        """The title and the line."""
        with Vertical():
            yield Static(Content.styled(printable(self._title), "bold"), id="title")
            if self._text:
                yield Static(Content(printable(self._text)), id="text")
            line = Input(self._amend, self._placeholder, select_on_focus=False, compact=True)
            line.cursor_blink = False
            yield line
            hint = Content.styled("Enter goes on · Esc leaves", "$foreground-muted")
            yield Static(hint, id="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed."""
        typed = event.value.strip()
        if problem := self._wrong(typed):
            said = Content.styled(printable(problem), "$text-error")
            self.query_one("#hint", Static).update(said)
        elif typed or self._amend is not None:
            self.dismiss(typed)


class TypeInFull(Prompt):
    """A word that must be typed in full, for what must not be done by mistake."""

    def __init__(self, title: str, text: str, word: str) -> None:
        def wrong(typed: str) -> str:
            return "" if typed == word else f"that is not {word}; Esc leaves"

        super().__init__(title, word, text=text, wrong=wrong)
