"""The output formats by name. A format's module is imported when it is used."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import NamedTuple

from labtui.data.assessment.lab import Lab
from labtui.data.inventory.document import Document
from labtui.reports.masking import masked_lab, told_as_written
from labtui.reports.report import Format, Report, Subject

FORMATS: Mapping[str, Format] = {
    "ansible": Format(
        "ansible", "an inventory of Ansible, with groups by level, role and host", ".yml"
    ),
    "csv": Format(
        "csv_table", "a table with a row a system, for spreadsheets", ".csv", leaves_out=True
    ),
    "dot": Format("dot", "the dependency graph for Graphviz", ".dot"),
    "gatus": Format("gatus", "endpoints for Gatus, where a URL is known", ".yaml"),
    "handover": Format(
        "handover.as_markdown", "a sheet for whoever has to manage without you", ".md"
    ),
    "handover-html": Format("handover.as_html", "the hand-over sheet, to print", ".html"),
    "html": Format("html.page", "one page to look through, for any browser", ".html"),
    "json": Format("whole_json", "the file itself, for scripts and for import", ".json", True),
    "markdown": Format(
        "markdown.folder", "a folder with a page a system, for a wiki, git or Obsidian"
    ),
    "mermaid": Format("mermaid", "the dependency graph as a Mermaid flowchart", ".mmd"),
    "prometheus": Format(
        "prometheus", "metrics for the textfile collector of node_exporter", ".prom"
    ),
    "rackpeek": Format("rackpeek", "resources for RackPeek", ".yaml"),
    "runbook": Format(
        "markdown.runbook", "the order to rebuild in, with what is known to do it", ".md"
    ),
    "svg": Format("svg.whole", "the matrix and the map as a drawing, light and dark", ".svg"),
    "svg-map": Format("svg.map_alone", "the map alone", ".svg"),
    "svg-matrix": Format("svg.matrix_alone", "the matrix alone", ".svg"),
}
"""All formats, in the order of their names."""


class Exported(NamedTuple):
    """A report, and where secrets were found on the way."""

    report: Report
    secrets: Mapping[str, tuple[str, ...]]
    """By id, the keys of the facts that look like secrets; masked unless `Format.as_written`.

    Then also the paths of whatever else does, in no system or in one that is none to labtui.
    """
    left_out: str
    """What the format has no place for, though it can be imported again; empty if nothing."""


def exported(
    name: str, document: Document, lab: Lab, order: Iterable[str], ids: Iterable[str]
) -> Exported:
    """A report in the format of a name in `FORMATS`.

    `order` are the ids of all systems in the order of the file, `ids` those to report.
    """
    chosen = set(ids)
    in_order = tuple(order)
    lab, secrets = masked_lab(lab)
    kept = tuple(id for id in in_order if id in chosen)
    subject = Subject(lab, kept, in_order, document)
    module = import_module(f"labtui.reports.{FORMATS[name].module}")
    report: Report = module.report(subject)
    told: Mapping[str, tuple[str, ...]] = {id: secrets[id] for id in kept if id in secrets}
    if FORMATS[name].as_written and isinstance(report, str):
        told = told_as_written(report, told)
    left_out = module.left_out(subject) if FORMATS[name].leaves_out else ""
    return Exported(report, told, left_out)
