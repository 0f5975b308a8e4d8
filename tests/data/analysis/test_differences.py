"""Which systems are told of otherwise than before, and which were edited."""

from __future__ import annotations

from labtui.data.analysis.differences import changed, differs, edited, told_of
from tests.data.labs import Raw, lab, owners, raw, system

RAWS = (
    raw("host", owners=owners()),
    raw("guest", runs_on="host"),
    raw("apart", owners=owners("provider")),
    raw("gone"),
    raw("left", status="retired"),
)


def test_what_is_told_differently_changed_and_so_did_what_was_edited() -> None:
    before = lab(*RAWS)
    now = before.supposing(
        {
            "host": system(raw("host", owners=owners("provider"))),
            "apart": system({**RAWS[2], "name": "Apart"}),
            "gone": None,
            "new": system(raw("new")),
        }
    )
    was, is_now = before.assessments, now.assessments
    found = changed(was, is_now)
    assert [*found] == ["host", "guest", "apart", "gone", "new"]
    assert all(pair == (was.get(id), is_now.get(id)) for id, pair in found.items())
    assert edited(before.systems, now.systems) == ["host", "apart", "new", "gone"]
    assert differs(*found["guest"]), "it was moved by its host"
    assert not differs(*found["apart"])
    assert told_of(is_now.get("gone")) is None


def test_what_is_assessed_again_is_no_change() -> None:
    """As after an edit that was taken back: other objects say the same."""
    before, again = lab(*RAWS), lab(*RAWS)
    assert changed(before.assessments, again.assessments) == {}
    assert changed(before.assessments, before.assessments) == {}
    assert edited(before.systems, again.systems) == []


def test_what_retires_is_told_of_no_more() -> None:
    before = lab(*RAWS)
    retired: Raw = {**RAWS[3], "status": "retired"}
    now = before.supposing({"gone": system(retired)})
    assert changed(before.assessments, now.assessments) == {
        "gone": (before.assessments["gone"], None)
    }
