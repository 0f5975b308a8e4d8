"""Hypothesis strategies for inventories and changes to them."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, time, timedelta, timezone
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from labtui.data.inventory.document import REMOVED
from tests.data.generate import law

TRICKY = [
    "you",
    "",
    "it's # no comment ] }",
    'say "hi" \\ there',
    "two\nlines",
    "[[systems]]\nid = 'fake'\n[settings]\n",
    "# note-x\n[[systems]]",
    "tab\tand é and \U0001f600",
    "\x7f\x01\r\n",
]

TEXT = st.sampled_from(TRICKY)

SCALAR: st.SearchStrategy[Any] = st.one_of(
    TEXT,
    st.booleans(),
    st.integers(-3, 10**20),
    st.sampled_from([1.0, 0.0, -0.0, float("inf"), float("nan"), 1e16, 5e-7]),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(timezone(timedelta(hours=5, minutes=30)))),
    st.times(),
)

TEXTS = st.lists(TEXT, max_size=3)

TABLE = st.dictionaries(st.sampled_from(["os", "access", "a.b", "ключ", ""]), SCALAR, max_size=4)

ENTRIES = st.lists(
    st.fixed_dictionaries({"date": st.dates()}, optional={"note": TEXT, "level": SCALAR}),
    min_size=1,
    max_size=3,
)

SMELL = st.fixed_dictionaries(
    {}, optional={"date": st.dates(), "own": TEXT, "notes": TABLE.filter(bool)}
)

FACTS: dict[str, st.SearchStrategy[Any]] = {
    "name": SCALAR,
    "tags": TEXTS,
    "depends_on": TEXTS,
    "odd": st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=2), max_leaves=4),
    "owners": TABLE,
    "evidence": TABLE,
    "smell_test": SMELL,
    "history": ENTRIES,
    "accepted": ENTRIES,
}


SYSTEM = st.fixed_dictionaries({}, optional=FACTS)


class Writer:
    """Writes a document in styles drawn at random, with a numbered comment wherever one may be."""

    def __init__(self, draw: Callable[..., Any]) -> None:
        self.draw = draw
        self.notes = 0

    def coin(self) -> bool:
        return bool(self.draw(st.booleans()))

    def note(self, before: str = "  ") -> str:
        if not self.coin():
            return ""
        self.notes += 1
        return f"""{before}# note-{self.notes}. it's [[systems]] "quoted" ]"""

    def lines_between(self) -> str:
        gap = "\n" * self.draw(st.integers(0, 1))
        above = self.note(self.draw(st.sampled_from(["", "\t"])))
        return gap + (above and above + "\n" + "\n" * self.draw(st.integers(0, 1)))

    def key(self, key: str) -> str:
        bare = key.isascii() and key.replace("_", "").isalnum()
        return key if bare and self.coin() else f'"{key}"'

    def text(self, value: str) -> str:
        printable = all(char == "\n" or (char >= " " and char != "\x7f") for char in value)
        forms = ["basic"]
        if printable and "'" not in value:
            forms += ["'''"] + ["'"] * ("\n" not in value)
        if printable and '"' not in value and "\\" not in value:
            forms += ['"""', '"""\\']
        form = self.draw(st.sampled_from(forms))
        if form == "basic":
            table = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"})
            escaped = value.translate(table).replace("\x7f", "\\u007F").replace("\x01", "\\u0001")
            return f'"{escaped}"'
        if form == '"""\\':
            return f'"""\\\n   {value}"""' if not value[:1].isspace() else f'"""{value}"""'
        return f"{form}\n{value}{form}" if len(form) == 3 else f"{form}{value}{form}"

    def value(self, value: object) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(self.items("", value)) + "}"
        if isinstance(value, list):
            return self.array(value)
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, date | time):
            return value.isoformat()
        return repr(value)

    def items(self, above: str, value: dict[str, Any]) -> list[str]:
        found = []
        for key, inner in value.items():
            name = above + self.key(key)
            if isinstance(inner, dict) and inner and self.coin():
                found += self.items(f"{name}.", inner)
            else:
                found.append(f"{name} = {self.value(inner)}")
        return found

    def array(self, value: list[object]) -> str:
        if self.coin():
            return "[" + ", ".join(map(self.value, value)) + "]"
        text = "[" + self.note() + "\n"
        for index, item in enumerate(value):
            comma = "," if index + 1 < len(value) or self.coin() else ""
            text += f"    {self.value(item)}{comma}{self.note()}\n"
        return text + "]"

    def pair(self, key: str, value: object) -> str:
        indent = self.draw(st.sampled_from(["", "  "]))
        return f"{indent}{key} = {self.value(value)}{self.note()}\n{self.lines_between()}"

    def table(self, name: str, value: dict[str, Any]) -> str:
        """A table as a header with lines; tables inside it by headers below."""
        inner = {key: item for key, item in value.items() if isinstance(item, dict)}
        rest = [self.pair(self.key(key), value[key]) for key in value if key not in inner]
        return "".join(
            [f"[ {name} ]{self.note()}\n", *rest]
            + [self.table(f"{name}.{self.key(key)}", item) for key, item in inner.items()]
        )

    def dotted(self, name: str, value: dict[str, Any]) -> str:
        return "".join(
            self.dotted(f"{name}.{self.key(key)}", item)
            if isinstance(item, dict)
            else self.pair(f"{name} . {self.key(key)}", item)
            for key, item in value.items()
        )

    def system(self, raw: dict[str, Any]) -> str:
        pairs, tables = [], []
        for key, value in raw.items():
            name = self.key(key)
            style = self.draw(st.sampled_from(["inline", "dotted", "header"]))
            if isinstance(value, dict) and style == "header":
                tables.append(self.table(f"systems.{name}", value))
            elif isinstance(value, dict) and value and style == "dotted":
                pairs.append(self.dotted(name, value))
            elif key in ("history", "accepted") and style == "header":
                for entry in value:
                    lines = "".join(self.pair(self.key(part), entry[part]) for part in entry)
                    tables.append(f"[[ systems.{name}]]{self.note()}\n{lines}")
            else:
                pairs.append(self.pair(name, value))
        header = self.draw(st.sampled_from(["[[systems]]", "[[ systems ]]", '  [["systems"]]']))
        above = self.lines_between()
        return f"{above}{header}{self.note()}\n" + "".join(pairs) + "".join(tables)


