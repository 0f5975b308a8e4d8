"""All texts of the smell test's five questions (framework, section 2), and nothing else."""

from typing import Literal, NamedTuple

from labtui.data.framework.levels import (
    FULL_STACK_LAB,
    FULL_STACK_PRODUCTION,
    PLATFORM,
    RENTED,
    SAAS,
    LevelId,
)
from labtui.data.framework.roles import Role

Question = Literal["restore", "detect", "understand", "rebuild", "own"]

QUESTIONS: dict[Question, str] = {
    "restore": "If it failed tomorrow, could you restore it?",
    "detect": "If someone broke in, would you notice?",
    "understand": "Do you understand how it is secured?",
    "rebuild": "Could you rebuild it from your documentation?",
    "own": "Are you comfortable being responsible if something goes wrong?",
}
"""The questions in the order they are asked, worded for any level."""

ONCE_IT_RUNS = "Once it runs"
"""Comes before the questions about a planned system."""

Answer = Literal["yes", "no", "unsure"]

ANSWERS: dict[Answer, str] = {"yes": "", "no": "", "unsure": "you don't know"}
"""The answers with their meaning, where the word alone does not say it."""

ANSWER_LETTERS: dict[Answer, str] = {"yes": "y", "no": "n", "unsure": "d"}
"""The key that gives each answer."""

OPERATED_BY: dict[Answer | None, str] = {
    None: "Not decided: are you comfortable being responsible for it?",
    "yes": "You operate it: you accept the outcome.",
    "no": "No one operates it yet: you do not accept the outcome.",
    "unsure": 'Not decided: you answered "don\'t know".',
}
"""Who operates a self-hosted system, by the answer to `own`; None where there is none."""

QUESTION_ORDER = tuple(QUESTIONS)
"""The order of `QUESTIONS`, to count by."""

ASKED_ANEW = QUESTION_ORDER[-1]
"""The question whose previous answer cannot be kept: it is answered again in every test."""


class LevelQuestion(NamedTuple):
    """A question in the words for some level."""

    asks: str
    based_on: str
    """What a good answer is based on."""
    situation: str = ""
    """What is so, before it is asked: a sentence, where the question needs one."""


_SAAS: dict[Question, LevelQuestion] = {
    "restore": LevelQuestion(
        "If your account were closed tomorrow, would you still have your data?",
        "an export you opened; knowing where the data is",
    ),
    "detect": LevelQuestion(
        "Would you notice a login to your account that is not yours?",
        "MFA; sign-in alerts; a look at active sessions",
    ),
    "understand": LevelQuestion(
        "Do you know who has access and what is shared with outsiders?",
        "MFA; accounts and shares checked recently",
    ),
    "rebuild": LevelQuestion(
        "Could you set it up elsewhere from your notes?",
        "notes another person can follow",
    ),
    "own": LevelQuestion(
        "Are you comfortable with that?",
        "knowing what people would use instead",
        "It may go down, cost more or close.",
    ),
}

_PLATFORM: dict[Question, LevelQuestion] = {
    "restore": LevelQuestion(
        "If a mistake of yours deleted the data, could you bring it back?",
        "a copy outside the platform, restored once",
    ),
    "detect": LevelQuestion(
        "Would you notice if someone misused your application?",
        "alerts somebody reads; MFA",
    ),
    "understand": LevelQuestion(
        "Do you know who can reach and change its settings and secrets?",
        "a recent settings review; MFA",
    ),
    "rebuild": LevelQuestion(
        "Could you deploy it again, here or at another provider?",
        "configuration in git; secrets stored elsewhere",
    ),
    "own": LevelQuestion(
        "Are you comfortable with that?",
        "a breach plan",
        "The provider may be breached.",
    ),
}

