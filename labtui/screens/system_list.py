"""The base class of the lists of systems, with filter, sort order and marks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.widgets import Input

from labtui.commands.anywhere import ANYWHERE, LISTS, TABS, ListName
from labtui.commands.command import Command
from labtui.commands.lists import CLEAR, COMPLETING, FILTER, FILTERING, FIRST_STEPS, LIST
from labtui.commands.system import ACTS_ON_MARKED, SYSTEM
from labtui.data.analysis.differences import changed
from labtui.data.analysis.filtering import sought
from labtui.data.analysis.query import DEFAULT_SORT, SORTS, Query
from labtui.data.inventory.workspace import Workspace
from labtui.screens.empty_list import as_notice, nothing_there
from labtui.screens.flow import Flow
from labtui.screens.marking import MarkingScreen
from labtui.text.wording import plural
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.covered import Covered
from labtui.widgets.filter_line import FilterLine
from labtui.widgets.rows import RowView

if TYPE_CHECKING:  # what is imported from is not looked at at the start
    from labtui.importing.sources import Source


class SystemListScreen(MarkingScreen):
    """A screen that lists systems; all of them share filter, sort order, marks and cursor.

    A list that is not in front is updated when it comes to the front.
    """

    list_name: ClassVar[ListName]
    """The name of this list, and of its mode."""

    def __init__(self, workspace: Workspace, list_query: Query) -> None:
        super().__init__(workspace, list_query)
        self._shown: tuple[object, ...] | None = None
        self._list()

    # --- what subclasses define

    @property
    def name_of_view(self) -> str:
        """What the title says of the view; empty where the name of the list says it all."""
        return ""

    @property
    def sorted_here(self) -> bool:
        """True if this list follows the chosen sort order."""
        return True

    @property
    def filtered_here(self) -> bool:
        """True if this list shows only what matches the filter."""
        return True

    @property
    @abstractmethod
    def own_keys(self) -> Sequence[Command]:
        """The commands that only this list has."""

    @property
    def keys(self) -> Sequence[Command]:
        """The commands in the footer; those that open the lists are in the title."""
        passed_over = {*LISTS.values(), FIRST_STEPS[-1]}
        offered = (*self.own_keys, *SYSTEM, FILTER, *LIST)
        if not self.workspace.document.systems:
            offered = tuple(replace(command, footer=True) for command in FIRST_STEPS)
            passed_over.remove(FIRST_STEPS[-1])
        elif not self._listed:
            offered = (replace(CLEAR, footer=True), FILTER)
        if self.marked:
            acting = [command for command in SYSTEM if command.id in ACTS_ON_MARKED]
            offered = (*self.own_keys[:1], *acting, CLEAR, *offered)
        ordered = dict.fromkeys((*offered, *ANYWHERE))
        return [self.in_footer(command) for command in ordered if command not in passed_over]

    @abstractmethod
    def compose_room(self) -> ComposeResult:
        """Yield the widgets between the title and the footer."""

    @abstractmethod
    def show_systems(self, ids: list[str]) -> None:
        """Show these systems in this order, with their marks."""

    def show_meanwhile(self) -> None:
        """Show what can be shown while the rest is assessed; here what was shown before."""
        if isinstance(self.main, RowView):
            self.main.empty = "Assessing …"

    def show_differing(self, ids: frozenset[str]) -> None:
        """Show that these systems differ from what is saved."""
        if isinstance(self.main, RowView):
            self.main.differing = ids

    def _differing(self) -> frozenset[str]:
        """The systems that an open what-if changes."""
        what_if = self.workspace.what_if
        if what_if is None:
            return frozenset()
        return frozenset(changed(what_if.assessments.made(), self.workspace.lab.assessments.made()))

    @abstractmethod
    def go_to(self, id: str) -> bool:
        """Put the cursor on a system; return False if it is not shown."""

    # --- what all lists share

    def compose(self) -> ComposeResult:
        """The title, the list, the filter while it is open, and the footer."""
        here, file = LISTS[self.list_name], self.workspace.store.path.name
        rooms = dict.fromkeys([*(LISTS[name] for name in TABS), here])
        yield TitleBar(self._place(), rooms=rooms, here=here, file=file)
        with Covered():
            yield from self.compose_room()
        said = "name, tag, level:3b, on:nas; Tab completes"
        yield FilterLine(said, self.list_query.words, self._completions)
        yield KeyBar(self.keys)

    def on_mount(self) -> None:
        """Focus the list."""
        self._show_sought()
        self.main.focus()

    def _show_sought(self) -> None:
        """Let the rows show what the filter is looking for."""
        if isinstance(self.main, RowView):
            self.main.sought = sought(self.list_query.words)

    def on_screen_resume(self) -> None:
        """Show changes made elsewhere and put the cursor on the system selected there."""
        wanted = self.list_query.current
        if self._shown != self._asked_for():
            self.query_one(Input).value = self.list_query.words
            self.show_lab()
        if wanted is not None and wanted != self.current:
            self.go_to(wanted)

    def show_lab(self) -> None:
        """Show the current lab if this list is in front."""
        if not self.is_active:
            self._shown = None
            if self in self.app.screen_stack:  # the title is in sight above a dialog
                self.query_one(TitleBar).place = self._place()
            return
        self.list_query.marked = self.list_query.marked.intersection(self.workspace.lab.systems)
        self._shown = self._asked_for()
        self._list()
        self._show_sought()
        if self.is_behind:
            self.show_meanwhile()
        else:
            self.show_systems(self._listed)
            self.show_differing(self._differing())
        self.show_keys()
        self.query_one(TitleBar).place = self._place()

    @property
    def is_behind(self) -> bool:
        """True while so much is assessed again that the list has to wait for it."""
        return self.workspace.lab.assessments.is_behind

    def _list(self) -> None:
        """List what matches the filter in its order; meanwhile, what was listed before."""
        systems = self.workspace.lab.systems
        if not self.is_behind:
            self._listed = self.list_query.listed(self.workspace.lab, self.workspace.ids)
        elif self._listed:
            self._listed = [id for id in self._listed if id in systems]
        else:
            self._listed = [*self.workspace.ids]

    def _asked_for(self) -> tuple[object, ...]:
        """Return what determines the shown systems and marks, besides the lab."""
        list_query = self.list_query
        return list_query.words, list_query.sort, list_query.reverse, list_query.marked

    def _place(self) -> str:
        total, list_query = len(self.workspace.lab.systems), self.list_query
        words = list_query.words if self.filtered_here else ""
        shown = len(self._listed)
        unit = "system" if total == 1 else "systems"
        parts = [self.name_of_view]
        parts.append(f"{shown} of {total} {unit}" if words else f"{total} {unit}")
        pending = self.workspace.lab.assessments.pending
        parts.append(f"assessing {pending} …" if self.is_behind else "")
        parts.append("read-only" if self.workspace.read_only_reason is not None else "")
        parts.append(f"{len(list_query.marked)} marked" if list_query.marked else "")
        parts.append(f"/{words}" if words else "")
        if self.sorted_here:
            order = "" if list_query.sort == DEFAULT_SORT else f"by {SORTS[list_query.sort][0]}"
            turned = "reversed" if list_query.reverse else ""
            parts.append(", ".join(filter(None, (order, turned))))
        problems = self.workspace.problem_count
        wrong = f"! {plural(problems, 'problem')} in the file"
        parts.append(wrong if problems else "")
        return " · ".join(filter(None, parts))

    @property
    def nothing(self) -> str:
        """The text shown when no systems are listed."""
        if self.list_query.words:
            return self.no_match("No system matches")
        if self.workspace.document.read_only_reason is not None:
            return "Nothing of this file can be shown."
        return nothing_there(self.workspace, self.app.size.width)

    def no_match(self, said: str) -> str:
        """That nothing matches the filter, why, and what to try."""
        words = self.list_query.words
        lines = [f'{said} "{words}".', *self._advice(), "Esc clears the filter."]
        return as_notice(lines, self.app.size.width)

    def open(self, id: str) -> None:
        """Put the cursor on a system and open its page."""
        self.go_to(id)
        self.host.open("page", id)

    def show_new_marks(self) -> None:
        """Show the marks, and how many there are, without listing the systems again."""
        self._shown = self._asked_for()
        self.show_marks()
        self.query_one(TitleBar).place = self._place()
        self.show_keys()

    def show_keys(self) -> None:
        """Show the keys that work now in the footer; while a filter is typed, leave its keys."""
        if not self.query_one("#filter").display:
            self.query_one(KeyBar).show(self.keys)

    # --- filter and sort

    def action_filter(self) -> None:
        """Open the filter line, which filters while typing."""
        self._show_filter((*FILTERING, COMPLETING[0]))
        self.query_one(FilterLine).show_ends()
        self.query_one(Input).focus()

    def _completions(self, words: str) -> list[str]:
        from labtui.data.analysis.filter_help import completions

        if self.is_behind:  # it would wait for all to be assessed
            return []
        return completions(self.workspace.lab, words, self.list_query.texts)

    def _advice(self) -> list[str]:
        from labtui.data.analysis.filter_help import advice

        if self.is_behind:
            return []
        return advice(self.workspace.lab, self.list_query.words, self.list_query.texts)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter by the text typed so far."""
        if event.value != self.list_query.words:
            self.list_query.words = event.value
            self.show_lab()

    def on_input_submitted(self) -> None:
        """Keep the filter and focus the list."""
        self._show_filter()
        self.main.focus()

    def action_clear_filter(self) -> None:
        """Show all systems again; where all are shown, unmark those that are marked.

        What was marked together with the filter is unmarked with it.
        """
        is_open = self.query_one("#filter").display
        if self.list_query.words or is_open:
            self.list_query.filter_by("")
            self.query_one(Input).value = ""
            self._show_filter()
            self.show_lab()
            self.main.focus()
        elif self.list_query.marked:
            self.unmark()
        else:
            self.host.say("All is shown, and nothing is marked.")

    def _show_filter(self, keys: tuple[Command, ...] = ()) -> None:
        """Open the filter line with `keys` in the footer; without keys, close it."""
        self.query_one("#filter").display = bool(keys)
        self.query_one(KeyBar).show(keys or self.keys)

    @work
    async def action_sort(self) -> None:
        """Ask for a sort order; picking the current one reverses it."""
        from labtui.screens.picker import Picker
        from labtui.widgets.picker_list import Item

        items = [Item(key, name) for key, (name, _) in SORTS.items()]
        items += [Item(*choice) for choice in self.sort_choices]
        sort = self.list_query.sort
        picked = await self.host.ask(Picker("Sort by", items, chosen={sort}))
        if picked and picked[0] not in SORTS:
            await self.take_sort_choice(picked[0])
        elif picked:
            self.list_query.sort_by(next(sort for sort in SORTS if sort in picked))
            self.show_lab()

    @property
    def sort_choices(self) -> Sequence[tuple[str, str]]:
        """What the menu of orders offers besides: key and name of each."""
        return ()

    async def take_sort_choice(self, choice: str) -> None:
        """Do what was chosen in the menu of orders besides an order."""

    # --- first steps

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return False for the example unless the inventory is empty."""
        if action == "example":
            return not self.workspace.document.systems
        return super().check_action(action, parameters)

    def action_example(self) -> None:
        """Leave this inventory for the example lab."""
        self.host.open_example()

    @property
    def place(self) -> tuple[str, tuple[str, ...]]:
        """This list, whatever is in it."""
        return self.list_name, ()

    @property
    def flows(self) -> Mapping[str, Callable[..., Awaitable[None]]]:
        """The questions about systems, and those about a new one."""
        return {**super().flows, "add": self._ask_to_add}

    # --- adding

    @work
    async def action_add(self) -> None:
        """Add systems; ask for a name, and a few questions about it."""
        if not self.host.refuse_read_only():
            await self.run_flow("add")

    async def action_import_found(self) -> None:
        """Ask what to import from, and show what is found there."""
        from labtui.screens.import_prompts import known_sources

        if not self.host.refuse_read_only():
            # Not in a worker: keys typed ahead wait until the question is there.
            self._ask_to_import(await known_sources(self.workspace))

    @work
    async def _ask_to_import(self, known: Sequence[Source]) -> None:
        from labtui.screens.import_prompts import ask_for_sources
        from labtui.screens.importing import ImportScreen

        if sources := await ask_for_sources(self.host, self.workspace, known):
            self.app.push_screen(ImportScreen(self.workspace, sources))

    async def _ask_to_add(self, flow: Flow, **about: Any) -> None:
        from labtui.screens.adding import add_systems

        self.show_added(await add_systems(flow, self.workspace, current=self.current, **about))

    def show_added(self, ids: Sequence[str]) -> None:
        """Put the cursor on the system added last, whatever the filter was."""
        if not ids:
            return
        if self.list_query.words:
            self.action_clear_filter()
        self.show_lab()
        self.go_to(ids[-1])
