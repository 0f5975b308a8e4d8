"""What there is to know about a row of the preview of an import."""

from __future__ import annotations

from collections.abc import Sequence

from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import Value
from labtui.data.framework.sightings import Sighting
from labtui.data.framework.templates import TEMPLATES
from labtui.data.framework.values import show_answer
from labtui.importing.evidence import Observation, Unmatched
from labtui.importing.plan import Entry, Plan
from labtui.text.cells import clip
from labtui.text.printable import printable
from labtui.text.wording import join_words, plural
from labtui.widgets.lines.layout import MUTED, Lines, flow, heading, labelled, text

_LABEL = 16
"""Width of the column of facts."""

_SHOWN_ELSEWHERE = frozenset({"parts", "source"})
"""Facts that the row says, or the list of containers."""

READ, SKIPPED, VANISHED, UNUSED = "\0read ", "\0skipped ", "\0vanished ", "\0unused"
SEEN, WHOSE, UNREAD, ASKED = "\0seen ", "\0whose ", "\0unread ", "\0asked "
"""The beginnings of the keys of rows that are no entries; no ref begins so."""


def seen_key(one: Observation) -> str:
    """Give the key of the row of a fact that checks or jobs show."""
    return f"{SEEN}{one.id} {one.key}"


def whose_key(one: Unmatched) -> str:
    """Give the key of the row of an address that is no system's."""
    return f"{WHOSE}{one.label}"


def change_text(key: str, stated: Value | None, found: Value | None) -> str:
    """Give what changes: `Runs on pve1 → pve2`."""
    return f"{FACTS[key].label} {show_answer(key, stated)} → {show_answer(key, found)}"


def observed_text(one: Observation) -> str:
    """Give what checks or jobs show of a fact, and what is stated where that is something else."""
    if one.state in {"answers", "agrees"}:
        return f"{FACTS[one.key].label} {show_answer(one.key, one.found)}"
    return change_text(one.key, one.stated, one.found)


def unused_keys(plan: Plan) -> str:
    """The keys that were read and not used, and how often."""
    return ", ".join(f"{key} {count}" for key, count in plan.finding.unused.most_common())


def entry_lines(
    plan: Plan,
    key: str | None,
    width: int,
    *,
    host: str | None = None,
    template: str | None = None,
) -> Lines:
    """Give what there is to know about a row: what would be stated, and its parts.

    `host` and `template` are what was decided about a new system.
    """
    if key is None:
        return []
    if key.startswith(SKIPPED):
        skip = plan.finding.skips[int(key.removeprefix(SKIPPED))]
        return [*flow(text(skip.path, "bold"), width), *flow(text(skip.reason), width)]
    if key == UNUSED:
        said = f"Keys that were read and not used, and how often: {unused_keys(plan)}"
        return flow(text(said), width)
    if key.startswith(UNREAD):
        return flow(text(plan.unread[int(key.removeprefix(UNREAD))].reason), width)
    if key.startswith(ASKED):
        asked = plan.evidence.questions[int(key.removeprefix(ASKED))]
        return [*flow(text(asked.id, "bold"), width), *flow(text(asked.text), width)]
    if key.startswith(SEEN):
        shown = (one for one in plan.evidence.observations if seen_key(one) == key)
        return [line for one in shown for line in _seen_lines(one, width)]
    if key.startswith(WHOSE):
        said = "b says which system it is. If it is none yet: Esc, then a adds it. n never asks."
        same = [one for one in plan.evidence.unmatched if whose_key(one) == key]
        if not same:
            said = "Never asked about; n asks again."
            same = [one for one in plan.evidence.unwanted if whose_key(one) == key]
        return _unmatched_lines(same, said, width)
    if key.startswith(VANISHED):
        said = "The source does not show it any more. It is kept; retire it if it is gone."
        return [*flow(text(key.removeprefix(VANISHED), "bold"), width), *flow(text(said), width)]
    entry = next((one for one in plan.entries if one.thing.ref == key), None)
    return [] if entry is None else _entry_lines(entry, width, host, template)


def _seen_lines(one: Observation, width: int) -> Lines:
    lines = flow(text(one.id, "bold"), width)
    style = "" if one.state in {"answers", "agrees"} else "$text-warning"
    lines += flow(text(observed_text(one), style), width)
    where = Sighting(one.origins).told
    if one.state == "lost":
        lines += flow(text(f"Not seen any more in {where}. Space takes the answer back."), width)
        return [*lines, *flow(text("n keeps it as your own answer."), width)]
    lines += flow(text(f"Seen in {where}."), width)
    if one.state == "differs":
        lines += flow(text("Space takes it. n keeps yours, and does not ask again."), width)
    if one.state == "answers":
        lines += flow(text("n leaves it unanswered, and does not offer this again."), width)
    return lines


def _unmatched_lines(same: Sequence[Unmatched], said: str, width: int) -> Lines:
    if not same:
        return []
    lines = flow(text(same[0].label, "bold"), width)
    where = "; ".join(dict.fromkeys(Sighting((one.origin,)).told for one in same))
    what = "Backups are kept there" if same[0].is_destination else "Found"
    lines += flow(text(f"{what}: {where}."), width)
    if same[0].candidates:
        perhaps = join_words(same[0].candidates, 4, word="or")
        lines += flow(text(f"It may be {perhaps}."), width)
    return [*lines, *flow(text(said), width)]


def _entry_lines(entry: Entry, width: int, host: str | None, template: str | None) -> Lines:
    thing = entry.thing
    name = thing.name if thing.name == entry.id else f"{thing.name}  {entry.id}"
    lines = flow(text(name, "bold"), width)
    if entry.state == "never":
        return [*lines, *flow(text("Never imported; n offers it again."), width)]
    for one in entry.differences:
        old, new = (show_answer(one.key, value) for value in (one.stated, one.found))
        shown = text(f"{old} → {new}", "$text-warning")
        lines += labelled(FACTS[one.key].label, shown, width, _LABEL)
    differing = {one.key for one in entry.differences}
    if template is not None:
        lines += labelled("Template", text(TEMPLATES[template].label), width, _LABEL)
    stated = {**entry.found, **({"runs_on": host} if host else {})}
    for key, value in stated.items():
        if key not in _SHOWN_ELSEWHERE | differing:
            shown = text(show_answer(key, value), "" if key in entry.facts else MUTED)
            lines += labelled(FACTS[key].label, shown, width, _LABEL)
    for question in thing.questions:
        lines += flow(text(f"? {question}", "$text-primary"), width, rest="  ")
    if len(thing.parts) > 1:
        lines += heading(plural(len(thing.parts), "container"), width)
        longest = max(len(part.service) for part in thing.parts) + 2
        column = min(max(_LABEL, longest), max(width // 2, _LABEL))
        for part in thing.parts:
            said = [part.image, *part.ports]
            needs = f"needs {join_words(part.depends_on)}" if part.depends_on else ""
            about = ", ".join(filter(None, [*said, needs]))
            name = clip(printable(part.service), column - 1)
            lines += labelled(name, text(about, MUTED), width, column)
    return lines
