"""The dependency graph of a lab: what `dot` and `mermaid` draw. Retired systems are not in it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from labtui.data.assessment.models import System
from labtui.data.framework.colours import MEANINGS
from labtui.data.framework.levels import LEVELS
from labtui.reports.naming import called
from labtui.reports.report import Subject

LINKS = {
    "runs_on": "runs on",
    "member_of": "member of",
    "depends_on": "depends on",
    "backs_up_to": "backed up to",
    "recovers_with": "recovers with",
}
"""The facts that are drawn, in words; what a system can administer is none of its needs."""

LONGEST_NAME = 48
"""The most characters of a name that a node shows."""


class Link(NamedTuple):
    """One system names another."""

    id: str
    to: str
    key: str
    """One of `LINKS`."""

    @property
    def upper(self) -> str:
        """The one that needs the other; a group needs its members."""
        return self.to if self.key == "member_of" else self.id

    @property
    def lower(self) -> str:
        """The one that is needed."""
        return self.id if self.key == "member_of" else self.to


class Node(NamedTuple):
    """A system to be drawn."""

    id: str
    name: str
    """Its name, shortened; empty where it says no more than the id."""
    level: str | None
    production: bool
    planned: bool

    @property
    def below(self) -> str:
        """What stands below its name: `owl · 3b`."""
        return f"{self.id} · {self.level or '?'}"


class Graph(NamedTuple):
    """Nodes and links, both sorted."""

    nodes: Sequence[Node]
    links: Sequence[Link]


def graph_of(subject: Subject) -> Graph:
    """The graph of the systems to report; what leads to others is left out."""
    systems = [system for system in subject.systems if not system.retired]
    shown = {system.id for system in systems}
    links = {
        Link(system.id, to, key)
        for system in systems
        for key, to in system.references()
        if key in LINKS and to in shown and to != system.id
    }
    nodes = sorted(_node(subject, system) for system in systems)
    return Graph(
        nodes, sorted(links, key=lambda link: (link.id, [*LINKS].index(link.key), link.to))
    )


def neighbourhoods(graph: Graph) -> Mapping[str, Graph]:
    """For each system that is linked to others, the part of a graph with it and with these."""
    links: dict[str, list[Link]] = defaultdict(list)
    for link in graph.links:
        links[link.id].append(link)
        links[link.to].append(link)
    nodes = {node.id: node for node in graph.nodes}
    return {
        id: Graph([nodes[near] for near in sorted({id for link in of for id in link[:2]})], of)
        for id, of in links.items()
    }


def _node(subject: Subject, system: System) -> Node:
    a = subject.lab.assessments[system.id]
    name = "" if called(system).casefold() == system.id else called(system)
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME - 1] + "…"
    return Node(system.id, name, a.level, a.production, system.status == "planned")


def level_colours() -> dict[str | None, tuple[str, str]]:
    """The tint and the colour of each level on a light ground; grey where it is not known."""
    colours: dict[str | None, tuple[str, str]] = {
        level: (MEANINGS[f"level-{level}-tint"].light, MEANINGS[f"level-{level}"].light)
        for level in LEVELS
    }
    return colours | {None: ("#ffffff", MEANINGS["rule"].light)}
