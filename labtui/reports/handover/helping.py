"""Who can help, where copies are, and what costs money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.framework.values import as_texts
from labtui.reports.handover.plain import (
    host_of,
    is_outside,
    is_theirs,
    name,
    names,
    place,
    with_remarks,
)
from labtui.reports.handover.sheet import Blank, Block, Item, Section, Table
from labtui.text.printable import printable

BY_HAND = (
    Blank("Who can help, with telephone number"),
    Blank("Where the passwords for an emergency are"),
    Blank("The internet company, with telephone and customer number"),
)
"""What no inventory holds, and whoever stands in needs."""


def helping(lab: Lab, used: Sequence[Assessment]) -> Section:
    """Whom to ask, and lines for what has to be written in."""
    people = _by_text(used, "stand_ins")
    items = [
        Item(f"{person} can take over", f"{_everything(lab, ids)}.")
        for person, ids in people.items()
    ]
    items += [
        Item(f"{company} is behind", f"{names(lab, ids)}.")
        for company, ids in _by_text(filter(is_outside, used), "provider").items()
    ]
    said = " ".join(_nobody(lab, used, named=bool(people)))
    blocks: list[Block] = [tuple(items)] if items else []
    blocks += [said] if said else []
    logins = [a.id for a in used if "authentication" in a.system.relied_on_for]
    passwords = (
        "labtui left out what it took for passwords; look this sheet through before you give it "
        "away."
    )
    if logins:
        passwords += f" Logging in elsewhere needs {names(lab, logins)}."
    by_hand = "This sheet is not finished until these lines are filled in by hand:"
    return Section("Who can help", (*blocks, by_hand, BY_HAND, passwords))


def _nobody(lab: Lab, used: Sequence[Assessment], *, named: bool) -> Iterator[str]:
    """For what nobody can take over, and what nobody is named for."""
    nobody = [a.id for a in used if a.value("stand_ins") == () and a.production]
    if nobody:
        yield f"Nobody can take over {names(lab, nobody)}."
    relied = [a for a in used if a.system.relied_on_for]
    unnamed = [a.id for a in relied if a.value("stand_ins") is None]
    if unnamed and not nobody and len(unnamed) == len(relied) and not named:
        yield "Nobody is named who can take over."
    elif unnamed:
        yield f"Nobody is named who can take over {names(lab, unnamed)}."
    repaired_by_nobody = [a.id for a in relied if a.owner("recovery") in {None, "nobody"}]
    if repaired_by_nobody:
        yield f"Nobody is named who repairs {names(lab, repaired_by_nobody)}."


def _everything(lab: Lab, ids: Sequence[str]) -> str:
    in_service = sum(system.active for system in lab.systems.values())
    return "everything" if len(ids) == in_service else names(lab, ids)


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
    said = " ".join(_not_known(lab, used))
    blocks = (tuple(items), said) if said else (tuple(items),)
    return Section(
        "Where copies are", blocks if items else (said or "No copies are written down.",)
    )


def _not_known(lab: Lab, used: Sequence[Assessment]) -> Iterator[str]:
    """What nobody wrote down about copies, in sentences."""
    keeping = [a for a in used if _keeps(a)]
    copied = [a for a in keeping if _is_copied(lab, a)]
    without = [a.id for a in keeping if not _is_copied(lab, a) and a.value("backs_up_to") is None]
    if without:
        yield f"It is not known whether there is a copy of {names(lab, without)}."
    for ids, known in (
        ([a.id for a in copied if _elsewhere(lab, a) is None], "a copy is at another place"),
        (
            [a.id for a in copied if a.value("evidence.restore_tested") is None],
            "getting data back works",
        ),
    ):
        if ids:
            whom = "any of them" if len(ids) == len(copied) > 2 else names(lab, ids)
            yield f"It is not known whether {known} for {whom}."


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
    """What somebody sends a bill for, with lines to fill in; None where everything is one's own."""
    outside = [a for a in used if is_outside(a) and host_of(lab, a) is None]
    if not outside:
        return None
    head = ("What", "Company", "Account", "Price", "Paid until")
    rows = tuple(
        (with_remarks(name(lab, a.id), _rented_or_served(a)), _company(a), "", "", "")
        for a in outside
    )
    return Section(
        "What costs money",
        (
            "What is not paid for ends, and so does what needs it. What is empty here is not "
            "written down; fill it in by hand.",
            Table(head, rows, by_hand=True),
        ),
    )


def _rented_or_served(a: Assessment) -> str:
    return "rented" if is_theirs(a) and a.self_hosted else "a service"


def _company(a: Assessment) -> str:
    return printable(str(a.value("provider") or "")).strip()
