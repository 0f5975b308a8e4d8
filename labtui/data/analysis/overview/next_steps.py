"""The steps that help a lab most: what to do or to answer next, and what that would clear.

What a step clears is not estimated: it is tried on a fork of the lab, and counted there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import NamedTuple

from labtui.data.analysis.best_questions import FactQuestion, best_questions
from labtui.data.analysis.findings import Resolver, ordered, resolver_of
from labtui.data.analysis.review_queue import queue
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.explain import Why, why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Changes
from labtui.data.assessment.rules import RULES
from labtui.data.assessment.rules.rule import Urgency
from labtui.data.framework.facts import FACTS
from labtui.data.framework.questions import QUESTIONS
from labtui.data.framework.severities import SEVERITIES, Severity
from labtui.data.framework.shapes import Shape, Value
from labtui.data.inventory.edits import completed
from labtui.text.wording import plural

LOOKED_AT = 24
"""Of how many systems, the most urgent ones, the findings are looked at."""

ASKED = 12
"""How many questions are looked at where there are too few findings."""

TRIED = 12
"""How many steps are tried on a fork of the lab."""

TOGETHER = 2
"""From how many systems on, the same step is one for all of them."""

RESTORING = frozenset(id for id, rule in RULES.items() if rule.urgency is Urgency.RESTORE)
"""The rules that a restore does away with."""


class Cleared(NamedTuple):
    """How many findings of a severity are gone after a step."""

    severity: Severity
    number: int
    unproven: bool
    """True for those that were unproven: for questions that are answered."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do or to answer."""

    ids: tuple[str, ...]
    """The system it is about, or all of them, the most urgent first."""
    why: Why[Severity]
    """The finding it helps most with at the first, and what to do."""
    resolver: Resolver
    clears: tuple[Cleared, ...]
    """What it clears in the whole lab, the worst first; empty where that cannot be foreseen."""
    rule: str = ""
    """The rule of the finding; empty for a question that no critical finding or warning asks."""

    @property
    def id(self) -> str:
        """The system it is about, or the first of them."""
        return self.ids[0]

    def is_part_of(self, other: "Step") -> bool:
        """Whether another step answers the same, for all of these systems."""
        return self.resolver == other.resolver and {*self.ids} <= {*other.ids}

    def is_done_with(self, other: "Step") -> bool:
        """Whether who takes another step has taken this one: both restore all of these systems."""
        return {self.rule, other.rule} <= RESTORING and {*self.ids} <= {*other.ids}


def next_steps(lab: Lab, most: int = 3, worst: str | None = None) -> list[Step]:
    """The steps that help most, each about another system or about several; at most `most`.

    What does away with the worst finding of the system `worst` is the first. Critical findings come
    before warnings, proven ones before questions. Where there are fewer, the best questions follow:
    a lab of which little is known never looks as if all were done.
    """
    first = [] if worst is None else [worst]
    leading = next(_candidates(lab, first), None)
    ids = [*first, *(entry.id for entry in queue(lab)[:LOOKED_AT])]

    def leads(group: Sequence[_Candidate]) -> bool:
        return leading in group

    groups = _together(_candidates(lab, dict.fromkeys(ids)))
    urgent = nsmallest(TRIED, groups, key=lambda group: (not leads(group), _urgency(group[0])))
    found = [(leads(group), *_tried(lab, group)) for group in urgent]
    found.sort(key=lambda each: each[:2], reverse=True)
    tried = [step for *_, step in found]
    steps: dict[object, Step] = {}
    for each in tried:
        same = [other for other in tried if each is other or each.is_done_with(other)]
        step = max(same, key=lambda other: len(other.ids))
        steps.setdefault(step.id if len(step.ids) == 1 else step.rule, step)
    if len(steps) < most:
        for asking in _askings(lab):
            if any(asking.is_part_of(each) for each in steps.values()):
                continue
            steps.setdefault(asking.id if len(asking.ids) == 1 else asking.resolver, asking)
    return [_everywhere(lab, step) for step in [*steps.values()][:most]]


def _askings(lab: Lab) -> Iterator[Step]:
    """The steps of answering questions that no critical finding or warning rests on."""
    alike: dict[str, list[FactQuestion]] = {}
    for question in best_questions(lab, ASKED):
        if lab.systems[question.id].active:
            alike.setdefault(question.key, []).append(question)
    for questions in alike.values():
        if len(questions) >= TOGETHER:
            yield _asking(questions)
        else:
            yield from (_asking([question]) for question in questions)


def _asking(questions: Sequence[FactQuestion]) -> Step:
    """The step of answering the same question about some systems."""
    key = questions[0].key
    fact = FACTS[key]
    asked = fact.question.format(name="it") or f"{fact.title}?"
    counted = {id for question in questions for id in question.systems}
    counts = f"The answer counts for {plural(len(counted), 'system')}."
    why = Why[Severity](asked, "notice", counts, (), unproven=True)
    return Step(tuple(each.id for each in questions), why, Resolver("fact", key), ())


class _Candidate(NamedTuple):
    a: Assessment
    finding: Finding
    resolver: Resolver


def _candidates(lab: Lab, ids: Iterable[str]) -> Iterator[_Candidate]:
    """The findings of systems, each where its fact is stated; of one fact there, the worst."""
    seen: set[tuple[str, Resolver]] = set()
    for id in ids:
        a = lab.assessments[id]
        for finding in ordered(a):
            if finding.accepted or finding.severity == "notice":
                continue
            resolver = resolver_of(lab, a, finding)
            at = _stated_at(lab, a, finding, resolver)
            if (at, resolver) not in seen:
                seen.add((at, resolver))
                yield _Candidate(lab.assessments[at], _same(lab, at, finding), resolver)


