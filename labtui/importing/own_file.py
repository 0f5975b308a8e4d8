"""Taking over what `labtui export json` gave: systems with all that was stated of them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import ENTRIES, FACTS
from labtui.data.framework.schema import SCHEMA, wrong_schema
from labtui.data.framework.shapes import Shape
from labtui.data.inventory.document import Document
from labtui.data.toml.values import Table
from labtui.errors import SourceError
from labtui.importers.files import STDIN
from labtui.reports.as_json import plain

OWN = "json"
"""What `labtui import` calls it."""

OWN_TITLE = "What labtui export json gave"

_DATES = frozenset({Shape.DATE, Shape.DATE_OR_NEVER})
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class OwnFile(NamedTuple):
    """What a file of labtui's own adds to an inventory."""

    new: tuple[Table, ...]
    """The systems that the inventory does not have, as they are to be written."""
    different: tuple[str, ...]
    """The ids of those that it has, and of which it says something else; it keeps that."""
    unchanged: tuple[str, ...]
    top: Mapping[str, Any]
    """What is said outside the systems, as far as the inventory says nothing there."""


def read_own(path: Path, document: Document) -> OwnFile:
    """Read a file, or standard input, and compare it with an inventory. Raises `SourceError`."""
    try:
        return _compared(_read(path), document)
    except RecursionError:
        raise SourceError(f"{path}: tables or lists are nested too deeply") from None


def _compared(own: Mapping[str, Any], document: Document) -> OwnFile:
    known: dict[str, list[Any]] = {}
    for block in document.systems:
        known.setdefault(str(block.raw.get("id")), []).append(plain(block.raw))
    new: list[Table] = []
    different: list[str] = []
    unchanged: list[str] = []
    for table in own["systems"]:
        id = str(table.get("id"))
        if id not in known:
            new.append(_typed_system(table))
        else:
            (unchanged if table in known[id] else different).append(id)
    said = {"schema", "systems", *document.top}
    top = {key: value for key, value in own.items() if key not in said}
    return OwnFile(tuple(new), tuple(different), tuple(unchanged), top)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        text = sys.stdin.read() if path == STDIN else path.read_text(encoding="utf-8")
        own: Any = json.loads(text)
    except OSError as error:
        raise SourceError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except ValueError as error:
        raise SourceError(f"{path}: no JSON: {error}") from error
    own = own if isinstance(own, dict) else {}
    systems = own.get("systems")
    if not isinstance(systems, list) or not all(isinstance(table, dict) for table in systems):
        raise SourceError(f"{path}: not what labtui export json gives: there are no systems in it")
    if wrong := wrong_schema(own.get("schema", SCHEMA)):
        raise SourceError(f"{path}: {wrong}")
    return {**own}


def _typed_system(table: Mapping[str, Any]) -> Table:
    """A system with its dates as dates, which JSON has as texts."""
    entries = {
        key: [_typed(entry, facts) if isinstance(entry, dict) else entry for entry in value]
        for key, facts in ENTRIES.items()
        if isinstance(value := table.get(key), list)
    }
    return {**_typed(table, FACTS), **entries}


def _typed(table: Mapping[str, Any], facts: Mapping[str, Fact], above: str = "") -> Table:
    found: Table = {}
    for name, value in table.items():
        key = f"{above}{name}"
        if isinstance(value, dict):
            found[name] = _typed(value, facts, f"{key}.")
        else:
            found[name] = _dated(value) if key in facts and facts[key].shape in _DATES else value
    return found


def _dated(value: object) -> object:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
