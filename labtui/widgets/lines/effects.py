"""The effects of a change as lines of text, before → after: a system, its findings, others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nsmallest
from itertools import chain

from textual.content import Content

from labtui.data.analysis.differences import differs
from labtui.data.analysis.findings import ordered
from labtui.data.analysis.trees.effects import by_effect
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.explain import why_finding
from labtui.data.assessment.lab import Change, Lab
from labtui.text.printable import printable
from labtui.widgets.lines.changes import fact_words, findings_left
from labtui.widgets.lines.colours import RISK_TOKENS, level_style
from labtui.widgets.lines.effect_tree import effect_tree_lines
from labtui.widgets.lines.layout import (
    MUTED,
    TWO_COLUMNS,
    Lines,
    finding_title,
    flow,
    heading,
    labelled,
    packed,
    text,
)
from labtui.widgets.lines.standing import STANDING_LABELS, standing_words

MOST_TOLD = 200
"""The most other systems whose changes are told; more would not be read, and take long."""


def effect_lines(
    saved: Lab, lab: Lab, id: str, effects: Mapping[str, Change] | None, width: int
) -> Lines:
    """The effects of a draft, before → after, on the system itself and on every other one.

    `effects` are None while those on others are still being computed.
    """
    before, after = saved.assessments.get(id), lab.assessments.get(id)
    others = other_changes(saved, lab, id, effects, width)
    if after is None:
        return [*flow(text("Retired: it is not assessed.", MUTED), width), *others]
    changes = _finding_changes(lab, before, after, width)
    told_now = standing_changes(before, after, width)
    # A wide panel has few lines, none for a blank; others' effects are the least expected.
    return (
        [*told_now, *others[1:], *changes]
        if width >= TWO_COLUMNS
        else [*told_now, *changes, *others]
    )


def standing_changes(before: Assessment | None, after: Assessment, width: int) -> Lines:
    """Level, role, risk, learning and operator, each before → after if it changes."""
    items = []
    for label, was, now in zip(
        STANDING_LABELS, standing_words(before), standing_words(after), strict=True
    ):
        plain = level_style(after.level) if label == "Level" else ""
        style = RISK_TOKENS.get(now, plain if was == now else f"bold {plain}".strip())
        arrow = (f"{was} → ", MUTED) if was != now else ("", "")
        items.append((label, Content.assemble(arrow, (now, style))))
    if width < TWO_COLUMNS:
        return list(chain.from_iterable(labelled(*item, width) for item in items))
    parts = [Content.assemble((f"{label} ", MUTED), value) for label, value in items]
    return packed(parts, width, rest="")


def other_changes(
    saved: Lab, lab: Lab, id: str, effects: Mapping[str, Change] | None, width: int
) -> Lines:
    """The other systems that a draft changes, as a tree below the system that was edited.

    Of more than `MOST_TOLD` the worst are told, and the rest is counted.
    """
    if effects is None:
        return heading("Other systems", width, "assessing …")
    changed = {other: each for other, each in effects.items() if differs(*each)}
    others = len(changed.keys() - {id})
    if not others:
        return heading("Other systems", width, "nothing changes")
    count = "1 system changes" if others == 1 else f"{others} systems change"
    return [
        *heading("Other systems", width, count),
        *changed_lines(saved, lab, [id], changed, width),
    ]


def changed_lines(
    saved: Lab,
    lab: Lab,
    edited: Sequence[str],
    changed: Mapping[str, Change],
    width: int,
    *,
    whole: bool = False,
) -> Lines:
    """What changes, as a tree below the systems that were edited, each before → after.

    The `whole` begins with the facts that were edited, and tells all of these systems too.

    Of more than `MOST_TOLD` the worst are told, and the rest is counted.
    """
    roots, all_edited = edited[:MOST_TOLD], {*edited}
    others = [
        (-after.worst if after else 0, id)
        for id, (_, after) in changed.items()
        if id not in all_edited
    ]
    told = [id for _, id in nsmallest(MOST_TOLD + 1 - max(1, len(roots)), others)]
    branches = by_effect(saved, lab, roots, changed, told)
    rest = len(others) - len(told) + len(edited) - len(roots)
    more = [text(f"… and {rest} more", MUTED)] if rest else []
    facts = _fact_lines(saved, lab, roots, width) if whole else []
    return [*facts, *effect_tree_lines(saved, lab, branches, changed, width, whole=whole), *more]


def _fact_lines(saved: Lab, lab: Lab, edited: Sequence[str], width: int) -> Lines:
    """The facts that were edited, old → new, by system, and a blank line."""
    lines: Lines = []
    for id in edited:
        system = lab.systems[id] if id in lab.systems else saved.systems[id]
        if words := fact_words(saved, lab, id):
            lines += packed([Content.styled(f"{printable(system.name)}:", MUTED), *words], width)
    return [*lines, Content("")] if lines else []


def _finding_changes(lab: Lab, before: Assessment | None, after: Assessment, width: int) -> Lines:
    """The findings of a drafted system: new, remaining, and gone."""
    old = {f.rule: f for f in before.findings} if before else {}
    lines = heading("Findings", width, str(len(after.findings) or "none"))
    for finding in sorted(ordered(after), key=lambda f: f.rule in old):
        why = why_finding(lab, after, finding)
        title = finding_title(
            finding.severity,
            why.subject,
            unproven=finding.unproven,
            accepted=finding.accepted,
        )
        was = _was(old.get(finding.rule), finding)
        lines += flow(Content.assemble(title, (was, "bold")), width, rest="  ")
        if finding.rule not in old:
            lines += flow(text(why.rule), width, first="  ", rest="  ")
    for gone in findings_left(before, after) if before else ():
        lines += flow(gone, width, rest="  ")
    return lines


def _was(old: Finding | None, finding: Finding) -> str:
    """How a finding differs from what it was before."""
    if old is None:
        return " new"
    if old.severity != finding.severity:
        return f" (was {old.severity})"
    if old.unproven != finding.unproven:
        return " (was not proven)" if old.unproven else " (was proven)"
    return ""
