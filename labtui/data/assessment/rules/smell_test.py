"""What the answers of the smell test give away."""

from __future__ import annotations

from labtui.data.assessment.rules.rule import (
    ANY,
    C,
    Condition,
    N,
    Row,
    Rule,
    W,
    keys,
    text,
)
from labtui.data.framework.levels import CONSUMED, SELF_HOSTED
from labtui.data.framework.questions import Answer, Question


def _answered(question: Question, answer: Answer) -> Condition:
    return lambda a: a.answer(question) == answer


def _answer_rule(
    id: str, title: str, question: Question, says: tuple[str, str], remedy: str, consumed: str
) -> Rule:
    """One of the four rules that share their rows.

    `says` is for the answers no and unsure; `consumed` is the remedy at levels 0 and 1.
    """
    no, unsure = says
    return Rule(
        id=id,
        title=title,
        rows=(
            Row(ANY - CONSUMED, _answered(question, "no"), C, W),
            Row(CONSUMED, _answered(question, "no"), W, N),
            Row(ANY - CONSUMED, _answered(question, "unsure"), W, N),
            Row(CONSUMED, _answered(question, "unsure"), N, N),
        ),
        says=lambda a: no if a.answer(question) == "no" else unsure,
        remedy=lambda a: consumed if a.level in CONSUMED else remedy,
        facts=keys(f"smell_test.{question}"),
    )


CANNOT_RESTORE = _answer_rule(
    id="cannot-restore",
    title="Could not be restored",
    question="restore",
    says=(
        "If it failed, it could not be restored.",
        "You are not sure it could be restored.",
    ),
    remedy="Restore it once, somewhere else, and note the date.",
    consumed="Try an export and read it elsewhere; note what is missing.",
)

CANNOT_DETECT = _answer_rule(
    id="cannot-detect",
    title="A break-in would go unseen",
    question="detect",
    says=(
        "Nobody would notice a break-in.",
        "You are not sure you would notice a break-in.",
    ),
    remedy="Have logins, changes and traffic watched by something that tells you.",
    consumed="Switch on sign-in alerts, and look through the sessions.",
)

NOT_UNDERSTOOD = _answer_rule(
    id="not-understood",
    title="Its security is not understood",
    question="understand",
    says=(
        "You don't understand how it is secured.",
        "You are not sure how it is secured.",
    ),
    remedy="Write down who can reach it, as whom, and what they could do.",
    consumed="Write down who can sign in, how, and what they could do.",
)

CANNOT_REBUILD = _answer_rule(
    id="cannot-rebuild",
    title="Could not be rebuilt",
    question="rebuild",
    says=(
        "It could not be rebuilt from your notes.",
        "You are not sure it could be rebuilt.",
    ),
    remedy="Rebuild it once by the book, and mend the book.",
    consumed="Write down settings and accounts, so that you could set it up again or elsewhere.",
)

NOT_OWNING_OUTCOME = Rule(
    id="not-owning-outcome",
    title="Outcome not owned",
    rows=(Row(SELF_HOSTED, _answered("own", "no"), C, W),),
    says=text("You run it, but would not want to own the outcome when it goes wrong."),
    remedy=text("Hand it to someone who will, or do what it takes to sleep well."),
    facts=keys("smell_test.own"),
)
