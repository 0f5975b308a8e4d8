"""What settings.toml may say, and that all that is wrong in it is told at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from labtui.data.preferences.settings import (
    THEMES,
    Preferences,
    SettingsError,
    SettingsProblem,
    read_preferences,
)

NAMES = ", ".join(THEMES)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def problems(path: Path, text: str | bytes, check: object = dict) -> list[str]:
    """What is said of a file, without the path it begins with."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = read_preferences(path, check).problems  # type: ignore[arg-type]
    assert all(str(problem).startswith(str(path)) for problem in found)
    return [str(problem).removeprefix(str(path)) for problem in found]


def test_no_file_is_the_usual(path: Path) -> None:
    assert read_preferences(path) == Preferences(None, {})


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[keys]\n", "\ufeff"])
def test_a_file_that_says_nothing_is_the_usual(path: Path, text: str) -> None:
    path.write_text(text)
    assert read_preferences(path) == Preferences()


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme(path: Path, theme: str) -> None:
    path.write_text(f'theme = "{theme}"\r\n')
    assert read_preferences(path).theme == theme


@pytest.mark.parametrize(
    "text",
    [
        '[keys]\n"room.sort" = "S"\n"app.quit" = "Q, F10"',
        '[keys]\nroom.sort = "S"\napp.quit = "Q, F10"',
        '[keys.room]\nsort = "S"\n[keys.app]\nquit = "Q, F10"',
        'keys = { "room.sort" = "S", app.quit = "Q, F10" }',
    ],
)
def test_keys_however_they_are_written(path: Path, text: str) -> None:
    path.write_text(text)
    assert read_preferences(path).keys == {"room.sort": "S", "app.quit": "Q, F10"}


def test_the_keys_are_those_that_were_checked(path: Path) -> None:
    path.write_text('[keys]\n"room.sort" = "S"')
    assert read_preferences(path, lambda _: {"x": "y"}).keys == {"x": "y"}


def test_where_there_are_no_keys_nothing_is_checked(path: Path) -> None:
    def check(_: Mapping[str, str]) -> Mapping[str, str]:
        raise AssertionError

    path.write_text('theme = "dark"\n[keys]\n')
    assert read_preferences(path, check).keys == {}


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_lines(path: Path) -> None:
    def check(keys: Mapping[str, str]) -> Mapping[str, str]:
        assert keys == {"room.sort": "a", "app.quit": "z"}, "what is no text is not checked"
        raise SettingsError(
            [SettingsProblem("keys.app.quit", "no"), SettingsProblem("keys.room.sort", "taken")]
        )

    text = """\
# mine
them = "dark"
theme = "drak"

[keys]
room.sort = "a"
"room.add" = 3
[keys.app]
quit = "z"
"""
    assert problems(path, text, check) == [
        ":2: them: no such setting. Did you mean theme?",
        f':3: theme: "drak" is not one of {NAMES}. Did you mean dark?',
        ":6: keys.room.sort: taken",
        ':7: keys.room.add: 3 is no key. Write it in quotes: "s", or several: "Ctrl+s, F2"',
        ":9: keys.app.quit: no",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("theme = 3", f":1: theme: 3 is not one of {NAMES}."),
        ("theme = []", f":1: theme: none is not one of {NAMES}."),
        ('signs = "asci"', ':1: signs: "asci" is not one of unicode, ascii. Did you mean ascii?'),
        ('\nkeys = "vim"', ':2: keys: "vim" is not a table of commands and keys'),
        (
            'keys = {\n  room.sort = ["a", "b"] }'.replace("\n ", ""),
            ':1: keys.room.sort: a, b is no key. Write it in quotes: "s", or several: "Ctrl+s, F2"',
        ),
        ("theme =", ": not TOML: Invalid value (at end of document)"),
        (b'# ok\ntheme = "\xff"', ": line 2: not UTF-8. Save the file with the encoding UTF-8"),
        ("x = " + "[" * 5000, ": nested too deeply"),
    ],
)
def test_one_mistake(path: Path, text: str | bytes, said: str) -> None:
    assert problems(path, text) == [said]


def test_a_file_that_cannot_be_read_is_one_problem(path: Path) -> None:
    path.mkdir()
    read = read_preferences(path)
    assert (read.theme, read.keys, len(read.problems)) == (None, {}, 1)
    assert str(read.problems[0]).startswith(f"{path}: not a regular file")
    assert read.notice == str(read.problems[0])


def test_what_is_right_holds_beside_what_is_wrong(path: Path) -> None:
    path.write_text('them = "x"\ntheme = "light"\n[keys]\nroom.sort = "S"\n')
    read = read_preferences(path)
    assert (read.theme, read.keys) == ("light", {"room.sort": "S"})
    assert read.notice == "settings.toml:1: them: no such setting. Did you mean theme?"


@pytest.mark.parametrize("wrong", ["room.add = 3", 'room.add = "S"', 'no.such = "x"'])
def test_of_keys_that_are_wrong_in_part_none_holds(path: Path, wrong: str) -> None:
    def check(keys: Mapping[str, str]) -> Mapping[str, str]:
        wrong = [SettingsProblem(f"keys.{id}", "no") for id in keys if id != "room.sort"]
        if wrong:
            raise SettingsError(wrong)
        return keys

    path.write_text(f'theme = "drak"\n[keys]\nroom.sort = "S"\n{wrong}\n')
    read = read_preferences(path, check)
    assert (read.theme, read.keys) == (None, {})
    assert [problem.key for problem in read.problems] == [
        "theme",
        f"keys.{wrong.split(' ', maxsplit=1)[0]}",
    ]
    assert read.notice.startswith("settings.toml:1: theme: ")
    assert read.notice.endswith("Did you mean dark? (1 more in it)")


def test_nothing_wrong_is_nothing_to_say(path: Path) -> None:
    assert read_preferences(path).notice == ""


def test_keys_are_refused_with_all_that_is_wrong_at_once() -> None:
    wrong = [SettingsProblem("keys.a", "no"), SettingsProblem("keys.b", "taken")]
    error = SettingsError(wrong)
    assert error.messages == ("keys.a: no", "keys.b: taken")
    assert str(error) == "\n".join(error.messages)
