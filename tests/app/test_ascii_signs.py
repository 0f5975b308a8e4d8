"""labtui's signs in ASCII: none is missing, and each takes one cell."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from rich.cells import cell_len

import labtui
from labtui.app.ascii_signs import ASCII, wants_ascii
from tests.rows import each_row

DRAWN_BY = ("app", "commands", "data", "screens", "text", "widgets")


def drawn_signs() -> Iterator[tuple[str, str]]:
    """Each sign that is no letter in a string of the modules that draw, and the module."""
    package = Path(labtui.__file__).parent
    for path in (path for folder in DRAWN_BY for path in (package / folder).rglob("*.py")):
        if path.name == "ascii_signs.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                signs = {c for c in node.value if not c.isascii() and c.isprintable()}
                yield from ((c, path.name) for c in signs if unicodedata.category(c)[0] in "SP")


def test_every_sign_has_one_in_ascii() -> None:
    missing = {(sign, module) for sign, module in drawn_signs() if ord(sign) not in ASCII}
    assert {(sign, module) for sign, module in missing if module != "cell_text.py"} == set()


def test_each_takes_one_cell() -> None:
    for sign, plain in ASCII.items():
        assert cell_len(chr(sign)) == cell_len(plain) == 1
        assert plain.isascii()


@each_row(
    ("chosen", "environ", "wanted"),
    [
        (None, {"TERM": "xterm-256color"}, False),
        (None, {"TERM": "linux"}, True),
        ("unicode", {"TERM": "linux"}, False),
        ("ascii", {}, True),
    ],
)
def test_who_gets_them(chosen: str | None, environ: dict[str, str], wanted: bool) -> None:
    assert wants_ascii(chosen, environ) is wanted
