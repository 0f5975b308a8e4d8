"""Ask for one fact: with a list if its values are known, otherwise with a line of text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from labtui.data.analysis.answers import SYNTAX, typed, typing_error, untypeable
from labtui.data.analysis.editing import BulkAnswer, BulkEdit, bulk_edit, bulk_facts
from labtui.data.analysis.effect import edit
from labtui.data.assessment.models import Changes, System
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import LISTS, REFERRING, Shape, Value
from labtui.data.framework.values import as_texts, parse_value, show_answer, show_value
from labtui.data.inventory.edits import id_for
from labtui.data.inventory.workspace import Workspace
from labtui.screens.adding_pickers import NEW, SystemPicker
from labtui.screens.dialogs import Prompt
from labtui.screens.flow import MOST_NAME, Asker
from labtui.screens.picker import Picker
from labtui.screens.system_items import host_items, system_items
from labtui.text.cells import clip
from labtui.text.printable import printable
from labtui.text.wording import join_words
from labtui.widgets.picker_list import NOTHING, Item

NOT_STATED = "not answered"

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
    bulk: BulkEdit | None = None,
    may_add: bool = False,
) -> BulkAnswer | None:
    """Ask for a fact of a system, starting from its own value; return None if cancelled.

    With `bulk`, it stands for several systems: as long as these differ, no value is chosen at
    first. None of them can name itself; with `may_add`, they can name what is not there yet.
    """
    own, differ = system.facts.get(fact.key), bulk is not None and bulk.differ
    name = clip(printable(system.name), MOST_NAME)
    title = f"{name}: {fact.label.lower()}{' · they differ' if differ else ''}"
    explanation = fact.explanation
    if bulk is None and fact.question:
        title, explanation = _question(name, fact), fact.help
    if fact.shape in _PICKED_SHAPES:
        themselves = {system.id} if bulk is None else {*bulk.own}
        items = [_with_count(each, bulk) for each in _items(workspace, fact, themselves)]
        many = fact.shape in LISTS
        chosen = as_texts(own) if many else [] if differ else [_chosen(own)]
        empty = (fact.none or "none") if many else NOT_STATED
        options: dict[str, Any] = {"chosen": chosen, "many": many, "empty_label": empty}
        if may_add and fact.shape in REFERRING:
            picker: Picker = SystemPicker(title, items, workspace, themselves, **options)
        else:
            picker = Picker(title, items, **options)
        picked = await asker.ask(picker)
        return None if picked is None else _picked(workspace, fact, picked)
    if notice := untypeable(fact, own, workspace.today):
        asker.say(error=f"{fact.label}: {notice}")
        return None
    # If the systems differ, a list starts with the common items and a single value empty.
    amend = None if differ and fact.shape not in LISTS else typed(own)

    def wrong(said: str) -> str:
        return typing_error(fact, said, workspace.today)

    said = await asker.ask(Prompt(title, _how(fact), amend=amend, text=explanation, wrong=wrong))
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
    answer = await ask(asker, workspace, system, fact, may_add=True)
    if answer is None:
        return False
    if answer.value == system.facts.get(key):
        asker.say(f"{fact.label}: no changes.")
        return False
    return _put_through(asker, workspace, id, fact, answer, {id: {key: answer.value}})


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
    common = System("", title, facts)
    answer = await ask(asker, workspace, common, fact, bulk=bulk, may_add=True)
    if answer is None:
        return
    changes = bulk.changes(answer)
    if not changes:
        asker.say(f"{fact.label}: no changes.")
        return
    _put_through(asker, workspace, title, fact, answer, changes)


def _put_through(
    asker: Asker,
    workspace: Workspace,
    subject: str,
    fact: Fact,
    answer: BulkAnswer,
    changes: Mapping[str, Changes],
) -> bool:
    """Change a fact; say so, what is added for it, and of a move what it does to the levels."""
    said = f"{subject}: {fact.label.lower()} {show_answer(fact.key, answer.value)}"
    if answer.new:
        said += f" · added: {join_words(answer.new)}"

    def change() -> str:
        effect = edit(workspace, changes, answer.new).words
        return f"{said} · {effect}" if effect and fact.key in _MOVES else said

    return asker.change(change)


def _chosen(own: Value | None) -> str:
    """The key of the item that says what is stated."""
    return NOTHING if own is None else show_value(own)


def _picked(workspace: Workspace, fact: Fact, picked: Sequence[str]) -> BulkAnswer:
    """The answer that picked items give, with ids for the systems that are not there yet."""
    new: dict[str, str] = {}
    words: list[str] = []
    for key in picked:
        id = key
        if key.startswith(NEW):
            name = key.removeprefix(NEW)
            id = id_for(name, {*workspace.ids, *new})
            new[id] = name
        words.append(id)
    if fact.shape in LISTS:
        return BulkAnswer((), replaces=True) if NOTHING in words else BulkAnswer((*words,), new=new)
    return BulkAnswer(parse_value(fact, words[0], workspace.today) if words[0] else None, new=new)


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
