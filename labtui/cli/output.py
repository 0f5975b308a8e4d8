"""Text for standard output and error, in any encoding."""

from __future__ import annotations

import codecs
import sys
from io import TextIOWrapper
from typing import Any

from labtui.cli.page import PLAIN_SIGNS, safe


def _replace_unencodable(error: UnicodeError) -> tuple[str, int]:
    """A codec error handler: plain signs for our own, `?` for other characters."""
    assert isinstance(error, UnicodeEncodeError)
    wrong = error.object[error.start : error.end]
    return "".join(PLAIN_SIGNS.get(ord(character), "?") for character in wrong), error.end


def prepare() -> None:
    """Make standard output and error take any text in any encoding."""
    codecs.register_error("labtui", _replace_unencodable)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="labtui")


def json_text(value: Any) -> str:
    """JSON, in plain ASCII if the encoding of standard output is not a Unicode encoding."""
    from labtui.text import json_text

    encoding = codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name
    return json_text.json_text(value, in_ascii=not encoding.startswith("utf"))


def one_line(message: str) -> str:
    """A message on one line, with everything unprintable in it made visible."""
    return safe(" ".join(message.splitlines()))
