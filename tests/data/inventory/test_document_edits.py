"""Edit a system: layout, comments and newlines stay."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from labtui.data.inventory import raw_tables
from labtui.data.inventory.document import REMOVED, Document
from labtui.data.inventory.read_only import MAX_LINE
from labtui.data.toml.splicing import Splicer
from labtui.errors import DocumentError
from tests.data.inventory.documents import LAB, body_of, one, parsed, typed
from tests.rows import each_row


def test_no_edit_makes_a_line_too_long_to_be_read() -> None:
    document = one('name = "A"')
    for change in ({"notes": "x" * MAX_LINE}, {"tags": ["é" * 60] * 9000}):
        with pytest.raises(DocumentError, match="a line would have more than 1,048,576 bytes"):
            document.edit(0, change)
    assert document.edit(0, {"notes": "x" * (MAX_LINE - 100)}).read_only_reason is None


def test_moving_vaultwarden_changes_that_line_alone_and_keeps_its_comment() -> None:
    document = parsed(LAB)
    after = document.edit(2, {"runs_on": "pve-cluster"})
    old = 'runs_on = "synology"             # move it'
    assert after.data.decode() == LAB.replace(old, old.replace("synology", "pve-cluster"))
    assert document.data.decode() == LAB


@each_row(
    ("body", "changes", "expected"),
    [
        ("", {"purpose": "x"}, 'purpose = "x"\n'),
        ("x = 1 # c\n\n", {"y": True}, "x = 1 # c\ny = true\n\n"),
        ("  x = 1\n# more\n\n# apart\n", {"y": 2}, "  x = 1\n# more\n  y = 2\n\n# apart\n"),
        ("x = 1 # c\ny = 2\n", {"x": REMOVED}, "y = 2\n"),
        ("x = 1\n", {"z": REMOVED, "o.z": REMOVED}, "x = 1\n"),
        ("[systems.o]\na = 1\n", {"x": 1}, "x = 1\n[systems.o]\na = 1\n"),
        ("[systems.o] # c\n", {"o.a": 1}, "[systems.o] # c\na = 1\n"),
        ("[systems.o]\na = 1\n", {"o.a": REMOVED}, "[systems.o]\n"),
        ("[systems.o] # c\na = 1\n", {"o": REMOVED}, ""),
        ("[systems.o]\na = 1\nb = 2\n", {"o": {"b": 3}}, "[systems.o]\nb = 3\n"),
        ("[systems.o]\na = 1\n", {"o": {}}, "[systems.o]\n"),
        ("[systems.o]\na = 1\n", {"o": 1}, "o = 1\n"),
        ("", {"o.a": 1, "o.b": 2}, "[systems.o]\na = 1\nb = 2\n"),
        ("", {"o": {"p": {"x": 1}, "a": 2}}, "[systems.o]\na = 2\n[systems.o.p]\nx = 1\n"),
        ("[systems.o.p]\na = 1\n", {"o.x": 1}, "[systems.o.p]\na = 1\n[systems.o]\nx = 1\n"),
        ("x = 1\n\n[systems.o]\n", {"p.a": 1}, "x = 1\n\n[systems.o]\n\n[systems.p]\na = 1\n"),
        ("o.a = 1\nx = 1\n", {"o.b": 2}, "o.a = 1\no.b = 2\nx = 1\n"),
        ("o.a = 1\n", {"o.p.q": 2}, "o.a = 1\no.p.q = 2\n"),
        ("o.a = 1\n", {"o.a": REMOVED}, ""),
        ("o.p.q = 1\nx = 1\n", {"o.p.q": REMOVED}, "x = 1\n"),
        ("[systems.o]\np.q = 1\n", {"o.p.q": REMOVED}, "[systems.o]\n"),
        ("o = { a = 1, b = 2 } # c\n", {"o.b": 3}, "o = { a = 1, b = 3 } # c\n"),
        ("o = {a=1,b=2}\n", {"o.c": "x"}, 'o = {a=1,b=2,c="x"}\n'),
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
        ("t = ['a', 'b']\n", {"t": ["a", "b", "c"]}, "t = ['a', 'b', 'c']\n"),
        ("t = ['a', 'b']\n", {"t": ["b"]}, "t = ['b']\n"),
        ("t = ['a']\n", {"t": []}, "t = []\n"),
        ("t = []\n", {"t": ["a", {"b": 1}]}, 't = ["a", { b = 1 }]\n'),
        ("t = [\n 1, # c\n 2 # d\n]\n", {"t": [1, 2, 3]}, "t = [\n 1, # c\n 2, # d\n 3\n]\n"),
        ("t = [\n 1,\n]\n", {"t": [1, 2]}, "t = [\n 1,\n 2,\n]\n"),
        ("t = [1,\n 2]\n", {"t": [1, 2, 3]}, "t = [1,\n 2,\n 3]\n"),
        ("t = [\n 1, # c\n 2\n ] # d\n", {"t": [2]}, "t = [\n 2\n ] # d\n"),
        ("t = [1,\n 2]\n", {"t": [3, 4]}, "t = [3,\n 4]\n"),
        ("t = [ # c\n]\n", {"t": [1]}, "t = [ # c\n  1,\n]\n"),
        ("t = [\n 1, # it's ]\n]\n", {"t": REMOVED}, ""),
        ('s = """\n# no\n"""\n', {"s": "a\nb"}, 's = """\na\nb"""\n'),
        ("d = 2026-01-01 # c\n", {"d": date(2026, 2, 3)}, "d = 2026-02-03 # c\n"),
        ("d = 2026-01-01 07:00:00\n", {"d": True}, "d = true\n"),
    ],
)
def test_an_edit_keeps_the_shape_and_the_comments_it_finds(
    body: str, changes: dict[str, object], expected: str
) -> None:
    assert body_of(one(body).edit(0, changes)) == expected


