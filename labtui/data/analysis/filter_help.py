"""Help with a filter: how a word goes on, and what to try where nothing matches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from labtui.data.analysis.filtering import (
    FIELDS,
    RELATIONS,
    UNANSWERED,
    UNPROVEN,
    Texts,
    Word,
    found,
    last_typed,
    named,
    parsed,
    slug,
)
from labtui.data.assessment.lab import Lab
from labtui.text.wording import join_few, nearest, plural

MOST = 2000
"""In a larger lab, no name that is nearly right is looked for."""

_RELATED = {
    "on": "runs on",
    "needs": "needs",
    "group": "is a member of",
    "backup": "is backed up to",
}

_ALONE = 40
"""The most letters of a word that is repeated in a sentence."""


# --- how a word goes on


def completions(lab: Lab, words: str, texts: Texts) -> list[str]:
    """The filters in which the last word is a whole field, value or system; in their order."""
    typed = last_typed(words)
    before, last = words[: len(words) - len(typed)], typed.lower()
    key, colon, start = last.partition(":")
    start = slug(start.strip('"'))
    if colon and key in RELATIONS:
        ends = [f"{key}:{id}" for id in _targets(lab, key) if _starts(lab, id, start)]
    elif colon and key in FIELDS:
        ends = [f"{key}:{value}" for value in values(lab, key, texts) if value.startswith(start)]
    else:
        known = [*(f"{each}:" for each in (*FIELDS, *RELATIONS)), UNPROVEN, UNANSWERED]
        ends = [each for each in known if each.startswith(last)]
    return [before + end for end in ends]


def values(lab: Lab, key: str, texts: Texts) -> list[str]:
    """The values that systems have in a field, as they are typed, in alphabetical order."""
    start = f"\n{key}:".upper()
    seen: set[str] = set()
    for text in texts.of_all(lab).values():
        at = text.find(start)
        while at >= 0:
            end = text.index("\n", at + 1)
            seen.add(text[at + len(start) : end].lower())
            at = text.find(start, end)
    return sorted(seen, key=lambda value: (value == slug(None), value))


def _targets(lab: Lab, key: str) -> list[str]:
    """The systems that others stand in a relation to."""
    relation = RELATIONS[key]
    return [id for id in lab.systems if any(True for _ in relation(lab, id))]


def _starts(lab: Lab, id: str, start: str) -> bool:
    return id.casefold().startswith(start) or slug(lab.systems[id].name).startswith(start)


# --- what to try where nothing matches


def advice(lab: Lab, words: str, texts: Texts) -> list[str]:
    """Sentences on why nothing matches, and what would."""
    ids, known = [*lab.systems], texts.of_all(lab)
    each = [(word, found([word], ids, lab, known)) for word in parsed(words)]
    said = [_why_not(lab, word, texts) for word, matches in each if not matches]
    if said:
        return said
    return _together(lab, [word for word, _ in each], texts)


def _why_not(lab: Lab, word: Word, texts: Texts) -> str:
    """What to try instead of a word that matches nothing."""
    shown = word.text[:_ALONE]
    if word.is_relation:
        if not named(lab, word.text):
            return f'No system is called "{shown}".{_did_you_mean(word.text, lab.systems, lab)}'
        return f'No system {_RELATED[word.key]} "{shown}".'
    if word.key:
        there = [value for value in values(lab, word.key, texts) if value != slug(None)]
        some = f" There is {join_few(there)}." if there else ""
        return f"No system has {word.key}:{shown}.{some}"
    key, colon, _ = word.text.partition(":")
    if colon:
        fields = (*FIELDS, *RELATIONS)
        near = nearest(key, fields)
        known = f"Did you mean {near}:?" if near else f"There is {', '.join(fields)}."
        return f'No field is called "{key[:_ALONE]}". {known}'
    names = {slug(system.name) for system in lab.systems.values()}
    near = _did_you_mean(
        word.text, [*lab.systems, *names, *FIELDS, *RELATIONS, UNPROVEN, UNANSWERED], lab
    )
    tried = near or " Try fewer letters, or level:, on:, needs: with Tab."
    return f'No name, tag or finding has "{shown}" in it.{tried}'


def _did_you_mean(word: str, right: Iterable[str], lab: Lab) -> str:
    near = nearest(word, right) if len(lab.systems) <= MOST else None
    return f" Did you mean {near}?" if near else ""


def _together(lab: Lab, words: Sequence[Word], texts: Texts) -> list[str]:
    """Which word to leave out of several that match only apart."""
    known = texts.of_all(lab)
    counts: dict[str, int] = {}
    for number, word in enumerate(words):
        others = [*words[:number], *words[number + 1 :]]
        typed = f"{word.key}:{word.text}" if word.key else word.text
        counts[typed[:_ALONE]] = len(found(others, lab.systems, lab, known))
    if len(counts) < 2 or not any(counts.values()):
        return ["All words have to match."] if words else []
    best = max(counts, key=counts.__getitem__)
    return [f"All words have to match. Without {best}: {plural(counts[best], 'system')}."]
