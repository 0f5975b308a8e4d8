"""The conversation in which systems are added: a name, and a few questions with a key each.

Each answer counts at once: when the last one is given, the system is there and its level is shown,
and the next name is asked for. Esc goes back a question; an empty name ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from textual.content import Content

from labtui.data.analysis.adding import Newcomer, add_all, copied, namesakes
from labtui.data.assessment.clauses import level_name
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import FACTS
from labtui.data.framework.roles import role_word
from labtui.data.framework.templates import PLACES
from labtui.data.inventory.edits import id_for
from labtui.data.inventory.workspace import Workspace
from labtui.screens.adding_pickers import NEW, NeedsPicker, SystemPicker
from labtui.screens.ask_name import AskName
from labtui.screens.choice import Answer, Choice, Choices
from labtui.screens.flow import MOST_NAME, Dialog, Flow
from labtui.screens.picker import Picker
from labtui.screens.system_items import host_items, system_items
from labtui.text.cells import clip
from labtui.text.printable import printable
from labtui.text.wording import join_few, join_words, plural
from labtui.widgets.lines.adding import added_lines
from labtui.widgets.picker_list import NOTHING, Item

UNKNOWN = "unknown"
"""The answer that states nothing."""

MINE = "mine"
ON = "on "
"""The place of what runs on one of one's systems, before it is said on which, and after."""

NOTHING_MISSED = "nothing"
NEEDS_NOTHING = "[]"

MOST_NEWS = 4
"""How many of those that were added are shown beside the next name."""

DONT_KNOW = Answer("d", UNKNOWN, "Don't know yet")

WHERE = (
    Answer("o", MINE, "On one of mine", "a VM, container or app"),
    *(
        Answer(place.letter, template, place.words.capitalize(), place.meaning)
        for template, place in PLACES.items()
    ),
    DONT_KNOW,
)

EACH, SAME = "each", "same"

Asked: TypeAlias = Callable[[], Dialog[Any]]
"""A question, made when it is asked."""


async def add_systems(
    flow: Flow,
    workspace: Workspace,
    *,
    current: str | None,
    like: str | None = None,
    last: Sequence[str] = ("", ""),
) -> list[str]:
    """Ask for names, and about each, and add the systems until no name is given; gives their ids.

    `current` comes first among the systems it can run on if it hosts others. With `like`, they are
    copies of that system. `last` is what was said of the one before: where it is, and its purpose.
    """
    conversation = Conversation(workspace, current, like, last)
    while await conversation.run(flow):
        pass
    return conversation.added


