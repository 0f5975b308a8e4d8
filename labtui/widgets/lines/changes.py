"""What changes of a system in words, before → after: its values, and the findings new and gone."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from labtui.data.analysis.findings import ordered, was_answered
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.rules import RULES
from labtui.data.framework.roles import role_word
from labtui.data.framework.severities import Severity
from labtui.widgets.lines.colours import RISK_TOKENS
from labtui.widgets.lines.layout import MUTED, Lines, finding_title, packed
from labtui.widgets.lines.standing import standing_words


def change_words(before: Assessment | None, after: Assessment | None) -> list[Content]:
    """The changes of another system in a few words; empty if nothing visible changes."""
    if before is None or after is None:
        return [Content("is not assessed any more" if after is None else "is assessed now")]
    level, role, risk, *others = _value_changes(before, after)
    critical, rest = _finding_words(before, after)
    parts = [level, *critical, role, risk, *others, *rest]
    return [part for part in parts if part]


def other_words(before: Assessment | None, after: Assessment | None) -> list[Content]:
    """The same but for level and risk, which are shown as pictures."""
    if before is None or after is None:
        return change_words(before, after)
    _, role, _, *others = _value_changes(before, after)
    critical, rest = _finding_words(before, after)
    return [part for part in (*critical, *rest, role, *others) if part]


def _value_changes(before: Assessment, after: Assessment) -> list[Content]:
    """Level, role, risk, learning and operator, each before → after; empty where it is the same."""
    named = zip(
        ("", "", "risk ", "learning ", "operated by "),
        _briefly(before),
        _briefly(after),
        strict=True,
    )
    return [
        Content.assemble((f"{name}{was} → ", MUTED), (now, _style_of(name, now)))
        if was != now
        else Content("")
        for name, was, now in named
    ]


def _style_of(name: str, now: str) -> str:
    """The style of what a value is now: a risk in its colour."""
    return RISK_TOKENS.get(now, "bold") if name == "risk " else "bold"


def _finding_words(before: Assessment, after: Assessment) -> tuple[list[Content], list[Content]]:
    """The critical findings that are new, and all else that is new or gone of findings."""
    rest = [
        *_arisen(before, after, "warning"),
        *_arisen(before, after, "notice"),
        *findings_left(before, after),
    ]
    return _arisen(before, after, "critical"), rest


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


def _briefly(a: Assessment) -> tuple[str, ...]:
    return (
        a.level or "level not known",
        role_word(a.role, "role not known"),
        *standing_words(a)[2:],
    )


def findings_left(before: Assessment, after: Assessment) -> Iterator[Content]:
    """The findings that are gone, by title; of a question, whether it was answered.

    A question that only does not apply any more has no tick: nothing was done about it.
    """
    now = {finding.rule for finding in after.findings}
    for finding in before.findings:
        if finding.rule not in now:
            title = RULES[finding.rule].title_for(before, finding)
            if finding.unproven and not was_answered(before, after, finding):
                yield Content.styled(f"– {title} no longer asked", MUTED)
            else:
                word = "answered" if finding.unproven else "gone"
                yield Content.styled(f"✓ {title} {word}", "$text-success")
