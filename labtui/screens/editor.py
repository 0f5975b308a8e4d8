"""The editor: all facts of a system, and the effects of each change on the whole lab."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from textual import work
from textual.app import ComposeResult

from labtui.commands.command import bindings
from labtui.commands.drafting import EDITOR, FORM
from labtui.data.analysis.editing import FIXED, editable_facts, irrelevant_facts
from labtui.data.assessment.context import Stated
from labtui.data.assessment.coverage import unanswered
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import Shape, Value
from labtui.data.framework.values import read_value, show_answer
from labtui.data.inventory.drafts import Draft
from labtui.data.inventory.workspace import Workspace
from labtui.screens.dialogs import AskToSave
from labtui.screens.fact_prompt import Asked, ask
from labtui.screens.flow import Flow
from labtui.screens.lab_screen import LabScreen, terms_named
from labtui.screens.picker import Picker
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.covered import Covered
from labtui.widgets.fact_form import FactForm
from labtui.widgets.lines.effects import effect_lines
from labtui.widgets.lines.fields import Field
from labtui.widgets.lines.layout import Lines
from labtui.widgets.picker_list import Item
from labtui.widgets.text_view import TextView

FEW = 4
"""From this number on, changed facts are counted instead of named."""


class EditorScreen(LabScreen[None]):
    """The facts of one system as a draft, which is saved only on request."""

    CSS_PATH = "editor.tcss"
    terms = terms_named(
        "purpose relied_on_for exposure responsible layer inherited practice group "
        "destination site no_originals level 0 1 2 3a 3b role production risk proven finding "
        "learning verdict answered status"
    )
    BINDINGS = bindings(*EDITOR)
    drafts = True

    def __init__(
        self, workspace: Workspace, draft: Draft, typed: Mapping[str, Any] | None = None
    ) -> None:
        """Edit a draft; `typed` is what `typed` returned in an earlier session."""
        super().__init__()
        self._workspace = workspace
        self._draft = draft
        self._retyped: Mapping[str, Any] = typed or {}
        draft.restate(self._retyped.get("changes", {}), self._retyped.get("cleared", ()))
        self._problems = workspace.problems_of(draft.system.id)
        self._irrelevant = self._irrelevant_now()
        self._form = FactForm(self._fields(), workspace.today)
        self._effects_view = TextView(self._effects, id="effects")

    def compose(self) -> ComposeResult:
        """The form, and the effects of the draft: beside it, or below it on a narrow terminal."""
        yield TitleBar(f"Editing {self._draft.system.name}", self._status())
        with Covered():
            yield self._form
            yield self._effects_view
        yield KeyBar((*FORM, *EDITOR))

    def on_mount(self) -> None:
        """Focus the form, at the field that was being typed in an earlier session."""
        self._form.focus()
        if "field" in self._retyped:
            self.call_after_refresh(self._retype)

    def _retype(self) -> None:
        key, text = str(self._retyped["field"]), str(self._retyped["text"])
        was = self._retyped.get("was")
        before = read_value(FACTS[key], was)[0] if key in FACTS and was is not None else None
        self._form.retype(key, text, before)

    # --- what is shown

    def _fields(self) -> list[Field]:
        a = self._draft.lab.assessments.get(self._draft.system.id)
        asked = frozenset(unanswered(a) if a is not None else ())
        drafted = self._draft.drafted
        inherited = self._draft.lab.inherited(drafted.id)
        return [self._field(fact, asked, inherited) for fact in editable_facts(drafted)]

    def _field(self, fact: Fact, asked: Collection[str], inherited: Mapping[str, Stated]) -> Field:
        own = self._draft.drafted.facts.get(fact.key)
        return Field(
            fact,
            own,
            self._draft.system.facts.get(fact.key),
            inherited.get(fact.key) if fact.inherited else None,
            self._detail(fact, own),
            fixed=fact.key in FIXED,
            asked=fact.key in asked,
            irrelevant=fact.key in self._irrelevant,
        )

    def _irrelevant_now(self) -> frozenset[str]:
        """The facts to fold away: none that was changed, and none the file is wrong about."""
        a = self._draft.lab.assessments.get(self._draft.system.id)
        if a is None:
            return frozenset()
        wrong = (problem.key for problem in self._problems)
        retyped = {self._retyped.get("field")}
        return irrelevant_facts(a).difference(self._draft.changes, wrong, retyped)

    def _detail(self, fact: Fact, own: Value | None) -> str:
        """Return the problem of the stated value, or else the name of the referenced system."""
        wrong = [problem.message for problem in self._problems if problem.key == fact.key]
        if wrong:
            return f"▲ {wrong[0]}. E opens the file"
        systems = self._draft.lab.systems
        if fact.shape is Shape.REFERENCE and isinstance(own, str):
            return systems[own].name if own in systems else "no such system"
        return ""

    def _effects(self, width: int) -> Lines:
        draft = self._draft
        effects = None if draft.lab.assessments.is_behind else draft.effects()
        return effect_lines(draft.saved, draft.lab, draft.system.id, effects, width - 1)

    def _status(self) -> str:
        count = len(self._draft.changes)
        return f"{count} changed, not saved" if count else "no changes"

    def _show(self) -> None:
        self._form.set_fields(self._fields())
        self._show_effects()
        self.query_one(TitleBar).status = self._status()
        known = self._draft.lab.assessments
        if known.is_behind:
            self.host.in_slices("draft", known.steps(), self._show_effects)

    def _show_effects(self) -> None:
        if self._effects_view.is_attached:  # it is not once this is closed
            self._effects_view.show(self._effects)

    def follow_day(self) -> None:
        """Show the effects of the draft on the day it is."""
        self._form.today = self._workspace.today
        self._draft.refresh()
        self._show()

    # --- finding a field

    @work
    async def action_find(self) -> None:
        """Ask for a fact by its name, its value or words of its question, and go there."""
        items = [self._item(field) for field in self._fields()]
        picked = await self.host.ask(Picker("Go to a fact", items, explained=True))
        if picked is not None:
            self._form.go_to(picked[0])

    def _item(self, field: Field) -> Item:
        stated = field.own if field.inherited is None else field.own or field.inherited[0]
        said = "?" if stated is None else show_answer(field.fact.key, stated)
        note = " · ".join(filter(None, (said, field.fact.explanation)))
        return Item(field.fact.key, field.fact.title, note)

    # --- drafting

    def on_fact_form_value_changed(self, event: FactForm.ValueChanged) -> None:
        """Change a fact of the draft and show the effects."""
        self._draft.state(event.key, event.value)
        self._show()

    def on_fact_form_folded(self) -> None:
        """Fold away what is irrelevant by now; nothing else moves fields under the cursor."""
        self._irrelevant = self._irrelevant_now()
        self._form.set_fields(self._fields())

    @work
    async def on_fact_form_pick_requested(self, event: FactForm.PickRequested) -> None:
        """Offer the possible values of a fact."""
        await self.run_flow("pick", key=event.key)

    async def _pick(self, flow: Flow, key: str) -> None:
        given = await ask(flow, Asked(self._workspace, self._draft.drafted, FACTS[key]))
        if given is not None:
            self.on_fact_form_value_changed(FactForm.ValueChanged(key, given.value))

    # --- what is not finished

    @property
    def place(self) -> tuple[str, tuple[str, ...]]:
        """The editor of this system."""
        return "editor", (self._draft.system.id,)

    def typed(self) -> dict[str, Any]:
        """The drafted facts, what they were before, and the text of an open field."""
        changes, saved = self._draft.changes, self._draft.system.facts
        typed: dict[str, Any] = {}
        if changes:
            typed["changes"] = {k: v for k, v in changes.items() if v is not None}
            typed["cleared"] = [k for k, v in changes.items() if v is None]
            typed["before"] = {k: saved[k] for k in changes if k in saved}
        if (field := self._form.typed) is not None:
            typed["field"], typed["text"], was = field
            if was is not None:
                typed["was"] = was
        return typed

    @property
    def flows(self) -> Mapping[str, Callable[..., Awaitable[None]]]:
        """The question for the value of a fact."""
        return {"pick": self._pick}

    # --- leaving

    def action_save(self) -> None:
        """Save the draft as one step and close; stay if the typed text is invalid."""
        if self._form.keep() and self._keep():
            self.dismiss()

    @work
    async def action_leave(self) -> None:
        """Close; ask first what to do with changes."""
        if await self.may_leave():
            self.dismiss()

    async def may_leave(self) -> bool:
        """Ask whether to save or discard the draft, and do so; return False to go on editing."""
        if not self._form.keep():
            return False
        changed = [FACTS[key].label for key in self._draft.changes]
        answer: str | None = "discard"
        if changed:
            title = f"{self._draft.system.name}: {len(changed)} changed"
            answer = await self.host.ask(AskToSave(title, ", ".join(changed)))
        if answer == "discard":
            self._draft.discard()
            self._show()  # a later question may keep this screen open
        return answer == "discard" or (answer == "save" and self._keep())

    def _keep(self) -> bool:
        """Save the draft as an edit; return True on success."""
        draft = self._draft
        if not draft.changes:
            self.host.say("No changes.")
            return True
        labels = [FACTS[key].label.lower() for key in draft.changes]
        what = ", ".join(labels) if len(labels) < FEW else f"{len(labels)} facts"
        done = "Tried" if self._workspace.what_if else "Saved"
        kept = self.host.change(draft.keep, f"{done}: {draft.system.id}: {what}.")
        self._show()
        return kept

    def action_scroll_effects(self, lines: int) -> None:
        """Scroll the effects; the form keeps the focus."""
        self._effects_view.action_move(lines)

    def action_why(self) -> None:
        """Explain the drafted system."""
        if self._draft.system.id in self._draft.lab.assessments:
            self.host.open("why", self._draft.system.id, lab=self._draft.lab)
