"""A stylesheet that parses each source once.

Textual parses all of them again for the theme, for the first screen, and for each screen that is
opened for the first time: half of the parsing at the start, and a third of what opening takes.
"""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class ParsedOnce(Stylesheet):
    """Keeps what was parsed until the colours change."""

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the colours; what was parsed with the same ones is kept."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what was not yet parsed with these colours."""
        self.parse()
