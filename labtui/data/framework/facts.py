"""Every fact of a system, declared once: its key, what values it takes, how it is asked for.

Reading the file, `labtui set`, the editor and the docs all go by `FACTS` (framework, section 2).
Keys are dotted as people type them: `purpose`, `owners.os`, `smell_test.notes.own`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from labtui.data.framework.events import EVENTS
from labtui.data.framework.fact import Fact
from labtui.data.framework.groups import (
    ACCEPTED,
    DESCRIPTION,
    EVIDENCE,
    GROUPS,
    HISTORY,
    IMPORTANT,
    PRACTICE,
    RELATIONS,
    RESPONSIBLE,
    RETIREMENT,
    SMELL,
    SOURCES,
)
from labtui.data.framework.layers import ALWAYS_APPLICABLE, LAYERS, OWNERS
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.practices import PRACTICE_ANSWERS, PRACTICES, Practice
from labtui.data.framework.questions import ANSWER_LETTERS, ANSWERS, QUESTIONS
from labtui.data.framework.shapes import NOT_APPLICABLE, Shape
from labtui.data.framework.systems import (
    EXPOSURE_LETTERS,
    EXPOSURES,
    HOLDS,
    HOLDS_LETTERS,
    KIND_LETTERS,
    KINDS,
    PURPOSE_LETTERS,
    PURPOSES,
    STATUS_LETTERS,
    STATUSES,
    USE_LETTERS,
    USES,
)
from labtui.errors import FactError
from labtui.text.wording import hint, matching

_Value = TypeVar("_Value", bound=str)


def _choices(table: Mapping[_Value, str]) -> dict[str, str]:
    """The values of a table with their meaning, as a fact takes them."""
    return dict(table.items())


_LEVELS: dict[str, str] = {level.id: level.environment for level in LEVELS.values()}

_LEVEL_LETTERS: dict[str, str] = {id: id[-1] for id in _LEVELS}


_PLAIN = (
    Fact(
        "purpose",
        "Purpose",
        Shape.CHOICE,
        IMPORTANT,
        _choices(PURPOSES),
        _choices(PURPOSE_LETTERS),
        question="Why does it exist?",
    ),
    Fact(
        "relied_on_for",
        "Relied on for",
        Shape.CHOICES,
        IMPORTANT,
        _choices(USES),
        _choices(USE_LETTERS),
        question="What would people miss tomorrow?",
        none="nothing",
        short="Relied on",
    ),
    Fact(
        "runs_on",
        "Runs on",
        Shape.REFERENCE,
        IMPORTANT,
        help="The system that hosts it",
        question="Where does it run?",
    ),
    Fact(
        "exposure",
        "Exposure",
        Shape.CHOICE,
        IMPORTANT,
        _choices(EXPOSURES),
        _choices(EXPOSURE_LETTERS),
        question="From where can it be reached?",
    ),
    Fact(
        "holds",
        "Holds",
        Shape.CHOICE,
        IMPORTANT,
        _choices(HOLDS),
        _choices(HOLDS_LETTERS),
        question="What data is in it?",
    ),
    Fact(
        "backs_up_to",
        "Backed up to",
        Shape.REFERENCES,
        IMPORTANT,
        inherited=True,
        question="Where are its backups?",
        none="nowhere",
    ),
    Fact(
        "evidence.restore_tested",
        "Restore tested",
        Shape.DATE_OR_NEVER,
        IMPORTANT,
        inherited=True,
        inherited_by_production=False,
        asks_freshness=True,
        asked_when_planned=False,
        question="When did a restore last work?",
        short="Restore test",
    ),
    Fact(
        "depends_on",
        "Depends on",
        Shape.REFERENCES,
        RELATIONS,
        question="What does it need to work?",
        none="nothing",
    ),
    Fact(
        "member_of",
        "Member of",
        Shape.REFERENCE,
        RELATIONS,
        help="Its group",
    ),
    Fact(
        "recovers_with",
        "Recovers with",
        Shape.REFERENCES,
        RELATIONS,
        help="Such as a password manager or runbook",
        question="What must work before you can recover it?",
    ),
    Fact(
        "access_to",
        "Admin access to",
        Shape.REFERENCES,
        RELATIONS,
        help="Keys, agents, container socket",
        question="Which systems can it administer?",
    ),
    Fact("used_by", "Used by", Shape.TEXTS, RELATIONS, question="Who uses it?"),
    Fact(
        "stand_ins",
        "Stand-ins",
        Shape.TEXTS,
        RELATIONS,
        inherited=True,
        question="Who can take over when you cannot?",
        none="nobody",
    ),
    Fact(
        "provider",
        "Provider",
        Shape.TEXT,
        RELATIONS,
        help="Company, employer or friend",
        inherited=True,
    ),
    Fact(
        "site",
        "Site",
        Shape.TEXT,
        RELATIONS,
        help="Name of the place; same name, same fire and power",
        inherited=True,
    ),
    Fact("name", "Name", Shape.TEXT, DESCRIPTION, help="What people call it"),
    Fact("id", "Id", Shape.ID, DESCRIPTION, help="What others refer to; it never changes"),
    Fact(
        "kind",
        "Kind",
        Shape.CHOICE,
        DESCRIPTION,
        _choices(KINDS),
        _choices(KIND_LETTERS),
    ),
    Fact(
        "intended_level",
        "Intended level",
        Shape.CHOICE,
        DESCRIPTION,
        _LEVELS,
        _LEVEL_LETTERS,
        question="What do you want it to be?",
    ),
    Fact(
        "status",
        "Status",
        Shape.CHOICE,
        DESCRIPTION,
        _choices(STATUSES),
        _choices(STATUS_LETTERS),
    ),
    Fact("description", "Description", Shape.TEXT, DESCRIPTION),
    Fact("notes", "Notes", Shape.TEXT, DESCRIPTION),
    Fact("location", "Location", Shape.TEXT, DESCRIPTION),
    Fact("url", "URL", Shape.TEXT, DESCRIPTION),
    Fact("tags", "Tags", Shape.TEXTS, DESCRIPTION),
    Fact("parts", "Parts", Shape.TEXTS, DESCRIPTION, help="Its containers or processes"),
    Fact(
        "utilization",
        "Hardware load (%)",
        Shape.PERCENT,
        DESCRIPTION,
        help="How busy its hardware is, in per cent",
    ),
    Fact("teardown", "How to remove it", Shape.TEXT, DESCRIPTION),
    Fact("source", "Imported from", Shape.TEXT, DESCRIPTION),
    Fact("changed", "Last changed", Shape.DATE, DESCRIPTION, help="labtui keeps it"),
)


_EVIDENCE = (
    Fact(
        "evidence.patched",
        "Patched",
        Shape.DATE_OR_NEVER,
        EVIDENCE,
        question="When was its software last updated?",
        asks_freshness=True,
        asked_when_planned=False,
    ),
    Fact(
        "evidence.config_reviewed",
        "Settings reviewed",
        Shape.DATE_OR_NEVER,
        EVIDENCE,
        question="When did you last check its settings?",
        asks_freshness=True,
        asked_when_planned=False,
    ),
    Fact(
        "evidence.monitored",
        "Monitored",
        Shape.BOOLEAN,
        EVIDENCE,
        question="Does anything alert you when it is down?",
        inherited=True,
        inherited_by_production=False,
        asked_when_planned=False,
    ),
    Fact(
        "evidence.wipeable",
        "Safe to wipe",
        Shape.BOOLEAN,
        EVIDENCE,
        question="Could you wipe it now and miss nothing?",
    ),
    Fact(
        "evidence.mfa",
        "MFA",
        Shape.BOOLEAN,
        EVIDENCE,
        question="Is MFA enforced for every account?",
    ),
    Fact(
        "evidence.data_located",
        "Data location known",
        Shape.BOOLEAN_OR_NA,
        EVIDENCE,
        question="Do you know where your data is?",
        short="Located",
    ),
    Fact(
        "evidence.exportable",
        "Export known",
        Shape.BOOLEAN_OR_NA,
        EVIDENCE,
        question="Do you know how to export your data?",
        short="Exportable",
    ),
    Fact(
        "evidence.vendor_backup",
        "Vendor backup known",
        Shape.BOOLEAN_OR_NA,
        EVIDENCE,
        question="Do you know how the vendor backs it up?",
    ),
    Fact(
        "evidence.offline_recovery",
        "Offline copy",
        Shape.BOOLEAN,
        EVIDENCE,
        question="Are its keys and notes also kept on paper or a stick?",
    ),
    Fact(
        "evidence.breach_plan",
        "Breach plan",
        Shape.BOOLEAN,
        EVIDENCE,
        question="If the provider is breached, do you know your responsibilities?",
    ),
)
_PRACTICE_QUESTIONS: dict[Practice, str] = {
    "segmentation": "Is it on a separate network?",
    "access_control": "Can only the right people and systems reach it?",
    "backup_strategy": "Is it decided what is backed up, when and where?",
    "failure_scenarios": "Have you thought through how it can fail?",
    "documentation": "Is it written down how to rebuild it?",
    "secure_remote_access": "Is remote access encrypted and limited to the right people?",
}


def _tables() -> Iterator[Fact]:
    for layer, label in LAYERS.items():
        choices = _choices(OWNERS)
        if layer not in ALWAYS_APPLICABLE:
            choices[NOT_APPLICABLE] = "does not exist here"
        key = f"owners.{layer}"
        asked = f"Who is responsible for the {label.lower()} of {{name}}?"
        yield Fact(key, label, Shape.CHOICE, RESPONSIBLE, choices, question=asked, inherited=True)
    for practice, label in PRACTICES.items():
        key = f"practices.{practice}"
        yield Fact(
            key,
            label,
            Shape.CHOICE,
            PRACTICE,
            _choices(PRACTICE_ANSWERS),
            question=_PRACTICE_QUESTIONS[practice],
            inherited=True,
        )
    yield Fact("smell_test.date", "Answered on", Shape.DATE, SMELL, asks_freshness=True)
    for question, text in QUESTIONS.items():
        yield Fact(
            f"smell_test.{question}",
            question.title(),
            Shape.CHOICE,
            SMELL,
            _choices(ANSWERS),
            _choices(ANSWER_LETTERS),
            question=text,
        )
    for question in QUESTIONS:
        yield Fact(f"smell_test.notes.{question}", f"Note on {question}", Shape.TEXT, SMELL)
    yield Fact("retirement.date", "No way back after", Shape.DATE, RETIREMENT)
    yield Fact("retirement.reason", "Reason", Shape.TEXT, RETIREMENT)
    yield Fact("retirement.replaced_by", "Replaced by", Shape.REFERENCE, RETIREMENT)
    yield Fact("retirement.data_kept_at", "Data kept at", Shape.TEXT, RETIREMENT)
    yield Fact(
        "retirement.keep_until", "Data kept until", Shape.DATE, RETIREMENT, short="Kept until"
    )
    yield Fact("retirement.done", "Checklist done", Shape.TEXTS, RETIREMENT)


FACTS: dict[str, Fact] = {
    fact.key: fact
    for fact in sorted((*_PLAIN, *_EVIDENCE, *_tables()), key=lambda fact: GROUPS.index(fact.group))
}
"""Every fact by its dotted key, group by group."""


FACT_RANKS: dict[str, int] = {key: rank for rank, key in enumerate(FACTS)}
"""The place of each fact in `FACTS`, which is the order in which facts are asked for."""


TABLES = frozenset(key.rpartition(".")[0] for key in FACTS if "." in key)
"""Keys that hold tables, not values."""


ENTRIES: dict[str, dict[str, Fact]] = {
    "history": {
        "date": Fact("date", "Date", Shape.DATE, HISTORY, asks_freshness=True),
        "event": Fact("event", "Event", Shape.CHOICE, HISTORY, _choices(EVENTS)),
        "note": Fact("note", "Note", Shape.TEXT, HISTORY),
        "level": Fact("level", "Level", Shape.CHOICE, HISTORY, _LEVELS),
        "risk": Fact("risk", "Risk", Shape.TEXT, HISTORY),
        "verdict": Fact("verdict", "Verdict", Shape.TEXT, HISTORY),
    },
    "accepted": {
        "rule": Fact("rule", "Finding", Shape.TEXT, ACCEPTED, needed=True),
        "reason": Fact("reason", "Reason", Shape.TEXT, ACCEPTED),
        "until": Fact("until", "Until", Shape.DATE, ACCEPTED, needed=True),
    },
}
"""The facts of one entry in each array of tables a system may have."""


SOURCE: dict[str, Fact] = {
    key: Fact(key, key.title(), shape, SOURCES, help=help, needed=key in {"source", "path"})
    for key, shape, help in (
        ("source", Shape.TEXT, "the kind of source, as labtui import names it"),
        ("path", Shape.TEXT, "the file or folder that was read"),
        ("on", Shape.REFERENCE, "the system that runs what was found"),
        ("each", Shape.BOOLEAN, "each container is a system of its own"),
        ("never", Shape.TEXTS, "what is never offered again"),
        ("whose", Shape.TEXTS, "which system a check or a job is about"),
        ("map", Shape.TEXTS, "which fact a column of a table states"),
    )
}
"""The facts of one entry of `[[sources]]`: what an import read and may read again."""


REFERENCES = ("runs_on", "member_of", "depends_on", "backs_up_to", "recovers_with", "access_to")
"""Facts that name other systems, as `dangling-reference` reads them (framework, section 6)."""


ANSWERS_DATED_BY_CHANGE = frozenset(
    {"exposure", "purpose", "relied_on_for", "holds", *REFERENCES}
    | {key for key in FACTS if key.startswith(("owners.", "practices."))}
)
"""Facts whose replacement or removal dates `changed` (framework, section 2)."""


def find_fact(key: str) -> Fact:
    """The fact a person named, in any case. Raises `FactError` with the nearest right key."""
    found = matching(key, FACTS)
    if found is None:
        raise FactError(f'Unknown fact "{key}".{hint(key, FACTS)}')
    return FACTS[found]
