"""Known answers: what a command makes of a file, for files in a dozen styles.

Each file of `styles` has the inventory before, then for each command the whole file after it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.helpers import DAY, Labtui, written

STYLES = sorted(Path(__file__).parents[1].joinpath("data", "inventory", "styles").glob("*.txt"))


WITH_CRLF = [path for path in STYLES if path.stem in {"array-comments", "footer", "removed-keys"}]


@pytest.mark.parametrize(
    ("path", "newline"),
    [pytest.param(path, "\n", id=path.stem) for path in STYLES]
    + [pytest.param(path, "\r\n", id=f"{path.stem}-crlf") for path in WITH_CRLF],
)
def test_an_edit_looks_like_its_neighbours(
    home: Path, labtui: Labtui, path: Path, newline: str
) -> None:
    before, *answers = re.split(r"^==== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert answers
    for answer in answers:
        command, _, after = answer.partition("\n")
        file = written(home, "")
        Path(file).write_bytes(before.replace("\n", newline).encode())
        said = labtui("--file", file, "--as-of", DAY, *command.split())
        assert (said.status, said.err) == (0, ""), command
        assert Path(file).read_bytes().decode() == after.replace("\n", newline), command
