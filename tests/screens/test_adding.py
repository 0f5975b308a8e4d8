"""Adding systems: a name, a few questions with a key each, then the level, and the next name."""

from __future__ import annotations

import tomllib
from typing import Any

from textual import events

from labtui.screens.adding import WHERE
from tests.data.labs import owners
from tests.screens.conftest import HOMELAB, Open, Session
from tests.screens.test_journeys import find, stated, toml

NAMES = "- Wiki\n- Gitea\n  vaultwarden\n\n- Grafana\n- wiki\n"


async def paste(s: Session, text: str) -> None:
    """Paste a text."""
    s.app.post_message(events.Paste(text))
    await s.settle()


def added(s: Session) -> list[dict[str, Any]]:
    """The systems that the file had not at the start."""
    before = {system["id"] for system in tomllib.loads(s.before.decode() or "")["systems"]}
    systems: list[dict[str, Any]] = tomllib.loads(s.file.decode())["systems"]
    return [system for system in systems if system["id"] not in before]


def test_every_place_has_a_letter_of_its_own() -> None:
    letters = [answer.key for answer in WHERE]
    assert len({*letters, "n"}) == len(letters) + 1, "n is no or nothing, nowhere a place"


async def test_a_first_system_is_added_and_assessed_with_thirteen_keys(open_app: Open) -> None:
    """All keys count, from the empty list to the saved smell test, but the letters of its name."""
    keys = ["a", "NAS", "enter", "h", "r", "n", "enter", "s", *"yyyyy", "enter"]
    async with open_app(None) as s:
        for key in keys:
            await (s.type(key) if key == "NAS" else s.press(key))
        await s.saved()
        (system,) = tomllib.loads(s.file.decode())["systems"]
        assert len(system["smell_test"]) == 6
        assert system["history"][0]["event"] == "assessed"
        assert (system["relied_on_for"], system["purpose"]) == ([], "reliability")
    assert len([key for key in keys if key != "NAS"]) == 13


async def test_a_service_is_planned_and_thought_through_with_fourteen_keys(open_app: Open) -> None:
    """All keys count, from the list to the plan on its page, but the letters of its name.

    Among them: its host, its purpose, two things people would miss, one system that it needs.
    """
    name = "Immich"
    keys = ["a", "tab", name, "enter", "o", "enter", "c", "s", "p", "enter"]
    keys += ["down", "down", "enter", "enter", "enter"]
    async with open_app() as s:
        await find(s, "pve-cluster")
        for key in keys:
            await (s.type(key) if key == name else s.press(key))
        await s.sees("If you put it into service", "To do regularly", "Becomes production")
        assert "Immich" in s.title
        await s.saved()
        planned = stated(s, "immich")
    assert planned["status"] == "planned"
    assert planned["runs_on"] == "pve-cluster"
    assert planned["relied_on_for"] == ["storage", "data"]
    assert len(planned["depends_on"]) == 1
    assert len([key for key in keys if key != name]) == 14


