"""What the rows of tables state, with any delimiter, and as NetBox and Homebox export them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from labtui.errors import SourceError
from labtui.importers.found import Finding, Options, Thing
from labtui.importers.tables import IMPORTER
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations


def read(folder: Path, text: str, name: str = "lab.csv", **columns: str) -> Finding:
    (folder / name).write_bytes(text.encode())
    return IMPORTER.read([folder / name], Options(columns=columns))


def stated(thing: Thing) -> dict[str, object]:
    found = {"name": thing.name, "kind": thing.kind, **thing.facts}
    for key in ("runs_on", "member_of", "depends_on", "backs_up_to", "access_to"):
        if value := getattr(thing, key):
            found[key] = value
    return found


def reasons(finding: Finding) -> list[str]:
    return [skip.reason for skip in finding.skips]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_plain_headers_with_any_delimiter(tmp_path: Path, delimiter: str, mark: str) -> None:
    table = (
        "Name,Type,Description,URL,Tags,Runs on,Depends_On,Patched,Power\r\n"
        '"NAS, big",nas,Files,http://a:b@nas.lan,"home; files",,,2026-01-02,30 W\r\n'
        "\r\n"
        'web,LXC,"He said ""hi""\nthere",web.lan:80,,"nas, BIG",[],never,\r\n'
    )
    finding = read(tmp_path, mark + table.replace(",", delimiter).replace(f"NAS{delimiter}", "NAS,")
                   .replace(f"nas{delimiter} BIG", "nas, BIG"))  # fmt: skip
    nas, web = finding.things
    assert stated(nas) == {
        "name": "NAS, big",
        "kind": "storage",
        "description": "Files",
        "url": "http://nas.lan",
        "tags": ("home", "files"),
        "evidence.patched": date(2026, 1, 2),
    }
    assert stated(web) == {
        "name": "web",
        "kind": "container",
        "description": 'He said "hi" there',
        "url": "web.lan:80",
        "evidence.patched": "never",
        "runs_on": "lab.csv#NAS, big",
    }
    assert not finding.skips
    assert finding.unused == {"Power": 1}


def test_what_a_person_maps_counts_before_the_headers(tmp_path: Path) -> None:
    table = "Kiste,Name,Zweck,Last\nnas,Anna,reliability,40 %\nold,Ben,fun,x\n"
    finding = read(
        tmp_path, table, Kiste="name", Name="used_by", zweck="Purpose", LAST="utilization"
    )
    assert [stated(thing) for thing in finding.things] == [
        {
            "name": "nas",
            "kind": "other",
            "used_by": ("Anna",),
            "purpose": "reliability",
            "utilization": 40,
        },
        {"name": "old", "kind": "other", "used_by": ("Ben",)},
    ]
    assert reasons(finding) == [
        "line 3, column Zweck: expected one of learning, reliability, entertainment, convenience",
        "line 3, column Last: expected a whole number from 0 to 100",
    ]


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"Name": "nmae"}, "Unknown fact"),
        ({"Name": "source"}, "cannot be stated by a table"),
        ({"Nam": "name"}, "No table has a column Nam"),
    ],
)
def test_a_wrong_map_is_refused(tmp_path: Path, columns: dict[str, str], problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        read(tmp_path, "Name,x\na,b\n", **columns)


def test_references_lead_to_rows_by_id_or_name_across_tables(tmp_path: Path) -> None:
    (tmp_path / "hosts.csv").write_text("id,name,kind\nh1,Tower,physical\nh2,nas,storage\n")
    table = """name;host;depends on;backs_up_to
