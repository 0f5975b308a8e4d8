"""The commands of the lists of systems: overview, inventory, matrix, review, tree and rebuild.

Ids of commands that all lists have begin with `room`; keymaps of settings.toml use them.
"""

from __future__ import annotations

from labtui.commands.command import Command
from labtui.commands.system import SYSTEM

FILTER = Command("room.filter", "slash", "filter", "Filter", "Show only what matches, as you type")

CLEAR = Command(
    "room.clear",
    "escape",
    "clear_filter",
    "Show all",
    "Show all systems again, then unmark all",
    footer=False,
    while_typing=True,
    leads_back=True,
)

FIRST_STEPS = (
    Command(
        "room.add",
        "a",
        "add",
        "Add",
        "Add or plan systems, one key an answer",
        changes=True,
    ),
    Command(
        "room.import",
        "i",
        "import_found",
        "Import",
        "Import from files of other programs, or refresh",
        footer=False,
        changes=True,
    ),
    Command(
        "room.example",
        "d",
        "example",
        "Example",
        "Look around in an example lab. Nothing is kept",
    ),
)
"""The commands where there are no systems yet; the example is offered only there."""

SORT = Command("room.sort", "o", "sort", "Sort", "Choose the order")

LIST = (
    *SYSTEM,
    FILTER,
    SORT,
    *FIRST_STEPS,
    Command(
        "room.export",
        "X",
        "export",
        "Export",
        "Write what is shown, or marked, in another format",
        footer=False,
    ),
    Command("room.mark", "space", "mark", "Mark", "Mark this system, or no longer", footer=False),
    Command(
        "room.extend_down",
        "shift+down",
        "extend(1)",
        "Mark down",
        "Mark this system and the next",
        footer=False,
    ),
    Command(
        "room.extend_up",
        "shift+up",
        "extend(-1)",
        "Mark up",
        "Mark this system and the one above",
        footer=False,
    ),
    Command(
        "room.mark_all", "asterisk", "mark_all", "Mark all", "Mark all shown, or none", footer=False
    ),
    CLEAR,
)
"""The commands of every list of systems."""

COMPLETING = (
    Command(
        "filter.complete",
        "tab",
        "complete(1)",
        "Complete",
        "Complete the last word, then the next way to",
        while_typing=True,
    ),
    Command(
        "filter.complete_back",
        "shift+tab",
        "complete(-1)",
        "Complete back",
        "Complete the last word the way before",
        footer=False,
        while_typing=True,
    ),
)
"""The commands that complete the word that is typed in a filter."""

FILTERING = (
    Command("filter.keep", "enter", "", "Keep", "Keep the filter, and go on in the table"),
    Command("filter.clear", "escape", "", "Clear", "Show all systems again"),
)
"""The footer while a filter is typed; the text input and the screen implement these commands."""

MATRIX = (Command("matrix.view", "v", "next_view", "View", "Next view: levels, layers, map"),)
"""The commands of the matrix alone."""

LAYERS_VIEW = (
    Command(
        "layers.open",
        "enter",
        "open",
        "Change",
        "Choose who is responsible for this layer",
        changes=True,
    ),
    Command("layers.left", "h,left", "point(-1)", "Left", "One layer to the left", footer=False),
    Command("layers.right", "l,right", "point(1)", "Right", "One layer to the right", footer=False),
    Command("layers.fold", "z", "fold", "Collapse", "Collapse or expand what runs on this host"),
    Command(
        "layers.fold_all",
        "Z",
        "fold_all",
        "Collapse all",
        "Collapse or expand all hosts",
        footer=False,
    ),
)
"""The commands of the view of the layers alone."""

LAYER_CELL = (
    Command("cell.you", "y", "answer('you')", "You", "You are responsible"),
    Command(
        "cell.shared", "s,S", "answer('shared')", "Shared", "You and the provider are responsible"
    ),
    Command("cell.provider", "p", "answer('provider')", "Provider", "The provider is responsible"),
    Command("cell.nobody", "n", "answer('nobody')", "Nobody", "Nobody is responsible"),
    Command("cell.not_applicable", "a", "answer('n/a')", "N/A", "This layer does not exist here"),
    Command("cell.unset", "minus", "answer('')", "Clear", "Clear the answer"),
    Command(
        "cell.leave",
        "escape",
        "leave_cell",
        "Cancel",
        "Change nothing",
        leads_back=True,
    ),
)
"""The commands in a cell of the view of the layers."""

