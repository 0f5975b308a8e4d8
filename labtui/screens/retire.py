"""The retirement review: the decision, its effects, and a checklist of what to do before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command, bindings
from labtui.commands.system import RETIREMENT
from labtui.data.analysis.checklist import DONE, OPEN, State, Task, checklist
from labtui.data.analysis.impact import decision_reasons, impact_of
from labtui.data.analysis.lifecycle import bring_back, open_tasks, retire, set_task_state
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.data.framework.values import show_answer
from labtui.data.inventory.workspace import Workspace
from labtui.screens.dialogs import AskToRetire, Prompt, TypeInFull
from labtui.screens.fact_prompt import change_fact
from labtui.screens.flow import Flow
from labtui.screens.lab_screen import READING_WIDTH, WIDE, terms_named
from labtui.screens.picker import Picker
from labtui.screens.system_items import system_items
from labtui.screens.system_screen import SystemScreen
from labtui.text.printable import printable
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.covered import CoveredRow
from labtui.widgets.lines.checklist import ItemLine, checklist_lines, first_open
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.retirement import review_lines
from labtui.widgets.picker_list import Item
from labtui.widgets.retire_view import ItemsView
from labtui.widgets.text_view import TextView

STAYS = "Its record stays. labtui changes nothing on the machine."

_SAID = {OPEN: "open again", DONE: "done", NOT_APPLICABLE: "not applicable"}


class RetireScreen(SystemScreen):
    """Shows the decision, the review, and a checklist derived from the facts of one system.

    The checklist is beside the review; on a narrow terminal, it is below it in the same view.
    """

    CSS_PATH = "retire.tcss"
    terms = terms_named(
        "decision never_asked relied_on_for production group destination no_originals proven status"
    )
    AUTO_FOCUS = "ItemsView"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*RETIREMENT, *ANYWHERE)

    def __init__(self, workspace: Workspace, id: str) -> None:
        super().__init__(workspace)
        self._subject = id

    @property
    def current(self) -> str | None:
        """The id of the system this review is about."""
        return self._subject

    @property
    def _system(self) -> System:
        return self.workspace.lab.systems[self._subject]

    def compose(self) -> ComposeResult:
        """The review and the checklist."""
        yield TitleBar(self._place)
        with CoveredRow():
            yield TextView(self._review, id="review")
            yield ItemsView(
                self._checklist, first_open(self.workspace.lab, self._subject), id="checklist"
            )
        yield KeyBar(self._commands)

    def on_mount(self) -> None:
        """On a wide terminal, reveal the first open item."""
        if self._wide:
            self.call_after_refresh(self.query_one(ItemsView).reveal)

    # --- what is shown

    @property
    def _place(self) -> str:
        return f"Retirement review · {self._system.name}"

    @property
    def _commands(self) -> list[Command]:
        """What the footer names: retiring, or coming back."""
        without = {"retire.retire"} if self._system.retired else {"retire.return"}
        if not self._unasked:
            without.add("retire.ask")
        return [command for command in (*RETIREMENT, *ANYWHERE) if command.id not in without]

    @property
    def _unasked(self) -> tuple[str, ...]:
        """The systems that were never asked what they need."""
        if self._system.retired:
            return ()
        return impact_of(self.workspace.lab, self._subject).unasked

    @property
    def _wide(self) -> bool:
        return self.app.size.width >= WIDE

    def _review(self, width: int) -> Lines:
        if self.is_gone(self._subject):
            return []
        return review_lines(self.workspace.lab, self._subject, min(width - 1, READING_WIDTH))

    def _checklist(self, width: int) -> list[ItemLine]:
        if self.is_gone(self._subject):
            return []
        room = min(width - 1, READING_WIDTH)
        lines = checklist_lines(self.workspace.lab, self._subject, room)
        if self._wide:
            return lines[1:]  # without the empty line at the top
        return [*map(ItemLine, self._review(width)), *lines]

    def show_lab(self) -> None:
        """Show the current state of the system; close if it was removed."""
        if self.leave_if_gone(self._subject):
            return
        self.query_one(TitleBar).place = self._place
        self.query_one(KeyBar).show(self._commands)
        self.query_one("#review", TextView).show(self._review)
        self.query_one(ItemsView).show_anew()

    def on_screen_resume(self) -> None:
        """Close if the system was removed while another screen was above this one."""
        self.leave_if_gone(self._subject)

    def action_switch(self) -> None:
        """Switch between the review and the checklist."""
        items = self.query_one(ItemsView)
        if self._wide:
            self.focus_next(TextView)
        elif items.current is None:
            items.reveal()
        else:
            items.jump(0)

    def action_back(self) -> None:
        """Close this screen."""
        self.dismiss()

    # --- what is not finished

    @property
    def place(self) -> tuple[str, tuple[str, ...]]:
        """The review of this system."""
        return "retire", (self._subject,)

    @property
    def flows(self) -> Mapping[str, Callable[..., Awaitable[None]]]:
        """The questions about the system, its checklist, and its retirement."""
        return {
            **super().flows,
            "not_applicable": self._ask_why_not,
            "behind": self._ask_behind,
            "needs": self._ask_needs,
            "retire": self._retire,
        }

    def _find_task(self, item: str) -> Task | None:
        """Return an item of the checklist by its id; None if there is none any more."""
        found = checklist(self.workspace.lab, self._subject)
        return next((task for task in found if task.id == item), None)

    # --- the checklist

    def _item(self) -> Task | None:
        """Return the item under the cursor; if it is out of view, reveal it and return None.

        Also returns None when the inventory is read-only.
        """
        items = self.query_one(ItemsView)
        if items.current is None:
            items.reveal()
            return None
        if self.host.refuse_read_only():
            return None
        return self._find_task(items.current)

    @on(ItemsView.Clicked)
    def action_tick(self) -> None:
        """Mark the item under the cursor as done, or open again if it is not open."""
        item = self._item()
        if item is not None:
            self._set_task_state(item, DONE if item.state == OPEN else OPEN)

    @work
    async def action_not_applicable(self) -> None:
        """Mark the item under the cursor as not applicable; ask for the reason."""
        if (item := self._item()) is not None:
            await self.run_flow("not_applicable", item=item.id)

    async def _ask_why_not(self, flow: Flow, item: str) -> None:
        task = self._find_task(item)
        if task is None:
            return
        title = f"{task.title}: why does it not apply?"

        def wrong(typed: str) -> str:
            return "" if typed else "Enter the reason in a few words."

        reason = await flow.ask(Prompt(title, amend=task.reason, wrong=wrong))
        if reason is not None:
            self._set_task_state(task, NOT_APPLICABLE, reason)

    @work
    async def action_answer(self) -> None:
        """Ask for a fact behind the item under the cursor, in the system that states it."""
        item = self._item()
        if item is None:
            return
        if item.because:
            await self.run_flow("behind", item=item.id)
        else:
            self.host.say("No fact behind this item. Space ticks it.")

    async def _ask_behind(self, flow: Flow, item: str) -> None:
        task = self._find_task(item)
        if task is None:
            return
        facts = task.because
        at = await self._pick_fact(flow, task) if len(facts) > 1 else 0
        if at is not None and at < len(facts):
            fact = facts[at]
            await change_fact(flow, self.workspace, fact.origin or self._subject, fact.key)

    @work
    async def action_ask_what_they_need(self) -> None:
        """Ask, one after another, what each system needs that was never asked."""
        if self.host.refuse_read_only():
            return
        if self._unasked:
            await self.run_flow("needs")
        else:
            self.host.say("Every system was asked what it needs.")

    async def _ask_needs(self, flow: Flow) -> None:
        for id in self._unasked:
            if not await change_fact(flow, self.workspace, id, "depends_on"):
                break

    async def _pick_fact(self, flow: Flow, item: Task) -> int | None:
        """Ask for one of the facts behind an item; return its index, or None if cancelled."""
        choices = [
            Item(
                str(at),
                f"{fact.origin or self._subject}: {FACTS[fact.key].label.lower()}",
                show_answer(fact.key, fact.value),
            )
            for at, fact in enumerate(item.because)
        ]
        picked = await flow.ask(Picker(item.title, choices))
        return int(picked[0]) if picked else None

    def _set_task_state(self, item: Task, state: State, reason: str = "") -> None:
        """Set the state of an item, as one step."""
        self.host.change(
            lambda: set_task_state(self.workspace, self._subject, item, state, reason),
            f"{item.title}: {_SAID[state]}.",
        )

    # --- going, and coming back

    @work
    async def action_retire_now(self) -> None:
        """Retire the system; ask for the reason, the replacement and a confirmation."""
        system = self._system
        if self.host.refuse_read_only():
            return
        if system.retired:
            self.host.say(f"{system.name} is retired already.")
        else:
            await self.run_flow("retire")

    async def _retire(self, flow: Flow) -> None:
        system = self._system
        reason = await self._ask_reason(flow, system)
        if reason is None:
            return
        replacement = await self._ask_replacement(flow, system)
        if replacement is None or not await self._confirmed(flow, system):
            return
        self._put_through(
            lambda: retire(self.workspace, system.id, reason, replacement),
            f"Retired: {system.name}. u undoes it.",
        )

    def _put_through(self, change: Callable[[], object], said: str) -> None:
        """Apply the change and scroll to the top, where the result is shown."""
        if self.host.change(change, said):
            self.query_one("#review" if self._wide else "#checklist", TextView).jump(0)

    async def _ask_reason(self, flow: Flow, system: System) -> str | None:
        """Ask for the reason, which may be empty; return None if cancelled."""
        reason = str(system.facts.get("retirement.reason", ""))
        if printable(reason) != reason:
            return reason  # it cannot be edited on one line
        title = f"Retire {system.name}: why?"
        return await flow.ask(Prompt(title, "optional", amend=reason))

    async def _ask_replacement(self, flow: Flow, system: System) -> str | None:
        """Ask for the id of the replacement, which may be empty; return None if cancelled."""
        replacement = system.text("retirement.replaced_by") or ""
        picked = await flow.ask(
            Picker(
                f"What replaces {system.name}?",
                system_items(self.workspace, excluded={system.id}),
                chosen=[replacement],
                empty_label="no other system",
            )
        )
        return picked[0] if picked else None

    async def _confirmed(self, flow: Flow, system: System) -> bool:
        """Ask for confirmation; if retiring is blocked, the id must be typed in full."""
        lab, id = self.workspace.lab, system.id
        reasons = " ".join([*decision_reasons(lab, id), *self._open_tasks()])
        if impact_of(lab, id).decision != "blocked":
            ask = AskToRetire(f"Retire {system.name}?", f"{reasons} {STAYS}")
            return await flow.ask(ask) is not None
        title = f"Blocked. To retire it anyway, type {id}."
        return await flow.ask(TypeInFull(title, reasons, id)) is not None

    def _open_tasks(self) -> Iterator[str]:
        """Yield a sentence with the number of open items, if there are any."""
        still, total = open_tasks(self.workspace.lab, self._subject)
        if still:
            yield f"Checklist: {still} of {total} open."

    def action_bring_back(self) -> None:
        """Put a retired system into service again."""
        system = self._system
        if self.host.refuse_read_only():
            return
        if not system.retired:
            self.host.say(f"{system.name} is in service.")
        else:
            self._put_through(
                lambda: bring_back(self.workspace, system.id),
                f"Active again: {system.name}. u undoes it.",
            )
