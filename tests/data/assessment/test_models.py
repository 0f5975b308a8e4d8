"""Reading one raw table: what is valid is seen, what is not is a problem, and nothing is raised."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from labtui.data.assessment.models import (
    Acceptance,
    EvaluationContext,
    Event,
    Problem,
    Settings,
    SmellTest,
    System,
    learned_on,
)
from labtui.data.assessment.reading import read_settings
from labtui.data.assessment.rules import RULE_IDS
from labtui.data.framework.facts import ENTRIES, FACTS, TABLES
from labtui.data.framework.shapes import LISTS
from tests.data.generate import labs, put
from tests.data.labs import TODAY, Raw, assessed, days_ago, reading, system
from tests.rows import each_row

NOON = datetime(2026, 11, 21, 12, 0)


def _toml(text: str) -> Raw:
    """A system `it` whose table goes on as given."""
    top = tomllib.loads(f'[[systems]]\nid = "it"\nname = "It"\n{text}')
    return dict(top["systems"][0])


def _problems(raw: Raw) -> list[tuple[str, str | None]]:
    """Key and nearest right one of every problem of a table."""
    return [(problem.key, problem.nearest) for problem in reading(raw).problems]


# --- what is valid


def test_a_full_table_is_read_whole() -> None:
    raw = _toml("""
kind = "vm"
tags = ["a", "b"]
runs_on = "host"
relied_on_for = ["data"]
utilization = 40
changed = 2026-11-01
history = [{ date = 2026-10-01, event = "assessed", level = "3a", note = "n", risk = "High" }]

