"""Backup jobs: which guests they cover, and in which storages the backups are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from labtui.importers.found import Skip
from labtui.importers.proxmox import formats
from labtui.importers.proxmox.guests import Guest
from labtui.importers.proxmox.storages import Storage, Storages

_USED = frozenset({"vmid", "all", "exclude", "pool", "node", "storage", "dumpdir", "enabled"})


@dataclass(frozen=True, slots=True)
class Job:
    """A backup job."""

    path: str
    """The file that states it, with `#` and its name."""
    values: Mapping[str, str]


@dataclass(slots=True)
class Coverage:
    """What backup jobs cover."""

    guests: dict[Storage, set[str]] = field(default_factory=dict)
    """The numbers of the guests of which each storage has backups."""
    on_node: dict[str, set[str]] = field(default_factory=dict)
    """The numbers of the guests on each node."""
    skips: list[Skip] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def jobs_in(name: str, text: str, path: str) -> Iterator[Job]:
    """Give the jobs of a `jobs.cfg` or `vzdump.cron`, by its `name`."""
    if name == "vzdump.cron":
        for line, values in formats.cron_jobs(text):
            yield Job(f"{path}#line {line}", values)
    else:
        for section in formats.sections(text):
            if section.type == "vzdump":
                yield Job(f"{path}#{section.id}", section.values)


def coverage(
    jobs: Sequence[Job],
    guests: Sequence[Guest],
    pools: Mapping[str, Sequence[str]],
    storages: Storages,
    defaults: Mapping[str, str],
) -> Coverage:
    """Find out which guests have backups in which storages.

    `defaults` has what `vzdump.conf` says about jobs that name no storage.
    """
    result = Coverage()
    saved = {guest.vmid for guest in guests if _is_saved(guest)}
    on_node = result.on_node
    for guest in guests:
        on_node.setdefault(guest.node, set()).add(guest.vmid)
    for job in jobs:
        result.unused += [key for key in job.values if key not in _USED]
        if not formats.is_true(job.values.get("enabled", "1")):
            result.skips.append(Skip(job.path, "not in use: a backup job that is switched off"))
            continue
        storage, reason = _storage(job, storages, defaults)
        if storage is None:
            result.skips.append(Skip(job.path, reason))
            continue
        covered = _covered(job, saved, pools)
        if node := job.values.get("node", ""):
            covered = covered & on_node.get(node, set())
        if storage.nodes:
            having = (on_node.get(node, set()) for node in ("", *storage.nodes))
            covered = covered & set().union(*having)
        if covered:
            result.guests.setdefault(storage, set()).update(covered)
    return result


def _is_saved(guest: Guest) -> bool:
    """Return True unless all disks of a guest are left out of backups."""
    return not guest.disks or any(disk.backed_up for disk in guest.disks)


def _covered(job: Job, guests: Set[str], pools: Mapping[str, Sequence[str]]) -> Set[str]:
    """Give those of the guests that a job is for; what comes first here counts for Proxmox."""
    values = job.values
    if pool := values.get("pool"):
        return guests & set(pools.get(pool, ()))
    if vmids := values.get("vmid"):
        return guests & set(formats.listed(vmids))
    excluded = formats.listed(values.get("exclude", ""))
    if formats.is_true(values.get("all", "")) or excluded:
        return guests - set(excluded)
    return frozenset()


def _storage(
    job: Job, storages: Storages, defaults: Mapping[str, str]
) -> tuple[Storage | None, str]:
    """Give the storage a job writes to, or the reason why none is known."""
    stated = job.values if job.values.keys() & {"storage", "dumpdir"} else defaults
    if folder := stated.get("dumpdir"):
        outer = storages.at(folder)
        if outer is not None:
            return outer, ""
        return Storage(folder, "dir", "", True, False, True, frozenset()), ""
    name = stated.get("storage", "")
    if not name:
        return None, "the backup job names no storage"
    storage = storages.by_id.get(name)
    if storage is None:
        if name == "local" and not storages.by_id:
            return Storage(name, "dir", "", True, False, True, frozenset()), ""
        return None, f"the backup job's storage {name} is not in storage.cfg, or switched off"
    if not storage.backups:
        return None, f"the backup job's storage {name} takes no backups"
    return storage, ""
