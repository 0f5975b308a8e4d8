"""The drill of a system: what happens tonight, its steps one by one, and what they proved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from labtui.commands.command import Command, bindings
from labtui.commands.drill import DRILL, RECORD, STEPS
from labtui.data.analysis.drill.exercise import CASES, Case, Drill, drill_of
from labtui.data.analysis.drill.record import entries_of, to_do
from labtui.data.analysis.drill.run import DrillRun, State, from_bytes, to_bytes
from labtui.data.analysis.drill.writing import write
from labtui.data.inventory.workspace import Workspace
from labtui.errors import FactError
from labtui.screens.dialogs import Prompt
from labtui.screens.flow import Flow
from labtui.screens.lab_screen import READING_WIDTH, WIDE, terms_named
from labtui.screens.system_screen import SystemScreen
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.lines.checklist import ItemLine
from labtui.widgets.lines.drill import begun_words, drill_lines, record_lines, step_stage
from labtui.widgets.lines.layout import Lines
from labtui.widgets.retire_view import ItemsView
from labtui.widgets.stage_view import KeylessStageView, StageView
from labtui.widgets.text_view import TextView

NOT_SAVED = "Not saved yet"

IN_WHAT_IF = "A drill is written to what is saved. End the what-if first: Esc, then W."

BEGINS = "Enter begins the steps. They are timed, and can be left and taken up again."


class Kept:
    """The drills of a system that were begun, as they are kept between two sessions."""

    def __init__(self, workspace: Workspace, id: str) -> None:
        self._drills = workspace.store.drills
        self._id = id

    def of(self, case: Case) -> Mapping[str, Any]:
        """What was stated of a drill that was begun; empty if it was not."""
        return from_bytes(self._drills.read(self._id)).get(case, {})

    def keep(self, case: Case, stated: dict[str, Any]) -> None:
        """Keep what is stated of a drill from now on; empty once it is over."""
        begun = from_bytes(self._drills.read(self._id))
        self._drills.keep(self._id, to_bytes({**begun, case: stated}))


class DrillBase(SystemScreen):
    """A screen about the drill of one system in one case."""

    def __init__(
        self, workspace: Workspace, id: str, case: Case | None, drill: Drill | None = None
    ) -> None:
        """Show the drill of a case; without one, of that which was begun, else of a loss.

        `drill` is that drill where it is known already.

        Raises `FactError` where the system is not in service.
        """
        super().__init__(workspace)
        self._subject = id
        self._kept = Kept(workspace, id)
        begun = [each for each in CASES if self._kept.of(each)]
        self._case = case or (begun or CASES)[0]
        self._drill = drill or self._find()
        self._is_behind = False
        """True if the lab changed while another screen was in front."""

    def _find(self) -> Drill:
        return drill_of(self.workspace.lab, self.workspace.ids, self._subject, self._case)

    @property
    def current(self) -> str | None:
        """The id of the system that is lost or compromised."""
        return self._subject

    def _begun(self) -> DrillRun | None:
        """The drill as it was left; None where it was not begun."""
        run, now = DrillRun(self._drill, self.host.now()), self.host.now()
        stated = self._kept.of(self._case)
        return run if stated and run.restate(stated, now) else None

    def _follow_lab(self) -> bool:
        """Take the drill of a lab that has changed; close where the system is out of service.

        Behind another screen it waits until it is in front again.
        """
        self._is_behind = not self.is_active
        if self._is_behind:
            return False
        if self.leave_if_gone(self._subject):
            return False
        try:
            self._drill = self._find()
        except FactError as error:
            self.dismiss()
            self.host.say(error=str(error))
            return False
        return True

    def on_screen_resume(self) -> None:
        """Follow what changed while another screen was in front."""
        if self._is_behind:
            self.show_lab()


class DrillScreen(DrillBase):
    """Says what happens, who would notice, and in which steps all is brought back."""

    CSS_PATH = "reading.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*DRILL)
    terms = terms_named(
        "production level relied_on_for group destination never_asked reach responsible proven"
    )

    def __init__(self, workspace: Workspace, id: str, case: Case | None = None) -> None:
        super().__init__(workspace, id, case)
        self._starts_anew = False
        """True if what was begun is passed over."""

    def compose(self) -> ComposeResult:
        """What happens, and the keys."""
        yield TitleBar(self._place)
        yield TextView(self._lines)
        yield KeyBar(self._keys)

    @property
    def place(self) -> tuple[str, tuple[str, ...]]:
        """The drill of this system."""
        return "drill", (self._subject,)

    @property
    def _place(self) -> str:
        return f"Drill · {self.workspace.lab.systems[self._subject].name}"

    @property
    def _keys(self) -> list[Command]:
        begin, again, *others = DRILL
        if not self._kept.of(self._case) or self._starts_anew:
            return [begin, *others]
        return [replace(begin, label="Continue"), again, *others]

    def _lines(self, width: int) -> Lines:
        if self.is_gone(self._subject) or self._subject not in self.workspace.lab.assessments:
            return []
        run = None if self._starts_anew else self._begun()
        said = begun_words(run, self.host.now()) if run is not None else BEGINS
        wide = self.app.size.width >= WIDE
        across = width - 1 if wide else min(width - 1, READING_WIDTH)
        return drill_lines(self.workspace.lab, self._drill, run, said, max(1, across))

    def _show(self) -> None:
        self.query_one(TitleBar).place = self._place
        self.query_one(KeyBar).show(self._keys)
        self.query_one(TextView).show(self._lines)

    def show_lab(self) -> None:
        """Follow a change of the lab."""
        if self._follow_lab():
            self._show()

    def on_screen_resume(self) -> None:
        """Show what was begun meanwhile; close where the system was removed meanwhile."""
        if not self._is_behind and not self.leave_if_gone(self._subject):
            self._show()

    def action_next_case(self) -> None:
        """Show the other case."""
        self._case = CASES[(CASES.index(self._case) + 1) % len(CASES)]
        self._starts_anew = False
        self._drill = self._find()
        self.query_one(TextView).jump(0)
        self._show()

    def action_again(self) -> None:
        """Begin anew; what was begun is kept until a step is marked."""
        if self._kept.of(self._case):
            self._starts_anew = True
            self.action_begin()
        else:
            self.host.say("Nothing was begun. Enter begins.")

    def action_begin(self) -> None:
        """Go to the steps, where they were left."""
        screen = DrillStepsScreen(
            self.workspace, self._subject, self._case, self._drill, anew=self._starts_anew
        )
        self._starts_anew = False
        self.app.push_screen(screen, lambda _: self._left_steps(screen))

    def _left_steps(self, screen: DrillStepsScreen) -> None:
        if screen.is_saved:
            self.dismiss()

    def action_back(self) -> None:
        """Close this screen."""
        self.dismiss()


class DrillStepsScreen(DrillBase):
    """Asks how one step after another went; each answer is kept at once."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*STEPS)
    terms = terms_named("level destination group responsible proven")

    def __init__(
        self,
        workspace: Workspace,
        id: str,
        case: Case | None,
        drill: Drill | None = None,
        *,
        anew: bool = False,
    ) -> None:
        """Go on where the steps were left, unless `anew`; `drill` as in `DrillBase`."""
        super().__init__(workspace, id, case, drill)
        self._anew = anew
        self.is_saved = False
        """True once what came of it was written."""

    @cached_property
    def _run(self) -> DrillRun:
        """What was begun, or begins now."""
        begun = None if self._anew else self._begun()
        return begun or DrillRun(self._drill, self.host.now())

    def compose(self) -> ComposeResult:
        """The step, and the keys."""
        yield TitleBar(f"Drill · {self._drill.title}")
        yield KeylessStageView(self._stage)
        yield KeyBar(STEPS)

    def on_mount(self) -> None:
        """Where all steps were marked, show what came of it."""
        if self._run.step is None:
            self._show_record()

    # --- what is not finished

    @property
    def place(self) -> tuple[str, tuple[str, ...]]:
        """The steps of this drill."""
        return "drill_steps", (self._subject,)

    def typed(self) -> dict[str, Any]:
        """The case, while a note is typed; what was said of the steps is kept elsewhere."""
        flow = self._flow.unfinished() if self._flow is not None else {}
        return {"case": self._case} if flow else {}

    @property
    def flows(self) -> Mapping[str, Callable[..., Awaitable[None]]]:
        """The question for a note."""
        return {"note": self._ask_for_note}

    # --- what is shown

    def _stage(self, width: int, height: int) -> Lines:
        step, known = self._run.step, self.workspace.lab.assessments
        if step is None or self._subject not in known or step.about not in known:
            return []
        return step_stage(self.workspace.lab, self._run, self.host.now(), width, height)

    def show_lab(self) -> None:
        """Follow a change of the lab."""
        if self._follow_lab():
            self._run.follow(self._drill)
            self.query_one(TitleBar).place = f"Drill · {self._drill.title}"
            self.query_one(StageView).show_again()

    # --- saying how it went

    def _go_on(self) -> None:
        """Keep what was said, and show the step that is next, or what came of all."""
        self._kept.keep(self._case, self._run.stated)
        self.query_one(StageView).show_again()
        if self._run.step is None:
            self._show_record()

    def action_mark(self, state: State) -> None:
        """Say how the step went, and go on to the next, or to what came of it."""
        if self._run.step is not None:
            self.host.say()
            self._run.mark(state, self.host.now())
            self._go_on()

    def action_previous(self) -> None:
        """Go back to the step before."""
        if self._run.back():
            self.query_one(StageView).show_again()
        else:
            self.host.say(error="This is the first step. Esc leaves.")

    @work
    async def action_note(self) -> None:
        """Ask for a note on the step."""
        await self.run_flow("note")

    async def _ask_for_note(self, flow: Flow) -> None:
        step = self._run.step
        if step is None:
            return
        before = self._run.notes.get(step.key, "")
        note = await flow.ask(Prompt("What is to be noted?", amend=before, text=step.says))
        if note is not None:
            self._run.note(note)
            self._go_on()

    # --- the end

    def _show_record(self) -> None:
        screen = DrillRecordScreen(self.workspace, self._run)
        self.app.push_screen(screen, lambda _: self._left_record(screen))

    def _left_record(self, screen: DrillRecordScreen) -> None:
        """Go back to the last step, or close, with what was said kept unless it is written."""
        if screen.goes_back:
            self._run.back()
            self.query_one(StageView).show_again()
            return
        self.is_saved = screen.is_saved
        if screen.is_saved:
            self._kept.keep(self._case, {})
        self.dismiss()

    def action_leave(self) -> None:
        """Close; what was said is kept."""
        self.dismiss()


