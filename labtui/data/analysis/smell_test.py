"""The smell test, question by question: what it means here, what is known, what was answered.

A `Sitting` is one go through the five questions. It saves nothing: what it comes to are changes,
for a draft to show and for the workspace to keep.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.explain import Why, used, why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.assessment.rules import DATES, counted, not_fresh, relevant
from labtui.data.framework.facts import FACTS, Value
from labtui.data.framework.questions import QUESTIONS
from labtui.data.framework.severities import SEVERITIES
from labtui.data.framework.values import show_value
from labtui.data.inventory.edits import Changes
from labtui.text.wording import ago

ORDER = tuple(QUESTIONS)
"""The questions in the order they are asked."""

QUESTIONS_THEN = {
    "restore": "If it failed one day, could you restore it?",
    "detect": "If it were compromised, would you notice?",
    "understand": "Would you understand how it is secured?",
    "rebuild": "Could you rebuild it from what you would have written down?",
    "own": "Would you be comfortable owning the outcome when it went wrong?",
}
"""The smell test of what is not there yet, in the order it is asked."""

ANEW = ORDER[-1]
"""The question that is answered anew every time: owning the outcome is not a habit."""


# --- what is asked


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a question comes down to for a system of some level."""

    asks: str
    """The question again, in the words of that level."""
    rests_on: str
    """What a good answer would rest on."""


