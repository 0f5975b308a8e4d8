"""The headings under which facts stand in the editor and on a system's page."""

from __future__ import annotations

IMPORTANT = "Most important"
RESPONSIBLE = "Responsible"
PRACTICE = "Practices"
EVIDENCE = "Evidence"
RELATIONS = "Relations"
DESCRIPTION = "Description"
SMELL = "Smell test"
RETIREMENT = "Retirement"
HISTORY = "History"
ACCEPTED = "Accepted risks"
SOURCES = "Sources"


GROUPS = (
    IMPORTANT,
    RESPONSIBLE,
    PRACTICE,
    EVIDENCE,
    RELATIONS,
    DESCRIPTION,
    SMELL,
    RETIREMENT,
)
"""The headings in the order a person goes through them: what decides most comes first."""