class DrillRecordScreen(SystemScreen):
    """Shows what the steps proved, and writes what is ticked of it as one step."""

    CSS_PATH = "reading.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*RECORD)
    terms = terms_named("smell_test finding proven answered")

    def __init__(self, workspace: Workspace, run: DrillRun) -> None:
        super().__init__(workspace)
        self._run = run
        self._entries = entries_of(workspace.lab, run)
        self._ticked = {entry.name for entry in self._entries if not entry.offered}
        self.is_saved = self.goes_back = False
        """How it was left; both are False if it was only closed."""

    @property
    def current(self) -> str | None:
        """The id of the system that was lost or compromised."""
        return self._run.drill.id

    def compose(self) -> ComposeResult:
        """What can be written, and the keys."""
        yield TitleBar(f"Drill · {self._run.drill.title}", NOT_SAVED)
        yield ItemsView(self._lines, self._entries[0].name if self._entries else "")
        yield KeyBar(RECORD)

    def _lines(self, width: int) -> list[ItemLine]:
        room = max(1, min(width - 1, READING_WIDTH))
        work = to_do(self.workspace.lab, self._run)
        return record_lines(self._run, self._entries, self._ticked, work, room)

    def say(self, status: str, error: str) -> None:
        """Show the status and the error, or else that nothing is saved yet."""
        super().say(status or NOT_SAVED, error)

    def show_lab(self) -> None:
        """Follow a change of the lab."""
        self._entries = entries_of(self.workspace.lab, self._run)
        self.query_one(ItemsView).show_anew()

    @on(ItemsView.Clicked)
    def action_tick(self) -> None:
        """Write the entry at the cursor, or not."""
        items = self.query_one(ItemsView)
        if items.current is None:
            items.reveal()
            return
        self._ticked ^= {items.current}
        items.show_anew()

    def action_save(self) -> None:
        """Write what is ticked, and close; on an error, show it and stay."""
        chosen = [entry for entry in self._entries if entry.name in self._ticked]
        said = f"Drill of {self._run.drill.id} saved. u undoes it."
        if not chosen:
            self.host.say("Drill ended. Nothing was written.")
        elif self.workspace.what_if is not None:
            self.host.say(error=IN_WHAT_IF)
            return
        elif self.host.refuse_read_only() or not self.host.change(
            lambda: write(self.workspace, chosen), said
        ):
            return
        self.is_saved = True
        self.dismiss()

    def action_previous(self) -> None:
        """Back to the last step."""
        self.goes_back = True
        self.dismiss()

    def action_leave(self) -> None:
        """Close; what was said of the steps is kept."""
        self.dismiss()
