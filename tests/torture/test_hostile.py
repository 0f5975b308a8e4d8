# ruff: noqa: E501
"""Files mutated and edits meant to go wrong: no traceback, no wrong data, no byte touched."""

from __future__ import annotations

import contextlib
import io
import tomllib
from collections import Counter
from copy import deepcopy
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import tomlrt

from labtui.cli.main import main as labtui
from labtui.data.inventory.document import REMOVED, Document
from labtui.data.toml.syntax import comments, comments_start, skip_comments, statements
from labtui.data.toml.values import same
from labtui.errors import LabtuiError
from tests.data.labs import VECTORS
from tests.screens.conftest import HOMELAB
from tests.torture.conftest import bounded, rng
from tests.torture.writer import opened

# --- files

SEEDS = [HOMELAB.read_bytes(), *(path.read_bytes() for path in VECTORS)]
NASTY = [
    b"\xff", b"\x00", b"\xef\xbb\xbf", b"\r\n", b"\r", b'"', b"'''", b'"""', b"[", b"]", b"{", b"}",
    b"[[systems]]\n", b"[systems.owners]\n", b"systems = [{}]\n", b"= ", b"#", b"\\", b"\\uD800",
    b'id = "pbs"\n', b"1e999", b"nan", b"99999999999999999999999", b"0001-01-01", b"9999-12-31",
    b"\xc2\x9b", b"\xe2\x80\xae", b"a." * 300, b"[" * 2000, b"{a=" * 500, b"x" * 70_000,
    b'owners = "you"\n', b"history = 3\n", b"[settings]\nreview_days = -1\n", b"schema = 2\n",
]  # fmt: skip


def mutated(chance: Random) -> bytes:
    """An inventory with a few things done to it that should not have been."""
    data = bytearray(chance.choice(SEEDS))
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        start = chance.randrange(len(data) + 1)
        stop = min(len(data), start + chance.choice((0, 0, 1, 1, 3, 40, 400)))
        lines = data.split(b"\n")
        what = chance.randrange(6)
        if what == 0:
            data[start:stop] = chance.choice(NASTY)
        elif what == 1:
            del data[start:stop]
        elif what == 2:
            data[start:stop] = chance.randbytes(stop - start)
        elif what == 3:
            data[start:start] = data[stop : stop + 200]
        elif what == 4:
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
            data = bytearray(b"\n".join(lines))
        else:
            at = chance.randrange(len(lines))
            name = lines[at].partition(b"=")[0]
            lines[at] = name + b"= " + chance.choice((*NASTY, b"1", b"true", b"[]", b'"x"', b"{}"))
            data = bytearray(b"\n".join(lines))
        if not data:
            break
    return bytes(data)


def checked(file: Path) -> tuple[int, str]:
    """What `labtui check` says of a file, and its exit status."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = labtui(["check", "--file", str(file), "--as-of", "2026-11-21"])
    out.flush()
    err.flush()
    return status, (out.buffer.getvalue() + err.buffer.getvalue()).decode()


def test_mutated_inventories(tmp_path: Path, figures) -> None:
    chance = rng("files")
    file = tmp_path / "inventory.toml"
    found: Counter[str] = Counter()
    for number in range(bounded(500, 10_000)):
        data = mutated(chance)
        file.write_bytes(data)
        where = f"file {number}, kept at {file}"
        try:
            assert Document.parse(data).data == data, where
            workspace = opened(file, tmp_path)
            found["read only" if workspace.read_only_reason else "editable"] += 1
            found["with problems"] += bool(workspace.problems)
            found["edited"] += edited(workspace)
            status, said = checked(file)
        except Exception as error:
            error.add_note(where)
            raise
        assert status in {0, 1, 2}, where
        assert "Traceback" not in said, f"{where}:\n{said}"
        assert not set(said) & {"\x1b", "\x9b", "\x00", "\u202e"}, where
        assert file.read_bytes() == data, where
        found["files"] += 1
    figures(**found)
    assert found["editable"] > found["files"] / 10
    assert found["read only"] > found["files"] / 10


def edited(workspace) -> bool:
    """Change one fact and take it back; whether it could be changed."""
    before = workspace.document.data
    id = next(iter(workspace.ids), None)
    if id is None or workspace.read_only_reason:
        return False
    try:
        workspace.edit({id: {"notes": "tried"}})
    except LabtuiError:
        assert workspace.document.data == before
        return False
    workspace.undo()
    assert workspace.document.data == before
    return True


# --- edits

TEXTS = [
    "", "plain", 'q"uo"te', "it's", "back\\slash", "two\nlines", "cr\r\nlf", '"""', "'''", "# no comment",
    "[[systems]]", "a = 1", "\t", "é", "e\u0301", "\u202eabc", "\U0001f4a9", "x" * 3000, "\x7f", "\x00", "\x1b[31m",
    "]", "}", "\\u0041", " lead", "trail ", "\n", "\n\n[systems.owners]\n", "\ufeff", "\x85", "\u2028",
]  # fmt: skip
KEYS = [
    "name", "notes", "tags", "owners.os", "owners.hardware", "evidence.patched", "evidence.wipeable", "smell_test.notes.own",
    "smell_test.date", "unknown", "odd.deep.er", "utilization", "relied_on_for", "history", "accepted",
]  # fmt: skip

