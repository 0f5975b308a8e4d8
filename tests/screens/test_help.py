"""The help of a screen: its keys, its words, and the search among them."""

from __future__ import annotations

import pkgutil
import shlex
from collections import Counter
from importlib import import_module
from types import ModuleType

import labtui.screens
from labtui.app.ascii_signs import ASCII
from labtui.cli.registry import command_parser
from labtui.commands.in_shell import IN_SHELL
from labtui.commands.registry import COMMANDS
from labtui.data.framework.glossary import GLOSSARY
from labtui.screens.help import help_sections
from labtui.screens.lab_screen import LabScreen
from labtui.widgets.lines.help import HelpEntry, help_lines
from labtui.widgets.lines.help import found as found_in
from labtui.widgets.lines.matches import MATCH
from tests.rows import each_row
from tests.screens.conftest import Open, Session

MODULES: list[ModuleType] = [
    import_module(f"labtui.screens.{module.name}")
    for module in pkgutil.iter_modules(labtui.screens.__path__)
]
SCREENS = {
    name: value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, LabScreen)
}
KEYS = [
    HelpEntry(command.id, command.label, command.help, " ".join(command.keys.split(",")))
    for command in COMMANDS.values()
]


def said(text: str) -> str:
    return " ".join(text.split())


@each_row("width", [20, 36, 54, 74, 98])
def test_every_key_and_every_word_is_there_whole_at_any_width(width: int) -> None:
    lines = help_lines(help_sections(KEYS, ["risk"]), "", width)
    assert max(line.content.cell_length for line in lines) <= width
    entries: dict[str, str] = {}
    for line in lines:
        if line.item:
            id = line.item
            entries[id] = ""
        elif not line.content.plain.strip():
            continue
        if entries:
            entries[id] += " " + line.content.plain.strip()
    for id, term in GLOSSARY.items():
        assert said(f"{term.name}: {term.text}") in said(entries[id])
    for key in KEYS:
        words = Counter(f"{key.name} {key.text} {key.keys}".split())
        assert words <= Counter(entries[key.id].split())


@each_row("name", SCREENS)
def test_a_screen_names_words_that_there_are(name: str) -> None:
    assert [term for term in SCREENS[name].terms if term not in GLOSSARY] == []


def test_the_words_of_the_screen_come_before_all_others() -> None:
    keys, here, others = help_sections(KEYS[:1], ["risk", "proven"])
    assert [entry.id for entry in here.entries] == ["risk", "proven"]
    assert {entry.id for entry in others.entries} == GLOSSARY.keys() - {"risk", "proven"}
    assert keys.entries == KEYS[:1]


def test_columns_and_every_sign_that_means_something_are_found() -> None:
    sections = help_sections([], [])
    lines_and_text = "─╌╴╶−▔▀═│┃▏▎▐╵╷┌┐└┘╭╮╰╯├┤┬┴┼▼→█▂▃▅▆◐○…≤“”–—"
    signs = {chr(sign) for sign in ASCII if sign not in range(0x2400, 0x2422)}
    for word in ("learned", "restored", "patched", "service", *signs - {*lines_and_text, "\ufffd"}):
        assert found_in(sections, word), word


def test_what_was_searched_for_is_underlined() -> None:
    lines = help_lines(help_sections([], []), "Full-Stack", 74)
    line = next(line.content for line in lines if "3b Full-stack" in line.content.plain)
    spans = [line.plain[s.start : s.end] for s in line.spans if s.style == MATCH]
    assert spans == ["Full-stack"]


async def found(s: Session, query: str) -> str:
    await s.press("question_mark")
    await s.type(query)
    seen = said(" ".join(line.strip("│▐ ") for line in s.lines))
    await s.press("escape")
    return seen


async def test_it_finds_3b_and_operating_on_every_screen(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        for key in ("0", "1", "2", "3", "4", "enter", "e", "w"):
            await s.press(key)
            assert "3b Full-stack production: all is yours" in await found(s, "3b")
            assert "provider (consuming, levels 0 and 1)" in await found(s, "operating")
            assert "higher with a critical finding" in await found(s, "base")
            assert 'Nothing matches "no such word".' in await found(s, "no such word")
            if key in {"enter", "e", "w"}:
                await s.press("escape")


SOUGHT_IN_SHELL = {
    "drill": "labtui drill ", "worse": "labtui check --since", "history": "labtui check --since",
    "family": "labtui export handover-html -o", "handover": "labtui export handover-html -o",
    "sheet": "labtui export handover-html -o", "runbook": "labtui export runbook -o",
}  # fmt: skip


async def test_what_is_only_in_a_shell_is_found_and_copied(open_app: Open) -> None:
    for each in IN_SHELL:
        _, command, *words = shlex.split(each.line)
        assert command_parser(command).parse(words), each.line
    async with open_app(size=(80, 24)) as s:
        for key in ("0", "1", "2"):
            await s.press(key)
            for word, line in SOUGHT_IN_SHELL.items():
                assert line in await found(s, word), (key, word)
                await s.press("colon")
                await s.type(word)
                await s.press("enter")
                await s.until(lambda line=line: s.app.clipboard.startswith(line), word)
                await s.sees("Copied, to type in a shell: labtui")
    assert s.file == s.before


async def test_its_keys_do_no_harm_in_a_window_without_room(open_app: Open) -> None:
    async with open_app(size=(1, 1)) as s:
        await s.burst("question_mark", "tab", "down", "pagedown", "shift+tab")
        await s.resize(80, 24)
        await s.press("tab")
        await s.sees("Keys of this screen")


async def test_enter_presses_a_key_and_a_word_is_only_read(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("question_mark", "down", "down")
        await s.sees("Enter press this key")
        await s.press("tab")
        await s.sees("Enter or Esc close")
        s.line_with("▌ Level: how")
        await s.press("tab", "tab", "tab")
        s.line_with("▌ Edit")
        await s.press("tab", "enter")
        assert "Keys of this screen" not in s.text
        await s.press("question_mark")
        await s.type("smell test five")
        await s.press("enter")
        await s.sees("Smell test ·")
    assert s.file == s.before
