"""The inventory's text: what is read, what an edit changes, and above all what it leaves alone."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labtui.data.inventory import document as document_module
from labtui.data.inventory.document import REMOVED, Document
from labtui.data.inventory.read_only import MAX_BYTES, MAX_LINE
from labtui.data.toml.splicing import Splicer
from labtui.errors import DocumentError

LAB = """\
# My lab. Edited by hand and by labtui; comments stay.
schema = 1

# --- lab -----------------------------------------------------------------
[[systems]]
id = "pve-cluster"
name = "Proxmox mini-cluster (3 nodes)"
backs_up_to = ["pbs"]
[systems.owners]   # everything down to the power cord
hardware = "you"
os = "you"
[systems.evidence]
patched = 2026-11-02
wipeable = true
[[systems.history]]
date = 2026-10-04
event = "experiment"
note = "killed one node during a live migration"

[[systems]]
id = "zoltan"
name = "Zoltan!"
owners = { hardware = "you", os = "you", application = "you" }
evidence = { wipeable = true, patched = "never" }

# --- services ------------------------------------------------------------
[[systems]]
id = "vaultwarden"
name = "Vaultwarden"
runs_on = "synology"             # move it to pve-cluster and the lab is production in denial
relied_on_for = ["authentication"]
url = "https://vault.home.example"
"""


def parsed(text: str) -> Document:
    document = Document.parse(text.encode())
    assert document.read_only_reason is None, document.read_only_reason
    return document


def refused(text: str | bytes) -> Document:
    data = text.encode() if isinstance(text, str) else text
    document = Document.parse(data)
    assert document.read_only_reason is not None
    assert document.data == data
    return document


def one(body: str) -> Document:
    """A document of one system with this text below its id, and another system after it."""
    return parsed(f'[[systems]]\nid = "a"\n{body}\n[[systems]]\nid = "b"\n')


def body_of(document: Document) -> str:
    """The text `one` put into the first system, as it is now."""
    text = document.systems[0].text
    assert text.startswith('[[systems]]\nid = "a"\n')
    return text.removeprefix('[[systems]]\nid = "a"\n').removesuffix("\n")


def meaning(data: bytes) -> Any:
    return tomllib.loads(data.removeprefix(b"\xef\xbb\xbf").decode())


def typed(value: object) -> object:
    """A value in a form which compares by type as well: True is not 1, nan is nan."""
    if isinstance(value, dict):
        return {key: typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    if isinstance(value, datetime | time):
        return type(value).__name__, value.isoformat()
    return type(value).__name__, repr(value)


# --- the law of edits, over documents in every style people write ---------------------------------

TRICKY = [
    "you",
    "",
    "it's # no comment ] }",
    'say "hi" \\ there',
    "two\nlines",
    "[[systems]]\nid = 'fake'\n[settings]\n",
    "# note-x\n[[systems]]",
    "tab\tand é and \U0001f600",
    "\x7f\x01\r\n",
]
TEXT = st.sampled_from(TRICKY)
SCALAR: st.SearchStrategy[Any] = st.one_of(
    TEXT,
    st.booleans(),
    st.integers(-3, 10**20),
    st.sampled_from([1.0, 0.0, -0.0, float("inf"), float("nan"), 1e16, 5e-7]),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(timezone(timedelta(hours=5, minutes=30)))),
    st.times(),
)
TEXTS = st.lists(TEXT, max_size=3)
TABLE = st.dictionaries(st.sampled_from(["os", "access", "a.b", "ключ", ""]), SCALAR, max_size=4)
ENTRIES = st.lists(
    st.fixed_dictionaries({"date": st.dates()}, optional={"note": TEXT, "level": SCALAR}),
    min_size=1,
    max_size=3,
)
SMELL = st.fixed_dictionaries(
    {}, optional={"date": st.dates(), "own": TEXT, "notes": TABLE.filter(bool)}
)
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "name": SCALAR,
    "tags": TEXTS,
    "depends_on": TEXTS,
    "odd": st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=2), max_leaves=4),
    "owners": TABLE,
    "evidence": TABLE,
    "smell_test": SMELL,
    "history": ENTRIES,
    "accepted": ENTRIES,
}
SYSTEM = st.fixed_dictionaries({}, optional=FACTS)


class Writer:
    """Writes a document in styles drawn at random, with a numbered comment wherever one may be."""

    def __init__(self, draw: Callable[..., Any]) -> None:
        self.draw = draw
        self.notes = 0

    def coin(self) -> bool:
        return bool(self.draw(st.booleans()))

    def note(self, before: str = "  ") -> str:
        if not self.coin():
            return ""
        self.notes += 1
        return f"""{before}# note-{self.notes}. it's [[systems]] "quoted" ]"""

    def lines_between(self) -> str:
        gap = "\n" * self.draw(st.integers(0, 1))
        above = self.note(self.draw(st.sampled_from(["", "\t"])))
        return gap + (above and above + "\n" + "\n" * self.draw(st.integers(0, 1)))

    def key(self, key: str) -> str:
        bare = key.isascii() and key.replace("_", "").isalnum()
        return key if bare and self.coin() else f'"{key}"'

    def text(self, value: str) -> str:
        printable = all(char == "\n" or (char >= " " and char != "\x7f") for char in value)
        forms = ["basic"]
        if printable and "'" not in value:
            forms += ["'''"] + ["'"] * ("\n" not in value)
        if printable and '"' not in value and "\\" not in value:
            forms += ['"""', '"""\\']
        form = self.draw(st.sampled_from(forms))
        if form == "basic":
            table = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"})
            escaped = value.translate(table).replace("\x7f", "\\u007F").replace("\x01", "\\u0001")
            return f'"{escaped}"'
        if form == '"""\\':
            return f'"""\\\n   {value}"""' if not value[:1].isspace() else f'"""{value}"""'
        return f"{form}\n{value}{form}" if len(form) == 3 else f"{form}{value}{form}"

    def value(self, value: object) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(self.items("", value)) + "}"
        if isinstance(value, list):
            return self.array(value)
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, date | time):
            return value.isoformat()
        return repr(value)

    def items(self, above: str, value: dict[str, Any]) -> list[str]:
        found = []
        for key, inner in value.items():
            name = above + self.key(key)
            if isinstance(inner, dict) and inner and self.coin():
                found += self.items(f"{name}.", inner)
            else:
                found.append(f"{name} = {self.value(inner)}")
        return found

    def array(self, value: list[object]) -> str:
        if self.coin():
            return "[" + ", ".join(map(self.value, value)) + "]"
        text = "[" + self.note() + "\n"
        for index, item in enumerate(value):
            comma = "," if index + 1 < len(value) or self.coin() else ""
            text += f"    {self.value(item)}{comma}{self.note()}\n"
        return text + "]"

    def pair(self, key: str, value: object) -> str:
        indent = self.draw(st.sampled_from(["", "  "]))
        return f"{indent}{key} = {self.value(value)}{self.note()}\n{self.lines_between()}"

    def table(self, name: str, value: dict[str, Any]) -> str:
        """A table as a header with lines; tables inside it by headers below."""
        inner = {key: item for key, item in value.items() if isinstance(item, dict)}
        rest = [self.pair(self.key(key), value[key]) for key in value if key not in inner]
        return "".join(
            [f"[ {name} ]{self.note()}\n", *rest]
            + [self.table(f"{name}.{self.key(key)}", item) for key, item in inner.items()]
        )

    def dotted(self, name: str, value: dict[str, Any]) -> str:
        return "".join(
            self.dotted(f"{name}.{self.key(key)}", item)
            if isinstance(item, dict)
            else self.pair(f"{name} . {self.key(key)}", item)
            for key, item in value.items()
        )

    def system(self, raw: dict[str, Any]) -> str:
        pairs, tables = [], []
        for key, value in raw.items():
            name = self.key(key)
            style = self.draw(st.sampled_from(["inline", "dotted", "header"]))
            if isinstance(value, dict) and style == "header":
                tables.append(self.table(f"systems.{name}", value))
            elif isinstance(value, dict) and value and style == "dotted":
                pairs.append(self.dotted(name, value))
            elif key in ("history", "accepted") and style == "header":
                for entry in value:
                    lines = "".join(self.pair(self.key(part), entry[part]) for part in entry)
                    tables.append(f"[[ systems.{name}]]{self.note()}\n{lines}")
            else:
                pairs.append(self.pair(name, value))
        header = self.draw(st.sampled_from(["[[systems]]", "[[ systems ]]", '  [["systems"]]']))
        above = self.lines_between()
        return f"{above}{header}{self.note()}\n" + "".join(pairs) + "".join(tables)


