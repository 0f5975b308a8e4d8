"""The map of risk and learning: its zones, who stands where, and what is said of who strays."""

from __future__ import annotations

from hypothesis import given

from labtui.data.analysis.risk_map import (
    COLUMNS,
    ROWS,
    ZONES,
    Place,
    Zone,
    moved,
    place_of,
    strays,
    zone_at,
)
from labtui.data.assessment.assessment import Assessment
from tests.data.assessment.test_laws import law
from tests.data.generate import labs
from tests.data.labs import Raw, assessed, days_ago, lab, owners, practices, smell_test
from tests.rows import each_row

LEARNED = {"history": [{"date": days_ago(10), "event": "experiment"}]}
CONTAINED = {"exposure": "lan", "evidence": {"wipeable": True}}
ATTACKED = {"exposure": "internet", "practices": {"access_control": "no"}}
RENTED = {"owners": owners(hardware="provider")}
FULL_STACK = {"owners": owners()}
LAB = {**FULL_STACK, "purpose": "learning"}
SETTLED = {
    **FULL_STACK,
    "purpose": "reliability",
    "relied_on_for": [],
    "depends_on": [],
    "holds": "copies",
    "exposure": "vpn",
    "backs_up_to": ["vault"],
    "practices": practices(),
    "evidence": {
        "monitored": True,
        "restore_tested": days_ago(5),
        "patched": days_ago(5),
    },
    "smell_test": smell_test(),
}


def judged(*tables: Raw) -> Assessment:
    """A system that states all of these, beside one it may back up to."""
    raw: Raw = {"id": "s"}
    for table in tables:
        raw.update(table)
    return assessed(raw, {"id": "vault", **RENTED})


class TestZones:
    def test_every_place_is_in_one(self) -> None:
        assert sorted(place for zone in ZONES for place in zone.places) == [
            (row, column) for row in range(len(ROWS)) for column in range(len(COLUMNS))
        ]
        assert len(ROWS) * len(COLUMNS) == 24

    @each_row("zone", ZONES, ids=lambda zone: zone.title)
    def test_they_are_rectangles_in_reading_order(self, zone: Zone) -> None:
        places = zone.places
        rows, columns = {p.row for p in places}, {p.column for p in places}
        assert list(places) == sorted(Place(row, column) for row in rows for column in columns)
        assert len(places) == (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)

    @each_row("zone", ZONES, ids=lambda zone: zone.title)
    def test_their_texts_fit_the_frame(self, zone: Zone) -> None:
        assert len(zone.title) <= 30
        assert len(zone.short_title) <= 22
        assert zone.meaning.endswith(".")

    def test_two_are_confusions(self) -> None:
        assert [zone.title for zone in ZONES if zone.confusion] == [
            "Production, too much risk",
            "Lab, not contained",
        ]

    def test_zone_at(self) -> None:
        assert all(zone_at(*place) in ZONES for zone in ZONES for place in zone.places)
        assert zone_at(-1, 0) is None
        assert zone_at(0, len(COLUMNS)) is None


