"""The inventory's text: cut into blocks, parsed, edited by splicing, never reformatted.

A block is one `[[systems]]` with its subtables, or what stands before, between and after systems.
Each is parsed by itself; if all can be, each cut was between two statements. An edit touches one
block, parses it again and compares it, by type, with what was meant. Bytes in, bytes out: no disk.
"""

import codecs
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from itertools import accumulate
from operator import attrgetter
from typing import Final, ParamSpec, Self, TypeVar

import tomli_w

from labtui.data.toml.splicing import Splicer
from labtui.data.toml.syntax import (
    MISSING,
    Header,
    Path,
    Raw,
    comment_lines_above,
    comments,
    content_end,
    ends_in_comment,
    header_lines,
    headers,
    leading_comments,
    statements,
)
from labtui.data.toml.values import laid_out, plain, same
from labtui.errors import DocumentError

__all__ = ["MAX_BYTES", "MAX_LINE", "REMOVED", "Block", "Document", "Raw", "ReadOnlyReason"]

MAX_BYTES = 32 * 1024 * 1024
"""An inventory of 10,000 systems has some 10 MB; what is larger is no inventory."""

MAX_LINE = 1024 * 1024
"""The bytes a line may have."""

REMOVED: Final = MISSING
"""As the value of a change: the key goes."""

_SYSTEM: Path = ("systems", 0)
_UNDECODED = re.compile("[\udc80-\udcff]")
_ERROR_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_HINTS = {
    "Expected '=' after a key": "a fact is written key = value",
    "Invalid statement": "a line is key = value, a [table] or a # comment",
    "Invalid value": 'text stands in "quotes", a date is 2026-11-21, the rest is a number or true',
    "Unclosed array": "a list is [a, b], its parts separated by commas",
    "Unclosed inline table": "a table in one line is { key = value, key = value }",
    "Cannot overwrite a value": "this was given before; keep one of the two",
    "Cannot declare": "this table was there before; keep one of the two",
    "Cannot mutate": "this was given before as a whole; keep one of the two",
    "Illegal character '\\n'": 'the text before the end of the line needs its closing "',
    "Unescaped": "a backslash in \"quotes\" is written twice; or use 'single quotes'",
    "Expected newline": "one fact a line; text stands in quotes",
}


_P = ParamSpec("_P")
_T = TypeVar("_T")


