"""The list of the review queue: what its rows say, where the cursor is, which letters answer."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from labtui.app.themes import DARK
from labtui.commands.lists import REVIEW
from labtui.data.analysis.answers import common_letters
from labtui.data.analysis.best_questions import FactQuestion, best_questions
from labtui.data.analysis.review_queue import Progress, progress, queue
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS
from labtui.text.printable import printable
from labtui.widgets.lines.review import (
    cause_words,
    entry_lines,
    entry_panels,
    pace_panel,
    progress_forms,
    question_lines,
    question_panel,
    reaches,
)
from labtui.widgets.review_view import EntryRow, QuestionRow, ReviewView, Rule, Titles
from labtui.widgets.rows import Heading, RowView
from tests.data.labs import Raw, assessed, lab, owners, smell_test, system
from tests.rows import each_row

WIDTHS = (30, 40, 60, 79, 80, 100, 120, 150, 200)

HOSTILE = (
    "写真サーバーの長い名前とそれ以上の長さ",
    "frigate 🎥 camera",
    "e" + "\u0301" * 300,
    "abc\u202edef\u2066ghi",
    "[bold]x[/bold]",
    "a\x00b\x1b[31mc\x7f\nd\te",
    "x" * 300,
)


ASKED_FIRST: Raw = {"depends_on": [], "relied_on_for": [], "holds": "originals", "exposure": "lan"}
"""Answers to what is asked before anything else."""


def relied_on(id: str, **more: object) -> Raw:
    """A system that people rely on, of which much is not known."""
    known = {**ASKED_FIRST, "owners": owners(), "purpose": "reliability"}
    return {"id": id, "name": id.title(), **known, **more}


BOTH = (relied_on("mail"), {"id": "films", "name": "Films", **ASKED_FIRST, "owners": owners()})


class Host(App[None]):
    """A view alone in an app, and what it said."""

    def __init__(self, found: Lab) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = "dark"
        self.lab = found
        self.view = ReviewView()
        self.answered: list[tuple[str, str, str]] = []
        self.opened: list[str] = []
        self.at: list[str | None] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.show()
        self.view.focus()

    def show(self) -> None:
        self.view.show(
            best_questions(self.lab), queue(self.lab), progress(self.lab), self.lab.assessments
        )

    def change(self, *raws: Raw) -> None:
        """Change some systems, and show the lab as it is then."""
        self.lab.update({raw["id"]: system(raw) for raw in raws})
        self.show()

    @on(ReviewView.Answered)
    def hear_answer(self, event: ReviewView.Answered) -> None:
        self.answered.append((event.question.id, event.question.key, event.word))

    @on(RowView.Selected)
    def hear_opened(self, event: RowView.Selected) -> None:
        self.opened.append(event.key)

    @on(RowView.Highlighted)
    def hear_highlighted(self, event: RowView.Highlighted) -> None:
        self.at.append(event.key)


def host(raws: Iterable[Raw]) -> Host:
    return Host(lab(*raws))


def texts(app: Host) -> list[str]:
    """The lines of the view as they stand on the screen."""
    return [app.view.render_line(y).text for y in range(app.view.size.height)]


async def to(pilot: Pilot[None], view: ReviewView, key: str) -> None:
    """Put the cursor on the first question for a fact."""
    rows = [row for row in view.rows if isinstance(row, QuestionRow)]
    assert view.move_to(next(row.key for row in rows if row.question.key == key))
    await pilot.pause()


# --- rows


async def test_questions_come_first_and_then_the_queue() -> None:
    app = host(BOTH)
    async with app.run_test(size=(120, 30)):
        kinds = [type(row) for row in app.view.rows]
        assert kinds == [Rule, *[QuestionRow] * 5, Heading, Rule, Titles, *[EntryRow] * 2]
        keys = [row.key for row in app.view.rows if row.key]
        assert len({*keys}) == len(keys)
        assert isinstance(app.view.rows[1], QuestionRow)
        assert app.view.question == app.view.rows[1].question, "the cursor is on the best"


async def test_without_questions_the_queue_stands_alone() -> None:
    app = Host(lab(*BOTH))
    async with app.run_test(size=(120, 30)):
        app.view.show([], queue(app.lab), progress(app.lab), app.lab.assessments)
        assert [type(row) for row in app.view.rows] == [Rule, Titles, EntryRow, EntryRow]
        app.view.show([], [], progress(app.lab), app.lab.assessments)
        assert (app.view.rows, app.view.current, app.view.answers) == ([], None, [])


@pytest.mark.parametrize("width", WIDTHS)
async def test_every_line_fits_whatever_the_names(width: int) -> None:
    raws = [relied_on(f"h{n}", name=name) for n, name in enumerate(HOSTILE)]
    app = host([*raws, {"id": "x", "name": HOSTILE[1]}])
    async with app.run_test(size=(width, 24)):
        for line in texts(app):
            assert cell_len(line) == width
            assert line == printable(line)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
async def test_what_an_answer_settles_is_never_cut(width: int) -> None:
    guests = [{**ASKED_FIRST, "id": f"g{n}", "name": "G", "runs_on": "pve"} for n in range(200)]
    guests[0]["relied_on_for"] = ["data"]
    named: Raw = {"id": "pve", "name": "A host of a long name " * 9}
    app = host([{**ASKED_FIRST, **named, "owners": {"access": "you"}}, *guests])
    async with app.run_test(size=(width, 24)):
        row = texts(app)[1]
        assert "for 201" in row
        assert ", 2 in production" in row
        last = row.rstrip(" ▐").split()[-1]
        assert last == ("production" if width <= 80 else "n/a")


async def test_the_first_cause_stands_in_full_and_others_behind_it() -> None:
    app = host([relied_on("mail", owners=owners(), smell_test=smell_test(days=400))])
    async with app.run_test(size=(200, 24)):
        (row,) = [line for line in texts(app) if line.startswith("   Mail ")]
        causes = queue(app.lab)[0].reasons
        assert len(causes) == 3
        places = [row.index(cause.text) for cause in causes]
        assert places == sorted(places)
        signs = [row[:place].rsplit("  ", 1)[-1].strip() for place in places]
        assert signs == ["×?", "▲", "·"]
    async with host([relied_on("mail")]).run_test(size=(60, 24)) as pilot:
        view = pilot.app.query_one(ReviewView)
        (row,) = [text for y in range(24) if "×" in (text := view.render_line(y).text)]
        assert "×? Is it backed up? +1" in row


@each_row(
    ("count", "production", "width", "said"),
    [
        (1, 0, 40, "for 1 system"),
        (1, 1, 40, "for 1 system, in production"),
        (24, 0, 40, "for 24 systems"),
        (2, 2, 40, "for 2 systems, all in production"),
        (3, 3, 40, "for 3 systems, all in production"),
        (24, 6, 40, "for 24 systems, 6 in production"),
        (24, 6, 31, "for 24 systems, 6 in production"),
        (24, 6, 30, "for 24, 6 in production"),
        (24, 6, 3, "for 24, 6 in production"),
    ],
)
def test_what_is_settled_in_as_many_words_as_have_room(
    count: int, production: int, width: int, said: str
) -> None:
    ids = tuple(f"s{n}" for n in range(count))
    assert reaches(FactQuestion("s0", "owners.os", ids, production, 1, 0), width) == said


# --- answers


@each_row(
    ("key", "found"),
    [
        ("owners.hardware", {"y": "you", "S": "shared", "p": "provider", "n": "nobody"}),
        ("owners.os", {"y": "you", "S": "shared", "p": "provider", "n": "nobody", "a": "n/a"}),
        ("owners.backups", {"y": "you", "S": "shared", "p": "provider", "n": "nobody", "a": "n/a"}),
        ("practices.documentation", {"y": "yes", "p": "partly", "n": "no", "a": "n/a"}),
        ("evidence.monitored", {"y": "yes", "n": "no"}),
        ("evidence.exportable", {"y": "yes", "n": "no", "a": "n/a"}),
        ("evidence.patched", {"t": "today", "n": "never"}),
        ("exposure", {}),
        ("backs_up_to", {"n": "nowhere"}),
        ("relied_on_for", {"n": "nothing"}),
        ("depends_on", {"n": "nothing"}),
        ("purpose", {}),
    ],
)
def test_the_letters_of_each_shape(key: str, found: dict[str, str]) -> None:
    assert common_letters(FACTS[key]) == found


def test_every_letter_of_every_fact_that_is_asked_for_has_a_key() -> None:
    keys = {command.keys for command in REVIEW}
    levels = [lab({"id": "a", "owners": o}) for o in ({}, owners(), owners("provider"))]
    asked = {key for found in levels for key in relevant(found.assessments["a"])}
    assert len(asked) > 20
    for key in asked:
        if not key.startswith("smell_test"):
            assert common_letters(FACTS[key]).keys() <= keys


async def test_a_letter_answers_only_what_takes_it() -> None:
    app = host(BOTH)
    async with app.run_test(size=(120, 30)) as pilot:
        await to(pilot, app.view, "evidence.restore_tested")
        assert [(c.key, c.label) for c in app.view.answers] == [
            ("t", "Today"),
            ("n", "Never"),
            ("Enter", "Answer"),
        ]
        await pilot.press("y", "S", "p", "a")
        assert app.answered == []
        await pilot.press("t", "n")
        assert app.answered == [
            ("mail", "evidence.restore_tested", "today"),
            ("mail", "evidence.restore_tested", "never"),
        ]
        await to(pilot, app.view, "backs_up_to")
        await pilot.press("y", "t", "n")
        assert [c.key for c in app.view.answers] == ["n", "Enter"]
        assert app.answered[2:] == [("mail", "backs_up_to", "nowhere")]
        app.view.move_to("films")
        await pilot.press(*"ySpnat")
        assert len(app.answered) == 3
        assert app.view.answers == []


async def test_enter_opens_questions_and_entries() -> None:
    app = host(BOTH)
    async with app.run_test(size=(120, 30)) as pilot:
        question = app.view.question
        assert question is not None
        await pilot.press("enter", "G", "enter")
        assert app.opened == [f"{question.id} {question.key}", "films"]


# --- the cursor


async def test_from_an_answered_question_it_goes_to_the_best() -> None:
    app = host(BOTH)
    async with app.run_test(size=(120, 30)) as pilot:
        await to(pilot, app.view, "evidence.restore_tested")
        app.change(relied_on("mail", evidence={"restore_tested": "never"}))
        await pilot.pause()
        assert app.view.question == best_questions(app.lab)[0]
        assert app.at[-1] == app.view.cursor_key


async def test_it_stays_on_its_question_while_that_is_asked() -> None:
    app = host(BOTH)
    async with app.run_test(size=(120, 30)) as pilot:
        await to(pilot, app.view, "evidence.restore_tested")
        before = app.view.cursor_key
        app.change(relied_on("mail", evidence={"patched": "never"}))
        assert app.view.cursor_key == before


async def test_it_goes_to_a_system_or_else_to_a_question_of_it() -> None:
    app = host([*BOTH, relied_on("soon", status="planned")])
    async with app.run_test(size=(120, 30)):
        assert app.view.go_to("films")
        assert app.view.entry is not None
        assert app.view.go_to("soon")
        assert app.view.question is not None
        assert app.view.current == "soon"
        assert not app.view.go_to("so")
        assert not app.view.go_to("nowhere")
        assert app.view.current == "soon"


# --- what is looked at


@each_row("width", WIDTHS)
def test_what_is_said_below_fits(width: int) -> None:
    names = [{"id": f"h{n}", "name": name, "runs_on": "h0"} for n, name in enumerate(HOSTILE * 9)]
    found = lab(*names, relied_on("mail", name=HOSTILE[0]))
    for question in best_questions(found, 100):
        lines = question_lines(found, question, width)
        assert 3 <= len(lines) <= 4
        assert all(line.cell_length <= width for line in lines)
    for entry in queue(found):
        lines = entry_lines(found.assessments[entry.id], entry, width)
        assert all(line.cell_length <= width for line in lines)


@each_row("width", (37, 60))
def test_what_is_said_beside_fits_and_says_what_to_do_first(width: int) -> None:
    names = [{"id": f"h{n}", "name": name, "runs_on": "h0"} for n, name in enumerate(HOSTILE * 9)]
    found = lab(*names, relied_on("mail", name=HOSTILE[0]))
    panels = [question_panel(found, question, width) for question in best_questions(found, 100)]
    for entry in queue(found):
        titled = entry_panels(found, entry, width)
        assert [panel.title for panel in titled[1:]] == ["Do this first"]
        panels += titled
    panels.append(pace_panel(found, 100, 7, None, width))
    for panel in panels:
        assert panel.title == printable(panel.title)
        assert all(row.line.cell_length <= width + 1 for row in panel.rows)


def test_the_pace_keeps_every_test_in_time() -> None:
    said = " ".join(row.line.plain for row in pace_panel(lab(), 100, 1, 86, 80).rows)
    assert "1 system due for a smell test." in said
    assert "4 tests a week, and none is older than 180 days." in said, "100 in 25.7 weeks"
    assert "86 questions open." in said


@each_row(
    ("reviewed", "total", "picture"),
    [(1, 3, "■□□ 1 of 3"), (12, 111, "━╌╌╌╌╌╌╌╌╌ 12 of 111"), (0, 0, "0 of 0")],
)
def test_progress_is_counted_in_squares_or_else_is_a_share(
    reviewed: int, total: int, picture: str
) -> None:
    longest, shorter, nothing = progress_forms(Progress(reviewed, total))
    assert longest == f"{picture} tested this month"
    assert shorter in longest
    assert nothing == ""


def test_all_critical_findings_are_named() -> None:
    found = lab(relied_on("mail", smell_test=smell_test("no")))
    (entry,) = queue(found)
    assert "more" in entry.reasons[0].text
    said = "\n".join(line.plain for line in entry_lines(found.assessments["mail"], entry, 200))
    assert "more" not in said
    for title in ("Is it backed up?", "Is it monitored?", "You could not restore it"):
        assert title in said


def test_of_one_system_it_says_what_its_silence_counts_as() -> None:
    found = lab(relied_on("mail", backs_up_to=["nas"]), {"id": "nas", "name": "NAS"})
    question = FactQuestion("mail", "evidence.restore_tested", ("mail",), 1, 1, 0)
    said = [line.plain for line in question_lines(found, question, 100)]
    assert said == [
        "When did a restore last work? Mail",
        "for 1 system, in production, until then ×? Was a restore ever tested?",
        "t today  n never  Enter another day  ",
    ]


def test_those_that_people_rely_on_are_named_first() -> None:
    guests = [
        {**ASKED_FIRST, "id": f"g{n}", "name": f"Guest {n}", "runs_on": "pve"} for n in range(60)
    ]
    guests[9]["relied_on_for"] = ["data"]
    found = lab({**ASKED_FIRST, "id": "pve", "name": "Host"}, *guests)
    (question,) = best_questions(found, 1)
    said = question_lines(found, question, 100)[1].plain
    assert said.startswith("for 61 systems, 2 in production: Guest 9, Host, Guest 0, ")
    assert said.endswith("…")


PRODUCTION: Raw = {
    "id": "mail", "name": "Mail", "owners": owners(), "purpose": "reliability",
    "holds": "originals", "smell_test": smell_test(days=1),
}  # fmt: skip
"""Production of which backups and monitoring are not answered."""


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (60, "2 critical: Is it backed up? and Is it monitored?"),
        (30, "Is it backed up? and 1 more"),
        (20, "Is it backed up? +1"),
        (16, "Is it … +1"),
        (2, " +1"),
    ],
)
def test_a_reason_ends_at_a_word_and_says_how_many_more_there_are(width: int, said: str) -> None:
    a = assessed(PRODUCTION)
    (entry,) = queue(lab(PRODUCTION))
    assert cause_words(a, entry.reasons[0], width) == said


def test_one_critical_finding_needs_no_number() -> None:
    raw = {**PRODUCTION, "evidence": {"monitored": True}}
    (entry,) = queue(lab(raw))
    assert cause_words(assessed(raw), entry.reasons[0], 18) == "Is it backed up?"