@st.composite
def documents(draw: Callable[..., Any]) -> tuple[str, int]:
    """A document's text in some style, and how many numbered comments it has."""
    write = Writer(draw)
    systems = draw(st.lists(SYSTEM, max_size=3))
    text = draw(st.sampled_from(["", "# My lab\n\n", "schema = 1\n", "schema = 1\n[settings]\n"]))
    text += "".join(write.system({"id": f"s{n}"} | raw) for n, raw in enumerate(systems))
    text += draw(st.sampled_from(["", "\n[settings2]\nreview_days = 3\n"]))
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return draw(st.sampled_from(["", "\ufeff"])) + text, write.notes


VALUES = st.one_of(SCALAR, TEXTS, TABLE, ENTRIES, st.just(REMOVED), *FACTS.values())
KEYS = [*FACTS, "notes", "owners.os", "owners.access", "evidence.os", "smell_test.notes.os"]
CHANGES = st.dictionaries(st.sampled_from([*KEYS, "smell_test.own", "new.a.b"]), VALUES, max_size=3)
THOROUGH = settings(max_examples=200)
FUZZ = settings(THOROUGH, max_examples=60)


def changed(raw: dict[str, Any], changes: dict[str, object]) -> dict[str, Any] | None:
    """What an edit has to mean, said the plainest way; None where it has to be refused."""
    raw = deepcopy(raw)
    for key, value in changes.items():
        *tables, last = key.split(".")
        table: Any = raw
        for name in tables:
            if name not in table and value is REMOVED:
                break
            table = table.setdefault(name, {})
            if not isinstance(table, dict):
                return None
        else:
            if value is REMOVED:
                table.pop(last, None)
            else:
                table[last] = value
    return raw


