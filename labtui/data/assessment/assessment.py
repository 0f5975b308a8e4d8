"""The assessment of one system: what the framework says of it (sections 4 to 7)."""

from datetime import date
from typing import NamedTuple

from labtui.data.assessment.context import Stated, SystemContext
from labtui.data.assessment.models import System
from labtui.data.framework.layers import LAYER_ANSWERS, Layer, LayerAnswer
from labtui.data.framework.levels import LEARNING, SELF_HOSTED, LearningWord, LevelId, RiskWord
from labtui.data.framework.practices import PRACTICE_ANSWERS, Practice, PracticeAnswer
from labtui.data.framework.questions import QUESTIONS, Answer, Question
from labtui.data.framework.roles import Role, Verdict
from labtui.data.framework.severities import SEVERITIES, Severity
from labtui.data.framework.shapes import Value
from labtui.data.framework.values import as_date, as_texts, choice_of


class Finding(NamedTuple):
    """A rule that holds for a system (section 6)."""

    rule: str
    severity: Severity
    accepted: bool
    unproven: bool
    """True while it holds only because something is not answered."""

    def counts(self, severity: Severity) -> bool:
        """Whether it is of this severity and not accepted."""
        return self.severity == severity and not self.accepted


class Learning(NamedTuple):
    """Learning: as the level gives it (base), and as it is now (section 7).

    The ranks are for comparing, 1 the lowest; the words are for people.
    """

    base: LearningWord
    now: LearningWord
    base_rank: int
    now_rank: int

    @property
    def base_shown(self) -> LearningWord:
        """The base as people read it: one word a rank."""
        return LEARNING[self.base_rank - 1]

    @property
    def now_shown(self) -> LearningWord:
        """What it is now, as people read it."""
        return LEARNING[self.now_rank - 1]


class Risk(NamedTuple):
    """Risk: base, now and as far as proven, as ranks to compare and words to read (section 7)."""

    base: RiskWord
    now: RiskWord
    proven: RiskWord
    """How high it is without critical findings that are unproven."""
    base_rank: int
    now_rank: int
    proven_rank: int


class Assessment(NamedTuple):
    """Everything the framework says of one system."""

    context: SystemContext
    level: LevelId | None
    missing: Layer | None
    """The first layer that was needed for the level and is not answered."""
    role: Role | None
    """None where level or purpose is not known."""
    verdict: Verdict
    known: int
    """How many of the relevant facts are answered."""
    relevant: int
    """How many facts matter at its level (section 5)."""
    learning: Learning | None
    """None where the level is not known, as is risk."""
    risk: Risk | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def system(self) -> System:
        """The system this is about."""
        return self.context.system

    @property
    def id(self) -> str:
        """Its id."""
        return self.context.system.id

    @property
    def production(self) -> bool:
        """Whether people rely on it, directly or through what needs it."""
        return self.context.production

    @property
    def through(self) -> tuple[str, ...]:
        """The active production systems that need it directly, sorted."""
        return self.context.through

    @property
    def misplaced(self) -> bool:
        """Whether its intended level is stated and is not its level."""
        return self.level is not None and self.system.intended_level not in {None, self.level}

    @property
    def self_hosted(self) -> bool:
        """Whether its level is 2, 3a or 3b."""
        return self.level in SELF_HOSTED

    @property
    def assessed(self) -> tuple[date, str] | None:
        """The date of the smell test that counts here, and whose it is."""
        smell = self.context.smell
        return (smell[0].date, smell[1]) if smell and smell[0].date else None

    @property
    def worst(self) -> int:
        """The rank of the worst finding not accepted: 0 none, 1 notice, 2 warning, 3 critical."""
        return max([_RANKS[f.severity] for f in self.findings if not f.accepted], default=0)

    def finding_count(self, severity: Severity) -> int:
        """How many findings of a severity are not accepted."""
        # A list is summed up in half the time of a generator, and lists are sorted by this.
        return sum([f.severity == severity and not f.accepted for f in self.findings])

    def unproven_count(self, severity: Severity) -> int:
        """How many of these are unproven."""
        return sum(finding.counts(severity) and finding.unproven for finding in self.findings)

    def fact(self, key: str) -> Stated | None:
        """The value of a fact as it counts here, and who states it; None where nobody does."""
        if key.startswith("smell_test."):
            return self._answer(key.removeprefix("smell_test."))
        stated = self.context.stated.get(key)
        if stated is not None:
            return stated
        system = self.context.system
        return (system.facts[key], system.id) if key in system.facts else None

    def value(self, key: str) -> Value | None:
        """The value of a fact as it counts here; None where nobody states it."""
        fact = self.fact(key)
        return fact[0] if fact else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list as it counts here; empty where nobody states it."""
        return as_texts(self.value(key))

    def day(self, key: str) -> date | None:
        """A date as it counts here; None where nobody states it, and for `never`."""
        return as_date(self.value(key))

    def owner(self, layer: Layer) -> LayerAnswer | None:
        """Who answers for a layer."""
        stated = self.context.stated.get(f"owners.{layer}")
        return choice_of(stated[0], LAYER_ANSWERS) if stated else None

    def practice(self, name: Practice) -> PracticeAnswer | None:
        """How far a practice is followed."""
        stated = self.context.stated.get(f"practices.{name}")
        return choice_of(stated[0], PRACTICE_ANSWERS) if stated else None

    def answer(self, question: Question) -> Answer | None:
        """The answer to a question of the smell test that counts here."""
        smell = self.context.smell
        return smell[0].answers.get(question) if smell else None

    def fresh(self, key: str, days: int) -> bool:
        """Whether a date that counts here is at most `days` old and not after today."""
        return self.context.evaluation.fresh(self.value(key), days)

    def _answer(self, name: str) -> Stated | None:
        """The date or an answer of the smell test that counts here, and whose test it is."""
        if self.context.smell is None:
            return None
        test, origin = self.context.smell
        question = choice_of(name, QUESTIONS)
        value = test.answers.get(question) if question else test.date if name == "date" else None
        return (value, origin) if value is not None else None


_RANKS = {severity: rank for rank, severity in enumerate(SEVERITIES, 1)}
