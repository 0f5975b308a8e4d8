"""Small dialogs: questions answered with a key, and prompts for a line of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from textwrap import shorten
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from labtui.commands.command import Command, bindings, shown_key
from labtui.commands.dialogs import (
    BOTH_ANSWER,
    CARRY_ON_ANSWERS,
    CONVERT_ANSWERS,
    DONE_TODAY,
    GONE_ANSWERS,
    LEAVE_ANSWERS,
    LEAVE_IMPORT_ANSWERS,
    NO_COPY_ANSWERS,
    PROMPT,
    QUIT_ANSWERS,
    RELOAD_ANSWERS,
    REMOVE_ANSWERS,
    RETIRE_ANSWERS,
    SAVE_ANSWERS,
    STAY,
    UNSEEN_ANSWERS,
    WHAT_IF_ANSWERS,
    WHOSE_ANSWERS,
)
from labtui.data.framework.facts import FACTS
from labtui.data.framework.values import show_value
from labtui.data.inventory.conflicts import Conflict
from labtui.data.toml.values import MISSING, changed_values
from labtui.screens.flow import Dialog
from labtui.text.printable import printable
from labtui.widgets.text_input import TextInput
from labtui.widgets.text_view import ComposeLines, TextView

LIST_WIDTH = 88
"""How wide a question with a list is."""

AROUND_LIST = 7, 12
"""How many columns and lines it takes besides the list."""


class Ask(Dialog[str | None]):
    """A question whose answers are keys. Esc and Enter give the safe answer, None.

    Subclasses declare the answers with `_answers`.
    """

    CSS_PATH = "dialogs.tcss"

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """The title, the text, and one line per answer; the cursor is on the safe one."""
        with Vertical():
            yield Static(Content.styled(printable(self._title), "bold"), id="title")
            if self._text:
                lines = map(printable, self._text.split("\n"))
                yield Static(Content("\n").join(map(Content, lines)), id="text")
            yield from self.compose_list()
            answers: dict[str, Binding] = {}
            for active in self.active_bindings.values():
                # Every screen has other bindings, such as Tab, that are no answers.
                if active.node is self and active.binding.action.startswith("answer("):
                    answers.setdefault(active.binding.action, active.binding)
            for binding in answers.values():
                yield Static(_answer_line(binding))

    def compose_list(self) -> ComposeResult:
        """What the question is about, below the text."""
        yield from ()

    def action_answer(self, answer: str | None) -> None:
        """Close with an answer."""
        self.dismiss(answer)

    def accepts(self, answer: object) -> bool:
        """Return True for one of the answers that do something."""
        actions = (binding.action for binding in self.BINDINGS if isinstance(binding, Binding))
        return answer is not None and f"answer({answer!r})" in actions


def _answers(safe: str, *commands: Command) -> list[BindingType]:
    """Return the bindings of the answers; `safe` describes the safe one."""
    return [*bindings(*commands), replace(STAY, help=safe).binding()]


def _answer_line(binding: Binding) -> Content:
    cursor = ("▌", "$text-primary") if binding.id == STAY.id else " "
    key = (f"{shown_key(binding.key):>5}  ", "bold $text-primary")
    return Content.assemble(cursor, key, binding.tooltip)


_NEXT_TIME = "Ask again at the next start"


class AskToSave(Ask):
    """Asks what to do with the changes when the editor is closed."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Keep editing", *SAVE_ANSWERS)


class AskToRemove(Ask):
    """Asks whether to remove a system entered by mistake."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Keep it", *REMOVE_ANSWERS)


class AskToRetire(Ask):
    """Asks whether to retire a system."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Keep it in service", *RETIRE_ANSWERS)


class AskAboutUnseen(Ask):
    """Asks whether to act on marked systems that are not in sight."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Cancel", *UNSEEN_ANSWERS)


class AskToReload(Ask):
    """Asks whether to read the file again although there are unsaved changes."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Keep the changes", *RELOAD_ANSWERS)


class AskToConvert(Ask):
    """Asks whether to rewrite the file in the format that can be edited."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Leave it as it is", *CONVERT_ANSWERS)


class AskAboutWhatIf(Ask):
    """Asks what to do with the changes of a what-if, and lists them."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Keep trying", *WHAT_IF_ANSWERS)

    def __init__(self, title: str, text: str, lines: ComposeLines) -> None:
        super().__init__(title, text)
        self._lines = lines
        self._list = TextView(lines, id="list")

    def compose_list(self) -> ComposeResult:
        """What changed, of which as much as fits is seen."""
        yield self._list

    def on_mount(self) -> None:
        """Fit the list into the height there is."""
        self._fit()

    def on_resize(self) -> None:
        """Fit it into another height."""
        self._fit()

    def _fit(self) -> None:
        width = min(LIST_WIDTH, self.app.size.width) - AROUND_LIST[0]
        room = max(2, self.app.size.height - AROUND_LIST[1])
        self._list.styles.height = min(room, len(self._lines(width)))


class AskWhatWasDone(Ask):
    """Asks what was done today."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Nothing", *DONE_TODAY)


class AskToLeaveTest(Ask):
    """Asks whether to quit in the middle of a smell test."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Keep answering", *LEAVE_ANSWERS)


