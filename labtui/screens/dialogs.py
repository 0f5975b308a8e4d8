"""Small dialogs: a question with its answers as keys, and a line to type."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from labtui.commands import DONE_TODAY
from labtui.text import printable


class Ask(ModalScreen[str | None]):
    """A question. Its answers are keys of their own; Esc, the safe answer, gives None.

    Subclasses declare the answers as bindings of `answer`, the safe one with `_stay`.
    """

    CSS_PATH = "dialogs.tcss"

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """The title, the text, and a line a key."""
        with Vertical():
            yield Static(Content.styled(printable(self._title), "bold"), id="title")
            if self._text:
                yield Static(Content(printable(self._text)), id="text")
            for active in self.active_bindings.values():
                # A screen brings keys of its own, such as Tab, that answer nothing.
                if active.node is self and active.binding.action.startswith("answer("):
                    yield Static(_answer_line(active.binding), classes="answer")

    def action_answer(self, answer: str | None) -> None:
        """Close with an answer."""
        self.dismiss(answer)


def _stay(tooltip: str) -> Binding:
    """The safe answer, on Esc."""
    return Binding("escape", "answer(None)", "Stay", tooltip=tooltip)


def _answer_line(binding: Binding) -> Content:
    key = "Esc" if binding.key == "escape" else binding.key
    return Content.assemble((f"{key:>5}  ", "bold $text-primary"), binding.tooltip)


class AskToSave(Ask):
    """What to do with changes on leaving the editor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "answer('save')", "Save", tooltip="Save the changes"),
        Binding("d", "answer('discard')", "Discard", tooltip="Discard the changes"),
        _stay("Go on editing"),
    ]


class AskToRemove(Ask):
    """Whether to remove a system entered by mistake."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "answer('remove')", "Remove", tooltip="Remove it from the file"),
        _stay("Keep it"),
    ]


class AskToRetire(Ask):
    """Whether to take a system out of service."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer('retire')", "Retire", tooltip="Yes, retire it"),
        _stay("Keep it in service"),
    ]


class AskToReload(Ask):
    """Whether to read the file again though something is not saved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "answer('reload')", "Read", tooltip="Read the file, set mine aside"),
        _stay("Go on with what is shown"),
    ]


class AskToConvert(Ask):
    """Whether to write the file anew in the shape that can be changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "answer('convert')", "Convert", tooltip="Convert it; a copy is kept"),
        _stay("Leave it as it is"),
    ]


class AskAboutWhatIf(Ask):
    """What to do with changes that were only tried."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "answer('keep')", "Keep", tooltip="Keep them, as one step"),
        Binding("d", "answer('drop')", "Drop", tooltip="Drop them; the lab is as it was"),
        _stay("Go on trying"),
    ]


class AskWhatWasDone(Ask):
    """What was done today."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(command.binding() for command in DONE_TODAY),
        _stay("Nothing"),
    ]


class AskToLeaveTest(Ask):
    """Whether to quit in the middle of a smell test."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "answer('leave')", "Leave", tooltip="Leave; nothing of this test is kept"),
        _stay("Go on with the test"),
    ]


class AskToQuit(Ask):
    """Whether to quit though something could not be saved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "answer('again')", "Try again", tooltip="Try to save again"),
        Binding("e", "answer('elsewhere')", "Elsewhere", tooltip="Save as another file, and quit"),
        Binding("l", "answer('lose')", "Quit", tooltip="Quit and lose the changes"),
        _stay("Stay in labtui"),
    ]


class Prompt(ModalScreen[str | None]):
    """A line to type; Enter gives it, and Esc None.

    What is asked for anew may not be left empty; a text that is amended may be emptied.
    """

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Leave", tooltip="Leave without an answer")
    ]

    def __init__(
        self,
        title: str,
        placeholder: str = "",
        *,
        amend: str | None = None,
        wrong: Callable[[str], str] = lambda _: "",
    ) -> None:
        """Ask for a line; with `amend`, start from that text.

        `wrong` says what is wrong with a text; only one with which nothing is wrong is taken.
        """
        super().__init__()
        self._wrong = wrong
        self._title = title
        self._placeholder = placeholder
        self._amend = amend

    def compose(self) -> ComposeResult:
        """The title and the line."""
        with Vertical():
            yield Static(Content.styled(printable(self._title), "bold"), id="title")
            yield from self.explained()
            line = Input(self._amend, self._placeholder, select_on_focus=False, compact=True)
            line.cursor_blink = False
            yield line
            hint = Content.styled("Enter goes on · Esc leaves", "$foreground-muted")
            yield Static(hint, id="hint")

    def explained(self) -> ComposeResult:
        """What stands above the line, where more than a title is to be said."""
        yield from ()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed."""
        typed = event.value.strip()
        if trouble := self._wrong(typed):
            said = Content.styled(printable(trouble), "$text-error")
            self.query_one("#hint", Static).update(said)
        elif typed or self._amend is not None:
            self.dismiss(typed)


class TypeInFull(Prompt):
    """A word that must be typed in full, for what must not be done by mistake."""

    def __init__(self, title: str, text: str, word: str) -> None:
        def wrong(typed: str) -> str:
            return "" if typed == word else f"that is not {word}; Esc leaves"

        super().__init__(title, word, wrong=wrong)
        self._text = text

    def explained(self) -> ComposeResult:
        """Why it must be typed."""
        yield Static(Content(printable(self._text)), id="text")
