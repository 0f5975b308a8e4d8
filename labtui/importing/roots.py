"""Telling things of several given folders apart that are named alike in each of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from labtui.importers.files import STDIN
from labtui.importers.found import Finding, Thing


def told_apart(finding: Finding) -> None:
    """Make the references of a finding's things unique.

    Where folders that were given have files of one name, the things' paths start at the folder
    above them all. The files that they name stay the same.
    """
    if len({thing.ref for thing in finding.things}) == len(finding.things):
        return
    roots = {thing.root for thing in finding.things if thing.root != STDIN}
    top = Path(os.path.commonpath([root.absolute() for root in roots]))
    moved = [_moved(thing, top) for thing in finding.things]
    by_root = {(old.root, old.ref): new.ref for old, new in zip(finding.things, moved, strict=True)}
    of_any = {ref: new for (_, ref), new in by_root.items()}
    found: dict[str, Thing] = {}
    for old, new in zip(finding.things, moved, strict=True):
        # A file that was given twice states its things twice.
        found.setdefault(new.ref, _referring(new, _Refs(old.root, by_root, of_any)))
    finding.things = list(found.values())


def _moved(thing: Thing, top: Path) -> Thing:
    if thing.root == STDIN:
        return thing

    def below(path: str) -> str:
        return Path(os.path.relpath(thing.root.absolute() / path, top)).as_posix()

    parts = tuple(replace(part, path=below(part.path)) for part in thing.parts)
    return replace(thing, root=top, path=below(thing.path), parts=parts)


class _Refs:
    """The new references of what things of one root refer to."""

    def __init__(
        self, root: Path, by_root: Mapping[tuple[Path, str], str], of_any: Mapping[str, str]
    ) -> None:
        self._root = root
        self._by_root = by_root
        self._of_any = of_any

    def one(self, ref: str) -> str:
        return self._by_root.get((self._root, ref), self._of_any.get(ref, ref))

    def all(self, refs: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self.one, refs))


def _referring(thing: Thing, refs: _Refs) -> Thing:
    return replace(
        thing,
        runs_on=refs.one(thing.runs_on),
        member_of=refs.one(thing.member_of),
        depends_on=refs.all(thing.depends_on),
        backs_up_to=refs.all(thing.backs_up_to),
        access_to=refs.all(thing.access_to),
    )
