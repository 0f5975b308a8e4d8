"""Filter and sort, as every room that lists systems does them."""

from __future__ import annotations

import pytest

from labtui.data.listing import SORTS, WORST_FIRST, listed
from tests.data.labs import Raw, days_ago, lab, owners, smell_test

RAWS: tuple[Raw, ...] = (
    {"id": "beta", "name": "Beta", "owners": owners(), "purpose": "learning", "tags": ["k8s"]},
    {"id": "gone", "name": "Aaa gone", "status": "retired"},
    {"id": "alpha", "name": "alpha", "owners": owners(), "relied_on_for": ["income"]},
    {"id": "saas", "name": "Saas", "owners": owners("provider"), "smell_test": smell_test(days=3)},
    {
        "id": "quiz",
        "name": "Quiz",
        "smell_test": smell_test(days=9),
        "evidence": {"patched": days_ago(1)},
    },
)


def found(sort: str = "file", words: str = "", *, reverse: bool = False) -> list[str]:
    ids = [raw["id"] for raw in RAWS]
    return listed(lab(*RAWS), ids, sort=sort, reverse=reverse, words=words)


def test_file_order_is_kept_and_turned_round() -> None:
    assert found() == ["beta", "gone", "alpha", "saas", "quiz"]
    assert found(reverse=True) == ["quiz", "saas", "alpha", "gone", "beta"]


def test_worst_first_and_retired_last() -> None:
    assert found(WORST_FIRST)[0] == "alpha"
    assert found(WORST_FIRST)[-1] == "gone"


def test_names_regardless_of_case() -> None:
    assert found("name") == ["alpha", "beta", "quiz", "saas", "gone"]
    assert found("name", reverse=True) == ["saas", "quiz", "beta", "alpha", "gone"]


def test_never_assessed_comes_before_long_ago() -> None:
    assert found("assessed") == ["alpha", "beta", "quiz", "saas", "gone"]


def test_levels_in_order_with_the_undetermined_last() -> None:
    assert found("level") == ["saas", "beta", "alpha", "quiz", "gone"]


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_lists_every_system_once(sort: str) -> None:
    assert sorted(found(sort)) == sorted(raw["id"] for raw in RAWS)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("BETA", ["beta"]),
        ("k8s", ["beta"]),
        ("3b", ["alpha"]),
        ("consumed", ["saas"]),
        ("learning lab", ["beta"]),
        ("retired", ["gone"]),
        ("untested-backups", ["alpha"]),
        ("critical income", []),
        ("undetermined", ["quiz"]),
        ("  ", ["beta", "gone", "alpha", "saas", "quiz"]),
    ],
)
def test_every_word_must_be_found_somewhere(words: str, ids: list[str]) -> None:
    assert found(words=words) == ids
