"""Named tuples are made at the start of every command, so making them has to be cheap."""

from pathlib import Path

import labtui

PACKAGE = Path(labtui.__file__).parent
ROOMS = ("cli", "data")


def test_modules_with_named_tuples_have_no_postponed_annotations() -> None:
    """A postponed annotation is a text, and a named tuple compiles each text it is given."""
    slow = [
        str(path.relative_to(PACKAGE))
        for room in ROOMS
        for path in sorted((PACKAGE / room).rglob("*.py"))
        if "(NamedTuple" in (text := path.read_text("utf-8"))
        and "from __future__ import annotations" in text
    ]
    assert slow == []
