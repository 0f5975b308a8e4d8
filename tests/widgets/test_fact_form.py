"""The form of facts by keys, mouse and messages, and what each of them repaints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Self

import pytest
from rich.cells import cell_len
from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Button, Input

from labtui.data.analysis.answers import value_of_word
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import Value
from labtui.data.framework.values import parse_value
from labtui.widgets.fact_form import FactForm
from labtui.widgets.field_lines import GUTTER, FieldLines
from labtui.widgets.lines.fields import LETTERS, Field, words
from tests.rows import each_row

TODAY = date(2026, 11, 21)
SIZE = (80, 24)
WHOLE = "whole"

KEYS = (
    "purpose",
    "relied_on_for",
    "runs_on",
    "backs_up_to",
    "evidence.restore_tested",
    "name",
    "id",
    "tags",
    "utilization",
    "notes",
    "changed",
    "owners.hardware",
    "owners.network",
    "practices.documentation",
    "evidence.mfa",
    "evidence.exportable",
    "smell_test.date",
    "smell_test.own",
)
OWN: dict[str, Value] = {
    "id": "vault",
    "name": "Vaultwarden",
    "runs_on": "synology",
    "changed": date(2026, 9, 1),
}


class FormApp(App[None]):
    """An app that is a form: it hears its messages and hands the fields back."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [  # noqa: RUF012
        Binding(key, f"note('{key}')")
        for key in ("y", "s", "p", "n", "a", "t", "d", "h", "l", "space", "enter", "escape", "e")
    ]

    def __init__(
        self,
        own: dict[str, Value] | None = None,
        keys: Sequence[str] = KEYS,
        inherited: dict[str, tuple[Value, str]] | None = None,
        *,
        answers: bool = True,
        details: dict[str, str] | None = None,
        irrelevant: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.saved = {**OWN, **(own or {})}
        self.own = dict(self.saved)
        self.keys = keys
        self.inherited = inherited or {}
        self.details = details or {}
        self.answers = answers
        self.irrelevant = set(irrelevant)
        self.folded = 0
        self.form = FactForm(self.fields(), TODAY)
        self.heard: list[FactForm.ValueChanged | FactForm.PickRequested] = []
        self.left: list[str] = []

    def fields(self) -> list[Field]:
        return [
            Field(
                FACTS[key],
                self.own.get(key),
                self.saved.get(key),
                self.inherited.get(key),
                self.details.get(key, ""),
                fixed=key in {"id", "changed"},
                irrelevant=key in self.irrelevant,
            )
            for key in self.keys
        ]

    def compose(self) -> ComposeResult:
        yield self.form
        yield Button("beside")

    def on_mount(self) -> None:
        self.form.focus()

    @on(FactForm.ValueChanged)
    @on(FactForm.PickRequested)
    def hear(self, message: FactForm.ValueChanged | FactForm.PickRequested) -> None:
        self.heard.append(message)
        if isinstance(message, FactForm.ValueChanged) and self.answers:
            self.own[message.key] = message.value
            self.form.set_fields(self.fields())

    def on_fact_form_folded(self) -> None:
        self.folded += 1
        self.irrelevant -= self.own.keys()
        self.form.set_fields(self.fields())

    def action_note(self, key: str) -> None:
        self.left.append(key)

    # What a test asks

    @property
    def lines(self) -> FieldLines:
        return self.query_one(FieldLines)

    @property
    def input(self) -> Input:
        return self.query_one(Input)

    @property
    def stated(self) -> list[Value]:
        """The values stated, of whatever field."""
        return [
            message.value for message in self.heard if isinstance(message, FactForm.ValueChanged)
        ]

    @property
    def asked(self) -> list[str]:
        return [
            message.key for message in self.heard if isinstance(message, FactForm.PickRequested)
        ]

    @property
    def shown(self) -> list[str]:
        """The text of each line of the view."""
        lines = self.lines
        return [lines.render_line(y).text.rstrip("▐ ") for y in range(lines.size.height)]

    def row(self, key: str) -> str:
        """The line of a field, without its gutter and with single blanks."""
        line = self.lines.line_of(key)
        assert line is not None
        return " ".join(self.shown[line - self.lines.scroll_offset.y][GUTTER:].split())


class Painted:
    """Notes what a widget had painted."""

    def __init__(self, widget: FieldLines, monkeypatch: pytest.MonkeyPatch) -> None:
        self.regions: list[Region | str] = []
        refresh = widget.refresh

        def noted(
            *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
        ) -> Self:  # type: ignore[type-var,misc]
            if repaint:
                self.regions += regions or (WHOLE,)
            return refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)  # type: ignore[return-value]

        monkeypatch.setattr(widget, "refresh", noted)


