"""What there is to know about a row of the preview of an import."""

from __future__ import annotations

from labtui.data.framework.facts import FACTS
from labtui.data.framework.values import show_answer
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
"""The beginnings of the keys of rows that are no entries; no ref begins so."""


def unused_keys(plan: Plan) -> str:
    """The keys that were read and not used, and how often."""
    return ", ".join(f"{key} {count}" for key, count in plan.finding.unused.most_common())


def entry_lines(plan: Plan, key: str | None, width: int) -> Lines:
    """Give what there is to know about a row: what would be stated, and its parts."""
    if key is None:
        return []
    if key.startswith(SKIPPED):
        skip = plan.finding.skips[int(key.removeprefix(SKIPPED))]
        return [*flow(text(skip.path, "bold"), width), *flow(text(skip.reason), width)]
    if key == UNUSED:
        said = f"Keys that were read and not used, and how often: {unused_keys(plan)}"
        return flow(text(said), width)
    if key.startswith(VANISHED):
        said = "The source does not show it any more. It is kept; retire it if it is gone."
        return [*flow(text(key.removeprefix(VANISHED), "bold"), width), *flow(text(said), width)]
    entry = next((one for one in plan.entries if one.thing.ref == key), None)
    return [] if entry is None else _entry_lines(entry, width)


def _entry_lines(entry: Entry, width: int) -> Lines:
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
    for key, value in entry.found.items():
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