@THOROUGH
@given(documents(), CHANGES, st.data())
def test_an_edit_says_what_was_asked_and_nothing_else_changes(
    written: tuple[str, int], changes: dict[str, object], data: st.DataObject
) -> None:
    text, notes = written
    before = Document.parse(text.encode())
    assert before.read_only_reason is None
    assert before.data == text.encode()
    assert typed(before.top | {"systems": [s.raw for s in before.systems]}) == typed(
        {"systems": []} | meaning(before.data)
    )
    if not before.systems:
        return
    index = data.draw(st.integers(0, len(before.systems) - 1))
    raw = changed(before.systems[index].raw, changes)
    if raw is None:
        with pytest.raises(DocumentError, match="no table"):
            before.edit(index, changes)
        return
    after = before.edit(index, changes)
    assert after.read_only_reason is None
    expected = meaning(before.data)
    expected["systems"][index] = raw
    assert typed(meaning(after.data)) == typed(expected)
    assert typed(after.systems[index].raw) == typed(raw)
    untouched = [block for block in before.blocks if block is not before.systems[index]]
    assert [block for block in after.blocks if block is not after.systems[index]] == untouched
    found = Counter(re.findall(r"# (note-\d+)\. it's", after.data.decode()))
    assert found == Counter(f"note-{n}" for n in range(1, notes + 1))
    again = Document.parse(after.data)
    assert [block.text for block in again.blocks] == [block.text for block in after.blocks]
    assert again.read_only_reason is None


# --- reading ------------------------------------------------------------------------------------


@THOROUGH
@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_come_back_as_they_were(data: bytes) -> None:
    assert Document.parse(data).data == data


@FUZZ
@given(documents(), st.integers(0), st.sampled_from(["", '"""', "[", "\xff", "\r", "]]", "=", "'"]))
def test_a_file_damaged_anywhere_opens_unchanged_and_with_a_reason(
    written: tuple[str, int], place: int, damage: str
) -> None:
    text, _ = written
    place %= len(text) + 1
    data = (text[:place] + damage + text[place + 1 :]).encode()
    document = Document.parse(data)
    assert document.data == data
    try:
        whole = meaning(data)
    except ValueError:
        assert document.read_only_reason is not None
        assert f"line {document.read_only_reason.line}" in document.read_only_reason.message
        with pytest.raises(DocumentError, match="can only be read"):
            document.append({"id": "new"})
    else:
        assert typed(whole.get("systems", [])) == typed([s.raw for s in document.systems]) or (
            document.read_only_reason is not None
        )


def test_no_edit_makes_a_line_too_long_to_be_read_again() -> None:
    document = one('name = "A"')
    for change in ({"notes": "x" * MAX_LINE}, {"tags": ["é" * 60] * 9000}):
        with pytest.raises(DocumentError, match="a line would have more than 1,048,576 bytes"):
            document.edit(0, change)
    assert document.edit(0, {"notes": "x" * (MAX_LINE - 100)}).read_only_reason is None


