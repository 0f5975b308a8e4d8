"""Going through the questions: all are asked, none twice, and no answer changes their order."""

from __future__ import annotations

import tomllib
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from labtui.data.analysis.answers import COMMON_LETTERS, answer_letters
from labtui.data.analysis.best_questions import (
    PLACE,
    FactQuestion,
    Ranked,
    all_questions,
    best_questions,
)
from labtui.data.analysis.question_run import (
    QuestionRun,
    changes,
    changes_of_place,
    first_asked,
    is_open,
)
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Changes
from labtui.data.framework.facts import FACTS
from labtui.data.framework.templates import PLACES
from tests.data.answered import raw_of
from tests.data.assessment.test_laws import law
from tests.data.generate import IDS, labs, value
from tests.data.labs import Raw, lab, owners, system
from tests.rows import each_row

ALL = 1_000_000
DATA = Path(__file__).parents[1]
NO = {"no", "nobody", "nothing", "nowhere", "never"}


def ranked(now: Lab) -> Ranked:
    return [best_questions(now, ALL)]


def answer(now: Lab, changed: dict[str, Changes], raws: dict[str, Raw]) -> None:
    """Let a lab take an answer."""
    for id, facts in changed.items():
        raws[id] = raw_of(raws[id], facts)
        now.update({id: system(raws[id])})


def key(question: FactQuestion) -> tuple[str, str]:
    return question.id, question.key


@law
@given(labs(1), st.randoms(use_true_random=False))
def test_all_that_is_open_is_asked_once_and_what_is_announced_comes_next(
    raws: list[Raw], rng: Random
) -> None:
    now, tables = lab(*raws), {raw["id"]: raw for raw in raws}
    run = QuestionRun(now, ranked(now))
    asked: list[tuple[str, str]] = []
    while best_questions(now, 1):
        if run.question is None:
            run.begin_round(now, ranked(now))
        question = run.question
        assert question is not None
        assert is_open(now, question)
        assert run.number <= run.total
        asked.append(key(question))
        announced = run.coming(now, ALL)
        if question.key == PLACE:
            changed = changes_of_place([question], rng.choice([*PLACES]))
        else:
            changed = changes([question], value(rng, FACTS[question.key], IDS))
        answer(now, changed, tables)
        run.answered(now)
        if left := [each for each in announced if is_open(now, each)]:
            assert run.question == left[0]
    assert len(asked) == len({*asked})


@law
@given(labs(1), st.lists(st.sampled_from(["answer", "skip", "back"]), max_size=30), st.randoms())
def test_one_goes_back_and_forth_over_the_same_questions(
    raws: list[Raw], moves: list[str], rng: Random
) -> None:
    now, tables = lab(*raws), {raw["id"]: raw for raw in raws}
    run = QuestionRun(now, ranked(now))
    seen: list[FactQuestion] = []
    at = 0

    def is_there(asked: FactQuestion) -> bool:
        stated = asked.key == PLACE or asked.key in now.systems[asked.id].facts
        return stated or is_open(now, asked)

    for move in moves:
        if run.question is None:
            break
        if at == len(seen):
            assert key(run.question) not in map(key, seen), "a new one"
            seen.append(run.question)
        assert run.question is seen[at]
        if move == "back":
            before = [n for n in range(at) if is_there(seen[n])]
            assert run.back(now) is bool(before)
            at = before[-1] if before else at
            continue
        if move == "skip":
            run.skip(now)
        else:
            question = run.question
            if question.key == PLACE:
                changed = changes_of_place([question], rng.choice([*PLACES]))
            else:
                changed = changes([question], value(rng, FACTS[question.key], IDS))
            answer(now, changed, tables)
            run.answered(now)
        at = next((n for n in range(at + 1, len(seen)) if is_there(seen[n])), len(seen))


def test_a_fact_is_asked_of_all_in_a_row_beginning_with_the_one_that_is_wanted() -> None:
    now = lab(*({"id": id, "owners": {"access": "you"}} for id in ("b", "a", "c")))
    questions = best_questions(now, ALL)
    first = next(each for each in questions if key(each) == ("c", "purpose"))
    run = QuestionRun(now, [questions], first=first)
    asked = []
    while run.question is not None:
        asked.append(key(run.question))
        run.skip(now)
    assert asked[:3] == [("c", "purpose"), ("b", "purpose"), ("a", "purpose")], "in file order"
    keys = [fact for _, fact in asked]
    assert keys == [fact for fact in dict.fromkeys(keys) for _ in range(3)]
    assert keys[3:9] == ["relied_on_for"] * 3 + ["depends_on"] * 3
    assert (run.number, run.total, run.skipped) == (len(asked) + 1, len(asked), len(asked))


