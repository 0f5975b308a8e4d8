"""What is said of a system, as lines of text: the panel, the page, the effects of a draft, why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from textual.content import Content

from labtui.data.analysis.acceptance import acceptance_of
from labtui.data.analysis.findings import ordered
from labtui.data.assessment.assessment import Assessment, Finding, Overlay
from labtui.data.assessment.clauses import level_name, severity_counts
from labtui.data.assessment.explain import Why, why_finding, why_level
from labtui.data.assessment.facts_used import FactUsed
from labtui.data.assessment.lab import Change, Lab
from labtui.data.assessment.models import Problem, System
from labtui.data.assessment.rules import RULES
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import Layer
from labtui.data.framework.severities import SEVERITIES, SEVERITY_SIGNS, Severity
from labtui.data.framework.values import show_value
from labtui.text.printable import printable
from labtui.text.wording import OWNER_ANSWERS

Lines = list[Content]

LABEL = 13
"""Width of the column of labels."""

TWO_COLUMNS = 70
"""From this width on, what an assessment comes to stands in two columns."""

MUTED = "$foreground-muted"
TROUBLE = "$text-error"
HEADING = "bold $text-primary"
SEVERITY_STYLES = {
    "critical": "bold $text-error",
    "warning": "$text-warning",
    "notice": "$text-primary",
}
RISK_STYLES = {
    "Critical": "bold $text-error",
    "High": "$text-warning",
    "Low": "$text-success",
}
VERDICT_STYLES = {"operating": "$text-success"}


def text(value: str, style: str = "") -> Content:
    """User text or our own as it stands: never markup."""
    return Content.styled(printable(value), style)


def flow(content: Content, width: int, *, first: str = "", rest: str = "") -> Lines:
    """Wrap to a width, with what stands before the first line and before the others."""
    lines = content.wrap(max(8, width - len(rest))) or [Content("")]
    return [Content(rest if number else first) + line for number, line in enumerate(lines)]


def at_most(most: int, lines: Sequence[Content], width: int) -> Lines:
    """The first so many lines, with … where that is not all."""
    shown = [*lines[:most]]
    if len(lines) > most:
        shown[-1] = (shown[-1] + " …").truncate(width, ellipsis=True)
    return shown


def packed(parts: Iterable[Content], width: int, *, rest: str = "  ") -> Lines:
    """Pieces one after another, never broken where a piece fits a line of its own."""
    lines: Lines = []
    for part in parts:
        if lines and lines[-1].cell_length + 2 + part.cell_length <= width:
            lines[-1] = Content.assemble(lines[-1], "  ", part)
        else:
            lines += flow(part, width, first=rest if lines else "", rest=rest)
    return lines


def labelled(label: str, content: Content, width: int) -> Lines:
    """A label and what it names, wrapped beside it."""
    first, *others = flow(content, width, rest=" " * LABEL)
    head = Content.styled(f"{label:<{LABEL}}", MUTED)
    return [head + first, *others]


def beside(left: Content, right: Content, half: int) -> Content:
    """Two pieces of text on one line, the right one from the middle on."""
    left = left.truncate(half - 1, ellipsis=True)
    return left.extend_right(half - left.cell_length) + right


def heading(title: str, width: int, remark: str = "") -> Lines:
    """A heading with a blank line before it."""
    said = f"  {remark}" if remark else ""
    line = Content.assemble((title, HEADING), (said, MUTED))
    return [Content(""), *flow(line, width, rest="  ")]


def overlay_content(overlay: Overlay | None, styles: dict[str, str]) -> Content:
    """Risk or learning, base → now."""
    if overlay is None:
        return Content.styled("not known until the level is", MUTED)
    now = Content.styled(overlay.now, styles.get(overlay.now, ""))
    if overlay.base == overlay.now:
        return Content.assemble(now, (" (base)", MUTED))
    return Content.assemble((f"{overlay.base} → ", MUTED), now)


def identity(lab: Lab, system: System) -> Content:
    """What a system is, in a line: its id, kind, status and host."""
    host = system.runs_on
    on = f"on {lab.systems[host].name}" if host in lab.systems else ""
    status = "" if system.active else system.status
    kind = system.text("kind")
    parts = [part for part in (system.id, kind, status, on) if part]
    return text(" · ".join(parts), MUTED)


def assessment_lines(lab: Lab, id: str, width: int) -> Lines:
    """Everything the panel says of a system."""
    system = lab.systems[id]
    a = lab.assessments.get(id)
    if a is None:
        from labtui.widgets.lines.retirement import record_lines

        return [*flow(text(system.name, "bold"), width), *record_lines(lab, system, width)]
    return [
        *title_lines(lab, system, width),
        *standing_lines(lab, a, width),
        *finding_lines(lab, a, width),
        *relation_lines(lab, a, width),
    ]


def title_lines(lab: Lab, system: System, width: int) -> Lines:
    """The name and what it is; on one line where that is wide, since lines are few there."""
    name = text(system.name, "bold")
    if width >= TWO_COLUMNS:
        return flow(Content.assemble(name, "  ", identity(lab, system)), width)
    return [*flow(name, width), *flow(identity(lab, system), width), Content("")]


def standing_lines(lab: Lab, a: Assessment, width: int) -> Lines:
    """Level, role, who answers, risk, learning, verdict; in two columns where there is room."""
    level = Content.styled(level_name(a.level), "bold" if a.level else "$text-warning")
    verdict = Content.styled(a.verdict, VERDICT_STYLES.get(a.verdict, ""))
    what = [
        ("Level", level),
        ("Role", text(a.role or "undecided")),
        ("If it breaks", _answers(a, "recovery")),
        ("If breached", _answers(a, "incidents")),
    ]
    how = [
        ("Risk", overlay_content(a.risk, RISK_STYLES)),
        ("Learning", overlay_content(a.learning, {})),
        ("Verdict", verdict),
        ("Assessed", _assessed(a)),
    ]
    answered = ("Answered", text(f"{a.known} of {a.relevant} facts"))
    reason = text(why_level(lab, a).rule, MUTED)
    if width < TWO_COLUMNS:
        first, *others = [labelled(*item, width) for item in (*what, *how, answered)]
        return [*first, *labelled("", reason, width), *chain.from_iterable(others)]
    half = width // 2
    pairs = zip(what, how, strict=True)
    lines = [
        beside(labelled(*left, half)[0], labelled(*right, half)[0], half) for left, right in pairs
    ]
    return [
        *lines,
        *labelled(
            "", Content.assemble(reason, f"  {a.known} of {a.relevant} facts answered."), width
        ),
    ]


_ANSWERS = OWNER_ANSWERS | {"shared": "you share it"}
"""The column is too narrow for `you and the provider answer`."""


def _answers(a: Assessment, layer: Layer) -> Content:
    """Who answers when it breaks, or when it is compromised."""
    stated, owner = a.fact(f"owners.{layer}"), a.owner(layer)
    if stated is None or owner is None:
        return Content.styled("not said who answers", "$text-warning")
    _, origin = stated
    style = "bold $text-error" if owner == "nobody" else ""
    return Content.assemble((_ANSWERS[owner], style), whose(origin, a.id))


def whose(origin: str | None, id: str) -> tuple[str, str]:
    """Where a value comes down from, as a piece of text; empty for a system's own."""
    return (f" ↑ {origin}" if origin not in {None, id} else "", MUTED)


