"""`labtui drill`: the app at a drill, or the drill as a page to fill in by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from labtui.cli.inventory import open_inventory
from labtui.cli.page import BOLD, Page, safe, stdout_page
from labtui.cli.parser import Args
from labtui.cli.subcommand import APP_OPTIONS, ID, Output, Subcommand, argument
from labtui.cli.systems import find_id
from labtui.data.analysis.drill.exercise import CASES, Drill, drill_of
from labtui.data.analysis.drill.steps import Step

BLANK = "_"
"""What is filled in by hand stands on."""

LEAST = 10
"""So many cells there are at least to write on."""

NOTHING_EXECUTED = "labtui executes nothing: do each step, or write down why you could not."


def _run(args: Args) -> Output:
    case = CASES[bool(args.compromised)]
    if not args.print:
        from labtui.cli.commands.app import run_app

        return run_app(args, screen="drill", case=case if args.compromised else None)
    workspace = open_inventory(args, systems_needed=True)
    id = find_id(workspace, args.id)
    drill = drill_of(workspace.lab, workspace.ids, id, case)
    return Output(drill_lines(drill, stdout_page(args.color)), inventory=workspace)


COMMANDS = {
    "drill": Subcommand(
        _run,
        ("labtui drill owl", "labtui drill owl --print", "labtui drill owl --compromised --print"),
        (
            ID,
            argument(
                "--compromised",
                action="store_true",
                help="it is compromised, instead of lost",
            ),
            argument("--print", action="store_true", help="as a page to fill in by hand"),
            *APP_OPTIONS,
        ),
        description="Practise recovery, step by step. Nothing is executed anywhere.",
        opens_app=True,
    ),
}


def drill_lines(drill: Drill, page: Page) -> list[str]:
    """The exercise as a page: what happens, who notices, and boxes to tick with room for notes."""
    lines = [
        page.paint(safe(f"Drill: {drill.title}"), BOLD),
        *page.aside(NOTHING_EXECUTED, "  "),
        "",
        *_to_fill_in(page, "  ", "Date", "Begun at", "Who"),
    ]
    for title, sentences in (("What happens", drill.follows), ("Who notices", drill.notice)):
        if sentences:
            lines += ["", page.heading(title)]
            lines += _sentences(sentences, page, "  ")
    lines += ["", page.heading("Steps")]
    for number, step in enumerate(drill.steps, start=1):
        lines += _step_lines(number, step, page)
    lines += ["", page.heading("Afterwards")]
    lines += _to_fill_in(page, "  ", "Ended at", "Could not")
    return [*lines, *_to_fill_in(page, "  ", "To do first")]


def _sentences(sentences: Iterable[str], page: Page, indent: str) -> Iterator[str]:
    for sentence in sentences:
        yield from page.wrap(safe(sentence), indent, f"{indent}  ")


def _step_lines(number: int, step: Step, page: Page) -> Iterator[str]:
    """A box to tick, what to do, why, what stands in the way, and room for time and notes."""
    first = f"  [ ] {number:>2}  "
    indent = " " * len(first)
    yield from page.wrap(safe(step.says), first, indent)
    yield from _sentences(step.because, page, indent)
    for obstacle in step.obstacles:
        sign = "?" if obstacle.unproven else page.sign("warning")
        whose = "" if obstacle.id == step.about else f"{obstacle.id}: "
        head, *rest = page.wrap(safe(f"{whose}{obstacle.message}"), f"{indent}  ")
        yield f"{indent}{sign} {head[len(indent) + 2 :]}"
        yield from rest
        if obstacle.remedy:
            yield from page.aside(safe(obstacle.remedy), f"{indent}  → ")
    yield from _to_fill_in(page, indent, "Time", "Note")


def _to_fill_in(page: Page, indent: str, *labels: str) -> list[str]:
    """Labels with lines to write on, the last one to the edge; each its own where it is narrow."""
    *short, long = labels
    line = indent + "".join(f"{label} {BLANK * LEAST}  " for label in short) + f"{long} "
    if len(line) + LEAST > page.width:
        return [
            f"{indent}{label} {BLANK * (page.width - len(indent) - len(label) - 1)}"
            for label in labels
        ]
    return [line + BLANK * (page.width - len(line))]
