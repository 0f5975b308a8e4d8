"""Inventories written in a layout that is kept throughout, from plain tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

SCALARS = ["kind", "url", "notes", "exposure", "purpose", "location", "intended_level"]
LISTS = ["tags", "used_by", "depends_on"]
TABLES = {
    "owners": ["os", "hardware", "access", "firewall"],
    "evidence": ["patched", "wipeable", "monitored", "restore_tested"],
}
WORDS = ["you", "two words", "x", "it's", "a-long-value", "[no header]", "# none", "é"]


@dataclass
class Layout:
    """How a file is laid out."""

    header: str
    """The indentation of `[[systems]]`."""
    step: str
    """That of its pairs, below that of the header."""
    table: str
    """That of the headers of its tables, below that of `[[systems]]`."""
    quote: str
    equals: str
    """`tight` and `wide` align the equals signs."""
    form: str
    braces: str
    comma: str
    brackets: str
    array: str
    gap: int
    system_gap: int
    footer: str
    newline: str

    @classmethod
    def drawn(cls, chance: Random) -> Layout:
        indent, step = chance.choice(("", "", "  ", "\t")), chance.choice(("", "", "  ", "\t"))
        return cls(
            header=indent,
            step=step,
            table=chance.choice(("", step, "    ")),
            quote=chance.choice("\"'"),
            equals=chance.choice((" = ", " = ", "=", " =  ", "tight", "wide")),
            form=chance.choice(("header", "header", "dotted", "inline", "inline with history")),
            braces=chance.choice((" ", "")),
            comma=chance.choice((", ", ",", " , ")),
            brackets=chance.choice(("", " ")),
            array=chance.choice(("line", "lines", "lines without last comma", "comma first")),
            gap=chance.choice((0, 0, 1)),
            system_gap=chance.choice((0, 1, 1, 2)),
            footer=chance.choice(("", "", "# vim: set ft=toml:\n", "# That is all.\n")),
            newline=chance.choice(("\n", "\n", "\r\n")),
        )


@dataclass
class Item:
    """A list's element, or for None only a comment on a line of its own."""

    text: str | None
    comment: str = ""


@dataclass
class System:
    """What a system says, in order, with its comments."""

    facts: dict[str, Any]
    """Scalars, lists of `Item`, tables, and the history as a list of tables."""
    comments: dict[str, str] = field(default_factory=dict)
    """On the line of a fact, by its dotted key."""
    above: dict[str, str] = field(default_factory=dict)
    """Above the line of a fact."""
    banner: str = ""
    marker: str = ""
    columns: dict[str, int] = field(default_factory=dict)
    """Where the equals signs of each table are aligned."""

    @property
    def raw(self) -> dict[str, Any]:
        return {key: plain(value) for key, value in self.facts.items()}


def plain(value: Any) -> Any:
    if isinstance(value, list) and any(isinstance(item, Item) for item in value):
        return [item.text for item in value if item.text is not None]
    return value


