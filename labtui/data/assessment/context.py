"""What is known of one system before it is assessed (framework, section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from labtui.data.assessment.models import EvaluationContext, SmellTest, System
from labtui.data.framework.shapes import Value

Stated = tuple[Value, str]
"""A value, and the id of the system that states it."""


class SystemContext(NamedTuple):
    """What is known of a system, with what it inherits and who relies on it (section 3)."""

    system: System
    evaluation: EvaluationContext
    stated: Mapping[str, Stated]
    """Facts that count here, stated or inherited: layers, practices, backups, their evidence."""
    smell: tuple[SmellTest, str] | None
    """The smell test that counts here, and whose it is."""
    learned: tuple[date, str] | None
    """When something was last learned here or on an ancestor, and on which."""
    production: bool
    through: tuple[str, ...]
    """The active production systems that need it directly, sorted."""
    hosts: bool
    """Whether a system not retired runs on it or is its member."""
    rests_on_lab: bool
    """Whether it needs, directly or not, another active system kept for learning."""
    in_cycle: bool
    dangling: tuple[tuple[str, str], ...]
    """References it states to systems that do not exist or are retired: the key and the id."""
    backups_beside: tuple[str, ...]
    """Its backup targets that have the same root host."""
