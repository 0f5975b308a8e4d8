"""What the preview of an import says of facts that checks and jobs show."""

from __future__ import annotations

from labtui.data.assessment.models import System
from labtui.data.framework.shapes import Value
from labtui.data.framework.sightings import Origin
from labtui.importers.found import Finding
from labtui.importing.evidence import BACKED_UP, EvidencePlan, Observation, State, Unmatched
from labtui.importing.plan import Plan
from labtui.widgets.import_view import FoundRow, import_rows
from labtui.widgets.lines.importing import entry_lines, whose_key
from labtui.widgets.rows import Heading
from tests.rows import each_row

JOB = Origin("proxmox", "/etc/pve/lxc/101.conf", "101")
NARROW = 71
"""Columns of the list on a terminal of 120, where the details stand beside it."""

SHOWN: dict[State, tuple[Value | None, Value | None, str, str]] = {
    "answers": (None, ("box",), "Backed up to box", "Seen in lxc/101.conf, 101."),
    "agrees": (("box",), ("box",), "Backed up to box", "Seen in lxc/101.conf, 101."),
    "differs": (("nas",), ("box",), "Backed up to nas → box", "Seen in lxc/101.conf, 101."),
    "lost": (
        ("box",),
        None,
        "Backed up to box → not answered",
        "Not seen any more in lxc/101.conf, 101. Space takes the answer back.",
    ),
}


@each_row("state", SHOWN)
def test_a_fact_that_jobs_show(state: State) -> None:
    stated, found, fact, where = SHOWN[state]
    shown = Observation("dns", BACKED_UP, state, stated, found, (JOB,))
    plan = Plan((), (), (), Finding(), evidence=EvidencePlan([shown]))
    title, row, _ = import_rows(plan, {"dns": System("dns", "dns", {})}, {})
    assert isinstance(title, Heading)
    assert len(f"   {title.title}  {title.remark}") < NARROW
    assert isinstance(row, FoundRow)
    assert row.note == f"{fact} · lxc/101.conf, 101"
    told = [line.plain for line in entry_lines(plan, row.key, 80)]
    assert told[:3] == ["dns", fact, where]


def test_what_a_new_system_says_itself_is_not_unchanged() -> None:
    shown = Observation("dns", BACKED_UP, "agrees", ("box",), ("box",), (JOB,))
    plan = Plan((), (), (), Finding(), evidence=EvidencePlan([shown]))
    assert [*import_rows(plan, {}, {})] == []


def test_an_address_of_no_system_says_which_keys_help() -> None:
    box = Unmatched("box.example.org", JOB, is_destination=True)
    plan = Plan((), (), (), Finding(), evidence=EvidencePlan(unmatched=[box]))
    told = " ".join(line.plain.strip() for line in entry_lines(plan, whose_key(box), 80))
    assert "Backups are kept there: lxc/101.conf, 101." in told
    assert "If it is none yet: Esc, then a adds it. n never asks." in told
    refused = plan.evidence.without({"box.example.org"})
    plan = Plan((), (), (), Finding(), evidence=refused)
    assert entry_lines(plan, whose_key(box), 80)[-1].plain == "Never asked about; n asks again."
