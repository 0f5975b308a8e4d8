"""Adding systems by answers to a few questions: what these state, and what is there already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from labtui.data.assessment.models import System
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.shapes import Value
from labtui.data.inventory.edits import id_for
from labtui.data.inventory.workspace import Workspace

_BULLET = re.compile(r"[-*•]\s+")

_COPIED = (
    "kind",
    "purpose",
    "relied_on_for",
    "runs_on",
    "exposure",
    "holds",
    *(f"owners.{layer}" for layer in LAYERS),
    "depends_on",
    "member_of",
    "recovers_with",
    "access_to",
    "used_by",
    "stand_ins",
    "provider",
    "site",
    "intended_level",
    "tags",
)
"""What a system is and needs; nothing that was done with it, tested or judged."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What was said of a new system besides its name."""

    template: str | None = None
    """Where it is, if it does not run on one of one's systems; None if nobody knows yet."""
    host: str | None = None
    """The id of what it runs on."""
    new_hosts: tuple[str, ...] = ()
    """Names of hosts that are new too, each on the next; the last is at `template` or `host`."""
    facts: Mapping[str, Value | None] = field(default_factory=dict)
    """The answers by key; one that is None is not stated, whatever the template says."""


def names_in(text: str) -> list[str]:
    """Give the names in a text, one a line, without bullets and each once."""
    lines = (_BULLET.sub("", line.strip(), count=1).strip() for line in text.splitlines())
    names: dict[str, str] = {}
    for line in lines:
        if line:
            names.setdefault(line.casefold(), line)
    return [*names.values()]


def namesakes(workspace: Workspace, names: Iterable[str]) -> dict[str, str]:
    """Give the names that a system has already, with its id, retired ones included."""
    known: dict[str, str] = {}
    for id in workspace.ids:
        known.setdefault(workspace.lab.systems[id].name.casefold(), id)
    ids = {*workspace.ids}
    found = {}
    for name in names:
        alike = id_for(name, ())
        same = known.get(name.casefold()) or (alike if alike in ids else None)
        if same is not None:
            found[name] = same
    return found


def add_all(workspace: Workspace, names: Sequence[str], said: Newcomer) -> list[str]:
    """Add systems of these names, and before them their new hosts, each as one step; gives ids.

    Raises what `Workspace.add` raises; what was added until then stays.
    """
    template, host = said.template, said.host
    nothing_else: dict[str, Value | None] = {"purpose": None}
    for new in reversed(said.new_hosts):
        host = workspace.add(new, nothing_else, template=template, host=host)
        template = None
    facts = {**nothing_else, **said.facts}
    return [workspace.add(name, facts, template=template, host=host) for name in names]


def copied(system: System) -> dict[str, Value]:
    """Give the facts that a system like this one starts with."""
    facts = {key: system.facts[key] for key in _COPIED if key in system.facts}
    return {**facts, "status": "planned"} if system.status == "planned" else facts
