"""What `check` prints: the findings of a whole lab, worst first, each once.

A finding stands at the system whose fact it rests on, with the guests that have it from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from labtui.cli.page import BOLD, Page, cells, safe
from labtui.cli.printed import EMPTY, WORST_FIRST, named, standing
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.explain import PATHS, why_finding
from labtui.data.assessment.inheritance import NOT_INHERITED_BY_PRODUCTION
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES
from labtui.data.framework.facts import FACTS
from labtui.data.framework.levels import CONTROLLED_HIGH, RISKS
from labtui.data.framework.severities import SEVERITIES, Severity
from labtui.text.wording import join_words, plural

COUNTED = frozenset({"never-assessed", "unanswered"})
"""What nearly every system has to begin with: told as counts, not one a system."""

_SETTLED_BY_ITSELF = frozenset({"changed-since-assessment", "outgrew-assessment"})
"""What only a system's own change or history makes, whosever smell test covers it."""


@dataclass(slots=True)
class Entry:
    """One finding as it stands at one system, for that system and guests of it."""

    holder: str
    rule: str
    members: list[tuple[Assessment, Finding]] = field(default_factory=list)

    @property
    def severity(self) -> Severity:
        """The worst among its members."""
        return max((finding.severity for _, finding in self.members), key=SEVERITIES.index)

    @property
    def speaker(self) -> tuple[Assessment, Finding]:
        """Whose message tells it: the holder's, or that of its first guest."""
        own = (member for member in self.members if member[0].id == self.holder)
        return next(own, self.members[0])

    @property
    def guests(self) -> list[Assessment]:
        """The systems that have it from the holder."""
        return [a for a, _ in self.members if a.id != self.holder]


def folded(lab: Lab, assessments: Iterable[Assessment]) -> list[Entry]:
    """The findings of some systems that nobody accepted, as few as tell them all.

    Nothing is put at a system that is not among them; what is only counted is left out.
    """
    within = {a.id: a for a in assessments}
    entries: dict[tuple[str, str], Entry] = {}
    for a in within.values():
        for finding in a.findings:
            if finding.accepted or finding.rule in COUNTED:
                continue
            at = holder(lab, a, finding, within)
            entry = entries.get((at, finding.rule))
            if entry is None:
                entry = entries[at, finding.rule] = Entry(at, finding.rule)
            entry.members.append((a, finding))
    return list(entries.values())


def holder(lab: Lab, a: Assessment, finding: Finding, within: Collection[str]) -> str:
    """The one of the systems `within` at which a finding is settled: its own, or an ancestor.

    An ancestor holds it that states what came down and decides it; or, where nobody states
    that, the topmost one with the same finding whose answer would come down.
    """
    if a.system.parent not in within or finding.rule in _SETTLED_BY_ITSELF:
        return a.id
    holders: set[str] = set()
    for key in RULES[finding.rule].facts(a):
        if _comes_down(key):
            stated = a.fact(key)
            holders.add(stated[1] if stated else _topmost(lab, a, finding, key, within))
        elif not holders:
            return a.id  # the first fact is the one that settles it
    at = holders.pop() if len(holders) == 1 else a.id
    return at if at in within else a.id


def _comes_down(key: str) -> bool:
    return FACTS[key].inherited or key.startswith("smell_test.")


def _topmost(lab: Lab, a: Assessment, finding: Finding, key: str, within: Collection[str]) -> str:
    """The topmost ancestor that lacks the same fact and has the same finding."""
    alone = key in NOT_INHERITED_BY_PRODUCTION or key.startswith("smell_test.")
    if alone and a.system.production_in_own_right:
        return a.id
    top, seen, at = a.id, {a.id}, a.system.parent
    while at in lab.systems and at not in seen:
        seen.add(at)
        above = lab.assessments.get(at)
        if (
            at in within
            and above is not None
            and above.fact(key) is None
            and any(found.rule == finding.rule for found in above.findings)
        ):
            top = at
        at = lab.systems[at].parent
    return top


def check_lines(lab: Lab, assessments: Sequence[Assessment], page: Page) -> list[str]:
    """The findings of some systems, worst first, and a summary."""
    if not lab.systems:
        return list(EMPTY)
    entries = folded(lab, assessments)
    order = {a.id: number for number, a in enumerate(assessments)}
    lines: list[str] = []
    for severity in WORST_FIRST:
        shown = [entry for entry in entries if entry.severity == severity]
        if shown:
            total = sum(f.severity == severity for e in entries for _, f in e.members)
            lines += [page.heading(f"{severity.upper()} ({total})", severity), ""]
            lines += _section(lab, shown, order, page)
    lines += _accepted(assessments, page)
    lines += _open(assessments, page)
    return [*lines, *_summary_lines(assessments, page)]


