"""Three versions of an inventory made one: by system, and within a system by fact.

Whoever changed a system alone has it as they wrote it, comments and all. Where both changed one,
its facts are merged onto theirs. Only where both gave the same fact different values is there
something to decide: a `Conflict`. Texts in, text out: no disk.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from labtui.data.inventory.blocks import Block
from labtui.data.inventory.conflicts import Choice, Conflict, Key, Resolution, Side
from labtui.data.inventory.document import REMOVED, Document
from labtui.data.toml.syntax import comments
from labtui.data.toml.values import MISSING, Table, is_array_of_tables, same
from labtui.errors import DocumentError

LATER: frozenset[Key] = frozenset({("changed",), ("smell_test", "date")})
"""Dates that labtui keeps itself. Both sides move them with their other facts: the later holds."""


_WHOLE: Key = ()


_Name = tuple[str, int]
"""A system by its id and, should there be more of that id, which of them it is."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge."""

    document: Document
    conflicts: tuple[Conflict, ...]
    """What nobody had settled; there the document has the values of the side that was preferred."""
    overruled: tuple[Conflict, ...] = ()
    """What was settled for ours."""


def merge(
    base: Document,
    ours: Document,
    theirs: Document,
    *,
    prefer: Side = "theirs",
    settled: Iterable[Resolution] = (),
) -> Merged:
    """Make one of two documents that both come from `base`.

    Facts, systems and history entries of either side are in it, and what either side removed is
    not. Conflicts go by `settled`, the others by `prefer`, and are told. Raises `DocumentError`
    where one of them can only be read, or the result would not say what it should.
    """
    for document in (base, ours, theirs):
        if document.read_only_reason is not None:
            raise DocumentError(document.read_only_reason.message)
    if theirs.data in {base.data, ours.data}:
        return Merged(ours, ())
    if ours.data == base.data:
        return Merged(theirs, ())
    return _Merge(base, ours, theirs, prefer, list(settled)).done()


