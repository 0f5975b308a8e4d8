"""Opening the file in $EDITOR while the app is suspended."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from textual.app import SuspendNotSupported

from labtui.app.file_sync import Edited
from labtui.app.leaving import ENDING_SIGNALS

EDITORS_WITH_LINES = frozenset({"vi", "vim", "nvim", "nano", "emacs", "micro", "kak", "joe"})
"""Editors that take `+LINE` before the file."""


class EditorError(Exception):
    """The editor could not be started; the message says why."""


class TerminalApp(Protocol):
    """The interface of the app for running another program in the terminal."""

    @property
    def is_ending(self) -> bool:
        """True once a signal ended the app."""

    def end(self, number: int) -> None:
        """Save and exit after signal `number`."""

    def suspend(self) -> AbstractContextManager[None]:
        """Release the terminal within the context."""


def editor_command(path: Path, line: int | None) -> list[str]:
    """The command that opens a file, at a line if the editor supports it.

    Raises `EditorError` if $VISUAL, else $EDITOR, else vi is not a program.
    """
    words = _editor()
    try:
        command = shlex.split(words)
    except ValueError:  # an unclosed quote
        command = []
    if not command or shutil.which(command[0]) is None:
        raise EditorError(f"Editor {words} not found. Set $EDITOR.")
    if line is not None and Path(command[0]).name in EDITORS_WITH_LINES:
        command.append(f"+{line}")
    return [*command, str(path)]


def _editor() -> str:
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"


def edit(app: TerminalApp, path: Path, line: int | None) -> Edited:
    """Open a file in the user's editor, at a line if the editor supports it, and wait for its end.

    Raises `EditorError` if it cannot be started.
    """
    command = editor_command(path, line)
    before = _stamp(path)
    status = run_editor(app, command)
    name = Path(command[0]).name
    return Edited(name, _ending(name, status), _stamp(path) != before)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes with nearly every change of a file; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _ending(name: str, status: int) -> str:
    if status < 0:
        return f"{name} was ended by {signal.Signals(-status).name}."
    return f"{name} reported an error (exit status {status})." if status else ""


def run_editor(app: TerminalApp, command: list[str]) -> int:
    """Run an editor in the terminal; a signal that ends the app ends both.

    Returns its exit status, or the negative number of the signal that ended it. Raises
    `EditorError` if it cannot be started.
    """
    program: subprocess.Popen[bytes] | None = None
    failure: OSError | None = None

    def end(number: int, _: object) -> None:
        if program is not None:
            program.send_signal(number)
        app.end(number)

    ending = [n for n in ENDING_SIGNALS if signal.getsignal(n) is not signal.SIG_IGN]
    before = {number: signal.signal(number, end) for number in ending}
    # Ctrl+C in the editor is not meant for the app: the event loop gets no signal until the
    # editor has ended. If the app ignored SIGINT instead, the editor would inherit that.
    waker = signal.set_wakeup_fd(-1)
    try:
        with app.suspend():
            try:
                program = subprocess.Popen(command)
            except OSError as error:
                failure = error  # Textual resumes only if nothing is raised
            else:
                if app.is_ending:
                    program.terminate()
                program.wait()
    except SuspendNotSupported as error:
        where = f"The file is {command[-1]}."
        raise EditorError(f"No editor can be opened in this terminal. {where}") from error
    finally:
        signal.set_wakeup_fd(waker)
        for number, handler in before.items():
            signal.signal(number, handler)
    if failure is not None:
        raise EditorError(f"Editor {_editor()} not started: {failure.strerror}.") from failure
    assert program is not None
    return program.returncode
