"""What stands below the views of the matrix: the words of each case, and their widths."""

from __future__ import annotations

from itertools import product

import pytest
from textual.content import Content

from labtui.data.analysis.risk_map import place_of, zone_at
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.levels import LEVELS
from labtui.text.printable import printable
from labtui.widgets.lines.colours import RISK_TOKENS, risk_style
from labtui.widgets.lines.matrix import (
    ROOM,
    TELLING,
    layer_lines,
    layer_panel,
    level_lines,
    map_legend,
    map_lines,
    map_remark,
    run_panel,
)
from tests.data.labs import Raw, assessed, lab, owners
from tests.rows import each_row

WIDTHS = (28, 38, 58, 77, 78, 98, 117, 118, 124, 148, 198)
"""Those of the views, without the padding."""

HOSTILE = (
    "写真サーバーの長い名前とそれ以上の長さ",
    "🧪👩\u200d💻🏴\u2620\ufe0f lab",
    "z\u0300\u0301\u0302\u0303" * 5,
    "e" + "\u0301" * 300,
    "שרת הגיבוי שלי",
    "abc\u202edef\u2066ghi",
    "[bold]x[/bold]",
    "[@click=app.exit]x[/] [bold",
    "a\x00b\x1b[31mc\x7f\nd\te",
    "x" * 300,
    "word " * 60,
)

SIGNS = "▄▄ you  ▄░ shared  ░░ provider  × nobody  ? not answered  – n/a"
"""What the blocks mean, as far as it fits beside all else."""

HOST: Raw = {
    "id": "host",
    "name": "The host",
    "owners": {
        "hardware": "you",
        "os": "shared",
        "backups": "nobody",
        "recovery": "nobody",
        "monitoring": "n/a",
        "access": "you",
    },
}
GUEST: Raw = {
    "id": "guest",
    "name": "The guest",
    "runs_on": "host",
    "purpose": "learning",
    "owners": {"recovery": "nobody", "access": "provider", "incidents": "you", "hypervisor": "n/a"},
}

STATES: dict[str | None, Raw] = {
    "0": {"owners": owners("provider")},
    "1": {"owners": owners("provider", application="you")},
    "2": {"owners": owners(hardware="provider")},
    "3a": {"owners": owners(), "purpose": "learning"},
    "3b": {"owners": owners(), "purpose": "reliability"},
    "failed": {"owners": owners(), "purpose": "reliability", "evidence": {"monitored": False}},
    None: {},
}
"""What a system states to be on a level."""


def guest_lines(layer: str | None, *, entered: bool = False, width: int = 198) -> list[Content]:
    found = lab(HOST, GUEST)
    return layer_lines(found, found.assessments["guest"], layer, entered, width)


def styles_of(line: Content, words: str) -> set[str]:
    """The styles some words of a line are in."""
    at = line.plain.index(words)
    return {str(s.style) for s in line.spans if s.start < at + len(words) and s.end > at}


