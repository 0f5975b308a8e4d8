"""What an edit did to the levels, in a line."""

from __future__ import annotations

from labtui.data.analysis.effect import edit
from labtui.data.assessment.assessments import AT_ONCE
from tests.data.analysis.conftest import Opened
from tests.data.labs import owners, raw
from tests.rows import each_row


@each_row(
    ("ids", "host", "words"),
    [
        ("a", "rack", "2 → 3a"),
        ("a", "vps", "still 2"),
        ("ab", "rack", "2 → 3a, 1 more changed"),
        ("ac", "rack", "1 of 2 changed level"),
        ("ad", "rack", "2 → 3a"),
        ("d", "rack", ""),
        ("b", "rack", "2 → 3a, 1 more changed"),
    ],
)
def test_one_line_tells_of_all_that_were_moved(
    opened: Opened, ids: str, host: str, words: str
) -> None:
    workspace = opened(
        {"id": "rack", "name": "Rack", "owners": owners()},
        {"id": "vps", "name": "VPS", "owners": owners(hardware="provider")},
        {"id": "a", "name": "A", "runs_on": "vps"},
        {"id": "b", "name": "B", "runs_on": "vps"},
        {"id": "c", "name": "C", "runs_on": "rack"},
        {"id": "d", "name": "Retired", "runs_on": "vps", "status": "retired"},
        {"id": "e", "name": "In b", "runs_on": "b"},
    )
    assert edit(workspace, {id: {"runs_on": host} for id in ids}).words == words


def test_what_reaches_more_than_is_assessed_at_once_is_told_of_the_edited_alone(
    opened: Opened,
) -> None:
    guests = [raw(f"g{n}", runs_on="a") for n in range(AT_ONCE)]
    workspace = opened(
        raw("rack", owners=owners()), raw("vps", owners=owners("provider")),
        raw("a", runs_on="vps"), raw("b", runs_on="vps"), raw("in-b", runs_on="b"), *guests,
    )  # fmt: skip
    known = workspace.lab.assessments
    levels = known["vps"].level, known["rack"].level
    assert known.is_behind, "as it was opened"
    edited = edit(workspace, {"b": {"runs_on": "rack"}})
    assert (edited.words, edited.others) == (" → ".join(map(str, levels)), 0)
    known.assess_all()
    assert edit(workspace, {"b": {"runs_on": "vps"}}).others == 1, "the guest of b"
    known.assess_all()
    assert edit(workspace, {"a": {"runs_on": "rack"}}).others == 0
    assert known.is_behind, "all guests of a"
