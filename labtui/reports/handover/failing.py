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
    is_outside,
    name,
    names,
    used_for,
)
from labtui.reports.handover.sheet import Item, Section
from labtui.text.printable import printable
from labtui.text.wording import join_words


class Failure(NamedTuple):
    """Something that can fail, as people notice it."""

    title: str
    uses: frozenset[Use]
    of_data: bool = False
    """True if what is left can be destroyed."""


FAILURES = (
    Failure("The heating, a lock or an alarm fails", frozenset({"safety"})),
    Failure("The internet or the network is down", frozenset({"connectivity"})),
    Failure("Nobody can log in", frozenset({"authentication", "identity"})),
    Failure("Mail, chat or calls fail", frozenset({"communication"})),
    Failure(
        "Photos, papers or other files are gone",
        frozenset({"data", "storage"}),
        of_data=True,
    ),
    Failure("Work cannot go on", frozenset({"workflow", "income", "reputation"})),
)
"""In the order in which people look for it; each system is told of in full under its first one."""

_LOOKED_AT = 3 * MOST
"""How many of the systems that something needs are looked for."""


def switched_on(lab: Lab, used: Sequence[Assessment]) -> Mapping[str, int]:
    """When each system can be switched on, so that it finds what it needs to run; 1 is first."""
    down = dict.fromkeys(a.id for a in used)
    return order_of({id: needs(lab, id, down, ()) for id in down}).turns


def failing(lab: Lab, used: Sequence[Assessment], turns: Mapping[str, int]) -> Section:
    """What to look at, for everything that people rely on; `turns` is from `switched_on`."""
    told: dict[str, str] = {}
    parts = []
    for failure in FAILURES:
        rows = [a for a in used if failure.uses.intersection(a.system.relied_on_for)]
        if not rows:
            continue
        new = [a for a in rows if a.id not in told]
        items = (*(_item(lab, a, turns) for a in new), *_told_above(lab, rows, told))
        told |= {a.id: failure.title for a in new}
        first = (_left_alone(lab, rows),) if failure.of_data else ()
        parts.append(Section(failure.title, (*first, items)))
    intro = (
        "Look first whether what is named has power and is switched on, from left to right. "
        "Change nothing else, and ask for help."
    )
    if not parts:
        return Section("If something fails", ("Nothing is written down that people rely on.",))
    return Section("If something fails", (intro,), tuple(parts))


def _left_alone(lab: Lab, rows: Iterable[Assessment]) -> str:
    """What may not be touched while data is gone."""
    said = "Do not delete, reset or set up anything again: it could destroy what is left."
    at = dict.fromkeys(other for a in rows for other in lab.destinations.of(a.id))
    return f"{said} Leave {names(lab, at)} on: the copies are there." if at else said


def _told_above(lab: Lab, rows: Iterable[Assessment], told: Mapping[str, str]) -> Iterator[Item]:
    """Where the systems stand that were told of under another failure."""
    above: dict[str, list[str]] = defaultdict(list)
    for a in rows:
        if a.id in told:
            above[told[a.id]].append(a.id)
    for title, ids in above.items():
        yield Item(names(lab, ids), f"see “{title}”.")


def _item(lab: Lab, a: Assessment, turns: Mapping[str, int]) -> Item:
    """A system: whom it matters to, what to look at, where copies are, whom to ask."""
    said = [f"for {used_for(a.system)}{_by(a)}.", *_looking(lab, a, turns), *_copies(lab, a)]
    people = as_texts(a.value("stand_ins"))
    if people:
        said.append(f"Ask {join_words(map(printable, people), MOST, 'or')}.")
    return Item(described(a.system), " ".join(said))


def _by(a: Assessment) -> str:
    """`, used by Ida and Tom`."""
    people = a.system.texts("used_by")
    return f", used by {join_words(map(printable, people), MOST)}" if people else ""


def _looking(lab: Lab, a: Assessment, turns: Mapping[str, int]) -> Iterator[str]:
    """What to look at, what others need first."""
    if is_outside(a):
        whose = printable(str(a.value("provider") or "")).strip()
        kind = "rented from" if a.self_hosted else "a service of"
        yield f"It is {kind} {whose}: ask there." if whose else f"It is {kind} a company."
    needed = sorted(_needed(lab, a.id), key=lambda id: turns.get(id, 0))
    line = needed if is_outside(a) else [*needed, a.id]
    if line:
        yield f"Look at: {' → '.join(name(lab, id) for id in line)}."


def _needed(lab: Lab, id: str) -> list[str]:
    """What a system needs to run, the nearest last; of very many the nearest."""
    found = {id: None}
    waiting = [id]
    for at in waiting:
        for other in needed_to_run(lab.systems[at]):
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
        if a.value("backs_up_to") is not None:
            yield "There is no copy of its data."
        return
    tried = a.value("evidence.restore_tested")
    worked = "getting data back was never tried" if tried == "never" else ""
    if isinstance(tried, date):
        worked = f"getting data back worked on {day(tried)}"
    yield f"Copies: on {names(lab, at)}{f'; {worked}' if worked else ''}."
