"""What the tasks of retiring a system say, each from the facts of that system.

A task is listed where a fact means there is something to do, or where it is not known whether
there is; then it says so. Where the facts say there is nothing to do, it is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.facts_used import FactUsed, used
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS, REFERENCES
from labtui.data.framework.layers import LAYERS, YOURS, Layer
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.data.framework.values import as_date
from labtui.text.wording import join_words

Reason = tuple[str, tuple[FactUsed, ...]]
"""What a task says of a system, and the facts it is listed for."""


def _decision(_: Lab, a: Assessment) -> Reason:
    replacement = used(a, "retirement.replaced_by")
    says = "Say why it goes, and what takes its place, if anything does."
    if replacement.value:
        says = f"{replacement.value} takes its place."
    return says, (used(a, "retirement.reason"), replacement)


def _people(_: Lab, a: Assessment) -> Reason | None:
    facts = _there_or_unknown(a, "used_by", "relied_on_for")
    names = join_words(name for name in a.system.texts("used_by") if name.strip())
    parts = [f"used by {names}"] if names else []
    if a.system.relied_on_for:
        parts.append(f"relied on for {join_words(dict.fromkeys(a.system.relied_on_for))}")
    if parts:
        return f"It is {', and '.join(parts)}: say when it goes, and what to use instead.", facts
    return _unknown(facts, "who uses it, and what for")


def _dependents(lab: Lab, a: Assessment) -> Reason | None:
    naming = sorted(
        other
        for other in lab.references.to(a.id)
        if other != a.id and not lab.systems[other].retired
    )
    if not naming:
        return None
    one = len(naming) == 1
    replacement = a.value("retirement.replaced_by")
    instead = (
        f"let {'it' if one else 'them'} name {replacement}"
        if replacement
        else "find what takes its place"
    )
    facts = (
        FactUsed(key, lab.systems[other].facts[key], other)
        for other in naming
        for key in REFERENCES
        if other in lab.references.by(key, a.id)
    )
    return f"{join_words(naming, 6)} still name{'s' if one else ''} it: {instead}.", tuple(facts)


def _restore(_: Lab, a: Assessment) -> Reason | None:
    evaluation = a.context.evaluation
    tested, backups = used(a, "evidence.restore_tested"), used(a, "backs_up_to")
    if backups.value == () or _holds_nothing(a):
        return None
    if evaluation.fresh(tested.value, evaluation.settings.restore_days):
        return None
    facts = (tested, backups)
    if tested.value is None:
        return _unknown(facts, "whether a restore ever worked")
    if not isinstance(tested.value, date):
        return "No restore was ever tested: try one before anything is deleted.", facts
    return f"The last test, of {tested.value}, is not recent: restore once more first.", facts


def _export(_: Lab, a: Assessment) -> Reason | None:
    exportable = used(a, "evidence.exportable")
    if _holds_nothing(a):
        return None
    if exportable.value is None:
        return _unknown((exportable,), "whether there is data to get out, and how")
    if exportable.value is False:
        return "First find out how to get the data out.", (exportable,)
    return "You know how to get the data out: do it, and open what came out.", (exportable,)


def _kept(_: Lab, a: Assessment) -> Reason | None:
    where, until = used(a, "retirement.data_kept_at"), used(a, "retirement.keep_until")
    if _holds_nothing(a):
        return None
    if where.value and until.value:
        says = f"Its data is kept until {until.value}: {where.value}."
    elif where.value:
        says = f"Until when its data is kept is not known. Where it is: {where.value}."
    elif until.value:
        says = f"Its data is kept until {until.value}; where is not known."
    else:
        says = "It is not known where its data is to be kept, and until when."
    return says, (where, until)


def _holds_nothing(a: Assessment) -> bool:
    """Whether the system is known to hold no data of its owner."""
    return a.value("evidence.exportable") == NOT_APPLICABLE


def _alerts(_: Lab, a: Assessment) -> Reason | None:
    facts = _there_or_unknown(a, "evidence.monitored")
    if a.value("evidence.monitored"):
        return "Silence its alerts before it stops, so that nobody is called for nothing.", facts
    return _unknown(facts, "whether something watches it and would raise an alarm")


def _automation(_: Lab, a: Assessment) -> Reason | None:
    source, host = a.system.facts.get("source"), a.system.runs_on
    parts = [f"an import found it in {source}"] if source else []
    parts += [f"{host} may start it by itself"] if host else []
    facts = _there_or_unknown(a, "source", "runs_on")
    if parts:
        return f"See that nothing starts it again: {join_words(parts)}.", facts
    if _run_by_provider(a):
        return None
    return _unknown(facts, "whether a scheduler, a playbook or a restart policy would start it")


def _stop(lab: Lab, a: Assessment) -> Reason:
    day = used(a, "retirement.date")
    date = as_date(day.value)
    if date is None:
        says = "set the day after which there is no way back."
    elif a.system.retired and date <= lab.evaluation.today:
        return f"It went out of service on {day.value}.", (day,)
    else:
        says = f"after {day.value} there is no way back."
    return f"Switch it off and delete nothing yet; {says}", (day,)


def _access(_: Lab, a: Assessment) -> Reason | None:
    exposure, url = used(a, "exposure"), used(a, "url")
    reach = _WAYS_IN.get(a.system.exposure or "")
    facts: tuple[FactUsed, ...]
    if reach and url.value:
        says, facts = f"It can be reached {reach}, at {url.value}", (exposure, url)
    elif reach:
        says, facts = f"It can be reached {reach}", (exposure,)
    elif url.value:
        says, facts = f"Its address is {url.value}", (url,)
    else:
        silent = () if exposure.value else (exposure,)
        return _unknown(silent, "from where it can be reached, and through what")
    places = "reverse proxy, firewall, port forwards, VPN, DNS and certificates"
    return f"{says}: take it out of {places}.", facts


_WAYS_IN = {
    value: meaning
    for value, meaning in (FACTS["exposure"].choices or {}).items()
    if value != "isolated"
}


def _backups(_: Lab, a: Assessment) -> Reason | None:
    facts = _there_or_unknown(a, "backs_up_to")
    targets = a.texts("backs_up_to")
    if targets:
        return (
            "Once it is stopped, take it out of the jobs that back it up to "
            f"{join_words(targets, 6)}; let no job prune the last copy before its time.",
            facts,
        )
    return _unknown(facts, "whether a backup job would fail without it")


def _monitoring(_: Lab, a: Assessment) -> Reason | None:
    facts = _there_or_unknown(a, "evidence.monitored")
    if a.value("evidence.monitored"):
        return "Now that it stays off, remove its checks.", facts
    return _unknown(facts, "whether something still watches it")


def _secrets(_: Lab, a: Assessment) -> Reason | None:
    needs = tuple(dict.fromkeys(a.system.depends_on))
    logins = {"authentication", "identity"}.intersection(a.system.relied_on_for)
    parts = [f"what lets it into {join_words(needs, 6)}"] if needs else []
    parts += ["what others log in with through it"] if logins else []
    facts = tuple(
        fact
        for fact in _there_or_unknown(a, "depends_on", "relied_on_for")
        if logins or fact.key != "relied_on_for" or fact.value is None
    )
    if parts:
        return f"Revoke {join_words(parts)}: secrets, tokens, SSH keys, SSO clients.", facts
    return _unknown(facts, "which secrets, tokens, SSH keys and SSO clients it holds")


def _leftovers(_: Lab, a: Assessment) -> Reason | None:
    host, notes = used(a, "runs_on"), used(a, "teardown")
    if host.value is None and _run_by_provider(a):
        return None
    things = "volumes, databases, snapshots, IP reservations, dashboards"
    if host.value is None:
        says = f"It is not known what it leaves elsewhere: {things}."
    else:
        says = f"Look for what it leaves on {host.value}: {things}."
    if notes.value:
        return f"{says} Its notes on teardown say how it is removed.", (host, notes)
    return says, (host,)


def _subscriptions(lab: Lab, a: Assessment) -> Reason | None:
    paid = [layer for layer in LAYERS if _paid_for(lab, a, layer)]
    silent = [layer for layer in LAYERS if a.owner(layer) is None]
    facts = tuple(used(a, f"owners.{layer}") for layer in paid or silent)
    if paid:
        layers = join_words((LAYERS[layer].lower() for layer in paid), 4)
        return (
            f"A provider answers for its {layers}: "
            "cancel what is paid for, and decide about the domain.",
            facts,
        )
    return _unknown(facts, "whether something is paid for: a subscription, a licence, a domain")


def _paid_for(lab: Lab, a: Assessment, layer: Layer) -> bool:
    return a.owner(layer) in {"provider", "shared"} and _is_its_own(lab, a, f"owners.{layer}")


def _hardware(lab: Lab, a: Assessment) -> Reason | None:
    owner = used(a, "owners.hardware")
    if owner.value is None and a.system.runs_on not in lab.systems:
        return _unknown((owner,), "whose hardware it is, and so who wipes it")
    if owner.value in YOURS and _is_its_own(lab, a, "owners.hardware"):
        return "The hardware is yours: wipe it before it is reused, sold or thrown away.", (owner,)
    return None


def _lessons(*_: object) -> Reason:
    return "Note what it taught you, and what you would do otherwise next time.", ()


def _is_its_own(lab: Lab, a: Assessment, key: str) -> bool:
    """Whether an answer is about the system itself, not inherited from its host."""
    return used(a, key).origin == a.id or a.system.runs_on not in lab.systems


def _run_by_provider(a: Assessment) -> bool:
    return a.owner("os") == "provider"


def _there_or_unknown(a: Assessment, *keys: str) -> tuple[FactUsed, ...]:
    """The facts of `keys` that mean there is something to do, or that are not answered."""
    facts = (used(a, key) for key in keys)
    return tuple(fact for fact in facts if fact.value is None or fact.value)


def _unknown(facts: tuple[FactUsed, ...], what: str) -> Reason | None:
    """The text of a task listed only because facts are not known; None without such facts."""
    return (f"It is not known {what}.", facts) if facts else None


TASKS: dict[str, tuple[str, Callable[[Lab, Assessment], Reason | None]]] = {
    "decision": ("Decide, and name what takes its place", _decision),
    "people": ("Tell the people", _people),
    "dependents": ("Free what names it", _dependents),
    "restore": ("Test a restore", _restore),
    "export": ("Export the data", _export),
    "kept": ("Keep the data, and say until when", _kept),
    "alerts": ("Quiet its monitoring", _alerts),
    "automation": ("Keep it from coming back", _automation),
    "stop": ("Stop it so that it can come back", _stop),
    "access": ("Close the ways in", _access),
    "backups": ("Take it out of the backup jobs", _backups),
    "monitoring": ("Remove its monitoring", _monitoring),
    "secrets": ("Revoke its keys", _secrets),
    "leftovers": ("Clear what it leaves behind", _leftovers),
    "subscriptions": ("Cancel what is paid for", _subscriptions),
    "hardware": ("Wipe the hardware", _hardware),
    "lessons": ("Note the lessons", _lessons),
}
"""Title and words of every task by id, in the order to do them: what can be undone comes first."""

NO_WAY_BACK = "secrets"
"""The first task that cannot be undone; it and all after it wait for the day set in `stop`."""
