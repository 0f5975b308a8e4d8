"""What a document says: its settings and systems, and the problems in it, with their lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from operator import is_

from labtui.data.assessment.models import Problem, System
from labtui.data.assessment.reading import Reading, read_settings, read_system
from labtui.data.assessment.rules import RULE_IDS
from labtui.data.inventory.blocks import Block
from labtui.data.inventory.document import Document


class DocumentReading:
    """The settings, systems and problems of one document. Indexes are those of its systems."""

    def __init__(
        self, document: Document, today: date, previous: DocumentReading | None = None
    ) -> None:
        """Read a document. Blocks that `previous` has read are not read again on the same day.

        On another day their systems stay, and only their problems are found again.
        """
        self._document = document
        self._today = today
        self.settings, self._top_problems = read_settings(document.top)
        # By identity; the block is kept with its reading, so that no other gets the same identity.
        self._readings: dict[int, tuple[Block, Reading]] = {}
        self.systems: dict[str, System] = {}
        """The systems by id, in file order. Of several with one id, the first."""
        self.index: dict[str, int] = {}
        """The index of each system by id."""
        self.duplicates: dict[str, list[int]] = {}
        """The indexes of further systems with the same id."""
        if previous is None or previous._today != today or not self._follow(previous):
            self._read_all(previous)

    def _follow(self, previous: DocumentReading) -> bool:
        """Take over what `previous` says of the same systems in the same order.

        False, and nothing is done, if these are others. It saves an edit of one of 10,000 systems
        15 ms, which is more than all else it takes.
        """
        before, now = previous._document.systems, self._document.systems
        if len(before) != len(now):
            return False
        readings, systems = previous._readings.copy(), previous.systems.copy()
        for index, is_same in enumerate(map(is_, before, now)):
            if not is_same:
                _, old = readings.pop(id(before[index]))
                reading = self._read(now[index], previous)
                new = reading.system
                if old.system is None or new is None or old.system.id != new.id:
                    return False
                if new.id in previous.duplicates:
                    return False
                readings[id(now[index])] = now[index], reading
                systems[new.id] = new
        self._readings, self.systems = readings, systems
        self.index, self.duplicates = previous.index, previous.duplicates
        return True

    def _read_all(self, previous: DocumentReading | None) -> None:
        document = self._document
        self._readings = {
            id(block): (block, self._read(block, previous)) for block in document.systems
        }
        for index, block in enumerate(document.systems):
            system = self._readings[id(block)][1].system
            if system is None:
                continue
            if system.id in self.systems:
                self.duplicates.setdefault(system.id, []).append(index)
            else:
                self.systems[system.id] = system
                self.index[system.id] = index

    def _read(self, block: Block, previous: DocumentReading | None) -> Reading:
        known = previous._readings.get(id(block)) if previous is not None else None
        if known is None:
            return read_system(block.raw, RULE_IDS, self._today)
        reading = known[1]
        if previous is not None and previous._today != self._today:
            problems = read_system(block.raw, RULE_IDS, self._today).problems
            reading = reading._replace(problems=problems)
        return reading

    @property
    def problems(self) -> list[Problem]:
        """The problems in the file, with lines, in file order."""
        document = self._document
        problems = [p._replace(line=document.top_line_of(p.key)) for p in self._top_problems]
        for index in range(len(document.systems)):
            problems += self._with_lines(index)
        for name, indexes in self.duplicates.items():
            first = document.line_of(self.index[name], "id")
            message = f"id is used twice. Only line {first} counts."
            lines = (document.line_of(index, "id") for index in indexes)
            problems.extend(Problem("id", message, name, line=line) for line in lines)
        return sorted(problems, key=lambda problem: problem.line or 0)

    @cached_property
    def problem_count(self) -> int:
        """The number of problems; faster than finding their lines."""
        duplicates = sum(len(indexes) for indexes in self.duplicates.values())
        in_systems = sum(len(reading.problems) for _, reading in self._readings.values())
        return len(self._top_problems) + in_systems + duplicates

    def problems_of(self, id: str) -> list[Problem]:
        """The problems in a system's table, with lines."""
        return list(self._with_lines(self.index[id]))

    def _with_lines(self, index: int) -> Iterator[Problem]:
        document = self._document
        for problem in self._readings[id(document.systems[index])][1].problems:
            line = document.line_of(index, problem.key.replace("[", ".").replace("]", ""))
            yield problem._replace(line=line)
