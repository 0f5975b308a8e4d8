"""The line above and the line below every screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.reactive import var
from textual.widget import Widget

from labtui.commands.command import Command
from labtui.text.cells import clip
from labtui.text.printable import printable
from labtui.widgets.lines.layout import MUTED, at_most, flow

NAME = " labtui  "

LEAST_PLACE = 24
"""The least width of the place while a status or an error is shown."""

LEAST_BESIDE_ROOM = 10
"""The least width of the place beside the open room alone."""

WAYS_BACK = (".back", ".leave")
"""The endings of the ids of commands that lead back."""

WHERE_ROOM = ".move"
"""The ending of the id of a command that gives way to all others."""

ERROR = "bold $text-error"

GAP = 2
"""The least number of columns between the place and the message."""


class TitleBar(Widget):
    """The rooms and the title at the left; the status or the error at the right.

    Where there is no room for the names of all rooms, only the open one is named, or shown. A
    message that is too long for its place stands below, whole.
    """

    DEFAULT_CSS = """
    TitleBar { height: auto; background: $panel; color: $foreground; }
    """

    place: var[str] = var("", init=False)
    """What is shown, such as the file and how many systems."""
    status: var[str] = var("", init=False)
    """What was last done."""
    error: var[str] = var("", init=False)
    """A problem, such as a failed save; shown instead of the status."""

    note: var[str] = var("", init=False)
    """What a key that does nothing has to say; shown instead of the status until the next key."""

    what_if: var[str] = var("", init=False)
    """What a what-if changes so far, while one is open."""

    def __init__(
        self,
        place: str = "",
        status: str = "",
        *,
        rooms: Iterable[Command] = (),
        here: Command | None = None,
        file: str = "",
    ) -> None:
        super().__init__()
        self._file = file
        """The name of the file, which stands behind the place where there is room."""
        self._rooms = tuple(rooms)
        self._here = here
        """The room that is open."""
        self._shown: dict[Command, int] = {}
        """The rooms that are drawn, each with the width of its tab."""
        self.set_reactive(TitleBar.place, place)
        self.set_reactive(TitleBar.status, status)

    def watch_place(self) -> None:
        self._show()

    def watch_what_if(self) -> None:
        self._show()

    def watch_status(self) -> None:
        self._show()

    def watch_note(self) -> None:
        self._show()

    def watch_error(self) -> None:
        self._show()

    def _show(self) -> None:
        """Draw the line again, and those of a long message below it."""
        self.refresh(layout=len(self._below()) != self.size.height - 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """One line, and those of a long message; at most a third of the screen."""
        return 1 + min(len(self._below(width)), max(1, viewport.height // 3))

    def _below(self, width: int | None = None) -> list[Content]:
        """The lines of a message that is too long to stand beside the place."""
        width = self.size.width if width is None else width
        said = printable(self._said)
        if cell_len(said) <= self._most_beside(self._room(width)):
            return []
        return flow(Content.styled(said, ERROR if self.error else MUTED), width - 2)

    @property
    def _said(self) -> str:
        """The message: an error, else a note, else the status."""
        return self.error or self.note or self.status

    def _room(self, width: int) -> int:
        """The cells beside the name and what is tried."""
        badge = len(self.what_if) + 3 if self.what_if else 0
        return max(0, width - len(NAME) - 1 - badge)

    def _most_beside(self, room: int) -> int:
        """The cells of a message beside the place; an error may take all, and the place none."""
        if self.error:
            return room
        least = LEAST_BESIDE_ROOM if self._rooms else LEAST_PLACE
        return max(room // 2, room - min(least, cell_len(printable(self.place))) - GAP)

    def _tabs(self, free: int) -> Content:
        """The rooms in `free` cells that the place needs too.

        All of them with their names, or only the open one named, or only that one.
        """
        if not self._rooms:
            return Content("")
        keys = {room: self.app.get_key_display(room.binding()) for room in self._rooms}
        wanted = cell_len(printable(self.place))
        for shown, named, least in (
            (self._rooms, self._rooms, wanted),
            (self._rooms, [self._here], min(LEAST_PLACE, wanted)),
            ([self._here], [self._here], min(LEAST_BESIDE_ROOM, wanted)),
        ):
            tabs = {r: self._tab(r, keys[r], named=r in named) for r in shown if r}
            content = Content.assemble(*tabs.values(), "  ")
            if content.cell_length + least <= free:
                self._shown = {room: tab.cell_length for room, tab in tabs.items()}
                return content
        self._shown = {}
        return Content("")

    async def on_click(self, event: events.Click) -> None:
        """A click on a tab opens its room."""
        # What is tried stands before the tabs.
        at = len(NAME) + (len(self.what_if) + 3 if self.what_if else 0)
        for room, width in self._shown.items():
            if event.y == 0 and at <= event.x < at + width:
                await self.app.run_action(room.action)
            at += width

    def _tab(self, room: Command, key: str, *, named: bool) -> Content:
        """A room: its key, and its name."""
        name = f" {room.label}" if named else ""
        if room is self._here:
            return Content.styled(f" {key}{name} ", "reverse $text-primary")
        return Content.assemble((f" {key}", "bold $text-primary"), (f"{name} ", MUTED))

    def render(self) -> Content:
        """The line; an error takes all the room it needs, a status leaves room for the place."""
        badge = f" {self.what_if} " if self.what_if else ""
        room = self._room(self.size.width)
        place = printable(self.place)
        said = printable(self._said)
        # Until the layout follows a message, there is only one line.
        most_below = self.size.height - 1
        below = at_most(most_below, self._below(), self.size.width - 2) if most_below else []
        said = "" if below else said
        tabs = self._tabs(room - cell_len(said) - (GAP if said else 0))
        room -= tabs.cell_length
        said = clip(said, min(room, self._most_beside(self._room(self.size.width))))
        free = max(0, room - cell_len(said) - (GAP if said else 0))
        file = f" · {printable(self._file)}" if self._file else ""
        place = place + file if cell_len(place + file) <= free else clip(place, free)
        gap = " " * (room - cell_len(place) - cell_len(said))
        style = ERROR if self.error else MUTED
        tried = ((badge, "bold reverse $text-warning"), " ") if badge else ()
        line = Content.assemble(
            (NAME, "bold $text-primary"), *tried, tabs, place, gap, (said, style), " "
        )
        return Content("\n").join([line, *(Content(" ") + error for error in below)])


def _in_turn(commands: Sequence[Command]) -> list[Command]:
    """The commands in the order in which they are given room."""
    back = [command for command in commands if command.id.endswith(WAYS_BACK)]
    yielding = [command for command in commands if command.id.endswith(WHERE_ROOM)]
    others = [command for command in commands if command not in back and command not in yielding]
    return [*back, *others, *yielding]


class KeyBar(Widget):
    """The keys that work here, as many as fit, the most important first."""

    DEFAULT_CSS = """
    KeyBar { height: 1; background: $panel; color: $foreground; }
    """

    disabled_commands: var[frozenset[str]] = var(frozenset[str](), init=False)
    """The ids of commands that do nothing now."""

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = commands

    def watch_disabled_commands(self) -> None:
        self.refresh()

    def show(self, commands: Sequence[Command]) -> None:
        """Show other keys."""
        self._commands = commands
        self.refresh()

    def render(self) -> Content:
        """Key and label of the commands that fit; the way back is first, help is always shown."""
        keys = {
            command: self.app.get_key_display(command.binding())
            for command in self._commands
            if command.footer and command.id not in self.disabled_commands
        }
        shown = [command for command, key in keys.items() if key]
        width = {command: len(keys[command]) + len(command.label) + 3 for command in shown}
        fitting = [command for command in shown if command.id.endswith(".help")]
        free = self.size.width - 1 - sum(map(width.__getitem__, fitting))
        for command in _in_turn(shown):
            if command in fitting:
                continue
            if free < width[command]:
                break
            free -= width[command]
            fitting.append(command)
        labels = {command: command.label for command in fitting}
        for command in fitting:
            more = len(command.longer) - len(command.label)
            if 0 < more <= free and len(fitting) == len(shown):
                labels[command], free = command.longer, free - more
        parts: list[tuple[str, str]] = []
        for command in shown:
            if command in fitting:
                parts += [
                    (f" {keys[command]}", "bold $text-primary"),
                    (f" {labels[command]} ", MUTED),
                ]
        return Content.assemble(*parts)
