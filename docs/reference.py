"""Makes the pages of the reference that the code knows best: commands, file and rules.

.venv/bin/python docs/reference.py
"""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from labtui.cli.parser import Parser
from labtui.cli.registry import COMMANDS, command_parser, program_parser
from labtui.data.assessment.explain import why_finding
from labtui.data.assessment.models import Settings
from labtui.data.assessment.rules import RULES
from labtui.data.assessment.rules.rule import Rule
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import ENTRIES, FACTS, SOURCE
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.severities import SEVERITIES
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.text.wording import join_words

HERE = Path(__file__).parent
DAY = date(2026, 11, 28)
"""The day that the examples of the rules are written for."""


def page(title: str, *parts: str) -> str:
    """A page, with where it comes from, which readers do not see."""
    made = "<!-- Made by docs/reference.py from the code. -->"
    return "\n\n".join([f"# {title}", made, *parts]) + "\n"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown."""
    lines = [[*heads], *([*row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(
        f"| {' | '.join(each.replace('|', chr(92) + '|') for each in line)} |" for line in lines
    )


# --- commands


def commands() -> str:
    """Every command with its arguments and options."""
    program = program_parser()
    shared = set(program.options)
    parts = [
        "`labtui` alone opens the app. What is typed wrongly gets one message that says what would "
        "be right. `labtui COMMAND --help` says the same as this page, and more. What stands in "
        "`[]` may be left out.",
        "## Options before a command",
        "`--file`, `--as-of` and `--color` may stand after a command, too.",
        table(["option", ""], _options(program, set())),
        "## Exit status",
        table(
            ["status", "when"],
            [
                ["0", "it is done, whatever was found"],
                ["1", "`check --fail-on` found it; with `refresh --dry-run`, something differs"],
                ["2", "wrong usage, an unknown id, an unreadable inventory; nothing is written"],
                ["3", "it is written, but what there was to say could not be said"],
                ["70", "an error in labtui, with the file to report"],
            ],
        ),
    ]
    for name, listed in COMMANDS.items():
        parser = command_parser(name)
        help = parser.description or listed.help
        parts += [f"## labtui {name}", " ".join(help.split())]
        rows = [*_arguments(parser), *_options(parser, shared)]
        if rows:
            parts.append(table(["argument or option", ""], rows))
        if name == "set":
            parts.append(table(["how to write a fact", ""], _written(parser)))
        parts.append("```sh\n" + "\n".join(parser.examples) + "\n```")
        parts += [f"See {_SEE[name]}."] if name in _SEE else []
    return page("Commands", *parts)


_SEE = {
    "check": "[Check as a habit](checking.md)",
    "rebuild": "[Practise the loss](before-retiring.md#practise-the-loss)",
    "retire": "[Before something goes](before-retiring.md)",
    "drill": "[Drills](drill.md)",
    "add": "[`labtui set`](#labtui-set) for how to write facts, [the templates]"
    "(framework.md#templates-for-a-new-system), and [the file](file.md) for all facts",
    "set": "[the file](file.md) for all facts",
    "remove": "[Keep the file](keeping.md#remove-a-system)",
    "import": "[Import](import.md) for the sources",
    "refresh": "[Notice what changed](refresh.md)",
    "export": "[Export](export.md) for the formats",
    "merge": "[Share](sharing.md#several-hosts-or-people-through-git)",
    "restore": "[Keep the file](keeping.md#take-something-back)",
}
"""Where more stands about a command."""


def _written(parser: Parser) -> Iterator[list[str]]:
    (_, how), *_ = parser.more()
    return ([f"`{form}`", what] for form, what in how)


def _arguments(parser: Parser) -> Iterator[list[str]]:
    for action in parser._get_positional_actions():
        named = str(action.metavar)
        yield [f"`{named}`" if action.required else f"`[{named}]`", str(action.help)]


def _options(parser: Parser, without: set[str]) -> Iterator[list[str]]:
    for name, action in parser.options.items():
        if name == action.option_strings[0] and not without.intersection(action.option_strings):
            value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
            names = ", ".join(f"`{each}{value}`" for each in action.option_strings)
            yield [names, str(action.help)]


# --- the file


def file() -> str:
    """Every key of an inventory."""
    parts = [
        "An inventory is one TOML file. `labtui paths` says where it is. A whole one with comments "
        "is that of the example lab: `labtui --demo`, then `E`. In short:",
        '```toml\nschema = 1\n\n[settings]\npatch_days = 30\n\n[[systems]]\nid = "vault"\n'
        'name = "Vaultwarden"\nruns_on = "nas"\nrelied_on_for = ["authentication"]\n\n'
        "[systems.evidence]\npatched = 2026-11-21\n```",
        "`[settings]` and each system may leave out any key; only `id` and `name` are needed. A "
        "key that is not there is not answered. Keys that labtui does not know stay in the file, "
        "and `labtui check` names them. A key with a dot stands in a table: `evidence.patched` is "
        "`patched` in `[systems.evidence]`.",
        "Edit it by hand, or let `labtui set ID KEY=VALUE` write it; `labtui help set` says how. "
        "*Inherited* means that the answer of the host or group counts if there is none.",
        "## At the top",
        table(
            _HEADS,
            [
                [
                    "`schema`",
                    "1",
                    "the format of the file; a higher one is read, and never written",
                ],
                *(
                    [
                        f"`settings.{name}`",
                        "days",
                        f"{_DAYS[name]}; {default} if not stated",
                    ]
                    for name, default in Settings()._asdict().items()
                ),
                ["`systems`", "tables", "`[[systems]]`, one a system"],
                ["`sources`", "tables", "`[[sources]]`, what was imported and is read again"],
            ],
        ),
    ]
    for group, facts in groupby(FACTS.values(), key=lambda fact: fact.group):
        parts += [f"## {group}", *_group([*facts])]
    for name, entry in ENTRIES.items():
        parts += [
            f"## {name}",
            f"A list of tables, `{name} = [{{ … }}]` or `[[systems.{name}]]`.",
            table(_HEADS, (_fact(fact, f"{name}.") for fact in entry.values())),
        ]
    parts += [
        "## sources",
        "labtui keeps them; [Importing](import.md) says what for.",
        table(_HEADS, (_fact(fact, "sources.") for fact in SOURCE.values())),
    ]
    return page("The file", *parts)


_DAYS = {
    "review_days": "how long a smell test counts",
    "patch_days": "how long patches count",
    "restore_days": "how long a restore test counts",
    "config_days": "how long a review of the settings counts",
    "experiment_days": "how long something tried counts",
}


_HEADS = ("key", "takes", "what it says")


def _group(facts: list[Fact]) -> Iterator[str]:
    """The facts of a group; values that many of them take are explained once."""
    taken = Counter(_values(fact) for fact in facts if fact.choices)
    shared, times = taken.most_common(1)[0] if taken else ("", 0)
    if times > 2:
        yield f"Most take one of these values: {shared}"
    else:
        shared = ""
    yield table(_HEADS, (_fact(fact, shared=shared) for fact in facts))


def _values(fact: Fact) -> str:
    """The values that a fact takes, with what they mean where their names do not say it."""
    values = (
        f"`{value}`: {meaning}" if meaning else f"`{value}`"
        for value, meaning in (fact.choices or {}).items()
    )
    return "; ".join(values) + "."


def _sentence(said: str) -> str:
    """A sentence of what is said in a few words."""
    end = "" if said.endswith((".", "?")) else "."
    first = said[0] if said.startswith("labtui") else said[0].upper()
    return f"{first}{said[1:]}{end}"


def _fact(fact: Fact, before: str = "", shared: str = "") -> list[str]:
    question = fact.question.format(name="it").replace(" of it?", "?")
    said = [_sentence(each) for each in (question, fact.help) if each] or [_sentence(fact.label)]
    if fact.choices and _values(fact) != shared:
        said.append(_values(fact))
    if fact.none:
        said.append(f"The empty list says: {fact.none}.")
    if fact.inherited:
        said.append("Inherited.")
    if fact.needed:
        said.append("An entry does not count without it.")
    takes = "a value" if fact.choices else fact.expected
    takes = "a list of values" if fact.choices and fact.shape.value == "choices" else takes
    return [f"`{before}{fact.key}`", takes, " ".join(said)]


# --- the rules


def rules() -> str:
    """Every rule: when it holds, why there is it, an example, and what labtui says of that."""
    written = tomllib.loads(HERE.joinpath("rules.toml").read_text("utf-8"))
    parts = [
        "A finding is where the facts and the way a system is used do not fit. [The "
        "framework](framework.md#findings) has them in one table. Each example is a whole "
        f"inventory on {DAY}. *Not proven* means: it holds only because something is not answered."
    ]
    titles = Counter(rule.title for rule in RULES.values())
    for rule in RULES.values():
        heading = f"{rule.title} (level {_levels(rule)})" if titles[rule.title] > 1 else rule.title
        parts += [f"## {heading}", f"`{rule.id}`", written[rule.id]["reason"], _severities(rule)]
        parts += [f"```toml\n{written[rule.id]['example'].strip()}\n```", _said(rule, written)]
    return page("Rules", *parts)


def _levels(rule: Rule) -> str:
    """The levels at which a rule holds, to tell it from another one of its title."""
    return join_words(level for level in LEVELS if any(level in row.levels for row in rule.rows))


def _severities(rule: Rule) -> str:
    """How severe it is at each level, where it holds."""
    rows = []
    for level in (*LEVELS, None):
        here = [row for row in rule.rows if level in row.levels]
        if here:
            rows.append(
                (
                    _worst_first(row.production for row in here),
                    _worst_first(row.other for row in here),
                    level or "not known",
                )
            )
    grouped = groupby(rows, key=lambda row: row[:2])
    return table(
        ["level", "people rely on it", "otherwise"],
        ([", ".join(row[2] for row in same), *severities] for severities, same in grouped),
    )


def _worst_first(found: Iterable[str | None]) -> str:
    severities = {*found}
    return ", ".join(each for each in reversed(SEVERITIES) if each in severities) or "–"


def _said(rule: Rule, written: dict[str, dict[str, str]]) -> str:
    """What labtui says of the example."""
    workspace = opened(written[rule.id]["example"])
    for a in workspace.assessments:
        for finding in a.findings:
            if finding.rule == rule.id:
                why = why_finding(workspace.lab, a, finding)
                mark = ", not proven" if finding.unproven else ""
                facts = [f"`{key}`" for key in dict.fromkeys(rule.facts(a))]
                title = why.subject if why.subject.endswith("?") else f"{why.subject}."
                return (
                    f"labtui says of `{a.id}` ({finding.severity}{mark}):\n\n"
                    f"> **{title}** {why.rule}\n>\n> → {why.remedy}\n\n"
                    f"It is based on {join_words(facts, most=6)}."
                )
    raise AssertionError(f"the example of {rule.id} has no such finding")


def opened(text: str) -> Workspace:
    """An inventory, assessed as of the day of the examples."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "lab.toml")
        path.write_text(f"schema = 1\n{text}", encoding="utf-8")
        return Workspace(Store(path, None, create=False), DAY, read_only=True)


PAGES = {"commands": commands, "file": file, "rules": rules}
"""The pages by name."""


if __name__ == "__main__":
    os.environ["COLUMNS"] = "10000"  # Markdown breaks the lines
    for name, make in PAGES.items():
        HERE.joinpath(f"{name}.md").write_text(make(), encoding="utf-8")
