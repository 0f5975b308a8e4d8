"""Containers of a project as things: joined into apps, named, described."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from labtui.data.framework.shapes import Value
from labtui.importers import images
from labtui.importers.apps import App, Service, joined, separate
from labtui.importers.found import THE_HOST, Part, Thing
from labtui.importers.redaction import without_secrets
from labtui.importers.service_names import squashed, stem


@dataclass(frozen=True, slots=True)
class Container:
    """A service of a project, as a part and as the joining sees it."""

    part: Part
    service: Service
    url: str = ""
    """Where labels show it."""
    has_access: bool = False
    """True if it holds the host in its hands: privileged, or with the container socket."""
    title: str = ""
    """What people call it, where that is not the service's name in the project."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the containers of a project were found."""

    path: str
    """The file of the project, relative to `root`."""
    root: Path
    folder: str
    """What the project is called: its folder, mostly."""


_NO_NAME = frozenset(
    {
        "app", "application", "web", "webapp", "server", "main", "core", "frontend", "front-end",
        "backend", "api", "ui", "service", "website", "site", "webserver", "web-server", "client",
        "container", "docker", "run", "http", "stack",
    }
)  # fmt: skip
_HARDLY_A_NAME = frozenset(
    {
        "nginx", "caddy", "httpd", "apache", "proxy", "gateway", "php", "node", "python", "db",
        "database", "redis", "postgres", "postgresql", "mysql", "mariadb", "mongo", "mongodb",
    }
)  # fmt: skip
"""These name an app that is the only one of its project after the folder as well."""


def things_of(containers: Sequence[Container], place: Place, each: bool = False) -> list[Thing]:
    """Give the apps of a project as things; with `each`, every container by itself.

    `place.path` and the main service make their references.
    """
    by_name = {container.part.service: container for container in containers}
    views = [container.service for container in containers]
    found = separate(views) if each else joined(views, place.folder)
    only = len(found) == 1
    return [_thing(app, by_name, place, only) for app in found]


def _thing(app: App, by_name: dict[str, Container], place: Place, only: bool) -> Thing:
    members = [by_name[name] for name in app.services]
    main = members[0]
    facts: dict[str, Value] = {}
    url = main.url or next((member.url for member in members if member.url), "")
    if url and not images.is_gate(main.part.image):  # what a VPN shows are others' pages
        facts["url"] = url
    if description := without_secrets(main.part.description):
        facts["description"] = description
    if len(members) > 1:
        facts["parts"] = app.services
    return Thing(
        key=main.part.service,
        name=_name(main.title or main.part.service, main.part.image, place.folder, only),
        kind="app" if len(members) > 1 else "container",
        path=place.path,
        root=place.root,
        facts=facts,
        runs_on=THE_HOST,
        depends_on=tuple(f"{place.path}#{name}" for name in app.needs),
        access_to=(THE_HOST,) if any(member.has_access for member in members) else (),
        main=main.part.service,
        parts=tuple(member.part for member in members),
    )


def _name(main: str, image: str, folder: str, only: bool) -> str:
    """Give the name of an app: its main service's, or its folder's where that says nothing."""
    name = main.lower()
    if stem(name) != name and squashed(stem(name)) == squashed(folder):
        return folder  # immich-server in the folder immich
    if name not in _NO_NAME and not (only and name in _HARDLY_A_NAME):
        return main
    of_image = images.repository(image)[1]
    if not folder or re.fullmatch(r"\d+|[0-9a-f]{12,}", folder):  # Portainer numbers its stacks
        return of_image or main
    return folder if only else f"{folder}-{main}"
