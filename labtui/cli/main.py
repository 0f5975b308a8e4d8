"""Run a command line: parse it, run its command, print the output, return the exit status."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from labtui.cli.output import json_text, one_line, prepare
from labtui.cli.parser import HelpRequested, UnknownOptionError, UsageError
from labtui.cli.registry import (
    COMMANDS,
    command_named,
    command_parser,
    commands_with,
    find_command,
    program_parser,
)
from labtui.cli.streams import write_stderr, write_stdout
from labtui.cli.subcommand import Output
from labtui.errors import LabtuiError, NoBackupError, WrittenError
from labtui.text.wording import join_words

if TYPE_CHECKING:
    from labtui.cli.answers import Question

WRITTEN = WrittenError.exit_status
"""The exit status of a command that wrote, and could not print what it had to say."""

INTERNAL_ERROR = 70
"""The exit status for a bug in labtui; sysexits.h calls it EX_SOFTWARE."""


def main(words: Sequence[str]) -> int:
    """Run a command line and return its exit status. Never raises, never prints a traceback."""
    prepare()
    written = False
    try:
        asked = _question(words)
        output = (asked and asked.known_answer()) or _run_or_help(words)
        written = output.written
        if output.inventory is not None:
            from labtui.cli.inventory import warnings

            found = [one_line(warning) for warning in warnings(output.inventory)]
            found += map(one_line, output.warnings)
            output = output._replace(lines=list(output.lines), warnings=found)
        write_stderr(output.warnings)
        if output.json is not None:
            write_stdout(json_text(output.json))
        else:
            write_stdout("".join(f"{line}\n" for line in output.lines))
        if output.inventory is not None:
            output.inventory.keep_parsed()
            if asked is not None:
                asked.keep(output)
    except LabtuiError as error:
        saved = "What was to be written is written." if written else ""
        if isinstance(error, NoBackupError):
            saved = "--without-copy saves anyway."
        write_stderr(f"labtui: {_and(one_line(message), saved)}" for message in error.messages)
        return WRITTEN if written else error.exit_status
    except Exception as error:
        write_stderr(map(one_line, _record_crash(error)))
        if written:
            write_stderr(["labtui: What was to be written is written."])
        return INTERNAL_ERROR
    return output.status


def _and(message: str, more: str) -> str:
    """A message and another sentence, with a full stop between where there is none."""
    end = "" if not more or message.endswith((".", "?", "!")) else "."
    return f"{message}{end} {more}".rstrip()


def _question(words: Sequence[str]) -> Question | None:
    """What is asked, where the answer may be known; else None."""
    _, name, _ = _split(words)
    listed = COMMANDS.get(name) if name else None
    if listed is None or not listed.is_told_again:
        return None
    if any(word.partition("=")[0] == listed.told_once_with for word in words):
        return None
    from labtui.cli.answers import Question

    with suppress(OSError):
        return Question(words)
    return None


def _run_or_help(words: Sequence[str]) -> Output:
    """Run the command of a command line, or return the help it asks for."""
    try:
        return _run(words)
    except HelpRequested as help:
        return Output(str(help).splitlines())


def _run(words: Sequence[str]) -> Output:
    before, name, after = _split(words)
    try:
        args = program_parser().parse(before)
    except UnknownOptionError as error:
        raise _before_command(error, words) from None
    if args.version:
        from labtui.cli.version import VERSION

        return Output([VERSION])
    if name is None:
        from labtui.cli.commands.app import run_app

        return run_app(args)
    name = find_command(name)
    command = command_named(name)
    for option in ("demo", "read_only", "no_mouse", "slow"):
        if getattr(args, option) and (not command.opens_app or option == "demo"):
            wrong = option.replace("_", "-")
            raise UsageError(f"--{wrong} is for the app, not for labtui {name}.")
    try:
        args = command_parser(name).parse(after, args)
    except UnknownOptionError as error:
        raise _of_other_commands(error, name) from None
    return command.run(args)


def _split(words: Sequence[str]) -> tuple[Sequence[str], str | None, Sequence[str]]:
    """The options before the command, the command or None, and the words after it."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in _WITH_VALUE else 1
    return words[:at], words[at] if at < len(words) else None, words[at + 1 :]


_WITH_VALUE = ("--file", "--as-of", "--color")
"""Options before a command that the next word belongs to."""


def _before_command(error: UnknownOptionError, words: Sequence[str]) -> UsageError:
    """The error for an option before the command, if it is one of the command after it."""
    name = next((word for word in words if word in COMMANDS), None)
    if name is None or error.option not in command_parser(name).options:
        return error
    from shlex import join

    right = join(["labtui", name, *(word for word in words if word != name)])
    return UsageError(f"{error.option} goes after {name}: {right}")


def _of_other_commands(error: UnknownOptionError, name: str) -> UsageError:
    """The error for an option that `name` does not take, if other commands do."""
    others = commands_with(error.option)
    if not others:
        return error
    return UsageError(
        f"{error.option} is for {join_words(others)}, not for {name}. See labtui {name} --help."
    )


def _record_crash(error: Exception) -> list[str]:
    """Write the traceback of a bug in labtui to a file; returns the lines to print."""
    from traceback import format_exception

    from labtui.data.storage.paths import crash
    from labtui.data.storage.state_files import write_state_file

    write_state_file(crash(), "".join(format_exception(error)).encode("utf-8", "replace"))
    return [
        f"labtui: Error in labtui: {type(error).__name__}: {error}",
        *getattr(error, "__notes__", ()),
        f"for a report: {crash()}",
    ]
