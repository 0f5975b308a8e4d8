"""What only a system's page says of it: its history, what is planned with it, two ways out."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from textual.content import Content

from labtui.data.analysis.planning import Duty, Plan
from labtui.data.analysis.remedies import Cut, Detachment, Promotion
from labtui.data.analysis.remedy_trial import Remedies
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import level_name
from labtui.data.assessment.explain import Why
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Changes, Event, System, learned_on
from labtui.data.framework.events import LEARNING_EVENTS
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.questions import QUESTIONS_IF_PLANNED
from labtui.data.framework.severities import SEVERITY_SIGNS
from labtui.text.wording import ago, join_words
from labtui.widgets.lines.assessment import (
    LABEL,
    MUTED,
    RISK_STYLES,
    SEVERITY_STYLES,
    Lines,
    flow,
    heading,
    labelled,
    named_systems,
    overlay_content,
    packed,
    text,
    whose,
)
from labtui.widgets.lines.smell_test import ANSWER_STYLES, SIGNS

# --- history

EVENT_SIGNS = {
    "added": "+",
    "changed": "~",
    "assessed": "◆",
    "experiment": "*",
    "rebuilt": "↻",
    "incident": "!",
    "retired": "×",
}
"""What stands before each event, so that kinds can be told apart at a glance."""

EVENT_STYLES = {"incident": "$text-warning", "experiment": "$text-success"}

MOST_MOVES = 5
"""So many values a thing moved through are shown; of more, the first and the latest."""


def history_lines(lab: Lab, system: System, width: int) -> Lines:
    """How it moved, when something was last learned, and what happened, the latest first."""
    lines = heading("History", width, "" if system.history else "nothing noted yet")
    a = lab.assessments.get(system.id)
    moves = [text(moved, "bold") for moved in movement(system.history, a)]
    for number, moved in enumerate(packed(moves, width - LABEL, rest="")):
        lines += labelled("" if number else "Moved", moved, width)
    if (learned := _learned(lab, system, a)) is not None:
        lines += labelled("Last learned", learned, width)
    elif system.history:
        lines += labelled("Last learned", text("never", MUTED), width)
    in_order = sorted(system.history, key=lambda event: str(event.date or ""))
    for event in in_order[::-1]:
        lines += _event_lines(event, width)
    return lines


def movement(history: Iterable[Event], a: Assessment | None) -> list[str]:
    """How level, risk and verdict moved from one assessed event to the next, and since then.

    What never moved is left out: `3a → 3b`, `High → Critical`.
    """
    tested = [event for event in history if event.event == "assessed" and event.date is not None]
    if not tested:
        return []
    tested.sort(key=lambda event: str(event.date))
    columns = zip(*((event.level, event.risk, event.verdict) for event in tested), strict=True)
    now = (a.level, a.risk.now if a.risk else None, a.verdict) if a is not None else (None,) * 3
    moves = (_moves(column, latest) for column, latest in zip(columns, now, strict=True))
    return [moved for moved in moves if moved]


def _moves(values: Iterable[str | None], now: str | None) -> str:
    """The values a thing moved through, the one it has now marked where no test saw it yet."""
    seen = [value for value, _ in groupby(filter(None, values))]
    if seen and now is not None and now != seen[-1]:
        seen.append(f"{now} now")
    if len(seen) > MOST_MOVES:
        seen = [seen[0], "…", *seen[2 - MOST_MOVES :]]
    return " → ".join(seen) if len(seen) > 1 else ""


def _learned(lab: Lab, system: System, a: Assessment | None) -> Content | None:
    """When something was last learned on a system or on what hosts it, by what, and where."""
    today = lab.evaluation.today
    own = learned_on(system, today)
    learned = a.context.learned if a is not None else (own, system.id) if own else None
    if learned is None:
        return None
    day, origin = learned
    kinds = [
        event.event
        for event in lab.systems[origin].history
        if event.date == day and event.event in LEARNING_EVENTS
    ]
    return Content.assemble(f"{day} {kinds[-1]} ({ago(day, today)})", whose(origin, system.id))


def _event_lines(event: Event, width: int) -> Lines:
    """What happened on a day, with its sign; of an assessment, what was found."""
    kind = event.event or "?"
    found = " · ".join(filter(None, (event.level, event.risk, event.verdict)))
    said = [part for part in (event.note, found) if part]
    content = Content.assemble(
        (f"{EVENT_SIGNS.get(kind, '?')} {kind}", EVENT_STYLES.get(kind, "")),
        text(f": {', '.join(said)}" if said else ""),
    )
    return labelled(str(event.date or "undated"), content, width)


# --- planning


def planning_lines(lab: Lab, plan: Plan, width: int) -> Lines:
    """What would be signed up for with a planned system, and the questions it would be asked."""
    a = plan.a
    lines = heading("What you would sign up for", width, "m puts it into service")
    if a.level != lab.assessments[a.id].level:
        risk = overlay_content(a.risk, RISK_STYLES)
        level = (level_name(a.level), "bold")
        lines += labelled("It would be", Content.assemble(level, (", risk ", MUTED), risk), width)
    lines += labelled("Yours", _layers(plan), width)
    for number, (days, duties) in enumerate(groupby(plan.duties, key=lambda duty: duty.days)):
        lines += labelled("" if number else "To do", _todo_every(days, duties, a.id), width)
    lines += labelled("Production", _made_production(plan), width)
    lines += labelled("Rests on", _rests_on(lab, plan), width)
    lines += heading("Would you be up to it?", width, "s answers it for real")
    for question, asked in QUESTIONS_IF_PLANNED.items():
        answer = a.answer(question) or ""
        said = Content.styled(f"{SIGNS.get(answer, '·')} ", ANSWER_STYLES.get(answer, MUTED))
        lines += flow(Content.assemble(said, asked), width, rest="  ")
    return lines


def _layers(plan: Plan) -> Content:
    """Which layers would be its owner's, and which nobody has spoken for yet."""
    if len(plan.yours) == len(LAYERS):
        return Content("all twelve layers, from the metal up")
    yours = join_words(LAYERS[layer].lower() for layer in plan.yours)
    parts = [text(yours or "nothing that was said yet")]
    if plan.unanswered:
        open_ones = join_words(LAYERS[layer].lower() for layer in plan.unanswered)
        parts.append(Content.styled(f"; not said: {open_ones}", "$text-warning"))
    return Content.assemble(*parts)


