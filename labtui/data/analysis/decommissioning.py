"""What there is to do when one system is retired, made from its own facts, and what is ticked.

An item is on the list where a fact means there is something to do, or where it is not known
whether there is; then it says so. Where the facts say there is nothing to do, it is left out.

What is ticked stands in `retirement.done`, a text an item, made to be edited by hand:

    done = ["people", "access n/a: no proxy in front", "sold the rack"]

The id alone says done; `n/a` behind it, that it does not apply, and why. Any other text is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from labtui.data.assessment.assess import assess
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.explain import FactUsed, used
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS, REFERENCES, Value
from labtui.data.framework.layers import LAYERS, NOT_APPLICABLE, YOURS
from labtui.data.inventory.edits import Changes
from labtui.errors import FactError
from labtui.text.wording import join_words

OPEN, DONE = "open", "done"
"""States of an item; `NOT_APPLICABLE` is the third."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do before, while or after a system goes."""

    id: str
    title: str
    says: str
    """What it comes down to for this system, or what is not known."""
    because: tuple[FactUsed, ...]
    """The facts it is there for; those nobody states are the ones that are not known."""
    state: str
    """`open`, `done` or `n/a`."""
    reason: str
    """Why it does not apply, where somebody said so."""


def checklist(lab: Lab, id: str) -> list[Item]:
    """What there is to do to retire a system, in the order to do it.

    What can be undone comes first; from `NO_WAY_BACK` on nothing can. Works for retired systems
    too. Raises `FactError` where there is no such system.
    """
    system = lab.systems.get(id)
    if system is None:
        raise FactError(f"{id}: no such system")
    # Retired systems are not assessed, but the same facts come down to them.
    a = lab.assessments.get(id) or assess(lab.context(system))
    states = _states(system.facts.get("retirement.done", ()))
    items = []
    for name, (title, tell) in _LINES.items():
        told = tell(lab, a)
        if told is not None:
            items.append(Item(name, title, *told, *states.get(name, (OPEN, ""))))
    return items


# --- what is ticked


def ticked(done: Iterable[str], item: str, state: str, reason: str = "") -> tuple[str, ...]:
    """The value of `retirement.done` once an item is in a state: `open`, `done` or `n/a`.

    The item keeps its place among the others; texts that name no item are kept as they are.
    Raises `FactError` where something does not apply and no reason is given.
    """
    reason = " ".join(reason.split())
    if state == NOT_APPLICABLE and not reason:
        raise FactError("say in a few words why it does not apply")
    entry = f"{item} {NOT_APPLICABLE}: {reason}" if state == NOT_APPLICABLE else item
    entries = [] if state == OPEN else [entry]
    result: list[str] = []
    for text in done:
        if _item_of(text) == item:
            result += entries
            entries = []
        else:
            result.append(text)
    return (*result, *entries)


def noted(done: Iterable[str]) -> list[str]:
    """The texts among what is done that name no item: what somebody noted by hand."""
    return [text for text in done if _item_of(text) is None]


def _states(done: Iterable[str]) -> dict[str, tuple[str, str]]:
    """State and reason by item, as `retirement.done` tells; of two entries the first counts."""
    states: dict[str, tuple[str, str]] = {}
    for text in done:
        item = _item_of(text)
        if item is not None:
            not_applicable, reason = _parts(text)[1:]
            state = NOT_APPLICABLE if not_applicable else DONE
            states.setdefault(item, (state, (reason or "").strip()))
    return states


def _item_of(text: str) -> str | None:
    """The item an entry of `retirement.done` is about; None for any other text."""
    name = _parts(text)[0]
    return name if name in _LINES else None


def _parts(text: str) -> tuple[str | None, str | None, str | None]:
    found = _ENTRY.fullmatch(text)
    return (found[1], found[2], found[3]) if found else (None, None, None)


_ENTRY = re.compile(r"\s*([a-z]+)(?:\s+(n/a)\s*(?::(.*))?)?\s*", re.DOTALL)


# --- going, and coming back


def retired_facts(
    system: System, today: date, reason: str | None, replaced_by: str | None
) -> dict[str, Value | None]:
    """The facts to write when a system is retired on a day; what is not given is taken away.

    A day to come after which there is no way back stays: its history says when it was retired.
    """
    day = system.facts.get("retirement.date")
    return {
        "status": "retired",
        "retirement.date": day if day is not None and day > today else today,
        "retirement.reason": reason,
        "retirement.replaced_by": replaced_by,
    }


def returned_facts(system: System) -> Changes:
    """The facts to write when a retired system comes back into service.

    Its history tells that it was away. What was ticked off is open again, since a restore tested
    for one retirement says nothing at the next. Stays what still holds: where its data is kept
    and until when, what does not apply to it and why, and whatever else somebody noted.
    """
    done = tuple(system.facts.get("retirement.done", ()))
    states = _states(done)
    for item, (state, _) in states.items():
        if state == DONE:
            done = ticked(done, item, OPEN)
    return {
        "status": None,
        "retirement.date": None,
        "retirement.reason": None,
        "retirement.replaced_by": None,
        "retirement.done": done or None,
    }


# --- what the items say

Told = tuple[str, tuple[FactUsed, ...]]
"""What an item says, and the facts it is there for."""


def _decision(_: Lab, a: Assessment) -> Told:
    replacement = used(a, "retirement.replaced_by")
    says = "Say why it goes, and what takes its place, if anything does."
    if replacement.value:
        says = f"{replacement.value} takes its place."
    return says, (used(a, "retirement.reason"), replacement)


