"""The hosts of Ansible inventories, with their groups as tags; nothing is run or decrypted."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from labtui.importers.ansible_inventory import Groups, Inventory, read_inventory
from labtui.importers.files import (
    NOT_READABLE,
    STDIN,
    UnreadableError,
    is_file,
    is_folder,
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
from labtui.importers.trees import Tree, document
from labtui.text.redaction import looks_secret
from labtui.text.wording import join_words

_VAULT = "$ANSIBLE_VAULT"
_VAULT_REASON = "a vault, which is not decrypted"
_VARIABLES = frozenset({"group_vars", "host_vars"})
_NO_INVENTORIES = _VARIABLES | {"roles", "collections", "tasks", "handlers", "templates", "files"}
_ENDINGS = frozenset({"", ".ini", ".yml", ".yaml", ".json", ".inv", ".hosts", ".inventory"})
_NAMED = re.compile(r"(?:hosts?|inventor(?:y|ies))(?:[._-].*)?|.*[._-](?:hosts|inventory)(?:\..*)?")
_GROUPS_IN_YAML = re.compile(r"^[ \t{]*[\"']?(?:hosts|children|plugin)[\"']?[ \t]*:", re.MULTILINE)
_SECTION = re.compile(r"^\[[^\]\s]+\]", re.MULTILINE)

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})

_KINDS = {
    **dict.fromkeys(("vm", "vms", "virtual_machines", "guests"), "vm"),
    **dict.fromkeys(("lxc", "lxcs", "lxc_containers"), "container"),
    **dict.fromkeys(("physical", "bare_metal", "baremetal", "hypervisors"), "physical"),
    **dict.fromkeys(("router", "routers", "switches", "firewalls", "access_points"), "network"),
    "vps": "vps",
    "nas": "storage",
}
"""What a host is by the name of a group that says so."""


class _Ansible:
    name = "ansible"
    title = "Hosts of Ansible inventories"

    def recognise(self, path: Path) -> bool:
        """Return True for an inventory, or a folder with one in it or in its `inventory`."""
        try:
            if not is_folder(path):
                return _is_inventory(path, path.parent)
            names = ("", "inventory", "inventories", "ansible", "ansible/inventory")
            folders = [path / name for name in names]
            return any(
                _is_inventory(child, folder)
                for folder in folders
                if is_folder(folder)
                for child in folder.iterdir()
            )
        except NOT_READABLE:
            return False

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read inventories; a host that several of them have is one.

        Raises `SourceError` if a given path does not exist.
        """
        finding = Finding()
        hosts = _Hosts()
        for path in paths:
            _Reading(path, finding, hosts, options).read()
        finding.things = list(hosts.things())
        return finding


@dataclass(slots=True)
class _Host:
    name: str
    path: str
    root: Path
    address: str
    groups: dict[str, None]
    others: dict[str, None] = field(default_factory=dict)
    """Further addresses."""


class _Hosts:
    """The hosts of all inventories, merged by name as Ansible merges them."""

    def __init__(self) -> None:
        self._by_name: dict[str, _Host] = {}

    def add(self, host: _Host) -> None:
        known = self._by_name.setdefault(host.name, host)
        known.address = known.address or host.address
        known.groups.update(host.groups)
        if host.address and host.address != known.address:
            known.others[host.address] = None

    def things(self) -> Iterator[Thing]:
        """Give the hosts; one that is named by its address is the one that states the address."""
        by_address = {host.address: host for host in self._by_name.values() if host.address}
        addressed = {
            name: by_address[name]
            for name in self._by_name
            if _is_ip(name) and name in by_address and by_address[name].name != name
        }
        for name, host in addressed.items():
            host.groups.update(self._by_name[name].groups)
        for host in self._by_name.values():
            if host.name not in addressed:
                yield _thing(host)


def _thing(host: _Host) -> Thing:
    facts: dict[str, str | tuple[str, ...]] = {}
    if host.address and host.address != host.name:
        facts["description"] = host.address
    if host.groups:
        facts["tags"] = tuple(host.groups)
    kinds = {_KINDS[group.lower()] for group in host.groups if group.lower() in _KINDS}
    kind = kinds.pop() if len(kinds) == 1 else "other"
    questions: tuple[str, ...] = ()
    known = (host.address or host.name, *host.others)
    if host.others:
        questions = (f"Is it one system? Inventories have it at {join_words(known)}.",)
    return Thing(
        host.name,
        host.name,
        kind,
        host.path,
        host.root,
        facts,
        questions=questions,
        addresses=addresses(known),
    )


