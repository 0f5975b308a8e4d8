"""What a Homepage dashboard shows: apps with their groups and addresses, and no secret."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from labtui.importers.found import Finding, Options
from labtui.importers.homepage import IMPORTER
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations

SERVICES = """
    # yaml-language-server: $schema=x
    - Media:
        - Photos:
            icon: immich.png
            href: https://anna:hunter2@photos.lan/?apikey=hunter2
            description: Pictures of the family
            server: nas
            container: immich
            widget:
                type: immich
                key: hunter2
        - Films & TV:
            - Player:
                href: "{{HOMEPAGE_VAR_PLAYER}}"
                description: token hunter2
                widgets:
                    - {type: player, password: hunter2}
            - Soon:
    - Home:
        - Photos:
            href: https://photos.lan/
        - Player:
            href: http://player.lan
        - CPU:
            widget: {type: glances, password: hunter2}
    - Empty:
"""
BOOKMARKS = """
    - Code:
        - Forge:
            - abbr: F
              href: https://forge.example/
"""


def read(folder: Path, files: dict[str, str]) -> Finding:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))
    return IMPORTER.read([folder], Options())


def test_services_of_groups_within_groups(tmp_path: Path) -> None:
    finding = read(tmp_path, {"config/services.yaml": SERVICES, "config/bookmarks.yaml": BOOKMARKS})
    assert [(thing.key, thing.name, dict(thing.facts)) for thing in finding.things] == [
        (
            "Photos",
            "Photos",
            {
                "tags": ("Media", "Home"),
                "url": "https://photos.lan/",
                "description": "Pictures of the family",
            },
        ),
        ("Player", "Player", {"tags": ("Media", "Films & TV")}),
        ("Soon", "Soon", {"tags": ("Media", "Films & TV")}),
        ("Home/Player", "Player", {"tags": ("Home",), "url": "http://player.lan"}),
    ]
    assert {thing.kind for thing in finding.things} == {"app"}
    assert [(skip.path, skip.reason) for skip in finding.skips] == [
        ("config/services.yaml#CPU", "a widget, not a service")
    ]
    assert finding.unused["widget"] == 2
    assert "hunter2" not in repr(finding)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BOOKMARKS, "no Homepage services in it"),
        ("services:\n  web:\n    image: nginx\n", "no Homepage services in it"),
        ("- resources: {cpu: true}\n", "no Homepage services in it"),
        ("- a: [\n", "not valid YAML: "),
        ("- a: !!python/object:os.system x\n", "a tag that makes objects of a program, at line 1"),
        ("- " + "[" * 5_000, "nested too deeply"),
    ],
)
def test_what_holds_no_services_is_one_skip(tmp_path: Path, text: str, reason: str) -> None:
    finding = read(tmp_path, {"services.yaml": text})
    assert not finding.things
    assert [skip.path for skip in finding.skips] == ["services.yaml"]
    assert finding.skips[0].reason.startswith(reason)
    assert not IMPORTER.recognise(tmp_path)


def test_what_is_recognised_and_what_is_not_in_use(tmp_path: Path) -> None:
    finding = read(tmp_path, {"services.yaml": SERVICES, "old/services.yaml": SERVICES})
    assert "old/services.yaml" in {skip.path for skip in finding.skips}
    assert IMPORTER.recognise(tmp_path)
    assert IMPORTER.recognise(tmp_path / "services.yaml")
    assert not IMPORTER.recognise(tmp_path / "missing")


def test_the_time_is_linear(tmp_path: Path) -> None:
    def read_apps(size: int) -> None:
        apps = [{f"App {number}": {"href": f"http://a{number}"}} for number in range(size)]
        text = json.dumps([{"Group": apps}])
        assert len(read(tmp_path, {"services.yaml": text}).things) == size

    assert grows_in_line(read_apps, 4_000)


def test_no_mutation_gives_a_traceback(tmp_path: Path) -> None:
    for data in mutations(dedent(SERVICES), 40):
        (tmp_path / "services.yaml").write_bytes(data)
        assert "hunter2" not in repr(IMPORTER.read([tmp_path], Options()).things)
