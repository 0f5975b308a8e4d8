"""What a system names: references that lead nowhere, and circles of needs."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.rules.rule import ANY, Chain, Row, Rule, W, keys, text
from labtui.data.framework.facts import FACTS
from labtui.text.wording import join_words


def _dangles(a: Assessment) -> bool:
    return bool(a.context.dangling)


def _gone(a: Assessment) -> str:
    """The ids that lead nowhere, with the facts that name them: `hamster (backs up to)`."""
    gone = dict.fromkeys(a.context.dangling)
    return join_words((f"{id} ({FACTS[key].label.lower()})" for key, id in gone), 3)


def _in_cycle(a: Assessment) -> bool:
    return a.context.in_cycle


DANGLING_REFERENCE = Rule(
    id="dangling-reference",
    title="Points at something gone",
    rows=(Row(ANY, _dangles, W, W),),
    says=lambda a: f"It points at what does not exist or is retired: {_gone(a)}.",
    remedy=text("Name what took its place, or remove the reference."),
    facts=lambda a: dict.fromkeys(key for key, _ in a.context.dangling),
)

DEPENDENCY_CYCLE = Rule(
    id="dependency-cycle",
    title="Needs itself",
    rows=(Row(ANY, _in_cycle, W, W),),
    says=text("Following what it runs on and depends on leads back to itself."),
    remedy=text(
        "Break the circle: after a power cut, nothing in it could start first. "
        "Where several will do, depend on their group."
    ),
    facts=keys("depends_on", "runs_on"),
    chain=Chain.ITSELF,
)