def test_a_text_of_several_lines_is_written_as_those_around_it() -> None:
    text = "[[systems]]\nx = 1\n[[systems]]\ny = '''a'''\n[[systems]]\nn = '''\na\nb\n'''\n"
    after = parsed(text).edit(0, {"n": "one\ntwo\n", "m": "one"})
    assert after.systems[0].text == "[[systems]]\nx = 1\nn = '''\none\ntwo\n'''\nm = \"one\"\n"
    assert parsed("[[systems]]\n").edit(0, {"n": "a\nb"}).data == b'[[systems]]\nn = "a\\nb"\n'


def test_an_edit_uses_the_newlines_of_the_file() -> None:
    document = Document.parse(b'\xef\xbb\xbf[[systems]]\r\nid = "a"\r\nt = [ # c\r\n 1,\r\n]\r\n')
    after = document.edit(0, {"t": [2], "o.x": 1})
    assert after.data == (
        b'\xef\xbb\xbf[[systems]]\r\nid = "a"\r\nt = [ # c\r\n 2,\r\n]\r\n[systems.o]\r\nx = 1\r\n'
    )


def test_a_file_without_a_last_newline_stays_one() -> None:
    assert parsed("[[systems]]\nx = 1").edit(0, {"y": 2}).data == b"[[systems]]\nx = 1\ny = 2"
    assert parsed("[[systems]]").edit(0, {"o.y": 2}).data == b"[[systems]]\n[systems.o]\ny = 2"


def test_a_comment_left_at_the_end_does_not_move_to_the_next_system() -> None:
    document = parsed("[[systems]]\n# y = 2\nx = 1\n[[systems]]\n").edit(0, {"x": REMOVED})
    assert document.data == b"[[systems]]\n# y = 2\n\n[[systems]]\n"


def test_an_edit_that_changes_nothing_gives_the_same_document() -> None:
    document = one("x = 1\no = { f = nan }")
    assert document.edit(0, {"x": 1, "o": {"f": float("nan")}}) is document
    assert document.edit(0, {"x": True}) is not document
    assert document.edit(0, {"x": 1.0}).systems[0].raw["x"] == 1.0
    assert document.edit_top({"x": REMOVED}) is document


@each_row(
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


@each_row(
    ("body", "expected"),
    [
        ("x = 1\n", "x = 1\n[[systems.history]]\nn = 3\n"),
        ("history = []\n", "history = [{ n = 3 }]\n"),
        ("history = [{ n = 1 }] # c\n", "history = [{ n = 1 }, { n = 3 }] # c\n"),
        (
            "history = [\n  { n = 1 } # c\n]\n",
            "history = [\n  { n = 1 }, # c\n  { n = 3 }\n]\n",
        ),
        (TWO_EVENTS, TWO_EVENTS.replace("[systems.o", "\n[[systems.history]]\nn = 3\n[systems.o")),
    ],
)
def test_an_event_is_added_in_the_shape_the_others_have(body: str, expected: str) -> None:
    assert body_of(one(body).add_event(0, "history", {"n": 3})) == expected


def test_an_event_cannot_be_added_to_what_is_no_list() -> None:
    with pytest.raises(DocumentError, match=r"^line 3: history is no list of tables"):
        one("history = 1").add_event(0, "history", {"n": 3})


@each_row(
    ("entries", "expected"),
    [
        (
            [{"n": 2, "more": {"x": 1}}],
            "\n" + TWO_EVENTS[TWO_EVENTS.index("# second") :],
        ),
        (
            [{"n": 1}],
            TWO_EVENTS[: TWO_EVENTS.index("# second")] + "[systems.owners]\n",
        ),
        (
            [{"n": 1}, {"n": 5, "more": {"x": 2}}],
            TWO_EVENTS.replace("n = 2", "n = 5").replace("x = 1", "x = 2"),
        ),
        (
            [{"n": 1}, {"n": 2, "more": {"x": 1, "y": [{"z": 1}]}}],
            TWO_EVENTS.replace("x = 1\n", "x = 1\n[[systems.history.more.y]]\nz = 1\n"),
        ),
        ([], "history = []\n[systems.owners]\n"),
    ],
)
def test_a_list_of_tables_changes_only_where_it_differs(
    entries: list[object], expected: str
) -> None:
    assert body_of(one(TWO_EVENTS).edit(0, {"history": entries})) == expected


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


def test_a_failed_splice_is_replaced_by_the_block_written_whole(
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
    monkeypatch.setattr(raw_tables, "rendered", lambda *_: "[[systems]]\nx = 1")
    monkeypatch.setattr(Splicer, "change", lambda self, *_: setattr(self, "text", "x ="))
    with pytest.raises(DocumentError, match="line 2: this change of t cannot be written"):
        parsed(SPOILT).edit(0, {"t": 5})
