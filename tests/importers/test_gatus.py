"""What Gatus checks: by name, URL, host and port, and only what is switched on."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

from labtui.importers.evidence import target
from labtui.importers.found import Finding, Options, Target
from labtui.importers.gatus import IMPORTER
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations
from tests.rows import each_row

CHECKS = """
    default: &default
      group: home
      interval: 1m
      conditions: ["[STATUS] == 200"]
    alerting: {ntfy: {token: hunter2}}
    endpoints:
      - name: photos
        <<: *default
        url: "https://anna:hunter2@photos.lan:8443/api/ping?apikey=hunter2#x"
        headers: {Authorization: hunter2}
      - {name: db, <<: *default, url: "tcp://nas.lan:5432"}
      - {name: db, group: cloud, url: "icmp://192.0.2.7", conditions: ["[CONNECTED] == true"]}
      - {name: names, url: 192.0.2.53, dns: {query-name: x.lan}, conditions: ["[BODY] == x"]}
      - {name: shell, url: "ssh://[2001:db8::5]:22", ssh: {password: hunter2}}
      - {name: domain, url: "https://${DOMAIN}/", conditions: []}
      - {name: old, enabled: false, url: "http://old.lan", conditions: []}
      - {name: shut, url: "tcp://nas.lan:23", conditions: ["[CONNECTED] == false"]}
      - {name: "${APP}", url: "${URL}", conditions: []}
      - text
    external-endpoints:
      - {name: nightly backup, group: home, token: hunter2}
    suites:
      - {name: login, endpoints: [{name: sign in, url: "http://sso.lan/login"}]}
      - {name: later, enabled: false, endpoints: [{name: shop, url: "http://shop.lan"}]}
"""


def read(folder: Path, files: dict[str, str]) -> Finding:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))
    return IMPORTER.read([folder], Options())


def test_each_check_that_is_switched_on_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    finding = read(tmp_path, {"config.yaml": CHECKS})
    assert {one.key: one.targets for one in finding.evidence} == {
        "endpoint photos": (
            Target("photos", "https://photos.lan:8443/api/ping", "photos.lan", 8443),
        ),
        "endpoint home/db": (Target("db", "", "nas.lan", 5432),),
        "endpoint cloud/db": (Target("db", "", "192.0.2.7"),),
        "endpoint names": (Target("names", "", "192.0.2.53"),),
        "endpoint shell": (Target("shell", "", "2001:db8::5", 22),),
        "endpoint domain": (Target("domain"),),
        "external endpoint nightly backup": (Target("nightly backup"),),
        "endpoint sign in": (Target("sign in", "http://sso.lan/login", "sso.lan"),),
    }
    assert [(skip.path, skip.reason) for skip in finding.skips] == [
        ("config.yaml#endpoint old", "not in use: it is switched off"),
        ("config.yaml#endpoint shut", "it checks that nothing answers"),
        ("config.yaml#endpoint ${APP}", "it names nothing"),
        ("config.yaml#endpoint shop", "not in use: it is switched off"),
    ]
    assert {(one.shows, one.path, one.root) for one in finding.evidence} == {
        ("check", "config.yaml", tmp_path)
    }
    assert finding.unused["interval"] == 2
    assert "hunter2" not in repr(finding)


def test_the_files_of_a_folder_count_together_and_others_are_left_alone(tmp_path: Path) -> None:
    one = "endpoints: [{name: web, url: 'http://web.lan', conditions: []}]"
    finding = read(
        tmp_path,
        {
            "a.yaml": one,
            "more/b.yml": one.replace("web", "wiki"),
            "old/c.yaml": one,
            "other.yaml": "endpoints: [{name: web, url: 'http://web.lan'}]",
            "broken.yaml": "endpoints: [",
            "template.yaml": "{% for x in y %}",
        },
    )
    assert [(one.path, one.key) for one in finding.evidence] == [
        ("a.yaml", "endpoint web"),
        ("more/b.yml", "endpoint wiki"),
    ]
    assert [skip.path for skip in finding.skips] == ["broken.yaml", "old/c.yaml"]
    assert IMPORTER.recognise(tmp_path)
    assert IMPORTER.recognise(tmp_path / "a.yaml")
    assert not IMPORTER.recognise(tmp_path / "other.yaml")
    [skip] = IMPORTER.read([tmp_path / "other.yaml"], Options()).skips
    assert skip.reason == "no Gatus endpoints in it"


def test_two_checks_of_one_name_have_keys_of_their_own(tmp_path: Path) -> None:
    one = "{name: web, url: 'http://web.lan', conditions: []}"
    finding = read(tmp_path, {"a.yaml": f"endpoints: [{one}, {one}]"})
    assert [one.key for one in finding.evidence] == ["endpoint web", "endpoint web (2)"]


@each_row(
    ("address", "wanted"),
    [
        ("nas", Target(host="nas")),
        ("NAS.lan:9100", Target(host="nas.lan", port=9100)),
        ("[2001:db8::1]:80", Target(host="2001:db8::1", port=80)),
        ("udp://nas:53", Target(host="nas", port=53)),
        ("http://nas/a?token=hunter2", Target("", "http://nas/a", "nas")),
        ("http://nas/api/v1/hook-7f3a/x", Target("", "http://nas/api/v1/", "nas")),
        ("http://nas/5f2c1c3a-8d1e-4f0a", Target("", "http://nas/", "nas")),
        ("http://anna:hun/ter2@nas", Target()),
        ("http://nas:99999", Target()),
        ("$HOST:80", Target()),
        ("{{ host }}", Target()),
        ("", Target()),
        ("a b", Target()),
    ],
)
def test_what_an_address_says(address: str, wanted: Target) -> None:
    assert target(address) == wanted


def test_the_time_is_linear(tmp_path: Path) -> None:
    def read_checks(size: int) -> None:
        names = [f"a{number}" for number in range(size)]
        checks = [{"name": one, "url": f"http://{one}", "conditions": []} for one in names]
        finding = read(tmp_path, {"config.yaml": json.dumps({"endpoints": checks})})
        assert len(finding.evidence) == size

    assert grows_in_line(read_checks, 2_000)


def test_no_mutation_gives_a_traceback(tmp_path: Path) -> None:
    for data in mutations(dedent(CHECKS), 40):
        (tmp_path / "config.yaml").write_bytes(data)
        IMPORTER.read([tmp_path], Options())
