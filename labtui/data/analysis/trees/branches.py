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
    """The signs that lead to each item from what is above it: `│ ├─`, `└─`; none at the top.

    They are the same whatever is folded.
    """
    found = [""] * len(items)
    known: dict[int, str] = {}
    goes_on = 0
    """The depths at which something comes further below, as bits."""
    for at in range(len(items) - 1, -1, -1):
        item = items[at]
        depth = min(item.depth, MOST_DEPTH) if isinstance(item, Branch) else 0
        goes_on &= (2 << depth) - 1
        if depth:
            case = goes_on << 4 | depth
            if case not in known:
                known[case] = _guide(goes_on, depth)
            found[at] = known[case]
        goes_on |= 1 << depth
    return found


def _guide(goes_on: int, depth: int) -> str:
    before = "".join("│ " if goes_on >> above & 1 else "  " for above in range(1, depth))
    return f"{before}{'├─' if goes_on >> depth & 1 else '└─'}"


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


def places_of(items: Iterable[Item]) -> dict[str, list[int]]:
    """Where each system stands among the items."""
    found: dict[str, list[int]] = {}
    for at, item in enumerate(items):
        if isinstance(item, Branch):
            found.setdefault(item.id, []).append(at)
    return found


def folded_at(
    items: Sequence[Item], folds: Mapping[str, bool], places: Mapping[str, Sequence[int]]
) -> list[int]:
    """Where there are branches that are folded and seen, of those that `folds` says are folded.

    Costs what is folded. `places` are those of the items, of which none may be folded yet.
    """
    found: list[int] = []
    seen_from = 0
    for at in sorted(
        at for id, is_folded in folds.items() if is_folded for at in places.get(id, ())
    ):
        item = items[at]
        if at >= seen_from and isinstance(item, Branch) and item.below:
            found.append(at)
            seen_from = at + 1 + item.below
    return found


def folded(items: Sequence[Item], folds: Mapping[str, bool]) -> list[Item]:
    """The items but for what is below those that `folds` says are folded."""
    found: list[Item] = []
    start = 0
    for at in folded_at(items, folds, places_of(items)):
        branch = items[at]
        assert isinstance(branch, Branch)  # a title cannot be folded
        found += [*items[start:at], branch._replace(folded=True)]
        start = at + 1 + branch.below
    return [*found, *items[start:]]
