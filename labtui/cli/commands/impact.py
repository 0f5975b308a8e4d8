"""`labtui impact`: what retiring a system would do to the others."""

from __future__ import annotations

from dataclasses import asdict

from labtui.cli.command import ID, JSON, Command, Output
from labtui.cli.inventory import open_inventory
from labtui.cli.page import Page, safe, stdout_page
from labtui.cli.parser import Args
from labtui.cli.systems import id_and_name, level_and_role
from labtui.data.analysis.impact import Impact, decision_reasons, impact_of
from labtui.data.assessment.lab import Lab
from labtui.text.wording import plural


def _run(args: Args) -> Output:
    workspace = open_inventory(args)
    impact = impact_of(workspace.lab, workspace.system(args.id).id)
    if args.json:
        return Output((), asdict(impact), inventory=workspace)
    return Output(impact_lines(workspace.lab, impact, stdout_page()), inventory=workspace)


COMMANDS = {
    "impact": Command("what retiring a system would do to the others", _run, (ID, JSON)),
}

_DECISIONS = {
    "blocked": "Don't retire {} yet: what people rely on would break or lose its backups.",
    "careful": "Retire {} with care.",
    "clear": "{} can be retired: nothing stands in the way.",
}
_EFFECTS = (
    ("breaks", "would stop working"),
    ("weakened", "would lose a member, and go on"),
    ("unprotected", "would have no backup left"),
    ("orphans", "would not be needed by anything any more"),
)


def impact_lines(lab: Lab, impact: Impact, page: Page) -> list[str]:
    """The decision, its reasons as the app gives them, and the systems of each effect."""
    words = _DECISIONS[impact.decision].format(impact.id)
    lines = page.wrap(words, f"{impact.decision.upper()}  ", "  ")
    for reason in decision_reasons(lab, impact.id):
        lines += page.wrap(safe(reason), "  ")
    for name, effect in _EFFECTS:
        ids = getattr(impact, name)
        if ids:
            lines += ["", page.heading(f"{plural(len(ids), 'system')} {effect}")]
            for id in ids:
                a = lab.assessments[id]
                lines.append(page.spread(f"  {id_and_name(a.system)}", level_and_role(a)))
    return lines
