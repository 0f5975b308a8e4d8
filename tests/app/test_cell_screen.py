"""The driver's screen sends little, and the terminal shows what it would show without it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from labtui.app.cell_screen import CellScreen
from tests.cell_terminal import CellTerminal

COLUMNS, LINES = 12, 4
TEXTS = [
    *["a", "b", " ", "  ", "xyz", "the quick brown fox", "é·", "→ ▌", "漢字", "漢", "ｗ"],
    *["e\u0301", "👩\u200d🔬", "❤\ufe0f", "🇩🇪", "😀", "שלום", "กำ", "\u0301", "\u200b", "\ue0b0"],
]
STYLES = ["1", "2;3", "4", "7", "31", "44", "38;2;1;2;3;48;2;4;5;6", "38;5;9", "22", "39;49", "0;9"]
LINKS = ["\x1b]8;id=1;http://a.lan\x1b\\", "\x1b]8;;\x1b\\"]
ODD = [
    *["\n", "\r", "\b", "\t", "\x07", "\x00", "\x85", "\x1b[J", "\x1b[1K", "\x1b[2J", "\x1b[2L"],
    *["\x1b[3P", "\x1b[2@", "\x1bM", "\x1bD", "\x1b7", "\x1b8", "\x1b[2X", "\x1b[3A", "\x1b[9C"],
    *["\x1b[?7l", "\x1b[?7h", "\x1b[?25l", "\x1b[?2004h", "\x1b[?2048$p", "\x1b[>1u", "\x1b[9;40H"],
    *["\x1b[?1049h", "\x1b]0;title\x07", "\x1b]52;c;QQ==\x07", "\x1b[58;5;1m", "\x1b[?2026h"],
    *["\x1b[?2026l", "\x1bPtmux;\x1b\x1b]52;c;QQ==\x07\x1b\\"],
]

places = st.builds("\x1b[{};{}H".format, st.integers(1, LINES), st.integers(1, COLUMNS))
styled = st.builds("\x1b[{}m{}\x1b[0m".format, st.sampled_from(STYLES), st.sampled_from(TEXTS))
parts = st.builds(
    lambda place, texts: place + "".join(texts),
    places,
    st.lists(styled | st.sampled_from(TEXTS), max_size=4),
)
odd = st.sampled_from([*TEXTS, *ODD, *LINKS]) | st.builds(
    "\x1b[{}m".format, st.sampled_from(STYLES)
)
FLUSH, CUT, REDRAW, RESIZE = "flush", "cut", "redraw", "resize"
steps = st.lists(
    parts | parts | parts | odd | st.sampled_from([FLUSH, FLUSH, CUT, REDRAW, RESIZE]), max_size=25
)


class Both:
    """A terminal that is sent everything, and one that is sent what the screen lets through."""

    def __init__(self, columns: int = COLUMNS, lines: int = LINES) -> None:
        self.whole, self.part = CellTerminal(columns, lines), CellTerminal(columns, lines)
        self.screen = CellScreen(columns, lines)
        self.sent = ""

    def write(self, data: str) -> None:
        self.whole.write(data)
        self.screen.write(data)

    def flush(self) -> str:
        self.sent = self.screen.flush()
        self.part.write(self.sent)
        return self.sent

    def resize(self, columns: int, lines: int) -> None:
        for terminal in (self.whole, self.part):
            terminal.resize(lines, columns)
        self.screen.resize(columns, lines)

    def agree(self) -> None:
        assert self.part.seen() == self.whole.seen()


@settings(max_examples=150)
@given(steps)
def test_the_terminal_shows_what_it_would_show_without_the_screen(steps: list[str]) -> None:
    both, cut, last = Both(), False, ""
    for step in steps:
        if step in (FLUSH, RESIZE):
            both.flush()
            both.agree()
            if last.startswith("\x1b[") and last.endswith("H") and last != "\x1b[1;1H":
                assert both.part.cursor.y == both.whole.cursor.y
                assert both.part.cursor.x == both.whole.cursor.x
        if step == RESIZE:
            both.resize(21 - both.part.columns, 9 - both.part.lines)
            both.write("\x1b[2;2H")
        elif step == REDRAW:
            both.screen.redraw()
        elif step == CUT:
            cut = True
        elif step != FLUSH:
            middle = len(step) // 2 if cut else 0
            while {*"\u200d\ufe0f"} & {*step[max(middle - 1, 0) : middle + 1]}:
                middle -= 1
            both.write(step[:middle])
            both.write(step[middle:])
            cut, last = False, step
    both.flush()
    both.agree()
