"""What is known of one system before it is assessed (framework, section 3)."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from labtui.data.assessment.models import EvaluationContext, SmellTest, System
from labtui.data.framework.layers import Layer
from labtui.data.framework.shapes import NOT_APPLICABLE, Value

Stated = tuple[Value, str]
"""A value, and the id of the system that states it."""


class Dangling(NamedTuple):
    """A reference to a system that does not exist or is retired."""

    key: str
    id: str
    retired: bool


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
    group: bool
    """True if it has active members."""
    inner: bool
    """True if it hosts a system not retired, is a group of such, or a member of one."""
    needed_lab: str | None
    """An active system it needs that is for learning: of several, the first by id."""
    in_cycle: bool
    in_recovery_loop: bool
    """True if recovering it leads back to itself over what it recovers with."""
    destinations: tuple[str, ...]
    """The active systems where its backups are kept."""
    unusable_destinations: tuple[tuple[str, str], ...]
    """If it has no destination: each one named, with `planned`, `retired` or `missing`."""
    backed_up_on: str | None
    """Its root host, if all its backups are there and a decision about it put them there."""
    copies: tuple[tuple[str, str | None], ...]
    """The other systems that hold copies of irreplaceable data, each with its site, sorted."""
    production_access: tuple[str, ...]
    """The other active production systems on which it holds administrative access."""
    dangling: tuple[Dangling, ...]
    """References it states to systems that do not exist or are retired."""

    @property
    def patchable(self) -> bool:
        """True unless it states that it has no updates, or is a group (section 5)."""
        return not self.group and not self._states_none("updates")

    @property
    def watchable(self) -> bool:
        """True unless it states that it needs no monitoring (section 5)."""
        return not self._states_none("monitoring")

    @property
    def without_os(self) -> bool:
        """True if it states that it has no operating system (section 5)."""
        return self._states_none("os")

    def _states_none(self, layer: Layer) -> bool:
        return self.system.facts.get(f"owners.{layer}") == NOT_APPLICABLE
