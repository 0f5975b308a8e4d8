"""Merge three versions of an inventory, by system and within a system by fact.

A system that one side changed alone keeps that side's text, comments included. Where both sides
changed one, its facts are merged into their text. If both gave the same fact different values, that
is a `Conflict`. Documents in, document out: nothing here touches the disk.
"""

import codecs
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from labtui.data.inventory.blocks import Block, text_of, text_outside
from labtui.data.inventory.conflicts import Conflict, Key, Resolution, Side
from labtui.data.inventory.document import Document
from labtui.data.inventory.merge_tables import TableMerge
from labtui.data.inventory.placing import footer_start, split_footer
from labtui.data.toml.syntax import comments, content_end
from labtui.data.toml.values import MISSING, Table, changed_values, same
from labtui.errors import DocumentError

_WHOLE_SYSTEM: Key = ()
"""The key of a conflict about a system as a whole."""


_Identity = tuple[str, int]
"""A system's id and, as several can have the same id, the number of the system among them."""


class Merged(NamedTuple):
    """The result of a merge."""

    document: Document
    conflicts: tuple[Conflict, ...]
    """Conflicts without a resolution; there the document has the preferred side's values."""
    resolved_for_ours: tuple[Conflict, ...] = ()
    """Conflicts whose resolution was ours."""


def merge(
    base: Document,
    ours: Document,
    theirs: Document,
    *,
    prefer: Side = "theirs",
    resolutions: Iterable[Resolution] = (),
) -> Merged:
    """Merge two documents that both come from `base`.

    The result has the facts, systems and history entries that either side added, and not those
    that either side removed. A conflict goes by its resolution if it has one, else by `prefer`.
    Raises DocumentError if a document can be read only, or the result would not say what it should.
    """
    for document in (base, ours, theirs):
        if document.read_only_reason is not None:
            raise DocumentError(document.read_only_reason.message)
    if theirs.data in {base.data, ours.data}:
        return Merged(ours, ())
    if ours.data == base.data:
        return Merged(theirs, ())
    return _Merge(base, ours, theirs, TableMerge(prefer, list(resolutions))).result()


