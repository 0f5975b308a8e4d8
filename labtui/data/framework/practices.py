"""The six practices, and how far one may be followed (framework, section 2)."""

from __future__ import annotations

from typing import Literal

Practice = Literal[
    "segmentation",
    "access_control",
    "backup_strategy",
    "failure_scenarios",
    "documentation",
    "secure_remote_access",
]


PRACTICES: dict[Practice, str] = {
    "segmentation": "Network segmentation",
    "access_control": "Access control",
    "backup_strategy": "Backup strategy",
    "failure_scenarios": "Failure scenarios",
    "documentation": "Documentation",
    "secure_remote_access": "Secure remote access",
}
"""The practices with their labels."""


PracticeAnswer = Literal["yes", "partly", "no", "n/a"]


PRACTICE_ANSWERS: dict[PracticeAnswer, str] = {
    "yes": "",
    "partly": "",
    "no": "",
    "n/a": "does not apply here",
}
"""The answers with their meaning, where the word alone does not say it."""
