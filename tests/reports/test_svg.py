"""The drawings: what is in them, that all of it is in sight, and that they need nothing else."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from labtui.reports.svg.drawing import CELL, WIDTH, cells, clipped
from tests.data.labs import Raw, owners, raw
from tests.reports.reported import example_systems, odd_systems, reported
from tests.rows import each_row

SVG = "{http://www.w3.org/2000/svg}"

APP = raw("app", name="The app", owners=owners(), relied_on_for=["data"], backs_up_to=[])
LAB = [
    APP,
    raw("plan", name="A plan", owners=owners(), status="planned"),
    raw("who"),
    raw("old", name="Gone", owners=owners(), status="retired"),
    raw("mail", owners=owners("provider"), holds="originals", exposure="internet"),
]


def drawn(name: str, systems: list[Raw]) -> tuple[str, ElementTree.Element]:
    """A drawing as text, and read as XML."""
    report = reported(name, systems).report
    assert isinstance(report, str)
    return report, ElementTree.fromstring(report)


def texts(svg: ElementTree.Element) -> list[tuple[str, str]]:
    """Every text with its classes."""
    return [(each.text or "", each.get("class") or "") for each in svg.iter(f"{SVG}text")]


@each_row("name", ["svg", "svg-map", "svg-matrix"])
def test_all_is_in_sight_whatever_the_names(name: str) -> None:
    many = [raw(f"s{number}", owners=owners(), name=f"Some {number}") for number in range(60)]
    for systems in ([], [*example_systems(), *odd_systems()], many):
        text, svg = drawn(name, systems)
        height = float(svg.get("height") or 0)
        assert svg.get("viewBox") == f"0 0 {WIDTH} {height:g}"
        for each in svg.iter(f"{SVG}text"):
            at, end = float(each.get("x") or 0), each.get("text-anchor") == "end"
            size = CELL * cells(each.text or "")
            assert at - end * size > 0, each.text
            assert at + (not end) * size < WIDTH, each.text
            assert 0 < float(each.get("y") or 0) < height, each.text
        assert re.findall(r"href|url\(|https?:(?!//www\.w3\.org/2000/svg\")|@import", text) == []
        assert "@media (prefers-color-scheme:dark)" in text


def test_the_matrix_has_the_systems_in_their_levels() -> None:
    _, svg = drawn("svg-matrix", LAB)
    shown = texts(svg)
    headings = [words for words, kind in shown if kind.startswith("b l") and words[:1] in "0123L"]
    assert headings == [
        "0   SaaS",
        "1   Managed platform",
        "2   VPS / cloud VM",
        "3a  Full-stack homelab",
        "3b  Full-stack production",
        "Level not known",
    ]
    assert ("The app", "l3b b") in shown
    assert ("×", "risk-critical") in shown
    assert ("A plan", "l3a i") in shown
    assert ("who", "lnone") in shown
    assert "Gone" not in dict(shown)
    told = [each.text or "" for each in svg.iter(f"{SVG}title")]
    assert any(
        each.startswith("The app (app), level 3b Full-stack production, risk ") for each in told
    )


def test_the_map_has_the_systems_in_their_places() -> None:
    _, svg = drawn("svg-map", LAB)
    at = {
        each.text: (float(each.get("x") or 0), float(each.get("y") or 0))
        for each in svg.iter(f"{SVG}text")
    }
    assert at["Critical"][1] < at["The app"][1] < at["High"][1]
    named = [each for each in svg.iter(f"{SVG}text") if each.text == "Medium"]
    assert at["The app"][0] in {float(each.get("x") or 0) for each in named}, "its column"
    assert at["Low"][0] == at["mail"][0] or at["Low"][1] > 0
    assert at["Not on the map: level not known"][1] < at["who"][1]
    assert ("↑", "risk-critical") in texts(svg)


def test_a_name_is_cut_by_its_width() -> None:
    assert cells("日本e\u0301") == 5
    assert clipped("日本語", 6) == "日本語"
    assert clipped("日本語", 5) == "日本…"
    assert clipped("abc", 2) == "a…"
