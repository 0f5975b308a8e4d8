"""The lab in plain words: what a system is called, what people use it for, where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.layers import YOURS
from labtui.data.framework.levels import CONSUMED
from labtui.data.framework.systems import Use
from labtui.reports.naming import called
from labtui.text.printable import printable
from labtui.text.wording import join_words

MOST = 8
"""The most names in one sentence."""

FOR: dict[Use, str] = {
    "authentication": "logging in",
    "storage": "files",
    "identity": "accounts",
    "communication": "mail, chat or calls",
    "connectivity": "the network",
    "workflow": "daily work",
    "income": "earning money",
    "reputation": "how others see us",
    "safety": "heating, locks or alarms",
    "data": "things that cannot be replaced",
}
"""What people use a system for, as they would say it."""

THINGS = ("physical", "cluster", "network", "storage")
"""Kinds of what one can touch, whatever else it is a part of."""

PROGRAMS = ("vm", "container", "app")
"""Kinds of what runs on something that one can touch."""


def name(lab: Lab, id: str) -> str:
    """What a system is called."""
    return called(lab.systems[id])


def names(lab: Lab, ids: Iterable[str]) -> str:
    """Systems in a sentence, of many the first and how many more."""
    return listed([name(lab, id) for id in ids])


def listed(named: list[str]) -> str:
    """Names in a sentence; those with commas are told apart by semicolons."""
    if len(named) < 2 or not any("," in each for each in named[:MOST]):
        return join_words(named, MOST)
    if len(named) > MOST:
        named = [*named[:MOST], f"{len(named) - MOST} more"]
    return f"{'; '.join(named[:-1])}; and {named[-1]}"


def described(system: System, *more: str) -> str:
    """A name with the first sentence that its owner says of it: `Immich (family photos)`."""
    said = printable(system.text("description") or "").partition(". ")[0].strip().rstrip(".")
    return with_remarks(called(system), said, *more)


def with_remarks(name: str, *said: str) -> str:
    """`Owl (the NAS; cellar)`; only the name where nothing is said."""
    remarks = "; ".join(filter(None, said))
    return f"{name} ({remarks})" if remarks else name


def place(a: Assessment) -> str:
    """Where it stands; empty where that is not written down."""
    return printable(a.system.text("location") or str(a.value("site") or "")).strip()


def used_for(system: System) -> str:
    """What people rely on it for: `files and daily work`."""
    return join_words(FOR[use] for use in FOR if use in system.relied_on_for)


def day(when: date) -> str:
    """`23 September 2026`."""
    return f"{when.day} {when:%B} {when.year}"


def is_own(a: Assessment) -> bool:
    """Whether the machine belongs to whoever wrote the inventory."""
    return a.owner("hardware") in YOURS


def host_of(lab: Lab, a: Assessment) -> str | None:
    """What it runs on, as far as that is there."""
    host = lab.systems.get(a.system.runs_on or "")
    return None if host is None or host.retired else host.id


def stands_alone(lab: Lab, a: Assessment) -> bool:
    """Whether it is a thing, and not something that runs on one.

    A program without a host is a thing where somebody said where it stands, or has it elsewhere.
    """
    kind = a.system.facts.get("kind")
    if kind in THINGS:
        return True
    if host_of(lab, a):
        return False
    return kind not in PROGRAMS or is_outside(a) or bool(a.system.text("location"))


def is_box(lab: Lab, a: Assessment) -> bool:
    """Whether it has a switch: a machine at home, no part of another, no group of several."""
    alone = stands_alone(lab, a) and host_of(lab, a) is None
    return alone and not is_outside(a) and not lab.groups.members(a.id)


def is_theirs(a: Assessment) -> bool:
    """Whether somebody else's machine does it: a company's, an employer's, a friend's."""
    return a.owner("hardware") == "provider"


def is_outside(a: Assessment) -> bool:
    """Whether somebody else's machine or service does it."""
    return is_theirs(a) or a.level in CONSUMED


def in_use(lab: Lab, ids: Iterable[str]) -> list[Assessment]:
    """The systems in service, in their order."""
    found = (lab.assessments[id] for id in ids if id in lab.assessments)
    return [a for a in found if a.system.active]
