"""What to do first when something fails, by what people use it for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from labtui.data.analysis.rebuild_needs import needs
from labtui.data.analysis.rebuild_order import order_of
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.cycles import needed_to_run
from labtui.data.assessment.lab import Lab
from labtui.data.framework.systems import Use
from labtui.data.framework.values import as_texts
from labtui.reports.handover.plain import (
    MOST,
    day,
    described,
    host_of,
    is_box,
    is_outside,
    listed,
    name,
    names,
    stands_alone,
    used_for,
)
from labtui.reports.handover.sheet import Item, Section
from labtui.reports.naming import called
from labtui.text.printable import printable
from labtui.text.wording import join_words


class Failure(NamedTuple):
    """Something that can fail, as people notice it."""

    title: str
    uses: frozenset[Use]
    of_data: bool = False
    """True if what is left can be destroyed."""
    first: str = ""
    """What to look at before anything that is written down."""


FAILURES = (
    Failure("The heating, a lock or an alarm fails", frozenset({"safety"})),
    Failure(
        "The internet or the network is down",
        frozenset({"connectivity"}),
        first="Look first at the box of the internet company.",
    ),
    Failure("Nobody can log in", frozenset({"authentication", "identity"})),
    Failure("Mail, chat or calls fail", frozenset({"communication"})),
    Failure(
        "Photos, papers or other files are gone",
        frozenset({"data", "storage"}),
        of_data=True,
    ),
    Failure("Work cannot go on", frozenset({"workflow", "income", "reputation"})),
)
"""In the order in which people look for it; whom a system matters to stands under its first one."""

_LOOKED_AT = 3 * MOST
"""How many of the systems that something needs are looked for."""


def switched_on(lab: Lab, used: Sequence[Assessment]) -> Mapping[str, int]:
    """When each system can be switched on, so that it finds what it needs to run; 1 is first."""
    down = dict.fromkeys(a.id for a in used)
    return order_of({id: needs(lab, id, down, ()) for id in down}).turns


def failing(lab: Lab, used: Sequence[Assessment], turns: Mapping[str, int]) -> Section:
    """What to look at, for everything that people rely on; `turns` is from `switched_on`."""
    told: set[str] = set()
    parts = []
    for failure in FAILURES:
        rows = [a for a in used if failure.uses.intersection(a.system.relied_on_for)]
        if not rows:
            continue
        items = tuple(_item(lab, a, turns, failure, again=a.id in told) for a in rows)
        told.update(a.id for a in rows)
        first = _left_alone(lab, rows) if failure.of_data else failure.first
        parts.append(Section(failure.title, (first, items) if first else (items,)))
    others = tuple(_others(lab, used, turns))
    intro = (
        "Find what fails below. Look whether each machine named there has power and is switched "
        "on, in the order of the arrows. A program has no switch of its own. Change nothing else, "
        "and ask for help."
    )
    blocks = () if parts else ("Nothing is written down that people rely on.",)
    if others:
        parts.append(Section("Something else fails", (others,)))
    return Section("If something fails", (*blocks, intro) if parts else blocks, tuple(parts))


def _others(lab: Lab, used: Iterable[Assessment], turns: Mapping[str, int]) -> Iterator[Item]:
    """What nobody relies on, by the machine to look at."""
    on: dict[str, list[Assessment]] = defaultdict(list)
    for a in used:
        host = host_of(lab, a)
        if host and not a.system.relied_on_for and not stands_alone(lab, a):
            on[host].append(a)
    for host, programs in on.items():
        many = len(programs) > MOST
        named = listed([called(a.system) if many else described(a.system) for a in programs])
        looking = " ".join(_looking(lab, lab.assessments[host], turns))
        yield Item(f"On {name(lab, host)}", f"{named}. {looking}".rstrip())


def _left_alone(lab: Lab, rows: Iterable[Assessment]) -> str:
    """What may not be touched while data is gone."""
    said = "Do not delete, reset or set up anything again: it could destroy what is left."
    at = dict.fromkeys(other for a in rows for other in lab.destinations.of(a.id))
    return f"{said} Leave {names(lab, at)} on: the copies are there." if at else said


def _item(
    lab: Lab, a: Assessment, turns: Mapping[str, int], failure: Failure, *, again: bool
) -> Item:
    """A system: whom it matters to, what to look at, where copies are, whom to ask.

    Where it was told of before, only what is of use in this failure is told again.
    """
    kind = _kind(lab, a)
    said = [f"{kind}."] if again else [f"for {used_for(a.system)}{_by(a)}. It is {kind}."]
    said += _looking(lab, a, turns)
    if failure.of_data or not again:
        said += _copies(lab, a)
    people = as_texts(a.value("stand_ins"))
    if people:
        said.append(f"Ask {join_words(map(printable, people), MOST, 'or')}.")
    return Item(name(lab, a.id) if again else described(a.system), " ".join(said))


def _by(a: Assessment) -> str:
    """`, used by Ida and Tom`."""
    people = a.system.texts("used_by")
    return f", used by {join_words(map(printable, people), MOST)}" if people else ""


def _kind(lab: Lab, a: Assessment) -> str:
    """What it is: a machine, a program and on which, several, or whose it is."""
    host = host_of(lab, a)
    on = "" if host is None else f"on {name(lab, host)}"
    if is_outside(a):
        whose = printable(str(a.value("provider") or "")).strip()
        kind = "rented from" if a.self_hosted else "a service of"
        asked = f"{whose}: ask there" if whose else "a company (which one is not written down)"
        return f"{f'a program {on}, ' if on else ''}{kind} {asked}"
    members = lab.groups.members(a.id)
    if members:
        return f"several that do the same: {names(lab, members)}"
    if stands_alone(lab, a):
        return f"a part of {name(lab, host)}" if host else "a machine"
    return f"a program {on}" if on else "a program; on which machine is not written down"


def _looking(lab: Lab, a: Assessment, turns: Mapping[str, int]) -> Iterator[str]:
    """The machines to look at, what others need first; then what else it needs."""
    needed = [lab.assessments[id] for id in _needed(lab, a.id)]
    boxes = [each.id for each in (*needed, a) if is_box(lab, each)]
    boxes.sort(key=lambda id: (turns.get(id, 0), name(lab, id).casefold()))
    if boxes == [a.id]:
        yield "Look at it."
    elif boxes:
        yield f"Look at: {' → '.join(name(lab, id) for id in boxes)}."
    hosts = {host_of(lab, each) for each in (*needed, a)}
    named = {a.id, *(each.id for each in needed)}
    others = [
        each.id
        for each in needed
        if each.id not in {*hosts, *boxes} and each.system.member_of not in named
    ]
    if others:
        yield f"It also needs {names(lab, others)}."


def _needed(lab: Lab, id: str) -> list[str]:
    """What a system needs to run, groups by their members; of very many the nearest."""
    found = {id: None}
    waiting = [id]
    for at in waiting:
        for other in (*needed_to_run(lab.systems[at]), *lab.groups.members(at)):
            if other in lab.systems and lab.systems[other].active and other not in found:
                found[other] = None
                waiting.append(other)
        if len(found) > _LOOKED_AT:
            break
    return [*found][_LOOKED_AT:0:-1]


def _copies(lab: Lab, a: Assessment) -> Iterator[str]:
    """Where copies of its data are, and whether they were ever of use."""
    if not a.system.keeps_something or not a.self_hosted:
        return
    at = [other for other in lab.destinations.of(a.id) if other != a.id]
    if not at:
        known = a.value("backs_up_to") is not None
        yield "There is no copy of its data." if known else "It is not known whether it has copies."
        return
    tried = a.value("evidence.restore_tested")
    worked = "it is not known whether getting data back works"
    if tried == "never":
        worked = "getting data back was never tried"
    elif isinstance(tried, date):
        worked = f"getting data back worked on {day(tried)}"
    yield f"Copies: on {names(lab, at)}; {worked}."
