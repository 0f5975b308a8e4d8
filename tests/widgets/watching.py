"""Widgets that tell what they drew, and an app that shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from labtui.app.themes import DARK
from labtui.widgets.line_view import HEADER, LineView

if TYPE_CHECKING:
    AnyWidget, AnyLineView = Widget, LineView
else:  # Textual takes the styles of a widget from its first base that is one
    AnyWidget = AnyLineView = object


class PaintWatcher(AnyWidget):
    """Remembers which regions of a widget were to be painted; stands before the widget's class."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.painted: list[Region] = []
        super().__init__(*args, **options)

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        if repaint:
            self.painted += regions or (Region(0, 0, *self.size),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class LineWatcher(PaintWatcher, AnyLineView):
    """Remembers which lines were drawn, too."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.drawn: list[int] = []
        super().__init__(*args, **options)

    def draw_header(self, width: int) -> Strip:
        self.drawn.append(HEADER)
        return super().draw_header(width)

    def draw_line(self, line: int, width: int) -> Strip:
        self.drawn.append(line)
        return super().draw_line(line, width)

    async def start_watching(self, pilot: Pilot[None]) -> None:
        await pilot.pause()
        self.drawn.clear()
        self.painted.clear()


class WidgetApp(App[None]):
    """An app that is one widget; its messages are for `heard`."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.widget = widget
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.widget
