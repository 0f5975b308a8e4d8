"""Containers that their widgets cover.

Textual draws what is below a widget as well: a room would be drawn three times. It also lays out
once more when a container has another size.
"""

from textual.containers import Container, Horizontal
from textual.geometry import Size
from textual.reactive import Reactive


class Covered(Container):
    """A container of which nothing is seen."""

    BLANK = True
    virtual_size = Reactive(Size())


class CoveredRow(Horizontal):
    """Widgets side by side, with nothing of the container between them."""

    BLANK = True
    virtual_size = Reactive(Size())