db;h1;;NAS
app;tower;db, cache;
cache;nowhere;cache;
twin;;;
twin;;twin;
user;;twin;
"""
    (tmp_path / "services.csv").write_text(table)
    finding = IMPORTER.read([tmp_path], Options())
    found = {thing.ref: thing for thing in finding.things}
    assert found["services.csv#db"].runs_on == "hosts.csv#h1"
    assert found["services.csv#db"].backs_up_to == ("hosts.csv#h2",)
    assert found["services.csv#app"].runs_on == "hosts.csv#h1"
    assert found["services.csv#app"].depends_on == ("services.csv#db", "services.csv#cache")
    assert found["services.csv#twin 2"].depends_on == ("services.csv#twin",)
    assert found["services.csv#user"].depends_on == ()
    assert reasons(finding) == [
        "line 4, column host: expected the name of a row, or of a system you have",
        "line 7, column depends on: expected the name of one row, and several have it",
    ]


def test_columns_that_are_only_called_like_a_fact_are_not_used(tmp_path: Path) -> None:
    table = "name,Hardware,Purpose,Status,Network,Server\nnas,Pi 4,Films,running,LAN,x\n"
    finding = read(tmp_path, table)
    assert [stated(thing) for thing in finding.things] == [
        {"name": "nas", "kind": "other", "status": "active"}
    ]
    assert not finding.skips
    assert finding.unused == {"Hardware": 1, "Purpose": 1, "Network": 1, "Server": 1}


def test_wrong_values_are_named_by_line_and_column_and_counted(tmp_path: Path) -> None:
    lines = ["id,name,kind", "1,nas,storage", "1,nas,storage", "2,,vm", "3,ok,vm"]
    lines += [f"x{number},fridge {number},fridge" for number in range(12)]
    finding = read(tmp_path, "\n".join(lines))
    assert len(finding.things) == 14
    told = reasons(finding)
    assert told[:2] == ["line 3: line 2 states the same", "line 4: no name"]
    assert told[2].startswith("line 6, column kind: expected one of physical, cluster,")
    assert told[11].startswith("line 15, column kind:")
    assert told[12:] == ["column kind: 2 more like it"]


def test_rows_of_one_name_are_told_apart(tmp_path: Path) -> None:
    finding = read(tmp_path, "name\npi 2\npi\npi\npi\n")
    assert [thing.key for thing in finding.things] == ["pi 2", "pi", "pi 3", "pi 4"]


def test_no_secret_is_stated(tmp_path: Path) -> None:
    table = (
        "name,notes,description,url,tags,password\n"
        'nas,"in the cellar\npassword: hunter2",pw hunter2,https://a:hunter2@nas.lan/,'
        "token=hunter2,hunter2\n"
        "web,,,a:hunter2@nas,,\n"
    )
    finding = read(tmp_path, table)
    assert finding.things[0].facts == {"notes": "in the cellar", "url": "https://nas.lan/"}
    assert "hunter2" not in repr(finding)


NETBOX_DEVICES = """\
Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,IP Address,ID,Cluster,Tags
pve1,Active,,Home,Cellar,Rack 1,Hypervisor,Dell,R740xd,10.0.0.5/24,11,lab,"ceph,loud"
sw1,Offline,,Home,,Rack 1,Access switch,TP-Link,SG108,,12,,
ups1,Staged,,Home,,,UPS,APC,BX700,,13,,
"""
NETBOX_GUESTS = """\
Name,Status,Site,Cluster,Device,Role,Tenant,vCPUs,Memory (MB),IP Address,ID
dns,Active,Home,lab,,DNS,,1,512,10.0.0.53/24,11
web,Planned,Home,lab,pve1,,,2,1024,,12
"""


def test_exports_of_netbox(tmp_path: Path) -> None:
    (tmp_path / "devices.csv").write_text(NETBOX_DEVICES)
    (tmp_path / "guests.csv").write_text(NETBOX_GUESTS)
    finding = IMPORTER.read([tmp_path / "devices.csv", tmp_path / "guests.csv"], Options())
    pve, switch, ups, dns, web, cluster = finding.things
    assert stated(pve) == {
        "name": "pve1",
        "kind": "physical",
        "status": "active",
        "site": "Home",
        "location": "Cellar, Rack 1",
        "description": "Dell R740xd, 10.0.0.5",
        "tags": ("Hypervisor", "ceph", "loud"),
        "member_of": cluster.ref,
    }
    assert pve.key == "11"
    assert (switch.kind, "status" in switch.facts) == ("network", False)
    assert (ups.kind, ups.facts["status"]) == ("other", "planned")
    assert (dns.kind, dns.runs_on, dns.facts["description"]) == ("vm", cluster.ref, "10.0.0.53")
    assert web.runs_on == pve.ref
    assert (cluster.name, cluster.kind) == ("lab", "cluster")
    assert not finding.skips
    assert finding.unused == {"vCPUs": 2, "Memory (MB)": 2}


def test_an_export_of_homebox(tmp_path: Path) -> None:
    table = """\
HB.import_ref,HB.location,HB.tags,HB.asset_id,HB.archived,HB.url,HB.name,HB.manufacturer,HB.notes
,Home / Cellar,Server; loud,000-001,false,http://hb/item/1,tower,Dell,"two disks
and a fan"
,Home,,000-002,true,http://hb/item/2,drill,,
"""
    finding = read(tmp_path, table)
    assert [stated(thing) for thing in finding.things] == [
        {
            "name": "tower",
            "kind": "physical",
            "location": "Home / Cellar",
            "tags": ("Server", "loud"),
            "description": "Dell",
            "notes": "two disks\nand a fan",
        }
    ]
    assert finding.things[0].key == "000-001"
    assert reasons(finding) == ["line 4: not in use: archived"]


def test_what_is_no_table_is_skipped(tmp_path: Path) -> None:
    files = {
        "empty.csv": b"",
        "other.csv": b"a,b\n1,2\n",
        "binary.csv": b"name\n\0",
        "quote.csv": b'name,kind\nnas,storage\n"web,vm\n',
        "excel.csv": b"sep=;\nname;kind\nexcel;vm\n",
        "notes.txt": b"name\nx\n",
        "old/gone.csv": b"name\ngone\n",
    }
    (tmp_path / "old").mkdir()
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    finding = IMPORTER.read([tmp_path], Options())
    assert [thing.name for thing in finding.things] == ["excel", "nas"]
    unnamed = "no column names the systems; --map COLUMN=name tells which does"
    assert {skip.path: skip.reason for skip in finding.skips} == {
        "empty.csv": unnamed,
        "other.csv": unnamed,
        "binary.csv": "not a text file",
        "quote.csv": "line 3: quotes that are not closed or are within a cell;"
        " the lines after it were left out",
        "old/gone.csv": "not in use: it is under old",
    }
    assert IMPORTER.recognise(tmp_path)
    assert IMPORTER.recognise(tmp_path / "quote.csv")
    assert not IMPORTER.recognise(tmp_path / "other.csv")


@pytest.mark.parametrize(
    "text",
    [
        lambda n: "name,kind,host,notes\n" + "".join(f"n{i},vm,n{i - 1},x\n" for i in range(n)),
        lambda n: "name,kind\n" + "same,vm\n" * n,
        lambda n: "name,host\n" + "".join(f"n{i},\n" for i in range(n)) + f"all,{'n1;' * n}\n",
        lambda n: "name," + ",".join(f"column {i}" for i in range(n)) + "\nnas" + ",x" * n + "\n",
    ],
)
def test_the_time_is_linear(tmp_path: Path, text: Callable[[int], str]) -> None:
    assert grows_in_line(lambda size: read(tmp_path, text(size)), 4_000)


def test_no_mutation_gives_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "lab.csv"
    for data in mutations(NETBOX_DEVICES, 50):
        path.write_bytes(data)
        IMPORTER.read([path], Options())
