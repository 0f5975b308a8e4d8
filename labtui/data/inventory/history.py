"""The steps that can be undone and redone."""

from collections.abc import Callable
from typing import NamedTuple

from labtui.data.inventory.document import Document
from labtui.data.inventory.external_change import ExternalChange


class Step(NamedTuple):
    """A change that can be undone or redone."""

    document: Document
    """What undoing it, or redoing it, goes to."""
    done: str
    """What was changed, in words: `edit vaultwarden`."""
    since: tuple[ExternalChange, ...] = ()
    """What other programs did to the file since. Undoing the step does not take that back."""

    def rebased(self) -> tuple[Document, list[str]]:
        """Give the document with the changes of other programs since.

        The list names the facts that both the step and other programs changed; they have the
        values of the others. Raises DocumentError.
        """
        document = self.document
        theirs: dict[str, None] = {}
        if self.since:
            from labtui.data.inventory.merge import merge, restore_theirs

            for change in self.since:
                merged = merge(change.before, document, change.after)
                document, restored = restore_theirs(merged.document, change.resolved_for_ours)
                theirs |= dict.fromkeys(c.where for c in (*merged.conflicts, *restored))
        return document, list(theirs)

    def with_change(self, change: ExternalChange) -> "Step":
        """Note that another program changed the file."""
        return self._replace(since=(*self.since, change))


class History:
    """The steps that can be undone and, until the next change, redone."""

    def __init__(self) -> None:
        """Start without steps."""
        self._past: list[Step] = []
        self._future: list[Step] = []

    @property
    def last(self) -> Step | None:
        """The step that would be undone; None if there is none."""
        return self._past[-1] if self._past else None

    @property
    def depth(self) -> int:
        """The number of steps that can be undone."""
        return len(self._past)

    @property
    def undone(self) -> tuple[Step, ...]:
        """The steps that can be redone, the next one last."""
        return tuple(self._future)

    def record(self, document: Document, done: str, *, join: bool = False) -> None:
        """Add a step that changed `document`; what was undone can no longer be redone.

        With `join`, the last step is extended instead, and `done` is said of both.
        """
        if join:
            document = self._past.pop().document
        self._past.append(Step(document, done))
        self._future.clear()

    def clear(self) -> None:
        """Forget all steps."""
        self._past.clear()
        self._future.clear()

    def clear_undone(self) -> None:
        """Forget what could be redone."""
        self._future.clear()

    def undo(
        self, document: Document, back_up: Callable[[bytes], None]
    ) -> tuple[Document, str] | None:
        """Undo the last step of `document`.

        Gives the document from before it, and in words what was undone; None if there is no step.
        What `Step.rebased` leaves to other programs is named, and passed to `back_up` first.
        Raises DocumentError, and what `back_up` raises; then nothing was undone.
        """
        return self._move(self._past, self._future, document, back_up)

    def redo(
        self, document: Document, back_up: Callable[[bytes], None]
    ) -> tuple[Document, str] | None:
        """Redo the step that was undone last, as `undo` does."""
        return self._move(self._future, self._past, document, back_up)

    @staticmethod
    def _move(
        source: list[Step],
        target: list[Step],
        document: Document,
        back_up: Callable[[bytes], None],
    ) -> tuple[Document, str] | None:
        if not source:
            return None
        step = source[-1]
        rebased, theirs = step.rebased()
        if theirs:
            back_up(step.document.data)
        source.pop()
        target.append(Step(document, step.done))
        words = (
            f"{step.done}, without {', '.join(theirs)}, which others changed"
            if theirs
            else step.done
        )
        return rebased, words

    def apply_external(self, change: ExternalChange) -> None:
        """Note in all steps that another program changed the file."""
        for steps in (self._past, self._future):
            steps[:] = [step.with_change(change) for step in steps]

    def squash(self, depth: int, document: Document) -> None:
        """Make one step of a what-if out of those after `depth`; it goes back to `document`."""
        done = "; ".join(step.done for step in self._past[depth:])
        del self._past[depth:]
        self.record(document, f"what-if: {done}")

    def rewind(self, depth: int, undone: tuple[Step, ...]) -> None:
        """Drop the steps after `depth`, and bring back the `undone` steps to redo."""
        del self._past[depth:]
        self._future[:] = undone
