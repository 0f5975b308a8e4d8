"""The driver's screen sends little, and the terminal shows what it would show without it."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from labtui.app.cell_screen import CellScreen
from tests.cell_terminal import CellTerminal

COLUMNS, LINES = 10, 3
TEXTS = [
    *["a", "b", " ", " " * 14, "xyz", "the quick brown fox jumps", "é·", "→ ▌", "漢字", "漢", "ｗ"],
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
@example(["\x1b[1;1Hab", FLUSH, "\x1b[1;1H漢\x1b[1;2Hx", FLUSH])
@example(["\x1b[1;1H漢", FLUSH, "\x1b[1;2Hx", FLUSH, "\x1b[1;1H漢", FLUSH])
@example(["\x1b[1;1H漢", FLUSH, "\x1b[1;1Hx", FLUSH, "\x1b[1;1H漢", FLUSH])
@example(["\x1b[1;1H\x1b[1;2ma\x1b[0m\x1b[2mb\x1b[0m\x1b[1mc", FLUSH])
@example(["\x1b[1;9Hab", FLUSH, "\x1b[1;9Hxb", FLUSH])
@example(["\x1b[58;5;1m", LINKS[0], "a", FLUSH])
@example(["\x1b[31m", "\x1b7", "\x1b[0m", "\x1b8", "\x1b[1;1Ha", FLUSH])
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
            both.resize(18 - both.part.columns, 7 - both.part.lines)
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


PAINT = "\x1b[1;1H\x1b[1;31mname\x1b[0m\x1b[44m   \x1b[0m\x1b[2;1Hplain text here....."
SYNC, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ([PAINT], ""),
        ([SYNC, PAINT, SYNC_END], ""),
        ([SYNC, "\x1b[2;1HPlain", SYNC_END], f"{SYNC}\r\nP{SYNC_END}"),
        (["\x1b[2;1Hblank text", PAINT], ""),  # what nobody saw is not sent
        (["\x1b[2;7Htaxi"], "\x1b[2;8Haxi"),
        (["\x1b[2;1HPlaiN text"], "\r\nPlaiN"),  # shorter than a move
        (["\x1b[2;1HPlain text HERE"], "\r\nP\x1b[12GHERE"),
        (["\x1b[1;1H\x1b[1;31mnAme"], "\x1b[2G\x1b[1;31mA"),
        (["\x1b[1;1H\x1b[31mname"], "\r\x1b[31mname"),
        (["\x1b[1;5H\x1b[32;44m   \x1b[0m"], ""),  # no colour is seen on a blank
        (["\x1b[1;5H\x1b[4;44m \x1b[0m"], "\x1b[5G\x1b[4;44m "),
        (["\x1b[1;1HName\x1b[2;1HP"], "\rName\r\nP"),
        (["\x1b[1;1H漢"], "\r漢"),
        (["\x1b[2;1H漢lain text here....."], "\r\n漢lain text here....."),
        (["\x1b[2;3H😀n"], "\r\npl  \x1b[2;3H😀\x1b[2;5Hn text here....."),  # the whole line
        (["\x1b[2;7H"], "\x1b[2;7H"),  # where it rests
        (["\x07\x1b]0;title\x07\x1b]52;c;QQ==\x07\x1b[?1004h"],) * 2,
        (["\x1b[2;7H\x1b[31m", "\x1b[", "2P"], "\x1b[2;7H\x1b[31m\x1b[2P"),
        (["\x1b[2;", "7Hta", "xi"], "\x1b[2;8Haxi"),
    ],
)
def test_the_bytes_that_are_sent(written: list[str], sent: str) -> None:
    screen = CellScreen(20, 2)
    screen.write(f"{PAINT}\x1b[1;20H")
    first = "\x1b[H\x1b[0;1;31mname\x1b[44m   \r\n\x1b[mplain text here.....\x1b[1;20H"
    assert screen.flush() == first
    for data in written:
        screen.write(data)
    assert screen.flush() == "".join(sent)
    assert screen.flush() == ""


def test_after_what_is_not_understood_everything_is_sent() -> None:
    screen = CellScreen(20, 2)
    screen.write(PAINT)
    first = screen.flush()
    for forgets in ("\x1b[?1049h", "\x1b[2J", "\x1bc", "\x1b[3;3H"):
        screen.write(forgets)
        assert forgets[-3:] in screen.flush()
        if forgets != "\x1b[?1049h":  # which keeps the style
            screen.write("\x1b[0m")
        screen.write(PAINT)
        assert screen.flush() == first
    screen.redraw()
    assert screen.flush() == first


def test_a_line_is_sent_whole_where_terminals_count_cells_differently() -> None:
    screen = CellScreen(8, 1)
    screen.write("\x1b[1;1Hab😀cdef")
    screen.flush()
    screen.write("\x1b[1;6HD")
    assert screen.flush() == "\x1b[Hab  \x1b[1;3H😀\x1b[1;5HcDef"
    screen.write("\x1b[1;3Hno")
    assert screen.flush() == "\x1b[HabnocDef"
    screen.write("\x1b[1;3HN")
    assert screen.flush() == "\x1b[3GN"


def test_what_something_else_wrote_is_gone_after_a_redraw() -> None:
    both = Both(20, 4)
    both.write("".join(f"\x1b[{line};1H\x1b[7m{'row' * 6}..\x1b[0m" for line in range(1, 5)))
    both.flush()
    both.part.write("\x1b[3;3H\x1b[1;31;45mmail has come\r\n\n\n")
    both.screen.redraw()
    both.flush()
    both.agree()


def test_memory_and_bytes_of_a_whole_screen() -> None:
    def paint(number: int) -> str:
        style = f"1;38;2;9;9;{number};48;2;0;0;9"
        row = f"\x1b[{style}m{'→ab漢 ' * 33}\x1b[0m"
        return "".join(f"\x1b[{line};1H{row}" for line in range(1, 61))

    tracemalloc.start()
    try:
        screen = CellScreen(200, 60)
        for number in (1, 2):
            data = paint(number)
            screen.write(data)
            assert len(screen.flush()) < len(data)
        del data
        assert tracemalloc.get_traced_memory()[0] < 500_000
    finally:
        tracemalloc.stop()
