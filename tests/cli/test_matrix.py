"""`labtui matrix`."""

from __future__ import annotations

from labtui.cli.commands.matrix import matrix_lines
from labtui.data.framework.levels import LEVELS
from tests.cli.helpers import (
    PAGE,
    Labtui,
    mine,
    raw,
)
from tests.data.labs import lab


def test_matrix(on: Labtui) -> None:
    found = on("matrix", "--json").json
    assert list(found) == ["levels", "undetermined"]
    assert [row["level"] for row in found["levels"]] == list(LEVELS)
    assert found["levels"][2] == {"level": "2", "systems": ["ny-vms"]}
    assert found["undetermined"] == []
    assert max(map(len, on("matrix").lines)) <= 80


def test_the_matrix_has_every_level_and_what_is_missing() -> None:
    found = lab(mine("toy"), raw("a"), raw("b", owners={"os": "you"}))
    text = "\n".join(matrix_lines(found, list(found.systems), PAGE))
    assert "3a  Full-stack homelab" in text
    assert "    → Undecided: toy" in text
    assert text.count("→ none") == 4
    assert "a (who runs its operating system?)" in text
    assert "b (who runs its hardware?)" in text
    rest = "\n".join(matrix_lines(found, ["toy"], PAGE))
    assert "Undetermined" not in rest


def test_the_matrix_tells_what_is_relied_on_and_what_is_misplaced() -> None:
    found = lab(
        mine("host", intended_level="3a"),
        mine("mail", runs_on="host", relied_on_for=["income", "identity"]),
        mine("tv", purpose="entertainment"),
    )
    text = " ".join(" ".join(matrix_lines(found, list(found.systems), PAGE)).split())
    assert "→ host (meant to be 3a; relied on through mail), mail (relied on for income and" in text
    assert "→ Home servers: tv" in text
