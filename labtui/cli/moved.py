"""The text of what got better and worse in a lab since a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from labtui.cli.page import BOLD, Page, local_time, safe
from labtui.cli.systems import id_and_name, level_and_role
from labtui.data.analysis.findings import ordered
from labtui.data.analysis.since import Moved, Regraded, Since
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.rules import RULES
from labtui.data.framework.roles import role_word
from labtui.data.framework.severities import severity_sign
from labtui.data.inventory.past import Past
from labtui.text.wording import plural


def since_lines(day: date, then: Past, since: Since, page: Page) -> list[str]:
    """What moved since a day that was asked for, the worst first, and a summary."""
    told = f"Since {then.day}"
    if then.until is not None:
        told += f", compared with what the file said until {local_time(then.until)}"
        told += ", the earliest copy there is." if then.earliest else "."
    elif then.is_known:
        told += ". The file was not changed since then."
    elif then.earliest:
        told += ". There is no earlier copy of the file to compare with."
    else:
        told += (
            ". The file was changed since, and no copy tells what it said before: only what fell "
        )
        told += "due is known."
    if then.day > day:
        told += f" How the lab was on {day} is not known."
    lines = [*page.wrap(told), ""]
    for title, moved in (
        ("WORSE", since.worse),
        ("BETTER", since.better),
        ("OTHERWISE CHANGED", since.other),
    ):
        if moved:
            lines += [page.heading(f"{title} ({len(moved)})"), ""]
            for each in moved:
                lines += _moved_lines(each, page)
            lines.append("")
    lines += _named("NEW", since.added, page)
    lines += _named("RETIRED OR REMOVED", since.gone, page)
    return [*lines, since_summary(then, since)]


def since_summary(then: Past, since: Since) -> str:
    """One line: how many systems are worse, better, new and gone."""
    counts = (
        (since.worse, "worse"),
        (since.better, "better"),
        (since.other, "otherwise changed"),
        (since.added, "new"),
        (since.gone, "retired or removed"),
    )
    told = [f"{len(found)} {word}" for found, word in counts if found]
    told.append(f"{plural(since.same, 'system')} as before")
    return f"Since {then.day}: {', '.join(told)}."


def since_json(then: Past, since: Since) -> dict[str, Any]:
    """What moved since a day, for scripts: rules by system."""
    return {
        "schema": 1,
        "since": str(then.day),
        "until": then.until.isoformat() if then.until else None,
        "is_known": then.is_known,
        "worse": [*map(_moved_json, since.worse)],
        "better": [*map(_moved_json, since.better)],
        "other": [*map(_moved_json, since.other)],
        "added": [a.id for a in since.added],
        "gone": [a.id for a in since.gone],
        "same": since.same,
    }


def _moved_json(moved: Moved) -> dict[str, Any]:
    return {
        "id": moved.after.id,
        "level": [moved.before.level, moved.after.level],
        "risk": [a.risk.now if a.risk else None for a in (moved.before, moved.after)],
        "arisen": [finding.rule for finding in moved.arisen],
        "gone": [finding.rule for finding in moved.gone],
        "more_severe": [each.now.rule for each in moved.more_severe],
        "less_severe": [each.now.rule for each in moved.less_severe],
        "known": [finding.rule for finding in moved.known],
        "accepted": [finding.rule for finding in moved.accepted],
    }


def _moved_lines(moved: Moved, page: Page) -> Iterator[str]:
    """A system with its level, and what is another thing than before."""
    before, after = moved.before, moved.after
    yield page.spread(id_and_name(after.system), level_and_role(after), BOLD)
    values = [
        f"{name} {was} → {now}"
        for name, was, now in (
            ("level", before.level or "not known", after.level or "not known"),
            ("risk", _risk(before), _risk(after)),
            ("role", role_word(before.role), role_word(after.role)),
        )
        if was != now
    ]
    if values:
        text = ", ".join(values)
        yield from page.wrap(text[0].upper() + text[1:], "  ")
    yield from _findings("new", after, moved.arisen, page)
    yield from _regraded("more severe", after, moved.more_severe, page)
    yield from _findings("gone", before, moved.gone, page)
    yield from _regraded("less severe", after, moved.less_severe, page)
    yield from _findings("known now", after, moved.known, page)
    yield from _findings("accepted", after, moved.accepted, page)


def _risk(a: Assessment) -> str:
    return a.risk.now if a.risk else "not known"


def _findings(word: str, a: Assessment, findings: Sequence[Finding], page: Page) -> Iterator[str]:
    for finding in [f for f in ordered(a) if f in findings]:
        yield from page.wrap(f"{word}: {_sign(finding)} {_title(a, finding)}", "  ", "    ")


def _regraded(
    word: str, after: Assessment, regraded: Iterable[Regraded], page: Page
) -> Iterator[str]:
    """`less severe: ▲ → · Smell test is too old`, named as it is now."""
    before = {each.now: each.was for each in regraded}
    for now in [f for f in ordered(after) if f in before]:
        signs = f"{_sign(before[now])} → {_sign(now)}"
        yield from page.wrap(f"{word}: {signs} {_title(after, now)}", "  ", "    ")


def _sign(finding: Finding) -> str:
    return severity_sign(finding.severity, unproven=finding.unproven)


def _title(a: Assessment, finding: Finding) -> str:
    return safe(RULES[finding.rule].title_for(a, finding))


def _named(title: str, found: Iterable[Assessment], page: Page) -> list[str]:
    ids = [a.id for a in found]
    if not ids:
        return []
    return [page.heading(f"{title} ({len(ids)})"), *page.comma_separated(ids, "  "), ""]