def _together(candidates: Iterable[_Candidate]) -> Iterator[list[_Candidate]]:
    """The candidates, those of many systems that are the same together, the most urgent first."""
    alike: dict[tuple[object, ...], list[_Candidate]] = {}
    for each in candidates:
        finding = each.finding
        same = finding.rule, finding.severity, finding.unproven, each.resolver
        alike.setdefault(same, []).append(each)
    for group in alike.values():
        if len(group) >= TOGETHER:
            yield sorted(group, key=_urgency)
        else:
            yield from ([each] for each in group)


def _everywhere(lab: Lab, step: Step) -> Step:
    """A step about several systems, with those too that were not looked at."""
    if not step.rule:
        return step
    severity, unproven = step.why.answer, step.why.unproven
    others = tuple(
        a.id
        for a in lab.assessments.values()
        if a.system.active and a.id not in step.ids
        for finding in a.findings
        if finding.rule == step.rule
        and (finding.severity, finding.unproven, finding.accepted) == (severity, unproven, False)
        and resolver_of(lab, a, finding) == step.resolver
        and _stated_at(lab, a, finding, step.resolver) == a.id
    )
    ids = (*step.ids, *others)
    foreseen = (Cleared(severity, len(ids), unproven),) if step.clears else ()
    return replace(step, ids=ids, clears=foreseen if others else step.clears)


def _stated_at(lab: Lab, a: Assessment, finding: Finding, resolver: Resolver) -> str:
    """The system to act on: where an inherited fact is stated, if the finding holds there too."""
    stated = a.fact(resolver.key) if resolver.kind == "fact" else None
    above = lab.assessments.get(stated[1]) if stated is not None else None
    if above is None or not above.system.active:
        return a.id
    return above.id if any(f.rule == finding.rule for f in above.findings) else a.id


def _same(lab: Lab, id: str, finding: Finding) -> Finding:
    """The finding of the same rule at a system."""
    return next(f for f in lab.assessments[id].findings if f.rule == finding.rule)


def _urgency(candidate: _Candidate) -> tuple[object, ...]:
    a, finding, _ = candidate
    return (
        -SEVERITIES.index(finding.severity),
        finding.unproven,
        not a.production,
        -(a.risk.now_rank if a.risk else 0),
        a.system.name.casefold(),
        a.id,
        finding.rule,
    )


def _tried(lab: Lab, group: Sequence[_Candidate]) -> tuple[tuple[int, ...], Step]:
    """A step with what it clears, and what it is worth."""
    a, finding, resolver = group[0]
    why = why_finding(lab, a, finding)
    ids = tuple(each.a.id for each in group)
    revised = {}
    for each in group:
        if changes := _best_answer(each.a, resolver):
            wanted = completed(each.a, each.a.system, changes, lab.evaluation.today)
            revised[each.a.id] = each.a.system.revised(wanted)
    if not revised:
        unforeseen = Cleared(finding.severity, len(ids), finding.unproven)
        return _worth([unforeseen]), Step(ids, why, resolver, (), finding.rule)
    cleared = _cleared(lab, lab.supposing(revised))
    return _worth(cleared), Step(ids, why, resolver, tuple(cleared), finding.rule)


def _worth(cleared: Iterable[Cleared]) -> tuple[int, ...]:
    """What a step is worth: proven critical findings first, then critical questions, and so on."""
    found = {(each.severity, each.unproven): each.number for each in cleared}
    return tuple(
        found.get((severity, unproven), 0)
        for severity in reversed(SEVERITIES)
        for unproven in (False, True)
    )


def _best_answer(a: Assessment, resolver: Resolver) -> Mapping[str, Value | None]:
    """The facts once a step was done; empty where there is more than one way to do it."""
    today = a.context.evaluation.today
    if resolver.kind == "smell-test":
        answers: Changes = {f"smell_test.{question}": "yes" for question in QUESTIONS}
        return {**answers, "smell_test.date": today}
    key = resolver.key
    if key.startswith("practices."):
        return {key: "yes"}
    if key.startswith("evidence.") and key != "evidence.wipeable":
        dated = FACTS[key].shape in {Shape.DATE, Shape.DATE_OR_NEVER}
        return {key: today if dated else True}
    return {}


def _cleared(lab: Lab, fork: Lab) -> list[Cleared]:
    """How many findings of a lab are gone on a fork of it, the worst first."""
    before: dict[tuple[Severity, bool], int] = {}
    for id, a in fork.assessments.items():
        was = lab.assessments.get(id)
        if was is a or was is None:
            continue
        for severity in SEVERITIES:
            for unproven in (False, True):
                gone = _count(was, severity, unproven) - _count(a, severity, unproven)
                at = severity, unproven
                before[at] = before.get(at, 0) + gone
    return [
        Cleared(severity, number, unproven)
        for severity in reversed(SEVERITIES)
        for unproven in (False, True)
        if (number := before.get((severity, unproven), 0)) > 0
    ]


def _count(a: Assessment, severity: Severity, unproven: bool) -> int:
    asked = a.unproven_count(severity)
    return asked if unproven else a.finding_count(severity) - asked