class _Reading:
    """The reading of one given path."""

    def __init__(self, given: Path, finding: Finding, hosts: _Hosts, options: Options) -> None:
        self._given = given
        self._is_folder = is_folder(given)
        self._root = root_of(given)
        self._finding = finding
        self._left_out = skipping(finding, self._root)
        self._hosts = hosts
        self._options = options

    def read(self) -> None:
        """Add what is found, and what is not taken. The files of a folder are one inventory."""
        variables: set[Path] = set()
        folders: dict[Path, list[Path]] = {}
        for path in [STDIN] if self._given == STDIN else walk(self._given, self._left_out):
            if self._is_folder:
                variables.update(_variables_around(path, self._root))
            with self._skipping(path):
                if not self._is_folder or self._is_wanted(path):
                    folders.setdefault(path.parent, []).append(path)
        for paths in folders.values():
            self._read_folder(paths)
        for folder in sorted(variables):
            self._left_out(folder, "variables are not read")

    @contextmanager
    def _skipping(self, path: Path) -> Iterator[None]:
        try:
            yield
        except UnreadableError as error:
            self._left_out(path, str(error))

    def _is_wanted(self, path: Path) -> bool:
        if _is_vault(path):
            raise UnreadableError(_VAULT_REASON)
        if not _is_inventory(path, self._root):
            return False
        reason = "" if self._options.everything else why_not_in_use(path, self._root)
        if reason:
            raise UnreadableError(reason)
        return True

    def _read_folder(self, paths: Sequence[Path]) -> None:
        groups = Groups()
        inventories: dict[Path, Inventory] = {}
        for path in paths:
            with self._skipping(path):
                inventory = self._read_file(path, groups)
                groups.add_all(inventory.groups)
                inventories[path] = inventory
        for path, inventory in inventories.items():
            with self._skipping(path):
                self._add_hosts(path, inventory, groups)

    def _read_file(self, path: Path, groups: Groups) -> Inventory:
        self._options.progress(shown(relative(path, self._root)))
        text = read_text(path, self._root)
        if text.startswith(_VAULT):
            raise UnreadableError(_VAULT_REASON)
        if text.startswith("#!"):
            raise UnreadableError("a script, which is not run")
        return read_inventory(text, "" if path == STDIN else path.suffix.lower(), groups)

    def _add_hosts(self, path: Path, inventory: Inventory, groups: Groups) -> None:
        name = relative(path, self._root)
        for host, around in list(inventory.groups_of_hosts(groups)):
            if host in _LOCAL:
                reason = "the machine that runs Ansible"
                self._finding.skips.append(Skip(shown(name, host), reason))
            else:
                address = _plain(inventory.addresses[host])
                self._hosts.add(_Host(host, name, self._root, address, dict.fromkeys(around)))


def _variables_around(path: Path, root: Path) -> Iterator[Path]:
    """Give the folder of variables that a file stands in."""
    for folder in path.parents:
        if folder == root:
            return
        if folder.name in _VARIABLES:
            yield folder


def _plain(address: str) -> str:
    """An address that is written out and is another machine's; else nothing."""
    is_plain = bool(re.fullmatch(r"[\w.:-]+", address)) and not looks_secret(address)
    return address if is_plain and address not in _LOCAL else ""


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_vault(path: Path) -> bool:
    """Tell by the first bytes alone."""
    if path.suffix.lower() not in {"", ".yml", ".yaml", ".json", ".vault", ".txt"}:
        return False
    try:
        if not is_file(path):  # to open a pipe would wait for ever
            return False
        with path.open("rb") as file:
            return file.read(len(_VAULT)) == _VAULT.encode()
    except OSError:
        return False


def _is_inventory(path: Path, root: Path) -> bool:
    """Tell by the name and by what stands in the file; what only seems to be one counts too."""
    within = path.relative_to(root).parts[:-1]
    if path.suffix.lower() not in _ENDINGS or _NO_INVENTORIES.intersection(within):
        return False
    if not is_file(path):
        return False
    try:
        text = read_text(path, root)
    except UnreadableError:
        return bool(_NAMED.fullmatch(path.name.lower()))
    if text.startswith((_VAULT, "#!")):
        return bool(_NAMED.fullmatch(path.name.lower())) and text.startswith("#!")
    return _seems_inventory(text, path)


def _seems_inventory(text: str, path: Path) -> bool:
    is_named = bool(_NAMED.fullmatch(path.name.lower()))
    if path.suffix.lower() in {".yml", ".yaml", ".json"}:
        if text.lstrip("-# \n").startswith("[") or not _GROUPS_IN_YAML.search(text):
            return False
        return _seems_yaml_inventory(text, is_named=is_named)
    has_sections = bool(_SECTION.search(text))
    if not has_sections and not is_named:
        return False
    try:
        inventory = read_inventory(text, path.suffix.lower())
    except UnreadableError:
        return is_named and has_sections
    if not inventory.addresses:
        return ":children]" in text
    return not any("=" in host for host in inventory.addresses)


def _seems_yaml_inventory(text: str, *, is_named: bool) -> bool:
    try:
        tree = document(text)
    except UnreadableError:
        return is_named
    if not isinstance(tree, dict):
        return False
    if isinstance(tree.get("plugin"), str):
        return is_named or "." in str(tree["plugin"])
    groups = [content for content in tree.values() if content is not None]
    return bool(groups) and all(_seems_group(content, is_named=is_named) for content in groups)


def _seems_group(content: Tree, *, is_named: bool) -> bool:
    if not isinstance(content, dict) or not content:
        return False
    return content.keys() <= {"hosts", "children", "vars"} and (
        is_named or not any(isinstance(members, list) for members in content.values())
    )


IMPORTER: Importer = _Ansible()
