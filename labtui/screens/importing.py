"""The preview of an import: what was found, and what of it to import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.timer import Timer
from textual.widgets import Input

from labtui.commands.command import Command, bindings
from labtui.commands.importing import LEAVE, PREVIEW
from labtui.commands.lists import FILTERING
from labtui.data.inventory.workspace import Workspace
from labtui.errors import LabtuiError
from labtui.importing.operations import take
from labtui.importing.plan import Entry, Plan
from labtui.importing.sources import Source
from labtui.screens.dialogs import AskToLeaveImport
from labtui.screens.import_decisions import Decisions, Start, Steps, never_of, refused_by
from labtui.screens.import_planning import ImportPlanning
from labtui.screens.import_questions import (
    ask_for_app,
    ask_for_host,
    ask_for_template,
    ask_whose,
)
from labtui.screens.import_reading import Reading, StoppedError
from labtui.screens.lab_screen import LabScreen, terms_named
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.filter_line import FilterLine
from labtui.widgets.import_view import ImportView, import_rows, reading_rows
from labtui.widgets.lines.importing import entry_lines, seen_key
from labtui.widgets.lines.layout import Lines
from labtui.widgets.rows import RowView
from labtui.widgets.text_view import TextView

_LOST = "What you chose here is lost."

TICK = 0.2
"""Seconds between two looks at how far the reading is."""


class ImportScreen(LabScreen[None]):
    """What was found in sources; nothing is saved until what is picked is imported."""

    CSS_PATH = "importing.tcss"
    terms = terms_named("level 0 1 2 3a 3b group status")
    AUTO_FOCUS = "ImportView"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*PREVIEW)
    drafts = True

    def __init__(self, workspace: Workspace, sources: Sequence[Source]) -> None:
        """Preview what is in sources."""
        super().__init__()
        self._workspace = workspace
        self._planning = ImportPlanning(workspace, sources)
        self._plan: Plan | None = None
        self._steps = Steps(Decisions())
        self._words = ""
        """What the rows are filtered by."""
        self._reading = Reading()
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The list, and what is known of the current row."""
        yield TitleBar(self._planning.title())
        with Container():
            yield ImportView(empty="Reading …")
            yield TextView(self._about, id="found")
        yield FilterLine("name, kind or file")
        yield KeyBar(PREVIEW)

    def on_mount(self) -> None:
        """Begin to read."""
        self._timer = self.set_interval(TICK, self._show_progress)
        self._begin()

    # --- reading

    @work(thread=True, group="import")
    def _begin(self) -> None:
        try:
            self._planning.read(self._reading.options)
        except StoppedError:
            return
        except LabtuiError as error:
            self.app.call_from_thread(self._show_failure, str(error))
            return
        self.app.call_from_thread(self._show_found)

    def _show_progress(self) -> None:
        reading = self._reading
        if reading.files and self._plan is None:
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

    def _show_found(self) -> None:
        self._end_reading()
        if self._reading.is_stopped:
            return
        found = self._compare(self._planning.first)
        picked = frozenset(entry.thing.ref for entry in found.new)
        self._steps = Steps(Decisions(picked, never=never_of(found)))
        self._show()

    # --- what is shown

    def _compare(self, decisions: Decisions) -> Plan:
        """Plan the import as it was decided, without what is shown."""
        self._plan = self._planning.plan(decisions)
        return self._plan

    def _show(self, at: str | None = None) -> None:
        """Show the plan as it was decided, with the cursor on one row."""
        if self._plan is None:
            return
        view, now = self.query_one(ImportView), self._steps.now
        starts = {entry.thing.ref: now.start_of(entry.thing.ref) for entry in self._plan.new}
        systems = self._workspace.lab.systems
        view.set_rows(import_rows(self._plan, systems, starts, self._words, now.kept))
        said = f"Nothing matches {self._words}" if self._words else "Nothing was found"
        view.empty = f"{said}.\nEsc {'shows all again' if self._words else 'goes back'}."
        if at is not None:
            view.move_to(at)
        self.query_one("#found", TextView).show(self._about)
        self._show_picked()

    def _show_picked(self) -> None:
        if self.host.error:  # of a key before
            self.host.say()
        now, bar = self._steps.now, self.query_one(TitleBar)
        self.query_one(ImportView).marked = now.picked
        picked, new = len(now.picked), len(self._plan.new if self._plan else ())
        bar.status = f"{picked} chosen, {new} new · nothing is saved yet"

    def _about(self, width: int) -> Lines:
        if self._plan is None:
            return []
        key, now = self.query_one(ImportView).cursor_key, self._steps.now
        host, template = now.hosts.get(key or ""), now.templates.get(key or "")
        return entry_lines(self._plan, key, width - 1, host=host, template=template)

    @on(RowView.Highlighted)
    def _follow_cursor(self) -> None:
        self.follow(self._show_about)

    def _show_about(self) -> None:
        self.query_one("#found", TextView).show(self._about)

    # --- picking

    @property
    def _pickable(self) -> set[str]:
        """The keys of the rows that can be picked: what is new, and what changed."""
        return (
            {entry.thing.ref for entry in self._plan.new} | self._changed if self._plan else set()
        )

    @property
    def _changed(self) -> set[str]:
        """The keys of the rows of what changed at the sources."""
        if self._plan is None:
            return set()
        observed = self._plan.evidence.of("differs", "lost")
        return {entry.thing.ref for entry in self._plan.changed} | {*map(seen_key, observed)}

    @property
    def _current(self) -> Entry | None:
        key = self.query_one(ImportView).cursor_key
        entries = self._plan.entries if self._plan is not None else ()
        return next((entry for entry in entries if entry.thing.ref == key), None)

    @property
    def _current_app(self) -> Entry | None:
        """The entry under the cursor if it is made of containers; if not, say so."""
        if (current := self._current) is not None and current.thing.parts:
            return current
        self.host.say(error="Only for apps of containers.")
        return None

    def _is_known(self, entry: Entry) -> bool:
        """If an entry is in the inventory, say so and return True."""
        if entry.state == "known":
            self.host.say(error=f"Only for new systems. {entry.id} is in the inventory.")
        return entry.state == "known"

    @property
    def _shown_new(self) -> list[Entry]:
        """The new entries that the filter shows."""
        shown = {row.key for row in self.query_one(ImportView).rows}
        return [e for e in self._plan.new if e.thing.ref in shown] if self._plan else []

    @property
    def _subjects(self) -> list[Entry]:
        """The picked new ones that are shown, or else the current one if it is new."""
        new, picked = self._shown_new, self._steps.now.picked
        found = [e for e in new if e.thing.ref in picked] or [e for e in new if e is self._current]
        if not found:
            self.host.say(error="Only for new systems. Space chooses them.")
        return found

    def _pick(self, picked: frozenset[str]) -> None:
        self._steps.take(self.query_one(ImportView).cursor_key, picked=picked)
        self._show_picked()

    def action_pick(self) -> None:
        """Pick the current row or no longer, and go to the next."""
        key, now = self.query_one(ImportView).cursor_key, self._steps.now
        if key is not None and key in self._pickable:
            self._steps.take(key, picked=now.picked ^ {key}, kept=now.kept - {key})
            self._show() if key in now.kept else self._show_picked()
        self.query_one(ImportView).action_move(1)

    def action_pick_all(self) -> None:
        """Pick all new systems that are shown; if all are picked, none."""
        new = frozenset(entry.thing.ref for entry in self._shown_new)
        picked = self._steps.now.picked
        self._pick(picked - new if new <= picked else picked | new)

    def action_take_back(self) -> None:
        """Take back what was last picked or decided."""
        is_undone, at = self._steps.undo()
        if not is_undone:
            self.host.say(error="Nothing was chosen here yet.")
            return
        self._compare(self._steps.now)
        self._show(at)

    # --- how they start

    @work
    async def action_host(self) -> None:
        """Ask what the picked systems run on."""
        if subjects := self._subjects:
            answer = await ask_for_host(self.host, self._workspace, subjects)
            self._start_with("hosts", subjects, answer)

    @work
    async def action_template(self) -> None:
        """Ask what the picked systems are, which says who is responsible for what."""
        if subjects := self._subjects:
            answer = await ask_for_template(self.host, subjects)
            self._start_with("templates", subjects, answer)

    def _start_with(self, kind: Start, subjects: Sequence[Entry], answer: str | None) -> None:
        if answer is not None:
            at = self.query_one(ImportView).cursor_key
            self._steps.start(at, kind, [entry.thing.ref for entry in subjects], answer)
            self._show()

    # --- apps and their parts

    @work
    async def action_join(self) -> None:
        """Ask for the app of the same project that the current one is a part of."""
        current = self._current_app
        if current is None or self._plan is None or self._is_known(current):
            return
        answer = await ask_for_app(self.host, self._plan, current)
        if answer:
            self._regroup(current, {part.service: answer for part in current.thing.parts})

    def action_split(self) -> None:
        """Make each container of the current app an app of its own."""
        current = self._current_app
        if current is None:
            return
        if len(current.thing.parts) < 2:
            self.host.say(error=f"{current.thing.name} is a single container.")
        else:
            self._regroup(current, {part.service: part.service for part in current.thing.parts})

    def _regroup(self, of: Entry, apps: Mapping[str, str]) -> None:
        """Put the services of an entry into other apps; what changes by this is picked."""
        now, before = self._steps.now, self._pickable
        path = of.thing.path
        decided = {**now.apps, **{(path, service): main for service, main in apps.items()}}
        self._compare(replace(now, apps=decided))
        picked = (now.picked | (self._pickable - before)) & self._pickable
        self._steps.take(of.thing.ref, apps=decided, picked=picked)
        self._show(f"{path}#{apps[of.thing.main]}")

    def action_never(self) -> None:
        """Never offer the current one again; or do, if it was not."""
        key, found, now = self.query_one(ImportView).cursor_key, self._plan, self._steps.now
        if key is None or found is None:
            return
        changes: dict[str, Any] = {"picked": now.picked - {key}}
        answers = {*map(seen_key, found.evidence.of("answers"))}
        if key in self._changed | answers:
            changes["kept"] = now.kept ^ {key}
        elif (refused := refused_by(found, key)) is not None:
            # As it is now, where something moved.
            changes["never"] = never_of(found) ^ {refused}
        else:
            current = self._current
            if current is None or not self._is_known(current):
                self.host.say(error="Only for what is new or changed.")
            return
        self.query_one(ImportView).action_move(1)  # the row goes elsewhere, the cursor stays
        self._steps.take(key, **changes)
        self._compare(self._steps.now)
        self._show()

    @work
    async def action_belongs(self) -> None:
        """Ask which system the address under the cursor is."""
        key, found = self.query_one(ImportView).cursor_key, self._plan
        told = await ask_whose(self.host, self._workspace, found, key) if found else {}
        if told:
            self._steps.take(key, whose={**self._steps.now.whose, **told})
            self._compare(self._steps.now)
            self._show()

    # --- filter

    def action_filter(self) -> None:
        """Open the filter line, which filters while typing."""
        self._show_filter(FILTERING)
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter by the text typed so far."""
        self._words = event.value
        self.query_one(TitleBar).place = self._planning.title(self._words)
        view = self.query_one(ImportView)
        before = view.cursor_key
        self._show()
        if view.cursor_key != before:
            view.action_first()

    def on_input_submitted(self) -> None:
        """Keep the filter and focus the list."""
        self._show_filter()
        self.query_one(ImportView).focus()

    def _show_filter(self, keys: Sequence[Command] = ()) -> None:
        """Open the filter line with `keys` in the footer; without keys, close it."""
        self.query_one("#filter").display = bool(keys)
        leave = replace(LEAVE, label="Show all") if self._words else LEAVE
        usual = [leave if command is LEAVE else command for command in PREVIEW]
        self.query_one(KeyBar).show(keys or usual)

    # --- leaving

    def action_import_picked(self) -> None:
        """Import what is picked as one step, and close."""
        found = self._plan
        if found is None:
            return
        picked = self._steps.now.of(found)
        decided = found.unwanted or self._steps.is_decided
        if not (any(picked) or found.is_news or decided or self._planning.is_to_remember):
            self.host.say(error="Nothing is chosen. Space chooses, Esc cancels.")
            return

        def imported() -> str:
            new, changed = take(self._workspace, found, picked)
            undo = " u undoes it." if new or changed else ""
            return f"Imported: {len(new)} new, {len(changed)} changed.{undo}"

        if self.host.change(imported):
            self.dismiss()

    def action_leave(self) -> None:
        """Show all again if there is a filter, else close without importing."""
        if self._words or self.query_one("#filter").display:
            self._words = self.query_one(Input).value = ""
            self.on_input_submitted()
        else:
            self._leave()

    @work
    async def _leave(self) -> None:
        """Close; a reading ends at the next file."""
        if await self.may_leave():
            self.dismiss()

    async def may_leave(self) -> bool:
        """Ask before what was decided here is lost; all else can be read again."""
        if self._steps.is_decided and await self.host.ask(AskToLeaveImport(_LOST, "")) is None:
            return False
        self._reading.is_stopped = True
        return True
