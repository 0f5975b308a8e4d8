"""`runbook`: in which order to bring systems back, and what is known to do that with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from labtui.data.analysis.rebuild import (
    OBSTACLES,
    Gain,
    Obstacle,
    Rebuild,
    Step,
    rebuild_order,
)
from labtui.data.analysis.rebuild_needs import NOTHING_KEPT
from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.levels import CONSUMED
from labtui.reports.markdown.writing import heading, inline, page
from labtui.reports.naming import called
from labtui.reports.report import Subject
from labtui.text.wording import RESPONSIBLE, ago, join_words, plural

_TESTED = "evidence.restore_tested"


def report(subject: Subject) -> str:
    """The order for the whole lab, of which the systems to report are shown."""
    rebuild = rebuild_order(subject.lab, subject.order)
    return page([*_head(subject, rebuild), *_steps(subject, rebuild), *_rest(subject, rebuild)])


def _head(subject: Subject, rebuild: Rebuild) -> Iterator[str]:
    yield from heading(1, "Runbook")
    steps = [step for step in rebuild.steps if not step.services]
    shown = [id for step in steps for id in step.systems if id in subject.reported]
    yield (
        f"How to bring back {plural(len(shown), 'system')} from nothing, as of {subject.today}. "
        "What stands in one step can be brought back at the same time."
    )
    loops = [loop for loop in rebuild.loops if not subject.reported.isdisjoint(loop)]
    if loops:
        yield ""
        yield from (f"- They need each other: {_names(subject, loop)}." for loop in loops)


def _steps(subject: Subject, rebuild: Rebuild) -> Iterator[str]:
    number = 0
    for step in rebuild.steps:
        number += not step.services
        if subject.reported.isdisjoint(step.systems):
            continue
        together = ", at the same time" if len(step.systems) > 1 else ""
        title = "Services, to be there" if step.services else f"Step {number}{together}"
        yield from heading(2, title)
        yield from _step(subject, step)


def _step(subject: Subject, step: Step) -> Iterator[str]:
    gains = {gain.id: gain for gain in step.gives}
    gaps: dict[str, list[Obstacle]] = defaultdict(list)
    for gap in step.blocked_by:
        gaps[gap.id].append(gap)
    for id in step.systems:
        if id in subject.reported:
            yield f"- [ ] {_name(subject, id)}"
            a = subject.lab.assessments[id]
            told = _service(subject, a) if step.services else _system(subject, a, gaps[id])
            for label, said in (*told, *_gives(gains.get(id))):
                yield f"  - {label}: {inline(said)}"
            for gap in gaps[id]:
                remedy = f" → {gap.remedy}" if gap.remedy else ""
                yield f"  - In the way: {inline(gap.message + remedy)}"


def _service(subject: Subject, a: Assessment) -> Iterator[tuple[str, str]]:
    if provider := a.value("provider"):
        yield "Provider", str(provider)
    if url := a.system.text("url"):
        yield "Address", url
    if copies := _copies(subject, a):
        yield "Backed up to", _plain_names(subject, copies)


def _system(
    subject: Subject, a: Assessment, in_the_way: Sequence[Obstacle]
) -> Iterator[tuple[str, str]]:
    """What is known of a system that one needs to bring it back; the gaps are told apart."""
    system = a.system
    gaps = {gap.why for gap in in_the_way}
    nothing_left = any(gap.why == "no-backup" and not gap.unproven for gap in in_the_way)
    for label, key in (("What", "description"), ("Where", "location"), ("Address", "url")):
        if text := system.text(key):
            yield label, text
    for label, ids in (
        ("Runs on", filter(None, [system.runs_on])),
        ("Needs", system.depends_on),
        ("Recovers with", system.recovers_with),
    ):
        if names := _plain_names(subject, ids):
            yield label, names
    yield "Restore from", "nowhere" if nothing_left else _restore(subject, a)
    if "undocumented" not in gaps and a.practice("documentation") == "yes":
        yield "Documentation", "it is written down how to rebuild it"
    owner = a.owner("recovery")
    if owner and "nobody-responsible" not in gaps:
        yield "Responsible for recovery", RESPONSIBLE[owner]
    if stand_ins := a.texts("stand_ins"):
        yield "Can take over", join_words(stand_ins)
    if system.recovers_offline:
        yield "On paper or a stick", "its keys and notes"
    if notes := system.text("notes"):
        yield "Notes", notes


def _restore(subject: Subject, a: Assessment) -> str:
    """Where its backups are, and when a restore last worked."""
    if not a.system.keeps_something:
        return NOTHING_KEPT
    if copies := _copies(subject, a):
        return f"{_plain_names(subject, copies)}; a restore last worked: {_tested(a)}"
    if a.level in CONSUMED and not _is_left_to_you(a):
        return "the provider"
    return "not known: where are its backups?"


def _copies(subject: Subject, a: Assessment) -> list[str]:
    """The other systems that its backups are on."""
    return [id for id in subject.lab.destinations.of(a.id) if id != a.id]


def _is_left_to_you(a: Assessment) -> bool:
    """Whether it is said that the provider keeps no backups of it, or that nobody knows."""
    return a.owner("backups") in {"you", "nobody"} or a.value("evidence.vendor_backup") is False


def _tested(a: Assessment) -> str:
    when, day = a.value(_TESTED), a.day(_TESTED)
    if day is not None:
        return f"{day} ({ago(day, a.context.evaluation.today)})"
    return "not known" if when is None else str(when)


def _gives(gain: Gain | None) -> Iterator[tuple[str, str]]:
    if gain and gain.relied_on_for:
        yield "Gives back", join_words(gain.relied_on_for)
    if gain and gain.used_by:
        yield "For", join_words(gain.used_by)


def _rest(subject: Subject, rebuild: Rebuild) -> Iterator[str]:
    """The open gaps kind by kind, and what is not in service."""
    gaps: dict[str, dict[str, None]] = defaultdict(dict)
    for step in rebuild.steps:
        for gap in step.blocked_by:
            if gap.id in subject.reported:
                name = _name(subject, gap.id) + (" ?" if gap.unproven else "")
                gaps[gap.why].setdefault(name)
    if gaps:
        yield from heading(2, "Open gaps")
        yield "A question mark: not known."
        yield ""
        yield from (
            f"- {title}: {', '.join(gaps[why])}" for why, title in OBSTACLES.items() if gaps[why]
        )
    systems = subject.systems
    for status, title in (("planned", "Only planned"), ("retired", "Retired")):
        if ids := [system.id for system in systems if system.status == status]:
            yield from heading(2, title)
            yield from (f"- {_name(subject, id)}" for id in ids)


def _name(subject: Subject, id: str) -> str:
    """A name, and the id where that says more."""
    name = called(subject.lab.systems[id])
    return f"**{inline(name)}**" if name == id else f"**{inline(name)}** `{id}`"


def _names(subject: Subject, ids: Iterable[str]) -> str:
    return ", ".join(_name(subject, id) for id in ids)


def _plain_names(subject: Subject, ids: Iterable[str]) -> str:
    """Names of systems, as text; the id of one that is not there."""
    systems = subject.lab.systems
    return ", ".join(called(systems[id]) if id in systems else id for id in ids)