def test_an_empty_inventory_has_its_schema_and_no_systems() -> None:
    document = Document.empty()
    assert document.data == b"schema = 1\n"
    assert document.top == {"schema": 1}
    assert document.systems == ()
    assert document.read_only_reason is None


def test_a_file_with_nothing_in_it_can_be_edited() -> None:
    assert parsed("").append({"id": "a"}).data == b'[[systems]]\nid = "a"\n'


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
    "value",
    [
        '"""\n[[systems]]\n[settings]\n"""',
        "'''\n[[systems]]\n[settings]\n'''",
        '[\n["systems"],\n[["settings"]]\n]',
        '"""\n[settings]\\"""\n""""',
    ],
)
def test_a_header_in_a_string_or_array_is_none(value: str) -> None:
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


# --- refusing -----------------------------------------------------------------------------------


def test_a_byte_that_is_not_utf_8_is_named_and_the_rest_is_shown() -> None:
    document = refused('schema = 1\n[[systems]]\nname = "Zoé'.encode() + b'\xe9"\n')
    assert document.read_only_reason
    assert (document.read_only_reason.line, document.read_only_reason.column) == (3, 12)
    assert "0xE9 is not UTF-8" in document.read_only_reason.message
    assert [system.raw for system in document.systems] == [{"name": "Zoé\ufffd"}]


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize("text", ["[[systems]]\n", "systems.a.name = 1", "x"])
def test_what_is_no_other_shape_is_not_converted(text: str) -> None:
    with pytest.raises(DocumentError, match="only valid TOML of another shape"):
        Document.parse(text.encode()).converted()


def test_what_would_not_read_back_the_same_is_not_converted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = refused("systems = []\nx = 1")
    monkeypatch.setattr(
        "labtui.data.inventory.document.format_table_body", lambda table, names: ["x = 2"]
    )
    with pytest.raises(DocumentError, match="reads back the same"):
        document.converted()


@pytest.mark.parametrize("text", ["[systems]\nid = 'a'", "systems.a.name = 1", "systems = [1, {}]"])
def test_systems_that_are_no_list_of_tables_are_refused_and_kept_in_sight(text: str) -> None:
    document = refused(text)
    assert document.systems == ()
    assert document.top == tomllib.loads(text)
    assert document.read_only_reason
    assert document.read_only_reason.line == 1
    assert "[[systems]]" in document.read_only_reason.message


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


# --- changing a system --------------------------------------------------------------------------


def test_moving_vaultwarden_changes_that_line_alone_and_keeps_its_comment() -> None:
    document = parsed(LAB)
    after = document.edit(2, {"runs_on": "pve-cluster"})
    old = 'runs_on = "synology"             # move it'
    assert after.data.decode() == LAB.replace(old, old.replace("synology", "pve-cluster"))
    assert document.data.decode() == LAB


