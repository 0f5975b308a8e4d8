"""Joining and splitting the services of a project, as a person decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from labtui.importers.containers import app_of, is_generic, linked
from labtui.importers.found import Part, Thing

Decided = Mapping[tuple[str, str], str]
"""By project (the `path` of its things) and service: the main service of the app it belongs to."""


def regrouped(things: Iterable[Thing], decided: Decided) -> list[Thing]:
    """Give the things with their services in the apps that were decided.

    A service about which nothing was decided stays with the main service of its app. An app needs
    what its parts need, whatever it is made of.
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
    return things if result == things else linked(result)


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
        base = by_main.get(main) or home[main]
        # What another app is named after is not its name; "db" would be anybody's.
        name = f"{base.name}-{main}" if is_generic(main) else main
        parts.sort(key=lambda part: part.service != main)
        yield app_of(parts, base if base.main == main else replace(base, name=name))
    yield from (thing for thing in members if not thing.parts)
