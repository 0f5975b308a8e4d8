"""Cut an inventory into blocks, and find lines."""

from datetime import date

import pytest

from labtui.data.inventory.document import Document
from labtui.data.inventory.document_reading import DocumentReading
from labtui.data.inventory.raw_tables import depth as real_depth
from labtui.data.toml import syntax
from labtui.data.toml.syntax import Statement
from labtui.data.toml.values import Table
from tests.data.inventory.documents import LAB, one, parsed
from tests.rows import each_row


def test_an_empty_inventory_has_its_schema_and_no_systems() -> None:
    document = Document.empty()
    assert document.data == b"schema = 1\n"
    assert document.top == {"schema": 1}
    assert document.systems == ()
    assert document.read_only_reason is None


def test_a_file_with_nothing_in_it_can_be_edited() -> None:
    assert parsed("").append({"id": "a"}).data == b'[[systems]]\nid = "a"\n'


@each_row(
    "header",
    ["[[systems]]", "[[ systems ]]", '[["systems"]]', "[['systems']]", '[["syst\\u0065ms"]]'],
)
def test_a_header_may_be_written_in_any_legal_way(header: str) -> None:
    document = parsed(
        f'{header}\nid = "a"\n[ systems . "owners" ]\nos = "you"\n{header} # second\nid = "b"\n'
    )
    assert [system.raw for system in document.systems] == [
        {"id": "a", "owners": {"os": "you"}},
        {"id": "b"},
    ]
    assert document.edit(0, {"owners.os": "nobody"}).systems[0].raw["owners"] == {"os": "nobody"}


@each_row(
    "value",
    [
        '"""\n[[systems]]\n[settings]\n"""',
        "'''\n[[systems]]\n[settings]\n'''",
        '[\n["systems"],\n[["settings"]]\n]',
        '"""\n[settings]\\"""\n""""',
    ],
)
def test_a_header_in_a_string_or_array_is_not_one(value: str) -> None:
    document = one(f"notes = {value}\n[systems.owners]\n")
    assert len(document.systems) == 2
    assert document.systems[0].raw["owners"] == {}


def test_a_comment_touching_a_header_belongs_to_it_and_one_set_apart_does_not() -> None:
    document = parsed(
        "# file\n\n# of a, above\n# of a\n[[systems]]\n\n# a section\n\n# of b\n[[systems]]\n"
    )
    assert [block.text for block in document.blocks] == [
        "# file\n\n",
        "# of a, above\n# of a\n[[systems]]\n\n# a section\n\n",
        "# of b\n[[systems]]\n",
    ]


def test_a_string_whose_last_line_looks_like_a_comment_is_not_cut() -> None:
    document = parsed('[[systems]]\nnotes = """\n# a\n# b"""\n[[systems]]\n')
    assert document.systems[0].raw == {"notes": "# a\n# b"}


def test_tables_between_and_after_systems_are_no_part_of_them() -> None:
    document = parsed(
        '[[systems]]\nid = "a"\n# mine\n[settings]\nx = 1\n[extra]\n[[systems]]\nid = "b"\n[tail]\n'
    )
    assert document.top == {"settings": {"x": 1}, "extra": {}, "tail": {}}
    assert [system.raw for system in document.systems] == [{"id": "a"}, {"id": "b"}]
    assert document.systems[0].text == '[[systems]]\nid = "a"\n'


def test_lines_are_those_of_the_file() -> None:
    document = parsed(LAB)
    lines = ["", *LAB.split("\n")]
    assert [lines[document.first_line(index)] for index in range(3)] == ["[[systems]]"] * 3
    assert document.first_line(1) == 20
    assert lines[document.line_of(0, "name")].startswith("name = ")
    assert lines[document.line_of(0, "evidence.wipeable")] == "wipeable = true"
    assert lines[document.line_of(0, "history.0.note")].startswith("note = ")
    assert lines[document.line_of(1, "evidence.wipeable")].startswith("evidence = {")
    assert lines[document.line_of(2, "runs_on")].startswith("runs_on = ")
    assert document.top_line_of("schema") == 2
    assert parsed("\n\n[settings]\nx = 1").top_line_of("settings.x") == 4


def test_what_is_not_there_is_on_the_line_of_what_is_around_it() -> None:
    document = parsed(LAB)
    assert document.line_of(0, "owners.access") == 9
    assert document.line_of(0, "history") == document.line_of(0, "history.0.level") == 15
    assert document.line_of(0, "purpose") == document.first_line(0)
    assert document.systems[0].line_of("owners.a.\"b'") == 6
    assert one('owners.os = "you"').systems[0].line_of("owners") == 3
    assert one('owners."a.b" = "you"').systems[0].line_of("owners.a.b") == 3
    inner_first = one("[systems.smell_test.notes]\n[systems.smell_test]").systems[0]
    assert inner_first.line_of("smell_test") == 4
    assert document.top_line_of("settings.review_days") == 1


MANY = {
    "keys": '[[systems]]\nid = "a"\nname = "A"\n' + "".join(f"x{n} = 1\n" for n in range(40)),
    "entries": '[[systems]]\nid = "a"\nname = "A"\n'
    + "".join(f"[[systems.history]]\nx{n} = 1\n" for n in range(40)),
    "tables": "".join(f'[[systems]]\nid = "a{n}"\n[x{n}]\n' for n in range(40)),
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in MANY.items()])
def test_the_lines_of_problems_are_found_by_reading_each_block_once(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    looked_at: list[object] = []

    def statements(text: str) -> list[Statement]:
        read.append(text)
        return syntax.statements(text)

    def depth(raw: Table, key: str) -> int:
        looked_at.append(raw)
        return real_depth(raw, key)

    monkeypatch.setattr("labtui.data.inventory.blocks.statements", statements)
    monkeypatch.setattr("labtui.data.inventory.raw_tables.depth", depth)
    document = parsed(text)
    problems = DocumentReading(document, date(2026, 11, 21)).problems
    assert len(problems) >= 40
    assert len({problem.line for problem in problems}) >= 40
    assert len(read) == len(set(read)) <= len(document.blocks)
    assert len(looked_at) <= 2 * len(problems)
