"""One system judged: level, role, verdict, coverage, and the risk and learning over it.

`Situation` is what the two flows bring to a system; `Assessment` is what follows from it.
Framework, sections 4, 5 and 7; the findings (section 6) stand in `rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from labtui.data.facts import Value
from labtui.data.framework import (
    CONTROLLED_HIGH,
    LAYERS,
    LEARNING,
    LEVELS,
    MODERATE,
    QUESTIONS,
    RELEVANT_BY_LEVEL,
    RISKS,
    YOURS,
)
from labtui.data.models import SmellTest, System, Terms

Stated = tuple[Value, str]
"""A value, and the id of the system that states it."""

FULL_STACK_LAB = "3a"
FULL_STACK_PRODUCTION = "3b"
RENTED = "2"
PLATFORM = "1"
SAAS = "0"
SELF_HOSTED = frozenset({RENTED, FULL_STACK_LAB, FULL_STACK_PRODUCTION})


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a system once facts came down and reliance went up (section 3)."""

    system: System
    terms: Terms
    stated: Mapping[str, Stated]
    """What comes down, as it counts here: layers, practices, backups and the proof of them."""
    smell: tuple[SmellTest, str] | None
    """The smell test that counts here, and whose it is."""
    learned: tuple[date, str] | None
    """When something was last learned here or on an ancestor, and on which."""
    production: bool
    through: tuple[str, ...]
    """The active production systems that need it directly, sorted."""
    hosts: bool
    """Whether a system not retired runs on it or is its member."""
    rests_on_lab: bool
    """Whether it needs, at any remove, another active system kept for learning."""
    in_cycle: bool
    dangling: tuple[tuple[str, str], ...]
    """References it states that lead nowhere: the key and the id."""
    backups_beside: tuple[str, ...]
    """Where it backs up to and which stands on the same root host."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that holds for one system (section 6)."""

    rule: str
    severity: str
    accepted: bool

    def counts(self, severity: str) -> bool:
        """Whether it is of this severity and nobody took the risk knowingly."""
        return self.severity == severity and not self.accepted


@dataclass(frozen=True, slots=True)
class Overlay:
    """Risk or learning, base and now: ranks to compare by, words to read (section 7)."""

    base: str
    now: str
    base_rank: int
    now_rank: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything the framework says of one system."""

    situation: Situation
    level: str | None
    missing: str | None
    """The first layer that was needed for the level and is not answered."""
    role: str | None
    verdict: str
    known: int
    relevant: int
    learning: Overlay | None
    risk: Overlay | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def system(self) -> System:
        """The system this is about."""
        return self.situation.system

    @property
    def id(self) -> str:
        """Its id."""
        return self.situation.system.id

    @property
    def production(self) -> bool:
        """Whether people rely on it, directly or through what needs it."""
        return self.situation.production

    @property
    def through(self) -> tuple[str, ...]:
        """The active production systems that need it directly, sorted."""
        return self.situation.through

    @property
    def misplaced(self) -> bool:
        """Whether its owner means it to be on another level than it is."""
        return self.level is not None and self.system.intended_level not in {None, self.level}

    @property
    def self_hosted(self) -> bool:
        """Whether its level is 2, 3a or 3b."""
        return self.level in SELF_HOSTED

    @property
    def assessed(self) -> tuple[date, str] | None:
        """The date of the smell test that counts here, and whose it is."""
        smell = self.situation.smell
        return (smell[0].date, smell[1]) if smell and smell[0].date else None

    @property
    def worst(self) -> int:
        """The rank of the worst finding not accepted: 0 none, 1 notice, 2 warning, 3 critical."""
        ranks = {"notice": 1, "warning": 2, "critical": 3}
        return max((ranks[f.severity] for f in self.findings if not f.accepted), default=0)

    def count(self, severity: str) -> int:
        """How many findings of a severity are not accepted."""
        return sum(finding.counts(severity) for finding in self.findings)

    def completed(self, findings: tuple[Finding, ...]) -> Assessment:
        """This draft with its findings, and the risk that follows from them."""
        return Assessment(
            self.situation,
            self.level,
            self.missing,
            self.role,
            self.verdict,
            self.known,
            self.relevant,
            self.learning,
            risk_of(self, findings),
            findings,
        )

    def fact(self, key: str) -> Stated | None:
        """The value of a fact as it counts here, and who states it; None where nobody does."""
        if key.startswith("smell_test."):
            return self._answer(key.removeprefix("smell_test."))
        stated = self.situation.stated.get(key)
        if stated is not None:
            return stated
        system = self.situation.system
        return (system.facts[key], system.id) if key in system.facts else None

    def value(self, key: str) -> Value | None:
        """The value of a fact as it counts here; None where nobody states it."""
        fact = self.fact(key)
        return fact[0] if fact else None

    def owner(self, layer: str) -> str | None:
        """Who answers for a layer."""
        stated = self.situation.stated.get(f"owners.{layer}")
        return stated[0] if stated else None

    def practice(self, name: str) -> str | None:
        """How far a practice is followed."""
        stated = self.situation.stated.get(f"practices.{name}")
        return stated[0] if stated else None

    def answer(self, question: str) -> str | None:
        """The answer to a question of the smell test that counts here."""
        smell = self.situation.smell
        return smell[0].answers.get(question) if smell else None

    def fresh(self, key: str, days: int) -> bool:
        """Whether a date that counts here is at most `days` old and not after today."""
        return self.situation.terms.fresh(self.value(key), days)

    def _answer(self, name: str) -> Stated | None:
        if self.situation.smell is None:
            return None
        test, origin = self.situation.smell
        value = test.date if name == "date" else test.answers.get(name)
        return (value, origin) if value is not None else None


def judge(situation: Situation) -> Assessment:
    """Level, role, verdict, coverage and learning; what needs the findings is added later."""
    level, missing = _level(situation)
    role = _role(situation, level)
    known, relevant = _coverage(situation, level)
    verdict, learning = _verdict(situation, level), _learning(situation, level)
    return Assessment(situation, level, missing, role, verdict, known, relevant, learning)


def _coverage(situation: Situation, level: str | None) -> tuple[int, int]:
    """How many of the facts that matter are answered, and how many matter (section 5)."""
    stated, facts = situation.stated, situation.system.facts
    besides = _relevant_besides(situation, level)
    known = len(stated.keys() & _OWNERS)
    known += len(situation.smell[0].answers) if situation.smell else 0
    known += sum([key in stated or key in facts for key in besides])
    return known, len(_OWNERS) + len(_ANSWERS) + len(besides)


def _level(situation: Situation) -> tuple[str | None, str | None]:
    """The level, or else the first layer that was needed and is absent (section 4)."""
    owners = situation.stated

    def owner(layer: str) -> str | None:
        stated = owners.get(f"owners.{layer}")
        return stated[0] if stated else None

    os, hardware, application = owner("os"), owner("hardware"), owner("application")
    if os is None:
        return None, "os"
    if os in YOURS:
        if hardware is None:
            return None, "hardware"
        if hardware not in YOURS:
            return RENTED, None
        return (FULL_STACK_PRODUCTION if situation.production else FULL_STACK_LAB), None
    if application is None:
        return None, "application"
    return (PLATFORM if application in YOURS else SAAS), None


def _role(situation: Situation, level: str | None) -> str | None:
    """What it is for, in a word (section 4)."""
    if level == SAAS:
        return "consumed"
    if level == PLATFORM:
        return "platform"
    if level is None:
        return None
    if situation.production:
        return "production"
    purpose = situation.system.purpose
    if purpose is None:
        return None
    if purpose == "learning":
        return "lab"
    return "home-server" if level == FULL_STACK_LAB else "infrastructure"


_VERDICTS = {"yes": "operating", "no": "consuming"}
"""What owning the outcome, or not, makes of a self-hosted system."""


def _verdict(situation: Situation, level: str | None) -> str:
    """Whether its owner operates it or consumes it (section 4)."""
    if level in {SAAS, PLATFORM}:
        return "consuming"
    if level is None or situation.smell is None:
        return "undecided"
    return _VERDICTS.get(situation.smell[0].answers.get("own", ""), "undecided")


_OWNERS = dict.fromkeys(f"owners.{layer}" for layer in LAYERS).keys()
_ANSWERS = tuple(f"smell_test.{question}" for question in QUESTIONS)


def relevant_facts(situation: Situation, level: str | None) -> tuple[str, ...]:
    """The facts that matter for a system of a level (section 5)."""
    return (*_OWNERS, *_ANSWERS, *_relevant_besides(situation, level))


def _relevant_besides(situation: Situation, level: str | None) -> tuple[str, ...]:
    by_level = RELEVANT_BY_LEVEL[level]
    return by_level if situation.hosts else ("purpose", *by_level)


def contained(assessment: Assessment) -> bool:
    """Whether a lab's risk stays inside the lab (section 7)."""
    system = assessment.system
    return system.exposure not in {None, "internet"} and (
        assessment.practice("segmentation") == "yes" or system.evidence("wipeable") is True
    )


