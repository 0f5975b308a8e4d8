"""What the loss of one system means, as a tree by section."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from labtui.data.analysis.impact import Impact, breaks_tree, impact_of
from labtui.data.analysis.trees.branches import BLANK, Branch, Item, Title
from labtui.data.assessment.lab import Lab
from labtui.data.framework.severities import Severity


class Section(NamedTuple):
    """One thing that can follow."""

    title: str
    remark: str
    severity: Severity
    ids_of: Callable[[Impact], Sequence[str]]


SECTIONS = (
    Section("Breaks", "stops working with it", "critical", lambda impact: impact.breaks),
    Section("Weakened", "loses a member, still works", "warning", lambda impact: impact.weakened),
    Section("No backup left", "loses its last", "critical", lambda impact: impact.unprotected),
    Section(
        "Not recoverable", "needs what is gone", "critical", lambda impact: impact.unrecoverable
    ),
    Section("No longer needed", "can be retired too", "notice", lambda impact: impact.orphans),
    Section("Never asked", "what it needs: not known", "notice", lambda impact: impact.unasked),
)


def by_loss(lab: Lab, id: str) -> list[Item]:
    """The system `id`, and what follows when it is lost: a heading and systems a section.

    What breaks stands below what it breaks through. A section without systems is a heading with
    the number 0. Raises as `impact_of`.
    """
    impact = impact_of(lab, id)
    items: list[Item] = [Branch(id, 0, id)]
    for title, remark, severity, ids_of in SECTIONS:
        ids = ids_of(impact)
        items += [BLANK] if ids else []
        items.append(Title(title, len(ids), remark, severity))
        if title == "Breaks":
            items += [
                Branch(broken.id, broken.depth, f"{title}\n{broken.id}")
                for broken in breaks_tree(lab, id)
            ]
        else:
            items += [Branch(each, 1, f"{title}\n{each}") for each in ids]
    return items


def touched_by(lab: Lab, id: str) -> int:
    """How many other systems break, are weakened, or lose a backup or their way to recover."""
    impact = impact_of(lab, id)
    return len({*impact.breaks, *impact.weakened, *impact.unprotected, *impact.unrecoverable})
