"""What is kept of drills that were left before their end, so that they can be taken up again.

Unlike a journal, it outlives a session that ended as it should.
"""

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread

from labtui.data.storage.digests import prefix_of
from labtui.data.storage.state_files import read_state_file, write_state_file

_ENDING = ".json"


class BegunDrills:
    """The drills of one inventory that were begun, a file a system. Never raises.

    What is kept is written by a thread, the last of a system after those before it. Where nothing
    can be written, it is remembered until the session ends.
    """

    def __init__(self, directory: Path | None, inventory: Path) -> None:
        """Keep them in `directory`, about the file at a path; None to remember them only."""
        self._directory = directory
        self._prefix = prefix_of(Path(os.path.realpath(inventory)))
        self._remembered: dict[str, bytes] = {}
        """What is kept, by system; empty where nothing is any more."""
        self._is_loaded = directory is None
        self._loading = Lock()
        """Held while the files are read."""
        self._wanted: dict[str, bytes] = {}
        """What is to be written, by system."""
        self._is_writing = False
        self._handover = Lock()
        """Held while one of these two is read and set."""

    def load_soon(self) -> None:
        """Let a thread read the files, so that `read` need not."""
        if not self._is_loaded:
            Thread(target=self.load, name="drills", daemon=True).start()

    def load(self) -> None:
        """Read the files, unless they were read."""
        with self._loading:
            if self._is_loaded or self._directory is None:
                return
            with suppress(OSError):
                for path in [*self._directory.iterdir()]:
                    if path.name.startswith(self._prefix) and path.name.endswith(_ENDING):
                        id = path.name.removeprefix(self._prefix).removesuffix(_ENDING)
                        self._remembered.setdefault(id, read_state_file(path))
            self._is_loaded = True

    def read(self, id: str) -> bytes:
        """Give what is kept of a system; empty if nothing is."""
        self.load()
        return self._remembered.get(id, b"")

    def keep(self, id: str, content: bytes) -> None:
        """Keep this of a system from now on; if it is empty, nothing."""
        self._remembered[id] = content
        if self._directory is None:
            return
        with self._handover:
            self._wanted[id] = content
            begins, self._is_writing = not self._is_writing, True
        if begins:
            # No daemon: what was said last is written before the session ends.
            Thread(target=self._write_wanted, args=(self._directory,), name="drills").start()

    def _write_wanted(self, directory: Path) -> None:
        while True:
            with self._handover:
                if not self._wanted:
                    self._is_writing = False
                    return
                id = next(iter(self._wanted))
                content = self._wanted.pop(id)
            path = directory / f"{self._prefix}{id}{_ENDING}"
            if content:
                write_state_file(path, content)
            else:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