def test_what_is_listed_first_is_asked_first() -> None:
    with (DATA / "zoltan.toml").open("rb") as file:
        now = lab(*tomllib.load(file)["systems"])
    every = all_questions(now)
    for names in (frozenset(now.systems), frozenset([*now.systems][::3]), frozenset[str]()):

        def shown(question: FactQuestion, names: frozenset[str] = names) -> bool:
            return question.id in names

        run = QuestionRun(now, every, shown=names.__contains__)
        asked = []
        while run.question is not None:
            asked.append(run.question)
            run.skip(now)
        for most in (5, 0, ALL):
            assert first_asked(now, every, shown, most) == asked[:most]
    assert [each.key for each in first_asked(now, every, lambda _: True, ALL)] != [
        each.key for each in best_questions(now, ALL)
    ]


def test_an_answer_that_is_taken_back_is_asked_again() -> None:
    raws: dict[str, Raw] = {id: {"id": id} for id in ("a", "b")}
    now = lab(*raws.values())
    run = QuestionRun(now, ranked(now))
    assert run.question is not None
    before = dict(raws)
    answer(now, changes_of_place([run.question], "lab"), raws)
    run.answered(now)
    assert key(run.question) == ("b", PLACE)
    now.update({"a": system(before["a"])})
    run.revise(now)
    assert key(run.question) == ("a", PLACE)
    now.update({"a": None, "b": system(before["b"])})
    run.revise(now)
    assert key(run.question) == ("b", PLACE), "what is gone is not asked about"


def test_the_scopes_go_from_the_same_host_to_all() -> None:
    host: Raw = {"id": "host", "owners": owners(), "relied_on_for": [], "depends_on": []}
    guests: list[Raw] = [
        {"id": f"g{n}", "runs_on": "host" if n < 3 else "other", "kind": "vm" if n else "container"}
        for n in range(5)
    ]
    now = lab(host, {**host, "id": "other"}, *guests)
    run = QuestionRun(now, ranked(now))
    assert run.question is not None
    assert key(run.question) == ("g0", "relied_on_for")
    scopes = [(scope.words, [q.id for q in scope.questions]) for scope in run.scopes(now)]
    assert scopes == [
        ("", ["g0"]),
        ("on host", ["g0", "g1", "g2"]),
        ("all without an answer", ["g0", "g1", "g2", "g3", "g4"]),
    ]
    run.skip(now)
    scopes = [(scope.words, [q.id for q in scope.questions]) for scope in run.scopes(now)]
    assert scopes == [
        ("", ["g1"]),
        ("on host", ["g1", "g2"]),
        ("of kind vm", ["g1", "g2", "g3", "g4"]),
    ], "what was skipped is not among them, nor the same twice"


def of_place(now: Lab) -> Ranked:
    """Where each system runs, as all that is asked."""
    return [[each for each in best_questions(now, ALL) if each.key == PLACE]]


def asked_id(run: QuestionRun) -> str | None:
    return run.question.id if run.question is not None else None


def test_at_the_end_of_a_round_nothing_is_answered_skipped_or_shared() -> None:
    now = lab({"id": "a"})
    run = QuestionRun(now, of_place(now))
    run.skip(now)
    run.answered(now)
    run.skip(now)
    run.revise(now)
    assert (run.question, run.number, run.total, run.skipped) == (None, 2, 1, 1)
    assert (run.scopes(now), run.has_others(now), run.coming(now, ALL)) == ([], False, [])
    assert run.back(now)
    assert asked_id(run) == "a"


def test_what_was_answered_together_is_not_asked_one_by_one() -> None:
    raws: dict[str, Raw] = {id: {"id": id} for id in ("a", "b", "c")}
    now = lab(*raws.values())
    run = QuestionRun(now, of_place(now))
    assert not run.back(now), "it is the first"
    both = run.scopes(now)[-1].questions[:2]
    answer(now, changes_of_place(both, "lab"), raws)
    run.answered(now)
    assert (asked_id(run), run.number) == ("c", 3)
    assert run.back(now)
    assert asked_id(run) == "a", "b was never asked"


