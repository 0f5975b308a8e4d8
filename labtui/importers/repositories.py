"""Where backups are kept: the repositories of Borg, restic and rclone, by how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from labtui.importers.evidence import has_variable, target
from labtui.importers.files import GivenFile, shown
from labtui.importers.found import Evidence, Finding, Skip, Target

_HOST = r"(?P<host>[A-Za-z0-9_](?:[\w.-]*\w)?|\[[0-9A-Fa-f:.]+\])"
_OVER_SSH = re.compile(
    rf"(?:ssh|sftp|rsync)://(?:[^@/\s]*@)?{_HOST}(?::(?P<port>\d+))?(?P<path>/[^@]*)?"
)
_SCP = re.compile(rf"(?:[^@/\s:]+@)?{_HOST}:(?P<path>(?!//)[^@]*)")
_NAME = re.compile(_HOST)
_CREDENTIALS = re.compile(r":[^/\s@]*@|(?:pass|secret|token|key)\w*=", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:sh|fm|pp|pf):(?=.)")
_MOST_LEFT_OUT = 200
_WEB_HOST = re.compile(r"https?://[^/@\s]+(?=/[^@]*$)")
_ONE_LETTER = re.compile(r"[A-Za-z]:")
_SERVICES = frozenset({"b2", "gs", "azure", "swift", "rclone"})
"""What restic calls stores that have no address of their own."""


def is_plain(text: str) -> bool:
    """Return True for a text with no variable in it, and no user with a password."""
    return not has_variable(text) and _CREDENTIALS.search(text) is None


def repository(text: str, name: str = "") -> Target | None:
    """Give where a repository is; None where a variable stands for it, or for its host.

    Understood are paths, `ssh://` and `sftp:` addresses, `user@host:path`, and what restic writes
    with a service before it: `rest:`, `s3:`, `b2:`, `rclone:`.
    """
    text = text.strip()
    service, colon, rest = text.partition(":")
    if service in ("rest", "s3") and colon:
        return _of_web(rest, name)
    if service in _SERVICES and colon and not rest.startswith("//"):
        store = rest.partition(":")[0].strip("/")
        title = store if service == "rclone" else f"{service}:{store}"
        return None if not store or has_variable(store) else Target(name or title)
    text = text.removeprefix("file://").removeprefix("local:")
    if service == "sftp" and not rest.startswith("//"):
        text = rest
    if "://" in text:
        found = _OVER_SSH.fullmatch(text)
    elif text.startswith(("/", "~", ".")) or _ONE_LETTER.match(text) or ":" not in text:
        is_known = text and is_plain(text.partition("/{")[0])
        return Target(name, path=text) if is_known else None
    else:
        found = _SCP.fullmatch(text)
    if found is None:
        return None
    port = found.groupdict().get("port")
    return Target(
        name=name,
        host=found["host"].strip("[]").lower(),
        port=int(port) if port and int(port) < 65536 else 0,
        path=_absolute(found["path"] or ""),
    )


def dataset(text: str) -> Target | None:
    """Give a dataset of ZFS, `user@host:pool/data` or `pool/data`; None where it is not known."""
    before, colon, path = text.strip().rpartition(":")
    host = before.rpartition("@")[2]
    if has_variable(text) or not path or (colon and not _NAME.fullmatch(host)):
        return None
    return Target(host=host.strip("[]").lower(), path=path)


def place(of: Target | None) -> str:
    """Give a short name of where backups are kept, to tell jobs of the same thing apart."""
    return of.host or of.name or of.path if of is not None else ""


def _absolute(path: str) -> str:
    """Give a path on another host, where it is an absolute one and known; else an empty one."""
    if path.startswith(("/./", "/~")) or has_variable(path):
        return ""
    return f"/{path.lstrip('/')}" if path.startswith("/") else ""


def _of_web(address: str, name: str) -> Target | None:
    """Give the target of an address of a REST server or of S3, with or without `https://`.

    Where a variable stands in its path, only the host is known.
    """
    plain = address if "://" in address else f"https://{address}"
    about = target(plain, name)
    if not about.host and (begins := _WEB_HOST.match(plain)):
        about = target(begins[0], name)
    return about if about.host else None


def paths(texts: Iterable[str]) -> list[Target]:
    """Give the targets of paths that are known: without variables, and not relative."""
    known = (text for text in texts if text.startswith(("/", "~")) and is_plain(text))
    return [Target(path=text) for text in dict.fromkeys(known)]


def left_out(patterns: Iterable[str]) -> tuple[str, ...]:
    """Give what patterns of Borg and restic leave out, as `Evidence.leaves_out` has it."""
    found = (_PREFIX.sub("", pattern.strip()) for pattern in patterns)
    plain = (re.sub(r"(?<=.)/(?:\*\*?)?$", "", pattern) for pattern in found)
    known = (text for text in plain if text.strip("*/") and is_plain(text))
    return tuple(dict.fromkeys(islice(known, _MOST_LEFT_OUT)))


@dataclass(slots=True)
class Job:
    """A backup job as it is written."""

    key: str
    sources: list[str]
    """The paths that it covers."""
    kept: list[str]
    """The repositories."""
    excluded: list[str] = field(default_factory=list)
    """Patterns of what it leaves out."""
    others: list[Target] = field(default_factory=list)
    """What it covers besides paths of its host: a remote of rclone."""
    reason: str = ""
    """Why it states nothing, where that is not for its paths or its repositories."""


def state_job(finding: Finding, file: GivenFile, job: Job) -> None:
    """Put a backup job into a finding.

    Where nothing is known of its paths or its repositories, it is a skip that says so.
    """
    targets = [*paths(job.sources), *job.others]
    to = tuple(dict.fromkeys(found for one in job.kept if (found := repository(one)) is not None))
    reason = job.reason
    if not reason and not any(job.kept):
        reason = "no repository is known"
    elif not reason and not to:
        variable = any(map(has_variable, job.kept))
        reason = f"{'a variable' if variable else 'no address'} stands in place of the repository"
    elif not reason and not targets:
        variable = any(map(has_variable, job.sources))
        reason = "its paths are in a variable" if variable else "no absolute paths in it"
    if reason:
        finding.skips.append(Skip(shown(file.name, job.key), reason))
        return
    finding.evidence.append(
        Evidence(
            job.key,
            "backup",
            tuple(targets),
            to,
            path=file.name,
            root=file.root,
            leaves_out=left_out(job.excluded),
        )
    )
