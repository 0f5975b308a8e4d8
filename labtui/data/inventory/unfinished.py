"""What was begun and is neither saved nor cancelled, as plain data that a journal can hold."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from labtui.data.inventory.document import Document

_FORMAT = 1
"""The number of this format; a journal of another one is left alone."""

DocumentKind = Literal["unsaved", "what_if"]
"""Changes that could not be saved, and changes that are only tried."""


class Unfinished(NamedTuple):
    """One unfinished thing: what it is, the systems it is about, and what was typed."""

    kind: str
    """A `DocumentKind`, or the name of the screen that restores itself from it."""
    ids: tuple[str, ...] = ()
    """The ids of the systems."""
    typed: Mapping[str, Any] = {}
    """What its screen restores: texts, numbers, dates, lists and tables of them.

    Empty for a screen that is only the place where the next thing was begun.
    """
    documents: tuple[Document, ...] = ()
    """For a `DocumentKind`, what the changes were made to, and what has them."""

    @property
    def has_content(self) -> bool:
        """True if something would be lost with it."""
        return bool(self.typed or self.documents)

    def merged_into(self, current: Document) -> tuple[Document, list[str]]:
        """Give `current` with the changes of `documents`, which win.

        The list names the facts that were changed in `current` too. Raises DocumentError.
        """
        from labtui.data.inventory.merge import merge

        base, changed = self.documents
        merged = merge(base, changed, current, prefer="ours")
        is_same = merged.document.data == current.data
        document = current if is_same else merged.document
        return document, [conflict.where for conflict in merged.conflicts]


def to_bytes(things: Iterable[Unfinished]) -> bytes:
    """Give the content of a journal: what the things are in one line, then their documents."""
    import json  # slow to import, and few commands need it

    heads, bodies = [], []
    for thing in things:
        documents = [document.data for document in thing.documents]
        bodies += documents
        head = {"kind": thing.kind, "ids": thing.ids, "typed": thing.typed}
        heads.append({**head, "sizes": [len(data) for data in documents]})
    line = json.dumps({"format": _FORMAT, "things": heads}, default=_from_date)
    return b"".join([line.encode(), b"\n", *bodies])


def from_bytes(content: bytes) -> list[Unfinished]:
    """Give the things in a journal, bottom first; none if they cannot be understood.

    Lists are lists then, also where tuples were written.
    """
    import json

    line, _, body = content.partition(b"\n")
    try:
        journal = json.loads(line, object_hook=_to_date)
        if journal["format"] != _FORMAT:
            return []
        things = []
        for head in journal["things"]:
            documents = []
            for size in head["sizes"]:
                documents.append(Document.parse(body[:size]))
                body = body[size:]
            ids = tuple(map(str, head["ids"]))
            things.append(Unfinished(head["kind"], ids, dict(head["typed"]), tuple(documents)))
    except (ValueError, TypeError, LookupError, RecursionError):
        return []
    return things


def _from_date(value: object) -> object:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    raise TypeError(f"{type(value)} is no plain data")


def _to_date(table: dict[str, Any]) -> Any:
    return date.fromisoformat(table["date"]) if [*table] == ["date"] else table
