"""What a command told of a whole lab, told again while all that it rests on is the same.

Prompts, scripts and people ask the same more than once. To tell it again takes a third of the time
for 200 systems and a thirtieth for 10,000, as nothing is imported, read or assessed for it.
"""

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import labtui
from labtui.cli.page import columns
from labtui.cli.subcommand import Output
from labtui.data.storage import paths
from labtui.data.storage.cache_files import read_cache, write_cache
from labtui.errors import StoreError

_VARIABLES = (
    *("HOME", "LABTUI_FILE", "XDG_CONFIG_HOME", "XDG_STATE_HOME"),
    *("CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "NO_COLOR", "TERM"),
)
_MOST_ANSWERS = 16
_FORM = "answer 1"


class Question:
    """A command line, with all besides the inventory that its answer rests on."""

    def __init__(self, words: Sequence[str]) -> None:
        """Take down the day, the output, the environment and the program. Raises OSError."""
        self._rests_on = (
            tuple(words),
            date.today().toordinal(),
            (columns(), sys.stdout is not None and sys.stdout.isatty()),
            tuple([os.environ.get(name) for name in _VARIABLES]),
            str(Path.cwd()),
            _program(),
        )

    def known_answer(self) -> Output | None:
        """The answer, if it is known; None if the command has to be run. Never raises."""
        from labtui.data.storage.digests import digest_of
        from labtui.data.storage.snapshots import read_snapshot

        kept = read_cache(self._path, _FORM)
        if kept is None or kept[0] != self._rests_on:
            return None
        _, inventory, digest, told = kept
        try:
            data = read_snapshot(Path(os.path.realpath(inventory))).data
        except (OSError, StoreError):
            return None
        return Output(*told) if data is not None and digest_of(data) == digest else None

    def keep(self, output: Output) -> None:
        """Keep an answer for when the same is asked again. Never raises."""
        from labtui.data.storage.digests import digest_of

        workspace = output.inventory
        # Without systems it is also said which safety copies there are.
        if workspace is None or not workspace.lab.systems or output.written:
            return
        data = workspace.store.expected.data
        if data is not None:
            told: tuple[Any, ...] = tuple(output._replace(inventory=None))
            kept = self._rests_on, str(workspace.store.path), digest_of(data), told
            write_cache(self._path, kept, _FORM, most=_MOST_ANSWERS)

    @property
    def _path(self) -> Path:
        from zlib import crc32

        return paths.answers_dir() / f"{crc32(repr(self._rests_on).encode()):08x}"


def _program() -> tuple[int, int, int]:
    """What the program's files are, by their number, sizes and newest time: others tell otherwise.

    The version does not say: a checkout changes between two of them. The time is that of the inode,
    as packages may give all files the same time of modification. Raises OSError.
    """
    number, size, newest = 0, 0, 0
    folders = [os.fspath(Path(labtui.__file__).parent)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    status = entry.stat()
                    number, size = number + 1, size + status.st_size
                    newest = max(newest, status.st_ctime_ns)
                elif entry.name != "__pycache__" and entry.is_dir():
                    folders.append(entry.path)
    return number, size, newest
