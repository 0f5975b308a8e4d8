"""The steps that bring systems back: keys, setting up, restoring, and a look whether it works."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from labtui.data.analysis.drill.steps import (
    EXPORTED,
    REBUILT,
    RESTORED,
    SET_UP_ELSEWHERE,
    Step,
)
from labtui.data.analysis.rebuild import Obstacle, Rebuild, destroyed_with, rebuild_order
from labtui.data.analysis.rebuild_needs import NOTHING_KEPT, restored, sources
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.freshness import is_fresh
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS
from labtui.data.framework.levels import CONSUMED
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.text.wording import ago, join_few, join_words, plural

MOST = 12
"""So many other systems have a step of their own; of more, how many there are."""

MOST_TURNS = 6
"""So many turns are named in which what stopped is started."""

_OF_RESTORING = frozenset({"no-way-in", "no-backup", "untested-restore"})
"""Why it may be that restoring fails; all else stands in the way of setting up."""

_WRITTEN_DOWN = {
    "yes": "It is written down how to rebuild it.",
    NOT_APPLICABLE: "There is nothing to write down for it.",
}


class Recovery:
    """Bringing back a system and all that is down with it, after its loss."""

    def __init__(self, lab: Lab, ids: Iterable[str], lost: str) -> None:
        """Plan the recovery of `lost`; `ids` are those of the whole lab in file order.

        Raises `FactError` where there is no system `lost`, or it is not active.
        """
        self._lab = lab
        self._lost = lost
        self._order: Rebuild = rebuild_order(lab, ids, lost)
        self._down = [id for step in self._order.steps for id in step.systems]
        self._destroyed = destroyed_with(lab, lost, set(self._down))
        self._obstacles: dict[str, list[Obstacle]] = {}
        for obstacle in (each for step in self._order.steps for each in step.blocked_by):
            self._obstacles.setdefault(obstacle.id, []).append(obstacle)

    def steps(self) -> Iterator[Step]:
        """All steps in the order in which each finds what it needs."""
        own = [id for id in self._down if id in self._destroyed and id != self._lost][:MOST]
        consumed = self._lab.assessments[self._lost].level in CONSUMED
        for id in self._down:
            if id == self._lost and consumed:
                yield from self.copies()
                yield self._elsewhere()
            elif id == self._lost:
                yield from self.of_lost()
            elif id in own:
                yield self._back(id)
        left = len(self._destroyed) - 1 - len(own)
        if left:
            yield Step(
                "others",
                f"Bring {plural(left, 'more system')} back.",
                self._lost,
                (f"labtui rebuild {self._lost} says in which order.",),
            )
        yield from self._start()
        if not consumed or len(self._down) > 1:
            yield self._check()

    def of_lost(
        self, *, clean: bool = False, reached: Collection[str] = frozenset()
    ) -> Iterator[Step]:
        """The steps for the system that is lost itself; `clean` after a break-in.

        What an attacker `reached` is restored from only where there is nothing else.
        """
        yield from self._keys()
        yield self._set_up()
        yield from self._restore(clean=clean, reached=reached)

    def copies(self, reached: Collection[str] = frozenset()) -> Iterator[Step]:
        """The steps for the data of a system that a provider runs; `reached` as in `of_lost`."""
        a = self._lab.assessments[self._lost]
        if self._sources(a.id):
            yield from self._restore(clean=False, reached=reached)
        elif a.system.keeps_something and a.value("evidence.exportable") != NOT_APPLICABLE:
            yield Step(
                f"export {a.id}",
                "Open your last export of its data in another program.",
                a.id,
                (_exportable(a),),
                proof=EXPORTED,
            )

    # --- the steps

    def _keys(self) -> Iterator[Step]:
        """What has to be at hand before anything can be recovered."""
        a = self._lab.assessments[self._lost]
        wanted = a.system.recovers_with
        if not wanted and not a.system.recovers_offline:
            return
        because = [f"It recovers with {join_few(wanted)}."] if wanted else []
        if gone := [id for id in wanted if id in self._down]:
            because.append(f"{join_few(gone)} {'is' if len(gone) == 1 else 'are'} down too.")
        if wanted and a.system.evidence("offline_recovery") is None:
            because.append(FACTS["evidence.offline_recovery"].not_known())
        elif a.system.recovers_offline:
            because.append("They are also kept where no system is needed to read them.")
        yield Step(f"keys {a.id}", f"Get the keys and notes for {a.id}.", a.id, tuple(because))

    def _elsewhere(self) -> Step:
        """Setting a system that a provider runs up at another place."""
        a = self._lab.assessments[self._lost]
        return Step(
            f"elsewhere {a.id}",
            f"Set {a.id} up at another provider or at home, from your notes.",
            a.id,
            _documented(a),
            proof=SET_UP_ELSEWHERE,
        )

    def _set_up(self) -> Step:
        lab, a = self._lab, self._lab.assessments[self._lost]
        key, hindered = f"set-up {a.id}", self._hindered(a.id, restoring=False)
        if members := lab.groups.members(a.id):
            said = f"Bring a member of {a.id} back: {join_words(members, 6, 'or')}."
            return Step(key, said, a.id, ("Any member will do.",), hindered)
        if a.context.without_os:
            return Step(key, f"Replace {a.id}, or do without it.", a.id, (), hindered)
        said = f"Set {a.id} up on another machine, from your documentation."
        because = _documented(a)
        if not a.system.keeps_something:
            because += (f"{NOTHING_KEPT.capitalize()}.",)
        return Step(key, said, a.id, because, hindered, REBUILT)

    def _restore(self, *, clean: bool, reached: Collection[str]) -> Iterator[Step]:
        """Restoring the data of the lost system, where it keeps any."""
        a = self._lab.assessments[self._lost]
        found = self._sources(a.id)
        if not found and not restored(a):
            return
        safe = [at for at in found if at not in reached]
        because = _tested(a)
        if found and not safe:
            on = join_few(found)
            because = (f"They could have deleted or changed the backups on {on}.", *because)
        whence = f" from {join_words(safe or found, 6, 'or')}" if found else ""
        when = " of a day before the break-in" if clean else ""
        said = f"Restore its data{when}{whence} on another machine, and open it."
        hindered = self._hindered(a.id, restoring=True)
        yield Step(f"restore {a.id}", said, a.id, because, hindered, RESTORED)

    def _back(self, id: str) -> Step:
        """All of a system that was lost with another, as one step."""
        lab, a = self._lab, self._lab.assessments[id]
        found = self._sources(id)
        on = a.system.runs_on
        because = [f"It runs on {on}."] if on in self._destroyed else []
        because += _missed(lab, [id])
        hindered = tuple(self._obstacles.get(id, ()))
        if restored(a) and found:
            said = f"Restore {id} from {join_words(found, 6, 'or')}, and open its data."
            return Step(f"back {id}", said, id, (*because, *_tested(a)), hindered, RESTORED)
        if lab.groups.members(id) or a.context.without_os:
            return Step(f"back {id}", f"Bring {id} back.", id, tuple(because), hindered)
        return Step(f"back {id}", f"Set {id} up again.", id, tuple(because), hindered, REBUILT)

    def _start(self) -> Iterator[Step]:
        """Starting what only stopped, in turn."""
        batches = [
            [id for id in step.systems if id not in self._destroyed]
            for step in self._order.steps
            if not step.services
        ]
        turns = [join_few(batch) for batch in batches if batch]
        if not turns:
            return
        first, left = turns[:MOST_TURNS], len(turns) - MOST_TURNS
        also = f", and then {plural(left, 'more turn')}" if left > 0 else ""
        hindered = [
            each for batch in batches for id in batch for each in self._obstacles.get(id, ())
        ]
        yield Step(
            "start",
            f"Start what stopped: {', then '.join(first)}{also}.",
            self._lost,
            (f"labtui rebuild {self._lost} lists all.",) if left > 0 else (),
            tuple(hindered[:MOST_TURNS]),
        )

    def _check(self) -> Step:
        """A look whether people have back what they had."""
        down = [self._lost, *(id for id in self._down if id != self._lost)]
        work = "works" if len(down) == 1 else "work"
        said = f"Check that {join_few(down)} {work} again."
        return Step("check", said, self._lost, tuple(_missed(self._lab, down)))

    # --- what is known

    def _sources(self, id: str) -> list[str]:
        return sources(self._lab, id, self._destroyed)

    def _hindered(self, id: str, *, restoring: bool) -> tuple[Obstacle, ...]:
        found = self._obstacles.get(id, ())
        return tuple(each for each in found if (each.why in _OF_RESTORING) == restoring)


def _documented(a: Assessment) -> tuple[str, ...]:
    """That it is written down; that it is not is among the obstacles."""
    said = _WRITTEN_DOWN.get(a.practice("documentation") or "")
    return (said,) if said else ()


def _tested(a: Assessment) -> tuple[str, ...]:
    """When a restore was tested; that none was is among the obstacles."""
    key = "evidence.restore_tested"
    day, today = a.day(key), a.context.evaluation.today
    if day is None or not is_fresh(a, key):
        return ()
    return (f"A restore was tested on {day} ({ago(day, today)}).",)


def _exportable(a: Assessment) -> str:
    exportable = a.value("evidence.exportable")
    if exportable is None:
        return FACTS["evidence.exportable"].not_known()
    return f"You {'know' if exportable else 'do not know'} how to export your data."


def _missed(lab: Lab, ids: Collection[str]) -> Iterator[str]:
    """What people rely on these systems for."""
    uses = dict.fromkeys(use for id in ids for use in lab.systems[id].relied_on_for)
    if uses:
        yield f"People rely on {'it' if len(ids) == 1 else 'them'} for {join_few(uses)}."
