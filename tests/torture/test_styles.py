"""Random edits of files in random layouts, against a writer that writes the whole file again.

A file is written from plain tables in one layout throughout. An edit of it has to give, byte for
byte, what the writer makes of the changed tables in that layout: all other bytes are equal, and the
new text looks like its neighbours.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from datetime import date
from random import Random
from typing import Any

import pytest

from labtui.data.inventory import raw_tables
from labtui.data.inventory.document import REMOVED, Document
from tests.torture.conftest import bounded, rng
from tests.torture.layouts import (
    LISTS,
    SCALARS,
    TABLES,
    WORDS,
    Item,
    Layout,
    System,
    Writer,
    drawn_systems,
    event,
    plain,
)


class UnclearError(Exception):
    """The layout does not say what is right here."""


class Trial:
    """A file in one layout, changed over and over."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.layout = Layout.drawn(chance)
        self.writer = Writer(self.layout)
        self.systems = drawn_systems(chance, self.layout)
        self.document = Document.parse(self.writer.file(self.systems))
        assert self.document.read_only_reason is None, self.document.data
        self.done = ""
        self.edits = (self.scalar, self.element, self.fact, self.unset)

    def step(self) -> bool:
        """Make one edit, and compare. False if none was made."""
        before = deepcopy(self.systems)
        index = self.chance.randrange(len(self.systems))
        try:
            command = self.chance.choice((*self.edits * 2, self.log, self.add, self.remove))
            self.done = command.__name__
            document = command(index, self.systems[index])
        except UnclearError:
            self.systems = before
            return False
        self.same(document.data, index)
        self.document = document
        return True

    def same(self, data: bytes, index: int = 0) -> None:
        """Compare what an edit made with what is written anew."""
        expected = self.writer.file(self.systems)
        assert data == expected, (
            f"{self.done} at s{index} in {self.layout}\n"
            f"--- before\n{self.document.data.decode()}\n"
            f"--- after\n{data.decode()}\n--- expected\n{expected.decode()}"
        )

    def edit(self, index: int, changes: dict[str, object]) -> Document:
        self.done += f" {changes}"
        return self.document.edit(index, changes)

    def fits(self, system: System, table: str, keys: list[str]) -> None:
        """Of a key that is too long for its column, the layout does not say what is right."""
        column = system.columns.get(table)
        if column and max(map(len, keys)) >= column:
            raise UnclearError

    def scalar(self, index: int, system: System) -> Document:
        key = self.chance.choice(SCALARS)
        value = self.chance.choice((*WORDS, False, 7, date(2026, 3, 4)))
        if key not in system.facts:
            self.fits(system, "", [key])
        system.facts[key] = value
        return self.edit(index, {key: value})

    def element(self, index: int, system: System) -> Document:
        key = self.chance.choice(LISTS)
        items = system.facts.get(key, [])
        if key not in system.facts:
            self.fits(system, "", [key])
        texts = [item.text for item in items if item.text is not None]
        new = self.chance.choice([word for word in WORDS if word not in texts] or [None])
        what = self.chance.randrange(3)
        if what == 0 and len(texts) > 1 + (not index):
            gone = self.chance.choice(texts)
            items = [item for item in items if item.text != gone]
        elif new is None or (not texts and items):
            raise UnclearError
        elif what == 1:
            items = [Item(new), *items]
        else:
            last = max((n for n, item in enumerate(items) if item.text is not None), default=-1)
            items = [*items[: last + 1], Item(new), *items[last + 1 :]]
        system.facts[key] = items
        return self.edit(index, {key: plain(items)})

    def fact(self, index: int, system: System) -> Document:
        """State facts of a table, which may be new."""
        table = self.chance.choice([*TABLES])
        names = self.chance.sample(TABLES[table], self.chance.randint(1, 2))
        inner = system.facts.get(table)
        if self.layout.form == "dotted":
            new = [f"{table}.{name}" for name in names if name not in (inner or {})]
            self.fits(system, "", new or ["x"])
        elif self.layout.form == "header" and inner:
            self.fits(system, table, names)
        elif inner is None and self.layout.form.startswith("inline"):
            self.fits(system, "", [table])
        changes = {name: self.chance.choice(WORDS) for name in names}
        system.facts[table] = (inner or {}) | changes
        return self.edit(index, {f"{table}.{name}": value for name, value in changes.items()})

    def unset(self, index: int, system: System) -> Document:
        if not index:
            raise UnclearError
        table = self.chance.choice([*TABLES])
        if self.chance.random() < 0.5 and system.facts.get(table):
            name = self.chance.choice([*system.facts[table]])
            self.keeps_column()
            del system.facts[table][name]
            if not system.facts[table] and self.layout.form == "dotted":
                del system.facts[table]
            return self.edit(index, {f"{table}.{name}": REMOVED})
        keys = [key for key in system.facts if key not in {"id", "name"}]
        if not keys:
            raise UnclearError
        key = self.chance.choice(keys)
        self.keeps_column()
        del system.facts[key]
        for notes in (system.comments, system.above):
            notes.pop(key, None)
        for place in [*system.columns]:
            if place.startswith(key):
                del system.columns[place]
        return self.edit(index, {key: REMOVED})

    def keeps_column(self) -> None:
        """Without its longest key a table is aligned for a key that nobody sees."""
        if self.layout.equals == "tight":
            raise UnclearError

    def log(self, index: int, system: System) -> Document:
        entry = event(self.chance)
        entries = system.facts.get("history", [])
        if "history" not in system.facts and self.layout.form == "inline with history":
            self.fits(system, "", ["history"])
        system.facts["history"] = [*entries, entry]
        return self.document.add_event(index, "history", entry)

    def add(self, index: int, system: System) -> Document:
        facts: dict[str, Any] = {"id": f"n{self.chance.randrange(10**9)}", "name": "New"}
        facts |= dict.fromkeys(self.chance.sample(SCALARS, 2), "x")
        facts["tags"] = [Item("one"), Item("two")]
        facts["owners"] = {"os": "you", "access": "it's"}
        added = System(facts)
        if self.layout.form == "header":  # lines come before tables
            facts["tags"] = facts.pop("tags")
        self.systems.append(added)
        return self.document.append(added.raw)

    def remove(self, index: int, system: System) -> Document:
        if not index or len(self.systems) < 4:
            raise UnclearError
        below = self.systems[index + 1] if index + 1 < len(self.systems) else None
        if system.marker:
            if below is None or below.marker:
                raise UnclearError
            below.marker = system.marker
        del self.systems[index]
        return self.document.remove(index)


