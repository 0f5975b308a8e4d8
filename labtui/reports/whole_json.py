"""`json`: the file itself, with all that it says and nothing that is worked out."""

from __future__ import annotations

from labtui.reports.as_json import plain
from labtui.reports.report import Subject
from labtui.text.json_text import json_text


def report(subject: Subject) -> str:
    """The file as JSON; where not all is to be reported, with these systems alone."""
    document, ids = subject.document, set(subject.ids)
    systems = [
        block.raw for block in document.systems if subject.is_whole or block.raw.get("id") in ids
    ]
    return json_text(plain({**document.top, "systems": systems}))
