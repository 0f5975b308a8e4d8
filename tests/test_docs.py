"""The docs say what the code does: every name of the framework, and no finding that isn't one."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from labtui.data.assessment.models import Settings
from labtui.data.assessment.rules import RULES
from labtui.data.framework.events import EVENTS
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import LAYERS, OWNERS
from labtui.data.framework.levels import CONTROLLED_HIGH, LEVELS, RISKS
from labtui.data.framework.practices import PRACTICES
from labtui.data.framework.questions import QUESTIONS
from labtui.data.framework.roles import ROLES, Verdict
from labtui.data.framework.severities import SEVERITIES
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.data.framework.systems import HOLDS
from labtui.data.framework.templates import TEMPLATES
from labtui.data.preferences.settings import KNOWN, SIGNS, THEMES
from tests.rows import each_row

ROOT = Path(__file__).parents[1]
FRAMEWORK = ROOT.joinpath("docs", "framework.md").read_text(encoding="utf-8")
SETTINGS = ROOT.joinpath("docs", "settings.md").read_text(encoding="utf-8")
FINDINGS = re.findall(
    r"^\| `(.+?)` \| .+ \| (.+?) \| (.+?) \|$",
    FRAMEWORK.partition("\n## Findings\n")[2].partition("\n## ")[0],
    re.MULTILINE,
)
"""The rows of the findings table: rule, severities where people rely on it, and otherwise."""

RELIED_ON = FACTS["relied_on_for"].choices or {}
EVIDENCE = [key.removeprefix("evidence.") for key in FACTS if key.startswith("evidence.")]
DECISIONS = ("blocked", "careful", "clear")
DAYS = list(Settings._fields)
NAMES = {
    "level": LEVELS,
    "role": ROLES,
    "layer": LAYERS,
    "owner": (*OWNERS, NOT_APPLICABLE),
    "practice": PRACTICES,
    "question": QUESTIONS,
    "verdict": get_args(Verdict),
    "event": EVENTS,
    "evidence": EVIDENCE,
    "reliance": RELIED_ON,
    "days": DAYS,
    "decision": DECISIONS,
    "holds": HOLDS,
    "template": TEMPLATES,
}


@each_row("what", NAMES)
def test_the_framework_names_all(what: str) -> None:
    assert [name for name in NAMES[what] if f"`{name}`" not in FRAMEWORK] == []


def test_the_framework_names_all_risks() -> None:
    assert [risk for risk in (*RISKS, CONTROLLED_HIGH) if risk not in FRAMEWORK] == []


@each_row("level", LEVELS)
def test_a_level_starts_where_the_code_says(level: str) -> None:
    row = next(line for line in FRAMEWORK.splitlines() if line.startswith(f"| `{level}` |"))
    starts = f"| {LEVELS[level].risk_word} → {LEVELS[level].learning_word} |"
    assert row.endswith(starts)


def test_the_framework_gives_the_days_their_defaults() -> None:
    defaults = dict(re.findall(r"`(\w+_days)` \((\d+)\)", FRAMEWORK))
    assert defaults == {name: str(getattr(Settings(), name)) for name in DAYS}


def test_every_finding_stands_once_in_the_table() -> None:
    assert Counter(rule for rule, _, _ in FINDINGS) == Counter(RULES.keys())


@each_row(("rule", "relied_on", "otherwise"), FINDINGS)
def test_a_finding_is_as_severe_as_the_table_says(
    rule: str, relied_on: str, otherwise: str
) -> None:
    def worst_first(severities: set[str | None]) -> str:
        listed = [severity for severity in reversed(SEVERITIES) if severity in severities]
        return ", ".join(listed) or "–"

    rows = RULES[rule].rows
    assert relied_on == worst_first({row.production for row in rows})
    assert otherwise == worst_first({row.other for row in rows})


def test_the_settings_are_those_of_the_code() -> None:
    themes = SETTINGS.partition("| theme | |")[2].partition("\n\n")[0]
    assert tuple(re.findall(r"`([a-z-]+)`", themes)) == THEMES
    assert set(re.findall(r'`?signs = "(\w+)"', SETTINGS)) == set(SIGNS)
    written = re.findall(r"^(?:\[(\w+)\]|(\w+) = )", SETTINGS.partition("```toml")[2], re.MULTILINE)
    assert {table or key for table, key in written} | {"signs"} == set(KNOWN)


def test_every_page_of_the_docs_is_in_the_site() -> None:
    site = ROOT.joinpath("mkdocs.yml").read_text(encoding="utf-8")
    pages = {path.name for path in ROOT.glob("docs/*.md")}
    assert set(re.findall(r"([\w-]+\.md)$", site, re.MULTILINE)) == pages


def test_a_recording_draws_once_what_does_not_move(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    recording = runpy.run_path(str(ROOT / "docs" / "recording.py"))
    light, nord = (
        ROOT.joinpath("docs", f"overview-{theme}.svg").read_text(encoding="utf-8")
        for theme in ("light", "nord")
    )
    moved = recording["moving"]([light, nord, nord], [1, 2, 1])
    assert {*re.findall(r"@keyframes (\S+)", moved)} == {"f0-0", "f1-2"}
    assert "f1-2 { 0.00% { visibility: hidden } 25.00% { visibility: visible } }" in moved
    still = recording["moving"]([light, light], [1, 1])
    assert "@keyframes" not in still
    texts = [
        len(re.findall("<text .*</text>", svg.replace("><", ">\n<"))) for svg in (still, light)
    ]
    assert texts[0] == texts[1]
    readme = ROOT.joinpath("README.md").read_text(encoding="utf-8")
    assert all(f"(docs/{name}.svg)" in readme for name in recording["RECORDINGS"])
