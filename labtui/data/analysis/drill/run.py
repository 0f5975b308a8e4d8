"""One pass through a drill: how each step went, what was noted, and how long it took."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args

from labtui.data.analysis.drill.exercise import CASES, Case, Drill
from labtui.data.analysis.drill.steps import Step

State = Literal["done", "failed", "skipped"]
"""How a step went."""

STATES: tuple[State, ...] = get_args(State)


class Mark(NamedTuple):
    """How a step went, and when that was said."""

    state: State
    seconds: int
    """So many seconds into the drill."""


class DrillRun:
    """A drill that is begun. It can be left and taken up again: the time between does not count."""

    def __init__(self, drill: Drill, now: datetime) -> None:
        """Begin a drill now."""
        self.drill = drill
        self.begun = now
        self.at = 0
        """The number of the step that is next; that of all steps once each was next."""
        self.marks: dict[str, Mark] = {}
        """By the key of the step."""
        self.notes: dict[str, str] = {}
        """By the key of the step."""
        self._spent = 0
        """The seconds until it was taken up, in earlier sittings."""
        self._since = now

    @property
    def step(self) -> Step | None:
        """The step that is next; None after the last."""
        return self.drill.steps[self.at] if self.at < len(self.drill.steps) else None

    def seconds(self, now: datetime) -> int:
        """How long it has taken so far."""
        return self._spent + max(0, int((now - self._since).total_seconds()))

    def count(self, state: State) -> int:
        """How many steps went so."""
        return len(self.of(state))

    @property
    def marked(self) -> int:
        """How many steps were said to be done, failed or skipped."""
        return sum(map(self.count, STATES))

    @property
    def took(self) -> int:
        """How many seconds it had taken when the last step was marked."""
        return max([mark.seconds for mark in self.marks.values()], default=self._spent)

    def of(self, state: State) -> list[Step]:
        """The steps that went so, in their order."""
        marks = self.marks
        return [
            step
            for step in self.drill.steps
            if step.key in marks and marks[step.key].state == state
        ]

    # --- going on

    def mark(self, state: State, now: datetime) -> None:
        """Say how the step went, and go on to the next."""
        if self.step is not None:
            self.marks[self.step.key] = Mark(state, self.seconds(now))
            self.at += 1

    def back(self) -> bool:
        """Go back to the step before; says whether there is one."""
        if self.at == 0:
            return False
        self.at -= 1
        return True

    def note(self, text: str) -> None:
        """Note something on the step; an empty text removes the note."""
        if self.step is None:
            return
        if text:
            self.notes[self.step.key] = text
        else:
            self.notes.pop(self.step.key, None)

    def follow(self, drill: Drill) -> None:
        """Go on with the same drill of a lab that has changed."""
        was, self.drill = self.step, drill
        keys = [step.key for step in drill.steps]
        if was is not None and was.key in keys:
            self.at = keys.index(was.key)
        else:
            self._go_to_first_open()

    def _go_to_first_open(self) -> None:
        still = [at for at, step in enumerate(self.drill.steps) if step.key not in self.marks]
        self.at = still[0] if still else len(self.drill.steps)

    # --- taking it up again

    @property
    def stated(self) -> dict[str, Any]:
        """What was said so far, as plain data; empty if nothing was."""
        if not self.marks and not self.notes:
            return {}
        return {
            "begun": self.begun.isoformat(timespec="seconds"),
            "spent": self.took,
            "marks": {key: [*mark] for key, mark in self.marks.items()},
            "notes": {**self.notes},
        }

    def restate(self, stated: Mapping[str, Any], now: datetime) -> bool:
        """Take up what `stated` gave in an earlier session; False if that makes no sense."""
        with suppress(ValueError, TypeError, LookupError, AttributeError):
            begun = datetime.fromisoformat(stated["begun"])
            spent = max(0, int(stated["spent"]))
            marks = {
                str(key): Mark(state, int(seconds))
                for key, (state, seconds) in stated["marks"].items()
                if state in STATES
            }
            notes = {str(key): str(note) for key, note in stated["notes"].items()}
            self.begun, self._spent, self._since = begun, spent, now
            self.marks, self.notes = marks, notes
            self._go_to_first_open()
            return True
        return False


def time_words(seconds: int) -> str:
    """How long something took: `less than 1 min`, `12 min`, `1 h 20 min`."""
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return f"{minutes} min" if minutes else "less than 1 min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


# --- what is kept between two sessions

_FORMAT = 1

Begun = dict[Case, dict[str, Any]]
"""What was stated of the drills of a system that were left before their end."""


def to_bytes(begun: Begun) -> bytes:
    """Give what is kept of the drills of a system; empty if nothing was begun."""
    import json  # slow to import, and only a drill needs it

    stated = {case: each for case, each in begun.items() if each}
    return json.dumps({"format": _FORMAT, "begun": stated}).encode() if stated else b""


def from_bytes(content: bytes) -> Begun:
    """Give the drills that were begun; none where that cannot be understood."""
    import json

    with suppress(ValueError, TypeError, LookupError, AttributeError, RecursionError):
        kept = json.loads(content)
        if kept["format"] == _FORMAT:
            return {case: dict(kept["begun"][case]) for case in CASES if case in kept["begun"]}
    return {}
