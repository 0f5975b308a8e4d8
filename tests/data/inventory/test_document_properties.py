"""Properties of documents: every edit says what was asked, and nothing else changes."""

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labtui.data.inventory.document import REMOVED, Document
from labtui.errors import DocumentError
from tests.data.generate import law
from tests.data.inventory.documents import meaning, typed
from tests.data.inventory.strategies import (
    CHANGES,
    FUZZ,
    SYSTEM,
    changed,
    documents,
)


@law
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
    emptied = {key.partition(".")[0] for key, value in changes.items() if value is REMOVED}
    if raw is None:
        with pytest.raises(DocumentError, match="no table"):
            before.edit(index, changes)
        return
    after = before.edit(index, changes)
    assert after.read_only_reason is None
    for key in emptied & raw.keys() - after.systems[index].raw.keys():
        assert raw.pop(key) == {}  # of a table of dotted keys nothing is left
    expected = meaning(before.data)
    expected["systems"][index] = raw
    assert typed(meaning(after.data)) == typed(expected)
    assert typed(after.systems[index].raw) == typed(raw)
    untouched = [block for block in before.blocks if block is not before.systems[index]]
    assert [block for block in after.blocks if block is not after.systems[index]] == untouched
    found = Counter(re.findall(r"# (note-\d+)\. it's", after.data.decode()))
    written_notes = Counter(f"note-{n}" for n in range(1, notes + 1))
    assert found <= written_notes
    # What is removed takes the comments about it along; tests/torture says which those are.
    if not any(value is REMOVED or isinstance(value, list | dict) for value in changes.values()):
        assert found == written_notes
    again = Document.parse(after.data)
    assert [block.text for block in again.blocks] == [block.text for block in after.blocks]
    assert again.read_only_reason is None


@law
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


@FUZZ
@given(documents(), SYSTEM)
def test_a_system_added_says_what_it_should_and_all_others_stay(
    written: tuple[str, int], raw: dict[str, Any]
) -> None:
    before = Document.parse(written[0].encode())
    after = before.append(raw)
    expected = meaning(before.data)
    expected.setdefault("systems", []).append(raw)
    assert typed(meaning(after.data)) == typed(expected)
    again = Document.parse(after.data)
    assert [block.text for block in again.blocks] == [block.text for block in after.blocks]
    gone = after.remove(len(before.systems))
    assert gone.data.strip() == before.data.strip()


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
