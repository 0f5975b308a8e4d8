"""Level, role and verdict of a system (framework, section 4)."""

from __future__ import annotations

from labtui.data.assessment.context import SystemContext
from labtui.data.framework.layers import LAYER_ANSWERS, YOURS, Layer, LayerAnswer
from labtui.data.framework.levels import (
    CONSUMED,
    FULL_STACK_LAB,
    FULL_STACK_PRODUCTION,
    PLATFORM,
    RENTED,
    SAAS,
    LevelId,
)
from labtui.data.framework.questions import Answer
from labtui.data.framework.roles import Role, Verdict
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.data.framework.values import choice_of


def level_of(context: SystemContext) -> tuple[LevelId | None, Layer | None]:
    """The level; or None and the first layer whose owner is needed and not stated (section 4)."""
    owners = context.stated

    def owner(layer: Layer) -> LayerAnswer | None:
        stated = owners.get(f"owners.{layer}")
        return choice_of(stated[0], LAYER_ANSWERS) if stated else None

    os, hardware, application = owner("os"), owner("hardware"), owner("application")
    if os is None:
        return None, "os"
    if os in YOURS or os == NOT_APPLICABLE:
        if hardware is None:
            return None, "hardware"
        if hardware in YOURS:
            return (FULL_STACK_PRODUCTION if context.production else FULL_STACK_LAB), None
        if os in YOURS:
            return RENTED, None
    if application is None:
        return None, "application"
    return (PLATFORM if application in YOURS else SAAS), None


def role_of(context: SystemContext, level: LevelId | None) -> Role | None:
    """The role; None where level or purpose is not known (section 4)."""
    if level == SAAS:
        return "consumed"
    if level == PLATFORM:
        return "platform"
    if level is None:
        return None
    if context.production:
        return "production"
    purpose = context.system.purpose
    if purpose is None:
        return None
    if purpose == "learning":
        return "lab"
    return "home-server" if level == FULL_STACK_LAB else "infrastructure"


_VERDICTS: dict[Answer | None, Verdict] = {"yes": "operating", "no": "consuming"}
"""The verdict on a self-hosted system by the answer to `own`."""


def verdict_of(context: SystemContext, level: LevelId | None) -> Verdict:
    """Whether the owner operates or consumes it (section 4)."""
    if level in CONSUMED:
        return "consuming"
    if level is None or context.smell is None:
        return "undecided"
    return _VERDICTS.get(context.smell[0].answers.get("own"), "undecided")
