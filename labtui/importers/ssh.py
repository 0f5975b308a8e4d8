"""The hosts of an OpenSSH client configuration."""

from __future__ import annotations

import glob
import ipaddress
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from labtui.importers.files import (
    NOT_READABLE,
    STDIN,
    UnreadableError,
    is_file,
    is_folder,
    once,
    read_text,
    relative,
    root_of,
    shown,
    skipping,
    walk,
    why_not_in_use,
)
from labtui.importers.found import Finding, Importer, Options, Skip, Thing
from labtui.importers.reached import addresses
from labtui.importers.ssh_config import Address, Config, TooMuchError, read_config, split_line
from labtui.text.redaction import looks_secret

_FORGES = frozenset(
    {
        "github.com", "gist.github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "git.sr.ht",
        "gitea.com", "notabug.org", "framagit.org", "salsa.debian.org", "gitlab.gnome.org",
        "gitlab.freedesktop.org", "invent.kde.org", "aur.archlinux.org", "git.kernel.org",
        "git.launchpad.net", "git.savannah.gnu.org", "ssh.dev.azure.com", "huggingface.co", "hf.co",
    }
)  # fmt: skip
_FORGES_BELOW = (".github.com", ".gitlab.com", ".bitbucket.org", ".visualstudio.com", ".ghe.com")

_MAIN = ("config", "ssh_config")
"""What the file is called that includes the others."""

_KEYS = ("id_", "known_hosts", "authorized_keys", "environment")
_KEY_ENDINGS = (".pub", ".pem", ".key", ".ppk")
_NAMES = re.compile(r"(?:.*[._-])?(?:config|conf|cfg)|ssh.*", re.IGNORECASE)
_FOLDERS = frozenset({".ssh", "ssh", "config.d", "conf.d", "ssh_config.d"})
_TYPICAL = frozenset(
    {
        "addkeystoagent", "addressfamily", "batchmode", "canonicaldomains", "ciphers",
        "compression", "connecttimeout", "controlmaster", "controlpath", "dynamicforward",
        "forwardagent", "forwardx11", "globalknownhostsfile", "gssapiauthentication",
        "hashknownhosts", "hostkeyalgorithms", "hostname", "identitiesonly", "identityagent",
        "identityfile", "kexalgorithms", "localforward", "loglevel", "macs", "port",
        "preferredauthentications", "proxycommand", "proxyjump", "pubkeyacceptedalgorithms",
        "remoteforward", "requesttty", "sendenv", "serveraliveinterval", "setenv",
        "stricthostkeychecking", "tag", "usekeychain", "user", "userknownhostsfile",
    }
)  # fmt: skip

_OF_SERVER = frozenset(
    {
        "acceptenv", "allowgroups", "allowusers", "authorizedkeysfile", "hostkey", "listenaddress",
        "permitrootlogin", "printmotd", "subsystem", "usepam",
    }
)  # fmt: skip


