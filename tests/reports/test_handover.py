"""The hand-over sheet: what somebody finds in it who knows nothing of the lab."""

from __future__ import annotations

from collections.abc import Sequence

from tests.data.labs import Raw, days_ago, owners, raw
from tests.reports.reported import example_systems, odd_systems, reported
from tests.rows import each_row

OWN = owners("you")
COMPANY = owners("provider")
RENTED = {**OWN, "hardware": "provider"}


def sheet(*systems: Raw) -> str:
    """The sheet of some systems as Markdown."""
    report = reported("handover", systems).report
    assert isinstance(report, str)
    return report


SAFE = raw("safe", owners=OWN, relied_on_for=["safety"], holds="nothing")
BOX = raw("box", owners=OWN, location="cellar", description="Grey. Hums.")
PHOTOS = raw(
    "photos",
    owners=OWN,
    runs_on="box",
    relied_on_for=["data"],
    used_by=["Ida", "Tom"],
    stand_ins=["Tom"],
    backs_up_to=["disk"],
    site="home",
    evidence={"restore_tested": days_ago(9)},
)
DISK = raw("disk", owners=OWN, site="aunt", holds="copies")


@each_row(
    ("systems", "told", "not_told"),
    [
        # what to do if something fails
        ([BOX], ["Nothing is written down that people rely on."], ["Find what", "###  "]),
        (
            [SAFE],
            ["### The heating, a lock or an alarm fails", "It is a machine. Look at it."],
            ["### Nobody"],
        ),
        (
            [PHOTOS, BOX, DISK],
            [
                "Leave disk on: the copies are there.",
                "- **photos**: for things that cannot be replaced, used by Ida and Tom. "
                "It is a program on box. Look at: box. Copies: on disk; getting data back worked "
                "on 12 November 2026. Ask Tom.",
                "- **Tom can take over**: photos.",
                "- **disk (aunt)**: the copies of photos.",
            ],
            ["It is not known", "**No copy"],
        ),
        (
            [{**PHOTOS, "relied_on_for": ["data", "income"]}, BOX, {**DISK, "site": "home"}],
            ["- **photos**: a program on box. Look at: box. Ask Tom.", "**No copy at another"],
            ["whether a copy is"],
        ),
        (
            [
                {**PHOTOS, "evidence": {"restore_tested": "never"}},
                BOX,
                raw("disk", owners=OWN, holds="copies"),
            ],
            [
                "getting data back was never tried.",
                "It is not known whether a copy is at another place for photos.",
            ],
            ["**No copy at another"],
        ),
        (
            [{**PHOTOS, "backs_up_to": [], "evidence": {"offline_recovery": True}}, BOX],
            ["There is no copy of its data.", "**No copies at all**: photos.", "**On paper or a"],
            ["Copies: on"],
        ),
        (
            [{key: PHOTOS[key] for key in PHOTOS if key != "backs_up_to"}, BOX],
            [
                "It is not known whether it has copies.",
                "It is not known whether there is a copy of photos.",
            ],
            ["no copy of its data"],
        ),
        # whose it is, and what it costs
        (
            [raw("mail", owners=COMPANY, relied_on_for=["communication"], provider="ACME")],
            ["It is a service of ACME: ask there.", "| mail | Do not cancel |", "ACME is behind"],
            ["not written down).", "(rented)"],
        ),
        (
            [raw("vps", owners=RENTED, relied_on_for=["connectivity"], depends_on=["mail"])],
            [
                "It is rented from a company (which one is not written down).",
                "| vps (rented) | | | | |",
            ],
            ["ask there", "(a service)", "Look at:"],
        ),
        ([BOX], [], ["What costs money"]),
        # what may be switched off
        (
            [BOX, PHOTOS, DISK],
            [
                "| box (Grey; cellar) | No | Without it photos stops. |",
                "| disk (aunt) | Not for long | Nothing stops at once. It keeps the copies of "
                "photos. |",
                "- **No**: photos.",
            ],
            [],
        ),
        (
            [{**SAFE, "recovers_with": ["book"]}, raw("book", owners=OWN)],
            ["| book | Not for long | Nothing stops at once. safe cannot be repaired without it."],
            [],
        ),
        (
            [
                raw("pair", purpose="reliability", owners=OWN),
                raw("one", owners=OWN, member_of="pair"),
                raw("two", owners=OWN, member_of="pair"),
            ],
            ["| one | Not for long | Nothing stops at once. It is one of several in pair: ",
             "| pair | No | It has to work. |"],
            [],
        ),
        (
            [BOX, raw("toy", runs_on="box", purpose="entertainment"), raw("old", status="retired")],
            [
                "| box (Grey; cellar) | Yes | toy stops too. |",
                "- **Yes, for now**: toy.",
                "**Retired**",
            ],
            [],
        ),
        (
            [BOX, raw("odd", runs_on="box", kind="physical"), raw("app", runs_on="odd")],
            ["| box (Grey; cellar) | Ask first | It is not written down whether anybody needs app"],
            [],
        ),
        (
            [BOX, raw("node", runs_on="box", kind="physical")],
            ["| node | Ask first | It is a part of box. Whether that works without it is not"],
            [],
        ),
        (
            [
                BOX,
                raw("films", runs_on="box", purpose="entertainment", used_by=["Ida", "Tom"]),
                raw("songs", runs_on="box", used_by=["Tom"], relied_on_for=[]),
            ],
            [
                "| box (Grey; cellar) | Ask first | Used by Ida and Tom. |",
                "- **Ask first**: films. Used by Ida and Tom.",
                "- **Yes, for now**: songs.",
            ],
            [],
        ),
        ([raw("free", owners=OWN, relied_on_for=[])], ["| free | Yes | Nobody would miss it."], []),
        (
            [raw("lab", purpose="learning", backs_up_to=["tape"]),
             raw("tape", purpose="learning")],
            ["| tape | Yes | It keeps the copies of lab. To learn, it may break. |"],
            [],
        ),
        # in which order
        (
            [{**BOX, "depends_on": ["ups"]}, raw("ups", owners=OWN)],
            ["## After a power failure", "- **1**: ups.", "- **2**: box."],
            [],
        ),
        ([BOX, SAFE], [], ["After a power failure"]),
        (
            [
                {**SAFE, "depends_on": ["ups", "pair"], "runs_on": "rack"},
                raw("rack", owners=OWN, depends_on=["ups"]),
                raw("node", owners=OWN, runs_on="rack", kind="physical"),
                raw("ups", owners=OWN),
                raw("toy", owners=OWN, purpose="learning"),
                raw("pair", kind="app", relied_on_for=["connectivity"]),
                raw("one", kind="vm", member_of="pair", runs_on="rack"),
                raw("two", kind="vm", member_of="pair"),
            ],
            [
                "- **safe**: for heating, locks or alarms. It is a program on rack. "
                "Look at: ups → rack. It also needs pair.",
                "- **pair**: for the network. It is several that do the same: one and two. "
                "Look at: ups → rack.\n",
                "It is not written down where these stand: rack, ups and toy.",
                "- **1**: ups.\n- **2**: rack (with node).\n- **These can wait**: toy.",
            ],
            [],
        ),
        # what it is
        (
            [
                raw("rack", owners=OWN, evidence={"wipeable": True}),
                raw("node", runs_on="rack", kind="physical", relied_on_for=["income"]),
                raw("app", kind="app", relied_on_for=["identity"]),
                raw("vps", owners=RENTED),
                raw("chat", runs_on="vps", relied_on_for=["communication"], provider="ACME"),
            ],
            [
                "It is a part of rack. Look at: rack.",
                "It is a program; on which machine is not written down.",
                "It is a program on vps, rented from ACME: ask there.",
                "| rack | No | Without it node stops. Do not wipe it either. |",
            ],
            ["\n| chat", "\n| app"],
        ),
        # whom to ask
        (
            [SAFE],
            [
                "Nobody is named who can take over.\n",
                "This sheet is not finished until these lines are filled in by hand:",
            ],
            ["Logging in elsewhere"],
        ),
        (
            [raw("sso", owners=OWN, relied_on_for=["authentication"], stand_ins=[])],
            ["Nobody can take over sso.", "Logging in elsewhere needs sso."],
            ["Nobody is named"],
        ),
        ([{**SAFE, "stand_ins": ["Tom"]}], ["- **Tom can take over**: everything."], []),
        (
            [
                SAFE,
                raw("sso", owners={**OWN, "recovery": "nobody"}, relied_on_for=["identity"],
                    stand_ins=["Tom"]),
                raw("mail", owners=COMPANY, provider="ACME"),
            ],
            ["Nobody is named who can take over safe. Nobody is named who repairs sso.",
             "| mail (a service) | ACME | | | |"],
            [],
        ),
        # for whoever rebuilds it
        (
            [{**SAFE, "url": "https://safe.lan/x", "notes": "in the drawer"},
             {**BOX, "url": "https://[box", "stand_ins": [" "], "backs_up_to": ["box"]}],
            ["- **safe**: in the drawer <https://safe.lan/x>", r"- **box**: https://\[box"],
            [],
        ),
        (
            [raw("a", owners=OWN, depends_on=["b"], evidence={"offline_recovery": True}),
             raw("b", owners=OWN, depends_on=["a"])],
            ["- **Needs what is not back by then**: a, b.", "- Start a without b, and again once"],
            [],
        ),
        (
            [PHOTOS, BOX, raw("disk", owners=OWN, backs_up_to=[])],
            [
                "| lost with disk |",
                "| nowhere |",
                "- **Nothing to restore from**: disk.",
                "- **Not known what to restore from**: box.",
                "- **Backups lost with what they are on**: photos.",
            ],
            ["perhaps"],
        ),
        (
            [PHOTOS, BOX, raw("disk", owners=OWN, practices={"documentation": "yes"})],
            [
                "| disk? |",
                "- **Backups perhaps lost with what they are on**: photos.",
                "| yes, where? |",
            ],
            ["| lost with"],
        ),
        (
            [
                raw("d", owners=OWN, practices={"documentation": "partly"}, notes="in the drawer"),
                raw("e", owners=OWN, runs_on="d", kind="app", description="Films."),
                raw("f", owners=OWN, runs_on="d", kind="app"),
            ],
            [
                "| partly |",
                "Nothing is written down that people rely on.\n\nFind what fails below.",
                "### Something else fails\n\n- **On d**: e (Films) and f. Look at it.",
            ],
            [],
        ),
        (
            [],
            ["No system is in service."],
            ["## What may", "## What costs", "In the way", "Links and notes"],
        ),
        # names with commas, and many of them
        (
            [raw("d00", relied_on_for=["income"], depends_on=["d01"]),
             *(raw(f"d{n:02}", depends_on=[f"d{n + 1:02}"]) for n in range(1, 30))],
            ["Look at: d24 → d23 → ", " → d01 → d00."],
            ["d25 →"],
        ),
        (
            [BOX, *(raw(f"d{n}", name=f"D, {n}", runs_on="box", purpose="reliability")
                    for n in range(9))],
            ["Without it D, 0; D, 1; D, 2; D, 3; D, 4; D, 5; D, 6; D, 7; and 1 more stop.",
             "- **On box**: D, 0; D, 1; D, 2; D, 3; D, 4; D, 5; D, 6; D, 7; and 1 more. Look"],
            [],
        ),
    ],
)  # fmt: skip
def test_the_sheet_says(systems: Sequence[Raw], told: list[str], not_told: list[str]) -> None:
    text = sheet(*systems)
    assert [each for each in told if each not in text] == []
    assert [each for each in not_told if each in text] == []


def test_a_sheet_of_a_part_says_so() -> None:
    text = reported("handover", [{**SAFE, "stand_ins": ["Tom"]}, BOX], ["safe"]).report
    assert isinstance(text, str)
    assert "This sheet is about 1 of 2 systems only." in text
    assert "- **Tom can take over**: safe." in text
    assert "This sheet is about" not in sheet(SAFE)


def test_the_plain_part_has_no_jargon() -> None:
    plain, _, rebuilding = sheet(*example_systems()).partition("## For whoever rebuilds it")
    assert rebuilding
    words = "container guest vm hypervisor level 3b 3a saas inherited finding firewall backup"
    said = {word.strip("()*|.,;:").casefold() for word in plain.split()}
    # What the owner wrote is told as it was written.
    assert said & set(words.split()) <= {"backup"}


def test_both_forms_say_the_same() -> None:
    systems = [*example_systems(), *odd_systems()]
    page = reported("handover-html", systems).report
    assert isinstance(page, str)
    assert page.count('<li class="blank">') == 3
    assert page.count("<li>") + 3 == sheet(*systems).count("\n- ")
    assert page.count("<tr>") == sheet(*systems).count("\n| ") - 3
