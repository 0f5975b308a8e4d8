"""The single file: it unpacks itself once into the state folder, and leaves nothing elsewhere."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

PACK = runpy.run_path(str(Path(__file__).parents[1] / "share" / "single_file.py"))["pack"]

PACKAGE = {
    "labtui/__init__.py": "",
    "labtui/__main__.py": "import sys\n"
    "def main():\n    print(VERSION, __file__, *sys.argv[1:])\n    return 3\n",
    "labtui/data/__init__.py": "",
    "labtui/data/storage/__init__.py": "",
    "labtui/data/storage/paths.py": "import os\n"
    "def state_dir():\n    return os.environ['HOME'] + '/state'\n",
}


def made(folder: Path, version: int) -> Path:
    """A single file of a package that only says where it runs."""
    for name, text in PACKAGE.items():
        path = folder / f"source{version}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("VERSION", str(version)))
    file = folder / f"{version}.pyz"
    PACK(folder / f"source{version}", file)
    return file


def run(file: Path, home: Path) -> list[str]:
    """Run a single file; what it says."""
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, file, "a", "b c"],
        env={**os.environ, "HOME": str(home), "TMPDIR": str(home / "tmp")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (3, "")
    assert [*(home / "tmp").iterdir()] == []
    version, place, *words = done.stdout.strip().split(" ", 2)
    assert words == ["a b c"]
    return [version, place]


def test_it_runs_from_the_state_folder_and_keeps_the_build_before(tmp_path: Path) -> None:
    home = tmp_path / "home"
    programs = home / "state" / "program"
    files = [made(tmp_path, version) for version in range(3)]
    seen = []
    for version, file in enumerate(files):
        version_said, place = run(file, home)
        assert version_said == str(version)
        seen.append(Path(place).parents[1])
        assert seen[-1].parent == programs
        os.utime(seen[-1], (version, version))
        assert run(file, home) == [version_said, place]
    assert {*programs.iterdir()} == {*seen[1:]}
    assert programs.stat().st_mode & 0o077 == 0


def test_where_no_state_can_be_kept_it_runs_all_the_same(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "state").write_text("a file")
    version, place = run(made(tmp_path, 0), home)
    assert (version, place.startswith(f"{home}/tmp/")) == ("0", True)


def test_what_is_compiled_is_refused(tmp_path: Path) -> None:
    (tmp_path / "some.so").touch()
    with pytest.raises(SystemExit, match=r"some\.so"):
        PACK(tmp_path, tmp_path / "out.pyz")
