"""Commands of scripts: found with what their variables hold, and nothing is made up."""

from __future__ import annotations

from contextlib import suppress

import pytest

from labtui.importers.files import UnreadableError
from labtui.importers.shell import assignments, commands
from tests.importers.growth import grows_in_line
from tests.rows import each_row

RESTIC = frozenset({"restic"})


def arguments(script: str) -> list[str]:
    return [" | ".join(one.arguments) for one in commands(script, RESTIC)]


@each_row(
    ("script", "found"),
    [
        ("restic backup '/a b' \"/c d\" /e\\ f", ["backup | /a b | /c d | /e f"]),
        ("A=/a\nB='/b c'\nrestic backup $A \"$B\" ${A}/x", ["backup | /a | /b c | /a/x"]),
        ('P="/a /b"; restic backup $P "$P"', ["backup | /a | /b | /a /b"]),
        (
            'P=(/a "/b c" # x\n /d)\nP+=(/e)\nrestic backup "${P[@]}"',
            ["backup | /a | /b c | /d | /e"],
        ),
        ("P=/a\nP+=/b\nrestic backup $P", ["backup | /a/b"]),
        ('for d in /a /b; do restic backup "$d/x"; done', ["backup | /a/x", "backup | /b/x"]),
        (
            "for d in a b; do t=/t/$d; restic backup /$d $t; done",
            ["backup | /a | /t/a", "backup | /b | /t/b"],
        ),
        ("restic backup \\\n  --tag x \\\n  /a", ["backup | --tag | x | /a"]),
        ("restic backup /a >/x 2>&1 </y && restic check", ["backup | /a", "check"]),
        ("if ! sudo -u root nice -n 19 /usr/bin/restic backup /a; then exit; fi", ["backup | /a"]),
        ("run() {\n  restic backup $LATER\n}\nLATER=/a\nrun", ["backup | /a"]),
        ('R="$(which restic)"\n$R backup /a', ["backup | /a"]),
        ("bash -c 'restic backup /a && restic check'", ["backup | /a", "check"]),
        ('A=\'bash -c "$A x"\'; bash -c "$A"', []),
        ("0 3 * * * restic backup /a", ["backup | /a"]),
        ("30 4 * * mon-fri root restic backup /a", ["backup | /a"]),
        ("@daily anna restic backup /a", ["backup | /a"]),
        # What is not known stays so.
        (
            'restic backup "$1" $(cat x) `y` ${Z:-/z} "${ARGS[@]}"',
            ["backup | $ | $ | $ | $Z | $ARGS"],
        ),
        ('A="$1"; restic backup $A', ["backup | $"]),
        # What runs nothing.
        ("# restic backup /a", []),
        ("echo restic backup /a; echo 'restic backup /a'", []),
        ("cat > x <<END\nrestic backup /a\nEND\nrestic check", ["check"]),
        ("alias r='restic backup /a'", []),
        ("", []),
    ],
)
def test_commands(script: str, found: list[str]) -> None:
    assert arguments(script) == found


def test_variables_that_a_command_is_given() -> None:
    first, second, third = commands(
        """
        export R=/a P='x y'
        R=/b restic backup /c
        restic backup /d
        docker run x/restic:1 backup /e
        """,
        RESTIC,
    )
    assert [one.variable("R") for one in (first, second, third)] == ["/b", "/a", "/a"]
    assert first.variable("P") == "x y"
    assert first.variable("none") == ""
    assert [one.in_container for one in (first, second, third)] == [False, False, True]


def test_what_another_file_sets() -> None:
    script = "source /etc/x.env\nrestic -r $R backup /a"
    [one] = commands(script, RESTIC, sourced=lambda name: {"R": [name]})
    assert one.arguments == ("-r", "/etc/x.env", "backup", "/a")
    assert assignments("A=1\nexport B='2 3'\n# C=4")["B"] == ["2 3"]


@pytest.mark.parametrize(
    ("start", "line", "size"),
    [
        ("", "'", 60_000), ("", '"', 60_001), ("", "$(", 4_000), ("", "${", 30_000),
        ("", "`", 60_001), ("", "(", 60_000), ("", "\\", 60_000), ("", "$", 60_000),
        ("", "<", 60_000), ("", "a=(", 20_000), ("", "A=$A$A\n", 2_000),
        ("", "restic backup /a\n", 1_500), ("", "V{n}=x\nrestic $V{n}\n", 700),
        ("", "$(a(b)", 2_000), ("", "\"$(' ", 15_000), ("", "x", 400_000),
        ("", "for a in b\n", 1_500),
        ("for a in " + "b " * 20 + "\n", "x=$a; restic backup $x\n", 700),
    ],
)  # fmt: skip
def test_the_time_is_linear(start: str, line: str, size: int) -> None:
    def read(size: int) -> None:
        script = start + "".join(line.replace("{n}", str(n)) for n in range(size))
        with suppress(UnreadableError):
            commands(script, RESTIC)

    assert grows_in_line(read, size)
