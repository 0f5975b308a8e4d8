"""What a person picked of what an import found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple


class Picked(NamedTuple):
    """What a person picked of a plan."""

    new: Collection[str] | None = None
    """Ids of new systems; None for all."""
    updated: Collection[str] = ()
    """Ids of known systems that take what the source says."""
    observed: Collection[tuple[str, str]] = ()
    """Ids and keys of facts that become what checks and jobs show, or are unset with them."""
    kept: Collection[tuple[str, str]] = ()
    """Ids and keys of facts that stay as they are, whatever the sources say now."""
    templates: Mapping[str, str] = {}
    """How new systems start, by id."""
    hosts: Mapping[str, str] = {}
    """What new systems run on, by id."""
