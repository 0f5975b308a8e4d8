"""What completions are offered: ids, facts and values, of whatever inventory there is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from labtui.__main__ import main
from labtui.data.framework.facts import FACTS
from tests.cli.conftest import written
from tests.rows import each_row

LAB = """\
schema = 1
[[systems]]
id = "nas"
name = "NAS"
site = "attic"
tags = ["rack", "two words"]
[[systems]]
id = "vault"
name = "Vaultwarden\\u001b[31m"
[[systems]]
id = "old"
name = "Old box"
status = "retired"
[[systems]]
id = "No Id;"
name = "x"
[[systems]]
name = 7
"""


@pytest.fixture
def offered(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """A home with an inventory at the usual place."""
    monkeypatch.setenv("LABTUI_FILE", written(home, LAB))
    monkeypatch.chdir(home)
    return home


def complete(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> dict[str, str]:
    """The candidates with what they mean."""
    monkeypatch.setattr(sys, "argv", ["labtui", "--complete", *words])
    assert main() == 0
    out, err = capsys.readouterr()
    assert err == ""
    found = dict(line.split("\t") for line in out.splitlines())
    assert all(word.startswith(words[-1]) for word in found)
    return found


@each_row(
    ("typed", "words"),
    [
        ("ids show ", "nas vault old"),
        ("ids check nas ", "vault old"),
        ("ids show v", "vault"),
        ("words set ", "nas vault old"),
        ("words set nas si", "site="),
        ("words set nas evidence.r", "evidence.restore_tested="),
        ("words set nas smell_test.", "date= restore= detect= understand= rebuild= own= notes."),
        ("words set nas purpose=learning va", ""),
        ("words set nas owners.hardware=", "you shared provider nobody"),
        ("facts add x Exposure=i", "isolated internet"),
        ("facts add x runs_on=", "nas vault old"),
        ("facts add x depends_on=", "[] nas vault old"),
        ("facts add x depends_on=nas,", "nas,vault nas,old"),
        ("facts add x depends_on+=o", "old"),
        ("facts add x tags-=", "[] rack"),
        ("facts add x site=", "attic"),
        ("facts add x changed", ""),
        ("facts add x evidence.patched=", "today never"),
        ("facts add x evidence.exportable=", "yes no n/a"),
        ("facts add x retirement.keep_until=", "today"),
        ("facts add x evidence.mfa=", "yes no"),
        ("facts add x notes=", ""),
        ("facts add x wrong=", ""),
        ("unknown show ", ""),
    ],
)
def test_what_is_offered(
    offered: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: str,
    words: str,
) -> None:
    start = typed.rpartition(" ")[2]
    start = start[: max(start.rfind("."), start.rfind("=")) + 1]
    if start == "evidence." or not words or words == "site=":
        start = ""
    found = complete(monkeypatch, capsys, *typed.split(" "))
    assert [*found] == [start + word for word in words.split()]


def test_each_fact_that_can_be_set_is_found_and_what_it_means(
    offered: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found: dict[str, str] = {}
    tables = [""]
    while tables:
        more = complete(monkeypatch, capsys, "facts", "add", "x", tables.pop())
        tables += [word for word in more if word.endswith(".")]
        found |= more
    keys = {word.removesuffix("=") for word in found if word.endswith("=")}
    assert keys == FACTS.keys() - {"id", "changed"}
    assert found["owners.os="] == "Operating system owner"
    assert complete(monkeypatch, capsys, "ids", "") == {
        "nas": "",
        "vault": "Vaultwarden␛[31m",
        "old": "Old box (retired)",
    }


@each_row(
    "text",
    [
        None,
        "",
        "[[systems]\nid =",
        "schema = 99\n[[systems]]\nid = 'new'\n",
        "\0\xff",
        "systems = 3",
    ],
)
def test_of_an_inventory_that_cannot_be_read_nothing_is_offered_nor_said(
    offered: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str | None,
) -> None:
    file = offered / "broken dir" / "lab.toml"
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    if text is not None:
        file.write_text(text, encoding="latin-1")
    found = complete(monkeypatch, capsys, "ids", "--file", '"broken dir/lab.toml"', "show", "")
    assert [*found] == (["new"] if text and "99" in text else [])
    assert complete(monkeypatch, capsys, "ids", f"--file={file.parent}", "show", "") == {}
    assert [*complete(monkeypatch, capsys, "ids", "--file", "'", "show", "n")] == ["nas"]


def test_without_a_word_it_is_no_option(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in ([], ["ids"]):
        monkeypatch.setattr(sys, "argv", ["labtui", "--complete", *words])
        assert main() == 2
        assert "Unknown option --complete" in capsys.readouterr().err
