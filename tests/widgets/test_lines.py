"""Line-drawn views, and the text in them: what they draw, and what they repaint."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual import events, on
from textual.app import App, ComposeResult
from textual.color import Color
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from labtui.text.cells import clip, pad
from labtui.text.printable import printable
from labtui.widgets.line_view import LineView
from labtui.widgets.text_view import TextView
from tests.rows import each_row
from tests.widgets.watching import PaintWatcher

SIZE = (40, 12)
WHOLE = Region(0, 0, *SIZE)


class Probe(PaintWatcher, LineView):
    """Numbered lines below a header; remembers what it drew and which regions it had painted."""

    HEADER_LINES = 1

    def __init__(self, count: int) -> None:
        self.drawn: list[int] = []
        super().__init__()
        self.line_count = count

    def draw_header(self, width: int) -> Strip:
        return Strip([Segment(pad("header", width), self.line_style())])

    def draw_line(self, line: int, width: int) -> Strip:
        self.drawn.append(line)
        return Strip([Segment(pad(f"line {line}", width), self.line_style())])


class One(App[None]):
    """An app that is one widget."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget
        self.notices: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.widget

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def note(self, event: events.Event) -> None:
        self.notices.append(type(event).__name__)


def shown(view: LineView) -> list[str]:
    """The text of each line of the view."""
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


class TestPrintable:
    @each_row("text", ["", "pve-01", "~ [red]x[/red] \\", "Zürich", "写真", "🎥"])
    def test_printable_text_stays(self, text: str) -> None:
        assert printable(text) == text

    @each_row(
        ("text", "expected"),
        [
            ("a\tb\nc\r", "a␉b␊c␍"),
            ("\0\x1b[31mred\x7f", "␀␛[31mred␡"),
            ("\x9b31m", "�31m"),
            ("safe\u202egnp.exe", "safe·gnp.exe"),
            ("\u2066x\u2069", "·x·"),
            ("a\u200bb\u200dc\ufeff", "a·b·c·"),
            ("a\u2028b\u2029", "a�b�"),
            ("\ud800\ue000\U0010ffff", "���"),
            ("a\u00a0b\u3000c", "a b c"),
            ("\u3164\u115f\u2800", "···"),
            ("\u2764\ufe0f", "\u2764"),
        ],
    )
    def test_what_cannot_be_seen_is_shown(self, text: str, expected: str) -> None:
        assert printable(text) == expected

    @given(st.text())
    def test_the_result_is_printable_and_stays_so(self, text: str) -> None:
        result = printable(text)
        assert result.isprintable()
        assert printable(result) == result


class TestCells:
    @pytest.mark.parametrize(
        ("text", "width", "expected"),
        [
            ("proxmox", 7, "proxmox"),
            ("proxmox", 6, "proxm…"),
            ("写真写真", 8, "写真写真"),
            ("写真写真", 6, "写真 …"),
            ("写", 1, "…"),
            ("x", 0, ""),
            ("x", -3, ""),
            pytest.param("e" + "\u0301" * 500, 3, "e" + "\u0301" * 23 + " …", id="marks"),
        ],
    )
    def test_clip(self, text: str, width: int, expected: str) -> None:
        assert clip(text, width) == expected

    def test_pad_fills_with_spaces(self) -> None:
        assert pad("写", 4) == "写  "

    @given(st.text(), st.integers(0, 40))
    def test_pad_fills_the_width_exactly(self, text: str, width: int) -> None:
        assert cell_len(pad(printable(text), width)) == width


