"""The commands that act on one system: the system of a page, or the current one."""

from __future__ import annotations

from labtui.commands.command import Command

SYSTEM = (
    Command(
        "system.edit",
        "e",
        "edit",
        "Edit",
        "Edit its facts, with the effect",
        needs_system=True,
        changes=True,
        asks=("marks",),
    ),
    Command(
        "system.assess",
        "s",
        "assess",
        "Smell test",
        "Answer the five questions of the smell test",
        needs_system=True,
        changes=True,
        asks=("marks",),
    ),
    Command(
        "system.done",
        "t",
        "done_today",
        "Done",
        "Note what was patched, tested or tried today",
        "Done today",
        needs_system=True,
        changes=True,
        asks=("marks",),
    ),
    Command(
        "system.retire",
        "x",
        "retire",
        "Retire",
        "Check if it can be retired",
        needs_system=True,
    ),
    Command(
        "system.move",
        "M",
        "move_to_host",
        "Move",
        "Say what it runs on now",
        needs_system=True,
        changes=True,
        asks=("marks",),
    ),
    Command(
        "system.compromised",
        "c",
        "compromised",
        "Compromised",
        "What an attacker would reach",
        footer=False,
        needs_system=True,
    ),
    Command(
        "system.rebuild",
        "b",
        "rebuild",
        "Bring it back",
        "What its loss stops, and what to bring back first",
        footer=False,
        needs_system=True,
    ),
    Command(
        "system.why",
        "w",
        "why",
        "Why",
        "The rules and facts behind it",
        needs_system=True,
    ),
    Command(
        "system.copy",
        "y",
        "copy_id",
        "Copy id",
        "Copy its id; on a page twice: what to do",
        footer=False,
        needs_system=True,
    ),
    Command(
        "system.duplicate",
        "Y",
        "duplicate",
        "Duplicate",
        "Add a system like this one: ask for its name",
        footer=False,
        needs_system=True,
        changes=True,
    ),
    Command(
        "system.remove",
        "D",
        "remove",
        "Remove",
        "Only for mistakes. Retire what really existed",
        footer=False,
        needs_system=True,
        changes=True,
        asks=("remove",),
    ),
)
"""The commands of every screen with a current system."""

DRILL = Command(
    "system.drill",
    "d",
    "drill",
    "Drill",
    "Practise: it dies or is compromised tonight",
    needs_system=True,
)
"""Opens the drill of a system, from its page and from the tree."""

ACTS_ON_MARKED = ("system.edit", "system.assess", "system.done", "system.move")
"""The commands that act on all marked systems at once."""

FINDING = (
    Command(
        "finding.update",
        "enter",
        "update_fact",
        "Update fact",
        "Update the fact that decides this",
        needs_system=True,
        changes=True,
    ),
    Command(
        "finding.accept",
        "A",
        "accept",
        "Accept risk",
        "Accept this risk for a limited time",
        needs_system=True,
        changes=True,
    ),
)
"""The commands about a finding on a page."""

LAB_REMEDIES = (
    Command(
        "page.promote",
        "P",
        "promote",
        "Promote",
        "Try to run this lab as production",
        needs_system=True,
        changes=True,
    ),
    Command(
        "page.detach",
        "U",
        "detach",
        "Detach",
        "Try the lab without what makes people rely on it",
        needs_system=True,
        changes=True,
    ),
)
"""The commands of the page of a lab that has become production."""

PLANNED = (
    Command(
        "page.activate",
        "m",
        "activate",
        "Activate",
        "Put it into service",
        needs_system=True,
        changes=True,
    ),
)
"""The commands of the page of a planned system."""

PAGE = (
    *FINDING,
    *SYSTEM,
    DRILL,
    *LAB_REMEDIES,
    *PLANNED,
    Command(
        "page.back",
        "escape",
        "back",
        "Back",
        "Go back",
        needs_system=True,
        leads_back=True,
    ),
)
"""The commands of a system's page."""

RETIREMENT = (
    Command(
        "retire.tick",
        "space",
        "tick",
        "Tick",
        "Tick or untick this item",
        needs_system=True,
        changes=True,
    ),
    Command(
        "retire.not_applicable",
        "n",
        "not_applicable",
        "N/A",
        "It does not apply, and why",
        needs_system=True,
        changes=True,
    ),
    Command(
        "retire.switch",
        "tab,shift+tab",
        "switch",
        "Checklist",
        "To the checklist, or to the review",
        needs_system=True,
    ),
    Command(
        "retire.ask",
        "a",
        "ask_what_they_need",
        "Never asked",
        "Answer what the systems need that were never asked",
        needs_system=True,
        changes=True,
    ),
    Command(
        "retire.retire",
        "R",
        "retire_now",
        "Retire",
        "Take it out of service",
        needs_system=True,
        changes=True,
        asks=("retire",),
    ),
    Command(
        "retire.return",
        "B",
        "bring_back",
        "Reactivate",
        "Put it into service again",
        needs_system=True,
        changes=True,
    ),
    Command(
        "retire.answer",
        "enter",
        "answer",
        "Answer",
        "Answer a fact behind this item",
        needs_system=True,
        changes=True,
    ),
    Command(
        "retire.leave",
        "escape",
        "back",
        "Back",
        "Go back. The ticks are kept",
        needs_system=True,
        leads_back=True,
    ),
    *(command for command in SYSTEM if command.id != "system.retire"),
)
"""The commands of the retirement review."""
