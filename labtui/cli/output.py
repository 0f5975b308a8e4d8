"""Write to standard output and error, whatever they are, without ever raising a traceback."""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from io import TextIOWrapper
from typing import Any

from labtui.cli.page import PLAIN_SIGNS, safe
from labtui.errors import StoreError


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


def write_stdout(text: str) -> None:
    """Write to standard output; if it is closed, do nothing. Raises `StoreError` if it is full."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _redirect_stdout_to_null()
    except OSError as error:
        _redirect_stdout_to_null()
        reason = (error.strerror or str(error)).lower()
        raise StoreError(f"standard output: {reason}") from error


def write_stderr(lines: Iterable[str]) -> None:
    """Write lines to standard error; if it is closed, do nothing."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write("".join(f"{line}\n" for line in lines))
            sys.stderr.flush()


_NOT_ASCII = re.compile("[^\x00-\x7e]+")


def json_text(value: Any) -> str:
    """JSON, in plain ASCII if the encoding of standard output is not a Unicode encoding."""
    import json

    encoding = codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name
    # One line a value: readable, and diff and git compare it well.
    text = json.dumps(value, ensure_ascii=not encoding.startswith("utf"), indent=1)
    # JSON allows characters that a terminal or a reader would misinterpret.
    return _NOT_ASCII.sub(_printable_in_json, text) + "\n"


def _printable_in_json(found: re.Match[str]) -> str:
    import json

    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in found[0])


def one_line(message: str) -> str:
    """A message on one line, with everything unprintable in it made visible."""
    return safe(" ".join(message.splitlines()))


def _redirect_stdout_to_null() -> None:
    """Redirect standard output to the null device, or flushing it at exit would fail again."""
    with suppress(OSError, ValueError):
        out = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, out)
        os.close(nowhere)