class TestLineView:
    async def test_draws_only_what_is_in_view(self) -> None:
        view = Probe(10_000)
        async with One(view).run_test(size=SIZE):
            assert shown(view)[:3] == ["header", "line 0" + " " * 33 + "▐", "line 1"]
            assert len(view.drawn) <= 2 * view.page_lines

    async def test_redraw_paints_one_line(self) -> None:
        view = Probe(50)
        async with One(view).run_test(size=SIZE) as pilot:
            await pilot.press("j")
            await pilot.pause()
            view.drawn.clear()
            view.painted.clear()
            view.redraw(3, 40, columns=5)
            await pilot.pause()
            assert view.drawn == [3]
            assert view.painted == [Region(0, 3, 5, 1)]

    async def test_redraw_all_draws_all(self) -> None:
        view = Probe(50)
        async with One(view).run_test(size=SIZE) as pilot:
            await pilot.pause()
            view.drawn.clear()
            view.redraw_all()
            await pilot.pause()
            assert view.drawn == [*view.visible_lines]

    @pytest.mark.parametrize(
        ("keys", "top"),
        [
            (["j"], 1),
            (["down", "down", "k"], 1),
            (["up"], 0),
            (["pagedown"], 10),
            (["pagedown", "pageup"], 0),
            (["ctrl+d"], 5),
            (["ctrl+d", "ctrl+d", "ctrl+u"], 5),
            (["G"], 39),
            (["end", "j"], 39),
            (["G", "g"], 0),
            (["end", "home"], 0),
        ],
    )
    async def test_keys_scroll_at_once(self, keys: list[str], top: int) -> None:
        view = Probe(50)
        async with One(view).run_test(size=SIZE) as pilot:
            await pilot.press(*keys)
            assert view.scroll_offset.y == top
            assert shown(view)[0] == "header"
            assert shown(view)[1].startswith(f"line {top}")

    async def test_wheel(self) -> None:
        view = Probe(50)
        async with One(view).run_test(size=SIZE) as pilot:
            for kind, top in ((events.MouseScrollDown, 3), (events.MouseScrollUp, 0)):
                wheel = kind(view, 5, 5, 0, 0, 0, False, False, False)
                view.post_message(wheel)
                await pilot.pause()
                assert view.scroll_offset.y == top

    async def test_fewer_lines_end_the_scrolling(self) -> None:
        view = Probe(50)
        async with One(view).run_test(size=SIZE) as pilot:
            await pilot.press("G")
            view.line_count = 5
            await pilot.pause()
            assert view.scroll_offset.y == 0
            assert shown(view)[5:7] == ["line 4", ""]

    async def test_more_lines_repaint_those_and_the_thumb(self) -> None:
        view = Probe(5)
        async with One(view).run_test(size=SIZE) as pilot:
            assert "▐" not in "".join(shown(view))
            await pilot.pause()
            view.painted.clear()
            view.line_count = 20
            await pilot.pause()
            thumb = {Region(SIZE[0] - 1, y, 1, 1) for y in range(1, 7)}
            new_lines = {Region(0, y, SIZE[0], 1) for y in range(6, 12)}
            assert {*view.painted} == thumb | new_lines
            assert [line[-1:] == "▐" for line in shown(view)] == [False] + 6 * [True] + 5 * [False]

    async def test_thumb_ends_where_the_text_does(self) -> None:
        view = Probe(1000)
        async with One(view).run_test(size=SIZE) as pilot:
            await pilot.press("G")
            assert shown(view)[-1].endswith("▐")

    async def test_resizing_draws_anew(self) -> None:
        view = Probe(5)
        async with One(view).run_test(size=SIZE) as pilot:
            await pilot.resize_terminal(20, 12)
            assert {view.render_line(y).cell_length for y in range(12)} == {20}

    async def test_a_new_theme_brings_its_colors(self) -> None:
        view = Probe(5)
        app = One(view)
        async with app.run_test(size=SIZE) as pilot:
            app.theme = "textual-light"
            await pilot.pause()
            style = next(iter(view.render_line(1))).style
            assert style is not None
            assert style == view.visual_style.rich_style

    async def test_focus_is_told_but_repaints_nothing_by_itself(self) -> None:
        view = Probe(5)
        app = One(view)
        async with app.run_test(size=SIZE) as pilot:
            assert view.has_focus
            await pilot.pause()
            view.painted.clear()
            app.screen.set_focus(None)
            await pilot.pause()
            assert not view.has_focus
            assert app.notices == ["DescendantFocus", "DescendantBlur"]
            assert view.painted == []

    def test_every_key_has_an_id_and_a_tooltip(self) -> None:
        for binding in LineView.BINDINGS:
            assert binding.id.startswith("view.")  # type: ignore[union-attr]
            assert binding.tooltip  # type: ignore[union-attr]


