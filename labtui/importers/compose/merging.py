"""Merging services as Compose does: with what they extend, and with override files."""

from __future__ import annotations

from collections.abc import Mapping

from labtui.importers.compose.services import pairs_of
from labtui.importers.trees import OverridingList, OverridingMap, Tree

_LISTS = frozenset({"ports", "links", "volumes_from", "expose", "profiles", "devices", "cap_add"})
_PAIRS = frozenset({"labels", "environment"})


def merged(base: Mapping[str, Tree], over: Mapping[str, Tree]) -> dict[str, Tree]:
    """Give a service with what another file or service states over it."""
    result = dict(base)
    for key, value in over.items():
        result[key] = _merged_value(key, base.get(key), value)
    return result


def _merged_value(key: str, base: Tree, value: Tree) -> Tree:
    if value is None:
        return base
    if base is None or isinstance(value, OverridingList | OverridingMap):
        return value
    if key in _PAIRS:
        return {**pairs_of(base), **pairs_of(value)}
    if key == "depends_on":
        return _dependencies(base) | _dependencies(value)
    if key == "volumes" and isinstance(base, list) and isinstance(value, list):
        targets = {_target(item) for item in value}
        return [item for item in base if _target(item) not in targets] + value
    if key in _LISTS and isinstance(base, list) and isinstance(value, list):
        return base + [item for item in value if item not in base]
    if isinstance(base, Mapping) and isinstance(value, Mapping):
        return {**base, **value}
    return value


def _dependencies(tree: Tree) -> dict[str, Tree]:
    if isinstance(tree, Mapping):
        return dict(tree)
    names = tree if isinstance(tree, list) else []
    return {name: None for name in names if isinstance(name, str)}


def _target(volume: Tree) -> object:
    """Give where a volume is mounted, which two mounts never share."""
    if isinstance(volume, Mapping):
        return volume.get("target")
    if isinstance(volume, str):
        parts = volume.split(":")
        return parts[1] if len(parts) > 1 else parts[0]
    return None
