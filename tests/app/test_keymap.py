"""The keys people choose: what is taken, what is refused, and that the app goes by it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from textual.screen import Screen

from labtui import screens
from labtui.app.keymap import (
    NO_KEY,
    checked,
    places,
    read_key,
    usual,
)
from labtui.commands.command import shown_key
from labtui.commands.registry import COMMANDS
from labtui.data.preferences.settings import SettingsError
from tests.rows import each_row
from tests.screens.conftest import HOMELAB, started
from tests.screens.test_journeys import edit, field

KNOWN = usual(places())


def refused(keys: Mapping[str, str]) -> dict[str, str]:
    """Command to what is said of it; fails where nothing is."""
    with pytest.raises(SettingsError) as caught:
        checked(keys)
    return {m.key.removeprefix("keys."): m.message for m in caught.value.problems}


# --- places and commands


def test_every_screen_is_a_place() -> None:
    declared = {id for keys in places().values() for id in keys}
    for module in pkgutil.iter_modules(screens.__path__):
        found = vars(importlib.import_module(f"labtui.screens.{module.name}")).values()
        for cls in found:
            if isinstance(cls, type) and issubclass(cls, Screen) and cls.__module__[:6] == "labtui":
                ids = {b.id for b in vars(cls).get("BINDINGS", ())}
                assert ids <= declared, f"{cls.__name__} is missing among the places"


def test_no_key_that_asks_confirms_by_being_pressed_again() -> None:
    asked = {place: keys for place, keys in places().items() if place.startswith("where it asks")}
    assert len(asked) == 13
    for place, table in asked.items():
        confirming = {id for id in table if id.startswith("ask.") and id != "ask.stay"}
        asking = {id for id in table if not id.startswith(("ask.", "done."))}
        assert (confirming and asking) or place.endswith("done")
        pressed = {key for id in asking for key in table[id]}
        assert pressed.isdisjoint(key for id in confirming for key in table[id]), place


def test_commands_with_a_flag_of_the_keymap_can_be_remapped() -> None:
    flagged = (c for c in COMMANDS.values() if c.leads_back or c.while_typing or c.quits or c.asks)
    assert {command.id for command in flagged} <= KNOWN.keys()


def test_the_usual_keys_are_a_map_that_is_taken() -> None:
    assert checked({id: ",".join(keys) for id, keys in KNOWN.items()}).keys() == KNOWN.keys()


def test_no_keys_are_no_map() -> None:
    assert checked({}) == {}


# --- keys


@each_row(
    ("written", "key"),
    [
        ("s", "s"), ("S", "S"), ("Shift+s", "S"), ("7", "7"), ("é", "é"), ("日", "日"),
        ("?", "question_mark"), ("question_mark", "question_mark"), (":", "colon"),
        ("/", "slash"), ("-", "minus"), ("hyphen_minus", "minus"), ("+", "plus"),
        ("plus", "plus"), ("*", "asterisk"), ("<", "less_than_sign"), ("comma", "comma"),
        ("Esc", "escape"), ("ESCAPE", "escape"), ("Enter", "enter"), ("Return", "enter"),
        ("Space", "space"), ("Tab", "tab"), ("Shift+Tab", "shift+tab"),
        ("PgUp", "pageup"), ("pagedown", "pagedown"), ("Del", "delete"), ("←", "left"),
        ("F5", "f5"), ("Ctrl+S", "ctrl+s"), ("ctrl+s", "ctrl+s"), ("Alt+x", "alt+x"),
        ("Shift+Ctrl+Left", "ctrl+shift+left"),
    ],
)  # fmt: skip
def test_keys_as_people_write_them(written: str, key: str) -> None:
    assert read_key(written) == key


@each_row(
    ("written", "said"),
    [
        ("", "between commas there is a key; for the comma itself say comma"),
        ("pgdwn", '"pgdwn" is no key. Did you mean pgdown?'),
        ("Ctrl+", '"Ctrl+" is no key.'),
        ("Ctrl+Shift+S", '"Ctrl+Shift+S" is no key.'),
        ("Ctrl+/", '"Ctrl+/" is no key.'),
        ("Ctrl+i", "Ctrl+i comes as Tab from most terminals: take another key"),
        ("Ctrl+[", "Ctrl+[ comes as Esc from most terminals: take another key"),
        ("null", '"null" is no key.'),
        ("<any>", '"<any>" is no key.'),
    ],
)
def test_what_is_no_key(written: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^") as caught:
        read_key(written)
    assert str(caught.value).startswith(said)


# --- maps that are taken


@each_row(
    ("keys", "keymap"),
    [
        ({"room.sort": "S"}, {"room.sort": "S"}),
        ({"room.sort": "S , F2"}, {"room.sort": "S,f2"}),
        ({"system.remove": ""}, {"system.remove": NO_KEY}),
        ({"room.filter": "Ctrl+f"}, {"room.filter": "ctrl+f"}),
        # On the answers of a cell, which come first there as with the usual keys.
        ({"room.sort": "p"}, {"room.sort": "p"}),
        # What is in two places that never meet.
        ({"done.patched": "o"}, {"done.patched": "o"}),
        ({"app.quit": ""}, {"app.quit": NO_KEY}),
        ({"picker.leave": "q, F2"}, {"picker.leave": "q,f2"}),
    ],
)
def test_a_map_that_is_taken(keys: dict[str, str], keymap: dict[str, str]) -> None:
    assert checked(keys) == keymap


def test_commands_may_change_places() -> None:
    keymap = checked({"room.sort": "a", "room.add": "o"})
    assert (keymap["room.sort"], keymap["room.add"]) == ("a", "o")


def test_what_shares_a_key_keeps_it_when_the_other_moves() -> None:
    assert checked({"form.yes": "z"}) == {"form.yes": "z", "form.you": "y"}


def test_what_shares_a_key_may_go_on_sharing_another() -> None:
    assert checked({"form.yes": "z", "form.you": "z"}).keys() == {"form.yes", "form.you"}


# --- maps that are refused


def test_an_unknown_command() -> None:
    assert refused({"room.srot": "S", "zzz": "q"}) == {
        "room.srot": "no such command. Did you mean room.sort?",
        "zzz": "no such command.",
    }


def test_a_key_of_the_text_line_itself_is_no_command() -> None:
    assert refused({"filter.keep": "F2"})["filter.keep"].startswith("no such command")


def test_a_clash_is_told_once_with_both_names() -> None:
    said = "room.sort and room.add are both on a, in the inventory"
    assert refused({"room.sort": "a"}) == {"room.sort": said}


@each_row(
    ("keys", "said"),
    [
        ({"table.down": "i"}, "table.down and room.import are both on i, in the inventory"),
        ({"app.interrupt": "F5"}, "app.interrupt and app.reload are both on F5, in the inventory"),
        ({"matrix.view": "z"}, "matrix.view and layers.fold are both on z, in the layers"),
        ({"layers.fold": "y"}, "layers.fold and cell.you are both on y, in a cell of the layers"),
        ({"map.left": "o"}, "map.left and room.sort are both on o, on the map"),
        ({"smell.note": "y"}, "smell.note and smell.yes are both on y, in the smell test"),
        ({"form.yes": "s"}, "form.yes and form.shared are both on s, in the editor"),
        ({"done.patched": "Esc"}, "done.patched and ask.stay are both on Esc, where it asks what"),
        ({"ask.discard": "Enter"}, "ask.discard and ask.stay are both on Enter, where it asks"),
        ({"ask.remove": "D"}, "ask.remove and system.remove are both on D, where it asks whether"),
        ({"retire.retire": "y"}, "retire.retire and ask.retire are both on y, where it asks"),
        ({"ask.lose": "q"}, "ask.lose and app.quit are both on q, where it asks about what is"),
        ({"picker.tick": "F2", "picker.down": "F2"}, "both on F2, in a list to pick from"),
    ],
)
def test_a_clash_in_each_place(keys: dict[str, str], said: str) -> None:
    assert said in next(iter(refused(keys).values()))


def test_no_way_to_quit() -> None:
    said = "no way to quit is left: give app.quit or app.interrupt a key"
    assert refused({"app.quit": "", "app.interrupt": ""}) == dict.fromkeys(
        ("app.quit", "app.interrupt"), said
    )


@each_row("id", [id for id, command in COMMANDS.items() if command.while_typing])
@each_row("key", ["é", "Ctrl+a"])
def test_what_must_work_while_a_text_is_typed(id: str, key: str) -> None:
    assert "would not work while a text is typed" in refused({id: key})[id]


@each_row("id", [id for id, command in COMMANDS.items() if command.leads_back])
def test_a_way_out_needs_a_key(id: str) -> None:
    assert refused({id: ""}) == {id: "needs a key: nothing else leads back from there"}


def test_everything_is_told_at_once() -> None:
    assert refused({"room.srot": "S", "room.sort": "a", "app.help": "nokey"}).keys() == {
        "room.srot",
        "room.sort",
        "app.help",
    }


# --- in the app


async def test_the_app_goes_by_it(tmp_path: Path) -> None:
    async with started(tmp_path, HOMELAB.read_bytes()) as s:
        s.app.set_keymap(checked({"room.sort": "S", "system.remove": "", "app.help": "F1"}))
        await s.press("o", "D", "question_mark")
        assert "Sort by" not in s.text
        assert "Remove" not in s.text
        await s.press("S")
        assert "Sort by" in s.text
        await s.press("escape", "f1")
        assert "Keys of this screen" in s.text


async def test_what_shares_a_key_in_the_form_still_answers_to_it(tmp_path: Path) -> None:
    async with started(tmp_path, HOMELAB.read_bytes()) as s:
        s.app.set_keymap(checked({"form.yes": "z"}))
        await edit(s, "vaultwarden")
        await field(s, "Hardware")
        await s.press("p")
        assert "1 changed" in s.title
        await s.press("y")
        assert "you" in s.cursor_line
        await field(s, "Monitored")
        await s.press("z")
        assert "yes" in s.cursor_line


async def test_a_letter_is_typed_whatever_it_is_mapped_to(tmp_path: Path) -> None:
    async with started(tmp_path, HOMELAB.read_bytes()) as s:
        s.app.set_keymap(checked({"app.save": "L", "room.clear": "escape, V"}))
        await s.press("slash")
        await s.type("LV")
        assert s.app.list_query.words == "LV"


# --- the docs


def test_the_docs_name_every_command_with_its_keys() -> None:
    text = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z]+\.[a-z_]+)` \| (.+?) \| (.+) \|$", text, re.MULTILINE)
    told = {id: re.findall(r"`([^`]+)`", keys) for id, keys, _ in rows}
    assert told == {id: [*dict.fromkeys(map(shown_key, keys))] for id, keys in KNOWN.items()}
