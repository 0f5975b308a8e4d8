"""Asking for one fact: a list to pick from where there are choices, or else a line to type."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS, Fact
from labtui.data.framework.groups import RETIREMENT
from labtui.data.framework.shapes import LISTS, Shape, Value
from labtui.data.framework.values import parse_value, show_value
from labtui.data.inventory.workspace import Workspace
from labtui.errors import FactError
from labtui.screens.dialogs import Prompt
from labtui.screens.picker import NOTHING, Item, Picker
from labtui.screens.references import system_items
from labtui.widgets.lines.fields import SYNTAX, typed, untypeable

if TYPE_CHECKING:
    from labtui.app.app import LabtuiApp

NOT_STATED = "not answered"

OF_ONE = frozenset({"id", "name", "changed", "source"})
"""Facts that are no two systems' own, or that labtui keeps itself."""

PICKED = frozenset(
    {
        Shape.REFERENCE,
        Shape.REFERENCES,
        Shape.CHOICE,
        Shape.CHOICES,
        Shape.BOOLEAN,
        Shape.BOOLEAN_OR_NA,
    }
)
"""What is picked from a list; everything else is typed."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person said."""

    value: Value | None
    """None for stating nothing."""
    outright: bool = False
    """Of a list: it was said that there is none, not that nothing is ticked."""


async def ask(
    app: LabtuiApp,
    workspace: Workspace,
    system: System,
    fact: Fact,
    *,
    but: Collection[str] = (),
    among: Sequence[Value | None] = (),
) -> Given | None:
    """Ask for a fact of a system, starting from what it states; None where that is left.

    It cannot name itself, nor the systems in `but`. Where it stands for several, `among` is what
    they state; as long as they differ, an answer that takes no doing changes none of them.
    """
    own, differ = system.facts.get(fact.key), any(value != among[0] for value in among)
    title = f"{system.name}: {fact.label.lower()}{' · they differ' if differ else ''}"
    if fact.shape in PICKED:
        items = _items(workspace, fact, {system.id, *but})
        if fact.shape in LISTS:
            return await _tick(app, title, [_counted(item, among) for item in items], own)
        return await _pick(app, title, items, fact, [] if differ else [_to_key(own)])
    if notice := untypeable(fact, own, workspace.today):
        app.say(trouble=f"{fact.label}: {notice}")
        return None

    def wrong(said: str) -> str:
        try:
            _ = said and parse_value(fact, said, workspace.today)
        except FactError as error:
            return str(error)
        return ""

    # Of a list they have something in common to start from; of a value they differ in, nothing.
    amend = None if differ and fact.shape not in LISTS else typed(own)
    said = await app.push_screen_wait(
        Prompt(title, _how(fact), amend=amend, text=fact.help, wrong=wrong)
    )
    if said is None:
        return None
    return Given(parse_value(fact, said, workspace.today) if said else None)


async def change_fact(app: LabtuiApp, workspace: Workspace, id: str, key: str) -> bool:
    """Ask for a fact of a system, and save it; says whether it was changed."""
    system, fact = workspace.system(id), FACTS[key]
    given = await ask(app, workspace, system, fact)
    if given is None:
        return False
    if given.value == system.facts.get(key):
        app.say(f"{fact.label.lower()}: nothing changed")
        return False
    said = show_value(given.value) if given.value is not None else NOT_STATED
    return app.change(
        lambda: workspace.edit({id: {key: given.value}}), f"{id}: {fact.label.lower()} {said}"
    )


async def change_fact_of_all(app: LabtuiApp, workspace: Workspace, ids: Sequence[str]) -> None:
    """Ask for one fact of several systems, and state it for all, as one step.

    Of a list, what was ticked is added to each system's own, and what was unticked taken away.
    """
    title = f"{len(ids)} systems"
    items = [
        Item(fact.key, fact.label, fact.help or fact.group)
        for fact in FACTS.values()
        if fact.key not in OF_ONE and fact.group != RETIREMENT
    ]
    picked = await app.push_screen_wait(Picker(f"{title}: change which fact?", items))
    if picked is None:
        return
    fact = FACTS[picked[0]]
    own = [workspace.system(id).facts.get(fact.key) for id in ids]
    common = _common(fact, own)
    facts = {} if common in (None, ()) else {fact.key: common}
    given = await ask(app, workspace, System("", title, facts), fact, but=ids, among=own)
    if given is None:
        return
    values = [_applied(fact, value, common, given) for value in own]
    if values == own:
        app.say(f"{fact.label.lower()}: nothing changed")
        return
    changes = {id: {fact.key: value} for id, value in zip(ids, values, strict=True)}
    said = show_value(given.value) if given.value is not None else NOT_STATED
    app.change(lambda: workspace.edit(changes), f"{title}: {fact.label.lower()} {said}")


def _common(fact: Fact, values: Sequence[Value | None]) -> Value | None:
    """What several systems state alike: of lists, what stands in all of them."""
    if fact.shape in LISTS:
        first, *others = (value or () for value in values)
        return tuple(element for element in first if all(element in other for other in others))
    return values[0] if all(value == values[0] for value in values) else None


def _applied(fact: Fact, own: Value | None, common: Value | None, given: Given) -> Value | None:
    """What one of several systems states once `common` became what was `given`."""
    if fact.shape not in LISTS or given.outright:
        return given.value
    before, after = common or (), given.value or ()
    if before == after:
        return own
    kept = [element for element in own or () if element in after or element not in before]
    return (*kept, *(element for element in after if element not in kept))


async def _tick(app: LabtuiApp, title: str, items: list[Item], own: Value | None) -> Given | None:
    chosen = own if isinstance(own, tuple) else ()
    picked = await app.push_screen_wait(
        Picker(title, items, chosen=chosen, many=True, empty_label="none")
    )
    if picked is None:
        return None
    return Given((), outright=True) if NOTHING in picked else Given(picked)


async def _pick(
    app: LabtuiApp, title: str, items: list[Item], fact: Fact, chosen: Sequence[str]
) -> Given | None:
    picked = await app.push_screen_wait(Picker(title, items, chosen=chosen, empty_label=NOT_STATED))
    return Given(_from_key(fact, picked[0])) if picked is not None else None


def _counted(item: Item, among: Sequence[Value | None]) -> Item:
    """An item of a list, with how many of several systems have it already, where not all do."""
    have = sum(item.key in value for value in among if isinstance(value, tuple))
    if not 0 < have < len(among):
        return item
    return replace(item, note=f"{have} of them · {item.note}".removesuffix(" · "))


def _how(fact: Fact) -> str:
    """How to type a fact."""
    how, *_ = SYNTAX.get(fact.shape, ("",))
    return how or fact.expected


def _items(workspace: Workspace, fact: Fact, but: Collection[str]) -> list[Item]:
    if fact.shape in {Shape.REFERENCE, Shape.REFERENCES}:
        return system_items(workspace, but=but)
    if fact.choices is not None:
        return [Item(value, value, meaning) for value, meaning in fact.choices.items()]
    items = [Item("yes", "yes"), Item("no", "no")]
    return [*items, Item("n/a", "n/a")] if fact.shape is Shape.BOOLEAN_OR_NA else items


def _to_key(value: Value | None) -> str:
    """A value of a choice as the picker knows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _from_key(fact: Fact, key: str) -> Value | None:
    """What the picker's choice says; None for not answered."""
    if key == NOTHING:
        return None
    if fact.shape in {Shape.BOOLEAN, Shape.BOOLEAN_OR_NA}:
        return {"yes": True, "no": False}.get(key, key)
    return key
