"""`labtui show`: one system, what it is and why, what was found, and every fact of it."""

from __future__ import annotations

from collections.abc import Iterable

from labtui.cli.inventory import open_inventory
from labtui.cli.page import BOLD, Page, safe, stdout_page
from labtui.cli.parser import Args
from labtui.cli.subcommand import ID, JSON, Output, Subcommand
from labtui.cli.systems import command_to_answer, find_id, id_and_name, level_and_role
from labtui.data.analysis.recovery_ways import recovery_loop
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.clauses import operator_words, risk_words
from labtui.data.assessment.explain import EXPLAINED, Why, why_finding
from labtui.data.assessment.facts_used import FactUsed
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.assessment.rules import RULES
from labtui.data.assessment.rules.dependencies import RECOVERY_LOOP
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import Layer
from labtui.data.framework.severities import SEVERITIES
from labtui.data.framework.shapes import Value
from labtui.data.framework.values import show_answer
from labtui.text.wording import RESPONSIBLE


def _run(args: Args) -> Output:
    workspace = open_inventory(args, systems_needed=True)
    system = workspace.lab.systems[find_id(workspace, args.id)]
    if args.json:
        from labtui.reports.as_json import checked_json, plain, retired_json

        a = workspace.lab.assessments.get(system.id)
        told = checked_json(workspace.lab, a) if a else {**retired_json(system), "findings": []}
        return Output((), {**told, "facts": plain(workspace.raw(system.id))}, inventory=workspace)
    return Output(show_lines(workspace.lab, system, stdout_page(args.color)), inventory=workspace)


COMMANDS = {
    "show": Subcommand(
        _run,
        ("labtui show owl", "labtui show owl --json"),
        (ID, JSON),
    ),
}

_LABEL = 14
_LEAST_VALUE = 30
"""The least room for the values of facts, in cells; with less, they stand in no column."""
_INDENT = " " * _LABEL


def show_lines(lab: Lab, system: System, page: Page) -> list[str]:
    """One system: its standing with reasons, its findings, relations, facts and history."""
    a = lab.assessments.get(system.id)
    lines = [page.paint(id_and_name(system), BOLD)]
    if a is None:
        lines += ["Retired; it is not assessed any more.", ""]
    else:
        lines += ["", *_standing(lab, a, page), "", *_found(lab, a, page)]
    lines += _relations(lab, system, page)
    lines += _facts(system, a, page)
    lines += _history(system, page)
    return lines[:-1]


def _standing(lab: Lab, a: Assessment, page: Page) -> Iterable[str]:
    """Level, role, risk and the rest, each with the reason and the facts behind it."""
    told = ""
    for name, explain in EXPLAINED.items():
        if name == "coverage":
            yield from _answers(a, page)
        why = explain(lab, a)
        answer = _ANSWERS[name](a) if name in _ANSWERS else why.answer
        yield from page.wrap(answer, why.subject.removesuffix(" now").ljust(_LABEL), _INDENT)
        if why.rule == told:
            continue  # all of it waits for the level
        told = why.rule
        yield from page.aside(safe(told), _INDENT)
        if name in {"level", "role"} and why.facts:
            yield from page.aside(_facts_used(a, why.facts), _INDENT)
        elif name == "coverage" and why.facts:
            yield from page.aside(", ".join(fact.key for fact in why.facts), _INDENT)


def _answers(a: Assessment, page: Page) -> Iterable[str]:
    """Who is responsible when it breaks or is breached, and when the smell test was taken."""
    layers: tuple[tuple[str, Layer], ...] = (
        ("If it breaks", "recovery"),
        ("If breached", "incidents"),
    )
    for label, layer in layers:
        stated, owner = a.fact(f"owners.{layer}"), a.owner(layer)
        who = "not answered"
        if stated is not None and owner is not None:
            who = f"{RESPONSIBLE[owner]}{_origin(stated[1], a.id)}"
        yield from page.wrap(who, label.ljust(_LABEL), _INDENT)
    tested = f"{a.assessed[0]}{_origin(a.assessed[1], a.id)}" if a.assessed else "never"
    yield from page.wrap(tested, "Smell test".ljust(_LABEL), _INDENT)


def _risk(a: Assessment) -> str:
    """`High → Critical`, or `High, Critical until answered`."""
    if a.risk is None:
        return _NOT_KNOWN
    words = risk_words(a)
    return words if a.risk.base == a.risk.proven else f"{a.risk.base} → {words}"


def _learning(a: Assessment) -> str:
    """`Very High → High`."""
    if a.learning is None:
        return _NOT_KNOWN
    base, now = a.learning.base_shown, a.learning.now_shown
    return now if base == now else f"{base} → {now}"


_NOT_KNOWN = "not known until the level is"
_ANSWERS = {"risk": _risk, "learning": _learning}
"""What is shown as base and now."""


