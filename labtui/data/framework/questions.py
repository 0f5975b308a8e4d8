"""All texts of the smell test's five questions (framework, section 2), and nothing else."""

from __future__ import annotations

from typing import Literal, NamedTuple

from labtui.data.framework.levels import LevelId

Question = Literal["restore", "detect", "understand", "rebuild", "own"]

QUESTIONS: dict[Question, str] = {
    "restore": "If it failed tomorrow, could you restore it?",
    "detect": "If it were compromised, would you notice?",
    "understand": "Do you understand how it is secured?",
    "rebuild": "Could you rebuild it from your documentation?",
    "own": "Are you comfortable owning the outcome when it goes wrong?",
}
"""The questions in the order they are asked."""

Answer = Literal["yes", "no", "unsure"]

ANSWERS: dict[Answer, str] = {"yes": "", "no": "", "unsure": "you don't know"}
"""The answers with their meaning, where the word alone does not say it."""

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

QUESTIONS_IF_PLANNED: dict[Question, str] = {
    "restore": "If it failed one day, could you restore it?",
    "detect": "If it were compromised, would you notice?",
    "understand": "Would you understand how it is secured?",
    "rebuild": "Could you rebuild it from what you would have written down?",
    "own": "Would you be comfortable owning the outcome when it went wrong?",
}
"""The same questions in the conditional, asked of a planned system."""


class Meaning(NamedTuple):
    """What a question means for a system of some level."""

    asks: str
    """The question in the terms of that level."""
    rests_on: str
    """What a good answer would rest on."""


_UNDETERMINED: dict[Question, Meaning] = {
    "restore": Meaning(
        "Say it broke tonight: would you have it back tomorrow, with its data?",
        "a backup you know of, and a restore somebody has tried",
    ),
    "detect": Meaning(
        "Say somebody else had been in there for a week: what would have told you?",
        "something that watches it, and reaches you",
    ),
    "understand": Meaning(
        "Who can reach it, who may log in, and what could they get at from there?",
        "access you set up or have looked through yourself",
    ),
    "rebuild": Meaning(
        "Say nothing of it were left but your notes: would they do?",
        "steps in writing that somebody has followed to the end",
    ),
    "own": Meaning(
        "When it goes wrong, who puts it right, and who is told? Saying who answers for its "
        "layers comes first.",
        "knowing which parts of it are yours",
    ),
}

