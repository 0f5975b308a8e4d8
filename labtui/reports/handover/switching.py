"""What may be switched off, what never, and in which order it is switched on again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

from labtui.data.analysis.impact import breaks_tree
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.systems import PURPOSES
from labtui.reports.handover.plain import (
    MOST,
    described,
    is_box,
    is_outside,
    is_own,
    listed,
    name,
    names,
    place,
    stands_alone,
    used_for,
    with_remarks,
)
from labtui.reports.handover.sheet import Block, Item, Section, Table
from labtui.text.printable import printable
from labtui.text.wording import join_words, sentence


class Answer(IntEnum):
    """Whether something may be switched off."""

    NO = 0
    NOT_FOR_LONG = 1
    ASK = 2
    YES = 3


WORDS = {
    Answer.NO: "No",
    Answer.NOT_FOR_LONG: "Not for long",
    Answer.ASK: "Ask first",
    Answer.YES: "Yes",
}


class Switched(NamedTuple):
    """Whether a system may be switched off, and why."""

    id: str
    answer: Answer
    why: str


def switched_off(lab: Lab, a: Assessment) -> Switched:
    """Whether a system may be switched off, and why, in plain words."""
    breaks = [broken.id for broken in breaks_tree(lab, a.id)]
    relied = [id for id in breaks if lab.systems[id].production_in_own_right]
    kept = ("Do not wipe it either.",) if a.production and _looks_wipeable(a) else ()
    if a.system.production_in_own_right or relied:
        return Switched(a.id, Answer.NO, " ".join((*_never(lab, a, relied), *kept)))
    if a.production:
        return Switched(a.id, Answer.NOT_FOR_LONG, " ".join((*_not_for_long(lab, a), *kept)))
    users = dict.fromkeys(each for id in (a.id, *breaks) for each in _users(lab.systems[id]))
    if users:
        return Switched(a.id, Answer.ASK, f"Used by {join_words(users, MOST)}.")
    unknown = [id for id in (a.id, *breaks) if _needs_asking(lab.assessments[id])]
    if unknown:
        return Switched(a.id, Answer.ASK, _asking(lab, a, unknown))
    return Switched(a.id, Answer.YES, " ".join(_harmless(lab, a, breaks)))


def _looks_wipeable(a: Assessment) -> bool:
    """Whether its owner calls it a thing to try on, and so may a label on it."""
    return a.value("evidence.wipeable") is True or a.system.purpose == "learning"


def _never(lab: Lab, a: Assessment, relied: Sequence[str]) -> Iterator[str]:
    if a.system.relied_on_for:
        yield f"People rely on it for {used_for(a.system)}."
    if relied:
        yield f"Without it {names(lab, relied)} {'stops' if len(relied) == 1 else 'stop'}."
    if any(id != a.id for id in lab.destinations.by(a.id)):
        yield "It keeps the copies of others."
    if not a.system.relied_on_for and not relied:
        yield "It has to work."


def _not_for_long(lab: Lab, a: Assessment) -> Iterator[str]:
    """Why nothing stops at once, and yet people rely on it."""
    copies = [id for id in a.through if a.id in lab.destinations.of(id)]
    recovered = [id for id in a.through if a.id in lab.systems[id].recovers_with]
    group = a.system.member_of
    yield "Nothing stops at once."
    if copies:
        yield f"It keeps the copies of {names(lab, copies)}."
    if recovered:
        yield f"{names(lab, recovered)} cannot be repaired without it."
    if group is not None and group in a.through:
        yield f"It is one of several in {name(lab, group)}: another has to stay on."


def _users(system: System) -> list[str]:
    """Who uses it; nobody where it is said that nothing of it would be missed."""
    if system.facts.get("relied_on_for") == ():
        return []
    return [printable(each) for each in system.texts("used_by")]


def _needs_asking(a: Assessment) -> bool:
    """Whether nobody said what it is for, nor that nobody would miss it."""
    facts = a.system.facts
    return a.system.purpose is None and "relied_on_for" not in facts and not a.context.inner


def _asking(lab: Lab, a: Assessment, unknown: Sequence[str]) -> str:
    host = lab.systems.get(a.system.parent or "")
    if unknown == [a.id] and host is not None:
        return f"It is a part of {name(lab, host.id)}. Whether that works without it is not known."
    whom = "it" if unknown == [a.id] else names(lab, unknown)
    return f"It is not written down whether anybody needs {whom}."


def _harmless(lab: Lab, a: Assessment, breaks: Sequence[str]) -> Iterator[str]:
    if copies := [id for id in lab.destinations.by(a.id) if id != a.id]:
        yield f"It keeps the copies of {names(lab, copies)}."
    if breaks:
        yield f"{names(lab, breaks)} {'stops' if len(breaks) == 1 else 'stop'} too."
    if a.system.purpose is not None:
        yield sentence(PURPOSES[a.system.purpose])
    elif not breaks:
        yield "Nobody would miss it."


def switching(lab: Lab, used: Iterable[Assessment]) -> Section | None:
    """What may be switched off, thing by thing; then what runs on these. None where nothing is."""
    things: list[tuple[Assessment, Switched]] = []
    running: list[Switched] = []
    for a in used:
        found = switched_off(lab, a)
        if stands_alone(lab, a):
            things.append((a, found))
        else:
            running.append(found)
    things.sort(key=lambda each: (is_outside(each[0]), each[1].answer))
    rows = tuple(
        (
            _title(lab, a),
            _word(a, found.answer),
            found.why,
        )
        for a, found in things
    )
    blocks: list[Block] = []
    if rows:
        head = ("What", "Switch off?", "Why")
        intro = (
            "If in doubt, leave it on. What has to stay on may not be wiped or given away either."
        )
        blocks = [intro, Table(head, rows)]
    if nowhere := [a.id for a, _ in things if is_box(lab, a) and not place(a)]:
        blocks.append(f"It is not written down where these stand: {names(lab, nowhere)}.")
    if running:
        blocks.append(
            "Programs: may somebody who knows how stop them for now? Their data stays; delete "
            "nothing."
        )
        blocks.append(tuple(_running(lab, running)))
    return Section("What may be switched off", tuple(blocks)) if blocks else None


def _title(lab: Lab, a: Assessment) -> str:
    """What it is, and where; what people rely on is described above."""
    if a.system.relied_on_for:
        return with_remarks(name(lab, a.id), place(a))
    return described(a.system, place(a))


def _word(a: Assessment, answer: Answer) -> str:
    """An answer in words; what belongs to others is not switched off but cancelled."""
    return "Do not cancel" if answer is Answer.NO and is_outside(a) else WORDS[answer]


def _running(lab: Lab, running: Sequence[Switched]) -> Iterator[Item]:
    """By answer; where one has to ask, also by the reason."""
    groups: dict[tuple[Answer, str], list[str]] = {}
    for each in sorted(running, key=lambda each: each.answer):
        why = each.why if each.answer is Answer.ASK else ""
        groups.setdefault((each.answer, why), []).append(each.id)
    for (answer, why), ids in groups.items():
        word = "Yes, for now" if answer is Answer.YES else WORDS[answer]
        yield Item(word, f"{names(lab, ids)}. {why}".rstrip())


def switching_on(lab: Lab, used: Sequence[Assessment], turns: Mapping[str, int]) -> Section | None:
    """In which order one's own machines are switched on; None where any order will do."""
    boxes = [a for a in used if is_own(a) and is_box(lab, a)]
    needed = [a.id for a in boxes if switched_off(lab, a).answer is not Answer.YES]
    needed.sort(key=lambda id: turns[id])
    steps = [[*ids] for _, ids in groupby(needed, lambda id: turns[id])]
    if len(steps) < 2:
        return None
    items = [
        Item(f"{number}", f"{names_with_parts(lab, step)}.") for number, step in enumerate(steps, 1)
    ]
    if late := [a.id for a in boxes if a.id not in needed]:
        items.append(Item("These can wait", f"{names_with_parts(lab, late)}."))
    first = (
        "Look at the fuses first, then at the box of the internet company. Then switch on in this "
        "order. Programs start with their machine, or need somebody who knows how."
    )
    return Section("After a power failure", (first, tuple(items)))


def names_with_parts(lab: Lab, ids: Iterable[str]) -> str:
    """Machines in a sentence, each with the parts of it that one can touch."""
    called: list[str] = []
    for id in ids:
        parts = [
            part
            for part in lab.references.by("runs_on", id)
            if lab.systems[part].active and stands_alone(lab, lab.assessments[part])
        ]
        called.append(with_remarks(name(lab, id), f"with {names(lab, parts)}" if parts else ""))
    return listed(called)
