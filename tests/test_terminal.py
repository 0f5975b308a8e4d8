"""The installed `labtui` in a real pseudo-terminal: start, edit, quit, file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from datetime import date
from difflib import ndiff
from pathlib import Path

import pytest

from labtui.app.clipboard import copy_sequence
from labtui.data.framework.questions import QUESTIONS
from labtui.data.framework.templates import PLACES, TEMPLATES
from tests.terminal import ON_BY_DEFAULT, Terminal, at_inventory, bare_environment

HOMELAB = Path(__file__).parent / "data" / "homelab.toml"
AS_OF = ("--as-of", "2026-11-21")


def labtui() -> str:
    """The console script of the environment the tests run in."""
    places = (Path(sys.executable).parent, sysconfig.get_path("scripts"))
    found = next((which for place in places if (which := shutil.which("labtui", path=place))), None)
    assert found is not None, "labtui is not installed where the tests run"
    return found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home directory with nothing but an inventory."""
    shutil.copyfile(HOMELAB, tmp_path / "homelab.toml")
    return tmp_path


def start(
    home: Path, *words: str, columns: int = 80, lines: int = 24, fresh: bool = False, **env: str
) -> Terminal:
    """Start labtui on the copy; fresh, with an interpreter of its own, where that matters."""
    command = [labtui(), "--file", str(home / "homelab.toml"), *AS_OF, *words]
    environment = {**bare_environment(home), **env}
    return Terminal(command, environment, columns=columns, lines=lines, fork=not fresh)


def ended_well(terminal: Terminal) -> None:
    """The program ended with status 0, and the terminal is as it was before."""
    status = terminal.ends()
    assert b"Traceback" not in terminal.raw
    assert status == 0, terminal.text
    assert 1049 in terminal.modes, "it used the alternate screen"
    left_on = {mode for mode, on in terminal.modes.items() if on != (mode in ON_BY_DEFAULT)}
    assert left_on == set(), "it switched these modes and left them so"
    assert terminal.keyboard_pushes == 0


def changed(home: Path) -> list[str]:
    """The lines taken out of the file, and those put into it."""
    old, new = (path.read_text().splitlines() for path in (HOMELAB, home / "homelab.toml"))
    return [line for line in ndiff(old, new) if line[0] in "+-"]


MOVED = [
    '- runs_on = "synology"             # move it to pve-cluster and the lab is production in '
    "denial",
    '+ runs_on = "pve-cluster"             # move it to pve-cluster and the lab is production in '
    "denial",
    "+ changed = 2026-11-21",
]


def draft_the_move(terminal: Terminal) -> None:
    """Draft, by keys, that Vaultwarden moves to the cluster."""
    at_inventory(terminal)
    terminal.press("/")
    terminal.sees("name, tag")
    terminal.press("vaultwarden")
    terminal.sees("1 of 12 systems")
    terminal.press("\r")
    terminal.sees("▌  Vaultwarden")
    terminal.press("e")
    terminal.sees("Editing Vaultwarden", "▌  Purpose")
    terminal.press("jj")
    terminal.sees("▌  Runs on")
    terminal.press("\r")
    terminal.sees("type to search")
    terminal.press("pve")
    terminal.until(lambda: "type to search" not in terminal.text, "searched")
    terminal.sees("▌   Proxmox mini-cluster")
    terminal.press("\r")
    terminal.sees("1 changed, not saved", "3a → 3b", "Proxmox mini-cluster (3")


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40)])
def test_the_story(home: Path, columns: int, lines: int) -> None:
    with start(home, columns=columns, lines=lines, fresh=True) as terminal:
        draft_the_move(terminal)
        assert changed(home) == []
        terminal.press("\x13")
        terminal.sees("Saved: vaultwarden")
        terminal.press("q")
        ended_well(terminal)
    assert changed(home) == MOVED


def test_ctrl_c_asks_about_a_draft(home: Path) -> None:
    with start(home) as terminal:
        draft_the_move(terminal)
        terminal.press("\x03")
        terminal.sees("Discard the changes")
        terminal.press("d")
        ended_well(terminal)
    assert changed(home) == []


def test_the_demo_leaves_nothing_behind(tmp_path: Path) -> None:
    with Terminal([labtui(), "--demo"], bare_environment(tmp_path)) as terminal:
        at_inventory(terminal, "systems")
        terminal.press("q")
        ended_well(terminal)
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []
    assert [*(tmp_path / "tmp").iterdir()] == []


