"""The commands of a drill: before it, at its steps, and at its end."""

from __future__ import annotations

from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command

_HELPED = {"app.palette", "app.help", "app.save", "app.quit"}

DRILL = (
    Command("drill.begin", "enter", "begin", "Begin", "Begin the steps, or continue them"),
    Command(
        "drill.again",
        "x",
        "again",
        "Start again",
        "Start again. What was begun is kept until a step is marked",
    ),
    Command("drill.case", "v", "next_case", "Other case", "It dies, or it is compromised"),
    Command("drill.back", "escape", "back", "Back", "Go back", leads_back=True),
    *ANYWHERE,
)
"""The commands before the first step."""

STEPS = (
    Command("step.done", "y", "mark('done')", "Done", "This step is done"),
    Command("step.failed", "n", "mark('failed')", "Could not", "This step could not be done"),
    Command("step.skip", "j,down,tab", "mark('skipped')", "Skip", "Skip this step"),
    Command("step.previous", "k,up,b", "previous", "Previous", "Back to the step before"),
    Command("step.note", "N", "note", "Note", "Note something on this step"),
    Command(
        "step.leave",
        "escape",
        "leave",
        "Back",
        "Leave the drill. It can be taken up again",
        leads_back=True,
    ),
    *(each for each in ANYWHERE if each.id in _HELPED),
)
"""The commands at a step."""

RECORD = (
    Command("record.save", "enter", "save", "Save", "Write what is ticked", changes=True),
    Command("record.tick", "space", "tick", "Tick", "Write this, or not"),
    Command("record.previous", "b", "previous", "Last step", "Back to the last step"),
    Command(
        "record.leave",
        "escape",
        "leave",
        "Back",
        "Leave the drill. It can be taken up again",
        leads_back=True,
    ),
    *(each for each in ANYWHERE if each.id in _HELPED),
)
"""The commands at the end of a drill, where what it proved is written."""
