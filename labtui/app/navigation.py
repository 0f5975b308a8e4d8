"""The screens by name; a screen's module is imported when it is first opened, for a quick start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from textual.screen import Screen

from labtui.commands.anywhere import ListName
from labtui.data.assessment.lab import Lab
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.ui_state import UiState
from labtui.errors import LabtuiError
from labtui.screens.host import ScreenName
from labtui.screens.system_list import SystemListScreen

if TYPE_CHECKING:
    from labtui.data.analysis.drill.exercise import Case

StartScreen = Literal["drill", "overview", "page", "retire", "review", "smell_test"]

OVERVIEW_FROM, OVERVIEW_UP_TO = 5, 1000
"""How many systems there are where the app starts at the overview.

With more, the inventory shows its first rows seconds before the whole lab is summed up.
"""


@dataclass(frozen=True, slots=True)
class StartAt:
    """The screen the app starts at, if not the inventory."""

    screen: StartScreen
    id: str | None = None
    """The system it is about; None for a list."""
    case: Case | None = None
    """What happens to it in the drill; None for whatever was begun, or else its loss."""

    @property
    def mode(self) -> ListName:
        """The list that is shown, or that a screen is opened above."""
        return self.screen if self.screen in {"overview", "review"} else "inventory"


def usual_start(workspace: Workspace) -> StartAt | None:
    """The overview, where there is enough to be seen in it; None for the inventory."""
    fits = OVERVIEW_FROM <= len(workspace.lab.systems) <= OVERVIEW_UP_TO
    return StartAt("overview") if fits else None


def lists(
    workspace: Workspace, ui_state: UiState
) -> Mapping[ListName, Callable[[], SystemListScreen]]:
    """The lists of systems, which share filter, order, marks and cursor; one is always open."""
    query = ui_state.list_query

    def inventory() -> SystemListScreen:
        from labtui.screens.inventory import InventoryScreen

        return InventoryScreen(workspace, query, ui_state)

    def matrix() -> SystemListScreen:
        from labtui.screens.matrix import MatrixScreen

        return MatrixScreen(workspace, query, ui_state)

    def review() -> SystemListScreen:
        from labtui.screens.review import ReviewScreen

        return ReviewScreen(workspace, query)

    def overview() -> SystemListScreen:
        from labtui.screens.overview import OverviewScreen

        return OverviewScreen(workspace, query)

    def tree() -> SystemListScreen:
        from labtui.screens.tree import TreeScreen

        return TreeScreen(workspace, query)

    def rebuild() -> SystemListScreen:
        from labtui.screens.rebuild import RebuildScreen

        return RebuildScreen(workspace, query)

    return {
        "overview": overview,
        "inventory": inventory,
        "matrix": matrix,
        "review": review,
        "tree": tree,
        "rebuild": rebuild,
    }


def as_screen(name: str) -> ScreenName:
    """The name of a screen that is read from a journal. Raises `LabtuiError` if there is none."""
    for known in get_args(ScreenName):
        if name == known:
            return cast("ScreenName", name)
    raise LabtuiError(f"{name}: no such screen in this version")


def screen(
    workspace: Workspace,
    name: ScreenName,
    ids: Sequence[str],
    lab: Lab | None = None,
    *,
    typed: Mapping[str, Any] | None = None,
) -> Screen[Any]:
    """A new screen about these systems, in `lab` or the workspace's; most take only the first.

    `typed` is what was typed there in an earlier session. Raises `LabtuiError` if a system cannot
    be edited.
    """
    id, *_ = ids
    match name:
        case "compromised":
            from labtui.screens.compromised import CompromisedScreen

            return CompromisedScreen(workspace.lab, id)
        case "drill":
            from labtui.screens.drill import DrillScreen

            return DrillScreen(workspace, id, (typed or {}).get("case"))
        case "drill_steps":
            from labtui.screens.drill import DrillStepsScreen

            return DrillStepsScreen(workspace, id, (typed or {}).get("case"))
        case "editor":
            from labtui.screens.editor import EditorScreen

            return EditorScreen(workspace, workspace.draft(id), typed)
        case "page":
            from labtui.screens.page import PageScreen

            return PageScreen(workspace, id)
        case "retire":
            from labtui.screens.retire import RetireScreen

            return RetireScreen(workspace, id)
        case "smell_test":
            from labtui.screens.smell_test import SmellTestScreen

            return SmellTestScreen(workspace, ids, typed)
        case "why":
            from labtui.screens.why import WhyScreen

            return WhyScreen(lab or workspace.lab, id)


def open_at(room: SystemListScreen, start: StartAt, id: str) -> None:
    """Put the cursor on a system and open the screen to start at, as its key does."""
    room.go_to(id)
    match start.screen:
        case "smell_test":
            room.action_assess()
        case "retire":
            room.action_retire()
        case "drill":
            typed = {"case": start.case}
            room.app.push_screen(screen(room.workspace, "drill", [id], typed=typed))
        case _:
            room.open(id)
