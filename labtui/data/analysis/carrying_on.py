"""What an earlier session did not finish, in words, and whether it can be carried on with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import shorten
from typing import Any

from labtui.data.framework.facts import FACTS
from labtui.data.framework.questions import QUESTION_ORDER
from labtui.data.inventory.unfinished import Unfinished
from labtui.data.inventory.workspace import Workspace
from labtui.errors import DocumentError
from labtui.text.wording import join_words

LONGEST = 300
"""The most characters of a typed text that are shown."""

_BEGUN = {
    "unsaved": "changes that could not be saved",
    "what_if": "a what-if",
    "editor": "editing {}",
    "smell_test": "the smell test of {}",
    "drill_steps": "the drill of {}",
}
"""What was begun, by the kind of the thing; `{}` stands for the system."""

_ASKED = {
    "add": "adding a system",
    "like": "adding a system like {}",
    "accept": "accepting a finding of {}",
    "done_today": "noting what was done with {}",
    "answer": "answering a question about {}",
    "fact": "answering a question about {}",
    "facts": "changing a fact of {}",
    "retire": "retiring {}",
    "not_applicable": "the checklist of {}",
    "behind": "the checklist of {}",
    "needs": "asking what systems need, for {}",
}
"""What was asked, by the kind of the questions; those of other kinds belong to their screen."""

_ASSESSED = frozenset({"smell_test", "accept", "drill_steps"})
"""What cannot be done with a retired system."""


def open_things(workspace: Workspace, things: Iterable[Unfinished]) -> list[Unfinished]:
    """Give the things of a journal that are not done by now; none if nothing is left to do.

    Something can have been saved just before the session was killed.
    """
    found = [thing for thing in things if not _is_done(workspace, thing)]
    return found if any(thing.has_content for thing in found) else []


def _is_done(workspace: Workspace, thing: Unfinished) -> bool:
    if thing.documents:
        try:
            return thing.merged_into(workspace.document)[0] is workspace.document
        except DocumentError:
            return False
    system = workspace.lab.systems.get(thing.ids[0]) if thing.ids else None
    if thing.kind != "editor" or system is None or "field" in thing.typed or "flow" in thing.typed:
        return False
    changes = thing.typed.get("changes", {})
    cleared = thing.typed.get("cleared", ())
    return all(_same(system.facts.get(key), value) for key, value in changes.items()) and not any(
        key in system.facts for key in cleared
    )


def _same(value: object, recorded: object) -> bool:
    return value == (tuple(recorded) if isinstance(recorded, list) else recorded)


def what_was_begun(workspace: Workspace, things: Sequence[Unfinished]) -> str:
    """Say what was begun: `the smell test of Mail`, `a what-if and editing Mail`."""
    begun: dict[str, None] = {}
    for thing in things:
        flow: Mapping[str, Any] = thing.typed.get("flow", {})
        subjects = _ids_of(flow) or thing.ids
        names = [_name(workspace, id) for id in subjects[:1]]
        more = f"{len(subjects)} systems" if len(subjects) > 1 else ""
        if thing.has_content and thing.kind in _BEGUN:
            begun[_BEGUN[thing.kind].format(*names)] = None
        if flow.get("kind") in _ASKED:
            begun[_ASKED[flow["kind"]].format(more or "".join(names))] = None
    return join_words([*begun])


def details(workspace: Workspace, things: Sequence[Unfinished]) -> Iterator[str]:
    """Say what was typed so far, and what changed in the file since."""
    for thing in things:
        typed = thing.typed
        if thing.documents and thing.documents[0].data != workspace.document.data:
            yield "The file was changed since. Both changes are put together."
            if both := _changed_by_both(workspace, thing):
                yield f"Both changed {both}. Continuing takes yours. A safety copy keeps the file."
        if "answers" in typed:
            yield f"{len(typed['answers'])} of {len(QUESTION_ORDER)} questions are answered."
        drafted = [*typed.get("changes", ()), *typed.get("cleared", ())]
        if drafted:
            yield f"Changed, not saved: {_labels(drafted)}."
            if others := _changed_since(workspace, thing, drafted):
                yield f"Changed in the file since: {_labels(others)}."
        for text in _texts(typed):
            yield f"Typed: {shorten(text, LONGEST, placeholder=' …')}"


def _changed_by_both(workspace: Workspace, thing: Unfinished) -> str:
    try:
        return join_words(thing.merged_into(workspace.document)[1], 6)
    except DocumentError:  # carrying on says why
        return ""


def _changed_since(workspace: Workspace, thing: Unfinished, keys: Iterable[str]) -> list[str]:
    system = workspace.lab.systems.get(thing.ids[0])
    before = thing.typed.get("before", {})
    if system is None:
        return []
    return [key for key in keys if not _same(system.facts.get(key), before.get(key))]


def _labels(keys: Iterable[str]) -> str:
    return join_words([FACTS[key].label.lower() for key in keys if key in FACTS], 6)


def _texts(typed: Mapping[str, Any]) -> Iterator[str]:
    """Give the texts that a person typed, in the order in which they were typed."""
    yield from typed.get("notes", {}).values()
    if "text" in typed:
        yield typed["text"]
    flow = typed.get("flow", {})
    yield from (text for text in flow.get("texts", ()) if text)
    words = flow.get("typed", {})
    yield from (words[key] for key in ("text", "words") if words.get(key))


def obstacle(workspace: Workspace, things: Iterable[Unfinished]) -> str:
    """Say why this cannot be carried on with now; empty if it can."""
    systems, assessed = workspace.lab.systems, workspace.lab.assessments
    for thing in things:
        flow: Mapping[str, Any] = thing.typed.get("flow", {})
        for id in (*thing.ids[:1], *_ids_of(flow)[:1]):
            if id not in systems:
                return f"{id} is no longer in the file."
            if id not in assessed and _ASSESSED.intersection((thing.kind, flow.get("kind"))):
                return f"{systems[id].name} is retired."
    return ""


def _ids_of(flow: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the ids of the systems that questions are about, apart from those of their screen."""
    about = flow.get("about", {})
    return (about["id"],) if "id" in about else tuple(about.get("ids", ()))


def _name(workspace: Workspace, id: str) -> str:
    system = workspace.lab.systems.get(id)
    return system.name if system is not None else id
