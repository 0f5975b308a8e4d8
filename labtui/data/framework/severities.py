"""Severities of findings (framework, section 6)."""

from __future__ import annotations

from typing import Literal, get_args

Severity = Literal["notice", "warning", "critical"]


SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""Mildest first."""


SEVERITY_SIGNS: dict[Severity, str] = {"critical": "×", "warning": "▲", "notice": "·"}
"""What stands for a severity where there is no room for the word; never colour alone."""


def severity_sign(severity: Severity, *, unproven: bool) -> str:
    """The sign of a severity, followed by `?` for what is only a question: `×`, `×?`."""
    return SEVERITY_SIGNS[severity] + ("?" if unproven else "")
