"""The layout of lines of text: wrapped, packed, labelled; and their shared styles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content

from labtui.data.framework.severities import Severity, severity_sign
from labtui.text.printable import printable

Lines = list[Content]

LABEL = 13
"""Width of the column of labels."""

TWO_COLUMNS = 70
"""From this width on, the values of an assessment are in two columns."""

MUTED = "$foreground-muted"
TROUBLE = "$text-error"
HEADING = "bold $text-primary"
SEVERITY_STYLES: dict[Severity, str] = {
    "critical": "bold $text-error",
    "warning": "$text-warning",
    "notice": "$text-primary",
}
QUESTION_STYLE = "$text-primary"
"""Of unproven findings, whatever their severity: they are questions, not failures."""


NOT_ANSWERED = Content.styled("not answered", "$text-warning")
"""Shown in place of the value of a fact that nobody states."""


def text(value: str, style: str = "") -> Content:
    """Text of a person or of labtui, made printable; never parsed as markup."""
    return Content.styled(printable(value), style)


def flow(content: Content, width: int, *, first: str = "", rest: str = "") -> Lines:
    """Wrap to a width, with a prefix for the first line and one for the rest."""
    room = max(8, width - len(rest))
    # Most values fit their line, and to wrap is half of what a panel costs.
    if content.cell_length <= room and "\n" not in content.plain:
        return [Content(first) + content if first else content]
    lines = content.wrap(room) or [Content("")]
    return [Content(rest if number else first) + line for number, line in enumerate(lines)]


def at_most(most: int, lines: Sequence[Content], width: int) -> Lines:
    """The first so many lines, with … if lines are cut."""
    shown = [*lines[:most]]
    if len(lines) > most:
        shown[-1] = (shown[-1] + " …").truncate(width, ellipsis=True)
    return shown


def packed(
    parts: Iterable[Content], width: int, *, first: str = "", rest: str = "  ", gap: str = "  "
) -> Lines:
    """Pieces packed into lines; a piece that fits on a line of its own is not broken."""
    lines: Lines = []
    for part in parts:
        if lines and lines[-1].cell_length + cell_len(gap) + part.cell_length <= width:
            lines[-1] = Content.assemble(lines[-1], gap, part)
        else:
            lines += flow(part, width, first=rest if lines else first, rest=rest)
    return lines


def labelled(label: str, content: Content, width: int, column: int = LABEL) -> Lines:
    """A label in a column so wide, with a value wrapped beside it."""
    column = max(0, column)
    first, *others = flow(content, width, rest=" " * column)
    head = Content.styled(f"{label:<{column}}", MUTED)
    return [head + first, *others]


def filled(content: Content, width: int) -> Content:
    """A piece of text in exactly `width` cells: cut with … or filled up with spaces."""
    content = content.truncate(width, ellipsis=True)
    blank = width - content.cell_length
    # `extend_right` would go on with the background of a chip at the end.
    return content + " " * blank if blank else content


def beside(left: Content, right: Content, half: int) -> Content:
    """Two pieces of text on one line, the second from the middle on."""
    return filled(left.truncate(half - 1, ellipsis=True), half) + right


def heading(title: str, width: int, remark: str = "") -> Lines:
    """A heading with a blank line before it."""
    said = f"  {remark}" if remark else ""
    line = Content.assemble((title, HEADING), (said, MUTED))
    return [Content(""), *flow(line, width, rest="  ")]


def finding_title(
    severity: Severity, title: str, *, unproven: bool, accepted: bool = False
) -> Content:
    """The title of a finding behind its sign, in the style of what it is."""
    style = QUESTION_STYLE if unproven else SEVERITY_STYLES[severity]
    sign = severity_sign(severity, unproven=unproven)
    return Content.styled(printable(f"{sign} {title}"), MUTED if accepted else style)


def origin_mark(origin: str | None, id: str) -> tuple[str, str]:
    """The system a value is inherited from, as a piece of text; empty for an own value."""
    return (f" ↑ {origin}" if origin not in {None, id} else "", MUTED)
