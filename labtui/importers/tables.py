"""The rows of a table: CSV with any usual delimiter, NetBox's and Homebox's exports among them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from labtui.errors import SourceError
from labtui.importers.files import (
    NOT_READABLE,
    GivenFile,
    UnreadableError,
    given_files,
    is_file,
    is_folder,
    read_text,
    shown,
)
from labtui.importers.found import IN_INVENTORY, Finding, Importer, Options, Skip, Thing
from labtui.importers.table_columns import columns_of, keys_given
from labtui.importers.table_rows import Row, RowReader, Table, listed
from labtui.text.printable import printable

_ENDINGS = (".csv", ".tsv")
_DELIMITERS = ",;\t|"
_MOST_NAMED = 10
"""How many wrong values of a column are named, each with its line."""


class _Tables:
    name = "csv"
    title = "Rows of a table"

    def recognise(self, path: Path) -> bool:
        """Return True for a table with a column of names, or a folder with one."""
        try:
            if is_folder(path):
                return any(_is_table(child) for child in path.iterdir())
            return _is_table(path)
        except NOT_READABLE:
            return False

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read tables; rows refer to each other by name or id, from one table to another too.

        Raises `SourceError` if a given path does not exist, for a key that no fact has, and for a
        column that no table has.
        """
        keys_given(options.columns)
        finding = Finding()
        headers: set[str] = set()
        files = given_files(paths, lambda name: name.endswith(_ENDINGS), finding)
        tables = [table for file in files for table in _read_file(file, finding, options, headers)]
        for title in options.columns if headers else ():
            if title.strip().casefold() not in headers:
                raise SourceError(f"No table has a column {printable(title.strip())}")
        _Linking(tables, finding, options.names).state()
        return finding


def _is_table(path: Path) -> bool:
    if not path.name.lower().endswith(_ENDINGS) or not is_file(path):
        return False
    try:
        header = next((cells for _, cells in _records(read_text(path, path.parent))), [])
        columns_of(header, {})
    except UnreadableError:
        return False
    return True


def _read_file(
    file: GivenFile, finding: Finding, options: Options, headers: set[str]
) -> Iterator[Table]:
    """Give the table in a file, if it is one, and add its headers, in small letters."""
    name = file.name
    reason = "" if options.everything or not file.in_folder else file.why_not_in_use()
    if reason:
        finding.skips.append(Skip(file.shown, reason))
        return
    options.progress(file.shown)
    try:
        records = _records(file.read())
        _, header = next(records, (0, []))
        headers.update(title.strip().casefold() for title in header)
        table = Table(name, columns_of(header, options.columns))
    except UnreadableError as error:
        finding.skips.append(Skip(file.shown, str(error)))
        return
    reader = RowReader(table, file.root, options)
    try:
        for line, cells in records:
            reader.read(line, cells)
    except UnreadableError as error:
        finding.skips.append(Skip(file.shown, f"{error}; the lines after it were left out"))
    finding.skips.extend(reader.skips)
    yield table


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the records that are not empty, each with the line it begins on.

    Raises `UnreadableError` for quotes that are not closed, or a cell that is no longer one.
    """
    first, _, rest = text.partition("\n")
    delimiter = ""
    line = 1
    if re.fullmatch(r"sep=[,;|\t]\s*", first):
        delimiter, text, line = first[4], rest, 2
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text), strict=True
    )
    begins = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line + begins, cells
            begins = reader.line_num
    except csv.Error:
        raise UnreadableError(
            f"line {line + begins}: quotes that are not closed or are within a cell"
        ) from None


def _delimiter(text: str) -> str:
    """The delimiter that most cells of the first line with words are parted by."""
    first = next((line for line in text.split("\n", 20) if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return max(_DELIMITERS, key=outside.count)


_A_NAME = "the name of a row, or of a system you have"


class _Linking:
    """Turns the names in references into the rows that have them, over all tables."""

    def __init__(self, tables: Sequence[Table], finding: Finding, names: frozenset[str]) -> None:
        self._tables = tables
        self._names = names
        self._finding = finding
        self._named: dict[str, list[str]] = {}
        """Refs of rows by what they are known by, in small letters."""
        self._clusters: dict[str, Thing] = {}
        self._taken = {row.thing.ref for table in tables for row in table.rows}
        for table in tables:
            for row in table.rows:
                for word in dict.fromkeys(word.casefold() for word in row.known_by):
                    self._named.setdefault(word, []).append(row.thing.ref)

    def state(self) -> None:
        """Put the rows, and the clusters that they name, into the finding."""
        for table in self._tables:
            for row in table.rows:
                found = {
                    fact: refs
                    for fact, (index, cell) in row.references.items()
                    if (refs := self._refs(table, row, index, cell))
                }
                if not found and not row.cluster:
                    self._finding.things.append(row.thing)
                    continue
                if row.cluster:
                    fact = "runs_on" if row.runs_on_cluster else "member_of"
                    found.setdefault(fact, [self._cluster(row)])
                self._finding.things.append(
                    replace(
                        row.thing,
                        runs_on=found.get("runs_on", [""])[0],
                        member_of=found.get("member_of", [""])[0],
                        depends_on=tuple(found.get("depends_on", ())),
                        backs_up_to=tuple(found.get("backs_up_to", ())),
                        access_to=tuple(found.get("access_to", ())),
                    )
                )
            self._tell(table)
        self._finding.things.extend(self._clusters.values())

    def _refs(self, table: Table, row: Row, index: int, cell: str) -> list[str]:
        refs: list[str] = []
        whole = self._named.get(cell.casefold())
        for word in [cell] if whole else listed(cell):
            there = self._named.get(word.casefold(), [])
            others = [ref for ref in there if ref != row.thing.ref]
            if len(others) == 1:
                refs.append(others[0])
                table.right[index] += 1
            elif not there and word.casefold() in self._names:
                refs.append(IN_INVENTORY + word)
                table.right[index] += 1
            elif not there or others:
                problem = "the name of one row, and several have it" if others else _A_NAME
                table.wrong.setdefault(index, []).append((row.line, problem))
        return list(dict.fromkeys(refs))

    def _cluster(self, row: Row) -> str:
        """The cluster that a row names: another row, or else a system of its own."""
        name = row.cluster.casefold()
        there = [ref for ref in self._named.get(name, ()) if ref != row.thing.ref]
        if there:
            return there[0]
        if name not in self._clusters:
            key = f"cluster {row.cluster}"
            while f"{row.thing.path}#{key}" in self._taken:
                key += " 2"
            self._clusters[name] = Thing(
                key,
                row.cluster,
                "cluster",
                row.thing.path,
                row.thing.root,
            )
        return self._clusters[name].ref

    def _tell(self, table: Table) -> None:
        """Tell what was wrong or not used in a table."""
        header = table.columns.header
        for index, wrong in sorted(table.wrong.items()):
            if not table.right[index] and index not in table.columns.sure:
                table.unused[index] += len(wrong)  # called like a fact, and about something else
                continue
            for line, expected in wrong[:_MOST_NAMED]:
                reason = f"line {line}, column {header[index]}: expected {expected}"
                self._finding.skips.append(Skip(shown(table.path), reason))
            if len(wrong) > _MOST_NAMED:
                reason = f"column {header[index]}: {len(wrong) - _MOST_NAMED} more like it"
                self._finding.skips.append(Skip(shown(table.path), reason))
        for index, count in table.unused.items():
            self._finding.unused[header[index]] += count


IMPORTER: Importer = _Tables()
