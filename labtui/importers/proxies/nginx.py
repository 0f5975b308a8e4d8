"""The routes of nginx: servers with their names, and where they pass requests to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from labtui.importers.files import UnreadableError
from labtui.importers.found import Target
from labtui.importers.proxies.blocks import Builder, Directive, lines
from labtui.importers.proxies.routes import ANSWERS_ITSELF, Routes, Site, upstreams

_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)|"(?P<double>(?:\\.|[^"\\])*)"|'(?P<single>(?:\\.|[^'\\])*)'"""
    r"""|(?P<sign>[;{}])|(?P<word>(?:\$\{\w+\}|[^\s;{}"'])(?:\$\{\w+\}|[^\s;{}])*)""",
    re.DOTALL,
)
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_OF_REQUEST = re.compile(r"\$(?:\{\w*(?:uri|args)\}|\w*(?:uri|args)\b|\d)")
_PASSES = frozenset({"proxy_pass", "fastcgi_pass", "uwsgi_pass", "grpc_pass", "scgi_pass"})
_LONGEST = 1000


def looks_like_nginx(text: str) -> bool:
    """Return True for a configuration that passes requests on."""
    return "_pass" in text and ("server_name" in text or "location" in text)


def read(text: str, routes: Routes) -> None:
    """Add the routes of a configuration. Raises `UnreadableError`."""
    top = _directives(text)
    groups = {
        group.words[1]: [words[0] for words in lines(group.block or [], "server") if words]
        for group in _all(top, "upstream")
        if len(group.words) > 1
    }
    # Locations by themselves are included in a server that stands elsewhere.
    alone = [one for one in top if one.name == "location"]
    _Passing(groups, routes).block(alone, [Site("")], {})
    for server in _all(top, "server"):
        block = server.block or []
        sites = list(_sites(block))
        if not _Passing(groups, routes).block(block, sites, {}):
            for site in sites:
                routes.leave_out(site, ANSWERS_ITSELF)


def _directives(text: str) -> list[Directive]:
    builder = Builder(text)
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise UnreadableError("quotes that are not closed")
        position = found.end()
        kind = found.lastgroup or ""
        if kind == "sign":
            {";": builder.end, "{": builder.open, "}": builder.close}[found["sign"]]()
        elif kind != "space":
            builder.word(found[kind])
    return builder.done()


def _all(block: Sequence[Directive], name: str) -> Iterator[Directive]:
    for inner in block:
        if inner.block is not None and inner.words == [name, *inner.words[1:]]:
            yield inner
        elif inner.block is not None:
            yield from _all(inner.block, name)


def _sites(server: Sequence[Directive]) -> Iterator[Site]:
    listens = [words for words in lines(server, "listen") if words]
    ports = [words[0].rpartition(":")[2] for words in listens]
    is_encrypted = "443" in ports or any("ssl" in words for words in listens)
    odd = [int(p) for p in ports if p.isdigit() and len(p) < 6 and p not in ("80", "443")]
    port = odd[0] if odd and len(odd) == len(ports) else 0
    names = dict.fromkeys(name for words in lines(server, "server_name") for name in words)
    for name in names or ("_",):
        host = "" if name in ("_", "localhost") else name
        yield Site(host, "", "https" if is_encrypted else "http", port)


@dataclass(frozen=True, slots=True)
class _Passing:
    """The way through the blocks of a server."""

    groups: Mapping[str, Sequence[str]]
    """Addresses by the names of upstreams."""
    routes: Routes

    def block(
        self, block: Sequence[Directive], sites: Sequence[Site], known: Mapping[str, str]
    ) -> bool:
        """Add the routes of a server or a location; False if it passes nothing on.

        `known` are the values of variables.
        """
        own = {words[0].lstrip("$"): words[1] for words in lines(block, "set") if len(words) == 2}
        variables = {**known, **own}
        passes = False
        for one in block:
            if one.block is None and one.name in _PASSES and len(one.words) > 1:
                passes = True
                targets = list(self._targets(one.words[1], variables))
                for site in sites:
                    self.routes.add(site, targets)
            elif one.block is not None:
                path = _path(one)
                below = [replace(site, path=path) for site in sites] if path else sites
                passes |= self.block(one.block, below, variables)
        return passes

    def _targets(self, passed: str, variables: Mapping[str, str]) -> Iterator[Target]:
        text = passed
        for _ in range(3):
            text = _VARIABLE.sub(lambda v: variables.get(v[1] or v[2], v[0]), text)[:_LONGEST]
        scheme, sign, rest = _OF_REQUEST.sub("", text).rpartition("://")
        group = self.groups.get(rest.partition("/")[0])
        return upstreams(f"{scheme}{sign}{one}" for one in ([rest] if group is None else group))


def _path(one: Directive) -> str:
    """Give the path of a location that is written out; empty for the whole site."""
    is_plain = len(one.words) == 2 or one.words[1:2] in (["="], ["^~"])
    path = one.words[-1].rstrip("/") if one.name == "location" and is_plain else ""
    return path if path.startswith("/") else ""
