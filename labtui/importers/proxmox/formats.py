"""The formats of Proxmox's files: sections, guests, corosync, lists in JSON, cron lines."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from labtui.importers.files import UnreadableError
from labtui.importers.trees import json_document

_TRUE = frozenset({"1", "on", "yes", "true"})
_HEADER = re.compile(r"([A-Za-z][\w-]*):[ \t]*(\S+)[ \t]*")
_GUEST_KEY = re.compile(r"([A-Za-z][\w.-]*)[ \t]*:(.*)")
_INDEX = re.compile(r"\d+$")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of `storage.cfg`, `jobs.cfg` and the like."""

    type: str
    id: str
    values: dict[str, str]


def sections(text: str) -> list[Section]:
    """Give the sections of a text: a line `type: id`, then indented lines `key value`."""
    found: list[Section] = []
    current: Section | None = None
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] in " \t":
            key, _, value = line.strip().replace("\t", " ").partition(" ")
            if current is not None:
                current.values[key] = value.strip()
        elif header := _HEADER.fullmatch(line):
            current = Section(header[1].lower(), header[2], {})
            found.append(current)
        else:
            current = None
    return found


def guest_values(text: str) -> tuple[dict[str, str], str]:
    """Give what is current of a guest's file: its values, and its notes as they are encoded.

    That is what stands before the first section: sections are snapshots and pending changes. Of
    keys that are repeated, the last counts, as it does for Proxmox.
    """
    values: dict[str, str] = {}
    notes: list[str] = []
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("["):
            break
        if line.startswith("#"):
            notes.append(line[1:])
        elif match := _GUEST_KEY.fullmatch(line):
            if match[1] == "description":
                notes.append(match[2])
            else:
                values[match[1]] = match[2].strip()
    return values, "\n".join(notes)


def without_index(key: str) -> str:
    """Give the name of a key without the number at its end: `net0` is `net`."""
    return key if key.startswith("lxc.") else _INDEX.sub("", key)


def options(value: str) -> dict[str, str]:
    """Give the options of a value like `local:vm-1-disk-0,size=4G,backup=0`.

    The part without a name, which comes first, is under the empty name.
    """
    found: dict[str, str] = {}
    for part in value.split(","):
        name, sign, text = part.partition("=")
        if sign:
            found.setdefault(name.strip(), text.strip())
        else:
            found.setdefault("", name.strip())
    return found


def is_true(value: str) -> bool:
    """Return True if a value stands for yes."""
    return value.strip().lower() in _TRUE


def listed(value: str) -> list[str]:
    """Give the elements of a list, which commas, semicolons or spaces separate."""
    return value.replace(",", " ").replace(";", " ").split()


@dataclass(frozen=True, slots=True)
class Corosync:
    """The cluster's name, and the addresses of its nodes by their names."""

    name: str
    nodes: Mapping[str, tuple[str, ...]]


def corosync(text: str) -> Corosync:
    """Read a `corosync.conf`, or what of it can be read."""
    name = ""
    nodes: dict[str, tuple[str, ...]] = {}
    blocks: list[str] = []
    node: dict[str, str] = {}
    for raw in text.splitlines():
        line = raw.strip()
        if line.endswith("{") and not line.startswith("#"):
            blocks.append(line[:-1].strip())
            node = {}
        elif line == "}":
            if blocks[-2:] == ["nodelist", "node"]:
                addresses = tuple(v for k, v in node.items() if re.fullmatch(r"ring\d_addr", k))
                if called := node.get("name") or node.get("ring0_addr"):
                    nodes[called] = addresses
            blocks = blocks[:-1]
        else:
            key, _, value = line.partition(":")
            if blocks == ["totem"] and key.strip() == "cluster_name":
                name = value.strip()
            node[key.strip()] = value.strip()
    return Corosync(name, nodes)


def json_object(text: str) -> dict[str, object]:
    """Give a text's JSON object; an empty one if it holds none."""
    try:
        value = json_document(text)
    except UnreadableError:
        return {}
    return {**value} if isinstance(value, dict) else {}


def objects(value: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Give the members of a JSON object that are objects, with their names."""
    if isinstance(value, dict):
        yield from ((str(k), v) for k, v in value.items() if isinstance(v, dict))


def pools(text: str) -> dict[str, list[str]]:
    """Give the numbers of the guests in each pool of a `user.cfg`, of which only this is read."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("pool:"):
            _, name, *rest = line.split(":")
            found[name] = listed(rest[1]) if len(rest) > 1 else []
    return found


_SWITCHES = frozenset({"all", "quiet", "remove", "stdexcludes", "stop", "protected"})


def cron_jobs(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the line and the options of each command in a `vzdump.cron`, as `jobs.cfg` names them.

    Commands that are commented out are jobs that are switched off; they are not given.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#") or "vzdump" not in line:
            continue
        try:
            words = shlex.split(line)
        except ValueError:
            continue
        start = next((i for i, word in enumerate(words) if word.split("/")[-1] == "vzdump"), None)
        if start is not None:
            yield number, _command(words[start + 1 :])


def _command(words: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    guests: list[str] = []
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        if not word.startswith("-"):
            guests.append(word)
            continue
        name, sign, value = word.lstrip("-").partition("=")
        if not sign:
            after = words[position] if position < len(words) else "-"
            if after.startswith("-") or (name in _SWITCHES and after not in {"0", "1"}):
                value = "1"
            else:
                value = after
                position += 1
        found[name] = value
    if guests:
        found["vmid"] = ",".join(guests)
    return found
