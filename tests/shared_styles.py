"""The styles of widgets, found once for all apps of a test process.

Each app parses all its stylesheets, and asks them again and again which styles a widget has and
each of its component classes: of what a test takes that is near a half. Here stylesheets of equal
text and colours are parsed once, and equal widgets in equal places of equal stylesheets are styled
alike, by what Textual found for the first of them. Of these styles only those that differ are set,
and none where a widget is still in the place it was styled for.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from operator import attrgetter
from typing import Any

import pytest
from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

NOTED = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")
"""What `Stylesheet.apply` notes of a node besides its styles."""

ACTED_UPON = {"display", "overflow_x", "overflow_y"}
"""Styles that do something when they are set, even to a widget that is not mounted."""

find_styles = Stylesheet.apply
find_component_styles = Stylesheet._process_component_classes
_noted = attrgetter(*NOTED)


def share_styles(patch: pytest.MonkeyPatch) -> None:
    """Let all apps share what is found of their styles."""
    _share_parsed_stylesheets(patch)
    _share_found_styles(patch)


def _share_parsed_stylesheets(patch: pytest.MonkeyPatch) -> None:
    """Let all stylesheets with equal colours use one cache of parsed rules."""
    caches: dict[frozenset[tuple[str, str]], LRUCache[tuple[Any, ...], Any]] = {}
    make, set_variables = Stylesheet.__init__, Stylesheet.set_variables

    def share(sheet: Stylesheet) -> None:
        key = frozenset(sheet._variables.items())
        sheet._parse_cache = caches.setdefault(key, LRUCache(1024))

    def make_shared(sheet: Stylesheet, *args: Any, **kwargs: Any) -> None:
        make(sheet, *args, **kwargs)
        share(sheet)

    def set_variables_shared(sheet: Stylesheet, variables: dict[str, str]) -> None:
        sheet._parse_cache = LRUCache(1)  # which is cleared
        set_variables(sheet, variables)
        share(sheet)

    patch.setattr(Stylesheet, "__init__", make_shared)
    patch.setattr(Stylesheet, "set_variables", set_variables_shared)


class _Found:
    """The styles found so far by one list of rules."""

    def __init__(self, rules: list[RuleSet]) -> None:
        self.rules = tuple(rules)
        self.styles: dict[Hashable, tuple[tuple[bool, ...], dict[str, object] | None]] = {}
        self.component_styles: dict[Hashable, dict[str, dict[str, object]]] = {}
        self._pseudo_classes = sorted({name for rule in rules for name in rule.pseudo_classes})
        self._checks: dict[type[DOMNode], list[Callable[[Any], bool]]] = {}

    def place(self, node: DOMNode, states: dict[DOMNode, Hashable]) -> Hashable:
        """All that styles hang on: the node and those around it, each with its state.

        Args:
            node: The node.
            states: The states found since any last changed; those found here are added.
        """
        nodes = node.css_path_nodes
        for each in nodes:
            if each not in states:
                states[each] = self._state(each)
        return tuple([states[each] for each in nodes])

    def _state(self, node: DOMNode) -> Hashable:
        kind = type(node)
        checks = self._checks.get(kind)
        if checks is None:
            known = node._PSEUDO_CLASSES
            checks = [known[name] for name in self._pseudo_classes if name in known]
            self._checks[kind] = checks
        return kind, node._id, node.classes, tuple([check(node) for check in checks])


def _share_found_styles(patch: pytest.MonkeyPatch) -> None:
    """Let widgets in equal places have the styles that were found for the first of them."""
    all_found: dict[tuple[int, ...], _Found] = {}

    def found_by(sheet: Stylesheet) -> _Found:
        rules, found = vars(sheet).get("found", (None, None))
        if rules is not sheet.rules or found is None:
            rules = sheet.rules
            found = all_found.setdefault(tuple(map(id, rules)), _Found(rules))
            vars(sheet)["found"] = rules, found
        return found

    def apply(
        sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: Any = None
    ) -> None:
        if type(node) is DOMNode:  # one that stands for a component class
            find_styles(sheet, node, animate=animate)
            return
        found = found_by(sheet)
        place = found.place(node, {} if cache is None else cache)
        if vars(node).get("styled") == (found, place):
            return
        vars(node)["styled"] = found, place
        if place not in found.styles:
            found.styles[place] = _find(sheet, node)
        noted, styles = found.styles[place]
        for name, value in zip(NOTED, noted, strict=True):
            setattr(node, name, value)
        if styles is not None:
            _set_styles(node, styles, animate=animate)
        _style_components(sheet, node, found, place)

    patch.setattr(Stylesheet, "apply", apply)


def _find(sheet: Stylesheet, node: DOMNode) -> tuple[tuple[bool, ...], dict[str, object] | None]:
    """What Textual notes of a node, and its styles; None where no rule is for it."""
    styles: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet, "replace_rules", lambda _, rules, animate: styles.append(rules))
        patch.setattr(sheet, "_process_component_classes", lambda _: None)
        find_styles(sheet, node)
    if not styles:
        return _noted(node), None
    Stylesheet.replace_rules(node, styles[0])  # which turns some values into others
    return _noted(node), {**node.styles.base.get_rules()}


def _set_styles(node: DOMNode, styles: Any, *, animate: bool) -> None:
    """Set the styles of a node, only those that differ; Textual sets each again."""
    base = node.styles.base
    if "transitions" in styles:
        Stylesheet.replace_rules(node, styles, animate=animate)
        return
    before = base._rules
    if not before and not node._is_mounted:
        base.merge_rules({name: each for name, each in styles.items() if name not in ACTED_UPON})
    changed = [
        name for name in before.keys() | styles.keys() if before.get(name) != styles.get(name)
    ]
    for name in changed:
        setattr(base, name, styles.get(name))
    node.notify_style_update()


def _style_components(sheet: Stylesheet, node: DOMNode, found: _Found, place: Hashable) -> None:
    """Style the component classes of a node."""
    if not node._get_component_classes():
        return
    if place not in found.component_styles:
        find_component_styles(sheet, node)
        found.component_styles[place] = {
            name: styles.base.get_rules() for name, styles in node._component_styles.items()
        }
        return
    before = node._component_styles.copy()
    node._component_styles.clear()
    for name, rules in found.component_styles[place].items():
        styles = before.get(name)
        if styles is None or styles.base.get_rules() != rules:
            stand_in = DOMNode(classes=name)
            stand_in._attach(node)
            stand_in._css_styles._rules.update(rules)
            styles = stand_in.styles
        node._component_styles[name] = styles
    if any(styles is not before.get(name) for name, styles in node._component_styles.items()):
        node.refresh()
