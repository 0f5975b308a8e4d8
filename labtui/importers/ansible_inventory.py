"""One Ansible inventory: its hosts and groups, from INI or YAML, as Ansible reads them.

Of the variables only `ansible_host` is read.
"""

from __future__ import annotations

import re
import shlex
import string
from collections import deque
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product

from labtui.importers.files import UnreadableError
from labtui.importers.trees import Tree, document

MOST_HOSTS = 20_000
_MOST_IN_RANGES = 100_000
_MOST_STEPS = 1_000_000

_SECTION = re.compile(r"\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?")
_GROUP_NAME = re.compile(r"([^:\]\s]+)\s*(?:#.*)?")
_RANGE = re.compile(r"\[([^\[\]:]*):([^\[\]:]*)(?::([^\[\]:]*))?\]")
_WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?|((?:[^\[\]:]|\[[^\[\]]*\])+):\d+")
_OF_YAML = (".yml", ".yaml", ".json")
_ADDRESS_KEYS = ("ansible_host", "ansible_ssh_host")


class Groups:
    """Groups, each with those that it is a child of."""

    def __init__(self) -> None:
        self._parents: dict[str, dict[str, None]] = {}
        self._steps = 0

    def __contains__(self, name: str) -> bool:
        return name in self._parents

    def add(self, name: str, parent: str = "") -> None:
        """Add a group, and that it is a child of another."""
        parents = self._parents.setdefault(name, {})
        if parent:
            self.add(parent)
            parents[parent] = None

    def add_all(self, other: Groups) -> None:
        """Add the groups of another inventory of the same folder, or none of them.

        Raises `UnreadableError` if groups would contain each other then.
        """
        together = Groups()
        for groups in (self, other):
            for name, parents in groups._parents.items():
                together._parents[name] = {**together._parents.get(name, {}), **parents}
        together._check_cycles()
        self._parents = together._parents

    def above(self, direct: Sequence[str]) -> tuple[str, ...]:
        """Give groups and all that contain them, the nearest first, but `all` and `ungrouped`.

        Raises `UnreadableError` if too many groups were asked for.
        """
        found = dict.fromkeys(direct)
        waiting = deque(direct)
        while waiting:
            for parent in self._parents.get(waiting.popleft(), ()):
                self._steps += 1
                if parent not in found:
                    found[parent] = None
                    waiting.append(parent)
        self._steps += len(found)
        if self._steps > _MOST_STEPS:
            raise UnreadableError("groups are nested too deeply")
        return tuple(group for group in found if group not in ("all", "ungrouped"))

    def _check_cycles(self) -> None:
        """Take away groups without parents until none is left, or only those in a circle."""
        children: dict[str, list[str]] = {}
        for group, parents in self._parents.items():
            for parent in parents:
                children.setdefault(parent, []).append(group)
        left = {group: len(parents) for group, parents in self._parents.items()}
        free = [group for group, count in left.items() if not count]
        while free:
            group = free.pop()
            del left[group]
            for child in children.get(group, ()):
                left[child] -= 1
                if not left[child]:
                    free.append(child)
        if left:
            raise UnreadableError(f"a group contains itself: {self._in_circle(min(left), left)}")

    def _in_circle(self, group: str, left: Container[str]) -> str:
        """Go up, always to a group that is left, until all of a circle was seen."""
        circle: dict[str, None] = {}
        while group not in circle:
            circle[group] = None
            group = next(parent for parent in self._parents[group] if parent in left)
        seen = list(circle)
        return min(seen[seen.index(group) :])


