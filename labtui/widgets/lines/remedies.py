"""The remedies for a lab that has become production, as lines of text."""

from __future__ import annotations

from textual.content import Content

from labtui.data.analysis.remedies import Cut, Detachment, Promotion
from labtui.data.analysis.remedy_trial import Remedies
from labtui.data.assessment.explain import Why
from labtui.data.assessment.models import Changes
from labtui.data.framework.facts import FACTS
from labtui.data.framework.severities import SEVERITY_SIGNS
from labtui.text.wording import join_words
from labtui.widgets.lines.layout import (
    MUTED,
    SEVERITY_STYLES,
    Lines,
    flow,
    heading,
    packed,
    text,
)


def remedy_lines(remedies: Remedies | None, width: int) -> Lines:
    """Both remedies briefly, with their keys; a notice while they are being computed."""
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
    """The effects of stating that it is production, and the duties that follow."""
    count = len(promotion.duties)
    then = f"then {count or 'no'} {'duty' if count == 1 else 'duties'} to work off"
    lines = _remedy("P", "promote", f"{_said(promotion.changes)}; {then}", width)
    for duty in promotion.duties:
        lines += _todo(duty, width)
    return lines


def _said(changes: Changes) -> str:
    return ", ".join(f"{_label(key)} {value}" for key, value in changes.items())


def _todo(duty: Why, width: int) -> Lines:
    """A duty with what to do, on one line if there is room."""
    sign = SEVERITY_SIGNS[duty.answer]
    title = Content.styled(f"  {sign} {duty.subject}", SEVERITY_STYLES[duty.answer])
    return packed([title, text(duty.remedy, MUTED)], width, rest="    ")


def _detachment_lines(detachment: Detachment, width: int) -> Lines:
    """The references to detach, with what each would need instead."""
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
