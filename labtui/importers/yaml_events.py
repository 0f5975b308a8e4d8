"""The events of a YAML text: ruamel.yaml's parser, with its slowest steps done by patterns.

ruamel.yaml looks at each character by itself. A plain or quoted scalar on one line, and the blanks
and comments between tokens, are nearly all of a file; patterns read these several times as fast.
What a pattern does not cover is left to ruamel.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.parser import Parser
from ruamel.yaml.reader import Reader, ReaderError
from ruamel.yaml.scanner import Scanner
from ruamel.yaml.tokens import ScalarToken

from labtui.importers.files import UnreadableError
from labtui.text.printable import printable

MOST_TOKENS = 30_000
"""The most keys, values and signs of a text; each takes some 20 µs. Real files have up to 3,000."""


class Event(NamedTuple):
    """One step through a text."""

    kind: str
    """One of document, map, list, end, scalar, alias."""
    line: int
    """From 1."""
    value: str = ""
    anchor: str = ""
    tag: str = ""
    plain: bool = False
    """True for a scalar that stands without quotes or tag."""


def events(text: str, deepest: int) -> Iterator[Event]:
    """Give the events of a YAML text.

    Raises `UnreadableError`, with the line, for what is no YAML or nested deeper than `deepest`.
    """
    text = text.replace("\r\n", "\n")
    try:
        yield from _Events(text, deepest).steps()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = _shown(str(error.problem or error.context))
        where = f", at line {mark.line + 1}" if mark else ""
        raise UnreadableError(f"not valid YAML: {problem}{where}") from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UnreadableError(f"not valid YAML: a control character, at line {line}") from None
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError, OverflowError):
        # The parser's own defects, met by texts that are broken in ways it did not expect.
        raise UnreadableError("not valid YAML: it cannot be read") from None


def _shown(problem: str) -> str:
    line = printable(" ".join(problem.split()))
    return line if len(line) <= 80 else f"{line[:79]}…"


_ENDS = " \t\n\r\0\x85\u2028\u2029"
_PLAIN = re.compile(
    f"(?:[^:{_ENDS}]+|:(?![{_ENDS}])| +(?![#:{_ENDS}])| +(?=:[^{_ENDS}]))+"
)  # fmt: skip
_PLAIN_IN_FLOW = re.compile(
    f"(?:[^],:[{{}}{_ENDS}]+|:(?![{_ENDS}])| +(?![],#:[{{}}{_ENDS}])| +(?=:[^{_ENDS}]))+"
)
_AFTER_PLAIN = re.compile("[ \t]*(?:\n(?: *\n)*( *))?(.?)", re.DOTALL)
_QUOTED = {
    '"': re.compile('"([^"\\\\\n\r\x85\u2028\u2029]*)"'),
    "'": re.compile("'([^'\n\r\x85\u2028\u2029]*)'(?!')"),
}
_LONG_TAG = re.compile(r"\S{500}")
_BLANKS = re.compile("[ \t]*(?:#[^\n\r\0\x85\u2028\u2029]*)?")
_GAP = re.compile(" *(?:#[^\n\r\0\x85\u2028\u2029]*)?(?:\n *(?:#[^\n\r\0\x85\u2028\u2029]*)?)*")


class _Mark(NamedTuple):
    """A place in the text, as ruamel.yaml asks for it; quicker to make than its own."""

    line: int
    column: int


class _Events(Reader, Scanner, Parser):
    """Reader, scanner and parser in one object."""

    # What ruamel.yaml's parts find each other by, as properties that search anew each time.
    reader: Any = None
    scanner: Any = None
    resolver: Any = None
    processing_version = (1, 2)
    scanner_processing_version: Any = (1, 2)
    comment_handling = None

    def __init__(self, text: str, deepest: int) -> None:
        self.reader = self.scanner = self.resolver = self
        self._deepest = deepest
        Reader.__init__(self, text, loader=self)
        Scanner.__init__(self, loader=self)
        Parser.__init__(self, loader=self)

    def steps(self) -> Iterator[Event]:
        while (event := self.get_event()) is not None:
            line = event.start_mark.line + 1
            if isinstance(event, ScalarEvent):
                yield Event("scalar", line, event.value, *_properties(event), event.implicit[0])
            elif isinstance(event, MappingStartEvent):
                yield Event("map", line, "", *_properties(event))
            elif isinstance(event, SequenceStartEvent):
                yield Event("list", line, "", *_properties(event))
            elif isinstance(event, CollectionEndEvent):
                yield Event("end", line)
            elif isinstance(event, AliasEvent):
                yield Event("alias", line, "", event.anchor)
            elif isinstance(event, DocumentStartEvent):
                yield Event("document", line)

    def get_mark(self) -> _Mark:
        return _Mark(self.line, self.column)

    def forward(self, length: int = 1) -> None:
        start = self.pointer
        end = self.pointer = min(start + length, len(self.buffer) - 1)
        self.index = end
        breaks = self.buffer.count("\n", start, end)
        if breaks:
            self.line += breaks
            self.column = end - self.buffer.rfind("\n", start, end) - 1
        elif self.buffer[start] == "\r" and self.buffer[end] != "\n":
            self.line += 1
            self.column = 0
        else:
            self.column += end - start

    def check_token(self, *choices: Any) -> bool:
        if not self.tokens or self.possible_simple_keys:
            while self.need_more_tokens():
                self.fetch_more_tokens()
        return bool(self.tokens) and (not choices or isinstance(self.tokens[0], choices))

    def need_more_tokens(self) -> bool:
        if self.done:
            return False
        if not self.tokens:
            return True
        if not self.possible_simple_keys:
            return False
        self.stale_possible_simple_keys()
        return bool(self.next_possible_simple_key() == self.tokens_taken)

    def fetch_more_tokens(self) -> Any:
        if self.tokens_taken > MOST_TOKENS:
            raise UnreadableError(f"YAML of more than {MOST_TOKENS:,} keys, values and signs")
        self.scan_to_next_token()
        if self.buffer[self.pointer].isalnum():  # a plain scalar, as nearly always
            if self.possible_simple_keys:
                self.stale_possible_simple_keys()
            if self.indent > self.column:
                self.unwind_indent(self.column)
            return self.fetch_plain()
        return super().fetch_more_tokens()

    def fetch_tag(self) -> None:
        if _LONG_TAG.match(self.buffer, self.pointer):
            raise UnreadableError(f"not valid YAML: a tag without end, at line {self.line + 1}")
        super().fetch_tag()

    def parse_node(self, block: bool = False, indentless_sequence: bool = False) -> Any:
        if not self.check_token(ScalarToken):
            return super().parse_node(block, indentless_sequence)
        token = self.get_token()
        self.state = self.states.pop()
        implicit = (token.plain, not token.plain)
        return ScalarEvent(None, None, implicit, token.value, token.start_mark, token.end_mark)

    def fetch_flow_collection_start(self, TokenClass: Any, to_push: str) -> None:  # noqa: N803
        if len(self.flow_context) > self._deepest:
            raise UnreadableError(f"nested too deeply, at line {self.line + 1}")
        super().fetch_flow_collection_start(TokenClass, to_push)

    def scan_yaml_directive_value(self, start_mark: Any) -> tuple[int, int]:  # noqa: ARG002
        # Scalars are not read by ruamel.yaml, so that the version means nothing here.
        end = self.buffer.find("\n", self.pointer)
        self.forward((end if end >= 0 else len(self.buffer) - 1) - self.pointer)
        return 1, 2

    def scan_to_next_token(self) -> None:
        # A tab may stand before a comment or the end of a line, where no key can follow.
        pattern = _BLANKS if self.flow_context or not self.allow_simple_key else _GAP
        while True:
            match = pattern.match(self.buffer, self.pointer)
            assert match is not None
            length = match.end() - self.pointer
            if length:
                line = self.line
                self.forward(length)
                if self.line != line and not self.flow_context:
                    self.allow_simple_key = True
            if not self.scan_line_break():
                return
            if not self.flow_context:
                self.allow_simple_key = True
                pattern = _GAP

    def scan_line_break(self) -> Any:
        if self.buffer[self.pointer] not in "\n\r\x85\u2028\u2029":
            return ""
        return super().scan_line_break()

    def scan_plain(self) -> Any:
        in_flow = bool(self.flow_context)
        pattern = _PLAIN_IN_FLOW if in_flow else _PLAIN
        match = pattern.match(self.buffer, self.pointer)
        if match is None or (self.indent < 0 and not in_flow):
            return super().scan_plain()
        after = _AFTER_PLAIN.match(self.buffer, match.end())
        assert after is not None
        indent, sign = after.groups()
        if in_flow:
            continued = indent is not None or sign not in ",:]}#"
        elif indent is None:
            continued = sign not in "#:\n\0"
        else:
            continued = sign not in "#\0" and len(indent) > self.indent
        if continued:
            return super().scan_plain()
        start = self.get_mark()
        self._forward_in_line(match.end())
        return ScalarToken(match[0], True, start, self.get_mark())

    def scan_flow_scalar(self, style: str) -> Any:
        match = _QUOTED[style].match(self.buffer, self.pointer)
        if match is None:
            return super().scan_flow_scalar(style)
        start = self.get_mark()
        self._forward_in_line(match.end())
        return ScalarToken(match[1], False, start, self.get_mark(), style)

    def _forward_in_line(self, end: int) -> None:
        self.column += end - self.pointer
        self.pointer = self.index = end


def _properties(event: Any) -> tuple[str, str]:
    return event.anchor or "", event.tag or ""
