"""The blocks of an inventory as they were parsed before: parsing is most of reading a large file.

Beside what a block says stands its text, and only a block with exactly that text is taken from
here. So what is kept can be old, but what is read is never stale.
"""

import os
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from labtui.data.inventory.blocks import Block
from labtui.data.inventory.document import Document
from labtui.data.storage.cache_files import read_cache, write_cache

SMALLEST = 16_000
"""The least bytes of an inventory for which this pays; they are parsed in 5 ms."""
_MOST_FILES = 8
"""Of so many inventories the blocks are kept."""
_MOST_NEW = 0.1
"""What part of the text may be new before it is kept again."""

_FORM = f"blocks 1 {' '.join(Block._fields)}"
"""What `_to_marshal` makes; another number for another."""

_MOMENTS: dict[str, type[date] | type[time]] = {
    kind.__name__: kind for kind in (date, datetime, time)
}
"""The types of TOML that `marshal` does not hold."""
_Path = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""
_Found = dict[tuple[str, str], list[_Path]]
"""Where moments are, by their type and text."""


class ParsedBlocks:
    """The blocks of one inventory, kept from one start to the next."""

    def __init__(self, directory: Callable[[], Path], inventory: Path) -> None:
        """Keep those of the file at `inventory` in a directory, which is asked for if needed."""
        self._directory = directory
        self._inventory = inventory
        self._to_keep: Document | None = None

    def parse(self, data: bytes) -> Document:
        """Read an inventory as `Document.parse` does, but parse only what is new."""
        if len(data) < SMALLEST:
            return Document.parse(data)
        kept = _blocks(read_cache(self._path, _FORM))
        document = Document.parse(data, before=kept)
        if document.read_only_reason is None and _is_other(document.blocks, kept):
            self._to_keep = document
        return document

    def keep(self) -> None:
        """Keep the blocks for the next start, if much was new. Never raises."""
        if self._to_keep is not None:
            write_cache(self._path, _to_marshal(self._to_keep.blocks), _FORM, most=_MOST_FILES)
            self._to_keep = None

    @property
    def _path(self) -> Path:
        from zlib import crc32

        target = os.path.realpath(self._inventory)
        return self._directory() / f"{crc32(os.fsencode(target)):08x}"


def _is_other(blocks: Sequence[Block], kept: Sequence[Block]) -> bool:
    """Whether more than a little of the text is in none of the kept blocks."""
    known = set(map(id, kept))
    new = sum(len(block.text) for block in blocks if id(block) not in known)
    return new > _MOST_NEW * sum(len(block.text) for block in blocks)


def _to_marshal(blocks: Sequence[Block]) -> tuple[list[tuple[Any, ...]], _Found]:
    """Give what `marshal` can hold: blocks without moments, and where which moments are."""
    plain: list[tuple[Any, ...]] = []
    found: _Found = {}
    for block in blocks:
        try:
            raw = _without_moments(block.raw, (len(plain),), found)
        except RecursionError:
            continue
        plain.append((block.text, raw, block.is_system, block.newlines))
    return plain, found


def _without_moments(value: Any, path: _Path, found: _Found) -> Any:
    """Copy a value without the moments in it, which are added to `found`. Raises RecursionError."""
    kind = type(value)
    if kind is dict:
        return {key: _without_moments(inner, (*path, key), found) for key, inner in value.items()}
    if kind is list:
        return [_without_moments(inner, (*path, at), found) for at, inner in enumerate(value)]
    if kind.__name__ not in _MOMENTS:
        return value
    found.setdefault((kind.__name__, value.isoformat()), []).append(path)
    return None


def _blocks(kept: tuple[list[tuple[Any, ...]], _Found] | None) -> tuple[Block, ...]:
    """Give the blocks of what `_to_marshal` gave; none of None."""
    if kept is None:
        return ()
    plain, found = kept
    blocks = tuple(map(Block._make, plain))
    for (kind, text), paths in found.items():
        moment = _MOMENTS[kind].fromisoformat(text)
        for index, *above, last in paths:
            table: Any = blocks[index].raw  # type: ignore[index]
            for part in above:
                table = table[part]
            table[last] = moment
    return blocks