_UNDETERMINED = {
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

MEANINGS: dict[str | None, dict[str, Meaning]] = {
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
"""What each question means at each level, and what a good answer would rest on."""

HOME_SERVER = {
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
"""The same for a home server: on the level of a lab, but nothing to learn from (section 1)."""


# --- what is known


@dataclass(frozen=True, slots=True)
class Known:
    """Something on file that bears on a question."""

    label: str
    said: str | None
    """What is known, in words; None where nobody has answered it."""
    origin: str
    """The id of the system that states it; where nobody does, the system asked about."""
    stale: bool = False
    """Whether it is a date, or a never, that proves nothing any more."""


_BEARING = {
    "restore": (
        "evidence.restore_tested",
        "backs_up_to",
        "practices.backup_strategy",
        "evidence.exportable",
        "evidence.data_located",
        "evidence.vendor_backup",
        "evidence.wipeable",
        "owners.recovery",
    ),
    "detect": ("evidence.monitored", "evidence.mfa", "owners.monitoring", "owners.incidents"),
    "understand": (
        "exposure",
        "practices.segmentation",
        "practices.access_control",
        "practices.secure_remote_access",
        "evidence.mfa",
        "evidence.config_reviewed",
        "evidence.patched",
        "owners.access",
    ),
    "rebuild": (
        "practices.documentation",
        "practices.failure_scenarios",
        "evidence.wipeable",
        "teardown",
    ),
    "own": (
        "owners.recovery",
        "owners.incidents",
        "evidence.breach_plan",
        "relied_on_for",
        "used_by",
    ),
}
"""The facts that bear on each question."""

_TELLING_EVENT = {"detect": ("incident", "Last incident"), "rebuild": ("rebuilt", "Last rebuilt")}
"""The event that bears on a question, and what the last of its kind is called."""


def known(a: Assessment, question: str) -> list[Known]:
    """What is on file that bears on a question.

    What nobody answered is among it only where it matters at the system's level.
    """
    matters = relevant(a)
    facts = [
        _known_fact(a, key)
        for key in _BEARING[question]
        if a.fact(key) is not None or key in matters
    ]
    if question in _TELLING_EVENT:
        facts += _last_event(a, *_TELLING_EVENT[question])
    if question == ANEW:
        facts += _at_stake(a)
    return facts


def _known_fact(a: Assessment, key: str) -> Known:
    fact = used(a, key)
    label = FACTS[key].label
    if key.startswith("owners."):
        label = f"{label} is with"
    if fact.value is None:
        return Known(label, None, a.id)
    stale = key in DATES and not_fresh(a, key)
    return Known(label, _said(fact.value, a.context.evaluation.today), fact.origin or a.id, stale)


def _said(value: Value, today: date) -> str:
    """A value in words; a date with how long ago that is."""
    return f"{value}, {ago(value, today)}" if isinstance(value, date) else show_value(value)


def _last_event(a: Assessment, kind: str, label: str) -> Iterator[Known]:
    """The last event of a kind in the system's own history, where there is one."""
    days = [e.date for e in a.system.history if e.event == kind and e.date is not None]
    if days:
        yield Known(label, _said(max(days), a.context.evaluation.today), a.id)


def _at_stake(a: Assessment) -> Iterator[Known]:
    """Who needs the system, and what is found wrong with it."""
    if a.through:
        yield Known("Needed by", ", ".join(a.through), a.id)
    yield Known("Findings", ", ".join(counted(a)) or "none", a.id)


# --- what was answered


@dataclass(frozen=True, slots=True)
class Previous:
    """How a question was answered before."""

    answer: str
    origin: str
    """The id of the system whose test it is."""
    when: str
    """The day and how long ago it is, in words."""
    stale: bool


def previous(a: Assessment, question: str) -> Previous | None:
    """The answer that counts until now; None where there is none."""
    answer = a.answer(question)
    if answer is None or a.context.smell is None:
        return None
    test, origin = a.context.smell
    evaluation = a.context.evaluation
    when = "no date" if test.date is None else _said(test.date, evaluation.today)
    stale = not evaluation.fresh(test.date, evaluation.settings.review_days)
    return Previous(answer, origin, when, stale)


def evidence(lab: Lab, a: Assessment, question: str) -> tuple[str, str] | None:
    """The note on a question and whose it is: its own, or that of the test it is covered by."""
    origins = [a.id, *([a.context.smell[1]] if a.context.smell else [])]
    for origin in origins:
        note = lab.systems[origin].facts.get(f"smell_test.notes.{question}")
        if note:
            return str(note), origin
    return None


# --- answering


@dataclass
class Questionnaire:
    """One go through the questions for one system; what it comes to is in `changes`."""

    a: Assessment
    """The system as it is assessed until now."""
    at: int = 0
    """Which question is asked; 5 once all are answered."""
    answers: dict[str, str] = field(default_factory=dict)
    """The answers given or kept this time."""
    notes: dict[str, str] = field(default_factory=dict)
    """The notes typed this time; empty for one that is taken away."""

    @property
    def done(self) -> bool:
        """Whether all questions are answered."""
        return self.at == len(ORDER)

    @property
    def question(self) -> str:
        """The question that is asked; the last one, once all are answered."""
        return ORDER[min(self.at, len(ORDER) - 1)]

    @property
    def asked(self) -> str:
        """The question in words; in the conditional for what is not in service yet."""
        planned = self.a.system.status == "planned"
        return (QUESTIONS_THEN if planned else QUESTIONS)[self.question]

    @property
    def meaning(self) -> Meaning:
        """What the question comes down to for this system."""
        home_server = self.a.role == "home-server"
        return (HOME_SERVER if home_server else MEANINGS[self.a.level])[self.question]

    @property
    def kept(self) -> str | None:
        """The answer that keeping would give; None where one has to be given."""
        if self.question == ANEW:
            return None
        return self.answers.get(self.question) or self.a.answer(self.question)

    def answer(self, answer: str) -> None:
        """Answer the question and go on to the next."""
        self.answers[self.question] = answer
        self.at += 1

    def back(self) -> bool:
        """Go back to the question before; says whether there is one."""
        if self.at == 0:
            return False
        self.at -= 1
        return True

    @property
    def own_note(self) -> str:
        """The system's own note on the question, as typed this time or as it is on file."""
        on_file = self.a.system.facts.get(_note_key(self.question), "")
        return self.notes.get(self.question, str(on_file))

    def note(self, text: str) -> None:
        """Note what the answer rests on; an empty text takes the note away."""
        self.notes[self.question] = text

    @property
    def changes(self) -> Changes:
        """The answers, and the notes that are other than on file."""
        on_file = self.a.system.facts
        changes: dict[str, Value | None] = {
            f"smell_test.{question}": answer for question, answer in self.answers.items()
        }
        for question, text in self.notes.items():
            key = _note_key(question)
            if text != on_file.get(key, ""):
                changes[key] = text or None
        return changes


def _note_key(question: str) -> str:
    return f"smell_test.notes.{question}"


# --- what comes of it


@dataclass(frozen=True, slots=True)
class Cover:
    """What becomes of the guests and members below a system that is tested, by id, sorted."""

    covered: tuple[str, ...] = ()
    relied_on: tuple[str, ...] = ()
    """Not covered, because people rely on them: these are proven for themselves."""
    nearer: tuple[str, ...] = ()
    """Not covered, because a test nearer to them, or their own, counts."""


def cover_of(lab: Lab, id: str) -> Cover:
    """Which systems a dated test of this one covers (framework, section 3)."""
    found: dict[str, list[str]] = {"covered": [], "relied_on": [], "nearer": []}
    seen = {id}
    waiting = deque([(id, False)])
    while waiting:
        parent, nearer_above = waiting.popleft()
        for child in lab.references.children(parent, lab.systems):
            if child in seen:
                continue
            seen.add(child)
            system = lab.systems[child]
            nearer = nearer_above or _dated(system)
            waiting.append((child, nearer))
            if not system.retired:
                relied_on = system.production_in_own_right and not _dated(system)
                found["relied_on" if relied_on else "nearer" if nearer else "covered"].append(child)
    return Cover(**{name: tuple(sorted(ids)) for name, ids in found.items()})


def _dated(system: System) -> bool:
    return system.smell_test is not None and system.smell_test.date is not None


def first_to_do(lab: Lab, a: Assessment) -> Why | None:
    """The worst finding nobody accepted, with what to do about it."""
    open_ones = [finding for finding in a.findings if not finding.accepted]
    worst = max(open_ones, key=lambda finding: SEVERITIES.index(finding.severity), default=None)
    return why_finding(lab, a, worst) if worst else None
