"""The hand-over sheet of a lab, put together."""

from __future__ import annotations

from labtui.data.analysis.rebuild import rebuild_order
from labtui.reports.handover.failing import failing, switched_on
from labtui.reports.handover.helping import copying, costing, helping
from labtui.reports.handover.plain import day, in_use
from labtui.reports.handover.rebuilding import in_the_way, more, steps
from labtui.reports.handover.sheet import Sheet
from labtui.reports.handover.switching import switching, switching_on
from labtui.reports.naming import by_name
from labtui.reports.report import Subject
from labtui.text.wording import plural


def handover_sheet(subject: Subject) -> Sheet:
    """The sheet for the systems of a subject, which stand in the order of their names."""
    lab = subject.lab
    ids = by_name(lab, subject.ids)
    chosen = set(ids)
    used = in_use(lab, ids)
    rebuild = rebuild_order(lab, by_name(lab, subject.order))
    turns = switched_on(lab, used)
    plain = (
        helping(lab, used),
        failing(lab, used, turns),
        switching(lab, used),
        switching_on(lab, used, turns),
        copying(lab, used),
        costing(lab, used),
    )
    part = f" This sheet is about {len(ids)} of {plural(len(subject.order), 'system')} only."
    rebuilding = (steps(lab, rebuild, chosen), in_the_way(lab, rebuild, chosen), more(lab, ids))
    return Sheet(
        "If something breaks and its owner is away",
        "For those who live and work with these systems. The first part needs no knowledge of "
        f"them. As of {day(subject.today)}.{'' if subject.is_whole else part}",
        tuple(section for section in plain if section),
        "For whoever rebuilds it",
        tuple(section for section in rebuilding if section),
    )
