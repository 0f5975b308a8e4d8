"""Files that hold commands: shell scripts, units of systemd, crontabs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from labtui.importers.evidence import beside
from labtui.importers.files import GivenFile, UnreadableError
from labtui.importers.quadlet.units import lines, words
from labtui.importers.shell import Command, Variables, assignments, commands

_ENDINGS = (".sh", ".bash", ".zsh", ".service", ".cron", ".crontab")
_STARTS = ("ExecStart", "ExecStartPre", "ExecStartPost")


def may_hold_commands(name: str) -> bool:
    """Return True for the name, in small letters, of a script, unit, crontab or the like."""
    return name.endswith(_ENDINGS) or "." not in name or name == "-"


@dataclass(slots=True)
class CommandFile:
    """A file with the commands that it runs."""

    file: GivenFile
    text: str = ""
    reason: str = ""
    """Why it cannot be read."""
    started_with: Variables = field(default_factory=dict)
    """The variables that the unit sets which runs it."""

    @property
    def is_unit(self) -> bool:
        """True for a unit of systemd."""
        return self.file.path.name.endswith(".service")

    def commands(self, programs: frozenset[str]) -> list[Command]:
        """Give its commands that run some programs. Raises `UnreadableError`.

        A program that cannot be read, and has the name of no script, has none.
        """
        if self.reason:
            if self.file.in_folder and "." not in self.file.path.name:
                return []
            raise UnreadableError(self.reason)
        if not any(program in self.text for program in programs):
            return []
        if not self.is_unit:
            return commands(self.text, programs, self.started_with, self._sourced)
        script = "\n".join(_started(self.text))
        return commands(script, programs, self._variables(), self._sourced)

    def scripts(self) -> dict[str, Variables]:
        """Give the names of the scripts that a unit runs, with the variables that it sets."""
        if not self.is_unit:
            return {}
        variables = self._variables()
        named = (word.rsplit("/", 1)[-1] for text in _started(self.text) for word in words(text))
        return {name: variables for name in named if may_hold_commands(name)}

    def _variables(self) -> Variables:
        """Give the variables that a unit sets."""
        variables: Variables = {}
        for section, key, value in lines(self.text):
            if (section, key) == ("Service", "Environment"):
                for word in words(value):
                    name, sign, held = word.partition("=")
                    if sign:
                        variables[name] = [held]
            elif (section, key) == ("Service", "EnvironmentFile"):
                variables.update(self._sourced(value.removeprefix("-")))
        return variables

    def _sourced(self, name: str) -> Variables:
        """Give the variables of a file that is named, if it stands within the given folder."""
        for file in beside(self.file, name) if name and "$" not in name else ():
            try:
                return assignments(file.read())
            except UnreadableError:
                break
        return {}


def _started(text: str) -> list[str]:
    values = (v for section, key, v in lines(text) if section == "Service" and key in _STARTS)
    return [value.lstrip("-@:+!") for value in values]


def command_files(files: Iterable[GivenFile]) -> list[CommandFile]:
    """Give files with their texts; scripts that units among them run know what these set."""
    found: list[CommandFile] = []
    for file in files:
        one = CommandFile(file)
        try:
            one.text = file.read()
        except UnreadableError as error:
            one.reason = str(error)
        found.append(one)
    units = {name: known for one in found for name, known in one.scripts().items()}
    for one in found:
        one.started_with = units.get(one.file.path.name, {})
    return found