def test_open_starts_at_the_page(home: Path) -> None:
    with start(home, "open", "vaultwarden", columns=120, lines=40) as terminal:
        terminal.sees("Vaultwarden", "Most important", "Esc Back")
        terminal.press("\x1b")
        terminal.sees("▌  Vaultwarden", "12 systems")
        terminal.press("q")
        ended_well(terminal)
    assert changed(home) == []


def executable(path: Path, text: str) -> str:
    """Make a file that may be executed, whatever is in it; its path."""
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def test_the_file_in_the_editor_of_ones_own(home: Path) -> None:
    script = '#!/bin/sh\necho "$@" >"$HOME/words"\nsed -i s/Vaultwarden/Passwords/ "$2"\n'
    with start(home, EDITOR=executable(home / "vi", script)) as terminal:
        at_inventory(terminal)
        terminal.press("/")
        terminal.sees("name, tag")
        terminal.press("vaultw\r")
        terminal.sees("▌  Vaultwarden")
        terminal.press("E")
        terminal.sees("Updated: you changed the file in vi.")
        line = int((home / "words").read_text().split()[0].removeprefix("+"))
        assert HOMELAB.read_text().splitlines()[line - 1] == 'id = "vaultwarden"'
        terminal.press("\x1b")
        terminal.until(lambda: "1 of 12" not in terminal.text, "showed all again")
        terminal.sees("▌  Passwords")
        terminal.press("q")
        ended_well(terminal)


def test_an_editor_that_is_not_there_is_said_to_be_so(home: Path) -> None:
    with start(home, EDITOR="no-such-editor") as terminal:
        at_inventory(terminal)
        terminal.press("E")
        terminal.sees("Editor no-such-editor not found. Set $EDITOR.")
        terminal.press("q")
        ended_well(terminal)


def test_an_editor_that_does_not_start_is_said_not_to(home: Path) -> None:
    executable(home / "broken", "neither a program nor a script\n")
    with start(home, EDITOR="broken", PATH=f"{home}:{os.environ['PATH']}") as terminal:
        at_inventory(terminal)
        terminal.press("E")
        terminal.sees("Editor broken not started: Exec format error", "▌  Synology")
        terminal.press("q")
        ended_well(terminal)


def test_without_a_mouse_no_mouse_mode_is_switched_on(home: Path) -> None:
    with start(home, "--no-mouse") as terminal:
        at_inventory(terminal)
        terminal.press("q")
        ended_well(terminal)
        assert {1000, 1002, 1003, 1006, 1015} & {m for m, on in terminal.modes.items()} <= {
            mode for mode, on in terminal.modes.items() if not on
        }


def test_moving_the_cursor_writes_little(home: Path) -> None:
    """The panel follows every move, so this bounds what comes over the line, loosely."""
    with start(home) as terminal:
        at_inventory(terminal)
        terminal.rests()
        costs = []
        for _ in range(4):
            before = len(terminal.raw)
            terminal.press("j")
            terminal.rests()
            costs.append(len(terminal.raw) - before)
        print("bytes a move:", costs)
        assert 0 < max(costs) < 6000
        terminal.press("q")
        ended_well(terminal)


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_that_cannot_be_drawn_on_is_refused_in_one_line(home: Path, term: str) -> None:
    with start(home, TERM=term) as terminal:
        assert terminal.ends() == 2
        assert b"labtui list" in terminal.raw
        assert b"\x1b[" not in terminal.raw
        assert len(terminal.raw.splitlines()) == 1


def test_without_a_terminal_it_says_so_and_ends(home: Path) -> None:
    command = [labtui(), "--file", str(home / "homelab.toml")]
    environment = {**bare_environment(home), "TERM": "xterm"}
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.startswith(b"labtui: The app needs a terminal")


def to_the_layers(terminal: Terminal) -> None:
    """Go from the inventory to the matrix, and there to the layers of the rented box."""
    at_inventory(terminal)
    terminal.press("/")
    terminal.sees("name, tag")
    terminal.press("cloud vms\r")
    terminal.sees("1 of 12 systems", "▌  Cloud VMs")
    terminal.press("2")
    terminal.sees("levels · ", " 2   VPS  ")
    terminal.press("v")
    terminal.sees("layers · ", "▐░░")


