"""The effects of a change as lines of text, before → after: a system, its findings, others."""

from __future__ import annotations

from itertools import chain

from textual.content import Content

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.explain import why_finding
from labtui.data.assessment.lab import Change, Lab
from labtui.data.assessment.rules import RULES
from labtui.data.framework.severities import SEVERITIES, SEVERITY_SIGNS, Severity
from labtui.widgets.lines.layout import (
    MUTED,
    RISK_STYLES,
    SEVERITY_STYLES,
    TWO_COLUMNS,
    Lines,
    flow,
    heading,
    labelled,
    packed,
    text,
)
from labtui.widgets.lines.standing import STANDING_LABELS, standing_words


def effect_lines(
    lab: Lab, before: Assessment | None, id: str, effects: dict[str, Change], width: int
) -> Lines:
    """The effects of a draft, before → after, on the system itself and on every other one."""
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
    """Level, role, risk, learning and verdict, each before → after if it changes."""
    items = []
    for label, was, now in zip(
        STANDING_LABELS, standing_words(before), standing_words(after), strict=True
    ):
        style = RISK_STYLES.get(now, "" if was == now else "bold")
        arrow = (f"{was} → ", MUTED) if was != now else ("", "")
        items.append((label, Content.assemble(arrow, (now, style))))
    if width < TWO_COLUMNS:
        return list(chain.from_iterable(labelled(*item, width) for item in items))
    parts = [Content.assemble((f"{label} ", MUTED), value) for label, value in items]
    return packed(parts, width, rest="")


def other_changes(id: str, effects: dict[str, Change], width: int) -> Lines:
    """Every other system that a draft changes, with its changes, the worst first."""
    changed = [
        (other, said, change[1].worst if change[1] else 0)
        for other, change in effects.items()
        if other != id and (said := change_words(*change))
    ]
    if not changed:
        return heading("Other systems", width, "nothing changes")
    count = "1 system changes" if len(changed) == 1 else f"{len(changed)} systems change"
    lines = heading("Other systems", width, count)
    worst_first = sorted(changed, key=lambda entry: (-entry[2], entry[0]))
    full = [packed([Content.styled(other, "bold"), *said], width) for other, said, _ in worst_first]
    if width >= TWO_COLUMNS:
        # Lines are few: first a cut line for each system, then the changes in full.
        gap = Content("  ")
        for other, said, _ in worst_first:
            line = gap.join([Content.styled(other, "bold"), *said])
            lines.append(line.truncate(width, ellipsis=True))
        full = [[Content("")], *(entry for entry in full if len(entry) > 1)]
    return [*lines, *chain.from_iterable(full)]


def _finding_changes(lab: Lab, before: Assessment | None, after: Assessment, width: int) -> Lines:
    """The findings of a drafted system: new, remaining, and gone."""
    old = {f.rule: f for f in before.findings} if before else {}
    now = {f.rule: f for f in after.findings}
    lines = heading("Findings", width, str(len(now)) if now else "none")
    worst_first = sorted(now.values(), key=lambda f: (f.rule in old, -SEVERITIES.index(f.severity)))
    for finding in worst_first:
        why = why_finding(lab, after, finding)
        sign = SEVERITY_SIGNS[finding.severity]
        new = finding.rule not in old
        was = (
            ""
            if new or old[finding.rule].severity == finding.severity
            else f" (was {old[finding.rule].severity})"
        )
        style = MUTED if finding.accepted else SEVERITY_STYLES[finding.severity]
        lines += flow(
            Content.assemble((f"{sign} {why.subject}", style), (" new" if new else was, "bold")),
            width,
            rest="  ",
        )
        if new:
            lines += flow(text(why.rule), width, first="  ", rest="  ")
    for rule in sorted(old.keys() - now.keys()):
        gone = (f"✓ {RULES[rule].title}", "$text-success")
        lines += flow(Content.assemble(gone, (" gone", "bold")), width, rest="  ")
    return lines


def change_words(before: Assessment | None, after: Assessment | None) -> list[Content]:
    """The changes of another system in a few words; empty if nothing visible changes."""
    if before is None or after is None:
        return [Content("is not assessed any more" if after is None else "is assessed now")]
    told_before, told_after = _briefly(before), _briefly(after)
    named = zip(("", "", "risk ", "learning ", ""), told_before, told_after, strict=True)
    level, *others = [
        Content.assemble((f"{name}{was} → ", MUTED), (now, RISK_STYLES.get(now, "bold")))
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


def finding_news(before: Assessment, after: Assessment) -> list[Content]:
    """New findings and findings of another severity, worst first, then those that are gone."""
    arisen = [_arisen(before, after, severity) for severity in reversed(SEVERITIES)]
    return [*chain.from_iterable(arisen), *_gone(before, after)]


def _arisen(before: Assessment, after: Assessment, severity: Severity) -> list[Content]:
    old = {(finding.rule, finding.severity) for finding in before.findings}
    sign, style = SEVERITY_SIGNS[severity], SEVERITY_STYLES[severity]
    return [
        Content.styled(f"{sign} {RULES[finding.rule].title}", style)
        for finding in after.findings
        if finding.severity == severity and (finding.rule, severity) not in old
    ]


def _gone(before: Assessment, after: Assessment) -> list[Content]:
    left = {finding.rule for finding in after.findings}
    return [
        Content.styled(f"✓ {RULES[finding.rule].title} gone", "$text-success")
        for finding in before.findings
        if finding.rule not in left
    ]


def _briefly(a: Assessment) -> tuple[str, ...]:
    return (a.level or "undetermined", *standing_words(a)[1:])
