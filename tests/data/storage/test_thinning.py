"""Which backups are kept, whatever the times and sizes."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from labtui.data.storage.thinning import surplus

NOW = datetime(2026, 11, 29, 1, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG_AGO, FAR_OFF = datetime(1970, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, 5, 59, tzinfo=UTC)

GAPS = st.lists(
    st.sampled_from([1, 20, 50, 3_000, 30_000, 200_000, 3_000_000]).map(
        lambda seconds: timedelta(seconds=seconds)
    ),
    max_size=60,
)
"""How much time passes between one backup and the next."""


def kept(moments: list[datetime], now: datetime = NOW) -> list[datetime]:
    """Which of some backups, newest first, are kept where there is room for all."""
    gone = surplus([(moment, 1) for moment in moments], now)
    return [moment for index, moment in enumerate(moments) if index not in gone]


def going_back(gaps: list[timedelta]) -> list[datetime]:
    return list(accumulate(gaps, lambda moment, gap: moment - gap, initial=NOW))


@given(GAPS)
@settings(max_examples=60)
def test_all_of_the_last_hour_and_the_newest_of_each_period(gaps: list[timedelta]) -> None:
    moments = going_back(gaps)
    expected = {moment for moment in moments if NOW - moment < HOUR}
    for limit, period in ((DAY, "%F %H"), (31 * DAY, "%F"), (366 * DAY, "%G %V"), (None, "%Y %m")):
        newest = {format(moment, period): moment for moment in reversed(moments)}
        expected.update(m for m in newest.values() if limit is None or NOW - m < limit)
    assert set(kept(moments)) == expected


@given(GAPS)
@settings(max_examples=40)
def test_thinning_with_every_backup_keeps_what_thinning_once_keeps(gaps: list[timedelta]) -> None:
    there: list[datetime] = []
    for moment in reversed(going_back(gaps)):
        there = kept([moment, *there], now=moment)
    assert there == kept(going_back(gaps))


@given(GAPS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40_000_000)), max_size=30))
@settings(max_examples=60)
def test_none_of_the_present_goes_for_one_of_the_future(
    gaps: list[timedelta], ahead: list[tuple[int, int]]
) -> None:
    present = going_back(gaps)
    mixed = [*present]
    for place, seconds in ahead:
        mixed.insert(1 + place % len(mixed), NOW + timedelta(seconds=1 + seconds))
    assert [moment for moment in kept(mixed) if moment <= NOW] == kept(present)


@given(
    st.lists(st.tuples(st.datetimes(), st.integers(1, 50)), min_size=1, max_size=40),
    st.integers(1, 500),
)
@settings(max_examples=60)
def test_they_fit_and_the_newest_stays_whatever_the_clock_says(
    backups: list[tuple[datetime, int]], most_bytes: int
) -> None:
    backups = [(moment.replace(tzinfo=UTC), size) for moment, size in backups]
    gone = surplus(backups, NOW, most_bytes)
    left = [size for index, (_, size) in enumerate(backups) if index not in gone]
    assert 0 not in gone
    assert sum(left) <= most_bytes or len(left) == 1


def test_of_a_clock_that_stepped_back_the_present_stays_and_the_future_is_thinned() -> None:
    future = [FAR_OFF - n * timedelta(minutes=1) for n in range(19)]
    before = [NOW - n * DAY for n in range(1, 4)]
    just_now = [NOW - n * timedelta(minutes=1) for n in range(10)]
    assert kept([*just_now, *future, *before]) == [*just_now, *future, *before]
    later = NOW + 2 * HOUR
    thinned = [later, just_now[0], future[0], *before]
    assert kept([later, *just_now, *future, *before], later) == thinned
    assert kept([*future, *before]) == [*future, *before]


def test_what_was_made_before_the_clock_was_set_is_as_new_as_what_it_followed() -> None:
    at_boot = [LONG_AGO + n * timedelta(minutes=1) for n in (2, 1, 0)]
    recent = [NOW - timedelta(minutes=n) for n in (30, 40)]
    assert kept([*at_boot, *recent]) == [*at_boot, *recent]


def test_where_there_is_no_room_each_kind_gives_up_its_oldest() -> None:
    script = [NOW - n * timedelta(minutes=1) for n in range(25)]
    days = [NOW - n * DAY for n in range(1, 8)]
    backups = [(moment, 10) for moment in (*script, *days)]
    gone = surplus(backups, NOW, 80)
    left = [moment for index, (moment, _) in enumerate(backups) if index not in gone]
    assert left == [*script[:4], *days[:3], days[6]]
