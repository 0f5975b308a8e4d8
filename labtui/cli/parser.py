"""Parse a command line; a wrong one gets one clear message that names the nearest option."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from labtui.cli.page import columns
from labtui.errors import LabtuiError

Args = argparse.Namespace

_PLAIN = "\0"
"""A prefix that marks a word as an argument, even if it looks like an option."""

_OPTION = re.compile(r"-[^\d.]")
"""The start of an option; a negative number is not one."""


class UsageError(LabtuiError):
    """A command line that labtui does not understand."""


class HelpRequested(Exception):  # noqa: N818
    """Raised instead of running the command where --help is given; its text is the help."""


class _Help(argparse.RawDescriptionHelpFormatter):
    """As wide as the output. Argparse would look up the width by a slower way."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=columns())


class Parser(argparse.ArgumentParser):
    """An argparse parser that raises instead of exiting, and names the nearest right option."""

    def __init__(self, name: str = "", **kwargs: Any) -> None:
        """A parser for the command `name`; without a name, for the options before the command."""
        self.options: list[str] = []
        prog = f"labtui {name}".rstrip()
        super().__init__(
            prog=prog,
            allow_abbrev=False,
            formatter_class=_Help,
            **kwargs,
        )

    def add_argument(self, *names: Any, **kwargs: Any) -> argparse.Action:
        """As in argparse; also records the names of options."""
        self.options += [name for name in names if name.startswith("-")]
        return super().add_argument(*names, **kwargs)

    def error(self, message: str) -> NoReturn:
        """Raise `UsageError` instead of exiting."""
        raise UsageError(f"{message}; see {self.prog} --help")

    def print_help(self, file: object = None) -> None:  # noqa: ARG002
        """Raise `HelpRequested` instead of printing, so that help is printed like all output."""
        raise HelpRequested(self.format_help())

    def parse(self, words: Sequence[str], into: Args | None = None) -> Args:
        """Parse words into arguments, added to those already in `into`.

        Options may stand among the positional arguments; after `--` every word is positional.
        Raises `UsageError` and `HelpRequested`.
        """
        # Argparse mishandles `--` with options among positional arguments; so each word after it
        # gets a prefix that no word can have.
        plain = words.index("--") if "--" in words else len(words)
        self._check_options(words[:plain])
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

    def _check_options(self, words: Iterable[str]) -> None:
        """Raises `UsageError` for an unknown option, before argparse reports what is missing."""
        for word in words:
            name = word.partition("=")[0] if word.startswith("--") else word[:2]
            if _OPTION.match(word) and name not in self.options:
                from labtui.text.wording import hint

                near = hint(name, (option for option in self.options if option[:2] == "--"))
                self.error(f"{name}: no such option{near}")
