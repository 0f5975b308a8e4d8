"""What follows when somebody breaks into a system, as lines of text."""

from __future__ import annotations

from labtui.data.analysis.compromise import (
    Compromise,
    first_steps,
    notice_sentences,
    reach_sentences,
    who_acts,
)
from labtui.data.analysis.trees.break_in import by_break_in, safe_from
from labtui.data.assessment.lab import Lab
from labtui.text.wording import directly_and_through, join_words, plural
from labtui.widgets.lines.layout import MUTED, NOT_ANSWERED, Lines, flow, heading, packed, text
from labtui.widgets.lines.tree import tree_lines

NAMED = 12
"""So many systems that are safe, or may be, are named; of more, how many there are."""


def compromise_lines(lab: Lab, compromise: Compromise, width: int) -> Lines:
    """How much falls with it, the tree of that, people, who acts, what to do first."""
    reach, *not_known = reach_sentences(compromise)
    lines = flow(text(reach, "bold"), width)
    for words in not_known:
        lines += flow(text(words), width)
    if compromise.tree:
        directly = sum(reached.depth == 1 for reached in compromise.tree)
        remark = directly_and_through(directly, len(compromise.tree))
        lines += heading("Reached", width, remark)
        lines += tree_lines(lab, by_break_in(compromise), width)
    safe = safe_from(lab, compromise)
    if safe:
        title = "Safe, as far as known" if compromise.all_known else "Not known whether reached"
        lines += heading(title, width, plural(len(safe), "system"))
        names = [
            text(lab.systems[id].name, "bold" if lab.assessments[id].production else "")
            for id in safe[:NAMED]
        ]
        if len(safe) > NAMED:
            names[-1] += text(f" and {len(safe) - NAMED} more", MUTED)
        lines += packed(names, width, first="  ", gap=" · ")
    sections = {
        "People affected": join_words(compromise.people),
        "Who acts": who_acts(compromise),
        "Do first": first_steps(compromise),
        "Would you notice?": " ".join(notice_sentences(compromise, lab.evaluation.today)),
    }
    for title, told in sections.items():
        lines += heading(title, width)
        lines += flow(text(told) if told else NOT_ANSWERED, width, first="  ", rest="  ")
    return lines
