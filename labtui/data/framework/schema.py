"""The schema of an inventory: the number of the format it is written in."""

from __future__ import annotations

SCHEMA = 1
"""The newest schema that this labtui knows, and the one it writes."""


def is_newer(schema: object) -> bool:
    """True for the schema of a file that a newer labtui wrote."""
    return type(schema) is int and schema > SCHEMA


def wrong_schema(schema: object) -> str | None:
    """Say why this labtui does not write a file of a schema, and what to do; None if it does."""
    if is_newer(schema):
        return f"schema is above {SCHEMA}: written by a newer labtui; update this one"
    if type(schema) is not int or schema != SCHEMA:
        return f"schema is not the number {SCHEMA}; correct it"
    return None
