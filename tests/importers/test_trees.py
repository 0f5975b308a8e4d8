"""YAML and JSON as trees: what stands in files, and what is refused."""

from __future__ import annotations

import random

import pytest

from labtui.importers import trees, yaml_events
from labtui.importers.files import UnreadableError
from tests.importers.growth import grows_in_line
from tests.rows import each_row

SAMPLE = """\
# A comment
x-base: &base   # another
  restart: unless-stopped
  ports: ["80:80", 443:443, 2222:22]
services:
  web:
    <<: *base
    image: nginx:1e3
    command: >-
      one
        two
    ports: !override
      - 8080:80
    "quoted # key": 'it''s'
  old: !reset null
---
second: {flow: [a, b: c], empty: }
"""


@each_row(
    ("text", "tree"),
    [
        ("a: 2222:22", {"a": "2222:22"}),
        ("[no, 0123, 1e3, 12_000, 2024-01-01]", ["no", "0123", "1e3", "12_000", "2024-01-01"]),
        ("a: [true, False, ~, null, '', 'true']", {"a": [True, False, None, None, "", "true"]}),
        ("a: b: c", "mapping values are not allowed here, at line 1"),
        ("- a\n- b # c\n-\n", ["a", "b", None]),
        ("a: one\n  two\n\n  three # c\nb: x:y #z\n", {"a": "one two\nthree", "b": "x:y"}),
        ("a: b\t# tabs\r\nc:\td\r\n", {"a": "b", "c": "d"}),
        ("1: a\ntrue: b\n~: c", {"1": "a", "true": "b", "~": "c"}),
        ("a: 1\nb: 2\na: 3", {"a": "3", "b": "2"}),
        ("a: {{ jinja }}", {"a": {}}),
        ("[!vault |\n  66", "found character '|' that cannot start any token, at line 1"),
        ("- !vault |\n  66\n- !secret x\n- !ENV ${X}\n- !include x", [None, None, None, "x"]),
        ("a: &x {b: 1}\nc: &x {b: 2}\nd: *x", {"a": {"b": "1"}, "c": {"b": "2"}, "d": {"b": "2"}}),
        ("- &a {k: 1}\n- {<<: [*a, {k: 3, m: 3}], m: 4}", [{"k": "1"}, {"m": "4", "k": "1"}]),
        ("%YAML 1.1\n---\na: yes", {"a": "yes"}),
        ('{"a": [1.50, true, null]}', {"a": ["1.50", True, None]}),
        ("", None),
        ("---\n---\na: 1\n", {"a": "1"}),
        ("a: *b", "an alias of something that is not defined before it, at line 1"),
        ("a: &a [*a]", "an alias of something that is not defined before it, at line 1"),
        ("a:\n  b: !!python/name:os.system", "a tag that makes objects of a program, at line 2"),
        ("a: {%  if b %}", "found character '%' that cannot start any token, at line 1"),
        ("a: 1\nb: \x1b[0m", "a control character, at line 2"),
        ("a: [" * 5000, "nested too deeply, at line 1"),
        ("[" * 5000 + "]" * 5000, "nested too deeply"),
        ("[" * 500 + "]" * 500, "nested too deeply"),
        ("- " * 5000, "nested too deeply, at line 1"),
        ("{" * 5000, "nested too deeply, at line 1"),
        ("\n".join(f"{' ' * n}a:" for n in range(500)), "nested too deeply, at line 101"),
    ],
)  # fmt: skip
def test_a_text_as_a_tree(text: str, tree: trees.Tree) -> None:
    if isinstance(tree, str):
        with pytest.raises(UnreadableError) as error:
            trees.document(text)
        assert str(error.value).removeprefix("not valid YAML: ") == tree
    else:
        assert trees.document(text) == tree


def test_documents_with_anchors_and_compose_tags() -> None:
    first, second = trees.documents(SAMPLE)
    assert isinstance(first, dict)
    services = first["services"]
    assert isinstance(services, dict)
    web = services["web"]
    assert web == {
        "image": "nginx:1e3",
        "command": "one\n  two",
        "ports": ["8080:80"],
        "quoted # key": "it's",
        "restart": "unless-stopped",
    }
    assert isinstance(web["ports"], trees.OverridingList)
    assert isinstance(services["old"], trees.OverridingList)
    assert second == {"second": {"flow": ["a", {"b": "c"}], "empty": None}}


@each_row("link", ["[{}]", "{{a: {}, b: {}}}"], ids=["deep", "wide"])
def test_aliases_that_grow_are_refused(link: str) -> None:
    text = "a0: &a0 x\n" + "".join(
        f"a{n}: &a{n} " + link.format(*[f"*a{n - 1}"] * 2) + "\n" for n in range(1, 200)
    )
    with pytest.raises(UnreadableError, match="at line"):
        trees.documents(text)


@each_row("text", ['{"a\\ud800": "\\udfffb \\ud83c\\udf09"}', '"a\\ud800": "\\udfffb 🌉"'])
def test_half_characters_become_signs_that_files_can_hold(text: str) -> None:
    assert trees.document(text) == {"a\N{REPLACEMENT CHARACTER}": "\N{REPLACEMENT CHARACTER}b 🌉"}


def test_no_mutation_gives_another_error_or_a_word_on_the_terminal(
    capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    chance = random.Random(13)
    reasons = []
    for _ in range(60):
        characters = list(SAMPLE)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(characters))
            characters[at : at + chance.randint(0, 3)] = chance.choice(
                "&*!|>'\"%@`{}[],:?-# \t\n~é\0"
            )
        try:
            trees.documents("".join(characters))
        except UnreadableError as error:
            reasons.append(str(error))
    assert reasons
    assert all(reason.isprintable() for reason in reasons)
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


def test_the_cost_grows_as_the_text_does() -> None:
    item = "  - name: value # c\n    'more': [a, b]\n"
    assert grows_in_line(lambda size: trees.documents("list:\n" + item * size), 800)


@pytest.mark.parametrize(
    "text", ["a: b\n" * 100, "- [a, {}]\n" * 90, "- - &a a\n" * 100, "x: >\n y\n" * 99]
)
def test_a_text_that_would_take_long_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "MOST_TOKENS", 100)
    with pytest.raises(UnreadableError, match="more than 100 keys, values and signs"):
        trees.documents(text)
    monkeypatch.setattr(trees, "LARGEST", 20_000)
    with pytest.raises(UnreadableError, match="more than 20 kB"):
        trees.documents(text * 300)