CASES: list[tuple[str, list[Raw], tuple[str, str] | None, str | None]] = [
    ("nothing known", [], None, None),
    ("SaaS", [{"owners": owners("provider")}], ("Low", "Low"), None),
    (
        "SaaS people trust blindly",
        [{"owners": owners("provider"), "relied_on_for": ["data"]}],
        ("Medium", "Low"),
        None,
    ),
    (
        "critical platform in production",
        [
            {"owners": owners("provider", application="you"), "relied_on_for": ["identity"]},
            {"evidence": {"mfa": False}},
        ],
        ("Medium–High", "Medium"),
        None,
    ),
    ("contained lab", [LAB, LEARNED, CONTAINED], ("Controlled High", "Very High"), None),
    ("contained lab, nothing lately", [LAB, CONTAINED], ("Controlled High", "High"), None),
    ("lab left open", [LAB, LEARNED], ("High", "Very High"), "lab not contained"),
    ("lab attacked", [LAB, ATTACKED], ("Critical", "High"), "lab with a critical finding"),
    ("rented lab", [RENTED, LEARNED, {"purpose": "learning"}], ("Medium–High", "High"), None),
    (
        "rented lab that rests",
        [RENTED, {"purpose": "learning"}],
        ("Medium–High", "Medium"),
        "lab that taught nothing lately",
    ),
    (
        "rented lab attacked",
        [RENTED, ATTACKED, {"purpose": "learning"}],
        ("High", "Medium"),
        "lab with a critical finding",
    ),
    ("purpose unknown, open", [FULL_STACK], ("High", "High"), None),
    (
        "home server",
        [FULL_STACK, CONTAINED, {"purpose": "entertainment"}],
        ("Controlled High", "Low"),
        None,
    ),
    ("open home server", [FULL_STACK, {"purpose": "convenience"}], ("High", "Low"), None),
    ("settled production", [SETTLED], ("Medium–High", "Medium"), None),
    (
        "production never assessed",
        [SETTLED, {"smell_test": {}}],
        ("High", "Medium"),
        "production at high risk",
    ),
    (
        "production nobody can prove",
        [FULL_STACK, {"purpose": "reliability"}],
        ("Critical", "Medium"),
        "production at critical risk",
    ),
    (
        "a lab people rely on",
        [LAB, CONTAINED, LEARNED, {"relied_on_for": ["data"]}],
        ("Critical", "Medium"),
        "production at critical risk",
    ),
]


@each_row(
    ("tables", "titles", "why"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_where_it_stands_and_why_it_should_not(
    tables: list[Raw], titles: tuple[str, str] | None, why: str | None
) -> None:
    assessment = judged(*tables)
    place = place_of(assessment)
    assert (place and (ROWS[place.row], COLUMNS[place.column])) == titles
    assert strays(assessment) == why


@law
@given(labs(least=1))
def test_every_assessed_system_stands_where_its_overlay_says(raws: list[Raw]) -> None:
    for assessment in lab(*raws).assessments.values():
        place = place_of(assessment)
        assert (place is None) == (assessment.level is None)
        if place is None:
            assert strays(assessment) is None
            continue
        assert assessment.risk is not None
        assert assessment.learning is not None
        assert ROWS[place.row] == assessment.risk.now
        learning = COLUMNS[place.column]
        assert learning == assessment.learning.now.replace("Moderate", "Medium")


@law
@given(labs(least=1))
def test_what_is_said_of_a_stray_is_true_of_it(raws: list[Raw]) -> None:
    for assessment in lab(*raws).assessments.values():
        why, place = strays(assessment), place_of(assessment)
        if why is None:
            continue
        assert place is not None
        assert why.split(" ")[0] == ("production" if assessment.production else assessment.role)
        zone = zone_at(*place)
        assert zone is not None
        assert zone.confusion == (why != "lab that taught nothing lately")


@law
@given(labs(least=1))
def test_the_titles_of_the_contained_zones_are_true_of_who_stands_there(raws: list[Raw]) -> None:
    may = {"Home server's place": {"home-server"}, "A lab's place": {"lab", None}}
    for assessment in lab(*raws).assessments.values():
        place = place_of(assessment)
        zone = place and zone_at(*place)
        if zone and zone.title in may:
            assert assessment.role in may[zone.title]


class TestMoved:
    @each_row(
        ("sign", "raw"),
        [
            ("↑?", {**FULL_STACK, "relied_on_for": ["data"]}),
            ("↑", {**FULL_STACK, "relied_on_for": ["data"], "backs_up_to": []}),
            ("↑", LAB),
            ("←", {**LAB, **CONTAINED}),
            ("", {**LAB, **CONTAINED, **LEARNED}),
            ("↓", SETTLED),
            ("", {}),
        ],
    )
    def test_from_where_the_level_usually_stands(self, sign: str, raw: Raw) -> None:
        a = judged(raw)
        assert moved(a) == sign, (a.risk, a.learning)
