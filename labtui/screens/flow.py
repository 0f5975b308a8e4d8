"""Questions asked one after another, whose answers are journalled until the last is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from textual.screen import ModalScreen

from labtui.screens.base import BaseScreen

Result = TypeVar("Result")

MOST_NAME = 40
"""The most cells of a name in a title, which also says what is asked."""


class Dialog(ModalScreen[Result], BaseScreen[Result]):
    """A question that can be put aside half answered, and asked again as it was."""

    # A dimming background would repaint the whole screen, which is slow over SSH.
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: transparent;
    }
    """

    def words(self, answer: Result) -> str:  # noqa: ARG002
        """What of an answer a person typed; empty if it was picked."""
        return ""

    def typed(self) -> dict[str, Any]:
        """What was typed so far, as plain data; empty if nothing was."""
        return {}

    def retype(self, typed: Mapping[str, Any]) -> None:
        """Show what `typed` returned in an earlier session; called before it is mounted."""

    def accepts(self, answer: object) -> bool:
        """Whether an answer of an earlier session can be given now."""
        raise NotImplementedError


class Asker(Protocol):
    """Who asks questions, and makes the change that follows from the answers."""

    def say(self, status: str = "", error: str = "") -> None:
        """Show a status or an error."""

    def change(self, do: Callable[[], object], status: str = "") -> bool:
        """Change the workspace; see `Host.change`."""

    async def ask(self, dialog: Dialog[Result]) -> Result | None:
        """Show a dialog and return its result; call it from a worker."""


class Flow:
    """An `Asker` that records the answers, and can begin with those of an earlier session."""

    def __init__(
        self,
        host: Asker,
        kind: str,
        about: Mapping[str, Any],
        recorded: Mapping[str, Any] | None = None,
    ) -> None:
        """Ask through `host`; `recorded` is what `unfinished` returned in an earlier session."""
        self._host = host
        self._kind = kind
        self._about = dict(about)
        recorded = recorded or {}
        self._given = [_as_answer(answer) for answer in recorded.get("answers", ())]
        """The recorded answers that are still to be given."""
        self._typed: Mapping[str, Any] = recorded.get("typed", {})
        """What was typed in the dialog after those."""
        self._answers: list[object] = []
        self._texts: list[str] = []
        """What of each answer was typed."""
        self._dialog: Dialog[Any] | None = None

    def unfinished(self) -> dict[str, Any]:
        """What was answered and typed since the last change, as plain data; empty if nothing."""
        typed = self._dialog.typed() if self._dialog is not None else {}
        if not self._answers and not typed:
            return {}
        return {
            "kind": self._kind,
            "about": self._about,
            "answers": [*self._answers],
            "texts": [text for text in self._texts if text],
            "typed": typed,
        }

    async def ask(self, dialog: Dialog[Result]) -> Result | None:
        """Give the recorded answer, or else show the dialog."""
        if self._given:
            answer: Any = self._given.pop(0)
            if dialog.accepts(answer):
                self._record(dialog, answer)
                return answer  # type: ignore[no-any-return]
            self._given, self._typed = [], {}
        dialog.retype(self._typed)
        self._typed, self._dialog = {}, dialog
        answer = await self._host.ask(dialog)
        self._dialog = None
        if answer is not None:
            self._record(dialog, answer)
        return answer  # type: ignore[no-any-return]

    def _record(self, dialog: Dialog[Any], answer: object) -> None:
        self._answers.append(answer)
        self._texts.append(dialog.words(answer))

    def take_back(self) -> None:
        """Forget the last answer: its question is asked again."""
        self._answers.pop()
        self._texts.pop()

    def go_on(self, answers: Sequence[object], **about: Any) -> None:
        """After a change, begin again with these answers given, and this to remember about it."""
        self._given = [*answers]
        self._about.update(about)

    def say(self, status: str = "", error: str = "") -> None:
        """Show a status or an error."""
        self._host.say(status, error)

    def change(self, do: Callable[[], object], status: str = "") -> bool:
        """Change the workspace; what was answered until then is finished."""
        changed = self._host.change(do, status)
        if changed:
            self._answers.clear()
            self._texts.clear()
        return changed


def _as_answer(recorded: object) -> object:
    return tuple(recorded) if isinstance(recorded, list) else recorded