class TestLayer:
    @pytest.mark.parametrize(
        ("layer", "said"),
        [
            pytest.param("incidents", "Incident response: you", id="own"),
            pytest.param("hardware", "Hardware: you ↑ The host", id="ancestor"),
            pytest.param("os", "Operating system: you and the provider ↑ The host", id="shared"),
            pytest.param("backups", "Backups: nobody ↑ The host", id="nobody-comes-down"),
            pytest.param("recovery", "Recovery: nobody", id="own-and-the-same-above"),
            pytest.param(
                "access",
                "Accounts and access: the provider (The host says: you)",
                id="own-against-another-above",
            ),
            pytest.param("hypervisor", "Hypervisor: does not apply", id="own-not-applicable"),
            pytest.param("monitoring", "Monitoring: does not apply ↑ The host", id="none-above"),
            pytest.param("network", "Network: not answered", id="nobody-said"),
        ],
    )
    def test_who_answers_and_who_says_so(self, layer: str, said: str) -> None:
        assert guest_lines(layer)[0].plain == said

    def test_a_host_names_no_one_else(self) -> None:
        found = lab(HOST, GUEST)
        lines = layer_lines(found, found.assessments["host"], "access", False, 198)
        assert lines[0].plain == "Accounts and access: you"

    def test_own_against_what_comes_from_further_up(self) -> None:
        top = {"id": "top", "name": "Top", "owners": {"access": "shared"}}
        host = {"id": "host", "name": "The host", "runs_on": "top"}
        found = lab(top, host, GUEST)
        lines = layer_lines(found, found.assessments["guest"], "access", False, 198)
        assert lines[0].plain.endswith("the provider (Top says: shared)")

    @each_row("above", ["shared", "provider", "nobody", "n/a"])
    def test_what_the_host_says_is_said_in_one_word(self, above: str) -> None:
        host = {**HOST, "name": "[b]Host[/b]", "owners": {"access": above}}
        found = lab(host, {**GUEST, "owners": {"access": "you"}})
        first, *_ = layer_lines(found, found.assessments["guest"], "access", False, 198)
        assert first.plain == f"Accounts and access: you ([b]Host[/b] says: {above})"

    @each_row(
        ("layer", "now"),
        [
            *((layer, "not answered") for layer in ("network", "firewall", "application")),
            ("updates", "not answered"),
            ("hardware", "now: you"),
            ("hypervisor", "now: does not apply"),
            ("os", "now: you and the provider"),
            ("backups", "now: nobody"),
            ("recovery", "now: nobody"),
            ("monitoring", "now: does not apply"),
            ("incidents", "now: you"),
            ("access", "now: the provider"),
        ],
    )
    def test_an_entered_cell_asks_and_says_what_is_so_now(self, layer: str, now: str) -> None:
        label = FACTS[f"owners.{layer}"].label
        (said, *_) = guest_lines(layer, entered=True)
        assert said.plain == f"{label}: who is responsible? {now}"
        assert styles_of(said, f"{label}: who is responsible?") == {"bold $text-primary"}
        assert styles_of(said, now) == {"$foreground-muted"}

    def test_nobody_stands_out_and_so_does_what_nobody_said(self) -> None:
        assert styles_of(guest_lines("recovery")[0], "nobody") == {"$risk-critical"}
        assert styles_of(guest_lines("backups")[0], "nobody") == {"$risk-critical"}
        assert styles_of(guest_lines("network")[0], "not answered") == {"$risk-raised"}
        assert styles_of(guest_lines("hardware")[0], "you") == set()
        assert styles_of(guest_lines("hardware")[0], "↑ The host") == {"$foreground-muted"}
        host_says = "(The host says: you)"
        assert styles_of(guest_lines("access")[0], host_says) == {"$foreground-muted"}
        assert styles_of(guest_lines("access")[0], "the provider") == set()

    def test_what_the_system_is(self) -> None:
        _, standing = guest_lines("hardware")
        said = "3a  Full-stack homelab  role lab  risk High  learning High"
        assert standing.plain.strip() == said
        assert styles_of(standing, "risk") == {"$foreground-muted"}
        assert styles_of(standing, "High") == {RISK_TOKENS["High"]}
        assert styles_of(standing, "3a") == {"$level-3a on $level-3a-tint"}

    def test_what_fails_at_the_layer(self) -> None:
        found = lab({"id": "x", "name": "x", **STATES["3b"], "backs_up_to": []})
        a = found.assessments["x"]
        *_, fails = layer_lines(found, a, "backups", False, 198)
        assert fails.plain.startswith("× No backups  It has no backup")
        assert len(layer_lines(found, a, "hardware", False, 198)) == 2

    def test_the_panel_is_named_and_says_what_the_blocks_mean(self) -> None:
        found = lab(HOST, GUEST)
        a = found.assessments["guest"]
        narrow = [line.plain for line in layer_panel(found, a, "os", False, 80, wide=False)]
        assert narrow[0].startswith("─ The guest · Operating system ───")
        assert [line.strip() for line in narrow[-2:]] == [SIGNS, "· as its host  × not done"]
        wide = [line.plain for line in layer_panel(found, a, None, False, 120, wide=True)]
        assert "┬─ What the blocks mean ──" in wide[0]
        assert wide[0].startswith("─ The guest ──")
        assert len(narrow) == len(wide) == 1 + ROOM
        meant = " ".join(word for line in wide[1:] for word in line.partition("│")[2].split())
        assert meant == (
            "▄▄▄▄▄ you ▄▄▄░░ shared ░░░░░ provider × nobody ? not answered – n/a · as its host "
            "× not done"
        )

    def test_several_that_are_as_their_host(self) -> None:
        lines = [line.plain.strip() for line in run_panel("[b]H", ["a", "b"], 80, wide=False)]
        assert lines[0].startswith("─ 2 systems as their host ──")
        assert lines[1:3] == ["In every layer as [b]H: a and b.", "z shows a line for each."]

    @each_row(
        ("level", "risk", "style"),
        [
            ("0", "Low", {RISK_TOKENS["Low"]}),
            ("2", "Medium–High", {RISK_TOKENS["Medium–High"]}),
            ("3a", "High", {RISK_TOKENS["High"]}),
            ("3b", "High, Critical until answered", set()),
            ("failed", "Critical", {RISK_TOKENS["Critical"]}),
        ],
    )
    def test_risk_is_in_its_colour_where_it_is_proven(
        self, level: str, risk: str, style: set[str]
    ) -> None:
        found = lab({"id": "x", "name": "x", **STATES[level]})
        _, standing, *_ = layer_lines(found, found.assessments["x"], "os", False, 198)
        assert f"  risk {risk}  " in standing.plain
        assert styles_of(standing, f" {risk}  ") - {"$foreground-muted"} == style

    def test_and_coloured_alike_in_the_cells_of_the_views(self) -> None:
        for state in STATES.values():
            a = lab({"id": "x", "name": "x", **state}).assessments["x"]
            if a.risk is not None:
                assert risk_style(a) == RISK_TOKENS[a.risk.now]

    def test_without_a_level(self) -> None:
        found = lab({"id": "q", "name": "q"})
        _, standing = layer_lines(found, found.assessments["q"], "os", False, 198)
        expected = "level not known  role not known  risk not known  learning not known"
        assert standing.plain == expected

    @each_row("name", HOSTILE)
    def test_five_lines_at_most_none_too_wide(self, name: str) -> None:
        for width in WIDTHS:
            found = lab({**HOST, "name": name}, {**GUEST, "name": name})
            a = found.assessments["guest"]
            for layer, wide in product((None, *LAYERS), {False, width >= 117}):
                for entered in (False, True)[: 1 if layer is None else 2]:
                    lines = layer_panel(found, a, layer, entered, width, wide=wide)
                    assert len(lines) <= 1 + ROOM
                    assert all(0 < line.cell_length <= width for line in lines), lines
                    assert all(line.plain.isprintable() for line in lines)
                    assert lines[0].plain[2] == printable(name)[0]
            lines = run_panel(name, [name] * 9, width, wide=False)
            assert all(line.cell_length <= width for line in lines), lines

    def test_what_is_said_is_whole_or_ends_in_dots(self) -> None:
        found = lab(HOST, GUEST)
        a = found.assessments["guest"]
        for width in WIDTHS:
            for layer, said in {
                "network": "Network: not answered",
                "backups": "Backups: nobody ↑ The host",
                "access": "Accounts and access: the provider (The host says: you)",
            }.items():
                first, _ = layer_lines(found, a, layer, False, width)
                assert first.plain == said or (first.plain.endswith("…") and len(said) > width)


