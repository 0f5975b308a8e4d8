"""A command line that is refused in one clear message, with the nearest right option."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from labtui.cli.page import columns
from labtui.errors import LabtuiError

Args = argparse.Namespace

_PLAIN = "\0"
"""Marks a word that is no option whatever it looks like."""


_OPTION = re.compile(r"-[^\d.]")
"""How a word starts that would be an option; a negative number is none."""


class UsageError(LabtuiError):
    """The command line is not one labtui knows."""


class HelpRequested(Exception):  # noqa: N818
    """Help was asked for: nothing else is done."""


class _Help(argparse.RawDescriptionHelpFormatter):
    """As wide as the output; argparse would look that up by a slower way, for no help too."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=columns())


class Parser(argparse.ArgumentParser):
    """An argparse parser that raises instead of exiting, and names the nearest right option."""

    def __init__(self, name: str = "", **kwargs: Any) -> None:
        """A parser for a command, or without a name for the program."""
        self.options: list[str] = []
        prog = f"labtui {name}".rstrip()
        super().__init__(
            prog=prog,
            allow_abbrev=False,
            formatter_class=_Help,
            **kwargs,
        )

    def add_argument(self, *names: Any, **kwargs: Any) -> argparse.Action:
        """As argparse does; the options are remembered."""
        self.options += [name for name in names if name.startswith("-")]
        return super().add_argument(*names, **kwargs)

    def error(self, message: str) -> NoReturn:
        """A wrong command line."""
        raise UsageError(f"{message}; see {self.prog} --help")

    def print_help(self, file: object = None) -> None:  # noqa: ARG002
        """Help goes the way of all output."""
        raise HelpRequested(self.format_help())

    def parsed(self, words: Sequence[str], into: Args | None = None) -> Args:
        """The arguments, on top of those known before; options may stand among the others."""
        # argparse loses its way with `--` and options among the others; so each word after it
        # is marked with what no word can have.
        plain = words.index("--") if "--" in words else len(words)
        self._refuse_unknown(words[:plain])
        marked = [*words[:plain], *(_PLAIN + word for word in words[plain + 1 :])]
        args, extra = self.parse_known_intermixed_args(marked, into)
        if extra:
            self.error(f"{extra[0].removeprefix(_PLAIN)}: this is too much")
        for name, value in vars(args).items():
            if isinstance(value, str):
                setattr(args, name, value.removeprefix(_PLAIN))
            elif isinstance(value, list):
                setattr(args, name, [word.removeprefix(_PLAIN) for word in value])
        return args

    def _refuse_unknown(self, words: Iterable[str]) -> None:
        """Raises `UsageError` for an option there is none of, before anything else is missed."""
        for word in words:
            name = word.partition("=")[0] if word.startswith("--") else word[:2]
            if _OPTION.match(word) and name not in self.options:
                from labtui.text.wording import hint

                near = hint(name, (option for option in self.options if option[:2] == "--"))
                self.error(f"{name}: no such option{near}")