@dataclass(slots=True)
class Inventory:
    """The hosts and groups of one file."""

    addresses: dict[str, str] = field(default_factory=dict)
    """The `ansible_host` of each host, empty where none is stated."""
    groups: Groups = field(default_factory=Groups)
    _groups_of: dict[str, dict[str, None]] = field(default_factory=dict)
    """The groups that a host is stated in."""
    _in_ranges: int = 0

    def add_host(self, pattern: str, group: str, address: object) -> None:
        """Add the hosts that a pattern stands for. Raises `UnreadableError` for a wrong one."""
        if not pattern.strip():
            raise UnreadableError("a host without a name")
        names = expanded(pattern)
        self._in_ranges += len(names) if len(names) > 1 else 0
        if self._in_ranges > _MOST_IN_RANGES:
            raise UnreadableError(f"ranges of more than {_MOST_IN_RANGES} hosts")
        for name in names:
            self._groups_of.setdefault(name, {})[group] = None
            known = self.addresses.setdefault(name, "")
            self.addresses[name] = address if isinstance(address, str) else known
        if len(self.addresses) > MOST_HOSTS:
            raise UnreadableError(f"more than {MOST_HOSTS} hosts")

    def groups_of_hosts(self, groups: Groups) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Give each host with all its groups, as `groups` are contained in each other.

        Raises `UnreadableError` as `Groups.above`.
        """
        known: dict[tuple[str, ...], tuple[str, ...]] = {}
        for host, stated in self._groups_of.items():
            direct = tuple(stated)
            if direct not in known:
                known[direct] = groups.above(direct)
            yield host, known[direct]


def expanded(pattern: str) -> list[str]:
    """Give the names that a pattern stands for: `web[01:03]` → web01, web02, web03.

    A port is left out. Raises `UnreadableError` for a wrong range, or one of too many hosts.
    """
    with_port = _WITH_PORT.fullmatch(pattern)
    if with_port:
        pattern = with_port[1] or with_port[2]
    pieces: list[list[str]] = []
    at, count = 0, 1
    for found in _RANGE.finditer(pattern) if "[" in pattern else ():
        numbers = _range(found[1], found[2], found[3], MOST_HOSTS)
        count *= len(numbers)
        if count > MOST_HOSTS:
            raise UnreadableError(f"a range of more than {MOST_HOSTS} hosts")
        pieces += [[pattern[at : found.start()]], numbers]
        at = found.end()
    return ["".join(parts) for parts in product(*pieces, [pattern[at:]])]


def _range(first: str, last: str, step: str | None, most: int) -> list[str]:
    letters = string.ascii_letters
    try:
        stride = int(step) if step else 1
        if stride < 1 or not last:
            raise ValueError
        if len(first) == len(last) == 1 and first in letters and last in letters:
            numbers = list(letters[letters.index(first) : letters.index(last) + 1 : stride])
            if not numbers:
                raise ValueError
        else:
            width = len(first) if first.startswith("0") else 0
            if width > 1 and width != len(last):
                raise ValueError
            counted = range(int(first or "0"), int(last) + 1, stride)
            numbers = [str(number).zfill(width) for number in counted[: most + 1]]
    except ValueError:
        raise UnreadableError("a range of hosts that is not valid") from None
    return numbers


def read_inventory(text: str, ending: str, known: Groups | None = None) -> Inventory:
    """Read an inventory; `ending` of the file's name tells which form it may have.

    `known` are the groups of the files before it in its folder; without it, groups that are
    nowhere are accepted. Raises `UnreadableError`, with what is wrong, for what Ansible would
    refuse; only circles of groups are left to `Groups.add_all`.
    """
    if ending and ending not in _OF_YAML:
        return read_ini(text, known)
    forms: list[Callable[[], Inventory]] = [lambda: read_yaml(text), lambda: read_ini(text, known)]
    usual, other = forms if ending else reversed(forms)
    try:
        return usual()
    except UnreadableError as problem:
        with suppress(UnreadableError):
            return other()
        raise problem from None


def read_ini(text: str, known: Groups | None) -> Inventory:
    """Read the form with sections in brackets. Raises `UnreadableError`."""
    reader = _IniReader()
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if line and line[0] not in "#;":
            try:
                reader.read(line, number)
            except UnreadableError as error:
                raise UnreadableError(f"line {number}: {error}") from None
    for name, number in reader.named.items():
        if known is not None and name not in reader.declared and name not in known:
            raise UnreadableError(f"line {number}: a group that is not there, {name}")
    return reader.inventory


class _IniReader:
    def __init__(self) -> None:
        self.inventory = Inventory()
        self.declared = {"all", "ungrouped"}
        self.named: dict[str, int] = {}
        """Groups that have to be declared somewhere, with the line that names them."""
        self._group = "ungrouped"
        self._kind = "hosts"

    def read(self, line: str, number: int) -> None:
        """Read a line that is neither empty nor a comment."""
        if line.startswith("[") and (section := _SECTION.fullmatch(line)):
            self._begin(section[1], section[2] or "hosts", number)
        elif self._kind == "children":
            child = _GROUP_NAME.fullmatch(line)
            if child is None:
                raise UnreadableError("not the name of a group")
            self.named.setdefault(child[1], number)
            self.inventory.groups.add(child[1], self._group)
        elif self._kind == "hosts":
            _read_host(self.inventory, line, self._group)
        elif "=" not in line:
            raise UnreadableError("not a variable")

    def _begin(self, group: str, kind: str, number: int) -> None:
        self._group, self._kind = group, kind
        if kind == "vars":
            self.named.setdefault(group, number)
        elif kind in ("hosts", "children"):
            self.declared.add(group)
            self.inventory.groups.add(group)
        else:
            raise UnreadableError(f"a section of an unknown kind, {kind}")


def _read_host(inventory: Inventory, line: str, group: str) -> None:
    if "'" in line or '"' in line or "\\" in line:
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            raise UnreadableError("quotes that are not closed") from None
    else:
        words = line.partition("#")[0].split()
    if not words:
        return
    pattern, *variables = words
    if pattern.endswith(":") or pattern == "---":
        raise UnreadableError("not a host")
    stated = dict(variable.partition("=")[::2] for variable in variables)
    if not all("=" in variable for variable in variables):
        raise UnreadableError("variables of a host that are not KEY=VALUE")
    address = next((stated[key] for key in _ADDRESS_KEYS if key in stated), None)
    inventory.add_host(pattern, group, address)


def read_yaml(text: str) -> Inventory:
    """Read the form with groups as keys. Raises `UnreadableError`."""
    tree = document(text)
    if not isinstance(tree, dict) or not tree:
        raise UnreadableError("no groups in it")
    if isinstance(tree.get("plugin"), str):
        raise UnreadableError(
            f"it asks a service for the hosts, which labtui does not: {tree['plugin']}"
        )
    inventory = Inventory()
    for name, content in tree.items():
        _read_group(inventory, name, content, "")
    return inventory


def _read_group(inventory: Inventory, name: str, content: Tree, parent: str) -> None:
    if content is not None and not isinstance(content, dict):
        if parent:
            raise UnreadableError(f"a group that is not a mapping, {name}")
        return
    inventory.groups.add(name, parent)
    for host, variables in _members(content, "hosts", name):
        if variables is not None and not isinstance(variables, dict):
            raise UnreadableError(f"variables of {host} that are not a mapping")
        stated = variables or {}
        address = next((stated[key] for key in _ADDRESS_KEYS if key in stated), None)
        inventory.add_host(host, name, address)
    for child, child_content in _members(content, "children", name):
        _read_group(inventory, child, child_content, name)
    _members(content, "vars", name)


def _members(content: dict[str, Tree] | None, key: str, group: str) -> list[tuple[str, Tree]]:
    members = (content or {}).get(key)
    if isinstance(members, str):
        return [(members, None)]
    if members is not None and not isinstance(members, dict):
        raise UnreadableError(f"{key} of the group {group} are no mapping")
    return list((members or {}).items())
