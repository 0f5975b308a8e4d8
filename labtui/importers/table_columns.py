"""What the columns of a table state, by their headers.

The headers of NetBox's, Homebox's and labtui's own exports are known, and those that are called
like a fact or what people commonly call it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from labtui.data.framework.facts import FACTS, find_fact
from labtui.data.framework.groups import PRACTICE, RESPONSIBLE, RETIREMENT, SMELL
from labtui.data.framework.shapes import REFERRING
from labtui.data.framework.table import COMPUTED
from labtui.errors import FactError, SourceError
from labtui.importers.files import UnreadableError
from labtui.text.printable import printable

REFERENCES = ("runs_on", "member_of", "depends_on", "backs_up_to", "access_to")
"""Facts that name other rows."""

_KEPT_BY_LABTUI = frozenset({"source", "changed"}) | {
    key for key, fact in FACTS.items() if fact.shape in REFERRING and key not in REFERENCES
}

_NAMES = ("name", "hostname", "service", "app", "application", "vm", "container", "device",
          "system", "server", "host", "item", "asset", "title")  # fmt: skip
"""Headers that name a system, the surest first."""

ADDRESSES = "addresses"
"""What the columns state that hold host names and IP addresses."""

_COMMON = {
    "type": "kind", "category": "kind",
    "host": "runs_on", "server": "runs_on", "node": "runs_on",
    "parent": "runs_on", "hypervisor": "runs_on", "running on": "runs_on",
    "depends": "depends_on", "dependencies": "depends_on", "requires": "depends_on",
    "needs": "depends_on", "cluster": "member_of", "group": "tags", "groups": "tags",
    "tag": "tags", "labels": "tags", "label": "tags", "backup": "backs_up_to",
    "link": "url", "website": "url", "web": "url", "web address": "url", "href": "url",
    "desc": "description", "summary": "description", "comment": "notes", "comments": "notes",
    "note": "notes", "remarks": "notes", "place": "location", "room": "location",
    "rack": "location", "state": "status", "users": "used_by",
    "uuid": "uuid", "asset tag": "asset", "asset id": "asset", "asset number": "asset",
    "inventory number": "asset", "serial": "serial", "serial number": "serial",
    "serial no": "serial", "s/n": "serial",
    **dict.fromkeys(
        ("ip", "ips", "ip address", "ip addresses", "ipv4", "ipv4 address", "ipv6", "ipv6 address",
         "primary ip", "dns", "dns name", "fqdn", "hostname", "host name"), ADDRESSES,
    ),
}  # fmt: skip

_NETBOX = {
    "name": "name", "id": "id", "serial number": "serial", "serial": "serial", "asset tag": "asset",
    "status": "status", "site": "site", "location": "location", "rack": "location",
    "rack group": "location", "rack name": "location", "role": "role", "device role": "role",
    "manufacturer": "model", "type": "model", "device type": "model", "description": "description",
    "ip address": "address", "primary ip": "address", "comments": "notes", "tags": "tags",
    "dns name": ADDRESSES,
}  # fmt: skip
_NETBOX_DEVICE = {**_NETBOX, "cluster": "cluster"}
_NETBOX_VM = {**_NETBOX, "cluster": "host cluster", "device": "runs_on", "platform": "model"}

_HOMEBOX = {
    "name": "name", "import ref": "id", "importref": "id", "asset id": "asset",
    "serial number": "serial", "location": "location", "labels": "tags", "tags": "tags",
    "description": "description", "notes": "notes", "manufacturer": "model",
    "model number": "model", "archived": "archived",
}  # fmt: skip

IDENTIFYING = ("id", "uuid", "asset", "serial", "name")
"""What a row is known by: the first of these that it states."""

OWN_EXPORT = "labtui"
"""The profile of a table that `labtui export csv` gave."""


@dataclass(slots=True)
class Columns:
    """The columns of a table."""

    header: Sequence[str]
    profile: str = ""
    """A key of `PROFILES`; empty for a table of a person's own."""
    by_key: dict[str, list[int]] = field(default_factory=dict)
    """The columns that state something, by the key of a fact or by what only this module knows."""
    sure: set[int] = field(default_factory=set)
    """The columns that a person gave a key, or that are called like no other thing than a fact."""
    unused: list[int] = field(default_factory=list)


