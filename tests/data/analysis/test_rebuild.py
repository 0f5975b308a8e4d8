"""In which order to bring systems back."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given

from labtui.data.analysis.impact import impact_of
from labtui.data.analysis.rebuild import Gain, Obstacle, Rebuild, rebuild_order, warnings
from labtui.data.analysis.rebuild_needs import need_words
from labtui.data.analysis.rebuild_places import Places
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.cycles import needed_to_run
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.references import closure
from labtui.errors import FactError
from tests.data.generate import labs, law
from tests.data.labs import EVALUATION, Raw, days_ago, lab, owners, practices, raw, system
from tests.rows import each_row

SAFE = {
    "owners": owners(),
    "practices": practices(),
    "holds": "nothing",
}


def mine(id: str, **facts: object) -> Raw:
    """A system with nothing in the way of rebuilding it."""
    return raw(id, **{**SAFE, **facts})


def kept(id: str, **facts: object) -> Raw:
    """One with data of its own, and a restore that was tested."""
    return mine(id, **{"holds": "originals", "evidence": {"restore_tested": days_ago(1)}, **facts})


def rebuilt(*raws: Raw, lost: str | None = None) -> Rebuild:
    found = lab(*raws)
    return rebuild_order(found, [*found.systems], lost)


def steps(*raws: Raw, lost: str | None = None) -> list[str]:
    return [" ".join(step.systems) for step in rebuilt(*raws, lost=lost).steps]


def obstacles(*raws: Raw, lost: str | None = None) -> list[Obstacle]:
    return [each for step in rebuilt(*raws, lost=lost).steps for each in step.blocked_by]


@each_row(
    ("raws", "expected"),
    [
        ([], []),
        # Each after what it runs on, depends on, recovers with and is restored from.
        ([mine("vm", runs_on="pve"), mine("pve")], ["pve", "vm"]),
        ([mine("web", depends_on=["db", "dns"]), mine("db"), mine("dns")], ["db dns", "web"]),
        ([mine("nas", recovers_with=["keys"]), mine("keys")], ["keys", "nas"]),
        ([kept("nas", backs_up_to=["pbs"]), mine("pbs")], ["pbs", "nas"]),
        # What is kept on paper too, or holds nothing, need not wait.
        (
            [
                mine("nas", recovers_with=["keys"], evidence={"offline_recovery": True}),
                mine("keys"),
            ],
            ["nas keys"],
        ),
        ([mine("nas", backs_up_to=["pbs"]), mine("pbs")], ["nas pbs"]),
        # One destination is enough, and one member of a group.
        (
            [
                kept("nas", backs_up_to=["far", "pbs"]),
                mine("pbs"),
                mine("far", runs_on="host"),
                mine("host"),
            ],
            ["pbs host", "nas far"],
        ),
        (
            [
                mine("user", depends_on=["dns"]),
                mine("dns"),
                mine("one", member_of="dns"),
                mine("two", member_of="dns", runs_on="vm"),
                mine("vm", runs_on="pve"),
                mine("pve"),
            ],
            ["one pve", "dns vm", "user two"],
        ),
        # What is retired, planned or unknown is nothing to wait for, nor is the system itself.
        (
            [
                mine("a", depends_on=["old", "new", "ghost", "a"]),
                mine("old", status="retired"),
                mine("new", status="planned"),
            ],
            ["a"],
        ),
        # Services stand first, and nothing waits for them.
        (
            [mine("shop", depends_on=["mail"]), raw("mail", owners=owners("provider"))],
            ["mail", "shop"],
        ),
        ([mine("shop"), raw("mail", owners=owners("provider"))], ["mail", "shop"]),
        # People's own systems stand before what these need, and then comes the order of the file.
        (
            [
                mine("y"),
                mine("x"),
                mine("db"),
                mine("app", relied_on_for=["income"]),
                mine("later", relied_on_for=["data"], depends_on=["db"]),
            ],
            ["app db y x", "later"],
        ),
    ],
)
def test_each_finds_what_it_needs(raws: list[Raw], expected: list[str]) -> None:
    assert steps(*raws) == expected


LOOP = (
    kept("nas", backs_up_to=["box"], depends_on=["dns"]),
    mine("dns", runs_on="nas"),
    kept("vault", runs_on="nas", backs_up_to=["box"]),
    mine("box", recovers_with=["vault"]),
)


def test_in_a_loop_the_most_dispensable_is_done_without_first() -> None:
    found = rebuilt(*LOOP)
    assert [step.systems for step in found.steps] == [("box",), ("nas",), ("dns", "vault")]
    assert found.loops == (("box", "nas", "dns", "vault"), ("nas", "dns"))
    assert [each for step in found.steps for each in step.blocked_by] == [
        Obstacle(
            "box",
            "loop",
            "It recovers with vault, not back by then.",
            remedy="Keep the keys and notes of box on paper, then set Offline copy to yes.",
        ),
        Obstacle(
            "nas",
            "loop",
            "It depends on dns, not back by then.",
            remedy="Start nas without dns, and again once dns is back.",
        ),
    ]


@each_row(
    ("raws", "order", "loops", "told"),
    [
        (
            [kept("a", backs_up_to=["b", "c"]), mine("b", runs_on="a"), mine("c", runs_on="a")],
            ["a", "b c"],
            (("a", "b", "c"),),
            ["Its backups are on b or c, not back by then."],
        ),
        (
            [mine("a", runs_on="b"), mine("b", runs_on="a"), mine("c", depends_on=["a"])],
            ["a b", "c"],
            (("a", "b"),),
            ["It runs on b, not back by then.", "It runs on a, not back by then."],
        ),
        (
            [mine("m", member_of="g", runs_on="g"), mine("g")],
            ["g", "m"],
            (("g", "m"),),
            ["Its members need it: m."],
        ),
        # What is done without may be there by the time all else is.
        (
            [
                mine("a", depends_on=["b", "c"]),
                mine("b", depends_on=["a"], runs_on="c"),
                mine("c", depends_on=["a"]),
            ],
            ["a c", "b"],
            (("a", "c", "b"),),
            ["It depends on b, not back by then.", "It depends on c, not back by then.",
             "It depends on a, not back by then."],
        ),
        # What comes early, as it does without something, may meet the needs of others.
        (
            [
                mine("a"),
                mine("b", runs_on="a", member_of="g"),
                mine("g"),
                mine("d", recovers_with=["c"], member_of="g"),
                mine("c", runs_on="d"),
            ],
            ["a d", "b g c"],
            (("d", "c"),),
            ["It recovers with c, not back by then."],
        ),
        # Another way in frees a part of the loop: nothing is done without that is there.
        (
            [
                mine("x", depends_on=["g"], recovers_with=["y"]),
                mine("y", depends_on=["x"]),
                mine("g"),
                mine("one", member_of="g", depends_on=["x"]),
                mine("two", member_of="g"),
            ],
            ["two", "g", "x", "y one"],
            (("x", "y"),),
            ["It recovers with y, not back by then."],
        ),
    ],
)  # fmt: skip
def test_loops_have_a_way_out(
    raws: list[Raw], order: list[str], loops: object, told: list[str]
) -> None:
    found = rebuilt(*raws)
    blocked = [each for step in found.steps for each in step.blocked_by]
    assert [" ".join(step.systems) for step in found.steps] == order
    assert found.loops == loops
    assert [each.message for each in blocked] == told
    assert all(each.why == "loop" and each.remedy for each in blocked)


@each_row(
    ("facts", "told"),
    [
        ({}, []),
        ({"holds": "originals"}, ["no-backup? Not known: where are its backups?"]),
        (
            {"holds": "originals", "backs_up_to": ["a"]},
            ["no-backup There is nothing to restore it from."],
        ),
        (
            {"holds": "originals", "backs_up_to": ["pbs"]},
            ["untested-restore? Not known: when did a restore last work?"],
        ),
        (
            {
                "holds": "originals",
                "backs_up_to": ["pbs"],
                "evidence": {"restore_tested": "never"},
            },
            ["untested-restore Restore last tested: never."],
        ),
        (
            {"practices": {}},
            ["undocumented? Not known: is it written down how to rebuild it?"],
        ),
        (
            {"practices": practices(documentation="no")},
            ["undocumented It is not written down how to rebuild it."],
        ),
        (
            {"owners": owners(recovery="nobody")},
            ["nobody-responsible Nobody is responsible for recovery."],
        ),
        (
            {"owners": {k: v for k, v in owners().items() if k != "recovery"}},
            ["nobody-responsible? Not known: who is responsible for recovery?"],
        ),
    ],
)
def test_what_stands_in_the_way(facts: Raw, told: list[str]) -> None:
    found = rebuilt(mine("a", **facts), mine("pbs"))
    blocked = [each for step in found.steps for each in step.blocked_by]
    assert [f"{each.why}{'?' if each.unproven else ''} {each.message}" for each in blocked] == told
    assert {each.id for each in blocked} <= {"a"}
    known = any(each.why == "no-backup" and not each.unproven for each in blocked)
    assert found.unrecoverable == (("a",) if known else ())


def test_what_a_service_is_got_into_with_is_missed_where_it_is_not_back_by_then() -> None:
    b2 = raw("b2", owners=owners("provider"), recovers_with=["safe"])
    safe, wiki = kept("safe", backs_up_to=["b2"]), kept("wiki", backs_up_to=["b2"])
    way_out = "Keep the keys and notes of b2 on paper, then set Offline copy to yes."
    [found] = [each for each in obstacles(b2, safe, wiki) if each.why == "no-way-in"]
    assert (found.id, found.message) == ("b2", "It recovers with safe, not back by then.")
    assert found.remedy == way_out
    lost = [each for each in obstacles(b2, safe, wiki, lost="safe") if each.why == "no-way-in"]
    said = "Its backups are on b2. It recovers with safe, not back by then."
    assert [(each.id, each.message, each.remedy) for each in lost] == [("safe", said, way_out)]
    assert not any(each.why == "no-way-in" for each in obstacles(b2, safe, wiki, lost="wiki"))
    on_paper = {**b2, "evidence": {"offline_recovery": True}}
    for lost_id in (None, "safe"):
        assert not any(o.why == "no-way-in" for o in obstacles(on_paper, safe, lost=lost_id))
    twice = {**safe, "backs_up_to": ["b2", "nas"]}
    assert not any(o.why == "no-way-in" for o in obstacles(b2, twice, mine("nas"), lost="safe"))


def test_a_backup_on_what_is_made_again_from_nothing_is_gone() -> None:
    raws = (
        kept("nas", backs_up_to=[]),
        kept("vm", backs_up_to=["nas"]),
        kept("app", backs_up_to=["vm", "nas"]),
        kept("safe", backs_up_to=["vm", "pbs"]),
        kept("again", backs_up_to=["safe"]),
        mine("pbs"),
        kept("here", backs_up_to=["there"]),
        kept("there", backs_up_to=["here"]),
        kept("box"),
        kept("films", backs_up_to=["box"]),
        kept("music", backs_up_to=["films", "nas"]),
    )
    # Nobody waits for a backup that is gone; whose box is not known to be backed up still does.
    assert steps(*raws) == ["nas vm app pbs here there box", "safe films", "again music"]
    assert [
        f"{each.id}{'?' if each.unproven else ''} {each.message}" for each in obstacles(*raws)
    ] == [
        "nas There is nothing to restore it from.",
        "vm Its only backup is lost with nas.",
        "app All its backups are lost with nas and vm.",
        "here Its only backup is lost with there.",
        "there Its only backup is lost with here.",
        "box? Not known: where are its backups?",
        "films? Its only backup may be lost with box.",
        "music? All its backups may be lost with films and nas.",
    ]
    assert rebuilt(*raws).unrecoverable == ("nas", "vm", "app", "here", "there")
    assert rebuilt(*raws).loops == ()


def test_what_keeps_something_is_to_be_restored_at_any_level() -> None:
    nobody: Raw = {"holds": "originals", "owners": {}}
    raws = (
        mine("copies", owners={}, backs_up_to=[]),
        kept("open", **nobody),
        kept("none", **nobody, backs_up_to=[]),
        kept("there", **nobody, backs_up_to=["pbs"]),
        kept("far", backs_up_to=["none"]),
        mine("pbs"),
    )
    assert lab(*raws).assessments["none"].level is None
    found = rebuilt(*raws)
    assert [
        f"{each.id}{'?' if each.unproven else ''} {each.message}"
        for each in obstacles(*raws)
        if each.why == "no-backup"
    ] == [
        "open? Not known: where are its backups?",
        "none There is nothing to restore it from.",
        "far Its only backup is lost with none.",
    ]
    assert found.unrecoverable == ("none", "far")
    assert rebuilt(*raws, lost="none").unrecoverable == ("none",)


def test_each_step_tells_what_people_get_back() -> None:
    found = rebuilt(
        mine("pve"), mine("vault", runs_on="pve", relied_on_for=["data"], used_by=["Ida"])
    )
    assert [step.gives for step in found.steps] == [(), (Gain("vault", ("data",), ("Ida",)),)]


def test_after_a_loss_what_stopped_comes_back_and_the_rest_is_there() -> None:
    raws = (
        mine("pve"),
        kept("vm", runs_on="pve", backs_up_to=["copy", "pbs"]),
        mine("copy", runs_on="pve"),
        mine("pbs"),
        kept("films", runs_on="vm", backs_up_to=["copy"]),
        kept("web", depends_on=["vm"], backs_up_to=["copy"], recovers_with=["keys"], practices={}),
        mine("keys", depends_on=["web"]),
        mine("far", recovers_with=["vm"]),
        kept("near", backs_up_to=["copy"]),
        kept("next", backs_up_to=["copy"]),
    )
    found = rebuilt(*raws, lost="pve")
    # Restored from pbs, which still stands; web only stopped, and has its data and needs no keys.
    assert [step.systems for step in found.steps] == [
        ("pve",),
        ("vm", "copy"),
        ("films", "web"),
        ("keys",),
    ]
    assert found.unrecoverable == ("films",)
    assert [each.id for each in obstacles(*raws, lost="pve")] == ["films"]
    assert found.recover_after == ("far",)
    assert found.unprotected == ("near", "next")
    assert warnings(found)[-1] == "2 systems have no backup until it is back: near and next."
    assert found.loops == ()


def test_a_group_is_lost_with_the_machine_of_all_its_members() -> None:
    cluster = (
        mine("pve"),
        kept("g", backs_up_to=["pbs"], evidence={}),
        mine("one", member_of="g", runs_on="pve"),
        mine("two", member_of="g", depends_on=["one"]),
        mine("pbs"),
    )
    # The second member only stopped, so the group still has its data.
    assert obstacles(*cluster, lost="pve") == []
    moved = (*cluster[:3], mine("two", member_of="g", runs_on="pve"), cluster[4])
    assert [each.id for each in obstacles(*moved, lost="pve")] == ["g"]


@each_row(
    ("id", "said"),
    [
        ("ghost", "No system ghost."),
        ("old", "old is retired already. labtui show old shows its record."),
        ("new", "new is only planned. There is nothing to rebuild."),
    ],
)
def test_only_what_is_in_service_can_be_lost(id: str, said: str) -> None:
    with pytest.raises(FactError) as raised:
        steps(mine("old", status="retired"), mine("new", status="planned"), lost=id)
    assert str(raised.value) == said


def test_loops_one_behind_the_other_in_a_great_lab() -> None:
    great = [
        mine(f"{side}{n}", depends_on=[*others, *([f"a{n - 1}"] if n else [])])
        for n in range(5000)
        for side, others in (("a", [f"b{n}"]), ("b", [f"a{n}"]))
    ]
    found = rebuilt(*great)
    assert sum(len(step.systems) for step in found.steps) == 10_000
    assert len(found.loops) == 5000


# --- laws


def anything(raws: list[Raw]) -> Lab:
    return Lab({raw["id"]: system(raw) for raw in raws}.values(), EVALUATION)


def needed(found: Lab, id: str) -> Iterator[set[str]]:
    """The needs of a system to be made again, by the words of the framework."""
    one, a = found.systems[id], found.assessments[id]
    single = {one.runs_on, *one.depends_on}
    single |= set() if one.evidence("offline_recovery") is True else set(one.recovers_with)
    together = [{at} for at in single if at]
    together.append({m for m in found.systems if found.systems[m].member_of == id})
    if one.keeps_something:
        together.append(set(a.texts("backs_up_to")) - gone(found))
    services = {at for at in found.assessments if found.assessments[at].level == "0"}
    there = {at for at in found.systems if found.systems[at].active} - {id}
    for each in together:
        if each & there and not each & there & services:
            yield each & there


def gone(found: Lab) -> set[str]:
    """Whose data does not come back from nothing: what is known to be backed up to such only."""
    known = {
        id
        for id, a in found.assessments.items()
        if ("backs_up_to" in relevant(a) or (a.level is None and a.system.keeps_something))
        and a.value("backs_up_to") is not None
    }
    lost = {*known}
    for _ in found.systems:
        lost = {id for id in lost if not {*found.destinations.of(id)} - {id} - lost}
    return lost


def places(rebuild: Rebuild) -> dict[str, int]:
    """The number of the step of each system; 0 is that of the services."""
    first = 0 if any(step.services for step in rebuild.steps) else 1
    return {id: n for n, step in enumerate(rebuild.steps, first) for id in step.systems}


def held_up(rebuild: Rebuild) -> set[str]:
    """The systems that do without something they are in a loop with."""
    return {each.id for step in rebuild.steps for each in step.blocked_by if each.why == "loop"}


Wants = dict[str, list[set[str]]]


def all_needs(found: Lab) -> tuple[Wants, dict[str, set[str]]]:
    """What each active system needs that is no service, and all it needs at any remove."""
    wants = {
        id: [*needed(found, id)]
        for id, a in found.assessments.items()
        if a.system.active and a.level != "0"
    }

    def onward(id: str) -> set[str]:
        return set().union(*wants[id])

    return wants, {id: closure(onward(id), onward) for id in wants}


@law
@given(labs())
def test_each_active_system_comes_once_after_all_it_needs_but_for_loops(raws: list[Raw]) -> None:
    found = anything(raws)
    rebuild = rebuild_order(found, [*found.systems])
    place = places(rebuild)
    listed = [id for step in rebuild.steps for id in step.systems]
    assert sorted(listed) == sorted(id for id in found.systems if found.systems[id].active)
    wants, ahead = all_needs(found)
    blocked = held_up(rebuild)
    for id, of in wants.items():
        missed = [each for each in of if min(place[at] for at in each) >= place[id]]
        assert (id in blocked) == bool(missed)
        assert all(id in ahead[at] for each in missed for at in each)
    for loop in rebuild.loops:
        assert set(loop) & blocked
        assert all(set(loop) <= ahead[id] for id in loop)
    # What no loop holds up comes as early as it can; sooner only after one that did without.
    back: set[str] = set()
    for turn in range(1, len(rebuild.steps) + 2):
        new = {id for id in wants if id not in back and all(each & back for each in wants[id])}
        assert all(place[id] == turn or (place[id] < turn and blocked & ahead[id]) for id in new)
        back |= new
        if not new:
            break
    assert not blocked & back


@law
@given(labs(1))
def test_the_loss_of_one_is_a_part_in_the_same_order(raws: list[Raw]) -> None:
    found = anything(raws)
    whole = places(rebuild_order(found, [*found.systems]))
    wants, ahead = all_needs(found)
    for id in whole:
        rebuild = rebuild_order(found, [*found.systems], id)
        impact = impact_of(found, id)
        part = places(rebuild)
        assert part.keys() == {id, *impact.breaks}
        assert rebuild.recover_after == impact.unrecoverable
        assert rebuild.unprotected == impact.unprotected
        for one in part.keys() & wants.keys():
            for other in needed_to_run(found.systems[one]):
                if other in part and other in wants and one not in {other, *ahead[other]}:
                    assert part[other] < part[one]
                    assert whole[other] < whole[one]
        # Fewer have to come back: what no loop holds up comes no later, if no copies are lost.
        if any(found.destinations.by(at) for at in part):
            continue
        for one in part.keys() & wants.keys():
            if one not in ahead[one] and not any(at in ahead[at] for at in ahead[one]):
                assert part[one] <= whole[one]


@law
@given(labs())
def test_the_order_of_references_does_not_matter(raws: list[Raw]) -> None:
    found = anything(raws)
    rng = Random(0)
    for each in raws:
        for key in {"depends_on", "recovers_with", "backs_up_to"} & each.keys():
            rng.shuffle(each[key])
    assert rebuild_order(anything(raws), [*found.systems]) == rebuild_order(found, [*found.systems])


def test_what_each_waits_for_and_what_waits_for_it() -> None:
    found = rebuilt(
        raw("mail", owners=owners("provider")),
        mine("pve"),
        kept("vm", runs_on="pve", backs_up_to=["far", "nas"], depends_on=["mail"]),
        mine("nas", runs_on="pve"),
        mine("far", runs_on="vm"),
        *LOOP[3:],
        mine("vault", depends_on=["box"]),
    )
    at = Places(found)
    assert at.steps == {
        "mail": 0,
        "pve": 1,
        "box": 1,
        "vault": 2,
        "nas": 2,
        "vm": 3,
        "far": 4,
    }
    assert [(need_words(wait.need), wait.step) for wait in at.waits("vm")] == [
        ("Its backups are on far or nas", 2),
        ("It runs on pve", 1),
    ]
    assert at.waits("box") == []
    assert at.waiting("pve") == ["nas", "vm"]
    assert at.waiting("far") == []
