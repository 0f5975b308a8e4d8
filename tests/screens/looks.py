"""What a screen looks like, kept beside the tests: as text, and some of it as pictures.

After a change that is meant to show: `pytest tests/screens/test_looks.py --update-screens`, then
read the difference of the text files, and look at the pictures that changed.
"""

from __future__ import annotations

import re
from pathlib import Path

from textual.app import App

LOOKS = Path(__file__).parent / "looks"

_UNIQUE = re.compile(r"\bterminal-\d+-")


def screen_text(app: App[None]) -> str:
    """What stands on the screen of an app, without the blanks at the ends of lines."""
    # The one thing of Textual's insides used here: a screenshot as SVG takes 20 times as long.
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


def screen_picture(app: App[None]) -> str:
    """A picture of the screen, as SVG without what differs from one run to the next."""
    return _UNIQUE.sub("terminal-", app.export_screenshot(title=app.title, simplify=True))


class Kept:
    """The looks that are kept; compares with them, or replaces them."""

    def __init__(self, *, update: bool, scratch: Path) -> None:
        self._update = update
        self._scratch = scratch
        """Where a picture is written that is not the one that is kept."""

    def check_text(self, name: str, parts: dict[str, str]) -> None:
        """Compare several texts, each below its title, with the file of this name."""
        text = "".join(f"==== {title} ====\n{part}\n" for title, part in parts.items())
        path = LOOKS / f"{name}.txt"
        if self._update:
            _write(path, text)
        kept = path.read_bytes().decode() if path.exists() else ""
        assert text.split("\n") == kept.split("\n"), f"{path} shows other lines"

    def check_picture(self, name: str, svg: str) -> None:
        """Compare a picture with the file of this name."""
        path = LOOKS / f"{name}.svg"
        if self._update:
            _write(path, svg)
        if not path.exists() or path.read_bytes().decode() != svg:
            seen = self._scratch / path.name
            _write(seen, svg)
            raise AssertionError(f"{seen} does not look like {path}")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