class TestLevel:
    @each_row("level", LEVELS)
    def test_all_that_it_asks_and_the_usual_mistake(self, level: str) -> None:
        for width in WIDTHS:
            a = assessed({"id": "x", "name": "x", **STATES[level]})
            assert a.level == level
            lines = level_lines(a, width, 9)
            assert all(0 < line.cell_length <= width for line in lines)
            row = LEVELS[level]
            said = " ".join(" ".join(line.plain for line in lines).split())
            of_it = "it has to work " if level == "3b" and width < TELLING else ""
            assert (
                said == f"{of_it}{level} {row.environment} {row.asks} Usual mistake: {row.mistake}"
            )
            (mistake,) = (line for line in lines if line.plain.startswith("Usual mistake: "))
            assert styles_of(mistake, "Usual mistake") == {"$foreground-muted"}
            assert styles_of(lines[bool(of_it)], f"{level} {row.environment}"[:20]) == {"bold"}

    def test_what_narrow_rows_have_no_room_for_comes_before_the_mistake(self) -> None:
        raw = {**STATES["3b"], "intended_level": "3a", "relied_on_for": ["data", "income"]}
        lines = level_lines(assessed({"id": "x", "name": "x", **raw}), 58, 4)
        assert lines[0].plain == "▲ meant to be 3a  relied on for data, income"
        assert not any("Usual mistake" in line.plain for line in lines)
        assert len(lines) == 4

    @each_row("level", LEVELS)
    def test_three_lines_have_room_for_it_at_a_hundred_and_twenty_columns(self, level: str) -> None:
        a = assessed({"id": "x", "name": "x", **STATES[level]})
        assert len(level_lines(a, 117, 9)) <= 3

    def test_without_a_level_it_says_what_is_missing(self) -> None:
        a = assessed({"id": "x", "name": "x"})
        missing, line = level_lines(a, 78, 4)
        assert missing.plain == "who is responsible for the OS?"
        assert line.plain == "Level not known yet: who runs its operating system is not answered."
        assert len(level_lines(a, 38, 4)) == 3


