"""`labtui rebuild`."""

from __future__ import annotations

from pathlib import Path

from labtui.cli.commands.rebuild import rebuild_lines
from labtui.data.analysis.rebuild import rebuild_order
from labtui.data.inventory import example
from tests.cli.helpers import DAY, PAGE, Labtui, mine, raw
from tests.data.labs import lab, owners
from tests.rows import each_row

EXAMPLE = ("--file", str(Path(example.__file__).with_name("example.toml")), "--as-of", DAY)


def test_the_order_of_the_example_for_people(labtui: Labtui) -> None:
    assert labtui("rebuild", "OWL", *EXAMPLE).lines == [
        "Without owl  Owl, the NAS",
        "  4 systems to bring back, in 2 steps.",
        "  They need each other: owl and dns-2.",
        "  Nothing to restore from: films.",
        "  1 system has no backup until it is back: magpie.",
        "",
        "Step 1",
        PAGE.spread("  owl  Owl, the NAS", "3b production"),
        "    Gives back storage, workflow and data, for Ida, Tom, Mika and Lou.",
        "    ▲ It depends on dns-2, not back by then.",
        "      → Start owl without dns-2, and again once dns-2 is back.",
        "",
        "Step 2, at the same time",
        PAGE.spread("  passwords  Vaultwarden", "3b production"),
        "    Gives back authentication and data, for Ida, Tom, Mika and Lou.",
        PAGE.spread("  dns-2  Second DNS", "3b production"),
        PAGE.spread("  films  Jellyfin", "3a home server"),
        "    ▲ Its only backup is lost with owl.",
        "",
        "Not recoverable until then (1)",
        "  dormouse",
    ]


def test_the_order_of_the_example_for_scripts(labtui: Labtui) -> None:
    told = labtui("rebuild", "--json", *EXAMPLE).json
    assert told["id"] is None
    assert [step["systems"] for step in told["steps"]] == [
        ["mail", "books"],
        ["dormouse", "ups", "galleries", "heron-1", "squirrel", "relay"],
        ["owl", "router", "heron", "heron-2"],
        ["magpie", "dns", "dns-2", "films"],
        ["passwords", "heating"],
    ]
    assert [step["services"] for step in told["steps"]] == [True, False, False, False, False]
    assert told["loops"] == [["dormouse", "owl", "dns-2", "passwords"], ["owl", "dns-2"]]
    assert told["unrecoverable"] == ["relay", "heating"]
    assert told["recover_after"] == told["unprotected"] == []
    owl = told["steps"][2]
    assert owl["gives"] == [
        {
            "id": "owl",
            "relied_on_for": ["storage", "workflow", "data"],
            "used_by": ["Ida", "Tom", "Mika", "Lou"],
        }
    ]
    assert owl["blocked_by"][0] == {
        "id": "owl",
        "why": "loop",
        "message": "It depends on dns-2, not back by then.",
        "unproven": False,
        "remedy": "Start owl without dns-2, and again once dns-2 is back.",
    }


def test_what_is_only_not_known_is_asked_and_services_only_have_to_be_there() -> None:
    found = lab(
        mine("a", holds="nothing", depends_on=["mail"], used_by=["Ida"]),
        raw("mail", owners=owners("provider"), relied_on_for=["communication"]),
    )
    assert rebuild_lines(found, rebuild_order(found, ["a", "mail"]), PAGE) == [
        "From nothing",
        "  1 system to bring back, in 1 step.",
        "",
        "Services, to be there",
        PAGE.spread("  mail", "0 service"),
        "    Gives communication.",
        "",
        "Step 1",
        PAGE.spread("  a", "3a"),
        "    Used by Ida.",
        "    ? Not known: is it written down how to rebuild it?",
    ]


def test_a_lab_in_which_nothing_is_in_service() -> None:
    found = lab(mine("a", status="planned"))
    lines = rebuild_lines(found, rebuild_order(found, ["a"]), PAGE)
    assert lines == ["From nothing", "No system is in service."]


@each_row(
    ("id", "said"),
    [
        ("owll", "Did you mean owl?"),
        ("hamster", "hamster is retired already."),
        ("badger", "badger is only planned."),
    ],
)
def test_what_cannot_be_lost_is_an_error(id: str, said: str, labtui: Labtui) -> None:
    answer = labtui("rebuild", id, *EXAMPLE)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err