def settled(assessment: Assessment) -> bool:
    """Whether everything is answered, tested lately and owned, so that risk may go down."""
    situation = assessment.situation
    assessed = assessment.assessed
    return (
        assessment.known == assessment.relevant
        and assessed is not None
        and situation.terms.fresh(assessed[0], situation.terms.settings.review_days)
        and assessment.answer("own") == "yes"
    )


def risk_of(assessment: Assessment, findings: tuple[Finding, ...]) -> Overlay | None:
    """Risk, base and now (section 7); None where the level is not known."""
    if assessment.level is None:
        return None
    row = LEVELS[assessment.level]
    rank = row.risk
    if any(finding.counts("critical") for finding in findings):
        rank = min(rank + 1, len(RISKS))
    elif (
        assessment.level != FULL_STACK_LAB
        and not any(finding.counts("warning") for finding in findings)
        and settled(assessment)
    ):
        rank = max(rank - 1, 1)
    word = RISKS[rank - 1]
    if word == "High" and assessment.level == FULL_STACK_LAB and contained(assessment):
        word = CONTROLLED_HIGH
    return Overlay(row.risk_word, word, row.risk, rank)


def learned_lately(situation: Situation) -> bool:
    """Whether something fresh was learned on it or an ancestor (sections 6 and 7)."""
    terms = situation.terms
    learned = situation.learned
    return learned is not None and terms.fresh(learned[0], terms.settings.experiment_days)


def _learning(situation: Situation, level: str | None) -> Overlay | None:
    """Learning, base and now (section 7); None where the level is not known."""
    if level is None:
        return None
    row = LEVELS[level]
    rank, word = row.learning, row.learning_word
    if level in {RENTED, FULL_STACK_LAB}:
        purpose = situation.system.purpose
        if purpose == "reliability":
            rank, word = 2, MODERATE
        elif purpose in {"entertainment", "convenience"}:
            rank, word = 1, LEARNING[0]
        elif purpose is None or not learned_lately(situation):
            rank -= 1
            word = LEARNING[rank - 1]
    return Overlay(row.learning_word, word, row.learning, rank)
