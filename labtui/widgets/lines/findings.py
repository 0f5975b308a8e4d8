"""The findings of a system as lines of text, each with its remedy."""

from __future__ import annotations

from itertools import chain

from textual.content import Content

from labtui.data.analysis.acceptance import acceptance_of
from labtui.data.analysis.findings import ordered
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.clauses import severity_counts
from labtui.data.assessment.explain import why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.framework.severities import SEVERITY_SIGNS
from labtui.widgets.lines.layout import (
    MUTED,
    SEVERITY_STYLES,
    TWO_COLUMNS,
    Lines,
    flow,
    heading,
    text,
)


def finding_lines(lab: Lab, a: Assessment, width: int) -> Lines:
    """The findings, worst first, each with its remedy."""
    lines = findings_heading(a, width)
    if width >= TWO_COLUMNS:
        del lines[0]  # lines are few in a wide panel
    blocks = (finding_block(lab, a, finding, width) for finding in ordered(a))
    return [*lines, *chain.from_iterable(blocks)]


def findings_heading(a: Assessment, width: int) -> Lines:
    """The number of findings by severity."""
    return heading("Findings", width, " · ".join(severity_counts(a)) or "none")


def finding_block(lab: Lab, a: Assessment, finding: Finding, width: int) -> Lines:
    """A finding with its remedy; if accepted, with the end and the reason of the acceptance."""
    why = why_finding(lab, a, finding)
    style = MUTED if finding.accepted else SEVERITY_STYLES[finding.severity]
    mark = " (accepted)" if finding.accepted else ""
    title = Content.styled(f"{SEVERITY_SIGNS[finding.severity]} {why.subject}{mark}", style)
    lines = flow(title, width, rest="  ")
    if not finding.accepted:
        lines += flow(text(why.rule), width, first="  ", rest="  ")
        lines += flow(text(why.remedy, MUTED), width, first="  → ", rest="    ")
    if (acceptance := acceptance_of(a.system, finding.rule)) is not None:
        until = f"{'' if finding.accepted else 'was accepted '}until {acceptance.until}"
        said = ": ".join(filter(None, (until, acceptance.reason)))
        lines += flow(text(said, MUTED), width, first="  ", rest="  ")
    return lines