UNKNOWN = [(), ("one", "two"), ("many",) * 90]
"""The names of those that are not on the map."""


class TestMap:
    @each_row("unknown", UNKNOWN)
    def test_no_more_lines_than_have_room_none_too_wide(self, unknown: tuple[str, ...]) -> None:
        for name, (level, raw) in product(HOSTILE, STATES.items()):
            a = assessed({"id": "x", "name": name, **raw})
            for width in WIDTHS:
                lines = map_lines(a, unknown, width, ROOM)
                assert len(lines) <= ROOM
                assert all(line.cell_length <= width for line in lines)
                assert bool(lines) == (level is not None or bool(unknown))

    def test_who_is_not_on_it(self) -> None:
        (line,) = map_lines(None, ["one", "two"], 78, ROOM)
        assert line.plain == "Not on the map, no level yet: one, two"
        assert map_lines(None, (), 78, ROOM) == []

    def test_where_a_system_stands(self) -> None:
        a = assessed({"id": "x", "name": "[b]x[/b]", **STATES["3b"]})
        first, *meaning = map_lines(a, (), 198, ROOM)
        assert first.plain.startswith(" 3b  Full-stack production  role production")
        assert "▲ production at critical risk" in first.plain
        assert meaning

    @each_row("level", LEVELS)
    @each_row("unknown", UNKNOWN)
    @each_row("room", [ROOM, ROOM + 1])
    def test_what_it_means_is_whole_or_ends_in_dots(
        self, room: int, unknown: tuple[str, ...], level: str
    ) -> None:
        for width in WIDTHS:
            a = assessed({"id": "x", "name": "x", **STATES[level]})
            place = place_of(a)
            assert place is not None
            zone = zone_at(*place)
            assert zone is not None
            meaning, listed = zone.meaning, f"Not on the map, no level yet: {', '.join(unknown)}"
            lines = [line.plain for line in map_lines(a, unknown, width, room)]
            at = next(i for i, line in enumerate(lines) if meaning.startswith(line[:8]))
            said = lines[at:]
            assert at >= 1
            if unknown:
                last = said.pop()
                assert last == listed or (last.endswith("…") and len(listed) > width)
                assert listed.startswith(last.rstrip(", …"))
                assert last != listed or len(listed) <= width
            rest = room - at - bool(unknown)
            assert 1 <= len(said) <= rest
            text = " ".join(said)
            if text != meaning:
                assert text.endswith("…")
                assert meaning.startswith(text.rstrip(" …"))
                assert len(said) == rest
                assert len(meaning) > width * rest - 16 * rest  # no more is cut than must be
            assert "…" not in text[:-1]

    def test_a_line_that_is_free_says_the_rest_of_where_it_stands(self) -> None:
        a = assessed({"id": "x", "name": "A name of thirty letters or so", **STATES["3b"]})
        (first, *_), (same, more, *_) = map_lines(a, (), 58, 3), map_lines(a, (), 58, 4)
        assert first.plain == same.plain == " 3b  Full-stack production  role production"
        assert more.plain == "risk High, Critical until answered  learning Medium"

    def test_what_is_said_beside_a_name_and_what_the_signs_mean(self) -> None:
        said = {
            "meant to be 3a": {"intended_level": "3a", "relied_on_for": ["data"]},
            "data and income": {"relied_on_for": ["data", "income"]},
            "": {"purpose": "reliability"},
        }
        for words, raw in said.items():
            a = assessed({"id": "x", "name": "x", "owners": owners(), **raw})
            assert map_remark(a) == words
        assert map_legend(120).endswith("? unproven")
        assert map_legend(80) == "↑ worse than usual  ↓ better  ← learns less"
        assert map_legend(60) == ""

    def test_what_it_means_is_cut_and_is_whole_at_some_widths(self) -> None:
        a = assessed({"id": "x", "name": "x", **STATES["3b"]})
        assert map_lines(a, (), 28, ROOM)[-1].plain.endswith("…")
        assert not map_lines(a, (), 198, ROOM)[-1].plain.endswith("…")
        assert map_lines(None, ("many",) * 90, 78, ROOM)[-1].plain.endswith("…")
