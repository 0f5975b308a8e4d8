"""Pages: that they need nothing, run nothing, hold together, and say what the lab is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

from labtui.data.framework.levels import LEVELS
from labtui.reports.html.layering import KEPT, Layer, layers_of, placed, spread
from labtui.reports.html.pieces import unit_of
from labtui.reports.html.svg import fitted
from tests.data.labs import Raw, days_ago, lab, owners, raw
from tests.reports.reported import example_systems, odd_systems, reported
from tests.rows import each_row

VOID = {"meta", "br", "link", "img", "input", "hr"}

MANY: list[Raw] = [
    raw("tape", owners=owners("you"), purpose="reliability"),
    *(raw(f"host{n}", owners=owners("you"), backs_up_to=["tape"]) for n in range(4)),
    *(raw(f"guest{n}", runs_on=f"host{n % 4}") for n in range(80)),
    *(raw(f"free{n}", owners=owners("you"), depends_on=["free9"]) for n in range(9)),
]
"""More systems than have boxes of their own."""

LOOP: list[Raw] = [
    raw("a", owners=owners("you"), depends_on=["b"], relied_on_for=["data"]),
    raw("b", owners=owners("provider"), runs_on="a", recovers_with=["gone"], url="javascript:x"),
    raw("c", status="planned", depends_on=["a"], name="<script>alert('c')</script>"),
    raw("d", status="retired", description="It was.\nA lot.", backs_up_to=["a"]),
]


RELIED_ON: Raw = {"purpose": "reliability", "relied_on_for": ["data"], "holds": "originals"}

ACCEPTED = {"rule": "never-assessed", "until": date(2026, 12, 1), "reason": "soon"}


UNTESTED: list[Raw] = [
    raw("tape", owners=owners("you")),
    *(
        raw(id, owners=owners("you"), backs_up_to=["tape"], evidence=evidence, **RELIED_ON)
        for id, evidence in (
            ("old", {"restore_tested": days_ago(200), "patched": days_ago(46)}),
            ("asked", {}),
        )
    ),
]
"""Backups of which one was restored too long ago, and of one nobody said."""


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, key, value or "") for key, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, key, value or "") for key, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, key: str) -> list[str]:
        """All values of an attribute."""
        return [value for _, name, value in self.attributes if name == key]


def page(name: str, systems: Sequence[Raw], ids: Sequence[str] | None = None) -> str:
    """A page of some systems; of all of them, or of `ids`."""
    report = reported(name, systems, ids).report
    assert isinstance(report, str)
    return report


@each_row(
    ("name", "systems", "ids"),
    [
        (name, systems, ids)
        for name in ("html", "handover-html")
        for systems, ids in (
            ([], None),
            ([*example_systems(), *odd_systems()], None),
            (example_systems(), ["owl", "router", "films", "hamster"]),
            (LOOP, None),
            (MANY, None),
        )
    ],
    ids=str,
)
def test_a_page_holds_together_and_fetches_and_runs_nothing(
    name: str, systems: Sequence[Raw], ids: Sequence[str] | None
) -> None:
    text = page(name, systems, ids)
    found = Page(text)
    assert found.open == []
    assert not found.tags.keys() & {"script", "link", "img", "iframe", "object", "form", "base"}
    keys = {key for _, key, _ in found.attributes}
    assert not {key for key in keys if key.startswith("on")} | keys & {"src", "srcset", "style"}
    assert "url(" not in text
    assert "@import" not in text
    anchors = found.values("id")
    assert len(anchors) == len({*anchors})
    urls = {str(system["url"]) for system in systems if "url" in system}
    for link in found.values("href"):
        assert link[1:] in anchors if link.startswith("#") else link in urls
    defined = {*re.findall(r"--([\w-]+):", text)}
    assert {*re.findall(r"var\(--([\w-]+)\)", text)} <= defined
    if name == "html":
        shown = [raw["id"] for raw in systems] if ids is None else ids
        assert {id for id in anchors if id.startswith("s-")} == {f"s-{id}" for id in shown}


@each_row(
    ("systems", "told"),
    [
        ([], ["<p>0 systems. 0 of 0 facts", "No system is in service.", "was found.</p>"]),
        (
            LOOP,
            [
                "3 systems, 1 of them only planned, 1 retired besides.",
                "gone (missing)",
                "<dt>URL</dt><dd>javascript:x</dd>",
                "&lt;script&gt;alert(&#x27;c&#x27;)&lt;/script&gt;",
                "<p>Retired.</p>\n<p>It was.<br>A lot.</p>",
                'class="box planned"',
                "<p>Level, and so risk, not known: ",
            ],
        ),
        ([raw("new", status="planned")], ["No system is in service.", "Not proven: questions"]),
        (MANY, ["One ■ is 5 systems.", "20 on host0", "9 others", " more</td>"]),
        (
            example_systems(),
            [
                "(accepted): <b>Backups on the same machine</b>",
                "<h3>Accepted</h3>",
                '<dt>Site</dt><dd>home, from <a class="b" href="#s-owl">Owl, the NAS</a></dd>',
                "<dt>Note on understand</dt><dd>Tom opened a share for the printer.",
                "2026-10-04 assessed",
                '<a href="#s-heron">Heron, the lab cluster</a>',
                "Not where they should be",
                '<td class="on">×</td>',
                "never</b>",
                *(f"> {level.environment}<" for level in LEVELS.values() if level.id != "2"),
            ],
        ),
        (
            [raw("new", history=[{"event": "added"}], accepted=[ACCEPTED])],
            ["accepted until then: No smell test yet, 2026-12-02 (in 11 days)"],
        ),
        (
            UNTESTED,
            [
                '<th scope="row">Restore test too old</th>',
                '<th scope="row">Was a restore ever tested?</th>',
                'Restore tested, <b class="critical">20 days late</b>, since 2026-11-02',
                'Patched, <b class="critical">1 day late</b>, since 2026-11-21',
                "learning Medium",
                '<td data-of="Usual learning">Medium</td>',
            ],
        ),
    ],
)
def test_the_page_says(systems: Sequence[Raw], told: list[str]) -> None:
    text = page("html", systems)
    assert [each for each in told if each not in text] == []


def test_that_nothing_is_wrong_is_said_only_where_it_is_true() -> None:
    said = "<p>Nothing was found that is wrong or not answered.</p>"
    assert said in page("html", example_systems(), ["heron"])
    rules = ("level-undetermined", "never-assessed", "unanswered")
    accepted = raw("new", accepted=[{**ACCEPTED, "rule": rule} for rule in rules])
    text = page("html", [accepted])
    assert "<h3>Accepted</h3>" in text
    assert "<h3>What to do first" not in text
    assert said not in text


def test_boxes_stand_below_what_they_need_and_beside_each_other() -> None:
    example = lab(*example_systems(), *LOOP)
    loops = {"dormouse", "owl", "dns-2", "passwords", "a", "b"}
    layers = layers_of(example, [*example.systems], [*example.systems])
    for columns in (1, 2, 6):
        boxes = placed(layers, columns)
        at = {id: box for box in boxes for id in box.box.ids}
        assert at.keys() == example.assessments.keys()
        for box in boxes:
            assert 0 <= box.column <= columns - 1
            for id in box.box.needs - loops:
                # One member of a group is enough, and the group comes back with it.
                is_member = example.systems[id].member_of in box.box.ids
                assert at[id].layer < box.layer or is_member
        in_rows = Counter(box.row for box in boxes)
        assert max(in_rows.values()) <= columns
        for row in in_rows:
            across = sorted(box.column for box in boxes if box.row == row)
            assert all(b - a >= 1 - 1e-9 for a, b in pairwise(across))


def test_of_very_many_systems_those_that_most_need_have_boxes() -> None:
    many = lab(*MANY)
    layers = layers_of(many, [*many.systems], [*many.systems])
    boxes = [box for layer in layers for box in layer.boxes]
    assert len([box for box in boxes if len(box.ids) == 1]) <= KEPT
    assert sorted(id for box in boxes for id in box.ids) == sorted(many.systems)
    guests = next(box for box in boxes if "guest1" in box.ids)
    assert (guests.host, guests.needs) == ("host1", {"host1", "tape"})
    assert layers_of(lab(), [], []) == []
    assert isinstance(layers[0], Layer)


@each_row(
    ("wanted", "columns", "places"),
    [
        ([], 3, []),
        ([1.0], 3, [1]),
        ([1.0, 1.0], 3, [0.5, 1.5]),
        ([0.0, 0.0, 0.0], 3, [0, 1, 2]),
        ([0.0, 2.0], 3, [0, 2]),
        ([2.0, 2.0, 2.0], 5, [1, 2, 3]),
        ([0.0, 3.0, 3.0], 6, [0, 2.5, 3.5]),
        ([9.0], 2, [1]),
    ],
)
def test_places_in_a_row(wanted: list[float], columns: int, places: list[float]) -> None:
    assert spread(wanted, columns) == places


@each_row(
    ("text", "cells", "shown"),
    [
        ("owl", 3, "owl"),
        ("owls", 3, "ow…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("e\u0301e\u0301", 2, "e\u0301e\u0301"),
    ],
)
def test_text_in_a_drawing_is_cut_to_cells(text: str, cells: int, shown: str) -> None:
    assert fitted(text, cells) == shown


@each_row(("systems", "unit"), [(0, 1), (20, 1), (21, 2), (100, 5), (101, 10), (10_000, 500)])
def test_how_many_systems_a_square_is(systems: int, unit: int) -> None:
    assert unit_of(systems) == unit
