"""Systems as names in a drawing."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import level_name, risk_words, severity_counts
from labtui.data.framework.severities import severity_sign
from labtui.reports.naming import called
from labtui.reports.svg.drawing import Name, clipped
from labtui.text.wording import join_words

LONGEST = 26
"""The most cells of a name."""


def named(a: Assessment, sign: str, sign_kind: str) -> Name:
    """A system with a sign behind its name."""
    kinds = ["b"] if a.production else []
    kinds += ["i"] if not a.system.active else []
    told = [f"{a.system.name} ({a.id})", f"level {level_name(a.level)}", f"risk {risk_words(a)}"]
    told += [join_words(severity_counts(a))] if a.findings else []
    words = clipped(called(a.system), LONGEST)
    return Name(words, sign, sign_kind, a.level, " ".join(kinds), ", ".join(filter(None, told)))


def critical_sign(a: Assessment) -> str:
    """`×` for a system with critical findings, `×?` where none of them is proven."""
    count = a.finding_count("critical")
    unproven = a.unproven_count("critical") == count
    return severity_sign("critical", unproven=unproven) if count else ""
