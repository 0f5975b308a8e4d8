"""Texts that can be read only: the reason, what is shown, and what can be converted."""

import tomllib

import pytest

from labtui.data.inventory.document import Document
from labtui.data.inventory.read_only import MAX_BYTES, MAX_LINE
from labtui.errors import DocumentError
from tests.data.inventory.documents import refused
from tests.rows import each_row


def test_a_byte_that_is_not_utf_8_is_named_and_the_rest_is_shown() -> None:
    document = refused('schema = 1\n[[systems]]\nname = "Zoé'.encode() + b'\xe9"\n')
    assert document.read_only_reason
    assert (document.read_only_reason.line, document.read_only_reason.column) == (3, 12)
    assert "0xE9 is not UTF-8" in document.read_only_reason.message
    assert [system.raw for system in document.systems] == [{"name": "Zoé\ufffd"}]


@each_row(
    ("text", "line", "column", "words"),
    [
        ("schema = 1\nname\n", 2, 5, "key = value"),
        ('[[systems]]\nid = "a"\n[[systems]]\npurpose = learning\n', 4, 11, 'in "quotes"'),
        ("[settings]\n[[systems]]\n[settings]\n", 3, 10, "keep one"),
        ('a = 1\r\nb = "x\r\n', 2, 7, 'its closing "'),
        ("x = 1\n[[systems]]\ny = '''\n[[systems]]\n", 3, 1, "Expected \"'''\""),
        ("x = 1\ny = [\n1,\n", 2, 1, "Invalid value"),
        ("x = 1\nname", 2, 1, "key = value"),
        ("x = 1\ny = " + "[" * 5000, 2, 1, "nested too deeply"),
        ("x = 1\ny = " + "1" * 5000, 2, 1, "digits"),
        ('[["sy\\qs"]]', 1, 8, "backslash"),
        ("[a]\nx = 1\nx = 1", 3, 1, "keep one"),
    ],
)
def test_a_file_that_is_no_toml_is_refused_naming_line_and_column(
    text: str, line: int, column: int, words: str
) -> None:
    read_only_reason = refused(text).read_only_reason
    assert read_only_reason
    assert (read_only_reason.line, read_only_reason.column) == (line, column)
    assert read_only_reason.message.startswith(f"line {line}, column {column}: ")
    assert words in read_only_reason.message
    assert not read_only_reason.convertible


def test_of_a_broken_file_the_systems_that_can_be_read_are_shown() -> None:
    document = refused(
        '[[systems]]\nid = "a"\n[[systems]]\nid = "b"\nnotes = """\n[[systems]]\nid = "c"\n[tail]\n'
    )
    assert [system.raw for system in document.systems] == [{"id": "a"}, {"id": "c"}]
    assert document.line_of(1, "id") == 7
    assert document.top == {"tail": {}}


def test_of_two_tables_of_one_name_the_first_is_shown() -> None:
    assert refused("[a]\nx = 1\n[[systems]]\n[a]\nx = 2\n").top == {"a": {"x": 1}}


@each_row(
    ("text", "line", "systems"),
    [
        ('systems = [{id = "a"}, {id = "b"}]', 1, [{"id": "a"}, {"id": "b"}]),
        ('[[systems]]\nid = "a"\n[x]\n[systems.owners]\n', 4, [{"id": "a", "owners": {}}]),
        ("systems = []", 1, []),
    ],
)
def test_systems_in_another_shape_are_shown_and_can_be_converted(
    text: str, line: int, systems: list[object]
) -> None:
    document = refused(text)
    assert [system.raw for system in document.systems] == systems
    assert document.read_only_reason
    assert document.read_only_reason.line == line
    assert document.read_only_reason.convertible
    assert "systems" not in document.top


@each_row(
    ("text", "expected"),
    [
        (
            'a = 1 # x\nsystems = [{id = "a", owners = {os = "you"}}, {id = "b"}]\n[y]\nz = 1.0',
            "# x\n\na = 1\n[y]\nz = 1.0\n\n"
            '[[systems]]\nid = "a"\n[systems.owners]\nos = "you"\n\n[[systems]]\nid = "b"\n',
        ),
        ("\ufeffsystems = []\r\n", "\ufeff"),
        ('systems = [{id = "a"}]\r\n', '[[systems]]\r\nid = "a"\r\n'),
    ],
)
def test_another_shape_is_converted_to_what_can_be_edited(text: str, expected: str) -> None:
    before = refused(text)
    converted = before.converted()
    assert converted.data == expected.encode()
    assert converted.read_only_reason is None
    again = Document.parse(converted.data)
    assert (again.top, again.read_only_reason) == (before.top, None)
    assert [system.raw for system in again.systems] == [system.raw for system in before.systems]


