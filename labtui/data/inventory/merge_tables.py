"""Merge the tables of two sides fact by fact, and say which facts need a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date

from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import LISTS
from labtui.data.inventory.conflicts import Choice, Conflict, Key, Resolution, Side
from labtui.data.toml.values import MISSING, Table, identity, is_array_of_tables, same

LATEST_WINS: frozenset[Key] = frozenset({("changed",), ("smell_test", "date")})
"""Dates that labtui writes itself. Both sides change them with other facts: the later wins."""


class TableMerge:
    """Merges tables, and collects the conflicts."""

    def __init__(self, prefer: Side, resolutions: Iterable[Resolution]) -> None:
        """`prefer` is the side whose value wins a conflict without a resolution."""
        self.prefer = prefer
        self.resolutions = resolutions
        self.conflicts: list[Conflict] = []
        """The conflicts without a resolution."""
        self.resolved_for_ours: list[Conflict] = []
        """The conflicts whose resolution is ours."""

    def merge(self, id: str | None, key: Key, base: Table, ours: Table, theirs: Table) -> Table:
        """Merge the table at `key` of the system `id`, or outside the systems for None."""
        merged: Table = {}
        for name in [*theirs, *(name for name in ours if name not in theirs)]:
            values = [table.get(name, MISSING) for table in (base, ours, theirs)]
            value = self._merge_value(id, (*key, name), *values)
            if value is not MISSING:
                merged[name] = value
        return merged

    def _merge_value(
        self, id: str | None, key: Key, base: object, ours: object, theirs: object
    ) -> object:
        """Give the merged value at `key`. MISSING stands for a value that is not there."""
        if same(ours, base) or same(ours, theirs):
            return theirs
        if same(theirs, base):
            return ours
        values = (base, ours, theirs)
        tables = [table for value in values if (table := _as_table(value)) is not None]
        if len(tables) == len(values):
            return self.merge(id, key, *tables) or MISSING
        arrays = [array for value in values if (array := _as_array(value)) is not None]
        if len(arrays) == len(values):
            return _merge_entries(*arrays) or MISSING
        if id is not None and _is_list_fact(key):
            elements = _merge_elements(*values)
            if elements is not None:
                return elements
        if id is not None and key in LATEST_WINS and type(ours) is date and type(theirs) is date:
            return max(ours, theirs)
        return self.choose(id, key, base, ours, theirs)

    def choose(
        self, id: str | None, key: Key, base: object, ours: object, theirs: object
    ) -> object:
        """Give the value that wins a conflict, by its resolution or else by `prefer`."""
        conflict = Conflict(id, key, base, ours, theirs)
        choice: Choice | None = next(
            (r.choice for r in self.resolutions if _is_same_conflict(r.conflict, conflict)), None
        )
        if choice is None:
            self.conflicts.append(conflict)
            choice = self.prefer
        elif choice == "ours":
            self.resolved_for_ours.append(conflict)
        return {"ours": ours, "theirs": theirs, "both": conflict.both}[choice]


def _as_table(value: object) -> Table | None:
    """Give a value as a table, an empty one for MISSING; None if it is something else."""
    if value is MISSING:
        return {}
    return value if isinstance(value, dict) else None


def _as_array(value: object) -> list[Table] | None:
    """Give a value as an array of tables, an empty one for MISSING; None if it is not one."""
    if value is MISSING or value == []:
        return []
    return value if is_array_of_tables(value) else None


def _merge_entries(base: list[Table], ours: list[Table], theirs: list[Table]) -> list[Table]:
    """Merge arrays of tables whose entries are only added or removed, such as a history.

    Gives theirs, without what ours removed and with what ours added.
    """
    removed, added = _subtract(base, ours), _subtract(ours, base)
    return _subtract(theirs, removed) + _subtract(added, _subtract(theirs, base))


def _subtract(entries: list[Table], others: list[Table]) -> list[Table]:
    """Give `entries` without one equal entry for each of `others`."""
    left = Counter(map(identity, others))
    kept = []
    for entry in entries:
        key = identity(entry)
        if left[key]:
            left[key] -= 1
        else:
            kept.append(entry)
    return kept


def _is_list_fact(key: Key) -> bool:
    fact = FACTS.get(".".join(key))
    return fact is not None and fact.shape in LISTS


def _merge_elements(base: object, ours: object, theirs: object) -> list[object] | None:
    """Merge lists that are sets in order: what either side added or removed, in their order.

    None for a contradiction: where a side removed the fact, or states the empty list and the other
    does not, and where nothing would be left, which neither side states.
    """
    was = [] if base is MISSING else base
    if not (isinstance(was, list) and isinstance(ours, list) and isinstance(theirs, list)):
        return None
    if not ours or not theirs:
        return None
    first, second = theirs, ours
    if _in_order_of(was, theirs) and not _in_order_of(was, ours):
        first, second = ours, theirs  # only ours has another order
    known, kept = {*map(identity, was)}, {*map(identity, second)}
    merged = [part for part in first if identity(part) in kept or identity(part) not in known]
    return _with_added(merged, second, known | {*map(identity, first)}) or None


def _in_order_of(was: list[object], now: list[object]) -> bool:
    """True if the elements of both lists come in the same order in both."""
    before, after = list(map(identity, was)), list(map(identity, now))
    both = {*before} & {*after}
    return [key for key in before if key in both] == [key for key in after if key in both]


def _with_added(merged: list[object], other: list[object], known: set[Hashable]) -> list[object]:
    """Add to a list what another has that is not `known`, each after what it follows there.

    What follows nothing comes first, or last if the lists have nothing in common.
    """
    present = {*map(identity, merged)}
    added: dict[Hashable, list[object]] = {}
    above: Hashable = None
    for part in other:
        key = identity(part)
        if key in present:
            above = key
        elif key not in known:
            added.setdefault(above, []).append(part)
    first = added.pop(None, [])
    joined: list[object] = []
    for part in merged:
        joined += [part, *added.pop(identity(part), [])]
    return joined + first if above is None else first + joined


def _is_same_conflict(one: Conflict, other: Conflict) -> bool:
    """True if two conflicts are about the same fact and values, compared as TOML does."""
    return (one.id, one.key) == (other.id, other.key) and same(
        [one.base, one.ours, one.theirs], [other.base, other.ours, other.theirs]
    )
