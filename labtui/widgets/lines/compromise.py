"""What follows when somebody breaks into a system, as lines of text."""

from __future__ import annotations

from textual.content import Content

from labtui.data.analysis.compromise import (
    BY_WORDS,
    Compromise,
    Reached,
    first_steps,
    notice_sentences,
    reach_sentences,
    who_acts,
)
from labtui.data.assessment.clauses import level_name
from labtui.data.assessment.lab import Lab
from labtui.text.wording import join_words
from labtui.widgets.lines.layout import MUTED, NOT_ANSWERED, Lines, flow, heading, text

MANY = 200
"""So many systems are listed; of more, how many there are."""


def compromise_lines(lab: Lab, compromise: Compromise, width: int) -> Lines:
    """How much falls with it, the tree of that, people, who acts, what to do first."""
    reach, *not_known = reach_sentences(compromise)
    lines = flow(text(reach, "bold"), width)
    for words in not_known:
        lines += flow(text(words), width)
    if compromise.tree:
        directly = sum(reached.depth == 1 for reached in compromise.tree)
        remark = f"{directly} directly, {len(compromise.tree) - directly} through others"
        lines += heading("Reached", width, remark)
        for reached in compromise.tree[:MANY]:
            lines += _reached_lines(lab, reached, width)
        if (more := len(compromise.tree) - MANY) > 0:
            lines += flow(text(f"and {more} more"), width, first="  ")
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


def _reached_lines(lab: Lab, reached: Reached, width: int) -> Lines:
    a = lab.assessments[reached.id]
    indent = "  " * min(reached.depth, width // 8)
    line = Content.assemble(
        text(a.system.name, "bold" if reached.production else ""),
        (f"  {reached.id}", MUTED),
        (f"  {BY_WORDS[reached.by]}", MUTED),
        (f"  {level_name(a.level)}", MUTED),
        ("  production", "$text-error") if reached.production else "",
    )
    return flow(line, width, first=indent, rest=f"{indent}  ")
