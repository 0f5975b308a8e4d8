"""An inventory as a text that is parsed and edited, and never reformatted.

An edit changes the text of one block, parses it again and compares the result, by type, with what
was meant. Bytes in, bytes out: nothing here touches the disk.
"""

import codecs
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, wraps
from itertools import accumulate
from operator import attrgetter
from typing import Final, NamedTuple, ParamSpec, Self, TypeVar

from labtui.data.inventory.blocks import (
    Block,
    parse_block,
    parse_blocks,
    parse_top,
    text_of,
    text_outside,
)
from labtui.data.inventory.read_only import (
    MAX_LINE,
    ReadOnlyReason,
    check_schema,
    check_size,
    check_utf8,
    first_long_line,
    view_read_only,
)
from labtui.data.toml.syntax import KeyPath, comments, ends_with_comment, statements
from labtui.data.toml.values import (
    MISSING,
    Table,
    TomlValueError,
    same,
    to_toml_table,
)
from labtui.errors import DocumentError

REMOVED: Final = MISSING
"""The value of a change that removes a key."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


def _raising_document_errors(method: Callable[_P, _T]) -> Callable[_P, _T]:
    """Let a method raise DocumentError for values that TOML cannot hold, or that nest too deep."""

    @wraps(method)
    def wrapper(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return method(*args, **kwargs)
        except TomlValueError as error:
            raise DocumentError(str(error)) from error
        except RecursionError:
            raise DocumentError("tables or lists are nested too deeply to change this") from None

    return wrapper


class _Content(NamedTuple):
    """What a document is made of; everything else follows from it."""

    blocks: tuple[Block, ...]
    """The whole text in order. The first block is what comes before the systems, maybe empty."""
    top: Table
    """What is said outside the systems."""
    newline: str = "\n"
    """The newline of added lines."""
    bom: bool = False
    """True if the file starts with a byte order mark."""
    read_only_reason: ReadOnlyReason | None = None
    """Why this cannot be changed; None if it can."""


class Document(_Content):
    """An inventory's text and what it says. Immutable: an edit gives a new document."""

    @cached_property
    def systems(self) -> tuple[Block, ...]:
        """The blocks that are systems, in file order."""
        return tuple([self.blocks[i] for i in self._positions])

    # Each edit of a large file computes these two: keep them fast.

    @cached_property
    def _positions(self) -> tuple[int, ...]:
        """For each system, its position in `blocks`."""
        return tuple([i for i, block in enumerate(self.blocks) if block.is_system])

    @cached_property
    def _lines(self) -> tuple[int, ...]:
        """For each block, the number of lines of the file above it."""
        return tuple(accumulate(map(attrgetter("newlines"), self.blocks), initial=0))

    # --- reading

    @classmethod
    def parse(
        cls, data: bytes, known: Iterable[Block] = (), *, before: tuple[Block, ...] = ()
    ) -> Self:
        """Read an inventory from the bytes of its file.

        Never raises: what cannot be changed safely gets a `read_only_reason`. Blocks that are
        `known`, from documents that can be changed, are not parsed again, nor are those parsed
        `before`; if these have the whole text, it is not even cut again.
        """
        bom = data.startswith(codecs.BOM_UTF8)
        body = data.removeprefix(codecs.BOM_UTF8)
        text = body.decode("utf-8", "surrogateescape")
        newline = "\r\n" if text[: text.find("\n")].endswith("\r") else "\n"
        if reason := check_size(body):
            return cls((Block.of(text, {}, False),), {}, newline, bom, reason)
        reason = check_utf8(body)
        if not reason:
            try:
                is_before = bool(before) and text == text_of(before)
                blocks = before if is_before else parse_blocks(text, (*known, *before))
                top = parse_top(blocks)
                return cls(blocks, top, newline, bom, check_schema(text, top))
            except (ValueError, RecursionError):
                pass
        view = view_read_only(text, reason)
        return cls(view.blocks, view.top, newline, bom, view.reason)

    @classmethod
    def empty(cls) -> Self:
        """Give the inventory that a missing file stands for."""
        return cls.parse(b"schema = 1\n")

    @property
    def is_readable(self) -> bool:
        """True if all that it says can be read, even if it cannot be changed as it is."""
        return self.read_only_reason is None or self.read_only_reason.readable

    @property
    def data(self) -> bytes:
        """The exact bytes, as read or as edited."""
        body = text_of(self.blocks).encode(
            "utf-8", "surrogateescape" if self.read_only_reason else "strict"
        )
        return codecs.BOM_UTF8 + body if self.bom else body

    def first_line(self, index: int) -> int:
        """Give the line of the file, from 1, with the header of system `index`."""
        return self._lines[self._positions[index]] + self.systems[index].header_line

    def line_of(self, index: int, key: str) -> int:
        """Give the line of the file, from 1, with `key` of system `index`; see `Block.line_of`."""
        return self._lines[self._positions[index]] + self.systems[index].line_of(key)

    def top_line_of(self, key: str) -> int:
        """Give the line of the file, from 1, with a `key` outside the systems; 1 if absent."""
        from labtui.data.inventory.raw_tables import depth

        position = self._holder(key)
        block = self.blocks[position]
        return self._lines[position] + block.line_of(key) if depth(block.raw, key) else 1

    # --- changing
    # What only changes need is imported there: to read a file starts a tenth sooner without.
    # Each of these gives a new document. Each raises DocumentError if the document can be read
    # only, or if the result would not say exactly what was asked for.

    @_raising_document_errors
    def edit(self, index: int, changes: Mapping[str, object]) -> Self:
        """Change facts of system `index`: dotted keys to values, or to REMOVED."""
        from labtui.data.inventory.raw_tables import changed, without_emptied

        self._check_editable()
        raw = self.systems[index].raw
        for key, value in changes.items():
            try:
                raw = changed(raw, key, value)
            except (DocumentError, TomlValueError) as error:
                raise DocumentError(f"line {self.line_of(index, key)}: {key}: {error}") from None
        block = self.systems[index]
        return self._set_raw(index, without_emptied(raw, block.raw, block.text), ", ".join(changes))

    @_raising_document_errors
    def set_raw(self, index: int, raw: Table) -> Self:
        """Make system `index` say exactly `raw`; what stays the same keeps its bytes."""
        self._check_editable()
        return self._set_raw(index, raw, "this system")

    def _set_raw(self, index: int, raw: Table, what: str) -> Self:
        """Change system `index` to say `raw`; `what` was changed, for an error."""
        from labtui.data.inventory.raw_tables import SYSTEM, read_if_same, rendered

        position = self._positions[index]
        block = self.blocks[position]
        if same(raw, block.raw):
            return self
        meant = {"systems": [raw]}
        text = self._splice(position, raw, SYSTEM)
        read = read_if_same(text, meant)
        if read is None:
            text = rendered(block.text, raw, self.newline)
            read = read_if_same(text, meant)
        if read is None:
            raise DocumentError(
                f"line {self.first_line(index)}: this change of {what} cannot be "
                "written so that it reads back the same; nothing was changed"
            )
        changed_block = Block.of(text, read["systems"][0], True)
        return self._with(position, position + 1, [changed_block])

    @_raising_document_errors
    def append(self, raw: Table) -> Self:
        """Add a system after the last one, laid out like those around it."""
        from labtui.data.inventory.placing import header_like, nearest_systems
        from labtui.data.inventory.raw_tables import SYSTEM, says
        from labtui.data.toml.splicing import Splicer

        self._check_editable()
        raw = to_toml_table(raw)
        position = self._positions[-1] if self._positions else 0
        text = header_like(self.blocks[position]) + self.newline
        splicer = Splicer(text, self.newline, SYSTEM, nearest_systems(self.blocks, position + 1))
        splicer.change({}, raw)
        text = splicer.text if says(splicer.text, {"systems": [raw]}) else self._plain_system(raw)
        return self._append(text, raw)

    def _append(self, text: str, raw: Table) -> Self:
        """Add the text of a system, which says `raw`, below the last one and above a footer."""
        from labtui.data.inventory.placing import footer_start, with_gap

        position = self._positions[-1] if self._positions else 0
        above = self.blocks[position]
        start = footer_start(above)
        text += above.text[start:]
        upper = with_gap(self.blocks, position, above.text[:start], self.newline)
        return self._with(
            position,
            position + 1,
            [Block.of(upper, above.raw, above.is_system), Block.of(text, raw, True)],
        )

    def _plain_system(self, raw: Table) -> str:
        """Write a system as if there were no other. Raises DocumentError."""
        from labtui.data.inventory.raw_tables import says
        from labtui.data.toml.formatting import format_table_body

        lines = ["[[systems]]", *format_table_body(raw, ("systems",))]
        text = "".join(line + self.newline for line in lines)
        if not says(text, {"systems": [raw]}):
            raise DocumentError("this system cannot be written so that it reads back the same")
        return text

    @_raising_document_errors
    def converted(self) -> Self:
        """Write valid TOML of another shape again, with a `[[systems]]` for each system.

        Its comments are moved to the top. Raises DocumentError if this is not such TOML.
        """
        from labtui.data.inventory.raw_tables import says
        from labtui.data.toml.formatting import format_table_body

        reason = self.read_only_reason
        if reason is not None and not reason.replaceable:
            self._check_editable()
        if reason is None or not reason.convertible:
            raise DocumentError("Nothing to convert: only TOML of another shape can be.")
        above = comments(text_of(self.blocks))
        lines = [*above, *([""] if above else []), *format_table_body(self.top, ())]
        text = "".join(line + self.newline for line in lines)
        if not says(text, self.top):
            raise DocumentError("this cannot be written so that it reads back the same")
        document = self._replace(blocks=(parse_block(text, False),), read_only_reason=None)
        for block in self.systems:
            document = document._append(self._plain_system(block.raw), block.raw)
        return document

    def add_event(self, index: int, key: str, entry: Table) -> Self:
        """Add a table to an array of tables of system `index`, such as `history`."""
        entries = self.systems[index].raw.get(key, [])
        if not isinstance(entries, list):
            raise DocumentError(
                f"line {self.line_of(index, key)}: {key} is no list of tables; "
                f"write [[systems.{key}]] above each entry"
            )
        return self.edit(index, {key: [*entries, entry]})

    @_raising_document_errors
    def remove(self, index: int) -> Self:
        """Remove system `index` and its comments, but not those of its group or set apart."""
        from labtui.data.inventory.placing import without_system

        self._check_editable()
        position = self._positions[index]
        above, below = self.blocks[position - 1], self.blocks[position + 1 : position + 2]
        texts = without_system(self.blocks, position)
        if below and not (above.is_system or below[0].is_system):
            return self._with(position - 1, position + 2, [parse_block("".join(texts), False)])
        left = [
            Block.of(text, block.raw, block.is_system)
            for text, block in zip(texts, (above, *below), strict=False)
        ]
        return self._with(position - 1, position + 2, left)

    @_raising_document_errors
    def edit_top(self, changes: Mapping[str, object]) -> Self:
        """Change facts outside the systems: dotted keys to values, or to REMOVED."""
        self._check_editable()
        document = self
        for key, value in changes.items():
            document = document._edit_top(key, value)
        return document

    def _edit_top(self, key: str, value: object) -> Self:
        from labtui.data.inventory.raw_tables import changed, says

        where = f"line {self.top_line_of(key)}: {key}"
        if key.partition(".")[0] == "systems":
            raise DocumentError(f"{where}: systems are changed one by one")
        position = self._holder(key)
        block = self.blocks[position]
        try:
            top = changed(self.top, key, value)
            raw = changed(block.raw, key, value)
        except (DocumentError, TomlValueError) as error:
            raise DocumentError(f"{where}: {error}") from None
        if same(top, self.top):
            return self
        text = self._splice(position, raw, ())
        document = self._with(position, position + 1, [Block.of(text, raw, False)], top)
        first = next(iter(statements(text)), None)
        # Below a system, a key without a header would belong to that system.
        misplaced = position and first and first.value
        if misplaced or not says(text, raw) or not says(text_outside(document.blocks), top):
            raise DocumentError(
                f"{where}: this change cannot be written so that it reads back the same. "
                "Nothing was changed."
            )
        return document

    def _check_editable(self) -> None:
        if self.read_only_reason:
            raise DocumentError(f"this inventory can only be read: {self.read_only_reason.message}")

    def _splice(self, position: int, raw: Table, root: KeyPath) -> str:
        """Give the text of a block, changed to say `raw` in its table `root`."""
        from labtui.data.inventory.placing import nearest_systems
        from labtui.data.toml.splicing import Splicer

        block = self.blocks[position]
        near = nearest_systems(self.blocks, position) if block.is_system else ()
        splicer = Splicer(block.text, self.newline, root, near)
        splicer.change(block.raw, raw)
        is_last = position + 1 == len(self.blocks)
        if is_last or ends_with_comment(block.text) or not ends_with_comment(splicer.text):
            return splicer.text
        return splicer.text + self.newline  # or the next header would take over that comment

    def _with(
        self, start: int, stop: int, blocks: Iterable[Block], top: Table | None = None
    ) -> Self:
        """Replace the blocks from `start` up to `stop`. Raises DocumentError for a long line."""
        added = tuple(blocks)
        for block in added:
            if 4 * len(block.text) > MAX_LINE and first_long_line(block.text.encode()):
                raise DocumentError(
                    f"a line would have more than {MAX_LINE:,} bytes, the most a line may have; "
                    "nothing was changed"
                )
        new = (*self.blocks[:start], *added, *self.blocks[stop:])
        return self._replace(blocks=new, top=self.top if top is None else top)

    def _holder(self, key: str) -> int:
        """Find the block outside the systems that has most of the tables around `key`."""
        from labtui.data.inventory.raw_tables import depth

        table = key.partition(".")[0]
        holders = self._holders.get(table) or self._holders[""]
        return max(holders, key=lambda position: depth(self.blocks[position].raw, key))

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        """For each key outside the systems, the positions of the blocks that have it.

        For the empty key at least that of the first block.
        """
        holders: dict[str, list[int]] = {}
        for position, block in enumerate(self.blocks):
            for key in block.raw if not block.is_system else ():
                holders.setdefault(key, []).append(position)
        return holders | {"": holders.get("", [0])}
