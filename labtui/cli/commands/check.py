"""`labtui check`: the findings of a lab, worst first, each once, with what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from labtui.cli.findings import SharedFinding, fold_findings
from labtui.cli.inventory import day_of, open_inventory, open_store
from labtui.cli.output import one_line
from labtui.cli.page import BOLD, Page, cells, safe, stdout_page
from labtui.cli.parser import Args, UsageError
from labtui.cli.subcommand import JSON, Output, Subcommand, argument
from labtui.cli.systems import (
    EMPTY_LAB,
    WORST_FIRST,
    command_to_answer,
    find_id,
    id_and_name,
    level_and_role,
)
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.explain import why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES, OpenQuestion
from labtui.data.assessment.rules.assessing import NEVER_ASSESSED, UNANSWERED
from labtui.data.framework.levels import CONTROLLED_HIGH, RISKS
from labtui.data.framework.severities import SEVERITIES, Severity
from labtui.data.inventory.workspace import Workspace
from labtui.text.wording import join_few, join_words, plural


def _run(args: Args) -> Output:
    needed = args.fail_on is not None or bool(args.ids)
    workspace = open_inventory(args, systems_needed=needed)
    wanted = {find_id(workspace, word) for word in args.ids}
    found = [a for a in workspace.assessments if a.id in wanted or not wanted]
    if args.proven:
        found = [_proven(a, args.json) for a in found]
    # Ranks of findings start at 1, notice; 0 is nothing found.
    worst = max((a.worst for a in found), default=0)
    failed = args.fail_on is not None and worst > SEVERITIES.index(args.fail_on)
    if args.since is not None:
        return _since(args, workspace, found, int(failed))
    if args.json:
        from labtui.reports.as_json import checked_json, inventory_json

        told = [checked_json(workspace.lab, a) for a in found]
        return Output((), inventory_json(workspace, told), int(failed), workspace)
    if args.brief:
        nowhere = f"0 systems in {one_line(str(workspace.store.path))}"
        lines = [summary(found) if workspace.lab.systems else nowhere]
    else:
        lines = check_lines(workspace.lab, found, stdout_page(args.color))
    return Output(lines, None, int(failed), workspace)


def _since(args: Args, workspace: Workspace, found: Sequence[Assessment], status: int) -> Output:
    """What got better and worse in the systems of a check; raises UsageError for a wrong day."""
    from labtui.cli.moved import since_json, since_lines, since_summary
    from labtui.data.analysis.since import compared
    from labtui.data.inventory.past import past

    day = day_of("--since", args.since, workspace.today)
    if day > workspace.today:
        raise UsageError(f"--since: {day} is yet to come.")
    then = past(open_store(args, create=True), workspace.document, day, workspace.today)
    wanted = {find_id(workspace, word) for word in args.ids}
    before = {
        id: _proven(a, args.json) if args.proven else a
        for id, a in then.lab.assessments.items()
        if id in wanted or not wanted
    }
    since = compared(before, found)
    if args.json:
        return Output((), since_json(then, since), status, workspace)
    if args.brief:
        return Output([since_summary(then, since)], None, status, workspace)
    lines = since_lines(day, then, since, stdout_page(args.color))
    return Output(lines, None, status, workspace)


def _proven(a: Assessment, json: bool) -> Assessment:
    """An assessment without its unproven findings; for people, risk is what is proven."""
    risk = a.risk
    if risk is not None and not json:
        risk = risk._replace(now=risk.proven, now_rank=risk.proven_rank)
    return a._replace(findings=tuple(f for f in a.findings if not f.unproven), risk=risk)


COMMANDS = {
    "check": Subcommand(
        _run,
        (
            "labtui check owl dns",
            "labtui check --brief --fail-on critical",
            "labtui check --since -30d",
        ),
        (
            argument("ids", metavar="ID", nargs="*", default=(), help="only these systems"),
            JSON,
            argument(
                "--fail-on",
                metavar="SEVERITY",
                values=SEVERITIES,
                help="exit with 1 for a finding that is not accepted and at least as severe: "
                "notice, warning or critical",
            ),
            argument("--proven", action="store_true", help="no unproven findings"),
            argument("--brief", action="store_true", help="the summary only, one line"),
            argument(
                "--since",
                metavar="DAY",
                help="what got better and worse since a day: 2026-11-28 or -30d",
            ),
        ),
    ),
}


def check_lines(lab: Lab, assessments: Sequence[Assessment], page: Page) -> list[str]:
    """The findings of some systems, worst first, and a summary.

    Of each severity those that are proven come first, then the questions to answer.
    """
    if not lab.systems:
        return list(EMPTY_LAB)
    entries = fold_findings(lab, assessments)
    order = {a.id: number for number, a in enumerate(assessments)}
    lines: list[str] = []
    for severity in WORST_FIRST:
        if total := sum(a.finding_count(severity) for a in assessments):
            shown = [entry for entry in entries if entry.severity == severity]
            lines += [page.heading(f"{severity.upper()} ({total})", severity), ""]
            lines += _proven_lines(lab, [e for e in shown if not e.unproven], order, page)
            lines += _question_lines(shown, severity, assessments, page)
    lines += _accepted_lines(assessments, page)
    return [*lines, *_summary_lines(assessments, page)]


def summary(assessments: Sequence[Assessment]) -> str:
    """One line: the number of systems, of findings by severity, and of systems by risk.

    It says how many of the findings are not proven, and for how many systems the risk is not.
    Accepted findings are counted apart, as in `check_lines`.
    """
    told = [
        _count(found, severity)
        for severity in WORST_FIRST
        if (found := [f for a in assessments for f in a.findings if f.counts(severity)])
    ]
    count = sum(a.finding_count(severity) for a in assessments for severity in WORST_FIRST)
    total = f"{plural(count, 'finding')}: {', '.join(told)}" if told else "nothing found"
    if accepted := sum(f.accepted for a in assessments for f in a.findings):
        total += f"; {plural(accepted, 'accepted')}"
    risks = Counter[str](a.risk.now if a.risk else "not known" for a in assessments)
    feared = Counter[str](a.risk.now for a in assessments if a.risk and a.risk.now != a.risk.proven)
    parts = [plural(len(assessments), "system"), total]
    if risks:
        order = ("Critical", "High", CONTROLLED_HIGH, *RISKS[2::-1], "not known")
        words = (f"{risks[r]} {r}{_not_proven(feared[r])}" for r in order if risks[r])
        parts.append(f"risk: {', '.join(words)}")
    return " · ".join(parts)


def _count(found: Sequence[Finding], severity: Severity) -> str:
    """`9 critical (6 not proven)`."""
    unproven = sum(finding.unproven for finding in found)
    return f"{plural(len(found), severity)}{_not_proven(unproven)}"


def _not_proven(count: int) -> str:
    return f" ({count} not proven)" if count else ""


def _summary_lines(assessments: Sequence[Assessment], page: Page) -> list[str]:
    """The summary; if it is too long for a line, the risks are in a line of their own."""
    text = summary(assessments)
    if cells(text) <= page.width:
        return [text]
    counts, _, risks = text.rpartition(" · ")
    lines: list[str] = []
    for line in (risks, counts):
        head, colon, parts = line.rpartition(": ")
        lines += page.comma_separated(parts.split(", "), rest="  ", head=head + colon)
    return lines


def _proven_lines(
    lab: Lab, entries: Sequence[SharedFinding], order: Mapping[str, int], page: Page
) -> Iterable[str]:
    """The proven findings of one severity by system, those at most risk first."""
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
    sign = page.sign(entries[0].severity) if entries else ""
    beside_sign = page._replace(width=page.width - 2)
    for lines, ids in systems_by_lines.items():
        for id in ids:
            a = lab.assessments[id]
            yield f"{sign} {beside_sign.spread(id_and_name(a.system), level_and_role(a), BOLD)}"
        yield from lines
        yield ""


def _finding_lines(lab: Lab, entry: SharedFinding, page: Page) -> Sequence[str]:
    """A finding with the systems on it that it also holds for, and its remedy."""
    a, finding = entry.representative
    rule = RULES[finding.rule]
    message = why_finding(lab, a, finding).rule if rule.chain else rule.says(a)
    title = rule.title_for(a, finding)
    guests = [guest.id for guest in entry.guests]
    if guests:
        named = join_words(guests) if len(guests) <= 2 else _systems_on(len(guests), entry.holder)
        too = " too" if len(guests) < len(entry.members) else ""
        title += f" For {named}{too}" if title.endswith("?") else f", for {named}{too}"
    elif title.endswith("?"):
        return _wrapped(f"{title} {message}", rule.remedy(a), page)
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
        title = safe(RULES[finding.rule].title_for(a, finding))
        text = f"{a.id}  {title}, until {entry.until}{reason}"
        yield from page.wrap(text, "  ", "    ")
    yield ""


def _question_lines(
    entries: Iterable[SharedFinding],
    severity: Severity,
    assessments: Sequence[Assessment],
    page: Page,
) -> Iterable[str]:
    """The unproven findings of one severity: each question once, with the systems it is about."""
    asked: dict[str, dict[str, list[SharedFinding]]] = {}
    for entry in entries:
        if entry.unproven:
            question = " ".join(filter(None, _question(entry)))
            asked.setdefault(entry.rule, {}).setdefault(question, []).append(entry)
    unproven = [f.unproven for a in assessments for f in a.findings if f.counts(severity)]
    if not any(unproven):
        return
    heading = f"NOT PROVEN ({sum(unproven)} of {len(unproven)})"
    yield f"{page.heading(heading, severity)}, answer these:"
    yield ""
    sign = f"{page.sign(severity)}?"
    for rule in RULES.values():
        for question, shared in asked.get(rule.id, {}).items():
            yield from page.wrap(safe(question), f"{sign} ", "   ")
            ids = (id for entry in shared for id in _names(entry))
            yield from page.comma_separated(ids, "    ")
            yield from page.aside(_how_to_answer(shared), "    → ")
        found = [a for a in assessments if rule.summary and _has(a, rule.id, severity)]
        if rule.summary and found:
            yield from page.wrap(rule.summary(found), f"{sign} ", "   ")
            yield from page.wrap(join_few(a.id for a in found), "    ")
            subject = found[0].id if len(found) == 1 else "ID"
            yield from page.aside(f"→ {_ANSWERED_BY[rule.id].format(subject)}", "    ")
    yield ""


_ANSWERED_BY = {
    NEVER_ASSESSED.id: "labtui assess {}",
    UNANSWERED.id: "labtui show {} lists them",
}
"""The command for each rule of which only a sum is shown; `{}` stands for the system."""


def _question(entry: SharedFinding) -> tuple[str, str]:
    a, finding = entry.representative
    rule = RULES[finding.rule]
    asks = rule.asks(a) if rule.asks else OpenQuestion(rule.title_for(a, finding), rule.says(a))
    return asks.title, asks.details


def _names(entry: SharedFinding) -> Iterable[str]:
    """The system it is listed at, and how many on it it holds for as well."""
    if len(entry.members) == 1:
        return (entry.members[0][0].id,)
    if len(entry.guests) == len(entry.members):
        return (_systems_on(len(entry.guests), entry.holder),)
    return (f"{entry.holder} and {plural(len(entry.guests), 'system')} on it",)


def _systems_on(count: int, host: str) -> str:
    return f"{plural(count, 'system')} on {host}"


def _how_to_answer(entries: Sequence[SharedFinding]) -> str:
    """The command that answers the question of an unproven finding, asked of some systems."""
    a, finding = entries[0].representative
    only = len(entries) == len(entries[0].members) == 1
    return command_to_answer(RULES[finding.rule].resolving_fact(a), a.id if only else "ID")


def _has(a: Assessment, rule: str, severity: Severity) -> bool:
    return any(f.rule == rule and f.counts(severity) for f in a.findings)
