"""The rows of a table, as the systems that they state; their references are still names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import ID_PATTERN, LISTS, Shape, Value
from labtui.data.framework.table import as_stated
from labtui.data.framework.values import parse_value, split_list
from labtui.errors import FactError
from labtui.importers.files import shown
from labtui.importers.found import Options, Skip, Thing
from labtui.importers.reached import addresses
from labtui.importers.table_columns import ADDRESSES, IDENTIFYING, OWN_EXPORT, REFERENCES, Columns
from labtui.text.redaction import looks_secret, public_url, without_secrets

_KINDS = {
    "physical": "server|hypervisor|node|machine|computer|desktop|laptop|workstation|pc|mini ?pc"
    "|bare ?metal|raspberry pi|sbc|compute",
    "network": "router|switch|firewall|gateway|access ?point|ap|wifi|modem|bridge",
    "storage": "nas|san|storage|disk shelf",
    "vm": "virtual ?machine|virtual|guest|qemu|kvm",
    "container": "lxc|docker|ct|pod",
    "app": "service|application|program|software",
    "vps": "cloud ?server|cloud ?vm|root ?server|rented server",
    "cluster": "ha ?cluster",
    "other": "ups|usv|pdu|patch ?panel|console|printer|camera|iot",
}
_KIND_OF = {kind: re.compile(rf"(?:{words})s?", re.IGNORECASE) for kind, words in _KINDS.items()}

_STATUSES = {
    **dict.fromkeys(("running", "online", "up", "in use", "production", "deployed"), "active"),
    **dict.fromkeys(("staged", "ordered"), "planned"),
    **dict.fromkeys(("decommissioned", "out of service", "sold", "disposed"), "retired"),
}
_NO_STATUS = frozenset({"offline", "stopped", "down", "failed", "inventory", "decommissioning"})
"""What is said of a system, and is none of the three: it may be in use and broken."""


@dataclass(slots=True)
class Row:
    """A row, as the system it states."""

    line: int
    thing: Thing
    known_by: list[str]
    """Its id, asset tag, serial number and name, as far as it has them."""
    references: dict[str, tuple[int, str]] = field(default_factory=dict)
    """The column and its cell, by the fact."""
    cluster: str = ""
    runs_on_cluster: bool = False


@dataclass(slots=True)
class Table:
    """A table, with what was wrong in it and what was not used."""

    path: str
    columns: Columns
    rows: list[Row] = field(default_factory=list)
    wrong: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    """By column the lines with a wrong value, each with what would be right."""
    right: Counter[int] = field(default_factory=Counter)
    unused: Counter[int] = field(default_factory=Counter)


class RowReader:
    """Makes systems of the rows of one table."""

    def __init__(self, table: Table, root: Path, options: Options) -> None:
        self._table = table
        self._root = root
        self._options = options
        self._today = date.today()
        self._lines: dict[str, int] = {}
        self._equal: Counter[str] = Counter()
        self._parsed_before: dict[tuple[str, str], Value | None] = {}
        self._used = sorted(
            (index, key) for key, places in table.columns.by_key.items() for index in places
        )
        self._is_own = table.columns.profile == OWN_EXPORT
        self._not_facts = ("id", "name") if self._is_own else ("id", "name", *REFERENCES)
        self.skips: list[Skip] = []

    def read(self, line: int, cells: list[str]) -> None:
        """Add a row, or the reason why not."""
        columns = self._table.columns
        for index in columns.unused:
            if index < len(cells) and cells[index].strip():
                self._table.unused[index] += 1
        stated: dict[str, list[tuple[int, str]]] = {}
        for index, key in self._used:
            cell = cells[index].strip() if index < len(cells) else ""
            if self._is_own:
                cell = as_stated(cell)
            if cell:
                text = cell if key == "notes" or self._is_own else " ".join(cell.split())
                stated.setdefault(key, []).append((index, text))
        if "name" not in stated:
            self._skip(line, "no name")
        elif "archived" in stated and stated.pop("archived")[0][1].lower() in ("true", "yes", "1"):
            if self._options.everything:
                self._add(line, stated)
            else:
                self._skip(line, "not in use: archived")
        else:
            self._add(line, stated)

    def _skip(self, line: int, reason: str) -> None:
        self.skips.append(Skip(shown(self._table.path), f"line {line}: {reason}"))

    def _add(self, line: int, stated: dict[str, list[tuple[int, str]]]) -> None:
        known_by = [stated[key][0][1] for key in IDENTIFYING if key in stated]
        name = stated["name"][0][1]
        key = known_by[0]
        if key in self._lines:
            if key != name or len(known_by) > 1:
                self._skip(line, f"line {self._lines[key]} states the same")
                return
            while key in self._lines:
                self._equal[name] += 1
                key = f"{name} {self._equal[name] + 1}"
        self._lines[key] = line
        facts = {
            fact: value
            for fact in stated
            if fact in FACTS and fact not in self._not_facts
            if (value := self._value(fact, stated[fact], line)) is not None
            and value != ""
            and (value != () or self._is_own)
        }
        self._add_of_exports(facts, stated)
        kind = str(facts.pop("kind", "")) or self._kind(stated)
        known = addresses(self._addresses(stated))
        thing = Thing(key, name, kind, self._table.path, self._root, facts, addresses=known)
        thing = replace(thing, id=self._id(stated))
        row = Row(line, thing, known_by)
        for fact in REFERENCES:
            if fact in stated and fact not in facts:
                row.references[fact] = stated[fact][0]
        for column in ("cluster", "host cluster"):
            if column in stated:
                row.cluster = stated[column][0][1]
                row.runs_on_cluster = column == "host cluster" and "runs_on" not in stated
        self._table.rows.append(row)

    def _id(self, stated: dict[str, list[tuple[int, str]]]) -> str:
        """The id that a row gives its system; a number is one of another program."""
        profile = self._table.columns.profile
        id = stated["id"][0][1].lower() if "id" in stated else ""
        is_one = ID_PATTERN.match(id) and (self._is_own or not (profile or id.isdigit()))
        return id if is_one else ""

    def _addresses(self, stated: dict[str, list[tuple[int, str]]]) -> Iterator[str]:
        yield from (cell for _, cell in stated.get("address", ()))
        for index, cell in stated.get(ADDRESSES, ()):
            words = listed(cell.replace(" ", ","))
            if not addresses(words):
                self._table.unused[index] += 1
            yield from words

    def _value(self, key: str, cells: list[tuple[int, str]], line: int) -> Value | None:
        """The value of a fact; None for a wrong one, which is noted."""
        index, text = cells[0]
        fact = FACTS[key]
        value: Value | None
        if fact.shape is Shape.TEXT:
            value = _text(key, dict.fromkeys(cell for _, cell in cells))
        elif fact.shape is Shape.TEXTS:
            parts = split_list if self._is_own else listed
            texts = dict.fromkeys(one for _, cell in cells for one in parts(cell))
            value = tuple(one for one in texts if not looks_secret(one))
        else:
            if (key, text) not in self._parsed_before:
                self._parsed_before[key, text] = self._parsed(key, text)
            value = self._parsed_before[key, text]
        if value is None:
            expected = "an address" if key == "url" else fact.expected
            self._table.wrong.setdefault(index, []).append((line, expected))
        else:
            self._table.right[index] += 1
        return value

    def _parsed(self, key: str, text: str) -> Value | None:
        if key == "kind" and (kind := _kind_called(text)):
            text = kind
        elif key == "status":
            if text.lower() in _NO_STATUS:
                return ""
            text = _STATUSES.get(text.lower(), text)
        elif FACTS[key].shape in LISTS and not self._is_own:
            text = ",".join(listed(text))
        try:
            return parse_value(FACTS[key], text, self._today)
        except FactError:
            return None

    def _add_of_exports(
        self, facts: dict[str, Value], stated: dict[str, list[tuple[int, str]]]
    ) -> None:
        """Add what the columns of NetBox and Homebox state together."""
        model = " ".join(cell for _, cell in stated.get("model", ()))
        address = stated["address"][0][1].partition("/")[0] if "address" in stated else ""
        described = [model, address, str(facts.get("description", ""))]
        if (model or address) and (text := ", ".join(filter(None, described))):
            facts["description"] = text
        if "role" in stated:
            tags = facts.get("tags", ())
            roles = [cell for _, cell in stated["role"]]
            facts["tags"] = tuple(
                dict.fromkeys([*roles, *(tags if isinstance(tags, tuple) else ())])
            )

    def _kind(self, stated: dict[str, list[tuple[int, str]]]) -> str:
        profile = self._table.columns.profile
        if profile == OWN_EXPORT:
            return ""
        if profile == "vm":
            return "vm"
        said = [cell for key in ("role", "tags") for _, cell in stated.get(key, ())]
        if profile:
            for cell in said:
                for word in listed(cell):
                    if kind := _kind_called(word) or _kind_called(word.rpartition(" ")[2]):
                        return kind
        return "physical" if profile == "device" else "other"


def _text(key: str, cells: dict[str, None]) -> str | None:
    text = "\n".join(cells) if key == "notes" else ", ".join(cells)
    if key != "url":
        return without_secrets(text)
    if "://" in text:
        return public_url(text) or None
    return None if "@" in text or " " in text or looks_secret(text) else text


def listed(text: str) -> list[str]:
    """Give the elements of a list in a cell, parted by commas, semicolons or lines."""
    return split_list(re.sub(r"[;|\n]", ",", text))


def _kind_called(word: str) -> str:
    word = word.strip().lower()
    if word in _KIND_OF or word in ("platform", "saas"):
        return word
    return next((kind for kind, words in _KIND_OF.items() if words.fullmatch(word)), "")
