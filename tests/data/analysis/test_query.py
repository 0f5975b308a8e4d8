"""Filter and sort, as every room that lists systems does them."""

from __future__ import annotations

from labtui.data.analysis.filtering import TERMS, term
from labtui.data.analysis.query import DEFAULT_SORT, SORTS, Query, Sort
from tests.data.labs import Raw, days_ago, lab, owners, smell_test, system
from tests.rows import each_row

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


def found(sort: Sort = "file", words: str = "", *, reverse: bool = False) -> list[str]:
    ids = [raw["id"] for raw in RAWS]
    return Query(words, sort, reverse).listed(lab(*RAWS), ids)


def test_file_order_is_kept_and_turned_round() -> None:
    assert found() == ["beta", "gone", "alpha", "saas", "quiz"]
    assert found(reverse=True) == ["quiz", "saas", "alpha", "gone", "beta"]


def test_a_term_finds_exactly_the_systems_of_its_value() -> None:
    now = lab(*RAWS)
    for key, value_of in TERMS.items():
        values = {value_of(a) for a in now.assessments.values()}
        for value in values:
            wanted = [id for id, a in now.assessments.items() if value_of(a) == value]
            assert found(words=term(key, value)) == wanted, (key, value)
    assert term("risk", "Medium–High") == "risk:medium-high"


def test_worst_first_and_planned_and_retired_last() -> None:
    assert found(DEFAULT_SORT)[0] == "alpha"
    assert found(DEFAULT_SORT)[-1] == "gone"
    planned = {**next(raw for raw in RAWS if raw["id"] == "alpha"), "status": "planned"}
    raws = [raw for raw in RAWS if raw["id"] != "alpha"] + [planned]
    listed = Query("", DEFAULT_SORT).listed(lab(*raws), [raw["id"] for raw in raws])
    assert listed[-2:] == ["alpha", "gone"]


def test_names_regardless_of_case() -> None:
    assert found("name") == ["alpha", "beta", "quiz", "saas", "gone"]
    assert found("name", reverse=True) == ["saas", "quiz", "beta", "alpha", "gone"]


def test_never_assessed_comes_before_long_ago() -> None:
    assert found("assessed") == ["alpha", "beta", "quiz", "saas", "gone"]


def test_ages_oldest_first_then_what_nobody_said_then_what_does_not_apply() -> None:
    raws = [
        {"id": "never", "owners": owners(), "evidence": {"patched": "never"}},
        {"id": "long-ago", "owners": owners(), "evidence": {"patched": days_ago(90)}},
        {"id": "lately", "owners": owners(), "evidence": {"patched": days_ago(2)}},
        {"id": "asked", "owners": owners()},
        {"id": "hosted", "owners": owners("provider")},
    ]
    aged = lab(*raws)
    assert Query(sort="patched").listed(aged, aged.systems) == [raw["id"] for raw in raws]


def test_levels_in_order_with_the_undetermined_last() -> None:
    assert found("level") == ["saas", "beta", "alpha", "quiz", "gone"]


@each_row("sort", SORTS)
def test_every_sort_lists_every_system_once(sort: Sort) -> None:
    assert sorted(found(sort)) == sorted(raw["id"] for raw in RAWS)


@each_row(
    ("words", "ids"),
    [
        ("BETA", ["beta"]),
        ("level:3b", ["alpha"]),
        ("Level:NONE", ["quiz"]),
        ("role:lab k8s", ["beta"]),
        ("role:lab level:3b", []),
        ("role:service", ["saas"]),
        ("role:consumed", ["saas"]),
        ("service", ["saas"]),
        ("level:3", ["beta", "alpha"]),  # the start of a value, as it is typed
        ("none", []),
        ("learning:", ["beta", "gone", "alpha", "saas", "quiz"]),  # no value yet
        ("odd:3b", []),
        ("k8s", ["beta"]),
        ("3b", ["alpha"]),
        ("consumed", ["saas"]),
        ("learning lab", ["beta"]),
        ("retired", ["gone"]),
        ("no-backups", ["alpha"]),
        ("critical income", []),
        ("undetermined", ["quiz"]),
        ("is it backed up?", ["alpha"]),
        ("  ", ["beta", "gone", "alpha", "saas", "quiz"]),
    ],
)
def test_every_word_must_be_found_somewhere(words: str, ids: list[str]) -> None:
    assert found(words=words) == ids


class TestListing:
    def test_sorting_by_the_same_turns_it_round(self) -> None:
        list_query = Query()
        list_query.sort_by("name")
        assert (list_query.sort, list_query.reverse) == ("name", False)
        list_query.sort_by("name")
        assert (list_query.sort, list_query.reverse) == ("name", True)
        list_query.sort_by("level")
        assert (list_query.sort, list_query.reverse) == ("level", False)

    def test_after_an_edit_it_lists_anew(self) -> None:
        changing, list_query = lab(*RAWS), Query("critical")
        assert list_query.listed(changing, changing.systems) == ["alpha"]
        changing.change({"alpha": system({**RAWS[2], "relied_on_for": []})})
        assert list_query.listed(changing, changing.systems) == []
        list_query.words = ""
        changing.change({"beta": system({**RAWS[0], "relied_on_for": ["income"]})})
        assert list_query.listed(changing, changing.systems)[0] == "beta"

    @each_row("words", ["", "learning"])
    @each_row("reverse", [False, True])
    def test_after_any_edit_it_lists_what_a_new_query_would(
        self, words: str, reverse: bool
    ) -> None:
        changing, list_query = lab(*RAWS), Query(words, reverse=reverse)
        list_query.listed(changing, changing.systems)
        for raw in (
            {"id": "beta", "name": "Zeta", "purpose": "learning"},
            {"id": "gone", "name": "Gone learning", "status": "retired"},
            {"id": "gone", "name": "Back", "purpose": "learning"},
            {"id": "quiz", "purpose": "learning", "owners": owners(), "relied_on_for": ["data"]},
            {"id": "beta", "status": "retired"},
            {"id": "new", "purpose": "learning"},
            {"id": "saas", "name": "A"},
        ):
            changing.change({raw["id"]: system(raw)})
            found = list_query.listed(changing, changing.systems)
            assert found == Query(words, reverse=reverse).listed(changing, changing.systems)
            assert found == list_query.listed(changing, changing.systems)

    def test_marking_twice_marks_nothing(self) -> None:
        list_query = Query()
        list_query.mark("a")
        list_query.mark("b")
        list_query.mark("a")
        assert list_query.marked == {"b"}

    def test_all_shown_are_marked_and_then_none(self) -> None:
        list_query = Query(marked=frozenset({"x", "a"}))
        list_query.mark_all(["a", "b"])
        assert list_query.marked == {"x", "a", "b"}
        list_query.mark_all(["a", "b"])
        assert list_query.marked == {"x"}

    def test_where_nothing_is_shown_marks_stay(self) -> None:
        list_query = Query(marked=frozenset({"x"}))
        list_query.mark_all([])
        assert list_query.marked == {"x"}

    def test_what_came_marked_with_a_filter_goes_with_it_unless_marks_were_made_since(self) -> None:
        list_query = Query()
        list_query.filter_by("finding:backup", frozenset({"a", "b"}))
        list_query.filter_by("")
        assert (list_query.words, list_query.marked) == ("", frozenset())
        list_query.filter_by("finding:backup", frozenset({"a", "b"}))
        list_query.mark("c")
        list_query.filter_by("")
        assert list_query.marked == {"a", "b", "c"}