class Conversation:
    """What was added so far, and the questions about the next one."""

    def __init__(
        self,
        workspace: Workspace,
        current: str | None,
        like: str | None,
        last: Sequence[str],
    ) -> None:
        self._workspace = workspace
        self._current = current
        self._like = like
        self._where, self._purpose = last
        self._status = "active"
        self._said = Newcomer()
        self._new: list[str] = []
        """The names that are asked about."""
        self._at_once = True
        """True if they get the same answers."""
        self.added: list[str] = []
        """The ids, in turn."""
        self._names: tuple[str, ...] = ()
        """What was answered for names last, to start from when one goes back to it."""

    async def run(self, flow: Flow) -> bool:
        """Ask about the next name and add it; False if it ends here."""
        answers: list[Any] = []
        while True:
            question, answer = self._next(answers), None
            if question is None:
                break
            answer = await flow.ask(question())
            if answer is not None:
                answers.append(answer)
            elif not answers:
                return False
            else:
                answers.pop()
                flow.take_back()
        if len(answers[0]) == 1:  # a status without a name
            flow.take_back()
            return False
        return self._add(flow)

    def _next(self, answers: Sequence[Any]) -> Asked | None:
        """The question after these answers; None after the last."""
        questions = self._questions()
        try:
            question = next(questions)
            for answer in answers:
                question = questions.send(answer)
        except StopIteration:
            return None
        return question

    # --- the questions

    def _questions(self) -> Generator[Asked, Any, None]:
        """Ask one question after another; what follows depends on the answers."""
        status, *names = yield self._ask_name
        self._names, self._status = (status, *names), status
        self._said = Newcomer()
        if not names:
            return
        there = namesakes(self._workspace, names)
        self._new = names
        self._at_once = True
        if len(names) > 1:
            self._at_once = (yield partial(self._ask_whether_each, there)) == SAME
            self._new = [name for name in names if name not in there]
        elif there:
            yield partial(self._ask_whether_twice, there[names[0]])
        if self._like is None:
            yield from self._questions_about_it()

    def _questions_about_it(self) -> Generator[Asked, Any, None]:
        name = self._title
        template, host, new_hosts = yield from self._where_is(name)
        facts: dict[str, Any] = {}
        purpose = yield partial(self._ask_purpose, name)
        facts["purpose"] = None if purpose == UNKNOWN else purpose
        missed = yield partial(self._ask_missed, name)
        if missed != (UNKNOWN,):
            facts["relied_on_for"] = () if missed == (NOTHING_MISSED,) else missed
        if self._status == "planned":
            needs = yield partial(self._ask_needs, name, host)
            if needs != (NOTHING,):
                facts["depends_on"] = tuple(id for id in needs if id != NEEDS_NOTHING)
            facts["status"] = "planned"
        self._said = Newcomer(template, host, tuple(new_hosts), facts)

    def _where_is(
        self, name: str
    ) -> Generator[Asked, Any, tuple[str | None, str | None, list[str]]]:
        """Where it is: a template, or a host that is there; and the hosts in between that are new.

        These are made in passing, and asked the same.
        """
        new_hosts: list[str] = []
        while True:
            place = yield partial(self._ask_where, name, is_host=bool(new_hosts))
            if place == MINE:
                (host,) = yield partial(self._ask_host, name, new_hosts)
                if host.startswith(NEW):
                    name = host.removeprefix(NEW)
                    new_hosts.append(name)
                    continue
                return None, host, new_hosts
            if place.startswith(ON):
                return None, place.removeprefix(ON), new_hosts
            return (place if place in PLACES else None), None, new_hosts

    @property
    def _title(self) -> str:
        """What the questions are about."""
        first, *others = self._new
        if not others:
            return first
        if self._at_once:
            return f"{len(self._new)} systems: {join_few(self._new)}"
        return f"{clip(first, MOST_NAME)} · {len(others)} more after it"

    def _news(self, most: int) -> Content | None:
        """What was added last; with its level in words if there is room for several."""
        lab = self._workspace.lab
        added = [id for id in self.added if id in lab.assessments]
        return added_lines(lab, added[-most:], in_words=most > 1) if added else None

    def _ask_name(self) -> AskName:
        system = self._workspace.lab.systems.get(self._like or "")
        status, *names = self._names or ("active",)
        return AskName(
            like=system.name if system is not None else "",
            amend=names,
            planned=status == "planned",
            news=self._news(MOST_NEWS),
        )

    def _ask_whether_each(self, there: Mapping[str, str]) -> Choice:
        """Ask whether several names get the same answers; says which are there already."""
        new = [name for name in self._names[1:] if name not in there]
        short = [clip(printable(name), 28) for name in new]
        asked = [f"{join_words(short, 8)}."] if new else []
        asked += [f"There already, left out: {join_few(there)}."] if there else []
        count = plural(len(new), "new system")
        offered: tuple[str | None, str]
        if not new:
            offered = None, "another name"
        elif self._like is not None:
            offered = SAME, f"add {'it' if len(new) == 1 else 'them'}"
        else:
            offered = EACH, "ask about each of them"
        same = Answer("s", SAME, "The same answers for all of them")
        return Choice(
            count,
            "\n".join(asked),
            [same] if self._like is None and len(new) > 1 else [],
            offered=offered,
        )

    def _ask_whether_twice(self, id: str) -> Choice:
        """Ask whether a second system of a name is meant."""
        system = self._workspace.lab.systems[id]
        a = self._workspace.lab.assessments.get(id)
        what = "retired" if a is None else f"level {level_name(a.level)}"
        host = system.runs_on and f", on {system.runs_on}"
        second = id_for(self._new[0], {*self._workspace.ids})
        return Choice(
            f"{clip(printable(self._new[0]), MOST_NAME)} is there already",
            f"{id}: {what}{host or ''}.",
            [Answer("a", "add", f"Add a second one, as {second}")],
            offered=(None, "another name"),
        )

    def _ask_where(self, name: str, *, is_host: bool) -> Choice:
        """Ask where a system is; the place of the one before is offered."""
        last, words = UNKNOWN, "don't know yet"
        systems = self._workspace.lab.systems
        host = systems.get(self._where.removeprefix(ON))
        if not is_host and self._where.startswith(ON) and host is not None and not host.retired:
            last, words = self._where, f"on {clip(printable(host.name), 24)}, as before"
        elif not is_host and (place := PLACES.get(self._where)):
            last, words = self._where, f"{place.words}, as before"
        planned = self._status == "planned"
        title = f"{clip(printable(name), MOST_NAME)} is new too" if is_host else name
        return Choice(
            title,
            f"Where {'will it be' if planned else 'is it'}?",
            WHERE,
            offered=(last, words),
            news=None if is_host else self._news(1),
        )

    def _ask_host(self, name: str, new_hosts: Sequence[str]) -> Picker:
        """Ask what it runs on: what is there, or a name that is not."""
        taken = {id_for(each, ()) for each in (*self._new, *new_hosts)}

        return SystemPicker(
            f"{clip(printable(name), MOST_NAME)}: what does it run on?",
            host_items(self._workspace, first=self._likely_host),
            self._workspace,
            taken,
        )

    @property
    def _likely_host(self) -> str | None:
        """What was chosen last; before anything was, the current system if it hosts others."""
        lab = self._workspace.lab
        added = [lab.systems[id].runs_on for id in reversed(self.added) if id in lab.systems]
        is_host = self._current is not None and lab.references.by("runs_on", self._current)
        return next(filter(None, added), self._current if is_host else None)

    def _ask_purpose(self, name: str) -> Choice:
        """Ask why it exists; the purpose of the one before is offered."""
        fact = FACTS["purpose"]
        offered = (UNKNOWN, "don't know yet")
        if self._purpose in (fact.choices or {}):
            offered = (self._purpose, f"{self._purpose}, as before")
        return Choice(name, fact.question, [*_values_of(fact), DONT_KNOW], offered=offered)

    def _ask_missed(self, name: str) -> Choices:
        """Ask what people would miss."""
        fact = FACTS["relied_on_for"]
        nothing = Answer("n", NOTHING_MISSED, "Nothing")
        return Choices(
            name,
            fact.question,
            [*_values_of(fact), nothing, DONT_KNOW],
            alone={NOTHING_MISSED, UNKNOWN},
            offered=((UNKNOWN,), "don't know yet"),
        )

    def _ask_needs(self, name: str, host: str | None) -> Picker:
        """Ask what a planned system will need besides its host."""
        return NeedsPicker(
            f"{clip(printable(name), MOST_NAME)}: what will it need to work?",
            [
                Item(NEEDS_NOTHING, "Nothing"),
                *system_items(self._workspace, excluded=[host] if host else ()),
            ],
            many=True,
            empty_label="Don't know yet",
        )

    # --- adding

    def _add(self, flow: Flow) -> bool:
        """Add what was asked about, and go on with the other names; False if that failed."""
        names = self._new if self._at_once else self._new[:1]
        others = () if self._at_once else self._new[1:]
        before = {*self._workspace.ids}
        if names and not flow.change(lambda: self._change(names)):
            return False
        self.added += [id for id in self._workspace.ids if id not in before]
        self._names = ()
        if names and self._like is None:
            self._remember()
        status = self._status
        flow.go_on(
            [(status, *others), *([EACH] if len(others) > 1 else [])] if others else [],
            **({} if self._like else {"last": (self._where, self._purpose)}),
        )
        return True

    def _remember(self) -> None:
        """Note what is offered for the next one."""
        said, last = self._said, self._workspace.lab.systems[self.added[-1]]
        self._where = f"{ON}{last.runs_on}" if last.runs_on else said.template or ""
        self._purpose = str(said.facts.get("purpose") or "")

    def _change(self, names: Sequence[str]) -> str:
        workspace = self._workspace
        if self._like is not None:
            facts = copied(workspace.system(self._like))
            ids = add_all(workspace, names, Newcomer(facts=facts))
        else:
            ids = add_all(workspace, names, self._said)
        if len(ids) > 1:
            return f"Added: {plural(len(ids), 'system')}."
        a = workspace.lab.assessments[ids[0]]
        taken = id_for(names[0], ())
        beside = f", beside {taken}" if taken != ids[0] else ""
        return f"Added: {ids[0]}{beside}: {a.level or 'level not known'} {role_word(a.role, '')}"


def _values_of(fact: Fact) -> list[Answer]:
    """The values of a fact that have a letter, as answers with what they mean."""
    meanings = fact.choices or {}
    return [
        Answer(letter, value, value.capitalize(), meanings[value])
        for value, letter in fact.letters.items()
    ]