MAP = (
    Command("map.left", "h,left", "go(0, -1)", "Left", "To less learning", footer=False),
    Command("map.down", "j,down", "go(1, 0)", "Down", "To less risk", footer=False),
    Command("map.up", "k,up", "go(-1, 0)", "Up", "To more risk", footer=False),
    Command("map.right", "l,right", "go(0, 1)", "Right", "To more learning", footer=False),
    Command("map.first", "g,home", "first", "First", "To the first systems", footer=False),
    Command("map.last", "G,end", "last", "Last", "To the last systems", footer=False),
    Command("map.open", "enter", "open", "Open", "List the systems of this place", footer=False),
)
"""The commands on the map alone; it is never more than a page."""

REVIEW = (
    Command(
        "review.today",
        "t",
        "answer('t')",
        "Today",
        "Answer this question: today",
        changes=True,
    ),
    Command(
        "review.yes",
        "y",
        "answer('y')",
        "Yes",
        "Answer this question: yes, or you",
        changes=True,
    ),
    Command(
        "review.shared",
        "S",
        "answer('S')",
        "Shared",
        "Answer this question: shared",
        changes=True,
    ),
    Command(
        "review.partly",
        "p",
        "answer('p')",
        "Partly",
        "Answer it: partly, or the provider",
        changes=True,
    ),
    Command(
        "review.no",
        "n",
        "answer('n')",
        "No",
        "Answer this question: no, nobody, or never",
        changes=True,
    ),
    Command(
        "review.not_applicable",
        "a",
        "answer('a')",
        "N/A",
        "Answer it: not applicable",
        changes=True,
    ),
    Command("review.open", "enter", "open", "Answer", "Answer this question, or open this system"),
)
"""The commands of the review queue alone."""

CHANGED = Command(
    "review.changed",
    "r",
    "assess_changed",
    "Changed",
    "Smell tests of all that changed since theirs",
    footer=False,
    changes=True,
)
"""Goes through all that changed, from the review queue."""

OVERVIEW = (
    Command("overview.open", "enter", "open", "Open", "Open the systems behind this"),
    Command("overview.next_panel", "tab,l,right", "panel(1)", "Next panel", "To the next panel"),
    Command(
        "overview.previous_panel",
        "shift+tab,h,left",
        "panel(-1)",
        "Previous panel",
        "To the previous panel",
        footer=False,
    ),
)
"""The commands of the overview alone."""

TREE = (Command("tree.view", "v", "next_view", "View", "Next tree: by host, by reliance, by loss"),)
"""The commands of the tree alone."""

TREE_VIEW = (
    Command("tree.fold", "z", "fold", "Collapse", "Collapse or expand what is below this system"),
    Command("tree.fold_all", "Z", "fold_all", "Collapse all", "Collapse or expand everything"),
    Command(
        "tree.in",
        "l,right",
        "unfold",
        "Expand",
        "Expand it; by loss: what is lost with this system",
        footer=False,
    ),
    Command(
        "tree.out",
        "h,left",
        "fold_here",
        "Out",
        "Collapse it, or go up; by loss: back to the loss before",
        footer=False,
    ),
)
"""The commands that fold the tree."""

REBUILD = (
    Command(
        "rebuild.view",
        "v",
        "next_view",
        "View",
        "From nothing, or after the loss of this system",
    ),
    Command("rebuild.panel", "z", "panel", "In full", "Why it stands in its step: in full, or not"),
)
"""The commands of the rebuild order alone."""

INVENTORY = (
    Command("inventory.panel", "z", "panel", "Panel", "The panel: larger, hidden, as usual"),
    Command(
        "inventory.panel_down", "J", "scroll_panel(1)", "Panel down", "Scroll the panel down",
        footer=False,
    ),
    Command(
        "inventory.panel_up", "K", "scroll_panel(-1)", "Panel up", "Scroll the panel up",
        footer=False,
    ),
)  # fmt: skip
"""The commands of the inventory alone."""

OPEN = Command("table.open", "enter", "open", "Open", "Open this system's page")
"""Opens a page from a list of systems."""
