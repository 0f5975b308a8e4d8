"""Who is responsible: layers nobody is responsible for, and layers left to the provider."""

from __future__ import annotations

from collections.abc import Iterable

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import missing_layer
from labtui.data.assessment.rules.conditions import (
    backups_found,
    keeps_something,
    monitoring_found,
)
from labtui.data.assessment.rules.rule import (
    ANY,
    C,
    N,
    OpenQuestion,
    Row,
    Rule,
    W,
    always,
    text,
)
from labtui.data.framework.layers import CRITICAL_LAYERS, LAYERS, LAYERS_OF_SELF_HOSTING, Layer
from labtui.data.framework.levels import SELF_HOSTED
from labtui.text.wording import join_few

_OWNER_KEYS = {layer: f"owners.{layer}" for layer in LAYERS}


def _nobody(a: Assessment, layers: Iterable[Layer]) -> list[Layer]:
    stated = a.context.stated
    return [
        layer
        for layer in layers
        if (owner := stated.get(_OWNER_KEYS[layer])) is not None and owner[0] == "nobody"
    ]


def _critical_unowned(a: Assessment) -> list[Layer]:
    """The critical layers of nobody, but for those with a finding of their own."""
    return [layer for layer in _nobody(a, CRITICAL_LAYERS) if _counts(a, layer)]


def _counts(a: Assessment, layer: Layer) -> bool:
    if layer == "backups":
        return keeps_something(a) and not backups_found(a)
    return layer != "monitoring" or not monitoring_found(a)


def _other_unowned(a: Assessment) -> list[Layer]:
    return _nobody(a, (layer for layer in LAYERS if layer not in CRITICAL_LAYERS))


def _unowned(a: Assessment) -> list[Layer]:
    return [*_critical_unowned(a), *_other_unowned(a)]


def _has_critical_unowned(a: Assessment) -> bool:
    return bool(_critical_unowned(a))


def _has_other_unowned(a: Assessment) -> bool:
    return bool(_other_unowned(a))


def _left_to_provider(a: Assessment) -> list[Layer]:
    return [layer for layer in LAYERS_OF_SELF_HOSTING if a.owner(layer) == "provider"]


def _has_gap(a: Assessment) -> bool:
    stated = a.context.stated
    return any(
        _OWNER_KEYS[layer] in stated and stated[_OWNER_KEYS[layer]][0] == "provider"
        for layer in LAYERS_OF_SELF_HOSTING
    )


def _names(layers: Iterable[Layer]) -> str:
    named = set(layers)
    return join_few(LAYERS[layer].lower() for layer in LAYERS if layer in named)


def _choose_who(a: Assessment) -> str:
    above = f" or on {a.system.parent}" if a.system.parent else ""
    return f"Choose who is responsible, here{above}."


LEVEL_UNDETERMINED = Rule(
    id="level-undetermined",
    title="Level not known yet",
    rows=(Row({None}, always, C, W, unproven=always),),
    says=lambda a: f"Who runs its {missing_layer(a)} is not answered.",
    asks=lambda a: OpenQuestion(
        f"Who runs its {missing_layer(a)}?", "Its level depends on the answer."
    ),
    remedy=_choose_who,
    facts=lambda a: [f"owners.{a.missing}"],
)

UNOWNED_LAYER = Rule(
    id="unowned-layer",
    title="Nobody is responsible",
    rows=(Row(ANY, _has_critical_unowned, C, W), Row(ANY, _has_other_unowned, W, W)),
    says=lambda a: (
        f"Nobody is responsible for its {_names(_unowned(a))}. It is still your problem."
    ),
    remedy=text("Do it yourself or find someone."),
    facts=lambda a: [f"owners.{layer}" for layer in _unowned(a)],
)

RESPONSIBILITY_GAP = Rule(
    id="responsibility-gap",
    title="Tasks left to the provider",
    rows=(Row(SELF_HOSTED, _has_gap, W, N),),
    says=lambda a: (
        f"You run it, but list the provider as responsible for {_names(_left_to_provider(a))}."
    ),
    remedy=text('Check the contract. Choose "you" for what it does not cover.'),
    facts=lambda a: [f"owners.{layer}" for layer in _left_to_provider(a)],
)