class CountingText(TextView):
    """A text that remembers which lines it drew."""

    drawn: list[int]

    def draw_line(self, line: int, width: int) -> Strip:
        self.drawn.append(line)
        return super().draw_line(line, width)


def words(*texts: str) -> list[Content]:
    return [Content(text) for text in texts]


class TestTextView:
    async def test_shows_hostile_text_as_it_is(self) -> None:
        view = TextView(words("[red]not red[/red]", "tab\tand \x1b[31mescape", "wide 写真" * 9))
        async with One(view).run_test(size=SIZE):
            assert shown(view)[:2] == ["[red]not red[/red]", "tab␉and ␛[31mescape"]
            widths = {sum(cell_len(s.text) for s in view.render_line(y)) for y in range(SIZE[1])}
            assert widths == {SIZE[0]}

    async def test_only_lines_that_differ_are_drawn(self) -> None:
        view = CountingText(words(*"abcdefgh"))
        view.drawn = []
        async with One(view).run_test(size=SIZE) as pilot:
            assert shown(view)[7:9] == ["h", ""]
            await pilot.pause()
            view.drawn.clear()
            view.show([*words(*"abcd"), Content.styled("e", "bold"), *words("f")])
            await pilot.pause()
            assert view.drawn == [4]
            assert shown(view)[4:8] == ["e", "f", "", ""]

    async def test_each_line_in_view_is_drawn_once(self) -> None:
        view = CountingText(lambda _: words(*"abcdefghijklmnop"))
        view.drawn = []
        async with One(view).run_test(size=SIZE) as pilot:
            await pilot.pause()
            assert view.drawn == [*range(SIZE[1])]

    async def test_what_is_shown_before_mounting_is_there(self) -> None:
        view = TextView()
        view.show(words("text"))
        async with One(view).run_test(size=SIZE):
            assert shown(view)[0] == "text"

    async def test_reflows_to_the_width(self) -> None:
        asked: list[int] = []

        def compose(width: int) -> Sequence[Content]:
            asked.append(width)
            return words(*(f"{width} wide" for _ in range(30)))

        view = TextView(compose)
        async with One(view).run_test(size=SIZE) as pilot:
            assert asked == [39]
            assert shown(view)[1].startswith("39 wide")
            await pilot.resize_terminal(30, 12)
            assert asked == [39, 29]
            assert shown(view)[1].startswith("29 wide")
            await pilot.press("G")
            assert view.scroll_offset.y == 18

    @pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
    async def test_styles_name_theme_variables_and_component_classes(self, theme: str) -> None:
        line = Content.assemble(("bad", "$text-error bold"), " ", ("thumb", ".view--thumb"))
        view = TextView([line])
        app = One(view)
        async with app.run_test(size=SIZE) as pilot:
            app.theme = theme
            await pilot.pause()
            bad, _, thumb, *_ = view.render_line(0)
            assert bad.style is not None
            assert bad.style.bold
            assert bad.style.color == Color.parse(app.theme_variables["text-error"]).rich_color
            assert bad.style.bgcolor == view.visual_style.rich_style.bgcolor
            assert thumb.style is not None
            assert thumb.style.color == view.line_style("view--thumb").color

    async def test_keeps_its_place_while_the_text_changes(self) -> None:
        def numbered(sign: str) -> Callable[[int], Sequence[Content]]:
            return lambda _: words(*(f"{sign}{i}" for i in range(100)))

        view = TextView(numbered("a"))
        async with One(view).run_test(size=SIZE) as pilot:
            await pilot.press(*"jjj")
            view.show(numbered("b"))
            await pilot.pause()
            assert shown(view)[0].startswith("b3")


def test_lines_of_text_are_made_without_widgets() -> None:
    script = """
import importlib, pkgutil, sys
from labtui.widgets import lines
for module in pkgutil.iter_modules(lines.__path__, lines.__name__ + "."):
    importlib.import_module(module.name)
print(lines.__name__ + ".layout" in sys.modules)
print(*sorted({"textual.app", "textual.screen", "textual.widget"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "True\n\n"