def _assessed(a: Assessment) -> Content:
    if a.assessed is None:
        return Content.styled("never", "$text-warning")
    day, origin = a.assessed
    return Content.assemble(str(day), whose(origin, a.id))


def finding_lines(lab: Lab, a: Assessment, width: int) -> Lines:
    """The findings, worst first, each with what to do."""
    lines = findings_heading(a, width)
    if width >= TWO_COLUMNS:
        del lines[0]  # lines are few there
    blocks = (finding_block(lab, a, finding, width) for finding in ordered(a))
    return [*lines, *chain.from_iterable(blocks)]


def findings_heading(a: Assessment, width: int) -> Lines:
    """How many findings there are, by severity."""
    return heading("Findings", width, " · ".join(severity_counts(a)) or "none")


def finding_block(lab: Lab, a: Assessment, finding: Finding, width: int) -> Lines:
    """A finding with what to do; of an accepted one, until when it is and why."""
    why = why_finding(lab, a, finding)
    style = MUTED if finding.accepted else SEVERITY_STYLES[finding.severity]
    mark = " (accepted)" if finding.accepted else ""
    title = Content.styled(f"{SEVERITY_SIGNS[finding.severity]} {why.subject}{mark}", style)
    lines = flow(title, width, rest="  ")
    if not finding.accepted:
        lines += flow(text(why.rule), width, first="  ", rest="  ")
        lines += flow(text(why.remedy, MUTED), width, first="  → ", rest="    ")
    if (acceptance := acceptance_of(a.system, finding.rule)) is not None:
        until = f"{'' if finding.accepted else 'was accepted '}until {acceptance.until}"
        said = ": ".join(filter(None, (until, acceptance.reason)))
        lines += flow(text(said, MUTED), width, first="  ", rest="  ")
    return lines


