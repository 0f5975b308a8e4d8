"""That styles found once are those that Textual would find again."""

from __future__ import annotations

from pathlib import Path

from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from labtui.app.app import LabtuiApp
from labtui.app.themes import THEMES
from labtui.data.inventory.example import example
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from tests.data.labs import TODAY
from tests.shared_styles import find_styles


def test_stylesheets_of_equal_colours_are_parsed_once() -> None:
    css = "Idle { color: $colour; }"
    sheets = [Stylesheet(variables={"colour": colour}) for colour in ("red", "red", "blue")]
    for sheet in sheets:
        sheet.add_source(css, ("idle", ""))
    one, same, other = (sheet.rules[0] for sheet in sheets)
    assert one is same
    assert other.styles.color != one.styles.color
    sheets[0].set_variables({"colour": "blue"})
    sheets[0].parse()
    assert sheets[0].rules[0] is other
    assert sheets[1].rules[0] is one


def styles_of(node: DOMNode) -> object:
    """All that a stylesheet sets of a node."""
    components = {name: styles.get_rules() for name, styles in node._component_styles.items()}
    return node._css_styles.get_rules(), components


def as_textual_finds(app: LabtuiApp) -> None:
    """All nodes of the screen have the styles Textual finds for them."""
    for node in (app, *app.screen.walk_children(with_self=True)):
        shared = styles_of(node)
        find_styles(app.stylesheet, node)
        assert styles_of(node) == shared, node


async def test_every_widget_has_the_styles_textual_finds(tmp_path: Path) -> None:
    path = tmp_path / "inventory.toml"
    path.write_bytes(example(TODAY))
    for _ in range(2):  # what the first app finds is what the second one gets
        app = LabtuiApp(Workspace(Store(path, tmp_path / "backups", create=False), TODAY))
        async with app.run_test(size=(80, 24)) as pilot:
            for key in ("tab", "e", "escape", "2", "v", "v", "3", "slash", "a"):
                await pilot.press(key)
                await pilot.pause()
                as_textual_finds(app)
            for theme in (*THEMES,)[:4]:
                app.theme = theme
                await pilot.pause()
                as_textual_finds(app)
            await pilot.resize_terminal(200, 60)
            await pilot.pause()
            as_textual_finds(app)
