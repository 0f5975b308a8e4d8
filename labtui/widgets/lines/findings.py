"""The findings of a system as lines of text, each with what helps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from labtui.data.analysis.acceptance import acceptance_of
from labtui.data.analysis.findings import ordered, resolver_of
from labtui.data.analysis.recovery_ways import RecoveryLoop
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.explain import why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules.assessing import UNANSWERED
from labtui.data.framework.facts import FACTS
from labtui.data.framework.severities import SEVERITIES
from labtui.text.wording import plural
from labtui.widgets.lines.layout import MUTED, Lines, filled, finding_title, flow, text

EDIT = "e"
"""The key that edits facts in every list."""

DONE_KEYS = {
    "evidence.patched": "p",
    "evidence.restore_tested": "r",
    "evidence.config_reviewed": "c",
}
"""Facts that are recorded as done today, with the keys that do it after `t`."""


class Group(NamedTuple):
    """Findings that are read alike: what is proven, what is only asked, and what is accepted."""

    title: str
    remark: str
    findings: list[Finding]


def finding_groups(a: Assessment) -> list[Group]:
    """The findings, proven ones first, in each group the worst first; groups without any go."""
    proven: list[Finding] = []
    asked: list[Finding] = []
    accepted: list[Finding] = []
    for finding in ordered(a):
        group = accepted if finding.accepted else asked if finding.unproven else proven
        group.append(finding)
    groups = (
        Group("Proven", _counted(proven), proven),
        Group("Not proven", _counted(asked), asked),
        Group("Accepted", "", accepted),
    )
    return [group for group in groups if group.findings]


def _counted(findings: Iterable[Finding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(plural(counts[each], each) for each in reversed(SEVERITIES) if counts[each])


def finding_lines(lab: Lab, a: Assessment, width: int) -> Lines:
    """The findings in their groups: what each says, and what helps."""
    lines: Lines = []
    for group in finding_groups(a):
        lines += [Content(""), group_line(group)] if lines else [group_line(group)]
        for finding in group.findings:
            lines += finding_block(lab, a, finding, width)
    return lines or [text("Nothing was found.", MUTED)]


def group_line(group: Group) -> Content:
    """The title of a group, and how many findings of each severity are in it."""
    return Content.assemble((group.title, "bold"), (f"  {group.remark}", MUTED))


def finding_line(lab: Lab, a: Assessment, finding: Finding, width: int, key: str = EDIT) -> Content:
    """A finding in one line, with the keys that help at its right end."""
    return _title_line(lab, a, finding, why_finding(lab, a, finding).subject, width, key)


def _title_line(
    lab: Lab, a: Assessment, finding: Finding, subject: str, width: int, key: str
) -> Content:
    mark = " (accepted)" if finding.accepted else ""
    title = finding_title(
        finding.severity,
        f"{subject}{mark}",
        unproven=finding.unproven,
        accepted=finding.accepted,
    )
    keys, does = ("", "") if finding.accepted else what_helps(lab, a, finding, key)
    if does and title.cell_length + len(keys) + cell_len(does) + 3 > width:
        does = ""  # Keys are never cut, nor is what they do.
    helps = Content.assemble((keys, "bold $text-primary"), " " * bool(keys and does), (does, MUTED))
    room = width - helps.cell_length - 2 * bool(helps)
    return Content.assemble(filled(title, room), " " * (width - room - helps.cell_length), helps)


def what_helps(lab: Lab, a: Assessment, finding: Finding, key: str = EDIT) -> tuple[str, str]:
    """The keys that lead to what resolves a finding, and what they do, in a few words.

    `key` is the one that asks for facts where this is shown.
    """
    resolver = resolver_of(lab, a, finding)
    if resolver.kind == "member":
        return ("", "a member decides it") if key == EDIT else (key, "opens the member")
    if resolver.kind == "event":
        return "t x", "notes what was tried"
    if resolver.kind == "smell-test":
        return "s", "takes the smell test"
    if resolver.key in DONE_KEYS:
        return f"t {DONE_KEYS[resolver.key]}", "once it is done"
    does = "answers" if finding.unproven else "edits"
    if finding.rule == UNANSWERED.id:
        return key, f"{does} them"
    fact = FACTS.get(resolver.key)
    return key, f"{does} {_in_a_sentence(fact.short_label) if fact else 'it'}"


def _in_a_sentence(label: str) -> str:
    """A label without its capital, unless that is an abbreviation."""
    return label if label[:2].isupper() else f"{label[:1].lower()}{label[1:]}"


def finding_block(
    lab: Lab,
    a: Assessment,
    finding: Finding,
    width: int,
    loop: RecoveryLoop | None = None,
    key: str = EDIT,
) -> Lines:
    """A finding with what to do; of an accepted one, until when it is and why.

    With a recovery loop, that is drawn as a line, and each way out of it is a remedy.
    """
    why = why_finding(lab, a, finding)
    lines = [_title_line(lab, a, finding, why.subject, width, key)]
    if not finding.accepted:
        message = loop.message_before(why.rule) if loop else why.rule
        lines += flow(text(message, MUTED), width, first="  ", rest="  ")
        if loop:
            lines += flow(text(loop.line, "bold"), width, first="    ", rest="      ")
        for remedy in [way.words for way in loop.ways] if loop else [why.remedy]:
            lines += flow(text(remedy), width, first="  → ", rest="    ")
    if (acceptance := acceptance_of(a.system, finding.rule)) is not None:
        until = f"{'' if finding.accepted else 'was accepted '}until {acceptance.until}"
        said = ": ".join(filter(None, (until, acceptance.reason)))
        lines += flow(text(said, MUTED), width, first="  ", rest="  ")
    return lines
