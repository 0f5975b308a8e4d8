"""The trees of manifests: mappings, lists and texts where a manifest may hold anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from labtui.importers.trees import Tree

Mapped: TypeAlias = "dict[str, Tree]"


def mapping(tree: Tree, *keys: str) -> Mapped:
    """Give the mapping under some keys; an empty one where there is none."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree if isinstance(tree, dict) else {}


def mappings(tree: Tree, *keys: str) -> list[Mapped]:
    """Give the mappings of the list under some keys."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return [item for item in tree if isinstance(item, dict)] if isinstance(tree, list) else []


def text(tree: Tree) -> str:
    """Give a scalar as text; anything else is empty."""
    return tree.strip() if isinstance(tree, str) else ""


def texts(tree: Tree) -> list[str]:
    """Give the texts of a list, or the one that stands in its place."""
    return [found for item in (tree if isinstance(tree, list) else [tree]) if (found := text(item))]


def settings(tree: Tree) -> Iterator[tuple[str, str]]:
    """Give all texts in a tree with their keys; the key of a `value` is its `name`."""
    left: list[tuple[str, Tree]] = [("", tree)]
    while left:
        key, one = left.pop()
        if isinstance(one, str):
            yield key, one
        elif isinstance(one, list):
            left.extend((key, item) for item in one)
        elif isinstance(one, dict):
            name = text(one.get("name"))
            left.extend((name if k == "value" and name else k, item) for k, item in one.items())