class AskToLeaveImport(Ask):
    """Asks whether to leave the preview of an import in which something was decided."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Keep choosing", *LEAVE_IMPORT_ANSWERS)


class AskToQuit(Ask):
    """Asks whether to quit although changes could not be saved."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Stay in labtui", *QUIT_ANSWERS)


class AskToSaveWithoutCopy(Ask):
    """Asks whether to save although no safety copy can be kept of what is replaced."""

    BINDINGS: ClassVar[list[BindingType]] = _answers("Do not save yet", *NO_COPY_ANSWERS)


class AskToCarryOn(Ask):
    """Asks whether to carry on with what an earlier session did not finish."""

    BINDINGS: ClassVar[list[BindingType]] = _answers(_NEXT_TIME, *CARRY_ON_ANSWERS)


class AskAboutGone(Ask):
    """Asks what to do with something unfinished that cannot be carried on with now."""

    BINDINGS: ClassVar[list[BindingType]] = _answers(_NEXT_TIME, *GONE_ANSWERS)


_LATER = "Decide later. Nothing is saved until then"


class AskWhose(Ask):
    """Asks which of two conflicting values of a fact to keep."""

    BINDINGS: ClassVar[list[BindingType]] = _answers(_LATER, *WHOSE_ANSWERS)


class AskWhoseOrBoth(Ask):
    """Asks which of two conflicting values of a fact to keep, or both."""

    BINDINGS: ClassVar[list[BindingType]] = _answers(_LATER, *WHOSE_ANSWERS, BOTH_ANSWER)


def whose(conflict: Conflict, place: str) -> Ask:
    """Return the question about one fact that was changed both here and by another program."""
    fact = FACTS[conflict.name].title if conflict.name in FACTS else conflict.name
    subject = f"{fact} of {conflict.id}" if conflict.id and conflict.key else conflict.where
    values = {"before": conflict.base, "here": conflict.ours, "in file": conflict.theirs}
    if not conflict.key:
        del values["before"]
    lines = [subject, ""]
    lines += [f"{label:<7}  {_stated(value, conflict)}" for label, value in values.items()]
    lines += ["", "A safety copy keeps the other value."]
    return (AskWhose if conflict.both is None else AskWhoseOrBoth)(
        f"Changed here and by another program ({place})", "\n".join(lines)
    )


def _stated(value: object, conflict: Conflict) -> str:
    """Return the value of one side, shortened."""
    if value is MISSING:
        return "not there" if conflict.key else "removed"
    if isinstance(value, dict) and isinstance(conflict.base, dict) and not conflict.key:
        changed = [".".join(key) for key, _ in changed_values(conflict.base, value)]
        return f"changed {shorten(', '.join(changed), 200)}"
    return shorten(show_value(value), 200)


class Prompt(Dialog[str | None]):
    """A prompt for a line of text; Enter returns it, Esc returns None.

    An empty line is accepted only when there is a text to amend.
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
        """Ask for a line, which starts with the printable characters of `amend`.

        `text` is shown above the line. `wrong` returns an error message for a text, or an empty
        string if the text is valid; an invalid text is not accepted.
        """
        super().__init__()
        self._wrong = wrong
        self._title = title
        self._text = text
        self._amend = None if amend is None else printable(amend)
        self._line = TextInput(self._amend, placeholder, select_on_focus=False)

    def typed(self) -> dict[str, Any]:
        """The text of the line, if it is not the one it started with."""
        text = self._line.value
        return {} if text == (self._amend or "") else {"text": text}

    def retype(self, typed: Mapping[str, Any]) -> None:
        """Start with the text of an earlier session."""
        if "text" in typed:
            self._line.value = printable(str(typed["text"]))

    def words(self, answer: str | None) -> str:
        """The answer: all of it was typed."""
        return answer or ""

    def accepts(self, answer: object) -> bool:
        """Return True for a text that could be typed here."""
        valid = isinstance(answer, str) and not self._wrong(answer)
        return valid and bool(answer or self._amend is not None)

    def compose(self) -> ComposeResult:
        """The title and the line."""
        with Vertical():
            yield Static(Content.styled(printable(self._title), "bold"), id="title")
            if self._text:
                yield Static(Content(printable(self._text)), id="text")
            yield self._line
            wrong = Static(id="wrong")
            wrong.display = False
            yield wrong
            hint = Content.styled("Enter Continue · Esc Cancel", "$foreground-muted")
            yield Static(hint, id="hint")

    async def problem_of(self, typed: str) -> str:
        """Return the error message for a text, empty if it is valid; keys wait for it."""
        return self._wrong(typed)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close with the typed text if it is valid; otherwise show the error."""
        typed = event.value.strip()
        if problem := await self.problem_of(typed):
            said = Content.styled(printable(problem), "$text-error")
            wrong = self.query_one("#wrong", Static)
            wrong.update(said)
            wrong.display = True
        elif typed or self._amend is not None:
            self.dismiss(typed)


class TypeInFull(Prompt):
    """A prompt to confirm an action by typing a word in full."""

    def __init__(self, title: str, text: str, word: str) -> None:
        def wrong(typed: str) -> str:
            return "" if typed == word else f"That is not {word}."

        super().__init__(title, word, text=text, wrong=wrong)