@pytest.mark.parametrize(
    ("body", "changes", "expected"),
    [
        ("", {"purpose": "x"}, 'purpose = "x"\n'),
        ("x = 1 # c\n\n", {"y": True}, "x = 1 # c\ny = true\n\n"),
        ("  x = 1\n# more\n\n# apart\n", {"y": 2}, "  x = 1\n# more\n  y = 2\n\n# apart\n"),
        ("x = 1 # c\ny = 2\n", {"x": REMOVED}, "# c\ny = 2\n"),
        ("x = 1\n", {"z": REMOVED, "o.z": REMOVED}, "x = 1\n"),
        ("[systems.o]\na = 1\n", {"x": 1}, "x = 1\n[systems.o]\na = 1\n"),
        ("[systems.o] # c\n", {"o.a": 1}, "[systems.o] # c\na = 1\n"),
        ("[systems.o]\na = 1\n", {"o.a": REMOVED}, "[systems.o]\n"),
        ("[systems.o] # c\na = 1\n", {"o": REMOVED}, "# c\n"),
        ("[systems.o]\na = 1\nb = 2\n", {"o": {"b": 3}}, "[systems.o]\nb = 3\n"),
        ("[systems.o]\na = 1\n", {"o": {}}, "[systems.o]\n"),
        ("[systems.o]\na = 1\n", {"o": 1}, "o = 1\n"),
        ("", {"o.a": 1, "o.b": 2}, "[systems.o]\na = 1\nb = 2\n"),
        ("", {"o": {"p": {"x": 1}, "a": 2}}, "[systems.o]\na = 2\n[systems.o.p]\nx = 1\n"),
        ("[systems.o.p]\na = 1\n", {"o.x": 1}, "[systems.o.p]\na = 1\n[systems.o]\nx = 1\n"),
        ("x = 1\n\n[systems.o]\n", {"p.a": 1}, "x = 1\n\n[systems.o]\n\n[systems.p]\na = 1\n"),
        ("o.a = 1\nx = 1\n", {"o.b": 2}, "o.a = 1\no.b = 2\nx = 1\n"),
        ("o.a = 1\n", {"o.p.q": 2}, "o.a = 1\no.p.q = 2\n"),
        ("o.a = 1\n", {"o.a": REMOVED}, "o = {}\n"),
        ("o = { a = 1, b = 2 } # c\n", {"o.b": 3}, "o = { a = 1, b = 3 } # c\n"),
        ("o = {a=1,b=2}\n", {"o.c": "x"}, 'o = {a=1,b=2, c = "x"}\n'),
        ("o = { a = 1, b = 2 }\n", {"o.a": REMOVED}, "o = { b = 2 }\n"),
        ("o = { a = 1, b = 2 }\n", {"o.b": REMOVED}, "o = { a = 1 }\n"),
        ("o = { a = 1 }\n", {"o.a": REMOVED}, "o = {}\n"),
        ("o = {}\n", {"o.a": 1}, "o = { a = 1 }\n"),
        ("o = { p.a = 1, p.b = 2 }\n", {"o.p.c": 3}, "o = { p.a = 1, p.b = 2, p.c = 3 }\n"),
        ("o = { p.a = 1, b = 2 }\n", {"o.p": REMOVED}, "o = { b = 2 }\n"),
        ("o = { p = { a = 1, b = 2 } }\n", {"o.p.a": REMOVED}, "o = { p = { b = 2 } }\n"),
        ("o = { p.a = 1 }\n", {"o.p.a": REMOVED}, "o = { p = {} }\n"),
        ("o = { p.a = 1, b = 2 }\n", {"o.p": 3}, "o = { b = 2, p = 3 }\n"),
        ("o = { p = { a = 1 } }\n", {"o.p.a": 2}, "o = { p = { a = 2 } }\n"),
        ("t = ['a', 'b']\n", {"t": ["a", "b", "c"]}, "t = ['a', 'b', \"c\"]\n"),
        ("t = ['a', 'b']\n", {"t": ["b"]}, 't = ["b"]\n'),
        ("t = ['a']\n", {"t": []}, "t = []\n"),
        ("t = []\n", {"t": ["a", {"b": 1}]}, 't = ["a", { b = 1 }]\n'),
        ("t = [\n 1, # c\n 2 # d\n]\n", {"t": [1, 2, 3]}, "t = [\n 1, # c\n 2, # d\n 3,\n]\n"),
        ("t = [\n 1,\n]\n", {"t": [1, 2]}, "t = [\n 1,\n 2,\n]\n"),
        ("t = [1,\n 2]\n", {"t": [1, 2, 3]}, "t = [1,\n 2, 3]\n"),
        ("t = [\n 1, # c\n 2\n ] # d\n", {"t": [2]}, "# c\nt = [\n 2,\n ] # d\n"),
        ("t = [1,\n 2]\n", {"t": [3, 4]}, "t = [\n  3,\n  4,\n]\n"),
        ("t = [ # c\n]\n", {"t": [1]}, "# c\nt = [1]\n"),
        ("t = [\n 1, # it's ]\n]\n", {"t": REMOVED}, "# it's ]\n"),
        ('s = """\n# no\n"""\n', {"s": "a\nb"}, 's = "a\\nb"\n'),
        ("d = 2026-01-01 # c\n", {"d": date(2026, 2, 3)}, "d = 2026-02-03 # c\n"),
        ("d = 2026-01-01 07:00:00\n", {"d": True}, "d = true\n"),
    ],
)
def test_an_edit_keeps_the_shape_and_the_comments_it_finds(
    body: str, changes: dict[str, object], expected: str
) -> None:
    assert body_of(one(body).edit(0, changes)) == expected


