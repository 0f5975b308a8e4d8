"""The sync jobs of a Proxmox Backup Server, from `/etc/proxmox-backup` or a copy of it.

Which guests are backed up to it is told by Proxmox VE, not by the server.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labtui.errors import SourceError
from labtui.importers.evidence import target, with_own_keys
from labtui.importers.files import (
    STDIN,
    GivenFile,
    UnreadableError,
    any_like,
    given_files,
    is_file,
    is_folder,
    read_text,
    shown,
)
from labtui.importers.found import Evidence, Finding, Importer, Options, Skip, Target
from labtui.importers.proxmox.formats import Section, sections

_FILES = {
    "datastore.cfg": "datastore",
    "remote.cfg": "remote",
    "sync.cfg": "sync",
    "verification.cfg": "verification",
}
"""The files that are read, each with the type of its sections."""

_USED = frozenset(
    {"store", "remote", "remote-store", "sync-direction", "schedule", "path", "host",
     "maintenance-mode"}
)  # fmt: skip


class _Pbs:
    name = "pbs"
    title = "Sync jobs of a Proxmox Backup Server"

    def recognise(self, path: Path) -> bool:
        """Return True for one of the files, or a folder with one in it."""
        files = [path / name for name in _FILES] if is_folder(path) else [path]
        return any_like(files, _has_sections)

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read the files of each server; of the remotes only their names and hosts.

        Raises `SourceError` if a given path does not exist, or is `-`.
        """
        if STDIN in paths:
            raise SourceError("Proxmox Backup Server is read from files: name its folder")
        finding = Finding()
        servers: dict[Path, _Server] = {}
        for file in given_files(paths, _FILES.__contains__, finding):
            if reason := "" if options.everything else file.why_not_in_use():
                finding.skips.append(Skip(file.shown, reason))
                continue
            options.progress(file.shown)
            server = servers.setdefault(file.path.parent, _Server())
            _read_file(file, server, finding)
        for server in servers.values():
            server.state(finding)
        return finding


def _has_sections(file: Path) -> bool:
    kind = _FILES.get(file.name.lower())
    if kind is None or not is_file(file):
        return False
    return any(section.type == kind for section in sections(read_text(file)))


def _read_file(file: GivenFile, server: _Server, finding: Finding) -> None:
    kind = _FILES.get(file.path.name.lower(), "")
    try:
        found = [section for section in sections(file.read()) if section.type == kind]
    except UnreadableError as error:
        finding.skips.append(Skip(file.shown, str(error)))
        return
    if not found:
        finding.skips.append(Skip(file.shown, "not a configuration of Proxmox Backup Server"))
    for section in found:
        finding.unused.update(section.values.keys() - _USED)
        server.sections.setdefault(kind, []).append((file, section))


@dataclass(slots=True)
class _Server:
    """What the files of one folder say."""

    sections: dict[str, list[tuple[GivenFile, Section]]] = field(default_factory=dict)
    """By their types."""

    def state(self, finding: Finding) -> None:
        """Put the jobs into a finding, and what states nothing."""
        for kind, reason in (
            ("datastore", "it does not say whose backups it keeps"),
            ("verification", "it checks backups, and makes none"),
        ):
            for file, section in self.sections.get(kind, ()):
                finding.skips.append(Skip(shown(file.name, section.id), reason))
        jobs = []
        for file, section in self.sections.get("sync", ()):
            if reason := self._why_not(section.values):
                finding.skips.append(Skip(shown(file.name, f"sync {section.id}"), reason))
            else:
                jobs.append(self._job(file, section))
        finding.evidence += with_own_keys(jobs)

    def _values(self, kind: str, id: str) -> Mapping[str, str]:
        found = (section.values for _, section in self.sections.get(kind, ()) if section.id == id)
        return next(found, {})

    def _why_not(self, values: Mapping[str, str]) -> str:
        if not values.get("schedule"):
            return "not in use: it has no schedule"
        if "maintenance-mode" in self._values("datastore", values.get("store", "")):
            return "not in use: its datastore is in maintenance"
        return ""

    def _job(self, file: GivenFile, section: Section) -> Evidence:
        values = section.values
        here = self._datastore(values.get("store", ""))
        remote = values.get("remote", "")
        if remote:
            host = target(self._values("remote", remote).get("host", ""))
            there = Target(remote, host=host.host)
        else:
            there = self._datastore(values.get("remote-store", ""))
        pushes = values.get("sync-direction") == "push"
        source, kept = (here, there) if pushes else (there, here)
        key = f"sync {section.id}"
        return Evidence(key, "backup", (source,), (kept,), path=file.name, root=file.root)

    def _datastore(self, id: str) -> Target:
        """Give a datastore of this server, which is the host of the file."""
        path = self._values("datastore", id).get("path", "")
        return Target(id, host="localhost", path=path)


IMPORTER: Importer = _Pbs()
