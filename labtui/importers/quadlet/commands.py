"""The command line of a container: `podman run` and `docker run`, or `create`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from labtui.importers.quadlet.units import words

_ENGINES = frozenset({"podman", "docker"})
_FLAGS = frozenset(
    {
        "detach", "interactive", "tty", "rm", "rmi", "init", "privileged", "read-only", "replace",
        "no-healthcheck", "oom-kill-disable", "publish-all", "quiet", "no-hosts", "http-proxy",
        "env-host", "sig-proxy", "tls-verify", "disable-content-trust", "passwd", "help",
        "read-only-tmpfs", "no-hostname",
    }
)  # fmt: skip
"""Options without a value of their own."""

_SHORT_FLAGS = frozenset("ditqP")
_SHORT = {
    "p": "publish",
    "v": "volume",
    "e": "env",
    "l": "label",
    "h": "hostname",
}


@dataclass(slots=True)
class Command:
    """What a command line says of a container or pod."""

    verb: str
    """`run`, `create`, `start` or `pod create`."""
    options: dict[str, list[str]] = field(default_factory=dict)
    """By their long names without the dashes."""
    arguments: list[str] = field(default_factory=list)
    """What follows: the image, or what is started."""

    @property
    def image(self) -> str:
        """The image; empty where none is stated."""
        if self.verb == "start":
            return ""
        # An unknown variable may hold options, unless its name says otherwise.
        known = (a for a in self.arguments if not a.startswith("$") or "IMAGE" in a.upper())
        return next(known, "")


def container_command(value: str) -> Command | None:
    """Read the value of `ExecStart=`; None if it is no command that makes or starts a container."""
    return _read(words(value.lstrip("-@:+!")), is_within=False)


def _read(command: list[str], *, is_within: bool) -> Command | None:
    for position, word in enumerate(command):
        if word.split("/")[-1] in _ENGINES:
            return _engine(command[position + 1 :])
        if not is_within and re.search(r"\b(?:podman|docker) ", word):
            # The command of a shell.
            for part in re.split(r"&&|\|\||;|\n", word):
                if (found := _read(words(part), is_within=True)) is not None:
                    return found
    return None


def _engine(arguments: list[str]) -> Command | None:
    rest = list(arguments)
    while rest and rest[0].startswith("-"):
        rest = rest[1:]
    if rest[:1] == ["container"]:
        rest = rest[1:]
    if rest[:2] == ["pod", "create"]:
        return options_of(rest[2:], Command("pod create"))
    if rest[:1] == ["start"]:
        return Command("start", arguments=[word for word in rest[1:] if not word.startswith("-")])
    if rest and rest[0] in ("run", "create"):
        return options_of(rest[1:], Command(rest[0]))
    return None


def options_of(arguments: list[str], command: Command) -> Command:
    """Sort arguments into options and what follows them; gives `command`."""
    position = 0
    while position < len(arguments):
        word = arguments[position]
        position += 1
        if not word.startswith("-") or word == "-":
            command.arguments = arguments[position - 1 :]
            # Options after a variable that may hold options are options still.
            if not word.startswith("$") or command.image == word:
                break
            continue
        name, sign, value = _option(word)
        if not sign and name not in _FLAGS and position < len(arguments):
            value = arguments[position]
            position += 1
        if name:
            command.options.setdefault(name, []).append(value)
    return command


def _option(word: str) -> tuple[str, str, str]:
    """Give the long name of an option, a sign if its value is in the word, and this value."""
    if word.startswith("--"):
        return word[2:].partition("=")
    letters = word[1:]
    while letters and letters[0] in _SHORT_FLAGS:
        letters = letters[1:]
    if not letters:
        return "", "=", ""
    value = letters[1:].removeprefix("=")
    return _SHORT.get(letters[0], letters[0]), "=" if value else "", value
