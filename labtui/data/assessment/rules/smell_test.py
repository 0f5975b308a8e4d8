"""What the answers of the smell test show."""

from __future__ import annotations

from labtui.data.assessment.rules.rule import (
    ANY,
    C,
    Condition,
    N,
    Row,
    Rule,
    Urgency,
    W,
    keys,
    text,
)
from labtui.data.framework.levels import CONSUMED, SELF_HOSTED
from labtui.data.framework.questions import Answer, Question


def _answered(question: Question, answer: Answer) -> Condition:
    return lambda a: a.answer(question) == answer


def _answer_rule(
    id: str, titles: tuple[str, str], question: Question, remedy: str, consumed: str
) -> Rule:
    """One of the four rules that share their rows.

    `titles` are for the answers no and unsure; `consumed` is the remedy at levels 0 and 1.
    """
    no, unsure = titles
    return Rule(
        id=id,
        title=no,
        rows=(
            Row(ANY - CONSUMED, _answered(question, "no"), C, W),
            Row(CONSUMED, _answered(question, "no"), W, N),
            Row(ANY - CONSUMED, _answered(question, "unsure"), W, N),
            Row(CONSUMED, _answered(question, "unsure"), N, N),
        ),
        title_of=lambda a: no if a.answer(question) == "no" else unsure,
        says=lambda a: (
            "You answered no in the smell test."
            if a.answer(question) == "no"
            else 'You answered "don\'t know" in the smell test.'
        ),
        remedy=lambda a: consumed if a.level in CONSUMED else remedy,
        facts=keys(f"smell_test.{question}"),
    )


CANNOT_RESTORE = _answer_rule(
    id="cannot-restore",
    titles=("You could not restore it", "Could you restore it?"),
    question="restore",
    remedy="Restore it once on another machine.",
    consumed="Export your data and open the export.",
)._replace(urgency=Urgency.RESTORE, not_done="recovery")

CANNOT_DETECT = _answer_rule(
    id="cannot-detect",
    titles=("A break-in would go unnoticed", "Would you notice a break-in?"),
    question="detect",
    remedy="Send login alerts to a place you read every day.",
    consumed="Turn on sign-in alerts and check the active sessions.",
)._replace(urgency=Urgency.MONITOR, not_done="monitoring")

NOT_UNDERSTOOD = _answer_rule(
    id="not-understood",
    titles=("Its security is not understood", "Do you know how it is secured?"),
    question="understand",
    remedy="Write down who can reach it, who can log in, and what each can do.",
    consumed="Write down who can reach it, who can log in, and what each can do.",
)

CANNOT_REBUILD = _answer_rule(
    id="cannot-rebuild",
    titles=("You could not rebuild it", "Could you rebuild it?"),
    question="rebuild",
    remedy="Rebuild it once from your notes and add what is missing.",
    consumed="Write down its accounts and settings.",
)._replace(urgency=Urgency.REBUILD)

NOT_OWNING_OUTCOME = Rule(
    id="not-owning-outcome",
    title="Outcome not accepted",
    rows=(Row(SELF_HOSTED, _answered("own", "no"), C, W),),
    says=text("You run it, but are not comfortable being responsible."),
    remedy=text("Fix what worries you, give it to someone else, or retire it."),
    facts=keys("smell_test.own"),
)
