"""`labtui impact`: what follows when a system is retired or lost, or somebody breaks into it."""

from __future__ import annotations

from collections.abc import Iterable

from labtui.cli.inventory import open_inventory
from labtui.cli.page import BOLD, Page, safe, stdout_page
from labtui.cli.parser import Args
from labtui.cli.subcommand import ID, JSON, Output, Subcommand
from labtui.cli.systems import command_to_answer, find_id, id_and_name, level_and_role
from labtui.data.analysis.compromise import (
    BY_WORDS,
    compromise_of,
    first_steps,
    notice_sentences,
    reach_sentences,
    who_acts,
)
from labtui.data.analysis.impact import Impact, breaks_tree, decision_reasons, impact_of
from labtui.data.assessment.lab import Lab
from labtui.text.wording import join_few


def _run(args: Args) -> Output:
    workspace = open_inventory(args, systems_needed=True)
    impact = impact_of(workspace.lab, find_id(workspace, args.id))
    if args.json:
        reasons = decision_reasons(workspace.lab, impact.id)
        return Output((), {**impact._asdict(), "reasons": reasons}, inventory=workspace)
    return Output(impact_lines(workspace.lab, impact, stdout_page(args.color)), inventory=workspace)


COMMANDS = {
    "impact": Subcommand(
        _run,
        ("labtui impact dns", "labtui impact dns --json"),
        (ID, JSON),
        description="What breaks without it, and what an attacker would reach from it.",
    ),
}

_DECISIONS = {
    "blocked": "BLOCKED  Do not retire it yet.",
    "careful": "CAREFUL  Retire it with care.",
    "clear": "CLEAR  Nothing known stands in the way.",
}
_EFFECTS = (
    ("weakened", "Weakened"),
    ("unprotected", "No backup left"),
    ("unrecoverable", "Not recoverable"),
    ("orphans", "No longer needed (can be retired too)"),
)


def impact_lines(lab: Lab, impact: Impact, page: Page) -> list[str]:
    """The decision with the reasons the app gives, what each effect is about, and a break-in."""
    lines = [page.paint(id_and_name(lab.systems[impact.id]), BOLD), _DECISIONS[impact.decision]]
    for reason in decision_reasons(lab, impact.id):
        lines += page.wrap(safe(reason), "  ", "    ")
    lines += _breaks(lab, impact.id, page)
    for name, title in _EFFECTS:
        ids = getattr(impact, name)
        if ids:
            lines += ["", page.heading(f"{title} ({len(ids)})")]
            lines += (_line(lab, id, page) for id in ids)
    if impact.unasked:
        lines += ["", page.heading(f"Never asked ({len(impact.unasked)})")]
        lines += page.comma_separated(impact.unasked, "  ")
        lines += page.aside(command_to_answer("depends_on"), "    → ")
    return [*lines, *_break_in(lab, impact.id, page)]


def _breaks(lab: Lab, id: str, page: Page) -> Iterable[str]:
    """The tree of what breaks, each system under what it breaks through."""
    tree = breaks_tree(lab, id)
    if not tree:
        return
    directly = sum(broken.depth == 1 for broken in tree)
    others = f", {len(tree) - directly} through others" if directly < len(tree) else ""
    yield ""
    yield page.heading(f"What breaks ({directly} directly{others})")
    yield from (_line(lab, broken.id, page, broken.depth) for broken in tree)


def _line(lab: Lab, id: str, page: Page, depth: int = 1) -> str:
    """One system with its level and role; in a tree it stands under what it follows from."""
    indent = "  " * min(depth, page.width // 8)
    a = lab.assessments[id]
    return page.spread(f"{indent}{id_and_name(a.system)}", level_and_role(a))


def _break_in(lab: Lab, id: str, page: Page) -> Iterable[str]:
    """What an attacker would reach from it, who acts, and what to do first."""
    told = compromise_of(lab, id)
    yield ""
    yield page.heading(f"If someone broke into {safe(lab.systems[id].name)}")
    reach, *not_answered = reach_sentences(told)
    yield from page.wrap(reach, "  ", "    ")
    for reached in told.tree:
        a = lab.assessments[reached.id]
        left = f"{'  ' * min(reached.depth, page.width // 8)}{id_and_name(a.system)}"
        mark = ", production" if a.production and a.role != "production" else ""
        yield page.spread(left, f"{BY_WORDS[reached.by]}, {level_and_role(a)}{mark}")
    steps = first_steps(told)
    people = [f"People affected: {safe(join_few(told.people))}."] if told.people else []
    for sentence in (
        *not_answered,
        *people,
        f"Who acts: {who_acts(told) or 'not answered'}.",
        " ".join(notice_sentences(told, lab.evaluation.today)),
        f"Do first: {steps[0].lower()}{steps[1:]}",
    ):
        yield from page.wrap(sentence, "  ", "    ")
