"""The grid of layers: what its cells say and whose it is, the cell cursor, what is redrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

import pytest
from rich.cells import cell_len
from textual import on
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from labtui.data.analysis.matrix import shortened, tree, unfolded
from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.layers import LAYERS, OWNERS
from labtui.data.framework.roles import role_word
from labtui.text.printable import printable
from labtui.widgets.layer_rows import LayerRow, run_key
from labtui.widgets.layers_view import LayersView
from labtui.widgets.line_view import HEADER
from labtui.widgets.lines.colours import risk_piece, risk_squares
from labtui.widgets.lines.layers import POINTS, TITLES, block_width
from labtui.widgets.lines.owners import OWNER_STYLES, SAME, owner_block
from tests.data.labs import Raw, lab, owners, system
from tests.widgets.watching import LineWatcher, WidgetApp

WIDTHS = (30, 40, 60, 79, 80, 100, 119, 120, 126, 150, 200)

HOSTILE = (
    "写真サーバーの長い名前とそれ以上の長さ",
    "frigate 🎥 camera",
    "🧪👩\u200d💻🏴\u2620\ufe0f lab",
    "z\u0300\u0301\u0302\u0303" * 5,
    "e" + "\u0301" * 300,
    "שרת הגיבוי שלי",
    "abc\u202edef\u2066ghi",
    "[bold]x[/bold]",
    "[@click=app.exit]x[/] [bold",
    "a\x00b\x1b[31mc\x7f\nd\te",
    "x" * 300,
    "\u3164\u200b",
)

SIZE = (80, 12)
PAGE = SIZE[1] - 1


def one(id: str, name: str | None = None, **more: object) -> Raw:
    return {"id": id, "name": name or f"Name {id}", **more}


def many(count: int, **more: object) -> list[Raw]:
    return [one(f"s{i}", **{"owners": owners(), **more}) for i in range(count)]


def chain(count: int) -> list[Raw]:
    """Systems each of which runs on the one before."""
    return [one("c0"), *(one(f"c{i}", runs_on=f"c{i - 1}") for i in range(1, count))]


def everything() -> list[Raw]:
    """Hostile names on each level and on none, as hosts and guests, and a deep chain."""
    states = (owners(), owners("provider"), owners("shared", monitoring="n/a"), {})
    hosts = [
        one(f"h{number}-{i}", name, owners=state, purpose="learning")
        for number, state in enumerate(states)
        for i, name in enumerate(HOSTILE)
    ]
    guests = [one(f"g{i}", name, runs_on=f"h0-{i}") for i, name in enumerate(HOSTILE)]
    return [*hosts, *guests, *chain(12)]


HOST_AND_GUEST = (
    one(
        "host",
        owners={
            "hardware": "you",
            "network": "shared",
            "hypervisor": "provider",
            "backups": "nobody",
            "recovery": "nobody",
            "monitoring": "n/a",
            "access": "you",
        },
    ),
    one("guest", runs_on="host", owners={"recovery": "nobody", "access": "provider"}),
)


NOBODY: Raw = {"owners": {"backups": "nobody"}}
"""A system that says of one layer that it is nobody's."""


class Watched(LineWatcher, LayersView):
    """A view that remembers what it drew."""

    def __init__(
        self, raws: Iterable[Raw] = (), folded: Iterable[str] = (), *, empty: str = ""
    ) -> None:
        super().__init__(empty=empty)
        self.lab = lab(*raws)
        self.folded = {*folded}
        self.short = False
        self.show_all()

    def show_all(self) -> None:
        ids = [*self.lab.systems]
        branches = unfolded(tree(self.lab, ids), self.folded)
        lines = shortened(self.lab, branches, (), ()) if self.short else branches
        self.show(lines, self.lab.assessments, self.folded, {}, ids)

    def change(self, *raws: Raw, gone: Iterable[str] = ()) -> None:
        """Change some systems or take them out, and show the lab as it is then."""
        changes = {raw["id"]: system(raw) for raw in raws}
        self.lab.update({**changes, **dict.fromkeys(gone)})
        self.show_all()

    @property
    def painted_lines(self) -> list[int]:
        """The lines of the screen that were painted, each once."""
        return sorted({y for region in self.painted for y in range(region.y, region.bottom)})


ANSWERS = {
    "y": "you",
    "s": "shared",
    "p": "provider",
    "n": "nobody",
    "a": "n/a",
    "minus": None,
}