@st.composite
def documents(draw: Callable[..., Any]) -> tuple[str, int]:
    """A document's text in some style, and how many numbered comments it has."""
    write = Writer(draw)
    systems = draw(st.lists(SYSTEM, max_size=3))
    text = draw(st.sampled_from(["", "# My lab\n\n", "schema = 1\n", "schema = 1\n[settings]\n"]))
    text += "".join(write.system({"id": f"s{n}"} | raw) for n, raw in enumerate(systems))
    text += draw(st.sampled_from(["", "\n[settings2]\nreview_days = 3\n"]))
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return draw(st.sampled_from(["", "\ufeff"])) + text, write.notes


VALUES = st.one_of(SCALAR, TEXTS, TABLE, ENTRIES, st.just(REMOVED), *FACTS.values())

KEYS = [*FACTS, "notes", "owners.os", "owners.access", "evidence.os", "smell_test.notes.os"]

CHANGES = st.dictionaries(st.sampled_from([*KEYS, "smell_test.own", "new.a.b"]), VALUES, max_size=3)

FUZZ = settings(law, max_examples=law.max_examples // 2)
"""For documents as a whole, which take longer to generate."""


def changed(raw: dict[str, Any], changes: dict[str, object]) -> dict[str, Any] | None:
    """What an edit has to mean, said the plainest way; None where it has to be refused."""
    raw = deepcopy(raw)
    for key, value in changes.items():
        *tables, last = key.split(".")
        table: Any = raw
        for name in tables:
            if name not in table and value is REMOVED:
                break
            table = table.setdefault(name, {})
            if not isinstance(table, dict):
                return None
        else:
            if value is REMOVED:
                table.pop(last, None)
            else:
                table[last] = value
    return raw
