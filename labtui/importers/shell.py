"""Commands of shell scripts, found without running anything: words, variables, lists.

What a variable holds is known where the script assigns it as plain text. All that takes more, a
command's output or a parameter of the script, stays unknown: its `$` stands in the word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from labtui.importers.files import UnreadableError

_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t\r]+|\\\r?\n)
    |(?P<comment>(?<!\S)\#[^\n]*+)
    |(?P<redirect>\d?(?:<<-?[ \t]*(?P<here>["']?\w+["']?)|>>?|<)(?:&\d?)?[ \t]*)
    |(?P<end>[;|&\n]++|[()])
    |(?P<word>(?:
        [^\s"'\\;|&()<>`$]++
        |\\.
        |"(?:[^"\\]|\\.)*+"
        |'[^']*+'
        |\$\((?:[^()]|\([^()]*+\))*+\)
        |`[^`]*+`
        |\$\{[^}\n]{0,200}+\}
        |["'`$]
    )++)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PIECE = re.compile(
    r"""
    '(?P<single>[^']*+)'
    |(?P<quote>")
    |\\(?P<escaped>.)
    |\$\{(?P<braced>[A-Za-z_]\w*)(?P<all>\[[@*]\])?(?::?[-=?][^}]*)?\}
    |\$(?P<plain>[A-Za-z_]\w*)
    |(?P<unknown>\$\((?:[^()]|\([^()]*+\))*+\)|`[^`]*+`|\$\{[^}]{0,200}+\}|\$.?)
    |(?P<text>[^'"\\$`]++|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_WHERE = re.compile(r"\$\((?:which|command -v|type -p)\s+([\w/.-]+)\)")
"""Asks where a program is."""

_NAMED = re.compile(r"\$\{?([A-Za-z_]\w*)")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\+?)=(.*)", re.DOTALL)
_CRON_FIELD = re.compile(r"[\d*/,-]+|[A-Za-z]{3}(?:[,-][A-Za-z]{3})*")

