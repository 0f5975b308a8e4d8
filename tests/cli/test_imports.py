"""What each command may import, named: most of the time of a quick command is imports.

A module that is missing here is one more to load at each start. Either import it where it is used,
or add it here, knowing that.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.cli.helpers import DAY, HOMELAB, in_fresh_python

RUN = """
import sys
for name in sys.argv[1].split():
    __import__(name)
loaded = set(sys.modules)
from labtui.__main__ import main
sys.argv = ["labtui", *sys.argv[2:]]
status = main()
print(*sorted(set(sys.modules) - loaded), file=sys.stderr)
sys.exit(status)
"""
"""Imports what is allowed with all that this imports, runs a command, and tells what is new."""

LITTLE = "__future__ collections.abc contextlib gc"
PARSING = f"{LITTLE} argparse datetime errno importlib locale re typing"
if sys.version_info >= (3, 14):
    PARSING += " annotationlib"  # named tuples need it there
HELPING = f"{PARSING} textwrap"
if sys.version_info >= (3, 14):
    HELPING += " _colorize"  # argparse asks for it even where it colours nothing
READING = f"{PARSING} bisect enum fcntl pathlib shlex threading tomllib unicodedata"
TELLING = f"{READING} zlib"
TELLING_AGAIN = f"{PARSING} fcntl pathlib shlex zlib"
SAVING = f"{READING} copy heapq json tomli_w"
if sys.platform != "linux":
    SAVING += " platformdirs"

STARTED = (
    "labtui",
    "labtui.__main__",
    "labtui.cli",
    "labtui.cli.streams",
    "labtui.errors",
)
PARSED = (
    *STARTED,
    "labtui.cli.[mopr]*",  # main, output, page, parser, registry
    "labtui.cli.subcommand",
    "labtui.data",
    "labtui.data.framework",
    "labtui.data.framework.severities",
    "labtui.text",
    "labtui.text.wording",
)
READ = (
    *PARSED,
    "_sha2*",  # instead of hashlib
    "labtui.cli.commands",
    "labtui.cli.inventory",
    "labtui.cli.systems",
    "labtui.data.assessment*",
    "labtui.data.framework.*",
    "labtui.data.inventory",
    *(
        f"labtui.data.inventory.{name}"
        for name in (
            "blocks",
            "conflicts",
            "document",
            "document_reading",
            "external_change",
            "history",
            "open_document",
            "parsed_blocks",
            "read_only",
            "synced_file",
            "workspace",
        )
    ),
    "labtui.data.storage",
    *(
        f"labtui.data.storage.{name}"
        for name in (
            "cache_files",
            "digests",
            "directories",
            "locks",
            "os_errors",
            "paths",
            "snapshots",
            "store",
        )
    ),
    "labtui.data.toml",
    *(f"labtui.data.toml.{name}" for name in ("patterns", "syntax", "values")),
    "labtui.text.printable",
)
SAVED = (
    *READ,
    "labtui.cli.assignments",
    "labtui.cli.saving",
    "labtui.data.inventory.*",
    "labtui.data.storage.*",
    "labtui.data.toml.*",
)
TOLD = (
    *READ,
    "labtui.cli.answers",
    *(f"labtui.data.storage.{name}" for name in ("atomic_write", "cache_files")),
)
"""To keep an answer, which is done when it is out."""
TOLD_AGAIN = (
    *PARSED,
    "_sha2*",  # instead of hashlib
    "labtui.cli.answers",
    "labtui.data.storage",
    *(
        f"labtui.data.storage.{name}"
        for name in ("cache_files", "digests", "directories", "locks", "os_errors", "paths")
    ),
    "labtui.data.storage.snapshots",
)
"""An answer that is known: nothing that reads or assesses an inventory."""
COMMANDS = {
    "--version": (LITTLE, (*STARTED, "labtui.cli.version")),
    "--help": (HELPING, PARSED),
    "--complete words set pbs ": (
        f"{READING} zlib",
        (*READ, "labtui.cli.completing", "labtui.data.inventory.parsed_blocks"),
    ),
    "list": (TELLING, (*TOLD, "labtui.cli.commands.list")),
    "check": (TELLING, (*TOLD, "labtui.cli.commands.check", "labtui.cli.findings")),
    "show pbs": (
        READING,
        (
            *READ,
            "labtui.cli.commands.show",
            "labtui.data.analysis",
            "labtui.data.analysis.impact",
            "labtui.data.analysis.recovery_ways",
        ),
    ),
    "drill pbs --print": (
        f"{READING} heapq",
        (
            *READ,
            "labtui.cli.commands.drill",
            "labtui.data.analysis",
            "labtui.data.analysis.compromise",
            "labtui.data.analysis.drill*",
            "labtui.data.analysis.impact",
            "labtui.data.analysis.rebuild*",
        ),
    ),
    "rebuild pbs": (
        f"{READING} heapq",
        (
            *READ,
            "labtui.cli.commands.rebuild",
            "labtui.data.analysis",
            "labtui.data.analysis.impact",
            "labtui.data.analysis.rebuild*",
        ),
    ),
    "set pbs exposure=vpn": (SAVING, (*SAVED, "labtui.cli.commands.edits")),
}
"""For each command the modules of others, and those of labtui, as patterns."""


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_imports_no_more_than_it_needs(words: str, tmp_path: Path) -> None:
    others, allowed = COMMANDS[words]
    assert _imported(words, tmp_path, others, allowed) == []


@pytest.mark.parametrize("words", ["list", "check"])
def test_an_answer_that_is_known_imports_much_less(words: str, tmp_path: Path) -> None:
    _imported(words, tmp_path, TELLING_AGAIN, TOLD_AGAIN)
    assert _imported(words, tmp_path, TELLING_AGAIN, TOLD_AGAIN) == []


def _imported(words: str, home: Path, others: str, allowed: Sequence[str]) -> list[str]:
    """The modules a command imports besides `others`, those they import, and the allowed ones."""
    lab = home / "lab.toml"
    lab.write_bytes(HOMELAB.read_bytes())
    options = () if words.startswith("--") else ("--file", str(lab), "--as-of", DAY)
    said = in_fresh_python(
        home, "-S", "-c", RUN, others, *options, *words.split(" "),
        PYTHONPATH=os.pathsep.join(sys.path), LABTUI_FILE=str(lab),
    )  # fmt: skip
    new = said[-1].split()
    return [name for name in new if not any(fnmatch(name, pattern) for pattern in allowed)]


def test_the_app_goes_without_openssl_and_leaves_it_to_others(tmp_path: Path) -> None:
    """Of its memory at the start OpenSSL would be an eighth."""
    script = (
        "import sys, labtui.app.app, labtui.data.storage.backups\n"
        "print(*{'ssl', '_ssl', 'hashlib', '_hashlib'} & set(sys.modules), file=sys.stderr)\n"
        "import asyncio, ssl\n"
        "print(asyncio.run(asyncio.sleep(0, ssl.OPENSSL_VERSION[:7])), file=sys.stderr)"
    )
    assert in_fresh_python(tmp_path, "-c", script) == ["", "OpenSSL"]
