"""Who answers for what: layers nobody answers for, and layers left to the provider."""

from __future__ import annotations

from collections.abc import Iterable

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import missing_layer
from labtui.data.assessment.rules.conditions import some_stated
from labtui.data.assessment.rules.rule import ANY, C, Keys, N, Row, Rule, W, here_or_above, text
from labtui.data.framework.layers import (
    CRITICAL_LAYERS,
    LAYERS,
    LAYERS_OF_SELF_HOSTING,
    Layer,
    Owner,
)
from labtui.data.framework.levels import SELF_HOSTED
from labtui.text.wording import join_words


def _always(_: Assessment) -> bool:
    return True


def _owned_by(owner: Owner, layers: Iterable[Layer]) -> Keys:
    layers = tuple(layers)
    return lambda a: [f"owners.{layer}" for layer in layers if a.owner(layer) == owner]


def _layer_names(a: Assessment, owner: Owner, layers: Iterable[Layer]) -> str:
    return join_words(LAYERS[layer].lower() for layer in layers if a.owner(layer) == owner)


LEVEL_UNDETERMINED = Rule(
    id="level-undetermined",
    title="Level not determined",
    rows=(Row({None}, _always, W, W),),
    says=lambda a: (
        f"Who answers for its {missing_layer(a)} is not answered, so its level can't be told."
    ),
    remedy=here_or_above("Say who answers for that"),
    facts=lambda a: [f"owners.{a.missing}"],
)

UNOWNED_LAYER = Rule(
    id="unowned-layer",
    title="Nobody answers for a layer",
    rows=(
        Row(ANY, some_stated("owners", CRITICAL_LAYERS, "nobody"), C, W),
        Row(ANY, some_stated("owners", LAYERS, "nobody"), W, W),
    ),
    says=lambda a: f"Nobody answers for its {_layer_names(a, 'nobody', LAYERS)}.",
    remedy=text("Take that on, or find someone who will; until then it is yours all the same."),
    facts=_owned_by("nobody", (*CRITICAL_LAYERS, *(x for x in LAYERS if x not in CRITICAL_LAYERS))),
)

RESPONSIBILITY_GAP = Rule(
    id="responsibility-gap",
    title="Left to the provider",
    rows=(Row(SELF_HOSTED, some_stated("owners", LAYERS_OF_SELF_HOSTING, "provider"), W, N),),
    says=lambda a: (
        "You run it, yet you leave its "
        f"{_layer_names(a, 'provider', LAYERS_OF_SELF_HOSTING)} to the provider."
    ),
    remedy=text("Check what the provider really does; what it does not do is yours."),
    facts=_owned_by("provider", LAYERS_OF_SELF_HOSTING),
)