MEANINGS: dict[LevelId | None, dict[Question, Meaning]] = {
    None: _UNDETERMINED,
    "0": {
        "restore": Meaning(
            "Getting the service back is the vendor's work, getting your data back is yours. "
            "Would you still have it if the account were closed tomorrow?",
            "an export you made and opened, and knowing where the data is and how the vendor "
            "backs it up",
        ),
        "detect": Meaning(
            "Nobody breaks into the vendor to get at you; they log in as you. Would you notice a "
            "login that was not yours?",
            "a second factor, alerts on logins that reach you, a look at the sessions now and then",
        ),
        "understand": Meaning(
            "What is left to you is identity: who has an account, with which rights, and what is "
            "shared with outsiders. Do you know?",
            "MFA enforced, the list of accounts looked through lately, and knowing what the "
            "vendor does not answer for",
        ),
        "rebuild": Meaning(
            "There is nothing to install, but settings, users and rules of your own. Could you "
            "set up the same elsewhere from your notes?",
            "notes on accounts and settings that somebody else could follow",
        ),
        "own": Meaning(
            "Some day it is down, too expensive or gone, and those who use it come to you. Are you "
            "at ease with that?",
            "knowing what hangs on it, and what you would do meanwhile",
        ),
    },
    "1": {
        "restore": Meaning(
            "The provider restores the platform, not your mistakes. Could you put it back if a "
            "deployment wiped your data?",
            "a copy of application, configuration and data outside the platform, and one restore "
            "from it",
        ),
        "detect": Meaning(
            "The provider watches the platform; nobody but you watches your application. Would "
            "you notice misuse of it?",
            "logs and alerts of the application that somebody reads, and MFA on the account",
        ),
        "understand": Meaning(
            "Managed is not secure: the application, its settings and its secrets are yours. Do "
            "you know who can reach and change them?",
            "the configuration reviewed lately, MFA, and a plan for a breach of the provider",
        ),
        "rebuild": Meaning(
            "Could you deploy it again from what is written down, here or at another provider?",
            "configuration in a repository, secrets kept elsewhere, and one deployment from "
            "scratch",
        ),
        "own": Meaning(
            "When the provider is breached or the application fails, its users come to you. Are "
            "you at ease with that?",
            "a plan for that day, and knowing which part is yours",
        ),
    },
    "2": {
        "restore": Meaning(
            "Nobody backs up a rented server unless you do. Could you have it back tomorrow, even "
            "at another provider?",
            "a backup kept away from this provider, and a restore tested lately",
        ),
        "detect": Meaning(
            "A rented server is tried by strangers all day long. Would you know if one got in?",
            "monitoring that reaches you, logs kept somewhere else, and somebody who answers",
        ),
        "understand": Meaning(
            "What listens on it, who may log in, and how far would a break-in get? The firewall "
            "here is yours.",
            "rules you wrote yourself, patches in time, and remote access that is secured",
        ),
        "rebuild": Meaning(
            "Could you rent an empty server and have this one running again from your notes?",
            "scripts or steps kept off the server, followed once from an empty one",
        ),
        "own": Meaning(
            "When it breaks or is broken into, nobody comes but you. Are you at ease with that?",
            "a yes to the four before, and time to act on a bad day",
        ),
    },
    "3a": {
        "restore": Meaning(
            "A lab may break; that is what it is for. Could you get back what you would miss, or "
            "is there nothing to miss?",
            "a backup of what matters and a restore tried, or knowing it can be wiped",
        ),
        "detect": Meaning(
            "In a lab odd things are normal, so an intruder can stay for long. Would you notice "
            "one?",
            "knowing what normal looks like, and a boundary that shows what tries to cross it",
        ),
        "understand": Meaning(
            "An experiment has to stay inside. Do you know what can reach the lab, and what the "
            "lab can reach?",
            "segmentation you have tried yourself, and no way in from the internet",
        ),
        "rebuild": Meaning(
            "Could you wipe it tonight and rebuild it without fear, from notes and not from "
            "memory?",
            "notes or scripts it was rebuilt from before, and nothing in it that is nowhere else",
        ),
        "own": Meaning(
            "When it goes wrong, it should cost you an evening and nobody else anything. Is that "
            "so, and are you at ease with it?",
            "nobody relying on it, and nothing in it that cannot be replaced",
        ),
    },
    "3b": {
        "restore": Meaning(
            "People wait while it is down. Could you have it back tomorrow, with their data?",
            "a restore tested lately, from a backup that does not stand on the same machine",
        ),
        "detect": Meaning(
            "People trust it with their work and their data. Would you know before they tell you?",
            "monitoring with alerts that reach you, logs kept elsewhere, and somebody who answers",
        ),
        "understand": Meaning(
            "Who can reach it, who may do what, and what falls when it does? Could you draw that "
            "on paper?",
            "segmentation and access you set up, patches in time, the configuration reviewed",
        ),
        "rebuild": Meaning(
            "Could it be rebuilt from what is written down, by somebody else, while you are away?",
            "steps somebody has followed to the end, readable while this system is down",
        ),
        "own": Meaning(
            "When it goes wrong, other people's work, money or memories are on you. Are you at "
            "ease with owning that?",
            "a yes to the four before, time on a bad day, and somebody who can stand in",
        ),
    },
}
"""What each question means at each level, and what a good answer rests on."""

HOME_SERVER: dict[Question, Meaning] = {
    "restore": Meaning(
        "It is there to be enjoyed, and can be done without for a while. Could you get back what "
        "you would miss?",
        "a backup of what cannot be had again, and a restore tried, or knowing where to get it",
    ),
    "detect": Meaning(
        "It runs for months and nobody looks. Would you notice somebody else using it, or going "
        "on from there?",
        "a look at its logins and its load now and then, or something that tells you",
    ),
    "understand": Meaning(
        "Guests, televisions and phones use it too. Do you know who can reach it, and what can be "
        "reached from it?",
        "a short list of who may use it, and no way in from the internet you did not make",
    ),
    "rebuild": Meaning(
        "Could you set it up again from what is written down, with its users and its settings?",
        "a compose file, a playbook or notes, kept somewhere else than on it",
    ),
    "own": Meaning(
        "When it breaks, an evening is spoilt and nothing worse. Is that still so, and are you at "
        "ease with it?",
        "nobody needing it for more than pleasure",
    ),
}
"""The same for a home server: at the level of a lab, but not for learning (section 1)."""