def test_a_cell_of_the_matrix_is_answered_down_to_the_file(home: Path) -> None:
    with start(home, columns=120, lines=40) as terminal:
        to_the_layers(terminal)
        terminal.press("\r")
        terminal.sees("who is responsible?", "y You")
        terminal.press("y")
        terminal.sees("Hardware: you", "▐▄▄▄▄▄▌", " 3b ")
        terminal.press("q")
        ended_well(terminal)
    lines = changed(home)
    assert len(lines) == 3
    assert lines[0].startswith('- owners = { hardware = "provider", network')
    assert lines[1] == "+" + lines[0][1:].replace('hardware = "provider"', 'hardware = "you"')
    assert lines[2] == "+ changed = 2026-11-21"


def test_the_same_in_one_packet_of_bytes(home: Path) -> None:
    with start(home) as terminal:
        at_inventory(terminal)
        terminal.press("/cloud vms\r2v\ry\x1b[Cq")
        ended_well(terminal)
    assert [line[:30] for line in changed(home)] == [
        '- owners = { hardware = "provi',
        '+ owners = { hardware = "you",',
        "+ changed = 2026-11-21",
    ]


def test_esc_and_a_letter_in_one_packet_are_both_done(home: Path) -> None:
    """A quick hand over SSH: leave the page, note what was done, clear the filter, quit."""
    with start(home) as terminal:
        at_inventory(terminal)
        terminal.press("/vaultwarden\r\r\x1btp\x1bq")
        ended_well(terminal)
    assert any("patched = 2026-11-21" in line for line in changed(home))


def test_answers_of_the_queue_in_one_packet_of_bytes(home: Path) -> None:
    """None is lost, and none is for another question."""
    path = home / "homelab.toml"
    ids = [f"s{number:02}" for number in range(20)]
    path.write_text("".join(f'[[systems]]\nid = "{id}"\nname = "{id}"\n' for id in ids))
    places = {place.letter: template for template, place in PLACES.items()}
    where = [*"hatrms"] * 3 + [*"hh"]
    with start(home) as terminal:
        at_inventory(terminal, "20 systems")
        terminal.press("3g\r" + "".join(where) + "sw\r" + "n" * 18 + "ap\rq")
        ended_well(terminal)
    systems = tomllib.loads(path.read_text())["systems"]
    for letter, system in zip(where, systems, strict=True):
        assert system["owners"] == TEMPLATES[places[letter]].owners
    missed = [system["relied_on_for"] for system in systems]
    assert missed == [["storage", "workflow"], *[[]] * 18, ["authentication", "data"]]


def test_the_view_of_the_matrix_is_remembered(home: Path) -> None:
    with start(home) as terminal:
        to_the_layers(terminal)
        terminal.press("q")
        ended_well(terminal)
    with start(home) as terminal:
        at_inventory(terminal)
        terminal.press("2")
        terminal.sees("layers · ")
        terminal.press("v")
        terminal.sees("map · ", "Learning now")
        terminal.press("vq")
        ended_well(terminal)
    with start(home) as terminal:
        at_inventory(terminal)
        terminal.press("2")
        terminal.sees("levels · ")
        terminal.press("q")
        ended_well(terminal)
    assert changed(home) == []


def test_the_demo_forgets_the_view(tmp_path: Path) -> None:
    with Terminal([labtui(), "--demo"], bare_environment(tmp_path)) as terminal:
        at_inventory(terminal, "systems")
        terminal.press("2v")
        terminal.sees("layers · ")
        terminal.press("q")
        ended_well(terminal)
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []


def test_an_unchanged_system_is_reassessed_with_seven_keys(home: Path) -> None:
    path = home / "homelab.toml"
    answers = "".join(f'{question} = "yes"\n' for question in QUESTIONS)
    # The last system of the file is the blog.
    path.write_text(f"{path.read_text()}[systems.smell_test]\ndate = 2026-01-02\n{answers}")
    with start(home, "open", "blog") as terminal:
        terminal.sees("Blog on a managed platform", "Findings")
        terminal.press("\x1b")
        terminal.sees("▌", "12 systems")
        seven = ["s", "\r", "\r", "\r", "\r", "y", "\r"]
        steps = [*(f"question {number} of 5" for number in range(1, 6)), "Not saved yet"]
        for key, step in zip(seven, [*steps, "blog: operated by the provider"], strict=True):
            terminal.press(key)
            terminal.sees(step)
        terminal.press("q")
        ended_well(terminal)
    after = tomllib.loads(path.read_text())["systems"][-1]
    assert after["smell_test"] == {"date": date(2026, 11, 21), **dict.fromkeys(QUESTIONS, "yes")}
    assert after["history"][-1]["event"] == "assessed"


REASON = "its disks are new"