@dataclass
class _Merge:
    """One merge under way."""

    base: Document
    ours: Document
    theirs: Document
    prefer: Side
    settled: list[Resolution]
    conflicts: list[Conflict] = field(default_factory=list)
    overruled: list[Conflict] = field(default_factory=list)
    added: set[int] = field(default_factory=set)
    """The blocks, by identity, that the skeleton has not."""

    def done(self) -> Merged:
        """Put the blocks together, and hold what they say against what they should say."""
        skeleton, other = self.theirs, self.ours
        was, own, their = map(_outside, (self.base, self.ours, self.theirs))
        if their == was != own:
            skeleton, other = self.ours, self.theirs
        blocks = self._systems(skeleton, other)
        top = self._table(None, (), self.base.top, self.ours.top, self.theirs.top)
        document = self._parsed(self._joined(blocks, skeleton.newline), skeleton)
        if document.read_only_reason is None:
            document = self._with_top(document, top, skeleton, other)
        said = [block.raw for block in document.systems]
        meant = [block.raw for block in blocks if block.is_system]
        if document.read_only_reason is not None or not same([top, said], [document.top, meant]):
            raise DocumentError("what both wrote cannot be put together in one file")
        return Merged(document, tuple(self.conflicts), tuple(self.overruled))

    # --- blocks

    def _systems(self, skeleton: Document, other: Document) -> list[Block]:
        """The blocks of the skeleton, each system merged; those only the other has, after the
        system they stand below there."""
        base, ours, theirs = _by_id(self.base), _by_id(self.ours), _by_id(self.theirs)
        known = _by_id(skeleton)
        named = {id(block): name for name, block in known.items()}
        below: dict[_Name | None, list[Block]] = {}
        above: _Name | None = None
        for name in _by_id(other):
            if name in known:
                above = name
            elif (block := self._system(name, base, ours, theirs)) is not None:
                added = _in_lines_of(block, skeleton.newline)
                self.added.add(id(added))
                below.setdefault(above, []).append(added)
        blocks: list[Block] = []
        for block in skeleton.blocks:
            if not block.is_system:
                blocks.append(block)
                blocks += below.pop(None, [])
                continue
            name = named[id(block)]
            kept = self._system(name, base, ours, theirs)
            if kept is not None:
                blocks.append(_in_lines_of(kept, skeleton.newline))
            blocks += below.pop(name, [])
        return blocks

    def _system(
        self,
        name: _Name,
        base: dict[_Name, Block],
        ours: dict[_Name, Block],
        theirs: dict[_Name, Block],
    ) -> Block | None:
        """What becomes of one system; None where it goes."""
        was, own, their = base.get(name), ours.get(name), theirs.get(name)
        if own is None or their is None:
            left = own or their
            if was is None or left is None:
                return left
            if same(left.raw, was.raw):
                return self._comments_of(left, was)
            values = (was.raw, MISSING, left.raw) if own is None else (was.raw, left.raw, MISSING)
            return None if self._chosen(name[0], _WHOLE, *values) is MISSING else left
        return self._both(name[0], was, own, their)

    def _comments_of(self, left: Block, was: Block) -> Block | None:
        """What somebody noted at a system that the other removed; None where nothing was."""
        new = Counter(comments(left.text)) - Counter(comments(was.text))
        text = "".join(comment + self.theirs.newline for comment in new.elements())
        return Block.of(self.theirs.newline + text, {}, False) if text else None

    def _both(self, name: str, was: Block | None, own: Block, their: Block) -> Block:
        """A system that both sides have."""
        before = was.raw if was else {}
        if own.text == their.text:
            return their
        raw = self._table(name, (), before, own.raw, their.raw)
        if was is not None and their.text == was.text and same(raw, own.raw):
            return own
        text = their.text
        if not same(raw, their.raw):
            text = _restated(their, raw)
        new = Counter(comments(own.text)) - Counter(comments(was.text if was else ""))
        return Block.of(_commented(text, new - Counter(comments(text))), raw, True)

    def _with_top(
        self, document: Document, top: Table, skeleton: Document, other: Document
    ) -> Document:
        """Say outside the systems what both say there, with the comments of both."""
        changes = dict(differing(document.top, top))
        if any("." in part for key in changes for part in key):
            raise DocumentError("what both wrote outside of systems cannot be put together")
        if changes:
            document = document.edit_top({".".join(key): v for key, v in changes.items()})
        new = Counter(comments(_outside(other))) - Counter(comments(_outside(self.base)))
        lost = new - Counter(comments(_outside(document)))
        if not lost:
            return document
        above = "".join(comment + skeleton.newline for comment in lost.elements())
        return self._parsed(above + skeleton.newline + _text(document.blocks), skeleton)

    def _parsed(self, text: str, like: Document) -> Document:
        """A text as a document; what stood so in either is not parsed again."""
        data = codecs.BOM_UTF8 * like.bom + text.encode()
        return Document.parse(data, (*self.ours.blocks, *self.theirs.blocks))

    def _joined(self, blocks: Iterable[Block], newline: str) -> str:
        """The text of blocks, those that were added set apart by blank lines."""
        parts: list[str] = []
        apart = False
        for block in blocks:
            above = parts[-1] if parts else ""
            if above and not above.endswith("\n"):
                above += newline
            if (apart or id(block) in self.added) and above.strip():
                above += "" if above.endswith(("\n\n", "\n\r\n")) else newline
            if parts:
                parts[-1] = above
            if block.text:
                parts.append(block.text)
            apart = id(block) in self.added
        return "".join(parts)

    # --- facts

    def _table(self, id: str | None, at: Key, base: Table, ours: Table, theirs: Table) -> Table:
        """One table of both sides' changes."""
        merged: Table = {}
        for name in [*theirs, *(name for name in ours if name not in theirs)]:
            values = [table.get(name, MISSING) for table in (base, ours, theirs)]
            value = self._value(id, (*at, name), *values)
            if value is not MISSING:
                merged[name] = value
        return merged

    def _value(self, id: str | None, key: Key, base: Any, ours: Any, theirs: Any) -> Any:
        if same(ours, base) or same(ours, theirs):
            return theirs
        if same(theirs, base):
            return ours
        tables = [{} if value is MISSING else value for value in (base, ours, theirs)]
        if all(isinstance(table, dict) for table in tables):
            return self._table(id, key, *tables) or MISSING
        entries = [[] if value in (MISSING, []) else value for value in (base, ours, theirs)]
        if all(entry == [] or is_array_of_tables(entry) for entry in entries):
            return _entries(*entries) or MISSING
        if id is not None and key in LATER and type(ours) is type(theirs) is date:
            return max(ours, theirs)
        return self._chosen(id, key, base, ours, theirs)

    def _chosen(self, id: str | None, key: Key, base: Any, ours: Any, theirs: Any) -> Any:
        """The value that holds; told as a conflict where nobody has settled it."""
        conflict = Conflict(id, key, base, ours, theirs)
        choice: Choice | None = next(
            (settled.choice for settled in self.settled if _alike(settled.conflict, conflict)), None
        )
        if choice is None:
            self.conflicts.append(conflict)
            choice = self.prefer
        elif choice == "ours":
            self.overruled.append(conflict)
        return {"ours": ours, "theirs": theirs, "both": conflict.both}[choice]


