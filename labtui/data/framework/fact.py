"""What is declared of a fact that a system may state (framework, section 2)."""

from collections.abc import Mapping
from typing import NamedTuple

from labtui.data.framework.groups import RESPONSIBLE
from labtui.data.framework.shapes import EXPECTED, Shape


class Fact(NamedTuple):
    """One fact a system may state."""

    key: str
    label: str
    shape: Shape
    group: str
    """The heading it stands under in the editor and on a system's page."""
    choices: Mapping[str, str] | None = None
    """The values it takes with their meaning; None where it is no choice."""
    letters: Mapping[str, str] = {}
    """The key that answers with each of these values, the same wherever it is asked."""
    help: str = ""
    question: str = ""
    """What is asked of one system for it; empty where `help` says all."""
    none: str = ""
    """What the stated empty list says, in a word; empty where it says nothing special."""
    inherited: bool = False
    """True if a system that does not state it takes it from its nearest ancestor (section 3)."""
    asks_freshness: bool = False
    """True if a date after today counts as stale and is reported (section 2)."""
    inherited_by_production: bool = True
    """False if production in its own right has to state it itself (section 3)."""
    asked_when_planned: bool = True
    """False if no system can have it before it runs, so it is not asked of planned ones."""
    needed: bool = False
    """True if an entry of an array of tables does not count without it."""
    short: str = ""
    """A label for a narrow column; empty where `label` is short enough."""

    @property
    def short_label(self) -> str:
        """The label to show in a narrow column."""
        return self.short or self.label

    @property
    def title(self) -> str:
        """The label to show where its group is not shown."""
        return f"{self.label} owner" if self.group == RESPONSIBLE else self.label

    @property
    def explanation(self) -> str:
        """What it is about: its question, then its help, as far as it has them."""
        return " ".join(filter(None, (self.question.format(name="it"), self.help)))

    def asked_of(self, name: str) -> str:
        """The question about one system: `What would people miss tomorrow? Vaultwarden`."""
        if "{name}" in self.question:
            return self.question.format(name=name)
        return f"{self.question} {name}"

    def not_known(self, name: str = "it") -> str:
        """That the question about a system is not answered: `Not known: who uses it?`."""
        asked = self.question.format(name=name)
        return f"Not known: {asked[0].lower()}{asked[1:]}"

    @property
    def expected(self) -> str:
        """What a valid value looks like, in words."""
        if self.shape is Shape.CHOICES:
            return f"a list with any of {', '.join(self.choices or ())}"
        return self.expected_element if self.choices is not None else EXPECTED[self.shape]

    @property
    def expected_element(self) -> str:
        """What a valid element of a list looks like, in words."""
        return f"one of {', '.join(self.choices)}" if self.choices is not None else "a text"
