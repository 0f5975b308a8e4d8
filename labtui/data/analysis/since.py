"""What got better and what got worse between two states of a lab."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.framework.severities import SEVERITIES


class Regraded(NamedTuple):
    """A finding that holds as before, and is more or less severe than before."""

    was: Finding
    now: Finding


class Moved(NamedTuple):
    """A system of which something else is told than before."""

    before: Assessment
    after: Assessment
    arisen: tuple[Finding, ...]
    """What holds now and did not hold before."""
    gone: tuple[Finding, ...]
    """What held before and holds no more."""
    more_severe: tuple[Regraded, ...]
    less_severe: tuple[Regraded, ...]
    known: tuple[Finding, ...]
    """What was only a question before and is proven now."""
    accepted: tuple[Finding, ...]
    """What holds as before and was accepted meanwhile, which makes nothing better."""

    @property
    def worth(self) -> int:
        """1 where it is better than before, -1 where it is worse, else 0.

        Risk counts first, where it was known and is, then findings. An answer that proves what was
        feared makes nothing worse.
        """
        was, now = self.before.risk, self.after.risk
        if was and now and was.now_rank != now.now_rank:
            return 1 if was.now_rank > now.now_rank else -1
        if self.arisen or self.more_severe:
            return -1
        return int(bool(self.gone or self.less_severe))


class Since(NamedTuple):
    """How a lab moved; each list is in the order of the file."""

    worse: list[Moved]
    better: list[Moved]
    other: list[Moved]
    """Neither: another level, what was feared is proven, or what holds is accepted."""
    added: list[Assessment]
    """Systems that were not there, or not assessed."""
    gone: list[Assessment]
    """Systems that are not there any more, or retired."""
    same: int
    """How many systems are as they were."""


def compared(before: Mapping[str, Assessment], after: Iterable[Assessment]) -> Since:
    """Compare the assessments of a lab by id with those that are there now."""
    since = Since([], [], [], [], [], 0)
    found = set()
    same = 0
    for a in after:
        found.add(a.id)
        was = before.get(a.id)
        if was is None:
            since.added.append(a)
        elif moved := _moved(was, a):
            {-1: since.worse, 0: since.other, 1: since.better}[moved.worth].append(moved)
        else:
            same += 1
    since.gone.extend(was for id, was in before.items() if id not in found)
    return since._replace(same=same)


def _moved(before: Assessment, after: Assessment) -> Moved | None:
    was, now = _open(before.findings), _open(after.findings)
    accepted = {finding.rule: finding for finding in after.findings if finding.accepted}
    both = [Regraded(was[rule], now[rule]) for rule in now if rule in was]
    moved = Moved(
        before,
        after,
        tuple([finding for rule, finding in now.items() if rule not in was]),
        tuple([old for rule, old in was.items() if rule not in now and rule not in accepted]),
        tuple([each for each in both if _rank(each.now) > _rank(each.was)]),
        tuple([each for each in both if _rank(each.now) < _rank(each.was)]),
        tuple([new for old, new in both if old.unproven > new.unproven]),
        tuple([finding for rule, finding in accepted.items() if rule in was]),
    )
    is_elsewhere = (before.level, before.role) != (after.level, after.role)
    is_other = moved.known or moved.accepted or is_elsewhere
    return moved if moved.worth or is_other else None


def _open(findings: Sequence[Finding]) -> dict[str, Finding]:
    return {finding.rule: finding for finding in findings if not finding.accepted}


def _rank(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)