class _Merge:
    """A merge under way."""

    def __init__(
        self, base: Document, ours: Document, theirs: Document, tables: TableMerge
    ) -> None:
        # The footer stays last, below what either side adds.
        self.base, was = _without_footer(base)
        self.ours, own = _without_footer(ours)
        self.theirs, their = _without_footer(theirs)
        self.footer = _merge_footers(was, own, their)
        self.tables = tables
        self.added: set[int] = set()
        """The identities (`id()`) of the blocks that are not in the skeleton."""

    def result(self) -> Merged:
        """Join the merged blocks, and check that they say what they should.

        The skeleton is the side whose text outside the systems, and whose order, is kept.
        """
        skeleton, other = self.theirs, self.ours
        was, own, their = (text_outside(d.blocks) for d in (self.base, self.ours, self.theirs))
        if their == was != own:
            skeleton, other = self.ours, self.theirs
        blocks = self._merge_blocks(skeleton, other)
        top = self.tables.merge(None, (), self.base.top, self.ours.top, self.theirs.top)
        text = self._join(blocks, skeleton.newline)
        if self.footer:
            text += "" if text.endswith("\n") else skeleton.newline
            text += self.footer.replace("\n", skeleton.newline)
        document = self._parse(text, skeleton)
        if document.read_only_reason is None:
            document = self._merge_top(document, top, skeleton, other)
        said = [block.raw for block in document.systems]
        meant = [block.raw for block in blocks if block.is_system]
        if document.read_only_reason is not None or not same([top, said], [document.top, meant]):
            raise DocumentError("what both wrote cannot be put together in one file")
        return Merged(document, tuple(self.tables.conflicts), tuple(self.tables.resolved_for_ours))

    def _merge_blocks(self, skeleton: Document, other: Document) -> list[Block]:
        """Give the blocks of the skeleton with each system merged.

        Systems that only the other document has follow the system that they follow there.
        """
        base, ours, theirs = (
            _by_identity(self.base),
            _by_identity(self.ours),
            _by_identity(self.theirs),
        )
        known = _by_identity(skeleton)
        named = {id(block): name for name, block in known.items()}
        below: dict[_Identity | None, list[Block]] = {}
        above: _Identity | None = None
        for name in _by_identity(other):
            if name in known:
                above = name
            elif (block := self._merge_system(name, base, ours, theirs)) is not None:
                added = _with_newlines(self._without_known_tail(block), skeleton.newline)
                self.added.add(id(added))
                below.setdefault(above, []).append(added)
        blocks: list[Block] = []
        for block in skeleton.blocks:
            if not block.is_system:
                blocks.append(block)
                blocks += below.pop(None, [])
                continue
            name = named[id(block)]
            kept = self._merge_system(name, base, ours, theirs)
            added_below = below.pop(name, [])
            if kept is not None:
                kept = _with_newlines(kept, skeleton.newline)
                blocks += _with_added(kept, added_below)
            else:
                blocks += added_below
        return blocks

    def _without_known_tail(self, block: Block) -> Block:
        """Leave out what is set apart below an added system and was there before it."""
        text, tail = split_footer(block.text, footer_start(block))
        if not tail or Counter(comments(tail)) - Counter(comments(text_of(self.base.blocks))):
            return block
        return Block.of(text, block.raw, block.is_system)

    def _merge_system(
        self,
        name: _Identity,
        base: dict[_Identity, Block],
        ours: dict[_Identity, Block],
        theirs: dict[_Identity, Block],
    ) -> Block | None:
        """Merge one system; None if it is removed."""
        was, own, their = base.get(name), ours.get(name), theirs.get(name)
        if own is None or their is None:
            left = own or their
            if was is None or left is None:
                return left
            if same(left.raw, was.raw):
                return self._new_comments(left, was)
            values = (was.raw, MISSING, left.raw) if own is None else (was.raw, left.raw, MISSING)
            return None if self.tables.choose(name[0], _WHOLE_SYSTEM, *values) is MISSING else left
        return self._merge_both(name[0], was, own, their)

    def _new_comments(self, left: Block, was: Block) -> Block | None:
        """Keep comments that one side added to a system which the other removed; None if none."""
        new = Counter(comments(left.text)) - Counter(comments(was.text))
        text = "".join(comment + self.theirs.newline for comment in new.elements())
        return Block.of(self.theirs.newline + text, {}, False) if text else None

    def _merge_both(self, name: str, was: Block | None, own: Block, their: Block) -> Block:
        """Merge a system that both sides have."""
        before = was.raw if was else {}
        if own.text == their.text:
            return their
        raw = self.tables.merge(name, (), before, own.raw, their.raw)
        if was is not None and their.text == was.text and same(raw, own.raw):
            return own
        basis = their
        if was is not None:
            old, by_us = _with_tail_of(was, their), _with_tail_of(own, their)
            if _is_only_facts(their, old) and not _is_only_facts(by_us, old):
                basis = by_us  # what is written by hand stays where it is
        text = basis.text
        if not same(raw, basis.raw):
            text = _text_saying(basis, raw)
        other = own if basis is their else their
        new = Counter(comments(other.text)) - Counter(comments(was.text if was else ""))
        return Block.of(_with_comments(text, new - Counter(comments(text))), raw, True)

    def _merge_top(
        self, document: Document, top: Table, skeleton: Document, other: Document
    ) -> Document:
        """Change what is said outside the systems to `top`, with the comments of both sides."""
        changes = dict(changed_values(document.top, top))
        if any("." in part for key in changes for part in key):
            raise DocumentError("what both wrote outside of systems cannot be put together")
        if changes:
            document = document.edit_top({".".join(key): v for key, v in changes.items()})
        new = Counter(comments(text_outside(other.blocks))) - Counter(
            comments(text_outside(self.base.blocks))
        )
        lost = new - Counter(comments(text_outside(document.blocks)))
        if not lost:
            return document
        above = "".join(comment + skeleton.newline for comment in lost.elements())
        return self._parse(above + skeleton.newline + text_of(document.blocks), skeleton)

    def _parse(self, text: str, like: Document) -> Document:
        """Parse a text, with a BOM if `like` has one; known blocks are not parsed again."""
        data = codecs.BOM_UTF8 * like.bom + text.encode()
        return Document.parse(data, (*self.ours.blocks, *self.theirs.blocks))

    def _join(self, blocks: Iterable[Block], newline: str) -> str:
        """Join the text of blocks, with blank lines around those that were added."""
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


