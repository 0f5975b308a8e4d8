"""What the preview of an import compares: what was read, with an inventory and with decisions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from labtui.data.assessment.models import System
from labtui.data.inventory.workspace import Workspace
from labtui.importers.found import Options
from labtui.importing.operations import inventory_of
from labtui.importing.plan import Plan
from labtui.importing.reading import Read, plan_all, read_all, read_with_context
from labtui.importing.sources import Source
from labtui.screens.import_decisions import Decisions
from labtui.text.wording import join_few, plural

LONGEST = 16
"""The most characters of a path that the title shows whole."""


class ImportPlanning:
    """The sources of a preview, what was read from them, and plans of importing it."""

    def __init__(self, workspace: Workspace, sources: Sequence[Source]) -> None:
        """Preview `sources`; those that are not read alike are what the inventory remembers."""
        self._workspace = workspace
        self.sources = [*sources]
        self.is_refresh = any(one.reading != sources[0].reading for one in sources)
        """True where several sources are read again, each in its own way."""
        self._remembered = Source.all_of(workspace.document.top)
        self._systems: list[System] = [*workspace.lab.systems.values()]
        """The systems when it was opened, for the thread that reads."""
        self._reads: list[Read] = []
        self._context: list[Read] = []

    def read(self, options: Options) -> None:
        """Read the sources, in a thread. Raises `SourceError`, and what `options` raise."""
        if self.is_refresh:
            self._reads = [*read_all(self.sources, options, self._systems)]
        else:
            read, self._context = read_with_context(
                self.sources, self._remembered, options, self._systems
            )
            self._reads = [read]

    def title(self, words: str = "") -> str:
        """Say what is read; `words` is what the rows are filtered by."""
        filtered = f" · /{words}" if words else ""
        if self.is_refresh:
            return f"Refresh · {plural(len(self.sources), 'source')}{filtered}"
        paths = join_few(map(_short, self.sources))
        return f"Import · {self.sources[0].source}{filtered} · {paths}"

    @property
    def is_to_remember(self) -> bool:
        """True for checks and jobs that are read for the first time, whatever they are about."""
        known = {(one.source, one.path) for one in self._remembered}
        is_new = any((one.source, one.path) not in known for one in self.sources)
        return is_new and any(read.finding.evidence for read in self._reads)

    @property
    def first(self) -> Decisions:
        """What the inventory remembers of earlier decisions."""
        return Decisions(
            never=frozenset((one.source, place) for one in self.sources for place in one.never)
        )

    def plan(self, decisions: Decisions) -> Plan:
        """Plan the import as it was decided."""
        reads = [_decided(read, decisions) for read in self._reads]
        return plan_all(reads, inventory_of(self._workspace), decisions.apps, self._context)


def _short(source: Source) -> str:
    """Give a path for the title, of which the end says most."""
    return source.place if len(source.place) <= LONGEST else f"…/{Path(source.path).name}"


def _decided(read: Read, decisions: Decisions) -> Read:
    """Give what was read with what was decided about its kind of source."""
    first, *others = read.sources
    never = frozenset(place for kind, place in decisions.never if kind == first.source)
    whose = {label: id for (kind, label), id in decisions.whose.items() if kind == first.source}
    told = frozenset((label, id) for label, id in first.whose if label not in whose)
    first = first._replace(never=never, whose=told | frozenset(whose.items()))
    return read._replace(sources=(first, *(one._replace(never=frozenset()) for one in others)))
