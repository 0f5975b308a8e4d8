"""What other programs read: each report is read again, as far as it can be."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from labtui.importers import ansible, gatus, rackpeek
from labtui.importers.found import Finding, Importer, Options
from labtui.importers.trees import document
from labtui.reports.urls import address_of
from labtui.reports.yaml_text import Unsafe, yaml_text
from tests.data.labs import Raw, days_ago, owners, raw
from tests.reports.reported import example_systems, odd_systems, reported
from tests.rows import each_row

TEMPLATE = "{{ lookup('pipe', 'id') }} \"x\" \\ $HOME"

LAB: list[Raw] = [
    raw("nas", name=TEMPLATE, kind="storage", url="https://nas.lan:5001/", owners=owners(),
        description="grey", notes="two disks", tags=["rack"]),
    raw("on", kind="vm", runs_on="nas", url="ssh://10.0.0.7:22", owners=owners()),
    raw("photos", name="Photos", kind="app", runs_on="on", url="http://10.0.0.7:2283/a$b"),
    raw("photos-2", name="photos", kind="app", runs_on="on", url="https://me:pw@photos.lan/"),
    raw("core", name=" ", kind="network", url="HTTPS://core.lan"),
    raw("far", kind="vps", url="ftp://x", runs_on="gone"),
    raw("six", kind="cluster", url="https://[2001:db8::1]/"),
    raw("new", kind="container", status="planned", url="https://new.lan"),
    raw("old", kind="saas", status="retired", url="https://old.lan"),
]  # fmt: skip


def text(name: str, systems: Sequence[Raw] = LAB) -> str:
    found = reported(name, systems).report
    assert isinstance(found, str)
    return found


def tree(name: str, systems: Sequence[Raw] = LAB) -> Any:
    """A report as YAML."""
    return document(text(name, systems))


def read_again(importer: Importer, name: str, folder: Path, systems: Sequence[Raw]) -> Finding:
    path = folder / f"{name}.yml"
    path.write_text(text(name, systems), encoding="utf-8")
    assert importer.recognise(path)
    return importer.read([path], Options())


# --- Prometheus

_SAMPLE = re.compile(r'([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+)\} (\d+|\+Inf)')


def test_every_line_of_the_metrics_is_one_and_each_metric_stands_together() -> None:
    systems = [*example_systems(), *odd_systems(), *LAB]
    names: list[str] = []
    seen: set[str] = set()
    for line in text("prometheus", systems).removesuffix("\n").split("\n"):
        if line.startswith("# HELP "):
            names.append(line.split()[2])
        elif line.startswith("# TYPE "):
            assert line == f"# TYPE {names[-1]} gauge"
        else:
            found = _SAMPLE.fullmatch(line)
            assert found, line
            assert found[1] == names[-1]
            assert line.rpartition(" ")[0] not in seen, "no sample twice"
            seen.add(line.rpartition(" ")[0])
    assert len(names) == len({*names}) == 9


def test_metrics_tell_ages_risks_and_findings_of_what_runs() -> None:
    lines = text(
        "prometheus",
        [
            raw("a", name=TEMPLATE, owners=owners(), purpose="reliability",
                evidence={"patched": days_ago(3), "restore_tested": "never"}),
            raw("b", owners=owners(), evidence={"patched": days_ago(-1)}),
            raw("c", status="planned", evidence={"patched": days_ago(9)}),
        ],
    ).splitlines()  # fmt: skip
    named = r"{{ lookup('pipe', 'id') }} \"x\" \\ $HOME"
    assert lines[2].startswith(f'labtui_system_info{{id="a",name="{named}",status="active",')
    assert [line for line in lines if "_age{" in line and line[0] != "#"] == [
        'labtui_patch_age{id="a"} 3',
        'labtui_restore_test_age{id="a"} +Inf',
    ]
    assert 'labtui_risk_rank{id="a"} 5' in lines
    assert 'labtui_risk_proven_rank{id="a"} 4' in lines
    assert 'labtui_findings{id="a",severity="critical",proof="unproven"} 2' in lines
    assert 'labtui_findings{id="b",severity="critical",proof="proven"} 0' in lines
    assert [line for line in lines if 'id="c"' in line and "system_info" not in line] == []


# --- Ansible


def test_an_inventory_has_hosts_and_groups_that_ansible_takes(tmp_path: Path) -> None:
    everything = tree("ansible")["all"]
    hosts, children = everything["hosts"], everything["children"]
    assert [*hosts] == ["nas", "on", "photos", "photos-2", "core", "far", "six", "new"]
    assert {id: host for id in hosts if (host := hosts[id].get("ansible_host"))} == {
        "nas": "nas.lan", "on": "10.0.0.7", "core": "core.lan", "far": "x", "six": "2001:db8::1",
    }  # fmt: skip
    assert [*children] == [
        "level_3a", "level_unknown", "on_gone", "on_nas", "on_on", "planned",
        "role_unknown",
    ]  # fmt: skip
    assert [*children["on_on"]["hosts"]] == ["photos", "photos-2"]
    assert '"on":' in text("ansible"), "on is true for some readers"
    assert f"labtui_name: !unsafe {json.dumps(TEMPLATE)}" in text("ansible")
    assert tree("ansible", [])["all"] == {"hosts": {}}
    found = read_again(ansible.IMPORTER, "ansible", tmp_path, example_systems())
    active = {each["id"] for each in example_systems() if each.get("status") != "retired"}
    assert {thing.name for thing in found.things} == active


# --- Gatus

CONNECTS = "[CONNECTED] == true"


def test_endpoints_are_what_has_a_url_that_gatus_checks(tmp_path: Path) -> None:
    endpoints = tree("gatus")["endpoints"]
    group = "{{ lookup('pipe', 'id') }} 'x' / $$HOME"
    assert [(e["name"], e.get("group"), e["url"], *e["conditions"]) for e in endpoints] == [
        (group, None, "https://nas.lan:5001/", CONNECTS, "[STATUS] < 400"),
        ("on", group, "ssh://10.0.0.7:22", CONNECTS),
        ("Photos (photos)", "on", "http://10.0.0.7:2283/a$$b", CONNECTS, "[STATUS] < 400"),
        ("photos (photos-2)", "on", "https://photos.lan/", CONNECTS, "[STATUS] < 400"),
        ("core", None, "https://core.lan", CONNECTS, "[STATUS] < 400"),
        ("six", None, "https://[2001:db8::1]/", CONNECTS, "[STATUS] < 400"),
    ]
    assert text("gatus").splitlines()[1:6] == [
        "# Only planned:",
        "#   new",
        "# No URL to check is known of:",
        "#   far",
        "endpoints:",
    ]
    found = read_again(gatus.IMPORTER, "gatus", tmp_path, LAB)
    assert len(found.evidence) == len(endpoints)


# --- RackPeek


def test_resources_are_read_again_as_the_systems_they_are(tmp_path: Path) -> None:
    found = read_again(rackpeek.IMPORTER, "rackpeek", tmp_path, LAB)
    names = {thing.ref: thing.name for thing in found.things}
    assert [(t.name, t.kind, names.get(t.runs_on, "")) for t in found.things] == [
        (TEMPLATE, "physical", ""),
        ("on", "vm", TEMPLATE),
        ("Photos (photos)", "app", "on"),
        ("photos (photos-2)", "app", "on"),
        ("core", "network", ""),
        ("far", "vps", ""),
        ("six", "cluster", ""),
        ("new", "container", ""),
    ]
    facts = {thing.name: dict(thing.facts) for thing in found.things}
    assert facts[TEMPLATE] == {"notes": "grey\ntwo disks", "tags": ("rack",)}
    assert facts["photos (photos-2)"] == {"url": "https://photos.lan/"}
    assert facts["Photos (photos)"]["url"] == "http://10.0.0.7:2283/a$b"
    assert found.skips == []
    network = [each.get("network") for each in tree("rackpeek")["resources"]]
    assert network[2] == {
        "ip": "10.0.0.7", "port": "2283", "protocol": "TCP", "url": "http://10.0.0.7:2283/a$b",
    }  # fmt: skip


# --- what they share


@each_row(
    ("url", "found"),
    [
        ("https://nas.lan", ("https", "nas.lan", 443)),
        ("http://10.0.0.7:80/x?y=1#z", ("http", "10.0.0.7", 80)),
        ("https://[2001:db8::1]:8443/", ("https", "2001:db8::1", 8443)),
        ("ssh://me@host", ("ssh", "host", None)),
        ("nas.lan", None),
        ("https://nas lan", None),
        ("https://nas.lan/%zz", None),
        ("https://nas.lan:port", None),
        ("https://näs.lan", None),
        ("https://[x", None),
        ("", None),
    ],
)
def test_where_a_url_leads(url: str, found: tuple[str, str, int | None] | None) -> None:
    assert address_of(url) == found


def test_yaml_is_read_as_it_was_meant() -> None:
    value = {
        "a": "1",
        "yes": {"b c": [1, "x: #"], "none": None},
        "e": [],
        "l": [{"k": Unsafe("{")}],
    }
    assert yaml_text(value) == (
        'a: "1"\n"yes":\n  "b c":\n    - 1\n    - "x: #"\ne: []\nl:\n  - k: !unsafe "{"\n'
    )
    assert document(yaml_text(value)) == {
        "a": "1", "yes": {"b c": ["1", "x: #"]}, "e": [], "l": [{"k": "{"}],
    }  # fmt: skip