def relation_lines(lab: Lab, a: Assessment, width: int) -> Lines:
    """What it runs on, what it needs, and who needs it."""
    needs = sorted(lab.reliance.needs(a.id) - {a.system.runs_on})
    needed_by = sorted(lab.reliance.needed_by(a.id))
    lines = heading("Relations", width)
    lines += labelled(
        "Runs on", named_systems(lab, [a.system.runs_on] if a.system.runs_on else []), width
    )
    lines += labelled("Needs", named_systems(lab, needs), width)
    lines += labelled("Needed by", named_systems(lab, needed_by), width)
    return lines


def named_systems(lab: Lab, ids: Sequence[str]) -> Content:
    """Systems by id, production ones marked with a word."""
    if not ids:
        return Content.styled("nothing", MUTED)
    parts: list[Content | str] = []
    for id in ids:
        a = lab.assessments.get(id)
        style = "bold" if a is not None and a.production else ""
        parts += [", " if parts else "", text(id, style)]
        if a is not None and a.production:
            parts.append(Content.styled(" (production)", MUTED))
    return Content.assemble(*parts)


def fact_lines(lab: Lab, id: str, width: int) -> Lines:
    """Every fact of a system by group, and where it comes from."""
    a, system = lab.assessments.get(id), lab.systems[id]
    lines: Lines = []
    group = ""
    for key, fact in FACTS.items():
        stated = a.fact(key) if a is not None else None
        if stated is None and key in system.facts:
            stated = system.facts[key], id
        if stated is None or key in {"id", "name"}:
            continue
        if fact.group != group:
            group = fact.group
            lines += heading(group, width)
        value = Content.assemble(text(show_value(stated[0])), whose(stated[1], id))
        lines += _fact_line(fact.label, value, width)
    return lines


def _fact_line(label: str, value: Content, width: int) -> Lines:
    first, *others = flow(value, width, rest=" " * 23)
    return [Content.styled(f"{label:<22} ", MUTED) + first, *others]


def problem_lines(problems: Sequence[Problem], width: int) -> Lines:
    """What is wrong in a system's table, line by line; nothing where nothing is."""
    if not problems:
        return []
    lines = heading("Wrong in the file", width, str(len(problems)))
    for problem in problems:
        near = f"; did you mean {problem.nearest}?" if problem.nearest else ""
        said = f"line {problem.line}: {problem.message}{near}"
        lines += flow(text(said, "$text-warning"), width, rest="  ")
    return lines


