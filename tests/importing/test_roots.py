"""Things of several given folders, named alike in each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from labtui.importers.files import STDIN
from labtui.importers.found import THE_HOST, Finding, Thing
from labtui.importing.origins import origin_of
from labtui.importing.roots import told_apart
from tests.importing.findings import app

ONE, OTHER = Path("/srv/one"), Path("/srv/other")


def test_things_of_two_folders_are_told_apart_and_stay_where_they_are() -> None:
    near = "compose.yml#db"
    things = [
        replace(app(name, "compose.yml", depends_on=(near,) if name == "web" else ()), root=root)
        for root in (ONE, OTHER)
        for name in ("web", "db")
    ]
    far = replace(app("far", "far.yml", depends_on=(near, "gone")), root=Path("/srv/third"))
    piped = replace(app("piped", ""), root=STDIN)
    before = [str(origin_of("compose", thing, None)) for thing in things]
    finding = Finding([*things, far, piped, things[0]])
    told_apart(finding)
    assert [thing.ref for thing in finding.things] == [
        "one/compose.yml#web",
        "one/compose.yml#db",
        "other/compose.yml#web",
        "other/compose.yml#db",
        "third/far.yml#far",
        "#piped",
    ]
    assert [str(origin_of("compose", thing, None)) for thing in finding.things[:4]] == before
    assert finding.things[0].depends_on == ("one/compose.yml#db",)
    assert finding.things[2].depends_on == ("other/compose.yml#db",)
    part = finding.things[2].parts[0]
    assert (part.path, part.needs) == ("other/compose.yml", ("other/compose.yml#db",))
    assert finding.things[2].runs_on == THE_HOST
    assert finding.things[4].depends_on[1] == "gone"


def test_references_that_are_unique_stay_as_they_are() -> None:
    finding = Finding([app("web"), replace(app("db"), root=OTHER)])
    before = list(finding.things)
    told_apart(finding)
    assert finding.things == before


def test_what_was_read_twice_is_one_thing(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "link").symlink_to("sub")

    def read(root: Path, path: str) -> list[Thing]:
        needing = app("wiki>db db", path, depends_on=(f"{path}#mail",))
        return [replace(thing, root=root) for thing in (needing, app("mail", path))]

    whole = read(tmp_path, "sub/c.yml")
    again = [*read(tmp_path / "sub", "c.yml"), *read(tmp_path / "link", "c.yml")]
    finding = Finding([*whole, *again, replace(app("far", "c.yml"), root=tmp_path / "sub")])
    told_apart(finding)
    assert finding.things == [*whole, replace(app("far", "c.yml"), root=tmp_path / "sub")]
    other = replace(app("other", "o.yml", depends_on=("sub/c.yml#mail",)), root=tmp_path)
    finding = Finding([*again, *whole, other])
    told_apart(finding)
    assert [thing.ref for thing in finding.things] == ["c.yml#wiki", "c.yml#mail", "o.yml#other"]
    assert finding.things[2].depends_on == ("c.yml#mail",)
