"""What proxies and tunnels lead to: Caddy, Traefik, Nginx Proxy Manager, nginx, cloudflared."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from labtui.importers import files
from labtui.importers.databases import is_database
from labtui.importers.evidence import is_yaml
from labtui.importers.files import GivenFile, UnreadableError
from labtui.importers.found import Finding, Importer, Options, Skip
from labtui.importers.proxies import (
    caddy,
    caddy_json,
    cloudflared,
    labels,
    nginx,
    nginx_proxy_manager,
    traefik,
)
from labtui.importers.proxies.routes import Routes
from labtui.importers.trees import Tree, json_document

_DATABASE = nginx_proxy_manager.NAME
_EXAMPLE = re.compile(r"[._-](?:example|sample|dist|template|tmpl|j2)(?:\.|$)")
_NGINX_FOLDERS = frozenset({"sites-enabled", "sites-available", "conf.d", "proxy-confs"})
_SAVED_BY_CADDY = "autosave.json"
_SAVED_BY_MANAGER = frozenset({"proxy_host", "redirection_host", "dead_host", "stream"})
"""The folders of what Nginx Proxy Manager writes for nginx."""
_MOST_LOOKED_AT = 3000
_MOST_READ = 100


class _Proxies:
    name = "proxies"
    title = "Routes of proxies and tunnels"

    def recognise(self, path: Path) -> bool:
        """Return True for a configuration of a proxy, or a folder that has one."""
        try:
            found = [path]
            if files.is_folder(path):
                there = islice(files.walk(path), _MOST_LOOKED_AT)
                wanted = sorted(filter(_is_wanted, there), key=_says_little)
                found = wanted[:_MOST_READ]
            return files.any_like(found, _is_like)
        except files.NOT_READABLE:
            return False

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read the files of proxies; what Caddyfiles import is read with them.

        Raises `SourceError` if a given path does not exist.
        """
        reading = _Reading(options)
        found = list(_given(paths, reading.finding, reading.links))
        found.sort(key=lambda file: not _counts_for_others(file.path.name.lower()))
        for file in found:
            reading.add(file)
        reading.state()
        return reading.finding


IMPORTER: Importer = _Proxies()


def _given(paths: Sequence[Path], finding: Finding, links: Finding) -> Iterator[GivenFile]:
    """Give each file of some paths; of a folder, those that may be a proxy's.

    Links to another one of them become skips of `links`.
    """
    for given in paths:
        root = files.root_of(given)
        in_folder = root == given != files.STDIN
        left_out = files.skipping(finding, root)
        found = [given] if given == files.STDIN else files.walk(given, left_out)
        if in_folder:
            # Most files are no proxy's: whether a link is news is known after reading.
            wanted = filter(_is_wanted, found)
            found = files.once(wanted, root, files.skipping(links, root))
        for path in found:
            yield GivenFile(path, root, in_folder)


def _is_wanted(path: Path) -> bool:
    name = path.name.lower()
    if _EXAMPLE.search(name):
        return False
    return (
        caddy.is_caddyfile(name)
        or name.endswith((".json", ".toml", ".conf"))
        or is_yaml(name)
        or name == _DATABASE
        or path.parent.name in _NGINX_FOLDERS
    )


def _counts_for_others(name: str) -> bool:
    """True for files that import others, or that a program writes others from."""
    return caddy.is_main(name) or name == _DATABASE


def _says_little(path: Path) -> bool:
    """False where the name alone says that a file is a proxy's: it is looked at first."""
    return not caddy.is_caddyfile(path.name.lower())


def _is_like(path: Path) -> bool:
    name = path.name.lower()
    if name == _DATABASE:
        return nginx_proxy_manager.is_like(path, path.parent)
    text = files.read_text(path, path.parent) if files.is_file(path) else ""
    if caddy.is_caddyfile(name):
        return caddy.looks_like_caddyfile(text)
    kind, tree = _tree_of(text, name)
    # Compose files are another source first.
    return (tree is not None and kind != "labels") or _is_nginx(path, text)


def _is_nginx(path: Path, text: str) -> bool:
    is_named = path.name.endswith(".conf") or path.parent.name in _NGINX_FOLDERS
    return is_named and nginx.looks_like_nginx(text)


def _why_not_enabled(path: Path) -> str:
    """Say why a site of nginx is not in use: as Debian keeps them, by links from another folder."""
    enabled = path.parent.with_name("sites-enabled")
    if path.parent.name != "sites-available" or not files.is_folder(enabled):
        return ""
    leads: set[str] = set()
    with suppress(OSError):
        leads.update(os.path.realpath(link) for link in enabled.iterdir())
    is_enabled = os.path.realpath(path) in leads or files.is_file(enabled / path.name)
    return "" if is_enabled else "not in use: nothing in sites-enabled leads to it"


