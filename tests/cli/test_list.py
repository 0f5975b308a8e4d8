"""`labtui list`."""

from __future__ import annotations

import re

from labtui.cli.commands.list import list_lines
from labtui.cli.page import Page, cells
from labtui.data.assessment.lab import Lab
from labtui.text.wording import join_words
from tests.cli.helpers import (
    PAGE,
    Labtui,
    mine,
    raw,
)
from tests.data.labs import Raw, lab
from tests.rows import each_row


def test_list_leaves_out_what_is_retired_unless_asked(labtui: Labtui, mixed: str) -> None:
    def ids(*words: str) -> list[str]:
        said = labtui("list", "--json", "--file", mixed, *words)
        return [system["id"] for system in said.json["systems"]]

    assert ids() == ["a", "p"]
    assert ids("--status", "retired") == ["r"]
    assert ids("--status", "planned") == ["p"]
    assert ids("--level", "3a") == ["a", "p"]
    assert ids("--level", "3A") == ["a", "p"]
    assert ids("--status", "Planned") == ["p"]
    assert ids("--level", "2") == []
    assert ids("--status", "retired", "--level", "3a") == []
    assert ids("--role", "lab") == []
    assert "retired" in labtui("list", "--status", "retired", "--file", mixed).out


def test_list_json_is_check_json_without_findings(on: Labtui) -> None:
    checked = on("check", "--json").json
    for system in checked["systems"]:
        del system["findings"]
    assert on("list", "--json").json == checked


def test_a_retired_system_has_null_for_what_is_computed(labtui: Labtui, mixed: str) -> None:
    (listed,) = labtui("list", "--json", "--status", "retired", "--file", mixed).json["systems"]
    active = labtui("list", "--json", "--file", mixed).json["systems"][0]
    assert list(listed) == list(active)
    assert {key for key, value in listed.items() if value is not None} == {"id", "name", "status"}
    shown = labtui("show", "r", "--json", "--file", mixed).json
    assert shown["findings"] == []
    assert shown["facts"]["owners"] == {"hardware": "you", "os": "you"}
    assert "Retired" in labtui("show", "r", "--file", mixed).out
    assert labtui("check", "r", "--json", "--file", mixed).json["systems"] == []
    assert "r is retired already" in labtui("impact", "r", "--file", mixed).err


def test_a_list_is_never_cut_where_no_terminal_is() -> None:
    name = "A very long name " * 9
    text = "\n".join(list_lines(*_listed(raw("x", name=name)), PAGE))
    assert name.strip() in text
    assert "smell test" in text


def _listed(*raws: Raw) -> tuple[Lab, list[object]]:
    found = lab(*raws)
    return found, list(found.systems.values())


@each_row("width", [40, 47, 60, 80, 120, 200])
def test_a_list_fits_a_terminal_and_never_drops_the_risk(width: int) -> None:
    found = _listed(
        mine("x" * 63, name="Long " * 20, relied_on_for=["data"]),
        mine("lab", name="Another long name", purpose="learning", exposure="isolated"),
        raw("y", name="日本語" * 9),
    )
    head, *rows = list_lines(*found, Page(width, terminal=True))[:4]
    assert all(cells(line) <= width for line in (head, *rows))
    assert head.split()[:2] == ["id", "name"]
    assert len(re.findall("name +", head)[0]) >= 12 + 2
    assert rows[0][head.index("risk") :].split()[0].startswith("Critical")


def test_a_narrow_list_drops_columns_by_worth_and_says_which() -> None:
    found = _listed(mine("nas-in-the-attic", name="A name of some length"))
    notes = []
    for width in range(120, 40, -1):
        text = " ".join(list_lines(*found, Page(width, terminal=True))[2:])
        if text not in notes:
            notes.append(text)
    order = ["smell test", "learning", "operated by", "role", "findings", "level"]
    assert notes == ["", *(f"(no room for {join_words(order[: n + 1])})" for n in range(6))]


def test_a_list_shows_what_is_planned_and_retired() -> None:
    found = _listed(mine("x", status="planned"), raw("y", status="retired"), raw("z"))
    rows = [line.split() for line in list_lines(*found, PAGE)[1:]]
    assert [row[3] for row in rows] == ["planned", "retired", "-"]
    assert [row[2] for row in rows] == ["3a", "-", "?"]


def test_a_list_of_nothing() -> None:
    assert list_lines(lab(raw("x")), [], PAGE) == ["No such systems."]


def test_names_are_made_safe() -> None:
    text = "\n".join(list_lines(*_listed(raw("x", name="a\x1b[31m\u202eb")), PAGE))
    assert "␛[31m·b" in text
