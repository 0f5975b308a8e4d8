"""Laws of imports: twice is once, and nothing that is stated changes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from labtui.importers.found import THE_HOST, Thing
from labtui.importing.operations import take
from tests.data.inventory.workspaces import opened
from tests.importing.findings import app, facts, planned

NAMES = ("web", "db", "mail", "NAS", "web 2")
PATHS = ("a/c.yml", "b/c.yml")


@st.composite
def findings(draw: st.DrawFn) -> list[Thing]:
    """Things of two projects, which name each other."""
    things: list[Thing] = []
    for path in PATHS:
        for name in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4)):
            services = draw(st.lists(st.sampled_from(("x", "y", "z")), unique=True, max_size=2))
            mine = " ".join([name.replace(" ", ""), *(f"{name[0]}{one}" for one in services)])
            refs = (
                tuple(draw(st.lists(st.sampled_from([t.ref for t in things]), unique=True)))
                if things
                else ()
            )
            host = draw(st.sampled_from((THE_HOST, "", *refs)))
            things.append(app(mine, path, name=name, depends_on=refs, runs_on=host))
    return things


@st.composite
def inventories(draw: st.DrawFn) -> str:
    """Inventories of the same names, also twice, with facts of their own, also wrong ones."""
    lines = ["schema = 1"]
    for id in draw(st.lists(st.sampled_from(("web", "db", "mail", "nas", "copy")), max_size=5)):
        name = draw(st.sampled_from((id.title(), "Web")))
        lines += ["", "[[systems]]", f'id = "{id}"', f'name = "{name}"']
        said = {
            "kind": draw(st.sampled_from(('"other"', '"lxc"', "5"))),
            "url": "7",
            "runs_on": '"nas"',
            "depends_on": '["nas", "gone"]',
            "source": draw(st.sampled_from(('"compose /srv/stacks/a/c.yml#web"', '"mine"'))),
            "status": '"retired"',
        }
        lines += [f"{key} = {said[key]}" for key in draw(st.sets(st.sampled_from(sorted(said))))]
    return "\n".join([*lines, ""])


@settings(max_examples=40)
@given(findings(), inventories(), st.sampled_from((None, "nas")))
def test_twice_is_once_and_what_is_stated_stays(
    things: list[Thing], lab: str, on: str | None
) -> None:
    with TemporaryDirectory() as place:
        workspace = opened(Path(place) / "inventory.toml", lab)
        on = on if on in workspace.lab.systems else None
        before = facts(workspace)
        data = workspace.document.data
        found = planned(workspace, *things, on=on)
        parts = [(e.thing.path, part.service) for e in found.entries for part in e.thing.parts]
        assert sorted(parts) == sorted((t.path, part.service) for t in things for part in t.parts)
        wrong = {(problem.id, problem.key) for problem in workspace.problems}
        take(workspace, found)
        after = facts(workspace)
        assert wrong <= {(problem.id, problem.key) for problem in workspace.problems}
        for id, said in before.items():
            kept = {key: after[id][key] for key in said}
            assert {**kept, "source": said.get("source")} == {"source": None, **said}
        once = workspace.document.data
        take(workspace, planned(workspace, *things, on=on))
        assert workspace.document.data == once
        while workspace.undo():
            pass
        assert workspace.document.data == data
