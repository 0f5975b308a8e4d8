"""Telling things of several given folders apart that are named alike in each of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from labtui.importers.files import STDIN
from labtui.importers.found import Finding, Thing


def told_apart(finding: Finding, top: Path | None = None) -> None:
    """Make the references of a finding's things unique.

    What was read twice, from one file below several folders that were given, is one thing. Where
    folders have files of one name, the things' paths start at the folder above them all; with a
    `top`, all start there. The files that they name stay the same.
    """
    firsts: dict[object, Thing] = {}
    same = [firsts.setdefault(_place(thing), thing) for thing in finding.things]
    kept = list(firsts.values())
    is_unique = len({thing.ref for thing in kept}) == len(kept)
    if is_unique and len(kept) == len(same) and top is None:
        return
    if is_unique and top is None:
        new = {id(thing): thing for thing in kept}
    else:
        roots = {thing.root for thing in kept if thing.root != STDIN}
        if top is None:
            top = Path(os.path.commonpath([root.absolute() for root in roots]))
        new = {id(thing): _moved(thing, top) for thing in kept}
    by_root: dict[tuple[Path, str], str] = {}
    for old, first in zip(finding.things, same, strict=True):
        by_root[old.root, old.ref] = new[id(first)].ref
        for part in old.parts:
            service = f"#{part.service}"
            by_root[old.root, old.path + service] = new[id(first)].path + service
    of_any = {ref: new for (_, ref), new in by_root.items()}
    finding.things = [_referring(new[id(old)], _Refs(old.root, by_root, of_any)) for old in kept]


def _place(thing: Thing) -> object:
    """Give the file of a thing, wherever it was found from, and its key in it."""
    if thing.root == STDIN:
        return thing.ref
    return os.path.realpath(thing.root / thing.path), thing.key


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
        parts=tuple(replace(part, needs=refs.all(part.needs)) for part in thing.parts),
        runs_on=refs.one(thing.runs_on),
        member_of=refs.one(thing.member_of),
        depends_on=refs.all(thing.depends_on),
        backs_up_to=refs.all(thing.backs_up_to),
        access_to=refs.all(thing.access_to),
    )
