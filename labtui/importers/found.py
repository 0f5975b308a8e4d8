"""What an importer finds: things, evidence, what was skipped and why, and keys that were not used.

An importer states what a file proves: what runs, on what, and what it needs. Why it exists and who
would miss it is never guessed, and no secret is ever part of a finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from labtui.data.framework.shapes import Value

THE_HOST = "@host"
"""Stands among the references of a `Thing` for the system that the person names with `--on`."""

IN_INVENTORY = "@system "
"""The beginning of a reference to a system of the inventory, by its id or name."""


@dataclass(frozen=True, slots=True)
class Part:
    """A container or process of an app."""

    service: str
    """Its name in the source."""
    image: str = ""
    path: str = ""
    """The file that states it, relative to the given folder."""
    ports: tuple[str, ...] = ()
    """Published ports, in the file's own order and spelling."""
    depends_on: tuple[str, ...] = ()
    """Names of other services, in the file's own order and spelling."""
    needs: tuple[str, ...] = ()
    """References, each `path#service`, to all that it needs, by whatever proof."""
    access_to: tuple[str, ...] = ()
    """References to the systems on which it has administrative access."""
    url: str = ""
    """Where its labels show it."""
    container: str = ""
    """The name of its container, where the file sets one."""
    mounts: tuple[tuple[str, str], ...] = ()
    """Folders of the host and where they are in the container, as absolute paths.

    The one of the host is empty for a named volume, and where it is not known.
    """

    @property
    def description(self) -> str:
        """What it is, for people: its image without a digest, and ports; empty if none is known."""
        ports = f"ports {', '.join(self.ports)}" if self.ports else ""
        return ", ".join(filter(None, (self.image.partition("@")[0], ports)))


@dataclass(frozen=True, slots=True)
class Thing:
    """A system as a source shows it."""

    key: str
    """What the source knows it by, unique among the things of one file; it survives a move.

    Of a thing with parts it is the name of its main service.
    """
    name: str
    kind: str
    """A value of the fact `kind`; empty where the source leaves it open."""
    path: str = ""
    """The file that states it, relative to the given folder, with `/`; empty for standard input."""
    root: Path = Path()
    """The given folder, or the folder of the given file."""
    facts: Mapping[str, Value] = field(default_factory=dict)
    """Other facts that the file proves, by their dotted key: `url`, `description`, `tags`, ..."""
    runs_on: str = ""
    """A reference: the `ref` of another thing of the same finding, `THE_HOST`, or what
    `IN_INVENTORY` begins."""
    member_of: str = ""
    """A reference to the cluster or group it is a member of."""
    depends_on: tuple[str, ...] = ()
    """References to what it needs."""
    backs_up_to: tuple[str, ...] = ()
    """References to where its backups are kept."""
    access_to: tuple[str, ...] = ()
    """References to the systems on which it has administrative access."""
    main: str = ""
    """The service that people reach, where the thing is made of parts."""
    parts: tuple[Part, ...] = ()
    """All its services, the main one first; what it needs and has access to is what they do."""
    questions: tuple[str, ...] = ()
    """What the file suggests and does not prove, each a question for a person."""
    addresses: tuple[str, ...] = ()
    """Host names and IP addresses that it is reached by; never a URL."""
    id: str = ""
    """The id that the source gives it, to have in an inventory.

    Facts that name other systems name them by these ids, or else by those of the inventory.
    """

    @property
    def ref(self) -> str:
        """What other things of the same finding refer to it by."""
        return f"{self.path}#{self.key}"


@dataclass(frozen=True, slots=True)
class Target:
    """What a check or a job is about, as far as its file says; all but what is known is empty."""

    name: str = ""
    """What the file calls it, for people: the label of a check, the title of a monitor."""
    url: str = ""
    """An URL that is asked, without user, password and query."""
    host: str = ""
    """A host name or an IP address."""
    port: int = 0
    container: str = ""
    """The name of a container or a service."""
    guest: str = ""
    """The number of a Proxmox guest."""
    path: str = ""
    """An absolute path, or a ZFS dataset, on `host` or else on the host of the file."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A check, a backup job or a route: what a file shows of systems that stand elsewhere."""

    key: str
    """What the source knows it by, unique in its file, for people too: `endpoint photos`."""
    shows: Literal["check", "backup", "route"]
    """A check that something works, a job that backs something up, or a way to reach something."""
    targets: tuple[Target, ...]
    """What is checked, backed up or reached; each is looked for among the systems."""
    to: tuple[Target, ...] = ()
    """Of a backup job, where the backups are kept; of a route, the name it is reached by."""
    tunnel: bool = False
    """True for a route that a tunnel opens to the internet."""
    path: str = ""
    """The file that states it, relative to the given folder, with `/`."""
    root: Path = Path()
    """The given folder, or the folder of the given file."""
    leaves_out: tuple[str, ...] = ()
    """Of a backup job, what it leaves out of the paths that it covers: absolute paths, and names
    of folders anywhere in them; `*` and `?` stand for signs."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Something that was not taken."""

    path: str
    """The file, relative to the given folder, perhaps with `#` and the name of what it is."""
    reason: str
    """Why, as a short clause: `not in use: it is under archive`."""


@dataclass(slots=True)
class Finding:
    """What was read from the paths given to an import."""

    things: list[Thing] = field(default_factory=list)
    """In the order of the files, refs unique among those of one root."""
    skips: list[Skip] = field(default_factory=list)
    unused: Counter[str] = field(default_factory=Counter)
    """Keys that were read and not used, with how often; never their values."""
    evidence: list[Evidence] = field(default_factory=list)
    """Checks, jobs and routes, in the order of the files."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to read."""

    everything: bool = False
    """True to take also what is not in use (`--all`)."""
    each: bool = False
    """True to give each container a system of its own (`--each`)."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Fact keys by the column of a table that states them (`--map COLUMN=KEY`)."""
    names: frozenset[str] = frozenset()
    """Ids and names, in small letters, of the systems that the inventory has."""
    progress: Callable[[str], None] = lambda _path: None
    """Called with each file before it is read; what it raises stops the reading."""
    found: Callable[[str, Collection[str]], None] = lambda _path, _names: None
    """Called with a file and the names it states, to be shown until all files are read.

    What becomes of them is only known then. Sources of a single file do not call it.
    """


class Importer(Protocol):
    """One kind of source; each module of this package has one, called `IMPORTER`."""

    name: str
    """What `labtui import` calls it."""
    title: str
    """What it reads, for people: `Docker Compose projects`."""

    def recognise(self, path: Path) -> bool:
        """Return True if a file or folder looks like this source. Raises nothing."""
        ...

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read files, folders, or standard input where a path is `-`.

        What is wrong with a file is a `Skip`. Raises `SourceError` if a given path does not exist
        or cannot be read at all, as well as what `options.progress` raises.
        """
        ...