def test_edits_look_like_their_neighbours(figures, monkeypatch: pytest.MonkeyPatch) -> None:
    def rendered(*_: object) -> str:
        raise AssertionError("the layout was lost")

    monkeypatch.setattr(raw_tables, "rendered", rendered)
    chance = rng("styles")
    found: Counter[str] = Counter()
    while found["edits"] < bounded(1_500, 40_000):
        trial = Trial(chance)
        found["files"] += 1
        found[trial.layout.form] += 1
        for _ in range(8):
            made = trial.step()
            found["edits"] += made
            found[trial.done.split()[0]] += made
    figures(**found)
    assert min(found[name] for name in ("scalar", "element", "fact", "unset", "log")) > 20


@pytest.mark.parametrize(
    ("careful", "careless"),
    [
        (b"    [systems.owners]", b"[systems.owners]"),
        (b"'you'", b'"you"'),
        (b"['x', 'y']", b"['x','y']"),
        (b"# vim: ft=toml\n", b""),
    ],
)
def test_control_a_careless_edit_is_caught(careful: bytes, careless: bytes) -> None:
    trial = Trial(rng("control"))
    trial.layout = Layout(
        "", "", "    ", "'", " = ", "header", " ", ", ", "", "line", 0, 1, "", "\n"
    )  # fmt: skip
    trial.layout.footer = "# vim: ft=toml\n"
    trial.writer = Writer(trial.layout)
    facts = {"id": "s1", "tags": [Item("x"), Item("y")], "owners": {"os": "you"}}
    trial.systems = [System(facts)]
    data = trial.writer.file(trial.systems)
    trial.same(data)
    assert careful in data
    with pytest.raises(AssertionError, match="expected"):
        trial.same(data.replace(careful, careless, 1))
