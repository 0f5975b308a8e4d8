"""Fields and relations in a filter, how words go on, and what to try where nothing matches."""

from __future__ import annotations

from labtui.data.analysis.filter_help import advice, completions
from labtui.data.analysis.filtering import CLOSED, FIELDS, RELATIONS, Texts, slug, sought
from labtui.data.analysis.query import Query
from tests.data.answered import PROVEN, VAULT, raw_of
from tests.data.labs import Raw, lab, owners, system
from tests.rows import each_row

RAWS: tuple[Raw, ...] = (
    {"id": "pve1", "name": "Node One", "kind": "physical", "owners": owners(), "tags": ["Rack A"],
     "site": "home"},
    {"id": "pve2", "name": "Node two", "owners": owners(), "purpose": "learning"},
    {"id": "nas", "name": "NAS", "owners": owners(), "exposure": "lan", "holds": "originals"},
    {"id": "docker", "name": "Docker", "runs_on": "pve1"},
    {"id": "vault", "name": "Vaultwarden", "runs_on": "docker", "depends_on": ["nas"],
     "relied_on_for": ["authentication"], "backs_up_to": ["nas"]},
    {"id": "mail", "name": "Mail", "owners": owners("provider"), "provider": "Hetzner",
     "depends_on": ["vault"], "status": "planned"},
    {"id": "dns", "name": "DNS", "kind": "group"},
    {"id": "dns-1", "name": "DNS one", "runs_on": "pve2", "member_of": "dns"},
    {"id": "old", "name": "Old", "status": "retired", "tags": ["rack a"]},
)  # fmt: skip
LAB = lab(*RAWS)
KNOWN = [*(f"{key}:" for key in (*FIELDS, *RELATIONS)), "unproven", "unanswered"]
QQQQQ = (
    'No name, tag or finding has "qqqqq" in it. Try fewer letters, or level:, on:, needs: with Tab.'
)


def found(words: str) -> list[str]:
    return Query(words, "file").listed(LAB, LAB.systems)


@each_row(
    ("words", "ids"),
    [
        ("on:pve1", ["docker", "vault"]),
        ("on:docker", ["vault"]),
        ("on:node", ["docker", "vault", "dns-1"]),
        ("on:node-one", ["docker", "vault"]),
        ('on:"Node One"', ["docker", "vault"]),
        ('on:"node t', ["dns-1"]),
        ('tag:"Rack A" status:retired', ["old"]),
        ('"node one"', ["pve1"]),
        ('"node one" two', []),
        ('on:"" "" " ', [raw["id"] for raw in RAWS]),
        ("on:pve", ["docker", "vault", "dns-1"]),
        ("on:nas", []),
        ("needs:nas", ["vault", "mail"]),
        ("needs:pve1", ["docker", "vault", "mail"]),
        ("group:dns", ["dns-1"]),
        ("backup:nas", ["vault"]),
        ("on:pve1 needs:nas", ["vault"]),
        ("on:pve1 vaultw", ["vault"]),
        ("tag:rack-a", ["pve1", "old"]),
        ("tag:rack", ["pve1", "old"]),
        ("purpose:learning", ["pve2"]),
        ("status:planned", ["mail"]),
        ("status:retired", ["old"]),
        ("exposure:lan", ["nas"]),
        ("kind:physical", ["pve1"]),
        ("provider:hetzner", ["mail"]),
        ("for:authentication", ["vault"]),
        ("level:3", ["pve1", "pve2", "nas", "docker", "vault", "dns", "dns-1"]),
        ("site:home", ["pve1", "docker", "vault"]),
        ("on:", [raw["id"] for raw in RAWS]),
        ("risk:medium", []),
    ],
)  # fmt: skip
def test_fields_and_relations(words: str, ids: list[str]) -> None:
    assert found(words) == ids


def test_unproven_finds_who_has_a_question_that_is_more_than_a_notice() -> None:
    asked = {
        id
        for id, a in LAB.assessments.items()
        if a.unproven_count("critical") + a.unproven_count("warning")
    }
    assert set(found("unproven")) == asked
    assert {"vault"} <= asked < LAB.assessments.keys()


