"""Where backups are kept: the repositories of Borg, restic and rclone, by how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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


def state_job(
    finding: Finding,
    file: GivenFile,
    key: str,
    sources: Sequence[str],
    kept: Sequence[str],
    others: Sequence[Target] = (),
) -> None:
    """Put a backup job into a finding: the paths it covers, and the repositories as written.

    `others` are what it covers besides paths.

    Where nothing is known of one of these, the job is a skip that says so.
    """
    targets = [*paths(sources), *others]
    to = tuple(dict.fromkeys(found for one in kept if (found := repository(one)) is not None))
    reason = ""
    if not any(kept):
        reason = "no repository is known"
    elif not to:
        variable = any(map(has_variable, kept))
        reason = f"{'a variable' if variable else 'no address'} stands in place of the repository"
    elif not targets:
        variable = any(map(has_variable, sources))
        reason = (
            "a variable stands in place of its paths" if variable else "no absolute paths in it"
        )
    if reason:
        finding.skips.append(Skip(shown(file.name, key), reason))
    else:
        job = Evidence(key, "backup", tuple(targets), to, path=file.name, root=file.root)
        finding.evidence.append(job)
