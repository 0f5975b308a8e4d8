"""What is new at the known sources, found within a second or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from labtui.importers.found import Options
from labtui.importing.inventory import Inventory
from labtui.importing.plan import Plan
from labtui.importing.reading import plan_all, read_all
from labtui.importing.sources import Source


class _LateError(Exception):
    """The time is over."""


def news(sources: Sequence[Source], inventory: Inventory, seconds: float) -> str:
    """Say how much differs at sources: `3 new, 1 gone`; empty if nothing does.

    Also empty where reading them takes longer than `seconds`; it ends at the next file then.
    """
    end = monotonic() + seconds

    def check_time(_path: str) -> None:
        if monotonic() > end:
            raise _LateError

    try:
        options = Options(progress=check_time)
        reads = [*read_all(sources, options, [*inventory.systems.values()])]
    except _LateError:
        return ""
    return counted(plan_all(reads, inventory))


def counted(found: Plan) -> str:
    """Say how much of a plan is different, in numbers; what could not be read is none of it.

    What moved or is completed counts as changed, once.
    """
    changed = [one for one in found.known if one.differences or one.answered or one.moved]
    counts = {
        "new": len(found.new),
        "changed": len(changed) + len(found.evidence.of("differs", "lost", "answers")),
        "gone": len(found.gone),
    }
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count)