def why_lines(whys: Iterable[Why], id: str, width: int) -> Lines:
    """Each derived value with its rule, and the facts it rests on."""
    lines: Lines = []
    for why in whys:
        style = SEVERITY_STYLES.get(why.answer, "bold")
        lines += flow(
            Content.assemble((why.subject, HEADING), ("  ", ""), (why.answer, style)), width
        )
        lines += flow(text(why.rule), width, first="  ", rest="  ")
        for fact in why.facts:
            lines += flow(_fact_used(fact, id), width, first="    ", rest="      ")
        if why.remedy:
            lines += flow(text(why.remedy, MUTED), width, first="  → ", rest="    ")
        lines.append(Content(""))
    return lines


def _fact_used(fact: FactUsed, id: str) -> Content:
    label = FACTS[fact.key].title if fact.key in FACTS else fact.key.capitalize()
    value = Content.styled("not answered", "$text-warning")
    if fact.value is not None:
        value = text(show_value(fact.value), "bold")
    return Content.assemble((f"{label}  ", MUTED), value, whose(fact.origin, id))


def effect_lines(
    lab: Lab, before: Assessment | None, id: str, effects: dict[str, Change], width: int
) -> Lines:
    """What a draft does: to the system itself, before → after, and to every other one."""
    after = lab.assessments.get(id)
    if after is None:
        lines = flow(text("Retired: it is not assessed.", MUTED), width)
        return [*lines, *other_changes(id, effects, width)]
    changes = _finding_changes(lab, before, after, width)
    others = other_changes(id, effects, width)
    told_now = told_changes(before, after, width)
    # Where it is wide, lines are few, and what happens elsewhere is what nobody sees coming.
    return (
        [*told_now, *others, *changes] if width >= TWO_COLUMNS else [*told_now, *changes, *others]
    )


def told_changes(before: Assessment | None, after: Assessment, width: int) -> Lines:
    """Level, role, risk, learning and verdict, each before → after where it changes."""
    items = []
    for label, was, now in zip(_TOLD, told(before), told(after), strict=True):
        style = RISK_STYLES.get(now, "" if was == now else "bold")
        arrow = (f"{was} → ", MUTED) if was != now else ("", "")
        items.append((label, Content.assemble(arrow, (now, style))))
    if width < TWO_COLUMNS:
        return list(chain.from_iterable(labelled(*item, width) for item in items))
    parts = [Content.assemble((f"{label} ", MUTED), value) for label, value in items]
    return packed(parts, width, rest="")


def other_changes(id: str, effects: dict[str, Change], width: int) -> Lines:
    """Every other system that a draft changes, and how; what gets worst first."""
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
        # Lines are few: first what happens to each of them, cut, and then all of it.
        gap = Content("  ")
        for other, said, _ in worst_first:
            line = gap.join([Content.styled(other, "bold"), *said])
            lines.append(line.truncate(width, ellipsis=True))
        full = [[Content("")], *(entry for entry in full if len(entry) > 1)]
    return [*lines, *chain.from_iterable(full)]


_TOLD = ("Level", "Role", "Risk", "Learning", "Verdict")


def told(a: Assessment | None) -> tuple[str, ...]:
    """Level, role, risk now, learning now and verdict, in words."""
    if a is None:
        return ("not assessed",) * len(_TOLD)
    return (
        level_name(a.level),
        a.role or "undecided",
        a.risk.now if a.risk else "not known",
        a.learning.now if a.learning else "not known",
        a.verdict,
    )


def _finding_changes(lab: Lab, before: Assessment | None, after: Assessment, width: int) -> Lines:
    """The findings of a drafted system: new ones, those that stay, and those that are gone."""
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
    """How another system changes, in a few words; empty where nothing a person sees does."""
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
    """What a what-if makes of a system; nothing where it changes nothing."""
    if after is None:
        words = [Content("it is retired, and not assessed any more")]
    else:
        words = change_words(before, after) if before is not after else []
    if not words:
        return []
    return packed([Content.styled("What if:", "bold $text-warning"), *words], width)


def news(before: Assessment, after: Assessment) -> list[Content]:
    """The findings that are new or of another severity, worst first, and those that are gone."""
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
    return (a.level or "undetermined", *told(a)[1:])
