"""The preview of an import: what was found, and what of it to import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.timer import Timer

from labtui.commands.command import bindings
from labtui.commands.importing import PREVIEW
from labtui.data.framework.templates import TEMPLATES
from labtui.data.inventory.workspace import Workspace
from labtui.errors import LabtuiError
from labtui.importers.found import Finding
from labtui.importing.operations import find, inventory_of, take
from labtui.importing.picked import Picked
from labtui.importing.plan import Entry, Plan, plan
from labtui.importing.sources import Source
from labtui.screens.dialogs import AskToLeaveImport
from labtui.screens.import_reading import Reading, StoppedError
from labtui.screens.lab_screen import LabScreen
from labtui.screens.picker import Picker
from labtui.screens.system_items import system_items
from labtui.text.wording import join_few, plural
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.import_view import ImportView, import_rows, reading_rows
from labtui.widgets.line_view import TextView
from labtui.widgets.lines.importing import entry_lines
from labtui.widgets.lines.layout import Lines
from labtui.widgets.picker_list import Item
from labtui.widgets.rows import RowView

_LOST = "What you picked and decided here is lost."

LONGEST = 16
"""The most characters of a path that the title shows whole."""

TICK = 0.2
"""Seconds between two looks at how far the reading is."""


class ImportScreen(LabScreen[None]):
    """What was found in sources; nothing is saved until what is picked is imported."""

    CSS_PATH = "importing.tcss"
    AUTO_FOCUS = "ImportView"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*PREVIEW)
    drafts = True

    def __init__(self, workspace: Workspace, sources: Sequence[Source]) -> None:
        """Preview what is in sources of one kind, on one host."""
        super().__init__()
        self._workspace = workspace
        self._systems = [*workspace.lab.systems.values()]
        """The systems when it was opened, for the thread that reads."""
        self._given = self._sources = list(sources)
        self._picked_at_first: frozenset[str] = frozenset()
        self._finding: Finding | None = None
        self._plan: Plan | None = None
        self._decided: dict[tuple[str, str], str] = {}
        """The apps that a person put services into, see `regrouped`."""
        self._hosts: dict[str, str] = {}
        self._templates: dict[str, str] = {}
        """What the new systems run on, and how they start, by ref."""
        self._reading = Reading()
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The list, and what is known of the current row."""
        source = self._sources[0].source
        yield TitleBar(f"Import · {source} · {join_few(map(_short, self._sources))}")
        with Container():
            yield ImportView(empty="Reading …")
            yield TextView(self._about, id="found")
        yield KeyBar(PREVIEW)

    def on_mount(self) -> None:
        """Begin to read."""
        self._timer = self.set_interval(TICK, self._show_progress)
        self._begin()

    # --- reading

    @work(thread=True, group="import")
    def _begin(self) -> None:
        try:
            finding = find(self._sources, self._reading.options, self._systems)
        except StoppedError:
            return
        except LabtuiError as error:
            self.app.call_from_thread(self._show_failure, str(error))
            return
        self.app.call_from_thread(self._show_finding, finding)

    def _show_progress(self) -> None:
        reading = self._reading
        if reading.files and self._finding is None:
            view = self.query_one(ImportView)
            view.empty = f"{reading.state}\n{reading.files[-1]}"
            view.set_rows(reading_rows(reading.found))
            self.query_one(TitleBar).status = reading.state

    def _end_reading(self) -> None:
        if self._timer is not None:
            self._timer.stop()

    def _show_failure(self, message: str) -> None:
        self._end_reading()
        if not self._reading.is_stopped:
            view = self.query_one(ImportView)
            view.empty = message
            view.set_rows(())
            self.query_one(TitleBar).status = ""

    def _show_finding(self, finding: Finding) -> None:
        self._end_reading()
        if self._reading.is_stopped:
            return
        self._finding = finding
        self.query_one(ImportView).empty = "Nothing was found.\nEsc goes back."
        found = self._compare()
        self._given = self._sources = list(found.sources)
        self._picked_at_first = frozenset(entry.thing.ref for entry in found.new)
        self.query_one(ImportView).marked = self._picked_at_first
        self._show(found)

    # --- what is shown

    def _compare(self) -> Plan:
        assert self._finding is not None
        inventory = inventory_of(self._workspace)
        self._plan = plan(self._sources, self._finding, inventory, self._decided)
        return self._plan

    def _show(self, found: Plan) -> None:
        view = self.query_one(ImportView)
        systems = self._workspace.lab.systems
        picked_before = view.marked
        starts = {
            entry.thing.ref: ", ".join(filter(None, self._start_of(entry))) for entry in found.new
        }
        view.set_rows(import_rows(found, systems, starts))
        view.marked = picked_before & {entry.thing.ref for entry in self._pickable}
        self.query_one("#found", TextView).show(self._about)
        self._show_counts()

    def _start_of(self, entry: Entry) -> list[str]:
        template = self._templates.get(entry.thing.ref)
        host = self._hosts.get(entry.thing.ref)
        return [
            TEMPLATES[template].label if template is not None else "",
            f"on {host}" if host is not None else "",
        ]

    def _show_counts(self) -> None:
        picked, new = (
            len(self.query_one(ImportView).marked),
            len(self._plan.new if self._plan else ()),
        )
        self.query_one(TitleBar).status = f"{picked} picked, {new} new · nothing is saved yet"

    def _about(self, width: int) -> Lines:
        if self._plan is None:
            return []
        return entry_lines(self._plan, self.query_one(ImportView).cursor_key, width)

    @on(RowView.Highlighted)
    def _follow_cursor(self) -> None:
        self.query_one("#found", TextView).show(self._about)

    # --- picking

    @property
    def _pickable(self) -> list[Entry]:
        """The entries that can be picked: new ones, and those that changed at the source."""
        return [*self._plan.new, *self._plan.changed] if self._plan is not None else []

    @property
    def _current(self) -> Entry | None:
        key = self.query_one(ImportView).cursor_key
        entries = self._plan.entries if self._plan is not None else ()
        return next((entry for entry in entries if entry.thing.ref == key), None)

    def _is_known(self, entry: Entry) -> bool:
        """If an entry is in the inventory, say so and return True."""
        if entry.state == "known":
            self.host.say(error=f"{entry.id} is in the inventory: this is for new ones")
        return entry.state == "known"

    @property
    def _subjects(self) -> list[Entry]:
        """The picked new ones, or else the current one if it is new."""
        marked = self.query_one(ImportView).marked
        new = self._plan.new if self._plan is not None else []
        found = [e for e in new if e.thing.ref in marked] or [e for e in new if e is self._current]
        if not found:
            self.host.say(error="this is for new ones: Space picks them")
        return found

    def action_pick(self) -> None:
        """Pick the current row or no longer, and go to the next."""
        view, current = self.query_one(ImportView), self._current
        if current in self._pickable and current is not None:
            view.marked = view.marked ^ {current.thing.ref}
            self._show_counts()
        view.action_move(1)

    def action_pick_all(self) -> None:
        """Pick all new systems; if all are picked, none."""
        view = self.query_one(ImportView)
        new = frozenset(entry.thing.ref for entry in self._pickable if entry.state == "new")
        view.marked = view.marked - new if new <= view.marked else view.marked | new
        self._show_counts()

    # --- how they start

    @work
    async def action_host(self) -> None:
        """Ask what the picked systems run on."""
        if subjects := self._subjects:
            items = system_items(self._workspace)
            title = f"{_named(subjects)}: on which host?"
            answer = await self.host.ask(Picker(title, items, empty_label="As the source says"))
            self._start_with(self._hosts, subjects, answer)

    @work
    async def action_template(self) -> None:
        """Ask what the picked systems are, which says who is responsible for what."""
        if subjects := self._subjects:
            items = [Item(key, template.label, key) for key, template in TEMPLATES.items()]
            title = f"{_named(subjects)}: what {'is it' if len(subjects) == 1 else 'are they'}?"
            answer = await self.host.ask(Picker(title, items, empty_label="Say nothing yet"))
            self._start_with(self._templates, subjects, answer)

    def _start_with(
        self, said: dict[str, str], subjects: Sequence[Entry], answer: tuple[str, ...] | None
    ) -> None:
        if answer is None or self._plan is None:
            return
        for entry in subjects:
            said.pop(entry.thing.ref, None)
            if answer[0]:
                said[entry.thing.ref] = answer[0]
        self._show(self._plan)

    # --- apps and their parts

    @work
    async def action_join(self) -> None:
        """Ask for the app of the same project that the current one is a part of."""
        current = self._current
        if current is None or self._plan is None or self._is_known(current):
            return
        others = [
            entry
            for entry in self._plan.entries
            if entry.thing.path == current.thing.path
            and entry.thing.parts
            and entry.state != "never"
            and entry is not current
        ]
        if not others:
            self.host.say(error=f"{current.thing.name} is the only app of its project")
            return
        items = [Item(entry.thing.main, entry.thing.name) for entry in others]
        title = f"{current.thing.name}: part of which app?"
        answer = await self.host.ask(Picker(title, items))
        if answer:
            for part in current.thing.parts:
                self._decided[current.thing.path, part.service] = answer[0]
            self._regroup(f"{current.thing.path}#{answer[0]}")

    def action_split(self) -> None:
        """Make each container of the current app an app of its own."""
        current = self._current
        if current is None:
            return
        if len(current.thing.parts) < 2:
            self.host.say(error=f"{current.thing.name} is a single container")
        else:
            for part in current.thing.parts:
                self._decided[current.thing.path, part.service] = part.service
            self._regroup(current.thing.ref)

    def _regroup(self, at: str) -> None:
        """Show the apps as they were decided, those that are new picked, with the cursor on one."""
        view = self.query_one(ImportView)
        before = {entry.thing.ref for entry in self._pickable}
        found = self._compare()
        added = {entry.thing.ref for entry in self._pickable} - before
        view.marked = view.marked | added  # known apps that changed by this, too
        self._show(found)
        view.move_to(at)

    def action_never(self) -> None:
        """Remember that the current one is not wanted; or that it is, if it was not."""
        if (current := self._current) is None or self._is_known(current):
            return
        view = self.query_one(ImportView)
        view.action_move(1)  # the row goes elsewhere, the cursor stays
        if self._plan is not None:  # what was never wanted before may have moved
            self._sources = [*self._plan.sources]
        first, *others = self._sources
        self._sources = [first._replace(never=first.never ^ {current.place}), *others]
        self._show(self._compare())

    # --- leaving

    def action_import_picked(self) -> None:
        """Import what is picked as one step, and close."""
        found = self._plan
        if found is None:
            return
        marked = self.query_one(ImportView).marked
        if not (marked or found.completed or found.moved or found.unwanted):
            self.host.say(error="nothing is picked: Space picks, Esc leaves")
            return
        picked = {entry.thing.ref: entry.id for entry in found.new if entry.thing.ref in marked}
        updated = [entry.id for entry in found.changed if entry.thing.ref in marked]

        def imported() -> str:
            new, changed = take(
                self._workspace,
                found,
                Picked(
                    list(picked.values()),
                    updated,
                    templates={
                        picked[ref]: said for ref, said in self._templates.items() if ref in picked
                    },
                    hosts={picked[ref]: said for ref, said in self._hosts.items() if ref in picked},
                ),
            )
            return f"imported: {len(new)} new, {len(changed)} changed"

        if self.host.change(imported):
            self.dismiss()

    @work
    async def action_leave(self) -> None:
        """Close without importing; a reading ends at the next file."""
        if await self.may_leave():
            self.dismiss()

    async def may_leave(self) -> bool:
        """Ask before what was decided here is lost; all else can be read again."""
        if self._is_decided and await self.host.ask(AskToLeaveImport(_LOST, "")) is None:
            return False
        self._reading.is_stopped = True
        return True

    @property
    def _is_decided(self) -> bool:
        """True if something was said here that would have to be said again."""
        return bool(
            self._decided
            or self._hosts
            or self._templates
            or self._sources != self._given
            or self.query_one(ImportView).marked != self._picked_at_first
        )


def _short(source: Source) -> str:
    """Give a path for the title, of which the end says most."""
    return source.place if len(source.place) <= LONGEST else f"…/{Path(source.path).name}"


def _named(entries: Sequence[Entry]) -> str:
    """Give the name of one system, or how many they are."""
    return entries[0].thing.name if len(entries) == 1 else plural(len(entries), "system")
