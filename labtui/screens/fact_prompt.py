"""Ask for one fact: with a list if its values are known, otherwise with a line of text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from labtui.data.analysis.answers import SYNTAX, typed, typing_error, untypeable
from labtui.data.analysis.editing import BulkAnswer, BulkEdit, bulk_edit, bulk_facts
from labtui.data.analysis.effect import edit
from labtui.data.assessment.models import Changes, System
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import LISTS, REFERRING, Shape, Value
from labtui.data.framework.values import parse_value, show_answer, show_value
from labtui.data.inventory.workspace import Workspace
from labtui.screens.dialogs import Prompt
from labtui.screens.flow import Asker
from labtui.screens.picker import Picker
from labtui.screens.system_items import host_items, system_items
from labtui.text.cells import clip
from labtui.text.printable import printable
from labtui.widgets.picker_list import NOTHING, Item

NOT_STATED = "not answered"

MOST_NAME = 40
"""The most cells of a name in a title, which also says what is asked."""

_PICKED_SHAPES = frozenset(
    {
        Shape.REFERENCE,
        Shape.REFERENCES,
        Shape.CHOICE,
        Shape.CHOICES,
        Shape.BOOLEAN,
        Shape.BOOLEAN_OR_NA,
    }
)
"""Shapes of facts that are picked from a list; all others are typed."""

_MOVES = ("runs_on", "member_of")
"""The facts by which a system is moved to another."""


async def ask(
    asker: Asker,
    workspace: Workspace,
    system: System,
    fact: Fact,
    *,
    excluded: Collection[str] = (),
    bulk: BulkEdit | None = None,
) -> BulkAnswer | None:
    """Ask for a fact of a system, starting from its own value; return None if cancelled.

    It cannot name the systems in `excluded`, nor itself. With `bulk`, it stands for several
    systems: as long as these differ, no value is chosen at first.
    """
    own, differ = system.facts.get(fact.key), bulk is not None and bulk.differ
    name = clip(printable(system.name), MOST_NAME)
    title = f"{name}: {fact.label.lower()}{' · they differ' if differ else ''}"
    explanation = fact.explanation
    if bulk is None and fact.question:
        title, explanation = _question(name, fact), fact.help
    if fact.shape in _PICKED_SHAPES:
        items = _items(workspace, fact, {system.id, *excluded})
        if fact.shape in LISTS:
            return await _tick(asker, title, fact, [_with_count(item, bulk) for item in items], own)
        chosen = NOTHING if own is None else show_value(own)
        picked = await asker.ask(
            Picker(title, items, chosen=[] if differ else [chosen], empty_label=NOT_STATED)
        )
        said = picked[0] if picked is not None else None
    else:
        if notice := untypeable(fact, own, workspace.today):
            asker.say(error=f"{fact.label}: {notice}")
            return None
        # If the systems differ, a list starts with the common items and a single value empty.
        amend = None if differ and fact.shape not in LISTS else typed(own)

        def wrong(said: str) -> str:
            return typing_error(fact, said, workspace.today)

        said = await asker.ask(
            Prompt(title, _how(fact), amend=amend, text=explanation, wrong=wrong)
        )
    if said is None:
        return None
    return BulkAnswer(parse_value(fact, said, workspace.today) if said else None)


def _question(name: str, fact: Fact) -> str:
    """The question about one system, which its name stands before or in."""
    asked = fact.question.format(name=name)
    return asked if "{name}" in fact.question else f"{name}: {asked}"


async def change_fact(asker: Asker, workspace: Workspace, id: str, key: str) -> bool:
    """Ask for a fact of a system and save it; return True if it was changed."""
    system, fact = workspace.system(id), FACTS[key]
    answer = await ask(asker, workspace, system, fact)
    if answer is None:
        return False
    if answer.value == system.facts.get(key):
        asker.say(f"{fact.label}: no changes.")
        return False
    return _put_through(asker, workspace, id, fact, answer.value, {id: {key: answer.value}})


async def change_fact_of_all(asker: Asker, workspace: Workspace, ids: Sequence[str]) -> None:
    """Ask for one fact of several systems and set it for all of them, as one step."""
    title = f"{len(ids)} systems"
    items = [Item(fact.key, fact.label, fact.explanation or fact.group) for fact in bulk_facts()]
    picked = await asker.ask(Picker(f"{title}: change which fact?", items))
    if picked is None:
        return
    await change_one_of_all(asker, workspace, ids, picked[0])


async def change_one_of_all(
    asker: Asker, workspace: Workspace, ids: Sequence[str], key: str
) -> None:
    """Ask for a fact and set it for several systems, as one step."""
    title, fact = f"{len(ids)} systems", FACTS[key]
    bulk = bulk_edit(workspace, ids, fact)
    facts = {} if bulk.common in (None, ()) else {fact.key: bulk.common}
    answer = await ask(asker, workspace, System("", title, facts), fact, excluded=ids, bulk=bulk)
    if answer is None:
        return
    changes = bulk.changes(answer)
    if not changes:
        asker.say(f"{fact.label}: no changes.")
        return
    _put_through(asker, workspace, title, fact, answer.value, changes)


def _put_through(
    asker: Asker,
    workspace: Workspace,
    subject: str,
    fact: Fact,
    value: Value | None,
    changes: Mapping[str, Changes],
) -> bool:
    """Change a fact; say so, and of a move what it does to the levels."""
    said = f"{subject}: {fact.label.lower()} {show_answer(fact.key, value)}"

    def change() -> str:
        effect = edit(workspace, changes).words
        return f"{said} · {effect}" if effect and fact.key in _MOVES else said

    return asker.change(change)


async def _tick(
    asker: Asker, title: str, fact: Fact, items: list[Item], own: Value | None
) -> BulkAnswer | None:
    chosen = own if isinstance(own, tuple) else ()
    picked = await asker.ask(
        Picker(title, items, chosen=chosen, many=True, empty_label=fact.none or "none")
    )
    if picked is None:
        return None
    return BulkAnswer((), replaces=True) if NOTHING in picked else BulkAnswer(picked)


def _with_count(item: Item, bulk: BulkEdit | None) -> Item:
    """Add to an item how many of several systems have it, if only some do."""
    have = bulk.count(item.key) if bulk is not None else 0
    if bulk is None or not 0 < have < len(bulk.own):
        return item
    return replace(item, note=f"{have} of them · {item.note}".removesuffix(" · "))


def _how(fact: Fact) -> str:
    """Return the syntax of a fact."""
    how, *_ = SYNTAX.get(fact.shape, ("",))
    return how or fact.expected


def _items(workspace: Workspace, fact: Fact, excluded: Collection[str]) -> list[Item]:
    if fact.key == "runs_on":
        return host_items(workspace, excluded=excluded)
    if fact.shape in REFERRING:
        return system_items(workspace, excluded=excluded)
    if fact.choices is not None:
        return [Item(value, value, meaning) for value, meaning in fact.choices.items()]
    items = [Item("yes", "yes"), Item("no", "no")]
    return [*items, Item("n/a", "n/a")] if fact.shape is Shape.BOOLEAN_OR_NA else items