class Writer:
    """Writes systems in one layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def file(self, systems: list[System]) -> bytes:
        between = "\n" * self.layout.system_gap
        text = "schema = 1\n\n" + between.join(map(self.system, systems))
        if self.layout.footer:
            text += "\n" + self.layout.footer
        return text.replace("\n", self.layout.newline).encode()

    def system(self, system: System) -> str:
        layout = self.layout
        lines = [*filter(None, (system.marker, system.banner)), f"{layout.header}[[systems]]"]
        pairs: dict[str, Any] = {}
        tables: list[tuple[str, str, dict[str, Any]]] = []
        for key, value in system.facts.items():
            if isinstance(value, dict) and layout.form == "header":
                tables.append((key, f"[systems.{key}]", value))
            elif isinstance(value, dict) and layout.form == "dotted":
                pairs |= {f"{key}.{name}": inner for name, inner in value.items()}
            elif key == "history" and layout.form != "inline with history":
                tables += [(key, "[[systems.history]]", entry) for entry in value]
            else:
                pairs[key] = value
        indent = layout.header + layout.step
        lines += self.pairs(system, "", pairs, indent)
        for number, (key, header, values) in enumerate(tables):
            indent = layout.header + layout.table
            lines += [""] * layout.gap + [indent + header]
            place = f"{key}{number}" if key == "history" else key
            lines += self.pairs(system, place, values, indent + layout.step)
        return "".join(line + "\n" for line in lines)

    def pairs(self, system: System, table: str, values: dict[str, Any], indent: str) -> list[str]:
        layout = self.layout
        if layout.equals == "wide":
            column = 28
        elif layout.equals == "tight" and values:
            known = system.columns.get(table)
            column = known or max(map(len, values)) + 1
            system.columns[table] = column
        else:
            column = 0
            system.columns.pop(table, None)
        lines = []
        for key, value in values.items():
            name = f"{table}.{key}" if table else key
            if above := system.above.get(name):
                lines.append(indent + above)
            start = f"{key:{column}}= " if column else key + layout.equals
            written = self.value(value, indent)
            lines.append(indent + start + written + system.comments.get(name, ""))
        return lines

    def value(self, value: Any, indent: str = "") -> str:
        layout = self.layout
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str):
            return f"'{value}'" if layout.quote == "'" and "'" not in value else f'"{value}"'
        if isinstance(value, dict):
            equals = " = " if layout.braces else "="
            items = [f"{key}{equals}{self.value(inner)}" for key, inner in value.items()]
            braces = layout.braces
            return f"{{{braces}{layout.comma.join(items)}{braces}}}" if items else "{}"
        if not isinstance(value, list):
            return str(value)
        items = [v if isinstance(v, Item) else Item(self.value(v)) for v in value]
        if not items:
            return "[]"
        texts = [
            None if item.text is None else item.text if item not in value else self.value(item.text)
            for item in items
        ]
        if layout.array == "line":
            return f"[{layout.brackets}{layout.comma.join(filter(None, texts))}{layout.brackets}]"
        return self.lines(items, texts, indent)

    def lines(self, items: list[Item], texts: list[str | None], indent: str) -> str:
        lines = ["["]
        ending = self.layout.array
        count = sum(text is not None for text in texts)
        number = 0
        for item, text in zip(items, texts, strict=True):
            if text is None:
                lines.append(f"{indent}    {item.comment}")
                continue
            number += 1
            first = ", " if ending == "comma first" and number > 1 else "  "
            last = "," if ending == "lines" or (ending[0] == "l" and number < count) else ""
            lines.append(f"{indent}  {first}{text}{last}{item.comment}")
        return "\n".join([*lines, indent + "]"])


def scalar(chance: Random) -> Any:
    return chance.choice((*WORDS, True, 3, date(2026, 1, 2)))


def items(chance: Random, layout: Layout) -> list[Item]:
    """The elements of a list, with comments where there is room for any."""
    found = [Item(text) for text in chance.sample(WORDS, chance.randint(1, 4))]
    if layout.array != "line":
        for item in found:
            item.comment = chance.choice(("", "", f"  # about {item.text}"))
        if chance.random() < 0.3:
            found.insert(chance.randrange(len(found)), Item(None, "# 'old', # ] {"))
    return found


def facts(chance: Random, layout: Layout, number: int, often: float) -> dict[str, Any]:
    """What a system says; each fact as often as that."""
    found: dict[str, Any] = {"id": f"s{number}", "name": "Name"}
    found |= {key: scalar(chance) for key in SCALARS if chance.random() < often}
    found |= {key: items(chance, layout) for key in LISTS if chance.random() < often}
    for key, names in TABLES.items():
        if chance.random() < often:
            inner = chance.sample(names, len(names) if often == 1 else chance.randint(1, 4))
            found[key] = {name: chance.choice(WORDS) for name in inner}
    if chance.random() < often:
        found["history"] = [event(chance) for _ in range(chance.randint(2, 3))]
    return found


def drawn_systems(chance: Random, layout: Layout) -> list[System]:
    """Some systems; the first shows all there is of the layout, and is not made less."""
    count = chance.randint(3, 5)
    systems = [System(facts(chance, layout, n, 0.5 if n else 1)) for n in range(count)]
    systems[0].facts["tags"] = [Item("one"), Item("two")]
    for system in systems:
        comment(system, chance, layout)
    if chance.random() < 0.4:
        chance.choice(systems[1:]).marker = "# --- a group ---------"
    return systems


def comment(system: System, chance: Random, layout: Layout) -> None:
    """Put comments at some facts of a system, and above it."""
    for key in [*system.facts][2:]:
        if chance.random() < 0.2 and (layout.form == "header" or key not in TABLES):
            system.comments[key] = f"  # on {key}"
        if chance.random() < 0.2 and key in SCALARS:
            system.above[key] = f"# above {key}"
    if chance.random() < 0.4:
        system.banner = f"# the box {system.facts['id']}"


def event(chance: Random) -> dict[str, Any]:
    return {
        "date": date(2026, 1, chance.randint(1, 28)),
        "event": "x",
        "note": chance.choice(WORDS),
    }
