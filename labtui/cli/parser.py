"""Parse a command line; a wrong one gets one clear message that says what would be right."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from labtui.cli.page import columns, wrap
from labtui.errors import LabtuiError
from labtui.text.wording import hint, join_words, matching, nearest

Args = argparse.Namespace

_PLAIN = "\0"
"""A prefix that marks a word as an argument, even if it looks like an option."""

_OPTION = re.compile(r"-[^\d.]")
"""The start of an option; a negative number is not one, nor is a day like -3d."""

_MISSING = "the following arguments are required: "
"""How argparse begins to say that arguments are missing; their names follow."""


Section = tuple[str, Sequence[tuple[str, str]]]
"""A part of a help: its heading, and terms with their explanations."""


class UsageError(LabtuiError):
    """A command line that labtui does not understand."""


class UnknownOptionError(UsageError):
    """An option that is not one of the parser's."""

    def __init__(self, option: str, message: str) -> None:
        """The option as it was typed, without a value."""
        super().__init__(message)
        self.option = option


class HelpRequested(Exception):  # noqa: N818
    """Raised instead of running the command where --help is given; its text is the help."""


class _Help(argparse.RawDescriptionHelpFormatter):
    """As wide as the output. Argparse would look up the width by a slower way."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=columns())


class Parser(argparse.ArgumentParser):
    """An argparse parser that raises instead of exiting, and says what would be right."""

    def __init__(
        self,
        name: str = "",
        *,
        description: str,
        examples: Sequence[str],
        more: Callable[[], Iterable[Section]] = tuple,
        usage: str | None = None,
    ) -> None:
        """A parser for the command `name`; without a name, for the options before the command.

        `examples` are command lines for the help, the first also for messages about what is
        missing. `more` gives what else the help says.
        """
        self.options: dict[str, argparse.Action] = {}
        """Every option, by each of its names."""
        self.values: dict[str, tuple[str, tuple[str, ...]]] = {}
        """The name and the values of each argument that takes only some, by where it is stored."""
        self.text: str | None = None
        """The metavar of the argument that takes any text; None where there is none."""
        self.facts = False
        """True where an argument takes facts as KEY=VALUE."""
        self.examples = examples
        self.more = more
        """Gives what else the help says."""
        width = columns()
        super().__init__(
            prog=f"labtui {name}".rstrip(),
            usage=usage,
            description="\n".join(wrap(description, width, "", "")),
            allow_abbrev=False,
            formatter_class=_Help,
            add_help=False,
        )
        self.color = False  # Python 3.14 would colour the help by rules of its own
        self._arguments = self.add_argument_group("arguments")
        self._options = self.add_argument_group("options")
        self.add_argument("-h", "--help", action="help", help="show this help")

    def add_argument(
        self,
        *names: Any,
        values: Iterable[str] = (),
        text: bool = False,
        facts: bool = False,
        **kwargs: Any,
    ) -> argparse.Action:
        """As in argparse; but for an argument that takes only `values`, any `text`, or `facts`.

        Values are matched in any case; the help has to name them.
        """
        if names[0].startswith("-"):
            action = self._options.add_argument(*names, **kwargs)
            self.options |= dict.fromkeys(names, action)
        else:
            action = self._arguments.add_argument(*names, **kwargs)
        self.facts = self.facts or facts
        if values:
            shown = names[-1] if action.option_strings else str(action.metavar)
            self.values[action.dest] = shown, tuple(values)
        if text:
            self.text = str(action.metavar)
        return action

    def format_help(self) -> str:
        """The help, with what else there is to say and the examples at the end."""
        parts = [super().format_help()]
        parts += [_section(heading, terms) for heading, terms in self.more()]
        parts.append("\n".join(["examples:", *(f"  {example}" for example in self.examples), ""]))
        return "\n".join(parts)

    def error(self, message: str) -> NoReturn:
        """Raise `UsageError` instead of exiting."""
        if message.startswith(_MISSING):
            names = message.removeprefix(_MISSING).split(", ")
            raise UsageError(f"Missing: {join_words(names)}. Example: {self.examples[0]}")
        raise UsageError(f"{message} See {self.prog} --help.")

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
        marked = [
            *(word if _OPTION.match(word) else _PLAIN + word for word in words[:plain]),
            *(_PLAIN + word for word in words[plain + 1 :]),
        ]
        args, extra = self.parse_known_intermixed_args(marked, into)
        if extra:
            self._too_many(extra[0].removeprefix(_PLAIN))
        for name, value in vars(args).items():
            if isinstance(value, str):
                setattr(args, name, self._value(name, value.removeprefix(_PLAIN)))
            elif isinstance(value, list):
                setattr(args, name, [word.removeprefix(_PLAIN) for word in value])
        return args

    def _value(self, name: str, value: str) -> str:
        """The value of an argument; one of its values where it takes only some."""
        shown, values = self.values.get(name, ("", ()))
        found = matching(value, values) if values else value
        if found is None:
            right = join_words(values, len(values), "or")
            self.error(f'{shown}: "{value}" is not {right}.{hint(value, values)}')
        return found

    def _too_many(self, word: str) -> NoReturn:
        quoted = f" Put a {self.text} of several words in quotes." if self.text else ""
        self.error(f"Unexpected argument: {word}.{quoted}")

    def _check_options(self, words: Sequence[str]) -> None:
        """Raises `UsageError` for an option that is unknown, or used wrongly."""
        rest = iter(enumerate(words))
        for number, word in rest:
            if not _OPTION.match(word):
                continue
            name, equals, value = word.partition("=")
            if not word.startswith("--"):
                name, equals, value = word[:2], word[2:], word[2:]
            action = self.options.get(name)
            if action is None:
                self._unknown(name, words, number)
            if action.nargs == 0:
                if equals:
                    self.error(f"{name} takes no value.")
                continue
            if not equals:
                _, value = next(rest, (0, ""))
            if not value.strip() or (not equals and _OPTION.match(value)):
                _, values = self.values.get(action.dest, ("", ()))
                right = join_words(values, len(values), "or") or f"{name} {action.metavar}"
                self.error(f"{name} needs a value: {right}.")

    def _unknown(self, name: str, words: Sequence[str], number: int) -> NoReturn:
        """Raises `UnknownOptionError` for the option `name`, which one of the words has."""
        right = self._near(name) or (self._fact(words[number:]) if self.facts else "")
        if not right and self.text:
            from shlex import join

            right = f" A {self.text} that begins with - goes after --: "
            right += f"{self.prog} {join([*words[:number], '--', *words[number:]])}"
        see = f" See {self.prog} --help."
        raise UnknownOptionError(name, f"Unknown option {name}.{right or see}")

    def _fact(self, words: Sequence[str]) -> str:
        """` Write it without dashes: purpose=learning`, where the first word names a fact."""
        from labtui.data.framework.facts import FACTS

        key, equals, value = words[0].strip("-").partition("=")
        near = nearest(key.replace("-", "_"), FACTS)
        value = value if equals or len(words) == 1 else words[1]
        return f" Write it without dashes: {near}={value}" if near else ""

    def _near(self, name: str) -> str:
        """` Did you mean --on?`: the option with the most words of `name`, or else the nearest."""
        options = {option[2:]: option for option in self.options if option.startswith("--")}
        words = set(name.lower().strip("-").split("-"))
        for bare, option in options.items():
            if words >= set(bare.split("-")):
                return f" Did you mean {option}?"
        near = hint(name.lstrip("-"), options)
        return near.replace("mean ", "mean --")


def _section(heading: str, terms: Sequence[tuple[str, str]]) -> str:
    """A part of a help, each term beside its explanation, or above it where it is long."""
    width = columns()
    column = min(max(len(term) for term, _ in terms) + 4, width // 3)
    indent = " " * column
    lines = [f"{heading}:"]
    for term, explanation in terms:
        first = f"  {term}".ljust(column)
        if len(first) > column - 2 and first[-2:] != "  ":
            lines.append(first)
            first = indent
        lines += wrap(explanation, width, first, indent)
    return "\n".join([*lines, ""])