class _Ssh:
    name = "ssh"
    title = "Hosts of an OpenSSH client configuration"

    def recognise(self, path: Path) -> bool:
        """Return True for a client configuration, or a folder with one called `config`."""
        try:
            if is_folder(path):
                return any(_is_config(path / name) for name in _MAIN)
            return _may_be_config(path) and _is_config(path)
        except NOT_READABLE:
            return False

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read configurations with what they include; of a folder, each that no other includes.

        Raises `SourceError` if a given path does not exist.
        """
        finding = Finding()
        hosts: _Hosts = {}
        for path in paths:
            _Reading(path, finding, hosts, options).read()
        finding.things = list(_things(hosts))
        return finding


class _Alias(NamedTuple):
    name: str
    path: str
    root: Path


_Hosts = dict[Address, list[_Alias]]
"""The names of each host, in the order of the files."""


class _Reading:
    """The reading of one given path."""

    def __init__(self, given: Path, finding: Finding, hosts: _Hosts, options: Options) -> None:
        self._given = given
        self._is_folder = is_folder(given)
        self._root = root_of(given)
        self._finding = finding
        self._hosts = hosts
        self._options = options

    def read(self) -> None:
        configs: list[Config] = []
        found = [STDIN] if self._given == STDIN else self._candidates()
        for path in once(found, self._root, skipping(self._finding, self._root)):
            config = self._config(path)
            if config is not None:
                configs.append(config)
        included: set[Path] = set()
        by_path = {config.path: config for config in configs}
        for path, config in by_path.items():
            for other in by_path.keys() & config.files - {path}:
                if path not in by_path[other].files or path not in included:
                    included.add(other)
        for path, config in by_path.items():
            if path not in included:
                self._state(config)

    def _candidates(self) -> Iterator[Path]:
        left_out = skipping(self._finding, self._root)
        found = walk(self._given, left_out)
        for path in sorted(found, key=lambda path: path.name not in _MAIN):
            if not self._is_folder:
                yield path
            elif _may_be_config(path) and is_file(path) and self._is_wanted(path):
                reason = "" if self._options.everything else why_not_in_use(path, self._root)
                if reason:
                    left_out(path, reason)
                else:
                    yield path

    def _is_wanted(self, path: Path) -> bool:
        """True for a configuration, and for what is called like one and cannot be read."""
        try:
            return _states_hosts(read_text(path, self._root))
        except UnreadableError:
            return path.name in _MAIN

    def _config(self, path: Path) -> Config | None:
        def read(file: Path) -> str:
            self._options.progress(self._shown(file))
            return read_text(file, None if home else self._root)

        folder = _expanded("~/.ssh")
        home = path != STDIN and os.path.realpath(path.parent) == os.path.realpath(folder)

        def included(word: str) -> str:
            if home:
                return str(Path(glob.escape(str(folder)), _expanded(word)))
            return _within(word, path.parent, self._root)

        try:
            return read_config(path, read, included)
        except UnreadableError as error:
            self._finding.skips.append(Skip(self._shown(path), str(error)))
            return None

    def _state(self, config: Config) -> None:
        finding = self._finding
        finding.unused.update(config.unused)
        for path, reason in config.problems:
            finding.skips.append(Skip(self._shown(path), reason))
        for pattern, path in config.patterns.items():
            finding.skips.append(Skip(self._shown(path, pattern), "a pattern, not a host"))
        try:
            for name, address in config.resolve():
                file = config.hosts[name]
                at = relative(file, self._root)
                if _is_forge(address.host):
                    reason = f"a git forge: {address.host}"
                    finding.skips.append(Skip(shown(at, name), reason))
                else:
                    self._hosts.setdefault(address, []).append(_Alias(name, at, self._root))
        except TooMuchError as error:
            finding.skips.append(Skip(self._shown(config.path), str(error)))

    def _shown(self, path: Path, of: str = "") -> str:
        return shown(relative(path, self._root), of)


def _expanded(word: str) -> Path:
    """Give a path with the home directory in it; `~nobody` stays, if there is no such user."""
    return Path(os.path.expanduser(word))  # noqa: PTH111 (that of Path may raise)


def _within(word: str, folder: Path, root: Path) -> str:
    """What an `Include` of a copy stands for: `~/.ssh` and `/etc/ssh` are the copy's folder."""
    for original in ("~/.ssh/", "/etc/ssh/"):
        word = word.removeprefix(original)
    if word.startswith("~") or ".." in Path(word).parts or not (folder / word).is_relative_to(root):
        raise UnreadableError("a path outside the folder")
    return str(Path(glob.escape(str(folder)), word))


def _may_be_config(path: Path) -> bool:
    """Tell by the name. Keys are never opened."""
    name = path.name.lower()
    if name.startswith(_KEYS) or name.endswith(_KEY_ENDINGS):
        return False
    return bool(_NAMES.fullmatch(name)) or path.parent.name.lower() in _FOLDERS


def _is_config(path: Path) -> bool:
    try:
        return is_file(path) and _states_hosts(read_text(path, path.parent))
    except UnreadableError:
        return False


def _states_hosts(text: str) -> bool:
    """Tell by the first lines: settings of the client, with a `Host` or `Include` among them."""
    keywords: set[str] = set()
    for line in text.split("\n", 200)[:200]:
        keyword, words = split_line(line)
        if keyword and (words == () or not keyword.isalnum()):
            return False
        keywords.add(keyword.lower())
    return (
        bool(keywords & {"host", "include"})
        and bool(keywords & _TYPICAL)
        and ("host" in keywords or not keywords & _OF_SERVER)
    )


def _is_forge(host: str) -> bool:
    return host in _FORGES or host.endswith(_FORGES_BELOW)


def _things(hosts: _Hosts) -> Iterator[Thing]:
    """Give a thing for each host: its first name that is no address, and the others told."""
    same_host: dict[tuple[str, str, str], str] = {}
    for address, aliases in hosts.items():
        alias = next((alias for alias in aliases if not _is_ip(alias.name)), aliases[0])
        others = dict.fromkeys(other.name for other in aliases if other.name != alias.name)
        description = _command(address)
        if others:
            description += f" (also {', '.join(others)})"
        first = same_host.setdefault((address.host, address.port, address.proxy), alias.name)
        question = f"Is it the same system as {first}? Only the user differs."
        yield Thing(
            alias.name,
            alias.name,
            "other",
            alias.path,
            alias.root,
            {"description": description},
            questions=() if first == alias.name else (question,),
            addresses=addresses([address.host, alias.name, *others]),
        )


def _command(address: Address) -> str:
    user = f"{address.user}@" if address.user and not looks_secret(address.user) else ""
    port = "" if address.port == "22" else f" -p {address.port}"
    return f"ssh {user}{address.host}{port}"


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


IMPORTER: Importer = _Ssh()