@each_row("text", ["[[systems]]\n", "systems.a.name = 1", "x"])
def test_what_is_no_other_shape_is_not_converted(text: str) -> None:
    with pytest.raises(DocumentError, match="Nothing to convert"):
        Document.parse(text.encode()).converted()


def test_what_would_not_read_back_the_same_is_not_converted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = refused("systems = []\nx = 1")
    monkeypatch.setattr(
        "labtui.data.toml.formatting.format_table_body", lambda table, names: ["x = 2"]
    )
    with pytest.raises(DocumentError, match="reads back the same"):
        document.converted()


@each_row("text", ["[systems]\nid = 'a'", "systems.a.name = 1", "systems = [1, {}]"])
def test_systems_that_are_no_list_of_tables_are_refused_and_kept_in_sight(text: str) -> None:
    document = refused(text)
    assert document.systems == ()
    assert document.top == tomllib.loads(text)
    assert document.read_only_reason
    assert document.read_only_reason.line == 1
    assert "[[systems]]" in document.read_only_reason.message


SYSTEM = '[[systems]]\nid = "a"\n'


@each_row("schema", ['"1"', "0", "1.5", "true", "-1", "2", "99", "0x1" + "0" * 5000])
def test_another_schema_is_shown_whole_and_never_changed(schema: str) -> None:
    document = refused(f"# mine\nschema = {schema}\n{SYSTEM}")
    reason = document.read_only_reason
    assert reason
    assert (reason.line, reason.readable, reason.replaceable) == (2, True, False)
    newer = schema in {"2", "99"} or schema.startswith("0x")
    assert ("written by a newer labtui" in reason.message) == newer
    assert reason.message.startswith("line 2: schema is ")
    assert [system.raw for system in document.systems] == [{"id": "a"}]
    with pytest.raises(DocumentError, match="line 2: schema is"):
        document.edit(0, {"name": "A"})
    with pytest.raises(DocumentError, match="line 2: schema is"):
        document.converted()


@each_row("systems", ['systems = [{id = "a"}]', "systems = 3", "[systems]", ""])
def test_another_schema_is_not_converted_whatever_its_shape(systems: str) -> None:
    reason = refused(f"schema = 99\n{systems}\n").read_only_reason
    assert reason
    assert (reason.convertible, reason.readable, reason.replaceable) == (False, True, False)


def test_what_a_newer_labtui_wrote_is_not_replaced_even_where_it_is_not_toml() -> None:
    reason = refused(f"schema = 99\n{SYSTEM}x = {{\n").read_only_reason
    assert reason
    assert (reason.line, reason.readable, reason.replaceable) == (4, False, False)
    assert reason.message.endswith("The file was written by a newer labtui")
    reason = refused(f"schema = 0\n{SYSTEM}x = {{\n").read_only_reason
    assert reason
    assert reason.replaceable


def test_what_is_too_large_is_refused_unparsed() -> None:
    whole = refused(b"#\n" * (MAX_BYTES // 2 + 1)).read_only_reason
    assert whole
    assert f"{MAX_BYTES:,}" in whole.message
    line = refused(b"x = 1\n#" + b"x" * MAX_LINE).read_only_reason
    assert line
    assert line.line == 2
    assert Document.parse(b"#" * MAX_LINE).read_only_reason is None


def test_a_read_only_document_refuses_every_change_with_its_reason() -> None:
    document = refused('[[systems]]\nid = "a"\n[[systems]]\nx\n')
    for change in (
        lambda: document.edit(0, {}),
        lambda: document.append({}),
        lambda: document.add_event(0, "history", {}),
        lambda: document.remove(0),
        lambda: document.edit_top({}),
    ):
        with pytest.raises(DocumentError, match="line 4, column 2"):
            change()
