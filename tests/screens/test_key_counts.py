"""How many keys it takes: a lab from nothing to an empty review queue."""

from __future__ import annotations

from textual import events

from labtui.data.analysis.best_questions import FactQuestion, best_questions
from labtui.data.analysis.review_queue import queue
from labtui.screens.review import ReviewScreen
from tests.screens.answering import Person
from tests.screens.conftest import Open, Session

HOME: dict[str, tuple[str, str, str, str, str]] = {
    # where; what people would miss; what it needs; why it exists; what is in it
    "pve1": ("lab", "", "ups router", "reliability", "nothing"),
    "nas": ("appliance", "storage data", "ups router", "reliability", "originals"),
    "router": ("appliance", "connectivity", "ups", "reliability", "nothing"),
    "ups": ("device", "", "", "reliability", "nothing"),
    "zoltan": ("lab", "", "", "learning", "nothing"),
    "proxy": ("vps", "connectivity", "", "reliability", "nothing"),
    "mail": ("saas", "communication identity", "", "reliability", "originals"),
    "registrar": ("saas", "identity", "", "reliability", "nothing"),
    "nextcloud": ("pve1", "storage workflow", "pi-hole", "reliability", "originals"),
    "immich": ("pve1", "data", "", "reliability", "originals"),
    "paperless": ("pve1", "workflow data", "", "reliability", "originals"),
    "jellyfin": ("pve1", "", "nas", "entertainment", "copies"),
    "gitea": ("pve1", "", "", "learning", "originals"),
    "uptime-kuma": ("pve1", "", "", "learning", "nothing"),
    "home-assistant": ("pve1", "safety", "pi-hole", "reliability", "originals"),
    "pi-hole": ("pve1", "connectivity", "", "reliability", "nothing"),
    "vaultwarden": ("zoltan", "authentication", "", "reliability", "originals"),
    "grafana": ("zoltan", "", "", "learning", "nothing"),
}
"""A lab at home, of which nothing but the names is known at first: its ids, and what is true."""

EXPOSED = {"nextcloud": "internet", "proxy": "internet", "home-assistant": "vpn"}


def truth(question: FactQuestion) -> tuple[str, ...]:
    """What is true of a system at home. All is in order there, for the queue is to be empty."""
    where, missed, needs, purpose, holds = HOME[question.id]
    match question.key:
        case "runs_on":
            return (where,)
        case "relied_on_for":
            return tuple(missed.split()) or ("nothing",)
        case "depends_on":
            return tuple(needs.split()) or ("nothing",)
        case "purpose":
            return (purpose,)
        case "holds":
            return (holds,)
        case "exposure":
            return (EXPOSED.get(question.id, "lan"),)
        case "backs_up_to":
            return ("proxy" if question.id == "nas" else "nas",)
        case key if key.startswith("evidence.") and key.split(".")[1] in {
            "patched",
            "restore_tested",
            "config_reviewed",
        }:
            return ("today",)
        case key if key.startswith("owners."):
            return ("you",)
        case _:
            return ("yes",)


async def add(s: Session, names: list[str]) -> int:
    """Paste the names of systems, of which nothing else is known; says how many keys it took.

    To paste is one key; "the same for all", and three times "don't know yet".
    """
    await s.press("1", "a")
    s.app.post_message(events.Paste("\n".join(names)))
    await s.settle()
    await s.press(*"sddd", "enter")
    return len(["1", "a", "paste", *"sddd", "enter"])


async def take_smell_tests(s: Session) -> int:
    """Answer the smell tests of the whole queue with yes; says how many keys it took."""
    await s.press("s")
    keys = 1
    while not isinstance(s.app.screen, ReviewScreen):
        await s.press(*"yyyyy", "enter")
        keys += 6
    return keys


async def test_a_lab_at_home_from_nothing_to_an_empty_queue(open_app: Open) -> None:
    async with open_app(None) as s:
        adding = await add(s, [*HOME])
        person = Person(s, truth)
        await person.answer_all()
        lab = s.app.workspace.lab
        assert best_questions(lab, 1) == []
        keys = adding + person.keys + await take_smell_tests(s)
        assert queue(lab) == []
        assert keys <= 300, keys