async def test_the_next_one_is_offered_host_and_purpose_of_the_one_before(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("a")
        await s.type("Gitea")
        await s.press("enter", "o")
        await s.type("rack 2")
        assert "not there yet: is added too" in s.text
        await s.press("enter")
        assert "rack 2 is new too" in s.text
        await s.press("h", "l", "n")
        await s.sees("Gitea", "3a", "Level 3a: hardware and operating system are yours")
        await s.type("Wiki")
        await s.press("enter")
        assert "Enter  on rack 2, as before" in s.text
        await s.press("enter")
        assert "Enter  learning, as before" in s.text
        await s.press("enter", "d", "enter")
        await s.saved()
        assert "Wiki" in s.cursor_line
        host, gitea, wiki = added(s)
        assert {*host} == {"id", "name", "owners"}
        assert gitea == {
            "id": "gitea",
            "name": "Gitea",
            "runs_on": "rack-2",
            "purpose": "learning",
            "relied_on_for": [],
        }
        assert wiki == {
            "id": "wiki", "name": "Wiki", "runs_on": "rack-2", "purpose": "learning"
        }  # fmt: skip
        for left in (2, 1, 0):
            await s.press("u")
            await s.saved()
            assert len(added(s)) == left, "each system is a step of its own"
    assert s.file == s.before


async def test_pasted_names_are_asked_about_one_by_one_or_all_at_once(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("a")
        await paste(s, NAMES)
        assert "3 new systems" in s.text
        assert "There already, left out: vaultwarden." in s.text
        await s.press("enter")
        assert "Wiki · 2 more after it" in s.text
        await s.press("s", "l", "n")
        await s.sees("0", "Wiki", "SaaS", "Gitea · 1 more after it", "someone else's service, as")
        await s.press("enter", "c", "d")
        await s.sees("Gitea", "Grafana", "Where is it?")
        await s.press("enter", "enter", "w", "enter")
        await s.sees("Level 0", "Add another system: its name")
        await paste(s, "db\ncache")
        await s.press("s", "r")
        assert "2 systems: db and cache" in s.text
        await s.press("d", "n", "enter")
        await s.saved()
    systems = added(s)
    assert [system["id"] for system in systems] == ["wiki", "gitea", "grafana", "db", "cache"]
    assert systems[3]["owners"] == systems[4]["owners"]
    assert [system.get("purpose") for system in systems] == [
        "learning", "convenience", "convenience", None, None
    ]  # fmt: skip
    assert systems[2]["relied_on_for"] == ["workflow"]


async def test_a_second_system_of_a_name_is_said(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("a")
        await s.type("VAULTWARDEN")
        await s.press("enter")
        assert "VAULTWARDEN is there already" in s.text
        await s.press("enter")
        assert "VAULTWARDEN" in s.line_with("│  VAULTWARDEN"), "another name, from this one"
        await s.press("enter", "a")
        assert "Where is it?" in s.text
        await s.press("d", "d", "d")
        await s.sees("13 systems", "Added: vaultwarden-2, beside vaultwarden")
        await paste(s, "jellyfin\nsynology storage")
        assert "0 new systems" in s.text
        await s.press("s", "enter")
        assert "its name" in s.text
        await s.press("escape")
        await s.saved()
        assert [system["id"] for system in added(s)] == ["vaultwarden-2"]


async def test_a_system_is_the_start_of_another(open_app: Open) -> None:
    async with open_app() as s:
        await find(s, "vaultwarden")
        original = stated(s, "vaultwarden")
        await s.press("Y")
        assert "Add one like Vaultwarden: its name" in s.text
        await s.type("Passbolt")
        await s.press("enter")
        await s.sees("Passbolt", "Add one like Vaultwarden")
        await s.press("enter", "enter", "Y")  # from its page, too
        await paste(s, "One\nTwo")
        await s.press("enter", "escape")
        await s.saved()
        passbolt, one, two = added(s)
        assert passbolt.items() <= {**original, "id": "passbolt", "name": "Passbolt"}.items()
        assert passbolt["runs_on"] == original["runs_on"]
        assert {**one, "id": "", "name": ""} == {**two, "id": "", "name": ""}


async def test_a_conversation_typed_ahead_loses_no_key(open_app: Open) -> None:
    """Over a slow line all of it arrives at once, before a question is there."""
    async with open_app() as s:
        await s.burst("a", *"Gitea", "enter", "s", "l", "s", "w", "enter", *"Wiki", "enter")
        await s.burst("enter", "enter", "n", "enter", "j")
        await s.saved()
        gitea, wiki = added(s)
    assert (gitea["purpose"], gitea["relied_on_for"]) == ("learning", ["storage", "workflow"])
    assert (wiki["purpose"], wiki["relied_on_for"]) == ("learning", [])
    assert gitea["owners"] == wiki["owners"]
    assert HOMELAB.read_bytes() in s.file


async def test_a_host_of_a_name_that_is_there_is_said_to_be_a_second_one(open_app: Open) -> None:
    retired = {"id": "old", "name": "Old box", "status": "retired", "owners": owners()}
    storage = {"id": "nas-1", "name": "Storage", "owners": owners()}
    async with open_app(toml(retired, storage)) as s:
        await s.press("a")
        await s.type("Wiki")
        await s.press("enter", "o")
        await s.type("old box")
        assert "there already: a second one is added" in s.line_with("▌ old box")
        await s.press("ctrl+u")
        await s.type("nas 1")
        assert "Storage" in s.line_with("▌ Storage"), "what is there comes first"
        assert s.line_with("nas 1", "there already")
        await s.press("ctrl+u")
        await s.type("wiki")
        assert "nothing matches" in s.text, "it does not run on itself"


async def test_nothing_is_put_on_a_thing_without_a_system_by_enter_alone(open_app: Open) -> None:
    ups = {"id": "ups", "name": "UPS", "owners": {"hardware": "you", "os": "n/a"}}
    boxes = [{"id": id, "name": id, "owners": owners()} for id in ("pve1", "pve2")]
    guest = {"id": "vpn", "name": "VPN", "runs_on": "pve2", "purpose": "convenience"}
    async with open_app(toml(ups, *boxes, guest)) as s:
        await find(s, "UPS")
        await s.press("a")
        await paste(s, "Wiki\nDisk\nGitea\nDNS")
        await s.press("enter", "o")
        s.line_with("│ ▌ pve2     ")  # it hosts others; an id that is the name is not said
        assert not [line for line in s.lines if "│   UPS" in line]
        await s.type("pve1")
        await s.press("enter", "d", "d")
        await s.press("t", "d", "d")
        assert "Gitea · 1 more after it" in s.text
        await s.press("o")
        s.line_with("│ ▌ pve1 ")  # the host that was chosen last
        await s.press("enter", "d", "d", "o")
        await s.type("ups")
        s.line_with("│ ▌ UPS ")
        await s.press("enter", "d", "d", "enter")
        await s.saved()
        wiki, disk, gitea, dns = added(s)
        assert [one.get("runs_on") for one in (wiki, disk, gitea, dns)] == [
            "pve1", None, "pve1", "ups"
        ]  # fmt: skip
        await find(s, "VPN")
        await s.press("M")
        s.line_with("│ ▌", "pve2")
        await s.press("escape")
        await find(s, "pve1")
        await s.press("M")
        offered = [line.partition("│")[2] for line in s.lines if "│" in line]
        assert not [line for line in offered if "Wiki" in line], "what runs on it cannot carry it"
        assert not [line for line in s.lines if "│" in line and "  UPS" in line.partition("│")[2]]


async def test_systems_are_added_and_copied_in_every_room(open_app: Open) -> None:
    async with open_app() as s:
        for room in "01234":
            await s.press(room, "a")
            assert "Add a system: its name" in s.text
            await s.type(f"New {room}")
            await s.press("enter", "d", "d", "d", "enter")
        await s.press("1", "Y")
        assert "Add one like New 4" in s.text
        await s.press("escape")
        await s.saved()
        assert [system["id"] for system in added(s)] == [f"new-{room}" for room in "01234"]


async def test_an_answer_can_be_clicked(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        await s.press("a")
        await s.type("Wiki")
        await s.press("enter")
        for words in ("Rented", "Learning", "[ ] Data", "[ ] Storage"):
            y, line = next((y, line) for y, line in enumerate(s.lines) if words in line)
            await s.pilot.click(offset=(line.index(words) + 5, y))
            await s.settle()
        assert "[x] Data" in s.text
        await s.press("enter", "escape")
        await s.saved()
        (wiki,) = added(s)
        assert wiki["owners"]["hardware"] == "provider"
        assert (wiki["purpose"], wiki["relied_on_for"]) == ("learning", ["data", "storage"])
