"""Laws of refreshing: no change is nothing, what is stated stays, and undo gives all back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from labtui.data.framework.values import as_texts
from labtui.data.inventory.workspace import Workspace
from labtui.importers.found import THE_HOST, Evidence, Finding, Options, Part, Skip, Target
from labtui.importing.evidence import MONITORED
from labtui.importing.news import counted
from labtui.importing.operations import inventory_of, take
from labtui.importing.picked import Picked
from labtui.importing.plan import Plan
from labtui.importing.reading import Read, plan_all, read_all, readable
from labtui.importing.sources import Source
from tests.data.inventory.workspaces import opened
from tests.importing.disk_lab import change, write, write_lab
from tests.importing.findings import STACKS, app, facts

NAMES = ("web", "mail", "nas", "left")
TARGETS = [
    *(Target(name=name) for name in NAMES),
    Target(name="new"),
    Target(container="db"),
    *(Target(path=path) for path in ("/srv/web", "/srv/db", "/srv")),
    Target(host="nas", port=9100),
    Target(host="nowhere"),
]
ETC = Path("/etc")
KINDS = {
    "gatus": "check",
    "kuma": "check",
    "borgmatic": "backup",
    "restic": "backup",
    "proxies": "route",
}


def mounted(part: Part) -> Part:
    """A part with data in a folder of its name."""
    return replace(part, mounts=((f"/srv/{part.service}", "/data"),))


@st.composite
def reads(draw: st.DrawFn) -> list[Read]:
    """What compose files, checks, backup jobs and routes show."""
    names = draw(st.lists(st.sampled_from(("web", "mail", "new")), unique=True))
    things = [
        app(f"{name} db" if draw(st.booleans()) else name, f"{name}/c.yml", runs_on=THE_HOST)
        for name in names
    ]
    things = [replace(one, parts=tuple(map(mounted, one.parts))) for one in things]
    found = [Read((Source("compose", STACKS, "nas"),), Finding(things))]
    targets = st.lists(st.sampled_from(TARGETS), max_size=3).map(tuple)
    places = st.lists(st.sampled_from([Target(name=one) for one in NAMES]), max_size=2).map(tuple)
    for source, shows in KINDS.items():
        evidence = [
            Evidence(
                f"{shows} {number}",
                shows,  # type: ignore[arg-type]
                draw(targets),
                draw(places) if shows != "check" else (),
                draw(st.booleans()) if shows == "route" else False,
                path=f"{source}.yaml",
                root=ETC,
            )
            for number in draw(st.sets(st.sampled_from((1, 2)), max_size=2))
        ]
        where = Source(source, f"/etc/{source}.yaml", "nas" if shows == "backup" else None)
        found.append(Read((where,), Finding(evidence=evidence)))
    if draw(st.booleans()):
        found[-1] = failed(found[-1])
    return found


def failed(read: Read) -> Read:
    """A source that cannot be read."""
    return read._replace(finding=Finding(skips=[Skip("", "it is gone")]), failed=True)


SAID = {
    "evidence": ("{ monitored = true }", "{ monitored = false }", "{ monitored = 7 }"),
    "backs_up_to": ('["nas"]', '["left", "nas"]', '["gone"]', "5"),
    "exposure": ('"lan"', '"internet"'),
    "runs_on": ('"left"', '"nas"'),
    "parts": ('["web", "db"]', '["mail", "cache"]'),
    "source": (f'"compose {STACKS}/web/c.yml#web"', f'"compose {STACKS}/gone/c.yml#gone"'),
    "status": ('"retired"', '"planned"'),
    "seen": (
        '{ "evidence.monitored" = "gatus /etc/gatus.yaml#check 1, 2026-01-02" }',
        '{ "evidence.monitored" = "gatus /etc/gatus.yaml#check 1 = True, 2026-01-02" }',
        '{ "backs_up_to" = "borgmatic /etc/borgmatic.yaml#backup 1; '
        'borgmatic /etc/borgmatic.yaml#backup 2, 2026-01-02" }',
        '{ "exposure" = "proxies /etc/proxies.yaml#route 1, 2026-01-02" }',
        '{ "source" = "not found, 2026-01-02" }',
        '{ "source" = 5, "backs_up_to" = "some words" }',
    ),
}


@st.composite
def inventories(draw: st.DrawFn) -> str:
    """Inventories of these systems, some of them twice, with right and wrong values."""
    lines = ["schema = 1"]
    for id in draw(st.lists(st.sampled_from(NAMES), max_size=5)):
        lines += ["", "[[systems]]", f'id = "{id}"', f'name = "{id.title()}"']
        for key in draw(st.sets(st.sampled_from(sorted(SAID)))):
            lines.append(f"{key} = {draw(st.sampled_from(SAID[key]))}")
    return "\n".join([*lines, ""])


def compared(workspace: Workspace, found: Sequence[Read]) -> Plan:
    """What the sources say of an inventory."""
    return plan_all(found, inventory_of(workspace))


@settings(max_examples=20)
@given(reads(), inventories(), st.booleans())
def test_what_is_stated_stays_and_a_second_refresh_changes_nothing(
    found: list[Read], lab: str, add: bool
) -> None:
    picked = Picked(None if add else ())
    with TemporaryDirectory() as place:
        workspace = opened(Path(place) / "inventory.toml", lab)
        before, data = facts(workspace), workspace.document.data
        take(workspace, compared(workspace, found), picked)
        after = facts(workspace)
        for id, said in before.items():
            kept = {key: after[id].get(key) for key in said}
            assert {**kept, "source": said.get("source")} == {"source": None, **said}
        once = workspace.document.data
        again = compared(workspace, found)
        answers = [one for one in again.evidence.of("answers") if one.id in after]
        assert all(set(as_texts(one.found)).isdisjoint(after) for one in answers)
        assert not [one for one in answers if one.key == MONITORED]
        assert not again.completed
        assert not again.moved
        assert not again.gone
        assert not [one for one in again.evidence.questions if one.id in after]
        assert not (add and again.new)
        take(workspace, again, picked)
        assert workspace.document.data == once
        while workspace.undo():
            pass
        assert workspace.document.data == data


@settings(max_examples=20)
@given(reads(), inventories())
def test_after_taking_all_nothing_differs(found: list[Read], lab: str) -> None:
    with TemporaryDirectory() as place:
        workspace = opened(Path(place) / "inventory.toml", lab)
        plan = compared(workspace, found)
        observed = {(one.id, one.key) for one in plan.evidence.of("differs", "lost")}
        take(workspace, plan, Picked(None, [one.id for one in plan.changed], observed))
        again = compared(workspace, found)
        assert not again.evidence.of("answers", "differs", "lost")
        assert again.differs is any(read.failed for read in found)
        once = workspace.document.data
        take(workspace, again, Picked(None))
        assert workspace.document.data == once
        for number in range(len(found)):
            fewer = [failed(one) if at == number else one for at, one in enumerate(found)]
            less = compared(workspace, fewer)
            assert {one.id for one in less.evidence.of("lost")} <= {*again.vanished}
            assert less.gone == ()
            take(workspace, less, Picked(None))
            assert workspace.document.data == once


@settings(max_examples=20)
@given(reads(), inventories())
def test_what_a_person_keeps_does_not_differ_any_more(found: list[Read], lab: str) -> None:
    with TemporaryDirectory() as place:
        workspace = opened(Path(place) / "inventory.toml", lab)
        plan = compared(workspace, found)
        kept = {(one.id, one.key) for one in plan.evidence.of("differs", "lost")}
        kept |= {(one.id, each.key) for one in plan.changed for each in one.differences}
        take(workspace, plan, Picked(None, (), (), kept))
        again = compared(workspace, found)
        assert again.differs is any(read.failed for read in found)


# --- files on disk


def read_again(workspace: Workspace, *more: Source) -> Plan:
    """What the known sources say, and some more."""
    sources = [*readable(Source.all_of(workspace.document.top)), *more]
    inventory = inventory_of(workspace)
    reads = [*read_all(sources, Options(), [*inventory.systems.values()])]
    return plan_all(reads, inventory)


def test_six_kinds_of_change_of_85_systems_and_all_of_it_back(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "inventory.toml", "schema = 1\n")
    first, *others = write_lab(tmp_path)
    take(workspace, read_again(workspace, first))
    take(workspace, read_again(workspace, *others))
    imported = workspace.document.data
    assert len(workspace.lab.systems) == 85
    plan = read_again(workspace)
    assert not plan.differs
    take(workspace, plan)
    assert workspace.document.data == imported
    change(tmp_path)
    plan = read_again(workspace)
    assert counted(plan) == "1 new, 4 changed, 1 gone"
    assert [one.id for one in plan.new] == ["wiki"]
    assert plan.gone == ("app-2",)
    assert {one.id: [each.found for each in one.differences] for one in plan.changed} == {
        "guest-101": ["pve1"],
        "app-3": [("app-3", "db", "cache")],
    }
    assert {(one.id, one.key) for one in plan.evidence.of("differs", "lost")} == {
        ("app-1", "evidence.monitored"),
        ("app-4", "backs_up_to"),
    }
    observed = {(one.id, one.key) for one in plan.evidence.of("lost")}
    take(workspace, plan, Picked(None, [one.id for one in plan.changed], observed))
    systems = workspace.lab.systems
    assert {id: one.history[-1].note for id, one in systems.items() if one.history} == {
        "app-1": "no longer monitored",
        "app-3": "new part cache",
        "app-4": "no longer backed up to pve3",
        "guest-101": "moved to pve1",
    }
    assert systems["app-2"].seen["source"].startswith("not found, ")
    assert not read_again(workspace).differs
    workspace.undo()
    assert workspace.document.data == imported


def test_a_first_part_beside_an_app_counts_as_a_change(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "inventory.toml", "schema = 1\n")
    write(tmp_path, "wiki/compose.yml", "services:\n  wiki: {image: wiki, ports: ['80:80']}\n")
    take(workspace, read_again(workspace, Source("compose", str(tmp_path))))
    assert counted(read_again(workspace)) == ""
    with (tmp_path / "wiki/compose.yml").open("a") as file:
        file.write("  db: {image: postgres}\n")
    assert counted(read_again(workspace)) == "1 changed"


def test_one_system_that_two_sources_show_is_one(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "inventory.toml", "schema = 1\n")
    write(tmp_path, "ssh", "Host nas\n  HostName 10.0.0.5\n")
    write(tmp_path, "hosts.yml", "all:\n  hosts:\n    nas:\n      ansible_host: 10.0.0.5\n")
    sources = [Source("ssh", str(tmp_path / "ssh")), Source("ansible", str(tmp_path / "hosts.yml"))]
    plan = read_again(workspace, *sources)
    assert [one.id for one in plan.new] == ["nas"]
    take(workspace, plan)
    once = workspace.document.data
    assert [*workspace.lab.systems] == ["nas"]
    plan = read_again(workspace)
    assert not plan.differs
    take(workspace, plan)
    assert workspace.document.data == once


def test_of_two_folders_the_one_that_is_there_is_read(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "inventory.toml", "schema = 1\n")
    for name in ("a", "b"):
        write(tmp_path, f"{name}/compose.yml", f"services: {{{name}: {{image: {name}}}}}\n")
    sources = [Source("compose", str(tmp_path / name)) for name in ("a", "b")]
    take(workspace, read_again(workspace, *sources))
    (tmp_path / "b/compose.yml").unlink()
    empty = read_again(workspace)
    (tmp_path / "b").rmdir()
    write(tmp_path, "a/more/compose.yml", "services: {more: {image: more}}\n")
    away = read_again(workspace)
    for plan in (empty, away):
        assert (len(plan.unread), plan.gone, plan.vanished) == (1, (), ())
    assert [one.id for one in away.new] == ["more"]


def test_a_source_that_is_gone_does_not_forget_what_is_never_wanted(tmp_path: Path) -> None:
    sources = []
    for name in ("a", "b"):
        write(tmp_path, f"{name}/compose.yml", f"services: {{{name}: {{image: {name}}}}}\n")
        never = f'["{tmp_path}/{name}/compose.yml#{name}"]'
        where = f'source = "compose"\npath = "{tmp_path}/{name}"'
        sources.append(f"[[sources]]\n{where}\nnever = {never}\n")
    write(tmp_path, "ssh", "Host nas\n")
    sources.append(f'[[sources]]\nsource = "ssh"\npath = "{tmp_path}/ssh"\n')
    workspace = opened(tmp_path / "inventory.toml", "schema = 1\n\n" + "\n".join(sources))
    before = workspace.document.data
    (tmp_path / "b/compose.yml").unlink()
    plan = read_again(workspace)
    assert ([one.id for one in plan.new], len(plan.unread)) == (["nas"], 1)
    take(workspace, plan, Picked(()))
    assert workspace.document.data == before


def test_a_place_that_was_read_for_two_hosts_is_on_the_last(tmp_path: Path) -> None:
    hosts = "".join(f'[[systems]]\nid = "{id}"\nname = "{id}"\n' for id in ("nas", "pve"))
    workspace = opened(tmp_path / "inventory.toml", f"schema = 1\n\n{hosts}")
    write(tmp_path, "wiki/compose.yml", "services: {wiki: {image: wiki}}\n")
    for host in ("nas", "pve"):
        take(workspace, read_again(workspace, Source("compose", str(tmp_path), host)))
    plan = read_again(workspace)
    assert [one.found for one in plan.changed[0].differences] == ["pve"]
    take(workspace, plan, Picked((), ["wiki"]))
    plan = read_again(workspace)
    assert not plan.differs