LAYOUTS = [
    '{key} = {value}', '{key}={value}', '  {key}   =   {value}   # why', '{key} = {value} # ] }} " \' [[systems]]',
    '# above {key}\n{key} = {value}', '\n\n{key} = {value}\n', '\t{key}\t= {value}\t',
]  # fmt: skip


def literal(chance: Random, value: object) -> str:
    """A value as people might write it, in one of many ways."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return chance.choice((str(value), f"+{value}", hex(value)))
    if isinstance(value, str):
        ways = [basic(value)]
        if "'" not in value and value.isprintable():
            ways.append(f"'{value}'")
        if value.isprintable() and '"' not in value and "\\" not in value:
            ways += [f'"""{value}"""', f'"""\n{value}"""', f'"""\\\n   {value.lstrip()}"""'][
                : 3 if value == value.lstrip() else 2
            ]
        return chance.choice(ways)
    if isinstance(value, list):
        items = [literal(chance, item) for item in value]
        if not items:
            return chance.choice(("[]", "[ ]", "[\n]", "[ # none\n]"))
        return chance.choice((
            f"[{', '.join(items)}]",
            "[\n" + "".join(f"  {item},  # of {{ [\n" for item in items) + "]",
            "[ " + "\n, ".join(items) + "\n]",
        ))  # fmt: skip
    assert isinstance(value, dict)
    return "{ " + ", ".join(f"{name} = {literal(chance, v)}" for name, v in value.items()) + " }"


def basic(text: str) -> str:
    escapes = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
    return '"' + "".join(
        escapes.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c) for c in text
    ) + '"'  # fmt: skip


def value_for(chance: Random) -> Any:
    """A value of any kind; lists and tables of them too."""
    return chance.choice((
        lambda: chance.choice(TEXTS), lambda: chance.choice(TEXTS), lambda: chance.randrange(200), lambda: chance.random() < 0.5,
        lambda: date(2026, 1, chance.randint(1, 28)), lambda: [chance.choice(TEXTS) for _ in range(chance.randrange(4))],
        lambda: {"a": chance.choice(TEXTS), "b": chance.randrange(9)},
    ))()  # fmt: skip


def owners(chance: Random) -> str:
    """A system's owners, in one of the ways to write a table."""
    said = {"os": "you", "hardware": "provider"}
    return chance.choice((
        "",
        f"owners = {literal(chance, said)} # o\n",
        "".join(f"owners.{name} = {basic(value)} # d\n" for name, value in said.items()),
        "[systems.owners] # t\n"
        + "".join(f'"{name}" = {basic(value)}\n# below\n' for name, value in said.items()),
    ))  # fmt: skip


def hostile(chance: Random) -> bytes:
    """An inventory laid out in as many ways as TOML allows one table a system."""
    parts = [chance.choice(("", "# top\n", "\n\n")), "schema = 1\n"]
    if chance.random() < 0.3:
        parts.append("[settings]\nreview_days = 30 # [[systems]]\n")
    for number in range(chance.randint(1, 4)):
        parts.append(chance.choice(("", "\n", "# of the system\n", "\n# set apart\n\n# of it\n")))
        parts.append(chance.choice(("[[systems]]", "[[ systems ]]  # c", '[["systems"]]')) + "\n")
        parts.append(f'id = "s{number}"\n')
        later = []
        for key in chance.sample(["name", "notes", "tags", "unknown", "utilization", '"a key"'], 3):
            layout = chance.choice(LAYOUTS)
            parts.append(layout.format(key=key, value=literal(chance, value_for(chance))) + "\n")
        parts.append(owners(chance))
        if chance.random() < 0.4:
            later.append("[systems.smell_test.notes]\nown = '''\n[[systems]]\n'''\n")
        if chance.random() < 0.4:
            later += ['[[systems.history]] # e\ndate = 2026-01-01\nevent = "incident"\n'] * 2
        chance.shuffle(later)
        parts += later
    if chance.random() < 0.2:
        parts.append("[settings2]\nx = 1\n")
    text = "".join(parts)
    if chance.random() < 0.2:
        text = text.rstrip("\n")
    if chance.random() < 0.2:
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return (b"\xef\xbb\xbf" if chance.random() < 0.1 else b"") + text.encode()


def stated(raw: dict[str, Any], key: str, value: object) -> bool:
    """Change plain tables by a dotted key; whether there was anything in the way."""
    *tables, last = key.split(".")
    for name in tables:
        if name not in raw and value is REMOVED:
            return True
        raw = raw.setdefault(name, {})
        if not isinstance(raw, dict):
            return False
    if value is REMOVED:
        raw.pop(last, None)
    else:
        raw[last] = value
    return True


