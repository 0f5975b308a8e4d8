"""`labtui merge`: by itself, and as git's merge driver, set up as the docs say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.helpers import HOMELAB, Labtui

DOCS = Path(__file__).parents[2].joinpath("docs", "sharing.md").read_text(encoding="utf-8")
LABTUI = f"{sys.executable} -P -m labtui"


@pytest.fixture
def versions(tmp_path: Path) -> list[str]:
    """Three copies of the homelab: base, ours, theirs."""
    paths = [tmp_path / f"{name}.toml" for name in ("base", "ours", "theirs")]
    for path in paths:
        path.write_bytes(HOMELAB.read_bytes())
    return [str(path) for path in paths]


def test_different_facts_merge_into_ours(labtui: Labtui, versions: list[str]) -> None:
    _, ours, theirs = versions
    labtui("set", "mail", "notes=mine", "--file", ours)
    labtui("set", "mail", "exposure=internet", "--file", theirs)
    labtui("add", "Plex", "--file", theirs)
    said = labtui("merge", *versions)
    assert (said.status, said.out, said.err) == (0, "", "")
    merged = Path(ours).read_text()
    assert 'notes = "mine"' in merged
    assert 'exposure = "internet"' in merged
    assert 'id = "plex"' in merged
    assert merged.count("# --- services") == 1
    assert [path.name for path in Path(ours).parent.glob(".*.labtui-*")] == []


def test_a_conflict_has_both_values_and_exit_status_1(
    labtui: Labtui,
    versions: list[str],
) -> None:
    _, ours, theirs = versions
    labtui("set", "mail", "purpose=reliability", "--file", ours)
    labtui("set", "mail", "purpose=convenience", "--file", theirs)
    said = labtui("merge", *versions)
    assert said.status == 1
    assert said.lines == [
        "both changed purpose of mail",
        "both values stand there, between <<<<<<< and >>>>>>>; keep one of them",
    ]
    assert (
        '<<<<<<< ours\npurpose = "reliability"\n=======\npurpose = "convenience"\n>>>>>>> theirs\n'
    ) in Path(ours).read_text()
    told = labtui("list", "--file", ours)
    assert told.status == 2
    assert "two versions stand here; keep one" in told.err


def test_a_removal_against_a_change_is_told_as_that(
    labtui: Labtui,
    versions: list[str],
) -> None:
    _, ours, theirs = versions
    labtui("set", "mail", "purpose=reliability", "--file", ours)
    labtui("remove", "mail", "--file", theirs)
    said = labtui("merge", *versions)
    assert said.status == 1
    assert said.lines[0] == "mail: one side removed it, and the other changed it"


@pytest.mark.parametrize("emptied", [1, 2])
@pytest.mark.parametrize("left", ["", "\n \n"])
def test_what_was_emptied_takes_nothing_away(
    labtui: Labtui,
    versions: list[str],
    emptied: int,
    left: str,
) -> None:
    labtui("add", "Plex", "--file", versions[3 - emptied])
    Path(versions[emptied]).write_text(left)
    before = Path(versions[1]).read_bytes()
    said = labtui("merge", *versions)
    assert said.status == 2
    assert f"{versions[emptied]}: emptied" in said.err
    assert Path(versions[1]).read_bytes() == before


def test_what_is_no_inventory_is_refused_by_name_and_ours_left_alone(
    labtui: Labtui,
    versions: list[str],
) -> None:
    base, ours, theirs = versions
    Path(theirs).write_text("half")
    said = labtui("merge", base, ours, theirs)
    assert said.status == 2
    assert f"{theirs}: line 1, column 1" in said.err
    assert "nothing was merged" in said.err
    assert Path(ours).read_bytes() == HOMELAB.read_bytes()


def test_a_base_that_git_could_not_make_whole_is_done_without(
    labtui: Labtui,
    versions: list[str],
) -> None:
    base, ours, theirs = versions
    text = HOMELAB.read_text()
    Path(base).write_text(f"<<<<<<< ours\n{text}=======\n{text}>>>>>>> theirs\n")
    labtui("set", "mail", "purpose=reliability", "--file", ours)
    labtui("set", "blog", "purpose=reliability", "--file", theirs)
    assert labtui("merge", base, ours, theirs).status == 1
    assert '=======\npurpose = "reliability"\n>>>>>>> theirs' in Path(ours).read_text()


class Clone:
    """A clone of a repository with an inventory."""

    def __init__(self, place: Path, labtui: Labtui) -> None:
        self.place = place
        self._labtui = labtui

    def git(self, *words: str, fails: bool = False) -> str:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        done = subprocess.run(
            ["git", *identity, *words],
            cwd=self.place,
            text=True,
            capture_output=True,
            check=False,
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout

    def labtui(self, *words: str) -> None:
        assert self._labtui(*words, "--file", str(self.place / "inventory.toml")).status == 0
        self.git("commit", "-qam", " ".join(words))

    @property
    def file(self) -> str:
        return (self.place / "inventory.toml").read_text()


def set_up(clone: Clone) -> None:
    """Follow the docs, line by line, with this labtui for the installed one."""
    lines = re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL)[0].splitlines()
    assert len(lines) == 3
    for line in lines:
        here = line.replace("labtui merge %O", f"{LABTUI} merge %O")
        subprocess.run(here, shell=True, cwd=clone.place, check=True)


@pytest.fixture
def two(tmp_path: Path, labtui: Labtui) -> tuple[Clone, Clone]:
    """Two clones set up as the docs say."""
    first = Clone(tmp_path / "first", labtui)
    first.place.mkdir()
    (first.place / "inventory.toml").write_bytes(HOMELAB.read_bytes())
    first.git("init", "-q")
    set_up(first)
    first.git("add", ".")
    first.git("commit", "-qm", "start")
    second = Clone(tmp_path / "second", labtui)
    first.git("clone", "-q", str(first.place), str(second.place))
    set_up(second)
    second.git("checkout", "--", ".")
    return first, second


def test_clones_that_merged_each_other_merge_again(two: tuple[Clone, Clone]) -> None:
    first, second = two
    first.labtui("set", "mail", "name=First")
    second.labtui("set", "mail", "name=Second")
    for clone, other in ((first, second), (second, first)):
        clone.git("fetch", "-q", str(other.place), "HEAD")
    for clone in two:  # each resolves it alike
        clone.git("merge", "-q", "FETCH_HEAD", fails=True)
        both = r"<<<<<<< ours\n.*\n=======\n.*\n>>>>>>> theirs"
        (clone.place / "inventory.toml").write_text(re.sub(both, 'name = "One"', clone.file))
        clone.git("commit", "-qam", "merged")
    first.labtui("set", "blog", "purpose=learning")
    second.labtui("set", "mail", "exposure=internet")
    second.git("pull", "-q", "--no-rebase", "--no-edit", str(first.place), "HEAD")
    assert 'name = "One"' in second.file
    assert 'exposure = "internet"' in second.file
    assert 'purpose = "learning"' in second.file


def test_two_clones_share_an_inventory_through_git(two: tuple[Clone, Clone]) -> None:
    first, second = two
    first.labtui("set", "mail", "purpose=convenience", "exposure=internet")
    first.labtui("add", "Plex")
    second.labtui("set", "mail", "evidence.mfa=false", "relied_on_for-=identity")
    second.labtui("add", "Grafana")
    second.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "HEAD")
    for line in ('purpose = "convenience"', "mfa = false", 'id = "plex"', 'id = "grafana"'):
        assert line in second.file

    first.labtui("set", "blog", "purpose=learning")
    second.labtui("set", "blog", "purpose=reliability")
    second.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "HEAD", fails=True)
    assert second.git("diff", "--name-only", "--diff-filter=U") == "inventory.toml\n"
    assert (
        '<<<<<<< ours\npurpose = "reliability"\n=======\npurpose = "learning"\n>>>>>>> theirs\n'
    ) in second.file


def test_what_git_does_without_a_driver_that_works_is_what_the_docs_say(
    two: tuple[Clone, Clone],
) -> None:
    first, clone = two
    first.labtui("set", "mail", "name=First")
    clone.labtui("set", "blog", "purpose=reliability")
    clone.git("fetch", "-q", str(first.place), "HEAD")
    ours = clone.file
    right = clone.git("config", "merge.labtui.driver").strip()
    for driver in ("labtui-is-not-there %O %A %B", "exit 2", "kill -9 $$"):
        clone.git("config", "merge.labtui.driver", driver)
        clone.git("merge", "-q", "FETCH_HEAD", fails=True)
        assert clone.file == ours
        status = clone.git("status", "--short")
        if driver.startswith("kill") and not status:
            continue  # a newer git does not begin to merge then
        assert status.startswith("UU inventory.toml")
        assert 'name = "First"' in clone.git("show", "MERGE_HEAD:inventory.toml")
        clone.git("config", "merge.labtui.driver", right)
        clone.git("checkout", "-q", "--merge", "inventory.toml")
        assert 'name = "First"' in clone.file
        assert 'purpose = "reliability"' in clone.file
        clone.git("merge", "--abort")
    clone.git("config", "--unset", "merge.labtui.driver")
    clone.git("merge", "-q", "FETCH_HEAD", fails=True)
    assert clone.file == ours
    clone.git("config", "--remove-section", "merge.labtui")
    clone.git("config", "merge.labtui.driver", fails=True)
    assert clone.git("check-attr", "merge", "inventory.toml").endswith("merge: labtui\n")
    clone.git("merge", "-q", "--no-edit", "FETCH_HEAD")
    assert 'name = "First"' in clone.file