class ViewApp(WidgetApp):
    """An app that is the view, hears its messages, and does something else by the same keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        (key, f"note('{key}')", key) for key in (*ANSWERS, "escape")
    ]

    def __init__(self, view: Watched) -> None:
        super().__init__(view)
        self.view = view
        self.bubbled: list[str] = []

    def action_note(self, key: str) -> None:
        self.bubbled.append(key)

    @on(LayersView.Highlighted)
    @on(LayersView.Selected)
    @on(LayersView.PointerMoved)
    @on(LayersView.OwnerChosen)
    @on(LayersView.FoldRequested)
    @on(LayersView.RunRequested)
    def hear(self, message: Message) -> None:
        self.heard.append(message)


def strips(view: LayersView) -> list[Strip]:
    return [view.render_line(y) for y in range(view.size.height)]


def shown(view: LayersView) -> list[str]:
    return [strip.text.rstrip("▐ ") for strip in strips(view)]


def column_of(strip: Strip, title: str) -> int:
    """The cell where a title stands."""
    return cell_len(strip.text[: strip.text.index(title)])


def cell(view: LayersView, y: int, layer: str) -> Strip:
    """What is drawn of a layer on a line of the screen."""
    at = at_layer(view, layer)
    return view.render_line(y).crop(at, at + block_width(view.text_width))


def component(view: LayersView, y: int, layer: str) -> str:
    """The style the block of a layer is drawn in; blanks beside a sign may have none."""
    (segment,) = [segment for segment in cell(view, y, layer) if segment.text.strip()]
    names = [*OWNER_STYLES.values(), *sorted(LayersView.COMPONENT_CLASSES), "$risk-critical"]
    found = [name for name in names if view.line_style(name) == segment.style]
    assert len(found) == 1, (segment, found)
    return found[0]


def edges(view: LayersView, y: int) -> list[str]:
    """The layers beside whose blocks the cursor is drawn."""
    found = []
    for layer in LAYERS:
        at = at_layer(view, layer)
        right = at + block_width(view.text_width)
        text = view.render_line(y).crop(at - 1, right + 1).text
        found += [layer] * (text[0] == "▐" and text[-1] == "▌")
    return found


def styled(view: LayersView, y: int, words: str, component: str) -> bool:
    """Whether some words are drawn in the style of a component class, and nothing else."""
    strip = view.render_line(y)
    at = column_of(strip, words)
    styles = {segment.style for segment in strip.crop(at, at + cell_len(words))}
    return styles == {view.line_style(component)}


def grounds(view: LayersView, y: int) -> set[int]:
    """The cells of a line with a background of their own."""
    strip, plain = view.render_line(y), view.line_style().bgcolor
    found = set()
    for x in range(view.text_width):
        (segment, *_) = strip.crop(x, x + 1)
        if segment.style is None or segment.style.bgcolor != plain:
            found.add(x)
    return found


def at_layer(view: LayersView, layer: str) -> int:
    """Where the blocks of a layer begin on the screen."""
    block = block_width(view.text_width)
    title = TITLES[layer][:block]
    return column_of(view.render_line(0), f" {title} ") + 1 - (block - len(title)) // 2


def systems(view: LayersView) -> list[tuple[int, LayerRow]]:
    """The systems that are shown, each with its line on the screen."""
    return [(y, row) for y, row in enumerate(view.rows, 1) if isinstance(row, LayerRow)]


def reversed_cells(view: LayersView, y: int) -> set[int]:
    """The cells of a line that are reversed."""
    found, x = set(), 0
    for segment in view.render_line(y):
        if segment.style is not None and segment.style.reverse:
            found |= {*range(x, x + segment.cell_length)}
        x += segment.cell_length
    return found


def drawn_on(view: LayersView, y: int) -> dict[str, tuple[str, str]]:
    """What is drawn of each layer on a line of the screen, and in which component class."""
    return {layer: (cell(view, y, layer).text, component(view, y, layer)) for layer in LAYERS}


class TestWidths:
    async def test_every_line_is_as_wide_as_the_view(self) -> None:
        view = Watched(everything(), folded=["h0-0", "h0-10"])
        async with ViewApp(view).run_test(size=(80, 90)) as pilot:
            for width in WIDTHS:
                await pilot.resize_terminal(width, 90)
                assert len(systems(view)) == len(everything()) - 2
                for key in ("j", "h", "G", "l", "enter"):
                    await pilot.press(key)
                    for strip in strips(view):
                        assert cell_len(strip.text) == strip.cell_length == width
                        assert strip.text.isprintable()

    @pytest.mark.parametrize("count", [0, 1, 40])
    async def test_and_with_none_one_or_forty(self, count: int) -> None:
        view = Watched(many(count), empty="No systems yet. [bold]Press a, 写真.[/bold]")
        async with ViewApp(view).run_test(size=(80, 12)) as pilot:
            for width in WIDTHS:
                await pilot.resize_terminal(width, 12)
                for key in ("g", "l", "G"):
                    await pilot.press(key)
                    assert {cell_len(strip.text) for strip in strips(view)} == {width}
                assert ("No systems yet. [bold]" in "".join(shown(view))) == (count == 0)
                assert ("▌" in "".join(shown(view))) == (count > 0)


class TestColumns:
    @pytest.mark.parametrize(
        ("width", "before", "behind"),
        [
            (30, ["Name"], []),
            (60, ["Name", *(title[:2] for title in TITLES.values())], []),
            (79, ["Name", *(title[:2] for title in TITLES.values())], []),
            (80, ["Name", *(title[:2] for title in TITLES.values())], ["Level", "Risk", "Gaps"]),
            (100, ["Name", *TITLES.values()], ["Level", "Risk", "Gaps"]),
            (120, ["Name", *TITLES.values()], ["Level", "Risk", "Gaps"]),
            (160, ["Name", *TITLES.values()], ["Level", "Risk now", "Gaps", "Role"]),
        ],
    )
    async def test_the_layers_stay_longest(
        self, width: int, before: list[str], behind: list[str]
    ) -> None:
        view = Watched(many(1))
        async with ViewApp(view).run_test(size=(width, 12)):
            assert shown(view)[0].split() == " ".join([*before, *behind]).split()

    @pytest.mark.parametrize(
        ("width", "name"), [(80, 17), (92, 29), (120, 21), (143, 44), (200, 44)]
    )
    async def test_names_take_some_of_what_is_left(self, width: int, name: int) -> None:
        view = Watched([one("s", "x" * 90, owners=owners())])
        async with ViewApp(view).run_test(size=(width, 12)):
            assert at_layer(view, "hardware") == 3 + name + 2
            assert view.render_line(1).crop(3, 5 + name).text == f"  {'x' * (name - 3)}… ▐"

    def test_every_layer_has_a_title_and_every_owner_a_block(self) -> None:
        assert [*TITLES] == [*LAYERS] == [*POINTS[1:]]
        assert all(cell_len(title) <= 3 for title in TITLES.values())
        assert len({title[:2] for title in TITLES.values()}) == len(TITLES)
        for width in (2, 3, 5):
            blocks = [owner_block(owner, width) for owner in (*OWNERS, "n/a", None)]
            assert len({text for text, _ in blocks}) == len(blocks)
            assert all(cell_len(text) == width for text, _ in blocks)
        assert {style for _, style in blocks} == {*OWNER_STYLES.values()}

    async def test_signs_and_words_stand_below_their_titles(self) -> None:
        view = Watched(everything(), folded=["h0-1"])
        async with ViewApp(view).run_test(size=(80, 90)) as pilot:
            for width in [width for width in WIDTHS if width >= 60]:
                await pilot.resize_terminal(width, 90)
                header = view.render_line(0)
                block = block_width(view.text_width)
                words = width >= 160
                told: dict[str, Callable[[Assessment], str]] = {
                    "Level": lambda a: f" {a.level or '?'}",
                    "Risk": (lambda a: risk_piece(a)[0]) if words else risk_squares,
                    "Role": lambda a: role_word(a.role, "—"),
                }
                for y, row in systems(view):
                    a = row.assessment
                    for layer in LAYERS:
                        own = row.depth == 0 or f"owners.{layer}" in a.system.facts
                        sign = owner_block(a.owner(layer), block)[0] if own else SAME[0]
                        assert cell(view, y, layer).text.strip() == sign.strip()
                    assert edges(view, y) == ["hardware"] * (y == 1)
                    for title, word in told.items():
                        if title in header.text:
                            at, said = column_of(header, title), word(a)
                            text = view.render_line(y).crop(at, width - 1).text
                            assert text.startswith(said)
                            assert text[len(said) :][:1].strip() == ""

    async def test_a_name_is_whole_or_ends_in_dots(self) -> None:
        view = Watched(everything())
        async with ViewApp(view).run_test(size=(80, 90)) as pilot:
            for width in WIDTHS:
                await pilot.resize_terminal(width, 90)
                cut = 0
                for y, row in systems(view):
                    name = printable(row.assessment.system.name)
                    text = view.render_line(y).text
                    if name not in text:
                        cut += 1
                        head, dots, _ = text[3:].lstrip("▾ ").partition("…")
                        assert dots
                        assert name.startswith(head.rstrip(" ")), text
                assert cut >= 5  # what is far too long stands in each state, and as a guest


class TestTree:
    async def test_guests_stand_below_their_hosts_further_in(self) -> None:
        view = Watched([*chain(3), one("alone")])
        async with ViewApp(view).run_test(size=(80, 13)):
            assert [text[2:20].rstrip() for text in shown(view)[1:6]] == [
                " ▾ Name c0",
                "   ▾ Name c1",
                "       Name c2",
                "",
                "   Name alone",
            ]

    async def test_a_folded_host_says_how_many_it_hides(self) -> None:
        view = Watched([*chain(4), one("alone")], folded=["c1", "alone"])
        async with ViewApp(view).run_test(size=SIZE):
            assert [text[2:20].rstrip() for text in shown(view)[1:5]] == [
                " ▾ Name c0",
                "   ▸ Name c1 (+2)",
                "",
                "   Name alone",
            ]

    async def test_and_does_whatever_its_name_and_however_deep(self) -> None:
        hosts = [one(f"h{i}", name, runs_on="top") for i, name in enumerate(HOSTILE)]
        guests = [one(f"g{i}-{n}", runs_on=f"h{i}") for i in range(len(hosts)) for n in range(3)]
        view = Watched([one("top"), *hosts, *guests], folded=[raw["id"] for raw in hosts])
        async with ViewApp(view).run_test(size=(80, 20)) as pilot:
            for width in WIDTHS:
                await pilot.resize_terminal(width, 20)
                header = view.render_line(0)
                end = at_layer(view, "hardware") - 2 if "HW" in header.text else view.text_width
                assert len(systems(view)) == 1 + len(hosts)
                cut = 0
                for y, row in systems(view)[1:]:
                    text = view.render_line(y).crop(3, end).text.rstrip(" ")
                    head, count = text[:-5], text[-5:]
                    assert count == " (+3)", text
                    assert cell_len(text) <= end - 3
                    if not head.endswith(f"▸ {printable(row.assessment.system.name)}"):
                        cut += 1
                        assert head.endswith("…"), text
                assert cut >= 2

    async def test_an_open_host_says_no_count(self) -> None:
        view = Watched(chain(3))
        async with ViewApp(view).run_test(size=SIZE):
            assert "(+" not in "".join(shown(view))

    @pytest.mark.parametrize(("width", "name"), [(51, 9), (60, 18)])
    async def test_however_deep_some_of_the_name_stays(self, width: int, name: int) -> None:
        view = Watched(chain(40))
        async with ViewApp(view).run_test(size=(width, 42)):
            names = [text[3 : 3 + name].strip("▾ ") for text in shown(view)[1:41]]
            assert all(name[:1] == "N" for name in names)

    async def test_what_is_as_its_host_is_one_row(self) -> None:
        guests = [one(f"g{i}", runs_on="s0") for i in range(3)]
        app = ViewApp(view := Watched([*many(2), *guests, one("own", runs_on="s0", **NOBODY)]))
        view.short = True
        view.show_all()
        async with app.run_test(size=(80, 14)) as pilot:
            assert [text[3:20].rstrip() for text in shown(view)[1:6]] == [
                "▾ Name s0",
                "    Name own",
                "  ▸ 3 as host",
                "",
                "  Name s1",
            ]
            assert {cell(view, 3, layer).text for layer in LAYERS} == {"· "}
            assert shown(view)[3].endswith("Name g0, Name g1, N…")
            await pilot.press("j", "j", "l", "z", "enter", "y")
            assert view.cursor_key == run_key("s0")
            assert edges(view, 3) == ["network"]
            asked = [m for m in app.heard if isinstance(m, LayersView.RunRequested)]
            assert asked == 2 * [LayersView.RunRequested("s0")]
            assert not view.entered

    async def test_below_is_how_many_each_owner_has_where_there_is_room(self) -> None:
        view = Watched([*many(2), one("own", **NOBODY)])
        app = ViewApp(view)
        async with app.run_test(size=(80, 9)) as pilot:
            lines = [text.split() for text in shown(view)[4:]]
            assert lines[:2] == [[], ["In", "3", "systems"]]
            rows = {" ".join(words[:-12]): words[-12:] for words in lines[2:]}
            twos = ["2"] * 12
            assert rows == {
                "you": twos,
                "nobody": ["·" if layer != "backups" else "1" for layer in LAYERS],
                "not answered": ["1" if layer != "backups" else "·" for layer in LAYERS],
            }
            await pilot.press("G")
            assert view.cursor_key == "own"
            await pilot.resize_terminal(80, 8)
            assert "In 3 systems" not in "".join(shown(view))

    async def test_keys_ask_for_folding(self) -> None:
        app = ViewApp(Watched(chain(3)))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("z", "j", "z", "Z")
            assert app.heard == [
                LayersView.FoldRequested("c0"),
                LayersView.Highlighted("c1"),
                LayersView.FoldRequested("c1"),
                LayersView.FoldRequested(None),
            ]


class TestCells:
    async def test_each_answer_has_its_sign_and_its_style(self) -> None:
        view = Watched(HOST_AND_GUEST)
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("h")  # at the name, so that no cell is pointed at
            drawn = drawn_on(view, 1)
            assert drawn == {
                "hardware": ("▄▄", "$owner-you"),
                "network": ("▄░", "$owner-shared"),
                "hypervisor": ("░░", "$owner-provider"),
                "os": ("? ", "reverse $risk-raised"),
                "firewall": ("? ", "reverse $risk-raised"),
                "application": ("? ", "reverse $risk-raised"),
                "updates": ("? ", "reverse $risk-raised"),
                "backups": ("× ", "bold reverse $risk-critical"),
                "recovery": ("× ", "bold reverse $risk-critical"),
                "monitoring": ("– ", "$rule"),
                "incidents": ("? ", "reverse $risk-raised"),
                "access": ("▄▄", "$owner-you"),
            }

    async def test_what_comes_down_is_muted_and_own_answers_are_not(self) -> None:
        view = Watched(HOST_AND_GUEST)
        async with ViewApp(view).run_test(size=SIZE):
            drawn = drawn_on(view, 2)
            own = {"recovery", "access"}
            assert {drawn[layer] for layer in LAYERS if layer not in own} == {("· ", "$rule")}
            # Its own, the same as what would come down, and another.
            assert drawn["recovery"] == ("× ", "bold reverse $risk-critical")
            assert drawn["access"] == ("░░", "$owner-provider")

    async def test_without_its_host_above_it_what_comes_down_is_whole(self) -> None:
        view = Watched(HOST_AND_GUEST)
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            view.show(tree(view.lab, ["guest"]), view.lab.assessments, set(), {})
            await pilot.press("h")
            drawn = drawn_on(view, 1)
            assert drawn["hardware"] == ("▄▄", "$owner-you")
            assert drawn["backups"] == ("× ", "bold reverse $risk-critical")
            assert drawn["os"] == ("? ", "reverse $risk-raised")

    async def test_a_block_says_that_what_is_done_fails(self) -> None:
        without = {"owners": owners(), "relied_on_for": ["data"], "backs_up_to": []}
        view = Watched([one("a", **without), one("b", runs_on="a", **{**without, "owners": {}})])
        async with ViewApp(view).run_test(size=(200, 12)) as pilot:
            await pilot.press("h")
            assert cell(view, 1, "backups").text == "▄▄×▄▄"
            styles = [segment.style for segment in cell(view, 1, "backups")]
            you, fails = view.line_style("$owner-you"), view.line_style("bold $risk-critical")
            assert styles == [you, fails, you]
            assert cell(view, 2, "backups").text == "  ×  "
            assert cell(view, 2, "hardware").text == "  ·  "

    async def test_gaps_are_those_that_are_loud(self) -> None:
        fails = one("fails", owners=owners(), relied_on_for=["data"], backs_up_to=[])
        view = Watched([*HOST_AND_GUEST, one("whole", owners=owners()), fails])
        async with ViewApp(view).run_test(size=SIZE):
            at = column_of(view.render_line(0), "Gaps")
            said = {row.key: view.render_line(y).crop(at, 79).text for y, row in systems(view)}
            assert {id: text.strip() for id, text in said.items()} == {
                "host": "2× 5?",
                "guest": "1×",
                "whole": "none",
                "fails": "1×",
            }

    async def test_the_cell_and_the_title_the_cursor_points_at_stand_out(self) -> None:
        view = Watched(HOST_AND_GUEST)
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("l", "j")
            assert [edges(view, y) for y in range(3)] == [[], [], ["network"]]
            assert cell(view, 2, "network").text == "· "
            assert styled(view, 0, "Ne", "layers--pointed")
            assert styled(view, 0, "Hy", "table--header")
            await pilot.press("enter")
            assert component(view, 2, "network") == "layers--entered"
            await pilot.press("escape", "h", "h")
            assert edges(view, 2) == []
            assert styled(view, 2, "Name guest", "reverse $text-primary")

    async def test_at_the_name_its_title_stands_out(self) -> None:
        view = Watched(HOST_AND_GUEST)
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            assert styled(view, 0, "Name", "table--header")
            assert styled(view, 0, "HW", "layers--pointed")
            await pilot.press("h")
            assert styled(view, 0, "Name", "layers--pointed")
            assert styled(view, 0, "HW", "table--header")
            assert styled(view, 0, "Level", "table--header")
            await pilot.press("l")
            assert styled(view, 0, "Name", "table--header")

    async def test_a_background_covers_its_cell_and_no_more(self) -> None:
        view = Watched(HOST_AND_GUEST)
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("j")
            for layer in LAYERS:
                view.pointed = layer
                await pilot.press("enter")
                assert component(view, 2, layer) == "layers--entered"
                at = at_layer(view, layer)
                assert grounds(view, 0) == grounds(view, 2) == {at, at + 1}

    async def test_only_what_is_loud_is_reversed_and_of_a_question_only_its_sign(self) -> None:
        view = Watched(HOST_AND_GUEST)
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("j", "h")
            nobodys = {at_layer(view, id) + x for id in ("backups", "recovery") for x in range(2)}
            asked = ("os", "firewall", "application", "updates", "incidents")
            assert reversed_cells(view, 1) == nobodys | {at_layer(view, layer) for layer in asked}
            name = {*range(7, 7 + len("Name guest"))}
            recovery = {at_layer(view, "recovery") + x for x in range(2)}
            assert reversed_cells(view, 2) == name | recovery


class TestCellCursor:
    async def test_it_stops_at_both_ends(self) -> None:
        view = Watched(many(3))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            assert view.pointed == "hardware"
            seen = []
            for _ in range(14):
                await pilot.press("l")
                seen.append(view.pointed)
            assert seen == [*POINTS[2:], *3 * ["access"]]
            seen = []
            for _ in range(14):
                await pilot.press("left")
                seen.append(view.pointed)
            assert seen == [*POINTS[-2::-1], *2 * [None]]
            assert app.heard == 23 * [LayersView.PointerMoved()]
            await pilot.press("right")
            assert view.pointed == "hardware"

    @pytest.mark.parametrize("key", ["j", "k", "G", "g", "pagedown", "ctrl+d"])
    async def test_moves_to_other_rows_keep_the_layer(self, key: str) -> None:
        view = Watched(many(40))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("j", "l", "l", key)
            assert view.pointed == "hypervisor"
            assert view.cursor_key != "s1"
            (y,) = (y for y, text in enumerate(shown(view)) if text.startswith("▌"))
            assert f"Name {view.cursor_key} " in shown(view)[y]
            assert edges(view, y) == ["hypervisor"]
            assert "".join(shown(view)).count("▐") == 1

    async def test_enter_enters_a_cell_and_tells_of_it(self) -> None:
        view = Watched(many(3))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("enter")
            assert view.entered
            await pilot.press("enter")
            assert not view.entered
            assert app.heard == 2 * [LayersView.PointerMoved()]

    async def test_enter_at_the_name_opens(self) -> None:
        view = Watched(many(3))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("j", "h", "enter")
            assert not view.entered
            assert app.heard == [
                LayersView.Highlighted("s1"),
                LayersView.PointerMoved(),
                LayersView.Selected("s1"),
            ]

    @pytest.mark.parametrize("key", ["j", "k", "h", "l", "G", "pagedown", "escape"])
    async def test_moves_and_escape_leave_it(self, key: str) -> None:
        view = Watched(many(40))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("j", "l", "enter")
            assert view.entered
            await pilot.press(key)
            assert not view.entered
            assert app.bubbled == []
            assert not any(isinstance(message, LayersView.OwnerChosen) for message in app.heard)

    @pytest.mark.parametrize("key", ["k", "j"])
    async def test_so_does_a_move_that_ends_at_once(self, key: str) -> None:
        view = Watched(many(1))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("enter", key)
            assert (view.cursor_key, view.entered) == ("s0", False)

    async def test_so_does_the_loss_of_the_focus(self) -> None:
        view = Watched(many(3))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("enter")
            assert component(view, 1, "hardware") == "layers--entered"
            app.screen.set_focus(None)
            await pilot.pause()
            assert not view.entered
            assert component(view, 1, "hardware") == "$owner-you"
            assert edges(view, 1) == ["hardware"]

    @pytest.mark.parametrize("left", [True, False])
    async def test_so_does_the_system_when_it_goes_away(self, left: bool) -> None:
        view = Watched(many(3 if left else 1))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("enter")
            view.change(gone=["s0"])
            await pilot.pause()
            assert view.cursor_key == ("s1" if left else None)
            assert not view.entered
            await pilot.press("y")
            assert app.bubbled == ["y"]

    async def test_but_not_a_change_of_another_system(self) -> None:
        view = Watched(many(3))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("j", "enter")
            view.change(one("s2", "Another name"), gone=["s0"])
            await pilot.pause()
            assert (view.cursor_key, view.entered) == ("s1", True)

    async def test_without_systems_nothing_is_entered_or_said(self) -> None:
        app = ViewApp(Watched(empty="No systems yet."))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("enter", "y", "z", "j", "h", "enter")
            assert not app.view.entered
            assert app.bubbled == ["y"]
            assert app.heard == [LayersView.PointerMoved()]


class TestAnswers:
    @pytest.mark.parametrize(("key", "owner"), ANSWERS.items())
    async def test_in_an_entered_cell_a_key_answers(self, key: str, owner: str | None) -> None:
        view = Watched(many(3))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("j", "l", "enter")
            app.heard.clear()
            await pilot.press(key)
            stated = [m for m in app.heard if not isinstance(m, LayersView.PointerMoved)]
            assert stated == [LayersView.OwnerChosen("s1", "network", owner)]
            assert not view.entered
            assert app.bubbled == []
            await pilot.press(key)
            assert app.bubbled == [key]
            assert len([m for m in app.heard if isinstance(m, LayersView.OwnerChosen)]) == 1

    @pytest.mark.parametrize("key", [*ANSWERS, "escape"])
    @pytest.mark.parametrize("before", ["", "h"])
    async def test_elsewhere_the_keys_are_left_to_others(self, before: str, key: str) -> None:
        app = ViewApp(Watched(many(3)))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press(*before)
            app.heard.clear()
            await pilot.press(key)
            assert app.bubbled == [key]
            assert app.heard == []

    async def test_the_second_escape_is_left_to_others(self) -> None:
        app = ViewApp(Watched(many(3)))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("enter", "escape")
            assert app.bubbled == []
            await pilot.press("escape")
            assert app.bubbled == ["escape"]


class TestMarks:
    async def test_they_stand_before_the_names(self) -> None:
        view = Watched(chain(3))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            view.marked = frozenset({"c0", "c2", "gone"})
            await pilot.pause()
            assert [text[:12] for text in shown(view)[1:4]] == [
                "▌● ▾ Name c0",
                "     ▾ Name ",
                " ●       Nam",
            ]


class TestMouse:
    async def test_a_click_moves_and_leaves_the_cell(self) -> None:
        view = Watched(many(5))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("enter")
            assert view.entered
            await pilot.click(view, offset=(at_layer(view, "hardware"), 3))
            assert (view.cursor_key, view.pointed, view.entered) == ("s2", "hardware", False)

    async def test_beside_the_rows_it_moves_nowhere_and_opens_nothing(self) -> None:
        view = Watched(many(5))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            for y in (0, 8, 11):
                for x in (8, at_layer(view, "os")):
                    await pilot.click(view, offset=(x, y))
            assert (view.cursor_key, view.entered) == ("s0", False)
            assert {type(message) for message in app.heard} == {LayersView.PointerMoved}

    @pytest.mark.parametrize("layer", LAYERS)
    async def test_a_click_points_at_a_cell_and_a_second_enters_it(self, layer: str) -> None:
        view = Watched(many(5))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            view.pointed = None
            x = at_layer(view, layer) + 1
            await pilot.click(view, offset=(x, 3))
            assert (view.cursor_key, view.pointed, view.entered) == ("s2", layer, False)
            assert edges(view, 3) == [layer]
            await pilot.click(view, offset=(x, 3))
            assert (view.cursor_key, view.pointed, view.entered) == ("s2", layer, True)
            assert component(view, 3, layer) == "layers--entered"
            await pilot.press("p")
            stated = [m for m in app.heard if isinstance(m, LayersView.OwnerChosen)]
            assert stated == [LayersView.OwnerChosen("s2", layer, "provider")]
            assert not any(isinstance(message, LayersView.Selected) for message in app.heard)

    async def test_at_the_name_it_points_there_and_a_second_opens(self) -> None:
        view = Watched(many(5))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.click(view, offset=(8, 3))
            assert (view.cursor_key, view.pointed) == ("s2", None)
            assert not any(isinstance(message, LayersView.Selected) for message in app.heard)
            await pilot.click(view, offset=(8, 3))
            assert app.heard[-1] == LayersView.Selected("s2")
            assert not view.entered

    @pytest.mark.parametrize("width", [60, 80, 126, 200])
    async def test_each_cell_is_as_wide_as_it_is_drawn(self, width: int) -> None:
        view = Watched(many(2))
        async with ViewApp(view).run_test(size=(width, 12)) as pilot:
            first = at_layer(view, "hardware")
            expected: dict[int, str | None] = {0: None, 3: None, first - 1: None}
            for layer in LAYERS:
                left = at_layer(view, layer)
                block = block_width(view.text_width)
                expected |= dict.fromkeys(range(left, left + block), layer)
                expected.setdefault(left + block, None)
            expected[view.text_width - 1] = expected.get(view.text_width - 1)
            assert len(expected) >= 3 + (block + 1) * len(LAYERS)
            found = {}
            for x in expected:
                view.pointed = "os" if expected[x] is None else None
                # Each click to the row that has no cursor, which it only moves to.
                await pilot.click(view, offset=(x, 2 if view.cursor_key == "s0" else 1))
                found[x] = view.pointed
            assert found == expected

    async def test_where_no_cells_are_shown_none_is_pointed_at(self) -> None:
        view = Watched(many(30))
        async with ViewApp(view).run_test(size=(30, 40)) as pilot:
            assert "HW" not in shown(view)[0]
            for x in range(28):
                view.pointed = "os"
                await pilot.click(view, offset=(x, x + 2))
                assert (view.pointed, view.cursor_key) == (None, f"s{x + 1}")


class TestRepainting:
    async def test_five_hundred_by_twelve_draw_a_screenful(self) -> None:
        view = Watched(many(500))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            assert {*view.drawn} == {HEADER, *range(PAGE)}
            assert len(view.drawn) <= 2 * (PAGE + 1)
            await view.start_watching(pilot)
            await pilot.press("G")
            await pilot.pause()
            assert {*view.drawn} - {0} == {*range(500 - PAGE, 500)}
            assert len(view.drawn) <= 2 * PAGE

    async def test_a_move_down_redraws_two_rows(self) -> None:
        view = Watched(many(500))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("j")
            await view.start_watching(pilot)
            await pilot.press("j")
            await pilot.pause()
            assert sorted(view.drawn) == [1, 2]
            assert view.painted_lines == [2, 3]

    async def test_a_move_to_another_column_redraws_its_row_and_the_header(self) -> None:
        view = Watched(many(500))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("j")
            await view.start_watching(pilot)
            await pilot.press("l")
            await pilot.pause()
            assert sorted(view.drawn) == [HEADER, 1]
            assert view.painted_lines == [0, 2]

    @pytest.mark.parametrize("keys", [["enter"], ["enter", "escape"], ["enter", "y"]])
    async def test_entering_and_leaving_redraw_the_row(self, keys: list[str]) -> None:
        view = Watched(many(500))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await view.start_watching(pilot)
            await pilot.press(*keys)
            await pilot.pause()
            assert {*view.drawn} == {0}
            assert view.painted_lines == [1]

    async def test_the_focus_redraws_the_row(self) -> None:
        view = Watched(many(500))
        app = ViewApp(view)
        async with app.run_test(size=SIZE) as pilot:
            await view.start_watching(pilot)
            app.screen.set_focus(None)
            await pilot.pause()
            assert view.painted == [Region(0, 1, SIZE[0], 1)]

    async def test_an_edit_redraws_the_row_of_its_system_only(self) -> None:
        view = Watched(many(500))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await view.start_watching(pilot)
            view.change(one("s4", owners=owners(monitoring="nobody")))
            await pilot.pause()
            assert view.drawn == [4]
            assert view.painted == [Region(0, 5, SIZE[0], 1)]
            assert cell(view, 5, "monitoring").text == "× "

    async def test_an_edit_of_a_host_redraws_its_guests_too(self) -> None:
        guests = [one(f"g{i}", runs_on="s2") for i in range(3)]
        view = Watched([*many(500), *guests])
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            assert [row.key for row in view.rows[2:7]] == ["s2", "g0", "g1", "g2", "s3"]
            await view.start_watching(pilot)
            view.change(one("s2", owners=owners(monitoring="nobody")))
            await pilot.pause()
            assert sorted(view.drawn) == [2, 3, 4, 5]
            assert view.painted_lines == [3, 4, 5, 6]

    async def test_an_edit_out_of_view_and_the_same_again_draw_nothing(self) -> None:
        view = Watched(many(500))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await view.start_watching(pilot)
            view.change(one("s400", "Another name"))
            view.show_all()
            await pilot.pause()
            assert (view.drawn, view.painted) == ([], [])

    async def test_folding_keeps_what_stands_above(self) -> None:
        guests = [one(f"g{i}", runs_on="s2") for i in range(3)]
        view = Watched([*many(500), *guests])
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await view.start_watching(pilot)
            view.folded = {"s2"}
            view.show_all()
            await pilot.pause()
            assert {*view.drawn} == {*range(2, PAGE)}
            assert "▸ Name s2 (+3)" in shown(view)[3]


class TestClicks:
    async def test_the_background_of_the_title_of_names_leaves_the_gutter_blank(self) -> None:
        view = Watched(HOST_AND_GUEST)
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("h")
            assert min(grounds(view, 0)) == 3

    @pytest.mark.parametrize("y", [0, 8])
    @pytest.mark.parametrize("at", ["Name", "Ne "])
    async def test_a_click_beside_the_rows_leaves_the_cell(self, at: str, y: int) -> None:
        view = Watched(many(3))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("enter")
            await pilot.click(view, offset=(column_of(view.render_line(0), at), y))
            assert not view.entered

    async def test_a_click_at_the_name_leaves_the_cell(self) -> None:
        view = Watched(many(3))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("enter")
            await pilot.click(view, offset=(8, 1))
            assert not view.entered

    async def test_on_the_row_of_the_cursor_the_first_click_at_another_cell_only_points(
        self,
    ) -> None:
        view = Watched(many(3))
        async with ViewApp(view).run_test(size=SIZE) as pilot:
            await pilot.click(view, offset=(at_layer(view, "os"), 1))
            assert (view.pointed, view.entered) == ("os", False)