def given_way(document: Document, overruled: Iterable[Conflict]) -> tuple[Document, list[Conflict]]:
    """A document from before conflicts were settled for ours, with theirs where it has not ours.

    Says too which those are. What is said outside of systems stays as it is, and so does a system
    that one side removed.
    """
    found = []
    places = {name: index for index, name in enumerate(_by_id(document))}
    for conflict in overruled:
        index = None if conflict.id is None else places.get((conflict.id, 0))
        if index is None or not conflict.key or any("." in part for part in conflict.key):
            continue
        value: object = document.systems[index].raw
        for part in conflict.key:
            value = value.get(part, MISSING) if isinstance(value, dict) else MISSING
        if same([value], [conflict.base]):
            document = document.edit(index, {conflict.name: conflict.theirs})
            found.append(conflict)
    return document, found


def with_markers(ours: Document, theirs: Document) -> bytes:
    """The bytes of two merges of the same, the one preferring ours and the other theirs.

    Where they differ it has both, between the markers that git uses.
    """
    lines: list[str] = []
    for same_text, one, other in _parted(_texts(ours), _texts(theirs)):
        if same_text:
            lines += one
            continue
        own, their = ("".join(texts).splitlines(keepends=True) for texts in (one, other))
        for same_lines, mine, yours in _parted(own, their):
            if same_lines:
                lines += mine
            else:
                parts = (["<<<<<<< ours"], mine, ["======="], yours, [">>>>>>> theirs"])
                lines += [_ended(line, ours.newline) for part in parts for line in part]
    return codecs.BOM_UTF8 * ours.bom + "".join(lines).encode()


def _parted(one: list[str], other: list[str]) -> Iterator[tuple[bool, list[str], list[str]]]:
    """Both lists in parts, which are the same in both or are not."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, start, stop, other_start, other_stop in matcher.get_opcodes():
        yield tag == "equal", one[start:stop], other[other_start:other_stop]


def _ended(line: str, newline: str) -> str:
    return line if line.endswith("\n") else line + newline


def _texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def _text(blocks: Iterable[Block]) -> str:
    return "".join(block.text for block in blocks)


def _outside(document: Document) -> str:
    """What stands outside of systems."""
    return _text(block for block in document.blocks if not block.is_system)


def _by_id(document: Document) -> dict[_Name, Block]:
    """The systems of a document by name, in its order."""
    seen: Counter[str] = Counter()
    named: dict[_Name, Block] = {}
    for block in document.systems:
        id = str(block.raw.get("id", ""))
        named[id, seen[id]] = block
        seen[id] += 1
    return named


def _in_lines_of(block: Block, newline: str) -> Block:
    """A block with the newlines of the file it goes to; to TOML they are all the same."""
    text = block.text.replace("\r\n", "\n").replace("\n", newline)
    return block if text == block.text else Block.of(text, block.raw, block.is_system)


def _restated(block: Block, raw: Table) -> str:
    """The text of a system's block, changed to say `raw`. Raises `DocumentError`."""
    newline = "\r\n" if "\r\n" in block.text else "\n"
    alone = Document((Block.of("", {}, False), block), {}, newline)
    return alone.set_raw(0, raw).systems[0].text


def _commented(text: str, lost: Counter[str]) -> str:
    """A block's text with comments above it."""
    newline = "\r\n" if "\r\n" in text else "\n"
    return "".join(comment + newline for comment in lost.elements()) + text


def _entries(base: list[Table], ours: list[Table], theirs: list[Table]) -> list[Table]:
    """Tables that are only ever added to or taken away, such as a history: theirs, without what
    ours took away and with what ours added."""
    gone, added = _without(base, ours), _without(ours, base)
    return _without(theirs, gone) + _without(added, _without(theirs, base))


def _without(entries: list[Table], others: list[Table]) -> list[Table]:
    """What is left of `entries` once each of `others` has taken away one like itself."""
    left = list(entries)
    for other in others:
        found = next((i for i, entry in enumerate(left) if same(entry, other)), None)
        if found is not None:
            del left[found]
    return left


def differing(old: Table, new: Table, at: Key = ()) -> Iterator[tuple[Key, object]]:
    """By key, the facts of `new` that are not so in `old`, and as REMOVED those it has not."""
    for name in [*new, *(name for name in old if name not in new)]:
        was, now = old.get(name, REMOVED), new.get(name, REMOVED)
        if isinstance(was, dict) and isinstance(now, dict):
            yield from differing(was, now, (*at, name))
        elif not same(was, now):
            yield (*at, name), now


def _alike(one: Conflict, other: Conflict) -> bool:
    """Whether two conflicts are over the same values, compared as TOML tells them apart."""
    return (one.id, one.key) == (other.id, other.key) and same(
        [one.base, one.ours, one.theirs], [other.base, other.ours, other.theirs]
    )
