"""JSON as a text that is readable, and safe to show."""

from __future__ import annotations

import json
import re
from typing import Any

_NOT_ASCII = re.compile("[^\x00-\x7e]+")


def json_text(value: Any, *, in_ascii: bool = False) -> str:
    """JSON with a line for each value; with `in_ascii`, in plain ASCII."""
    # One line a value: readable, and diff and git compare it well.
    text = json.dumps(value, ensure_ascii=in_ascii, indent=1)
    # JSON allows characters that a terminal or a reader would misinterpret.
    return _NOT_ASCII.sub(_printable_in_json, text) + "\n"


def _printable_in_json(found: re.Match[str]) -> str:
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in found[0])
