"""Screens of a test's app, drawn when the app rests instead of at each change.

Textual draws each change at once, several for one key, and in a test throws away what it drew. That
is near a third of what a test takes. Here the lines that changed are drawn once, when the pilot has
waited for an idle app: each screen that stays until the next key is drawn as before. Only where a
widget has another size it is drawn at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from textual._compositor import Compositor, visible_screen_stack
from textual.app import App
from textual.geometry import Region
from textual.screen import Screen

draw_at_once = Compositor.render_update


def _note(
    compositor: Compositor,
    full: bool = False,
    screen_stack: Sequence[Screen] = (),
    simplify: bool = False,
) -> object:
    """Note what is to be drawn; stands for `Compositor.render_update`, and draws only pictures."""
    root = compositor.root
    if full or root is None or not root.app.is_headless:
        return draw_at_once(compositor, full, screen_stack, simplify)
    visible_screen_stack.set([*screen_stack])
    vars(compositor).setdefault("undrawn", set()).update(compositor._dirty_regions)
    compositor._dirty_regions.clear()
    if _has_new_sizes(compositor):
        _draw(compositor)
    return None


def _has_new_sizes(compositor: Compositor) -> bool:
    """True if a widget has another size than before: some lay out their text when it is drawn."""
    sizes = {widget: region.size for widget, (region, _) in compositor.visible_widgets.items()}
    before = vars(compositor).get("sizes")
    vars(compositor)["sizes"] = sizes
    return sizes != before


def _draw(compositor: Compositor) -> None:
    regions: set[Region] = vars(compositor).get("undrawn", set())
    if regions:
        changed = Region.from_union(regions).intersection(compositor.size.region)
        regions.clear()
        for _ in compositor._get_renders(changed):
            pass


def draw(app: App[Any]) -> None:
    """Draw what changed since the last time."""
    if not app.is_running or not app._screen_stack:
        return
    visible_screen_stack.set(app._background_screens)
    _draw(app.screen._compositor)


@contextmanager
def drawing_at_rest() -> Iterator[None]:
    """Let apps of tests draw only when `draw` is called."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_update", _note)
        yield
