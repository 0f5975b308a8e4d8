"""What the terminal shows, cell by cell, so that only what differs is sent to it.

Textual paints whole widgets, and the whole screen several times when a dialog opens. `CellScreen`
takes what Textual writes, keeps what each cell should show and what it shows, and sends the
difference when the writer has nothing more to take: `/` sends some 400 bytes instead of 21,000.
On a slow line it also skips the states between, which nobody would have seen.

What it does not understand it sends on unchanged, at the place and in the style that the sender
assumes; from then on it takes nothing for known, and sends what is painted next whole.
It relies on Textual writing each part after a move of the cursor, as its compositor does.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from labtui.app.cell_styles import Style, Styles
from labtui.app.cell_text import REST, UNKNOWN, cells, is_agreed, move

SYNC_BEGINS, SYNC_ENDS = "\x1b[?2026h", "\x1b[?2026l"

_PRINTED = r"[^\x00-\x1f\x7f-\x9f]"
_TOKEN = re.compile(
    rf"(\x1b\[[\d;]*m)({_PRINTED}*)(\x1b\[0?m)?"
    r"|(\x1b\[\d*(?:;\d*)?H)"
    rf"|({_PRINTED}+)"
    r"|(\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_](?s:.)*?\x1b\\)"
    r"|(\x1b(?:\[[0-?]*[ -/]*|[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_](?s:.)*)\Z)"
    r"|((?s:\x1b[ -/]*[0-~]|.))"
)
"""A style with its text and the end of that style; a move; a text; a longer sequence; one that
goes on in the next write; anything else. Nothing falls between them."""

_HARMLESS = re.compile(
    r"\x1b\[\?(?:7|25|100[0346]|101[56]|2004|2048)[hl]"  # modes
    r"|\x1b\[\?\d+\$p|\x1b\[[<>]\d*u|\x1b\[\d* q"  # questions, the kitty keyboard, cursor's shape
    r"|\x1b\](?:[012]|9|22|52|777);[^\x07\x1b]*(?:\x07|\x1b\\)"  # titles, messages, copying
    r"|\x1bP(?:tmux;\x1b)?(?:\x1b\]52;c;)?[A-Za-z\d+/=]*\x07?\x1b\\"  # copying through others
    r"|\x07"
).fullmatch
"""What changes neither cells nor the cursor nor the style."""

_BLANK = re.compile(" *").fullmatch
_PLAIN = re.compile(r"[ -~]*").fullmatch
_LINK = re.compile(r"\x1b\]8;([^;]*;[^\x07\x1b]*)(?:\x07|\x1b\\)").fullmatch
_ENTER_ALTERNATE = frozenset({"\x1b[?47h", "\x1b[?1047h", "\x1b[?1049h"})


class CellScreen:
    """The cells of a terminal as they should be, and as they are."""

    def __init__(self, columns: int, lines: int) -> None:
        self._styles = Styles()
        self._style: Style | None = self._styles.plain
        """The style the sender writes in; None if unknown."""
        self._link = self._sent_link = ""
        self._cut = ""
        """The start of a sequence that goes on in the next write."""
        self._out: list[str] = []
        self._in_sync = self._was_in_sync = self._sync_is_sent = False
        self.resize(columns, lines)

    def resize(self, columns: int, lines: int) -> None:
        """Forget everything: nobody knows what a terminal makes of a new size."""
        self._columns, self._lines = columns, lines
        self._run: list[str] = []
        self._run_styles: list[Style] = []
        """What was written since the last move, and is not laid on the line yet."""
        self._forget()

    def _forget(self) -> None:
        self._unknown = [UNKNOWN] * self._columns
        self._plain = [self._styles.plain] * self._columns
        self._texts, self._looks = [self._unknown] * self._lines, [self._plain] * self._lines
        """What should be shown; where a line is not dirty, the lists are those of what is shown."""
        self._dirty: set[int] = set()
        self._pen: Style | None = None
        """The style the terminal writes in; None if unknown."""
        self._line = self._column = -1
        """The sender's cursor; -1 if unknown. Past the last column, it would wrap."""
        self._feeds = 0
        """Line feeds since then: what they do with the column depends on the terminal."""
        self._rests = False
        """The sender has put the cursor where it is to stay."""
        self._forget_shown()

    def _forget_shown(self) -> None:
        self._shown_texts = [self._unknown] * self._lines
        self._shown_looks = [self._plain] * self._lines
        self._at_line = self._at_column = -1
        """The terminal's cursor; -1 if unknown."""

    def redraw(self) -> None:
        """Send everything again: something else may have written on the terminal."""
        self._forget_shown()
        self._pen = None
        self._dirty.update(range(self._lines))
        self._texts = [texts[:] for texts in self._texts]
        self._looks = [looks[:] for looks in self._looks]

    # --- what the sender writes

    def write(self, data: str) -> None:
        """Take what the sender writes; `flush` returns what has to be sent for it."""
        if self._cut:
            data, self._cut = self._cut + data, ""
        plain, on_plain = self._styles.plain, self._styles.on_plain
        for styled, text, reset, place, unstyled, sequence, cut, other in _TOKEN.findall(data):
            if reset and text and self._style is plain and (style := on_plain.get(styled)):
                self._print(text, style)  # nearly all that Textual writes, with fewer calls
            elif styled:
                self._change_style(styled)
                if text:
                    self._print(text, self._style)
                if reset:
                    self._change_style(reset)
            elif place:
                self._put_cursor(place)
            elif unstyled:
                self._print(unstyled, self._style)
            elif cut:
                self._cut = cut
            else:
                self._lay()
                self._take(sequence or other)
        self._lay()

    def _change_style(self, sequence: str) -> None:
        style = self._styles.applied(self._style, sequence, self._link)
        if style is None:
            self._lay()
            self._catch_up()
            self._out.append(sequence)
            self._pen = None
        self._style = style

    def _print(self, text: str, style: Style | None) -> None:
        found = list(text) if text.isascii() else cells(text)
        if (
            found
            and style is not None
            and self._line >= 0
            and not self._feeds
            and self._column + len(self._run) + len(found) <= self._columns
        ):
            self._run += found
            self._run_styles += [style] * len(found)
            return
        self._lay()
        sender, self._style = self._style, style
        pen = self._catch_up()
        self._out.append(text)
        self._forget()
        self._style, self._pen = sender, pen

    def _lay(self) -> None:
        """Put what was written since the last move into its cells."""
        run, styles = self._run, self._run_styles
        if not run:
            return
        self._run, self._run_styles = [], []
        line, start = self._line, self._column
        self._column = end = start + len(run)
        self._rests = False
        if self._texts[line][start:end] == run and self._looks[line][start:end] == styles:
            return
        cut_left = self._texts[line][start] == REST
        cut_right = end < self._columns and self._texts[line][end] == REST
        if (cut_left or cut_right) and line in self._dirty:
            self._draw([line])  # the terminal has to see the wide character that is cut in two
        if line not in self._dirty:
            self._dirty.add(line)
            self._texts[line], self._looks[line] = self._texts[line][:], self._looks[line][:]
        texts = self._texts[line]
        texts[start:end], self._looks[line][start:end] = run, styles
        if cut_left:
            texts[start - 1] = UNKNOWN
        if cut_right:
            texts[end] = UNKNOWN

    def _put_cursor(self, sequence: str) -> None:
        self._lay()
        first, _, second = sequence[2:-1].partition(";")
        line, column = max(int(first or 1), 1) - 1, max(int(second or 1), 1) - 1
        if line < self._lines and column < self._columns:
            self._line, self._column, self._feeds, self._rests = line, column, 0, True
        else:
            self._send_on(sequence)

    def _take(self, sequence: str) -> None:
        """Take anything but a style, a text and a move of the cursor."""
        if sequence == "\n" and 0 <= self._line < self._lines - 1 - self._feeds:
            self._feeds += 1
        elif sequence == SYNC_BEGINS:
            self._in_sync = True
        elif sequence == SYNC_ENDS:
            if self._sync_is_sent:
                self._draw(self._dirty)
                self._out.append(SYNC_ENDS)
            self._in_sync, self._was_in_sync = False, not self._sync_is_sent
            self._sync_is_sent = False
        elif _HARMLESS(sequence):
            self._out.append(sequence)
        elif link := _LINK(sequence):
            self._link = "" if link[1] == ";" else link[1]
            self._style = self._style and self._styles.linked(self._style, self._link)
        else:
            self._send_on(sequence)

    def _send_on(self, sequence: str) -> None:
        """Send what is not understood, after which nothing is known."""
        self._catch_up()
        self._begin_sync(len(self._out))
        self._out.append(sequence)
        self._forget()
        if sequence not in _ENTER_ALTERNATE:
            self._style = None

    def _catch_up(self) -> Style | None:
        """Bring the terminal's cells, cursor and style to where the sender takes them to be."""
        self._draw(self._dirty)
        if self._line >= 0 and self._column < self._columns:
            self._go(self._line, self._column)
        elif self._line >= 0 and self._style is not None:
            # Only writing brings the cursor past the last column. In an unknown style it is there.
            column = self._columns - (2 if self._texts[self._line][-1] == REST else 1)
            self._go(self._line, column)
            self._use(self._looks[self._line][column])
            self._out.append(self._texts[self._line][column])
        if self._line >= 0:
            self._out.append("\n" * self._feeds)
            self._at_line = -1
        if self._style is not None:
            self._use(self._style)
        self._use_link(self._link)
        return self._pen

    # --- what is sent

    def flush(self) -> str:
        """What has to be sent to the terminal now."""
        self._draw(self._dirty)
        self._was_in_sync = False
        # Textual puts it at home where nothing has the focus: that is not worth a move each time.
        if self._rests and self._line >= 0 and (self._line, self._column) != (0, 0):
            self._go(self._line, self._column)
        out = "".join(self._out)
        self._out.clear()
        return out

    def _draw(self, lines: Collection[int]) -> None:
        """Send what differs on these lines, unless that would move an unknown cursor."""
        if not lines or self._line < 0 or self._style is None:
            return
        start = len(self._out)
        for line in sorted(lines):
            self._draw_line(line)
            self._shown_texts[line], self._shown_looks[line] = self._texts[line], self._looks[line]
        self._dirty.difference_update([*lines])
        if len(self._out) > start:
            self._begin_sync(start)
            if self._was_in_sync and not self._in_sync:
                self._out.insert(start, SYNC_BEGINS)
                self._out.append(SYNC_ENDS)

    def _begin_sync(self, place: int) -> None:
        if self._in_sync and not self._sync_is_sent:
            self._out.insert(place, SYNC_BEGINS)
            self._sync_is_sent = True

    def _draw_line(self, line: int) -> None:
        texts, shown_texts = self._texts[line], self._shown_texts[line]
        looks, shown_looks = self._looks[line], self._shown_looks[line]
        if texts == shown_texts and looks == shown_looks:
            return
        # A terminal that counts other cells has shifted the line: it gets the whole of it.
        whole = not (is_agreed("".join(texts)) and is_agreed("".join(shown_texts)))
        columns = [
            column
            for column, (text, shown, look, shown_look) in enumerate(
                zip(texts, shown_texts, looks, shown_looks, strict=True)
            )
            if (
                text != shown
                or whole
                or (look is not shown_look and (text != " " or look.blank is not shown_look.blank))
            )
            and text != UNKNOWN
        ]
        place = 0
        while place < len(columns):
            start = end = columns[place]
            look = looks[start]
            while place < len(columns) and columns[place] == end and looks[end] is look:
                place, end = place + 1, end + 1
                while end < self._columns and texts[end] == REST:
                    place, end = place + (place < len(columns) and columns[place] == end), end + 1
            self._put(line, start, end, whole)

    def _put(self, line: int, start: int, end: int, whole: bool) -> None:
        """Send cells of one style."""
        if self._at_column != start or self._at_line != line:
            self._jump(line, start)
        texts, look, pen = self._texts[line][start:end], self._looks[line][start], self._pen
        text = "".join(texts)
        if pen is None or not _BLANK(text):
            self._use(look)
        elif look.blank is not pen.blank:
            self._use(self._styles.on_background(pen, look))
        if whole and not is_agreed(text):
            self._put_odd(line, start, texts)
            return
        self._out.append(text)
        # Whether the cursor stays or wraps after the last column depends on the terminal.
        self._at_column = end if end < self._columns else -1

    def _jump(self, line: int, column: int) -> None:
        """Go to a cell; over a few that are right already by writing them again, if shorter."""
        start, jump = self._at_column, move(self._at_line, self._at_column, line, column)
        if line == self._at_line and 0 <= start < column <= start + len(jump):
            between = "".join(self._texts[line][start:column])
            looks = self._looks[line][start:column]
            if len(between) == len(looks) and _PLAIN(between) and self._in_pen(between, looks):
                jump = between
        self._out.append(jump)
        self._at_line, self._at_column = line, column

    def _in_pen(self, text: str, looks: list[Style]) -> bool:
        """True if cells look the same written with the pen as it is."""
        pen = self._pen
        return pen is not None and all(
            look is pen or (character == " " and look.blank is pen.blank)
            for character, look in zip(text, looks, strict=True)
        )

    def _put_odd(self, line: int, column: int, texts: list[str]) -> None:
        """Send characters of which some may take another number of cells: none is left over."""
        end = 0
        while end < len(texts):
            start, agreed = end, is_agreed(texts[end])
            while end < len(texts) and (texts[end] == REST or is_agreed(texts[end]) == agreed):
                end += 1
            self._go(line, column + start)
            if not agreed:
                self._out.append(" " * (end - start))
                self._at_line = -1
                self._go(line, column + start)
            self._out.append("".join(texts[start:end]))
            self._at_line, self._at_column = line if agreed else -1, column + end
        self._at_line = -1

    def _go(self, line: int, column: int) -> None:
        if (line, column) != (self._at_line, self._at_column):
            self._out.append(move(self._at_line, self._at_column, line, column))
            self._at_line, self._at_column = line, column

    def _use(self, style: Style) -> None:
        if style is not self._pen:
            self._out.append(self._styles.change(self._pen, style))
            self._pen = style
            self._use_link(style.look.link)

    def _use_link(self, link: str) -> None:
        if link != self._sent_link:
            self._out.append(f"\x1b]8;{link or ';'}\x1b\\")
            self._sent_link = link
