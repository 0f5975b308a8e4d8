"""A whole lab, from its first start to no open question about what people rely on; keys counted."""

from __future__ import annotations

from pathlib import Path

from labtui.data.analysis.best_questions import FactQuestion
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.lab import Lab
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.screens.review import ReviewScreen
from tests.data.labs import TODAY
from tests.screens.answering import Person
from tests.screens.conftest import Open, Session

README = Path(__file__).parents[2] / "README.md"

RELIED_ON = {
    "git": ["workflow"],
    "mail-archive": ["data"],
    "photos": ["data"],
    "dns": ["connectivity"],
    "vault": ["authentication"],
}
"""The containers people rely on, and for what."""


def rack(path: Path) -> bytes:
    """Three nodes in a cluster, 12 VMs, 60 containers, 6 SaaS, 2 VPS and a backup server."""
    workspace = Workspace(Store(path, path.parent / "copies", create=True), TODAY)
    workspace.add("Cluster", {"kind": "cluster"}, template="lab")
    for number in range(1, 4):
        workspace.add(f"Node {number}", {"kind": "physical", "member_of": "cluster"})
    workspace.add("PBS", {"kind": "physical"}, template="lab")
    for number in range(1, 13):
        workspace.add(f"VM {number}", {"kind": "vm"}, host="cluster")
    names = [*RELIED_ON, *(f"ct-{number}" for number in range(60 - len(RELIED_ON)))]
    for number, name in enumerate(names):
        facts = {"kind": "container"}
        relied = {"relied_on_for": tuple(RELIED_ON[name])} if name in RELIED_ON else {}
        workspace.add(name, {**facts, **relied}, host=f"vm-{number % 12 + 1}")
    for number in range(6):
        workspace.add(f"SaaS {number}", {"kind": "saas"}, template="saas")
    for number in range(2):
        workspace.add(f"VPS {number}", {"kind": "vps"}, template="vps")
    return workspace.document.data


def open_facts(lab: Lab) -> list[tuple[str, str]]:
    """The facts that matter, of what people rely on, and nobody answered."""
    return [
        (a.id, key)
        for a in lab.assessments.values()
        if a.production
        for key in relevant(a)
        if a.fact(key) is None
    ]


NEEDS = {
    "git": ["vault"],
    "mail-archive": ["dns", "vault"],
    "photos": ["dns"],
    "vault": ["dns"],
    **{f"ct-{number}": ["dns", "git"] for number in range(0, 55, 11)},
}
"""What needs what, besides what it runs on."""


def truth(question: FactQuestion) -> tuple[str, ...]:
    """What is true of a system there; all is in order."""
    match question.key.split("."):
        case ["relied_on_for"]:
            return ("nothing",)
        case ["depends_on"]:
            return tuple(NEEDS.get(question.id, ("nothing",)))
        case ["purpose"]:
            return ("reliability" if question.production else "learning",)
        case ["holds"]:
            return ("originals" if question.production else "nothing",)
        case ["exposure"]:
            return ("lan",)
        case ["backs_up_to"]:
            return ("vps-0" if question.id == "pbs" else "pbs",)
        case ["evidence", "patched" | "restore_tested" | "config_reviewed"]:
            return ("today",)
        case ["owners", _]:
            return ("you",)
        case _:
            return ("yes",)


def open_besides_tests(lab: Lab) -> bool:
    """Whether a fact is open that the questions ask for."""
    return any(not key.startswith("smell_test.") for _, key in open_facts(lab))


async def take_smell_tests(s: Session) -> int:
    """Answer the smell tests of the whole queue with yes; says how many keys it took."""
    await s.press("s")
    keys = 1
    while not isinstance(s.app.screen, ReviewScreen):
        await s.press(*"yyyyy", "enter")
        keys += 6
        assert keys < 1000, s.text
    return keys


async def test_a_rack_from_its_first_start_to_no_open_question(
    tmp_path: Path, open_app: Open
) -> None:
    async with open_app(rack(tmp_path / "rack.toml")) as s:
        lab = s.app.workspace.lab
        before = len(open_facts(lab))
        person = Person(s, truth)
        await person.answer_all(while_open=lambda: open_besides_tests(s.app.workspace.lab))
        keys = person.keys + await take_smell_tests(s)
        assert open_facts(s.app.workspace.lab) == []
        told = f"{len(lab.systems)} systems: {before} open facts of production, {keys} keys"
        assert keys < 267
        assert told in README.read_text(encoding="utf-8"), told
