"""That each row of a table is tried, and those that fail are named."""

from __future__ import annotations

import inspect
from collections.abc import Sequence

import pytest

from tests.rows import each_row

TRIED: list[tuple[int, int]] = []


@each_row("one", [1, 2])
@each_row(("other", "wanted"), [(3, True), (4, True)])
def test_rows_of_several_tables_are_combined(one: int, other: int, *, wanted: bool) -> None:
    TRIED.append((one, other))
    assert wanted


def test_all_rows_were_tried() -> None:
    TRIED.clear()
    test_rows_of_several_tables_are_combined()  # type: ignore[call-arg]
    assert TRIED == [(1, 3), (1, 4), (2, 3), (2, 4)]


def failing(rows: Sequence[int], ids: Sequence[str]) -> BaseException:
    """What a test raises that is right for even rows only."""
    tried = []

    @each_row("row", rows, ids=ids)
    def even(row: int) -> None:
        tried.append(row)
        if row % 2:
            pytest.fail("odd")

    assert not inspect.signature(even).parameters
    with pytest.raises(BaseException) as raised:  # noqa: PT011
        even()  # type: ignore[call-arg]
    assert tried == [*rows]
    return raised.value


def test_a_row_that_fails_is_named_and_the_others_are_tried() -> None:
    assert failing([2, 3, 4], ["a", "b", "c"]).__notes__ == ["in the row b"]


def test_rows_that_fail_are_all_named() -> None:
    error = failing([1, 2, 3], ["a", "b", "c"])
    assert isinstance(error, BaseExceptionGroup)
    assert [each.__notes__ for each in error.exceptions] == [["in the row a"], ["in the row c"]]


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(AssertionError):
        each_row("row", [])
