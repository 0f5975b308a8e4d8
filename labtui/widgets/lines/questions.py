"""A question that stands alone: how far one is, its answers with their keys, what comes next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from labtui.data.analysis.best_questions import PLACE, FactQuestion
from labtui.data.analysis.filtering import UNANSWERED
from labtui.data.analysis.question_choices import Choice, remark_on
from labtui.data.analysis.question_run import Scope
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import REFERRING, Shape
from labtui.data.framework.sightings import Sighting
from labtui.text.cells import clip, pad
from labtui.text.printable import printable
from labtui.text.wording import plural
from labtui.widgets.lines.boxes import indented, side_by_side
from labtui.widgets.lines.charts import gauge
from labtui.widgets.lines.colours import solid_chip
from labtui.widgets.lines.layout import HEADING, MUTED, Lines, at_most, flow, text
from labtui.widgets.lines.panel import system_panels
from labtui.widgets.lines.panels import INDENT, rule, stacked
from labtui.widgets.lines.review import what_it_updates

STAGE = 100
"""The most cells of a question and its answers, however wide the terminal is."""

AIRY = 30
"""From this height on, blank lines set the parts apart."""

GAUGE = 30
"""The most cells of the bar."""

WORD = 17
"""Cells of a word of an answer, at least."""

LEAST_LISTED = 6
"""So many lines the list of systems has at least, with its title; answers make room for it."""

BESIDE = 110
"""From this width on, what is known of the system stands beside the question."""

KNOWN = 42
"""The least cells of what is known."""

REMARKED = 70
"""From this width on, the list of systems says beside its title what Space does."""

SHORT = 25
"""Cells of an answer that is not explained."""

TICKED = frozenset({Shape.CHOICES, Shape.REFERENCES})
"""The shapes of facts of which several answers are ticked."""

CURSOR = "reverse $text-primary"


ALONE = Scope("", ())


@dataclass(frozen=True, slots=True)
class Posed:
    """A question as it is asked now, and what was ticked so far."""

    question: FactQuestion
    choices: Sequence[Choice]
    number: int
    total: int
    more: int = 0
    """How many of them came up after the first round."""
    coming: Sequence[FactQuestion] = ()
    ticked: Collection[str] = ()
    """The words that are ticked of a list."""
    before: str = ""
    """What was answered, where one went back to it."""
    scope: Scope = ALONE
    left_out: Collection[str] = field(default_factory=frozenset)
    """The ids of the systems in the scope that are not answered for."""
    cursor: int = 0
    """The line of the scope that the cursor is on."""
    wider: str = ""
    """For whom the same key would answer, with `=`."""


def question_stage(lab: Lab, posed: Posed, width: int, height: int) -> Lines:
    """The question; where there is room, beside it what is known of the system."""
    if width < BESIDE:
        return _stage(lab, posed, width, height)
    left = max(BESIDE - KNOWN, min(STAGE, width - KNOWN))
    right = width - left
    stage = _stage(lab, posed, left - 1, height)
    known = system_panels(lab, lab.assessments[posed.question.id], right - 2)
    panel = stacked(known[:1], right, height)[:height]
    return side_by_side([(stage, left), (panel, right)], 0)


def _stage(lab: Lab, posed: Posed, width: int, height: int) -> Lines:
    """The question, its answers, and whom else they are for or what comes next."""
    across = min(width, STAGE)
    air = [Content("")] if height >= AIRY else []
    listed = min(LEAST_LISTED, 1 + len(posed.scope.questions)) if posed.scope.words else 0
    for explained in (True, False):
        lines = _question(lab, posed, across, height, explained=explained)
        room = height - len(lines) - len(air)
        if room >= listed:
            break
    if room > 1:
        below = _scope(lab, posed, across, room) if posed.scope.words else []
        lines += [*air, *(below or _coming(lab, posed, across, room))]
    return indented(lines, (width - across) // 2)


def _question(lab: Lab, posed: Posed, width: int, height: int, *, explained: bool) -> Lines:
    """The question and its answers; those take less room where they are not explained."""
    inner = width - 2 * INDENT
    air = [Content("")] if height >= AIRY else []
    gap = [Content("")] if height >= AIRY // 2 and explained else []
    top = [
        *air,
        _progress(posed, inner),
        *gap,
        _subject(lab, posed.question, inner),
        *air,
        *_asked(lab, posed.question, inner),
        *gap,
        *_choices(posed, inner, explained=explained),
        *air,
        *_hints(posed, inner),
    ]
    return indented(top, INDENT)


def told_in_the_middle(told: Sequence[str], width: int, height: int) -> Lines:
    """What is said where no question is asked, in the middle."""
    wide = min(width - 2 * INDENT, max(map(cell_len, told)))
    lines = [each for line in told for each in flow(text(line), wide)]
    above = [Content("")] * max(0, (height - len(lines)) // 2)
    return [*above, *indented(lines, (width - wide) // 2)]


def at_the_end(skipped: int, unsure: int, tests: int, open_facts: int) -> list[str]:
    """What became of all questions, and what is left: those skipped, not known, and smell tests.

    Not every fact is asked here; how many are open is the number of the overview.
    """
    asked = skipped or unsure
    told = ["All questions were asked." if asked else "No question of the queue is left.", ""]
    if skipped:
        told.append(f"Skipped: {skipped}. Enter asks them again.")
    if unsure:
        told.append(f"Not known: {unsure}. They are asked again at the next start.")
    if tests:
        due = "A smell test is due" if tests == 1 else f"{tests} smell tests are due"
        told.append(f"{due}. s asks {'it' if tests == 1 else 'them'}.")
    if open_facts:
        facts = "1 fact has" if open_facts == 1 else f"{open_facts} facts have"
        told.append(
            f"{facts} no answer yet. In the inventory, /{UNANSWERED} lists where: e answers."
        )
    return [*told, "Esc goes back to the review queue."]


def _progress(posed: Posed, width: int) -> Content:
    """The bar, and the number of the question among all."""
    said = f" {posed.number} of {posed.total}"
    more = f"  {posed.more} more came up" if posed.more else ""
    cells = max(1, min(GAUGE, width // 3))
    bar = gauge(posed.number - 1, posed.total, cells, ("$owner-you", "$rule"))
    return Content.assemble(bar, (said, "bold"), (more, MUTED)).truncate(width, ellipsis=True)


def _subject(lab: Lab, question: FactQuestion, width: int) -> Content:
    """The level and the name of the system that is asked about, and what it is."""
    a = lab.assessments[question.id]
    described = str(a.system.facts.get("description", ""))
    line = Content.assemble(
        solid_chip(a.level),
        " ",
        text(a.system.name, "bold" if a.production else ""),
        text(f"  {described}" if described else "", MUTED),
    )
    return line.truncate(width, ellipsis=True)


def _asked(lab: Lab, question: FactQuestion, width: int) -> Lines:
    """What is asked, what it means, where it was seen, and what an answer is for."""
    fact, system = FACTS[question.key], lab.systems[question.id]
    lines = flow(text(fact.question.format(name=system.name), HEADING), width)
    seen = Sighting.parse(system.seen.get(question.key, "")).told
    remark = remark_on(lab.assessments[question.id], question.key)
    told = ("" if question.key == PLACE else fact.help, remark, f"Seen in {seen}" if seen else "")
    if more := "  ".join(filter(None, told)):
        lines += at_most(1, flow(text(more, MUTED), width), width)
    counts = what_it_updates(lab, question)
    if len(question.systems) > 1 or "until then" in counts.plain:
        lines += at_most(2, flow(counts, width), width)
    return lines


# --- the answers


def _choices(posed: Posed, width: int, *, explained: bool) -> Lines:
    """The answers, those of a list with boxes to tick; in columns but for words with a meaning."""
    many = FACTS[posed.question.key].shape in TICKED
    abreast = max(1, width // SHORT)
    systems = [each for each in posed.choices if each.key.isdigit()]
    words = [each for each in posed.choices if not each.key.isdigit()]
    if not explained:
        words = [each._replace(meaning="") for each in words]
    lines = _columns([_choice(posed, each, SHORT - 1, many=many) for each in systems], abreast)
    wide = width if explained else SHORT - 1
    told = [_choice(posed, each, wide, many=many) for each in words]
    return [*lines, *_columns(told, 1 if explained else abreast)]


def _columns(pieces: Sequence[Content], count: int) -> Lines:
    """Pieces in columns of the same width, read down."""
    rows = -(-len(pieces) // count)
    wide = max((piece.cell_length for piece in pieces), default=0) + 1
    lines = [Content("")] * rows
    for number, piece in enumerate(pieces):
        row, gap = number % rows, wide * (number // rows)
        lines[row] += Content(" " * (gap - lines[row].cell_length)) + piece
    return lines


def _choice(posed: Posed, choice: Choice, width: int, *, many: bool) -> Content:
    listed = many and choice.key != "n"
    box = ("[x] " if choice.word in posed.ticked else "[ ] ") if listed else "    " * many
    label = printable(choice.label)
    meaning = printable(choice.meaning)
    meant = (each for each in posed.choices if each.meaning)
    column = max(WORD, *(cell_len(printable(each.label)) for each in meant), cell_len(label))
    line = Content.assemble(
        (f" {choice.key} ", "bold $text-primary on $primary-muted"),
        f" {box}",
        pad(label, column) if meaning else label,
        (f" {meaning}" if meaning else "", MUTED),
    )
    does = f"pick({choice.key})" if choice.key.isdigit() else f"answer('{choice.word}')"
    click = Style.from_meta({"@click": f"screen.{does}"})
    return line.truncate(width, ellipsis=True).stylize(click)


def enter_words(posed: Posed) -> str:
    """What Enter does, in a few words; the label of its command. Empty where keys say it all."""
    if posed.ticked:
        return "Keep"
    shape = FACTS[posed.question.key].shape
    if shape in {Shape.DATE, Shape.DATE_OR_NEVER}:
        return "Another day"
    if shape in {Shape.TEXT, Shape.TEXTS, Shape.PERCENT}:
        return "Type it"
    return "List" if shape in REFERRING else ""


_ENTER = {
    "Keep": "keeps what is ticked",
    "Another day": "another day",
    "Type it": "types it",
    "List": "all in a list: type to find",
}


def _hints(posed: Posed, width: int) -> Lines:
    """The other keys: Enter, the one for several systems, and what was answered before."""
    told = _ENTER.get(enter_words(posed), "")
    if posed.question.key == PLACE:
        told = "on a system of yours: type to find it"
    hints = [("Enter", told)] if told else []
    if posed.wider:
        hints.append(("=", f"the same for {posed.wider}"))
    elif posed.scope.words:
        hints.append(("=", "only this one"))
    parts: list[tuple[str, str]] = []
    for key, does in hints:
        parts += [("    " * bool(parts), ""), (key, "bold $text-primary"), (f" {does}", MUTED)]
    lines = flow(Content.assemble(*parts), width) if parts else []
    if posed.before:
        said = Content.assemble(("Your answer: ", MUTED), text(posed.before, "bold"))
        lines = [said.truncate(width, ellipsis=True), *lines]
    return lines


# --- below


def _scope(lab: Lab, posed: Posed, width: int, height: int) -> Lines:
    """The systems that the next key answers for, as many as there is room for."""
    questions = posed.scope.questions
    count = len(questions) - len(posed.left_out)
    title = f"The same for {count} of {len(questions)}: {printable(posed.scope.words)}"
    room = height - 1
    top = max(0, min(posed.cursor - room // 2, len(questions) - room))
    remark = "Space leaves one out" if width >= REMARKED else ""
    lines = rule(clip(title, width - len(remark) - 4), width, remark)
    for number, question in enumerate(questions[top : top + room], start=top):
        a = lab.assessments[question.id]
        at = number == posed.cursor
        name = clip(printable(a.system.name), width - 12)
        reach = f"  {plural(len(question.systems), 'system')}" if len(question.systems) > 1 else ""
        style = CURSOR if at else "bold" if a.production else ""
        box = "[ ]" if question.id in posed.left_out else "[x]"
        mark = ("▌", "$text-primary") if at else " "
        line = Content.assemble(mark, f"{box} ", (name, style), (reach, MUTED))
        lines.append((Content(" ") + line).truncate(width, ellipsis=True))
    return lines


def _coming(lab: Lab, posed: Posed, width: int, height: int) -> Lines:
    """The next questions, so that one knows what a key typed ahead will answer."""
    if not posed.coming:
        return []
    lines = rule("Next", width)
    for question in posed.coming[: height - 1]:
        fact, name = FACTS[question.key], lab.systems[question.id].name
        lines += indented([text(clip(fact.asked_of(printable(name)), width - 4), MUTED)], INDENT)
    return lines
