"""What an import does to an inventory: what is new, known, moved, different and gone."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from labtui.data.framework.sightings import Origin
from labtui.data.inventory.workspace import Workspace
from labtui.errors import FactError, SourceError
from labtui.importers.found import Finding, Part, Skip, Thing
from labtui.importing.operations import inventory_of, sources_for, take
from labtui.importing.picked import Picked
from labtui.importing.plan import Plan, plan
from labtui.importing.sources import Source, remember
from tests.data.inventory.workspaces import opened
from tests.importing.findings import STACKS, app, facts, guest, imported, planned

NAS = """\
schema = 1

[[systems]]
id = "nas"
name = "NAS"

[[systems]]
id = "web"
name = "My site"
"""


def ids(plan: Plan) -> dict[str, str]:
    """The state of each entry, by id."""
    return {entry.id: entry.state for entry in plan.entries}


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    return tmp_path / "inventory.toml"


def test_a_new_system_states_what_was_found_and_no_more(lab: Path) -> None:
    workspace = opened(lab, NAS)
    wiki = app("wiki db", depends_on=("mail/compose.yml#mail",), facts={"url": "https://w"})
    imported(workspace, wiki, app("mail", "mail/compose.yml"), on="nas")
    assert tomllib.loads(lab.read_text())["systems"][2:] == [
        {
            "id": "wiki",
            "name": "Wiki",
            "kind": "app",
            "description": "wiki:1",
            "parts": ["wiki", "db"],
            "url": "https://w",
            "runs_on": "nas",
            "depends_on": ["mail"],
            "source": f"compose {STACKS}/media/compose.yml#wiki",
        },
        {
            "id": "mail",
            "name": "Mail",
            "kind": "container",
            "description": "mail:1",
            "runs_on": "nas",
            "source": f"compose {STACKS}/mail/compose.yml#mail",
        },
    ]
    assert tomllib.loads(lab.read_text())["sources"] == [
        {"source": "compose", "path": STACKS, "on": "nas"}
    ]


def test_one_step_is_undone_whole(lab: Path) -> None:
    workspace = opened(lab, NAS)
    imported(workspace, app("wiki"), app("web"), on="nas")
    assert workspace.undo() == "import (1 new, 1 changed)"
    assert workspace.document.data == NAS.encode()


def test_a_second_import_adds_nothing_completes_and_keeps_every_edit(lab: Path) -> None:
    workspace = opened(lab, NAS)
    imported(workspace, app("wiki db"), app("mail", "mail/c.yml"), on="nas")
    workspace.edit({"wiki": {"name": "Notes", "description": "ours", "url": None}})
    more = app("wiki db cache", facts={"url": "https://w"}, depends_on=("mail/c.yml#mail",))
    again = planned(workspace, more, app("mail", "mail/c.yml"), on="nas")
    assert ids(again) == {"wiki": "known", "mail": "known"}
    before = facts(workspace)
    take(workspace, again)
    assert facts(workspace)["wiki"] == {
        **before["wiki"],
        "url": "https://w",
        "depends_on": ("mail",),
    }
    assert [(one.key, one.found) for one in again.changed[0].differences] == [
        ("parts", ("wiki", "db", "cache"))
    ]
    data = workspace.document.data
    take(workspace, planned(workspace, more, app("mail", "mail/c.yml"), on="nas"))
    assert workspace.document.data == data


MOVED = {
    "a file that moved": (app("wiki db"), app("wiki db", "notes/compose.yml"), True),
    "and whose app has another name": (
        app("wiki db"),
        app("wiki db", "notes/compose.yml", name="Notes"),
        True,
    ),
    "and was given another name": (app("app"), app("app", "x/c.yml", name="X"), True),
    "another app of that service name": (
        app("app"),
        replace(app("app", "x/c.yml", name="X"), parts=(Part("app", "other:1"),)),
        False,
    ),
    "a renamed service": (app("wiki"), replace(app("notes"), parts=app("wiki").parts), True),
    "a renamed service without a tag": (
        replace(app("wiki"), facts={"description": "r:5000/w, ports 1"}),
        replace(app("notes"), parts=(Part("notes", "r:5000/w:2"),)),
        True,
    ),
    "another image in its place": (app("wiki"), app("notes"), False),
    "a guest that migrated, in another copy": (
        guest("db", "100", facts={"tags": ("a",)}),
        guest("db", "100", path="node2", root=Path("/copy")),
        True,
    ),
    "another guest with the number": (guest("db", "100"), guest("web2", "100", path="x"), False),
}


@pytest.mark.parametrize("case", MOVED)
def test_what_moved_or_was_renamed_is_known(lab: Path, case: str) -> None:
    before, after, same = MOVED[case]
    workspace = opened(lab, NAS)
    imported(workspace, before, on="nas")
    [entry] = planned(workspace, after, on="nas").entries
    assert (entry.state == "known") is same


def test_a_file_that_is_still_there_did_not_move(lab: Path) -> None:
    workspace = opened(lab, NAS)
    (lab.parent / "a.yml").touch()
    imported(workspace, app("wiki", "a.yml", root=lab.parent), on="nas")
    [entry] = planned(workspace, app("wiki", "b.yml", root=lab.parent), on="nas").entries
    assert (entry.state, entry.id) == ("new", "wiki-2")


def test_what_another_file_states_now_has_moved_although_its_file_is_there(lab: Path) -> None:
    workspace = opened(lab, NAS)
    (lab.parent / "a.yml").touch()
    imported(workspace, app("wiki", "a.yml", root=lab.parent), on="nas")
    after = app("wiki", "b.yml", root=lab.parent)
    [entry] = planned(workspace, after, on="nas", path=str(lab.parent)).entries
    assert (entry.state, entry.moved, [*entry.facts]) == ("known", True, ["source"])
    again = planned(workspace, after, app("wiki", "a.yml", root=lab.parent), path=str(lab.parent))
    assert [entry.state for entry in again.entries] == ["new", "known"]


def test_it_is_matched_by_id_and_by_name_but_not_on_another_host(lab: Path) -> None:
    workspace = opened(lab, NAS + 'runs_on = "nas"\n')
    by_name = app("x", "b.yml", name="MY SITE")
    assert ids(planned(workspace, app("web"), on="nas")) == {"web": "known"}
    assert ids(planned(workspace, by_name, on="nas")) == {"web": "known"}
    assert ids(planned(workspace, app("web"), by_name, on="nas")) == {
        "web": "known",
        "my-site": "new",
    }
    assert ids(planned(workspace, app("web"), on="pi")) == {"web-2": "new"}


def test_differences_are_shown_and_left(lab: Path) -> None:
    workspace = opened(lab, NAS)
    node1, node2 = (guest(name, name, kind="physical") for name in ("pve1", "pve2"))
    imported(workspace, node1, node2, guest("db", "1", runs_on=node1.ref), source="proxmox")
    moved = guest("db", "1", runs_on=node2.ref)
    again = imported(workspace, node1, node2, moved, source="proxmox")
    [entry] = again.changed
    assert [(one.key, one.stated, one.found) for one in entry.differences] == [
        ("runs_on", "pve1", "pve2")
    ]
    assert workspace.system("db").facts["runs_on"] == "pve1"
    take(workspace, again, Picked(updated=["db"]))
    assert workspace.system("db").facts["runs_on"] == "pve2"


def test_what_is_gone_is_named_and_kept(lab: Path) -> None:
    workspace = opened(lab, NAS)
    imported(workspace, app("wiki"), app("mail", "mail/c.yml"), app("old", "old/c.yml"), on="nas")
    workspace.edit({"old": {"status": "retired"}})
    again = planned(workspace, app("wiki"), on="nas")
    assert again.vanished == ("mail",)
    elsewhere = planned(workspace, app("wiki"), on="nas", path=f"{STACKS}/media")
    assert elsewhere.vanished == ()


def test_what_is_never_wanted_is_remembered(lab: Path) -> None:
    workspace = opened(lab, NAS)
    wiki, mail = app("wiki"), app("mail", "mail/c.yml", depends_on=("media/compose.yml#wiki",))
    place = f"{STACKS}/{wiki.ref}"
    imported(workspace, wiki, mail, on="nas", never=frozenset({place}))
    [source] = Source.all_of(workspace.document.top)
    assert source.never == {place}
    again = planned(workspace, wiki, mail, on="nas", never=source.never)
    assert ids(again) == {"wiki": "never", "mail": "known"}
    assert "depends_on" not in workspace.system("mail").facts


def test_only_what_was_picked_is_added_and_nothing_names_the_rest(lab: Path) -> None:
    workspace = opened(lab, NAS)
    wiki, mail = app("wiki"), app("mail", "mail/c.yml", depends_on=("media/compose.yml#wiki",))
    take(
        workspace,
        planned(workspace, wiki, mail),
        Picked(["mail"], templates={"mail": "home-server"}, hosts={"mail": "nas"}),
    )
    mail_facts = workspace.system("mail").facts
    assert "wiki" not in workspace.lab.systems
    assert "depends_on" not in mail_facts
    assert (mail_facts["runs_on"], mail_facts["owners.os"]) == ("nas", "you")


def test_joined_and_split_services_stay_so(lab: Path) -> None:
    workspace = opened(lab, NAS)
    things = [app("web>db db"), app("wiki>db")]
    path = things[0].path
    decided = {(path, "db"): "db", (path, "wiki"): "web"}
    found = planned(workspace, *things, decided=decided, on="nas")
    assert [
        (e.id, e.thing.facts.get("parts"), e.found.get("depends_on")) for e in found.entries
    ] == [
        ("web", ("web", "wiki"), ("web-db",)),
        ("web-db", None, None),
    ]
    take(workspace, found)
    again = planned(workspace, app("web>db db new"), app("wiki>db"), on="nas")
    assert [(e.id, [part.service for part in e.thing.parts]) for e in again.entries] == [
        ("web", ["web", "new", "wiki"]),
        ("web-db", ["db"]),
    ]
    without_main = planned(workspace, app("wiki>db"), app("db"), on="nas")
    assert [[part.service for part in e.thing.parts] for e in without_main.entries] == [
        ["wiki"],
        ["db"],
    ]


def test_a_source_is_remembered_once_with_all_it_says() -> None:
    top = {"sources": [{"source": "csv", "path": "/a", "each": True, "mine": 1}, "odd"]}
    assert remember(top, [Source("csv", "/a", each=True), Source("docker", "-")]) is None
    assert remember(top, [Source("csv", "/a", never=frozenset("b"))]) == [
        {"source": "csv", "path": "/a", "mine": 1, "never": ["b"]},
        "odd",
    ]


def test_what_cannot_be_read_in_a_source_is_kept() -> None:
    odd = {"source": "csv", "path": "/a", "never": 3, "whose": ["a = b", 7], "each": "yes"}
    assert remember({"sources": [odd]}, Source.all_of({"sources": [odd]})) is None


def test_a_retired_system_stays_as_it_is(lab: Path) -> None:
    workspace = opened(lab, NAS + 'status = "retired"\n')
    found = planned(workspace, app("web"))
    assert [(e.id, e.state, dict(e.facts)) for e in found.entries] == [("web", "known", {})]


def test_a_thing_is_never_its_own_host_or_need(lab: Path) -> None:
    workspace = opened(lab, NAS)
    loop = Thing("nas", "NAS", "other", "c", Path("/x"), depends_on=("c#nas",))
    loop = replace(loop, runs_on="@host", access_to=("@host",))
    [entry] = planned(workspace, loop, on="nas").entries
    assert (entry.id, entry.state) == ("nas-2", "new")  # a container called like its host
    assert entry.facts["access_to"] == ("nas",)
    assert "depends_on" not in entry.facts


def test_a_stated_value_that_cannot_be_read_is_kept(lab: Path) -> None:
    workspace = opened(lab, NAS + 'kind = "lxc container"\nurl = 5\n')
    [entry] = planned(workspace, app("web", facts={"url": "https://w"}), on="nas").entries
    assert set(entry.facts) == {"description", "runs_on", "source"}


def test_of_copies_of_a_system_the_first_is_known_and_an_id_used_twice_is_left(lab: Path) -> None:
    source = f'source = "compose {STACKS}/media/compose.yml#wiki"\n'
    copies = "".join(f'[[systems]]\nid = "{id}"\nname = "Wiki"\n{source}' for id in ("a", "b"))
    workspace = opened(lab, NAS + copies + '[[systems]]\nid = "web"\nname = "Web"\n')
    found = planned(workspace, app("wiki"), app("web", "web/c.yml"))
    assert [(entry.id, entry.state) for entry in found.entries] == [
        ("a", "known"),
        ("web", "known"),
    ]
    before = facts(workspace)["web"]
    take(workspace, found)
    assert facts(workspace)["web"] == before


def test_what_was_decided_follows_a_project_that_moved(lab: Path) -> None:
    workspace = opened(lab, NAS)
    path = "media/compose.yml"
    joined = planned(workspace, app("web"), app("wiki"), decided={(path, "wiki"): "web"}, on="nas")
    take(workspace, joined)
    never = frozenset({f"{STACKS}/media/compose.yml#extra"})
    moved = [app(name, "new/compose.yml") for name in ("web", "wiki", "extra")]
    again = planned(workspace, *moved, on="nas", never=never)
    assert ids(again) == {"web": "known", "extra": "never"}
    assert [entry.moved for entry in again.entries] == [True, False]
    assert again.sources[0].never == {f"{STACKS}/new/compose.yml#extra"}


def test_a_split_stays_whoever_still_names_the_part(lab: Path) -> None:
    workspace = opened(lab, NAS)
    imported(workspace, app("web db"), on="nas")
    split = {("media/compose.yml", "db"): "db"}
    found = planned(workspace, app("web db"), decided=split, on="nas")
    assert [(one.key, one.found) for one in found.changed[0].differences] == [("parts", ("web",))]
    take(workspace, found)
    for services in ("web db", "db web"):
        things = replace(app(services), key="web", main="web", name="Web")
        assert ids(planned(workspace, things, on="nas")) == {
            "web": "known",
            "web-db": "known",
        }


def test_a_change_that_was_picked_names_nothing_that_is_not_there(lab: Path) -> None:
    workspace = opened(lab, NAS)
    needs = ("mail/c.yml#mail",)
    imported(workspace, app("wiki", depends_on=needs), app("mail", "mail/c.yml"), on="nas")
    more = app("wiki", depends_on=(*needs, "x/c.yml#extra"))
    found = planned(workspace, more, app("mail", "mail/c.yml"), app("extra", "x/c.yml"), on="nas")
    take(workspace, found, Picked([], ["wiki"]))
    assert workspace.system("wiki").facts["depends_on"] == ("mail",)


def test_a_file_that_was_skipped_says_nothing_of_what_is_gone(lab: Path) -> None:
    workspace = opened(lab, NAS)
    imported(workspace, app("wiki"), app("mail", "mail/c.yml"), on="nas")
    finding = Finding(skips=[Skip("media/compose.yml", "not valid YAML")])
    found = plan([Source("compose", STACKS, "nas")], finding, inventory_of(workspace))
    assert found.vanished == ("mail",)
    closed = Finding(skips=[Skip("mail", "cannot be read: Permission denied"), Skip(".", "a copy")])
    found = plan([Source("compose", STACKS, "nas")], closed, inventory_of(workspace))
    assert found.vanished == ("wiki",)


def test_what_got_its_id_meanwhile_is_named_and_nothing_changes(lab: Path) -> None:
    workspace = opened(lab, NAS)
    found = planned(workspace, app("wiki"))
    workspace.add("Wiki", {})
    data = workspace.document.data
    with pytest.raises(FactError, match=r"Id wiki is taken\. Use another one, such as wiki-2\."):
        take(workspace, found)
    assert workspace.document.data == data


def test_an_origin_reads_back_whatever_the_key_holds() -> None:
    origin = Origin("csv", "/a #b/c.csv", "Server #1")
    assert Origin.parse(str(origin)) == origin


class TestSources:
    """What is read, with what the inventory remembers of it."""

    def remembered(self, lab: Path, *entries: str) -> Workspace:
        text = "".join(f'[[sources]]\nsource = "compose"\n{entry}\n' for entry in entries)
        return opened(lab, f"schema = 1\n{text}{NAS.removeprefix('schema = 1')}")

    def test_paths_within_each_other_are_read_once(self, lab: Path, tmp_path: Path) -> None:
        (tmp_path / "d" / "sub").mkdir(parents=True)
        paths = [tmp_path / "d" / "sub", tmp_path / "d", tmp_path / "d" / ".." / "d"]
        found = sources_for(opened(lab, NAS), "compose", paths, None)
        assert [source.path for source in found] == [str(tmp_path / "d")]

    def test_the_remembered_host_counts_for_all_and_two_are_refused(self, lab: Path) -> None:
        workspace = self.remembered(lab, 'path = "/a"\non = "nas"', 'path = "/b"\non = "web"')
        found = sources_for(workspace, "compose", [Path("/a"), Path("/c")], None)
        assert [source.on for source in found] == ["nas", "nas"]
        with pytest.raises(SourceError, match="/a runs on nas and /b runs on web"):
            sources_for(workspace, "compose", [Path("/a"), Path("/b")], None)

    def test_never_holds_for_all_paths_of_a_kind_until_it_is_taken_back(self, lab: Path) -> None:
        workspace = self.remembered(lab, 'path = "/a"\nnever = ["/a/c.yml#x", "/a/c.yml#y"]')
        [source] = sources_for(workspace, "compose", [Path("/a")], "nas")
        assert source.never == {"/a/c.yml#x", "/a/c.yml#y"}
        changed = source._replace(never=source.never - {"/a/c.yml#x"} | {"/b/c.yml#z"})
        assert remember(workspace.document.top, [changed]) == [
            {
                "source": "compose",
                "path": "/a",
                "on": "nas",
                "never": ["/a/c.yml#y", "/b/c.yml#z"],
            }
        ]
