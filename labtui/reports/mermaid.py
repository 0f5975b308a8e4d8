"""`mermaid`: the dependency graph as a flowchart, which git forges and wikis draw."""

from __future__ import annotations

import re
from collections.abc import Iterator

from labtui.data.framework import colours
from labtui.reports.graph import LINKS, Graph, Node, graph_of, level_colours
from labtui.reports.report import Subject

MOST_LINKS, MOST_CHARACTERS = 499, 50_000
"""What Mermaid draws unless it is configured otherwise."""

_ARROWS = {
    "runs_on": "==>",
    "member_of": "---",
    "depends_on": "-->",
    "backs_up_to": "-. backup .->",
    "recovers_with": "-. recovers with .->",
}

_PLAIN = re.compile(r"[^A-Za-z0-9 ,.:()/'!?+=·…\x80-\U0010ffff-]")
_LIKE_A_LIST = re.compile(r"^\s*(?:\d+\.|[-+])")


def report(subject: Subject) -> str:
    """The graph, with a legend in its comments."""
    graph = graph_of(subject)
    about = [
        f"%% The lab on {subject.today}. Arrows lead to what a system needs: a thick one to what",
        "%% it runs on, a dotted one to its backups and to what it recovers with.",
    ]
    text = flowchart(graph)
    if not is_drawn(graph, text):
        about.append(
            f"%% With {len(graph.links)} links Mermaid asks for a larger maxEdges and maxTextSize."
        )
    return "\n".join(about) + f"\n{text}"


def flowchart(graph: Graph) -> str:
    """A graph as a flowchart, from what people use down to what carries it."""
    return "\n".join(["flowchart TB", *_lines(graph)]) + "\n"


def is_drawn(graph: Graph, text: str) -> bool:
    """True if Mermaid draws a graph, of which this is the text, without being configured."""
    return len(graph.links) <= MOST_LINKS and len(text) <= MOST_CHARACTERS


def _lines(graph: Graph) -> Iterator[str]:
    for node in graph.nodes:
        yield f'  {_id(node.id)}["{_label(node)}"]:::{_class(node.level)}'
    for link in graph.links:
        yield f"  {_id(link.upper)} {_ARROWS[link.key]} {_id(link.lower)}"
    assert _ARROWS.keys() == LINKS.keys()
    there = {node.level for node in graph.nodes}
    for level, (tint, colour) in level_colours().items():
        if level in there:
            ink = colours.LIGHT.text
            yield f"  classDef {_class(level)} fill:{tint},stroke:{colour},color:{ink}"
    for name, style, ids in (
        ("production", "stroke-width:3px", [n.id for n in graph.nodes if n.production]),
        ("planned", "stroke-dasharray:5 4", [n.id for n in graph.nodes if n.planned]),
    ):
        if ids:
            yield f"  classDef {name} {style}"
            yield f"  class {','.join(map(_id, ids))} {name}"


def _id(id: str) -> str:
    """An id that is no word of the language, and in which `--` is no link."""
    return f"s_{id.replace('-', '_')}"


def _class(level: str | None) -> str:
    return f"level{level or 'Unknown'}"


def _label(node: Node) -> str:
    return "<br>".join(filter(None, (_escaped(node.name), node.below)))


def _escaped(text: str) -> str:
    """A text within quotes, where marks, entities and lists mean something."""
    escaped = _PLAIN.sub(lambda sign: f"#{ord(sign[0])};", text)
    return _LIKE_A_LIST.sub(lambda sign: f"{sign[0][:-1]}#{ord(sign[0][-1])};", escaped)
