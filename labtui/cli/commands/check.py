"""`labtui check`: the findings of a lab, worst first, each once, with what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from labtui.cli.command import JSON, Command, Output, argument, check_choice
from labtui.cli.findings import Entry, folded
from labtui.cli.inventory import open_inventory
from labtui.cli.page import BOLD, Page, cells, safe, stdout_page
from labtui.cli.parser import Args
from labtui.cli.systems import EMPTY_LAB, WORST_FIRST, id_and_name, level_and_role
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.explain import why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES
from labtui.data.framework.levels import CONTROLLED_HIGH, RISKS
from labtui.data.framework.severities import SEVERITIES
from labtui.text.wording import join_words, plural


def _run(args: Args) -> Output:
    check_choice("--fail-on", args.fail_on, SEVERITIES)
    workspace = open_inventory(args)
    wanted = {workspace.system(id).id for id in args.ids}
    found = [a for a in workspace.assessments if a.id in wanted or not wanted]
    # Ranks of findings start at 1, notice; 0 is nothing found.
    worst = max((a.worst for a in found), default=0)
    failed = args.fail_on is not None and worst > SEVERITIES.index(args.fail_on)
    if args.json:
        from labtui.reports.as_json import checked_json, inventory_json

        told = [checked_json(workspace.lab, a) for a in found]
        return Output((), inventory_json(workspace, told), int(failed), workspace)
    lines = [summary(found)] if args.brief else check_lines(workspace.lab, found, stdout_page())
    return Output(lines, None, int(failed), workspace)


COMMANDS = {
    "check": Command(
        "assess, and say what was found: worst first, each with what to do",
        _run,
        (
            argument("ids", metavar="ID", nargs="*", default=(), help="only these systems"),
            JSON,
            argument(
                "--fail-on",
                metavar="SEVERITY",
                help="exit with 1 for a finding, not accepted, of notice, warning or critical "
                "and worse",
            ),
            argument("--brief", action="store_true", help="the summary only, one line"),
        ),
    ),
}


def check_lines(lab: Lab, assessments: Sequence[Assessment], page: Page) -> list[str]:
    """The findings of some systems, worst first, and a summary."""
    if not lab.systems:
        return list(EMPTY_LAB)
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
    room = page._replace(width=page.width - 2)
    for said, ids in told.items():
        for id in ids:
            a = lab.assessments[id]
            yield f"{sign} {room.spread(id_and_name(a.system), level_and_role(a), BOLD)}"
        yield from said
        yield ""


def _entry(lab: Lab, entry: Entry, page: Page) -> Sequence[str]:
    """One finding, for whom else it holds, and what to do."""
    speaker, finding = entry.speaker
    rule = RULES[finding.rule]
    said = rule.says(speaker)
    if rule.chain:
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
    """What rules only summarise: a summary of all systems that a rule holds for."""
    found: dict[str, list[Assessment]] = {}
    for a in assessments:
        for finding in a.findings:
            if RULES[finding.rule].summary and not finding.accepted:
                found.setdefault(finding.rule, []).append(a)
    parts = [
        rule.summary(found[rule.id]) for rule in RULES.values() if rule.summary and rule.id in found
    ]
    if parts:
        title = f"OPEN ({sum(map(len, found.values()))})"
        first, *others = page.wrap(", ".join(parts), f"{title}  ", "  ")
        yield from (first.replace(title, page.heading(title), 1), *others)
        yield ""
