"""Saying who answers for one layer of a system (framework, section 2)."""

from __future__ import annotations

from labtui.data.analysis.effect import Effect, edit
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import LAYER_ANSWERS, Layer, LayerAnswer
from labtui.data.framework.values import choice_of
from labtui.data.inventory.workspace import Workspace


def takes_owner(layer: Layer, owner: LayerAnswer | None) -> bool:
    """True where a layer can have this owner, `n/a` or (None) no answer."""
    return owner is None or owner in (FACTS[f"owners.{layer}"].choices or ())


def own_owner(workspace: Workspace, id: str, layer: Layer) -> LayerAnswer | None:
    """The owner of a layer that a system states itself; None where it states nothing."""
    return choice_of(workspace.system(id).text(f"owners.{layer}"), LAYER_ANSWERS)


def set_owner(workspace: Workspace, id: str, layer: Layer, owner: LayerAnswer | None) -> Effect:
    """State who answers for a layer of a system, or unset it (None).

    Raises as `Workspace.edit`.
    """
    return edit(workspace, {id: {f"owners.{layer}": owner}})
