"""One service as Compose files write it: the short and long forms, as what labtui asks of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from labtui.importers import labels
from labtui.importers.apps import Service
from labtui.importers.found import Part
from labtui.importers.reached import mounts
from labtui.importers.trees import Tree
from labtui.text.redaction import public_image, without_messages

Mapped = Mapping[str, Tree]

USED_KEYS = frozenset(
    {
        "image", "ports", "depends_on", "links", "volumes_from", "network_mode", "net", "volumes",
        "labels", "deploy", "container_name", "privileged", "extends", "build",
    }
)  # fmt: skip
"""Keys of a service that are read for the inventory; `environment` names only what it uses."""

_DEFAULT = re.compile(r"\$\{\w+:?-((?:[^{}$]|\$(?!\{)|\{[^{}]*\})*)\}")


def resolved(text: str) -> str:
    """Give a text with the defaults of its variables in their place: `${TAG:-v1}` → v1.

    The messages of variables, `${TAG:?no tag}`, are left out.
    """
    text = without_messages(text)
    for _ in range(5):
        if "${" not in text:
            break
        text, count = _DEFAULT.subn(r"\1", text)
        if not count:
            break
    return text.replace("$$", "$")


def text_of(tree: Tree) -> str:
    """Give a scalar as text, its variables resolved; anything else is empty."""
    return resolved(tree).strip() if isinstance(tree, str) else ""


def pairs_of(tree: Tree) -> dict[str, str]:
    """Give labels or an environment, a mapping or a list of `KEY=value`, as a mapping of texts."""
    if isinstance(tree, Mapping):
        return {key: _as_written(value) for key, value in tree.items()}
    pairs = (item.partition("=") for item in _items(tree) if isinstance(item, str))
    return {key.strip(): resolved(value) for key, _, value in pairs}


def _as_written(tree: Tree) -> str:
    if isinstance(tree, bool):
        return "true" if tree else "false"
    return resolved(tree) if isinstance(tree, str) else ""


def _items(tree: Tree) -> Iterable[Tree]:
    return tree if isinstance(tree, list) else [tree] if isinstance(tree, str) else []


def _names(tree: Tree) -> Iterator[str]:
    """Give the names of a list or of a mapping's keys, in order."""
    items = tree if isinstance(tree, Mapping) else _items(tree)
    yield from dict.fromkeys(item.strip() for item in items if isinstance(item, str))


def ports_of(service: Mapped) -> tuple[str, ...]:
    """Give the published ports as the file spells them; the long form as the short one."""
    ports = map(_port, _items(service.get("ports")))
    return tuple(port for port in map(public_image, ports) if port)


def _port(item: Tree) -> str:
    if isinstance(item, str):
        return item.strip()
    if not isinstance(item, Mapping):
        return ""
    names = ("host_ip", "published", "target")
    values = [value for name in names if isinstance(value := item.get(name), str)]
    protocol = item.get("protocol")
    ending = f"/{protocol}" if isinstance(protocol, str) and protocol != "tcp" else ""
    return ":".join(values) + ending if values else ""


def image_of(service: Mapped) -> str:
    """Give the reference of its image without credentials, or nothing."""
    return public_image(text_of(service.get("image")))


def part_of(name: str, service: Mapped, path: str, folder: Path | None = None) -> Part:
    """Give a service as a part of an app; its relative paths start at `folder`."""
    return Part(
        name,
        image_of(service),
        path,
        ports_of(service),
        tuple(_names(service.get("depends_on"))),
        container=container_name(service),
        mounts=mounts(_mounted(service), folder),
    )


def url_of(service: Mapped) -> str:
    """Give the URL at which labels show a service, or nothing."""
    return labels.url(_labels(service))


def _labels(service: Mapped) -> dict[str, str]:
    deploy = service.get("deploy")
    of_deploy = deploy.get("labels") if isinstance(deploy, Mapping) else None
    return {**pairs_of(service.get("labels")), **pairs_of(of_deploy)}


_SOCKET = re.compile(r"(?:(?:docker|podman|containerd|crio)\.sock|^/(?:var/)?run/?)$")