def test_unanswered_finds_who_has_a_fact_without_an_answer() -> None:
    now = lab(raw_of(PROVEN), VAULT)
    open_facts = {id for id, a in now.assessments.items() if a.known < a.relevant}
    assert set(Query("unanswered").listed(now, now.systems)) == open_facts
    assert open_facts < now.assessments.keys()


def test_a_value_that_is_typed_whole_is_not_the_start_of_another() -> None:
    for key, values in CLOSED.items():
        for value in map(slug, values):
            others = [each for each in map(slug, values) if each.startswith(value)]
            if len(others) > 1:
                wanted = {id for each in [value] for id in found(f"{key}:{each}")}
                assert set(found(f"{key}:{value}")) == wanted
    risky = found("risk:high")
    assert [a.risk and a.risk.now for id in risky if (a := LAB.assessments[id])] == (
        ["High"] * len(risky)
    )


def test_after_an_edit_a_relation_is_found_anew() -> None:
    changing, query = lab(*RAWS), Query("needs:nas", "name")
    assert query.listed(changing, changing.systems) == ["mail", "vault"]
    changing.change({"vault": system({**RAWS[4], "depends_on": [], "backs_up_to": []})})
    assert query.listed(changing, changing.systems) == []


@each_row(
    ("words", "wanted"),
    [
        ("lev", ["level:"]),
        ("", KNOWN),
        ("unp", ["unproven"]),
        ("old lev", ["old level:"]),
        ("Level:3", ["level:3a", "level:3b"]),
        ("status:", ["status:active", "status:planned", "status:retired"]),
        ("tag:", ["tag:rack-a", "tag:none"]),
        ("on:p", ["on:pve1", "on:pve2"]),
        ("on:node-t", ["on:pve2"]),
        ('old on:"Node t', ["old on:pve2"]),
        ('on:"Node two"', ["on:pve2"]),
        ('on:"Node two" ', [f'on:"Node two" {each}' for each in KNOWN]),
        (
            "needs:",
            ["needs:pve1", "needs:pve2", "needs:nas", "needs:docker", "needs:vault", "needs:dns-1"],
        ),
        ("group:", ["group:dns"]),
        ("zzz", []),
    ],
)
def test_how_the_last_word_goes_on(words: str, wanted: list[str]) -> None:
    assert completions(LAB, words, Texts()) == wanted


def test_every_completion_of_a_value_finds_something() -> None:
    for key in (*FIELDS, *RELATIONS):
        for words in completions(LAB, f"{key}:", Texts()):
            assert found(words), words


@each_row(
    ("words", "said"),
    [
        ("vaultwrden", [
            'No name, tag or finding has "vaultwrden" in it. Did you mean vaultwarden?',
        ]),
        ("qqqqq", [QQQQQ]),
        ("lvel:3b", ['No field is called "lvel". Did you mean level:?']),
        ("level:4", ["No system has level:4. There is 0, 3a and 3b."]),
        ("on:nass", ['No system is called "nass". Did you mean nas?']),
        ('on:"nas x"', ['No system is called "nas-x". Did you mean nas?']),
        ("on:nas", ['No system runs on "nas".']),
        ("backup:pve1", ['No system is backed up to "pve1".']),
        ("mail on:pve1", ["All words have to match. Without mail: 2 systems."]),
        ("docker nas pve2", ["All words have to match."]),
        ("level:4 qqqqq", [
            "No system has level:4. There is 0, 3a and 3b.", QQQQQ,
        ]),
    ],
)  # fmt: skip
def test_what_to_try_where_nothing_matches(words: str, said: list[str]) -> None:
    assert found(words) == []
    assert advice(LAB, words, Texts()) == said


def test_what_is_looked_for_in_the_rows() -> None:
    assert sought("Vault level:3b on:pve1 role:") == ("vault", "3b")
