"""`dot`: the dependency graph for Graphviz. Arrows lead from a system to what it needs."""

from __future__ import annotations

from labtui.data.framework import colours
from labtui.reports.graph import LINKS, Node, graph_of, level_colours
from labtui.reports.report import Subject

_STYLES = {
    "runs_on": "penwidth=2",
    "member_of": "arrowhead=none",
    "depends_on": "style=solid",
    "backs_up_to": 'style=dashed, label="backup"',
    "recovers_with": 'style=dotted, label="recovers with"',
}


def report(subject: Subject) -> str:
    """The graph, with a legend in its comments."""
    graph = graph_of(subject)
    quiet = colours.LIGHT.quiet
    lines = [
        f"// The lab on {subject.today}. Arrows lead to what a system needs: a thick one to what",
        "// it runs on, a dashed one to its backups, a dotted one to what it recovers with.",
        "digraph lab {",
        "  rankdir=TB;",
        '  node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=11];',
        f'  edge [color="{quiet}", fontcolor="{quiet}", fontname="sans-serif", fontsize=9];',
        *map(_node, graph.nodes),
        *(f'  "{link.upper}" -> "{link.lower}" [{_STYLES[link.key]}];' for link in graph.links),
        "}",
    ]
    assert _STYLES.keys() == LINKS.keys()
    return "\n".join(lines) + "\n"


def _node(node: Node) -> str:
    tint, colour = level_colours()[node.level]
    label = "\\n".join(filter(None, (_escaped(node.name), node.below)))
    style = ', style="rounded,filled,dashed"' if node.planned else ""
    width = ", penwidth=2.5" if node.production else ""
    return f'  "{node.id}" [label="{label}", fillcolor="{tint}", color="{colour}"{style}{width}];'


def _escaped(text: str) -> str:
    """A text within quotes, where Graphviz knows escapes and entities."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
