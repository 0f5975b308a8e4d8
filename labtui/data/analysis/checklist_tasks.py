"""What the tasks of retiring a system say, each from the facts of that system.

A task is listed where a fact means there is something to do, or where it is not known whether
there is; then it says so. Where the facts say there is nothing to do, it is left out.
"""

from collections.abc import Callable
from typing import NamedTuple

from labtui.data.analysis.compromise import LETS_IN, lets_in
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import relied_on
from labtui.data.assessment.facts_used import FactUsed, used
from labtui.data.assessment.freshness import is_fresh, restore_words
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS, REFERENCES
from labtui.data.framework.layers import LAYERS, YOURS, Layer
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.data.framework.values import as_date
from labtui.text.wording import ago, ahead, join_few, join_words, sentence

Reason = tuple[str, tuple[FactUsed, ...]]
"""What a task says of a system, which may be nothing, and the facts it is listed for."""


def _decision(_: Lab, a: Assessment) -> Reason:
    replacement = used(a, "retirement.replaced_by")
    says = f"{replacement.value} replaces it." if replacement.value else ""
    return says, (used(a, "retirement.reason"), replacement)


def _people(_: Lab, a: Assessment) -> Reason | None:
    names = join_words(name for name in a.system.texts("used_by") if name.strip())
    known = [f"Used by {names}."] if names else []
    if a.system.relied_on_for:
        known.append(sentence(relied_on(a)))
    facts = _there_or_unknown(a, "used_by", "relied_on_for")
    return _reason(known, tuple(fact for fact in facts if fact.value is None or known))


def _dependents(lab: Lab, a: Assessment) -> Reason | None:
    naming = sorted(
        other
        for other in lab.references.to(a.id)
        if other != a.id and not lab.systems[other].retired
    )
    if not naming:
        return None
    replacement = a.value("retirement.replaced_by")
    says = f"{join_few(naming)} {'names' if len(naming) == 1 else 'name'} it."
    if replacement:
        says += f" {replacement} replaces it."
    facts = (
        FactUsed(key, lab.systems[other].facts[key], other)
        for other in naming
        for key in REFERENCES
        if other in lab.references.by(key, a.id)
    )
    return says, tuple(facts)


def _restore(_: Lab, a: Assessment) -> Reason | None:
    key = "evidence.restore_tested"
    tested, backups = used(a, key), used(a, "backs_up_to")
    if backups.value == () or _keeps_nothing(a) or is_fresh(a, key):
        return None
    return restore_words(a), (tested, backups)


def _export(_: Lab, a: Assessment) -> Reason | None:
    exportable = used(a, "evidence.exportable")
    if _keeps_nothing(a):
        return None
    if exportable.value is None:
        return _not_known(exportable.key, a), (exportable,)
    know = "know" if exportable.value else "do not know"
    return f"You {know} how to export your data.", (exportable,)


def _kept(_: Lab, a: Assessment) -> Reason | None:
    where, until = used(a, "retirement.data_kept_at"), used(a, "retirement.keep_until")
    if _keeps_nothing(a):
        return None
    says = (
        f"Its data is kept at: {where.value}." if where.value else "Not known: where is it kept?",
        f"Keep it until {until.value}." if until.value else "Not known: until when is it kept?",
    )
    return " ".join(says), (where, until)


def _keeps_nothing(a: Assessment) -> bool:
    """Whether the system is known to hold no data of its owner that would be missed."""
    return not a.system.keeps_something or a.value("evidence.exportable") == NOT_APPLICABLE


def _monitored(_: Lab, a: Assessment) -> Reason | None:
    facts = _there_or_unknown(a, "evidence.monitored")
    return _reason(["It is monitored."] if a.value("evidence.monitored") else [], facts)


def _automation(_: Lab, a: Assessment) -> Reason | None:
    source, host = a.system.facts.get("source"), a.system.runs_on
    known = [f"It was imported from {source}."] if source else []
    known += [f"{host} may start it."] if host else []
    facts = _there_or_unknown(a, "source", "runs_on")
    if known:
        return " ".join(known), facts
    if _run_by_provider(a):
        return None
    return "Not known: does a scheduler, playbook or restart policy start it?", facts


def _stop(lab: Lab, a: Assessment) -> Reason:
    day, today = used(a, "retirement.date"), lab.evaluation.today
    date = as_date(day.value)
    if date is None:
        says = "Set the date until which it waits before anything is deleted."
    elif date > today:
        says = f"Wait until {date} ({ahead(date, today)})."
    elif a.system.retired:
        says = f"Out of service since {date} ({ago(date, today)})."
    else:
        says = f"The wait ended on {date} ({ago(date, today)})."
    return says, (day,)


def _access(_: Lab, a: Assessment) -> Reason | None:
    exposure, url = used(a, "exposure"), used(a, "url")
    reach = _WAYS_IN.get(a.system.exposure or "")
    known = [f"It can be reached {reach}."] if reach else []
    known += [f"Its address: {url.value}."] if url.value else []
    facts = (*((exposure,) if reach or not exposure.value else ()), *((url,) if url.value else ()))
    return _reason(known, facts)


_WAYS_IN = {
    "lan": "from the local network",
    "vpn": "from outside through a VPN",
    "internet": "from anywhere",
}


def _backups(_: Lab, a: Assessment) -> Reason | None:
    targets = a.texts("backs_up_to")
    known = [f"It is backed up to {join_few(targets)}."] if targets else []
    return _reason(known, _there_or_unknown(a, "backs_up_to"))


