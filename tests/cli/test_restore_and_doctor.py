"""Getting back what was, and finding out how file and terminal are: `restore` and `doctor`."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from labtui.cli.commands.restore import backups_lines
from labtui.cli.page import Page, cells
from labtui.data.storage.store import Store
from tests.cli.helpers import HOMELAB, Labtui, Said, written
from tests.data.storage.files import as_root, failing, mounted, unprivileged

__all__ = ["unprivileged"]

BROKEN = '[[systems]]\nid = "a"\nname = x\n'
INLINE = '# mine\nsystems = [{id = "a", name = "A"}]  # two\n'


@pytest.fixture
def changed(on: Labtui, lab: str) -> Labtui:
    """The homelab, of which there is a copy, and to which one system was added since."""
    assert on("add", "New").status == 0
    return on


def backups(home: Path) -> list[Path]:
    return sorted(home.rglob("backups/*.toml"))


def damage(copy: Path) -> None:
    """Change one byte of a copy, as a failing disk does."""
    copy.write_bytes(b"?" + copy.read_bytes()[1:])


class TestList:
    @pytest.mark.parametrize(("width", "named"), [(40, False), (80, False), (120, True)])
    def test_fits_a_terminal(
        self, changed: Labtui, lab: str, home: Path, width: int, named: bool
    ) -> None:
        copies = Store(Path(lab), backups(home)[0].parent, create=False).backups()
        lines = backups_lines(copies, Path("lab.toml"), Page(width, terminal=True))
        assert all(cells(line) <= width for line in lines)
        assert (copies[0].path.name in lines[1]) == named
        assert lines[1].split()[:2] == ["1", f"{copies[0].moment.astimezone():%Y-%m-%d}"]

    def test_says_when_and_what(self, changed: Labtui) -> None:
        said = changed("restore")
        assert (said.status, said.err) == (0, "")
        assert said.lines[0].split() == ["made", "bytes", "systems", "name"]
        number, _, _, size, systems, name = said.lines[1].split()
        assert (number, systems) == ("1", "12")
        assert size == f"{len(HOMELAB.read_bytes()):,}"
        assert name.startswith("lab-")

    def test_newest_first(self, changed: Labtui, lab: str) -> None:
        changed("remove", "new")
        systems = [copy["systems"] for copy in changed("restore", "--json").json["copies"]]
        assert systems == [13, 12]

    def test_as_json(self, changed: Labtui, home: Path, lab: str) -> None:
        (copy,) = changed("restore", "--json").json["copies"]
        assert Path(copy["path"]).read_bytes() == HOMELAB.read_bytes()
        assert (copy["number"], copy["name"]) == (1, backups(home)[0].name)

    def test_of_none(self, on: Labtui) -> None:
        said = on("restore")
        assert (said.status, said.out.startswith("No copies of ")) == (0, True)
        assert on("restore", "--json").json == {"schema": 1, "copies": []}

    def test_names_what_is_unreadable(self, changed: Labtui, lab: str) -> None:
        self.break_it(changed, lab)
        said = changed("restore")
        assert "unreadable" in said.lines[1]
        assert changed("restore", "--json").json["copies"][0]["systems"] is None

    def test_marks_what_is_damaged_and_goes_on(
        self, changed: Labtui, lab: str, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        changed("remove", "new")
        damage(backups(home)[1])
        listed = changed("restore").lines
        assert [line.split()[4] for line in listed[1:3]] == ["damaged", "12"]
        first, second = changed("restore", "--json").json["copies"]
        assert (first["damaged"], first["systems"]) == (True, None)
        assert (second["damaged"], second["systems"]) == (False, 12)
        monkeypatch.setattr(Path, "read_bytes", failing(errno.EIO))
        assert [line.split()[4] for line in changed("restore").lines[1:3]] == ["damaged"] * 2

    @staticmethod
    def break_it(changed: Labtui, lab: str) -> None:
        """Have a copy of broken bytes, and the file as it was."""
        Path(lab).write_text(BROKEN)
        assert changed("restore", "1").status == 0


class TestRestore:
    def test_puts_back_what_was_and_keeps_what_is(
        self, changed: Labtui, lab: str, home: Path
    ) -> None:
        before = Path(lab).read_bytes()
        said = changed("restore", "1")
        assert (said.status, said.err) == (0, "")
        assert Path(lab).read_bytes() == HOMELAB.read_bytes()
        assert "kept as a copy" in said.out
        assert backups(home)[-1].read_bytes() == before

    def test_by_name(self, changed: Labtui, lab: str, home: Path) -> None:
        assert changed("restore", backups(home)[0].name).status == 0
        assert Path(lab).read_bytes() == HOMELAB.read_bytes()
        assert changed("restore", str(backups(home)[0])).out == "the file is just like this copy\n"

    def test_in_the_place_of_what_cannot_be_read(
        self, changed: Labtui, lab: str, home: Path
    ) -> None:
        Path(lab).write_text(BROKEN)
        assert " restore 1\n" in changed("list").err
        assert changed("restore", "1").status == 0
        assert Path(lab).read_bytes() == HOMELAB.read_bytes()
        assert BROKEN.encode() in [copy.read_bytes() for copy in backups(home)]

    def test_in_the_place_of_nothing(self, changed: Labtui, lab: str) -> None:
        Path(lab).unlink()
        said = changed("restore", "1")
        assert (said.status, "kept" in said.out) == (0, False)
        assert Path(lab).read_bytes() == HOMELAB.read_bytes()

    def test_what_is_there_already(self, changed: Labtui, lab: str, home: Path) -> None:
        changed("restore", "1")
        assert changed("restore", "2").out == "the file is just like this copy\n"
        assert changed("restore", "2", "--diff").out == "the file is just like this copy\n"
        assert len(backups(home)) == 2

    def test_where_only_the_ends_of_lines_differ_the_diff_says_so(
        self, changed: Labtui, lab: str
    ) -> None:
        Path(lab).write_bytes(HOMELAB.read_bytes().replace(b"\n", b"\r\n"))
        assert changed("restore", "1", "--diff").out == "nothing but how lines end differs\n"

    def test_what_cannot_be_read_only_if_that_is_said(self, changed: Labtui, lab: str) -> None:
        TestList.break_it(changed, lab)
        before = Path(lab).read_bytes()
        said = changed("restore", "1")
        assert (said.status, "--unreadable" in said.err) == (2, True)
        assert Path(lab).read_bytes() == before
        assert changed("restore", "1", "--unreadable").status == 0
        assert Path(lab).read_text() == BROKEN

    def test_what_is_damaged_only_if_that_is_said(
        self, changed: Labtui, lab: str, home: Path
    ) -> None:
        before = Path(lab).read_bytes()
        damage(backups(home)[0])
        said = changed("restore", "1")
        assert (said.status, "the copy is damaged" in said.err) == (2, True)
        assert Path(lab).read_bytes() == before
        assert "?" in changed("restore", "1", "--diff").out
        assert changed("restore", "1", "--unreadable").status == 0
        assert Path(lab).read_bytes()[:1] == b"?"

    def test_a_diff_changes_nothing(self, changed: Labtui, lab: str) -> None:
        before = Path(lab).read_bytes()
        said = changed("restore", "1", "--diff")
        assert said.status == 0
        assert [line for line in said.lines if line.startswith("-[[")] == ["-[[systems]]"]
        assert Path(lab).read_bytes() == before

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["2"], "No safety copy 2. labtui restore lists them."),
            (["0"], "No safety copy 0."),
            (["9" * 5000], "No safety copy 999"),
            (["elsewhere/lab.toml"], "No safety copy elsewhere/lab.toml."),
            (["lab-x"], "No safety copy lab-x."),
            (["1", "--json"], "--json is for the list. Leave out the copy."),
            (["--diff"], "--diff needs a copy."),
        ],
    )
    def test_what_is_typed_wrong(self, changed: Labtui, words: list[str], message: str) -> None:
        said = changed("restore", *words)
        assert (said.status, said.out) == (2, "")
        assert message in said.err

    def test_the_nearest_right_name(self, changed: Labtui, lab: str, home: Path) -> None:
        changed("restore", "1")
        name = backups(home)[0].name
        said = changed("restore", name.replace("lab-", "lap-"))
        assert f"Did you mean {name}?" in said.err

    def test_a_copy_that_cannot_be_opened(
        self, changed: Labtui, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Path, "read_bytes", failing(errno.EIO))
        assert "the copy cannot be read" in changed("restore", "1").err

    def test_names_are_shown_harmlessly(self, labtui: Labtui, home: Path) -> None:
        file = written(home, '[[systems]]\nid = "a"\nname = "A"\n')
        labtui("set", "a", "name=x\x1b[31m", "--file", file)
        assert "\x1b" not in labtui("restore", "1", "--diff", "--file", file).out


class TestCutShort:
    def test_a_command_that_only_reads_finishes_what_was_cut_short(
        self, labtui: Labtui, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old, new = HOMELAB.read_bytes(), HOMELAB.read_bytes() + b'\n[[systems]]\nid = "x"\n'
        file = home / "lab.toml"
        file.write_bytes(old)
        os.link(file, home / "twin.toml")
        store = Store(file, home / ".local/state/labtui/backups", create=False)
        store.read()
        monkeypatch.setattr(Path, "unlink", failing(errno.EIO))
        store.write(new)  # whose note stays
        monkeypatch.undo()
        monkeypatch.setenv("HOME", str(home))
        file.write_bytes(new[:-5])
        assert labtui("check", "--brief", "--file", str(file)).status == 0
        assert file.read_bytes() == new


class TestDoctor:
    def says(self, said: Said, *words: str) -> None:
        text = " ".join(said.out.split())
        assert [word for word in words if word not in text] == [], said.out

    def test_of_a_file_all_is_well_with(self, changed: Labtui, lab: str) -> None:
        before = Path(lab).stat()
        said = changed("doctor")
        assert (said.status, said.err) == (0, "")
        self.says(said, lab, "13 systems", "mode 06", "copies 1, the newest", "saving works")
        self.says(said, "replacing the file as a whole", "output is no terminal")
        assert "problem" not in said.out
        after = Path(lab).stat()  # reading it may change when it was last read
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    def test_of_none(self, labtui: Labtui, home: Path) -> None:
        said = labtui("doctor")
        self.says(said, "not there yet", "copies none yet", "saving works")
        assert said.status == 0
        assert list(home.rglob("*")) == []

    def test_of_settings_the_app_would_refuse(self, labtui: Labtui, home: Path) -> None:
        self.says(labtui("doctor"), "settings none; everything is as usual")
        settings = home / ".config" / "labtui" / "settings.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text('theme = "green"\nkeys = 3\n')
        said = labtui("doctor")
        assert said.status == 2
        self.says(said, '"green" is not one of', ":2: keys: 3 is not a table")
        settings.write_text('theme = "light"\n')
        self.says(labtui("doctor"), f"settings {settings}")
        settings.write_text('[keys]\n"app.quit" = "Z"\n')
        self.says(labtui("doctor"), f"settings {settings}; the app checks its keys")

    def test_settings_are_read_and_nothing_else(
        self, labtui: Labtui, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A save of ours that was cut short is none of the settings' business."""
        config = home / ".config" / "labtui"
        config.mkdir(parents=True)
        (config / "settings.toml").write_text('theme = "light"\n')
        (config / ".settings.toml.labtui-4194305-0123abcd").write_text("")
        monkeypatch.chdir(config)
        assert labtui("doctor").status == 0
        assert len([*config.iterdir()]) == 2

    def test_of_a_terminal_the_app_cannot_draw_on(
        self, labtui: Labtui, lab: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for term in ("dumb", "unknown"):
            monkeypatch.setenv("TERM", term)
            said = labtui("doctor", "--file", lab)
            self.says(said, f"terminal {term}, output is no terminal, and the app needs another")
            assert said.status == 0

    def test_of_a_link_that_leads_nowhere(self, labtui: Labtui, home: Path) -> None:
        (home / "lab.toml").symlink_to(home / "gone" / "lab.toml")
        said = labtui("doctor", "--file", str(home / "lab.toml"))
        assert (said.status, said.out.count("wrong")) == (2, 1)

    def test_of_links_and_names(self, labtui: Labtui, home: Path) -> None:
        text = 'strange = 1\n[[systems]]\nid = "a"\nname = "A"\nodd = 1\nurl = 3\n'
        file = Path(written(home, text))
        os.link(file, home / "twin.toml")
        file.chmod(0o666)
        link = home / "link.toml"
        link.symlink_to(file)
        said = labtui("doctor", "--file", str(link))
        assert said.status == 0
        self.says(said, f"leads by links to {file}", "everybody may write it", "1 problem in it")
        self.says(said, "does not know, and keeps: strange (line 1) and odd of a (line 5)")
        self.says(said, "by writing over the file, since it has 2 names")

    @as_root
    def test_of_another_users_file(self, labtui: Labtui, lab: str) -> None:
        os.chown(lab, 1234, 1234)
        self.says(labtui("doctor", "--file", lab), "belongs to user 1234")

    @as_root
    def test_of_a_mount(self, labtui: Labtui, lab: str) -> None:
        with mounted("--bind", lab, lab):
            self.says(labtui("doctor", "--file", lab), "since it is a mount of its own")

    def test_of_a_file_that_cannot_be_saved(
        self,
        labtui: Labtui,
        lab: str,
        request: pytest.FixtureRequest,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        inventory = HOMELAB.read_bytes()
        # Another user may not read the checkout: all that a doctor needs is imported before.
        assert labtui("doctor", "--file", lab).status == 0
        unprivileged: Path = request.getfixturevalue("unprivileged")
        file = unprivileged / "lab.toml"
        file.write_bytes(inventory)
        file.chmod(0o444)
        monkeypatch.setenv("HOME", str(unprivileged))
        said = labtui("doctor", "--file", str(file))
        assert said.status == 2
        self.says(said, "wrong", "the file is read-only")
        refused = labtui("add", "nas", "--file", str(file))
        assert refused.err.startswith(f"labtui: {file} can only be read: the file is read-only. ")

    def test_of_a_file_that_cannot_be_read(self, labtui: Labtui, home: Path) -> None:
        said = labtui("doctor", "--file", str(home))
        assert said.status == 2
        self.says(said, "wrong", "not a regular file", "terminal")

    def test_of_a_broken_file(self, changed: Labtui, lab: str) -> None:
        TestList.break_it(changed, lab)
        Path(lab).write_text(BROKEN)
        said = changed("doctor")
        assert said.status == 2
        self.says(said, "line 3, column 8", "2, the newest", "1 unreadable")

    def test_of_copies_that_are_damaged_or_of_an_earlier_version(
        self, changed: Labtui, lab: str, home: Path
    ) -> None:
        changed("remove", "new")
        first, second = backups(home)
        number = first.name.index("000001-")
        first.rename(first.with_name(first.name[:number] + first.name[number + 24 :]))
        damage(second)
        said = changed("doctor")
        assert said.status == 2
        self.says(said, "copies 2, the newest", "1 of an earlier version, which kept no digest")
        self.says(said, f"wrong {second}: the copy is damaged")
        assert changed("restore", "--json").json["copies"][1]["systems"] == 12

    def test_of_where_one_is(self, labtui: Labtui, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("TMUX", "/tmp/tmux")
        monkeypatch.setenv("SSH_CONNECTION", "1")
        monkeypatch.setenv("NO_COLOR", "1")
        self.says(labtui("doctor"), "xterm-256color, in tmux, over SSH", "as NO_COLOR asks")

    def test_of_a_terminal(self, labtui: Labtui, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys.stdout, "fileno", lambda: 1)
        monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((120, 40)))
        self.says(labtui("doctor"), "120 × 40")


class TestConvert:
    def test_makes_systems_that_can_be_changed(self, labtui: Labtui, home: Path) -> None:
        file = written(home, INLINE)
        assert "doctor --convert" in labtui("doctor", "--file", file).out
        assert labtui("doctor", "--file", file).status == 2
        assert labtui("doctor", "--convert", "--file", file).status == 0
        converted = '# mine\n# two\n\n[[systems]]\nid = "a"\nname = "A"\n'
        assert Path(file).read_text() == converted
        assert [copy.read_text() for copy in backups(home)] == [INLINE]
        assert labtui("set", "a", "purpose=learning", "--file", file).status == 0

    @pytest.mark.parametrize("text", [BROKEN, '[[systems]]\nid = "a"\n'])
    def test_nothing_else(self, labtui: Labtui, home: Path, text: str) -> None:
        file = written(home, text)
        said = labtui("doctor", "--convert", "--file", file)
        assert (said.status, said.out) == (2, "")
        assert "Nothing to convert:" in said.err
        assert Path(file).read_text() == text
