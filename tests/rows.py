"""A table of data in one case: `each_row` runs a test with each row, and names those that fail.

To collect a case, hand it to a process and report it takes longer than most rows do. So a test
that needs no fixture of its own has its whole table in one case; `parametrize` is for the others.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]


def each_row(
    names: str | Sequence[str],
    rows: Iterable[Any],
    *,
    ids: Iterable[str] | Callable[[Any], str] = repr,
) -> Callable[[Test], Test]:
    """Run a test once with each row of a table, all in one case.

    Args:
        names: The names of the arguments; with a single one, a row is its value.
        rows: The rows, at least one; all are run, whatever fails.
        ids: What the rows are called where they fail, or what gives the name of a row.
    """
    single = isinstance(names, str)
    arguments = (names,) if isinstance(names, str) else names
    table = [*rows]
    assert table, "no rows"
    called = map(ids, table) if callable(ids) else ids
    named_rows = [*zip(called, table, strict=True)]

    def of_test(test: Test) -> Test:
        @wraps(test)
        def with_each_row(*args: Any, **kwargs: Any) -> None:
            failed: list[BaseException] = []
            for name, row in named_rows:
                values = (row,) if single else row
                try:
                    test(*args, **dict(zip(arguments, values, strict=True)), **kwargs)
                except (Exception, pytest.fail.Exception) as error:
                    error.add_note(f"in the row {name}")
                    failed.append(error)
            if len(failed) == 1:
                raise failed[0]
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(table)} rows failed", failed)

        signature = inspect.signature(test)
        left = [each for name, each in signature.parameters.items() if name not in arguments]
        vars(with_each_row)["__signature__"] = signature.replace(parameters=left)
        return with_each_row

    return of_test
