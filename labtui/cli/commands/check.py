"""`labtui check`: the findings of a lab, worst first, each once, with what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from labtui.cli.command import JSON, Command, Output, argument, check_choice
from labtui.cli.findings import SharedFinding, fold_findings
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
    entries = fold_findings(lab, assessments)
    order = {a.id: number for number, a in enumerate(assessments)}
    lines: list[str] = []
    for severity in WORST_FIRST:
        shown = [entry for entry in entries if entry.severity == severity]
        if shown:
            total = sum(f.severity == severity for e in entries for _, f in e.members)
            lines += [page.heading(f"{severity.upper()} ({total})", severity), ""]
            lines += _section(lab, shown, order, page)
    lines += _accepted_lines(assessments, page)
    lines += _summarised_lines(assessments, page)
    return [*lines, *_summary_lines(assessments, page)]


def summary(assessments: Sequence[Assessment]) -> str:
    """One line: the number of systems, of findings by severity, and of systems by risk."""
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
    """The summary; if it is too long for a line, the risks are in a line of their own."""
    text = summary(assessments)
    if cells(text) <= page.width:
        return [text]
    counts, _, risks = text.rpartition(" · ")
    return [*page.comma_separated(risks.split(", "), rest="  "), *page.wrap(counts, rest="  ")]


def _section(
    lab: Lab, entries: Sequence[SharedFinding], order: Mapping[str, int], page: Page
) -> Iterable[str]:
    """The findings of one severity by system, those at most risk first."""
    by_holder: dict[str, list[SharedFinding]] = {}
    for entry in entries:
        by_holder.setdefault(entry.holder, []).append(entry)

    def worst(id: str) -> tuple[int, int, int]:
        risk = lab.assessments[id].risk
        return -(risk.now_rank if risk else 0), -len(by_holder[id]), order[id]

    # Systems with the same lines share them.
    systems_by_lines: dict[tuple[str, ...], list[str]] = {}
    for id in sorted(by_holder, key=worst):
        lines = tuple(line for entry in by_holder[id] for line in _finding_lines(lab, entry, page))
        systems_by_lines.setdefault(lines, []).append(id)
    sign = page.sign(entries[0].severity)
    beside_sign = page._replace(width=page.width - 2)
    for lines, ids in systems_by_lines.items():
        for id in ids:
            a = lab.assessments[id]
            yield f"{sign} {beside_sign.spread(id_and_name(a.system), level_and_role(a), BOLD)}"
        yield from lines
        yield ""


def _finding_lines(lab: Lab, entry: SharedFinding, page: Page) -> Sequence[str]:
    """A finding with the guests it also holds for, and its remedy."""
    a, finding = entry.representative
    rule = RULES[finding.rule]
    message = rule.says(a)
    if rule.chain:
        message = why_finding(lab, a, finding).rule
    title = rule.title
    guests = [guest.id for guest in entry.guests]
    if guests:
        named = join_words(guests) if len(guests) <= 2 else plural(len(guests), "guest")
        title += f", for {named} too" if len(guests) < len(entry.members) else f", for {named}"
    return _wrapped(f"{title}. {message}", rule.remedy(a), page)


@lru_cache(1024)
def _wrapped(text: str, remedy: str, page: Page) -> Sequence[str]:
    """The lines of a finding; cached, since many systems have the same."""
    return *page.wrap(safe(text), "  ", "    "), *page.aside(safe(remedy), "    → ")


def _accepted_lines(assessments: Iterable[Assessment], page: Page) -> Iterable[str]:
    """The accepted findings, each with the reason and the day the acceptance ends."""
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


def _summarised_lines(assessments: Iterable[Assessment], page: Page) -> Iterable[str]:
    """The rules that are only summarised, each with a summary of the systems it holds for."""
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
