"""The systems that a question offers to be picked by a digit."""

from __future__ import annotations

from labtui.data.analysis.best_questions import FactQuestion
from labtui.data.analysis.question_choices import NamedSystems
from tests.data.labs import lab, owners, raw
from tests.rows import each_row

HOUSE = (
    raw("ups", owners={**owners(), "os": "n/a"}),
    raw("pve", owners=owners()),
    raw("films", owners=owners(), runs_on="pve", purpose="entertainment"),
    raw("vault", owners=owners(), runs_on="pve", depends_on=["ups"]),
    raw("wiki", owners=owners(), depends_on=["vault"]),
    raw("disk", kind="storage", owners={**owners(), "os": "n/a"}),
    raw("pbs", owners=owners(), holds="copies"),
    raw("old", status="retired"),
)


@each_row(
    ("id", "key", "offered"),
    [
        # What keeps backups comes first; a UPS and what is there for leisure never does.
        ("vault", "backs_up_to", ["disk", "pbs", "pve", "wiki"]),
        # What runs on a system or depends on it can neither carry it nor be what it needs.
        ("pve", "depends_on", ["ups", "disk", "pbs"]),
        ("ups", "runs_on", ["pve", "films", "pbs"]),
        ("wiki", "recovers_with", ["ups", "pve", "films", "vault", "disk", "pbs"]),
        ("wiki", "exposure", []),
    ],
)
def test_what_is_likely_is_offered(id: str, key: str, offered: list[str]) -> None:
    asked = FactQuestion(id, key, (id,), 0, 0, 0)
    found = lab(*HOUSE)
    choices = NamedSystems().of(found, asked)
    assert [choice.word for choice in choices] == offered
    assert choices == NamedSystems().of(found, asked), "in another session, too"


def test_where_something_is_backed_up_to_may_be_anything() -> None:
    asked = FactQuestion("wiki", "backs_up_to", ("wiki",), 0, 0, 0)
    found = lab(*HOUSE, raw("photos", backs_up_to=["films"]))
    words = [choice.word for choice in NamedSystems().of(found, asked)]
    assert words == ["films", "disk", "pbs", "pve", "vault", "photos"]
