"""The folder of pages and the runbook: what is in them, and that texts stay texts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from html import unescape

from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from labtui.reports.markdown.writing import inline, line, paragraphs
from tests.data.labs import Raw, days_ago, owners, raw
from tests.reports.reported import ODD_NAMES, example_systems, odd_systems, reported
from tests.rows import each_row

HOST = raw(
    "host",
    name="The host",
    owners=owners(),
    practices={"documentation": "partly"},
    backs_up_to=[],
    stand_ins=["Tom"],
    evidence={"offline_recovery": True},
)
APP = raw(
    "app",
    description="Notes of all.\nIn two lines.\n\nAnd a paragraph.",
    runs_on="host",
    depends_on=[],
    relied_on_for=["data"],
    used_by=["Ida"],
    backs_up_to=["nas", "gone"],
    recovers_with=["mail"],
    url="https://app.lan/",
    notes="first\nsecond",
    tags=["a b", "#c", "!"],
    evidence={"restore_tested": days_ago(9)},
    practices={"documentation": "yes"},
    history=[{"date": days_ago(3), "event": "incident", "note": "*it* burned"}, {}],
    accepted=[{"rule": "unmonitored", "until": days_ago(-9), "reason": "for now"}],
)
NAS = raw("nas", owners=owners(), holds="copies", evidence={"restore_tested": "never"})
MAIL = raw(
    "mail", owners=owners("provider"), provider="Post", url="https://mail.example", used_by=["Ida"]
)
OLD = raw("old", status="retired", retirement={"reason": "too loud"})
LAB = [HOST, APP, NAS, MAIL, raw("plan", status="planned"), OLD]


def pages(systems: list[Raw], *ids: str) -> Mapping[str, str]:
    """The files of a folder."""
    report = reported("markdown", systems, ids or None).report
    assert not isinstance(report, str)
    return report


def runbook(systems: list[Raw], *ids: str) -> str:
    report = reported("runbook", systems, ids or None).report
    assert isinstance(report, str)
    return report


def shown(markdown: str) -> str:
    """What people read of Markdown, without its marks."""
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown)
    return unescape(re.sub(r"<[^>]*>", "", html)).strip("\n")


@each_row(
    "text", [*(name for name in ODD_NAMES if name.isprintable()), "&amp; &#35;", "---", "+ a"]
)
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    words = " ".join(text.split())
    assert shown(line(text)) == words
    assert shown(f"- x {inline(text)}").strip() == f"x {words}".strip()
    cells = shown(f"| a | b |\n| --- | --- |\n| x {inline(text)} | y |").split()
    assert cells == ["a", "b", "x", *words.split(), "y"]


def test_addresses_are_links_and_lines_stay_lines() -> None:
    assert inline("see https://a.lan/x_y, or http://") == "see <https://a.lan/x_y>, or http://"
    assert inline("(https://a.lan/$[0])") == "(<https://a.lan/$[0]>)"
    assert paragraphs("a\n b\n\n\n1) c\n") == ["a\\", "b", "", "1\\) c"]
    assert paragraphs("") == []


def test_every_link_leads_to_a_page() -> None:
    files = pages([*example_systems(), *odd_systems()])
    for path, text in files.items():
        for target in re.findall(r"(?<!\\)\]\(([^)]*\.md)\)", text):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) in files


def test_the_front_matter_is_yaml() -> None:
    files = pages([*odd_systems(), APP])
    for raw_system in odd_systems():
        _, front, _ = files[f"systems/{raw_system['id']}.md"].split("---\n", 2)
        found = YAML(typ="safe").load(front)
        assert found["id"] == raw_system["id"]
        assert found["aliases"] == [found["name"]]
        if raw_system["name"].isprintable():
            assert found["name"] == raw_system["name"]
    _, front, _ = files["systems/app.md"].split("---\n", 2)
    assert YAML(typ="safe").load(front)["tags"] == ["a-b", "c"]


def test_a_page_says_what_is_recorded_and_from_where() -> None:
    files = pages(LAB)
    app, host, old = (files[f"systems/{id}.md"] for id in ("app", "host", "old"))
    for said in (
        "# app\n\nNotes of all.\\\nIn two lines.\n\nAnd a paragraph.\n\n- Level: 3b Full-stack",
        "- Runs on: [The host](host.md)\n- Depends on: nothing\n",
        "- Backed up to: [nas](nas.md), gone\n- Recovers with: [mail](mail.md)\n",
        "  s_app -. backup .-> s_nas\n",
        "| Fact | Answer | From |\n| --- | --- | --- |\n| Hardware | you | [The host](host.md) |",
        "## Practices\n\n| Fact | Answer |\n| --- | --- |\n| Documentation | yes |",
        "| URL | <https://app.lan/> |",
        "## Notes\n\nfirst\\\nsecond\n",
        f"- {days_ago(3)} incident: \\*it\\* burned\n- some day something\n",
        f"- accepted until {days_ago(-9)}, unmonitored: for now\n",
        "(critical, accepted)",
    ):
        assert said in app
    assert "- Backed up to: nowhere\n- Hosts: [app](app.md)\n" in host
    assert "From" not in host
    assert "It is retired." in old
    assert "| Reason | too loud |" in old
    assert "- Hosts: app\n" in pages(LAB, "host")["systems/host.md"]


def test_the_index_tells_how_the_lab_is() -> None:
    index = pages(LAB)["index.md"]
    assert index.startswith("# Lab\n\n5 systems on 2026-11-21, ")
    assert "| [plan](systems/plan.md) | not known | not known, planned | not known | |" in index
    assert "## Retired\n\n- [old](systems/old.md)\n" in index
    assert "  s_app ==> s_host\n" in index
    assert "No system is known to need another." in pages([OLD])["index.md"]
    many = [HOST, *(raw(f"s{number}", runs_on="host") for number in range(500))]
    files = pages(many, *(system["id"] for system in many))
    assert "With 500 links it is too large for one drawing" in files["index.md"]
    assert "mermaid" not in files["systems/host.md"]
    assert "mermaid" in files["systems/s7.md"]


def test_the_runbook_has_the_order_and_what_is_known_of_each() -> None:
    text = runbook(LAB)
    for said in (
        "How to bring back 3 systems from nothing, as of 2026-11-21.",
        "## Services, to be there\n\n- [ ] **mail**\n  - Provider: Post\n"
        "  - Address: <https://mail.example>\n  - For: Ida\n",
        "## Step 1, at the same time\n\n- [ ] **The host** `host`\n  - Restore from: nowhere\n",
        "  - Can take over: Tom\n  - On paper or a stick: its keys and notes\n",
        "  - In the way: It is only partly written down how to rebuild it.\n",
        "- [ ] **nas**\n  - Restore from: nothing to restore, it holds no originals\n",
        "## Step 2\n\n- [ ] **app**\n  - What: Notes of all. In two lines. And a paragraph.\n"
        "  - Address: <https://app.lan/>\n  - Runs on: The host\n  - Recovers with: mail\n"
        f"  - Restore from: nas; a restore last worked: {days_ago(9)} (9 days ago)\n"
        "  - Documentation: it is written down how to rebuild it\n"
        "  - Responsible for recovery: you\n",
        "  - Notes: first second\n  - Gives back: data\n  - For: Ida\n",
        "## Open gaps\n\nA question mark: not known.\n\n"
        "- Nothing to restore from: **The host** `host`\n",
        "- Not, or only partly, documented: **The host** `host`, **nas** ?\n",
        "## Only planned\n\n- **plan**\n\n## Retired\n\n- **old**\n",
    ):
        assert said in text


def test_the_runbook_of_a_part_has_no_other_steps_and_says_what_loops() -> None:
    part = runbook(LAB, "app")
    assert "How to bring back 1 system from nothing" in part
    assert "Step 1" not in part
    assert "## Step 2\n\n- [ ] **app**" in part
    unknown = raw("b", owners=owners(), depends_on=["a"], evidence={"restore_tested": "never"})
    loop = [raw("a", owners={**owners(), "recovery": "nobody"}, depends_on=["b"]), unknown]
    text = runbook(loop)
    assert "- They need each other: **a**, **b**.\n" in text
    assert "  - Restore from: not known: where are its backups?\n" in text
    assert "  - In the way: It depends on b, not back by then. → Start a without b" in text
    assert "- Nobody responsible for recovery: **a**\n" in text
    shop = raw("shop", owners={**owners("provider"), "application": "you"})
    assert (
        "  - Restore from: the provider\n  - Responsible for recovery: the provider\n"
        in runbook([shop])
    )
    yours = {**shop, "owners": {**shop["owners"], "backups": "you"}}
    for systems, told in (
        ([raw("photos", holds="originals", backs_up_to=["nas"]), NAS], "nas; a restore last"),
        ([raw("photos", holds="originals"), NAS], "not known: where are its backups?"),
        ([{**yours, "backs_up_to": ["nas"]}, NAS], "nas; a restore last worked: not known"),
        ([yours], "not known: where are its backups?"),
        ([{**shop, "evidence": {"vendor_backup": False}}], "not known: where are its backups?"),
    ):
        assert f"  - Restore from: {told}" in runbook(systems, systems[0]["id"])
    copied = runbook([{**MAIL, "backs_up_to": ["nas"]}, NAS])
    assert "  - Address: <https://mail.example>\n  - Backed up to: nas\n" in copied
    never = raw("c", owners=owners(), backs_up_to=["nas"], evidence={"restore_tested": "never"})
    unasked = raw("d", owners=owners(), backs_up_to=["nas"])
    text = runbook([never, unasked, NAS])
    assert "Restore from: nas; a restore last worked: never\n" in text
    assert "Restore from: nas; a restore last worked: not known\n" in text
    alone = {**NAS, "holds": "originals", "backs_up_to": []}
    assert (
        "- [ ] **c**\n  - Restore from: nowhere\n  - Responsible for recovery: you\n"
        "  - In the way: Its only backup is lost with nas.\n"
    ) in runbook([never, alone])
