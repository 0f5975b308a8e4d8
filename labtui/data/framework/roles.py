"""Roles and verdicts of a system, as they are worked out from its facts (framework, section 4)."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["consumed", "platform", "production", "lab", "home-server", "infrastructure"]
"""What a system is for, in a word."""


ROLES: tuple[Role, ...] = get_args(Role)


Verdict = Literal["operating", "consuming", "undecided"]
"""Whether its owner operates a system or consumes it."""


VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
