"""The rebuild order as text: steps, what stands in the way, and why a system stands there."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from labtui.data.analysis.rebuild import Gain, Obstacle, Step, rebuild_order, warnings
from labtui.data.analysis.rebuild_places import Places
from labtui.data.assessment.lab import Lab
from labtui.widgets.lines.layout import Lines
from labtui.widgets.lines.rebuild import (
    MOST_WAITING,
    About,
    Told,
    about_band,
    about_panels,
    heading,
    step_gains,
    step_title,
    told_cells,
    widths,
)
from tests.data.labs import Raw, lab, owners, practices, raw

HOSTILE = "[bold]\x1b[31m漢字かな👩‍🚀 a name that is longer than any column"

SAFE: Raw = {"owners": owners(), "practices": practices(), "holds": "nothing"}

LOOP = (
    raw("nas", **SAFE, depends_on=["dns"]),
    raw("dns", **SAFE, runs_on="nas", used_by=["Ida"]),
    raw("box", **SAFE, recovers_with=["vault"]),
    raw("vault", **{**SAFE, "holds": "originals"}, runs_on="dns", relied_on_for=["data"],
        backs_up_to=["vault"]),
)  # fmt: skip


def about(found: Lab, id: str, lost: str | None = None) -> About:
    return About(found, id, Places(rebuild_order(found, [*found.systems], lost)))


def plain(lines: Lines) -> list[str]:
    return [line.plain.rstrip() for line in lines]


def test_a_loop_is_told_with_its_way_out() -> None:
    found = lab(*LOOP)
    rebuild = rebuild_order(found, [*found.systems])
    assert heading(found, rebuild) == ("From nothing", "4 systems to bring back, in 4 steps")
    assert warnings(rebuild) == [
        "They need each other: nas and dns.",
        "Nothing to restore from: vault.",
    ]
    assert plain(about_band(about(found, "nas"), [], (78, 9))) == [
        "─ nas " + "─" * 58 + " step 1 of 4 ─",
        " It waits for nothing.",
        " ▲ It depends on dns, not back by then.",
        "   → Start nas without dns, and again once dns is back.",
    ]


def test_beside_the_list_stands_what_waits_for_a_system_too() -> None:
    guests = [raw(f"vm{n}", **SAFE, runs_on="dns") for n in range(MOST_WAITING)]
    text = "\n".join(plain(about_panels(about(lab(*LOOP, *guests), "dns"), [], (44, 40))))
    for said in ("step 2 of 4", "Used by Ida.", "It runs on nas, back in step 1.", "and 1 more"):
        assert said in text
    assert "What stands in the way" not in text


def test_what_has_no_room_is_counted() -> None:
    lines = plain(about_band(about(lab(*LOOP), "nas"), [], (78, 3)))
    assert lines[1:] == [" It waits for nothing.", " 2 lines more"]


def test_a_service_and_what_still_runs_need_no_rebuild() -> None:
    found = lab(
        raw("mail", owners=owners("provider"), relied_on_for=["communication"]),
        raw("keys", **SAFE),
        raw("nas", **SAFE, recovers_with=["keys"]),
    )
    band = plain(about_band(about(found, "mail"), [], (60, 9)))
    assert "a service" in band[0]
    assert band[1:] == [
        " There is nothing to rebuild: it only has to be there.",
        " Gives communication.",
    ]
    band = plain(about_band(about(found, "nas", "keys"), [], (60, 9)))
    assert "still runs" in band[0]
    assert band[1:] == [" It still runs. It recovers with keys."]


GAINS = (
    Gain("a", ("data", "storage"), ("Ida", "Tom")),
    Gain("b", ("data",), ("Zoe", "Max", "Kim")),
)


@pytest.mark.parametrize(
    ("step", "title", "gains"),
    [
        (Step(("a",), False, (), ()), "Step 2: 1 system", ("",)),
        (
            Step(("a", "b"), False, GAINS, ()),
            "Step 2: 2 systems at the same time",
            (
                "gives back data and storage, for Ida, Tom, Zoe, Max and 1 more",
                "gives back data and storage, for Ida, Tom and 3 more",
                "gives back data and storage",
                "gives back data and storage",
                "gives back data and 1 more",
                "",
            ),
        ),
        (
            Step(("a",), True, (Gain("a", (), ("Ida",)),), ()),
            "Services, to be there: 1 system",
            ("used by Ida", "used by Ida", ""),
        ),
    ],
)
def test_a_step_says_what_people_get_back(step: Step, title: str, gains: tuple[str, ...]) -> None:
    assert step_title(step, 2, len(step.systems)) == title
    assert step_gains(step) == gains


UNTESTED = Obstacle("a", "untested-restore", "Restore last tested: never.")
UNKNOWN = Obstacle("a", "undocumented", "Not known: is it written down?", unproven=True)


@pytest.mark.parametrize(
    ("of", "width", "said"),
    [
        (Told(GAINS[0], ()), 72, "Gives back data and storage, for Ida …"),
        (Told(None, ()), 80, ""),
        (Told(GAINS[0], (UNTESTED,)), 80, "▲ Restore last tested: never."),
        (Told(None, (UNTESTED, UNKNOWN, UNKNOWN)), 80, "▲ Restore last tested: never.  +2"),
        (Told(None, (UNTESTED,)), 54, "▲ No recent restore test"),
        (Told(None, (UNTESTED,)), 48, "▲ Restore last …"),
        (
            Told(GAINS[0], (UNTESTED, UNKNOWN)),
            141,
            "data and storage                ▲ Restore last tested: never.  "
            "? Not known: is it written …",
        ),
        (Told(None, (), still_runs="It recovers with keys."), 80, "It recovers with keys."),
    ],
)
def test_a_row_tells_as_much_as_fits(of: Told, width: int, said: str) -> None:
    assert "".join(text for text, _ in told_cells(of, widths(width))).rstrip() == said


def test_no_line_is_wider_than_it_may_be() -> None:
    found = lab(*({**each, "name": HOSTILE, "used_by": [HOSTILE] * 3} for each in LOOP))
    for id in found.systems:
        for width in (30, 44, 60, 80, 118):
            of = about(found, id)
            for lines in (about_band(of, [], (width, 5)), about_panels(of, [], (width, 9))):
                assert {line.cell_length for line in lines} == {width}
            shown = Told(of.places.gains.get(id), of.places.obstacles(id))
            cells = told_cells(shown, widths(width))
            assert sum(cell_len(text) for text, _ in cells) <= max(
                2, widths(width).rest + widths(width).gives + 2
            )
