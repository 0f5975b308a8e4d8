"""The command lines of restic and rclone: what they back up, and where to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from labtui.importers.repositories import Job, is_plain, repository
from labtui.importers.shell import Command

_RESTIC_SWITCHES = frozenset(
    {
        "cleanup-cache", "dry-run", "exclude-caches", "force", "help", "ignore-ctime",
        "ignore-inode", "insecure-no-password", "insecure-tls", "json", "no-cache",
        "no-extra-verify", "no-lock", "no-scan", "one-file-system", "quiet", "skip-if-unchanged",
        "stdin", "stdin-from-command", "use-fs-snapshot", "verbose", "with-atime",
    }
)  # fmt: skip
_RESTIC_SHORT = {
    "r": "repo", "p": "password-file", "e": "exclude", "H": "host", "h": "host", "o": "option",
    "n": "dry-run", "x": "one-file-system", "f": "force", "q": "quiet", "v": "verbose",
}  # fmt: skip
_RCLONE_WITH_PATHS = frozenset(
    {
        "backup-dir", "ca-cert", "cache-dir", "compare-dest", "config", "copy-dest", "exclude",
        "exclude-from", "exclude-if-present", "files-from", "files-from-raw", "filter",
        "filter-from", "include", "include-from", "log-file", "password-command", "rc-addr",
        "suffix", "temp-dir", "user-agent",
    }
)  # fmt: skip
_RCLONE_VERBS = frozenset({"sync", "copy", "copyto", "bisync"})
"""What keeps a copy; to move leaves one."""


@dataclass(slots=True)
class _Options:
    values: dict[str, list[str]] = field(default_factory=dict)
    arguments: list[str] = field(default_factory=list)

    def add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)

    def last(self, name: str) -> str:
        return self.values.get(name, [""])[-1]


def job_of(command: Command) -> Job | None:
    """Give the job of a command; None for one that backs nothing up."""
    read = _restic if command.program == "restic" else _rclone
    job = read(command)
    if job is not None and command.in_container:
        job.reason = "its paths are those of a container"
    return job


def _restic(command: Command) -> Job | None:
    options = _restic_options(command.arguments)
    if options.arguments[:1] != ["backup"] or "dry-run" in options.values:
        return None
    sources = options.arguments[1:]
    kept = options.last("repo") or command.variable("RESTIC_REPOSITORY")
    job = Job(_key("restic backup", sources), sources, [kept])
    job.excluded = [*options.values.get("exclude", []), *options.values.get("iexclude", [])]
    for option in ("stdin", "stdin-from-command"):
        if option in options.values:
            job.reason = "it gets what it backs up from another command"
    if not kept and "repository-file" in options.values:
        job.reason = "its repository is in another file"
    if not sources and options.values.keys() & {"files-from", "files-from-verbatim"}:
        job.reason = "its paths are in another file"
    return job


def _restic_options(words: Sequence[str]) -> _Options:
    found = _Options()
    rest = iter(words)
    for word in rest:
        if word == "--":
            found.arguments += rest
        elif word.startswith("--"):
            name, sign, value = word[2:].partition("=")
            has_own = sign or name in _RESTIC_SWITCHES
            found.add(name, value if has_own else next(rest, ""))
        elif word.startswith("-") and len(word) > 1:
            _short(word[1:], rest, found)
        else:
            found.arguments.append(word)
    return found


def _short(letters: str, rest: Iterator[str], found: _Options) -> None:
    """Take in options of one letter: switches may stand together, a value may follow its letter."""
    for position, letter in enumerate(letters):
        name = _RESTIC_SHORT.get(letter, letter)
        if name in _RESTIC_SWITCHES:
            found.add(name, "")
        else:
            found.add(name, letters[position + 1 :].removeprefix("=") or next(rest, ""))
            return


def _rclone(command: Command) -> Job | None:
    options = _rclone_options(command.arguments)
    words = options.arguments
    if len(words) != 3 or words[0] not in _RCLONE_VERBS or options.values.keys() & {"dry-run", "n"}:
        return None
    source, kept = words[1:]
    job = Job(_key(f"rclone {words[0]}", [source]), [source], [_rclone_place(kept)])
    job.excluded = [
        f"{source.rstrip('/')}{pattern}" if pattern.startswith("/") else pattern
        for pattern in options.values.get("exclude", [])
    ]
    remote = repository(_rclone_place(source))
    if remote is not None and remote.name:
        job.sources, job.others = [], [remote]
    return job


def _rclone_options(words: Sequence[str]) -> _Options:
    """Read options, of which too many are known to name all.

    A word after an option is its value where the option is known to take paths, or where the word
    is none.
    """
    found = _Options()
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        if not word.startswith("-"):
            found.arguments.append(word)
            continue
        name, sign, value = word.lstrip("-").partition("=")
        after = words[position] if position < len(words) else "-"
        is_place = after.startswith(("/", "~", "$", ".")) or ":" in after or after in _RCLONE_VERBS
        if not sign and not after.startswith("-") and (name in _RCLONE_WITH_PATHS or not is_place):
            value = after
            position += 1
        found.add(name, value)
    return found


def _rclone_place(text: str) -> str:
    """Give a place of rclone as restic writes it: `remote:path` → `rclone:remote:path`."""
    return text if text.startswith(("/", "~", ".")) or ":" not in text else f"rclone:{text}"


def _key(what: str, sources: Sequence[str]) -> str:
    named = next((one for one in sources if is_plain(one)), "")
    return f"{what} {named}".strip()
