"""The base class of screens with a current system."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from textual import work

from labtui.data.analysis.routine import is_evidence, note_done
from labtui.data.inventory.workspace import Workspace
from labtui.screens.flow import Flow
from labtui.screens.host import ScreenName
from labtui.screens.lab_screen import LabScreen
from labtui.text.wording import join_few, join_words
from labtui.widgets.bars import TitleBar
from labtui.widgets.lines.changes import tried_lines
from labtui.widgets.lines.layout import Lines

NO_SYSTEM = "No system on this line."
"""Said where a command about a system has none."""


class SystemScreen(LabScreen[None]):
    """A screen with a current system and the actions on it, such as edit, explain, remove."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace

    @property
    def current(self) -> str | None:
        """The id of the current system; None if there is none."""
        raise NotImplementedError

    def show_lab(self) -> None:
        """Show the current lab; called after every change."""
        raise NotImplementedError

    def is_gone(self, id: str) -> bool:
        """Return True if a system was removed; its screen is drawn once more before it closes."""
        return id not in self.workspace.lab.systems

    def leave_if_gone(self, id: str) -> bool:
        """Return True if a system was removed; close, unless another screen is above this one."""
        gone = self.is_gone(id)
        if gone and self.is_active:  # `is_current` counts the screen below the top one too
            self.dismiss()
        return gone

    def on_mount(self) -> None:
        """Subscribe to changes of the lab and show the current status and error."""
        self.host.lab_changed.subscribe(self, self._lab_changed)
        self.say(self.host.status, self.host.error)

    def _lab_changed(self, _: None) -> None:
        self.show_host_state()
        self.show_lab()

    def say(self, status: str, error: str) -> None:
        """Show the status and the error in the title bar."""
        for bar in self.query(TitleBar):  # none while the screen is being mounted or removed
            bar.status, bar.error = status, error

    def on_screen_resume(self) -> None:
        """Show the status and error set while another screen was in front."""
        self.say(self.host.status, self.host.error)

    def tried(self, id: str | None, width: int) -> Lines:
        """Return the effect of the what-if on a system, before → after; empty without one."""
        what_if = self.workspace.what_if
        return tried_lines(what_if.lab, self.workspace.lab, id or "", width) if what_if else []

    @work
    async def action_edit(self) -> None:
        """Edit the current system, or one fact of all marked systems."""
        if self.host.refuse_read_only():
            return
        subjects = await self.agreed()
        if len(subjects) > 1:
            await self.run_flow("facts", ids=subjects)
        elif subjects:
            self.host.open("editor", subjects[0])
        elif not self.subjects:
            self.host.say(NO_SYSTEM)

    @property
    def flows(self) -> Mapping[str, Callable[..., Awaitable[None]]]:
        """The questions about the current system, or those that are marked."""
        return {
            "fact": self._ask_fact,
            "answer": self._ask_answer,
            "facts": self._ask_fact_of_all,
            "done_today": self._ask_what_was_done,
            "happened": self._ask_what_happened,
            "like": self._ask_for_one_like,
        }

    async def _ask_fact(self, flow: Flow, id: str, key: str) -> None:
        """Ask for a fact of a system."""
        from labtui.screens.fact_prompt import change_fact

        await change_fact(flow, self.workspace, id, key)

    async def _ask_answer(self, flow: Flow, ids: Sequence[str], key: str) -> None:
        """Ask for a fact of one system, or the same of several."""
        from labtui.screens.fact_prompt import change_fact, change_one_of_all

        known = [id for id in ids if id in self.workspace.lab.systems]
        if len(known) == 1:
            await change_fact(flow, self.workspace, known[0], key, only_typed=True)
        elif known:
            await change_one_of_all(flow, self.workspace, known, key, only_typed=True)

    async def _ask_fact_of_all(self, flow: Flow, ids: Sequence[str]) -> None:
        """Ask for one fact of several systems."""
        from labtui.screens.fact_prompt import change_fact_of_all

        await change_fact_of_all(
            flow, self.workspace, [id for id in ids if id in self.workspace.lab.systems]
        )

    @work
    async def action_move_to_host(self) -> None:
        """Ask what the current system, or all marked ones, run on now."""
        if self.host.refuse_read_only():
            return
        if subjects := await self.agreed():
            await self.run_flow("answer", ids=subjects, key="runs_on")

    @work
    async def action_duplicate(self) -> None:
        """Add a system like the current one: ask for its name."""
        if self.current is not None and not self.host.refuse_read_only():
            await self.run_flow("like", id=self.current)

    async def _ask_for_one_like(self, flow: Flow, id: str) -> None:
        """Add systems like this one, until no name is given."""
        from labtui.screens.adding import add_systems

        self.show_added(await add_systems(flow, self.workspace, current=None, like=id))

    def show_added(self, ids: Sequence[str]) -> None:
        """Show the systems that were added, if this screen lists systems."""

    @property
    def subjects(self) -> list[str]:
        """The systems an action applies to: here the current one."""
        return [] if self.current is None else [self.current]

    async def agreed(self) -> list[str]:
        """The systems to act on; a screen with marks may ask first."""
        return self.subjects

    def action_assess(self) -> None:
        """Ask the smell test of the marked systems, or of the current one."""
        self.assess(self.subjects)

    def assess(self, subjects: Sequence[str]) -> None:
        """Ask the smell test of systems, one after another."""
        assessed = [id for id in subjects if id in self.workspace.lab.assessments]
        if self.host.refuse_read_only():
            return
        if assessed:
            self.host.open("smell_test", *assessed)
        elif subjects:
            names = [self.workspace.lab.systems[id].name for id in subjects]
            are, they = ("is", "It has") if len(names) == 1 else ("are", "They have")
            self.host.say(f"{join_words(names, 2)} {are} retired. {they} no smell test.")
        elif not self.subjects:
            self.host.say(NO_SYSTEM)

    @work
    async def action_done_today(self) -> None:
        """Record what was done today with the marked systems, or the current one."""
        if self.host.refuse_read_only():
            return
        known = self.workspace.lab.assessments
        wanted = await self.agreed()
        subjects = [id for id in wanted if id in known]
        if wanted and not subjects:
            self.host.say("Retired. Nothing is recorded for it.")
        if not self.subjects:
            self.host.say(NO_SYSTEM)
        if not subjects:
            return
        await self.run_flow("done_today", ids=subjects)

    async def _ask_what_was_done(self, flow: Flow, ids: Sequence[str]) -> None:
        """Ask what was done today with these systems, and record it."""
        from labtui.screens.dialogs import AskWhatWasDone

        known = self.workspace.lab.assessments
        subjects = [id for id in ids if id in known]
        if not subjects:
            return
        named = known[subjects[0]].system.name if len(subjects) == 1 else f"{len(subjects)} systems"
        names = [known[id].system.name for id in subjects]
        who = f"{join_few(names)}." if len(names) > 1 else ""
        done = await flow.ask(AskWhatWasDone(f"{named}: done today", who))
        if done is None:
            return
        await self._ask_what_happened(flow, subjects, done)

    async def _ask_what_happened(self, flow: Flow, ids: Sequence[str], done: str) -> None:
        """Record what was done today with these systems; of an event, ask what happened first."""
        from labtui.screens.dialogs import Prompt

        known = self.workspace.lab.assessments
        subjects = [id for id in ids if id in known]
        if not subjects:
            return
        named = known[subjects[0]].system.name if len(subjects) == 1 else f"{len(subjects)} systems"
        happened: str | None = ""
        if not is_evidence(done):
            happened = await flow.ask(Prompt(f"{named}: {done}: what happened?", amend=""))
        if happened is not None:
            noted = f"{named}: {done} {'today' if is_evidence(done) else 'noted'}."
            flow.change(lambda: note_done(self.workspace, subjects, done, happened), noted)

    def action_retire(self) -> None:
        """Open the retirement review of the current system."""
        if self.current is not None:
            self.host.open("retire", self.current)
        else:
            self.host.say(NO_SYSTEM)

    def action_compromised(self) -> None:
        """Show what follows if somebody breaks into the current system."""
        self._open_if_assessed("compromised")

    async def action_rebuild(self) -> None:
        """Go to the order in which to bring back what the loss of the current system stops."""
        id = self.current
        if id is None:
            self.host.say(NO_SYSTEM)
        elif not self.workspace.lab.systems[id].active:
            status = self.workspace.lab.systems[id].status
            self.host.say(f"{id} is {status}. There is nothing to rebuild.")
        else:
            await self.app.run_action("app.switch_list('rebuild')")
            await self.app.run_action(f"screen.lose({id!r})")

    def action_drill(self) -> None:
        """Open the drill of the current system."""
        self._open_if_assessed("drill")

    def action_why(self) -> None:
        """Explain the current system."""
        self._open_if_assessed("why")

    def _open_if_assessed(self, name: ScreenName) -> None:
        """Open a screen about the current system, unless it is retired."""
        if self.current is None:
            self.host.say(NO_SYSTEM)
        elif self.current in self.workspace.lab.assessments:
            self.host.open(name, self.current)
        else:
            self.host.say(f"{self.current} is retired. It is not assessed.")

    def action_copy_id(self) -> None:
        """Copy the id of the current system, and show it in case the terminal cannot copy."""
        if self.current is not None:
            self.app.copy_to_clipboard(self.current)
            self.host.say(f"Copied: {self.current}")
        else:
            self.host.say(NO_SYSTEM)

    @work
    async def action_remove(self) -> None:
        """Remove the current system, which was entered by mistake; ask first."""
        from labtui.screens.dialogs import AskToRemove

        id = self.current
        if id is None:
            self.host.say(NO_SYSTEM)
            return
        if self.host.refuse_read_only():
            return
        naming = sorted(self.workspace.lab.references.to(id) - {id})
        named = f" Named by {', '.join(naming)}." if naming else ""
        text = f"Remove only mistakes. Retire (x) what really existed.{named}"
        if await self.host.ask(AskToRemove(f"Remove {id}?", text)) == "remove":
            self.host.change(lambda: self.workspace.remove([id]), f"Removed: {id}.")
