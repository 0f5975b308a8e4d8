"""The lines of a tree: systems at their places, and the signs that lead to them."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from labtui.data.framework.severities import Severity

MOST_DEPTH = 12
"""Systems deeper than this stand as deep as this."""


class Branch(NamedTuple):
    """A system at one place of a tree."""

    id: str
    depth: int
    key: str
    """Tells this place from other places of the same system."""
    below: int = 0
    """How many systems are below it; by reliance, only those it needs itself."""
    relation: str = ""
    """How what is above it needs it, or reaches it; empty where that goes without saying."""
    folded: bool = False
    """True if what is below it is hidden."""
    elsewhere: str = ""
    """`above` or `below` where it stands with what it needs, if that is not here."""
    quiet: bool = False
    """True if it is shown only for something below it that matches a filter."""


class Title(NamedTuple):
    """A heading between branches; with an empty title, a blank line."""

    title: str
    number: int | None = None
    """How many systems are below it; None where that is not told."""
    remark: str = ""
    severity: Severity | None = None
    """How bad it is for the systems below it; None where that is not told."""


BLANK = Title("")

Item: TypeAlias = Branch | Title


def guides(items: Sequence[Item]) -> list[str]:
    """The signs that lead to each item from what is above it: `│ ├─`, `└─`; none at the top."""
    found = [""] * len(items)
    goes_on = [False] * (MOST_DEPTH + 1)
    for at in range(len(items) - 1, -1, -1):
        item = items[at]
        depth = min(item.depth, MOST_DEPTH) if isinstance(item, Branch) else 0
        if depth:
            before = "".join("│ " if more else "  " for more in goes_on[1:depth])
            found[at] = f"{before}{'├─' if goes_on[depth] else '└─'}"
        goes_on[depth + 1 :] = [False] * (MOST_DEPTH - depth)
        goes_on[depth] = True
    return found


def branches_of(items: Iterable[Item]) -> list[Branch]:
    """The items that are systems."""
    return [item for item in items if isinstance(item, Branch)]


def matching(items: Sequence[Item], ids: Container[str]) -> list[Item]:
    """The branches of these systems and, quiet, what is above them; the headings above them.

    A heading says how many systems are left below it, of how many.
    """
    found: list[Item] = []
    depth = 0
    """The branches above the last one found are less deep than this."""
    below = 0
    for item in reversed(items):
        if isinstance(item, Title):
            depth = 0
            if item is BLANK:
                found += [BLANK] if found and isinstance(found[-1], Title) else []
                continue
            if below:
                cut = item.number not in {None, below}
                found.append(item._replace(title=f"{item.title}, {below} of") if cut else item)
            below = 0
        elif item.id in ids:
            found.append(item)
            depth = item.depth
            below += 1
        elif item.depth < depth:
            found.append(item._replace(quiet=True))
            depth = item.depth
    return found[::-1]


def counted(branches: Sequence[Branch]) -> list[Branch]:
    """The branches with how many are below each."""
    found = [*branches]
    open_at: list[int] = []
    for at, branch in enumerate([*branches, None]):
        while open_at and (branch is None or found[open_at[-1]].depth >= branch.depth):
            done = open_at.pop()
            found[done] = found[done]._replace(below=at - done - 1)
        open_at.append(at)
    return found


def folded(items: Iterable[Item], folds: Mapping[str, bool]) -> list[Item]:
    """The items but for what is below those that `folds` says are folded."""
    found: list[Item] = []
    hidden: int | None = None
    """What is deeper than this is hidden."""
    for item in items:
        if isinstance(item, Title):
            hidden = None
            found.append(item)
        elif hidden is None or item.depth <= hidden:
            is_folded = item.below > 0 and folds.get(item.id, False)
            hidden = item.depth if is_folded else None
            found.append(item._replace(folded=is_folded))
    return found