def columns_of(header: Sequence[str], given: Mapping[str, str]) -> Columns:
    """Tell what the columns with these headers state; `given` are keys of facts by column.

    Raises `UnreadableError` if no column names the systems, `SourceError` as `keys_given` does.
    """
    words = [_words(title) for title in header]
    columns = Columns([title.strip() for title in header], _profile(words))
    wanted = keys_given(given)
    known = PROFILES.get(columns.profile, _OWN)
    name = ""
    if "name" not in wanted.values():
        name = "name" if columns.profile else _name_among(words)
    for index, word in enumerate(words):
        key = wanted.get(columns.header[index].casefold(), "")
        if not key and columns.profile == OWN_EXPORT and word in _WORKED_OUT:
            continue
        if key or columns.profile == OWN_EXPORT or (word in _FACTS and _FACTS[word] in REFERENCES):
            columns.sure.add(index)
        if not key:
            key = "name" if word == name else known.get(word, "")
            if key == "name" and (word != name or "name" in columns.by_key):
                key = ""
        (columns.by_key.setdefault(key, []) if key else columns.unused).append(index)
    if "name" not in columns.by_key:
        raise UnreadableError("no column names the systems; --map COLUMN=name tells which does")
    return columns


def keys_given(columns: Mapping[str, str]) -> dict[str, str]:
    """Give the keys of facts by the columns, in small letters, that a person says state them.

    Raises `SourceError` for a key that no fact has, or that a table cannot state.
    """
    return {title.strip().casefold(): _given_key(key) for title, key in columns.items()}


def _name_among(words: Sequence[str]) -> str:
    there = set(words)
    return next((name for name in _NAMES if name in there), "")


def _given_key(key: str) -> str:
    """The key of a fact as a person typed it. Raises `SourceError`."""
    if key.casefold() in ("id", "name"):
        return key.casefold()
    try:
        fact = find_fact(key)
    except FactError as error:
        raise SourceError(str(error)) from None
    if fact.key in _KEPT_BY_LABTUI:
        raise SourceError(f"{printable(key)} cannot be stated by a table")
    return fact.key


def _words(title: str) -> str:
    """A header without differences in spelling: `Runs_On ` → `runs on`."""
    return " ".join(re.sub(r"[_\s-]+", " ", title.casefold()).split()).removeprefix("hb.")


def _facts() -> dict[str, str]:
    """The keys of facts by what a header calls them."""
    found = {}
    for key, fact in FACTS.items():
        if key in _KEPT_BY_LABTUI or fact.group in (SMELL, RETIREMENT):
            continue
        found[_words(key)] = key
        if fact.group != PRACTICE:  # a column `Documentation` holds links
            found[_words(fact.title)] = key
        if fact.group not in (PRACTICE, RESPONSIBLE):
            found[_words(fact.short_label)] = key
    return found


_FACTS = _facts()
_OWN = {**_COMMON, **_FACTS}
_EXPORTED = {_words(key): key for key in FACTS if key != "source"}
_WORKED_OUT = frozenset(map(_words, COMPUTED))

PROFILES = {
    "device": _NETBOX_DEVICE, "vm": _NETBOX_VM, "homebox": _HOMEBOX, OWN_EXPORT: _EXPORTED,
}  # fmt: skip


def _profile(words: Sequence[str]) -> str:
    """Tell which export has these headers; empty for none that is known."""
    there = set(words)
    if "name" not in there:
        return ""
    if "id" in there and any("." in word and word in _EXPORTED for word in words):
        return OWN_EXPORT
    if there & {"import ref", "importref"} or {"asset id", "insured"} <= there:
        return "homebox"
    if {"vcpus", "cluster"} <= there:
        return "vm"
    if (
        there & {"role", "device role"}
        and there & {"type", "device type"}
        and "manufacturer" in there
    ):
        return "device"
    return ""
