"""Backups: that there are any, that they work, and that they stand apart."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.freshness import when_words
from labtui.data.assessment.rules.conditions import untested, without_backup
from labtui.data.assessment.rules.rule import (
    C,
    OpenQuestion,
    Row,
    Rule,
    Urgency,
    W,
    absent,
    keys,
    text,
)
from labtui.data.framework.levels import FULL_STACK_PRODUCTION, SELF_HOSTED
from labtui.text.wording import join_few


def _untested(a: Assessment) -> bool:
    return bool(a.context.destinations) and untested(a)


def _untested_title(a: Assessment) -> str:
    never = a.value("evidence.restore_tested") == "never"
    return "Restore not tested" if never else "Restore test too old"


def _no_backups_says(a: Assessment) -> str:
    unusable = a.context.unusable_destinations
    if not unusable:
        return "It has no backup, and its data may exist only here."
    by_status: dict[str, list[str]] = {}
    for id, status in unusable:
        by_status.setdefault(status, []).append(id)
    places = [
        f"to {join_few(ids)}, which {'is' if len(ids) == 1 else 'are'} {status}"
        for status, ids in by_status.items()
    ]
    return f"Its backups go {', and '.join(places)}."


def _no_backups_remedy(a: Assessment) -> str:
    """Setting Holds helps only where nobody has said what it holds or relies on what it keeps."""
    asked = "holds" not in a.system.facts and {"data", "storage"}.isdisjoint(a.system.relied_on_for)
    or_else = ', or set Holds to "nothing" if nothing would be missed' if asked else ""
    return f"Back it up to another machine{or_else}."


def _on_itself(a: Assessment) -> bool:
    return a.context.backed_up_on is not None and a.system.keeps_something


def _on_itself_says(a: Assessment) -> str:
    root = a.context.backed_up_on
    return (
        f"Its backups go to {_destinations(a)}, on the same machine ({root}). "
        f"If {root} fails, both are lost."
    )


def _destinations(a: Assessment) -> str:
    return join_few("itself" if id == a.id else id for id in a.context.destinations)


def _one_site(a: Assessment) -> bool:
    if "data" not in a.system.relied_on_for or not a.context.destinations:
        return False
    site = a.value("site")
    return site is None or all(other in {None, site} for _, other in a.context.copies)


def _without_site(a: Assessment) -> list[str]:
    """It and what holds copies of it, as far as the site of each is not answered."""
    sites = ((a.id, a.value("site")), *a.context.copies)
    return [id for id, site in sites if site is None]


def _site_unknown(a: Assessment) -> bool:
    return bool(_without_site(a))


def _ask_about_sites(a: Assessment) -> OpenQuestion:
    return OpenQuestion(
        "Is a backup at another site?",
        f"The site of {join_few(_without_site(a))} is not answered.",
    )


UNTESTED_BACKUPS = Rule(
    id="untested-backups",
    title="Restore not tested",
    rows=(
        Row(
            {FULL_STACK_PRODUCTION},
            _untested,
            C,
            None,
            unproven=absent("evidence.restore_tested"),
        ),
    ),
    title_of=_untested_title,
    says=lambda a: f"Restore last tested: {when_words(a, 'evidence.restore_tested')}.",
    asks=lambda a: OpenQuestion(
        "Was a restore ever tested?", f"It is backed up to {_destinations(a)}."
    ),
    remedy=text("Restore one backup on another machine."),
    facts=keys("evidence.restore_tested", "backs_up_to"),
    urgency=Urgency.RESTORE,
    not_done="recovery",
)

NO_BACKUPS = Rule(
    id="no-backups",
    title="No backups",
    rows=(Row({FULL_STACK_PRODUCTION}, without_backup, C, None, unproven=absent("backs_up_to")),),
    says=_no_backups_says,
    asks=lambda _: OpenQuestion("Is it backed up?", "Its data may exist only here."),
    remedy=_no_backups_remedy,
    facts=keys("backs_up_to", "holds"),
    urgency=Urgency.BACK_UP,
    not_done="backups",
)

BACKUP_ON_ITSELF = Rule(
    id="backup-on-itself",
    title="Backups on the same machine",
    rows=(Row(SELF_HOSTED, _on_itself, C, W),),
    says=_on_itself_says,
    remedy=text("Add a backup on another machine."),
    facts=keys("backs_up_to", "runs_on"),
    urgency=Urgency.BACK_UP,
)

ONE_SITE_BACKUPS = Rule(
    id="one-site-backups",
    title="No backup at another site",
    rows=(Row(SELF_HOSTED, _one_site, W, None, unproven=_site_unknown),),
    says=lambda a: f"It has irreplaceable data, and every copy is at {a.value('site')}.",
    asks=_ask_about_sites,
    remedy=text("Keep one copy at another site."),
    facts=keys("site", "backs_up_to", "relied_on_for"),
)
