"""The levels and the systems on them: what a line says, where the cursor goes, what is redrawn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeGuard

import pytest
from rich.cells import cell_len
from textual import on
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from labtui.data.analysis.matrix import by_level
from labtui.data.assessment.lab import Lab
from labtui.data.framework.levels import LEVELS, Level
from labtui.text.printable import printable
from labtui.widgets.columns import GUTTER
from labtui.widgets.levels_view import (
    LevelLine,
    LevelsView,
    SystemLine,
    TextLine,
)
from labtui.widgets.line_view import HEADER
from labtui.widgets.lines.cells import findings_cell
from labtui.widgets.lines.colours import RISK_TOKENS, risk_piece
from labtui.widgets.lines.levels import IN_SHORT, reliance_cell, remarks
from tests.data.labs import Raw, assessed, lab, owners, system
from tests.rows import each_row
from tests.widgets.watching import LineWatcher, WidgetApp

WIDTHS = (30, 40, 60, 79, 80, 100, 119, 120, 126, 150, 200)

MARKS = "\u0300\u0301\u0302\u0303"

HOSTILE = (
    "写真サーバーの長い名前とそれ以上の長さ",
    "frigate 🎥 camera",
    "🧪👩\u200d💻🏴\u2620\ufe0f lab",
    f"z{MARKS}" * 5,
    "e" + "\u0301" * 300,
    "שרת הגיבוי שלי",
    "abc\u202edef\u2066ghi",
    "[bold]x[/bold]",
    "[@click=app.exit]x[/] [bold",
    "a\x00b\x1b[31mc\x7f\nd\te",
    "x" * 300,
    "\u3164\u200b",
)

STATES: dict[str | None, Raw] = {
    "0": {"owners": owners("provider")},
    "1": {"owners": owners("provider", application="you")},
    "2": {"owners": owners(hardware="provider"), "intended_level": "3b"},
    "3a": {"owners": owners(), "purpose": "learning"},
    "3b": {"owners": owners(), "purpose": "reliability", "intended_level": "3a"},
    None: {},
}
"""What a system states to be on a level."""

TITLES = ("Relied on for", "Risk now", "Learned", "Findings", "Notes")


NOTED = 109
"""The least width of a view with notes."""


def on_level(level: str | None, id: str, name: str | None = None, **more: object) -> Raw:
    return {"id": id, "name": name or f"Name {id}", **STATES[level], **more}


def many(count: int, *levels: str | None, name: str = "s") -> list[Raw]:
    """So many systems on each of these levels."""
    return [
        on_level(level, f"{name}-{level or 'none'}-{i}".lower())
        for level in levels
        for i in range(count)
    ]


def everything() -> list[Raw]:
    """A hostile name of each kind on each level."""
    return [
        on_level(level, f"h{number}-{i}", name)
        for number, level in enumerate(STATES)
        for i, name in enumerate(HOSTILE)
    ]


def show(view: LevelsView, found: Lab) -> None:
    view.show(by_level(found, [*found.systems]))


class Watched(LineWatcher, LevelsView):
    """A view that remembers what it drew."""

    def __init__(self, raws: Iterable[Raw] = (), *, empty: str = "") -> None:
        super().__init__(empty=empty)
        self.lab = lab(*raws)
        show(self, self.lab)

    def change(self, *raws: Raw) -> None:
        """Change some systems, and show the lab as it is then."""
        self.lab.update({raw["id"]: system(raw) for raw in raws})
        show(self, self.lab)


class ViewApp(WidgetApp):
    """An app that is the view, and hears its messages."""

    @on(LevelsView.Highlighted)
    @on(LevelsView.Selected)
    def hear(self, message: Message) -> None:
        self.heard.append(message)


def strips(view: LevelsView) -> list[Strip]:
    return [view.render_line(y) for y in range(view.size.height)]


def shown(view: LevelsView) -> list[str]:
    return [strip.text.rstrip("▐ ") for strip in strips(view)]


def drawn_rows(view: LevelsView) -> list[tuple[LevelLine | TextLine | SystemLine, Strip]]:
    """The rows in view, and what is drawn of each."""
    top = view.scroll_offset.y
    return list(zip(view.rows[top:], strips(view)[1:], strict=False))


def column_of(strip: Strip, title: str) -> int:
    """The cell where a title stands."""
    return cell_len(strip.text[: strip.text.index(title)])


def styled(view: LevelsView, y: int, words: str, component: str = "") -> bool:
    """Whether some words are drawn in the style of a component class, and nothing else."""
    strip = view.render_line(y)
    at = column_of(strip, words)
    styles = {segment.style for segment in strip.crop(at, at + cell_len(words))}
    return styles == {view.line_style(component)}


class TestWidths:
    async def test_every_line_is_as_wide_as_the_view(self) -> None:
        view = Watched(everything())
        async with ViewApp(view).run_test(size=(80, 120)) as pilot:
            for width in WIDTHS:
                await pilot.resize_terminal(width, 120)
                assert len(everything()) < len(view.rows) < view.page_lines
                for strip in strips(view):
                    assert cell_len(strip.text) == strip.cell_length == width
                    assert strip.text.isprintable()

    @pytest.mark.parametrize("count", [1, 40])
    async def test_and_with_one_or_forty_systems(self, count: int) -> None:
        view = Watched(many(count, "2", None))
        async with ViewApp(view).run_test(size=(80, 12)) as pilot:
            for width in WIDTHS:
                await pilot.resize_terminal(width, 12)
                for key in ("g", "G"):
                    await pilot.press(key)
                    assert {cell_len(strip.text) for strip in strips(view)} == {width}

    async def test_and_without_any(self) -> None:
        empty = "No systems yet. [bold]Press a to add the first one, 写真.[/bold]"
        view = Watched(empty=empty)
        async with ViewApp(view).run_test(size=(80, 12)) as pilot:
            for width in WIDTHS:
                await pilot.resize_terminal(width, 12)
                assert {cell_len(strip.text) for strip in strips(view)} == {width}
                said = [text.strip() for text in shown(view)[1:] if text]
                assert " ".join(said) == empty
                assert view.cursor_key is None
                assert "▌" not in "".join(shown(view))

    async def test_a_new_width_draws_anew(self) -> None:
        view = Watched(everything())
        async with ViewApp(view).run_test(size=(120, 30)) as pilot:
            assert "Notes" in shown(view)[0]
            await pilot.resize_terminal(60, 30)
            await pilot.pause()
            assert "Notes" not in shown(view)[0]
            assert {cell_len(strip.text) for strip in strips(view)} == {60}


class TestColumns:
    @pytest.mark.parametrize(
        ("width", "titles"),
        [
            (30, ["Name"]),
            (42, ["Name"]),
            (43, ["Name", "Risk now"]),
            (62, ["Name", "Risk now"]),
            (63, ["Name", *TITLES[:2]]),
            (79, ["Name", *TITLES[:2]]),
            (80, ["Name", *TITLES[:2], "Findings"]),
            (90, ["Name", *TITLES[:2], "Findings"]),
            (91, ["Name", *TITLES[:4]]),
            (108, ["Name", *TITLES[:4]]),
            (109, ["Name", *TITLES]),
            (200, ["Name", *TITLES]),
        ],
    )
    async def test_risk_stays_longest_and_then_who_relies_on_it(
        self, width: int, titles: list[str]
    ) -> None:
        view = Watched(everything())
        async with ViewApp(view).run_test(size=(width, 12)):
            assert re.split(" {2,}", shown(view)[0].strip()) == titles

    async def test_what_is_said_of_systems_stands_below_its_title(self) -> None:
        view = Watched([*everything(), on_level("3b", "plain", "plain")])
        async with ViewApp(view).run_test(size=(80, 120)) as pilot:
            for width in WIDTHS:
                await pilot.resize_terminal(width, 120)
                header = view.render_line(0)
                systems = [(row, s) for row, s in drawn_rows(view) if isinstance(row, SystemLine)]
                assert len(systems) == len(HOSTILE) * len(STATES) + 1
                for row, strip in systems:
                    a = row.assessment
                    told = {
                        "Risk now": risk_piece(a)[0] if a.level else None,
                        "Learned": a.learning.now_shown if a.learning else "—",
                        "Findings": findings_cell(a)[0],
                        "Notes": "▲ meant to be" if a.misplaced else "",
                    }
                    for title, said in told.items():
                        if title in header.text and said is not None:
                            at = column_of(header, title)
                            # A crop may begin with the marks of the letter before it.
                            text = strip.crop(at - 2, width - 1).text.lstrip(MARKS)
                            assert text.startswith(f"  {said}"), (title, text)


class TestLevels:
    @pytest.mark.parametrize(
        ("width", "expected"),
        [
            (
                120,
                " 3b  Production        ■■ 2           hardware you · system you · backups you"
                "                          usually High",
            ),
            (
                100,
                " 3b  Production        ■■ 2           all yours, must not fail"
                "                     usually High",
            ),
            (80, " 3b  Production        ■■ 2           all yours, must not fail"),
            (60, " 3b  Production        ■■ 2"),
            (40, " 3b  Production       2"),
            (16, " 3b  Produ…"),
        ],
    )
    async def test_a_level_is_one_line(self, width: int, expected: str) -> None:
        view = Watched(many(2, "3b"))
        async with ViewApp(view).run_test(size=(width, 40)):
            (text,) = (text for text in shown(view) if text[3:].startswith(" 3b "))
            assert text[3:] == expected

    async def test_each_level_says_who_does_what_and_its_usual_risk(self) -> None:
        view = Watched(many(1, "2"))
        async with ViewApp(view).run_test(size=(120, 40)) as pilot:
            for width, told in ((120, _whole_of), (99, lambda level: IN_SHORT[level.id])):
                await pilot.resize_terminal(width, 40)
                lines = [(row.level, s.text) for row, s in drawn_rows(view) if _is_level(row)]
                assert [level.id for level, _ in lines] == [*LEVELS]
                for level, text in lines:
                    assert told(level) in text
                    assert text.rstrip("▐ ").endswith(f"usually {level.risk_word}")
                    assert ("■ 1 " if level.id == "2" else " none ") in text

    async def test_many_are_counted_by_squares_of_several(self) -> None:
        view = Watched([*many(100, "3b"), *many(3, "0")])
        async with ViewApp(view).run_test(size=(120, 12)) as pilot:
            assert " ■ 3 " in shown(view)[1]
            await pilot.press("G")
            lines = [view.draw_line(at, 119).text for at, row in enumerate(view.rows)
                     if _is_level(row)]  # fmt: skip
            assert f" {'■' * 10} 100 " in lines[-1]

    async def test_levels_stand_close_where_all_fits_only_so(self) -> None:
        view = Watched(many(1, "0", "1", "2"))
        async with ViewApp(view).run_test(size=(80, 10)) as pilot:
            assert all(shown(view)[1:9])
            await pilot.resize_terminal(80, 8)
            assert "" in shown(view)[1:8]
            await pilot.resize_terminal(80, 13)
            assert "" in shown(view)[1:8]

    async def test_a_blank_line_stands_between_levels_and_none_above(self) -> None:
        view = Watched(many(1, *STATES))
        async with ViewApp(view).run_test(size=(80, 40)):
            texts = shown(view)
            heads = [y for y, text in enumerate(texts) if text[3:6].strip() in {*LEVELS, "?"} and y]
            assert heads[0] == 1
            assert len(heads) == 6
            assert all(not texts[y - 1] for y in heads[1:])
            assert sum(not text for text in texts[1 : heads[-1]]) == 5

    async def test_the_lab_comes_in_parts(self) -> None:
        raws = [
            on_level("3a", "lab-1"),
            on_level("3a", "films", purpose="entertainment"),
            on_level("3a", "lab-2"),
            {"id": "open", "name": "Name open", "owners": owners()},
        ]
        view = Watched(raws)
        async with ViewApp(view).run_test(size=(80, 40)):
            texts = [text[2:20].rstrip() for text in shown(view)]
            at = texts.index(" Labs · 2")
            assert texts[at - 1].startswith("  3a  Homelab")
            assert texts[at : at + 7] == [
                " Labs · 2",
                "   Name lab-1",
                "   Name lab-2",
                " Home servers · 1",
                "   Name films",
                " Undecided · 1",
                "   Name open",
            ]
            assert styled(view, at, "Labs", "table--header")

    @pytest.mark.parametrize(("width", "cut"), [(30, True), (40, False), (80, False)])
    async def test_those_without_a_level_come_last_and_their_count_is_never_half(
        self, width: int, cut: bool
    ) -> None:
        view = Watched([*many(40, None), *many(1, "0")])
        async with ViewApp(view).run_test(size=(width, 70)):
            (y,) = (y for y, text in enumerate(shown(view)) if text.startswith("   ?"))
            assert shown(view)[y].endswith("…" if cut else "?  Level not known yet · 40")
            assert styled(view, y, "Level", "levels--unknown")
            assert all(row.key is not None for row in view.rows[y:])
            assert len(view.rows[y:]) == 40

    async def test_a_level_has_its_colour(self) -> None:
        view = Watched(many(1, "0"))
        async with ViewApp(view).run_test(size=(120, 20)):
            assert styled(view, 1, " 0  ", "$level-0 on $level-0-tint")
            assert styled(view, 1, "SaaS", "$level-0")
            assert styled(view, 1, "Low", RISK_TOKENS["Low"])


def _is_level(row: object) -> TypeGuard[LevelLine]:
    return isinstance(row, LevelLine)


def _whole_of(level: Level) -> str:
    return f"hardware {level.hardware} · system {level.services} · backups {level.backups}"


class TestSystems:
    @each_row(
        ("width", "expected"),
        [
            (80, "through alpha, bravo, charlie, delta"),
            (36, "through alpha, bravo, charlie, delta"),
            (35, "through alpha, bravo and 2 more"),
            (31, "through alpha, bravo and 2 more"),
            (30, "through alpha and 3 more"),
            (24, "through alpha and 3 more"),
            (23, "through alpha +3"),
            (16, "through alpha +3"),
            (15, "through alpha …"),
            (9, "through …"),
            (8, "through…"),
            (0, ""),
        ],
    )
    def test_production_through_as_many_as_have_room(self, width: int, expected: str) -> None:
        a = assessed(
            {"id": "x", "name": "x", "owners": owners()},
            *(
                on_level("3b", id, depends_on=["x"])
                for id in ("delta", "charlie", "bravo", "alpha")
            ),
        )
        assert (a.level, a.through) == ("3b", ("alpha", "bravo", "charlie", "delta"))
        assert [text for text, _ in remarks(a, width)] == [expected]

    @each_row(
        ("raw", "width", "expected"),
        [
            ({"relied_on_for": ["data", "income"]}, 40, "relied on for data, income"),
            ({"relied_on_for": ["data", "income"]}, 26, "relied on for data, income"),
            ({"relied_on_for": ["data", "income"]}, 25, "for data, income"),
            ({"relied_on_for": ["data", "income"]}, 16, "for data, income"),
            ({"relied_on_for": ["data", "income"]}, 15, "for data +1"),
            ({"relied_on_for": ["data", "income"]}, 11, "for data +1"),
            ({"relied_on_for": ["data", "income"]}, 10, "for data …"),
            ({"relied_on_for": ["authentication", "income"]}, 25, "for authentication +1"),
            ({"relied_on_for": ["authentication", "income"]}, 26, "for authentication, income"),
            ({"relied_on_for": ["income", "authentication"]}, 25, "for income and 1 more"),
            ({"relied_on_for": ["income", "authentication"]}, 21, "for income and 1 more"),
            ({"relied_on_for": ["income", "authentication"]}, 20, "for income +1"),
            ({"relied_on_for": ["data", "income", "identity"]}, 30, "for data, income, identity"),
            ({"relied_on_for": ["data", "income", "identity"]}, 25, "for data and 2 more"),
            ({"relied_on_for": ["authentication"]}, 28, "relied on for authentication"),
            ({"relied_on_for": ["authentication"]}, 27, "for authentication"),
            ({"relied_on_for": ["authentication"]}, 17, "for authenticati…"),
            ({"purpose": "reliability"}, 20, "it has to work"),
            (
                {"relied_on_for": ["data"], "purpose": "reliability", "intended_level": "3b"},
                40,
                "relied on for data",
            ),
            (
                {"purpose": "reliability", "intended_level": "3a"},
                40,
                "▲ meant to be 3a  it has to work",
            ),
            (
                {"purpose": "reliability", "intended_level": "3a"},
                26,
                "▲ meant to be 3a",
            ),
            ({"purpose": "learning", "intended_level": "3b"}, 40, "▲ meant to be 3b"),
            ({"purpose": "learning", "intended_level": "3a"}, 40, ""),
            ({"purpose": "learning"}, 40, ""),
            ({"owners": {}}, 40, "who is responsible for the OS?"),
            ({"owners": {"os": "you"}}, 40, "who is responsible for the hardware?"),
            ({"owners": {"os": "provider"}}, 40, "who is responsible for the app?"),
            ({"owners": {"os": "provider"}}, 20, "who is responsible …"),
        ],
    )
    def test_what_is_said_of_it(self, raw: Raw, width: int, expected: str) -> None:
        a = assessed({"id": "x", "name": "x", "owners": owners(), **raw})
        said = "".join(text for text, _ in remarks(a, width))
        assert said == expected
        assert cell_len(said) <= width

    @each_row(
        ("raw", "width", "expected"),
        [
            ({"relied_on_for": ["data", "income"]}, 30, "data, income"),
            ({"relied_on_for": ["data", "income", "identity"]}, 16, "data and 2 more"),
            ({"relied_on_for": ["data", "income", "identity"]}, 9, "data +2"),
            ({"purpose": "reliability"}, 20, "it has to work"),
            ({"purpose": "learning"}, 20, "not answered"),
            ({"purpose": "learning", "relied_on_for": []}, 20, "nobody"),
            ({"owners": {}}, 40, "who is responsible for the OS?"),
        ],
    )
    def test_who_relies_on_it(self, raw: Raw, width: int, expected: str) -> None:
        a = assessed({"id": "x", "name": "x", "owners": owners(), **raw})
        assert reliance_cell(a, width)[0] == expected

    async def test_warnings_are_drawn_as_such_and_the_rest_plain(self) -> None:
        view = Watched([on_level("3b", "x"), on_level(None, "q")])
        async with ViewApp(view).run_test(size=(120, 40)):
            texts = shown(view)
            y = next(y for y, text in enumerate(texts) if "Name x" in text)
            assert styled(view, y, "▲ meant to be 3a", "table--warning")
            assert styled(view, y, "it has to work")
            assert styled(view, y, "Critical", RISK_TOKENS["Critical"])
            assert styled(view, y, "Name x", "bold reverse $text-primary"), "at the cursor"
            y = next(y for y, text in enumerate(texts) if "Name q" in text)
            assert styled(view, y, "who is responsible for the OS?", "table--warning")
            assert styled(view, y, "Name q")

    async def test_a_name_is_whole_or_ends_in_dots(self) -> None:
        view = Watched(everything())
        async with ViewApp(view).run_test(size=(80, 120)) as pilot:
            for width in WIDTHS:
                await pilot.resize_terminal(width, 120)
                cut = signed = 0
                for row, strip in drawn_rows(view):
                    if isinstance(row, SystemLine):
                        name, text = printable(row.assessment.system.name), strip.text[5:]
                        if width < NOTED and row.assessment.misplaced:
                            signed += 1
                            assert text.startswith("▲ ")
                            text = text[2:]
                        if not text.startswith(f"{name} "):
                            cut += 1
                            head, dots, _ = text.partition("…")
                            assert dots
                            assert name.startswith(head.rstrip(" ")), strip.text
                assert cut >= len(STATES)
                assert signed == (2 * len(HOSTILE) if width < NOTED else 0)

    @pytest.mark.parametrize("width", [30, 44, 66, 80, 108, 109, 150])
    async def test_a_sign_stands_for_misplaced_where_words_have_no_room(self, width: int) -> None:
        raws = [on_level("3b", "x"), on_level("3b", "y", "Right", intended_level="3b")]
        view = Watched([*raws, on_level("3b", "z", "Any", intended_level=None)])
        async with ViewApp(view).run_test(size=(width, 60)):
            text = {row.key: s.text[5:].partition("  ") for row, s in drawn_rows(view) if row.key}
            assert text["x"][0].startswith("Name x" if width >= NOTED else "▲ Name")
            assert ("▲ meant to be 3a" in text["x"][2]) == (width >= NOTED)
            assert text["y"][0].startswith("Right")
            assert text["z"][0].startswith("Any")
            assert "▲" not in text["y"][0] + text["z"][0]
            assert "meant" not in text["y"][2] + text["z"][2]

    async def test_a_system_without_a_level_is_not_misplaced(self) -> None:
        view = Watched([on_level(None, "q", intended_level="3b")])
        async with ViewApp(view).run_test(size=(60, 30)):
            (text,) = (text for text in shown(view) if "Name q" in text)
            assert text.startswith("▌    Name q ")

    @pytest.mark.parametrize("width", [60, 80, 100, 150])
    async def test_the_words_of_hostile_labs_are_shown_literally(self, width: int) -> None:
        view = Watched(
            [on_level("0", "a", "[bold]x[/bold]"), on_level("0", "b", "a\x1b[31mb\u202ec")]
        )
        async with ViewApp(view).run_test(size=(width, 20)):
            first, second = (text for text in shown(view) if "x[" in text or "b·c" in text)
            assert first.startswith("▌    [bold]x[/bold]  ")
            assert second.startswith("     a␛[31mb·c  ")


SIZE = (80, 12)
PAGE = SIZE[1] - 1


def cursor_lines(view: LevelsView) -> list[int]:
    return [y for y, text in enumerate(shown(view)) if text.startswith("▌")]


class TestCursor:
    async def test_it_passes_over_headings_both_ways(self) -> None:
        raws = [
            *many(2, "0"),
            *many(1, "3a"),
            on_level("3a", "films", purpose="entertainment"),
            *many(1, "3b", None),
        ]
        view = Watched(raws)
        app = ViewApp(view)
        order = ["s-0-0", "s-0-1", "s-3a-0", "films", "s-3b-0", "s-none-0"]
        async with app.run_test(size=SIZE) as pilot:
            assert view.cursor_key == order[0]
            for key, expected in (("j", order[1:]), ("k", order[-2::-1])):
                app.heard.clear()
                for at in expected:
                    await pilot.press(key)
                    assert view.cursor_key == at
                    (y,) = cursor_lines(view)
                    assert view.lab.systems[at].name in shown(view)[y]
                await pilot.press(key, key)
                assert app.heard == [LevelsView.Highlighted(at) for at in expected]

    @pytest.mark.parametrize(
        ("keys", "key"),
        [
            ([], "s-0-0"),
            (["G"], "s-none-9"),
            (["end", "j"], "s-none-9"),
            (["G", "g"], "s-0-0"),
            (["G", "home"], "s-0-0"),
            (["down", "up"], "s-0-0"),
            # A page of ten lines ends between the levels; the cursor goes on to a system.
            (["pagedown"], "s-3a-0"),
            (["pagedown", "pageup"], "s-0-7"),
            (["pagedown", "pagedown"], "s-none-0"),
            (["ctrl+d"], "s-0-5"),
            (["ctrl+d", "ctrl+d"], "s-3a-0"),
            (["ctrl+d", "ctrl+d", "ctrl+u"], "s-0-9"),
        ],
    )
    async def test_keys_move_it_and_it_stays_in_view(self, keys: list[str], key: str) -> None:
        view = Watched(many(10, "0", "3a", None))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press(*keys)
            assert view.cursor_key == key
            (y,) = cursor_lines(view)
            assert f"Name {key} " in shown(view)[y]

    @pytest.mark.parametrize("keys", [["G", "g"], ["G", "pageup", "pageup", "pageup", "pageup"]])
    async def test_the_head_of_the_first_level_comes_into_view(self, keys: list[str]) -> None:
        view = Watched(many(10, "0", None))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("G")
            assert view.scroll_offset.y > 0
            await pilot.press(*keys)
            assert view.scroll_offset.y == 0
            assert shown(view)[1].startswith("    0   SaaS")

    async def test_it_comes_also_where_the_first_system_was_in_view_already(self) -> None:
        view = Watched(many(30, "0"))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("j")
            view.jump(1)
            await pilot.pause()
            assert "Name s-0-0" in shown(view)[1]
            await pilot.press("k")
            assert shown(view)[1].startswith("    0   SaaS")

    async def test_so_does_the_head_of_the_first_system_below_empty_levels(self) -> None:
        view = Watched(many(30, "3b"))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            for keys in ([], ["G", "g"], ["j", "k"]):
                await pilot.press(*keys)
                (y,) = cursor_lines(view)
                assert shown(view)[y - 1].startswith("    3b  Production")
                assert view.cursor_key == "s-3b-0"

    async def test_it_stays_on_its_system_when_that_comes_to_another_level(self) -> None:
        view = Watched(many(3, "0", "3b"))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("j")
            app.heard.clear()
            view.change(on_level("3b", "s-0-1"))
            await pilot.pause()
            assert view.cursor_key == "s-0-1"
            (y,) = cursor_lines(view)
            assert "Name s-0-1" in shown(view)[y]
            assert "▲ Name s-0-1" in shown(view)[y]
            assert app.heard == []

    async def test_enter_and_a_second_click_open_and_a_click_on_a_heading_does_nothing(
        self,
    ) -> None:
        view = Watched(many(2, "0", "1"))
        app = ViewApp(view)
        async with app.run_test(size=(80, 24)) as pilot:
            texts = shown(view)
            y = next(y for y, text in enumerate(texts) if "Name s-1-1" in text)
            for at in (0, 1, 4, 5, y, y):
                await pilot.click(view, offset=(10, at))
            await pilot.press("k", "enter")
            assert [text.strip() for text in texts[4:5]] == [""]
            assert app.heard == [
                LevelsView.Highlighted("s-1-1"),
                LevelsView.Selected("s-1-1"),
                LevelsView.Highlighted("s-1-0"),
                LevelsView.Selected("s-1-0"),
            ]

    async def test_without_the_focus_it_looks_different(self) -> None:
        view = Watched(many(1, "0"))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            assert cursor_lines(view) == [2]
            app.screen.set_focus(None)
            await pilot.pause()
            assert cursor_lines(view) == []
            assert shown(view)[2].startswith("▎")

    async def test_marks_stand_beside_the_names(self) -> None:
        view = Watched(many(2, "0", "1"))
        async with ViewApp(view).run_test(size=(80, 24)) as pilot:
            view.marked = frozenset({"s-0-0", "s-1-1", "gone"})
            await pilot.pause()
            marked = [text for text in shown(view) if "●" in text]
            assert [text[:15] for text in marked] == ["▌●   Name s-0-0", " ●   Name s-1-1"]


class TestRepainting:
    async def test_five_hundred_systems_draw_a_screenful(self) -> None:
        view = Watched(many(100, "0", "1", "2", "3a", "3b"))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            assert {*view.drawn} == {HEADER, *range(PAGE)}
            assert len(view.drawn) <= 2 * (PAGE + 1)
            await view.start_watching(pilot)
            await pilot.press("G")
            await pilot.pause()
            last = len(view.rows)
            assert last == 500 + 5 * 2 - 1 + 1
            assert (
                {*range(last - PAGE, last)}
                <= {*view.drawn}
                <= {HEADER, 0, *range(last - PAGE, last), 1}
            )

    async def test_a_move_repaints_two_rows(self) -> None:
        view = Watched(many(100, "0"))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await view.start_watching(pilot)
            await pilot.press("j")
            await pilot.pause()
            assert sorted(view.drawn) == [1, 2]
            assert sorted(view.painted) == [Region(0, 2, SIZE[0], 1), Region(0, 3, SIZE[0], 1)]

    async def test_an_edit_redraws_that_row_only(self) -> None:
        view = Watched(many(250, "0", "3b"))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await view.start_watching(pilot)
            view.change(on_level("0", "s-0-4", "Another name"))
            await pilot.pause()
            assert view.drawn == [5]
            assert view.painted == [Region(0, 6, SIZE[0], 1)]
            assert "Another name" in shown(view)[6]

    async def test_an_edit_out_of_view_draws_nothing(self) -> None:
        view = Watched(many(250, "0", "3b"))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await view.start_watching(pilot)
            view.change(on_level("3b", "s-3b-4", "Another name"))
            await pilot.pause()
            assert (view.drawn, view.painted) == ([], [])

    async def test_a_system_that_leaves_redraws_the_count_and_what_moves_up(self) -> None:
        view = Watched([*many(4, "0"), *many(200, "3b")])
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await view.start_watching(pilot)
            view.change(on_level("3b", "s-0-3"))
            await pilot.pause()
            assert 0 in view.drawn  # the line with the count
            assert not {HEADER, 2, 3} & {*view.drawn}
            assert {*view.drawn} <= {*range(PAGE)}
            assert " ■ 3" in shown(view)[1]

    async def test_the_same_again_and_marks(self) -> None:
        view = Watched(many(100, "0"))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await view.start_watching(pilot)
            show(view, view.lab)
            await pilot.pause()
            assert (view.drawn, view.painted) == ([], [])
            view.marked = frozenset({"s-0-1", "s-0-90"})
            await pilot.pause()
            assert view.drawn == [2]
            assert view.painted == [Region(0, 3, GUTTER, 1)]
