"""The dependency graph within Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from labtui.reports.graph import Graph
from labtui.reports.mermaid import MOST_LINKS, flowchart, is_drawn

LEGEND = (
    "Arrows lead to what a system needs: a thick one to what it runs on, a dotted one to its "
    "backups and to what it recovers with."
)


def drawn(graph: Graph, *, explained: bool) -> Iterator[str]:
    """A graph as a block that forges and wikis draw, where it is not too large for that."""
    text = flowchart(graph)
    if not graph.links:
        yield "No system is known to need another."
    elif is_drawn(graph, text):
        if explained:
            yield from (LEGEND, "")
        yield "```mermaid"
        yield from text.removesuffix("\n").split("\n")
        yield "```"
    else:
        yield (
            f"With {len(graph.links)} links it is too large for one drawing: Mermaid makes up to "
            f"{MOST_LINKS}. Each page has its part of it."
        )
