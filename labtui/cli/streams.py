"""Write to standard output and error, whatever they are, without ever raising a traceback.

Imports little, for `--version`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress

from labtui.errors import StoreError


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


def _redirect_stdout_to_null() -> None:
    """Redirect standard output to the null device, or flushing it at exit would fail again."""
    with suppress(OSError, ValueError):
        out = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, out)
        os.close(nowhere)