_VPS: dict[Question, LevelQuestion] = {
    "restore": LevelQuestion(
        "If this server were gone, could you have it back tomorrow?",
        "a backup elsewhere; a recent restore test",
    ),
    "detect": LevelQuestion(
        "Would you know if one succeeded?",
        "alerts that reach you; logs elsewhere",
        "Strangers try to log in every day.",
    ),
    "understand": LevelQuestion(
        "Do you know what is reachable on it and who can log in?",
        "firewall rules you wrote; recent patches",
    ),
    "rebuild": LevelQuestion(
        "Could you rebuild it on an empty server from your notes?",
        "steps kept elsewhere, followed once",
    ),
    "own": LevelQuestion(
        "Are you comfortable with that?",
        "yes to the other four; time to act",
        "Nobody but you repairs it.",
    ),
}

_LAB: dict[Question, LevelQuestion] = {
    "restore": LevelQuestion(
        "If it were wiped now, could you get back all you would miss?",
        "nothing to miss, or a tested restore",
    ),
    "detect": LevelQuestion(
        "Would you notice an intruder?",
        "knowing what is normal; alerts at its network border",
        "Strange things are normal in a lab.",
    ),
    "understand": LevelQuestion(
        "Do you know what can reach the lab and what the lab can reach?",
        "network separation you tested",
    ),
    "rebuild": LevelQuestion(
        "Could you wipe it tonight and rebuild it from your notes?",
        "steps you have used before",
    ),
    "own": LevelQuestion(
        "Are you comfortable with that?",
        "nobody relies on it",
        "If it breaks, only your own time is lost.",
    ),
}

_HOME_SERVER: dict[Question, LevelQuestion] = {
    "restore": LevelQuestion(
        "If it failed, could you get back what you would miss?",
        "a backup of what you cannot download again",
    ),
    "detect": LevelQuestion(
        "Would you notice if another person used it?",
        "a look at its logins, or an alert",
    ),
    "understand": LevelQuestion(
        "Do you know which people and devices can reach it?",
        "a short list you checked recently",
    ),
    "rebuild": LevelQuestion(
        "Could you set it up again with its users and settings?",
        "compose files or notes kept elsewhere",
    ),
    "own": LevelQuestion(
        "Are you comfortable with that?",
        "nobody needs it for more than fun or comfort",
        "If it breaks, people go without it.",
    ),
}

_PRODUCTION: dict[Question, LevelQuestion] = {
    "restore": LevelQuestion(
        "Could you have it back tomorrow, with their data?",
        "a recent restore test; a backup elsewhere",
        "People are waiting.",
    ),
    "detect": LevelQuestion(
        "Would you know about a break-in before its users tell you?",
        "alerts that reach you; logs elsewhere",
    ),
    "understand": LevelQuestion(
        "Could you draw who can reach it and who may do what?",
        "segmentation; access rules; recent patches",
    ),
    "rebuild": LevelQuestion(
        "Could another person rebuild it while you are away?",
        "steps somebody followed; readable while it is down",
    ),
    "own": LevelQuestion(
        "Are you comfortable being responsible for it?",
        "yes to the other four; someone who can take over",
        "People depend on it.",
    ),
}

QUESTIONS_BY_LEVEL: dict[LevelId, dict[Question, LevelQuestion]] = {
    SAAS: _SAAS,
    PLATFORM: _PLATFORM,
    RENTED: _VPS,
    FULL_STACK_LAB: _LAB,
    FULL_STACK_PRODUCTION: _PRODUCTION,
}
"""The questions by level."""

QUESTIONS_BY_ROLE: dict[Role, dict[Question, LevelQuestion]] = {
    "lab": _LAB,
    "home-server": _HOME_SERVER,
}
"""The questions of roles that have their own, whatever the level."""


def questions_for(level: LevelId | None, role: Role | None) -> dict[Question, LevelQuestion] | None:
    """The questions about a system; None where its level is not known."""
    if level is None:
        return None
    by_role = QUESTIONS_BY_ROLE.get(role) if role else None
    return by_role or QUESTIONS_BY_LEVEL[level]
