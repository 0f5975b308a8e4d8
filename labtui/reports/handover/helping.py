"""Who can help, where copies are, what costs money, and what nobody wrote down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.framework.values import as_texts
from labtui.reports.handover.plain import (
    is_outside,
    is_own,
    is_theirs,
    name,
    names,
    place,
    stands_alone,
    with_remarks,
)
from labtui.reports.handover.sheet import Blank, Block, Item, Section
from labtui.text.printable import printable

BY_HAND = (
    Blank("Who can help, with telephone number"),
    Blank("Where the passwords for an emergency are"),
    Blank("The internet company, with telephone and customer number"),
)
"""What no inventory holds, and whoever stands in needs."""


def helping(lab: Lab, used: Sequence[Assessment]) -> Section:
    """Whom to ask, and lines for what has to be written in."""
    items = [
        Item(f"{person} can take over", f"{_everything(lab, ids, len(used))}.")
        for person, ids in _by_text(used, "stand_ins").items()
    ]
    nobody = [a.id for a in used if a.value("stand_ins") == () and a.production]
    if nobody:
        items.append(Item("Nobody can take over", f"{names(lab, nobody)}."))
    items += [
        Item(f"{company} is behind", f"{names(lab, ids)}.")
        for company, ids in _by_text(filter(is_outside, used), "provider").items()
    ]
    blocks: list[Block] = [tuple(items)] if items else ["No name is written down. Write one here:"]
    logins = [a.id for a in used if "authentication" in a.system.relied_on_for]
    no_passwords = "There are no passwords on this sheet."
    if logins:
        no_passwords += f" Logging in elsewhere needs {names(lab, logins)}."
    return Section("Who can help", (*blocks, BY_HAND, no_passwords))


def _everything(lab: Lab, ids: Sequence[str], systems: int) -> str:
    return "everything" if len(ids) == systems else names(lab, ids)


def _by_text(used: Iterable[Assessment], key: str) -> dict[str, list[str]]:
    """The systems by each text that a fact names for them."""
    found: dict[str, list[str]] = defaultdict(list)
    for a in used:
        value = a.value(key)
        for text in as_texts(value) or ((value,) if isinstance(value, str) else ()):
            if said := printable(text).strip():
                found[said].append(a.id)
    return found


def copying(lab: Lab, used: Sequence[Assessment]) -> Section:
    """Where the copies are, by the place they are kept at."""
    at: dict[str, list[str]] = defaultdict(list)
    for a in used:
        for other in lab.destinations.of(a.id):
            if other != a.id:
                at[other].append(a.id)
    items = []
    for id, kept in at.items():
        items.append(
            Item(
                with_remarks(name(lab, id), place(lab.assessments[id])),
                f"the copies of {names(lab, kept)}.",
            )
        )
    without = [
        a.id
        for a in used
        if _keeps(a) and not _is_copied(lab, a) and a.value("backs_up_to") is not None
    ]
    if without:
        items.append(Item("No copies at all", f"{names(lab, without)}."))
    together = [a.id for a in used if _keeps(a) and _elsewhere(lab, a) is False]
    if together:
        items.append(Item("No copy at another place", f"{names(lab, together)}."))
    offline = [a.id for a in used if a.system.recovers_offline]
    if offline:
        items.append(Item("On paper or a stick", f"keys and notes for {names(lab, offline)}."))
    return Section("Where copies are", (tuple(items) or "No copies are written down.",))


def _is_copied(lab: Lab, a: Assessment) -> bool:
    """Whether copies of it are kept anywhere else."""
    return any(other != a.id for other in lab.destinations.of(a.id))


def _elsewhere(lab: Lab, a: Assessment) -> bool | None:
    """Whether a copy would survive a fire or a theft; None where there is none, or nobody said."""
    here = a.value("site")
    sites = [site for _, site in lab.destinations.copies(a.id)]
    if here is not None and any(site not in {None, here} for site in sites):
        return True
    return None if here is None or None in sites or not sites else False


def _keeps(a: Assessment) -> bool:
    """Whether it is known to hold what would be lost with it."""
    known = a.system.facts.get("holds") == "originals" or a.system.relied_on_for
    return bool(a.self_hosted and known and a.system.keeps_something)


def costing(lab: Lab, used: Sequence[Assessment]) -> Section | None:
    """What somebody may send a bill for; None where everything is one's own."""
    rented = [a.id for a in used if is_theirs(a) and a.self_hosted]
    services = [a.id for a in used if is_outside(a) and a.id not in rented]
    items = [
        Item(title, f"{names(lab, ids)}.")
        for title, ids in (("Rented", rented), ("Services of others", services))
        if ids
    ]
    if not items:
        return None
    return Section(
        "What may cost money every month",
        (
            tuple(items),
            "If one is not paid for, it ends, and so does what needs it. What each costs, and how "
            "it is paid, is not written down.",
        ),
    )


def missing(lab: Lab, used: Sequence[Assessment]) -> Section | None:
    """What the reader may look for and nobody wrote down, once and in one place."""
    items = tuple(_missing(lab, used))
    return Section("Not written down", (items,)) if items else None


def _missing(lab: Lab, used: Sequence[Assessment]) -> Iterator[Item]:
    relied = [a for a in used if a.system.relied_on_for], "everything that people rely on"
    things = [a for a in used if stands_alone(lab, a) and is_own(a)], "everything at home"
    others = [a for a in used if is_outside(a)], "everything rented and served"
    keeping = [a for a in used if _keeps(a)], "everything with data"
    copied = [a for a in keeping[0] if _is_copied(lab, a)], "everything with copies"
    gaps: tuple[tuple[str, tuple[list[Assessment], str], Callable[[Assessment], bool]], ...] = (
        ("Who can take over", relied, lambda a: a.value("stand_ins") is None),
        ("Who uses it", relied, lambda a: not a.system.texts("used_by")),
        ("Who repairs it", relied, lambda a: a.owner("recovery") in {None, "nobody"}),
        ("Where it stands", things, lambda a: not place(a)),
        ("Which company it is", others, lambda a: not a.value("provider")),
        (
            "Where its copies are",
            keeping,
            lambda a: not _is_copied(lab, a) and a.value("backs_up_to") is None,
        ),
        ("Whether a copy is at another place", copied, lambda a: _elsewhere(lab, a) is None),
        (
            "Whether getting its data back works",
            copied,
            lambda a: a.value("evidence.restore_tested") is None,
        ),
    )
    for asked, (of, all_of_them), is_open in gaps:
        ids = [a.id for a in of if is_open(a)]
        if ids:
            whom = all_of_them if len(ids) == len(of) > 2 else names(lab, ids)
            yield Item(asked, f"{whom}.")
