"""Ask for one fact: by letters if it has few values, with a list of systems, or by typing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from labtui.data.analysis.answers import SYNTAX, typed, typing_error, untypeable, value_of_word
from labtui.data.analysis.editing import BulkAnswer, BulkEdit, bulk_edit, bulk_facts
from labtui.data.analysis.effect import edit
from labtui.data.analysis.hosting import leading_to
from labtui.data.analysis.question_choices import remark_on, words_of
from labtui.data.assessment.models import Changes, System
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import LISTS, REFERRING, Shape, Value
from labtui.data.framework.values import as_texts, parse_value, show_answer
from labtui.data.inventory.edits import id_for
from labtui.data.inventory.workspace import Workspace
from labtui.screens.adding_pickers import NEW, SystemPicker
from labtui.screens.choice import Answer, Choice, Choices
from labtui.screens.dialogs import Prompt
from labtui.screens.flow import MOST_NAME, Asker
from labtui.screens.picker import Picker
from labtui.screens.system_items import backup_items, host_items, system_items
from labtui.text.cells import clip
from labtui.text.printable import printable
from labtui.text.wording import join_words
from labtui.widgets.picker_list import NOTHING, Item

NOT_STATED = "not answered"
"""The answer that clears a fact."""

AS_IT_IS = "leave it as it is"
"""What Enter does where nothing was chosen."""

_TYPED = "typed"
"""The answer that is typed next, where letters answer too."""

_MOVES = ("runs_on", "member_of")
"""The facts by which a system is moved to another."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact that is asked for, starting from the value that the system has."""

    workspace: Workspace
    system: System
    """With `bulk`, it stands for several systems."""
    fact: Fact
    bulk: BulkEdit | None = None
    """The same fact of several systems, of which none can name itself; as long as they differ, no
    value is chosen at first."""
    may_add: bool = False
    """True if systems can be named that are not there yet."""
    only_typed: bool = False
    """True if a fact that is typed is not asked for by letters first, as that was done before."""

    @property
    def own(self) -> Value | None:
        """The value that the system has."""
        return self.system.facts.get(self.fact.key)

    @property
    def differ(self) -> bool:
        """True where not all systems have the same."""
        return self.bulk is not None and self.bulk.differ

    @property
    def name(self) -> str:
        """Whom it is asked for."""
        return clip(printable(self.system.name), MOST_NAME)

    @property
    def title(self) -> str:
        """What is asked of one system, or of which fact of several."""
        if self.bulk is None and self.fact.question:
            asked = self.fact.question.format(name=self.name)
            return asked if "{name}" in self.fact.question else f"{self.name}: {asked}"
        return f"{self.name}: {self.fact.label.lower()}{' · they differ' if self.differ else ''}"


async def ask(asker: Asker, asked: Asked) -> BulkAnswer | None:
    """Ask for a fact; return None if cancelled."""
    fact, said = asked.fact, None
    if fact.shape in REFERRING:
        return await _ask_for_systems(asker, asked)
    if words_of(fact.key) and not (asked.only_typed and fact.shape in SYNTAX):
        if fact.shape is Shape.CHOICES:
            ticked = await asker.ask(_several_by_letters(asked))
            return None if ticked is None else _several(fact, ticked)
        said = await asker.ask(_by_letters(asked))
        if said is None:
            return None
        if said != _TYPED:
            value = value_of_word(fact, said, asked.workspace.today)
            return BulkAnswer(value, replaces=True)
    return await _ask_to_type(asker, asked)


def _words(asked: Asked) -> tuple[str, str, list[Answer]]:
    """Title, question and answers with their keys, the same as in the review queue."""
    fact = asked.fact
    said = fact.question.format(name=asked.name) or fact.explanation or fact.label
    if asked.bulk is not None:
        said = f"{fact.label}: {fact.explanation}" if fact.explanation else fact.label
    elif remark := remark_on(asked.workspace.lab.assessments.get(asked.system.id), fact.key):
        said += f"\n{remark}"
    answers = [
        Answer(key, word, label, _counted(meaning, word, asked.bulk))
        for key, word, label, meaning in words_of(fact.key)
    ]
    title = f"{asked.name} · they differ" if asked.differ else asked.name
    return title, said, [*answers, Answer("-", NOTHING, _without_answer(asked))]


def _without_answer(asked: Asked) -> str:
    """What clearing the fact means: that it is not answered, or what the system inherits."""
    lab, key = asked.workspace.lab, asked.fact.key
    if asked.bulk is not None or asked.system.id not in lab.systems:
        return NOT_STATED
    inherited = lab.inherited(asked.system.id).get(key)
    if inherited is None:
        return NOT_STATED
    return f"as inherited: {show_answer(key, inherited[0])} ↑ {inherited[1]}"


