"""Backup jobs of restic and rclone: scripts, units, crontabs, and programs that run restic."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from labtui.importers.command_files import CommandFile, command_files, may_hold_commands
from labtui.importers.evidence import is_recognised, read_file
from labtui.importers.files import GivenFile, given_files, is_file
from labtui.importers.found import Finding, Importer, Options
from labtui.importers.repositories import place, repository, state_job
from labtui.importers.restic.commands import job_of
from labtui.importers.restic.profiles import take_profiles

_PROFILES = (".yaml", ".yml", ".toml", ".json")
_PROGRAMS = frozenset({"restic", "rclone"})
_NOTHING = "no restic or rclone jobs in it"


class _Restic:
    name = "restic"
    title = "Backup jobs of restic and rclone"

    def recognise(self, path: Path) -> bool:
        """Return True for a file with backup jobs, or a folder with one in it."""
        return is_recognised(path, _has_jobs)

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read the scripts, units, crontabs and configurations; nothing of them is run.

        Raises `SourceError` if a given path does not exist.
        """
        finding = Finding()
        scripts = []
        for file in given_files(paths, _is_wanted, finding):
            if _is_profile(file.path.name.lower()):
                read_file(file, finding, options, _take_profile)
            else:
                scripts.append(file)
        for one in command_files(scripts):
            read_file(one.file, finding, options, partial(_take_script, one))
        return finding


def _is_profile(name: str) -> bool:
    return name.endswith(_PROFILES)


def _is_wanted(name: str) -> bool:
    return _is_profile(name) or may_hold_commands(name)


def _has_jobs(path: Path) -> bool:
    name = path.name.lower()
    if not _is_wanted(name) or not is_file(path):
        return False
    file, finding = GivenFile(path, path.parent, in_folder=True), Finding()
    if _is_profile(name):
        return take_profiles(file, finding)
    [one] = command_files([file])
    _take_script(one, file, finding)
    return bool(finding.evidence or finding.skips)


def _take_profile(file: GivenFile, finding: Finding) -> str:
    return "" if take_profiles(file, finding) or file.in_folder else _NOTHING


def _take_script(script: CommandFile, file: GivenFile, finding: Finding) -> str:
    jobs = [job for one in script.commands(_PROGRAMS) if (job := job_of(one)) is not None]
    for job in jobs:
        if not job.reason and (to := place(repository(job.kept[0]))):
            job.key = f"{job.key} to {to}"
        state_job(finding, file, job)
    return "" if jobs or file.in_folder else _NOTHING


IMPORTER: Importer = _Restic()
