"""Running containers, as `docker inspect` and `docker ps --format json` print them.

An array, or one object a line; from Docker, Podman, or Docker's API. What Compose or Swarm labelled
is joined by project as its files would be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from labtui.importers import files, trees
from labtui.importers.compose import services
from labtui.importers.containers import Container, Place, things_of
from labtui.importers.files import STDIN, UnreadableError
from labtui.importers.found import Finding, Options, Skip
from labtui.importers.reached import mounts
from labtui.importers.trees import Tree

Mapped = Mapping[str, Tree]


class _Docker:
    name = "docker"
    title = "Docker containers"

    def recognise(self, path: Path) -> bool:
        """Return True for a file of what `docker inspect` or `docker ps` prints."""
        try:
            if files.is_folder(path):
                return False
            found = list(_objects(files.read_text(path)))
        except files.NOT_READABLE:
            return False
        return bool(found) and any(_read_container(one) is not None for one in found)

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read files, folders of `.json` files, or standard input; see `Importer.read`."""
        finding = Finding()
        for path in paths:
            root = files.root_of(path)
            left_out = files.skipping(finding, root)
            found = [STDIN] if path == STDIN else files.walk(path, left_out)
            wanted = (file for file in found if file == path or file.suffix == ".json")
            for file in files.once(wanted, root, left_out):
                _read(file, root, options, finding)
        return finding


IMPORTER = _Docker()


@dataclass(slots=True)
class _Found:
    """A container as it is printed."""

    id: str
    name: str
    state: str
    tree: dict[str, Tree]
    """As a Compose file would state it."""
    labels: dict[str, str]
    project: str = ""
    service: str = ""
    names: set[str] = field(default_factory=set)
    """What others may call it by."""
    mounts: tuple[tuple[str, str], ...] = ()


def _read(file: Path, root: Path, options: Options, finding: Finding) -> None:
    path = files.relative(file, root)
    options.progress(files.shown(path))
    reason = "" if options.everything else files.why_not_in_use(file, root)
    found: dict[str, _Found] = {}
    try:
        for one in [] if reason else _objects(files.read_text(file, root)):
            container = _read_container(one)
            why_not = _why_not(container, options)
            if container is None:
                reason = reason or "it holds something other than containers"
            elif why_not:
                finding.skips.append(Skip(files.shown(path, container.name), why_not))
            else:
                found.setdefault(container.id or container.name, container)
    except UnreadableError as error:
        reason = str(error)
    if reason or not found:
        finding.skips.append(Skip(files.shown(path), reason or "no containers in it"))
    by_project: dict[str, dict[str, _Found]] = {}
    for container in found.values():
        members = by_project.setdefault(container.project, {})
        members.setdefault(container.service, container)  # of several of a service, the first
    called = _called(by_project)
    for project, members in by_project.items():
        place = Place(path, root, project)
        containers = _containers(members, path, called[project])
        finding.things += things_of(containers, place, options.each)


def _called(by_project: Mapping[str, Mapping[str, _Found]]) -> dict[str, dict[str, str]]:
    """Give the services of each project a name that no other has: `paperless-db` for `db`.

    It does not depend on what else runs: a container is known again by it.
    """
    taken: set[str] = set()
    result: dict[str, dict[str, str]] = {}
    for project, members in by_project.items():
        names = result[project] = {}
        for service in members:
            is_told = service.startswith(project)
            name = base = service if is_told else f"{project}-{service}"
            number = 2
            while name in taken:
                name, number = f"{base}-{number}", number + 1
            taken.add(name)
            names[service] = name
    return result


def _objects(text: str) -> Iterator[Mapped]:
    """Give the objects of an array, or of one a line. Raises `UnreadableError`."""
    lines = text.strip().splitlines()
    if not lines or lines[0][:1] not in ("[", "{"):
        raise UnreadableError("not the JSON that docker inspect or docker ps --format json prints")
    one_a_line = len(lines) > 1 and lines[0].startswith("{") and lines[0].rstrip().endswith("}")
    for piece in filter(str.strip, lines) if one_a_line else [text]:
        tree = trees.json_document(piece)
        for item in tree if isinstance(tree, list) else [tree]:
            if isinstance(item, dict):
                yield item


def _why_not(container: _Found | None, options: Options) -> str:
    if container is None or options.everything:
        return ""
    if container.state in ("exited", "dead", "created", "configured", "stopped"):
        return f"not in use: {container.state}"
    if container.labels.get("com.docker.compose.oneoff", "").lower() == "true":
        return "not in use: a single run"
    return ""