def _todo_every(days: int | None, duties: Iterable[Duty], id: str) -> Content:
    """What there would be to do every so often, or all the time."""
    often = f"every {days} days" if days is not None and days > 1 else "every day"
    parts = [Content.assemble(duty.what, whose(duty.origin, id)) for duty in duties]
    when = "all the time" if days is None else often
    return Content.assemble((f"{when}: ", MUTED), Content("; ").join(parts))


def _made_production(plan: Plan) -> Content:
    if not plan.production:
        return Content.styled("nothing else would become production through it", MUTED)
    word = "would become production through it"
    return Content.assemble(text(join_words(plan.production, 6), "bold"), f" {word}")


def _rests_on(lab: Lab, plan: Plan) -> Content:
    if not plan.rests_on:
        return Content.styled("nothing that is there", MUTED)
    parts = [named_systems(lab, plan.rests_on)]
    if plan.beyond:
        parts += [Content.styled("; over those, ", MUTED), named_systems(lab, plan.beyond)]
    return Content.assemble(*parts)


# --- the remedies


def remedy_lines(remedies: Remedies | None, width: int) -> Lines:
    """Both ways briefly, with their keys; while they are looked for, that they are."""
    lines = heading("Two ways out", width, "it is a lab, and people rely on it")
    if remedies is None:
        return [*lines, *flow(text("Looking for the fewest references…", MUTED), width)]
    return [
        *lines,
        *_promotion_lines(remedies.promotion, width),
        *(_detachment_lines(remedies.detachment, width) if remedies.detachment else []),
    ]


def _remedy(key: str, name: str, said: str, width: int) -> Lines:
    """The headline of a remedy, with the key that tries it."""
    content = Content.assemble((key, "bold $text-primary"), (f" {name}", "bold"), text(f"  {said}"))
    return flow(content, width, rest="  ")


def _promotion_lines(promotion: Promotion, width: int) -> Lines:
    """What saying that it is production changes, and the duties that come with it."""
    count = len(promotion.duties)
    then = f"then {count or 'no'} {'duty' if count == 1 else 'duties'} to work off"
    lines = _remedy("P", "promote", f"{_said(promotion.changes)}; {then}", width)
    for duty in promotion.duties:
        lines += _todo(duty, width)
    return lines


def _said(changes: Changes) -> str:
    return ", ".join(f"{_label(key)} {value}" for key, value in changes.items())


def _todo(duty: Why, width: int) -> Lines:
    """A duty with what to do, on a line where there is room."""
    sign = SEVERITY_SIGNS[duty.answer]
    title = Content.styled(f"  {sign} {duty.subject}", SEVERITY_STYLES[duty.answer])
    return packed([title, text(duty.remedy, MUTED)], width, rest="    ")


def _detachment_lines(detachment: Detachment, width: int) -> Lines:
    """The references that have to go, with what each would need instead."""
    count = len(detachment.cuts)
    said = []
    if count:
        least = "" if detachment.smallest else ", perhaps fewer"
        said.append(f"{count} reference{' goes' if count == 1 else 's go'}{least}")
    if detachment.own:
        said.append(f"by hand (e): its own {join_words(map(_label, detachment.own))}")
    lines = _remedy("U", "unhook", "; ".join(said), width)
    for cut in detachment.cuts:
        lines += _cut_lines(cut, width)
    if detachment.regrouped:
        fewer = join_words(
            f"{cut.id} {_label(cut.key)} {cut.target}" for cut in detachment.regrouped
        )
        lines += flow(
            text(f"or, out of their groups, only {fewer}", MUTED), width, first="  ", rest="    "
        )
    return lines


def _label(key: str) -> str:
    return FACTS[key].label.lower()


def _cut_lines(cut: Cut, width: int) -> Lines:
    reference = Content.assemble(
        "  ", (cut.id, "bold"), (f" {_label(cut.key)} ", MUTED), cut.target
    )
    return packed([reference, text(f"→ {cut.instead}", MUTED)], width, rest="    ")
