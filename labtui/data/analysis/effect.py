"""An edit, and what it does to the levels: as one line tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from labtui.data.analysis.differences import differs
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.models import Changes
from labtui.data.inventory.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit did."""

    edited: tuple[tuple[Assessment, Assessment], ...]
    """The edited systems before and after, but for those that are not assessed."""
    others: int
    """Of how many other systems something else is told; 0 while a large lab is assessed."""

    @property
    def words(self) -> str:
        """How the levels changed, and how many others; empty where there is nothing to say."""
        levels = [(was.level or "no level", now.level or "no level") for was, now in self.edited]
        moved = sum(was != now for was, now in levels)
        said = f"{moved or 'none'} of {len(levels)} changed level" if levels else ""
        if len({*levels}) == 1:
            ((was, now),) = {*levels}
            said = f"still {now}" if was == now else f"{was} → {now}"
        more = f"{self.others} more changed" if self.others else ""
        return ", ".join(filter(None, (said, more)))


def edit(
    workspace: Workspace, changes: Mapping[str, Changes], new: Mapping[str, str] | None = None
) -> Effect:
    """Change facts of systems by id, and add `new` ones, as one step; see `Workspace.edit`."""
    known = workspace.lab.assessments
    counts = not known.is_behind
    before = dict(known.made()) if counts else {id: known[id] for id in changes if id in known}
    workspace.edit(changes, new=new)
    edited = tuple((before[id], known[id]) for id in changes if id in before and id in known)
    if not counts or known.is_behind:
        return Effect(edited, 0)
    others = sum(differs(a, known.get(id)) for id, a in before.items() if id not in changes)
    return Effect(edited, others)
