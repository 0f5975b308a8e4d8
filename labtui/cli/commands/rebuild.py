"""`labtui rebuild`: in which order to bring things back, from nothing or after a loss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from labtui.cli.inventory import open_inventory
from labtui.cli.page import BOLD, Page, safe, stdout_page
from labtui.cli.parser import Args
from labtui.cli.subcommand import JSON, Output, Subcommand, argument
from labtui.cli.systems import find_id, id_and_name, level_and_role
from labtui.data.analysis.rebuild import (
    Obstacle,
    Rebuild,
    Step,
    gain_words,
    rebuild_order,
    warnings,
)
from labtui.data.assessment.lab import Lab
from labtui.text.wording import plural


def _run(args: Args) -> Output:
    workspace = open_inventory(args, systems_needed=True)
    lost = None if args.id is None else find_id(workspace, args.id)
    rebuild = rebuild_order(workspace.lab, workspace.ids, lost)
    if args.json:
        return Output((), rebuild_json(rebuild), inventory=workspace)
    lines = rebuild_lines(workspace.lab, rebuild, stdout_page(args.color))
    return Output(lines, inventory=workspace)


COMMANDS = {
    "rebuild": Subcommand(
        _run,
        ("labtui rebuild", "labtui rebuild owl", "labtui rebuild --json"),
        (
            argument(
                "id", metavar="ID", nargs="?", help="the system that is lost; without it: all"
            ),
            JSON,
        ),
        description="In which order to bring systems back, so that each finds what it needs.",
    ),
}


def rebuild_json(rebuild: Rebuild) -> dict[str, Any]:
    """The order for scripts."""
    return {
        "id": rebuild.lost,
        "steps": [
            {
                "systems": step.systems,
                "services": step.services,
                "gives": [gain._asdict() for gain in step.gives],
                "blocked_by": [obstacle._asdict() for obstacle in step.blocked_by],
            }
            for step in rebuild.steps
        ],
        "loops": rebuild.loops,
        "unrecoverable": rebuild.unrecoverable,
        "recover_after": rebuild.recover_after,
        "unprotected": rebuild.unprotected,
    }


def rebuild_lines(lab: Lab, rebuild: Rebuild, page: Page) -> list[str]:
    """The steps, each with its systems, what stands in their way and what they give back."""
    lost = rebuild.lost
    title = f"Without {id_and_name(lab.systems[lost])}" if lost else "From nothing"
    lines = [page.paint(title, BOLD)]
    if not rebuild.steps:
        return [*lines, "No system is in service."]
    lines += _summary(rebuild, page)
    number = 0
    for step in rebuild.steps:
        number += not step.services
        lines += ["", *_step_lines(lab, step, number, page)]
    if rebuild.recover_after:
        lines += ["", page.heading(f"Not recoverable until then ({len(rebuild.recover_after)})")]
        lines += page.comma_separated(rebuild.recover_after, "  ")
    return lines


def _summary(rebuild: Rebuild, page: Page) -> Iterable[str]:
    """How many systems and steps, and what cannot go as it should."""
    rebuilt = [step for step in rebuild.steps if not step.services]
    systems = plural(sum(len(step.systems) for step in rebuilt), "system")
    yield f"  {systems} to bring back, in {plural(len(rebuilt), 'step')}."
    for told in warnings(rebuild):
        yield from page.wrap(told, "  ", "    ")


def _step_lines(lab: Lab, step: Step, number: int, page: Page) -> Iterable[str]:
    """One step."""
    together = ", at the same time" if len(step.systems) > 1 else ""
    yield page.heading("Services, to be there" if step.services else f"Step {number}{together}")
    gains = {gain.id: gain for gain in step.gives}
    obstacles: dict[str, list[Obstacle]] = defaultdict(list)
    for obstacle in step.blocked_by:
        obstacles[obstacle.id].append(obstacle)
    for id in step.systems:
        a = lab.assessments[id]
        yield page.spread(f"  {id_and_name(a.system)}", level_and_role(a))
        if gain := gains.get(id):
            yield from page.wrap(safe(gain_words(gain, services=step.services)), "    ", "      ")
        for obstacle in obstacles[id]:
            yield from _obstacle_lines(obstacle, page)


def _obstacle_lines(obstacle: Obstacle, page: Page) -> Iterable[str]:
    """What stands in the way, and the way out where there is one."""
    sign = "?" if obstacle.unproven else page.sign("warning")
    first, *rest = page.wrap(obstacle.message, " " * 6)
    yield f"    {sign} {first[6:]}"
    yield from rest
    if obstacle.remedy:
        yield from page.aside(obstacle.remedy, "      → ")
