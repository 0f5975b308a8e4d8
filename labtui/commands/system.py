"""The commands that act on one system: the system of a page, or the current one."""

from __future__ import annotations

from labtui.commands.command import Command

SYSTEM = (
    Command(
        "system.edit",
        "e",
        "edit",
        "Edit",
        "Edit its facts, with the assessment live beside",
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
        "Note what was done today",
        needs_system=True,
        changes=True,
        asks=("marks",),
    ),
    Command(
        "system.move",
        "M",
        "move_to_host",
        "Move",
        "Say what it runs on now",
        footer=False,
        needs_system=True,
        changes=True,
        asks=("marks",),
    ),
    Command(
        "system.retire",
        "x",
        "retire",
        "Retire",
        "Whether it may go, and what to see to",
        needs_system=True,
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
        "system.why",
        "w",
        "why",
        "Why",
        "Explain it: the rules, the facts, whose they are",
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
        "Remove a system entered by mistake; what really ran is retired",
        footer=False,
        needs_system=True,
        changes=True,
        asks=("remove",),
    ),
)
"""The commands of every screen with a current system."""

ACTS_ON_MARKED = ("system.edit", "system.assess", "system.done", "system.move")
"""The commands that act on all marked systems at once."""

FINDING = (
    Command(
        "finding.settle",
        "enter",
        "settle",
        "Settle",
        "The one fact that would settle this",
        needs_system=True,
        changes=True,
    ),
    Command(
        "finding.accept",
        "A",
        "accept",
        "Accept",
        "Accept this risk knowingly, for a time",
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
        "What if this lab were the production it has become",
        needs_system=True,
        changes=True,
    ),
    Command(
        "page.unhook",
        "U",
        "unhook",
        "Detach",
        "What if nothing people rely on needed this lab",
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
        "Make active",
        "Put a planned system into service",
        needs_system=True,
        changes=True,
    ),
)
"""The commands of the page of a planned system."""

PAGE = (
    *FINDING,
    *SYSTEM,
    *LAB_REMEDIES,
    *PLANNED,
    Command(
        "page.back",
        "escape",
        "back",
        "Back",
        "Back to where you came from",
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
        "Tick this item, or untick it",
        needs_system=True,
        changes=True,
    ),
    Command(
        "retire.not_applicable",
        "n",
        "not_applicable",
        "N/A",
        "Not applicable, and why",
        needs_system=True,
        changes=True,
    ),
    Command(
        "retire.switch",
        "tab,shift+tab",
        "switch",
        "Checklist",
        "To the checklist, or back to the review",
        needs_system=True,
    ),
    Command(
        "retire.ask",
        "a",
        "ask_what_they_need",
        "Never asked",
        "Answer what each system needs that was never asked",
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
        "Bring back",
        "Put it into service again",
        needs_system=True,
        changes=True,
    ),
    Command(
        "retire.answer",
        "enter",
        "answer",
        "Answer",
        "Answer a fact this item is made from",
        needs_system=True,
        changes=True,
    ),
    Command(
        "retire.leave",
        "escape",
        "back",
        "Back",
        "Back; the ticks stay",
        needs_system=True,
        leads_back=True,
    ),
    *(command for command in SYSTEM if command.id != "system.retire"),
)
"""The commands of the retirement review."""