KEY_COUNTS = {
    "patched today": ("tp", 2, "Vaultwarden: patched today"),
    "may it go": ("x", 1, "BLOCKED"),
    "a guest": (["a", "Gitea", *"\ro\r\r\r\r"], 7, "Added: gitea"),
    "moved and assessed again": (
        ["M", "proxmox mini", *"\rsyyyyy\r"],
        12,
        "vaultwarden: operated by you",
    ),
    "accepted for 90 days": (["\r", "A", REASON, "\r", "\r"], 5, "Accepted until 2027-02-19"),
}
"""The keys that must do from a system in the inventory, most of them, and what is seen then."""


@pytest.mark.parametrize("what", KEY_COUNTS)
def test_what_is_done_every_day_takes_few_keys(home: Path, what: str) -> None:
    """What is typed as a name or a reason is not counted, being no key of the program."""
    keys, most, seen = KEY_COUNTS[what]
    host = "synology" if what in {"may it go", "a guest"} else "vaultwarden"
    with start(home, "open", host) as terminal:
        terminal.sees("Findings")
        terminal.press("\x1b")
        terminal.sees("▌", "12 systems")
        assert len([key for key in keys if key not in {"Gitea", "proxmox mini", REASON}]) <= most
        terminal.press("".join(keys))
        terminal.sees(seen)
        terminal.press("q")
        ended_well(terminal)
    systems = {
        raw["id"]: raw for raw in tomllib.loads((home / "homelab.toml").read_text())["systems"]
    }
    match what:
        case "patched today":
            assert systems["vaultwarden"]["evidence"]["patched"] == date(2026, 11, 21)
        case "may it go":
            assert changed(home) == []
        case "moved and assessed again":
            moved = systems["vaultwarden"]
            assert moved["runs_on"] == "pve-cluster"
            assert moved["smell_test"]["date"] == moved["changed"] == date(2026, 11, 21)
        case "a guest":
            assert systems["gitea"] == {"id": "gitea", "name": "Gitea", "runs_on": "synology"}
        case _:
            given = [(one["reason"], one["until"]) for one in systems["vaultwarden"]["accepted"]]
            assert given == [(REASON, date(2027, 2, 19))]


def test_assess_starts_at_the_smell_test(home: Path) -> None:
    with start(home, "assess", "vaultwarden") as terminal:
        terminal.sees("Smell test", "Vaultwarden", "1 of 5")
        terminal.press("\x1b")
        terminal.sees("Smell test cancelled. Nothing saved.")
        terminal.press("q")
        ended_well(terminal)
        assert "Vaultwarden: no smell test was saved." in terminal.text
    assert changed(home) == []


def test_assess_leaves_its_outcome_where_it_was_started(home: Path) -> None:
    with start(home, "assess", "vaultwarden") as terminal:
        terminal.sees("1 of 5")
        terminal.press("yyyyy")
        terminal.sees("Not saved yet")
        terminal.press("\rq")
        ended_well(terminal)
        assert "Vaultwarden: smell test saved. Level 3" in terminal.text


# --- settings


def settle_for(home: Path, settings: str) -> None:
    """Write a settings.toml where labtui looks for it."""
    path = home / ".config" / "labtui" / "settings.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(settings)


def test_the_app_starts_without_what_is_wrong_in_the_settings_and_says_what(home: Path) -> None:
    settle_for(home, 'theme = "drak"\n[keys]\nroom.sort = "a"\nroom.srot = "S"\n')
    with start(home, columns=200) as terminal:
        terminal.sees('settings.toml:1: theme: "drak" is not one of', "2 more in it")
        at_inventory(terminal)
        terminal.sees("o Sort")
        terminal.press("q")
        assert terminal.ends() == 0
        for told in (
            ':1: theme: "drak" is not one of dark, light, high-contrast, terminal, ',
            ":3: keys.room.sort: room.sort and room.add are both on a, in the inventory",
            ":4: keys.room.srot: no such command. Did you mean room.sort?",
        ):
            assert f"settings.toml{told}" in terminal.text


def test_the_linux_console_gets_signs_it_has(home: Path) -> None:
    with start(home, TERM="linux") as terminal:
        terminal.sees("Falls due")
        for key, word in (("2v", "layers"), ("v", "map"), ("3", "Questions"), ("4", "Who runs")):
            terminal.press(key)
            terminal.sees(word)
            assert terminal.text.isascii()
        terminal.press("q")
        ended_well(terminal)


def test_a_key_of_one_s_own_works_and_shows_in_the_footer(home: Path) -> None:
    settle_for(home, 'keys.system.edit = "F7"\n')
    with start(home) as terminal:
        terminal.sees("F7 Edit")
        terminal.press("\x1b[18~")
        terminal.sees("Editing")
        terminal.press("\x11")
        ended_well(terminal)