def _refusing_depth(method: Callable[_P, _T]) -> Callable[_P, _T]:
    """Turn the RecursionError of a value nested without end into a DocumentError."""

    @wraps(method)
    def refusing(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return method(*args, **kwargs)
        except RecursionError:
            raise DocumentError("tables or lists are nested too deeply to change this") from None

    return refusing


@dataclass(frozen=True, slots=True)
class ReadOnlyReason:
    """Why a document can be read only."""

    message: str
    """For people: where, what, and what would be right."""
    line: int | None = None
    column: int | None = None
    convertible: bool = False
    """Whether it is valid TOML in another shape: a document made anew from `top` and the systems'
    `raw` loses nothing but comments and layout."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the text that is parsed and changed by itself."""

    text: str
    """Its exact text, with the comments that belong to it."""
    raw: Raw
    """What it says; of a system the system's own table. Empty where it could not be parsed."""
    is_system: bool
    newlines: int = field(repr=False, default=0)
    """How many lines it has, for finding those of the blocks after it."""

    @classmethod
    def of(cls, text: str, raw: Raw, is_system: bool) -> Self:
        """Make a block of a text and what it was parsed to."""
        return cls(text, raw, is_system, text.count("\n"))

    @property
    def header_line(self) -> int:
        """The 1-based line, within the block, below the comments it starts with."""
        return self.text.count("\n", 0, leading_comments(self.text)) + 1

    def line_of(self, key: str) -> int:
        """Say on which 1-based line of the block `key` stands.

        `key` is dotted, and counts within arrays of tables from 0: `owners.os`, `history.1.note`.
        What is not there is on the line of the nearest thing around it.
        """
        depth = len(_SYSTEM) if self.is_system else 0
        lines: dict[str, int] = {}
        for statement in statements(self.text):
            path = [str(part) for part in statement.path[depth:]]
            line = self.text.count("\n", 0, statement.start) + 1
            for length in range(1, len(path) + 1):
                # What a table holds says where the table is, unless its own header does later on.
                name = ".".join(path[:length])
                if name not in lines or (length == len(path) and statement.value is None):
                    lines[name] = line
        while key and key not in lines:
            key = key.rpartition(".")[0]
        return lines.get(key, self.header_line)


@dataclass(frozen=True, slots=True)
class Document:
    """An inventory's text and what it says. Never changes: an edit gives a new one."""

    blocks: tuple[Block, ...]
    """The whole text in order; the first is what stands before any system, maybe nothing."""
    top: Raw
    """What is said outside the systems."""
    newline: str = "\n"
    """The newline of added lines."""
    bom: bool = False
    read_only_reason: ReadOnlyReason | None = None
    """Why this cannot be changed; None where it can."""
    systems: tuple[Block, ...] = field(init=False, repr=False)
    """The blocks that are systems, in file order."""
    _positions: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """For each system, its position in `blocks`."""
    _lines: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """For each block, how many lines of the file stand above it."""

    def __post_init__(self) -> None:
        """Find the systems among the blocks. Each edit of a large file does this: keep it fast."""
        positions = tuple([i for i, block in enumerate(self.blocks) if block.is_system])
        lines = tuple(accumulate(map(attrgetter("newlines"), self.blocks), initial=0))
        object.__setattr__(self, "_positions", positions)
        object.__setattr__(self, "_lines", lines)
        object.__setattr__(self, "systems", tuple([self.blocks[i] for i in positions]))

    # --- reading

    @classmethod
    def parse(cls, data: bytes, known: Iterable[Block] = ()) -> Self:
        """Read an inventory. Never raises: what cannot be changed safely gets a `refusal`.

        Blocks that are `known`, from documents that can be changed, are not parsed again.
        """
        bom = data.startswith(codecs.BOM_UTF8)
        body = data.removeprefix(codecs.BOM_UTF8)
        text = body.decode("utf-8", "surrogateescape")
        newline = "\r\n" if text[: text.find("\n")].endswith("\r") else "\n"
        if read_only_reason := _too_large(body):
            return cls((Block.of(text, {}, False),), {}, newline, bom, read_only_reason)
        read_only_reason = _not_utf8(body)
        if not read_only_reason:
            try:
                blocks = _parsed(text, {(block.text, block.is_system): block for block in known})
                return cls(blocks, _top(blocks), newline, bom)
            except (ValueError, RecursionError):
                pass
        blocks, top, read_only_reason = _read_only(text, read_only_reason)
        return cls(blocks, top, newline, bom, read_only_reason)

    @classmethod
    def empty(cls) -> Self:
        """Give the inventory of someone who has none yet."""
        return cls.parse(b"schema = 1\n")

    @property
    def data(self) -> bytes:
        """The exact bytes, as read or as edited."""
        text = "".join(block.text for block in self.blocks)
        body = text.encode("utf-8", "surrogateescape" if self.read_only_reason else "strict")
        return codecs.BOM_UTF8 + body if self.bom else body

    def first_line(self, index: int) -> int:
        """Say on which 1-based line of the file the header of system `index` stands."""
        return self._lines[self._positions[index]] + self.systems[index].header_line

    def line_of(self, index: int, key: str) -> int:
        """Say on which line of the file `key` of system `index` stands; see `Block.line_of`."""
        return self._lines[self._positions[index]] + self.systems[index].line_of(key)

    def top_line_of(self, key: str) -> int:
        """Say on which line of the file a `key` outside the systems stands; 1 if it is absent."""
        position = self._holder(key)
        block = self.blocks[position]
        return self._lines[position] + block.line_of(key) if _depth(block.raw, key) else 1

    # --- changing
    # Each of these raises DocumentError, leaving nothing changed, when the document is read-only
    # or the result would not say exactly what was asked for.

    @_refusing_depth
    def edit(self, index: int, changes: Mapping[str, object]) -> Self:
        """Change facts of system `index`: dotted keys to plain values, or to REMOVED."""
        self._check_editable()
        raw = self.systems[index].raw
        for key, value in changes.items():
            try:
                raw = _changed(raw, key, value)
            except DocumentError as error:
                raise DocumentError(f"line {self.line_of(index, key)}: {key}: {error}") from None
        return self._restated(index, raw, ", ".join(changes))

    @_refusing_depth
    def restate(self, index: int, raw: Raw) -> Self:
        """Make system `index` say exactly `raw`; what it says already keeps its bytes."""
        self._check_editable()
        return self._restated(index, raw, "this system")

    def _restated(self, index: int, raw: Raw, what: str) -> Self:
        position = self._positions[index]
        block = self.blocks[position]
        if same(raw, block.raw):
            return self
        text = self._spliced(position, raw, _SYSTEM)
        if not _says(text, {"systems": [raw]}):
            text = _rendered(block.text, raw, self.newline)
        if not _says(text, {"systems": [raw]}):
            raise DocumentError(
                f"line {self.first_line(index)}: this change of {what} cannot be "
                "written so that it reads back the same; nothing was changed"
            )
        return self._with(position, position + 1, [_block(text, True)])

    @_refusing_depth
    def append(self, raw: Raw) -> Self:
        """Add a system after the last one."""
        self._check_editable()
        raw = plain(raw)
        lines = ["[[systems]]", *laid_out(raw, ("systems",))]
        text = "".join(line + self.newline for line in lines)
        if not _says(text, {"systems": [raw]}):
            raise DocumentError("this system cannot be written so that it reads back the same")
        position = self._positions[-1] if self._positions else 0
        above = self.blocks[position]
        gap = "" if above.text.endswith("\n") or not above.text else self.newline
        if above.text and not (above.text + gap).endswith(("\n\n", "\n\r\n")):
            gap += self.newline
        if position + 1 < len(self.blocks):
            text += self.newline
        above = Block.of(above.text + gap, above.raw, above.is_system)
        return self._with(position, position + 1, [above, Block.of(text, raw, True)])

    @_refusing_depth
    def converted(self) -> Self:
        """Give the same inventory with each system a `[[systems]]` of its own, so editable.

        Comments stand together at its top. Raises DocumentError where this is no valid TOML of
        another shape.
        """
        if self.read_only_reason is None or not self.read_only_reason.convertible:
            raise DocumentError("only valid TOML of another shape can be converted")
        above = comments("".join(block.text for block in self.blocks))
        lines = [*above, *([""] if above else []), *laid_out(self.top, ())]
        text = "".join(line + self.newline for line in lines)
        if not _says(text, self.top):
            raise DocumentError("this cannot be written so that it reads back the same")
        document = replace(self, blocks=(_block(text, False),), read_only_reason=None)
        for block in self.systems:
            document = document.append(block.raw)
        return document

    def add_event(self, index: int, key: str, entry: Raw) -> Self:
        """Add a table to an array of tables of system `index`, such as `history`."""
        entries = self.systems[index].raw.get(key, [])
        if not isinstance(entries, list):
            raise DocumentError(
                f"line {self.line_of(index, key)}: {key} is no list of tables; "
                f"write [[systems.{key}]] above each entry"
            )
        return self.edit(index, {key: [*entries, entry]})

    @_refusing_depth
    def remove(self, index: int) -> Self:
        """Drop system `index` and its comments; those set apart below it by a blank line stay."""
        self._check_editable()
        position = self._positions[index]
        above, block, *below = self.blocks[position - 1 : position + 2]
        rest = block.text[content_end(block.text) :]
        joined = above.text + (rest if comments(rest) else "")
        if below and not (above.is_system or below[0].is_system):
            return self._with(position - 1, position + 2, [_block(joined + below[0].text, False)])
        return self._with(
            position - 1, position + 1, [Block.of(joined, above.raw, above.is_system)]
        )

    @_refusing_depth
    def edit_top(self, changes: Mapping[str, object]) -> Self:
        """Change what is said outside the systems, like `settings.review_days`."""
        self._check_editable()
        document = self
        for key, value in changes.items():
            document = document._edit_top(key, value)
        return document

    def _edit_top(self, key: str, value: object) -> Self:
        where = f"line {self.top_line_of(key)}: {key}"
        if key.partition(".")[0] == "systems":
            raise DocumentError(f"{where}: systems are changed one by one")
        position = self._holder(key)
        block = self.blocks[position]
        try:
            top = _changed(self.top, key, value)
            raw = _changed(block.raw, key, value)
        except DocumentError as error:
            raise DocumentError(f"{where}: {error}") from None
        if same(top, self.top):
            return self
        text = self._spliced(position, raw, ())
        changed = self._with(position, position + 1, [Block.of(text, raw, False)], top)
        first = next(iter(statements(text)), None)
        # Below a system, a key without a header would belong to that system.
        astray = position and first and first.value
        if astray or not _says(text, raw) or not _says(_outside(changed.blocks), top):
            raise DocumentError(
                f"{where}: this change cannot be written so that it reads back the same; "
                "nothing was changed"
            )
        return changed

    def _check_editable(self) -> None:
        if self.read_only_reason:
            raise DocumentError(f"this inventory can only be read: {self.read_only_reason.message}")

    def _spliced(self, position: int, raw: Raw, root: Path) -> str:
        """Give the text of a block with its values changed to those of `raw`."""
        block = self.blocks[position]
        splicer = Splicer(block.text, self.newline, root)
        splicer.change(block.raw, raw)
        is_last = position + 1 == len(self.blocks)
        if is_last or ends_in_comment(block.text) or not ends_in_comment(splicer.text):
            return splicer.text
        return splicer.text + self.newline  # else the next header would take that comment

    def _with(self, start: int, stop: int, blocks: Iterable[Block], top: Raw | None = None) -> Self:
        changed = tuple(blocks)
        for block in changed:
            if 4 * len(block.text) > MAX_LINE and _long_line(block.text.encode()):
                raise DocumentError(
                    f"a line would have more than {MAX_LINE:,} bytes, the most a line may have; "
                    "nothing was changed"
                )
        new = (*self.blocks[:start], *changed, *self.blocks[stop:])
        return replace(self, blocks=new, top=self.top if top is None else top)

    def _holder(self, key: str) -> int:
        """Find the block outside the systems that says most of the tables `key` is in."""
        others = [i for i, block in enumerate(self.blocks) if not block.is_system]
        return max(others, key=lambda position: _depth(self.blocks[position].raw, key))


# --- reading ------------------------------------------------------------------------------------


def _too_large(body: bytes) -> ReadOnlyReason | None:
    if len(body) > MAX_BYTES:
        return ReadOnlyReason(
            f"the file has {len(body):,} bytes, an inventory at most {MAX_BYTES:,}"
        )
    line = _long_line(body)
    if line is None:
        return None
    message = f"line {line}: more than {MAX_LINE:,} bytes, the most a line may have"
    return ReadOnlyReason(message, line, 1)


def _long_line(body: bytes) -> int | None:
    """The first line, from 1, that is too long to be read."""
    start = 0
    while len(body) - start > MAX_LINE:
        newline = body.rfind(b"\n", start, start + MAX_LINE + 1)
        if newline < 0:
            return body.count(b"\n", 0, start) + 1
        start = newline + 1
    return None


def _not_utf8(body: bytes) -> ReadOnlyReason | None:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        start = body.rfind(b"\n", 0, error.start) + 1
        line = body.count(b"\n", 0, start) + 1
        column = len(body[start : error.start].decode()) + 1
        message = (
            f"line {line}, column {column}: the byte 0x{body[error.start]:02X} is not UTF-8; "
            "save the file with the encoding UTF-8"
        )
        return ReadOnlyReason(message, line, column)
    return None


def _parsed(text: str, known: Mapping[tuple[str, bool], Block]) -> tuple[Block, ...]:
    """Cut and parse a text. Raises ValueError or RecursionError.

    Any line that looks like a header is taken for one at first: where all pieces can be parsed, it
    was, and reading text for what are strings and what brackets takes a quarter of parsing it.
    """
    try:
        return _blocks(_pieces(text, header_lines(text)), known)
    except ValueError:
        return _blocks(_pieces(text, headers(text)), known)


def _blocks(
    pieces: Iterable[tuple[str, bool]], known: Mapping[tuple[str, bool], Block]
) -> tuple[Block, ...]:
    left = dict(known)  # each is one block of the new document at most
    return tuple([left.pop(p) if p in left else _block(*p) for p in pieces])


def _pieces(text: str, found: Iterable[Header]) -> Iterator[tuple[str, bool]]:
    """Cut a text at each `[[systems]]` and at other tables below one; say which are systems."""
    start = 0
    is_system = False
    for header in found:
        opens = header.array and header.names == ("systems",)
        if opens or (is_system and header.names[0] != "systems"):
            stop = comment_lines_above(text, header.start)
            yield text[start:stop], is_system
            start = stop
            is_system = opens
    yield text[start:], is_system


def _block(text: str, is_system: bool) -> Block:
    """Parse a piece. Raises ValueError or RecursionError."""
    raw = tomllib.loads(text)
    return Block.of(text, raw["systems"][0] if is_system else raw, is_system)


def _top(blocks: Iterable[Block]) -> Raw:
    """Join what is said outside the systems. Raises ValueError where that contradicts itself."""
    others = [block for block in blocks if not block.is_system]
    top = others[0].raw if len(others) == 1 else tomllib.loads(_outside(others))
    if "systems" in top:
        raise ValueError("systems are written in another shape than [[systems]]")
    return top


def _outside(blocks: Iterable[Block]) -> str:
    return "".join(block.text for block in blocks if not block.is_system)


def _read_only(
    text: str, read_only_reason: ReadOnlyReason | None
) -> tuple[tuple[Block, ...], Raw, ReadOnlyReason]:
    """Give what can be seen of a text that cannot be changed, and why it cannot."""
    if not read_only_reason:
        try:
            return _other_shape(text, tomllib.loads(text))
        except (ValueError, RecursionError) as error:
            read_only_reason = _invalid(text, error)
    blocks = tuple(_salvaged(text))
    top: Raw = {}
    for block in blocks:
        if not block.is_system:
            top = block.raw | top
    top.pop("systems", None)
    return blocks, top, read_only_reason


def _other_shape(text: str, whole: Raw) -> tuple[tuple[Block, ...], Raw, ReadOnlyReason]:
    """Show valid TOML whose systems are not each one `[[systems]]` in one place."""
    systems = whole.get("systems")
    entries = systems if isinstance(systems, list) else []
    convertible = all(isinstance(entry, dict) for entry in entries) and entries is systems
    line = _first_odd_line(text)
    message = (
        f"line {line}: valid TOML, but to be changed here each system has to be a [[systems]] "
        "table with its [systems.…] tables right below it"
    )
    if convertible:
        message += "; labtui doctor --convert makes it so"
    read_only_reason = ReadOnlyReason(message, line, 1, convertible)
    if not convertible:
        return (Block.of(text, whole, False),), whole, read_only_reason
    top = {key: value for key, value in whole.items() if key != "systems"}
    pieces = list(_pieces(text, headers(text)))
    if sum(is_system for _, is_system in pieces) != len(entries):
        pieces = [(text, False), *(("", True) for _ in entries)]
    rest = iter(entries)
    blocks = tuple(Block.of(piece, next(rest) if own else {}, own) for piece, own in pieces)
    return blocks, top, read_only_reason


def _first_odd_line(text: str) -> int:
    """Find where something is said of systems outside a `[[systems]]` block."""
    offset = 0
    odd = []
    for piece, is_system in _pieces(text, headers(text)):
        if not is_system:
            starts = [s.start for s in statements(piece) if s.path[:1] == ("systems",)]
            odd += [offset + start for start in starts[:1]]
        offset += len(piece)
    return text.count("\n", 0, min(odd, default=0)) + 1


def _invalid(text: str, error: Exception) -> ReadOnlyReason:
    """Say where a text is not TOML, and what would be right."""
    reason = str(error)
    place = _ERROR_PLACE.search(reason)
    if place:
        line, column = int(place[1]), int(place[2])
        reason = reason[: place.start()]
    else:
        line, column = _first_bad_statement(text), 1
        reason = reason.removesuffix(" (at end of document)")
    if isinstance(error, RecursionError):
        reason = "tables or lists are nested too deeply"
    hint = next((f"; {hint}" for start, hint in _HINTS.items() if reason.startswith(start)), "")
    if text.split("\n", line)[line - 1].startswith("<<<<<<< "):
        reason, hint = "two versions stand here", "; keep one, without <<<<<<<, ======= and >>>>>>>"
    return ReadOnlyReason(f"line {line}, column {column}: {reason}{hint}", line, column)


def _first_bad_statement(text: str) -> int:
    """Find the line of the first statement that is no TOML by itself, as one that never ends."""
    line = 1
    for statement in statements(text):
        line = text.count("\n", 0, statement.start) + 1
        try:
            tomllib.loads(text[statement.start : statement.stop])
        except (ValueError, RecursionError):
            break
    return line


def _salvaged(text: str) -> Iterator[Block]:
    """Give the blocks of a broken text, the broken ones saying nothing."""
    for piece, is_system in _pieces(text, headers(text)):
        block = _block_or_broken(piece, is_system)
        if block.raw:
            yield block
        else:
            # A string or list that never ends may have swallowed the systems below it.
            for part, is_part_system in _pieces(piece, header_lines(piece)):
                yield _block_or_broken(part, is_part_system)


def _block_or_broken(text: str, is_system: bool) -> Block:
    readable = _UNDECODED.sub("\ufffd", text)
    try:
        return replace(_block(readable, is_system), text=text)
    except (ValueError, RecursionError):
        return Block.of(text, {}, False)


# --- changing -----------------------------------------------------------------------------------


def _depth(raw: Raw, key: str) -> int:
    """Count how many parts of a dotted key are there."""
    depth = 0
    inner: object = raw
    for name in key.split("."):
        if not isinstance(inner, dict) or name not in inner:
            break
        inner = inner[name]
        depth += 1
    return depth


def _changed(raw: Raw, key: str, value: object) -> Raw:
    """Give a copy of `raw` with one change; tables on the way to it are made as needed."""
    name, dot, rest = key.partition(".")
    if value is REMOVED and name not in raw:
        return raw
    if not dot:
        kept = {other: inner for other, inner in raw.items() if other != name}
        return kept if value is REMOVED else raw | {name: plain(value)}
    inner = raw.get(name, {})
    if not isinstance(inner, dict):
        raise DocumentError(f"{name} is no table here, so {rest} cannot be set in it")
    return raw | {name: _changed(inner, rest, value)}


def _says(text: str, raw: Raw) -> bool:
    """Tell whether a text is TOML for exactly this."""
    try:
        return same(tomllib.loads(text), raw)
    except ValueError:
        return False


def _rendered(text: str, raw: Raw, newline: str) -> str:
    """Write a system anew where splicing went wrong, the comments of the old text above it."""
    end = content_end(text)
    # Dumped as a list of systems it might come out as an inline array; a lone table never does.
    body = tomli_w.dumps({"systems": raw})
    body = "[[systems]]\n" + body.removeprefix("[systems]\n")
    above = [comment + "\n" for comment in comments(text[:end])]
    return "".join([*above, body]).replace("\n", newline) + text[end:]
