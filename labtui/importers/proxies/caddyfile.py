"""The syntax of a Caddyfile: directives with their words and blocks; nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from labtui.importers.files import UnreadableError
from labtui.importers.proxies.blocks import Builder, Directive

_TOKEN = re.compile(
    r"(?P<line>\n)|(?P<space>[^\S\n]+|\\\r?\n)|(?P<comment>\#[^\n]*)"
    r'|"(?P<quoted>(?:\\.|[^"\\])*)"|`(?P<raw>[^`]*)`|<<(?P<here>[A-Za-z0-9_-]+)(?=\r?\n)'
    r"|(?P<word>\S+)",
    re.DOTALL,
)
_DEFAULT = re.compile(r"\{\$[A-Za-z_]\w*:([^{}]*)\}")


def directives(text: str) -> list[Directive]:
    """Give the directives of a text. Raises `UnreadableError` for what is no Caddyfile.

    Variables of the environment, `{$NAME:default}`, have their default in their place.
    """
    builder = Builder(text)
    for word, is_plain in _tokens(text):
        if word == "\n" and is_plain:
            if not builder.goes_on:
                builder.end()
        elif word == "{" and is_plain:
            builder.open()
        elif word == "}" and is_plain:
            builder.close()
        else:
            builder.word(word)
    return builder.done()


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Give words and ends of lines, each with whether it is plain, not quoted."""
    position = 0
    while found := _TOKEN.match(text, position):
        position = found.end()
        kind = found.lastgroup
        if kind == "line":
            yield "\n", True
        elif kind == "word":
            word = found["word"]
            if word[0] in '"`':
                line = text.count("\n", 0, found.start()) + 1
                raise UnreadableError(f"quotes that are not closed, at line {line}")
            yield _DEFAULT.sub(r"\1", word), True
        elif kind in ("quoted", "raw"):
            yield _DEFAULT.sub(r"\1", found[kind].replace('\\"', '"')), False
        elif kind == "here":
            position = _end_of_text(text, position, found["here"])
            yield "", False


def _end_of_text(text: str, position: int, marker: str) -> int:
    """Give where a text ends that stands between `<<MARKER` and `MARKER`."""
    closing = re.compile(rf"\n[ \t]*{re.escape(marker)}(?=\s|$)").search(text, position)
    if closing is None:
        raise UnreadableError(f"a text that {marker} does not close")
    return closing.end()
