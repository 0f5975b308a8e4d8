"""What the loss of one system means, as a tree by section."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from labtui.data.analysis.impact import Impact, breaks_tree, impact_of
from labtui.data.analysis.trees.branches import BLANK, Branch, Item, Title, counted
from labtui.data.assessment.lab import Lab
from labtui.data.framework.severities import Severity
from labtui.text.wording import directly_and_through


class Section(NamedTuple):
    """One thing that can follow."""

    title: str
    remark: str
    severity: Severity
    ids_of: Callable[[Impact], Sequence[str]]


NEVER_ASKED = "Never asked"

SECTIONS = (
    Section("Breaks", "stops working with it", "critical", lambda impact: impact.breaks),
    Section("Weakened", "loses a member, still works", "warning", lambda impact: impact.weakened),
    Section("No backup left", "loses its last", "critical", lambda impact: impact.unprotected),
    Section(
        "Not recoverable", "needs what is gone", "critical", lambda impact: impact.unrecoverable
    ),
    Section("No longer needed", "can be retired too", "notice", lambda impact: impact.orphans),
    Section(NEVER_ASKED, "what it needs: not known", "notice", lambda impact: impact.unasked),
)


def by_loss(lab: Lab, id: str) -> list[Item]:
    """The system `id`, and what follows when it is lost, section by section.

    What breaks stands below what it breaks through. The sections without
    systems are one heading at the end, with the number 0. Raises as `impact_of`.
    """
    return by_impact(lab, impact_of(lab, id))


def by_impact(lab: Lab, impact: Impact) -> list[Item]:
    """The same of an impact that is known."""
    id = impact.id
    items: list[Item] = [Branch(id, 0, id)]
    broken = _broken(lab, id)
    directly = sum(each.depth == 1 for each in broken)
    empty: list[str] = []
    for title, remark, severity, ids_of in SECTIONS:
        ids = ids_of(impact)
        if not ids:
            empty.append(title)
            continue
        told = remark
        if title == "Breaks" and directly < len(broken):
            told = directly_and_through(directly, len(broken))
        items += [BLANK, Title(title, len(ids), told, severity)]
        if title == "Breaks":
            items += broken
        else:
            items += [Branch(each, 1, f"{title}\n{each}") for each in ids]
    if empty:
        items.append(Title(", ".join(empty).capitalize(), 0))
    return items


def without_unasked(items: Sequence[Item]) -> list[Item]:
    """The items, where of what was never asked there is only the heading with its number."""
    titles = [item.title if isinstance(item, Title) else "" for item in items]
    if NEVER_ASKED not in titles:
        return [*items]
    at = titles.index(NEVER_ASKED) + 1
    return [*items[:at], *(item for item in items[at:] if isinstance(item, Title))]


def _broken(lab: Lab, id: str) -> list[Branch]:
    """What breaks, each below what it breaks through."""
    tree = breaks_tree(lab, id)
    return counted([Branch(each.id, each.depth, f"Breaks\n{each.id}") for each in tree])


def affected(impact: Impact) -> frozenset[str]:
    """The other systems that break, are weakened, or lose a backup or their way to recover."""
    ids = (*impact.breaks, *impact.weakened, *impact.unprotected, *impact.unrecoverable)
    return frozenset(ids)
