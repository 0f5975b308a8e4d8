"""The dependency graph: which links it has, and that no name is read as part of its language."""

from __future__ import annotations

from tests.data.labs import Raw, raw
from tests.reports.reported import reported, text_of
from tests.rows import each_row

LAB = [
    raw("app", runs_on="host", depends_on=["dns", "gone", "app"], backs_up_to=["nas"]),
    raw("host", recovers_with=["app"], access_to=["nas"], owners={"hardware": "you", "os": "you"}),
    raw("dns"),
    raw("dns-1", member_of="dns", purpose="reliability"),
    raw("nas", status="planned"),
    raw("old", status="retired", runs_on="host"),
]

LINKS = {
    "dot": [
        '"app" -> "host" [penwidth=2];',
        '"app" -> "dns" [style=solid];',
        '"app" -> "nas" [style=dashed, label="backup"];',
        '"dns" -> "dns-1" [arrowhead=none];',
        '"host" -> "app" [style=dotted, label="recovers with"];',
    ],
    "mermaid": [
        "s_app ==> s_host",
        "s_app --> s_dns",
        "s_app -. backup .-> s_nas",
        "s_dns --- s_dns_1",
        "s_host -. recovers with .-> s_app",
    ],
}


def lines(name: str, systems: list[Raw]) -> list[str]:
    return [line.strip() for line in text_of(reported(name, systems).report).splitlines()]


def node(name: str, called: str) -> str:
    """The line of a system with a name."""
    return next(line for line in lines(name, [{"id": "a", "name": called}]) if "a · ?" in line)


@each_row("name", LINKS)
def test_a_graph_has_what_systems_need_and_no_more(name: str) -> None:
    arrows = ("->", "==>", "---")
    assert [line for line in lines(name, LAB) if any(each in line for each in arrows)] == LINKS[
        name
    ]


@each_row(
    ("called", "dot", "mermaid"),
    [
        ("A", "a · ?", "a · ?"),
        (" ", "a · ?", "a · ?"),
        ('say "\\N"', 'say \\"\\\\N\\"\\na · ?', "say #34;#92;N#34;<br>a · ?"),
        ("a\nb & <c>", "a b &amp; <c>\\na · ?", "a b #38; #60;c#62;<br>a · ?"),
        ("1. one", "1. one\\na · ?", "1#46; one<br>a · ?"),
        ("- %%{init}%%", "- %%{init}%%\\na · ?", "#45; #37;#37;#123;init#125;#37;#37;<br>a · ?"),
        ("日本 🔥", "日本 🔥\\na · ?", "日本 🔥<br>a · ?"),
        ("x" * 60, f"{'x' * 47}…\\na · ?", f"{'x' * 47}…<br>a · ?"),
    ],
)
def test_a_name_is_only_a_name(called: str, dot: str, mermaid: str) -> None:
    assert node("dot", called).startswith(f'"a" [label="{dot}", fillcolor=')
    assert node("mermaid", called) == f's_a["{mermaid}"]:::levelUnknown'


def test_levels_production_and_plans_are_told_apart() -> None:
    dot, mermaid = lines("dot", LAB), lines("mermaid", LAB)
    assert sum("penwidth=2.5" in line for line in dot) == 1
    assert [line for line in dot if "dashed" in line and "nas ·" in line]
    assert "class s_dns_1 production" in mermaid
    assert "class s_nas planned" in mermaid
    assert 's_host["host · 3a"]:::level3a' in mermaid
    assert [line.split()[1] for line in mermaid if line.startswith("classDef")] == [
        "level3a", "levelUnknown", "production", "planned",
    ]  # fmt: skip


def test_a_graph_that_mermaid_does_not_draw_unasked_says_so() -> None:
    few, many = (
        [raw("host"), *(raw(f"s{number}", runs_on="host") for number in range(count))]
        for count in (499, 500)
    )
    assert "maxEdges" not in text_of(reported("mermaid", few).report)
    assert "With 500 links" in text_of(reported("mermaid", many).report)
