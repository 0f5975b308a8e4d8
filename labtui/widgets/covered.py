"""Containers that their widgets cover.

Textual draws what is below a widget as well: a room would be drawn three times.
"""

from textual.containers import Container, Horizontal


class Covered(Container):
    """A container of which nothing is seen."""

    BLANK = True


class CoveredRow(Horizontal):
    """Widgets side by side, with nothing of the container between them."""

    BLANK = True