def second_opinion(text: str, index: int, key: str, value: object) -> dict[str, Any] | None:
    """What the file says once tomlrt has made the edit; None where it refuses."""
    try:
        document = tomlrt.loads(text)
        table = document["systems"][index]
        *tables, last = key.split(".")
        for name in tables:
            if name not in table:
                if value is REMOVED:
                    break
                table[name] = {}
            table = table[name]
        else:
            if value is not REMOVED:
                table[last] = deepcopy(value)
            elif last in table:
                del table[last]
        return tomllib.loads(tomlrt.dumps(document))
    except (tomlrt.TOMLError, ValueError, TypeError, KeyError, AttributeError):
        return None


def without_emptied(raw: dict[str, Any], said: dict[str, Any], tables: list[str]) -> None:
    """Drop the empty tables on a path that the file lacks: dotted keys go with their last one."""
    if not tables or not isinstance(inner := raw.get(tables[0]), dict):
        return
    without_emptied(inner, said.get(tables[0], {}), tables[1:])
    if inner == {} and tables[0] not in said:
        del raw[tables[0]]


def wrong(data: bytes, new: bytes, index: int, key: str, value: object) -> str:
    """What is wrong with an edit; empty for nothing."""
    old_text = data.decode("utf-8-sig")
    said = tomllib.loads(new.decode("utf-8-sig"))
    meant = tomllib.loads(old_text)
    stated(meant["systems"][index], key, value)
    other = second_opinion(old_text, index, key, value)
    if value is REMOVED:
        for one in (meant, other):
            if one:
                without_emptied(one["systems"][index], said["systems"][index], key.split(".")[:-1])
    if not same(said, meant):
        return "wrong data"
    if other is not None and not same(other, said):
        return "tomlrt says otherwise"
    before, after = Document.parse(data), Document.parse(new)
    if after.read_only_reason:
        return "refused when read again"
    position = before.blocks.index(before.systems[index])
    for number, (a, b) in enumerate(zip(before.blocks, after.blocks, strict=True)):
        if number != position and a.text != b.text:
            return "another block touched"
    told = [Counter(comments(blocks[position].text)) for blocks in (before.blocks, after.blocks)]
    if told[1] - told[0]:
        return "a comment made up"
    may_go = value is REMOVED or isinstance(value, list | dict)
    about = comments_about(before.blocks[position].text, key) if may_go else Counter[str]()
    return "a comment lost" if told[0] - told[1] - about else ""


def comments_about(text: str, key: str) -> Counter[str]:
    """The comments on the lines of a fact of the block's system, and those that touch them."""
    path = ("systems", 0, *key.split("."))
    about: Counter[str] = Counter()
    for found in statements(text):
        if found.path[: len(path)] == path or found.path == path[: len(found.path)] != path[:2]:
            start, stop = comments_start(text, found.start), skip_comments(text, found.stop)
            about += Counter(comments(text[start:stop]))
    return about


def test_hostile_edits(figures) -> None:
    chance = rng("edits")
    found: Counter[str] = Counter()
    while found["edits"] < bounded(1_500, 40_000):
        data = hostile(chance)
        document = Document.parse(data)
        try:
            tomllib.loads(data.decode("utf-8-sig"))
        except ValueError:
            assert document.read_only_reason
            found["invalid"] += 1
            continue
        assert document.read_only_reason is None, (document.read_only_reason, data)
        for _ in range(5):
            index = chance.randrange(len(document.systems))
            key = chance.choice(KEYS)
            value = REMOVED if chance.random() < 0.25 else value_for(chance)
            found["edits"] += 1
            data = document.data
            try:
                document = document.edit(index, {key: value})
            except LabtuiError:
                found["refused"] += 1
                assert document.data == data
                continue
            problem = wrong(data, document.data, index, key, value)
            assert not problem, (
                f"{problem}: {key} = {value!r} of system {index}\n{data!r}\n{document.data!r}"
            )
            found["agreed with tomlrt"] += (
                second_opinion(data.decode("utf-8-sig"), index, key, value) is not None
            )
            found["spliced"] += data != document.data
    figures(**found)
    assert found["invalid"] < found["edits"] / 10
    assert found["refused"] < found["edits"] / 10
    assert found["agreed with tomlrt"] > found["edits"] / 2


@pytest.mark.parametrize("harm", ["wrong data", "another block touched", "a comment lost"])
def test_control_a_careless_edit_is_caught(harm: str) -> None:
    data = b'# kept\n[[systems]]\nid = "a"\nnotes = "1"\n# too\n\n[[systems]]\nid = "b"\nnotes = "1" # c\n'
    new = {
        "wrong data": data.replace(b'"1"', b'"2"'),
        "a comment lost": data.replace(b'"1"', b'"2"', 1).replace(b"# too\n", b""),
        "another block touched": data.replace(b'"1"', b'"2"', 1).replace(b" # c", b""),
    }[harm]
    assert wrong(data, new, 0, "notes", "2").startswith(harm)
