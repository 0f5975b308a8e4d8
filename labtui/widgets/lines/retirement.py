"""The retirement review as lines of text: the decision, the effects, the users."""

from __future__ import annotations

from datetime import date
from itertools import chain

from textual.content import Content

from labtui.data.analysis.impact import Impact, decision_reasons, impact_of
from labtui.data.analysis.trees.branches import Title
from labtui.data.analysis.trees.loss import affected, by_loss
from labtui.data.assessment.assess import assess
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.facts_used import used
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.levels import PLATFORM, SAAS
from labtui.data.framework.shapes import Value
from labtui.data.framework.values import as_texts, show_answer
from labtui.text.wording import ago
from labtui.widgets.lines.layout import (
    MUTED,
    NOT_ANSWERED,
    Lines,
    flow,
    heading,
    labelled,
    origin_mark,
    text,
)
from labtui.widgets.lines.retirement_record import record_lines
from labtui.widgets.lines.systems import _there, identity
from labtui.widgets.lines.tree import tree_lines

DECISIONS = {
    "blocked": ("✗ BLOCKED", "bold $text-error on $error-muted", "Do not retire it yet."),
    "careful": ("▲ CAREFUL", "bold $text-warning on $warning-muted", "Retire it with care."),
    "clear": (
        "✓ CLEAR",
        "bold $text-success on $success-muted",
        "Nothing known stands in the way.",
    ),
}
"""The sign and word of a decision, its style, and its meaning."""


def review_lines(lab: Lab, id: str, width: int) -> Lines:
    """The decision with its reasons, the effects, the users of the system, and its data.

    For a retired system, the record replaces the decision and the effects.
    """
    system = lab.systems[id]
    told = record_lines(lab, system, width) if system.retired else _effects(lab, id, width)
    a = _assessment(lab, id)
    return [
        *told,
        *_users(lab, a, width),
        *_data(lab, a, width),
        *_teardown(system, width),
    ]


def _assessment(lab: Lab, id: str) -> Assessment:
    """The assessment of a system, made here if it is retired."""
    return lab.assessments.get(id) or assess(lab.context(lab.systems[id]))


def _effects(lab: Lab, id: str, width: int) -> Lines:
    impact = impact_of(lab, id)
    word, style, comes_to = DECISIONS[impact.decision]
    lines = flow(Content.assemble((f" {word} ", style), (f"  {comes_to}", "bold")), width)
    system = lab.systems[id]
    lines += flow(identity(lab, system), width)
    if system.vanished:
        lines += flow(text("Its source does not show it any more."), width)
    for reason in decision_reasons(lab, id):
        lines += flow(text(reason), width, first="  · ", rest="    ")
    return [*lines, *_lost(lab, impact, width)]


def _lost(lab: Lab, impact: Impact, width: int) -> Lines:
    """What goes with it, section by section; in a line what known systems are spared."""
    _, *items = by_loss(lab, impact.id)
    if any((impact.breaks, impact.weakened, impact.unprotected, impact.unrecoverable)):
        remark = f"{len(affected(impact))} of {len(lab.assessments) - 1} others affected"
        return [*heading("What goes with it", width, remark), *tree_lines(lab, items[1:], width)]
    spared = "No known system breaks, is weakened, loses its backup or its way to recover."
    some = [item for item in items if not isinstance(item, Title) or item.number != 0]
    return [Content(""), *flow(text(spared, MUTED), width), *tree_lines(lab, some, width)]


def _users(lab: Lab, a: Assessment, width: int) -> Lines:
    needed_by = sorted(lab.reliance.needed_by(a.id))
    systems = Content(", ").join([text(id) for id in needed_by])
    return [
        *heading("Who uses it", width),
        *_fact(lab, a, "used_by", width),
        *_fact(lab, a, "relied_on_for", width),
        *labelled("Systems", systems or Content.styled("none", MUTED), width),
    ]


_DATA = ("runs_on", "location", "backs_up_to", "evidence.restore_tested")

_DATA_AT_PROVIDER = ("evidence.data_located", "evidence.exportable")

_DATA_KEPT = ("retirement.data_kept_at", "retirement.keep_until")

_ONLY_STATED = frozenset({"runs_on", "location", *_DATA_KEPT})


def _data(lab: Lab, a: Assessment, width: int) -> Lines:
    """Where its data is, and the evidence that it can be restored."""
    keys = [*_DATA]
    if a.level in {SAAS, PLATFORM}:
        keys += _DATA_AT_PROVIDER
    if not a.system.retired:  # the record of a retired system has it
        keys += _DATA_KEPT
    shown = [key for key in keys if key not in _ONLY_STATED or a.value(key) is not None]
    facts = chain.from_iterable(_fact(lab, a, key, width) for key in shown)
    return [*heading("Its data", width), *facts]


def _teardown(system: System, width: int) -> Lines:
    """Its own notes on removing it, line by line as written."""
    notes = str(system.facts.get("teardown", "")).splitlines()
    lines = heading("How to remove it", width, "" if notes else "not answered")
    return [*lines, *chain.from_iterable(flow(text(line), width) for line in notes)]


def _fact(lab: Lab, a: Assessment, key: str, width: int) -> Lines:
    """A fact of a system, stated or inherited, with its origin."""
    fact = used(a, key)
    said = NOT_ANSWERED if fact.value is None else _said(lab, key, fact.value)
    label = FACTS[key].short_label
    return labelled(label, Content.assemble(said, origin_mark(fact.origin, a.id)), width)


def _said(lab: Lab, key: str, value: Value) -> Content:
    """A value, with the age of a date or a remark on systems that no longer exist."""
    if key == "runs_on":
        return _there(lab, str(value))
    if key == "backs_up_to" and value:
        return Content(", ").join([_there(lab, id) for id in as_texts(value)])
    if key != "evidence.restore_tested":
        return text(show_answer(key, value))
    if not isinstance(value, date):
        return text("never", "$text-warning")
    fresh = lab.evaluation.fresh(value, lab.evaluation.settings.restore_days)
    stale = ("", "") if fresh else (", too old", "$text-warning")
    return Content.assemble(f"{value}, {ago(value, lab.evaluation.today)}", stale)