def _secrets(_: Lab, a: Assessment) -> Reason | None:
    needs = tuple(dict.fromkeys(a.system.depends_on))
    logins = lets_in(a.system)
    known = [access_words(a)] if a.system.access_to else []
    known += [f"It may hold keys of {join_few(needs)}."] if needs else []
    known += [LETS_IN] if logins else []
    facts = tuple(
        fact
        for fact in _there_or_unknown(a, "access_to", "depends_on", "relied_on_for")
        if fact.key != "relied_on_for" or logins
    )
    return _reason(known, facts)


def access_words(a: Assessment) -> str:
    """On which systems it has administrative access; it must state some."""
    return f"It has admin access to {join_few(dict.fromkeys(a.system.access_to))}."


def _leftovers(_: Lab, a: Assessment) -> Reason | None:
    host, notes = used(a, "runs_on"), used(a, "teardown")
    if host.value is None and _run_by_provider(a):
        return None
    says = f"Look on {host.value}." if host.value else "Not known: what does it leave elsewhere?"
    if notes.value:
        return f"{says} How to remove it is written down.", (host, notes)
    return says, (host,)


def _subscriptions(lab: Lab, a: Assessment) -> Reason | None:
    paid = [layer for layer in LAYERS if _paid_for(lab, a, layer)]
    silent = [layer for layer in LAYERS if a.owner(layer) is None]
    facts = tuple(used(a, f"owners.{layer}") for layer in paid or silent)
    if paid:
        layers = join_words((LAYERS[layer].lower() for layer in paid), 4)
        return f"The provider is responsible for its {layers}.", facts
    if not facts:
        return None
    return "Not known: does it cost money, such as a licence or a domain?", facts


def _paid_for(lab: Lab, a: Assessment, layer: Layer) -> bool:
    return a.owner(layer) in {"provider", "shared"} and _is_its_own(lab, a, f"owners.{layer}")


def _hardware(lab: Lab, a: Assessment) -> Reason | None:
    owner = used(a, "owners.hardware")
    if owner.value is None and a.system.runs_on not in lab.systems:
        return _not_known(owner.key, a), (owner,)
    if owner.value in YOURS and _is_its_own(lab, a, owner.key):
        return "The hardware is yours.", (owner,)
    return None


def _lessons(*_: object) -> Reason:
    return "", ()


def _is_its_own(lab: Lab, a: Assessment, key: str) -> bool:
    """Whether an answer is about the system itself, not inherited from its host."""
    return used(a, key).origin == a.id or a.system.runs_on not in lab.systems


def _run_by_provider(a: Assessment) -> bool:
    return a.owner("os") == "provider"


def _there_or_unknown(a: Assessment, *keys: str) -> tuple[FactUsed, ...]:
    """The facts of `keys` that mean there is something to do, or that are not answered."""
    facts = (used(a, key) for key in keys)
    return tuple(fact for fact in facts if fact.value is None or fact.value)


def _reason(known: list[str], facts: tuple[FactUsed, ...]) -> Reason | None:
    """What is known, then the questions not answered; None without facts."""
    asked = [FACTS[fact.key].not_known() for fact in facts if fact.value is None]
    return (" ".join([*known, *asked]), facts) if facts else None


def _not_known(key: str, a: Assessment) -> str:
    return FACTS[key].not_known(a.system.name)


class Kind(NamedTuple):
    """What is known of a task whatever the system."""

    title: str
    done_when: str
    """How one sees that it is done, as a clause."""
    reason_for: Callable[[Lab, Assessment], Reason | None]
    """What it says of a system; None where there is nothing to do."""


TASKS: dict[str, Kind] = {
    "decision": Kind(
        "Decide and name the replacement", "reason and replacement are filled in", _decision
    ),
    "people": Kind(
        "Tell the people who use it", "each knows the date and what to use instead", _people
    ),
    "dependents": Kind("Update systems that name it", "no active system names it", _dependents),
    "restore": Kind("Test a restore", "a restored copy opens on another machine", _restore),
    "export": Kind("Export the data", "the export opens in another program", _export),
    "kept": Kind("Store the data", "place and keep-until date are filled in", _kept),
    "alerts": Kind("Silence its alerts", "a short stop sends no alert", _monitored),
    "automation": Kind(
        "Prevent automatic starts", "it stays off after the host restarts", _automation
    ),
    "stop": Kind(
        "Stop it, delete nothing", "off, and nobody missed it until the date you set", _stop
    ),
    "access": Kind("Remove access to it", "its DNS name and ports no longer answer", _access),
    "backups": Kind(
        "Remove it from backup jobs", "no error in the next run, the last copy is there", _backups
    ),
    "monitoring": Kind("Remove its monitoring", "no check names it", _monitored),
    "secrets": Kind("Revoke its keys", "an old key is refused", _secrets),
    "leftovers": Kind(
        "Delete what it left elsewhere",
        "no volume, database, snapshot or DNS entry remains",
        _leftovers,
    ),
    "subscriptions": Kind("Cancel what costs money", "you have the confirmation", _subscriptions),
    "hardware": Kind("Wipe the hardware", "the wipe reports success", _hardware),
    "lessons": Kind("Write down what you learned", "a note is in its history", _lessons),
}
"""Every task by id, in the order to do them: what can be undone comes first."""

NO_WAY_BACK = "secrets"
"""The first task that cannot be undone; it and all after it wait for the day set in `stop`."""