def _read_container(one: Mapped) -> _Found | None:
    """Read an object of `docker inspect`, `docker ps` or the API; None if it is no container."""
    config = _mapping(one.get("Config"))
    host = _mapping(one.get("HostConfig"))
    names = one.get("Names", one.get("Name"))
    name = _text(names[0] if isinstance(names, list) and names else names).partition(",")[0]
    name = name.strip("/ ")
    if not name or not ("Image" in one or "Image" in config) or "RepoTags" in one:
        return None
    labels = _labels(config.get("Labels", one.get("Labels")))
    state = one.get("State")
    state = _text(_mapping(state).get("Status") or state).lower()
    image = _text(config.get("Image") or one.get("Image") or one.get("ImageName"))
    identity = _text(one.get("Id") or one.get("ID"))
    tree: dict[str, Tree] = {
        "image": "" if image.startswith("sha256:") else image,
        "ports": list(dict.fromkeys(_ports(one, host))),
        "labels": dict(labels.items()),
        "environment": config.get("Env"),
        "command": config.get("Cmd"),
        "volumes": list(_mounts(one)),
        "network_mode": host.get("NetworkMode"),
        "links": [_text(link).strip("/").replace(":/", ":") for link in _list(host.get("Links"))],
        "volumes_from": host.get("VolumesFrom"),
        "privileged": host.get("Privileged"),
    }
    found = _Found(identity, name, state, tree, labels, mounts=mounts(_mounted(one)))
    found.project = labels.get("com.docker.compose.project") or labels.get(
        "com.docker.stack.namespace", ""
    )
    of_swarm = labels.get("com.docker.swarm.service.name", "")
    found.service = (
        labels.get("com.docker.compose.service")
        or of_swarm.removeprefix(f"{found.project}_")
        or name
    )
    aliases = [
        alias
        for network in _mapping(_mapping(one.get("NetworkSettings")).get("Networks")).values()
        for alias in _list(_mapping(network).get("Aliases"))
    ]
    found.names = {found.service, name, identity, identity[:12], *map(_text, aliases)} - {""}
    needs = labels.get("com.docker.compose.depends_on", "").split(",")
    tree["depends_on"] = [need.partition(":")[0].strip() for need in needs if need.strip()]
    return found


def _containers(
    members: Mapping[str, _Found], path: str, called: Mapping[str, str]
) -> list[Container]:
    """Give the containers of a project, with what its services are called."""
    names = {name: called[s] for s, one in members.items() for name in one.names}
    names |= {service: called[service] for service in members}
    result = []
    for service, one in members.items():
        name = called[service]
        part = services.part_of(name, one.tree, path)
        depends_on = tuple(names[need] for need in part.depends_on if need in names)
        # Containers without a project have no neighbours that only one app could own.
        scope = path if one.project else name
        result.append(
            Container(
                replace(part, depends_on=depends_on, container=one.name, mounts=one.mounts),
                services.joining_view(name, one.tree, scope, names, frozenset()),
                services.url_of(one.tree),
                services.has_access_to_host(one.tree),
                service,
            )
        )
    return result


_ARROW = re.compile(r"(?:(?P<ip>\S+):)?(?P<host>\d+(?:-\d+)?)->(?P<to>\d+(?:-\d+)?)/(?P<kind>\w+)")


def _ports(one: Mapped, host: Mapped) -> Iterator[str]:
    """Give the published ports as `docker run -p` spells them."""
    told = one.get("Ports")
    if isinstance(told, str):  # docker ps
        for match in _ARROW.finditer(told):
            yield _port(match["ip"] or "", match["host"], match["to"], match["kind"])
    for item in _list(told):  # the API, and Podman
        port = {key.lower().replace("_", ""): _text(value) for key, value in _mapping(item).items()}
        public = port.get("publicport") or port.get("hostport")
        inner = port.get("privateport") or port.get("containerport")
        if public and inner:
            kind = port.get("type") or port.get("protocol") or "tcp"
            yield _port(port.get("ip") or port.get("hostip") or "", public, inner, kind)
    bound = _mapping(_mapping(one.get("NetworkSettings")).get("Ports"))
    for inner, bindings in {**_mapping(host.get("PortBindings")), **bound}.items():
        to, _, kind = inner.partition("/")
        for item in _list(bindings):
            binding = _mapping(item)
            yield _port(_text(binding.get("HostIp")), _text(binding.get("HostPort")), to, kind)


def _port(address: str, public: str, inner: str, kind: str) -> str:
    address = "" if address.strip("[]") in ("", "0.0.0.0", "::") else f"{address}:"
    ending = "" if kind in ("", "tcp") else f"/{kind}"
    return f"{address}{public}:{inner}{ending}" if public else f"{inner}{ending}"


_ANONYMOUS = re.compile(r"[0-9a-f]{64}")


def _mounts(one: Mapped) -> Iterator[str]:
    """Give what is mounted, as Compose spells it."""
    mounts = one.get("Mounts")
    for item in _list(mounts):
        mount = _mapping(item)
        source = _text(mount.get("Name") if mount.get("Type") == "volume" else mount.get("Source"))
        if source and not _ANONYMOUS.fullmatch(source):
            yield f"{source}:{_text(mount.get('Destination')) or '/'}"
    if isinstance(mounts, str):  # docker ps, which cuts what is longer than 15 signs
        for name in mounts.split(","):
            if name.startswith("/var/run/docke"):
                yield "/var/run/docker.sock:/"
            elif name and not name.endswith("…") and not _ANONYMOUS.fullmatch(name):
                yield f"{name}:/"


def _mounted(one: Mapped) -> Iterator[tuple[str, str]]:
    """Give the paths on the host of what is mounted, also of volumes, and where."""
    for item in _list(one.get("Mounts")):
        mount = _mapping(item)
        source = _text(mount.get("Source")) or _text(mount.get("Name"))
        yield source, _text(mount.get("Destination"))


_LABEL = re.compile(r"[A-Za-z0-9][\w./-]*=")


def _labels(tree: Tree) -> dict[str, str]:
    """Give labels; docker ps separates them with commas, which values may hold too."""
    if not isinstance(tree, str):
        return services.pairs_of(tree)
    labels: list[str] = []
    for piece in tree.split(","):
        if _LABEL.match(piece) or not labels:
            labels.append(piece)
        else:
            labels[-1] += f",{piece}"
    return dict(label.partition("=")[::2] for label in labels)


def _mapping(tree: Tree) -> Mapped:
    return tree if isinstance(tree, dict) else {}


def _list(tree: Tree) -> Sequence[Tree]:
    return tree if isinstance(tree, list) else []


def _text(tree: Tree) -> str:
    return tree.strip() if isinstance(tree, str) else ""
