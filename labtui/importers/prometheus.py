"""What Prometheus scrapes and probes, from its configuration and the target files beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeAlias

from labtui.importers.evidence import (
    beside,
    check,
    entries,
    has_variable,
    is_recognised,
    is_yaml,
    read_each,
    target,
    text,
    text_for,
    texts,
)
from labtui.importers.files import GivenFile, UnreadableError, shown
from labtui.importers.found import Evidence, Finding, Importer, Options, Skip
from labtui.importers.trees import Tree, document
from labtui.text.printable import printable
from labtui.text.wording import plural

_JOBS = re.compile(r"^[\"'{]*scrape_configs[\"']?[ \t]*:", re.MULTILINE)
_OF_OTHERS = frozenset({"clients", "client", "positions", "server", "receivers"})
"""Promtail and collectors of other kinds have jobs of this shape, too."""

_USED = frozenset(
    {"job_name", "static_configs", "file_sd_configs", "metrics_path", "params", "relabel_configs"}
)
_OF_APP = ("name", "service", "app", "alias")
_OF_MACHINE = ("instance", "hostname", "host", "nodename", "node")
"""Labels that say what a target is; those of an application often say the machine, too."""

_MACHINE_PORTS = frozenset({9100, 9182})
_MACHINES = re.compile(r"node|windows|snmp", re.IGNORECASE)
"""Exporters that tell about the machine they run on."""

_OWN = frozenset({"localhost", "127.0.0.1", "::1"})
_OWN_PORT = 9090
_MOST_FILES = 200
_MOST_TARGETS = 20_000
_Group: TypeAlias = "tuple[dict[str, Tree], GivenFile]"
"""Targets with their labels, and the file that they stand in."""


class _Prometheus:
    name = "prometheus"
    title = "Targets of Prometheus"

    def recognise(self, path: Path) -> bool:
        """Return True for a file with scrape jobs, or a folder with one in it or its `config`."""
        return is_recognised(path, lambda file: bool(_jobs(text_for(file, is_yaml))))

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read the files with jobs, and the files of targets that these name.

        Raises `SourceError` if a given path does not exist.
        """
        return read_each(paths, is_yaml, Finding(), options, _take)


def _jobs(config: str) -> list[dict[str, Tree]]:
    tree = document(config) if _JOBS.search(config) else None
    if not isinstance(tree, dict) or tree.keys() & _OF_OTHERS:
        return []
    return [job for job in entries(tree, "scrape_configs") if text(job, "job_name")]


def _take(file: GivenFile, finding: Finding) -> str:
    jobs = _jobs(file.read())
    reader = _Reader(file, finding)
    for job in jobs:
        reader.take(job)
        if len(finding.evidence) > _MOST_TARGETS:
            raise UnreadableError(f"more than {_MOST_TARGETS} targets")
    return "" if jobs or file.in_folder else "no Prometheus scrape jobs in it"


class _Reader:
    """Puts the jobs of a file into a finding."""

    def __init__(self, file: GivenFile, finding: Finding) -> None:
        self._file = file
        self._finding = finding
        self._groups: dict[str, list[_Group]] = {}
        """The groups of targets of the files that jobs name, by the patterns of these."""

    def take(self, job: dict[str, Tree]) -> None:
        """Take the targets of a job in."""
        title = text(job, "job_name")
        where = shown(self._file.name, f"job {title}")
        groups = [(group, self._file) for group in entries(job, "static_configs")]
        for sd in entries(job, "file_sd_configs"):
            for pattern in texts(sd.get("files")):
                groups += self._of_files(pattern, where)
        for key in job:
            if key.endswith("_sd_configs") and key != "file_sd_configs":
                reason = f"its targets are found by {key.removesuffix('_configs')}"
                self._finding.skips.append(Skip(where, reason))
        wanted = [
            (address, group.get("labels"), of)
            for group, of in groups
            for address in texts(group.get("targets"))
        ]
        if probed := _probed(job):
            wanted = [(address, None, self._file) for address in probed]
        names = _names(job, alone=len(wanted) == 1)
        made = (_check(title, *one, names) for one in wanted)
        found = [one for one in made if one is not None]
        self._finding.evidence += found
        if unknown := len(wanted) - len(found):
            reason = f"{plural(unknown, 'target')} without an address"
            self._finding.skips.append(Skip(where, reason))
        self._finding.unused.update(job.keys() - _USED)

    def _of_files(self, pattern: str, where: str) -> list[_Group]:
        """Give the groups of targets of the files of a pattern, which are read once."""
        if pattern not in self._groups:
            known = len(self._groups) < _MOST_FILES
            self._groups[pattern] = self._read(pattern, where) if known else []
        return self._groups[pattern]

    def _read(self, pattern: str, where: str) -> list[_Group]:
        groups: list[_Group] = []
        files = beside(self._file, pattern)[:_MOST_FILES]
        for other in files:
            try:
                found = entries({"": document(other.read())}, "")
            except UnreadableError as error:
                self._finding.skips.append(Skip(other.shown, str(error)))
            else:
                groups += [(group, other) for group in found]
        if not files:
            reason = f"{printable(pattern)} is not in the given folder"
            self._finding.skips.append(Skip(where, reason))
        return groups


class _Names(NamedTuple):
    """What may call a target of a job."""

    of_machine: tuple[str, ...]
    """The labels that count for what tells about its machine."""
    of_app: tuple[str, ...]
    """The labels that count otherwise."""
    job: str
    """The name of the job where that is the name of its target; else empty."""


def _names(job: dict[str, Tree], *, alone: bool) -> _Names:
    title = text(job, "job_name")
    steps = entries(job, "relabel_configs")
    is_probe = bool(_probed(job)) or any(
        step.get("target_label") == "__param_target" for step in steps
    )
    tells_of_machines = is_probe or _MACHINES.search(title) is not None
    of_machine = (*_OF_MACHINE, *_OF_APP)
    return _Names(
        of_machine,
        of_machine if tells_of_machines else _OF_APP,
        title if alone and not tells_of_machines else "",
    )


def _check(title: str, address: str, labels: Tree, of: GivenFile, names: _Names) -> Evidence | None:
    """Give the check of a target; None where it has no address."""
    about = target(address)
    if not about.host:
        return None
    key = f"job {title} target {about.url or _joined(about.host, about.port)}"
    wanted = names.of_machine if about.port in _MACHINE_PORTS else names.of_app
    given = (text(labels, name) for name in wanted) if isinstance(labels, dict) else ()
    known = (name for name in (*given, names.job) if name and not has_variable(name))
    about = replace(about, name=next(known, ""))
    if about.port == _OWN_PORT and about.host in _OWN:
        about = replace(about, host="", name=about.name or "prometheus")
    return check(key, about, of)


def _probed(job: dict[str, Tree]) -> list[str]:
    """Give what an exporter is asked about, where that stands in the job's parameters."""
    params = job.get("params")
    return texts(params.get("target")) if isinstance(params, dict) else []


def _joined(host: str, port: int) -> str:
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{port}" if port else host


IMPORTER: Importer = _Prometheus()
