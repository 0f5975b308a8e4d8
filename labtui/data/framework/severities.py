"""Severities of findings (framework, section 6)."""

from __future__ import annotations

SEVERITIES = ("notice", "warning", "critical")
"""Severities of findings, mildest first."""


SEVERITY_SIGNS = {"critical": "✖", "warning": "▲", "notice": "·"}
"""What stands for a severity where there is no room for the word; never colour alone."""
