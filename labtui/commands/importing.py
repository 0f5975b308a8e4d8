"""The commands of the preview of an import."""

from __future__ import annotations

from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command

LEAVE = Command(
    "import.leave",
    "escape",
    "leave",
    "Cancel",
    "Show all again, or cancel the import",
    while_typing=True,
    leads_back=True,
    asks=("leave import",),
)
"""Ends the filter, then the preview."""

PREVIEW = (
    Command("import.import", "enter", "import_picked", "Import", "Import what is chosen"),
    Command("import.pick", "space", "pick", "Choose", "Choose this one, or not"),
    Command("import.pick_all", "asterisk", "pick_all", "All", "Choose all new ones, or none"),
    Command("import.host", "h", "host", "Host", "Choose what the chosen ones run on"),
    Command("import.template", "t", "template", "Template", "Choose what the chosen ones are"),
    Command("import.filter", "slash", "filter", "Filter", "Show only what matches, as you type"),
    Command("import.undo", "u", "take_back", "Undo", "Undo the last decision here"),
    Command("import.never", "n", "never", "Never", "Never offer this again; press again to undo"),
    Command("import.join", "J", "join", "Join", "Make it part of another app of its project"),
    Command("import.split", "S", "split", "Split", "Make each of its containers an app of its own"),
    Command("import.belongs", "b", "belongs", "Belongs", "Choose the system an address belongs to"),
    LEAVE,
    *(each for each in ANYWHERE if each.id in {"app.palette", "app.help", "app.quit"}),
)
"""The commands of the preview."""
