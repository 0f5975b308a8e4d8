"""Facts and events as the tables that the document writes."""

from __future__ import annotations

from collections.abc import Mapping

from labtui.data.assessment.models import Changes, Event
from labtui.data.framework.shapes import Value
from labtui.data.inventory.document import REMOVED
from labtui.data.toml.values import Table


def raw_changes(changes: Changes) -> dict[str, object]:
    """Give changes as `Document.edit` takes them: REMOVED for None, lists for tuples."""
    return {
        key: REMOVED if value is None else list(value) if isinstance(value, tuple) else value
        for key, value in changes.items()
    }


def raw_system(facts: Mapping[str, Value]) -> Table:
    """Give facts by dotted key as the nested table of a system."""
    table: Table = {}
    for key, value in raw_changes(facts).items():
        *path, name = key.split(".")
        inner = table
        for part in path:
            inner = inner.setdefault(part, {})
        inner[name] = value
    return table


def raw_event(event: Event) -> Table:
    """Give an event as an entry of a history."""
    return {key: value for key, value in event._asdict().items() if value is not None}
