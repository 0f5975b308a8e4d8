"""What came of a drill: what it proved, as facts and events to write, and what is to be done."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from labtui.data.analysis.drill.run import DrillRun, time_words
from labtui.data.analysis.drill.steps import ALERTED, PLANNED, Proof, Step
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Event
from labtui.data.assessment.rules.providers import BREACH_UNPLANNED
from labtui.data.assessment.rules.rule import Rule
from labtui.data.assessment.rules.smell_test import (
    CANNOT_DETECT,
    CANNOT_REBUILD,
    CANNOT_RESTORE,
    NOT_UNDERSTOOD,
)
from labtui.data.assessment.rules.upkeep import UNMONITORED
from labtui.data.framework.facts import FACTS
from labtui.data.framework.questions import QUESTIONS, Question
from labtui.data.framework.shapes import Shape, Value
from labtui.data.framework.values import show_answer, show_value
from labtui.text.wording import plural

HISTORY = "history"


class Entry(NamedTuple):
    """One thing that can be written of a system."""

    id: str
    key: str
    """The key of a fact, or `HISTORY`."""
    value: Value | Event
    offered: bool = False
    """True if it is written only if it is chosen: what one answers for the whole system."""

    @property
    def name(self) -> str:
        """Tells it from other entries."""
        kind = self.value.event if isinstance(self.value, Event) else ""
        return " ".join(filter(None, (self.id, self.key, kind)))

    @property
    def says(self) -> str:
        """What is written, in words: `Restore tested: 2026-11-29`."""
        if isinstance(self.value, Event):
            return f"History: {self.value.event}. {self.value.note or ''}".strip()
        if self.key.startswith("smell_test."):
            return f"Smell test: {QUESTIONS[_QUESTIONS[self.key]]} {show_value(self.value)}"
        return f"{FACTS[self.key].label}: {show_answer(self.key, self.value)}"


class ToDo(NamedTuple):
    """A step that could not be done, and what to do about it."""

    step: Step
    note: str
    findings: tuple[str, ...]
    """The titles of the findings it is evidence for."""
    remedies: tuple[str, ...]


_QUESTIONS = {f"smell_test.{question}": question for question in QUESTIONS}

_RULES_OF_ANSWERS: dict[Question, Rule] = {
    "restore": CANNOT_RESTORE,
    "detect": CANNOT_DETECT,
    "understand": NOT_UNDERSTOOD,
    "rebuild": CANNOT_REBUILD,
}
_RULES_OF_FACTS = {ALERTED.fact: UNMONITORED, PLANNED.fact: BREACH_UNPLANNED}


def entries_of(lab: Lab, run: DrillRun) -> list[Entry]:
    """What can be written of a drill, as of the day it was begun; nothing where nothing was tried.

    A drill can be taken up again much later: no deed is dated later than it may have been done.
    """
    if not run.of("done") and not run.of("failed"):
        return []
    day = min(run.begun.date(), lab.evaluation.today)
    found: dict[str, Entry] = {}
    for step in (*run.of("done"), *run.of("failed")):
        if step.proof is not None and step.about in lab.assessments:
            done = run.marks[step.key].state == "done"
            note = run.notes.get(step.key, "")
            for entry in _proven(lab.assessments[step.about], step.proof, note, day, done=done):
                found.setdefault(entry.name, entry)
    experiment = Entry(run.drill.id, HISTORY, Event(day, "experiment", summary(run)))
    own = [entry for entry in found.values() if entry.id == experiment.id]
    return [*own, experiment, *(entry for entry in found.values() if entry.id != experiment.id)]


def _proven(a: Assessment, proof: Proof, note: str, day: date, *, done: bool) -> Iterator[Entry]:
    if proof.fact and FACTS[proof.fact].shape is Shape.DATE_OR_NEVER:
        stated = a.system.facts.get(proof.fact)
        if done and not (isinstance(stated, date) and stated >= day):
            yield Entry(a.id, proof.fact, day)
    elif proof.fact and a.system.facts.get(proof.fact) is not done:
        yield Entry(a.id, proof.fact, done, offered=not done)
    if proof.event is not None and done:
        words = f"In a drill. {note}".strip()
        yield Entry(a.id, HISTORY, Event(day, proof.event, words))
    if proof.question is not None and day == a.context.evaluation.today:
        answer = "yes" if done else "no"
        if not _is_answered_today(a, f"smell_test.{proof.question}", answer):
            yield Entry(a.id, f"smell_test.{proof.question}", answer, offered=True)


def _is_answered_today(a: Assessment, key: str, answer: str) -> bool:
    facts, today = a.system.facts, a.context.evaluation.today
    return facts.get(key) == answer and facts.get("smell_test.date") == today


def summary(run: DrillRun) -> str:
    """The drill in a note: what it was about, how it went, what was learned."""
    total = len(run.drill.steps)
    said = [
        f"Drill: {run.drill.title}.",
        f"{run.count('done')} of {plural(total, 'step')} done in {time_words(run.took)}.",
    ]
    for steps, words in ((run.of("failed"), "Could not"), (run.of("skipped"), "Skipped")):
        if steps:
            said.append(f"{words}: {'; '.join(_with_note(step, run) for step in steps)}.")
    if noted := [step for step in run.of("done") if step.key in run.notes]:
        said.append(f"Noted: {'; '.join(_with_note(step, run) for step in noted)}.")
    return " ".join(said)


def _with_note(step: Step, run: DrillRun) -> str:
    clause = f"{step.says[0].lower()}{step.says[1:].removesuffix('.')}"
    note = run.notes.get(step.key, "")
    return f"{clause} ({note})" if note else clause


def to_do(lab: Lab, run: DrillRun) -> list[ToDo]:
    """What could not be done, with the findings it is evidence for and what to do about it."""
    found = []
    for step in run.of("failed"):
        a = lab.assessments.get(step.about)
        rules = [*_rules_of(step.proof)] if a is not None else []
        remedies = [each.remedy for each in step.obstacles if each.remedy]
        remedies += [rule.remedy(a) for rule in rules if a is not None]
        titles = tuple(rule.title for rule in rules)
        found.append(ToDo(step, run.notes.get(step.key, ""), titles, tuple(remedies)))
    return found


def _rules_of(proof: Proof | None) -> Iterator[Rule]:
    if proof is not None:
        if proof.question in _RULES_OF_ANSWERS:
            yield _RULES_OF_ANSWERS[proof.question]
        if proof.fact in _RULES_OF_FACTS:
            yield _RULES_OF_FACTS[proof.fact]