def test_an_edit_uses_the_newlines_of_the_file() -> None:
    document = Document.parse(b'\xef\xbb\xbf[[systems]]\r\nid = "a"\r\nt = [ # c\r\n 1,\r\n]\r\n')
    after = document.edit(0, {"t": [2], "o.x": 1})
    assert after.data == (
        b'\xef\xbb\xbf[[systems]]\r\nid = "a"\r\n# c\r\nt = [\r\n 2,\r\n]\r\n'
        b"[systems.o]\r\nx = 1\r\n"
    )


def test_a_file_without_a_last_newline_stays_one() -> None:
    assert parsed("[[systems]]\nx = 1").edit(0, {"y": 2}).data == b"[[systems]]\nx = 1\ny = 2"
    assert parsed("[[systems]]").edit(0, {"o.y": 2}).data == b"[[systems]]\n[systems.o]\ny = 2"


def test_a_comment_left_at_the_end_does_not_move_to_the_next_system() -> None:
    document = parsed("[[systems]]\nx = 1 # mine\n[[systems]]\n").edit(0, {"x": REMOVED})
    assert document.data == b"[[systems]]\n# mine\n\n[[systems]]\n"


def test_an_edit_that_changes_nothing_gives_the_same_document() -> None:
    document = one("x = 1\no = { f = nan }")
    assert document.edit(0, {"x": 1, "o": {"f": float("nan")}}) is document
    assert document.edit(0, {"x": True}) is not document
    assert document.edit(0, {"x": 1.0}).systems[0].raw["x"] == 1.0
    assert document.edit_top({"x": REMOVED}) is document


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (1, True),
        (1, 1.0),
        (0.0, -0.0),
        (date(2026, 1, 1), datetime(2026, 1, 1)),
        (
            datetime(2026, 1, 1, 12, tzinfo=UTC),
            datetime(2026, 1, 1, 13, tzinfo=timezone(timedelta(hours=1))),
        ),
        ([1, 2], [1, True]),
        (time(7), "07:00:00"),
    ],
)
def test_values_that_only_look_equal_are_replaced(old: object, new: object) -> None:
    document = Document.empty().append({"x": old}).edit(0, {"x": new})
    assert typed(document.systems[0].raw["x"]) == typed(new)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "\udc80",
        {"\ud800": 1},
        {1: 2},
        {1},
        pytest.param(1 << 20000, id="huge"),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(seconds=1))),
    ],
)
def test_what_toml_cannot_hold_is_refused_saying_so(value: object) -> None:
    with pytest.raises(DocumentError, match=r"^line 1: x: |cannot be written"):
        one("").edit(0, {"x": value})
    with pytest.raises(DocumentError):
        Document.empty().append({"x": value})
    with pytest.raises(DocumentError):
        Document.empty().edit_top({"x": value})


def test_a_key_below_what_is_no_table_is_refused_with_its_line() -> None:
    with pytest.raises(DocumentError, match=r"^line 3: owners.os: owners is no table"):
        one('owners = "you"').edit(0, {"owners.os": "you"})


def test_values_nested_without_end_are_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(DocumentError, match="nested too deeply"):
        one("").edit(0, {"x": endless})


def test_the_caller_may_change_its_own_value_afterwards() -> None:
    tags = ["a"]
    document = one("").edit(0, {"tags": tags, "more": ("b",)})
    tags.append("b")
    assert document.systems[0].raw == {"id": "a", "tags": ["a"], "more": ["b"]}


# --- arrays of tables ---------------------------------------------------------------------------

