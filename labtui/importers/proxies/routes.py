"""Routes of a proxy as evidence: the name something is reached by, and what answers there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from labtui.importers.evidence import has_variable, plain_path, target
from labtui.importers.files import GivenFile, shown
from labtui.importers.found import Evidence, Finding, Skip, Target
from labtui.importers.reached import address
from labtui.text.printable import printable
from labtui.text.redaction import public_url

MOST = 5_000
"""The most routes of one file."""

OF_ROUTER = "router "
"""Begins the name of a site whose router names no host that is written out."""

ANSWERS_ITSELF = "the proxy answers it itself"
NOT_KNOWN = "its target is not in the file"

_NO_NETWORK = re.compile(r"unix[:/]|fd/|http_status|hello_world|hello-world|bastion|socks-proxy")
_PORT = re.compile(r"(\d+)(?:-\d+)?$")
_LONGEST = 200


@dataclass(slots=True)
class Site:
    """A name, and perhaps a path below it, that a proxy answers to."""

    host: str
    """As the file states it; empty where any name will do."""
    path: str = ""
    scheme: str = ""
    """`http` or `https`, where the file tells."""
    port: int = 0
    """The port the proxy listens on, where it is no usual one."""

    @property
    def key(self) -> str:
        """What its route is called."""
        port = f":{self.port}" if self.port else ""
        name = f"{self.host}{port}{self._plain_path}" or "any name"
        return name[:_LONGEST] if name.startswith(OF_ROUTER) else f"route {name[:_LONGEST]}"

    @property
    def _plain_path(self) -> str:
        """The path; empty where it is a pattern, or might hold a token."""
        return self.path if plain_path(self.path) == self.path else ""

    @property
    def target(self) -> Target:
        """It as the target that a route leads from."""
        host = address(self.host)
        if not host or has_variable(self.host):
            return Target(name=printable(self.host[:_LONGEST]), port=self.port)
        if not self.scheme:
            return Target(host=host, port=self.port)
        port = f":{self.port}" if self.port else ""
        url = public_url(f"{self.scheme}://{host}{port}{self._plain_path}")
        return Target(host=host, port=self.port, url=url)


@dataclass(slots=True)
class Routes:
    """The routes of one file, while it is read."""

    file: GivenFile
    tunnel: bool = False
    name: str = field(init=False)
    """The path of the file, as findings name it."""
    is_begun: bool = False
    """True once it is known to be a file of a proxy."""
    _found: dict[str, Evidence] = field(default_factory=dict)
    _without: dict[str, str] = field(default_factory=dict)
    _skips: list[Skip] = field(default_factory=list)
    _too_many: bool = False

    def __post_init__(self) -> None:
        self.name = self.file.name

    def add(self, site: Site, upstreams: Iterable[Target]) -> None:
        """Add where a name leads to; what several lines say of a name is one route."""
        targets = tuple(dict.fromkeys(upstreams))
        if not targets:
            self.leave_out(site, NOT_KNOWN)
            return
        key = printable(site.key)
        known = self._found.get(key)
        if known is not None:
            targets = tuple(dict.fromkeys((*known.targets, *targets)))
        elif len(self._found) == MOST:
            self._too_many = True
            return
        self._found[key] = Evidence(
            key, "route", targets, (site.target,), self.tunnel, self.name, self.file.root
        )

    def leave_out(self, site: Site, reason: str) -> None:
        """Note that a name leads to no other system, unless it turns out that it does."""
        if len(self._without) < MOST:
            self._without.setdefault(printable(replace(site, path="").key), reason)

    def skip(self, of: str, reason: str) -> None:
        """Name what was not taken."""
        if len(self._skips) < MOST:
            self._skips.append(Skip(shown(self.name, of), reason))

    def state(self, finding: Finding) -> None:
        """Put what was found into a finding."""
        finding.evidence += self._found.values()
        finding.skips += self._skips
        if self._too_many:
            finding.skips.append(Skip(shown(self.name), f"more than {MOST} routes"))
        leads = {key.partition("/")[0] for key in self._found}
        finding.skips += (
            Skip(shown(self.name, key), reason)
            for key, reason in self._without.items()
            if key not in leads
        )


def upstreams(texts: Iterable[str], name: str = "") -> Iterator[Target]:
    """Give the targets of addresses that a proxy sends to; variables and sockets are left out.

    `name` is what the file calls the service. A host without a domain may be a container.
    """
    for text in texts:
        whole = text.strip().replace("h2c://", "http://")
        if not whole or has_variable(whole) or _NO_NETWORK.match(whole):
            continue
        scheme, sign, rest = whole.rpartition("://")
        if rest.startswith(":"):
            rest = f"localhost{rest}" if rest[1:].isdigit() else ""
        if port := _PORT.search(rest):  # a range: the first of its ports
            rest = rest[: port.end(1)]
        found = target(f"{scheme}{sign}{rest}", printable(name))
        if found.host:
            is_plain = not {".", ":"}.intersection(found.host) and found.host != "localhost"
            yield replace(found, container=found.host) if is_plain else found