def restore_theirs(
    document: Document, resolved_for_ours: Iterable[Conflict]
) -> tuple[Document, list[Conflict]]:
    """Set facts to their values if a document has the base value of a conflict, not ours.

    For a document from before conflicts that were resolved for ours. Gives the document, and the
    conflicts whose facts were set. Facts outside the systems, and systems that one side removed,
    stay as they are.
    """
    restored = []
    indexes = {identity: index for index, identity in enumerate(_by_identity(document))}
    for conflict in resolved_for_ours:
        index = None if conflict.id is None else indexes.get((conflict.id, 0))
        if index is None or not conflict.key or any("." in part for part in conflict.key):
            continue
        value: object = document.systems[index].raw
        for part in conflict.key:
            value = value.get(part, MISSING) if isinstance(value, dict) else MISSING
        if same([value], [conflict.base]):
            document = document.edit(index, {conflict.name: conflict.theirs})
            restored.append(conflict)
    return document, restored


def _without_footer(document: Document) -> tuple[Document, str]:
    """Split the footer off a document; it is given with newlines as `\\n`."""
    *above, last = document.blocks
    text, footer = split_footer(last.text, footer_start(last))
    if not footer:
        return document, ""
    trimmed = Block.of(text, last.raw, last.is_system)
    return document._replace(blocks=(*above, trimmed)), footer.replace("\r\n", "\n")


def _merge_footers(was: str, own: str, their: str) -> str:
    """Give the footer that one side changed; of two changed ones theirs with our new comments."""
    if their == was:
        return own
    new = Counter(comments(own)) - Counter(comments(was)) - Counter(comments(their))
    return their + "".join(comment + "\n" for comment in new.elements())


def _with_added(block: Block, added: list[Block]) -> list[Block]:
    """Give a block and those added below it, which come above what a blank line sets apart."""
    text, tail = split_footer(block.text, footer_start(block)) if added else (block.text, "")
    if not tail:
        return [block, *added]
    upper = Block.of(text, block.raw, block.is_system)
    return [upper, *added, Block.of(tail.lstrip(), {}, False)]


def _by_identity(document: Document) -> dict[_Identity, Block]:
    """Give the systems of a document by identity, in file order."""
    seen: Counter[str] = Counter()
    named: dict[_Identity, Block] = {}
    for block in document.systems:
        id = str(block.raw.get("id", ""))
        named[id, seen[id]] = block
        seen[id] += 1
    return named


def _with_newlines(block: Block, newline: str) -> Block:
    """Give a block the newlines of the file that it goes to."""
    text = block.text.replace("\r\n", "\n").replace("\n", newline)
    return block if text == block.text else Block.of(text, block.raw, block.is_system)


def _text_saying(block: Block, raw: Table) -> str:
    """Give the text of a system's block, changed to say `raw`. Raises DocumentError."""
    newline = "\r\n" if "\r\n" in block.text else "\n"
    alone = Document((Block.of("", {}, False), block), {}, newline)
    return alone.set_raw(0, raw).systems[0].text


def _with_tail_of(block: Block, other: Block) -> Block:
    """Give a block with what is set apart below another one in the place of its own."""
    text = block.text[: content_end(block.text)] + other.text[content_end(other.text) :]
    return Block.of(text, block.raw, True)


def _is_only_facts(block: Block, was: Block) -> bool:
    """True if a block is what labtui makes of `was` by changing its facts."""
    return _text_saying(was, block.raw) == block.text


def _with_comments(text: str, lost: Counter[str]) -> str:
    """Give a block's text with comments added above it."""
    newline = "\r\n" if "\r\n" in text else "\n"
    return "".join(comment + newline for comment in lost.elements()) + text