_DECLARING = frozenset({"export", "local", "readonly", "declare", "typeset"})
_KEYWORDS = frozenset(
    {"if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "time", "exec"}
)
_WRAPPERS = frozenset(
    {
        "sudo", "doas", "nice", "ionice", "env", "timeout", "chronic", "cronic", "nohup", "flock",
        "systemd-inhibit", "systemd-cat", "systemd-run", "caffeinate", "command", "setpriv",
        "chrt", "cpulimit", "run-one", "docker", "podman", "runitor", "unshare",
    }
)  # fmt: skip
_SHELLS = frozenset({"sh", "bash", "zsh", "dash", "su"})
_CONTAINERS = frozenset({"docker", "podman"})
_MOST_WORDS = 2_000
_MOST_VARIABLES = 300
_LONGEST = 5_000
_MOST_COMMANDS = 5_000
_MOST_TURNS = 20
_LARGEST = 300_000


class EachOf(list[str]):
    """What a variable holds in turn: that of a loop."""


Variables = dict[str, list[str]]
"""The words that each variable holds."""


class Command(NamedTuple):
    """A command of a script."""

    program: str
    arguments: tuple[str, ...]
    variables: Mapping[str, Sequence[str]]
    """What was known of variables when it ran."""
    in_container: bool
    """True if its paths are those of a container."""

    def variable(self, name: str) -> str:
        """Give the value of a variable; empty where it is not known."""
        return " ".join(self.variables.get(name, ()))


def commands(
    text: str,
    programs: frozenset[str],
    variables: Mapping[str, list[str]] | None = None,
    sourced: Callable[[str], Variables] | None = None,
) -> list[Command]:
    """Give the commands of a script that run one of some programs, in order.

    `variables` are those that it is started with; `sourced` gives those of a file that it sources.
    Raises `UnreadableError` for what is too large for a script.
    """
    return _commands(text, programs, {"HOME": ["~"], **(variables or {})}, sourced)


def _commands(
    text: str,
    programs: frozenset[str],
    known: Variables,
    sourced: Callable[[str], Variables] | None = None,
    *,
    is_within: bool = False,
) -> list[Command]:
    """Give the commands of a script, or of one within a script, of which others are not read."""
    raw = [_without_schedule(one, programs) for one in _raw_commands(text)]
    later: Variables = {**known}
    for one in raw:
        _assign(one, later, sourced or _nothing)
    reader = _Reader({**later, **known}, programs, sourced, is_within=is_within)
    found: list[Command] = []
    for one in raw:
        found += reader.read(one)
        if len(found) > _MOST_COMMANDS:
            raise UnreadableError(f"a script of more than {_MOST_COMMANDS} commands")
    return found


def assignments(text: str) -> Variables:
    """Give the variables that a script or a file of variables assigns.

    Raises `UnreadableError` for what is too large for a script.
    """
    found: Variables = {"HOME": ["~"]}
    for one in _raw_commands(text):
        _assign(one, found, _nothing)
    return found


def _nothing(_name: str) -> Variables:
    return {}


Raw = list["str | list[str]"]
"""The words of a command as they are written; a list is what parentheses hold after a `=`."""


def _raw_commands(text: str) -> list[Raw]:
    if len(text) > _LARGEST:
        raise UnreadableError(f"a script of more than {_LARGEST // 1000} kB")
    splitter = _Splitter()
    position = 0
    while (found := _TOKEN.match(text, position)) is not None:
        position = found.end()
        if found.lastgroup == "end":
            if ends := splitter.end(found[0]):
                position = _after(text, position, ends)
        elif found.lastgroup == "word":
            splitter.word(found[0])
        elif found["here"]:
            splitter.here.append(found["here"].strip("\"'"))
        elif found.lastgroup == "redirect":
            splitter.skips = "&" not in found[0]
        if len(splitter.finished) > _MOST_COMMANDS:
            raise UnreadableError(f"a script of more than {_MOST_COMMANDS} commands")
    splitter.end("\n")
    return splitter.finished


class _Splitter:
    """Gathers the words of one command after another."""

    def __init__(self) -> None:
        self.skips = False
        """True where the next word is the file of a redirection."""
        self.here: list[str] = []
        """What closes the documents that begin on the next line."""
        self._words: Raw = []
        self._array: list[str] | None = None
        self.finished: list[Raw] = []
        """The commands that have ended."""

    def word(self, token: str) -> None:
        """Take a word in."""
        if self.skips:
            self.skips = False
        elif self._array is not None:
            self._array.append(token)
        else:
            self._words.append(token)

    def end(self, token: str) -> list[str]:
        """End a command, or begin or end a list; gives what closes documents that begin now."""
        if self._array is not None:
            if token == ")":
                self._words.append(self._array)
                self._array = None
            return []
        if token == "(" and self._words and str(self._words[-1]).endswith("="):
            self._array = []
            return []
        if self._words:
            self.finished.append(self._words)
        self._words, self.skips = [], False
        ends: list[str] = []
        if "\n" in token:
            ends, self.here = self.here, ends
        return ends


def _after(text: str, position: int, ends: Sequence[str]) -> int:
    """Give where the documents within a script end that the lines `ends` close."""
    for end in ends:
        found = re.compile(rf"^[ \t]*{re.escape(end)}[ \t]*$", re.MULTILINE).search(text, position)
        position = found.end() if found else len(text)
    return position


def _assign(raw: Raw, variables: Variables, sourced: Callable[[str], Variables]) -> int:
    """Carry out what a command assigns; gives the number of its words that do so."""
    begin = next((n for n, word in enumerate(raw) if str(word) not in _KEYWORDS), len(raw))
    raw = raw[begin:]
    first = raw[0] if raw else ""
    declares = first in _DECLARING
    position = 1 if declares else 0
    while position < len(raw):
        word = raw[position]
        found = _ASSIGNMENT.fullmatch(word) if isinstance(word, str) else None
        if found is None:
            if declares and isinstance(word, str) and (word.startswith("-") or word.isidentifier()):
                position += 1
                continue
            break
        name, adds, value = found.groups()
        array = raw[position + 1] if position + 1 < len(raw) and not value else None
        if isinstance(array, list):
            words = [each for one in array for each in expanded(one, variables)]
            position += 1
        else:
            turns = _turns([value], variables)
            words = [" ".join(expanded(value, turn, splits=False)) for turn in turns]
            words = words if len(turns) == 1 else EachOf(words)
        if adds and isinstance(array, list):
            words = [*variables.get(name, []), *words]
        elif adds:
            words = ["".join([*variables.get(name, []), *words])]
        is_small = sum(map(len, words)) < _LONGEST and len(words) < _MOST_WORDS
        if is_small and (name in variables or len(variables) < _MOST_VARIABLES):
            variables[name] = words
        position += 1
    if first in ("source", ".") and len(raw) > 1 and isinstance(raw[1], str):
        variables.update(sourced(" ".join(expanded(raw[1], variables))))
    elif first == "for" and len(raw) > 3 and raw[2] == "in" and isinstance(raw[1], str):
        listed = [each for one in raw[3:] for each in expanded(str(one), variables)]
        variables[raw[1]] = EachOf(listed) if len(listed) <= _MOST_TURNS else ["$"]
    return begin + position


def expanded(
    word: str, variables: Mapping[str, Sequence[str]], *, splits: bool = True
) -> list[str]:
    """Give the words that a word stands for: without quotes, with what variables hold.

    Where it does not split, what a variable without quotes holds is one word.
    """
    if len(word) > _LONGEST:
        return ["$"]
    fields = [""]
    for values in _pieces(word, variables, splits=splits):
        fields[-1] += values[0] if values else ""
        fields.extend(values[1:])
        if len(fields) > _MOST_WORDS or len(fields[-1]) > _LONGEST:
            return ["$"]
    return fields if fields != [""] or "'" in word or '"' in word else []


def _pieces(
    word: str, variables: Mapping[str, Sequence[str]], *, splits: bool
) -> Iterator[Sequence[str]]:
    """Give what each piece of a word stands for; where it is several words, a word ends."""
    quoted = False
    for found in _PIECE.finditer(word):
        if found["quote"]:
            quoted = not quoted
        elif found["single"] is not None:
            yield [f"'{found['single']}'" if quoted else found["single"]]
        elif name := found["braced"] or found["plain"]:
            values = variables.get(name)
            if values is None:
                yield [f"${name}"]
            elif quoted or not splits:
                yield values if found["all"] else [" ".join(values)]
            else:
                yield " ".join(values).split()
        elif found["unknown"]:
            where = _WHERE.fullmatch(found["unknown"])
            yield [where[1] if where else "$"]
        else:
            yield [found["escaped"] or found["text"] or ""]


def _turns(words: Iterable[str], variables: Variables) -> list[Variables]:
    """Give the variables of each turn of a loop whose variable stands in some words.

    What is as long is taken in step; without a loop there is one turn.
    """
    named = (name for word in words for name in _NAMED.findall(word))
    each = {name: variables[name] for name in named if isinstance(variables.get(name), EachOf)}
    if not each:
        return [variables]
    turns = len(next(iter(each.values())))
    return [
        {**variables, **{n: [v[turn]] if len(v) == turns else ["$"] for n, v in each.items()}}
        for turn in range(turns)
    ]


class _Reader:
    def __init__(
        self,
        variables: Variables,
        programs: frozenset[str],
        sourced: Callable[[str], Variables] | None,
        *,
        is_within: bool,
    ) -> None:
        self._variables = variables
        self._programs = programs
        self._sourced = sourced or _nothing
        self._is_within = is_within

    def read(self, raw: Raw) -> Iterator[Command]:
        words = [word for word in raw if isinstance(word, str)]
        own = {**self._variables} if any(map(_ASSIGNMENT.match, words[:2])) else self._variables
        start = _assign(raw, own, self._sourced)
        if start >= len(raw):
            self._variables = own
            return
        rest = raw[start:]
        names_any = any(program in str(word) for word in rest for program in self._programs)
        if not names_any and not any("$" in str(word) for word in rest[:6]):
            return
        rest_words = [word for word in rest if isinstance(word, str)]
        for turn in _turns(rest_words, own):
            expanded_words = [each for word in rest_words for each in expanded(word, turn)]
            yield from self._of_words(expanded_words, turn)

    def _of_words(self, words: Sequence[str], variables: Variables) -> Iterator[Command]:
        position = 0
        is_wrapped = in_container = False
        while position < len(words):
            word = words[position]
            name = word.rsplit("/", 1)[-1]
            program = name.partition(":")[0] if in_container else name
            if program in self._programs:
                yield Command(program, tuple(words[position + 1 :]), {**variables}, in_container)
                return
            if name in _SHELLS:
                for inner in words[position + 1 :]:
                    if " " in inner and not self._is_within:
                        yield from _commands(inner, self._programs, variables, is_within=True)
                return
            if name in _WRAPPERS:
                is_wrapped = True
                in_container |= name in _CONTAINERS
            elif not is_wrapped and name not in _KEYWORDS and not _ASSIGNMENT.match(word):
                return
            position += 1


def _without_schedule(raw: Raw, programs: frozenset[str]) -> Raw:
    """Give a command without the times, and the user, that a line of a crontab begins with."""
    first = raw[0]
    if isinstance(first, str) and first.startswith("@") and len(raw) > 1:
        rest = raw[1:]
    elif len(raw) > 5 and all(isinstance(w, str) and _CRON_FIELD.fullmatch(w) for w in raw[:5]):
        rest = raw[5:]
    else:
        return raw
    second = str(rest[0])
    others = (programs, _WRAPPERS, _SHELLS, _KEYWORDS)
    is_user = second.isidentifier() and not any(second in names for names in others)
    return rest[1:] if is_user and len(rest) > 1 and not str(rest[1]).startswith("-") else rest
