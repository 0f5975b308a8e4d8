"""An inventory is read the same with what was parsed before and without."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labtui.data.inventory import blocks, parsed_blocks
from labtui.data.inventory.document import Document
from labtui.data.inventory.parsed_blocks import ParsedBlocks
from tests.data.generate import law
from tests.data.inventory.documents import LAB, typed
from tests.data.inventory.strategies import documents
from tests.rows import each_row


@pytest.fixture(autouse=True)
def small_ones_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsed_blocks, "SMALLEST", 0)


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The text of each block that is parsed."""
    parsed: list[str] = []
    parse = blocks.parse_block

    def noted(text: str, *more: object) -> blocks.Block:
        parsed.append(text)
        return parse(text, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(blocks, "parse_block", noted)
    return parsed


def read_and_kept(directory: Path, text: str | bytes, name: str = "lab.toml") -> Document:
    """A text as it is read when the program is started, and kept when it ends."""
    parsed = ParsedBlocks(lambda: directory / "parsed", directory / name)
    document = parsed.parse(text.encode() if isinstance(text, str) else text)
    parsed.keep()
    return document


def told(document: Document) -> object:
    """All that a document says, with its types."""
    raws = [(block.text, block.is_system, block.newlines) for block in document.blocks]
    said = [typed(block.raw) for block in document.blocks]
    return raws, said, typed(document.top), document[2:]


@law
@given(documents(), documents())
def test_what_was_parsed_before_changes_nothing(
    first: tuple[str, int], second: tuple[str, int]
) -> None:
    texts = [first[0], first[0], second[0], first[0] + second[0], second[0]]
    with TemporaryDirectory() as directory:
        for text in texts:
            document = read_and_kept(Path(directory), text)
            assert told(document) == told(Document.parse(text.encode()))


PARTS = st.sampled_from(
    [
        b"[[systems]]\n",
        b"[systems.owners]\n",
        b"[settings]\n",
        b'id = "a"\n',
        b"day = 2026-11-21\n",
        b"x = [10:00:00, {y = 2026-11-21T10:00:00Z}]\n",
        b"# note\n",
        b'"""',
        b"\n",
        b"\r\n",
        b"\xff",
    ]
)
ANYTHING = st.lists(PARTS, max_size=9).map(b"".join)


@law
@given(ANYTHING, ANYTHING)
def test_whatever_stands_in_the_file(first: bytes, second: bytes) -> None:
    with TemporaryDirectory() as directory:
        for data in (first, first, second, first + second, second):
            document = read_and_kept(Path(directory), data)
            assert told(document) == told(Document.parse(data))


def test_only_what_is_new_is_parsed(tmp_path: Path, parses: list[str]) -> None:
    read_and_kept(tmp_path, LAB)
    assert len(parses) == 4
    read_and_kept(tmp_path, LAB)
    assert len(parses) == 4
    document = read_and_kept(tmp_path, LAB.replace("Zoltan!", "Zoltan"))
    assert parses[4:] == [document.systems[1].text]


def test_a_little_that_is_new_is_not_kept(tmp_path: Path, parses: list[str]) -> None:
    more = "".join(f'\n[[systems]]\nid = "s{number}"\n' for number in range(100))
    read_and_kept(tmp_path, LAB + more)
    parses.clear()
    for _ in range(2):
        read_and_kept(tmp_path, LAB + more.replace('"s7"', '"s7"\nname = "Seven"'))
        assert len(parses) == 1
        parses.clear()


@each_row("text", [LAB.replace("[[systems]]", "[[systems]", 1), 'systems = [{id = "a"}]', "a = "])
def test_what_cannot_be_changed_is_not_kept(tmp_path: Path, text: str) -> None:
    assert read_and_kept(tmp_path, text).read_only_reason is not None
    assert not tmp_path.joinpath("parsed").exists()


def test_what_is_nested_too_deeply_is_parsed_each_time(tmp_path: Path) -> None:
    shallow = Document.parse(LAB.encode())
    deep: list[object] = []
    for _ in range(10_000):
        deep = [deep]
    name = next(block for block in shallow.blocks if block.is_system)
    odd = name._replace(raw={"id": "a", "x": deep})
    kept, _ = parsed_blocks._to_marshal([odd, name])
    assert [text for text, *_ in kept] == [name.text]


def test_a_damaged_file_is_as_none(tmp_path: Path, parses: list[str]) -> None:
    read_and_kept(tmp_path, LAB)
    (file,) = tmp_path.joinpath("parsed").iterdir()
    file.write_bytes(file.read_bytes()[:-7])
    parses.clear()
    assert told(read_and_kept(tmp_path, LAB)) == told(Document.parse(LAB.encode()))
    assert len(parses) == 8  # and those of the other reading
    parses.clear()
    read_and_kept(tmp_path, LAB)
    assert parses == []


def test_each_inventory_has_its_own(tmp_path: Path) -> None:
    for number in range(10):
        read_and_kept(tmp_path, LAB, f"{number}.toml")
    assert len(list(tmp_path.joinpath("parsed").iterdir())) == 8


def test_a_small_one_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsed_blocks, "SMALLEST", len(LAB) + 100)
    read_and_kept(tmp_path, LAB)
    assert list(tmp_path.iterdir()) == []
