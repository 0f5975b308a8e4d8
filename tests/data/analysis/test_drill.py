"""What is practised, step by step, and what comes of it."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from labtui.data.analysis.drill.exercise import Case, Drill, drill_of
from labtui.data.analysis.drill.record import entries_of, summary, to_do
from labtui.data.analysis.drill.recovery import MOST, MOST_TURNS
from labtui.data.analysis.drill.run import DrillRun, from_bytes, time_words, to_bytes
from labtui.data.analysis.drill.steps import Step
from labtui.data.analysis.drill.writing import write
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Event
from labtui.data.inventory.example import example
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.errors import FactError
from tests.data.labs import TODAY, Raw, days_ago, lab, owners, practices, raw, smell_test
from tests.rows import each_row

EXAMPLE = tomllib.loads(example(TODAY).decode())["systems"]
NIGHT = datetime(2026, 11, 21, 21, 40)


def practised(raws: list[Raw], id: str, case: Case = "lost") -> Drill:
    found = lab(*raws)
    return drill_of(found, [*found.systems], id, case)


def told(step: Step) -> str:
    """A step with all it says."""
    hindered = [f"! {each.message}" for each in step.obstacles]
    return " | ".join((step.says, *step.because, *hindered))


SAFE = {"owners": owners(), "practices": practices(), "holds": "nothing"}


def mine(id: str, **facts: object) -> Raw:
    return raw(id, **{**SAFE, **facts})


WRITTEN = "It is written down how to rebuild it."

SHOP = raw(
    "shop",
    owners=owners("provider", application="you"),
    used_by=["Ida"],
    relied_on_for=["authentication"],
    backs_up_to=["nas"],
    evidence={"restore_tested": days_ago(1)},
)
PROXY = mine(
    "proxy",
    exposure="internet",
    access_to=["pve"],
    evidence={"monitored": True},
    smell_test=smell_test("no", days=None),
)
NOTES = raw(
    "notes",
    owners=owners("provider"),
    used_by=["Ida"],
    evidence={"monitored": False, "mfa": True, "exportable": False},
    stand_ins=[],
)


@each_row(
    ("raws", "id", "case", "title", "expected"),
    [
        (
            EXAMPLE, "owl", "lost", "Owl, the NAS dies tonight",
            [
                "dns-2, films and passwords stop with it.",
                "dns loses a member and still works.",
                "magpie has no backup then.",
                "dormouse could not be recovered before it is back.",
                "1 system was never asked what it needs.",
                "It is monitored.",
                "Who uses it or what stops: Ida, Tom, Mika and Lou.",
                "Tom can take over when you cannot.",
                "Check that an alert about owl reaches you. | It is monitored.",
                "Tell Ida, Tom, Mika and Lou what does not work. | They use it or what stops.",
                "Decide where magpie is backed up meanwhile. | magpie has no backup without owl.",
                f"Set owl up on another machine, from your documentation. | {WRITTEN}"
                " | ! It depends on dns-2, not back by then.",
                "Restore its data from dormouse on another machine, and open it."
                " | A restore was tested on 2026-10-03 (49 days ago).",
                "Restore passwords from dormouse, and open its data. | It runs on owl."
                " | People rely on it for authentication and data."
                " | A restore was tested on 2026-10-03 (49 days ago).",
                "Set dns-2 up again. | It runs on owl.",
                "Set films up again. | It runs on owl. | ! Its only backup is lost with owl.",
                "Check that owl, passwords, dns-2 and films work again."
                " | People rely on them for storage, workflow, data and authentication.",
            ],
        ),
        (
            EXAMPLE, "dormouse", "lost", "Dormouse, the box at Vera's dies tonight",
            [
                "No known system stops with it.",
                "owl and passwords have no backup then.",
                "1 system was never asked what it needs.",
                "It is monitored.",
                "Not known: who uses it?",
                "Check that an alert about dormouse reaches you. | It is monitored.",
                "Decide where owl and passwords are backed up meanwhile."
                " | owl and passwords have no backup without dormouse.",
                "Get the keys and notes for dormouse. | It recovers with passwords."
                " | Not known: are its keys and notes also kept on paper or a stick?",
                "Set dormouse up on another machine, from your documentation."
                " | Nothing to restore, it holds no originals."
                " | ! It is only partly written down how to rebuild it.",
                "Check that dormouse works again.",
            ],
        ),
        # A device is replaced, and what only stopped is started in turn.
        (
            EXAMPLE, "ups", "lost", "UPS dies tonight",
            [
                "dns, dns-2, films, heating, owl, passwords and 1 more stop with it.",
                "magpie has no backup then.",
                "dormouse could not be recovered before it is back.",
                "1 system was never asked what it needs.",
                "It is monitored.",
                "Who uses it or what stops: the whole family, Ida, Tom, Mika and Lou.",
                "Check that an alert about ups reaches you. | It is monitored.",
                "Tell the whole family, Ida, Tom, Mika and Lou what does not work."
                " | They use it or what stops.",
                "Decide where magpie is backed up meanwhile. | magpie has no backup without ups.",
                "Replace ups, or do without it.",
                "Start what stopped: owl and router, then dns, dns-2 and films,"
                " then passwords and heating. | ! It depends on dns-2, not back by then.",
                "Check that ups, owl, router, dns, dns-2, films and 2 more work again."
                " | People rely on them for storage, workflow, data, connectivity, authentication"
                " and safety.",
            ],
        ),
        (
            EXAMPLE, "mail", "lost", "The account of Mail is closed tonight",
            [
                "galleries stops with it.",
                "1 system was never asked what it needs.",
                "Who uses it or what stops: Ida, Tom and clients.",
                "Tell Ida, Tom and clients what does not work. | They use it or what stops.",
                "Decide what people use instead."
                " | People rely on it for communication and identity.",
                "List the accounts that log in or reset passwords with mail."
                " | People log in to other systems with it.",
                "Open your last export of its data in another program."
                " | You know how to export your data.",
                "Set mail up at another provider or at home, from your notes.",
                "Start what stopped: galleries.",
                "Check that mail and galleries work again."
                " | People rely on them for communication, identity, income and reputation.",
            ],
        ),
        (
            [SHOP, mine("nas", depends_on=[])], "shop", "lost",
            "The account of shop is closed tonight",
            [
                "No known system stops with it.",
                "Who uses it: Ida.",
                "Tell Ida what does not work. | They use it.",
                "Decide what people use instead. | People rely on it for authentication.",
                "List the accounts that log in or reset passwords with shop."
                " | People log in to other systems with it.",
                "Restore its data from nas on another machine, and open it."
                " | A restore was tested on 2026-11-20 (yesterday).",
                "Set shop up at another provider or at home, from your notes.",
            ],
        ),
        (
            [SHOP, mine("nas", depends_on=[])], "shop", "compromised",
            "The account of shop is compromised tonight",
            [
                "No known system is reached.",
                "Not answered: admin access of shop.",
                "Whoever gets in can log in to other systems with it.",
                "Not known: would you notice a break-in?",
                "Who uses it: Ida.",
                "Look where its alerts and logs would show a break-in."
                " | Not known: would you notice a break-in?",
                "Change its password and end all its sessions."
                " | Not known: is MFA enforced for every account?",
                "Write down which systems shop can administer."
                " | Not answered: admin access of shop.",
                "List who can log in, and from where it can be reached.",
                "Write down which data is there and whom you must inform. | Not known: if the"
                " provider is breached, do you know your responsibilities?",
                "List the accounts that log in or reset passwords with shop."
                " | People log in to other systems with it.",
                "Tell Ida what happened. | They use it.",
                "Restore its data from nas on another machine, and open it."
                " | A restore was tested on 2026-11-20 (yesterday).",
            ],
        ),
        (
            [NOTES], "notes", "compromised", "The account of notes is compromised tonight",
            [
                "No known system is reached.",
                "Not answered: admin access of notes.",
                "Nothing alerts you when it is down.",
                "Not known: would you notice a break-in?",
                "Who uses it: Ida.",
                "Nobody can take over when you cannot.",
                "Look where its alerts and logs would show a break-in."
                " | Nothing alerts you when it is down. | Not known: would you notice a break-in?",
                "Change its password and end all its sessions. | MFA is enforced.",
                "Write down which systems notes can administer."
                " | Not answered: admin access of notes.",
                "List who can log in, and from where it can be reached.",
                "Tell Ida what happened. | They use it.",
                "Open your last export of its data in another program."
                " | You do not know how to export your data.",
            ],
        ),
        (
            [
                PROXY,
                mine("pve", access_to=[], depends_on=[]),
                mine("vm", runs_on="pve", used_by=["Bob"], access_to=[], depends_on=[]),
            ],
            "proxy", "compromised", "proxy is compromised tonight",
            [
                "They could reach 2 systems, 0 in production.",
                "It is monitored.",
                "You answered that you would not notice a break-in.",
                "Not known: who uses it?",
                "Look where its alerts and logs would show a break-in. | It is monitored."
                " | You answered that you would not notice a break-in.",
                "Disconnect proxy, and leave it running."
                " | They could reach 2 systems, 0 in production. | Who acts: you.",
                "Replace its keys on pve, and check the logins there."
                " | It has admin access to pve.",
                "Check the logins on vm. | vm is reached through it.",
                "List who can log in, and from where it can be reached."
                " | It can be reached from anywhere."
                " | Only the right people and systems can reach it.",
                "Tell Bob what happened. | They use it or what is reached.",
                f"Set proxy up on another machine, from your documentation. | {WRITTEN}"
                " | Nothing to restore, it holds no originals.",
                "Decide for pve and vm: keep, or set up again."
                " | An attacker may have changed what was reached.",
            ],
        ),
        # What is not answered is asked; what has no system has no logins; groups have members.
        (
            [raw("a", owners=owners(incidents="nobody"), access_to=[], relied_on_for=[])],
            "a", "compromised", "a is compromised tonight",
            [
                "No known system is reached.",
                "Not known: would you notice a break-in?",
                "Look where its alerts and logs would show a break-in."
                " | Not known: would you notice a break-in?",
                "Disconnect a, and leave it running."
                " | No known system is reached. | Who acts: nobody.",
                "List who can log in, and from where it can be reached."
                " | Not known: from where can it be reached?"
                " | Not known: can only the right people and systems reach it?",
                "Set a up on another machine, from your documentation."
                " | ! Not known: is it written down how to rebuild it?",
                "Restore its data of a day before the break-in on another machine, and open it."
                " | ! Not known: where are its backups?",
            ],
        ),
        (
            [raw("a", relied_on_for=[], holds="nothing", depends_on=[], access_to=[])],
            "a", "compromised", "a is compromised tonight",
            [
                "No known system is reached.",
                "Not known: would you notice a break-in?",
                "Look where its alerts and logs would show a break-in."
                " | Not known: would you notice a break-in?",
                "Disconnect a, and leave it running. | No known system is reached."
                " | Not known: who is responsible for incidents?",
                "List who can log in, and from where it can be reached.",
                "Set a up on another machine, from your documentation."
                " | Nothing to restore, it holds no originals."
                " | ! Not known: who is responsible for recovery?",
            ],
        ),
        (
            [
                mine("ups", owners={**owners(), "os": "n/a"}, relied_on_for=[]),
                mine("on", runs_on="ups", owners={**owners(), "os": "n/a"}),
            ],
            "ups", "compromised", "ups is compromised tonight",
            [
                "They could reach 1 system, 0 in production.",
                "Not known: would you notice a break-in?",
                "Look where its alerts and logs would show a break-in."
                " | Not known: would you notice a break-in?",
                "Disconnect ups, and leave it running."
                " | They could reach 1 system, 0 in production. | Who acts: you.",
                "Check the logins on on. | on is reached through it.",
                "Replace ups, or do without it.",
                "Decide for on: keep, or set up again."
                " | An attacker may have changed what was reached.",
            ],
        ),
        (
            [
                mine("dns", relied_on_for=[], depends_on=[]),
                mine("one", member_of="dns", depends_on=["two"]),
                mine("two", member_of="dns", runs_on="pve", depends_on=[]),
                mine("pve", depends_on=[], recovers_with=["vault"], relied_on_for=[]),
                mine(
                    "vault", runs_on="pve", relied_on_for=[], depends_on=[],
                    owners={**owners(), "os": "n/a"},
                ),
            ],
            "pve", "lost", "pve dies tonight",
            [
                "dns, one, two and vault stop with it.",
                "Get the keys and notes for pve. | It recovers with vault. | vault is down too."
                " | Not known: are its keys and notes also kept on paper or a stick?",
                f"Set pve up on another machine, from your documentation. | {WRITTEN}"
                " | Nothing to restore, it holds no originals."
                " | ! It recovers with vault, not back by then.",
                "Set two up again. | It runs on pve.",
                "Bring vault back. | It runs on pve.",
                "Start what stopped: dns and one.",
                "Check that pve, two, vault, dns and one work again.",
            ],
        ),
        (
            [
                mine(
                    "dns", relied_on_for=["connectivity"], depends_on=[],
                    evidence={"offline_recovery": True, "monitored": True},
                ),
                mine("one", member_of="dns", depends_on=[]),
            ],
            "dns", "lost", "dns dies tonight",
            [
                "No known system stops with it.",
                "It is monitored.",
                "Not known: who uses it?",
                "Check that an alert about dns reaches you. | It is monitored.",
                "Get the keys and notes for dns."
                " | They are also kept where no system is needed to read them.",
                "Bring a member of dns back: one. | Any member will do.",
                "Check that dns works again. | People rely on it for connectivity.",
            ],
        ),
        # What runs on an account is gone with it, and what is backed up there has no backup.
        (
            [
                raw("cloud", owners=owners("provider"), holds="nothing", relied_on_for=[]),
                mine(
                    "vps", runs_on="cloud", holds="originals", relied_on_for=["data"],
                    backs_up_to=["cloud"], depends_on=[],
                ),
                mine("wiki", runs_on="vps", depends_on=[]),
                mine("site", depends_on=["wiki"]),
                mine("other", holds="originals", backs_up_to=["cloud"], depends_on=[]),
            ],
            "cloud", "lost", "The account of cloud is closed tonight",
            [
                "site, vps and wiki stop with it.",
                "other has no backup then.",
                "Decide where other is backed up meanwhile. | other has no backup without cloud.",
                "Set cloud up at another provider or at home, from your notes.",
                "Set vps up again. | It runs on cloud. | People rely on it for data."
                " | ! Its only backup is lost with cloud.",
                "Set wiki up again. | It runs on vps.",
                "Start what stopped: site.",
                "Check that cloud, vps, wiki and site work again. | People rely on them for data.",
            ],
        ),
        # What keeps something is restored where it is not known who is responsible, too.
        (
            [
                raw("pve", holds="originals", relied_on_for=[], depends_on=[], used_by=[]),
                raw("vm", runs_on="pve", holds="originals", backs_up_to=["pbs"], depends_on=[]),
                raw("vm2", runs_on="pve", holds="originals", backs_up_to=[], depends_on=[]),
                mine("pbs", depends_on=[]),
            ],
            "pve", "lost", "pve dies tonight",
            [
                "vm and vm2 stop with it.",
                "Set pve up on another machine, from your documentation."
                " | ! Not known: who is responsible for recovery?",
                "Restore its data on another machine, and open it."
                " | ! Not known: where are its backups?",
                "Restore vm from pbs, and open its data. | It runs on pve."
                " | ! Not known: who is responsible for recovery?",
                "Set vm2 up again. | It runs on pve. | ! There is nothing to restore it from."
                " | ! Not known: who is responsible for recovery?",
                "Check that pve, vm and vm2 work again.",
            ],
        ),
        # Where nothing of one's own is kept, there is nothing to export.
        (
            [raw("wiki", owners=owners("provider"), evidence={"exportable": "n/a"})],
            "wiki", "lost", "The account of wiki is closed tonight",
            [
                "No known system stops with it.",
                "Not known: who uses it?",
                "Set wiki up at another provider or at home, from your notes.",
            ],
        ),
        (
            [
                mine(
                    "pve", recovers_with=["vault"], relied_on_for=[],
                    evidence={"offline_recovery": False},
                ),
                mine("vault", depends_on=[]),
            ],
            "pve", "lost", "pve dies tonight",
            [
                "No known system stops with it.",
                "Get the keys and notes for pve. | It recovers with vault.",
                f"Set pve up on another machine, from your documentation. | {WRITTEN}"
                " | Nothing to restore, it holds no originals.",
                "Check that pve works again.",
            ],
        ),
    ],
)  # fmt: skip
def test_what_happens_and_what_to_do(
    raws: list[Raw], id: str, case: Case, title: str, expected: list[str]
) -> None:
    drill = practised(raws, id, case)
    assert drill.title == title
    assert [*drill.follows, *drill.notice, *map(told, drill.steps)] == expected
    assert len({step.key for step in drill.steps}) == len(drill.steps)


@each_row(
    ("owned", "backs_up_to", "expected"),
    [
        (
            owners(), ["box"],
            "Restore its data of a day before the break-in from box on another machine,"
            " and open it."
            " | They could have deleted or changed the backups on box."
            " | A restore was tested on 2026-11-20 (yesterday).",
        ),
        (
            owners(), ["box", "far"],
            "Restore its data of a day before the break-in from far on another machine,"
            " and open it."
            " | A restore was tested on 2026-11-20 (yesterday).",
        ),
        (
            owners("provider", application="you"), ["box"],
            "Restore its data from box on another machine, and open it."
            " | They could have deleted or changed the backups on box."
            " | A restore was tested on 2026-11-20 (yesterday).",
        ),
        (
            owners("provider", application="you"), ["far", "box"],
            "Restore its data from far on another machine, and open it."
            " | A restore was tested on 2026-11-20 (yesterday).",
        ),
    ],
)  # fmt: skip
def test_after_a_break_in_backups_the_attacker_reached_come_last(
    owned: Raw, backs_up_to: list[str], expected: str
) -> None:
    facts = {"holds": "originals", "access_to": ["box"], "backs_up_to": backs_up_to}
    tested = {"restore_tested": days_ago(1)}
    push = mine("push", owners=owned, **facts, evidence=tested)
    drill = practised([push, mine("box", access_to=[]), mine("far")], "push", "compromised")
    assert [told(step) for step in drill.steps if step.key == "restore push"] == [expected]


def test_no_way_to_the_backups_stands_at_the_step_that_restores_them() -> None:
    safe = mine("safe", holds="originals", backs_up_to=["b2"], depends_on=[])
    b2 = raw("b2", owners=owners("provider"), recovers_with=["safe"])
    steps = practised([safe, b2], "safe").steps
    hindered = {
        step.says: step for step in steps if any(o.why == "no-way-in" for o in step.obstacles)
    }
    assert [*hindered] == ["Restore its data from b2 on another machine, and open it."]


def test_a_large_drill_has_no_more_steps_than_one_evening() -> None:
    chain = [
        mine(f"c{n:02}", depends_on=[f"c{n - 1:02}" if n else "pve"]) for n in range(MOST_TURNS + 2)
    ]
    guests = [mine(f"vm{n:02}", runs_on="pve") for n in range(MOST + 3)]
    drill = practised([mine("pve"), *guests, *chain], "pve")
    said = [step.says for step in drill.steps]
    assert said[1 : MOST + 1] == [f"Set vm{n:02} up again." for n in range(MOST)]
    assert said[MOST + 1] == "Bring 3 more systems back."
    assert drill.steps[MOST + 1].because == ("labtui rebuild pve says in which order.",)
    assert said[MOST + 2].endswith("then c05, and then 2 more turns.")
    assert drill.steps[MOST + 2].because == ("labtui rebuild pve lists all.",)
    assert len(said) == MOST + 4


@each_row(
    ("id", "said"),
    [
        ("ghost", "No system ghost."),
        ("hamster", "hamster is retired already."),
        ("badger", "badger is only planned. There is nothing to practise."),
    ],
)
def test_what_cannot_be_practised(id: str, said: str) -> None:
    with pytest.raises(FactError, match=said):
        practised(EXAMPLE, id)


# --- going through it


def run_through(drill: Drill, *states: str, minutes: int = 1) -> DrillRun:
    """A run in which the steps went so, some minutes after one another."""
    run = DrillRun(drill, NIGHT)
    for number, state in enumerate(states, start=1):
        run.mark(state, NIGHT + timedelta(minutes=number * minutes))  # type: ignore[arg-type]
    return run


def test_a_run_goes_on_and_back_and_counts() -> None:
    drill = practised(EXAMPLE, "dormouse")
    run = DrillRun(drill, NIGHT)
    assert run.stated == {}
    assert not run.back()
    run.note("no alert came")
    run.mark("failed", NIGHT + timedelta(seconds=30))
    run.note("x")
    run.note("")
    run.mark("skipped", NIGHT + timedelta(minutes=2))
    assert run.back()
    run.mark("done", NIGHT + timedelta(minutes=3))
    for _ in range(9):  # no more than there are
        run.mark("done", NIGHT + timedelta(minutes=5))
    run.note("after the last")
    assert run.step is None
    assert (run.count("done"), run.count("failed"), run.count("skipped")) == (4, 1, 0)
    assert (run.marked, run.took) == (5, 300)
    assert run.notes == {"alert": "no alert came"}


def test_it_is_taken_up_where_it_was_left_and_the_time_between_does_not_count() -> None:
    drill = practised(EXAMPLE, "dormouse")
    before = run_through(drill, "done", "failed", minutes=10)
    before.note("at Vera's")
    run, later = DrillRun(drill, NIGHT), NIGHT + timedelta(days=3)
    assert run.restate(before.stated, later)
    assert (run.begun, run.at, run.marks, run.notes) == (NIGHT, 2, before.marks, before.notes)
    assert run.seconds(later + timedelta(minutes=5)) == 25 * 60
    assert run.stated == before.stated
    run.mark("done", later + timedelta(minutes=5))
    assert run.took == 25 * 60


@each_row(
    "stated",
    [
        {},
        {"begun": "late", "spent": 0, "marks": {}, "notes": {}},
        {"begun": "2026-11-21T21:40:00", "spent": "long", "marks": {}, "notes": {}},
        {"begun": "2026-11-21T21:40:00", "spent": 1, "marks": {"alert": 3}, "notes": {}},
        {"begun": "2026-11-21T21:40:00", "spent": 1, "marks": [], "notes": {}},
    ],
)
def test_what_makes_no_sense_is_not_taken_up(stated: dict[str, object]) -> None:
    run = DrillRun(practised(EXAMPLE, "dormouse"), NIGHT)
    assert not run.restate(stated, NIGHT)
    assert run.stated == {}


def test_what_is_kept_of_both_cases() -> None:
    run = run_through(practised(EXAMPLE, "dormouse"), "done", "failed")
    begun = from_bytes(to_bytes({"lost": run.stated, "compromised": {}}))
    assert begun == {"lost": run.stated}
    assert to_bytes({"lost": {}}) == b""
    for content in (b"", b"{", b"[]", b'{"format": 2}', b'{"format": 1, "begun": {"lost": 3}}'):
        assert from_bytes(content) == {}


def test_it_goes_on_when_the_lab_changes() -> None:
    raws = [mine("pve", recovers_with=["vault"]), mine("vault"), mine("vm", runs_on="pve")]
    run = run_through(practised(raws, "pve"), "done")
    run.follow(practised([mine("pve"), *raws[1:]], "pve"))
    assert run.step is not None
    assert run.step.key == "set-up pve"
    run.mark("done", NIGHT)
    run.follow(practised([mine("pve")], "pve"))  # the step that was next is gone
    assert run.step is not None
    assert run.step.key == "check"
    run.mark("done", NIGHT)
    run.follow(practised([mine("pve")], "pve"))
    assert run.step is None
    assert run.marked == 2


@each_row(
    ("seconds", "words"),
    [(59, "less than 1 min"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (4859, "1 h 20 min")],
)
def test_how_long_it_took(seconds: int, words: str) -> None:
    assert time_words(seconds) == words


# --- what comes of it


def said_of(found: Lab, run: DrillRun) -> list[str]:
    return [
        f"{'offered ' if entry.offered else ''}{entry.id}: {entry.says}"
        for entry in entries_of(found, run)
    ]


def test_what_was_proven_is_written_as_one_step_and_undone(tmp_path: Path) -> None:
    path = tmp_path / "inventory.toml"
    path.write_bytes(example(TODAY))
    workspace = Workspace(Store(path, tmp_path / "backups", create=False), TODAY)
    before, found = workspace.document.data, workspace.lab
    run = DrillRun(drill_of(found, workspace.ids, "owl"), NIGHT)
    for number, (state, note) in enumerate(
        [("done", ""), ("skipped", ""), ("failed", "no room"), ("failed", "no spare disk"),
         ("done", "opened 3 photos"), ("done", ""), ("done", "in 5 min")], start=1
    ):  # fmt: skip
        run.note(note)
        run.mark(state, NIGHT + timedelta(minutes=10 * number))  # type: ignore[arg-type]
    story = (
        "Drill: Owl, the NAS dies tonight. 4 of 9 steps done in 1 h 10 min. Could not: decide where"
        " magpie is backed up meanwhile (no room); set owl up on another machine, from your"
        " documentation (no spare disk). Skipped: tell Ida, Tom, Mika and Lou what does not work."
        " Noted: restore its data from dormouse on another machine, and open it (opened 3 photos);"
        " set dns-2 up again (in 5 min)."
    )
    assert summary(run) == story
    assert said_of(found, run) == [
        "owl: Restore tested: 2026-11-21",
        "offered owl: Smell test: If it failed tomorrow, could you restore it? yes",
        "offered owl: Smell test: Could you rebuild it from your documentation? no",
        f"owl: History: experiment. {story}",
        "passwords: Restore tested: 2026-11-21",
        "offered passwords: Smell test: If it failed tomorrow, could you restore it? yes",
        "dns-2: History: rebuilt. In a drill. in 5 min",
        "offered dns-2: Smell test: Could you rebuild it from your documentation? yes",
    ]
    entries = entries_of(found, run)
    assert len({entry.name for entry in entries}) == len(entries)
    write(workspace, [entry for entry in entries if not entry.offered])
    owl, dns = workspace.lab.systems["owl"], workspace.lab.systems["dns-2"]
    assert owl.facts["evidence.restore_tested"] == TODAY
    assert [(each.date, each.event, each.note) for each in owl.history[-1:]] == [
        (TODAY, "experiment", story)
    ]
    assert dns.history[-1].event == "rebuilt"
    assert "smell_test.rebuild" not in dns.facts
    assert workspace.undo() == "drill of owl, passwords, dns-2"
    assert workspace.document.data == before


def test_what_failed_is_evidence_for_findings_and_work() -> None:
    found = lab(*EXAMPLE)
    run = run_through(drill_of(found, [*found.systems], "owl"), *["failed"] * 5)
    assert [(each.step.key, each.findings, each.remedies) for each in to_do(found, run)] == [
        ("alert", ("Not monitored",), ("Let another machine check it and alert you.",)),
        ("tell", (), ()),
        ("backups", (), ()),
        (
            "set-up owl",
            ("You could not rebuild it",),
            (
                "Start owl without dns-2, and again once dns-2 is back.",
                "Rebuild it once from your notes and add what is missing.",
            ),
        ),
        ("restore owl", ("You could not restore it",), ("Restore it once on another machine.",)),
    ]
    assert "offered owl: Monitored: no" in said_of(found, run)
    gone = lab(mine("other"))
    assert [each.findings for each in to_do(gone, run)] == [()] * 5
    assert [entry.key for entry in entries_of(gone, run)] == ["history"]


def test_what_is_so_already_is_not_written_again() -> None:
    answered = {"date": TODAY, "restore": "yes", "rebuild": "yes"}
    evidence = {"monitored": True, "restore_tested": TODAY}
    found = lab(
        mine("nas", holds="originals", backs_up_to=["box"], relied_on_for=["data"],
             evidence=evidence, smell_test=answered),
        mine("box"),
    )  # fmt: skip
    drill = drill_of(found, ["nas", "box"], "nas")
    run = run_through(drill, *["done"] * len(drill.steps))
    assert [entry.name for entry in entries_of(found, run)] == [
        "nas history rebuilt",
        "nas history experiment",
    ]


@each_row(
    ("tested", "expected"),
    [
        (
            days_ago(40),
            ["restore_tested 2026-11-11", "rebuilt 2026-11-11", "experiment 2026-11-11"],
        ),
        (days_ago(5), ["rebuilt 2026-11-11", "experiment 2026-11-11"]),
    ],
)
def test_what_was_done_in_a_drill_begun_earlier_has_the_day_it_was_begun(
    tested: object, expected: list[str]
) -> None:
    found = lab(
        mine("nas", holds="originals", backs_up_to=["box"], relied_on_for=["data"],
             evidence={"monitored": True, "restore_tested": tested}),
        mine("box"),
    )  # fmt: skip
    drill = drill_of(found, ["nas", "box"], "nas")
    left, later = DrillRun(drill, NIGHT - timedelta(days=10)), DrillRun(drill, NIGHT)
    for _ in drill.steps:
        left.mark("done", NIGHT - timedelta(days=10))
    assert later.restate(left.stated, NIGHT)
    entries = [entry for entry in entries_of(found, later) if not entry.offered]
    assert sorted(
        f"{each.value.event} {each.value.date}"
        if isinstance(each.value, Event)
        else f"{each.key.removeprefix('evidence.')} {each.value}"
        for each in entries
    ) == sorted(expected)
    assert [entry.name for entry in entries_of(found, later) if entry.offered] == []


def test_what_was_only_skipped_leaves_nothing() -> None:
    found = lab(*EXAMPLE)
    assert entries_of(found, run_through(practised(EXAMPLE, "mail"), "skipped")) == []


def test_a_plan_for_a_breach_and_an_export_are_facts() -> None:
    raws = [raw("shop", owners=owners("provider", application="you")), NOTES]
    found = lab(*raws)
    run = run_through(drill_of(found, ["shop"], "shop", "compromised"), *["done"] * 6)
    assert said_of(found, run)[:4] == [
        "offered shop: Smell test: If someone broke in, would you notice? yes",
        "offered shop: Smell test: Do you understand how it is secured? yes",
        "shop: Breach plan: yes",
        "shop: Export known: yes",
    ]
    failed = run_through(drill_of(found, ["shop"], "shop", "compromised"), *["failed"] * 6)
    assert "offered shop: Breach plan: no" in said_of(found, failed)
    assert [each.findings for each in to_do(found, failed)] == [
        ("A break-in would go unnoticed",),
        (),
        (),
        ("Its security is not understood",),
        ("No plan for a provider breach",),
        ("You could not restore it",),
    ]
