"""Replication of ZFS: commands of syncoid, and the jobs of zrepl; sanoid only makes snapshots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from labtui.importers.command_files import CommandFile, command_files, may_hold_commands
from labtui.importers.evidence import (
    Take,
    beside,
    entries,
    has_variable,
    is_recognised,
    is_yaml,
    read_file,
    target,
    text,
    texts,
)
from labtui.importers.files import GivenFile, given_files, is_file, shown
from labtui.importers.found import Evidence, Finding, Importer, Options, Skip, Target
from labtui.importers.repositories import dataset
from labtui.importers.shell import Command
from labtui.importers.trees import Tree, document

_SYNCOID = frozenset({"syncoid"})
_SWITCHES = frozenset(
    {
        "create-bookmark", "debug", "delete-target-snapshots", "dumpsnaps", "force-delete", "help",
        "insecure-direct-connection", "keep-sync-snap", "no-clone-handling", "no-command-checks",
        "no-privilege-elevation", "no-resume", "no-rollback", "no-stream", "no-sync-snap",
        "preserve-properties", "preserve-recordsize", "quiet", "r", "recursive", "skip-parent",
        "use-hold", "version",
    }
)  # fmt: skip
_SECTION = re.compile(r"^[ \t]*\[([^\]\n]+)\]", re.MULTILINE)
_JOBS = re.compile(r"^\W*jobs[\"']?[ \t]*:", re.MULTILINE)
_OF_JOBS = frozenset({"filesystems", "datasets", "connect", "serve", "root_fs", "snapshotting"})
_JOB_TYPES = frozenset({"push", "pull", "sink", "source", "snap"})
_SNAPSHOTS = "snapshots in the same pool are no backup"
_NO_ADDRESS = "nothing is known of where it goes"
_STATES_NOTHING = {
    "snap": _SNAPSHOTS,
    "sink": "it receives what other jobs send",
    "source": "another machine pulls it, if one does",
    "pull": "what it pulls is told by the configuration of the other machine",
}
_NOTHING = "no ZFS replication in it"


class _Zfs:
    name = "zfs"
    title = "Replication by syncoid and zrepl"

    def recognise(self, path: Path) -> bool:
        """Return True for a file with replication or snapshots, or a folder with one in it."""
        return is_recognised(path, _has_any)

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read `sanoid.conf`, `zrepl.yml`, and scripts, units and crontabs; nothing is run.

        Raises `SourceError` if a given path does not exist.
        """
        finding = Finding()
        scripts = []
        for file in given_files(paths, _is_wanted, finding):
            if take := _taker(file.path):
                read_file(file, finding, options, take)
            else:
                scripts.append(file)
        for one in command_files(scripts):
            read_file(one.file, finding, options, partial(_take_script, one))
        return finding


def _is_wanted(name: str) -> bool:
    return name == "sanoid.conf" or is_yaml(name) or may_hold_commands(name)


def _taker(path: Path) -> Take | None:
    name = path.name.lower()
    return _take_sanoid if name == "sanoid.conf" else _take_zrepl if is_yaml(name) else None


def _has_any(path: Path) -> bool:
    if not _is_wanted(path.name.lower()) or not is_file(path):
        return False
    file, finding = GivenFile(path, path.parent, in_folder=True), Finding()
    take = _taker(path) or partial(_take_script, command_files([file])[0])
    take(file, finding)
    return bool(finding.evidence or finding.skips)


# --- sanoid


def _take_sanoid(file: GivenFile, finding: Finding) -> str:
    names = [name.strip() for name in _SECTION.findall(file.read())]
    for name in dict.fromkeys(names):
        if not name.startswith("template_"):
            finding.skips.append(Skip(shown(file.name, name), _SNAPSHOTS))
    return "" if names or file.in_folder else _NOTHING


# --- syncoid


