"""The shapes a fact's value can take in the file, and the values they share."""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from typing import Final, Literal

Value = str | int | bool | date | tuple[str, ...]
"""A fact's value; a list of the file is a tuple."""


NEVER: Final = "never"
"""Stands for a date where something was never done."""


NotApplicable = Literal["n/a"]


NOT_APPLICABLE: Final = "n/a"
"""Stands where a layer, a practice or an evidence does not apply to the system."""


ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")
"""What the id of a system looks like (framework, section 2)."""


class Shape(Enum):
    """What a value looks like in the file."""

    TEXT = "text"
    TEXTS = "texts"
    ID = "id"
    REFERENCE = "reference"
    REFERENCES = "references"
    CHOICE = "choice"
    CHOICES = "choices"
    PERCENT = "percent"
    DATE = "date"
    DATE_OR_NEVER = "date or never"
    BOOLEAN = "boolean"
    BOOLEAN_OR_NA = "boolean or n/a"

    # By identity, as they compare; by name it is a twentieth of the time of reading systems.
    __hash__ = object.__hash__


AS_WRITTEN = frozenset({Shape.TEXT, Shape.REFERENCE, Shape.CHOICE})
"""Shapes whose value is any text, or any of the fact's choices."""


LISTS = frozenset({Shape.TEXTS, Shape.REFERENCES, Shape.CHOICES})
"""Shapes whose value is a list."""


REFERRING = frozenset({Shape.REFERENCE, Shape.REFERENCES})
"""Shapes whose value names other systems."""


EXPECTED = {
    Shape.TEXT: "a text",
    Shape.TEXTS: "a list of texts",
    Shape.ID: "an id: a-z, 0-9 and -, not - first, at most 63 characters",
    Shape.REFERENCE: "the id of a system",
    Shape.REFERENCES: "a list of ids",
    Shape.PERCENT: "a whole number from 0 to 100",
    Shape.DATE: "a date like 2026-11-21",
    Shape.DATE_OR_NEVER: 'a date like 2026-11-21, or "never"',
    Shape.BOOLEAN: "true or false",
    Shape.BOOLEAN_OR_NA: 'true, false or "n/a"',
}
"""What a valid value of a shape looks like, in words; choices are listed instead."""


EXPECTED_TYPED = {
    Shape.REFERENCES: "the id of a system",
    Shape.DATE: "a date. Use 2026-11-28, Sept, today or -3d",
    Shape.DATE_OR_NEVER: "a date. Use 2026-11-28, Sept, today, -3d or never",
    Shape.BOOLEAN: "yes or no",
    Shape.BOOLEAN_OR_NA: "yes, no or n/a",
}
"""The same for a value that is typed, or for its elements, where that differs."""