async def at(app: FormApp, pilot: Pilot[None], key: str) -> None:
    """Put the cursor on a field."""
    lines = app.query_one(FieldLines)
    line = lines.line_of(key)
    assert line is not None
    lines.move(line)
    await pilot.pause()


class TestWords:
    @each_row(
        ("key", "value", "expected"),
        [
            ("evidence.mfa", True, "yes"),
            ("evidence.mfa", False, "no"),
            ("evidence.exportable", "n/a", "n/a"),
            ("evidence.patched", date(2026, 5, 1), "2026-05-01"),
            ("evidence.patched", "never", "never"),
            ("tags", ("a", "b"), "a, b"),
            ("tags", (), "none"),
            ("backs_up_to", (), "nowhere"),
            ("depends_on", (), "nothing"),
            ("relied_on_for", (), "nothing"),
            ("stand_ins", (), "nobody"),
            ("utilization", 40, "40 %"),
            ("notes", "first\nsecond", "first …"),
            ("notes", "", ""),
            ("name", "\x1b[31m\u202ered", "␛[31m·red"),
        ],
    )
    def test_values_are_shown_as_words(self, key: str, value: Value, expected: str) -> None:
        assert words(FACTS[key], value) == expected

    @each_row("word", LETTERS)
    def test_what_a_letter_states_is_a_value_of_the_fact(self, word: str) -> None:
        taking = [fact for fact in FACTS.values() if value_of_word(fact, word, TODAY) is not None]
        assert taking
        for fact in taking:
            value = value_of_word(fact, word, TODAY)
            typed = {True: "yes", False: "no", (): "[]"}.get(value, value)
            assert parse_value(fact, str(typed), TODAY) == value

    def test_no_field_takes_two_values_by_one_letter(self) -> None:
        for fact in FACTS.values():
            letters = [LETTERS[w] for w in LETTERS if value_of_word(fact, w, TODAY) is not None]
            assert len(letters) == len(set(letters)), fact.key


