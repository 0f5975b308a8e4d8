"""Which data of systems a backup job covers, by the folders and volumes that containers see."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import NamedTuple

_OF_THE_MACHINE = tuple(
    map(PurePosixPath, ("/dev", "/etc", "/lib/modules", "/proc", "/run", "/sys", "/var/run"))
)
"""Folders of a machine that containers see, and that hold none of their data."""

_MADE_AGAIN = re.compile(
    r"cache|thumb|transcod|preview|lost\+found|(?<![a-z])(?:logs?|te?mp)(?![a-z])", re.IGNORECASE
)
"""In the name of a folder: what is in it is made again."""

_VOLUMES = PurePosixPath("/var/lib/docker/volumes")
"""Where Docker keeps volumes."""


class Mount(NamedTuple):
    """A folder of a host, or a volume, that a container of a system sees."""

    id: str
    on: str | None
    host: PurePosixPath | None
    """None for a volume, which the container engine keeps, and where the folder is not known."""
    inside: PurePosixPath
    names: frozenset[str]
    """What the container is called."""

    @property
    def place(self) -> str:
        """What is mounted, for people."""
        return f"what it keeps at {self.inside}" if self.host is None else str(self.host)


class Mounts:
    """The mounts of all systems."""

    def __init__(self) -> None:
        """Begin with none."""
        self._mounts: list[Mount] = []
        self._of: dict[str, list[int]] = {}
        """By id, the numbers of the mounts of a system."""
        self._at: dict[PurePosixPath, list[int]] = {}
        """By folder of a host, the numbers of its mounts."""
        self._below: dict[PurePosixPath, list[int]] = {}
        """The same with those of the folders below, and volumes where they are kept."""

    def add(self, mount: Mount) -> None:
        """Take a mount in."""
        number = len(self._mounts)
        self._mounts.append(mount)
        self._of.setdefault(mount.id, []).append(number)
        if mount.host is not None:
            self._at.setdefault(mount.host, []).append(number)
        folder = mount.host or _VOLUMES
        for around in (folder, *folder.parents):
            self._below.setdefault(around, []).append(number)

    def outside(self, path: str, file: str) -> str:
        """Give a path as the host has it, where the file that names it is a container's own."""
        own = min(self._at_folders(PurePosixPath(file)), default=None)
        if own is None:
            return path
        named, of = PurePosixPath(path), self._mounts[own]
        for mount in map(self._mounts.__getitem__, self._of[of.id]):
            is_own = mount.names == of.names and mount.host is not None
            if is_own and mount.host is not None and _is_in(named, mount.inside):
                return str(mount.host / named.relative_to(mount.inside))
        return path

    def _at_folders(self, path: PurePosixPath) -> Iterator[int]:
        """Give the numbers of the mounts of a path, and of the folders around it."""
        for folder in (path, *path.parents):
            yield from self._at.get(folder, ())

    def covered(
        self,
        paths: Collection[str],
        dumped: Mapping[str, set[str]],
        on: str | None,
        left_out: Sequence[str] = (),
    ) -> tuple[dict[str, list[str]], list[str]]:
        """Give by id what of each system's data paths on a host leave out, and idle paths.

        `dumped` are names of containers, by id, of which the content is covered otherwise. A
        system of which nothing is covered is left out; where nothing is left out, it is covered
        whole. Idle is a path that covers no system. What `left_out` matches is not covered.
        """
        whole: set[int] = set()
        """The mounts that are covered."""
        touched, hosts, idle = set(dumped), set[str | None](), list[str]()
        for path in map(PurePosixPath, paths):
            around = [one for one in self._below.get(path, ()) if self._is_data(one, on)]
            within = [one for one in self._at_folders(path) if self._is_data(one, on)]
            if not (around or within):
                idle.append(str(path))
            around = [one for one in around if not _is_left_out(self._folder_of(one), left_out)]
            whole.update(around)
            for mount in map(self._mounts.__getitem__, (*around, *within)):
                touched.add(mount.id)
                hosts.add(mount.on)
        if on is None and len(hosts - {None}) > 1:  # it is not known which of them is meant
            return self.covered((), dumped, on)[0], list(map(str, map(PurePosixPath, paths)))
        missing = {
            id: [
                place
                for one in self._of.get(id, ())
                if self._is_data(one, on) and self._mounts[one].names.isdisjoint(dumped.get(id, ()))
                for place in (
                    _left_out_below(self._folder_of(one), left_out)
                    if one in whole
                    else [self._mounts[one].place]
                )
            ]
            for id in sorted(touched)
        }
        return missing, idle

    def _folder_of(self, number: int) -> PurePosixPath:
        return self._mounts[number].host or _VOLUMES

    def _is_data(self, number: int, on: str | None) -> bool:
        """Return True for a mount that may hold data, on a host; None is any."""
        mount = self._mounts[number]
        return (mount.on == on or None in (mount.on, on)) and _holds_data(mount.host)


def _is_in(path: PurePosixPath, folder: PurePosixPath) -> bool:
    return path == folder or folder in path.parents


def _is_left_out(folder: PurePosixPath, patterns: Sequence[str]) -> bool:
    """Return True for a folder that a pattern matches, or one around it."""
    for each in (folder, *folder.parents[:-1]):
        for pattern in patterns:
            path = str(each) if "/" in pattern else each.name
            if fnmatchcase(path, pattern):
                return True
    return False


def _left_out_below(folder: PurePosixPath, patterns: Sequence[str]) -> list[str]:
    """Give the folders with data below a folder that are written out among patterns."""
    return [
        pattern
        for pattern in patterns
        if pattern.startswith("/")
        and not any(sign in pattern for sign in "*?[")
        and folder in (path := PurePosixPath(pattern)).parents
        and not path.suffix
        and not any(map(_MADE_AGAIN.search, path.relative_to(folder).parts))
    ]


def _holds_data(path: PurePosixPath | None) -> bool:
    """Return True for a folder that may hold data of an app, and is no part of the machine."""
    if path is None:
        return True
    of_machine = path == PurePosixPath("/") or any(_is_in(path, one) for one in _OF_THE_MACHINE)
    return not of_machine and path.suffix != ".sock"
