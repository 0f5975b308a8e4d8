"""The headings under which facts stand in the editor and on a system's page."""

from __future__ import annotations

IDENTITY = "What it is"
DECISIVE = "What decides most"
OWNERSHIP = "Who answers for each layer"
HABITS = "Practices"
PROOF = "Evidence"
RELATIONS = "Relations"
SMELL = "Smell test"
TEXTS = "Notes"
RETIREMENT = "Retirement"
HISTORY = "History"
ACCEPTED = "Accepted risks"


GROUPS = (DECISIVE, OWNERSHIP, HABITS, PROOF, RELATIONS, IDENTITY, SMELL, TEXTS, RETIREMENT)
"""The headings in the order a person goes through them: what decides most comes first."""