def _people(_: Lab, a: Assessment) -> Told | None:
    facts = _there_or_unknown(a, "used_by", "relied_on_for")
    names = join_words(name for name in a.system.facts.get("used_by", ()) if name.strip())
    parts = [f"used by {names}"] if names else []
    if a.system.relied_on_for:
        parts.append(f"relied on for {join_words(dict.fromkeys(a.system.relied_on_for))}")
    if parts:
        return f"It is {', and '.join(parts)}: say when it goes, and what to use instead.", facts
    return _unknown(facts, "who uses it, and what for")


def _dependents(lab: Lab, a: Assessment) -> Told | None:
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


def _restore(_: Lab, a: Assessment) -> Told | None:
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


def _export(_: Lab, a: Assessment) -> Told | None:
    exportable = used(a, "evidence.exportable")
    if _holds_nothing(a):
        return None
    if exportable.value is None:
        return _unknown((exportable,), "whether there is data to get out, and how")
    if exportable.value is False:
        return "First find out how to get the data out.", (exportable,)
    return "You know how to get the data out: do it, and open what came out.", (exportable,)


def _kept(_: Lab, a: Assessment) -> Told | None:
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
    """Whether it is known that no data of yours is there."""
    return a.value("evidence.exportable") == NOT_APPLICABLE


def _alerts(_: Lab, a: Assessment) -> Told | None:
    facts = _there_or_unknown(a, "evidence.monitored")
    if a.value("evidence.monitored"):
        return "Silence its alerts before it stops, so that nobody is called for nothing.", facts
    return _unknown(facts, "whether something watches it and would raise an alarm")


def _automation(_: Lab, a: Assessment) -> Told | None:
    source, host = a.system.facts.get("source"), a.system.runs_on
    parts = [f"an import found it in {source}"] if source else []
    parts += [f"{host} may start it by itself"] if host else []
    facts = _there_or_unknown(a, "source", "runs_on")
    if parts:
        return f"See that nothing starts it again: {join_words(parts)}.", facts
    if _run_by_provider(a):
        return None
    return _unknown(facts, "whether a scheduler, a playbook or a restart policy would start it")


def _stop(lab: Lab, a: Assessment) -> Told:
    day = used(a, "retirement.date")
    if day.value is None:
        says = "set the day after which there is no way back."
    elif a.system.retired and day.value <= lab.evaluation.today:
        return f"It went out of service on {day.value}.", (day,)
    else:
        says = f"after {day.value} there is no way back."
    return f"Switch it off and delete nothing yet; {says}", (day,)


def _access(_: Lab, a: Assessment) -> Told | None:
    exposure, url = used(a, "exposure"), used(a, "url")
    reach = _WAYS_IN.get(exposure.value or "")
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


def _backups(_: Lab, a: Assessment) -> Told | None:
    facts = _there_or_unknown(a, "backs_up_to")
    targets = a.value("backs_up_to")
    if targets:
        return (
            "Once it is stopped, take it out of the jobs that back it up to "
            f"{join_words(targets, 6)}; let no job prune the last copy before its time.",
            facts,
        )
    return _unknown(facts, "whether a backup job would fail without it")


def _monitoring(_: Lab, a: Assessment) -> Told | None:
    facts = _there_or_unknown(a, "evidence.monitored")
    if a.value("evidence.monitored"):
        return "Now that it stays off, remove its checks.", facts
    return _unknown(facts, "whether something still watches it")


def _secrets(_: Lab, a: Assessment) -> Told | None:
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


def _leftovers(_: Lab, a: Assessment) -> Told | None:
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


def _subscriptions(lab: Lab, a: Assessment) -> Told | None:
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


def _paid_for(lab: Lab, a: Assessment, layer: str) -> bool:
    return a.owner(layer) in {"provider", "shared"} and _is_its_own(lab, a, f"owners.{layer}")


def _hardware(lab: Lab, a: Assessment) -> Told | None:
    owner = used(a, "owners.hardware")
    if owner.value is None and a.system.runs_on not in lab.systems:
        return _unknown((owner,), "whose hardware it is, and so who wipes it")
    if owner.value in YOURS and _is_its_own(lab, a, "owners.hardware"):
        return "The hardware is yours: wipe it before it is reused, sold or thrown away.", (owner,)
    return None


def _lessons(*_: object) -> Told:
    return "Note what it taught you, and what you would do otherwise next time.", ()


def _is_its_own(lab: Lab, a: Assessment, key: str) -> bool:
    """Whether an answer is about the system itself and not about what hosts it."""
    return used(a, key).origin == a.id or a.system.runs_on not in lab.systems


def _run_by_provider(a: Assessment) -> bool:
    return a.owner("os") == "provider"


def _there_or_unknown(a: Assessment, *keys: str) -> tuple[FactUsed, ...]:
    """Those of some facts that mean there is something to do, or are not answered."""
    facts = (used(a, key) for key in keys)
    return tuple(fact for fact in facts if fact.value is None or fact.value)


def _unknown(facts: tuple[FactUsed, ...], what: str) -> Told | None:
    """What an item says that is there only since something is not known; None where all is."""
    return (f"It is not known {what}.", facts) if facts else None


_LINES: dict[str, tuple[str, Callable[[Lab, Assessment], Told | None]]] = {
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
"""Title and words of every item, in the order to do them: what can be undone comes first."""

ITEMS = tuple(_LINES)
"""The ids of all items there are, in order."""

NO_WAY_BACK = "secrets"
"""The first item that cannot be undone; it and all after it wait for the day set in `stop`."""
