"""The remedies for a lab that has become production, as lines of text."""

from __future__ import annotations

from textual.content import Content

from labtui.data.analysis.remedies import Cut, Detachment, Promotion, Remedies
from labtui.data.assessment.explain import Why
from labtui.data.assessment.models import Changes
from labtui.data.framework.facts import FACTS
from labtui.data.framework.severities import Severity
from labtui.text.wording import join_words, plural
from labtui.widgets.lines.layout import (
    MUTED,
    Lines,
    finding_title,
    flow,
    packed,
    text,
)
from labtui.widgets.lines.panels import rule


def remedy_lines(remedies: Remedies | None, width: int) -> Lines:
    """Both ways briefly, with their keys; while they are looked for, that they are."""
    lines = rule("Two options", width, "People rely on this lab.")
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
    said = f"Treat it as production: {_said(promotion.changes)}."
    if promotion.duties:
        said += f" Then fix {plural(len(promotion.duties), 'finding')}."
    lines = _remedy("P", "Promote", said, width)
    for duty in promotion.duties:
        lines += _todo(duty, width)
    return lines


def _said(changes: Changes) -> str:
    return ", ".join(f"{_label(key)} {value}" for key, value in changes.items())


def _todo(duty: Why[Severity], width: int) -> Lines:
    """A duty with what to do, on a line where there is room."""
    title = finding_title(duty.answer, duty.subject, unproven=duty.unproven)
    return packed([Content("  ") + title, text(duty.remedy, MUTED)], width, rest="    ")


def _detachment_lines(detachment: Detachment, width: int) -> Lines:
    """The references to detach, with what each would need instead."""
    count = len(detachment.cuts)
    said = []
    if count:
        removed = plural(count, "dependency", "dependencies")
        said.append(f"Remove {removed}, so that nothing people rely on needs it.")
        if not detachment.smallest:
            said.append("A shorter list may exist.")
    if detachment.own:
        said.append(f"Clear its own {join_words(map(_label, detachment.own))} with e.")
    lines = _remedy("U", "Detach", " ".join(said), width)
    for cut in detachment.cuts:
        lines += _cut_lines(cut, width)
    if detachment.regrouped:
        fewer = join_words(
            f"{cut.id} {_label(cut.key)} {cut.target}" for cut in detachment.regrouped
        )
        lines += flow(text(f"Or remove only {fewer}.", MUTED), width, first="  ", rest="    ")
    return lines


def _label(key: str) -> str:
    return FACTS[key].label.lower()


def _cut_lines(cut: Cut, width: int) -> Lines:
    reference = Content.assemble(
        "  ", (cut.id, "bold"), (f" {_label(cut.key)} ", MUTED), cut.target
    )
    return packed([reference, text(f"→ {cut.instead}.", MUTED)], width, rest="    ")