def has_access_to_host(service: Mapped) -> bool:
    """Return True for a privileged service, and one that the container socket is mounted in."""
    privileged = service.get("privileged") in (True, "true")
    return privileged or any(_SOCKET.search(source) for source in _sources(service))


def _sources(service: Mapped) -> Iterator[str]:
    """Give what is mounted into a service: named volumes and paths of the host."""
    for item in _items(service.get("volumes")):
        if isinstance(item, str):
            source, colon, _ = resolved(item).partition(":")
            if colon:
                yield source.strip()
        elif isinstance(item, Mapping) and item.get("type") != "tmpfs":
            yield text_of(item.get("source"))


def _mounted(service: Mapped) -> Iterator[tuple[str, str]]:
    """Give what is mounted into a service, and where."""
    for item in _items(service.get("volumes")):
        if isinstance(item, str):
            source, target = (*resolved(item).split(":"), "")[:2]
            yield source, target
        elif isinstance(item, Mapping):
            yield text_of(item.get("source")), text_of(item.get("target"))


_PATH = re.compile(r"[./~$\\]|\{\{|[A-Za-z]:\\")
_OF_SYSTEM = re.compile(r"/(?:$|(?:etc|proc|sys|dev|run|var/run|var/lib/docker|var/log|tmp|usr)\b)")
_HOST_IN_URL = re.compile(r"(?://|@)([\w.-]+)")
_HOST_AND_PORT = re.compile(r"(?:^|[\s,=])([A-Za-z][\w.-]*):\d+")
_NAMES_HOST = re.compile(r"host|server|addr|url|uri|endpoint|dsn", re.IGNORECASE)


def _hosts(service: Mapped) -> set[str]:
    """Give what settings name as other hosts. Their values are used for this and not kept."""
    found: set[str] = set()
    for key, value in pairs_of(service.get("environment")).items():
        found.update(_HOST_IN_URL.findall(value), _HOST_AND_PORT.findall(value))
        if _NAMES_HOST.search(key):
            found.add(value.strip())
    for word in _items(service.get("command")):
        if isinstance(word, str):
            found.update(_HOST_IN_URL.findall(word), _HOST_AND_PORT.findall(word))
    return found


def joining_view(
    name: str, service: Mapped, scope: str, names: Mapping[str, str], external: frozenset[str]
) -> Service:
    """Give what the joining into apps needs to know of a service.

    `scope` is the file it is stated in, `names` the services by their names and those of their
    containers, `external` the volumes that others bring.
    """

    def known(others: Iterable[str]) -> Iterator[str]:
        for other in others:
            base = other.removeprefix("service:").removeprefix("container:").partition(":")[0]
            if base in names:
                yield names[base]

    mode = text_of(service.get("network_mode")) or text_of(service.get("net"))
    network_of = next(known([mode] if ":" in mode else []), "")
    uses = [
        *known(_names(service.get("depends_on"))),
        *known(_names(service.get("links"))),
        *known(_names(service.get("volumes_from"))),
        *filter(None, [network_of]),
    ]
    sources = {source for source in _sources(service) if source}
    binds = {source.rstrip("/") for source in sources if _PATH.match(source)}
    environment = pairs_of(service.get("environment"))
    return Service(
        name=name,
        image=image_of(service),
        path=scope,
        published=bool(ports_of(service)) or mode == "host",
        shown=labels.is_shown(_labels(service)) or "VIRTUAL_HOST" in environment,
        uses=tuple(dict.fromkeys(uses)),
        network_of=network_of,
        volumes=frozenset(sources - external - {s for s in sources if _PATH.match(s)}),
        binds=frozenset(bind for bind in binds if not _OF_SYSTEM.match(f"{bind}/")),
        mentions=frozenset(names[host] for host in _hosts(service) if host in names),
        container=container_name(service),
    )


def container_name(service: Mapped) -> str:
    """Give the name of its container, where the file gives one without variables."""
    name = text_of(service.get("container_name"))
    return "" if "$" in name or "{" in name else name
