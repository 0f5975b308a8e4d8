"""Backups of what people rely on: that there are any, that they work, that they stand apart."""

from __future__ import annotations

from datetime import date

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.freshness import why_not_fresh
from labtui.data.assessment.rules.conditions import untested
from labtui.data.assessment.rules.rule import C, Row, Rule, W, keys, text
from labtui.data.framework.levels import FULL_STACK_PRODUCTION, SELF_HOSTED
from labtui.text.wording import join_words, sentence


def _untested_says(a: Assessment) -> str:
    tested = isinstance(a.value("evidence.restore_tested"), date)
    hope = "" if tested else "; its backups are a hope"
    return sentence(why_not_fresh(a, "evidence.restore_tested") + hope)


def _no_backups(a: Assessment) -> bool:
    return not a.value("backs_up_to")


def _no_backups_says(a: Assessment) -> str:
    if a.value("backs_up_to") is not None:
        return "People rely on it, and it is not backed up."
    return "People rely on it, and no backup is known."


def _backed_up_beside(a: Assessment) -> bool:
    return bool(a.context.backups_beside)


def _beside(a: Assessment) -> str:
    return join_words("itself" if id == a.id else id for id in a.context.backups_beside)


UNTESTED_BACKUPS = Rule(
    id="untested-backups",
    title="Backups not tested",
    rows=(Row({FULL_STACK_PRODUCTION}, untested, C, None),),
    says=_untested_says,
    remedy=text("Restore a backup of it, and note the date."),
    facts=keys("evidence.restore_tested"),
)

NO_BACKUPS = Rule(
    id="no-backups",
    title="No backups",
    rows=(Row(SELF_HOSTED, _no_backups, C, None),),
    says=_no_backups_says,
    remedy=text("Back it up to a system that does not fail with it."),
    facts=keys("backs_up_to"),
)

BACKUP_ON_ITSELF = Rule(
    id="backup-on-itself",
    title="Backed up onto itself",
    rows=(Row(SELF_HOSTED, _backed_up_beside, C, W),),
    says=lambda a: (
        f"Its backups go to {_beside(a)}, on the same machine: when that fails, all is gone."
    ),
    remedy=text("Keep a copy on another machine, better in another place."),
    facts=keys("backs_up_to", "runs_on"),
)
