"""`html`: the whole lab as one page."""

from __future__ import annotations

from labtui.reports.html.findings import findings_section
from labtui.reports.html.graph import graph_section
from labtui.reports.html.map import risk_map
from labtui.reports.html.matrix import matrix
from labtui.reports.html.overview import overview
from labtui.reports.html.style import STYLE
from labtui.reports.html.system import systems_section
from labtui.reports.html.tree import tree_section
from labtui.reports.markup import document
from labtui.reports.naming import by_name
from labtui.reports.report import Subject


def report(subject: Subject) -> str:
    """The page for the systems of a subject, which stand in the order of their names."""
    lab = subject.lab
    ids = by_name(lab, subject.ids)
    sections = {
        "Overview": overview(lab, ids),
        "Responsible": matrix(lab, ids),
        "Risk and learning": risk_map(lab, ids),
        "What runs on what": tree_section(lab, ids),
        "What needs what": graph_section(lab, ids, subject.order),
        "Findings": findings_section(lab, ids),
        "Systems": systems_section(lab, ids),
    }
    links = "".join(
        f'<a href="#{section.partition("id=")[2][1:].partition(chr(34))[0]}">{title}</a>\n'
        for title, section in sections.items()
        if section
    )
    title = "What we run, and who is responsible"
    return document(
        title,
        STYLE,
        f"<header>\n<h1>{title}</h1>\n"
        f"<p>As of {subject.today}. Bold: people rely on it.</p>\n</header>\n"
        f"<nav>\n{links}</nav>\n<main>\n{''.join(sections.values())}</main>\n",
    )
