"""Changes to the systems of a document, with what labtui itself sets (framework, section 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Changes, Event, System
from labtui.data.framework.shapes import EXPECTED, ID_PATTERN, Shape, Value
from labtui.data.framework.values import wrong_value
from labtui.data.inventory.document import REMOVED, Document
from labtui.data.inventory.document_reading import DocumentReading
from labtui.data.inventory.edits import (
    assessed_event,
    check_references,
    completed,
    completes_test,
    id_for,
    started_from,
)
from labtui.data.inventory.import_step import ImportStep
from labtui.data.inventory.raw_facts import raw_changes, raw_event, raw_system
from labtui.errors import FactError
from labtui.text.wording import hint, join_words


class SystemEdits:
    """Changes to the systems of one document; each gives a new document.

    Each raises FactError for an id that is unknown or used twice and for a system that names
    itself, and DocumentError for what cannot be written.
    """

    def __init__(self, document: Document, reading: DocumentReading, lab: Lab) -> None:
        """Change a `document`, given what it says and how that is assessed."""
        self._document = document
        self._reading = reading
        self._lab = lab
        self._today = lab.evaluation.today

    def system(self, id: str) -> System:
        """Give a system. Raises FactError, which names the nearest id, for an unknown one."""
        if id not in self._reading.index:
            raise FactError(f"No system {id}.{hint(id, self._reading.index)}")
        return self._lab.systems[id]

    def editable(self, id: str) -> System:
        """Give a system whose id is used once."""
        system = self.system(id)
        if id in self._reading.duplicates:
            indexes = [self._reading.index[id], *self._reading.duplicates[id]]
            where = join_words(str(self._document.line_of(index, "id")) for index in indexes)
            raise FactError(f"Id {id} is used on lines {where}. Give each system its own id.")
        return system

    def _editable_index(self, id: str) -> int:
        self.editable(id)
        return self._reading.index[id]

    def edit(
        self,
        changes: Mapping[str, Changes],
        events: Mapping[str, Sequence[Event]] = MappingProxyType({}),
        new: Mapping[str, str] = MappingProxyType({}),
    ) -> Document:
        """Change facts of systems by id, add events to their histories, and `new` systems."""
        document = self._document
        revised: dict[str, System] = {}
        tested: list[str] = []
        for id, wanted in changes.items():
            system = self.editable(id)
            check_references(id, wanted, system.facts)
            full = completed(self._lab.assessments.get(id), system, wanted, self._today)
            document = document.edit(self._reading.index[id], raw_changes(full))
            revised[id] = system.revised(full)
            if completes_test(revised[id], wanted) and not revised[id].retired:
                tested.append(id)
        told = [(id, event) for id, each in events.items() for event in each]
        for id, entry in (*told, *self._assessed(revised, tested).items()):
            index = self._editable_index(id)
            document = document.add_event(index, "history", raw_event(entry))
        for id, name in new.items():
            document = document.append(raw_system({"id": id, "name": name}))
        return document

    def _assessed(self, revised: Mapping[str, System], tested: Sequence[str]) -> dict[str, Event]:
        """Give the events that record the smell tests of `tested`, by id, with the new facts."""
        if not tested:
            return {}
        lab = self._lab.supposing(revised)
        return {id: assessed_event(lab, revised[id], self._today) for id in tested}

    def add(
        self, name: str, facts: Changes, id: str | None, template: str | None, host: str | None
    ) -> tuple[Document, str]:
        """Add a system; gives its id too. See `Workspace.add`."""
        if host is not None:
            self.system(host)
        used = {str(block.raw.get("id")) for block in self._document.systems}
        if id is None:
            id = id_for(name, used)
        elif not ID_PATTERN.match(id):
            raise FactError(wrong_value("id", id, EXPECTED[Shape.ID]) + ".")
        elif id in used:
            raise FactError(f"Id {id} is taken. Use another one, such as {id_for(id, used)}.")
        started: dict[str, Value] = {} if host is None else {"runs_on": host}
        if template is not None:
            started = started_from(template, self._lab, host)
        stated = {key: value for key, value in {**started, **facts}.items() if value is not None}
        check_references(id, stated, {})
        return self._document.append(raw_system({"id": id, "name": name, **stated})), id

    def import_found(self, step: ImportStep) -> Document:
        """Add systems, and change others; see `Workspace.import_found`."""
        top = {} if step.sources is None else {"sources": list(step.sources)}
        document = self.edit(step.changes).edit_top(top)
        used = {str(block.raw.get("id")) for block in document.systems}
        for id, seen in step.seen.items():
            if id not in step.new:
                index = self._editable_index(id)
                table = _seen(document.systems[index].raw.get("seen"), seen)
                document = document.edit(index, {"seen": table or REMOVED})
        for id, event in step.events.items():
            document = document.add_event(self._editable_index(id), "history", raw_event(event))
        for id, facts in step.new.items():
            if id in used:
                raise FactError(f"Id {id} is taken. Use another one, such as {id_for(id, used)}.")
            check_references(id, facts, {})
            stated = {key: value for key, value in facts.items() if value is not None}
            table = _seen(None, step.seen.get(id, {}))
            raw = raw_system({"id": id, **stated}) | ({"seen": table} if table else {})
            document = document.append(raw)
        return document

    def remove(self, ids: Iterable[str]) -> Document:
        """Remove systems."""
        document = self._document
        for index in sorted(map(self._editable_index, ids), reverse=True):
            document = document.remove(index)
        return document

    def accept(self, id: str, rule: str, reason: str, until: date) -> Document:
        """Accept a finding of a system until a day."""
        entry = {"rule": rule, "reason": reason, "until": until}
        return self._document.add_event(self._editable_index(id), "accepted", entry)

    def withdraw(self, id: str, rule: str) -> Document:
        """Withdraw the acceptance of a finding of a system."""
        index = self._editable_index(id)
        entries = self._document.systems[index].raw.get("accepted", [])
        others = [e for e in entries if not (isinstance(e, dict) and e.get("rule") == rule)]
        return self._document.edit(index, {"accepted": others or REMOVED})


def _seen(raw: object, changes: Mapping[str, str | None]) -> dict[str, object]:
    """Give the table `seen` of a system with changes, None for what is removed."""
    table = {**(raw if isinstance(raw, dict) else {}), **changes}
    return {key: said for key, said in table.items() if said is not None}