def _take_script(script: CommandFile, file: GivenFile, finding: Finding) -> str:
    found = [_places(one) for one in script.commands(_SYNCOID)]
    jobs = [places for places in found if len(places) == 2]
    for source, kept in jobs:
        key = f"syncoid {'' if has_variable(source) else source}".strip()
        one, to = dataset(source), dataset(kept)
        if one is None or to is None:
            reason = "a dataset is in a variable"
            finding.skips.append(Skip(shown(file.name, key), reason))
        else:
            finding.evidence.append(_job(f"{key} to {to.host or to.path}", (one,), (to,), file))
    return "" if jobs or file.in_folder else _NOTHING


def _places(command: Command) -> list[str]:
    """Give what a command names besides its options: from where it sends, and to where."""
    places: list[str] = []
    words = iter(command.arguments)
    for word in words:
        name, sign, _ = word.lstrip("-").partition("=")
        if not word.startswith("-"):
            places.append(word)
        elif not sign and name not in _SWITCHES:
            next(words, "")
    return places


def _job(key: str, targets: Sequence[Target], to: Sequence[Target], file: GivenFile) -> Evidence:
    return Evidence(key, "backup", tuple(targets), tuple(to), path=file.name, root=file.root)


# --- zrepl


def _take_zrepl(file: GivenFile, finding: Finding) -> str:
    config = file.read()
    tree = document(config) if _JOBS.search(config) and "type" in config else None
    jobs = [job for job in entries(tree, "jobs") if text(job, "type") in _JOB_TYPES]
    jobs = [job for job in jobs if text(job, "name") and job.keys() & _OF_JOBS]
    sinks = {
        text(serve, "listener_name"): text(job, "root_fs")
        for job in (*jobs, *_included(tree, file))
        if isinstance(serve := job.get("serve"), dict)
    }
    for job in jobs:
        key = f"job {text(job, 'name')}"
        reason = _STATES_NOTHING.get(text(job, "type"), "")
        patterns, to = _filter(job), _kept(job.get("connect"), sinks)
        targets = _datasets(patterns)
        if not reason and to is None:
            reason = _NO_ADDRESS
        elif not reason and not targets:
            reason = "all pools are sent, and none is named" if "<" in patterns else "no datasets"
        if reason or to is None:
            finding.skips.append(Skip(shown(file.name, key), reason))
        else:
            finding.evidence.append(_job(key, targets, (to,), file))
        finding.unused.update(job.keys() - {"name", "type", "filesystems", "connect", "root_fs"})
    return "" if jobs or file.in_folder else _NOTHING


def _included(tree: Tree, file: GivenFile) -> Iterator[dict[str, Tree]]:
    """Give the jobs of the files that a configuration includes; these are read by themselves."""
    for name in texts(tree.get("include")) if isinstance(tree, dict) else ():
        for other in beside(file, name if is_yaml(name) else f"{name}/*.yml"):
            yield from entries(document(other.read()), "jobs")


def _filter(job: dict[str, Tree]) -> list[str]:
    """Give the patterns of the datasets that a job sends."""
    passes = job.get("filesystems")
    named = passes.items() if isinstance(passes, dict) else ()
    listed = [one for one in entries(job, "datasets") if one.get("exclude") is not True]
    return [
        *(name for name, says in named if says is True),
        *(text(one, "pattern") for one in listed),
    ]


def _datasets(patterns: Sequence[str]) -> list[Target]:
    """Give the datasets of patterns; a `<` means that all below are sent, too."""
    names = (pattern.removesuffix("<").strip("/") for pattern in patterns)
    return [Target(path=name) for name in names if name and not has_variable(name)]


def _kept(connect: Tree, sinks: Mapping[str, str]) -> Target | None:
    """Give where a job sends: another host, or a pool of the same one."""
    if not isinstance(connect, dict):
        return None
    if text(connect, "type") == "local":
        folder = sinks.get(text(connect, "listener_name"), "")
        return Target(path=folder) if folder and not has_variable(folder) else None
    about = target(text(connect, "address") or text(connect, "host"))
    return Target(host=about.host) if about.host else None


IMPORTER: Importer = _Zfs()
