"""The findings of a system as lines of text, each with its remedy."""

from __future__ import annotations

from itertools import chain

from labtui.data.analysis.acceptance import acceptance_of
from labtui.data.analysis.findings import ordered
from labtui.data.analysis.recovery_ways import RecoveryLoop
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.clauses import severity_counts
from labtui.data.assessment.explain import why_finding
from labtui.data.assessment.lab import Lab
from labtui.widgets.lines.layout import (
    MUTED,
    TWO_COLUMNS,
    Lines,
    finding_title,
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


def finding_block(
    lab: Lab, a: Assessment, finding: Finding, width: int, loop: RecoveryLoop | None = None
) -> Lines:
    """A finding with what to do; of an accepted one, until when it is and why.

    With a recovery loop, that is drawn as a line, and each way out of it is a remedy.
    """
    why = why_finding(lab, a, finding)
    mark = " (accepted)" if finding.accepted else ""
    title = finding_title(
        finding.severity,
        f"{why.subject}{mark}",
        unproven=finding.unproven,
        accepted=finding.accepted,
    )
    lines = flow(title, width, rest="  ")
    if not finding.accepted:
        message = loop.message_before(why.rule) if loop else why.rule
        lines += flow(text(message), width, first="  ", rest="  ")
        if loop:
            lines += flow(text(loop.line, "bold"), width, first="    ", rest="      ")
        for remedy in [way.words for way in loop.ways] if loop else [why.remedy]:
            lines += flow(text(remedy, MUTED), width, first="  → ", rest="    ")
    if (acceptance := acceptance_of(a.system, finding.rule)) is not None:
        until = f"{'' if finding.accepted else 'was accepted '}until {acceptance.until}"
        said = ": ".join(filter(None, (until, acceptance.reason)))
        lines += flow(text(said, MUTED), width, first="  ", rest="  ")
    return lines
