"""The questions that a person has asked within the preview of an import."""

from __future__ import annotations

from collections.abc import Sequence

from labtui.data.framework.templates import TEMPLATES
from labtui.data.inventory.workspace import Workspace
from labtui.importing.plan import Entry, Plan
from labtui.screens.host import Host
from labtui.screens.picker import Picker
from labtui.screens.system_items import host_items, system_items
from labtui.text.wording import plural
from labtui.widgets.lines.importing import whose_key
from labtui.widgets.picker_list import Item


async def ask_for_host(host: Host, workspace: Workspace, subjects: Sequence[Entry]) -> str | None:
    """Ask what new systems run on; empty for what the source says, None if that was left."""
    if not workspace.lab.systems:
        host.say(error="No host is known yet. Esc, then a adds one.")
        return None
    title = f"{_named(subjects)}: on which host?"
    picker = Picker(title, host_items(workspace), empty_label="As the source says")
    answer = await host.ask(picker)
    return answer[0] if answer else None


async def ask_for_template(host: Host, subjects: Sequence[Entry]) -> str | None:
    """Ask what new systems are; empty for nothing yet, None if that was left."""
    items = [Item(key, template.label, key) for key, template in TEMPLATES.items()]
    title = f"{_named(subjects)}: what {'is it' if len(subjects) == 1 else 'are they'}?"
    answer = await host.ask(Picker(title, items, empty_label="Not answered"))
    return answer[0] if answer else None


async def ask_for_app(host: Host, plan: Plan, current: Entry) -> str | None:
    """Ask for the app of the same project that an entry is a part of: its main service."""
    others = [
        entry
        for entry in plan.entries
        if entry.thing.path == current.thing.path
        and entry.thing.parts
        and entry.state != "never"
        and entry is not current
    ]
    if not others:
        host.say(error=f"{current.thing.name} is the only app of its project.")
        return None
    items = [Item(entry.thing.main, entry.thing.name) for entry in others]
    answer = await host.ask(Picker(f"{current.thing.name}: part of which app?", items))
    return answer[0] if answer else None


async def ask_whose(
    host: Host, workspace: Workspace, plan: Plan, key: str | None
) -> dict[tuple[str, str], str]:
    """Ask which system the address of a row is; gives its id by kind of source and address.

    Empty if that was left.
    """
    same = [one for one in plan.evidence.unmatched if whose_key(one) == key]
    if not same:
        host.say(error="Only for an address of which no system is known.")
        return {}
    picker = Picker(f"Which system is {same[0].label}?", system_items(workspace))
    answer = await host.ask(picker)
    return {(one.origin.source, one.label): answer[0] for one in same} if answer else {}


def _named(entries: Sequence[Entry]) -> str:
    """Give the name of one system, or how many they are."""
    return entries[0].thing.name if len(entries) == 1 else plural(len(entries), "system")