def _by_letters(asked: Asked) -> Choice:
    """The question with a key for each answer; Enter lets another be typed, where that can be."""
    title, said, answers = _words(asked)
    own, today = asked.own, asked.workspace.today
    now = [each.value for each in answers if value_of_word(asked.fact, each.value, today) == own]
    current = now[0] if now and not asked.differ else None
    if asked.fact.shape not in SYNTAX:
        return Choice(title, said, answers, offered=(None, AS_IT_IS), current=current)
    if own is not None and not now:
        said += f"\nYour answer: {show_answer(asked.fact.key, own)}"
    other = "type it" if asked.fact.shape is Shape.TEXTS else "another day"
    return Choice(title, said, answers, offered=(_TYPED, other), current=current)


def _several_by_letters(asked: Asked) -> Choices:
    """The same where several answers can be ticked."""
    return Choices(
        *_words(asked),
        alone={asked.fact.none, NOTHING},
        offered=(None, AS_IT_IS),
        ticked=as_texts(asked.own),
    )


def _several(fact: Fact, ticked: tuple[str, ...]) -> BulkAnswer:
    """The answer that was ticked, or given alone."""
    if ticked == (NOTHING,):
        return BulkAnswer(None, replaces=True)
    return BulkAnswer((), replaces=True) if ticked == (fact.none,) else BulkAnswer(ticked)


async def _ask_for_systems(asker: Asker, asked: Asked) -> BulkAnswer | None:
    """Ask for a system, or for several, with a list of them."""
    fact, workspace, own = asked.fact, asked.workspace, asked.own
    themselves = {asked.system.id} if asked.bulk is None else {*asked.bulk.own}
    items = [
        replace(each, note=_counted(each.note, each.key, asked.bulk))
        for each in _items(workspace, fact, themselves)
    ]
    many = fact.shape in LISTS
    chosen = as_texts(own) if many else [] if asked.differ else [str(own or NOTHING)]
    empty = (fact.none or "none") if many else NOT_STATED
    options: dict[str, Any] = {"chosen": chosen, "many": many, "empty_label": empty}
    if asked.may_add:
        picker: Picker = SystemPicker(asked.title, items, workspace, themselves, **options)
    else:
        picker = Picker(asked.title, items, **options)
    picked = await asker.ask(picker)
    return None if picked is None else _picked(workspace, fact, picked)


async def _ask_to_type(asker: Asker, asked: Asked) -> BulkAnswer | None:
    """Ask for a value with a line of text."""
    fact, own, today = asked.fact, asked.own, asked.workspace.today
    if notice := untypeable(fact, own, today):
        asker.say(error=f"{fact.label}: {notice}")
        return None
    # If the systems differ, a list starts with the common items and a single value empty.
    amend = None if asked.differ and fact.shape not in LISTS else typed(own)
    text = fact.help if asked.bulk is None and fact.question else fact.explanation

    def wrong(said: str) -> str:
        return typing_error(fact, said, asked.workspace.today)

    prompt = Prompt(asked.title, _how(fact), amend=amend, text=text, wrong=wrong)
    said = await asker.ask(prompt)
    if said is None:
        return None
    return BulkAnswer(parse_value(fact, said, asked.workspace.today) if said else None)


async def change_fact(
    asker: Asker, workspace: Workspace, id: str, key: str, *, only_typed: bool = False
) -> bool:
    """Ask for a fact of a system and save it; return True if it was changed."""
    system, fact = workspace.system(id), FACTS[key]
    asked = Asked(workspace, system, fact, may_add=True, only_typed=only_typed)
    answer = await ask(asker, asked)
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
    asker: Asker, workspace: Workspace, ids: Sequence[str], key: str, *, only_typed: bool = False
) -> None:
    """Ask for a fact and set it for several systems, as one step."""
    title, fact = f"{len(ids)} systems", FACTS[key]
    bulk = bulk_edit(workspace, ids, fact)
    facts = {} if bulk.common in (None, ()) else {fact.key: bulk.common}
    common = System("", title, facts)
    asked = Asked(workspace, common, fact, bulk, may_add=True, only_typed=only_typed)
    answer = await ask(asker, asked)
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


def _counted(remark: str, element: str, bulk: BulkEdit | None) -> str:
    """A remark with how many of several systems have an element before it, if only some do."""
    have = bulk.count(element) if bulk is not None else 0
    if bulk is None or not 0 < have < len(bulk.own):
        return remark
    return f"{have} of them · {remark}".removesuffix(" · ")


def _how(fact: Fact) -> str:
    """Return the syntax of a fact."""
    how, *_ = SYNTAX.get(fact.shape, ("",))
    return how or fact.expected


def _items(workspace: Workspace, fact: Fact, excluded: Collection[str]) -> list[Item]:
    if fact.key == "runs_on":
        return host_items(workspace, excluded=leading_to(workspace.lab, excluded))
    if fact.key == "backs_up_to":
        return backup_items(workspace, excluded=excluded)
    return system_items(workspace, excluded=excluded)
