"""The root host of each system (framework, section 6)."""

from __future__ import annotations

from collections.abc import Iterable

from labtui.data.assessment.references import References, Systems, closure, walk_ancestors


class RootHosts:
    """The last existing system of each `runs_on` chain; of a loop, its smallest id."""

    def __init__(self, systems: Systems, references: References) -> None:
        self._systems = systems
        self._references = references
        self._roots: dict[str, str] = {}

    def fork(self, systems: Systems, references: References) -> RootHosts:
        """Root hosts that start as these, over the systems of a forked lab."""
        fork = RootHosts(systems, references)
        fork._roots = self._roots.copy()
        return fork

    def __getitem__(self, id: str) -> str:
        return self._roots[id]

    def update(self, touched: Iterable[str]) -> set[str]:
        """Look up the root hosts of the touched systems, and of all that run on them.

        Returns the ids whose root host changed.
        """
        region = closure(touched, lambda id: self._references.by("runs_on", id), self._systems)
        before = {id: self._roots.pop(id, None) for id in region}
        for id in region:
            if id in self._systems and id not in self._roots:
                line, loop, top = walk_ancestors(id, self._roots, self._host)
                root = self._roots[top] if top else min(loop, default=line[-1])
                self._roots.update(dict.fromkeys(line, root))
        return {id for id in region if before[id] != self._roots.get(id)}

    def _host(self, id: str) -> str | None:
        host = self._systems[id].runs_on
        return host if host in self._systems else None
