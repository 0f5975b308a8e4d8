"""The inventory as it was on an earlier day, from its backups."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import EvaluationContext, System
from labtui.data.framework.facts import FACTS
from labtui.data.inventory.document import Document
from labtui.data.inventory.document_reading import DocumentReading
from labtui.data.storage.os_errors import translate_os_errors
from labtui.data.storage.store import Store


class Past(NamedTuple):
    """A lab as it was when a day began, assessed as of that day."""

    lab: Lab
    day: date
    """The day; a later one where nothing is known of it."""
    until: datetime | None
    """When this was replaced by something else (UTC); None if it is what the file still says."""
    is_known: bool
    """False if the file was changed since the day, and no copy tells what it said before."""
    earliest: bool
    """True if no copy is older: how the file was before, or whether it was there, is not known."""


def past(store: Store, document: Document, day: date, today: date) -> Past:
    """Give the lab as it was on a day, where `document` is what the file says now.

    A backup holds what the file said until it was written to, so the first one since that day began
    counts. Earlier ones may have been thinned, and what an editor wrote has none: if something was
    done later than `day` by what it says, the last such day up to `today` counts instead. Raises
    StoreError if a backup cannot be read.
    """
    begun = _begin(day)
    copies = [copy for copy in store.backups() if copy.readable]
    since = [copy for copy in copies if copy.moment >= begun]
    if since:
        document = Document.parse(since[-1].read())
    reading = DocumentReading(document, today)
    noted = (known for system in reading.systems.values() for known in _noted(system))
    day = max([day, *(known for known in noted if known <= today)])
    reading = DocumentReading(document, day, reading)
    lab = Lab(reading.systems.values(), EvaluationContext(day, reading.settings))
    is_earliest = len(since) == len(copies)
    if since:
        return Past(lab, day, since[-1].moment, True, is_earliest)
    with translate_os_errors(store.path, "not read"):
        written = datetime.fromtimestamp(store.path.stat().st_mtime, UTC)
    return Past(lab, day, None, written < begun, is_earliest)


def _begin(day: date) -> datetime:
    """The moment a day begins where the machine stands."""
    try:
        return datetime.combine(day, time.min).astimezone()
    except (ValueError, OverflowError):  # the first day of all
        return datetime.min.replace(tzinfo=UTC)


def _noted(system: System) -> Iterator[date]:
    """The days of what was done on a system."""
    facts = system.facts.items()
    dated = ((key, value) for key, value in facts if type(value) is date)
    yield from (day for key, day in dated if key == "changed" or FACTS[key].asks_freshness)
    yield from (event.date for event in system.history if event.date)
    if system.smell_test and system.smell_test.date:
        yield system.smell_test.date
