"""Joining and splitting the services of a project, as a person decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from labtui.importers.found import Part, Thing

Decided = Mapping[tuple[str, str], str]
"""By project (the `path` of its things) and service: the main service of the app it belongs to."""


def regrouped(things: Iterable[Thing], decided: Decided) -> list[Thing]:
    """Give the things with their services in the apps that were decided.

    A service about which nothing was decided stays with the main service of its app.
    """
    things = list(things)
    result: list[Thing] = []
    of_project: dict[str, dict[str, str]] = {}
    for (path, service), main in decided.items():
        of_project.setdefault(path, {})[service] = main
    for path, project in groupby(things, key=lambda thing: thing.path):
        members = list(project)
        owners = _owners(members, of_project.get(path, {}))
        if all(owners[part.service] == thing.main for thing in members for part in thing.parts):
            result += members
        else:
            result += _grouped_by(owners, members)
    return _with_refs_of(result, things)


def _owners(members: Iterable[Thing], decided: Mapping[str, str]) -> dict[str, str]:
    """Give the main service of the app of each service."""
    owners = {
        part.service: decided.get(part.service) or decided.get(thing.main, thing.main)
        for thing in members
        for part in thing.parts
    }
    firsts: dict[str, str] = {}
    for service, main in owners.items():
        # A main service that was decided for and is gone gives way to the first that is there.
        firsts.setdefault(main, main if owners.get(main) == main else service)
    return {service: firsts[main] for service, main in owners.items()}


def _grouped_by(owners: Mapping[str, str], members: list[Thing]) -> Iterator[Thing]:
    groups: dict[str, list[Part]] = {}
    for thing in members:
        for part in thing.parts:
            groups.setdefault(owners[part.service], []).append(part)
    by_main = {thing.main: thing for thing in members if thing.parts}
    home = {part.service: thing for thing in members for part in thing.parts}
    for main, parts in groups.items():
        yield _app(main, parts, by_main.get(main) or home[main], owners)
    yield from (thing for thing in members if not thing.parts)


def _app(main: str, parts: list[Part], base: Thing, owners: Mapping[str, str]) -> Thing:
    """Make an app of parts; what its file says of the app is taken from `base`."""
    first = next(part for part in parts if part.service == main)
    facts = {key: value for key, value in base.facts.items() if key not in _OF_PARTS}
    if base.main != main:
        facts.pop("url", None)
    if first.description:
        facts["description"] = first.description
    if len(parts) > 1:
        facts["parts"] = tuple(part.service for part in parts)
    inside = {part.service for part in parts}
    needed = (name for part in parts for name in part.depends_on if name not in inside)
    beside = {f"{base.path}#{service}" for service in owners}
    elsewhere = (ref for ref in base.depends_on if ref not in beside)
    needs = [f"{base.path}#{owners[name]}" for name in needed if name in owners]
    return replace(
        base,
        key=main,
        name=base.name if base.main == main else main,
        kind="app" if len(parts) > 1 else "container",
        main=main,
        parts=tuple(parts),
        facts=facts,
        depends_on=tuple(dict.fromkeys([*needs, *elsewhere])),
    )


_OF_PARTS = frozenset({"description", "parts"})
"""Facts that follow from the parts."""


def _with_refs_of(things: list[Thing], before: Iterable[Thing]) -> list[Thing]:
    """Give the things with references that follow the services to their new apps."""
    home = {f"{thing.path}#{part.service}": thing.ref for thing in things for part in thing.parts}
    moved = {old.ref: home[old.ref] for old in before if home.get(old.ref, old.ref) != old.ref}
    if not moved:
        return things

    def now(thing: Thing, refs: tuple[str, ...]) -> tuple[str, ...]:
        followed = dict.fromkeys(moved.get(ref, ref) for ref in refs)
        return tuple(ref for ref in followed if ref != thing.ref)

    return [
        replace(
            thing, depends_on=now(thing, thing.depends_on), access_to=now(thing, thing.access_to)
        )
        for thing in things
    ]