def test_a_question_is_open_until_it_is_answered_or_its_system_is_gone() -> None:
    raws: dict[str, Raw] = {id: {"id": id, "owners": owners()} for id in ("a", "b")}
    now = lab(*raws.values())
    asked = [each for each in best_questions(now, ALL) if each.key == "relied_on_for"]
    assert [is_open(now, each) for each in asked] == [True, True]
    answer(now, changes(asked[:1], ("data",)), raws)
    assert now.systems["a"].relied_on_for == ("data",)
    now.update({"b": None})
    assert [is_open(now, each) for each in asked] == [False, False]


def test_what_is_gone_by_now_is_not_come_to_again() -> None:
    now = lab({"id": "a"}, {"id": "b"}, {"id": "c"})
    run = QuestionRun(now, of_place(now))
    run.skip(now)
    run.skip(now)
    assert [run.back(now), run.back(now), asked_id(run)] == [True, True, "a"]
    now.update({"b": None})
    assert [each.id for each in run.coming(now, ALL)] == ["c"]
    run.skip(now)
    assert asked_id(run) == "c"
    assert run.back(now)
    assert asked_id(run) == "a"


def test_the_next_round_does_not_take_away_the_question_that_was_gone_back_to() -> None:
    """As one goes back while the questions of the next round are looked for."""
    raws: dict[str, Raw] = {"a": {"id": "a"}}
    now = lab(*raws.values())
    run = QuestionRun(now, of_place(now))
    assert run.question is not None
    answer(now, changes_of_place([run.question], "lab"), raws)
    run.answered(now)
    assert run.question is None
    assert run.back(now)
    run.begin_round(now, ranked(now))
    assert run.question is not None
    assert key(run.question) == ("a", PLACE)
    assert run.more == run.total - 1 > 0
    best, then = best_questions(now, 2)
    assert best.key == "relied_on_for"
    answer(now, changes([best], ()), raws)
    run.skip(now)
    assert run.question == then, "what was answered meanwhile is not asked"


def test_what_was_skipped_is_asked_again_on_request_and_what_nobody_knows_is_not() -> None:
    now = lab({"id": "a"}, {"id": "b"}, {"id": "c"})
    unsure: set[tuple[str, str]] = set()
    run = QuestionRun(now, of_place(now), unsure=unsure)
    run.skip(now)
    run.skip(now)
    assert run.back(now)
    assert (asked_id(run), run.skipped, run.question in run.coming(now, ALL)) == ("b", 2, False)
    assert run.question is not None
    run.set_aside(now, [run.question])
    assert (run.skipped, unsure) == (1, {("b", PLACE)})
    run.skip(now)
    run.begin_round(now, of_place(now))
    assert (asked_id(run), run.skipped) == (None, 2)
    run.ask_skipped()
    run.begin_round(now, of_place(now))
    assert [asked_id(run), *(each.id for each in run.coming(now, ALL))] == ["a", "c"]


def test_systems_that_have_no_host_and_no_kind_share_only_what_all_share() -> None:
    now = lab({"id": "a"}, {"id": "b"})
    run = QuestionRun(now, of_place(now))
    assert run.has_others(now)
    scopes = [(scope.words, [q.id for q in scope.questions]) for scope in run.scopes(now)]
    assert scopes == [("", ["a"]), ("all without an answer", ["a", "b"])]
    run.skip(now)
    assert not run.has_others(now), "a was skipped"
    assert len(run.scopes(now)) == 1


def test_the_same_is_answered_for_those_that_would_be_asked_later() -> None:
    """A fact is asked early of what people rely on, and of all others last."""
    now = lab(
        {"id": "toy", "owners": owners(), "purpose": "learning"},
        {"id": "used", "owners": owners(), "relied_on_for": ["data"]},
    )
    questions = best_questions(now, ALL)
    used, toy = (next(q for q in questions if key(q) == (id, "holds")) for id in ("used", "toy"))
    assert used.tier < toy.tier
    run = QuestionRun(now, [questions], first=used)
    assert run.question == used
    assert run.has_others(now)
    assert run.scopes(now)[-1].questions == (used, toy)


# --- the keys


@each_row("key", [*FACTS])
def test_no_always_has_the_same_key_and_this_key_always_says_no(key: str) -> None:
    for letter, word in answer_letters(FACTS[key]).items():
        assert (letter == "n") is (word in NO), word
    assert all(place.letter not in {"n", "d"} for place in PLACES.values())


def test_a_word_has_one_key_wherever_it_answers() -> None:
    found: dict[str, set[str]] = {}
    for fact in FACTS.values():
        for letter, word in answer_letters(fact).items():
            found.setdefault(word, set()).add(letter)
    assert {word: keys for word, keys in found.items() if len(keys) > 1} == {}
    assert found.keys() >= COMMON_LETTERS.keys()
