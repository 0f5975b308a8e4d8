"""The six practices (framework, section 2)."""

from __future__ import annotations

PRACTICES = {
    "segmentation": "Network segmentation",
    "access_control": "Access control",
    "backup_strategy": "Backup strategy",
    "failure_scenarios": "Failure scenarios",
    "documentation": "Documentation",
    "secure_remote_access": "Secure remote access",
}