def _tree_of(text: str, name: str) -> tuple[str, Tree]:
    """Give the kind of a text and its tree; `None` where it is of none that has one.

    Raises `UnreadableError`.
    """
    if text.lstrip()[:1] == "{" and '"apps"' in text:
        tree = json_document(text)
        return "caddy", tree if caddy_json.servers(tree) else None
    if not (is_yaml(name) or name.endswith(".toml") or name == str(files.STDIN)):
        return "", None
    if (tree := traefik.tree_of(text, name)) is not None:
        return "traefik", tree
    if name.endswith(".toml"):
        return "", None
    if (tree := cloudflared.tree_of(text)) is not None:
        return "cloudflared", tree
    return "labels", labels.tree_of(text)


def _kind_without_tree(file: GivenFile, text: str) -> str:
    name = file.path.name.lower()
    if _is_nginx(file.path, text):
        return "nginx"
    is_named = caddy.is_caddyfile(name) if file.in_folder else not _is_data(name)
    return "caddyfile" if is_named and caddy.looks_like_caddyfile(text) else ""


_READERS = {
    "caddy": caddy_json.read,
    "cloudflared": cloudflared.read,
    "labels": labels.read,
}
"""What reads the tree of each kind of file, but for Traefik's, which count together."""


class _Reading:
    """The reading of all given files."""

    def __init__(self, options: Options) -> None:
        self.finding = Finding()
        self.links = Finding()
        self._options = options
        self._dynamic: dict[Path, traefik.Dynamic] = {}
        self._routes: list[Routes] = []
        self._imported: set[Path] = set()
        self._has_caddyfile = self._has_database = False

    def add(self, file: GivenFile) -> None:
        """Read a file; what is wrong with it is a skip."""
        if file.path in self._imported:
            return
        routes = Routes(file)
        try:
            if is_database(file.path):
                reason = self._database(file, routes)
            else:
                reason = self._text(file, file.read(), routes)
        except UnreadableError as error:
            name = file.path.name.lower()
            is_sure = not file.in_folder or caddy.is_caddyfile(name) or name == _DATABASE
            is_told = is_sure or routes.is_begun or files.is_unreadable(str(error))
            reason = str(error) if is_told else ""
        if reason:
            self.finding.skips.append(Skip(file.shown, reason))
        elif routes.is_begun:
            self._routes.append(routes)

    def _begin(self, file: GivenFile) -> str:
        """Note that a file is a proxy's; gives the reason why it is not in use."""
        self._options.progress(file.shown)
        return "" if self._options.everything else file.why_not_in_use()

    def _database(self, file: GivenFile, routes: Routes) -> str:
        if not nginx_proxy_manager.is_like(file.path, file.root):
            return "" if file.in_folder else "not a database of Nginx Proxy Manager"
        if reason := self._begin(file):
            return reason
        self._has_database = True
        routes.is_begun = True
        nginx_proxy_manager.read(file, routes)
        return ""

    def _text(self, file: GivenFile, text: str, routes: Routes) -> str:
        kind, tree = _tree_of(text, file.path.name.lower())
        if tree is None:
            kind = _kind_without_tree(file, text)
        if not kind:
            return "" if file.in_folder else "not a configuration of a proxy"
        if reason := self._begin(file) or self._why_not(file, kind):
            return reason
        routes.is_begun = True
        if kind == "traefik":
            self._dynamic.setdefault(file.root, traefik.Dynamic()).add(tree, routes)
        elif kind == "nginx":
            nginx.read(text, routes)
        elif kind == "caddyfile":
            self._has_caddyfile = True
            self._imported |= caddy.read(file, text, routes, lambda at: self._imports(at, file))
        else:
            routes.tunnel = kind == "cloudflared"
            _READERS[kind](tree, routes)
        return ""

    def _why_not(self, file: GivenFile, kind: str) -> str:
        if file.path.name == _SAVED_BY_CADDY and self._has_caddyfile:
            return "made by Caddy from its Caddyfile"
        if file.path.parent.name in _SAVED_BY_MANAGER and self._has_database:
            return "made by Nginx Proxy Manager from its database"
        is_site = kind == "nginx" and not self._options.everything
        return _why_not_enabled(file.path) if is_site else ""

    def _imports(self, path: Path, file: GivenFile) -> str:
        self._options.progress(files.shown(files.relative(path, file.root)))
        return files.read_text(path, file.root)

    def state(self) -> None:
        """Put all that was read into the finding."""
        for dynamic in self._dynamic.values():
            dynamic.state()
        for routes in self._routes:
            routes.state(self.finding)
        read = {f"a link to {routes.file.shown}" for routes in self._routes}
        self.finding.skips += (skip for skip in self.links.skips if skip.reason in read)


def _is_data(name: str) -> bool:
    return is_yaml(name) or name.endswith((".json", ".toml", ".conf", ".sqlite"))