[systems.owners]
os = "you"
[systems.evidence]
patched = "never"
mfa = false
[systems.smell_test]
date = 2026-10-01
own = "yes"
[systems.smell_test.notes]
own = "mostly"
[systems.retirement]
done = ["x"]
[[systems.accepted]]
rule = "unanswered"
until = 2026-12-31
reason = "later"
""")

    assert reading(raw).problems == ()
    it = system(raw)
    assert (it.id, it.name, it.status) == ("it", "It", "active")
    assert it.active
    assert not it.retired
    assert it.facts == {
        "id": "it",
        "name": "It",
        "kind": "vm",
        "tags": ("a", "b"),
        "runs_on": "host",
        "relied_on_for": ("data",),
        "utilization": 40,
        "changed": date(2026, 11, 1),
        "owners.os": "you",
        "evidence.patched": "never",
        "evidence.mfa": False,
        "smell_test.date": date(2026, 10, 1),
        "smell_test.own": "yes",
        "smell_test.notes.own": "mostly",
        "retirement.done": ("x",),
    }
    assert it.history == (Event(date(2026, 10, 1), "assessed", "n", "3a", "High"),)
    assert it.accepted == (Acceptance("unanswered", date(2026, 12, 31), "later"),)
    assert it.smell_test == SmellTest(date(2026, 10, 1), {"own": "yes"})


def test_a_system_is_seen_through_its_facts() -> None:
    it = system(
        {
            "id": "it",
            "name": "It",
            "status": "retired",
            "purpose": "learning",
            "intended_level": "3a",
            "exposure": "vpn",
            "runs_on": "host",
            "member_of": "group",
            "depends_on": ["a", "b"],
            "backs_up_to": ["nas"],
            "evidence": {"mfa": True},
        }
    )

    assert it.retired
    assert not it.active
    assert (it.purpose, it.intended_level, it.exposure) == ("learning", "3a", "vpn")
    assert (it.runs_on, it.member_of, it.parent) == ("host", "group", "host")
    assert it.depends_on == ("a", "b")
    assert it.evidence("mfa") is True
    assert it.evidence("patched") is None
    assert list(it.references()) == [
        ("runs_on", "host"),
        ("member_of", "group"),
        ("depends_on", "a"),
        ("depends_on", "b"),
        ("backs_up_to", "nas"),
    ]


def test_a_fact_is_read_as_the_type_it_has() -> None:
    facts = {"location": "attic", "tags": ["a"], "evidence": {"restore_tested": TODAY}}
    host = {"id": "host", "backs_up_to": ["nas"], **facts}
    never = {"id": "never", "evidence": {"restore_tested": "never"}}
    a, guest = assessed(host), assessed({"id": "guest", "runs_on": "host"}, host)

    assert (a.system.text("location"), a.system.texts("location")) == ("attic", ())
    assert (a.system.texts("tags"), a.system.text("tags")) == (("a",), None)
    assert a.system.day("evidence.restore_tested") == a.day("evidence.restore_tested") == TODAY
    assert guest.system.day("evidence.restore_tested") is None
    assert (guest.day("evidence.restore_tested"), guest.texts("backs_up_to")) == (TODAY, ("nas",))
    assert assessed(never).day("evidence.restore_tested") is None


def test_what_is_absent_is_not_answered() -> None:
    it = system({"id": "it", "name": "It"})

    assert it.status == "active"
    assert it.purpose is it.runs_on is it.member_of is it.parent is it.exposure is None
    assert it.intended_level is it.smell_test is None
    assert it.relied_on_for == it.depends_on == it.history == it.accepted == ()
    assert list(it.references()) == []
    assert not it.production_in_own_right


@each_row(
    ("facts", "relied_on"),
    [
        ({"purpose": "reliability"}, True),
        ({"purpose": "learning", "relied_on_for": ["data"]}, True),
        ({"purpose": "learning"}, False),
        ({"relied_on_for": []}, False),
        ({"relied_on_for": ["bogus"]}, False),
    ],
)
def test_production_in_its_own_right(facts: Raw, relied_on: bool) -> None:
    assert system({"id": "it", **facts}).production_in_own_right is relied_on


def test_a_smell_test_is_whole_with_five_answers() -> None:
    four = dict.fromkeys(("restore", "detect", "understand", "rebuild"), "no")

    assert system({"id": "it", "smell_test": {}}).smell_test is None
    assert system({"id": "it", "smell_test": {"notes": {"own": "x"}}}).smell_test is None
    dated = system({"id": "it", "smell_test": {"date": TODAY}}).smell_test
    assert dated == SmellTest(TODAY, {})
    partly = system({"id": "it", "smell_test": four}).smell_test
    assert partly == SmellTest(None, four)
    assert not partly.complete
    whole = system({"id": "it", "smell_test": {**four, "own": "unsure"}}).smell_test
    assert whole
    assert whole.complete


def test_a_system_can_be_revised() -> None:
    it = system({"id": "it", "name": "It", "purpose": "learning", "smell_test": {"own": "no"}})

    revised = it.revised({"purpose": None, "exposure": "vpn", "smell_test.own": "yes"})

    assert revised == system(
        {"id": "it", "name": "It", "exposure": "vpn", "smell_test": {"own": "yes"}}
    )
    assert it.purpose == "learning"
    assert it.revised({"name": "New"}).name == "New"
    assert it.revised({"name": None}).name == "it"
    assert it.revised({"smell_test.own": None}).smell_test is None
    assert it.revised({}) == it


def test_a_system_can_get_one_more_event() -> None:
    first, second = Event(days_ago(2), "added"), Event(TODAY, "rebuilt", "note")

    it = system({"id": "it"}).with_event(first).with_event(second)

    assert it.history == (first, second)


# --- what is wrong


@each_row("raw", [NOON, time(12, 0), 1.5, -7, {"a": 1}, [[1]]], ids=repr)
def test_a_wrong_value_counts_as_absent_and_is_reported(raw: object) -> None:
    for key in FACTS.keys() - {"id", "name"}:
        table: Raw = {"id": "it", "name": "It"}
        put(table, key, raw)

        read = reading(table)

        assert read.system, key
        assert read.system.facts.get(key, ()) == (), key
        assert [(problem.key, problem.id) for problem in read.problems] == [(key, "it")]
        fact = FACTS[key]
        is_list = fact.shape in LISTS and isinstance(raw, list)
        expected = fact.expected_element if is_list else fact.expected
        assert read.problems[0].message.startswith(f"{key}: ")
        assert expected in read.problems[0].message, key


SOURCE = {"source": "compose", "path": "/srv/compose.yml"}

WRONG: tuple[tuple[str, tuple[str, str | None]], ...] = (
    ("purpose = 'lerning'", ("purpose", "learning")),
    ("exposure = 'Internet'", ("exposure", "internet")),
    ("status = 'retird'", ("status", "retired")),
    ("intended_level = 3", ("intended_level", None)),
    ("utilization = 101", ("utilization", None)),
    ("utilization = -1", ("utilization", None)),
    ("utilization = true", ("utilization", None)),
    ("utilization = 5.0", ("utilization", None)),
    ("changed = 2026-11-21T10:00:00", ("changed", None)),
    ("changed = 2026-11-21T10:00:00Z", ("changed", None)),
    ("changed = 'never'", ("changed", None)),
    ("evidence.patched = 2026-11-21 10:00:00", ("evidence.patched", None)),
    ("evidence.patched = 'nevr'", ("evidence.patched", None)),
    ("evidence.mfa = 1", ("evidence.mfa", None)),
    ("evidence.mfa = 'true'", ("evidence.mfa", None)),
    ("evidence.mfa = 'n/a'", ("evidence.mfa", None)),
    ("evidence.exportable = 'never'", ("evidence.exportable", None)),
    ("owners.hardware = 'n/a'", ("owners.hardware", None)),
    ("holds = 'all'", ("holds", None)),
    ("holds = 'copys'", ("holds", "copies")),
    ("site = 7", ("site", None)),
    ("provider = ['me']", ("provider", None)),
    ("parts = 'db'", ("parts", None)),
    ("stand_ins = 'Kim'", ("stand_ins", None)),
    ("recovers_with = 'a'", ("recovers_with", None)),
    ("access_to = true", ("access_to", None)),
    ("evidence.offline_recovery = 'n/a'", ("evidence.offline_recovery", None)),
    ("relied_on_for = ['incom']", ("relied_on_for", "income")),
    ("backs_up_to = [5]", ("backs_up_to", None)),
    ("stand_ins = [5]", ("stand_ins", None)),
    ("seen = 'compose.yml'", ("seen", None)),
    ("seen.kind = 5", ("seen.kind", None)),
    ("seen.knd = 'compose.yml'", ("seen.knd", "kind")),
    ("seen.'owners.oss' = 'compose.yml'", ("seen.owners.oss", "owners.os")),
    ("owners.backups = 'no'", ("owners.backups", None)),
    ("practices.documentation = 'unsure'", ("practices.documentation", None)),
    ("smell_test.own = 'partly'", ("smell_test.own", None)),
    ("smell_test.own = true", ("smell_test.own", None)),
    ("runs_on = ['a']", ("runs_on", None)),
    ("depends_on = 'a'", ("depends_on", None)),
    ("relied_on_for = 5", ("relied_on_for", None)),
    ("owners = 'you'", ("owners", None)),
    ("evidence = []", ("evidence", None)),
    ("smell_test.notes = 'x'", ("smell_test.notes", None)),
)
"""A line with a wrong value, and the problem it makes: its key and the nearest right value."""


def test_a_wrong_value_leaves_no_answer() -> None:
    for text, problem in WRONG:
        raw = _toml(text)
        assert system(raw).facts == {"id": "it", "name": "It"}, text
        assert _problems(raw) == [problem]


def test_an_answer_at_the_edge_is_one() -> None:
    for text in (
        "utilization = 0",
        "utilization = 100",
        "owners.network = 'n/a'",
        "owners.os = 'n/a'",
        "owners.application = 'n/a'",
        "relied_on_for = []",
        "stand_ins = []",
        "recovers_with = []",
        "access_to = ['it', 'it']",
        "source = 'compose'",
        "parts = ['db', 'web']",
        "evidence.offline_recovery = false",
        "practices.documentation = 'n/a'",
        "evidence.exportable = 'n/a'",
        "evidence.patched = 'never'",
        "backs_up_to = []",
        "smell_test.own = 'unsure'",
    ):
        assert _problems(_toml(text)) == []
        assert len(system(_toml(text)).facts) == 3, text


def test_what_a_refresh_saw_is_no_fact() -> None:
    raw = _toml("seen.kind = 'compose.yml, 2026-11-21'\nseen.'owners.os' = ''")

    assert _problems(raw) == []
    assert system(raw).facts.keys() == {"id", "name"}


def test_a_list_with_only_wrong_elements_counts_as_absent() -> None:
    for key in ("relied_on_for", "depends_on", "stand_ins", "tags"):
        it = reading({"id": "it", "name": "It", key: [7, True]})

        assert it.system
        assert key not in it.system.facts
        assert [problem.key for problem in it.problems] == [key, key]


def test_a_wrong_element_of_a_list_is_left_out_and_the_rest_counts() -> None:
    raw = _toml("relied_on_for = ['data', 'incom', 7]\ndepends_on = ['a', 1]\ntags = [true, 'x']")

    it = system(raw)

    assert it.relied_on_for == ("data",)
    assert it.depends_on == ("a",)
    assert it.facts["tags"] == ("x",)
    assert _problems(raw) == [
        ("relied_on_for", "income"),
        ("relied_on_for", None),
        ("depends_on", None),
        ("tags", None),
    ]
    assert '"incom" is not one of authentication' in reading(raw).problems[0].message


def test_a_system_without_a_valid_id_is_not_assessed() -> None:
    for id in ("", "A", "-a", "a_b", "ä", "a" * 64, 5, True, None, ["a"], NOON):
        read = reading({"id": id, "name": "It", "purpose": "x"})

        assert read.system is None, id
        assert [(problem.key, problem.id) for problem in read.problems] == [
            ("id", None),
            ("purpose", None),
        ]


def test_a_system_without_an_id_is_not_assessed() -> None:
    read = reading({"name": "It"})

    assert read.system is None
    assert [problem.key for problem in read.problems] == ["id"]


def test_a_system_without_a_name_goes_by_its_id() -> None:
    for name in ({}, {"name": ""}, {"name": 5}, {"name": ["It"]}):
        read = reading({"id": "it", **name})

        assert read.system, name
        assert read.system.name == "it"
        assert {problem.key for problem in read.problems} == {"name"}


def test_a_date_that_lies_ahead_is_kept_and_reported() -> None:
    for text, key in (
        *((f"{key} = 2026-11-22", key) for key, fact in FACTS.items() if fact.asks_freshness),
        ("history = [{ date = 2026-11-22, event = 'rebuilt' }]", "history[0].date"),
    ):
        raw = _toml(text)

        assert _problems(raw) == [(key, None)]
        assert "2026-11-22" in reading(raw).problems[0].message
        assert len(system(raw).facts) + len(system(raw).history) == 3
        assert _problems(_toml(text.replace("22", "21"))) == []


def test_a_date_that_may_lie_ahead_is_no_problem() -> None:
    for text in (
        "changed = 2026-11-22",
        "retirement.keep_until = 2027-11-22",
        "accepted = [{ rule = 'unanswered', until = 2027-11-22 }]",
    ):
        assert _problems(_toml(text)) == []


UNKNOWN: tuple[tuple[str, tuple[str, str | None]], ...] = (
    ("purpse = 'x'", ("purpse", "purpose")),
    ("zzz = 1", ("zzz", None)),
    ("zzz = { a = 1 }", ("zzz", None)),
    ("owner.os = 'you'", ("owner", "owners")),
    ("histroy = []", ("histroy", "history")),
    ("owners.netwrok = 'you'", ("owners.netwrok", "owners.network")),
    ("practices.backups = 'yes'", ("practices.backups", "practices.backup_strategy")),
    ("evidence.patched_at = 2026-01-01", ("evidence.patched_at", "evidence.patched")),
    ("smell_test.owns = 'yes'", ("smell_test.owns", "smell_test.own")),
    ("smell_test.notes.owm = 'x'", ("smell_test.notes.owm", "smell_test.notes.own")),
    ("retirement.raeson = 'x'", ("retirement.raeson", "retirement.reason")),
    ("history = [{ notes = 'x' }]", ("history[0].notes", "history[0].note")),
    (
        "accepted = [{ rule = 'unanswered', until = 2027-01-01, raeson = 'x' }]",
        ("accepted[0].raeson", "accepted[0].reason"),
    ),
)
"""A line with an unknown key, and the problem it makes: the key and the nearest right one."""


def test_an_unknown_key_is_kept_and_reported_with_the_nearest() -> None:
    for text, problem in UNKNOWN:
        raw = _toml(text)

        assert _problems(raw) == [problem]
        assert "unknown key" in reading(raw).problems[0].message
        assert system(raw).facts == {"id": "it", "name": "It"}


# --- entries


def test_what_is_wrong_in_an_event_is_absent_from_it() -> None:
    raw = _toml("""history = [
  { date = 2026-11-21T10:00:00, event = "assesed", level = "4", note = 5 },
  { event = "rebuilt" },
  {},
]""")

    assert system(raw).history == (Event(None, None), Event(None, "rebuilt"), Event(None, None))
    assert _problems(raw) == [
        ("history[0].date", None),
        ("history[0].event", "assessed"),
        ("history[0].level", None),
        ("history[0].note", None),
    ]


def test_an_acceptance_without_a_rule_or_a_day_is_none() -> None:
    for entry in (
        "rule = 'unanswered'",
        "rule = 'unanswered', reason = 'x'",
        "rule = 'unanswered', until = 'never'",
        "rule = 'unanswered', until = '2027-01-01'",
        "rule = 'unanswered', until = 2027-01-01T00:00:00",
        "rule = 'unanswerd', until = 2027-01-01",
        "rule = 5, until = 2027-01-01",
        "until = 2027-01-01",
        "",
    ):
        raw = _toml(
            f"accepted = [{{ {entry} }}, {{ rule = 'never-assessed', until = 2027-01-01 }}]"
        )

        assert system(raw).accepted == (Acceptance("never-assessed", date(2027, 1, 1)),), entry
        problems = reading(raw).problems
        assert problems, entry
        assert all(problem.key.startswith("accepted") for problem in problems)
        assert not any(
            finding.accepted for finding in assessed(raw).findings if finding.rule == "unanswered"
        )


def test_a_misspelt_rule_is_reported_with_the_nearest() -> None:
    raw = _toml("accepted = [{ rule = 'unanswerd', until = 2027-01-01 }]")

    assert _problems(raw) == [("accepted", "unanswered")]


def test_every_finding_can_be_accepted() -> None:
    for rule in RULE_IDS:
        raw = _toml(f"accepted = [{{ rule = '{rule}', until = 2026-01-01 }}]")

        assert _problems(raw) == []
        assert system(raw).accepted == (Acceptance(rule, date(2026, 1, 1)),)


def test_entries_that_are_no_list_of_tables_are_none() -> None:
    for name, raw in product(ENTRIES, ("x", 5, {"rule": "unanswered"}, True)):
        read = reading({"id": "it", "name": "It", name: raw})

        assert read.system
        assert read.system.history == read.system.accepted == (), raw
        assert [problem.key for problem in read.problems] == [name]


# --- everything at once

_toml_values = st.recursive(
    st.text(max_size=8)
    | st.integers()
    | st.booleans()
    | st.floats()
    | st.dates()
    | st.datetimes()
    | st.times(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([key.rpartition(".")[2] for key in (*FACTS, *TABLES, *ENTRIES, "rule")])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(sorted({key.partition(".")[0] for key in (*FACTS, *ENTRIES)})),
        _toml_values,
        max_size=12,
    )
)
def test_whatever_stands_in_a_table_nothing_is_raised(raw: Raw) -> None:
    read = reading({"name": "It", **raw, "id": "it"})

    assert read.system
    assessed({"name": "It", **raw, "id": "it"})
    for problem in read.problems:
        assert problem.id == "it"
        assert "it: " in str(problem)
        assert problem.line is None


@given(labs(1))
def test_a_valid_table_has_no_problems_but_days_ahead(raws: list[Raw]) -> None:
    for raw in raws:
        ahead = [p for p in reading(raw).problems if "is in the future" not in p.message]
        assert [p.message for p in ahead if "no name" not in p.message] == []


def test_a_problem_reads_well() -> None:
    assert str(Problem("purpose", "purpose is wrong")) == "purpose is wrong"
    problem = Problem("purpse", "purpse is unknown", "it", "purpose", 7)
    assert str(problem) == "line 7: it: purpse is unknown. Did you mean purpose?"


# --- settings and days

DEFAULTS = {
    "review_days": 180,
    "patch_days": 45,
    "restore_days": 180,
    "config_days": 365,
    "experiment_days": 180,
}


def test_the_day_counts_have_the_defaults_of_the_framework() -> None:
    settings, problems = read_settings({})

    assert settings._asdict() == DEFAULTS
    assert problems == ()
    assert EvaluationContext(TODAY).settings == settings == Settings()


def test_a_day_count_can_be_stated() -> None:
    for name in DEFAULTS:
        settings, problems = read_settings({"schema": 1, "settings": {name: 7}})

        assert problems == ()
        assert settings._asdict() == {**DEFAULTS, name: 7}
        assert read_settings({"settings": {name: 0}}) == (Settings(**{name: 0}), ())


def test_a_wrong_day_count_leaves_the_default() -> None:
    for value in (-1, "7", 7.0, True, None, [7], 10**12, TODAY):
        settings, problems = read_settings({"settings": {"patch_days": value}})

        assert settings == Settings(), value
        assert [problem.key for problem in problems] == ["settings.patch_days"], value


def test_what_is_wrong_at_the_top_is_reported() -> None:
    tops: list[tuple[dict[str, Any], str, str | None]] = [
        ({"schema": 2}, "schema", None),
        ({"schema": True}, "schema", None),
        ({"schema": "1"}, "schema", None),
        ({"settings": 5}, "settings", None),
        ({"settings": [{}]}, "settings", None),
        ({"settings": {"review_day": 5}}, "settings.review_day", "settings.review_days"),
        ({"setings": {}}, "setings", "settings"),
        ({"system": []}, "system", "systems"),
    ]
    for top, key, near in tops:
        settings, problems = read_settings(top)

        assert settings == Settings()
        found = [(problem.key, problem.nearest, problem.id) for problem in problems]
        assert found == [(key, near, None)]


def test_what_an_import_may_read_again_is_known() -> None:
    full = {**SOURCE, "on": "nas", "each": True, "never": ["db"]}

    assert read_settings({"sources": [SOURCE, full]}) == (Settings(), ())


@each_row(
    ("sources", "key", "message"),
    [
        ({}, "sources", "sources is not a list of tables, as [[sources]] would be"),
        (["x"], "sources[0]", "sources[0] is not a table, so it is left out"),
        ([{"source": "compose"}], "sources[0]", "sources[0] has no path, so it does not count"),
        ([{"path": "x"}], "sources[0]", "sources[0] has no source, so it does not count"),
        ([{**SOURCE, "on": 5}], "sources[0].on", "sources[0].on: 5 is not the id of a system"),
        ([{**SOURCE, "each": 1}], "sources[0].each", "sources[0].each: 1 is not true or false"),
        ([{**SOURCE, "never": ["a", 1]}], "sources[0].never", "sources[0].never: 1 is not a text"),
        (
            [SOURCE, {**SOURCE, "pth": ""}],
            "sources[1].pth",
            "unknown key sources[1].pth, kept",
        ),
    ],
    ids=str,
)
def test_what_is_wrong_in_the_sources_is_reported(sources: object, key: str, message: str) -> None:
    settings, problems = read_settings({"sources": sources})

    assert settings == Settings()
    assert [(problem.key, problem.id, problem.message) for problem in problems] == [
        (key, None, message)
    ]


def test_fresh_is_not_ahead_and_not_too_long_ago() -> None:
    for when, fresh in (
        (TODAY, True),
        (days_ago(45), True),
        (days_ago(46), False),
        (days_ago(-1), False),
        (date(1, 1, 1), False),
        (date(9999, 12, 31), False),
        ("never", False),
        (None, False),
        (NOON, False),
    ):
        assert EvaluationContext(TODAY).fresh(when, 45) is fresh, when


def test_no_days_at_all_is_only_today() -> None:
    assert EvaluationContext(TODAY).fresh(TODAY, 0)
    assert not EvaluationContext(TODAY).fresh(days_ago(1), 0)


def test_what_was_learned_last_is_not_what_lies_ahead() -> None:
    def learned(*entries: tuple[int, str]) -> date | None:
        history = tuple(Event(days_ago(days), event) for days, event in entries)
        return learned_on(System("it", "It", {}, history), TODAY)

    assert learned() is None
    assert learned((3, "changed"), (2, "assessed"), (1, "added"), (1, "retired")) is None
    assert learned((9, "experiment"), (3, "incident"), (5, "rebuilt"), (-1, "rebuilt")) == days_ago(
        3
    )
    assert learned((0, "rebuilt")) == TODAY
    undated = System("it", "It", {}, (Event(None, "rebuilt"), Event(TODAY, None)))
    assert learned_on(undated, TODAY) is None


def test_a_wrong_entry_is_left_out_and_the_rest_counts() -> None:
    accepted = [{"rule": "unanswered", "until": TODAY}, 5, {"rule": "unanswered"}, {"until": TODAY}]
    read = reading({"id": "it", "name": "It", "accepted": accepted, "history": ["x", {}]})

    assert read.system is not None
    assert len(read.system.accepted) == 1
    assert len(read.system.history) == 1
    assert [(problem.key, problem.message.split(", ")[0]) for problem in read.problems] == [
        ("history[0]", "history[0] is not a table"),
        ("accepted[1]", "accepted[1] is not a table"),
        ("accepted[2]", "accepted[2] has no until"),
        ("accepted[3]", "accepted[3] has no rule"),
    ]


def test_a_quoted_dotted_key_is_not_the_fact_it_spells() -> None:
    read = reading({"id": "it", "name": "It", "owners.os": "you"})

    assert read.system is not None
    assert "owners.os" not in read.system.facts
    assert [problem.key for problem in read.problems] == ["owners.os"]


@each_row(("table", "key"), [("owners", "qqq"), ("evidence", "zzz")])
def test_nothing_is_nearest_to_a_key_that_is_like_none(table: str, key: str) -> None:
    problems = reading({"id": "it", "name": "It", table: {key: 1}}).problems
    assert [(problem.key, problem.nearest) for problem in problems] == [(f"{table}.{key}", None)]


def test_a_text_where_a_list_is_wanted_says_so() -> None:
    problem = reading({"id": "it", "name": "It", "relied_on_for": "data"}).problems[0]
    assert problem.nearest is None
    assert '"data" is not a list with any of authentication' in problem.message