TWO_EVENTS = """\
[[systems.history]] # first
n = 1
# about one

# second, above
[[systems.history]]
n = 2
[systems.history.more]
x = 1
[systems.owners]
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = 1\n", "x = 1\n[[systems.history]]\nn = 3\n"),
        ("history = []\n", "history = [{ n = 3 }]\n"),
        ("history = [{ n = 1 }] # c\n", "history = [{ n = 1 }, { n = 3 }] # c\n"),
        (
            "history = [\n  { n = 1 } # c\n]\n",
            "history = [\n  { n = 1 }, # c\n  { n = 3 },\n]\n",
        ),
        (TWO_EVENTS, TWO_EVENTS.replace("[systems.o", "[[systems.history]]\nn = 3\n[systems.o")),
    ],
)
def test_an_event_is_added_in_the_shape_the_others_have(body: str, expected: str) -> None:
    assert body_of(one(body).add_event(0, "history", {"n": 3})) == expected


def test_an_event_cannot_be_added_to_what_is_no_list() -> None:
    with pytest.raises(DocumentError, match=r"^line 3: history is no list of tables"):
        one("history = 1").add_event(0, "history", {"n": 3})


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (
            [{"n": 2, "more": {"x": 1}}],
            "# first\n# about one\n\n" + TWO_EVENTS[TWO_EVENTS.index("# second") :],
        ),
        (
            [{"n": 1}],
            TWO_EVENTS[: TWO_EVENTS.index("[[systems.history]]\nn = 2")] + "[systems.owners]\n",
        ),
        (
            [{"n": 1}, {"n": 5, "more": {"x": 2}}],
            TWO_EVENTS.replace("n = 2", "n = 5").replace("x = 1", "x = 2"),
        ),
        (
            [{"n": 1}, {"n": 2, "more": {"x": 1, "y": [{"z": 1}]}}],
            TWO_EVENTS.replace("x = 1\n", "x = 1\n[[systems.history.more.y]]\nz = 1\n"),
        ),
        ([], "# first\n# about one\nhistory = []\n\n# second, above\n[systems.owners]\n"),
    ],
)
def test_a_list_of_tables_changes_only_where_it_differs(
    entries: list[object], expected: str
) -> None:
    assert body_of(one(TWO_EVENTS).edit(0, {"history": entries})) == expected


# --- when splicing goes wrong -------------------------------------------------------------------

SPOILT = """\
# above
[[systems]]
id = "a" # the id
t = [ # list
 1,
]
# last

# apart

[[systems]]
"""


def test_a_splice_that_went_wrong_is_replaced_by_the_block_written_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def spoil(splicer: Splicer, old: object, new: object) -> None:
        splicer.text = splicer.text.replace('"a"', '"b"')

    monkeypatch.setattr(Splicer, "change", spoil)
    document = parsed(SPOILT)
    after = document.edit(0, {"t": [2], "o.x": "a\r\nb"})
    assert after.systems[0].raw == {"id": "a", "t": [2], "o": {"x": "a\r\nb"}}
    assert after.systems[0].text == (
        '# above\n# the id\n# list\n# last\n[[systems]]\nid = "a"\nt = [\n    2,\n]\n\n'
        '[systems.o]\nx = "a\\r\\nb"\n\n# apart\n\n'
    )
    assert after.systems[1] is document.systems[1]
    only_tables = parsed("[[systems]]\n").edit(0, {"o.x": [{"y": 1}], "h": [{"n": "n" * 99}]})
    assert only_tables.systems[0].raw == {"o": {"x": [{"y": 1}]}, "h": [{"n": "n" * 99}]}


def test_an_edit_nothing_can_write_is_refused_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(document_module, "_rendered", lambda *_: "[[systems]]\nx = 1")
    monkeypatch.setattr(Splicer, "change", lambda self, *_: setattr(self, "text", "x ="))
    with pytest.raises(DocumentError, match="line 2: this change of t cannot be written"):
        parsed(SPOILT).edit(0, {"t": 5})


# --- whole systems ------------------------------------------------------------------------------

ZOLTAN = {
    "id": "zoltan",
    "history": [{"date": date(2026, 1, 2), "event": "added", "more": {"x": 1}}],
    "owners": {"os": "you", "a.b": "nobody"},
    "tags": ["a", "b"],
    "smell_test": {"notes": {"own": "yes"}, "own": "yes"},
    "odd": [],
}
ZOLTAN_TEXT = """\
[[systems]]
id = "zoltan"
tags = ["a", "b"]
odd = []
[systems.owners]
os = "you"
"a.b" = "nobody"
[systems.smell_test]
own = "yes"
[systems.smell_test.notes]
own = "yes"
[[systems.history]]
date = 2026-01-02
event = "added"
[systems.history.more]
x = 1
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("schema = 1\n", f"schema = 1\n\n{ZOLTAN_TEXT}"),
        ("schema = 1", f"schema = 1\n\n{ZOLTAN_TEXT}"),
        ("[[systems]]\n\n[tail]\n", f"[[systems]]\n\n{ZOLTAN_TEXT}\n[tail]\n"),
        ("[[systems]]\n# end", f"[[systems]]\n# end\n\n{ZOLTAN_TEXT}"),
    ],
)
def test_a_new_system_comes_after_the_last_one_well_laid_out(before: str, after: str) -> None:
    document = parsed(before).append(ZOLTAN)
    assert document.data.decode() == after
    assert document.systems[-1].raw == ZOLTAN
    assert document == Document.parse(document.data)


