"""Asks for the name of a new system, or for several names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from labtui.commands.command import bindings
from labtui.commands.dialogs import ADDING
from labtui.data.analysis.adding import names_in
from labtui.screens.choice import WIDTH
from labtui.screens.flow import MOST_NAME, Dialog
from labtui.text.cells import clip
from labtui.text.printable import printable
from labtui.widgets.text_input import TextInput


class NameInput(TextInput):
    """A line for a name; several lines that are pasted are several names."""

    class Pasted(Message):
        """Several names were pasted."""

        def __init__(self, names: list[str]) -> None:
            super().__init__()
            self.names = names

    def on_paste(self, event: events.Paste) -> None:
        """Take several lines as several names; one line goes into the text."""
        names = names_in(event.text)
        if len(names) > 1:
            event.stop()
            event.prevent_default()
            self.post_message(self.Pasted(names))


class AskName(Dialog[tuple[str, ...] | None]):
    """Asks for the name of a new system, or for several.

    The result is `planned` or `active`, and the names; only the former if there is none.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(*ADDING)

    DEFAULT_CSS = f"""
    AskName {{
        & > Vertical {{
            width: {WIDTH};
            max-width: 100%;
            height: auto;
            padding: 0 2;
            background: $background;
            border: round $primary;
        }}
        & #news, & #title, & Input {{ margin-bottom: 1; }}
        & Input {{ background: $panel; }}
    }}
    """

    def __init__(
        self,
        *,
        like: str = "",
        amend: Sequence[str] = (),
        planned: bool = False,
        news: Content | None = None,
    ) -> None:
        """Ask for a name, starting from `amend`; `news` is what was added before.

        With `like`, the name of the system that is copied, there is nothing to plan.
        """
        super().__init__()
        self._like = like
        self._planned = planned
        self._news = news
        name = printable(amend[0]) if len(amend) == 1 else ""
        self._line = NameInput(name, "name, or several pasted", select_on_focus=False)

    def compose(self) -> ComposeResult:
        """What was added, the line, and what Tab and Enter do."""
        with Vertical():
            if self._news is not None:
                yield Static(self._news, id="news")
            yield Static(self._title(), id="title")
            yield self._line
            yield Static(self._hint(), id="hint")

    def _title(self) -> Content:
        if self._like:
            like = clip(printable(self._like), MOST_NAME)
            return Content.styled(f"Add one like {like}: its name", "bold")
        which = "a" if self._news is None else "another"
        planned = " planned" if self._planned else ""
        return Content.styled(f"Add {which}{planned} system: its name", "bold")

    def _hint(self) -> Content:
        other = "it runs already" if self._planned else "it is only planned, not running yet"
        lines = [] if self._like else [("Tab", other)]
        lines += [("Paste", "several names, one a line")]
        lines += [("Enter", "go on; without a name, end"), ("Esc", "end")]
        return Content("\n").join(
            Content.assemble((f"{key:<7}", "bold $text-primary"), (said, "$foreground-muted"))
            for key, said in lines
        )

    def typed(self) -> dict[str, Any]:
        """The text of the line, and whether it is planned."""
        text = self._line.value
        return {"text": text, "planned": self._planned} if text or self._planned else {}

    def retype(self, typed: Mapping[str, Any]) -> None:
        """Start with the text of an earlier session."""
        if typed:
            self._line.value = printable(str(typed.get("text", "")))
            self._planned = bool(typed.get("planned"))

    def words(self, answer: tuple[str, ...] | None) -> str:
        """The names."""
        return ", ".join((answer or ())[1:])

    def accepts(self, answer: object) -> bool:
        """Return True for names."""
        return isinstance(answer, tuple) and len(answer) > 1

    def _answer(self, *names: str) -> tuple[str, ...]:
        return ("planned" if self._planned else "active", *names)

    def action_plan(self) -> None:
        """It is only planned, or no longer."""
        if not self._like:
            self._planned = not self._planned
            self.query_one("#title", Static).update(self._title(), layout=False)
            self.query_one("#hint", Static).update(self._hint(), layout=False)

    @on(NameInput.Pasted)
    def _pasted(self, event: NameInput.Pasted) -> None:
        self.dismiss(self._answer(*event.names))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        name = event.value.strip()
        self.dismiss(self._answer(*([name] if name else [])))