def summary(assessments: Sequence[Assessment]) -> str:
    """How many systems there are, what was found, and the risk they carry, in a line."""
    found: Counter[str] = Counter(
        f.severity for a in assessments for f in a.findings if not f.accepted
    )
    found["accepted"] = sum(f.accepted for a in assessments for f in a.findings)
    told = [plural(found[kind], kind) for kind in (*WORST_FIRST, "accepted") if found[kind]]
    risks = Counter(a.risk.now if a.risk else "unknown" for a in assessments)
    parts = [plural(len(assessments), "system"), ", ".join(told) or "nothing found"]
    if risks:
        order = ("Critical", "High", CONTROLLED_HIGH, *RISKS[2::-1], "unknown")
        parts.append("risk: " + ", ".join(f"{risks[r]} {r}" for r in order if risks[r]))
    return " · ".join(parts)


def _summary_lines(assessments: Sequence[Assessment], page: Page) -> list[str]:
    """The summary; where it is too long for a line, the risks stand above it."""
    text = summary(assessments)
    if cells(text) <= page.width:
        return [text]
    counts, _, risks = text.rpartition(" · ")
    return [*page.comma_separated(risks.split(", "), rest="  "), *page.wrap(counts, rest="  ")]


def _section(
    lab: Lab, entries: Sequence[Entry], order: Mapping[str, int], page: Page
) -> Iterable[str]:
    """The findings of one severity, by system, those at most risk first."""
    by_holder: dict[str, list[Entry]] = {}
    for entry in entries:
        by_holder.setdefault(entry.holder, []).append(entry)

    def worst(id: str) -> tuple[int, int, int]:
        risk = lab.assessments[id].risk
        return -(risk.now_rank if risk else 0), -len(by_holder[id]), order[id]

    # Systems of which the same is to be said share it.
    told: dict[tuple[str, ...], list[str]] = {}
    for id in sorted(by_holder, key=worst):
        said = tuple(line for entry in by_holder[id] for line in _entry(lab, entry, page))
        told.setdefault(said, []).append(id)
    sign = page.sign(entries[0].severity)
    room = replace(page, width=page.width - 2)
    for said, ids in told.items():
        for id in ids:
            a = lab.assessments[id]
            yield f"{sign} {room.spread(named(a.system), standing(a), BOLD)}"
        yield from said
        yield ""


def _entry(lab: Lab, entry: Entry, page: Page) -> Sequence[str]:
    """One finding, for whom else it holds, and what to do."""
    speaker, finding = entry.speaker
    rule = RULES[finding.rule]
    said = rule.says(speaker)
    if rule.id in PATHS:
        said = why_finding(lab, speaker, finding).rule
    title = rule.title
    guests = [a.id for a in entry.guests]
    if guests:
        told = join_words(guests) if len(guests) <= 2 else plural(len(guests), "guest")
        title += f", for {told} too" if len(guests) < len(entry.members) else f", for {told}"
    return _said(f"{title}. {said}", rule.remedy(speaker), page)


@lru_cache(1024)
def _said(text: str, remedy: str, page: Page) -> Sequence[str]:
    """A finding's lines. Many systems have the same said of them."""
    return *page.wrap(safe(text), "  ", "    "), *page.aside(safe(remedy), "    → ")


def _accepted(assessments: Iterable[Assessment], page: Page) -> Iterable[str]:
    """The risks that were taken knowingly, with the reason and until when."""
    taken = [(a, finding) for a in assessments for finding in a.findings if finding.accepted]
    if not taken:
        return
    yield page.heading(f"ACCEPTED ({len(taken)})")
    yield ""
    for a, finding in taken:
        entry = max((e for e in a.system.accepted if e.rule == finding.rule), key=lambda e: e.until)
        reason = f": {safe(entry.reason)}" if entry.reason else ""
        text = f"{a.id}  {RULES[finding.rule].title}, until {entry.until}{reason}"
        yield from page.wrap(text, "  ", "    ")
    yield ""


def _open(assessments: Iterable[Assessment], page: Page) -> Iterable[str]:
    """What was never assessed or answered, as counts."""
    found = [
        (a, finding.rule)
        for a in assessments
        for finding in a.findings
        if finding.rule in COUNTED and not finding.accepted
    ]
    never = sum(rule == "never-assessed" for _, rule in found)
    missing = [a.relevant - a.known for a, rule in found if rule == "unanswered"]
    parts = []
    if never:
        parts.append(f"{plural(never, 'system')} never assessed")
    if missing:
        on = plural(len(missing), "system")
        parts.append(f"{plural(sum(missing), 'fact')} not answered on {on}")
    if parts:
        title = f"OPEN ({len(found)})"
        first, *others = page.wrap(", ".join(parts), f"{title}  ", "  ")
        yield from (first.replace(title, page.heading(title), 1), *others)
        yield ""