@FUZZ
@given(documents(), SYSTEM)
def test_a_system_added_says_what_it_should_and_all_others_stay(
    written: tuple[str, int], raw: dict[str, Any]
) -> None:
    before = Document.parse(written[0].encode())
    after = before.append(raw)
    assert [s.text.strip() for s in after.systems[:-1]] == [s.text.strip() for s in before.systems]
    expected = meaning(before.data)
    expected.setdefault("systems", []).append(raw)
    assert typed(meaning(after.data)) == typed(expected)
    gone = after.remove(len(before.systems))
    assert [s.text.strip() for s in gone.blocks] == [s.text.strip() for s in before.blocks]


@FUZZ
@given(documents(), st.data())
def test_a_system_removed_takes_nothing_else_along(
    written: tuple[str, int], data: st.DataObject
) -> None:
    before = Document.parse(written[0].encode())
    if not before.systems:
        return
    index = data.draw(st.integers(0, len(before.systems) - 1))
    after = before.remove(index)
    expected = {"systems": []} | meaning(before.data)
    del expected["systems"][index]
    assert typed({"systems": []} | meaning(after.data)) == typed(expected)
    again = Document.parse(after.data)
    assert [block.text for block in again.blocks] == [block.text for block in after.blocks]
    assert typed(again.top) == typed(after.top)


def test_a_removed_system_takes_its_comments_but_not_a_section_heading() -> None:
    text = "[[systems]]\n\n# of b\n[[systems]] # b\n# b too\n\n# --- section ---\n\n[[systems]]\n"
    document = parsed(text).remove(1)
    assert document.data == b"[[systems]]\n\n\n# --- section ---\n\n[[systems]]\n"
    assert parsed("[[systems]]\n\n[[systems]]\n").remove(0).data == b"[[systems]]\n"


def test_what_stood_around_the_only_system_is_one_when_it_is_gone() -> None:
    assert parsed("x = 1\n[[systems]]\n[tail]\n").remove(0) == parsed("x = 1\n[tail]\n")


def test_the_last_key_below_a_system_can_go() -> None:
    document = parsed("[a]\n[[systems]]\n[b]\nx = 1\n").edit_top({"b": REMOVED})
    assert document.data == b"[a]\n[[systems]]\n"
    assert document.top == {"a": {}}
    assert document.edit_top({"b.x": 1}).data == b"[a]\n\n[b]\nx = 1\n[[systems]]\n"


# --- outside the systems ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ("schema = 1\n", {"settings.d": 9}, "schema = 1\n\n[settings]\nd = 9\n"),
        ("# lab\n\n[[systems]]\n", {"schema": 1}, "# lab\n\nschema = 1\n[[systems]]\n"),
        ("# lab\n[settings]\n", {"schema": 1}, "schema = 1\n# lab\n[settings]\n"),
        ("# lab\n", {"settings.d": 9}, "# lab\n\n[settings]\nd = 9\n"),
        ("", {"settings.d": 9}, "[settings]\nd = 9\n"),
        ("[settings]\nd = 1 # c\n", {"settings.d": REMOVED}, "[settings]\n# c\n"),
        ("schema = 1 # c\n", {"schema": REMOVED}, "# c\n"),
        (
            "[a]\n[[systems]]\n[settings]\nd = 1 # c\n[[systems]]\n",
            {"settings.d": 2, "settings.e": 3},
            "[a]\n[[systems]]\n[settings]\nd = 2 # c\ne = 3\n[[systems]]\n",
        ),
        ("x.a = 1\n[[systems]]\n[x.b]\n", {"x.b.c": 1}, "x.a = 1\n[[systems]]\n[x.b]\nc = 1\n"),
    ],
)
def test_settings_are_changed_where_they_stand(
    before: str, changes: dict[str, object], after: str
) -> None:
    document = parsed(before).edit_top(changes)
    assert document.data.decode() == after
    assert document == Document.parse(document.data)


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("", "systems", []),
        ("x = 1\n", "x.y", 1),
        ("[[systems]]\n[x]\n", "x", 1),
        ("x.a = 1\n[[systems]]\n[x.b]\n", "x", REMOVED),
    ],
)
def test_what_cannot_be_changed_outside_the_systems_is_refused(
    text: str, key: str, value: object
) -> None:
    with pytest.raises(DocumentError, match=rf"^line \d+: {key}: "):
        parsed(text).edit_top({key: value})
