"""Things of several given folders, named alike in each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from labtui.importers.files import STDIN
from labtui.importers.found import THE_HOST, Finding
from labtui.importing.origins import Origin
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
    before = [str(Origin.of("compose", thing, None)) for thing in things]
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
    assert [str(Origin.of("compose", thing, None)) for thing in finding.things[:4]] == before
    assert finding.things[0].depends_on == ("one/compose.yml#db",)
    assert finding.things[2].depends_on == ("other/compose.yml#db",)
    assert finding.things[2].parts[0].path == "other/compose.yml"
    assert finding.things[2].runs_on == THE_HOST
    assert finding.things[4].depends_on[1] == "gone"


def test_references_that_are_unique_stay_as_they_are() -> None:
    finding = Finding([app("web"), replace(app("db"), root=OTHER)])
    before = list(finding.things)
    told_apart(finding)
    assert finding.things == before
