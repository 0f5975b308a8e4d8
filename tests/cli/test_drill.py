"""`labtui drill`."""

from __future__ import annotations

from pathlib import Path

from labtui.cli.commands.drill import drill_lines
from labtui.cli.page import Page
from labtui.data.analysis.drill.exercise import drill_of
from labtui.data.inventory import example
from tests.cli.helpers import DAY, Labtui, mine
from tests.data.labs import lab
from tests.rows import each_row

EXAMPLE = ("--file", str(Path(example.__file__).with_name("example.toml")), "--as-of", DAY)

LINE = f"          Time __________  Note {'_' * 48}"


def test_the_exercise_is_a_page_to_fill_in(labtui: Labtui) -> None:
    lines = labtui("drill", "OWL", "--print", *EXAMPLE).lines
    assert lines[:21] == [
        "Drill: Owl, the NAS dies tonight",
        "  labtui executes nothing: do each step, or write down why you could not.",
        "",
        f"  Date __________  Begun at __________  Who {'_' * 36}",
        "",
        "What happens",
        "  dns-2, films and passwords stop with it.",
        "  dns loses a member and still works.",
        "  magpie has no backup then.",
        "  dormouse could not be recovered before it is back.",
        "  1 system was never asked what it needs.",
        "",
        "Who notices",
        "  It is monitored.",
        "  Who uses it or what stops: Ida, Tom, Mika and Lou.",
        "  Tom can take over when you cannot.",
        "",
        "Steps",
        "  [ ]  1  Check that an alert about owl reaches you.",
        "          It is monitored.",
        LINE,
    ]
    at = lines.index("  [ ]  4  Set owl up on another machine, from your documentation.")
    assert lines[at + 1 : at + 5] == [
        "          It is written down how to rebuild it.",
        "          ▲ It depends on dns-2, not back by then.",
        "            → Start owl without dns-2, and again once dns-2 is back.",
        LINE,
    ]
    assert lines[-4:] == [
        "",
        "Afterwards",
        f"  Ended at __________  Could not {'_' * 47}",
        f"  To do first {'_' * 66}",
    ]
    other = labtui("drill", "mail", "--print", "--compromised", *EXAMPLE).lines
    assert other[0] == "Drill: The account of Mail is compromised tonight"
    assert "  [ ]  2  Change its password and end all its sessions." in other


def test_what_hinders_another_system_says_which_and_what_is_not_known_is_asked() -> None:
    found = lab(
        mine("a", relied_on_for=[], holds="nothing", depends_on=[]),
        mine("b", depends_on=["a", "c"]),
        mine("c", depends_on=["b"]),
    )
    lines = drill_lines(drill_of(found, [*found.systems], "a"), Page(width=40))
    assert lines[8:10] == ["What happens", "  b and c stop with it."]
    assert "Who notices" not in lines
    at = lines.index("          ? Not known: is it written")
    assert lines[at + 1 : at + 9] == [
        "            down how to rebuild it?",
        f"          Time {'_' * 25}",
        f"          Note {'_' * 25}",
        "  [ ]  2  Start what stopped: c, then b.",
        "          ▲ c: It depends on b, not back",
        "            by then.",
        "            → Start c without b, and",
        "              again once b is back.",
    ]
    assert all(len(line) <= 40 for line in lines)


@each_row(
    ("id", "said"),
    [
        ("owll", "Did you mean owl?"),
        ("hamster", "hamster is retired already."),
        ("badger", "badger is only planned. There is nothing to practise."),
    ],
)
def test_what_cannot_be_practised_is_an_error(id: str, said: str, labtui: Labtui) -> None:
    answer = labtui("drill", id, "--print", *EXAMPLE)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err
