"""The panel beside the tree: a system in a few lines, why it is production, what its loss means."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from textual.content import Content

from labtui.data.analysis.impact import Impact
from labtui.data.analysis.remedies import needs_remedy
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.chains import Link, reliance_chain
from labtui.data.assessment.clauses import relied_on, severity_counts
from labtui.data.assessment.lab import Lab
from labtui.text.printable import printable
from labtui.text.wording import directly_and_through, join_words, plural
from labtui.widgets.lines.changes import tried_lines
from labtui.widgets.lines.colours import (
    LEVEL_NAMES,
    level_chip,
    level_word,
    risk_piece,
    solid_chip,
    time_left,
)
from labtui.widgets.lines.layout import MUTED, Lines, at_most, flow, labelled, text
from labtui.widgets.lines.panels import RULE, Panel, PanelRow, arranged

LINKS = 5
"""The most links of a chain that are told; the middle of a longer one is left out."""

NAMED = 4
"""The most systems that are named in a line."""

_NEEDS = {
    "runs_on": "runs on",
    "depends_on": "depends on",
    "backs_up_to": "backs up to",
    "recovers_with": "recovers with",
    "member_of": "has the member",
}
"""How one system needs another, by the fact that says so."""


class About(NamedTuple):
    """What the panel is about."""

    lab: Lab
    id: str
    carried: int | None
    """How many systems need it, directly or through others; None where that is not known."""
    impact: Impact | None
    """What its loss means; None where that is not known."""
    saved: Lab | None = None
    """The lab as it is saved, while a what-if is open."""


def about_lines(about: About, size: tuple[int, int]) -> Lines:
    """The panel about a system in so many cells and at least so many lines, a line at its left."""
    width, height = size
    panels = [_what_panel(about, width - 4), *_why_panels(about, width - 4)]
    if about.impact is not None:
        panels.append(Panel("If it is lost", _rows(_lost(about.lab, about.impact, width - 4))))
    lines, _ = arranged([[(panel, width - 1)] for panel in panels], width - 1)
    lines += [Content("")] * (height - len(lines))
    signs = ["│"] * len(lines)
    at = 0
    for panel in panels:
        signs[at] = "├" if at else "┬"
        at += len(panel.rows) + 1
    return [Content.styled(sign, RULE) + line for sign, line in zip(signs, lines, strict=True)]


def about_band(about: About, last: Callable[[int], Panel], size: tuple[int, int]) -> Lines:
    """The same side by side in so many cells and lines; `last` makes the panel at the right.

    It is to stand below three trees: the lines between these go on.
    """
    width, height = size
    first, second = (width + 1) // 3, 2 * (width + 1) // 3
    middle, right = second - first - 1, width - second - 1
    panels = [_what_panel(about, first - 3), *_why_panels(about, middle - 3)]
    rooms = [first, middle] if len(panels) > 1 else [second]
    band = [*zip(panels, rooms, strict=True), (last(right), right)]
    return arranged([band], width, height, above=(first, second))[0]


def _what_panel(about: About, width: int) -> Panel:
    """A system in a few lines."""
    a = about.lab.assessments[about.id]
    counts = severity_counts(a)
    lines = [*_tried(about, width), *_what_it_is(about.lab, a, about.carried, width)]
    return Panel(printable(a.system.name), _rows(lines), counts[0] if counts else "")


def _why_panels(about: About, width: int) -> list[Panel]:
    """Why a system is production; none where it is not."""
    a = about.lab.assessments[about.id]
    rows = _rows(_why(about.lab, a, width)) if a.production else []
    return [Panel("Why it is production", rows)] if rows else []


def sentence_lines(lab: Lab, id: str, impact: Impact | None, width: int) -> Lines:
    """The one thing to know of a system, in two lines below a rule."""
    a = lab.assessments[id]
    said = Content.assemble(
        (f" {printable(a.system.name)} ", "bold" if a.production else ""),
        text(_one_sentence(lab, a, impact), "$risk-critical" if needs_remedy(a) else ""),
    )
    return [Content.styled("─" * width, RULE), *at_most(2, flow(said, width - 1, rest=" "), width)]


def _rows(lines: Iterable[Content]) -> list[PanelRow]:
    return [
        PanelRow(Content("")),
        *(PanelRow(Content("  ") + line) for line in lines),
        PanelRow(Content("")),
    ]


# --- what it is


def _tried(about: About, width: int) -> Lines:
    """What the open what-if changes of a system."""
    saved = about.saved
    lines = tried_lines(saved, about.lab, about.id, width) if saved is not None else []
    return [*lines, Content("")] if lines else []


def _what_it_is(lab: Lab, a: Assessment, carried: int | None, width: int) -> Lines:
    system = a.system
    lines = labelled("Level", _level(solid_chip(a.level), level_word(a)), width)
    if a.misplaced:
        meant = system.intended_level
        lines += labelled("Meant to be", _level(level_chip(meant), LEVEL_NAMES[meant]), width)
    lines += labelled("Risk now", Content.styled(*risk_piece(a)), width)
    if system.runs_on in lab.systems:
        lines += labelled("Runs on", text(lab.systems[system.runs_on].name), width)
    if system.purpose:
        lines += labelled("Purpose", text(system.purpose), width)
    if isinstance(wipeable := system.evidence("wipeable"), bool):
        lines += labelled("Wipeable", text("yes" if wipeable else "no"), width)
    for label, key in (("Patched", "evidence.patched"), ("Smell test", "smell_test.date")):
        age = time_left(a, key)
        if age[0] != "–":
            lines += labelled(label, Content.styled(*age), width)
    if carried is not None:
        directly = sum(lab.systems[by].active for by in lab.reliance.needed_by(a.id))
        needed = directly_and_through(directly, carried) if carried else "no known system"
        needs = Content.styled(needed)
        lines += labelled("Needed by", needs, width)
    return lines


def _level(chip: Content, word: str) -> Content:
    return Content.assemble(chip, " ", word)


# --- why it is production


def _why(lab: Lab, a: Assessment, width: int) -> Lines:
    """From what people use, link by link, down to the system."""
    links = [] if a.system.production_in_own_right else reliance_chain(lab, a.id)
    top = links[-1].id if links else a.id
    lines = flow(text(_used(lab, top), "bold"), width)
    indent = 0
    for said in _told_links(lab, a.id, links):
        pad = " " * min(indent, width // 3)
        lines += flow(said, width, first=f"{pad}└─ ", rest=f"{pad}   ")
        indent += 3
    if links and needs_remedy(a):
        lines += flow(text(f"and {a.system.name} is meant as a lab", "$risk-critical"), width)
        ways = "Its page tries both options: run it as production, or let nothing need it."
        lines += flow(text(ways, MUTED), width)
    for id in [a.id, *(link.id for link in links)][:2]:
        lines += _recovering(lab, id, width)
    return lines


def _used(lab: Lab, id: str) -> str:
    """Why people rely on a system in its own right."""
    system = lab.systems[id]
    if system.relied_on_for:
        return f"People rely on {system.name} for {join_words(system.relied_on_for)}"
    return f"The purpose of {system.name} is reliability"


def _told_links(lab: Lab, id: str, links: list[Link]) -> list[Content]:
    """`Vaultwarden runs on Zoltan`, a sentence each, the middle of many left out."""
    below = [id, *(link.id for link in links)][: len(links)]
    said = [
        Content.assemble(
            (printable(lab.systems[link.id].name), "bold"),
            (f" {_NEEDS[link.fact.key]} ", MUTED),
            (printable(lab.systems[other].name), "bold"),
        )
        for link, other in zip(links, below, strict=True)
    ][::-1]
    if len(said) > LINKS:
        left_out = text(f"… {len(said) - LINKS + 1} more", MUTED)
        return [*said[: LINKS - 2], left_out, said[-1]]
    return said


def _recovering(lab: Lab, id: str, width: int) -> Lines:
    """How many systems recover with one, and which."""
    others = [by for by in lab.references.by("recovers_with", id) if lab.systems[by].active]
    if not others:
        return []
    verb = "recovers" if len(others) == 1 else "recover"
    head = f"{plural(len(others), 'system')} {verb} with {lab.systems[id].name}"
    return [
        Content(""),
        *flow(text(head, "bold"), width),
        *flow(text(_names(lab, others), MUTED), width, first="└─ ", rest="   "),
    ]


def _names(lab: Lab, ids: Iterable[str]) -> str:
    return join_words([lab.systems[id].name for id in ids], NAMED)


# --- what its loss means


def _lost(lab: Lab, impact: Impact, width: int) -> Lines:
    """What breaks, is weakened, loses its backup or cannot be recovered, with names."""
    lines: Lines = []
    for label, ids, style in (
        ("Breaks", impact.breaks, "$risk-critical"),
        ("Weakened", impact.weakened, "$risk-raised"),
        ("No backup", impact.unprotected, "$risk-high"),
        ("Not recoverable", impact.unrecoverable, "$risk-critical"),
    ):
        if ids:
            said = Content.assemble((f"{len(ids)}  ", style), text(_names(lab, ids)))
            lines += labelled(label, said, width, 17)
    return lines or flow(text("Nothing known breaks, or loses a backup.", MUTED), width)


def _one_sentence(lab: Lab, a: Assessment, impact: Impact | None) -> str:
    """Why a system matters, or that nobody relies on it."""
    lost = ""
    if impact is not None and impact.unrecoverable:
        number = len(impact.unrecoverable)
        lost = f"; without it {plural(number, 'system')} could not be recovered"
    if not a.production:
        return f"is not production: nobody is known to rely on it{lost}."
    links = [] if a.system.production_in_own_right else reliance_chain(lab, a.id)
    if not links:
        meant = "is meant as a lab, but " if needs_remedy(a) else "is production: "
        return f"{meant}{relied_on(a)}{lost}."
    top, needs = lab.systems[links[-1].id], lab.systems[links[0].id].name
    for_what = join_words(top.relied_on_for)
    rely = f", which people rely on for {for_what}" if for_what else ""
    through = f"it is needed by {needs}" + (f", and so by {top.name}" if len(links) > 1 else "")
    if needs_remedy(a):
        return f"is meant as a lab, but {through}{rely}{lost}."
    return f"is production: {through}{rely}{lost}."
