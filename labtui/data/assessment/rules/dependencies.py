"""What a system names: missing systems, circular dependencies and circular recovery."""

from __future__ import annotations

from collections.abc import Sequence

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.rules.rule import ANY, C, Chain, Row, Rule, W, keys, text
from labtui.data.framework.facts import FACTS
from labtui.text.wording import join_few


def _dangles(a: Assessment) -> bool:
    return bool(a.context.dangling)


def _dangling_says(a: Assessment) -> str:
    """A sentence for each fact: `"Backed up to" names hamster, which does not exist.`"""
    named: dict[tuple[str, bool], list[str]] = {}
    for key, id, retired in dict.fromkeys(a.context.dangling):
        named.setdefault((key, retired), []).append(id)
    return " ".join(
        f'"{FACTS[key].label}" names {join_few(ids)}, which {_state(retired, len(ids))}.'
        for (key, retired), ids in named.items()
    )


def _state(retired: bool, count: int) -> str:
    if retired:
        return "is retired" if count == 1 else "are retired"
    return "does not exist" if count == 1 else "do not exist"


def _missing_ids(a: Assessment) -> str:
    return join_few(dict.fromkeys(named.id for named in a.context.dangling))


def _in_cycle(a: Assessment) -> bool:
    return a.context.in_cycle


def _recovery_loop(a: Assessment) -> bool:
    return a.context.in_recovery_loop and not a.system.recovers_offline


def _recovery_along(a: Assessment, ids: Sequence[str], path: str) -> str:
    if ids[0] == a.id:
        return f"To recover it you need itself: {path}."
    return f"To recover it you need {ids[0]}, and to recover {ids[0]} you need it: {path}."


DANGLING_REFERENCE = Rule(
    id="dangling-reference",
    title="Names a missing system",
    rows=(Row(ANY, _dangles, W, W),),
    says=_dangling_says,
    remedy=lambda a: f"Name the replacement, or clear {_missing_ids(a)}.",
    facts=lambda a: dict.fromkeys(named.key for named in a.context.dangling),
)

DEPENDENCY_CYCLE = Rule(
    id="dependency-cycle",
    title="Circular dependency",
    rows=(Row(ANY, _in_cycle, W, W),),
    says=text("It needs itself."),
    along=lambda _a, _ids, path: (
        f"It needs itself: {path}. After a power failure, none of them can start first."
    ),
    remedy=text("Remove one dependency. If any member of a group will do, name the group."),
    facts=keys("depends_on", "runs_on"),
    chain=Chain.ITSELF,
)

RECOVERY_LOOP = Rule(
    id="recovery-loop",
    title="Circular recovery",
    rows=(Row(ANY, _recovery_loop, C, W),),
    says=text("To recover it you need it."),
    along=_recovery_along,
    remedy=text("Keep those keys or notes on paper too, then set Offline copy to yes."),
    facts=keys("evidence.offline_recovery", "recovers_with"),
    chain=Chain.RECOVERY,
)
