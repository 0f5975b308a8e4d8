"""Standard output and error: whatever they are, saying something never ends in a traceback."""

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


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """What stands for what an encoding does not have: plain signs for ours, `?` for the rest."""
    assert isinstance(error, UnicodeEncodeError)
    wrong = error.object[error.start : error.end]
    return "".join(PLAIN_SIGNS.get(ord(character), "?") for character in wrong), error.end


def prepare() -> None:
    """Let standard output and error take any text in any encoding."""
    codecs.register_error("labtui", _plainer)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="labtui")


def write_stdout(text: str) -> None:
    """Write to standard output; a closed one is quiet. Raises `StoreError` where it is full."""
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
    """Write lines to standard error; where it is closed there is nobody to tell."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write("".join(f"{line}\n" for line in lines))
            sys.stderr.flush()


_NOT_ASCII = re.compile("[^\x00-\x7e]+")


def json_text(value: Any) -> str:
    """JSON, in plain ASCII where the output's encoding could not hold it."""
    import json

    encoding = codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name
    # One line a system would be hard to read, one a value is what diff and git like.
    text = json.dumps(value, ensure_ascii=not encoding.startswith("utf"), indent=1)
    # JSON lets through what a terminal, or an eye, would take for something else.
    return _NOT_ASCII.sub(_printable_in_json, text) + "\n"


def _printable_in_json(found: re.Match[str]) -> str:
    import json

    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in found[0])


def one_line(message: str) -> str:
    """A message on one line, safe for a terminal whatever it quotes."""
    return safe(" ".join(message.splitlines()))


def _redirect_stdout_to_null() -> None:
    """Lead standard output nowhere, or flushing it at exit would fail once more."""
    with suppress(OSError, ValueError):
        out = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, out)
        os.close(nowhere)
