"""What checks, backup jobs and routes say of systems: answers, differences, and what is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from labtui.data.assessment.models import System
from labtui.data.framework.shapes import Value
from labtui.importers.found import Evidence, Part, Target, Thing
from labtui.importing.addresses import Addresses, Located
from labtui.importing.evidence import (
    BACKED_UP,
    MONITORED,
    EvidencePlan,
    Given,
    Unmatched,
    compare,
    was_read_in,
)
from labtui.importing.inventory import Inventory
from labtui.importing.origins import Origin
from tests.rows import each_row

ETC = Path("/etc")
PHOTOS = Target(host="nas", port=2283)
AT_HETZNER = Target(host="box.example.org", path="/./nas")
KINDS = {"check": "gatus", "backup": "borgmatic", "route": "proxies"}


def check(key: str, *targets: Target) -> Evidence:
    """A check of targets."""
    return Evidence(key, "check", targets, path="checks.yaml", root=ETC)


def job(key: str, *targets: Target, to: Sequence[Target] = (AT_HETZNER,)) -> Evidence:
    """A backup job."""
    return Evidence(key, "backup", targets, tuple(to), path="jobs.yaml", root=ETC)


def route(key: str, name: str, *targets: Target, tunnel: bool = False) -> Evidence:
    """A route from a public name to targets."""
    public = (Target(host=name),) if name else ()
    return Evidence(key, "route", targets, public, tunnel, path="proxy.json", root=ETC)


def paths(*words: str) -> list[Target]:
    """Targets of paths on the host of the file."""
    return [Target(path=word) for word in words]


def sighted(key: str, *of: str, value: str = "") -> Mapping[str, str]:
    """What `[systems.seen]` says of a fact: the keys of the jobs or checks that showed it."""
    kind, file = ("borgmatic", "jobs.yaml") if key == BACKED_UP else ("gatus", "checks.yaml")
    where = "; ".join(f"{kind} /etc/{file}#{one}" for one in of)
    said = f" = {value}" if value else ""
    return {key: f"{where}{said}, 2026-01-02"}


def compared(
    *found: Evidence,
    facts: Mapping[str, Value] | None = None,
    seen: Mapping[str, str] | None = None,
    was_read: bool = True,
    never: Sequence[str] = (),
    new: Sequence[str] = (),
    unreadable: frozenset[tuple[str, str]] = frozenset(),
    repeated: frozenset[str] = frozenset(),
) -> EvidencePlan:
    """Compare evidence with a lab in which `photos` on `nas` states some facts."""
    stated: dict[str, System] = {
        "nas": System("nas", "NAS", {"kind": "physical"}),
        "box": System("box", "Storage box", {"url": "ssh://box.example.org"}),
        "pbs": System("pbs", "PBS", {}),
        "wiki": System("wiki", "Wiki", {"runs_on": "nas"}),
        "photos": System("photos", "Photos", {"runs_on": "nas", **(facts or {})}, seen=seen or {}),
    }
    photos = Thing(
        "server",
        "photos",
        "app",
        parts=(
            Part(
                "server",
                ports=("2283:2283",),
                mounts=(("/srv/photos", "/data"),),
            ),
            Part(
                "db", ports=("5432:5432",), container="photos_db", mounts=(("/srv/db", "/var/lib"),)
            ),
        ),
    )
    wiki = Thing("wiki", "wiki", "container", parts=(Part("wiki", mounts=(("/srv/wiki", "/d"),)),))
    machines = [
        Located(Thing("box", "box", "vps", addresses=("box.example.org",)), "box", None),
        Located(Thing("pbs", "pbs", "vm", addresses=("10.0.0.9",)), "pbs", None),
    ]
    located = [Located(photos, "photos", "nas"), Located(wiki, "wiki", "nas"), *machines]
    given = [
        Given(KINDS[one.shows], "nas" if one.shows == "backup" else None, one) for one in found
    ]
    systems = {id: system for id, system in stated.items() if id not in new}
    return compare(
        given,
        Addresses(stated, located, {}),
        Inventory(systems, unreadable, repeated),
        {id: stated[id].facts for id in new},
        lambda _: was_read,
    ).without(never)


def told(plan: EvidencePlan) -> list[tuple[str, str, str, Value | None]]:
    """The id, key, state and value of each observation."""
    return [(one.id, one.key, one.state, one.found) for one in plan.observations]


def origins(plan: EvidencePlan) -> list[tuple[str, ...]]:
    """The keys of the checks and jobs of each observation."""
    return [tuple(origin.key for origin in one.origins) for one in plan.observations]


# --- checks

CHECK = check("endpoint photos", PHOTOS)
CHECKS: dict[str, tuple[Mapping[str, Value], Mapping[str, str], str]] = {
    "not answered": ({}, {}, "answers"),
    "said already": ({MONITORED: True}, {}, "agrees"),
    "said otherwise": ({MONITORED: False}, {}, "differs"),
    "said otherwise, and kept": (
        {MONITORED: False},
        sighted(MONITORED, "endpoint photos", value="True"),
        "",
    ),
    "kept, but not of this check": (
        {MONITORED: False},
        sighted(MONITORED, "endpoint other", value="True"),
        "differs",
    ),
    "another check than before": ({MONITORED: True}, sighted(MONITORED, "endpoint old"), "agrees"),
    "retired": ({"status": "retired"}, {}, ""),
}


@each_row("case", CHECKS)
def test_a_check(case: str) -> None:
    facts, before, state = CHECKS[case]
    plan = compared(CHECK, facts=facts, seen=before)
    assert told(plan) == ([("photos", MONITORED, state, True)] if state else [])


def test_a_new_system_is_checked_too() -> None:
    plan = compared(CHECK, new=["photos"])
    assert told(plan) == [("photos", MONITORED, "answers", True)]


def test_two_checks_of_a_system_are_one_answer() -> None:
    plan = compared(CHECK, check("endpoint ping", Target(name="Photos")))
    assert origins(plan) == [("endpoint photos", "endpoint ping")]


def test_what_is_of_no_system_is_listed_unless_it_is_never_wanted() -> None:
    unknown = check("endpoint x", Target(url="https://x.org"), Target(name="photos"))
    plan = compared(unknown)
    assert [one.label for one in plan.unmatched] == ["https://x.org"]
    assert told(plan) == [("photos", MONITORED, "answers", True)]
    plan = compared(unknown, never=["https://x.org"])
    assert (plan.unmatched, [one.label for one in plan.unwanted]) == ([], ["https://x.org"])


# --- what is lost

GONE: dict[
    str, tuple[Mapping[str, Value], Mapping[str, str], bool, tuple[str, Value | None] | None]
] = {
    "the check": (
        {MONITORED: True},
        sighted(MONITORED, "endpoint photos"),
        True,
        (MONITORED, None),
    ),
    "the check, unread": ({MONITORED: True}, sighted(MONITORED, "endpoint photos"), False, None),
    "a check of what says otherwise": ({}, sighted(MONITORED, "endpoint photos"), True, None),
    "a check that was not taken": (
        {MONITORED: False},
        sighted(MONITORED, "endpoint photos", value="True"),
        True,
        None,
    ),
    "the job": ({BACKED_UP: ("box",)}, sighted(BACKED_UP, "home"), True, (BACKED_UP, None)),
    "of the retired": (
        {MONITORED: True, "status": "retired"},
        sighted(MONITORED, "endpoint photos"),
        True,
        None,
    ),
    "nothing that was seen": ({MONITORED: True, BACKED_UP: ("box",)}, {}, True, None),
}


@each_row("case", GONE)
def test_what_no_check_or_job_shows_any_more(case: str) -> None:
    facts, before, was_read, lost = GONE[case]
    plan = compared(facts=facts, was_read=was_read, seen=before)
    assert told(plan) == ([("photos", lost[0], "lost", lost[1])] if lost else [])


def test_what_cannot_be_changed_is_left_as_it_is() -> None:
    assert told(compared(CHECK, unreadable=frozenset({("photos", MONITORED)}))) == []
    assert told(compared(CHECK, repeated=frozenset({"photos"}))) == []
    before = sighted(MONITORED, "endpoint photos")
    facts: dict[str, Value] = {MONITORED: True}
    assert told(compared(facts=facts, repeated=frozenset({"photos"}), seen=before)) == []


def test_a_check_that_has_another_name_now_is_not_lost() -> None:
    plan = compared(CHECK, facts={MONITORED: True}, seen=sighted(MONITORED, "endpoint before"))
    assert told(plan) == [("photos", MONITORED, "agrees", True)]
    assert origins(plan) == [("endpoint photos",)]


def test_of_two_jobs_the_one_that_goes_takes_its_destination() -> None:
    facts: dict[str, Value] = {BACKED_UP: ("box", "pbs")}
    data = paths("/srv/photos", "/srv/db")
    plan = compared(job("home", *data), facts=facts, seen=sighted(BACKED_UP, "home", "second"))
    assert told(plan) == [("photos", BACKED_UP, "lost", ("box",))]
    assert origins(plan) == [("second",)]
    assert [one.key for one in plan.observations[0].left] == ["home"]


def test_a_destination_that_a_person_wrote_is_not_lost_with_another() -> None:
    """Only what the jobs that are left do not show is asked about, and no answer is lost."""
    facts: dict[str, Value] = {BACKED_UP: ("box", "nas")}
    data = paths("/srv/photos", "/srv/db")
    plan = compared(job("home", *data), facts=facts, seen=sighted(BACKED_UP, "home"))
    assert told(plan) == [("photos", BACKED_UP, "agrees", ("box", "nas"))]


def test_what_a_job_shows_is_not_lost_where_its_destination_may_be_the_same() -> None:
    def lost(name: str) -> list[object]:
        to = Target(host="u1.storage.example.org", name=name)
        found = job("home", *paths("/srv/photos", "/srv/db"), to=[to])
        return told(compared(found, facts={BACKED_UP: ("box",)}, seen=sighted(BACKED_UP, "home")))

    assert lost("box") == []
    assert lost("elsewhere") == [("photos", BACKED_UP, "lost", None)]


# --- backup jobs

TO_BOX = ("photos", BACKED_UP, "answers", ("box",))
JOBS: dict[str, tuple[Evidence, list[object], list[str], list[str]]] = {
    "all of its folders": (job("home", *paths("/srv/photos", "/srv/db")), [TO_BOX], [], []),
    "a folder around them": (
        job("home", *paths("/srv")),
        [("wiki", *TO_BOX[1:]), TO_BOX],
        [],
        [],
    ),
    "the root is the host, and all that is on it": (
        job("home", *paths("/")),
        [("wiki", *TO_BOX[1:]), TO_BOX, ("nas", *TO_BOX[1:])],
        [],
        [],
    ),
    "one of its folders": (
        job("home", *paths("/srv/photos")),
        [],
        ["Backed up by etc/jobs.yaml, home, but not /srv/db. Is all of it backed up?"],
        [],
    ),
    "with its dumped database": (
        job("home", *paths("/srv/photos"), Target(container="photos_db")),
        [TO_BOX],
        [],
        [],
    ),
    "and its dumped database by the name of its host": (
        job("home", *paths("/srv/photos"), Target(host="photos_db", port=5432)),
        [TO_BOX],
        [],
        [],
    ),
    "and its dumped database by its port": (
        job("home", *paths("/srv/photos"), Target(host="localhost", port=5432)),
        [TO_BOX],
        [],
        [],
    ),
    "only its database": (
        job("home", Target(container="photos_db")),
        [],
        ["Backed up by etc/jobs.yaml, home, but not /srv/photos. Is all of it backed up?"],
        [],
    ),
    "what it leaves out": (
        replace(job("home", *paths("/srv/photos", "/srv/db")), leaves_out=("/srv/db",)),
        [],
        ["Backed up by etc/jobs.yaml, home, but not /srv/db. Is all of it backed up?"],
        [],
    ),
    "a database on a machine that no source shows": (
        job("home", Target(host="nas", port=9100)),
        [],
        ["Backed up by etc/jobs.yaml, home, but not what else it keeps. Is all of it backed up?"],
        [],
    ),
    "a folder of another machine": (
        job("home", Target(host="box.example.org", path="/srv"), to=[Target(host="10.0.0.9")]),
        [],
        ["Backed up by etc/jobs.yaml, home, but not what is outside /srv. Is all of it backed up?"],
        [],
    ),
    "a system by its name": (job("home", Target(name="photos")), [TO_BOX], [], []),
    "a path of nothing known": (job("home", *paths("/home/me")), [], [], ["nas:/home/me"]),
    "a path on another host": (
        job("home", Target(host="other", path="/srv/photos")),
        [],
        [],
        ["other:/srv/photos"],
    ),
    "to no place": (job("home", *paths("/srv"), to=()), [], [], []),
    "to an unknown place": (
        job("home", *paths("/srv/photos", "/srv/db"), to=[Target(host="s3.example.org")]),
        [],
        [],
        ["to s3.example.org"],
    ),
    "to a disk of the host": (
        job("home", *paths("/srv/photos", "/srv/db"), to=paths("/var/backups")),
        [("photos", BACKED_UP, "answers", ("nas",))],
        [],
        [],
    ),
    "to what is mounted": (
        job("home", *paths("/srv/photos", "/srv/db"), to=paths("/mnt/usb")),
        [],
        [],
        ["to nas:/mnt/usb"],
    ),
    "to two places, one of them unknown": (
        job("home", *paths("/srv/photos", "/srv/db"), to=[AT_HETZNER, Target(host="b2")]),
        [TO_BOX],
        [],
        ["to b2"],
    ),
    "to itself only": (job("home", Target(name="nas"), to=paths("/var/backups")), [], [], []),
}


@each_row("case", JOBS)
def test_a_backup_job(case: str) -> None:
    found, shown, asked, unknown = JOBS[case]
    plan = compared(found)
    assert sorted(map(str, told(plan))) == sorted(map(str, shown))
    assert [one.text for one in plan.questions] == asked
    labels = [f"{'to ' if one.is_destination else ''}{one.label}" for one in plan.unmatched]
    assert labels == unknown


def test_a_job_in_part_is_asked_once_and_not_of_what_is_answered() -> None:
    found = job("home", *paths("/srv/photos"))
    assert len(compared(found).questions) == 1
    assert compared(found, seen=sighted(BACKED_UP, "home")).questions == []
    assert compared(found, facts={BACKED_UP: ("pbs",)}).questions == []


def test_a_job_that_covers_only_a_part_now_is_asked_about() -> None:
    found, facts = job("home", *paths("/srv/photos")), {BACKED_UP: ("box",)}
    assert len(compared(found, facts=facts, seen=sighted(BACKED_UP, "home")).questions) == 1
    asked = sighted(BACKED_UP, "home", value="in part")
    assert compared(found, facts=facts, seen=asked).questions == []
    [lost] = compared(facts=facts, seen=asked).observations
    assert lost.state == "lost"


def test_a_job_adds_to_the_destinations_that_are_stated() -> None:
    found = job("home", *paths("/srv/photos", "/srv/db"))
    plan = compared(found, facts={BACKED_UP: ("pbs",)})
    assert told(plan) == [("photos", BACKED_UP, "differs", ("pbs", "box"))]


def test_what_may_be_two_systems_is_listed_with_both() -> None:
    twins = {id: System(id, "Twin", {}) for id in ("a", "b")}
    found = Given("gatus", None, check("c", Target(name="Twin")))
    plan = compare([found], Addresses(twins, (), {}), Inventory(twins), {}, lambda _: True)
    assert plan.unmatched == [Unmatched("Twin", found.origin, ("a", "b"))]


# --- routes

ROUTES: dict[str, tuple[list[Evidence], Mapping[str, Value], list[str]]] = {
    "a proxy": (
        [route("p", "photos.example.org", PHOTOS)],
        {},
        [
            "Reached as photos.example.org through a proxy (etc/proxy.json). "
            "From where can it be reached?"
        ],
    ),
    "a proxy to what is answered": ([route("p", "x.org", PHOTOS)], {"exposure": "lan"}, []),
    "a tunnel": (
        [route("p", "a.org", PHOTOS), route("t", "b.org", PHOTOS, tunnel=True)],
        {},
        ["Reached as b.org through a tunnel (etc/proxy.json). Is it on the internet?"],
    ),
    "a tunnel to what is said to be at home": (
        [route("t", "b.org", PHOTOS, tunnel=True)],
        {"exposure": "lan"},
        ["Reached as b.org through a tunnel (etc/proxy.json). Is it on the internet?"],
    ),
    "a tunnel to what is on the internet": (
        [route("t", "b.org", PHOTOS, tunnel=True)],
        {"exposure": "internet"},
        [],
    ),
    "to what is retired": ([route("p", "x.org", PHOTOS)], {"status": "retired"}, []),
    "to no known system": ([route("p", "x.org", Target(host="nowhere"))], {}, []),
}


@each_row("case", ROUTES)
def test_a_route_is_a_question_and_never_an_answer(case: str) -> None:
    found, facts, asked = ROUTES[case]
    plan = compared(*found, facts=facts)
    assert [one.text for one in plan.questions] == asked
    assert (plan.observations, plan.unmatched) == ([], [])


def test_a_route_is_asked_once() -> None:
    where = {"exposure": "proxies /etc/proxy.json#p, 2026-01-02"}
    assert compared(route("p", "x.org", PHOTOS), seen=where).questions == []


# --- what was read

FILES = {
    "/etc/gatus/config.yaml": True,
    "/etc/gatus": True,
    "/etc/gatus/broken.yaml": False,
    "/etc/gatus/closed/a.yaml": False,
    "/etc/other.yaml": False,
}


@each_row("file", FILES)
def test_a_file_was_read_where_it_is_under_a_path_and_not_skipped(file: str) -> None:
    skipped = {Path("/etc/gatus/broken.yaml"), Path("/etc/gatus/closed")}
    was_read = was_read_in({"gatus": [Path("/etc/gatus")]}, skipped)
    assert was_read(Origin("gatus", file, "k")) is FILES[file]
    assert not was_read(Origin("prometheus", file, "k"))


def test_files_that_a_given_file_names_are_read_with_it(tmp_path: Path) -> None:
    config, other, folder = tmp_path / "a.yml", tmp_path / "b.yml", tmp_path / "sub"
    config.touch()
    was_read = was_read_in({"prometheus": [config], "gatus": [config]}, {other})
    found = {
        kind: was_read(Origin(kind, str(folder / "t.yml"), "k")) for kind in ("prometheus", "gatus")
    }
    assert found == {"prometheus": True, "gatus": False}
    assert not was_read(Origin("prometheus", str(other), "k"))
    assert not was_read_in({"prometheus": [folder]}, ())(Origin("prometheus", str(other), "k"))


def test_a_check_that_is_in_doubt_now_is_not_lost() -> None:
    facts: dict[str, Value] = {MONITORED: True}
    before = sighted(MONITORED, "c")
    twins = {id: System(id, "Twin", facts, seen=before) for id in ("a", "b")}
    found = Given("gatus", None, check("c", Target(name="Twin")))
    plan = compare([found], Addresses(twins, (), {}), Inventory(twins), {}, lambda _: True)
    assert plan.observations == []


def test_of_a_system_that_vanished_nothing_is_lost() -> None:
    plan = compared(facts={MONITORED: True}, seen=sighted(MONITORED, "c"))
    assert [one.state for one in plan.without((), ["wiki"]).observations] == ["lost"]
    assert plan.without((), ["photos"]).observations == []


def test_what_is_recognised_by_a_source_that_is_unread_is_not_lost() -> None:
    """The check and the job are there, but by what their targets were known is not."""
    found = [check("c", PHOTOS), job("home", Target(path="/srv"))]
    facts: dict[str, Value] = {MONITORED: True, BACKED_UP: ("box",), "source": "compose /c#photos"}
    where = {**sighted(MONITORED, "c", "gone"), **sighted(BACKED_UP, "home")}
    system = System("photos", "Photos", facts, seen=where)
    given = [Given(KINDS[one.shows], None, one) for one in found]
    lab = {"photos": system, "box": System("box", "box.example.org", {})}
    none = Addresses(lab, (), {})
    plan = compare(given, none, Inventory(lab), {}, lambda _: True)
    assert plan.observations == []
    plan = compare(given[:1], none, Inventory(lab), {}, lambda _: True)
    assert told(plan) == [("photos", BACKED_UP, "lost", None)]