def _origin(origin: str | None, id: str) -> str:
    return f", from {origin}" if origin and origin != id else ""


def _facts_used(a: Assessment, facts: Iterable[FactUsed]) -> str:
    """Facts that a value is based on, each with the system it is inherited from."""
    return "; ".join(
        f"{fact.key} {safe(show_answer(fact.key, fact.value))}{_origin(fact.origin, a.id)}"
        + (f" (seen in {safe(fact.seen)})" if fact.seen else "")
        for fact in facts
    )


_OF_LEVEL = frozenset({"owners.os", "owners.hardware", "owners.application"})
"""Facts the level follows from; the level has an explanation of its own."""


def _found(lab: Lab, a: Assessment, page: Page) -> Iterable[str]:
    """Its findings, worst first, each with its remedy and the facts it is based on.

    Of each severity those that are proven come first; the others are questions, marked `?`, with
    the command that answers them. A recovery loop is drawn as a line, with each way out of it.
    """
    if not a.findings:
        return
    yield page.heading("Findings")
    order = sorted(
        a.findings, key=lambda f: (f.accepted, -SEVERITIES.index(f.severity), f.unproven)
    )
    for finding in order:
        rule = RULES[finding.rule]
        why = why_finding(lab, a, finding)
        sign = f"{page.sign(finding.severity)}{'?' if finding.unproven else ''}"
        loop = recovery_loop(lab, a.id) if rule is RECOVERY_LOOP else None
        said = _sentence(finding, why)
        yield from page.wrap(safe(loop.message_before(said) if loop else said), f"{sign} ", "    ")
        if loop:
            yield from page.wrap(safe(loop.line), "      ", "        ")
        remedies = [way.words for way in loop.ways] if loop else [why.remedy]
        if finding.unproven:
            remedies = [command_to_answer(rule.resolving_fact(a), a.id)]
        for remedy in remedies:
            yield from page.aside(safe(remedy), "    → ")
        if not rule.summary:
            own = set(rule.facts(a))
            facts = [fact for fact in why.facts if fact.key in own or fact.key not in _OF_LEVEL]
            yield from page.aside(f"based on {_facts_used(a, facts)}", "    ")
    yield ""


def _sentence(finding: Finding, why: Why[str]) -> str:
    """A finding's title, its severity where the rest does not say it, and what is the matter."""
    title = why.subject
    if finding.accepted:
        title += " (accepted)"
    elif not finding.unproven:
        title += f" ({finding.severity})"
    return f"{title}{' ' if why.subject.endswith('?') else '. '}{why.rule}"


def _relations(lab: Lab, system: System, page: Page) -> Iterable[str]:
    """What it runs on and needs, and what needs it."""
    needs = lab.reliance.needs(system.id) - {system.runs_on}
    told = (
        ("Runs on", [system.runs_on] if system.runs_on else []),
        ("Needs", sorted(needs)),
        ("Needed by", sorted(lab.reliance.needed_by(system.id))),
    )
    if not any(ids for _, ids in told):
        return
    yield page.heading("Around it")
    for label, ids in told:
        if ids:
            mentions = (_mention(lab, id) for id in ids)
            yield from page.comma_separated(mentions, f"  {label:<{_LABEL}}", f"  {_INDENT}")
    yield ""


def _mention(lab: Lab, id: str) -> str:
    """A system's id with its level and role, or why it has none."""
    a = lab.assessments.get(id)
    if a is None:
        return f"{safe(id)} ({'retired' if id in lab.systems else 'does not exist'})"
    return f"{id} ({level_and_role(a)})"


def _facts(system: System, a: Assessment | None, page: Page) -> Iterable[str]:
    """Every fact that is stated or inherited, by group."""
    groups: dict[str, list[tuple[str, Value, str]]] = {}
    for key, fact in FACTS.items():
        own = (system.facts[key], system.id) if key in system.facts else None
        stated = (a.fact(key) if a else None) or own
        if stated is not None and key not in {"id", "name"}:
            groups.setdefault(fact.group, []).append((key, *stated))
    width = max((len(key) for facts in groups.values() for key, _, _ in facts), default=0)
    if page.width < width + _LEAST_VALUE:
        width = 0
    for group, facts in groups.items():
        yield page.heading(group)
        for key, value, origin in facts:
            text = safe(show_answer(key, value)) + _origin(origin, system.id)
            yield from page.wrap(text, f"  {key:<{width}}  ", None if width else "    ")
        yield ""


def _history(system: System, page: Page) -> Iterable[str]:
    if system.history:
        yield page.heading("History")
        for event in system.history:
            operator = operator_words(event.verdict, event.level) if event.verdict else None
            details = (event.level, event.risk, operator, event.note)
            told = ": ".join(filter(None, (event.event, ", ".join(filter(None, details)))))
            yield from page.wrap(safe(told), f"  {event.date or 'undated'}  ".ljust(14))
        yield ""