class TestDrawing:
    async def test_groups_and_fields_are_a_line_each(self) -> None:
        app = FormApp(keys=("purpose", "runs_on", "name"))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            assert app.shown[:7] == [
                "  Most important",
                "▌  Purpose                 ·                   Why does it exist?",
                "   Runs on                 synology",
                "",
                "  Description",
                "   Name                    Vaultwarden",
                "",
            ]

    async def test_what_comes_down_names_its_ancestor(self) -> None:
        down = {"owners.network": ("provider", "pve"), "backs_up_to": ((), "pve")}
        app = FormApp(inherited=down, details={"backs_up_to": "Backup server"})
        async with app.run_test(size=SIZE) as pilot:
            await at(app, pilot, "owners.network")
            assert app.row("owners.network") == "Network provider ↑ pve"
            assert app.row("backs_up_to") == "Backed up to nowhere ↑ pve · Backup server"
            await pilot.press("y")
            assert app.row("owners.network") == (
                "Network you instead of provider ↑ pve · was not answered"
            )

    async def test_stating_what_comes_down_anyway_is_no_contradiction(self) -> None:
        app = FormApp({"owners.network": "you"}, inherited={"owners.network": ("you", "pve")})
        async with app.run_test(size=SIZE):
            assert app.row("owners.network") == "Network you"

    async def test_a_change_has_a_sign_and_says_what_was(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            app.own |= {"runs_on": "pve", "name": "Vault"}
            del app.own["runs_on"]
            app.form.set_fields(app.fields())
            await pilot.pause()
            changed = [line for line in app.shown if line[1:2] == "*"]
            assert [" ".join(line.split()) for line in changed] == [
                "* Runs on · was synology",
                "* Name Vault was Vaultwarden",
            ]

    @pytest.mark.parametrize("width", [8, 20, 30, 40, 62, 80, 120])
    async def test_lines_are_as_wide_as_the_view(self, width: int) -> None:
        own = {"name": "写真" * 40, "tags": ("[red]x[/red]", "b" * 90), "notes": "a\nb"}
        down = {"owners.network": ("provider", "x" * 60), "backs_up_to": (("a" * 63,), "b" * 63)}
        app = FormApp(own, inherited=down, details={"runs_on": "写" * 50})
        async with app.run_test(size=(width, 40)) as pilot:
            for key in KEYS:
                await at(app, pilot, key)
                await pilot.press("enter")
                lines = [app.lines.render_line(y).text for y in range(app.lines.size.height)]
                assert {cell_len(line) for line in lines} == {width}
                await pilot.press("escape")

    async def test_a_remark_has_room_beside_a_long_value(self) -> None:
        down = {"backs_up_to": (("b" * 60,), "pve")}
        app = FormApp(inherited=down)
        async with app.run_test(size=(62, 24)):
            row = app.row("backs_up_to")
            assert row.endswith("b… ↑ pve")

    async def test_the_cursor_brings_a_hint(self) -> None:
        app = FormApp({"purpose": "learning"})
        async with app.run_test(size=SIZE) as pilot:
            assert app.row("purpose") == "Purpose learning to learn, it may break"
            await pilot.press("j")
            assert app.row("purpose") == "Purpose learning"
            assert app.row("relied_on_for").endswith("What would people miss tomorrow?")
            await at(app, pilot, "practices.documentation")
            assert app.row("practices.documentation").endswith("y yes p partly n no a n/a")

    async def test_user_text_is_never_markup(self) -> None:
        app = FormApp({"name": "[red]x[/red]"}, details={"runs_on": "[b]NAS"})
        async with app.run_test(size=SIZE):
            assert app.row("name") == "Name [red]x[/red]"
            assert app.row("runs_on").endswith("[b]NAS")


class TestFolding:
    KEYS = ("purpose", "holds", "evidence.mfa", "evidence.exportable", "evidence.patched", "name")
    IRRELEVANT = ("evidence.mfa", "evidence.patched")
    FOLDED = "▸ 2 that do not matter here"
    UNFOLDED = "▾ 2 that do not matter here"

    def app(self, *irrelevant: str) -> FormApp:
        return FormApp(keys=self.KEYS, irrelevant=irrelevant or self.IRRELEVANT)

    @staticmethod
    def texts(app: FormApp) -> list[str]:
        """The lines of the group by their first words; `>` marks the cursor."""
        lines = [line[:40].rstrip() for line in app.shown[4:]]
        return [line.replace("▌", ">").replace("   ", "", 1) for line in lines]

    async def test_they_fold_at_the_end_of_their_group_and_unfold_below_the_line(self) -> None:
        app = self.app()
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("j", "j", "j")
            assert app.form.cursor_key is None
            assert self.texts(app)[:3] == [
                "  Evidence",
                "Export known            ·",
                f">  {self.FOLDED}",
            ]
            assert app.lines.line_of("evidence.mfa") is None
            for key in ("enter", "space"):
                await pilot.press(key)
                shown = self.texts(app)
                assert shown[2] == f">  {self.UNFOLDED}"
                assert [line[:8].strip() for line in shown[3:5]] == ["MFA", "Patched"]
                assert app.folded == (key == "space")
                await pilot.press(key)
                assert self.texts(app)[2] == f">  {self.FOLDED}"
            assert app.folded == 2
            assert not app.heard
            assert not app.left

    async def test_keys_may_be_quicker_than_unfolding(self) -> None:
        app = self.app()
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("j", "j", "j", "enter", "tab", "y")
            assert app.form.cursor_key == "evidence.mfa"
            assert app.stated == [True]

    async def test_what_was_stated_stays_where_it_is_until_it_is_folded(self) -> None:
        app = self.app()
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("j", "j", "j", "enter", "j", "y")
            assert self.texts(app)[3].startswith(">* MFA")
            await pilot.press("k", "enter")
            assert self.texts(app)[3] == ">  ▸ 1 that does not matter here"
            assert self.texts(app)[1].startswith(" * MFA")

    async def test_a_fold_that_holds_less_is_painted_anew(self) -> None:
        app = self.app()
        async with app.run_test(size=SIZE) as pilot:
            app.irrelevant.discard("evidence.patched")
            app.form.set_fields(app.fields())
            await pilot.pause()
            assert "   ▸ 1 that does not matter here" in app.shown
            app.irrelevant.clear()
            app.form.set_fields(app.fields())
            await pilot.pause()
            assert not any("matter" in line for line in app.shown)

    async def test_a_click_unfolds_and_folds(self) -> None:
        app = self.app()
        async with app.run_test(size=SIZE) as pilot:
            await pilot.click(FieldLines, offset=(6, 6))
            assert self.texts(app)[2] == f">  {self.UNFOLDED}"
            await pilot.click(FieldLines, offset=(6, 6))
            assert self.texts(app)[2] == f">  {self.FOLDED}"

    async def test_letters_mean_nothing_on_it(self) -> None:
        app = self.app()
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("j", "j", "j", "y", "n", "l", "minus")
            assert not app.heard
            assert self.texts(app)[2] == f">  {self.FOLDED}"


class TestMoving:
    @pytest.mark.parametrize(
        ("keys", "key"),
        [
            ([], "purpose"),
            (["j", "down", "tab"], "backs_up_to"),
            (["tab", "tab", "shift+tab"], "relied_on_for"),
            (["j"] * 5, "name"),
            (["j"] * 5 + ["k"], "evidence.restore_tested"),
            (["k"], "purpose"),
            (["G"], "smell_test.own"),
            (["end", "up"], "smell_test.date"),
            (["G", "g"], "purpose"),
            (["end", "home"], "purpose"),
            (["pagedown"], "evidence.mfa"),
            (["pagedown", "pageup"], "runs_on"),
            (["ctrl+d"], "utilization"),
            (["ctrl+d", "ctrl+u"], "purpose"),
        ],
    )
    async def test_keys_go_from_field_to_field(self, keys: list[str], key: str) -> None:
        app = FormApp()
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press(*keys)
            assert app.form.cursor_key == key
            (row,) = [line for line in app.shown if line.startswith("▌")]
            assert FACTS[key].label in row

    async def test_the_first_heading_comes_back_into_view(self) -> None:
        app = FormApp()
        async with app.run_test(size=(80, 10)) as pilot:
            await pilot.press("G")
            assert app.shown[0] != "  Most important"
            await pilot.press(*["k"] * len(KEYS))
            assert app.shown[0] == "  Most important"

    async def test_tab_goes_on_at_the_end(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("G", "j")
            assert app.form.has_focus_within
            await pilot.press("tab")
            assert isinstance(app.focused, Button)
            assert [line[:1] for line in app.shown if line[:1] in "▌▎" and line] == ["▎"]
            await pilot.press("shift+tab")
            assert app.focused is app.lines
            assert app.form.cursor_key == "smell_test.own"

    async def test_a_click_moves_and_a_second_one_changes(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await pilot.click(FieldLines, offset=(5, 3))
            assert (app.form.cursor_key, app.heard) == ("runs_on", [])
            await pilot.click(FieldLines, offset=(5, 0))  # a heading
            await pilot.click(FieldLines, offset=(5, 3))
            assert app.asked == ["runs_on"]

    async def test_without_fields_nothing_happens(self) -> None:
        app = FormApp(keys=())
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("j", "enter", "minus", "pagedown", "G", "space", "y")
            assert (app.form.cursor_key, app.heard) == (None, [])


class TestStating:
    @pytest.mark.parametrize(
        ("key", "letters"),
        [
            (
                "owners.network",
                {"y": "you", "s": "shared", "p": "provider", "n": "nobody", "a": "n/a"},
            ),
            ("owners.hardware", {"y": "you", "a": None}),
            ("practices.documentation", {"y": "yes", "p": "partly", "n": "no", "a": "n/a"}),
            ("evidence.mfa", {"y": True, "n": False, "a": None, "s": None}),
            ("evidence.exportable", {"y": True, "n": False, "a": "n/a"}),
            ("evidence.restore_tested", {"t": TODAY, "n": "never", "y": None}),
            ("smell_test.date", {"t": TODAY, "n": None}),
            ("smell_test.own", {"y": "yes", "n": "no", "d": "unsure", "p": None}),
            ("purpose", {"y": None, "n": None, "t": None}),
            ("name", {"y": None, "t": None, "n": None, "h": None, "l": None, "space": None}),
            ("changed", {"t": None, "enter": None, "e": None}),
            ("id", {"enter": None}),
        ],
    )
    async def test_letters_state_what_fits_and_are_left_to_the_screen_otherwise(
        self, key: str, letters: dict[str, Value | None]
    ) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await at(app, pilot, key)
            await pilot.press(*letters)
            assert app.stated == [value for value in letters.values() if value is not None]
            assert app.left == [letter for letter, value in letters.items() if value is None]
            assert app.asked == []

    async def test_stepping_goes_round_by_not_stated(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await at(app, pilot, "evidence.exportable")
            await pilot.press("l", "right", "space", "l", "h", "left")
            assert app.stated == [True, False, "n/a", None, "n/a", False]

    async def test_stepping_through_yes_and_no(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await at(app, pilot, "evidence.mfa")
            await pilot.press("l", "l", "l")
            assert [(type(value), value) for value in app.stated] == [
                (bool, True),
                (bool, False),
                (type(None), None),
            ]

    async def test_stepping_through_choices(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("h", "l", "l")
            assert app.stated == ["convenience", None, "learning"]
            assert app.row("purpose").startswith("Purpose learning")

    async def test_keys_may_be_quicker_than_the_fields(self) -> None:
        app = FormApp(answers=False)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("l", "l")
            assert app.stated == ["learning", "reliability"]
            app.form.set_fields(app.fields())  # refused
            await pilot.press("l")
            assert app.stated[-1] == "learning"

    @pytest.mark.parametrize("key", ["minus", "delete", "backspace"])
    async def test_letting_go_is_said_once(self, key: str) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await at(app, pilot, "runs_on")
            await pilot.press(key, key)
            assert app.heard == [FactForm.ValueChanged("runs_on", None)]
            await at(app, pilot, "changed")
            await pilot.press(key)
            assert len(app.heard) == 1

    async def test_what_is_stated_already_is_not_said_again(self) -> None:
        app = FormApp({"evidence.mfa": True})
        async with app.run_test(size=SIZE) as pilot:
            await at(app, pilot, "evidence.mfa")
            await pilot.press("y")
            assert app.heard == []

    @pytest.mark.parametrize(
        ("key", "keys", "asked"),
        [
            ("purpose", ["enter"], 1),
            ("relied_on_for", ["enter", "space"], 2),
            ("runs_on", ["enter", "space"], 2),
            ("backs_up_to", ["space"], 1),
            ("evidence.mfa", ["enter"], 1),
            ("name", ["space"], 0),
            ("changed", ["enter", "space"], 0),
        ],
    )
    async def test_what_is_picked_is_asked_for(self, key: str, keys: list[str], asked: int) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await at(app, pilot, key)
            await pilot.press(*keys)
            assert app.asked == [key] * asked
            assert app.stated == []

    async def test_keys_can_be_mapped_and_are_found_by_help(self) -> None:
        app = FormApp()
        app.set_keymap({"form.you": "0", "form.down": "w"})
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("w")
            assert app.form.cursor_key == "relied_on_for"
            await at(app, pilot, "owners.network")
            await pilot.press("0")
            assert app.stated == ["you"]
            ids = {active.binding.id for active in app.screen.active_bindings.values()}
            assert {"form.you", "form.nobody", "form.unset"} <= ids
            assert not {"form.yes", "form.today", "form.cancel"} & ids

    def test_every_key_has_an_id_and_says_what_it_does(self) -> None:
        bindings = [b for b in FactForm.BINDINGS if isinstance(b, Binding)]
        assert len(bindings) == len(FactForm.BINDINGS)
        assert all(b.id and b.id.startswith("form.") and b.tooltip for b in bindings)
        assert len({b.id for b in bindings}) == len(bindings)


class TestTyping:
    async def open(self, app: FormApp, pilot: Pilot[None], key: str) -> None:
        await at(app, pilot, key)
        await pilot.press("enter")
        assert app.form.editing
        assert app.focused is app.input

    @pytest.mark.parametrize(
        ("key", "own", "text"),
        [
            ("name", "Vaultwarden", "Vaultwarden"),
            ("name", " spaced ", " spaced "),
            ("tags", ("a", "b"), "a, b"),
            ("tags", (), "[]"),
            ("utilization", 40, "40"),
            ("evidence.restore_tested", date(2026, 5, 1), "2026-05-01"),
            ("evidence.restore_tested", "never", "never"),
            ("evidence.restore_tested", None, ""),
        ],
    )
    async def test_it_begins_with_the_value_and_changes_nothing_by_itself(
        self, key: str, own: Value | None, text: str
    ) -> None:
        app = FormApp({key: own} if own is not None else {})
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, key)
            assert app.input.value == text
            await pilot.press("enter")
            assert not app.form.editing
            assert app.focused is app.lines
            assert (app.heard, app.left) == ([], [])

    async def test_the_input_lies_over_the_value(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "name")
            y = app.lines.line_of("name")
            assert app.input.region == Region(27, y or 0, 52, 1)
            assert app.shown[y or 0] == "▌  Name"
            await pilot.resize_terminal(60, 6)
            await pilot.pause()
            y = (app.lines.line_of("name") or 0) - app.lines.scroll_offset.y
            assert 0 <= y < app.lines.size.height
            assert (app.input.region.y, app.input.region.right) == (y, 59)

    async def test_the_end_of_a_long_text_is_in_view(self) -> None:
        app = FormApp({"name": "x" * 200 + " end"})
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "name")
            await pilot.pause()
            assert app.input.render_line(0).text.rstrip().endswith("x end")

    async def test_it_is_said_while_typing(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "name")
            await pilot.press("!", "backspace", *["backspace"] * 11)
            assert app.stated[:3] == ["Vaultwarden!", "Vaultwarden", "Vaultwarde"]
            assert app.stated[-2:] == ["V", None]
            await pilot.press("x", "enter")
            assert app.stated[-1] == "x"
            assert app.row("name") == "Name x was Vaultwarden"

    async def test_a_date_is_said_once_it_is_one(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "evidence.restore_tested")
            assert app.row("evidence.restore_tested").endswith("today, -3d, never or 2026-11-21")
            await pilot.press("t", "o", "d")
            assert app.row("evidence.restore_tested").endswith("▲ today, -3d, never or 2026-11-21")
            await pilot.resize_terminal(100, 24)
            assert app.row("evidence.restore_tested").endswith(
                "▲ not a date. Use 2026-11-28, Sept, today, -3d or never."
            )
            await pilot.press("enter", "tab", "down")
            assert app.form.editing
            assert app.stated == []
            await pilot.press("a", "y")
            assert "▲" not in app.row("evidence.restore_tested")
            await pilot.press("enter")
            assert app.stated == [TODAY]
            assert app.row("evidence.restore_tested").startswith("Restore tested 2026-11-21")

    async def test_a_date_is_replaced_by_what_is_typed(self) -> None:
        app = FormApp({"evidence.restore_tested": date(2026, 5, 1)})
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "evidence.restore_tested")
            await pilot.press("minus", "3", "d", "enter")
            assert app.stated == [date(2026, 11, 18)]

    @pytest.mark.parametrize(
        ("key", "lands_on"),
        [
            ("tab", "id"),
            ("down", "id"),
            ("shift+tab", "evidence.restore_tested"),
            ("up", "evidence.restore_tested"),
            ("pagedown", "smell_test.own"),
        ],
    )
    async def test_it_is_kept_on_going_on(self, key: str, lands_on: str) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "name")
            await pilot.press("!", key)
            assert not app.form.editing
            assert app.focused is app.lines
            assert app.stated == ["Vaultwarden!"]
            assert app.form.cursor_key == lands_on

    async def test_tab_in_the_last_field_keeps_and_stays(self) -> None:
        app = FormApp(keys=("purpose", "name"))
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "name")
            await pilot.press("!", "tab")
            assert (app.form.editing, app.form.cursor_key) == (False, "name")
            assert app.focused is app.lines

    async def test_escape_takes_it_back(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "name")
            await pilot.press("!", "?", "escape")
            assert app.stated == ["Vaultwarden!", "Vaultwarden!?", "Vaultwarden"]
            assert app.row("name") == "Name Vaultwarden What people call it"
            assert app.left == []
            await pilot.press("escape")
            assert app.left == ["escape"]

    async def test_escape_says_nothing_where_nothing_was_typed(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "utilization")
            await pilot.press("9", "9", "9", "escape")
            assert app.stated == [9, 99, None]
            await self.open(app, pilot, "name")
            await pilot.press("escape")
            assert len(app.heard) == 3

    async def test_letters_are_typed_and_state_nothing_else(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "tags")
            await pilot.press("y", "comma", "space", "j", "k", "minus", "enter")
            assert app.stated[-1] == ("y", "jk-")
            assert app.form.cursor_key == "tags"

    @pytest.mark.parametrize(
        ("key", "own", "notice"),
        [
            ("notes", "one\ntwo", "several lines: edit with E"),
            ("notes", "a\x1b[2Jb", "cannot be typed on one line: edit with E"),
            ("tags", ("a, b", "c"), "cannot be typed on one line: edit with E"),
        ],
    )
    async def test_what_a_line_would_spoil_is_not_opened(
        self, key: str, own: Value, notice: str
    ) -> None:
        app = FormApp({key: own})
        async with app.run_test(size=SIZE) as pilot:
            await at(app, pilot, key)
            await pilot.press("enter")
            assert not app.form.editing
            assert app.row(key).endswith(f"▲ {notice}")
            await pilot.press("k", "j")
            assert "▲" not in app.row(key)
            assert app.heard == []

    @pytest.mark.parametrize(
        ("key", "pasted", "expected"),
        [
            ("name", "one\n two\r\n", "one two"),
            ("name", "a\x1b]52;c;x\x07\tb\u202ec", "a]52;c;x bc"),
            ("tags", "one\ntwo", ("one", "two")),
        ],
    )
    async def test_a_paste_becomes_one_line(self, key: str, pasted: str, expected: Value) -> None:
        app = FormApp({"name": "", "tags": ()})
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, key)
            app.input.value = ""
            app.post_message(events.Paste(pasted))
            await pilot.pause()
            await pilot.press("enter")
            assert app.stated[-1] == expected

    async def test_the_apps_clipboard_becomes_one_line_too(self) -> None:
        app = FormApp({"name": ""})
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "name")
            app.copy_to_clipboard("one\ntwo")
            await pilot.press("ctrl+v", "enter")
            assert app.stated == ["one two"]

    async def test_a_click_beside_it_keeps_or_drops(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "name")
            await pilot.press("!")
            await pilot.click(FieldLines, offset=(5, 1))
            assert (app.form.editing, app.form.cursor_key) == (False, "purpose")
            assert app.stated == ["Vaultwarden!"]
            await self.open(app, pilot, "utilization")
            await pilot.press("x")
            await pilot.click(FieldLines, offset=(5, 1))
            assert (app.form.editing, app.form.cursor_key) == (False, "purpose")
            assert app.stated == ["Vaultwarden!"]

    async def test_the_focus_comes_back_to_the_input(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "name")
            app.query_one(Button).focus()
            await pilot.pause()
            assert app.form.editing
            app.form.focus()
            await pilot.pause()
            assert app.focused is app.input

    async def test_a_field_that_goes_takes_its_input_along(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await self.open(app, pilot, "name")
            app.keys = ("purpose", "runs_on")
            app.form.set_fields(app.fields())
            await pilot.pause()
            assert (app.form.editing, app.form.cursor_key) == (False, "runs_on")
            assert app.focused is app.lines
            assert not app.input.display


class TestRepainting:
    async def test_the_same_fields_repaint_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            painted = Painted(app.lines, monkeypatch)
            app.form.set_fields(app.fields())
            await pilot.pause()
            assert painted.regions == []

    async def test_only_what_differs_is_repainted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            painted = Painted(app.lines, monkeypatch)
            fields = app.fields()
            fields[2] = replace(fields[2], own="pve")
            app.form.set_fields(fields)
            assert painted.regions == [Region(0, 3, SIZE[0], 1)]

    async def test_typing_repaints_its_line_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await at(app, pilot, "name")
            await pilot.press("enter", "a")
            painted = Painted(app.lines, monkeypatch)
            await pilot.press("b", "c", "d")
            assert len(app.stated) == 4
            assert painted.regions == []  # what is typed is the input's

    async def test_a_move_between_fields_without_hints_repaints_two_labels(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = FormApp(details=dict.fromkeys(KEYS, "remark"))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            painted = Painted(app.lines, monkeypatch)
            await pilot.press("tab")
            width = app.lines.value_x
            assert painted.regions == [Region(0, 1, width, 1), Region(0, 2, width, 1)]

    async def test_the_cursor_stays_on_its_key(self) -> None:
        app = FormApp()
        async with app.run_test(size=SIZE) as pilot:
            await at(app, pilot, "name")
            app.keys = ("name", *KEYS[:5])
            app.form.set_fields(app.fields())
            await pilot.pause()
            assert app.form.cursor_key == "name"
            assert app.shown[1].startswith("▌  Name")
            (row,) = [line for line in app.shown if line.startswith("▌")]
            assert row == app.shown[1]
