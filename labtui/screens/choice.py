"""Questions with a key for each answer, which is shown beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from labtui.commands.command import bindings
from labtui.commands.dialogs import CHOICE
from labtui.screens.flow import Dialog, Result
from labtui.text.cells import clip, pad
from labtui.text.printable import printable

WIDTH = 68

MARGIN = 6
"""Cells of the box that no answer has: its border, and the space inside it."""

LABEL = 26
"""The most cells of an answer, if its meaning stands beside it."""


class Answer(NamedTuple):
    """An answer, the key that gives it, and what it means."""

    key: str
    value: str
    label: str
    meaning: str = ""


class Question(Dialog[Result]):
    """A question that letters answer. Enter goes on, Esc goes back."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*CHOICE)

    DEFAULT_CSS = f"""
    Question {{
        & > VerticalScroll {{
            width: {WIDTH};
            max-width: 100%;
            height: auto;
            max-height: 100%;
            border: round $primary;
            padding: 0 2;
            background: $background;
            scrollbar-size-vertical: 1;
        }}
        & #news {{ margin-bottom: 1; }}
        & #title, & #answers {{ text-wrap: nowrap; text-overflow: ellipsis; }}
        & #answers {{ margin: 1 0; }}
    }}
    """

    def __init__(
        self, title: str, asked: str, answers: Sequence[Answer], *, news: Content | None = None
    ) -> None:
        """Ask about `title`; `news` is shown above it."""
        super().__init__()
        self._title = title
        self._asked = asked
        self._answers = answers
        self._news = news

    def compose(self) -> ComposeResult:
        """What it is about, the question, a line for each answer, and what Enter does."""
        with VerticalScroll(can_focus=False):
            if self._news is not None:
                yield Static(self._news, id="news")
            yield Static(Content.styled(printable(self._title), "bold"), id="title")
            asked = map(printable, self._asked.split("\n"))
            yield Static(Content("\n").join(map(Content, asked)), id="asked")
            answers = Static(self._lines(), id="answers")
            answers.auto_links = False  # an answer is no link, and looks like none
            yield answers
            yield Static(self._hint(), id="hint")

    def _lines(self) -> Content:
        width = max((cell_len(answer.label) for answer in self._answers), default=0)
        return Content("\n").join(
            self._line(answer, min(width, LABEL) if answer.meaning else 0)
            for answer in self._answers
        )

    def _line(self, answer: Answer, width: int) -> Content:
        label = printable(answer.label)
        line = Content.assemble(
            (f" {answer.key}  ", "bold $text-primary"),
            self._sign(answer),
            pad(label, width) if width else label,
            (f"  {printable(answer.meaning)}" if answer.meaning else "", "$foreground-muted"),
        )
        return line.stylize(Style.from_meta({"@click": f"screen.pick({answer.value!r})"}))

    def _sign(self, answer: Answer) -> str:  # noqa: ARG002
        """What stands before an answer."""
        return ""

    def _hint(self) -> Content:
        raise NotImplementedError

    def on_key(self, event: events.Key) -> None:
        """Take the answer of a letter; in the other case too, if no other answer has that."""
        typed = event.character or ""
        values = {each.key: each.value for each in self._answers}
        key = typed if typed in values else typed.swapcase()
        if key in values:
            event.stop()
            self._answered(values[key])

    def action_pick(self, value: str) -> None:
        """Take an answer that was clicked."""
        self._answered(value)

    def _answered(self, value: str) -> None:
        raise NotImplementedError

    def action_take(self) -> None:
        """Go on."""
        raise NotImplementedError

    def action_back(self) -> None:
        """Go back to the question before."""
        self.dismiss(None)


class Choice(Question[str | None]):
    """A question with one answer; Enter gives the one that is offered."""

    def __init__(
        self,
        title: str,
        asked: str,
        answers: Sequence[Answer],
        *,
        offered: tuple[str | None, str],
        current: str | None = None,
        news: Content | None = None,
    ) -> None:
        """Offer an answer with its words; None goes back. `current` is what is answered now."""
        super().__init__(title, asked, answers, news=news)
        self._offered = offered
        self._current = current

    def accepts(self, answer: object) -> bool:
        """Return True for an answer of this question."""
        given = (self._offered[0], *(each.value for each in self._answers))
        return answer is not None and answer in given

    def _sign(self, answer: Answer) -> str:
        if self._current is None:
            return ""
        return "• " if answer.value == self._current else "  "

    def _hint(self) -> Content:
        offered = clip(printable(self._offered[1]), WIDTH - MARGIN - len(" Enter    Esc Back"))
        return Content.assemble(
            (" Enter  ", "bold $text-primary"),
            (offered, "bold"),
            ("   Esc Back", "$foreground-muted"),
        )

    def _answered(self, value: str) -> None:
        self.dismiss(value)

    def action_take(self) -> None:
        """Give the offered answer."""
        self.dismiss(self._offered[0])


class Choices(Question[tuple[str, ...] | None]):
    """A question with several answers: letters tick them, Enter gives what is ticked.

    An answer of `alone` is given at once, and is the only one then.
    """

    def __init__(
        self,
        title: str,
        asked: str,
        answers: Sequence[Answer],
        *,
        alone: Collection[str],
        offered: tuple[tuple[str, ...] | None, str],
        ticked: Iterable[str] = (),
    ) -> None:
        """Offer what Enter gives as long as nothing else than `ticked` is ticked, with its words.

        None goes back.
        """
        super().__init__(title, asked, answers)
        self._alone = alone
        self._offered = offered
        self._before = [*ticked]
        self._ticked = dict.fromkeys(self._before)

    @property
    def _is_untouched(self) -> bool:
        return [*self._ticked] == self._before

    def typed(self) -> dict[str, Any]:
        """What is ticked, if that is something else than at first."""
        return {} if self._is_untouched else {"words": "", "ticked": [*self._ticked]}

    def retype(self, typed: Mapping[str, Any]) -> None:
        """Tick what was ticked in an earlier session."""
        if "ticked" in typed:
            known = {answer.value for answer in self._answers}.difference(self._alone)
            self._ticked = dict.fromkeys(value for value in typed["ticked"] if value in known)

    def accepts(self, answer: object) -> bool:
        """Return True for answers of this question."""
        known = {answer.value for answer in self._answers}
        return isinstance(answer, tuple) and known.issuperset(answer)

    def _sign(self, answer: Answer) -> str:
        return "    " if answer.value in self._alone else _tick(answer.value in self._ticked)

    def _hint(self) -> Content:
        kept = {0: "none of these", 1: "this one"}
        ticked = len(self._ticked)
        goes_on = self._offered[1] if self._is_untouched else kept.get(ticked, f"these {ticked}")
        return Content.assemble(
            (" Enter  ", "bold $text-primary"),
            (goes_on, "bold"),
            ("   Esc Back", "$foreground-muted"),
        )

    def _answered(self, value: str) -> None:
        if value in self._alone:
            self.dismiss((value,))
            return
        if value in self._ticked:
            del self._ticked[value]
        else:
            self._ticked[value] = None
        self.query_one("#answers", Static).update(self._lines(), layout=False)
        self.query_one("#hint", Static).update(self._hint(), layout=False)

    def action_take(self) -> None:
        """Give what is ticked, or else what is offered."""
        self.dismiss(self._offered[0] if self._is_untouched else tuple(self._ticked))


def _tick(is_ticked: bool) -> str:
    return "[x] " if is_ticked else "[ ] "
