"""The effects of a change as lines of text, before → after: a system, its findings, others."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nsmallest
from itertools import chain

from textual.content import Content

from labtui.data.analysis.findings import ordered
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.explain import why_finding
from labtui.data.assessment.lab import Change, Lab
from labtui.data.assessment.rules import RULES
from labtui.data.framework.severities import Severity
from labtui.widgets.lines.colours import RISK_TOKENS, level_style
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
    lab: Lab, before: Assessment | None, id: str, effects: dict[str, Change] | None, width: int
) -> Lines:
    """The effects of a draft, before → after, on the system itself and on every other one.

    `effects` are None while those on others are still being computed.
    """
    after = lab.assessments.get(id)
    if after is None:
        lines = flow(text("Retired: it is not assessed.", MUTED), width)
        return [*lines, *other_changes(id, effects, width)]
    changes = _finding_changes(lab, before, after, width)
    others = other_changes(id, effects, width)
    told_now = standing_changes(before, after, width)
    # A wide panel has few lines, and effects on other systems are the least expected.
    return (
        [*told_now, *others, *changes] if width >= TWO_COLUMNS else [*told_now, *changes, *others]
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


def other_changes(id: str, effects: dict[str, Change] | None, width: int) -> Lines:
    """The other systems that a draft changes, with their changes, the worst first.

    Of more than `MOST_TOLD` the rest is counted.
    """
    if effects is None:
        return heading("Other systems", width, "assessing …")
    changed = [
        (-after.worst if after else 0, other)
        for other, (before, after) in effects.items()
        if other != id and _visible(before) != _visible(after)
    ]
    if not changed:
        return heading("Other systems", width, "nothing changes")
    count = "1 system changes" if len(changed) == 1 else f"{len(changed)} systems change"
    lines = heading("Other systems", width, count)
    worst_first = nsmallest(MOST_TOLD, changed)
    told = [(other, change_words(*effects[other])) for _, other in worst_first]
    full = [packed([Content.styled(other, "bold"), *said], width) for other, said in told]
    if width >= TWO_COLUMNS:
        # Lines are few: first a cut line for each system, then the changes in full.
        gap = Content("  ")
        for other, said in told:
            line = gap.join([Content.styled(other, "bold"), *said])
            lines.append(line.truncate(width, ellipsis=True))
        full = [[Content("")], *(entry for entry in full if len(entry) > 1)]
    rest = len(changed) - len(told)
    more = [text(f"… and {rest} more", MUTED)] if rest else []
    return [*lines, *chain.from_iterable(full), *more]


def _visible(a: Assessment | None) -> tuple[object, ...] | None:
    """All of an assessment that `change_words` can tell a change of."""
    if a is None:
        return None
    return _briefly(a), [(f.rule, f.severity, f.unproven) for f in a.findings]


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
    for title, word in _left(before, after) if before else ():
        lines += flow(Content.assemble(title, (word, "bold")), width, rest="  ")
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


def _left(before: Assessment, after: Assessment) -> Iterator[tuple[Content, str]]:
    """The findings that are gone, by title; of what was only a question, that it is answered."""
    now = {finding.rule for finding in after.findings}
    for finding in before.findings:
        if finding.rule not in now:
            title = RULES[finding.rule].title_for(before, finding)
            word = " answered" if finding.unproven else " gone"
            yield Content.styled(f"✓ {title}", "$text-success"), word


def change_words(before: Assessment | None, after: Assessment | None) -> list[Content]:
    """The changes of another system in a few words; empty if nothing visible changes."""
    if before is None or after is None:
        return [Content("is not assessed any more" if after is None else "is assessed now")]
    told_before, told_after = _briefly(before), _briefly(after)
    named = zip(
        ("", "", "risk ", "learning ", "operated by "), told_before, told_after, strict=True
    )
    level, *others = [
        Content.assemble((f"{name}{was} → ", MUTED), (now, RISK_TOKENS.get(now, "bold")))
        if was != now
        else Content("")
        for name, was, now in named
    ]
    parts = [
        level,
        *_arisen(before, after, "critical"),
        *others,
        *_arisen(before, after, "warning"),
        *_arisen(before, after, "notice"),
        *_gone(before, after),
    ]
    return [part for part in parts if part]


def tried_lines(before: Assessment, after: Assessment | None, width: int) -> Lines:
    """The effects of a what-if on a system; empty if there are none."""
    if after is None:
        words = [Content("it is retired, and not assessed any more")]
    else:
        words = change_words(before, after) if before is not after else []
    if not words:
        return []
    return packed([Content.styled("What if:", "bold $text-warning"), *words], width)


def _arisen(before: Assessment, after: Assessment, severity: Severity) -> list[Content]:
    old = {(finding.rule, finding.severity, finding.unproven) for finding in before.findings}
    return [
        finding_title(
            severity, RULES[finding.rule].title_for(after, finding), unproven=finding.unproven
        )
        for finding in ordered(after)
        if finding.severity == severity and (finding.rule, severity, finding.unproven) not in old
    ]


def _gone(before: Assessment, after: Assessment) -> list[Content]:
    return [
        Content.assemble(title, (word, "$text-success")) for title, word in _left(before, after)
    ]


def _briefly(a: Assessment) -> tuple[str, ...]:
    return (a.level or "level not known", a.role or "role not known", *standing_words(a)[2:])