@pytest.mark.parametrize("env", [{}, {"TMUX": "/tmp/tmux-0/default,1,0"}, {"STY": "1.nas"}])
def test_an_id_is_copied_through_whatever_is_between(home: Path, env: dict[str, str]) -> None:
    with start(home, **env) as terminal:
        at_inventory(terminal)
        terminal.press("y")
        terminal.sees("Copied: synology")
        terminal.press("q")
        ended_well(terminal)
        sequence = copy_sequence("synology", env)
        assert sequence is not None
        assert sequence.encode() in terminal.raw


def test_what_the_mouse_selects_is_copied(home: Path) -> None:
    with start(home) as terminal:
        at_inventory(terminal)
        terminal.press("\x1b[<0;4;3M\x1b[<32;8;3M\x1b[<32;11;3M\x1b[<0;11;3m")
        terminal.sees("Copied: Synology")
        terminal.press("q")
        ended_well(terminal)
        assert (copy_sequence("Synology", {}) or "").encode() in terminal.raw


@pytest.mark.parametrize("theme", ["dark", "terminal"])
def test_no_color_is_no_colour(home: Path, theme: str) -> None:
    settle_for(home, f'theme = "{theme}"\n')
    with start(home, NO_COLOR="1") as terminal:
        terminal.sees("▌")
        terminal.press("2vl\r")
        terminal.sees("who is responsible?")
        terminal.press("\x11")
        ended_well(terminal)
    styles = re.findall(rb"\x1b\[([\d;]*)m", terminal.raw)
    codes = {code for style in styles for code in style.split(b";")}
    attributes = {b"%d" % code for code in (0, 1, 2, 3, 4, 7, 22, 23, 24, 27, 39, 49)}
    assert codes - {b""} <= attributes


def test_a_thin_link_gets_fewer_bytes(home: Path) -> None:
    written = []
    for words in ([], ["--slow"]):
        with start(home, *words, fresh=True) as terminal:
            terminal.sees("▌")
            terminal.rests()
            written.append(len(terminal.raw))
            terminal.press("q")
            ended_well(terminal)
    assert written[1] < 0.9 * written[0]


def test_a_thin_link_is_asked_what_it_has_shown_but_not_once_the_app_ends(home: Path) -> None:
    question, answer = b"\x1b[6n", b"\x1b[1;1R"
    with start(home, "--slow", fresh=True) as terminal:
        answered = [0]
        for key in ("", "j", "j"):
            terminal.press(key)
            terminal.until(lambda: terminal.raw.count(question) > answered[-1], "asked")
            terminal.rests()
            answered.append(terminal.raw.count(question))
            terminal.press(answer * (answered[-1] - answered[-2]))
        terminal.press("q")
        ended_well(terminal)
    _, leaving, left = terminal.raw.partition(b"\x1b[?2004l")
    assert leaving
    assert question not in left


def test_a_review_a_retirement_and_a_bulk_edit_with_resizes_between(home: Path) -> None:
    before = (home / "homelab.toml").read_bytes()
    with start(home) as terminal:
        at_inventory(terminal)
        terminal.press("3")
        terminal.sees("Questions to answer next", "0 of 12 tested this month")
        terminal.press("g")
        terminal.sees("n Nothing")
        terminal.press("n")
        terminal.sees("45drives: relied on for nothing")
        terminal.resize(100, 30)
        terminal.sees("What would people miss tomorrow?")
        terminal.press("\x1b")
        terminal.sees("Questions to answer next")
        terminal.press("1/zoltan\r")
        terminal.sees("▌  Zoltan!", "1 of 12 systems")
        terminal.press("x")
        terminal.sees("CAREFUL", "Checklist")
        terminal.press("Rno more room\r\r")
        terminal.sees("Keep it in service")
        terminal.press("y")
        terminal.sees("RETIRED")
        terminal.resize(80, 24)
        terminal.press("\x1b")
        terminal.sees("1 of 12 systems", "Retired: ")
        terminal.press("\x1b")
        terminal.sees(" 12 systems", "Inference system")
        terminal.press("g \x1b[1;2Bt")
        terminal.sees("2 systems: done today")
        terminal.press("p")
        terminal.sees("2 systems: patched today")
        terminal.press("uuu")
        terminal.sees("Undone")
        terminal.press("q")
        ended_well(terminal)
    assert (home / "homelab.toml").read_bytes() == before
