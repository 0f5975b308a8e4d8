"""What Prometheus scrapes and probes, from its configuration and the target files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

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
from labtui.importers.found import Finding, Importer, Options, Skip, Target
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
    for job in jobs:
        _take_job(job, file, finding)
    return "" if jobs or file.in_folder else "no scrape jobs of Prometheus"


def _take_job(job: dict[str, Tree], file: GivenFile, finding: Finding) -> None:
    title = f"job {text(job, 'job_name')}"
    where = shown(file.name, title)
    groups = [(group, file) for group in entries(job, "static_configs")]
    groups += _groups_of_files(job, file, finding, where)
    for key in job:
        if key.endswith("_sd_configs") and key != "file_sd_configs":
            reason = f"its targets are found by {key.removesuffix('_configs')}"
            finding.skips.append(Skip(where, reason))
    wanted = [
        (address, group.get("labels"), of)
        for group, of in groups
        for address in texts(group.get("targets"))
    ]
    if probed := _probed(job):
        wanted = [(address, None, file) for address in probed]
    unknown = 0
    for address, labels, of in wanted:
        about = target(address)
        if not about.host:
            unknown += 1
            continue
        key = f"{title} target {about.url or _joined(about.host, about.port)}"
        about = replace(about, name=_name(job, labels, about, len(wanted)))
        if about.port == _OWN_PORT and about.host in _OWN:
            about = replace(about, host="", name=about.name or "prometheus")
        finding.evidence.append(check(key, about, of))
    if unknown:
        finding.skips.append(Skip(where, f"{plural(unknown, 'target')} without an address"))
    finding.unused.update(job.keys() - _USED)


def _name(job: dict[str, Tree], labels: Tree, about: Target, targets: int) -> str:
    """Give what the labels call a target, or else its job if that has no other targets."""
    title = text(job, "job_name")
    is_probe, is_generic = _is_probe(job), _MACHINES.search(title) is not None
    names: tuple[str, ...] = _OF_APP
    if is_probe or is_generic or about.port in _MACHINE_PORTS:
        names = (*_OF_MACHINE, *_OF_APP)
    given = (text(labels, name) for name in names) if isinstance(labels, dict) else ()
    alone = targets == 1 and not is_probe and not is_generic
    known = (name for name in (*given, title if alone else "") if name and not has_variable(name))
    return next(known, "")


def _is_probe(job: dict[str, Tree]) -> bool:
    """Return True if an exporter is asked about the targets, and they have none of their own."""
    steps = entries(job, "relabel_configs")
    return bool(_probed(job)) or any(step.get("target_label") == "__param_target" for step in steps)


def _probed(job: dict[str, Tree]) -> list[str]:
    """Give what an exporter is asked about, where that stands in the job's parameters."""
    params = job.get("params")
    return texts(params.get("target")) if isinstance(params, dict) else []


def _joined(host: str, port: int) -> str:
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{port}" if port else host


def _groups_of_files(
    job: dict[str, Tree], file: GivenFile, finding: Finding, where: str
) -> Iterator[tuple[dict[str, Tree], GivenFile]]:
    """Give the groups of targets of the files that a job names."""
    named = (one for sd in entries(job, "file_sd_configs") for one in texts(sd.get("files")))
    for pattern in dict.fromkeys(named):
        found = beside(file, pattern)
        for other in found[:_MOST_FILES]:
            try:
                groups = entries({"": document(other.read())}, "")
            except UnreadableError as error:
                finding.skips.append(Skip(other.shown, str(error)))
            else:
                yield from ((group, other) for group in groups)
        if not found:
            finding.skips.append(Skip(where, f"{printable(pattern)} is not in the given folder"))


IMPORTER: Importer = _Prometheus()
