"""Roles and verdicts of a system, as they are worked out from its facts (framework, section 4)."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["consumed", "platform", "production", "lab", "home-server", "infrastructure"]
"""What a system is for, in a word."""


ROLES: tuple[Role, ...] = get_args(Role)

_WORDS: dict[Role, str] = {
    "consumed": "service",
    "home-server": "home server",
    "infrastructure": "rented server",
}
"""The roles that people read otherwise than they are called in files and commands."""


def role_word(role: Role | None, unknown: str = "not known") -> str:
    """A role as people read it."""
    return unknown if role is None else _WORDS.get(role, role)


Verdict = Literal["operating", "consuming", "undecided"]
"""Whether its owner operates a system or consumes it."""
